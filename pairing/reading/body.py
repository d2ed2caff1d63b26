"""The rows below a header: which are rows of the list, which are sums, notes, repeated headers or column numbers."""

from __future__ import annotations

import re
from itertools import zip_longest
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from pairing.raw import MARKS_HEADER, MAX_CELLS, clean_column, letter, text_of
from pairing.reading.findings import Fault, Findings
from pairing.reading.table import Part, Table
from pairing.schema import plain_name
from pairing.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from pairing.raw import Cell, RawSheet
    from pairing.reading.header_rows import Header
    from pairing.schema import Sheet

_SUM: Final = re.compile(r"[^,，。:：]{0,12}(?:合计|小计|总计|共计|累计)[:：]?[\d.,]*[户人个元名村]?")
_NOTE: Final = re.compile(
    r"(?:备?注|说明|填表|制表|填报|审核|复核|经办|负责人|主要领导|分管领导|单位盖章|联系人)[^\s]{0,6}?[:：\d]"
    r"|[（(](?:盖章|签字|续)"
)

_SUM_ROW = Fault(
    "warning",
    "sum-row",
    Text("这是合计行，未计入。", "This is a row of sums; it is not counted."),
    Text("若是名单中的一行，请把必填项填全。", "If it belongs to the list, fill in what is required."),
)
_NOTE_ROW = Fault(
    "warning",
    "note-row",
    Text(
        "这是说明文字，不是名单中的一行，未计入。",
        "These are words beside the list, no row of it; not counted.",
    ),
    Text("若是名单中的一行，请把必填项填全。", "If it belongs to the list, fill in what is required."),
)
_NUMBERS_ROW = Fault(
    "warning",
    "numbering-row",
    Text("这一行是栏次编号，未计入。", "This row numbers the columns; it is not counted."),
    Text("不必改。", "Nothing need be done."),
)
_REPEATED_HEADER = Fault(
    "warning",
    "repeated-header",
    Text(
        "数据中间又出现了表头，这一行未计入。",
        "The header stands again among the rows; the row is not counted.",
    ),
    Text("不必改。", "Nothing need be done."),
)
_EMPTY_COLUMN = Fault(
    "warning",
    "empty-column",
    Text("“{header}”列是空的。", "Column {header} is empty."),
    Text("有数据就填上；没有则不影响。", "Fill it in if you have the data; otherwise all is well."),
)


def body_of(
    raw: RawSheet, sheet: Sheet, header: Header, places: Mapping[str, int], findings: Findings
) -> Table | None:
    """The table below a header, ``places`` telling key -> column; None where it has no row.

    Rows that are no rows of the list are left out and told.
    """
    first = header.bottom + 1
    body = raw.rows[first:]
    columns = [clean_column(column, escaped=raw.escaped) for column in zip_longest(*body)]
    _fill_merged(columns, raw, first)
    blank: list[Cell] = [None] * len(body)
    known = {key: columns[place] if place < len(columns) else blank for key, place in places.items()}

    has = {key: _filled(cells) for key, cells in known.items()}
    filled: NDArray[np.int64] = np.zeros(len(body), np.int64)
    for column_filled in has.values():
        filled += column_filled
    used: NDArray[np.bool_] = filled > 0
    for row in _repeated(sheet, known, used, filled):
        findings.add(_REPEATED_HEADER, sheet=raw.name, file=raw.file, row=int(row) + first + 1)
        used[row] = False
    _leave_out(raw, sheet, columns, has, used, filled == 0, first, findings)
    kept = np.flatnonzero(used)
    if not len(kept):
        return None

    cells = {column.key: _take(known.get(column.key, blank), kept) for column in sheet.columns}
    headers = {
        c.key: (header.titles[places[c.key]] or c.header) if c.key in places else c.header
        for c in sheet.columns
    }
    for column in sheet.columns:
        if column.key in places and not column.required and not has[column.key][kept].any():
            findings.add(
                _EMPTY_COLUMN.fill(header=headers[column.key]),
                sheet=raw.name,
                file=raw.file,
                row=header.bottom + 1,
                column=headers[column.key],
            )
    extras = _extras(columns, header, set(places.values()), kept)
    part = Part(raw.name, raw.file, 0, headers, frozenset(places))
    return Table(sheet, (part,), kept + first + 1, cells, frozenset(places), extras)


def _filled(cells: Sequence[Cell]) -> NDArray[np.bool_]:
    return np.array([cell is not None for cell in cells], dtype=np.bool_)


def _leave_out(
    raw: RawSheet,
    sheet: Sheet,
    columns: Sequence[Sequence[Cell]],
    has: Mapping[str, NDArray[np.bool_]],
    used: NDArray[np.bool_],
    nothing: NDArray[np.bool_],
    first: int,
    findings: Findings,
) -> None:
    """Take sums, notes and column numbers out of ``used``. Only rows that lack half of what is required are looked at,
    and those that hold ``nothing`` the schema knows."""
    required = [has[column.key] for column in sheet.columns if column.required]
    lacking = (
        len(required) - np.sum(required, axis=0, dtype=np.int64) if required else nothing.astype(np.int64)
    )
    wide = {(top, left): right - left + 1 for (top, left), (_, right) in raw.merged}
    suspects = set(np.flatnonzero(2 * lacking >= max(len(required), 1)).tolist()) | {0, 1}
    for row in sorted(suspects):
        if row >= len(used) or not (used[row] or nothing[row]):
            continue
        cells = [(place, column[row]) for place, column in enumerate(columns) if column[row] is not None]
        texts = [(place, str(text_of(cell))) for place, cell in cells if isinstance(cell, str)]
        place, value = texts[0] if texts else (0, None)
        if len(cells) >= 3 and _counts([cell for _, cell in cells]):
            fault = _NUMBERS_ROW
        elif any(_SUM.fullmatch("".join(text.split())) for _, text in texts) and _short_of(row, required):
            fault = _SUM_ROW
        elif (
            texts
            and _short_of(row, required)
            and (
                _NOTE.match("".join(value.split()) if value else "")
                or (len(cells) == 1 and wide.get((first + row, place), 1) >= 3)
                or nothing[row]
            )
        ):
            fault = _NOTE_ROW
        else:
            continue
        used[row] = False
        findings.add(fault, sheet=raw.name, file=raw.file, row=first + row + 1, value=value)


def _short_of(row: int, required: Sequence[NDArray[np.bool_]]) -> bool:
    return 2 * sum(not column[row] for column in required) >= max(len(required), 1)


def _counts(cells: Sequence[Cell]) -> bool:
    """Whether cells number columns one after another: 1, 2, 3 …, 甲 or A before them allowed."""
    words = ["".join(str(text_of(cell)).split()).strip("()（）") for cell in cells]
    while words and words[0] in ("甲", "乙", "丙", "A", "B", "栏次", "—"):
        words = words[1:]
    return len(words) >= 3 and words == [str(number) for number in range(1, len(words) + 1)]


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
    columns: Sequence[Sequence[Cell]], header: Header, taken: set[int], kept: NDArray[np.int64]
) -> pd.DataFrame:
    """Columns the schema does not know, as texts, under the file's own headers made distinct."""
    extras: dict[str, pd.Series] = {}
    for place, column in enumerate(columns):
        if place in taken:
            continue
        title = header.titles[place] if place < len(header.titles) else None
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
