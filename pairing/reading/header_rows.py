"""Where the header of a sheet stands: in one row or in two, under titles, above the list."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from pairing.raw import clean, text_of
from pairing.schema import BY_NAME, SHEETS, plain_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pairing.raw import RawSheet
    from pairing.schema import Sheet

# Title rows above a header are few; a header further down than this is not looked for.
SEARCHED_ROWS: Final = 30

Merged = tuple[tuple[int, int], tuple[int, int]]

# What offices add to a column's name: what stands in brackets, a year, a word that says no more.
_BRACKETS: Final = re.compile(r"[(\[{【〔<《][^)\]}】〕>》]*[)\]}】〕>》]")
_YEAR: Final = re.compile(r"^(?:\d{2,4}|[〇零一二三四五六七八九]{4})年(?:度|底|末)?")
_TAILS: Final = ("情况", "信息", "内容", "全称", "简称", "填写", "数据")


@dataclass(frozen=True)
class Header:
    """A sheet's header: rows ``top`` to ``bottom`` (from 0, at most two), one title a column.

    ``groups`` holds what stands above a title and spans it together with others (家庭情况 over 人口 and 劳动力).
    """

    top: int
    bottom: int
    titles: tuple[str | None, ...]
    groups: tuple[str | None, ...]

    @property
    def signature(self) -> str:
        """The titles as one text, by which a header is known again."""
        return "|".join(plain_name(title) for title in self.titles if title)


def names_of(sheet: Sheet) -> dict[str, tuple[str, int]]:
    """Plain header -> the column it names, and how far down that column's names it stands."""
    names: dict[str, tuple[str, int]] = {}
    for column in sheet.columns:
        for priority, name in enumerate(column.names):
            plain = plain_name(name)
            if plain not in names or priority < names[plain][1]:
                names[plain] = (column.key, priority)
    return names


NAMES: Final = {sheet.table: names_of(sheet) for sheet in SHEETS}


@lru_cache(maxsize=10_000)
def core(title: str) -> str:
    """A header without brackets, a year before it and words that say no more: 2023年人均纯收入（元） is 人均纯收入."""
    plain = _YEAR.sub("", _BRACKETS.sub("", plain_name(title)))
    for tail in _TAILS:
        if plain.endswith(tail) and len(plain) > len(tail) + 1:
            return plain.removesuffix(tail)
    return plain


def head_rows(raw: RawSheet) -> list[list[str | None]]:
    """The first rows as texts."""
    return [[text_of(clean(cell, escaped=raw.escaped)) for cell in row] for row in raw.rows[:SEARCHED_ROWS]]


def find_header(raw: RawSheet, head: Sequence[Sequence[str | None]], sheet: Sheet) -> Header | None:
    """The header whose titles name most columns, an exact name counting more than a decorated one; None below two."""
    best: tuple[float, Header] | None = None
    # A long list may have thousands of merged cells; those of its first rows tell of the header.
    merged = [cells for cells in raw.merged if cells[0][0] < len(head)]
    for row in range(len(head)):
        for header in (_single(head, row), _double(merged, head, row, sheet)):
            if header is not None and (worth := _worth(header, sheet)) and (best is None or worth > best[0]):
                best = (worth, header)
    return best[1] if best else None


def key_of(title: str, group: str | None, sheet: Sheet) -> tuple[str, int] | None:
    """The column that a title names exactly, and how far down that column's names it stands; None where it names none.

    A title below a group that speaks of another list (联系电话 below 帮扶责任人, among households) names nothing here.
    """
    names = NAMES[sheet.table]
    if group is None:
        return names.get(plain_name(title))
    known = names.get(plain_name(f"{group}{title}"))
    return known or (None if foreign(group, sheet) else names.get(plain_name(title)))


def named(header: Header, sheet: Sheet) -> set[str]:
    """The columns of a sheet that the header names exactly."""
    cells = zip(header.titles, header.groups, strict=True)
    return {known[0] for title, group in cells if title and (known := key_of(title, group, sheet))}


def foreign(group: str, own: Sheet) -> bool:
    """Whether a group's title speaks of another list and names no column of this one."""
    plain = core(group)
    if plain in NAMES[own.table] or any(plain_name(name) in plain for name in own.names if len(name) > 1):
        return False
    return any(
        len(name) > 1 and (plain.startswith(name) or plain.endswith(name))
        for name, sheet in BY_NAME.items()
        if sheet is not own
    )


def _worth(header: Header, sheet: Sheet) -> float:
    names = NAMES[sheet.table]
    exact = named(header, sheet)
    loose = {names[core(t)][0] for t in header.titles if t and core(t) in names} - exact
    return len(exact) + 0.6 * len(loose) if len(exact) + len(loose) >= 2 else 0.0


def _single(head: Sequence[Sequence[str | None]], row: int) -> Header:
    return Header(row, row, tuple(head[row]), (None,) * len(head[row]))


def _double(
    merged: Sequence[Merged], head: Sequence[Sequence[str | None]], row: int, sheet: Sheet
) -> Header | None:
    """Rows ``row`` and the next as one header: groups above, titles below; None where the next row is none of it."""
    if row + 1 >= len(head):
        return None
    names = NAMES[sheet.table]
    width = max(len(head[row]), len(head[row + 1]))
    upper = [*head[row], *[None] * (width - len(head[row]))]
    lower = [*head[row + 1], *[None] * (width - len(head[row + 1]))]
    filled = [text for text in lower if text]
    known = [text for text in filled if plain_name(text) in names or core(text) in names]
    spans = _spans(merged, row, upper, lower)
    below = [place for place in spans if lower[place]]
    tall = any(top == row and bottom == row + 1 for (top, _), (bottom, _) in merged)
    if not filled or not (2 * len(known) >= len(filled) or (below and tall and _wordy(filled))):
        return None
    titles: list[str | None] = []
    groups: list[str | None] = []
    for place in range(width):
        above, under = upper[place], lower[place]
        if (
            above
            and under
            and place not in spans
            and plain_name(above) in names
            and plain_name(above) != plain_name(under)
        ):
            return None  # two headers that contradict each other, not one in two rows
        titles.append(under or above)
        groups.append(spans.get(place) if under else None)
    return Header(row, row + 1, tuple(titles), tuple(groups))


def _spans(
    merged: Sequence[Merged], row: int, upper: Sequence[str | None], lower: Sequence[str | None]
) -> dict[int, str]:
    """Column -> the group's title above it: by merged cells; in a sheet without any, by the blanks right of a title."""
    spans: dict[int, str] = {}
    for (top, left), (bottom, right) in merged:
        if top == bottom == row and left < right and left < len(upper) and (group := upper[left]):
            spans |= dict.fromkeys(range(left, min(right + 1, len(upper))), group)
    if merged:
        return spans
    title = None
    start = 0
    for place, text in enumerate(upper):
        if text:
            title, start = text, place
        elif title and place < len(lower) and lower[place] and lower[start]:
            spans |= {start: title, place: title}
        else:
            title = None
    return spans


def _wordy(texts: Sequence[str]) -> bool:
    return not any(character.isdigit() for text in texts for character in text)
