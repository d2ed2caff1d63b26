"""Which column of a sheet is which: by header and alias for certain, by ending and likeness as a proposal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rapidfuzz import fuzz

from pairing.matches import NONE_OF_THESE, Candidate, Proposal, Wording
from pairing.raw import letter
from pairing.reading.body import body_of
from pairing.reading.findings import Fault, Findings
from pairing.reading.header_rows import (
    NAMES,
    SEARCHED_ROWS,
    Header,
    core,
    find_header,
    foreign,
    head_rows,
    key_of,
)
from pairing.schema import CADRES, HOUSEHOLDS, UNITS, plain_name
from pairing.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pairing.raw import RawSheet
    from pairing.reading.table import Table
    from pairing.schema import Column, Sheet

# From which likeness on (0 to 100) a header is taken for a required column, and for any other: a wrong proposal costs the
# organizer a look, so the columns a county can do without must be more alike.
LEAST_REQUIRED: Final = 60
LEAST: Final = 80
# Titles that must look like columns where none names one for certain; a longer text is no title.
_LIKELY: Final = 3
_LONGEST: Final = 20
_SAME_CORE: Final = 97
_MOST_ALIKE: Final = 95

_NO_ROWS = Fault(
    "error",
    "empty-sheet",
    Text("“{sheet}”表只有表头或是空的，没有数据行。", "Sheet {sheet} is empty or has a header only."),
    Text("填入数据后再导入。", "Fill in its rows and import again."),
)
_NO_HEADER = Fault(
    "error",
    "no-header",
    Text("前 {rows} 行里找不到表头。", "No header was found in the first {rows} rows."),
    Text("表头须有：{headers}。", "The header must have: {headers}."),
)
_MISSING_COLUMN = Fault(
    "error",
    "missing-column",
    Text(
        "缺少必填列“{header}”；找到的列：{found}", "The required column {header} is missing; found: {found}"
    ),
    Text("加上这一列；也可叫 {aliases}。", "Add the column; it may also be called {aliases}."),
)
_COLUMN_TWICE = Fault(
    "error",
    "column-twice",
    Text(
        "“{header}”列出现了两次（{first} 列和 {second} 列）。",
        "Column {header} stands twice ({first} and {second}).",
    ),
    Text("删去或改名其中一列。", "Delete one of them or give it another name."),
)
_SET_ASIDE = Fault(
    "warning",
    "column-set-aside",
    Text(
        "“{taken}”和“{other}”是同一内容，只用“{taken}”；“{other}”原样保留。",
        "{taken} and {other} say the same; {taken} is used, {other} is kept as it is.",
    ),
    Text(
        "若应使用“{other}”，请给“{taken}”改名。", "If {other} is the one to use, give {taken} another name."
    ),
)
_OF_ANOTHER = Fault(
    "warning",
    "column-of-another",
    Text(
        "“{header}”在“{person}”之后，看作后者的，没有计入；原样保留。",
        "{header} stands behind {person} and is taken to be the latter's; it is not counted but kept as it is.",
    ),
    Text("若应计入，请把它移到“{person}”之前。", "If it is to count, move it before {person}."),
)
_TWO_HEADERS = Fault(
    "error",
    "two-header-rows",
    Text("第{header}行之外，这一行也是表头。", "Besides row {header}, this row is a header too."),
    Text("把两行表头合并成一行。", "Make the two header rows one."),
)
_TO_CONFIRM = Fault(
    "error",
    "header-to-confirm",
    Text("“{said}”列看来是“{taken}”（{why}，{score} 分），待确认。",
         "Column {said} looks like {taken} ({why}, {score} of 100), to be confirmed."),
    Text(
        "请确认（“数据”页，或 pairing check-data --accept），或把表头改成“{taken}”。",
        "Confirm it (page Data, or pairing check-data --accept), or call the column {taken}.",
    ),
)  # fmt: skip
# What names somebody (a person, a unit), and what may be said of any of them.
_OWNERS: Final = frozenset(
    plain_name(name)
    for sheet, key in ((CADRES, "name"), (UNITS, "name"), (HOUSEHOLDS, "head_name"))
    for name in sheet.column(key).names
)
_CONTACT: Final = frozenset(
    plain
    for plain, (key, _) in NAMES["cadres"].items()
    if key in ("phone", "id_number") and plain in NAMES["households"]
)
_CORE: Final = Text("去掉括号、年份等后相同", "the same without brackets, year and the like")
_END: Final = Text("首尾相同", "the same beginning or ending")
_ALIKE: Final = Text("字面相近", "alike by letters")


def read_table(raw: RawSheet, sheet: Sheet, findings: Findings) -> Table | None:
    """The table of a raw sheet; None where it has no usable header or lacks a required column or every row."""
    if raw.is_blank:
        if sheet.required:
            findings.add(_NO_ROWS.fill(sheet=raw.name), sheet=raw.name, file=raw.file)
        return None
    head = head_rows(raw)
    header = find_header(raw, head, sheet) or _likely_header(head, sheet)
    if header is None:
        required = "、".join(column.header for column in sheet.columns if column.required)
        fault = _NO_HEADER.fill(rows=SEARCHED_ROWS, headers=required)
        findings.add(fault, sheet=raw.name, file=raw.file)
        return None
    places = _places(header, sheet, raw, findings)
    places = _confirmed(header, sheet, places, findings)
    places |= _proposed(header, sheet, places, raw, findings)
    _report_second(head, header, sheet, raw, findings)
    missing = [column for column in sheet.columns if column.required and column.key not in places]
    found = "、".join(" ".join(title.split()) for title in header.titles if title)
    for column in missing:
        aliases = "、".join(column.names[1:])
        findings.add(
            _MISSING_COLUMN.fill(header=column.header, found=found, aliases=aliases),
            sheet=raw.name,
            file=raw.file,
            row=header.bottom + 1,
            column=column.header,
        )
    if missing:
        return None
    table = body_of(raw, sheet, header, places, findings)
    if table is None and sheet.required:
        findings.add(_NO_ROWS.fill(sheet=raw.name), sheet=raw.name, file=raw.file)
    return table


def _likely_header(head: Sequence[Sequence[str | None]], sheet: Sheet) -> Header | None:
    """Where no row names columns for certain: the row with most titles that look like one, three at least."""
    found = [
        sum(
            max(_likeness(plain_name(title), column, sheet)[0] for column in sheet.columns) >= LEAST
            for title in row
            if title and len(title) <= _LONGEST
        )
        for row in head
    ]
    if max(found, default=0) < _LIKELY:
        return None
    row = found.index(max(found))
    return Header(row, row, tuple(head[row]), (None,) * len(head[row]))


def _places(header: Header, sheet: Sheet, raw: RawSheet, findings: Findings) -> dict[str, int]:
    """Key -> position by exact name; where several headers name one column, the most telling name is taken."""
    claims: dict[str, list[tuple[int, int]]] = {}
    person: str | None = None
    for place, (title, group) in enumerate(zip(header.titles, header.groups, strict=True)):
        known = key_of(title, group, sheet) if title else None
        plain = plain_name(title or "")
        if plain in _OWNERS:
            person = None if known else title
        if known is not None and person is not None and plain in _CONTACT:
            fault = _OF_ANOTHER.fill(header=title, person=person)
            findings.add(fault, sheet=raw.name, file=raw.file, row=header.bottom + 1, column=title)
        elif known is not None:
            claims.setdefault(known[0], []).append((known[1], place))
    places: dict[str, int] = {}
    for key, claim in claims.items():
        (priority, place), *others = sorted(claim)
        places[key] = place
        for other_priority, other in others:
            if other_priority == priority:
                fault = _COLUMN_TWICE.fill(
                    header=header.titles[place], first=letter(place), second=letter(other)
                )
            else:
                fault = _SET_ASIDE.fill(taken=header.titles[place], other=header.titles[other])
            findings.add(
                fault, sheet=raw.name, file=raw.file, row=header.bottom + 1, column=header.titles[other]
            )
    return places


def _open(header: Header, sheet: Sheet, places: Mapping[str, int]) -> dict[str, int]:
    """Plain title -> position of every title that names nothing yet and is not another list's."""
    taken = set(places.values())
    titles: dict[str, int] = {}
    for place, (title, group) in enumerate(zip(header.titles, header.groups, strict=True)):
        if (
            title
            and place not in taken
            and key_of(title, None, sheet) is None
            and not (group and foreign(group, sheet))
        ):
            titles.setdefault(plain_name(title), place)
    return titles


def _confirmed(header: Header, sheet: Sheet, places: Mapping[str, int], findings: Findings) -> dict[str, int]:
    """The places with those that were confirmed before."""
    found = dict(places)
    by_header = {column.header: column.key for column in sheet.columns}
    for said, place in _open(header, sheet, places).items():
        key = by_header.get(findings.confirmed("header", sheet.table, said) or NONE_OF_THESE)
        if key is not None:
            found.setdefault(key, place)
    return found


def _proposed(
    header: Header, sheet: Sheet, places: Mapping[str, int], raw: RawSheet, findings: Findings
) -> dict[str, int]:
    """Further places taken provisionally, each with a finding that stops the import until it is confirmed."""
    titles = {
        said: place
        for said, place in _open(header, sheet, places).items()
        if findings.confirmed("header", sheet.table, said) is None
    }
    wanted = [column for column in sheet.columns if column.key not in places]
    scores = {(said, column.key): _likeness(said, column, sheet) for said in titles for column in wanted}
    found: dict[str, int] = {}
    taken: set[str] = set()
    for (said, key), (score, why) in sorted(scores.items(), key=lambda item: -item[1][0]):
        column = sheet.column(key)
        if said in taken or key in found or score < (LEAST_REQUIRED if column.required else LEAST):
            continue
        found[key] = titles[said]
        taken.add(said)
        shown = " ".join((header.titles[titles[said]] or said).split())
        fault = _TO_CONFIRM.fill(said=shown, taken=column.header, why=why, score=score)
        findings.add(fault, sheet=raw.name, file=raw.file, row=header.bottom + 1, column=shown)
        ranked = sorted(wanted, key=lambda other: -scores[said, other.key][0])
        candidates = tuple(Candidate(other.header, *scores[said, other.key]) for other in ranked)
        findings.propose(
            Proposal(
                Wording("header", sheet.table, said), shown, column.header, candidates,
                len(raw.rows) - header.bottom - 1, raw.name, header.bottom + 1,
            )
        )  # fmt: skip
    return found


def _likeness(said: str, column: Column, sheet: Sheet) -> tuple[int, Text]:
    """How like a title is to the best of a column's names, 0 to 100, and in what."""
    bare = core(said)
    best = (0, _ALIKE)
    for name, (key, _) in NAMES[sheet.table].items():
        if key != column.key:
            continue
        if core(name) == bare:
            return _SAME_CORE, _CORE
        ends = len(name) > 1 and (bare.startswith(name) or bare.endswith(name))
        by_end = 60 + 30 * len(name) // len(bare) if ends else 0
        by_letters = min(int(fuzz.ratio(bare, name)), _MOST_ALIKE)
        found = (by_end, _END) if by_end >= by_letters else (by_letters, _ALIKE)
        best = max(best, found, key=lambda item: item[0])
    return best


def _report_second(
    head: list[list[str | None]], header: Header, sheet: Sheet, raw: RawSheet, findings: Findings
) -> None:
    """A row beside the header that names columns the header does not: two headers that contradict each other."""
    names = NAMES[sheet.table]
    mine = {names[plain_name(title)][0] for title in header.titles if title and plain_name(title) in names}
    for row in (header.top - 1, header.bottom + 1):
        if 0 <= row < len(head):
            cells = [cell for cell in head[row] if cell]
            keys = {names[plain_name(cell)][0] for cell in cells if plain_name(cell) in names}
            if keys - mine and 2 * len(keys) >= len(cells):
                findings.add(
                    _TWO_HEADERS.fill(header=header.bottom + 1), sheet=raw.name, file=raw.file, row=row + 1
                )
