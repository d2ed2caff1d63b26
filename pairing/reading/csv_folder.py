"""Raw sheets out of a folder of .csv files, whatever encoding and separator the office's program wrote."""

from __future__ import annotations

import codecs
import csv
import io
from typing import TYPE_CHECKING, Final

from pairing.raw import MAX_CELLS, MAX_TEXT, RawSheet
from pairing.reading.findings import Fault, Findings
from pairing.schema import BY_NAME, SHEETS, plain_name
from pairing.text import Text

if TYPE_CHECKING:
    from pathlib import Path

MAX_BYTES: Final = 400_000_000

_NO_TABLES = Fault(
    "error",
    "wrong-folder",
    Text(
        "文件夹里没有可用的表；找到的文件：{found}", "The folder holds no table of a county; found: {found}"
    ),
    Text(
        "放入 {names} 等 .csv 文件，或直接选择工作簿（.xlsx）。",
        "Put in .csv files named {names}, or choose a workbook (.xlsx) itself.",
    ),
)
_EXTRA_FILE = Fault(
    "warning",
    "unknown-sheet",
    Text("“{name}”不是县的表，未读取。", "{name} is not a table of a county and was not read."),
    Text("可用的表名：{names}", "Names of tables: {names}"),
)
_TWICE = Fault(
    "error",
    "sheet-twice",
    Text("“{name}”与“{first}”是同一张表。", "{name} and {first} are the same table."),
    Text("合并成一个文件。", "Make them one file."),
)
_NOT_READABLE = Fault(
    "error",
    "unreadable-file",
    Text("读不了这个文件：{why}", "The file cannot be read: {why}"),
    Text(
        "关闭占用它的程序，检查权限后再试。",
        "Close the program that holds it, see that it may be read, try again.",
    ),
)
_TOO_LARGE = Fault(
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


def read_folder(folder: Path, findings: Findings) -> list[RawSheet]:
    """The sheets of a folder, one per .csv file that bears the name of a table; faults go to ``findings``."""
    names = "、".join(sheet.name for sheet in SHEETS)
    try:
        files = sorted(
            path for path in folder.iterdir() if path.is_file() and not path.name.startswith((".", "~"))
        )
    except OSError as error:
        findings.add(_NOT_READABLE.fill(why=error.strerror or "?"), sheet=folder.name)
        return []
    taken: dict[str, str] = {}
    sheets: list[RawSheet] = []
    for path in files:
        if path.suffix.lower() != ".csv":
            continue
        schema = BY_NAME.get(plain_name(path.stem))
        if schema is None:
            findings.add(_EXTRA_FILE.fill(name=path.name, names=names), sheet=path.stem)
        elif schema.name in taken:
            findings.add(_TWICE.fill(name=path.name, first=taken[schema.name]), sheet=path.stem)
        else:
            taken[schema.name] = path.name
            sheets += _read_file(path, findings)
    if not taken:
        found = "、".join(path.name for path in files[:10]) or "（空）"
        findings.add(_NO_TABLES.fill(found=found, names=names), sheet=folder.name)
    return sheets


def _read_file(path: Path, findings: Findings) -> list[RawSheet]:
    name = path.stem
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            findings.add(_TOO_LARGE.fill(size=size // 1_000_000), sheet=name)
            return []
        raw = path.read_bytes()
    except OSError as error:
        findings.add(_NOT_READABLE.fill(why=error.strerror or "?"), sheet=name)
        return []
    text = decode(raw)
    if text is None:
        findings.add(_ENCODING, sheet=name)
        return []
    rows: list[list[str]] = []
    width = 0
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        for record in reader:
            width = max(width, len(record))
            if width * (len(rows) + 1) > MAX_CELLS:
                findings.add(_TOO_LARGE.fill(size=size // 1_000_000), sheet=name)
                return []
            rows.append(record)
            if any(map(MAX_TEXT.__lt__, map(len, record))):
                findings.add(_LONG_CELL.fill(length=max(map(len, record))), sheet=name, row=len(rows))
                return []
    except csv.Error:
        findings.add(_NOT_CSV.fill(row=len(rows) + 1), sheet=name, row=len(rows) + 1)
        return []
    return [RawSheet(name, rows, escaped=True)]


def _delimiter(text: str) -> str:
    """Comma, unless the first line that is not blank has only tabs or semicolons to offer."""
    line = next((line for line in text[:100_000].splitlines() if line.strip()), "")
    if "," in line:
        return ","
    return max("\t;", key=line.count) if "\t" in line or ";" in line else ","
