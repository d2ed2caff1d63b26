"""Why this cadre for that household: the reason of every pair of a plan, of a pair proposed by hand, and of a pair that
is missing.

Facts only; :mod:`pairing.why_words` puts them into sentences.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final, Self

import numpy as np

from pairing.exchange import Exchange, exchange
from pairing.pair_words import NeedMet, has_previous, needs_met
from pairing.rearrange import Chains, Rearrangement
from pairing.standing import OBJECTIONS, Objection, Standing, standing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from pairing.codes import Codes
    from pairing.county import County
    from pairing.plan import PlanTables
    from pairing.rules import Rules
    from pairing.text import Text

    Flags = NDArray[np.bool_]

_BAN: Final = OBJECTIONS.index("ban")


@dataclass(frozen=True)
class Match:
    """How a cadre and a focus household (positions) suit each other.

    km      from the unit's seat to the village, None where not known
    terms   id of the weight -> hundredths; they add up to ``points``, the pair's points as the recount counts them
    pinned  what fixes the pair, None where nothing does
    kept    whether the previous plan has it; None where there is no previous plan
    """

    cadre: int
    household: int
    level: int
    tier: int
    needs: tuple[NeedMet, ...]
    km: float | None
    same_town: bool
    kept: bool | None
    pinned: Text | None
    terms: Mapping[str, int]
    points: int


@dataclass(frozen=True)
class Alternative:
    """Another cadre for the household (positions), and why it is not that one.

    points     of that pair, hundredths
    objections  all that keeps the cadre away; a full quota alone can be got round by an exchange
    harder     the hardest household the cadre has instead, where it is harder than this one and the quota is full
    exchange   what putting that cadre in changes at once; None where it is not allowed or not possible
    """

    cadre: int
    points: int
    objections: tuple[Objection, ...]
    harder: int | None
    exchange: Exchange | None


@dataclass(frozen=True)
class Reason:
    """Why a pair of the plan is as it is.

    passed_over  the cadre with the most points for this household who does not have it, and, where that one is kept
                 away by more than a full quota, the best of those who are kept away by no more than that
    """

    match: Match
    passed_over: tuple[Alternative, ...]


@dataclass(frozen=True)
class Proposal:
    """A pair that the plan does not have: allowed or not by which rule, and what it would change at once.

    match      None off focus
    objections  rules that forbid it; a full quota is none, since a household can be given up
    exchange   None where it is not allowed, or where all that would have to go is pinned
    """

    cadre: int
    household: int
    match: Match | None
    objections: tuple[Objection, ...]
    exchange: Exchange | None

    @property
    def allowed(self) -> bool:
        return not self.objections and self.exchange is not None


@dataclass(frozen=True)
class Candidates:
    """Other cadres for a household, best first: whom nothing keeps away but a full quota, then the rest; by points.

    cadre [K] positions · points [K] hundredths · first [K] place in OBJECTIONS of what first keeps each away, -1 where
    nothing does · load [K] households they have
    """

    cadre: NDArray[np.int64]
    points: NDArray[np.int64]
    first: NDArray[np.int64]
    load: NDArray[np.int64]


@dataclass(frozen=True)
class Offers:
    """Other focus households for a cadre, in the villages within reach: those that nothing but a full quota keeps away
    first, of these those that lack somebody; by points.

    household [K] positions · points [K] hundredths · first [K] as in :class:`Candidates` · missing [K] pairs each lacks
    """

    household: NDArray[np.int64]
    points: NDArray[np.int64]
    first: NDArray[np.int64]
    missing: NDArray[np.int64]


@dataclass(frozen=True)
class Missing:
    """Why a household lacks pairs: every cadre counted once, by what first keeps them away.

    missing  pairs it lacks; kept_away id in OBJECTIONS -> cadres; free cadres whom nothing keeps away
    nearest  the best of those with the fewest rules against them, None where the county has no cadre
    """

    household: int
    missing: int
    kept_away: Mapping[str, int]
    free: int
    nearest: Alternative | None


class Why:
    """A plan looked up once, to be asked about any number of pairs and households."""

    def __init__(self, now: Standing) -> None:
        self.now = now
        self._has_previous = has_previous(now.county)

    @classmethod
    def of(cls, county: County, rules: Rules, codes: Codes, plan: PlanTables) -> Self:
        """Look a plan up."""
        return cls(standing(county, rules, codes, plan))

    def pairs(self, household: int) -> tuple[Reason, ...]:
        """The reason of each pair of the household."""
        return tuple(self.pair(cadre, household) for cadre in self.now.cadres_of(household))

    def pair(self, cadre: int, household: int) -> Reason:
        """The reason of a pair of the plan. Raises KeyError where the plan does not have it."""
        if cadre not in self.now.cadres_of(household):
            raise KeyError((cadre, household))
        return Reason(self._match(cadre, household), self._passed_over(cadre, household))

    def proposal(self, cadre: int, household: int) -> Proposal:
        """What a pair would be that the plan does not have. Raises KeyError where it has it."""
        now = self.now
        if cadre in now.cadres_of(household):
            raise KeyError((cadre, household))
        against = tuple(o for o in now.objections(cadre, household) if not self._can_be_freed(o, cadre))
        match = self._match(cadre, household) if now.values.tier[household] else None
        made = None if against else exchange(now, cadre, household)
        return Proposal(cadre, household, match, against, made)

    def candidates(
        self, household: int, most: int, among: Flags | None = None, banned: Sequence[int] = ()
    ) -> Candidates:
        """The best ``most`` cadres for a focus household who do not have it, of those flagged [C] where given; ``banned``
        are kept apart from it beyond what the lists say."""
        now = self.now
        there = np.ones(len(now.load), bool) if among is None else among.copy()
        there[list(now.cadres_of(household))] = False
        cadre = np.flatnonzero(there)
        whole = np.full(len(cadre), household)
        points = now.values.pairs(cadre, whole).points
        first = np.where(np.isin(cadre, list(banned)), _BAN, now.firsts(cadre, whole))
        order = np.lexsort((first, -points, ~_in_reach(first)))[:most]
        return Candidates(cadre[order], points[order], first[order], now.load[cadre[order]])

    def offers(self, cadre: int, most: int, among: Flags | None = None, banned: Sequence[int] = ()) -> Offers:
        """The best ``most`` focus households for a cadre who does not have them, of those flagged [H] where given;
        ``banned`` are kept apart beyond what the lists say."""
        now = self.now
        there = now.demand > 0
        if among is not None:
            there &= among
        there[list(now.households_of(cadre))] = False
        household = np.flatnonzero(there)
        household = household[now.in_scope(np.full(len(household), cadre), household)]
        whole = np.full(len(household), cadre)
        points = now.values.pairs(whole, household).points
        first = np.where(np.isin(household, list(banned)), _BAN, now.firsts(whole, household))
        paired = np.bincount(now.pair_household, minlength=len(now.demand))
        missing = np.maximum(0, now.demand - paired)[household]
        order = np.lexsort((-points, missing == 0, ~_in_reach(first)))[:most]
        return Offers(household[order], points[order], first[order], missing[order])

    def rearranged(self, proposal: Proposal) -> Rearrangement | None:
        """The best that comes of a proposal when the others are moved too, links as they are; None where not allowed."""
        return self._chains.best(proposal.cadre, proposal.household) if proposal.allowed else None

    @cached_property
    def _chains(self) -> Chains:
        return Chains(self.now)

    def missing(self, household: int) -> Missing:
        """Why the household lacks pairs; nothing is missing off focus."""
        now = self.now
        there = now.cadres_of(household)
        lacking = max(0, int(now.demand[household]) - len(there))
        first = now.first(household)
        others = np.ones(len(first), bool)
        others[list(there)] = False
        count = np.bincount(first[others] + 1, minlength=len(OBJECTIONS) + 1).tolist()
        nearest = None
        if others.any() and now.values.tier[household]:
            # The later in OBJECTIONS, the nearer; nobody stands before those whom nothing keeps away.
            place = np.where(first < 0, len(OBJECTIONS), first)
            nearest = self._alternative(
                self._best(household, others & (place == place[others].max())), household
            )
        kept_away = {rule: n for rule, n in zip(OBJECTIONS, count[1:], strict=True) if n}
        return Missing(household, lacking, kept_away, count[0], nearest)

    def _passed_over(self, cadre: int, household: int) -> tuple[Alternative, ...]:
        now = self.now
        others = now.allowed.eligible & (now.allowed.most > 0)
        others[list(now.cadres_of(household))] = False
        if not others.any():
            return ()
        in_reach = others & _in_reach(now.first(household))
        best = self._best(household, others)
        found = [best]
        if not in_reach[best] and in_reach.any():
            found.append(self._best(household, in_reach))
        return tuple(self._alternative(other, household, leaves=cadre) for other in found)

    def _best(self, household: int, among: np.ndarray) -> int:
        """The cadre among the flagged with the most points; of equals one nothing keeps away, then the first."""
        cadres = np.flatnonzero(among)
        points = self.now.values.pairs(cadres, np.full(len(cadres), household)).points
        best = cadres[points == points.max()]
        first = self.now.first(household)[best]
        return int(best[np.argmax(np.where(first < 0, len(OBJECTIONS), first))])

    def _alternative(self, cadre: int, household: int, leaves: int | None = None) -> Alternative:
        now = self.now
        points = int(now.values.pairs(np.array([cadre]), np.array([household])).points[0])
        against = now.objections(cadre, household)
        possible = all(self._can_be_freed(objection, cadre) for objection in against)
        return Alternative(
            cadre=cadre,
            points=points,
            objections=against,
            harder=self._harder(cadre, household) if against and possible else None,
            exchange=exchange(now, cadre, household, leaves) if possible else None,
        )

    def _can_be_freed(self, objection: Objection, cadre: int) -> bool:
        return objection.rule == "quotas" and bool(self.now.allowed.most[cadre] > 0)

    def _harder(self, cadre: int, household: int) -> int | None:
        now = self.now
        hardness = {h: (int(now.values.tier[h]), float(now.difficulty[h])) for h in now.households_of(cadre)}
        hardest = max(hardness, key=lambda h: hardness[h])
        own = (int(now.values.tier[household]), float(now.difficulty[household]))
        return hardest if hardness[hardest] > own else None

    def _match(self, cadre: int, household: int) -> Match:
        now, county = self.now, self.now.county
        values = now.values
        one, other = np.array([cadre]), np.array([household])
        unit, village = int(values.cadre_unit[cadre]), int(values.household_village[household])
        km = float(now.km[unit, village])
        fits = values.pairs(one, other)
        source = now.orders.pinned_pairs.get((cadre, household))
        return Match(
            cadre=cadre,
            household=household,
            level=int(values.level[cadre]),
            tier=int(values.tier[household]),
            needs=needs_met(
                now.codes,
                county.cadres["skills"].to_numpy(object)[cadre],
                county.households["needs"].to_numpy(object)[household],
            ),
            km=None if np.isnan(km) else km,
            same_town=str(county.units["town"].iat[unit]) == str(county.villages["town"].iat[village]),
            kept=bool(fits.kept[0]) if self._has_previous else None,
            pinned=None if source is None else now.order_words(source),
            terms={rule: int(term[0]) for rule, term in values.terms(one, other).items()},
            points=int(fits.points[0]),
        )


def _in_reach(first: NDArray[np.int64]) -> Flags:
    """[K] whether nothing, or nothing but a full quota, keeps them away."""
    near: Flags = (first < 0) | (first == OBJECTIONS.index("quotas"))
    return near
