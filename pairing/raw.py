"""Sheets as the file has them: rows of cells with the file's own row numbers, before any header is looked for."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

# A cell once cleaned. A text that begins with BROKEN stands for a cell without a usable value: an error value or a
# formula that was never computed; what follows is what the spreadsheet shows.
Cell = str | float | None
BROKEN: Final = "\x00"

# Rows x columns of one sheet; the largest county has some five million.
MAX_CELLS: Final = 20_000_000
# The column that pairing.marked adds to an organizer's sheet, and that reading leaves out.
MARKS_HEADER: Final = "检查意见（程序所加，导入时不看）"
# What a spreadsheet can hold in one cell.
MAX_TEXT: Final = 32_767

ERROR_VALUES: Final = frozenset(
    {"#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#GETTING_DATA"}
)
_RUNS: Final = re.compile(r"'*[=+\-@\t\r\n]")
_INVISIBLE: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060\ufeff\ufffe\uffff\ud800-\udfff]"
)


def escape(text: str) -> str:
    """A text as a .csv cell that no spreadsheet runs; :func:`unescape` undoes it exactly."""
    return f"'{text}" if _RUNS.match(text) else text


def unescape(cell: str) -> str:
    """The text of a .csv cell written by :func:`escape`; any other cell as it is."""
    return cell[1:] if cell.startswith("'") and _RUNS.match(cell, 1) else cell


@dataclass(frozen=True)
class RawSheet:
    """One sheet.

    ``rows[i]`` is the file's row i + 1, so numbers are those the spreadsheet shows; rows may differ in length, and a cell
    without a usable value is a text that begins with BROKEN. ``merged`` holds ranges ((row, column), (row, column)),
    both ends included, from 0. ``escaped``: the sheet is a .csv file, whose cells :func:`escape` may have written.
    ``hint`` is the file's name without its ending; ``file`` the file's name where several were read and the sheet's own
    name would not tell which.
    """

    name: str
    rows: Sequence[Sequence[object]]
    merged: Sequence[tuple[tuple[int, int], tuple[int, int]]] = ()
    escaped: bool = False
    hint: str = ""
    file: str | None = None

    @property
    def is_blank(self) -> bool:
        """Whether no cell holds anything."""
        return all(cell is None or cell == "" for row in self.rows for cell in row)


def clean(cell: object, *, escaped: bool = False) -> Cell:
    """A cell as a trimmed text, a number, or None where it is blank.

    Dates become ISO text, truth values TRUE and FALSE; characters no one sees are left out. ``escaped``: the cell is one
    of a .csv file, see :func:`escape`.
    """
    if isinstance(cell, str):
        text = cell.strip()
        if not text.isprintable():
            broken = text.startswith(BROKEN)
            text = _INVISIBLE.sub("", text).replace("\r\n", "\n").replace("\r", "\n").strip()
            text = BROKEN + text if broken else text
        if text in ERROR_VALUES or text.startswith("="):
            return BROKEN + text
        if escaped and text.startswith("'"):
            text = unescape(text).strip()
        return text or None
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, int | float):
        return float(cell)
    if isinstance(cell, dt.datetime):
        whole = cell.time() == dt.time.min
        return cell.date().isoformat() if whole else cell.isoformat(sep=" ", timespec="seconds")
    if cell is None:
        return None
    return str(cell)


def clean_column(cells: Sequence[object], *, escaped: bool = False) -> list[Cell]:
    """Every cell of a column cleaned; equal cells are cleaned once."""
    kinds = set(map(type, cells))
    if bool in kinds and len(kinds & {int, float}):
        return [clean(cell, escaped=escaped) for cell in cells]  # True equals 1, but says something else
    known = {cell: clean(cell, escaped=escaped) for cell in set(cells)}
    return [known[cell] for cell in cells]


def text_of(cell: Cell) -> str | None:
    """A cleaned cell as text: whole numbers without a point, a broken cell as the spreadsheet shows it."""
    if cell is None:
        return None
    if isinstance(cell, str):
        return cell.removeprefix(BROKEN) or None
    if cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return repr(cell)


def letter(place: int) -> str:
    """The spreadsheet's letters for a column, counted from 0."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def place_of(letters: str) -> int:
    """The column, counted from 0, of a spreadsheet's letters; undoes :func:`letter`."""
    place = 0
    for character in letters:
        place = place * 26 + ord(character) - 64
    return place - 1
