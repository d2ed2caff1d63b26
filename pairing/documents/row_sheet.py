"""A worksheet that takes its rows in bulk: a list of 100,000 households in seconds.

The library writes cell by cell, with a look-up and a check for each. A printed list has one look a column and texts
that repeat (towns, villages, units), so that a cell's XML is made once for each different text and rows are joined from it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from xlsxwriter.format import Format

Cell = str | int | float | None
MOST_SIGNS: Final = 32_767
"""Characters a cell may hold; Excel calls a file with more damaged."""
_CHUNK: Final = 2_000
_MEMORY: Final = 50_000
_ESCAPE: Final = re.compile(r"(_x[0-9a-fA-F]{4}_)")
_CONTROL: Final = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")


class RowSheet(Worksheet):  # type: ignore[misc]
    """For ``add_worksheet(name, worksheet_class=RowSheet)`` of a workbook with ``constant_memory``."""

    def write_rows(
        self,
        first: int,
        columns: Sequence[Sequence[Cell]],
        looks: Sequence[tuple[Format, Format]],
        heights: Sequence[float],
        watch: Callable[[float], None],
    ) -> None:
        """Write whole columns of one length from row ``first`` (from 0) on; nothing may be written to the sheet below.

        looks    for each column the formats of its texts and of its numbers
        heights  of the rows in points; empty = as they are
        watch    is told the share written
        """
        length = len(columns[0])
        if not length:
            return
        self._write_single_row(first)  # what was written before stands above
        letters = [xl_col_to_name(place) for place in range(len(columns))]
        cells = [_Cells(text, number) for text, number in looks]
        for start in range(0, length, _CHUNK):
            watch(start / length)
            stop = min(length, start + _CHUNK)
            tails = [of.tails(column[start:stop]) for of, column in zip(cells, columns, strict=True)]
            lines = []
            for row, line in enumerate(zip(*tails, strict=True), start=first + start + 1):
                height = f' ht="{heights[row - first - 1]:g}" customHeight="1"' if heights else ""
                drawn = [f'<c r="{letter}{row}{tail}' for letter, tail in zip(letters, line, strict=True)]
                lines.append(f'<row r="{row}"{height}>{"".join(drawn)}</row>')
            self.row_data_fh.write("".join(lines))
        self.dim_rowmax = first + length - 1


class _Cells:
    """The cells of one column as XML, each from after its address on."""

    def __init__(self, text: Format, number: Format) -> None:
        self._text, self._number = text._get_xf_index(), number._get_xf_index()
        self._known: dict[Cell, str] = {}

    def tails(self, cells: Sequence[Cell]) -> list[str]:
        known = self._known
        if len(known) > _MEMORY:
            known.clear()
        return [known[cell] if cell in known else known.setdefault(cell, self._tail(cell)) for cell in cells]

    def _tail(self, cell: Cell) -> str:
        if cell is None or cell == "":
            return f'" s="{self._text}"/>'
        if not isinstance(cell, str):
            return f'" s="{self._number}"><v>{cell:.16g}</v></c>'
        keep = ' xml:space="preserve"' if cell != cell.strip() else ""
        return f'" s="{self._text}" t="inlineStr"><is><t{keep}>{_xml(cell)}</t></is></c>'


def _xml(text: str) -> str:
    """A text as XML that every spreadsheet reads: control signs in Excel's own spelling, no more signs than fit."""
    if len(text) > MOST_SIGNS:
        text = text[: MOST_SIGNS - 1] + "…"
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    if _ESCAPE.search(text) or _CONTROL.search(text):
        text = _ESCAPE.sub(r"_x005F\1", text)
        text = _CONTROL.sub(lambda sign: f"_x{ord(sign.group()):04X}_", text)
    return text
