"""One more pair put into a plan by hand: who then gives up whom, and what that changes at once.

Only the cadres and the household named are touched and all links stay; what re-solving the rest would win back is not
counted, nor are contacts (a household's contact follows its first pair).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pairing.standing import Standing


@dataclass(frozen=True)
class Exchange:
    """A cadre takes a household (positions); every number is a change, as the recount counts.

    leaves      the cadre the household gives up, None where it had a place left
    gives_up    the household the cadre gives up, None where the cadre had a place left
    takes_over  whether ``leaves`` takes ``gives_up`` in return
    shortage    goal 1, weighted missing pairs · idle goal 2 · points goal 3 in hundredths
    """

    leaves: int | None
    gives_up: int | None
    takes_over: bool
    shortage: int
    idle: int
    points: int

    @property
    def better(self) -> bool:
        """Whether the goals, in their strict order, come out better."""
        return (self.shortage, self.idle, -self.points) < (0, 0, 0)


def exchange(now: Standing, cadre: int, household: int, leaves: int | None = None) -> Exchange | None:
    """The exchange that serves the goals best, in their strict order; with ``leaves`` that cadre must be the one to go.

    The pair itself must be allowed but for a full quota (:meth:`Standing.objections`). None where there is no such
    exchange: the two are paired already, or all that would have to go is pinned.
    """
    if household in now.households_of(cadre):
        return None
    found = [_judge(now, cadre, household, *move) for move in moves(now, cadre, household, leaves)]
    return min(found, key=lambda e: (e.shortage, e.idle, -e.points, not e.takes_over), default=None)


def moves(
    now: Standing, cadre: int, household: int, leaves: int | None
) -> Iterator[tuple[int | None, int | None, bool]]:
    """All ways to make room for the pair: who leaves the household, what the cadre gives up, whether the one takes the
    other over; nothing where all that would have to go is pinned."""
    pinned = now.orders.pinned_pairs
    there, mine = now.cadres_of(household), now.households_of(cadre)
    full = len(there) >= int(now.demand[household])
    going: Sequence[int | None] = [None]
    if leaves is not None or full:
        going = [c for c in there if (c, household) not in pinned and leaves in (None, c)]
    dropped: Sequence[int | None] = [None]
    if len(mine) >= now.allowed.most[cadre]:
        dropped = [h for h in mine if (cadre, h) not in pinned]
    for other in going:
        for lost in dropped:
            yield other, lost, False
            if other is not None and lost is not None and _may_take(now, other, lost):
                yield other, lost, True


def _may_take(now: Standing, cadre: int, household: int) -> bool:
    """Whether one who gives up a household may take this one: having a place again, a full quota is no objection."""
    if household in now.households_of(cadre):
        return False
    return all(objection.rule == "quotas" for objection in now.objections(cadre, household))


def _judge(
    now: Standing, cadre: int, household: int, leaves: int | None, gives_up: int | None, takes_over: bool
) -> Exchange:
    weight = (0, now.rules.shortage_tier1, now.rules.shortage_tier2, now.rules.shortage_tier3)
    tier = now.values.tier
    before = {cadre: set(now.households_of(cadre))}
    after = {cadre: (before[cadre] | {household}) - {gives_up}}
    shortage = 0
    if leaves is None:
        shortage -= weight[tier[household]]
    else:
        before[leaves] = set(now.households_of(leaves))
        after[leaves] = before[leaves] - {household} | (
            {gives_up} if takes_over and gives_up is not None else set()
        )
    if gives_up is not None and not takes_over:
        shortage += weight[tier[gives_up]]
    least = now.allowed.least
    idle = sum(int(len(after[c]) < least[c]) - int(len(before[c]) < least[c]) for c in before)
    points = sum(worth(now, c, after[c]) - worth(now, c, before[c]) for c in before)
    return Exchange(leaves, gives_up, takes_over, shortage, idle, points)


def worth(now: Standing, cadre: int, households: set[int]) -> int:
    """Points of a cadre's pairs less the cost of further villages, in hundredths."""
    if not households:
        return 0
    of = np.array(sorted(households), np.int64)
    pairs = int(now.values.pairs(np.full(len(of), cadre), of).points.sum())
    villages = len(np.unique(now.values.household_village[of]))
    return pairs - 100 * now.rules.extra_village_cost * (villages - 1)
