"""Raw sheets out of a workbook (.xlsx, .xlsm), after a look that it is one and safe to open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import python_calamine as calamine

from pairing.raw import BROKEN, MAX_CELLS, RawSheet
from pairing.reading.archive import UnsafeArchiveError, survey
from pairing.reading.findings import Fault, Findings
from pairing.schema import BY_NAME, SHEETS, plain_name
from pairing.text import Text

if TYPE_CHECKING:
    from pathlib import Path

MAX_BYTES: Final = 300_000_000
_OLE: Final = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
# The list of findings in a file that pairing.marked has written.
FINDINGS_SHEET: Final = "检查结果"
# Sheets that tell how to fill a template, and the names spreadsheets give to new sheets.
_SILENT: Final = ("说明", "填表说明", "填写说明", FINDINGS_SHEET, "about", "notes")

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
_TOO_LARGE = Fault(
    "error",
    "file-too-large",
    Text("文件太大（{size} MB）。", "The file is too large ({size} MB)."),
    Text(
        "一个县一份，删去无关的表、列和图片。",
        "Give one county at a time, without sheets, columns and pictures that do not belong.",
    ),
)
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
    Text("这是旧格式（.xls 或 .et）。", "This is an old format (.xls or .et)."),
    Text("用 Excel 或 WPS 打开，另存为 .xlsx。", "Open it in Excel or WPS and save it as .xlsx."),
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
_WRONG = Fault(
    "error",
    "wrong-workbook",
    Text(
        "工作簿里没有可用的表；找到的表：{found}", "The workbook holds no sheet of a county; found: {found}"
    ),
    Text(
        "把工作表命名为 {names}，或用程序的空白模板。",
        "Name the sheets {names}, or use the program's blank template.",
    ),
)
_EXTRA_SHEET = Fault(
    "warning",
    "unknown-sheet",
    Text("“{name}”不是县的表，未读取。", "{name} is not a sheet of a county and was not read."),
    Text("可用的表名：{names}", "Names of sheets: {names}"),
)
_TWICE = Fault(
    "error",
    "sheet-twice",
    Text("“{name}”与“{first}”是同一张表。", "{name} and {first} are the same sheet."),
    Text("合并成一张表，或给另一张改名。", "Make them one sheet, or give the other another name."),
)
_UNSAFE: Final = {
    "bomb": _BOMB,
    "too-wide": _TOO_WIDE,
    "encrypted": _PASSWORD,
    "damaged": _NO_WORKBOOK,
    "no-workbook": _NO_WORKBOOK,
}


def read_workbook(path: Path, findings: Findings) -> list[RawSheet]:
    """The sheets of a workbook that bear the name of a table; faults go to ``findings``."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            magic = file.read(8)
            if magic == _OLE:
                findings.add(_PASSWORD if _ENCRYPTED in file.read(MAX_BYTES) else _OLD, sheet=path.name)
                return []
        if size == 0:
            findings.add(_EMPTY, sheet=path.name)
            return []
        if size > MAX_BYTES:
            findings.add(_TOO_LARGE.fill(size=size // 1_000_000), sheet=path.name)
            return []
        found = survey(path)
    except OSError as error:
        findings.add(_NOT_READABLE.fill(why=error.strerror or "?"), sheet=path.name)
        return []
    except UnsafeArchiveError as error:
        findings.add(_UNSAFE[error.code].fill(size=error.detail), sheet=path.name)
        return []
    try:
        with calamine.CalamineWorkbook.from_path(path) as book:
            return _read_sheets(book, path, found.broken, findings)
    except BaseException as error:
        # The library is written in Rust; what it cannot bear arrives as its own PanicException, a BaseException.
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":
            findings.add(_NO_WORKBOOK, sheet=path.name)
            return []
        raise


def _read_sheets(
    book: calamine.CalamineWorkbook,
    path: Path,
    broken: dict[str, dict[tuple[int, int], str]],
    findings: Findings,
) -> list[RawSheet]:
    names = "、".join(sheet.name for sheet in SHEETS)
    # A sheet called exactly by its name comes before one called by another name of it.
    exact = {sheet.name for sheet in SHEETS}
    order = sorted(book.sheet_names, key=lambda name: plain_name(name) not in exact)
    taken: dict[str, str] = {}
    sheets: list[RawSheet] = []
    for name in order:
        schema = BY_NAME.get(plain_name(name))
        if schema is None:
            continue
        if schema.name in taken:
            findings.add(_TWICE.fill(name=name, first=taken[schema.name]), sheet=name)
            continue
        taken[schema.name] = name
        sheet = _read_sheet(book.get_sheet_by_name(name), broken.get(name, {}), findings)
        sheets += [sheet] if sheet else []
    if not taken:
        found = "、".join(book.sheet_names[:10]) or "（无）"
        findings.add(_WRONG.fill(found=found, names=names), sheet=path.name)
        return []
    for name in book.sheet_names:
        known = plain_name(name) in BY_NAME or plain_name(name) in _SILENT
        if not known and book.get_sheet_by_name(name).height:
            findings.add(_EXTRA_SHEET.fill(name=name, names=names), sheet=name)
    return sheets


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
