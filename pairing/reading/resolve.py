"""Names to positions: villages by town and name however the office writes them, units by name, any row by its id.

What is found here is certain; :mod:`pairing.reading.asking` proposes what is only likely."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pairing.codes import plain_word
from pairing.reading.likeness import nearest, same_sound
from pairing.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

NOWHERE: Final = -1
AMBIGUOUS: Final = -2
_COMMITTEES: Final = ("村民委员会", "居民委员会", "村委会", "居委会", "村委", "居委")
_PLACES: Final = ("社区", "村")
_TOWN_TAILS: Final = ("街道办事处", "人民政府", "街道办", "街道", "镇", "乡")

# From which likeness on (0 to 100) a name is thought of at all; and how likely one of the same name in another town is.
MAYBE: Final = 45
ELSEWHERE: Final = 78

_SAME_SOUND: Final = Text("同音", "sounds the same")
_ALIKE: Final = Text("字形或字面相近", "looks alike")
_OTHER_TOWN: Final = Text("在别的乡镇，同名或同音", "of this name or sound, in another town")
_SAME_NAME: Final = Text("名字相符", "the name fits")


@dataclass(frozen=True)
class Near:
    """A row that a name may mean: its position, the likeness (0 to 100) and in what; ``elsewhere``: in another town than the
    one said, which is offered but never taken."""

    position: int
    score: int
    why: Text
    elsewhere: bool = False


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
        self.labels = [f"{town or ''} {name or ''}" for town, name in zip(towns, names, strict=True)]
        self._by_label = {label: position for position, label in enumerate(self.labels)}
        self._cores = [
            _forms(_without_town(n or "", plain_word(t or "")))[2] for t, n in zip(towns, names, strict=True)
        ]
        self._of_town: dict[str, list[int]] = {}
        for position, town in enumerate(towns):
            self._of_town.setdefault(plain_word(town or ""), []).append(position)

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

    def labelled(self, label: str) -> int:
        """Position of the village of this label (town and name as the list writes them), or NOWHERE."""
        return self._by_label.get(label, NOWHERE)

    def ambiguous(self, town: str, name: str) -> list[Near]:
        """The villages between which a name leaves the choice."""
        wanted = _forms(_without_town(name, plain_word(town)))[2]
        known = self.town(town)
        return [
            Near(position, 90, _SAME_NAME)
            for position in self._of_town.get(known or "", [])
            if self._cores[position] == wanted
        ]

    def near(self, town: str, name: str) -> list[Near]:
        """The villages a name may mean, best first: those of the town by sound, shape and letters; those of the same sound in
        other towns."""
        known = self.town(town)
        plain = _without_town(name, known or plain_word(town))
        wanted, kind = _forms(plain)[2], _kind(plain)
        inside = self._of_town.get(known or "", [])
        found: list[Near] = []
        for place, score in nearest(wanted, [self._cores[position] for position in inside], least=MAYBE):
            position = inside[place]
            heard = same_sound(wanted, self._cores[position])
            other = kind is not None and self._kinds[position] not in (None, kind)
            found.append(Near(position, score - 10 * other, _SAME_SOUND if heard else _ALIKE))
        outside = [i for i, core in enumerate(self._cores) if i not in inside and same_sound(wanted, core)]
        found += [
            Near(i, ELSEWHERE - 2 * (self._cores[i] != wanted), _OTHER_TOWN, elsewhere=True) for i in outside
        ]
        return sorted(found, key=lambda near: -near.score)

    def near_town(self, town: str) -> list[tuple[str, int]]:
        """The list's towns (as it writes them) that a town may mean, with their likeness, best first."""
        known = list(self.towns)
        wanted = _short_town(plain_word(town))
        return [
            (self.towns[known[place]], score)
            for place, score in nearest(wanted, [_short_town(plain) for plain in known], least=MAYBE)
        ]

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
        self.labels = [name or "" for name in names]

    def find(self, name: str) -> int:
        """Position of the first row of that name, or NOWHERE."""
        return self._exact[name] if name in self._exact else self._positions.get(plain_word(name), NOWHERE)

    def near(self, name: str) -> list[Near]:
        """The names that one may mean, best first."""
        wanted, known = plain_word(name), list(self._positions)
        return [
            Near(
                self._positions[known[place]],
                score,
                _SAME_SOUND if same_sound(wanted, known[place]) else _ALIKE,
            )
            for place, score in nearest(wanted, known, least=MAYBE)
        ]


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
    after = plain.partition(town)[2] if town else ""
    return plain if after in ("", *_PLACES, *_COMMITTEES) else after


def _short_town(plain: str) -> str:
    return _strip(_strip(plain, _TOWN_TAILS[:2]), _TOWN_TAILS)


def _strip(word: str, tails: tuple[str, ...]) -> str:
    for tail in tails:
        if word.endswith(tail) and len(word) > len(tail):
            return word.removesuffix(tail)
    return word
