"""What stability costs: the best value for each number of changes against an earlier plan, each with its proof.

Small problems: the exact model, once for each limit. Larger ones: solves at falling prices of a change, and where plans
coincide at prices between the two that differ most in changes; every bound of every price counts for every plan
(:mod:`solver.within`).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from solver.change import count_changes, dear
from solver.exact import count_arcs
from solver.limits import Limits
from solver.solve import EXACT_ARCS, solve_limited
from solver.within import Trial, Trials

if TYPE_CHECKING:
    from solver.change import Kept
    from solver.events import Cancel, Events
    from solver.limits import Hint
    from solver.problem import GatedAssignment


_STEP: Final = 4
"""How much dearer each price is than the next."""
_MORE: Final = 2
"""Solves at most for plans between those that coincide."""


@dataclass(frozen=True)
class TradeOff:
    """A plan with so many changes: its value, and the proven bound of every plan with no more changes and the same
    goals 1 and 2 (None where none is known)."""

    changes: int
    value: int
    bound: int | None


def trade_off(
    problem: GatedAssignment,
    kept: Kept,
    count: int = 6,
    limits: Limits = Limits(),  # noqa: B008 - frozen
    events: Events | None = None,
    cancel: Cancel | None = None,
    hint: Hint | None = None,
    *,
    exact_arcs: int = EXACT_ARCS,
) -> tuple[TradeOff, ...]:
    """``count`` plans from the fewest changes to the free plan, all with the best goals 1 and 2, by rising changes; fewer
    where not so many numbers of changes lie in between, or time is up. Raises ValueError for a count below 2."""
    if count < 2:
        raise ValueError(f"count must be at least 2, not {count}")
    trials = Trials(problem, kept, limits, events, cancel, hint, exact_arcs)
    if count_arcs(problem) <= exact_arcs:
        free = trials.at(0, limits.seconds / count)
        return () if free is None else _exactly(trials, free, count)
    prices = [dear(problem) // _STEP**turn for turn in range(count - 1)] + [0]
    for turn in range(count + _MORE):
        # From dear to free: each solve begins at the plan before it, so that more changes always come with more value.
        price = prices[turn] if turn < count else _next_price(_frontier(trials), count, trials)
        if price is None or (trials.found and trials.over()):
            break
        trials.at(price, trials.left / max(1, count + 1 - turn))
    return tuple(TradeOff(t.changes, t.goals[2], trials.bound(t.changes)) for t in _frontier(trials))


def _exactly(trials: Trials, free: Trial, count: int) -> tuple[TradeOff, ...]:
    few = trials.fewest(trials.left / count)
    if few is None or few.goals[:2] != free.goals[:2]:
        return (TradeOff(free.changes, free.goals[2], trials.bound(free.changes)),)
    found = {free.changes: TradeOff(free.changes, free.goals[2], trials.bound(free.changes))}
    wanted = np.unique(np.linspace(few.changes, free.changes, count).round().astype(int))[:-1].tolist()
    for turn, most in enumerate(wanted):
        if trials.over():
            break
        share = Limits(trials.left / (len(wanted) - turn), 0.0, trials.limits.workers, trials.limits.seed)
        result = solve_limited(trials.problem, trials.kept, most, share, trials.events, trials.cancel)
        if result.goals is None or result.solution is None:
            continue
        if (result.goals[0].value, result.goals[1].value) != free.goals[:2]:
            continue
        changes = count_changes(trials.problem, trials.kept, result.solution)
        point = TradeOff(changes, result.goals[2].value, result.goals[2].bound)
        found.setdefault(changes, point)
    return tuple(found[changes] for changes in sorted(found))


def _frontier(trials: Trials) -> list[Trial]:
    """Plans with the best goals 1 and 2 that no plan with as few changes beats, by rising changes."""
    best: list[Trial] = []
    for trial in sorted(trials.covering(), key=lambda t: (t.changes, -t.goals[2])):
        if not best or trial.goals[2] > best[-1].goals[2]:
            best.append(trial)
    return best


def _next_price(frontier: list[Trial], count: int, trials: Trials) -> int | None:
    """A price between the two neighbours that lie farthest apart in changes; None where all are tried or there are
    ``count`` plans."""
    tried = {trial.price for trial in trials.found}
    if len(frontier) >= count:
        return None
    pairs = sorted(pairwise(frontier), key=lambda pair: pair[0].changes - pair[1].changes)
    for few, many in pairs:
        if few.price is None or many.price is None:
            continue
        price = (many.goals[2] - few.goals[2]) // (many.changes - few.changes)
        low, high = sorted((few.price, many.price))
        for chosen in (price, (low + high) // 2):
            if low < chosen < high and chosen not in tried:
                return chosen
    return None
