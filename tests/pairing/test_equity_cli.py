"""`pairing equity` as a user meets it: towns in words, inversions by name, CSV that opens in a spreadsheet."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from pairing.cli import main
from pairing.plan import CoverageCounts, Plan, Summary
from pairing.plan_files import write_plan
from pairing.rules import Rules
from pairing.write import write_county
from tests.pairing.plans import plan_of
from tests.pairing.tiny import tiny


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """Village 1: the section head has the ordinary household, the ordinary cadre the hardest one; 远乡 has no pair."""
    county = tiny(
        units=[{}],
        villages=[{}, {"town": "远乡"}],
        cadres=[{"level": 2}, {}],
        households=[
            {"tier": 3.0, "difficulty": 80.0},
            {"difficulty": 20.0, "head_name": "-王"},
            {"village": 1},
        ],
    )
    folder = tmp_path_factory.mktemp("equity")
    write_county(county, folder / "c.xlsx")
    tables = plan_of(county, Rules(), links=[(0, 0)], pairs=[(1, 0), (0, 1)])
    counts = CoverageCounts(2, 2, 0, 3, 2, 3, 2)
    summary = Summary("feasible", "time", (), None, 1.0, counts, None, county.data_hash, "r", "0")
    write_plan(Plan(tables.links, tables.pairs, tables.contacts, summary), folder / "p")
    return str(folder / "c.xlsx"), str(folder / "p")


def _run(*words: str, capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(SystemExit) as caught:
        main(["equity", *words])
    assert int(caught.value.code or 0) == 0
    return capsys.readouterr().out


def test_towns_and_inversions_in_words(files: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    out = _run(*files, "--lang", "zh", capsys=capsys)
    assert "倒挂 1 户" in out
    assert "远乡：重点户 1 户" in out
    assert "每对平均 – 分" in out  # nothing is known of a place without pairs
    assert "更难的户 户主1 H1" in out
    assert "inversions: 1" in _run(*files, "--lang", "en", capsys=capsys)


def test_the_tables_as_files(
    files: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _run(*files, "--out", str(tmp_path), "--lang", "zh", capsys=capsys)
    with (tmp_path / "towns.csv").open(encoding="utf-8-sig", newline="") as file:
        towns = list(csv.DictReader(file))
    assert [row["乡镇"] for row in towns] == ["城关镇", "远乡"]
    # of the hardest household's one pair all is held by ordinary cadres
    assert (towns[0]["其中一般干部%"], towns[0]["倒挂户"], towns[1]["每对平均得分"]) == ("100.0", "1", "")
    text = (tmp_path / "inversions.csv").read_text(encoding="utf-8-sig")
    assert "'-王" in text  # a name that a spreadsheet would run
    assert (tmp_path / "villages.csv").exists()


def test_json_says_null_for_what_is_not_known(
    files: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    content = json.loads(_run(*files, "--json", "--lang", "en", capsys=capsys))
    assert content["towns"][1]["Mean points a pair"] is None
    assert content["inversions"][0]["Harder household: tier"] == 3
