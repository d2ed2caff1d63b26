"""Files put in place whole or not at all, and workbooks in which no text can run and no clock ticks."""

from __future__ import annotations

import os
import re
import tempfile
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xlsxwriter.format import Format

# What no file of a workbook can hold (XML 1.0, §2.2); other control signs have Excel's own spelling.
_NO_XML: Final = re.compile("[\ud800-\udfff\ufffe\uffff]")
MOST_SIGNS: Final = 32_767
"""Characters a cell may hold; Excel calls a file with more damaged."""
# No clock in the file: equal content gives equal bytes.
FILE_DATE: Final = datetime(2000, 1, 1)


def cell_text(text: str) -> str:
    """A text as a cell can hold it: cut at its limit, without signs that no XML has.

    A text in <r> would be taken for the library's own formatted one and put into the file as it stands.
    """
    if len(text) > MOST_SIGNS:
        text = text[: MOST_SIGNS - 1] + "…"
    text = _NO_XML.sub("", text)
    return f"{text} " if text.startswith("<r>") else text


class _Sheet(Worksheet):  # type: ignore[misc]
    """Every text of every workbook passes here."""

    def write_string(self, row: int, col: int, string: str, cell_format: Format | None = None) -> int:
        written: int = super().write_string(row, col, cell_text(string), cell_format)
        return written


@contextmanager
def workbook_at(path: Path, *, constant_memory: bool = False) -> Iterator[Workbook]:
    """A new workbook that never turns a text into a formula, link or number, and carries no clock; closed at the end.

    After an error nothing is written, and rows kept aside on the disk are removed.
    """
    options = {
        "constant_memory": constant_memory,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = Workbook(str(path), options)
    book.worksheet_class = _Sheet
    book.set_properties({"created": FILE_DATE})
    try:
        yield book
    except BaseException:
        for sheet in book.worksheets() if constant_memory else ():
            sheet.row_data_fh.close()
            Path(sheet.row_data_filename).unlink(missing_ok=True)
        raise
    if not book.fileclosed:
        book.close()


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A path to write to, put in place of ``path`` at the end; after an error ``path`` is as it was."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.stem}-", suffix=path.suffix, dir=path.parent)
    os.close(handle)
    part = Path(name)
    try:
        yield part
        # mkstemp makes a file only its owner may read; the finished one gets the folder's usual rights.
        part.chmod(0o666 & ~_umask())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
