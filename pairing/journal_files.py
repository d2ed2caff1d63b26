"""The log as a table, a workbook or a .csv file; nothing in it runs in a spreadsheet."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pairing.raw import escape
from pairing.safe_files import workbook_at
from pairing.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pairing.journal import Entry
    from pairing.text import Lang

TITLES: Final = (
    Text("时间", "When"),
    Text("操作人", "Who"),
    Text("做了什么", "What"),
    Text("对象", "About"),
    Text("理由或说明", "Why"),
)
_SHEET: Final = Text("操作记录", "Log")
_WIDTHS: Final = (18, 18, 24, 36, 60)


def cells(entry: Entry, lang: Lang) -> tuple[str, ...]:
    """One entry as TITLES has its columns; the moment by local time."""
    return (
        f"{entry.at.astimezone():%Y-%m-%d %H:%M}",
        entry.who,
        entry.what.show(lang),
        entry.about.show(lang) if entry.about is not None else "",
        entry.why.show(lang),
    )


def journal_csv(entries: Iterable[Entry], lang: Lang) -> bytes:
    """A .csv file (UTF-8 with BOM)."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([title.show(lang) for title in TITLES])
    writer.writerows([escape(cell) for cell in cells(entry, lang)] for entry in entries)
    return text.getvalue().encode("utf-8-sig")


def journal_workbook(entries: Iterable[Entry], lang: Lang) -> bytes:
    """An .xlsx workbook of one sheet."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "log.xlsx"
        with workbook_at(path, constant_memory=True) as book:
            head = book.add_format({"bold": True, "bg_color": "#DDEBF7", "border": 1})
            page = book.add_worksheet(_SHEET.show(lang))
            page.freeze_panes(1, 0)
            for place, (title, width) in enumerate(zip(TITLES, _WIDTHS, strict=True)):
                page.set_column(place, place, width)
                page.write_string(0, place, title.show(lang), head)
            for number, entry in enumerate(entries, start=1):
                for place, cell in enumerate(cells(entry, lang)):
                    page.write_string(number, place, cell)
        return path.read_bytes()
