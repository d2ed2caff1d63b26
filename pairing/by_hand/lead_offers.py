"""Who else could lead a village: every county leader, the ways to bring the two together, and their prices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from pairing.by_hand.judge import Verdict, judge_leads
from pairing.by_hand.leaders import lead_refusals
from pairing.by_hand.steps import Lead

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pairing.by_hand.position import LeaderLink, Position

    Ints = NDArray[np.int64]

_LEADER: Final = 3
"""The level of county leaders."""


@dataclass(frozen=True)
class LeaderOffers:
    """The county leaders who do not lead a village: those whom no rule refuses first, then by the price of the simplest way
    that is allowed, then by distance from the unit's seat.

    cadre [K] positions · step, verdict [K] that way and what comes of it, or the first way and what refuses it
    · leads [K] villages each leads now · km [K], NaN where not known
    """

    cadre: Ints
    step: tuple[Lead, ...]
    verdict: tuple[Verdict, ...]
    leads: Ints
    km: NDArray[np.float64]


def priced_ways(before: Position, cadre: int, village: int) -> tuple[tuple[Lead, Verdict], ...]:
    """The ways to let a county leader lead a village and what comes of each: as one more where it has room, else in place
    of a leader there; or for one of the leader's own villages, which whoever leaves then takes. Those that no rule refuses
    first, of these the best first."""
    names = _Names.of(before)
    found = []
    for way in _ways(before, cadre, village):
        found.append((names.step(way), judge_leads(before, way.given, way.gone)))
    return tuple(sorted(found, key=lambda each: _price(each[1])))


def leaders_for(before: Position, village: int) -> LeaderOffers:
    """The county leaders who could be given a village."""
    now, names = before.now, _Names.of(before)
    there = {c for c, v in before.leads if v == village}
    cadres = [c for c in np.flatnonzero(now.values.level == _LEADER).tolist() if c not in there]
    best = [_simplest(before, cadre, village) for cadre in cadres]
    km = now.km[now.values.cadre_unit[cadres], village]
    order = sorted(range(len(cadres)), key=lambda k: (_price(best[k][1]), np.nan_to_num(km[k], nan=np.inf)))
    leads = [sum(c == cadre for c, _ in before.leads) for cadre in cadres]
    return LeaderOffers(
        np.array(cadres, np.int64)[order],
        tuple(names.step(best[k][0]) for k in order),
        tuple(best[k][1] for k in order),
        np.array(leads, np.int64)[order],
        km[order],
    )


class _Way(NamedTuple):
    """A :class:`Lead` by position; see its fields."""

    cadre: int
    village: int
    instead_of: int | None
    leaves: int | None

    @property
    def given(self) -> list[LeaderLink]:
        mine = (self.cadre, self.village)
        if self.instead_of is None or self.leaves is None:
            return [mine]
        return [mine, (self.instead_of, self.leaves)]

    @property
    def gone(self) -> list[LeaderLink]:
        other = [] if self.instead_of is None else [(self.instead_of, self.village)]
        return other if self.leaves is None else [*other, (self.cadre, self.leaves)]


class _Names(NamedTuple):
    people: NDArray[np.object_]
    codes: NDArray[np.object_]

    @classmethod
    def of(cls, before: Position) -> _Names:
        county = before.now.county
        return cls(county.cadres["cadre_id"].to_numpy(object), county.villages["code"].to_numpy(object))

    def step(self, way: _Way) -> Lead:
        return Lead(
            str(self.people[way.cadre]),
            str(self.codes[way.village]),
            instead_of=None if way.instead_of is None else str(self.people[way.instead_of]),
            leaves=None if way.leaves is None else str(self.codes[way.leaves]),
        )


def _ways(before: Position, cadre: int, village: int) -> list[_Way]:
    """The ways there are, the simplest first."""
    leaving: list[int | None] = [*sorted(c for c, v in before.leads if v == village)]
    if len(leaving) < before.now.allowed.leaders_per_village:
        leaving = [None, *leaving]
    giving = [None, *sorted(v for c, v in before.leads if c == cadre)]
    return [_Way(cadre, village, old, own) for own in giving for old in leaving]


def _simplest(before: Position, cadre: int, village: int) -> tuple[_Way, Verdict]:
    """The simplest way that no rule refuses; where each is refused, the first."""
    found = []
    for way in _ways(before, cadre, village):
        # Limits are looked at before anything is counted anew.
        against = tuple(lead_refusals(before, way.given, way.gone))
        verdict = Verdict(None, against, (), 0, 0, 0) if against else judge_leads(before, way.given, way.gone)
        if verdict.allowed:
            return way, verdict
        found.append((way, verdict))
    return found[0]


def _price(verdict: Verdict) -> tuple[bool, int, int, int]:
    return not verdict.allowed, verdict.shortage, verdict.idle, -verdict.points
