"""Re-planning as a user meets it: --previous, --max-changes, the change list, recounting with --previous, stability."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

import pytest

from pairing.cli import main
from pairing.county import County
from pairing.plan import CHANGE_COLUMNS
from pairing.plan_files import read_plan, write_plan
from pairing.planner import SolveLimits, solve_county
from pairing.rules import Rules
from pairing.stability import STABILITY_COLUMNS
from pairing.write import write_county
from tests.pairing.tiny import one_village

LAWYER, LAW = {"skills": ("法律",)}, {"needs": ("法律援助",)}


def _county(**exempt: object) -> County:
    return one_village([LAWYER, {}, {}], [{**LAW}, {}], **exempt)


def _run(*words: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as caught:
        main(["--lang", "zh", *words])
    said = capsys.readouterr()
    return int(caught.value.code or 0), said.out, said.err


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    """The lists after the lawyer left, and the plan made before."""
    before = solve_county(_county(), Rules(), SolveLimits(seconds=5, workers=1))
    write_plan(before, tmp_path / "before")
    left = _county()
    left = replace(left, cadres=left.cadres.assign(exempt_reason=["调离", None, None]))
    write_county(left, tmp_path / "lists.xlsx")
    return str(tmp_path / "lists.xlsx"), str(tmp_path / "before")


def test_a_plan_is_changed_listed_and_recounted(
    files: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lists, before = files
    after = str(tmp_path / "after")
    words = ("solve", lists, "--out", after, "--previous", before, "--max-changes", "1", "--time-limit", "5")
    code, out, _ = _run(*words, capsys=capsys)
    assert code == 0
    assert "比原方案改动 1 处" in out
    assert "原责任人免派 1" in out
    with (Path(after) / "changes.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == CHANGE_COLUMNS
    assert [(row["kind"], row["old_cadre_id"], row["cause"], row["counted"]) for row in rows] == [
        ("pair", "G1", "exempt", "true")
    ]
    plan = read_plan(Path(after))
    assert (plan.summary.changes, plan.summary.max_changes) == (1, 1)
    # With its previous plan it recounts; without, its kept pairs earn points that the lists do not know.
    code, out, _ = _run("check", lists, after, "--previous", before, capsys=capsys)
    assert code == 0
    assert "注意" not in out
    code, out, _ = _run("check", lists, after, capsys=capsys)
    assert code == 1
    assert "请用 --previous 指明它" in out
    code, out, _ = _run("check", lists, after, "--previous", after, "--json", capsys=capsys)
    assert not json.loads(out)["same_previous"]
    # Writing once more replaces the folder, change list and all.
    write_plan(plan, Path(after))
    again = read_plan(Path(after))
    assert again.changes is not None
    assert plan.changes is not None
    assert again.changes.equals(plan.changes)


def test_a_limit_that_cannot_be_met_writes_nothing(
    files: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lists, before = files
    out = tmp_path / "after"
    words = (
        "solve",
        lists,
        "--out",
        str(out),
        "--previous",
        before,
        "--max-changes",
        "0",
        "--time-limit",
        "5",
    )
    code, _, err = _run(*words, capsys=capsys)
    assert code == 1
    assert "至少要改 1 处" in err
    assert not out.exists()


def test_a_limit_without_a_plan_to_change_is_refused(
    files: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("solve", files[0], "--out", str(tmp_path / "p"), "--max-changes", "2", "--time-limit", "5")
    code, _, err = _run(*words, capsys=capsys)
    assert code == 1
    assert "原联村" in err


def test_the_price_of_stability_as_a_table(
    files: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lists, before = files
    path = tmp_path / "curve.csv"
    words = ("stability", lists, "--out", str(path), "--previous", before, "--time-limit", "5")
    code, out, _ = _run(*words, capsys=capsys)
    assert code == 0
    assert "改动 1 处" in out
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert tuple(rows[0]) == STABILITY_COLUMNS
    for changes, points, bound, lost, least in rows[1:]:
        assert int(changes) >= 1
        assert float(points) == float(bound)
        assert float(lost) == float(least)
    code, _, err = _run("stability", lists, "--out", str(path), capsys=capsys)
    assert code == 1
    assert "没有原方案" in err
