"""Lists changed cell by cell, and the one finding looked for."""

from __future__ import annotations

import csv
from pathlib import Path

from pairing.issues import Issue
from pairing.read import Reading
from pairing.schema import BY_TABLE
from pairing.write import sheet_cells
from tests.pairing.lists import small_county


def change(folder: Path, sheet: str, row: int, column: str, value: str) -> None:
    """Write one cell; ``row`` counts as the spreadsheet does."""
    path = folder / f"{sheet}.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    rows[row - 1][rows[0].index(column)] = value
    save(path, rows)


def save(path: Path, rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)


def load(folder: Path, sheet: str) -> list[list[str]]:
    with (folder / f"{sheet}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def only(reading: Reading, code: str) -> Issue:
    """The one issue of that code; an error must have left no county, and every issue must say how to mend it."""
    found = [issue for issue in reading.issues if issue.code == code]
    assert len(found) == 1, [(issue.code, issue.place("en"), issue.problem.en) for issue in reading.issues]
    assert (reading.county is None) == bool(reading.errors)
    for issue in reading.issues:
        assert issue.problem.zh
        assert issue.problem.en
        assert issue.remedy.zh
        assert issue.remedy.en
        assert "{" not in issue.problem.zh + issue.problem.en + issue.remedy.zh + issue.remedy.en
    return found[0]


def cells_of(table: str) -> list[list[str | float | None]]:
    """The cells of a sound county's sheet, column by column."""
    return sheet_cells(small_county(), BY_TABLE[table])[1]
