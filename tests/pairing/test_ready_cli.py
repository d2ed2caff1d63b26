"""`pairing ready` as a user meets it: figures by town, what cannot work by name, JSON, exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pairing.cli import main
from pairing.county import County
from pairing.write import write_county
from tests.pairing.tiny import one_village


def _run(folder: Path, county: County, *words: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    write_county(county, folder / "c.xlsx")
    with pytest.raises(SystemExit) as caught:
        main(["ready", str(folder / "c.xlsx"), *words])
    return int(caught.value.code or 0), capsys.readouterr().out


def test_a_county_that_is_ready(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out = _run(tmp_path, one_village([{}], [{}]), "--lang", "zh", capsys=capsys)
    assert code == 0
    assert "全县：重点户 1 户，需结对 1 人次" in out
    assert "供需够用，规则没有矛盾。" in out


def test_gaps_are_told_and_no_fault(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out = _run(tmp_path, one_village([{}], [{}, {}]), "--lang", "en", capsys=capsys)
    assert code == 0
    assert "1 short" in out


def test_contradictions_end_with_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pair = {"cadre": 0, "household": 0}
    county = one_village([{}], [{}], directives=[pair], kinship=[pair])
    code, out = _run(tmp_path, county, "--json", capsys=capsys)
    content = json.loads(out)
    assert code == 1
    assert not content["ok"]
    assert [issue["code"] for issue in content["issues"]] == ["pin-against-ban"]
    assert content["towns"][0]["demand"] == 1
    assert [len(content[table]) for table in ("county", "villages", "units")] == [1, 1, 1]
