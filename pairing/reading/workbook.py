"""Raw sheets out of a workbook, told by its content: .xlsx after a look that it is safe to open, or the older .xls (BIFF)."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import python_calamine as calamine

from pairing.raw import BROKEN, MAX_CELLS, RawSheet
from pairing.reading.archive import UnsafeArchiveError, survey
from pairing.reading.findings import Fault, Findings
from pairing.text import Text

if TYPE_CHECKING:
    from pathlib import Path

_OLE: Final = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
# Streams of a compound file that hold a workbook of BIFF 8 or BIFF 5.
_STREAMS: Final = tuple(name.encode("utf-16-le") for name in ("Workbook", "Book"))

_BOMB = Fault(
    "error",
    "zip-bomb",
    Text(
        "文件解压后过大（约 {size} MB），不打开。",
        "Unpacked, the file is far too large (about {size} MB); it was not opened.",
    ),
    Text(
        "确认文件来源；如确是名单，请复制到新工作簿后再试。",
        "See where the file is from; if it is your list, copy the cells to a new workbook and try again.",
    ),
)
_TOO_WIDE = Fault(
    "error",
    "sheet-too-large",
    Text(
        "表的范围过大（约 {size} 百万格），多半是远处有多余的单元格。",
        "A sheet spans about {size} million cells, most likely by a stray cell far away.",
    ),
    Text(
        "选中名单右边和下边的空白行列，删除后保存。",
        "Select the empty rows and columns beyond the list, delete them, save.",
    ),
)
_PASSWORD = Fault(
    "error",
    "password",
    Text("文件有打开密码。", "The file is protected by a password."),
    Text(
        "用 Excel 或 WPS 打开，取消密码后另存。",
        "Open it in Excel or WPS, take the password off and save it.",
    ),
)
_OLD = Fault(
    "error",
    "old-format",
    Text(
        "这种旧格式（如 WPS 早期的 .et）读不了。",
        "This old format (such as an early .et of WPS) cannot be read.",
    ),
    Text(
        "用 WPS 或 Excel 打开，另存为 .xlsx 再导入。",
        "Open it in WPS or Excel, save it as .xlsx and load that.",
    ),
)
_NO_WORKBOOK = Fault(
    "error",
    "not-a-workbook",
    Text("这不是 .xlsx 工作簿，或文件已损坏。", "This is not an .xlsx workbook, or it is damaged."),
    Text(
        "用 Excel 或 WPS 打开检查，另存为 .xlsx；CSV 请选择存放它们的文件夹。",
        "Open it in Excel or WPS and save it as .xlsx; for .csv files choose the folder they are in.",
    ),
)
_UNSAFE: Final = {
    "bomb": _BOMB,
    "too-wide": _TOO_WIDE,
    "encrypted": _PASSWORD,
    "damaged": _NO_WORKBOOK,
    "no-workbook": _NO_WORKBOOK,
}


def is_workbook(start: bytes) -> bool:
    """Whether a file that begins so is, or pretends to be, a workbook: an archive or a compound file."""
    return start.startswith((b"PK\x03\x04", b"PK\x05\x06", _OLE))


def read_workbook(path: Path, findings: Findings) -> list[RawSheet]:
    """Every sheet of a workbook; faults go to ``findings``. Raises OSError where the file cannot be read."""
    broken: dict[str, dict[tuple[int, int], str]] = {}
    raw = path.read_bytes()
    is_old = raw.startswith(_OLE)
    if is_old:
        if _ENCRYPTED in raw or not any(stream in raw for stream in _STREAMS):
            findings.add(_PASSWORD if _ENCRYPTED in raw else _OLD, sheet=path.name)
            return []
    else:
        try:
            broken = survey(path).broken
        except UnsafeArchiveError as error:
            findings.add(_UNSAFE[error.code].fill(size=error.detail), sheet=path.name)
            return []
    try:
        with calamine.CalamineWorkbook.from_filelike(io.BytesIO(raw)) as book:
            sheets = [
                _read_sheet(book.get_sheet_by_name(name), broken.get(name, {}), findings)
                for name in book.sheet_names
            ]
    except BaseException as error:
        # The library is written in Rust; what it cannot bear arrives as its own PanicException, a BaseException.
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":
            fault = _PASSWORD if "password" in str(error).lower() else _OLD if is_old else _NO_WORKBOOK
            findings.add(fault, sheet=path.name)
            return []
        raise
    return [replace(sheet, hint=path.stem) for sheet in sheets if sheet is not None]


def _read_sheet(
    sheet: calamine.CalamineSheet, broken: dict[tuple[int, int], str], findings: Findings
) -> RawSheet | None:
    end = sheet.end
    if sheet.start is None or end is None:
        return RawSheet(sheet.name, [])
    area = (end[0] + 1) * (end[1] + 1)
    if area > MAX_CELLS:
        findings.add(_TOO_WIDE.fill(size=area // 1_000_000), sheet=sheet.name)
        return None
    # Blank rows and columns before the first cell are kept, or every row number would be off.
    rows: list[list[object]] = sheet.to_python(skip_empty_area=False)  # type: ignore[assignment]
    for (row, column), shown in broken.items():
        if row < len(rows) and column < len(rows[row]) and rows[row][column] == "":
            rows[row][column] = BROKEN + shown
    return RawSheet(sheet.name, rows, tuple(sheet.merged_cell_ranges or ()))
