"""One more pair put into a plan by hand, and the others re-arranged along the cheapest chain; all links stay.

The cadre takes the household; who has to leave it and whom it gives up are tried in every way. The place that is then
missing, or the cadre who is then free, starts a chain: a cadre takes the household and gives up another one, which the
next cadre takes, until one has a place left. The cheapest chain of each length is a shortest path in the residual
network of the plan (Ahuja, Magnanti & Orlin, Network Flows, ch. 9; Bellman–Ford by rounds), households and cadres in
turn. Without a cost for further villages the best one is the optimum of the flow where the plan itself was; with that
cost it is a good exchange, not a proved one. Whatever is found is recounted exactly before it is told.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from pairing.exchange import moves, worth
from pairing.points import contains

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from pairing.standing import Standing

    Ints = NDArray[np.int64]

STEPS: Final = 6  # cadres in a chain at most; a longer one is nothing an organizer would carry out by hand
_FAR: Final = 2**60
_IDLE: Final = 10**8  # hundredths that goal 2 outweighs in a chain, more than any chain can win
_SHORT: Final = 10**11


@dataclass(frozen=True)
class Step:
    """A cadre gives up one household and takes another (positions); None where it gives up or takes none."""

    cadre: int
    gives_up: int | None
    takes: int | None


@dataclass(frozen=True)
class Rearrangement:
    """The pair by hand with all that follows from it; every number is a change, as the recount counts.

    steps  the cadre of the pair first, then whoever leaves the household, then the chain
    """

    steps: tuple[Step, ...]
    shortage: int
    idle: int
    points: int

    @property
    def better(self) -> bool:
        """Whether the goals, in their strict order, come out better."""
        return (self.shortage, self.idle, -self.points) < (0, 0, 0)


class Chains:
    """A plan's residual network, laid out once: who could take which household behind the open links.

    arcs are sorted by cadre; take: cost in hundredths where the cadre gives up another one for it; enter: where it
    has a place left. weight: what a missing pair weighs; gap: the same where one is missing now, else 0. held: pairs
    that may be given up, sorted by household, with what giving them up costs.
    """

    def __init__(self, now: Standing) -> None:
        self.now = now
        self.spread = 100 * now.rules.extra_village_cost
        cadre, household = _arcs(now)
        order = np.argsort(cadre, kind="stable")
        self.cadre, self.household = cadre[order], household[order]
        self.value = now.values.pairs(self.cadre, self.household).points
        villages = len(now.county.villages)
        pair_village = now.values.household_village[now.pair_household]
        visit = now.pair_cadre * villages + pair_village
        visited, count = np.unique(visit, return_counts=True)
        new = ~contains(visited, self.cadre * villages + now.values.household_village[self.household])
        load = now.load[self.cadre]
        # Who has one household only changes village for nothing.
        self.take = np.where(new & (load > 1), self.spread, 0) - self.value
        gain = np.where(
            (load < now.allowed.least[self.cadre]) & (load + 1 >= now.allowed.least[self.cadre]), _IDLE, 0
        )
        self.enter = np.where(new & (load > 0), self.spread, 0) - self.value - gain
        self.room = now.allowed.most - now.load
        free = np.array(
            [key not in now.orders.pinned_pairs for key in zip(now.pair_cadre.tolist(), now.pair_household.tolist(), strict=True)],
            bool,
        )  # fmt: skip
        held = np.flatnonzero(free)
        held = held[np.argsort(now.pair_household[held], kind="stable")]
        self.held_cadre, self.held_household = now.pair_cadre[held], now.pair_household[held]
        alone = (count[np.searchsorted(visited, visit[held])] == 1) & (now.load[self.held_cadre] > 1)
        weight = np.array([0, now.rules.shortage_tier1, now.rules.shortage_tier2, now.rules.shortage_tier3])
        self.weight = weight[now.values.tier]
        paired = np.bincount(now.pair_household, minlength=len(now.demand))
        self.gap = np.where(paired < now.demand, self.weight, 0)
        self.leave = now.values.pairs(self.held_cadre, self.held_household).points - np.where(
            alone, self.spread, 0
        )

    def best(self, cadre: int, household: int) -> Rearrangement | None:
        """The re-arrangement that serves the goals best, in their strict order; None where all that would have to go
        is pinned. The pair itself must be allowed but for a full quota."""
        found = [
            self._counted(first, chain)
            for first in _first_steps(self.now, cadre, household)
            for chain in self._chains(cadre, household, first)
        ]
        # Of equals the one that moves the fewest people.
        return min(found, key=lambda r: (r.shortage, r.idle, -r.points, len(r.steps)), default=None)

    def _chains(self, cadre: int, household: int, first: tuple[Step, ...]) -> Iterator[tuple[Step, ...]]:
        """No chain at all, and the cheapest chain of each length that is one: nobody and no household twice."""
        yield ()
        now = self.now
        leaver = first[1].cadre if len(first) > 1 else None
        lost = first[0].gives_up
        start = np.full(len(now.demand), _FAR, np.int64)
        if lost is not None:
            start[lost] = 0
        elif leaver is not None:
            # Nobody is missing anew; the one who left may fill a gap, or take over from a cadre who can spare a household.
            spare = (now.load > now.allowed.least)[self.held_cadre]
            spare &= (
                (self.held_cadre != cadre) & (self.held_cadre != leaver) & (self.held_household != household)
            )
            np.minimum.at(start, self.held_household[spare], self.leave[spare])
            gap = self.gap > 0
            start[gap] = np.minimum(start[gap], -_SHORT * self.gap[gap])
            start[household] = _FAR
        else:
            return
        take, enter = self.take.copy(), self.enter.copy()
        off = (self.cadre == cadre) | (self.household == household)
        full = self.room[self.cadre] <= 0
        if leaver is not None:
            own = self.cadre == leaver
            full &= ~own
            idle = now.load[leaver] - 1 < now.allowed.least[leaver] <= now.load[leaver]
            enter[own] = -self.value[own] - (_IDLE if idle else 0)
            off |= own & (self.household == household)
            if lost is None:
                full |= ~own
        take[off] = _FAR
        enter[off | full] = _FAR
        leave = np.where((self.held_cadre == cadre) | (self.held_household == household), _FAR, self.leave)
        if leaver is not None:
            leave = np.where(self.held_cadre == leaver, _FAR, leave)
        rounds = [start]
        for step in range(STEPS):
            ends = np.minimum(rounds[-1][self.household] + enter, _FAR)
            last = int(np.argmin(ends)) if len(ends) else -1
            if last >= 0 and ends[last] < _FAR // 2:
                end = (Step(int(self.cadre[last]), None, int(self.household[last])),)
                chain = self._walk(
                    rounds, take, leave, int(self.household[last]), end, open_start=lost is None
                )
                if chain is not None:
                    yield chain
            if step and lost is not None:
                # Somebody else may be left missing who weighs less.
                at = int(np.argmin(np.minimum(rounds[-1] + _SHORT * self.weight, _FAR)))
                chain = (
                    self._walk(rounds, take, leave, at, (), open_start=False)
                    if rounds[-1][at] < _FAR // 2
                    else None
                )
                if chain is not None:
                    yield chain
            rounds.append(self._round(rounds[-1], take, leave))

    def _round(self, dist: Ints, take: Ints, leave: Ints) -> Ints:
        """[H] the least cost of a place missing at each household after one more cadre has changed."""
        by_cadre = self._by_cadre(dist, take)
        after = np.full(len(dist), _FAR, np.int64)
        np.minimum.at(after, self.held_household, np.minimum(by_cadre[self.held_cadre] + leave, _FAR))
        return after

    def _by_cadre(self, dist: Ints, take: Ints) -> Ints:
        """[C] the least cost of a cadre having taken one household too many."""
        cost = np.minimum(dist[self.household] + take, _FAR)
        by_cadre = np.full(len(self.now.load), _FAR, np.int64)
        starts = np.flatnonzero(np.diff(self.cadre, prepend=-1))
        if len(starts):
            by_cadre[self.cadre[starts]] = np.minimum.reduceat(cost, starts)
        return by_cadre

    def _walk(
        self, rounds: list[Ints], take: Ints, leave: Ints, at: int, end: tuple[Step, ...], *, open_start: bool
    ) -> tuple[Step, ...] | None:
        """The chain that comes to household ``at``, read back round by round; None where it meets somebody twice."""
        steps = list(end)
        for dist, after in zip(rounds[-2::-1], rounds[:0:-1], strict=True):
            by_cadre = self._by_cadre(dist, take)
            low, high = np.searchsorted(self.held_household, [at, at + 1])
            held = low + int(
                np.argmax(
                    np.minimum(by_cadre[self.held_cadre[low:high]] + leave[low:high], _FAR) == after[at]
                )
            )
            who = int(self.held_cadre[held])
            low, high = np.searchsorted(self.cadre, [who, who + 1])
            arc = low + int(
                np.argmax(np.minimum(dist[self.household[low:high]] + take[low:high], _FAR) == by_cadre[who])
            )
            steps.append(Step(who, at, int(self.household[arc])))
            at = int(self.household[arc])
        if open_start and rounds[0][at] >= -_SHORT // 2:
            low, high = np.searchsorted(self.held_household, [at, at + 1])
            spare = self.now.load > self.now.allowed.least
            among = [
                i for i in range(low, high) if self.leave[i] == rounds[0][at] and spare[self.held_cadre[i]]
            ]
            steps.append(Step(int(self.held_cadre[among[0]]), at, None))
        people = [step.cadre for step in steps]
        places = [step.takes for step in steps if step.takes is not None]
        if len(set(people)) < len(people) or len(set(places)) < len(places):
            return None
        return tuple(reversed(steps))

    def _counted(self, first: tuple[Step, ...], chain: tuple[Step, ...]) -> Rearrangement:
        """Goals recounted for everybody who is touched."""
        now = self.now
        before: dict[int, set[int]] = {}
        after: dict[int, set[int]] = {}
        filled: dict[int, int] = {}
        for step in (*first, *chain):
            before.setdefault(step.cadre, set(now.households_of(step.cadre)))
            mine = after.setdefault(step.cadre, set(before[step.cadre]))
            if step.gives_up is not None:
                mine.remove(step.gives_up)
                filled[step.gives_up] = filled.get(step.gives_up, 0) - 1
            if step.takes is not None:
                mine.add(step.takes)
                filled[step.takes] = filled.get(step.takes, 0) + 1
        least = now.allowed.least
        return Rearrangement(
            steps=_merged(first, chain),
            shortage=-sum(n * int(self.weight[h]) for h, n in filled.items()),
            idle=sum(int(len(after[c]) < least[c]) - int(len(before[c]) < least[c]) for c in before),
            points=sum(worth(now, c, after[c]) - worth(now, c, before[c]) for c in before),
        )


def _merged(first: tuple[Step, ...], chain: tuple[Step, ...]) -> tuple[Step, ...]:
    """Who leaves the household and enters at the chain's end is told once."""
    if len(first) > 1:
        for step in chain:
            if step.cadre == first[1].cadre and step.gives_up is None:
                whole = Step(step.cadre, first[1].gives_up, step.takes)
                return (first[0], whole, *(other for other in chain if other is not step))
    return (*first, *chain)


def _first_steps(now: Standing, cadre: int, household: int) -> Iterator[tuple[Step, ...]]:
    for leaves, gives_up, takes_over in moves(now, cadre, household, None):
        own = Step(cadre, gives_up, household)
        if leaves is None:
            yield (own,)
        elif not takes_over:
            yield (own, Step(leaves, household, None))


def _arcs(now: Standing) -> tuple[Ints, Ints]:
    """Cadre and household of all that may be paired behind the open links and are not."""
    values, rules = now.values, now.rules
    usable = now.allowed.eligible & (now.allowed.most > 0)
    villages = len(now.county.villages)
    by_village = _members(values.household_village, np.flatnonzero(values.tier > 0), villages)
    of_unit = _members(values.cadre_unit, np.flatnonzero(usable & (values.level < 3)), len(now.county.units))
    leads = now.lead_keys[usable[now.lead_keys // villages]]
    cadres, households = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for village, homes in enumerate(by_village):
        people = [of_unit[unit] for unit in np.flatnonzero(now.linked[:, village]).tolist()]
        people.append(leads[leads % villages == village] // villages)
        who = np.concatenate(people)
        cadres.append(np.repeat(who, len(homes)))
        households.append(np.tile(homes, len(who)))
    cadre, household = np.concatenate(cadres), np.concatenate(households)
    key = values.pair_key(cadre, household)
    paired = np.sort(values.pair_key(now.pair_cadre, now.pair_household))
    good = ~contains(now.ban_keys, key) & ~contains(paired, key)
    if rules.kinship == "avoid":
        good &= ~contains(values.kin_keys, key)
    if rules.native_village == "avoid":
        good &= values.native_village[cadre] != values.household_village[household]
    if rules.rank_order == "strict":
        good &= values.level[cadre] >= values.tier[household]
    return cadre[good], household[good]


def _members(of: Ints, among: Ints, count: int) -> list[Ints]:
    """For each owner those among the given positions that belong to it."""
    ordered = among[np.argsort(of[among], kind="stable")]
    return np.split(ordered, np.searchsorted(of[ordered], np.arange(1, count))) if count else []
