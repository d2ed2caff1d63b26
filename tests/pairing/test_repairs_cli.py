"""`pairing repairs` as a user meets it: the shortage, each way out with its price, JSON, a plan without gaps."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pairing.cli import main
from pairing.county import County
from pairing.plan_files import write_plan
from pairing.planner import SolveLimits, load_county, solve_county
from pairing.rules import Rules
from pairing.write import write_county
from tests.pairing.tiny import one_village


def _written(folder: Path, county: County) -> tuple[str, str]:
    write_county(county, folder / "c.xlsx")
    read = load_county(folder / "c.xlsx").county
    assert read is not None
    write_plan(solve_county(read, Rules(), SolveLimits(seconds=20, workers=1)), folder / "p")
    return str(folder / "c.xlsx"), str(folder / "p")


def _run(*words: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    with pytest.raises(SystemExit) as caught:
        main(["repairs", *words, "--time-limit", "20", "--workers", "1"])
    return int(caught.value.code or 0), capsys.readouterr().out


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    county = one_village([{}, {"exempt_reason": "病休"}], [{}, {}])
    return _written(tmp_path_factory.mktemp("repairs"), county)


def test_each_way_out_has_its_price(files: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    code, out = _run(*files, "--lang", "zh", capsys=capsys)
    assert code == 0
    assert "村1 2 户共需结对 2 人次" in out
    assert "方案缺 1 个结对" in out
    assert "取消干部2（单位1）的免派：补上 1 个，补齐全部缺口；得分增加 90.0。" in out


def test_programs_get_the_edits(files: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    code, out = _run(*files, "--json", "--lang", "en", capsys=capsys)
    found = json.loads(out)
    assert code == 0
    assert (found["now"]["missing"], found["again"]["missing"]) == (1, 1)
    assert {"kind": "lift-exemptions", "cadres": [1]} in [repair["edits"][0] for repair in found["repairs"]]
    assert all("closes 1; nothing is missing then" in repair["words"] for repair in found["repairs"])


def test_a_plan_without_gaps_needs_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out = _run(*_written(tmp_path, one_village([{}], [{}])), "--lang", "zh", capsys=capsys)
    assert code == 0
    assert "方案缺 0 个结对" in out
