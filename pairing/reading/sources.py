"""Raw sheets out of whatever an office hands in: a workbook, a text file, or a folder that mixes them, told by content."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from pairing.raw import MAX_CELLS
from pairing.reading.csv_file import TOO_LARGE, decode, read_csv
from pairing.reading.findings import Fault, Findings
from pairing.reading.workbook import is_workbook, read_workbook
from pairing.schema import SHEETS
from pairing.text import Text

if TYPE_CHECKING:
    from pathlib import Path

    from pairing.raw import RawSheet

MAX_BYTES: Final = 400_000_000
# What a folder is looked through for; what such a file is, its content says.
ENDINGS: Final = (".xlsx", ".xls", ".et", ".csv", ".xlsm")
_HTML: Final = re.compile(r"\s*(?:<!doctype html|<html|<table|<\?xml|<meta|<style)", re.IGNORECASE)

NOT_FOUND = Fault(
    "error",
    "not-found",
    Text("没有这个文件或文件夹。", "There is no such file or folder."),
    Text("核对路径。", "Check the path."),
)
_NO_FILES = Fault(
    "error",
    "wrong-folder",
    Text(
        "文件夹里没有可用的表；找到的文件：{found}", "The folder holds no table of a county; found: {found}"
    ),
    Text(
        "放入工作簿（.xlsx、.xls）或名为 {names} 的 .csv 文件。",
        "Put in workbooks (.xlsx, .xls), or .csv files named {names}.",
    ),
)
_NOT_READABLE = Fault(
    "error",
    "unreadable-file",
    Text("读不了这个文件：{why}", "The file cannot be read: {why}"),
    Text(
        "关闭占用它的程序，检查路径和权限后再试。",
        "Close the program that holds it, check path and rights, try again.",
    ),
)
_EMPTY = Fault(
    "error",
    "empty-file",
    Text("文件是空的（0 字节）。", "The file is empty (0 bytes)."),
    Text(
        "选择填好的工作簿；空白模板可从程序下载。",
        "Choose a filled workbook; the program offers a blank template.",
    ),
)
_WEB_PAGE = Fault(
    "error",
    "web-page",
    Text(
        "这不是工作簿，而是换了后缀的网页或 XML。",
        "This is no workbook but a web page or XML under another ending.",
    ),
    Text(
        "用 Excel 或 WPS 打开，另存为 .xlsx 再导入。",
        "Open it in Excel or WPS, save it as .xlsx and load that.",
    ),
)
_NO_WORKBOOK = Fault(
    "error",
    "not-a-workbook",
    Text(
        "这不是工作簿（.xlsx、.xls），或文件已损坏。", "This is no workbook (.xlsx, .xls), or it is damaged."
    ),
    Text("用 Excel 或 WPS 打开检查，另存为 .xlsx。", "Open it in Excel or WPS and save it as .xlsx."),
)


def read_sources(path: Path, findings: Findings) -> list[RawSheet]:
    """Every sheet of a file, or of all files of a folder; faults go to ``findings``.

    Where several files were read, each sheet of a workbook says which it is from.
    """
    files = source_files(path, findings)
    sheets: list[RawSheet] = []
    cells = 0
    for file in files:
        for sheet in _read(file, findings):
            cells += sum(map(len, sheet.rows))
            if cells > MAX_CELLS:
                findings.add(TOO_LARGE.fill(size=file.stat().st_size // 1_000_000), sheet=file.name)
                return sheets
            # A .csv file's sheet bears the file's name already.
            sheets.append(sheet if sheet.escaped or len(files) == 1 else replace(sheet, file=file.name))
    return sheets


def source_files(path: Path, findings: Findings) -> list[Path]:
    """The files to read: the one named, or those of a folder that may hold lists, by name."""
    try:
        if path.is_file():
            return [path]
        if not path.is_dir():
            findings.add(NOT_FOUND, value=str(path))
            return []
        inside = sorted(
            file for file in path.iterdir() if file.is_file() and not file.name.startswith((".", "~"))
        )
    except (OSError, ValueError) as error:
        if isinstance(error, PermissionError):
            findings.add(_NOT_READABLE.fill(why=error.strerror or "?"), sheet=path.name)
        else:
            findings.add(NOT_FOUND, value=str(path))
        return []
    files = [file for file in inside if file.suffix.lower() in ENDINGS]
    if not files:
        found = "、".join(file.name for file in inside[:10]) or "（空）"
        findings.add(_NO_FILES.fill(found=found, names="、".join(s.name for s in SHEETS)), sheet=path.name)
    return files


def _read(path: Path, findings: Findings) -> list[RawSheet]:
    try:
        size = path.stat().st_size
        is_text = path.suffix.lower() == ".csv"
        if size == 0 and not is_text:
            findings.add(_EMPTY, sheet=path.name)
            return []
        if size > MAX_BYTES:
            findings.add(TOO_LARGE.fill(size=size // 1_000_000), sheet=path.stem if is_text else path.name)
            return []
        with path.open("rb") as file:
            start = file.read(8)
        if is_workbook(start):
            return read_workbook(path, findings)
        raw = path.read_bytes()
    except OSError as error:
        findings.add(_NOT_READABLE.fill(why=error.strerror or "?"), sheet=path.name)
        return []
    if not is_text:
        text = decode(raw)
        if text is None or _HTML.match(text):
            findings.add(_NO_WORKBOOK if text is None else _WEB_PAGE, sheet=path.name)
            return []
    sheet = read_csv(path, raw, findings)
    return [sheet] if sheet else []
