"""A county's tables out: one workbook or one folder of .csv files that :func:`pairing.read.read_county` reads back.

No cell can run in a spreadsheet: a workbook gets texts as texts, a .csv cell that begins with = + - @, a tab or a
line break gets a leading apostrophe, which reading takes off again. Numbers keep 15 significant digits, as spreadsheets
do. The same county gives the same bytes.
"""

from __future__ import annotations

import csv
from itertools import chain
from typing import TYPE_CHECKING, Final

import pandas as pd

from pairing.county import WRITTEN
from pairing.raw import escape
from pairing.safe_files import replacing, workbook_at
from pairing.schema import NO, SHEETS, YES
from pairing.template import write_template

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from pairing.county import County
    from pairing.schema import Column, Sheet

Cell = str | float | None

__all__ = ["sheet_cells", "write_county", "write_template"]

LIST_MARK: Final = "、"


def write_county(county: County, path: Path, *, csv: bool = False) -> None:
    """The county as one workbook at ``path``, or as a folder of .csv files (UTF-8 with BOM) where ``csv`` is set.

    Headers come from the schema, unknown columns of the organizer's file follow them. A file is put in place whole or
    not at all. Raises OSError where the place cannot be written.
    """
    if csv:
        path.mkdir(parents=True, exist_ok=True)
        for sheet in SHEETS:
            with replacing(path / f"{sheet.name}.csv") as part:
                _write_csv(part, *sheet_cells(county, sheet))
        return
    with replacing(path) as part, workbook_at(part, constant_memory=True) as book:
        head = book.add_format({"bold": True, "bg_color": "#DDEBF7", "border": 1})
        text = book.add_format({"num_format": "@"})
        for sheet in SHEETS:
            page = book.add_worksheet(sheet.name)
            page.freeze_panes(1, 0)
            headers, columns = sheet_cells(county, sheet)
            for place, header in enumerate(headers):
                page.set_column(
                    place, place, max(10, 2 * len(header) + 2), text if _is_text(sheet, place) else None
                )
                page.write_string(0, place, header, head)
            for number, cells in enumerate(zip(*columns, strict=True), start=1):
                for place, cell in enumerate(cells):
                    if cell is None:
                        continue
                    if isinstance(cell, str):
                        page.write_string(number, place, cell)
                    else:
                        page.write_number(number, place, cell)


def sheet_cells(county: County, sheet: Sheet) -> tuple[list[str], list[list[Cell]]]:
    """Headers and columns of cells of one sheet, the unknown columns last; every column has the table's length."""
    table: pd.DataFrame = getattr(county, sheet.table)
    written = [column for column in sheet.columns if not column.is_hint]
    headers = [column.header for column in written]
    columns = [_column_cells(county, sheet, column) for column in written]
    extra = county.extras.get(sheet.table)
    if extra is not None and len(extra) == len(table):
        for header in extra.columns:
            headers.append(str(header))
            columns.append([None if pd.isna(value) else str(value) for value in extra[header].tolist()])
    return headers, columns


def _write_csv(path: Path, headers: Sequence[str], columns: Sequence[Sequence[Cell]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        for row in chain([headers], zip(*columns, strict=True)):
            writer.writerow([_csv_cell(cell) for cell in row])


def _csv_cell(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return escape(cell)
    return str(int(cell)) if cell == int(cell) else repr(float(cell))


def _is_text(sheet: Sheet, place: int) -> bool:
    written = [column for column in sheet.columns if not column.is_hint]
    return place >= len(written) or written[place].type not in ("integer", "number")


def _column_cells(county: County, sheet: Sheet, column: Column) -> list[Cell]:
    """The cells of one schema column, one per row of the table."""
    table: pd.DataFrame = getattr(county, sheet.table)
    if sheet.table == "cadres" and column.key == "native_village":
        full = county.villages["town"] + county.villages["name"]
        return _named(table[column.fills], full)
    if column.fills == "village":
        return _named(table["village"], county.villages["town" if column.key == "town" else "name"])
    values = table[column.fills]
    if sheet.table != "units" and column.key == "unit":
        return _named(values, county.units["name"])
    if sheet.table not in ("cadres", "households") and column.key == "cadre":
        return _named(values, county.cadres["cadre_id"])
    if sheet.table != "households" and column.key == "household":
        return _named(values, county.households["household_id"])
    match column.type:
        case "yes-no":
            return [YES if value else NO for value in values.tolist()]
        case "list":
            listed = [LIST_MARK.join(words) or None for words in values.tolist()]
            # What the office wrote stays; a need that came of the cause is not written as if it had.
            written = table[WRITTEN[sheet.table]].tolist()
            return [
                said if pd.isna(text) else (str(text) or None)
                for said, text in zip(listed, written, strict=True)
            ]
        case "choice":
            words = {choice.value: choice.word for choice in column.choices}
            return [None if pd.isna(value) else words[value] for value in values.tolist()]
        case "integer" | "number":
            return [None if value != value else value for value in values.tolist()]
        case _:
            return [None if pd.isna(value) else str(value) for value in values.tolist()]


def _named(positions: pd.Series, names: Iterable[str]) -> list[Cell]:
    """The name at each position, None at -1."""
    known: list[Cell] = [*names, None]
    return [known[position] for position in positions.tolist()]
