"""From a raw sheet to its columns: where the header stands, which column is which, which rows are rows of the list."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from pairing.raw import MARKS_HEADER, MAX_CELLS, clean, clean_column, letter, text_of
from pairing.reading.findings import Fault, Findings
from pairing.schema import plain_name
from pairing.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from pairing.raw import Cell, RawSheet
    from pairing.schema import Sheet

# Title rows above a header are few; a header further down than this is not looked for.
SEARCHED_ROWS: Final = 30

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
_TWO_HEADERS = Fault(
    "error",
    "two-header-rows",
    Text("第{header}行之外，这一行也是表头。", "Besides row {header}, this row is a header too."),
    Text("把两行表头合并成一行。", "Make the two header rows one."),
)
_REPEATED_HEADER = Fault(
    "error",
    "repeated-header",
    Text("数据中间又出现了表头。", "The header stands again among the rows."),
    Text("删去这一行。", "Delete this row."),
)
_EMPTY_COLUMN = Fault(
    "warning",
    "empty-column",
    Text("“{header}”列是空的。", "Column {header} is empty."),
    Text("有数据就填上；没有则不影响。", "Fill it in if you have the data; otherwise all is well."),
)


@dataclass(frozen=True)
class Table:
    """The rows of one sheet, column by column.

    ``cells[key]`` has one cleaned cell per row for every column of the schema (all blank where the file lacks it);
    ``headers[key]`` is the file's own header, or the schema's; ``present`` are the keys the file has; ``rows`` are the
    file's row numbers; ``extras`` the file's other columns as texts.
    """

    sheet: Sheet
    name: str
    rows: NDArray[np.int64]
    cells: Mapping[str, list[Cell]]
    headers: Mapping[str, str]
    present: frozenset[str]
    extras: pd.DataFrame

    def __len__(self) -> int:
        return len(self.rows)


def read_table(raw: RawSheet, sheet: Sheet, findings: Findings) -> Table | None:
    """The table of a raw sheet; None where it has no usable header or lacks a required column or every row."""
    if all(cell is None or cell == "" for row in raw.rows for cell in row):
        if sheet.required:
            findings.add(_NO_ROWS.fill(sheet=raw.name), sheet=raw.name)
        return None
    names = _names(sheet)
    head = [[text_of(clean(cell, escaped=raw.escaped)) for cell in row] for row in raw.rows[:SEARCHED_ROWS]]
    matches = [
        {names[plain][0] for cell in row if cell and (plain := plain_name(cell)) in names} for row in head
    ]
    best = max(range(len(head)), key=lambda i: (len(matches[i]), -i))
    if len(matches[best]) < 2:
        required = "、".join(column.header for column in sheet.columns if column.required)
        findings.add(_NO_HEADER.fill(rows=SEARCHED_ROWS, headers=required), sheet=raw.name)
        return None
    places = _places(head[best], names, raw.name, best, findings)
    skipped = _second_header(head, matches, best, raw.name, findings)
    missing = [column for column in sheet.columns if column.required and column.key not in places]
    found = "、".join(cell for cell in head[best] if cell)
    for column in missing:
        aliases = "、".join(column.names[1:])
        findings.add(
            _MISSING_COLUMN.fill(header=column.header, found=found, aliases=aliases),
            sheet=raw.name,
            row=best + 1,
            column=column.header,
        )
    if missing:
        return None
    return _table(raw, sheet, best, head[best], places, skipped, findings)


def _names(sheet: Sheet) -> dict[str, tuple[str, int]]:
    """Plain header -> the column it names, and how far down that column's names it stands."""
    names: dict[str, tuple[str, int]] = {}
    for column in sheet.columns:
        for priority, name in enumerate(column.names):
            plain = plain_name(name)
            if plain not in names or priority < names[plain][1]:
                names[plain] = (column.key, priority)
    return names


def _places(
    header: Sequence[str | None],
    names: Mapping[str, tuple[str, int]],
    sheet: str,
    row: int,
    findings: Findings,
) -> dict[str, int]:
    """Key -> position; where several headers name one column, the most telling name is taken."""
    claims: dict[str, list[tuple[int, int]]] = {}
    for place, cell in enumerate(header):
        known = names.get(plain_name(cell)) if cell else None
        if known is not None:
            claims.setdefault(known[0], []).append((known[1], place))
    places: dict[str, int] = {}
    for key, claim in claims.items():
        (priority, place), *others = sorted(claim)
        places[key] = place
        for other_priority, other in others:
            if other_priority == priority:
                fault = _COLUMN_TWICE.fill(header=header[place], first=letter(place), second=letter(other))
            else:
                fault = _SET_ASIDE.fill(taken=header[place], other=header[other])
            findings.add(fault, sheet=sheet, row=row + 1, column=header[other])
    return places


def _second_header(
    head: Sequence[Sequence[str | None]],
    matches: Sequence[set[str]],
    best: int,
    sheet: str,
    findings: Findings,
) -> set[int]:
    """A row beside the header that names columns the header does not: a header in two rows."""
    skipped: set[int] = set()
    for row in (best - 1, best + 1):
        if not 0 <= row < len(head):
            continue
        filled = len([cell for cell in head[row] if cell])
        if matches[row] - matches[best] and 2 * len(matches[row]) >= filled:
            findings.add(_TWO_HEADERS.fill(header=best + 1), sheet=sheet, row=row + 1)
            skipped.add(row)
    return skipped


def _table(
    raw: RawSheet,
    sheet: Sheet,
    best: int,
    header: Sequence[str | None],
    places: Mapping[str, int],
    skipped: set[int],
    findings: Findings,
) -> Table | None:
    body = raw.rows[best + 1 :]
    columns = [clean_column(column, escaped=raw.escaped) for column in zip_longest(*body)]
    _fill_merged(columns, raw, best + 1)
    blank: list[Cell] = [None] * len(body)
    known = {key: columns[place] if place < len(columns) else blank for key, place in places.items()}

    filled = np.zeros(len(body), dtype=np.int64)
    for values in known.values():
        filled += np.array([cell is not None for cell in values], dtype=np.bool_)
    used = filled > 0
    used[[row - best - 1 for row in skipped if row > best]] = False
    for row in _repeated(sheet, known, used, filled):
        findings.add(_REPEATED_HEADER, sheet=raw.name, row=int(row) + best + 2)
        used[row] = False
    kept = np.flatnonzero(used)
    if not len(kept):
        if sheet.required:
            findings.add(_NO_ROWS.fill(sheet=raw.name), sheet=raw.name)
        return None

    cells = {column.key: _take(known.get(column.key, blank), kept) for column in sheet.columns}
    headers = {
        c.key: (header[places[c.key]] or c.header) if c.key in places else c.header for c in sheet.columns
    }
    for column in sheet.columns:
        if column.key in places and not column.required and all(cell is None for cell in cells[column.key]):
            findings.add(
                _EMPTY_COLUMN.fill(header=headers[column.key]),
                sheet=raw.name,
                row=best + 1,
                column=headers[column.key],
            )
    extras = _extras(columns, header, set(places.values()), kept)
    return Table(sheet, raw.name, kept + best + 2, cells, headers, frozenset(places), extras)


def _take(cells: Sequence[Cell], kept: NDArray[np.int64]) -> list[Cell]:
    return list(cells) if len(kept) == len(cells) else [cells[row] for row in kept.tolist()]


def _fill_merged(columns: list[list[Cell]], raw: RawSheet, first: int) -> None:
    """A cell merged over several rows holds for each of them."""
    filled = 0
    for (top, left), (bottom, _) in raw.merged:
        if top < first or bottom == top or left >= len(columns):
            continue
        column = columns[left]
        end = min(bottom - first + 1, len(column))
        # Ranges of a sound sheet never overlap, so all of them together are no more than its cells.
        filled += end - (top - first)
        if filled > MAX_CELLS:
            return
        for row in range(top - first + 1, end):
            column[row] = column[top - first]


def _repeated(
    sheet: Sheet, known: Mapping[str, Sequence[Cell]], used: NDArray[np.bool_], filled: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Rows that say the header again: at least two cells and half of what is filled are their columns' names."""
    same = np.zeros(len(used), dtype=np.int64)
    for key, cells in known.items():
        names = {plain_name(name) for name in sheet.column(key).names}
        initials = {name[0] for name in sheet.column(key).names} | set("*＊★") | {name[0] for name in names}
        texts = {cell for cell in set(cells) if isinstance(cell, str) and cell[0] in initials}
        heads = {text for text in texts if plain_name(text) in names}
        if heads:
            same += np.array([cell in heads for cell in cells], dtype=np.bool_)
    return np.flatnonzero(used & (same >= 2) & (2 * same >= filled))


def _extras(
    columns: Sequence[Sequence[Cell]], header: Sequence[str | None], taken: set[int], kept: NDArray[np.int64]
) -> pd.DataFrame:
    """Columns the schema does not know, as texts, under the file's own headers made distinct."""
    extras: dict[str, pd.Series] = {}
    for place, column in enumerate(columns):
        if place in taken:
            continue
        title = header[place] if place < len(header) else None
        texts = [text_of(cell) for cell in _take(column, kept)]
        if title == MARKS_HEADER or (title is None and not any(texts)):
            continue
        name = " ".join(title.split()) if title else f"{letter(place)}列"
        number = 2
        while name in extras:
            name = f"{name.partition('（第')[0]}（第{number}个）"
            number += 1
        extras[name] = pd.Series(texts, dtype=object)
    return pd.DataFrame(extras, index=pd.RangeIndex(len(kept)))
