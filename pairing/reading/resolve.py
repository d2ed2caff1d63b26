"""From names to positions: villages by town and name however the office writes them, units, cadres and households."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Final

from pairing.codes import plain_word
from pairing.reading.findings import Fault, Findings
from pairing.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pairing.reading.headers import Table

NOWHERE: Final = -1
AMBIGUOUS: Final = -2
# Names for which a near one is looked up and proposed; beyond it a list is wrong as a whole.
_PROPOSALS: Final = 50

_COMMITTEES: Final = ("村民委员会", "居民委员会", "村委会", "居委会", "村委", "居委")
_PLACES: Final = ("社区", "村")
_TOWN_TAILS: Final = ("街道办事处", "人民政府", "街道办", "街道", "镇", "乡")

UNKNOWN_UNIT = Fault(
    "error",
    "unknown-unit",
    Text("单位表里没有这个单位{near}。", "The sheet of units has no such unit{near}."),
    Text(
        "改成单位表里的名称，或在单位表里加上它。",
        "Write the name as the sheet of units has it, or add the unit there.",
    ),
)
UNKNOWN_VILLAGE = Fault(
    "error",
    "unknown-village",
    Text("行政村表里没有这个村{near}。", "The sheet of villages has no such village{near}."),
    Text(
        "核对乡镇和村名，或在行政村表里加上它。",
        "Check the town and the village's name, or add the village to its sheet.",
    ),
)
AMBIGUOUS_VILLAGE = Fault(
    "error",
    "ambiguous-village",
    Text("不止一个村叫这个名字。", "More than one village answers to this name."),
    Text("写行政村表里的全名。", "Write the full name of the sheet of villages."),
)
MERGED_VILLAGE = Fault(
    "error",
    "merged-village",
    Text("这个村已并入{new}。", "This village has become part of {new}."),
    Text("改成合并后的村名。", "Write the name of the village after the merger."),
)
UNKNOWN_CADRE = Fault(
    "error",
    "unknown-cadre",
    Text("干部表里没有这个编号。", "The sheet of cadres has no such id."),
    Text("核对干部编号。", "Check the cadre's id."),
)
UNKNOWN_HOUSEHOLD = Fault(
    "error",
    "unknown-household",
    Text("农户表里没有这个编号。", "The sheet of households has no such id."),
    Text("核对户编号。", "Check the household's id."),
)


class Villages:
    """The villages by town and name.

    A name is tried as it stands, then without 村委会 and its like, then without 村 or 社区 as well; a name that says it is a
    village never finds a neighbourhood, nor the other way round.
    """

    def __init__(self, towns: Sequence[str | None], names: Sequence[str | None]) -> None:
        self.towns: dict[str, str] = {}
        for spelling in towns:
            if spelling:
                self.towns.setdefault(plain_word(spelling), spelling)
        self._short_towns: dict[str, set[str]] = {}
        for known in self.towns:
            self._short_towns.setdefault(_short_town(known), set()).add(known)
        # One table for each looseness; the key's town is None where villages of the whole county are asked for.
        self._tables: tuple[dict[tuple[str | None, str], set[int]], ...] = ({}, {}, {})
        for position, (town, name) in enumerate(zip(towns, names, strict=True)):
            if not town or not name:
                continue
            plain = plain_word(town)
            for table, form in zip(self._tables, _forms(_without_town(name, plain)), strict=True):
                table.setdefault((plain, form), set()).add(position)
                table.setdefault((None, form), set()).add(position)
            # The name as the list has it always finds the village, even where it repeats the town's name.
            self._tables[0].setdefault((plain, plain_word(name)), set()).add(position)
        self._kinds = [_kind(plain_word(name or "")) for name in names]
        self._known = [
            (plain_word(t) + plain_word(n), f"{t}{n}") for t, n in zip(towns, names, strict=True) if t and n
        ]
        self._proposed = 0

    def town(self, town: str) -> str | None:
        """The list's plain town for a town however written (龙泉, 壶关县龙泉镇); None where none or several fit."""
        plain = plain_word(town)
        if plain in self.towns:
            return plain
        short = self._short_towns.get(_short_town(plain), set())
        ends = {known for known in self.towns if plain.endswith(known)}
        return next(iter(short or ends)) if len(short or ends) == 1 else None

    def spelling(self, town: str) -> str | None:
        """The town as the sheet of villages writes it, or None."""
        known = self.town(town)
        return None if known is None else self.towns[known]

    def find(self, town: str, name: str) -> int:
        """Position of a village, NOWHERE or AMBIGUOUS."""
        known = self.town(town)
        return (
            NOWHERE if known is None else self._look_up(known, _without_town(name, known), plain_word(name))
        )

    def find_native(self, text: str) -> int:
        """Position of a native village written with or without its town; NOWHERE outside the county, or AMBIGUOUS."""
        plain = plain_word(text)
        for town in sorted(self.towns, key=len, reverse=True):
            _, found, after = plain.partition(town)
            if found and after:
                return self._look_up(town, after, after)
        return self._look_up(None, plain, plain)

    def near(self, town: str, name: str) -> Text:
        """“, perhaps …” with the nearest known village, or nothing."""
        self._proposed += 1
        if self._proposed > _PROPOSALS:
            return Text("", "")
        wanted = plain_word(town) + plain_word(name)
        close = difflib.get_close_matches(wanted, [plain for plain, _ in self._known], n=1, cutoff=0.6)
        return (
            _perhaps(next(full for plain, full in self._known if plain == close[0]))
            if close
            else Text("", "")
        )

    def _look_up(self, town: str | None, *names: str) -> int:
        exact, bare, core = self._tables
        for name in names:
            if len(found := exact.get((town, name), set())) == 1:
                return next(iter(found))
        _, short, shorter = _forms(names[0])
        kind = _kind(names[0])
        tries = [exact.get((town, names[0]), set())]
        if kind is None:
            tries.append(bare.get((town, short), set()) | core.get((town, short), set()))
        else:
            tries += [table.get((town, form), set()) for table in (bare, core) for form in (short, shorter)]
        for candidates in tries:
            found = {i for i in candidates if kind is None or self._kinds[i] in (None, kind)}
            if found:
                return next(iter(found)) if len(found) == 1 else AMBIGUOUS
        return NOWHERE


class Names:
    """Positions by name or id: as it stands, or else with spaces, case and full-width forms ignored."""

    def __init__(self, names: Sequence[str | None]) -> None:
        self._exact: dict[str, int] = {}
        self._positions: dict[str, int] = {}
        for position, name in enumerate(names):
            if name:
                self._exact.setdefault(name, position)
                self._positions.setdefault(plain_word(name), position)
        self._names = names
        self._proposed = 0

    def find(self, name: str) -> int:
        """Position of the first row of that name, or NOWHERE."""
        return self._exact[name] if name in self._exact else self._positions.get(plain_word(name), NOWHERE)

    def near(self, name: str) -> Text:
        """“, perhaps …” with the nearest known name, or nothing."""
        self._proposed += 1
        if self._proposed > _PROPOSALS:
            return Text("", "")
        close = difflib.get_close_matches(plain_word(name), self._positions, n=1, cutoff=0.6)
        return _perhaps(str(self._names[self._positions[close[0]]])) if close else Text("", "")


def positions(
    table: Table, key: str, texts: Sequence[str | None], names: Names, unknown: Fault, findings: Findings
) -> list[int]:
    """A position per row, NOWHERE where blank; ``unknown`` is what to say of a name that is not listed."""
    found: dict[str | None, int] = {None: NOWHERE}
    strangers: dict[str, list[int]] = {}
    for row, text in zip(table.rows.tolist(), texts, strict=True):
        if text not in found:
            found[text] = names.find(str(text))
        if text is not None and found[text] == NOWHERE:
            strangers.setdefault(text, []).append(row)
    for text, rows in strangers.items():
        findings.add_rows(
            unknown.fill(near=names.near(text)) if "{near}" in unknown.problem.en else unknown,
            sheet=table.name,
            rows=rows,
            column=table.headers[key],
            value=text,
        )
    return [found[text] for text in texts]


def village_positions(
    table: Table,
    towns: Sequence[str | None],
    names: Sequence[str | None],
    villages: Villages,
    findings: Findings,
    *,
    key: str = "village",
    mergers: Mapping[tuple[str, str], tuple[str, str]] | None = None,
    unknown: Fault = UNKNOWN_VILLAGE,
) -> list[int]:
    """A position per row from town and name, NOWHERE where either is blank or the village is not found.

    ``mergers`` maps a merged village's plain town and name to the new ones, which an unknown village is told of.
    """
    found: dict[tuple[str | None, str | None], int] = {}
    strangers: dict[tuple[str, str], list[int]] = {}
    places: list[int] = []
    for row, place in zip(table.rows.tolist(), zip(towns, names, strict=True), strict=True):
        town, name = place
        if town is None or name is None:
            places.append(NOWHERE)
            continue
        if place not in found:
            found[place] = villages.find(town, name)
        if found[place] < 0:
            strangers.setdefault((town, name), []).append(row)
        places.append(max(found[place], NOWHERE))
    for (town, name), rows in strangers.items():
        new = (mergers or {}).get((plain_word(town), plain_word(name)))
        if found[town, name] == AMBIGUOUS:
            fault = AMBIGUOUS_VILLAGE
        elif new is not None:
            fault = MERGED_VILLAGE.fill(new="".join(new))
        else:
            fault = unknown.fill(near=villages.near(town, name))
        findings.add_rows(
            fault, sheet=table.name, rows=rows, column=table.headers[key], value=f"{town} {name}"
        )
    return places


def _forms(name: str) -> tuple[str, str, str]:
    """A village's plain name, the same without the committee, and without 村 or 社区 as well."""
    plain = plain_word(name)
    bare = _strip(plain, _COMMITTEES)
    return plain, bare, _strip(bare, _PLACES)


def _kind(plain: str) -> str | None:
    """Whether a name says it is a village (村) or a neighbourhood (居); None where it says neither."""
    if plain.endswith(("居民委员会", "居委会", "居委", "社区")):
        return "居"
    return "村" if plain.endswith(("村民委员会", "村委会", "村委", "村")) else None


def _without_town(name: str, town: str) -> str:
    """The plain village name without a county's and its town's name before it."""
    plain = plain_word(name)
    after = plain.partition(town)[2]
    return plain if after in ("", *_PLACES, *_COMMITTEES) else after


def _short_town(plain: str) -> str:
    return _strip(_strip(plain, _TOWN_TAILS[:2]), _TOWN_TAILS)


def _strip(word: str, tails: tuple[str, ...]) -> str:
    for tail in tails:
        if word.endswith(tail) and len(word) > len(tail):
            return word.removesuffix(tail)
    return word


def _perhaps(name: str) -> Text:
    return Text("，是不是“{name}”", ", perhaps {name}").fill(name=name)
