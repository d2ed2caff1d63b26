"""A raw sheet out of a text file, whatever encoding and separator the office's program wrote."""

from __future__ import annotations

import codecs
import csv
import io
from typing import TYPE_CHECKING

from pairing.raw import MAX_CELLS, MAX_TEXT, RawSheet
from pairing.reading.findings import Fault, Findings
from pairing.text import Text

if TYPE_CHECKING:
    from pathlib import Path

TOO_LARGE = Fault(
    "error",
    "file-too-large",
    Text("文件太大（{size} MB）。", "The file is too large ({size} MB)."),
    Text(
        "一个县一份，删去无关的列和行。",
        "Give one county at a time, without columns and rows that do not belong.",
    ),
)
_ENCODING = Fault(
    "error",
    "wrong-encoding",
    Text("文件既不是 UTF-8 也不是 GB18030 编码的文本。", "The file is text in neither UTF-8 nor GB18030."),
    Text(
        "用 Excel 或 WPS 打开，另存为“CSV UTF-8（逗号分隔）”。",
        "Open it in Excel or WPS and save it as “CSV UTF-8 (comma delimited)”.",
    ),
)
_NOT_CSV = Fault(
    "error",
    "bad-csv",
    Text("第{row}行起不是合格的 CSV。", "From row {row} on this is not a proper CSV file."),
    Text(
        "检查该处的引号，或用 Excel、WPS 重新保存。",
        "Look at the quotation marks there, or save it anew from Excel or WPS.",
    ),
)
_LONG_CELL = Fault(
    "error",
    "cell-too-long",
    Text(
        "单元格有 {length} 个字，电子表格放不下。",
        "The cell holds {length} characters, more than a spreadsheet can.",
    ),
    Text(
        "检查引号是否少了一半，或缩短内容。",
        "See whether a closing quotation mark is missing, or shorten the text.",
    ),
)


def decode(raw: bytes) -> str | None:
    """The text of a file in UTF-8 (with or without BOM), UTF-16 with BOM or GB18030; None where it is none of these."""
    encodings: tuple[str, ...] = ("utf-8-sig", "gb18030")
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ("utf-16",)
    for encoding in encodings:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if "\x00" in text else text
    return None


def read_csv(path: Path, raw: bytes, findings: Findings) -> RawSheet | None:
    """The sheet of a text file's bytes, named as the file is; None, with the fault in ``findings``, where it is none."""
    name = path.stem
    text = decode(raw)
    if text is None:
        findings.add(_ENCODING, sheet=name)
        return None
    rows: list[list[str]] = []
    width = 0
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        for record in reader:
            width = max(width, len(record))
            if width * (len(rows) + 1) > MAX_CELLS:
                findings.add(TOO_LARGE.fill(size=len(raw) // 1_000_000), sheet=name)
                return None
            rows.append(record)
            if any(map(MAX_TEXT.__lt__, map(len, record))):
                findings.add(_LONG_CELL.fill(length=max(map(len, record))), sheet=name, row=len(rows))
                return None
    except csv.Error:
        findings.add(_NOT_CSV.fill(row=len(rows) + 1), sheet=name, row=len(rows) + 1)
        return None
    return RawSheet(name, rows, escaped=True, hint=name)


def _delimiter(text: str) -> str:
    """Of comma, tab and semicolon the one that stands on most of the first lines (a title has none), then most often."""
    lines = [line for line in text[:100_000].splitlines() if line.strip()][:30]

    def weight(mark: str) -> tuple[int, int]:
        return sum(mark in line for line in lines), sum(line.count(mark) for line in lines)

    return max(",\t;", key=weight)
