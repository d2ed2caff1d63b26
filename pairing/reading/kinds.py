"""Which table each sheet is: by its name, by a part of its name, by its header."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rapidfuzz import fuzz

from pairing.matches import NONE_OF_THESE, Candidate, Proposal, Wording
from pairing.reading.findings import Fault, Findings
from pairing.reading.header_rows import find_header, head_rows, named
from pairing.schema import BY_NAME, SHEETS, plain_name
from pairing.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pairing.raw import RawSheet
    from pairing.reading.header_rows import Header
    from pairing.schema import Sheet

# Sheets that tell how to fill a template.
# The list of findings in a file that pairing.marked has written.
FINDINGS_SHEET: Final = "检查结果"
_SILENT: Final = ("说明", "填表说明", "填写说明", FINDINGS_SHEET, "about", "notes")
# Names this like a sheet's (0 to 100) are slips of it; a header that names this many columns speaks for itself.
_LIKE: Final = 75
_TELLING: Final = 3

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
_WRONG_FOLDER = Fault(
    "error",
    "wrong-folder",
    Text("这些文件里没有可用的表；找到：{found}", "The files hold no table of a county; found: {found}"),
    Text("把表命名为 {names}。", "Name the tables {names}."),
)
_EXTRA = Fault(
    "warning",
    "unknown-sheet",
    Text("“{name}”不是县的表，未读取。", "{name} is not a sheet of a county and was not read."),
    Text("可用的表名：{names}", "Names of sheets: {names}"),
)
_TWICE = Fault(
    "error",
    "sheet-twice",
    Text(
        "“{name}”与“{first}”是同一张表，内容一样。", "{name} and {first} are the same sheet, word for word."
    ),
    Text("删去其中一张。", "Delete one of them."),
)
_RECOGNISED = Fault(
    "warning",
    "sheet-recognised",
    Text("“{name}”按{how}认作“{kind}”表。", "{name} is read as sheet {kind}, by its {how}."),
    Text("若不是，请给这张表改名。", "If it is not, give the sheet another name."),
)
_TO_CONFIRM = Fault(
    "error",
    "sheet-to-confirm",
    Text(
        "“{name}”的表头像“{kind}”表，但另有名为“{first}”的表，不知是否同属一份名单。",
        "{name} has the header of sheet {kind}, yet there is {first} too; do both belong to the list?",
    ),
    Text(
        "请确认（“数据”页，或 pairing check-data --accept），或删去、改名。",
        "Confirm it (page Data, or pairing check-data --accept), or delete or rename the sheet.",
    ),
)
_JOINED = Fault(
    "warning",
    "sheets-joined",
    Text("“{kind}”由 {count} 张表合成：{names}", "{kind} is put together from {count} sheets: {names}"),
    Text("若有不该合并的，请删去或改名。", "If one does not belong, delete or rename it."),
)
_BY_NAME: Final = Text("名称", "name")
_BY_HEADER: Final = Text("表头", "header")


def sort_sheets(sheets: Sequence[RawSheet], source: str, findings: Findings) -> dict[str, list[RawSheet]]:
    """County table -> its sheets in the order read. Sheets of no table, and what was not said for certain, are told.

    ``source`` is the file or folder they are from.
    """
    found: dict[str, list[RawSheet]] = {}
    unsure: list[tuple[RawSheet, Sheet, Header]] = []
    extra: list[RawSheet] = []
    for sheet in sheets:
        kind = BY_NAME.get(plain_name(sheet.name))
        if kind is not None:
            found.setdefault(kind.table, []).append(sheet)
        elif plain_name(sheet.name) in _SILENT or sheet.is_blank:
            continue
        elif (guess := _guess(sheet)) is None:
            extra.append(sheet)
        elif guess[1] is None:
            findings.add(
                _RECOGNISED.fill(name=sheet.name, kind=guess[0].name, how=_BY_NAME),
                sheet=sheet.name,
                file=sheet.file,
            )
            found.setdefault(guess[0].table, []).append(sheet)
        else:
            unsure.append((sheet, guess[0], guess[1]))
    named_tables = {table: [sheet.name for sheet in members] for table, members in found.items()}
    for sheet, kind, header in unsure:
        if _is_meant(sheet, kind, header, named_tables.get(kind.table, []), findings):
            found.setdefault(kind.table, []).append(sheet)
    names = "、".join(sheet.name for sheet in SHEETS)
    if sheets and not found and not unsure:
        listed = "、".join(sheet.name for sheet in sheets[:10])
        single = len({sheet.hint for sheet in sheets}) == 1
        findings.add(
            (_WRONG if single else _WRONG_FOLDER).fill(found=listed, names=names),
            sheet=source if single else None,
        )
        return found
    for sheet in extra:
        findings.add(_EXTRA.fill(name=sheet.name, names=names), sheet=sheet.name, file=sheet.file)
    return {table: _distinct(table, members, findings) for table, members in found.items()}


def _distinct(table: str, sheets: list[RawSheet], findings: Findings) -> list[RawSheet]:
    """The sheets of one table, blank ones left out beside others; one that repeats another is told."""
    filled = [sheet for sheet in sheets if not sheet.is_blank] or sheets[:1]
    kept: list[RawSheet] = []
    for sheet in filled:
        same = next(
            (other for other in kept if len(other.rows) == len(sheet.rows) and other.rows == sheet.rows), None
        )
        if same is None:
            kept.append(sheet)
        else:
            first = same.name if same.file == sheet.file else f"{same.file} {same.name}"
            findings.add(_TWICE.fill(name=sheet.name, first=first), sheet=sheet.name, file=sheet.file)
    if len(kept) > 1:
        kind = next(sheet for sheet in SHEETS if sheet.table == table)
        listed = "、".join(f"{sheet.file} {sheet.name}" if sheet.file else sheet.name for sheet in kept[:20])
        findings.add(
            _JOINED.fill(kind=kind.name, count=len(kept), names=listed), sheet=kept[0].name, file=kept[0].file
        )
    return kept


def _guess(sheet: RawSheet) -> tuple[Sheet, Header | None] | None:
    """A table for a sheet whose name is none: by a part of its name where the header agrees (then without the header),
    else by its header alone; None where neither tells."""
    head = head_rows(sheet)
    fits: list[tuple[int, int, Sheet, Header]] = []
    hint = _hint(sheet.name) or _hint(sheet.hint)
    for kind in SHEETS:
        header = find_header(sheet, head, kind)
        if header is None:
            continue
        keys = named(header, kind)
        required = [column.key for column in kind.columns if column.required]
        if kind is hint and 2 * sum(key in keys for key in required) >= len(required):
            return kind, None
        if _tells(header, len(keys)) and all(key in keys for key in required):
            fits.append((len(keys), len(required), kind, header))
    if not fits:
        return None
    _, _, kind, header = max(fits, key=lambda fit: fit[:2])
    return kind, header


def _tells(header: Header, keys: int) -> bool:
    """Whether a header names enough columns, or nothing but columns, to say alone what its sheet is."""
    return keys >= _TELLING or keys == sum(title is not None for title in header.titles) >= 2


def _hint(name: str) -> Sheet | None:
    """The table whose name a sheet's name begins or ends with, or is a slip of; None where several or none fit."""
    plain = plain_name(name)
    ends = [(len(known), sheet) for known, sheet in BY_NAME.items()
            if len(known) > 1 and (plain.startswith(known) or plain.endswith(known))]  # fmt: skip
    if not ends:
        ends = [(int(fuzz.ratio(plain, known)), sheet) for known, sheet in BY_NAME.items() if len(known) > 1]
        ends = [(score, sheet) for score, sheet in ends if score >= _LIKE]
    if not ends:
        return None
    longest = max(length for length, _ in ends)
    kinds = {sheet.table: sheet for length, sheet in ends if length == longest}
    return next(iter(kinds.values())) if len(kinds) == 1 else None


def _is_meant(
    sheet: RawSheet, kind: Sheet, header: Header, named_sheets: Sequence[str], findings: Findings
) -> bool:
    """Whether a sheet known by its header alone is read; beside sheets known by name only once somebody said so."""
    wording = Wording("sheet", header.signature, plain_name(sheet.name))
    said = findings.confirmed(wording.kind, wording.where, wording.said)
    if said == NONE_OF_THESE:
        return False
    if said is None and named_sheets:
        fault = _TO_CONFIRM.fill(name=sheet.name, kind=kind.name, first=named_sheets[0])
        findings.add(fault, sheet=sheet.name, file=sheet.file, row=header.top + 1)
        candidate = Candidate(kind.name, 90, Text("表头相符", "the header fits"))
        findings.propose(
            Proposal(
                wording,
                sheet.name,
                kind.name,
                (candidate,),
                max(len(sheet.rows) - header.bottom - 1, 0),
                sheet.name,
                header.top + 1,
            )
        )
    elif said is None:
        fault = _RECOGNISED.fill(name=sheet.name, kind=kind.name, how=_BY_HEADER)
        findings.add(fault, sheet=sheet.name, file=sheet.file, row=header.top + 1)
    return True
