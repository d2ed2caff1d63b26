"""包组联户: one contact cadre for every household of the county (docs/model.md §2.4).

A paired household's contact is its first paired cadre. The other households of a village group go as a whole to one
cadre where any single cadre has room, by exact flows: first one group a cadre, then a second round over what is left,
and so on, so that loads stay even. What no single cadre can take is split, again by an exact flow, so that as many
households as possible have a contact.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from pairing.limits import contact_reach
from solver import Limits as SolveLimits
from solver import Transport, solve

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pairing.compile import Chosen
    from pairing.county import County
    from pairing.limits import Limits
    from solver import Cancel

    Ints = NDArray[np.int64]

# What makes a cadre the better contact of a group, most important first.
_NO_HOUSEHOLD_YET: Final = 1000
_PAIRED_IN_VILLAGE: Final = 300
_UNIT_LINKED: Final = 100
_LEVEL_PRICE: Final = np.array([0, 0, 40, 200])


@dataclass(frozen=True)
class Contacts:
    """household, cadre: positions; via: "pair", "unit", "town" or "village". One entry a covered household."""

    household: Ints
    cadre: Ints
    via: NDArray[np.object_]


def assign_contacts(
    county: County,
    allowed: Limits,
    chosen: Chosen,
    first: Ints,
    forbidden: frozenset[tuple[int, int]],
    cancel: Cancel | None = None,
) -> Contacts:
    """Name a contact for every household that can have one.

    first [H] is the first paired cadre of each household, -1 where there is none; forbidden holds (cadre, household)
    that may not meet.
    """
    desk = _Desk(county, allowed, chosen, first)
    pieces = desk.pieces()
    taken = desk.whole_groups(pieces, cancel)
    desk.split_the_rest(pieces, taken, cancel)
    desk.reach_the_idle()
    desk.part_the_forbidden(forbidden)
    return desk.result()


@dataclass(frozen=True)
class _Pieces:
    """Groups (or even parts of a group larger than one cadre may take): members[start[p]:start[p + 1]], one village each."""

    members: Ints
    start: Ints
    village: Ints

    @property
    def size(self) -> Ints:
        return np.diff(self.start)


class _Desk:
    """The assignment as it grows: contact [H], room [C] still free, served [C] households so far."""

    def __init__(self, county: County, allowed: Limits, chosen: Chosen, first: Ints) -> None:
        self.county = county
        cadres = county.cadres
        self.first = first
        self.contact = first.copy()
        self.village = county.households["village"].to_numpy(np.int64)
        self.unit = cadres["unit"].to_numpy(np.int64)
        self.level = cadres["level"].to_numpy(np.int64)
        self.eligible = allowed.eligible
        self.party = cadres["party"].to_numpy(bool)
        pairs = np.bincount(first[first >= 0], minlength=len(cadres))
        self.room = np.where(allowed.eligible, allowed.contact_most - pairs, 0)
        self.served = np.bincount(chosen.pair_cadre, minlength=len(cadres))
        self.most = int(allowed.contact_most.max(initial=1))
        self.home = np.full(len(cadres), -1, np.int64)
        self.home[chosen.pair_cadre[::-1]] = self.village[chosen.pair_household[::-1]]
        self.via = contact_reach(county, chosen.link_unit, chosen.link_village)

    def pieces(self) -> _Pieces:
        """Cut the households without a contact into groups, and groups beyond one cadre's limit into even parts."""
        free = np.flatnonzero(self.contact < 0)
        names = self.county.households["group"].to_numpy(object)[free]
        label = np.array(["" if name is None else str(name) for name in names], dtype=object)
        _, group = np.unique(label.astype(str), return_inverse=True)
        key = self.village[free] * (int(group.max(initial=0)) + 1) + group
        order = np.argsort(key, kind="stable")
        members, key = free[order], key[order]
        edges = np.flatnonzero(np.diff(key, prepend=-1, append=-2))
        starts = [0] if not len(members) else []
        for low, high in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
            parts = -(-(high - low) // max(1, self.most))
            starts.extend(low + (high - low) * k // parts for k in range(parts))
        start = np.array([*starts, len(members)], np.int64) if len(members) else np.zeros(1, np.int64)
        return _Pieces(members, start, self.village[members[start[:-1]]])

    def whole_groups(self, pieces: _Pieces, cancel: Cancel | None) -> NDArray[np.bool_]:
        """Rounds of one whole piece a cadre; returns which pieces found one."""
        taken = np.zeros(len(pieces.size), bool)
        while not taken.all():
            left = np.flatnonzero(~taken)
            kinds = _Kinds(self)
            piece, kind, value = kinds.arcs(self, pieces, left, whole=True)
            amount = _flow(
                kinds.count, np.ones(len(left), np.int64), pieces.size[left], piece, kind, value, cancel
            )
            used = np.flatnonzero(amount)
            if not len(used):
                break
            cadres = kinds.hand_out(kind[used])
            for p, cadre in zip(left[piece[used]].tolist(), cadres.tolist(), strict=True):
                self._give(pieces.members[pieces.start[p] : pieces.start[p + 1]], cadre)
            taken[left[piece[used]]] = True
        return taken

    def split_the_rest(self, pieces: _Pieces, taken: NDArray[np.bool_], cancel: Cancel | None) -> None:
        """Share what no single cadre could take, by an exact flow over single households.

        Should the whole groups stand in its way, everything is shared anew by such a flow: coverage comes first.
        """
        if taken.all():
            return
        missing = self._share(pieces, np.flatnonzero(~taken), cancel)
        if not missing:
            return
        kept = self.contact.copy(), self.room.copy(), self.served.copy()
        given = self.contact[pieces.members]
        back = np.bincount(given[given >= 0], minlength=len(self.room))
        self.room, self.served = self.room + back, self.served - back
        self.contact[pieces.members] = -1
        if self._share(pieces, np.arange(len(pieces.size)), cancel) >= missing:
            self.contact, self.room, self.served = kept

    def _share(self, pieces: _Pieces, which: Ints, cancel: Cancel | None) -> int:
        kinds = _Kinds(self)
        piece, kind, value = kinds.arcs(self, pieces, which, whole=False)
        size = pieces.size[which]
        amount = _flow(
            kinds.count * kinds.room, size, np.ones(len(which), np.int64), piece, kind, value, cancel
        )
        place = pieces.start[which].copy()
        spare = [kinds.members(k) for k in range(len(kinds.count))]
        for e in np.flatnonzero(amount).tolist():
            p, want = int(piece[e]), int(amount[e])
            while want:
                cadre = spare[kind[e]][-1]
                take = min(want, int(self.room[cadre]))
                self._give(pieces.members[place[p] : place[p] + take], cadre)
                place[p] += take
                want -= take
                if not self.room[cadre]:
                    spare[kind[e]].pop()
        return int(size.sum() - amount.sum())

    def reach_the_idle(self) -> None:
        """Give each party cadre who still has no household part of a group within reach: every cadre takes part."""
        for cadre in np.flatnonzero(
            self.eligible & self.party & (self.served == 0) & (self.room > 0)
        ).tolist():
            donor = self._largest_load_within_reach(cadre)
            if donor is None:
                continue
            theirs = self._given_to(donor)
            near = theirs[self.via[self.unit[cadre]][self.village[theirs]] > 0]
            half = near[: max(1, min(len(near) // 2, int(self.room[cadre])))]
            self._take_back(half, donor)
            self._give(half, cadre)

    def part_the_forbidden(self, forbidden: frozenset[tuple[int, int]]) -> None:
        """Where a contact and a household may not meet, another cadre within reach takes that household."""
        for cadre, household in sorted(forbidden):
            if self.contact[household] != cadre or self.first[household] >= 0:
                continue
            self._take_back(np.array([household]), cadre)
            units = np.flatnonzero(self.via[:, self.village[household]])
            near = np.flatnonzero(np.isin(self.unit, units) & (self.room > 0)).tolist()
            others = [c for c in near if (c, household) not in forbidden]
            if others:
                self._give(np.array([household]), min(others, key=lambda c: (int(self.served[c]), c)))

    def result(self) -> Contacts:
        household = np.flatnonzero(self.contact >= 0)
        cadre = self.contact[household]
        via = self.via[self.unit[cadre], self.village[household]]
        words = np.array([None, "village", "town", "unit"], dtype=object)[via]
        words[self.first[household] >= 0] = "pair"
        return Contacts(household, cadre, words)

    def _given_to(self, cadre: int) -> Ints:
        return np.flatnonzero((self.contact == cadre) & (self.first < 0))

    def _largest_load_within_reach(self, cadre: int) -> int | None:
        villages = self.via[self.unit[cadre]] > 0
        inside = np.flatnonzero(villages[self.village] & (self.contact >= 0) & (self.first < 0))
        if not len(inside):
            return None
        load = np.bincount(self.contact[inside], minlength=len(self.room))
        donor = int(load.argmax())
        return donor if self.served[donor] > 1 else None

    def _give(self, households: Ints, cadre: int) -> None:
        self.contact[households] = cadre
        self.room[cadre] -= len(households)
        self.served[cadre] += len(households)

    def _take_back(self, households: Ints, cadre: int) -> None:
        self.contact[households] = -1
        self.room[cadre] += len(households)
        self.served[cadre] -= len(households)


class _Kinds:
    """Cadres with room, merged where nothing here tells them apart: same unit, level, room, village of their pairs,
    and whether they still lack a household. The flow sees kinds with a count; merging is exact."""

    def __init__(self, desk: _Desk) -> None:
        cadres = np.flatnonzero(desk.room > 0)
        idle = desk.party[cadres] & (desk.served[cadres] == 0)
        table = np.stack(
            [
                desk.unit[cadres],
                desk.level[cadres],
                desk.room[cadres],
                desk.home[cadres],
                idle.astype(np.int64),
            ],
            axis=1,
        )
        kinds, self._kind, self.count = np.unique(table, axis=0, return_inverse=True, return_counts=True)
        self.unit, self.level, self.room, self.home, self.idle = kinds.reshape(-1, 5).T
        self._order = np.argsort(self._kind, kind="stable")
        self._cadres = cadres
        self._first = np.concatenate([[0], np.cumsum(self.count)])

    def members(self, kind: int) -> list[int]:
        """The cadres of a kind, the first of the list last."""
        found: list[int] = self._cadres[self._order[self._first[kind] : self._first[kind + 1]]][::-1].tolist()
        return found

    def hand_out(self, kinds: Ints) -> Ints:
        """A different cadre of its kind for each entry."""
        spare = {int(k): self.members(int(k)) for k in np.unique(kinds)}
        return np.array([spare[int(k)].pop() for k in kinds], np.int64)

    def arcs(self, desk: _Desk, pieces: _Pieces, which: Ints, *, whole: bool) -> tuple[Ints, Ints, Ints]:
        """Arcs (place in ``which``, kind, value) of the pieces within each kind's reach."""
        by_unit = np.argsort(self.unit, kind="stable")
        first = np.searchsorted(self.unit[by_unit], np.arange(len(desk.via) + 1))
        villages, place = np.unique(pieces.village[which], return_inverse=True)
        reach = []
        for v in villages.tolist():
            units = np.flatnonzero(desk.via[:, v])
            reach.append(np.concatenate([by_unit[first[u] : first[u + 1]] for u in units] or [by_unit[:0]]))
        length = np.array([len(r) for r in reach], np.int64)
        piece = np.repeat(np.arange(len(which)), length[place])
        kind = np.concatenate([reach[p] for p in place] or [by_unit[:0]])
        village = pieces.village[which][piece]
        value = (
            _NO_HOUSEHOLD_YET * self.idle[kind]
            + _PAIRED_IN_VILLAGE * (self.home[kind] == village)
            + _UNIT_LINKED * (desk.via[self.unit[kind], village] == 3)
            - _LEVEL_PRICE[self.level[kind]]
        )
        if whole:
            fits = pieces.size[which][piece] <= self.room[kind]
            return piece[fits], kind[fits], value[fits]
        return piece, kind, value


def _flow(
    most: Ints, demand: Ints, weight: Ints, piece: Ints, kind: Ints, value: Ints, cancel: Cancel | None
) -> Ints:
    """Amount [E] on each arc, as much weighted demand as can be met, then the most value."""
    problem = Transport(
        agent_lo=np.zeros(len(most), np.int64),
        agent_hi=most,
        target_demand=demand,
        target_weight=weight,
        arc_agent=kind.astype(np.int32),
        arc_target=piece.astype(np.int32),
        arc_value=value,
        arc_capacity=demand[piece],
    )
    result = solve(problem, SolveLimits(seconds=600.0), cancel=cancel)
    amount = np.zeros(len(piece), np.int64)
    solution = result.solution
    if solution is not None:
        width = len(demand)
        order = np.argsort(kind * width + piece)
        keys = (kind * width + piece)[order]
        found = np.searchsorted(keys, solution.arc_agent.astype(np.int64) * width + solution.arc_target)
        amount[order[found]] = solution.arc_amount
    return amount
