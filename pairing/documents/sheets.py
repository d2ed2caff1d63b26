"""One printed table of a workbook, with office manners: title, frozen header, filter, A4 landscape, page marks.

Rows are written in order with little memory, however long the list. No cell is merged, so that a table can be filtered,
sorted and pasted.
"""

from __future__ import annotations

import math
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from pairing.documents.document import unwatched

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import xlsxwriter

    from pairing.documents.document import Watch
    from pairing.documents.masking import Mask
    from pairing.documents.stamp import Stamp

Cell = str | int | float | None

_A4: Final = 9
_GB2312: Final = 134
# A sheet holds 1,048,576 rows.
ROWS_A_SHEET: Final = 1_000_000
# Excel takes no more page breaks than this in a sheet.
_MOST_BREAKS: Final = 1023
_LINE_POINTS: Final = 12.5
_EMPTY: Final = "本表没有记录。"
# Rows between two looks at whether somebody wants to stop.
_CHUNK: Final = 250


@dataclass(frozen=True)
class Column:
    """One column: its header, width in characters, cells, and whether long text wraps or shrinks."""

    header: str
    width: float
    cells: Sequence[Cell]
    wraps: bool = False


@dataclass(frozen=True)
class PrintedTable:
    """One sheet.

    breaks  row places (from 0) before which a new page begins
    note    stands below the title
    pasted  the header is the first row, for programs that load the sheet; title and note stand in the page's margin
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    note: str = ""
    breaks: tuple[int, ...] = field(default=())
    pasted: bool = False

    @property
    def head_rows(self) -> int:
        """Rows above the first of the list."""
        return 1 if self.pasted else 3

    @property
    def length(self) -> int:
        return len(self.columns[0].cells)

    def parts(self, most: int = ROWS_A_SHEET) -> Iterator[PrintedTable]:
        """The table, cut into several sheets where it is longer than one may be."""
        if self.length <= most:
            yield self
            return
        for number, start in enumerate(range(0, self.length, most), start=1):
            stop = start + most
            yield PrintedTable(
                f"{self.name}{number}",
                self.title,
                tuple(Column(c.header, c.width, c.cells[start:stop], c.wraps) for c in self.columns),
                self.note,
                tuple(place - start for place in self.breaks if start < place < stop),
                self.pasted,
            )


class Styles:
    """The formats of one workbook."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        # The character set lets a program without these fonts take another Chinese one.
        chinese = {"font_charset": _GB2312, "valign": "vcenter"}
        body = {**chinese, "font_name": "仿宋", "font_size": 10, "border": 1}
        self.title = book.add_format(
            {**chinese, "font_name": "黑体", "font_size": 16, "align": "center_across"}
        )
        self.note = book.add_format({**chinese, "font_name": "宋体", "font_size": 9})
        self.head = book.add_format(
            {
                **body, "font_name": "宋体", "bold": True, "align": "center", "text_wrap": True, "bg_color": "#DDEBF7",
            }
        )  # fmt: skip
        self.number = book.add_format({**body, "align": "center"})
        # "@" keeps a spreadsheet from turning 0012 into 12 when the cell is edited.
        self.text = book.add_format({**body, "num_format": "@", "align": "center", "shrink": True})
        self.wrapped = book.add_format({**body, "num_format": "@", "text_wrap": True})


def write_table(
    book: xlsxwriter.Workbook,
    styles: Styles,
    table: PrintedTable,
    stamp: Stamp,
    mask: Mask,
    watch: Watch = unwatched,
) -> None:
    """Append the table to a workbook with ``constant_memory``, as one sheet or as many as it needs."""
    done = 0
    for part in table.parts():
        page = book.add_worksheet(part.name)
        _lay_out(page, part, stamp, mask)
        _write_head(page, styles, part, mask)
        _write_rows(page, styles, part, _part_of(watch, done, part.length, table.length))
        done += part.length


def _part_of(watch: Watch, before: int, length: int, whole: int) -> Watch:
    """A watch for ``length`` rows of the ``whole``, after ``before`` of them."""

    def report(share: float) -> None:
        watch((before + share * length) / max(1, whole))

    return report


def _lay_out(page: Any, table: PrintedTable, stamp: Stamp, mask: Mask) -> None:
    head, last_column = table.head_rows, len(table.columns) - 1
    last_row = head - 1 + table.length
    page.set_landscape()
    page.set_paper(_A4)
    page.set_margins(left=0.4, right=0.4, top=0.8, bottom=0.7)
    page.fit_to_pages(1, 0)
    page.center_horizontally()
    page.repeat_rows(0, head - 1)
    page.print_area(0, 0, last_row, last_column)
    page.freeze_panes(head, 0)
    page.autofilter(head - 1, 0, max(last_row, head), last_column)
    middle = f"&C&12{_plain(mask.text(table.title), 60)}" if table.pasted else ""
    page.set_header(f"&L&9{_plain(mask.text(stamp.county), 60)}{middle}&R&9{_plain(mask.notice, 40)}")
    page.set_footer(f"&L&8{_plain(stamp.line, 150)}&R&9第 &P 页 共 &N 页")
    if table.breaks:
        page.set_h_pagebreaks([place + head for place in table.breaks[:_MOST_BREAKS]])
    for place, column in enumerate(table.columns):
        page.set_column(place, place, column.width)


def _write_head(page: Any, styles: Styles, table: PrintedTable, mask: Mask) -> None:
    last = table.head_rows - 1
    if not table.pasted:
        page.set_row(0, 28)
        page.write_string(0, 0, mask.text(table.title), styles.title)
        for place in range(1, len(table.columns)):
            page.write_blank(0, place, None, styles.title)
        page.write_string(1, 0, table.note if table.length else f"{table.note}　{_EMPTY}", styles.note)
    page.set_row(last, 28)
    for place, column in enumerate(table.columns):
        page.write_string(last, place, column.header, styles.head)


def _write_rows(page: Any, styles: Styles, table: PrintedTable, watch: Watch) -> None:
    looks = [styles.wrapped if column.wraps else styles.text for column in table.columns]
    heights = _line_counts(table)
    rows = zip(*(column.cells for column in table.columns), strict=True)
    for number, row in enumerate(rows):
        if number % _CHUNK == 0:
            watch(number / table.length)
        at = table.head_rows + number
        if heights:
            page.set_row(at, _LINE_POINTS * heights[number] + 4)
        for place, (cell, text) in enumerate(zip(row, looks, strict=True)):
            if cell is None or cell == "":
                page.write_blank(at, place, None, text)
            elif isinstance(cell, str):
                page.write_string(at, place, cell, text)
            else:
                page.write_number(at, place, cell, styles.number)


def _line_counts(table: PrintedTable) -> list[int]:
    """Lines of text in each row; [] where no column wraps. Programs do not all fit heights by themselves."""
    wrapping = [column for column in table.columns if column.wraps]
    known: dict[str, int] = {}

    def lines(cell: Cell, width: float) -> int:
        text = "" if cell is None else str(cell)
        if text not in known:
            # A Chinese character is as wide as two digits.
            known[text] = sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)
        return max(1, math.ceil(known[text] / (width - 1)))

    counts = [[lines(cell, column.width) for cell in column.cells] for column in wrapping]
    return [max(row) for row in zip(*counts, strict=True)]


def _plain(text: str, most: int) -> str:
    """A text for a header or footer: & is its escape sign, and all of it may have 255 characters."""
    return " " + text[:most].replace("&", "&&")


def serial(count: int) -> Sequence[int]:
    """序号 from 1."""
    return range(1, count + 1)
