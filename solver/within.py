"""The best plan with at most so many changes against an earlier plan, with its proof.

Small problems: the exact model with the limit as a constraint. Larger ones: the limit is relaxed at a price
(:mod:`solver.change`), every solve starting from the plan and the prices of the one before; the next price is where the
two plans nearest to the limit, one on each side, are worth the same (Eisner & Severance 1976, "Mathematical techniques
for efficient record segmentation"), which ends at the best price of the relaxation. Every solve leaves a bound that
holds for any limit, so the least of them is quoted.

Goals 1 and 2 come before the limit: a plan that leaves more places empty than it must is not taken for its few changes.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from solver.change import ONE_CHANGE, Kept, changes_only, count_changes, dear, priced
from solver.evaluate import evaluate
from solver.events import Events
from solver.exact import count_arcs
from solver.limits import Hint, Limits
from solver.result import Goal, Result, Sample, Solution, Status, StopReason, relative_gap
from solver.solve import EXACT_ARCS, solve, solve_limited

if TYPE_CHECKING:
    from solver.events import Cancel
    from solver.problem import GatedAssignment

_ROUNDS: Final = 6
"""Solves that share the time: dear, free, and up to four in between."""
_FEWER_ROUNDS: Final = 4
_LONG: Final = 30.0
"""Seconds from which on there is time for all rounds; a shorter solve makes fewer, since each must find its feet."""
_DEARER: Final = 16
_CLOSE: Final = 32
"""Prices nearer than this part of the dear one share their duals."""
_LEAST_SECONDS: Final = 0.1


@dataclass(frozen=True, eq=False)
class Within:
    """The answer under a limit on changes.

    result   plan with at most so many changes, its bound among such plans; without a plan where none was met
    changes  of that plan
    fewest   the fewest changes of any plan met whose goals 1 and 2 are the best met
    least    proved: no plan with those goals 1 and 2 has fewer changes (0 where nothing is known)
    """

    result: Result
    changes: int | None
    fewest: int | None
    least: int


@dataclass(frozen=True, eq=False)
class Trial:
    """One solve at a price: its plan's changes and goals (at no price), and the bound of value - price · changes for
    plans that share its goals 1 and 2. ``price`` is None where changes alone were counted; then there is no bound."""

    price: int | None
    changes: int
    goals: tuple[int, int, int]
    bound: int | None
    solution: Solution
    hint: Hint

    @property
    def rank(self) -> tuple[int, int, int]:
        return self.goals[0], self.goals[1], -self.goals[2]


class Trials:
    """The solves at one problem and one earlier plan, and what they prove together."""

    def __init__(
        self, problem: GatedAssignment, kept: Kept, limits: Limits, events: Events | None,
        cancel: Cancel | None, hint: Hint | None, exact_arcs: int,
    ) -> None:  # fmt: skip
        self.problem, self.kept, self.limits, self.cancel = problem, kept, limits, cancel
        self.events, self.hint, self.exact_arcs = events or Events(), hint, exact_arcs
        self.began = time.monotonic()
        self.found: list[Trial] = []
        self.trace: list[Sample] = []
        self.least = 0
        self.shortage_bound: int | None = None
        self.idle_bound: int | None = None
        self.infeasible = False

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.began

    @property
    def left(self) -> float:
        return self.limits.seconds - self.seconds

    def over(self) -> bool:
        """Whether time is up or somebody asked to stop."""
        return self.left <= _LEAST_SECONDS or self.cancelled()

    def cancelled(self) -> bool:
        return self.cancel is not None and self.cancel.is_set()

    def at(self, price: int, seconds: float, start: Trial | None = None) -> Trial | None:
        """Solve at a price; None where no plan was found. The search begins at ``start``, at first at the plan of the
        nearest price so far, else the caller's."""
        problem = priced(self.problem, self.kept, price)
        near = start or min(self.found, key=lambda t: abs(_price(t) - price), default=None)
        hint = self.hint
        if near is not None:
            # Prices of places move with the price of a change: over a long way a cold start is faster.
            close = abs(_price(near) - price) * _CLOSE <= dear(self.problem)
            hint = near.hint if close else replace(near.hint, duals=None)
        return self._solve(problem, price, seconds, hint)

    def fewest(self, seconds: float) -> Trial | None:
        """Solve for few changes alone, which also proves how many there must be."""
        start = min(self.found, key=lambda t: t.changes, default=None)
        hint = self.hint if start is None else replace(start.hint, duals=None)
        return self._solve(changes_only(self.problem, self.kept), None, seconds, hint)

    def _solve(
        self, problem: GatedAssignment, price: int | None, seconds: float, hint: Hint | None
    ) -> Trial | None:
        limits = Limits(max(_LEAST_SECONDS, seconds), self.limits.gap, self.limits.workers, self.limits.seed)
        result = solve(problem, limits, _Phases(self.events), self.cancel, hint, exact_arcs=self.exact_arcs)
        self.infeasible = self.infeasible or result.status is Status.INFEASIBLE
        if result.solution is None or result.goals is None:
            return None
        shortage, idle, value = result.goals
        self.shortage_bound = _greater(self.shortage_bound, shortage.bound)
        self.idle_bound = _greater(self.idle_bound, idle.bound)
        plan = result.solution
        trial = Trial(
            price,
            count_changes(self.problem, self.kept, plan),
            evaluate(self.problem, plan).goals,
            None if price is None else value.bound,
            plan,
            Hint(
                plan.gate_open, plan.arc_agent, plan.arc_target, result.duals if price is not None else None
            ),
        )
        self.found.append(trial)
        if price is None and value.bound is not None and trial.goals[:2] == self.best_cover():
            self.least = max(self.least, -(value.bound // ONE_CHANGE))
        return trial

    def best_cover(self) -> tuple[int, int]:
        """The best goals 1 and 2 of any plan met."""
        return min(trial.goals[:2] for trial in self.found)

    def covering(self) -> list[Trial]:
        """The trials with the best goals 1 and 2."""
        best = self.best_cover() if self.found else None
        return [trial for trial in self.found if trial.goals[:2] == best]

    def within(self, most: int) -> Trial | None:
        """The best plan with at most so many changes among those with the best goals 1 and 2."""
        return min((t for t in self.covering() if t.changes <= most), key=lambda t: t.rank, default=None)

    def bound(self, most: int) -> int | None:
        """Proved: no plan with the best goals 1 and 2 met and at most ``most`` changes has a greater value."""
        return min(
            (
                t.bound + t.price * most
                for t in self.covering()
                if t.bound is not None and t.price is not None
            ),
            default=None,
        )

    def next_price(self, most: int) -> int | None:
        """Where the plans nearest to the limit on both sides are worth the same; None where no price lies between."""
        tried = {t.price for t in self.found}
        known = [t for t in self.covering() if t.price is not None]
        above = [t for t in known if t.changes > most]
        below = [t for t in known if t.changes <= most]
        if not above or not below:
            return None
        over, under = max(above, key=lambda t: t.price or 0), min(below, key=lambda t: t.price or 0)
        low, high = over.price or 0, under.price or 0
        if high - low < 2:
            return None
        price = (over.goals[2] - under.goals[2]) // max(1, over.changes - under.changes)
        # Plans are not the best ones: a price outside the bracket, or tried before, is replaced by its middle.
        if not low < price < high or price in tried:
            price = (low + high) // 2
        return None if price in tried else price

    def tell(self, most: int) -> None:
        """Pass on the best plan within the limit and the bound."""
        best = self.within(most)
        if best is None:
            return
        bound = self.bound(most)
        self.trace.append(Sample(self.seconds, *best.goals, bound))
        self.events.incumbent(self.seconds, *best.goals)
        self.events.bound(self.seconds, self.shortage_bound or 0, self.idle_bound or 0, bound)


def solve_within(
    problem: GatedAssignment,
    kept: Kept,
    most: int,
    limits: Limits = Limits(),  # noqa: B008 - frozen
    events: Events | None = None,
    cancel: Cancel | None = None,
    hint: Hint | None = None,
    *,
    exact_arcs: int = EXACT_ARCS,
) -> Within:
    """The best plan with at most ``most`` changes against ``kept``, goals 1 and 2 before the limit.

    Where no such plan is met the result has none, and ``fewest`` and ``least`` say how many changes it takes.
    Raises ValueError for a negative limit, SolverDisagreement as :func:`solver.solve.solve`.
    """
    if most < 0:
        raise ValueError(f"most must not be negative, not {most}")
    trials = Trials(problem, kept, limits, events, cancel, hint, exact_arcs)
    if count_arcs(problem) <= exact_arcs:
        return _exactly(trials, most)
    _search(trials, most)
    best = trials.within(most)
    if best is None:
        return _none(trials)
    return Within(_result(trials, best, most), best.changes, _fewest(trials), trials.least)


def _exactly(trials: Trials, most: int) -> Within:
    free = trials.at(0, 0.5 * trials.limits.seconds)
    if free is None:
        return _none(trials)
    if free.changes <= most:
        return Within(_result(trials, free, most), free.changes, free.changes, 0)
    result = solve_limited(
        trials.problem, trials.kept, most, Limits(max(_LEAST_SECONDS, trials.left), trials.limits.gap,
        trials.limits.workers, trials.limits.seed), trials.events, trials.cancel,
    )  # fmt: skip
    if result.goals is not None and result.solution is not None:
        cover = result.goals[0].value, result.goals[1].value
        if cover <= trials.best_cover():
            changes = count_changes(trials.problem, trials.kept, result.solution)
            return Within(result, changes, changes, 0)
    trials.fewest(max(_LEAST_SECONDS, trials.left))
    if result.status is Status.INFEASIBLE:
        trials.least = max(trials.least, most + 1)
    best = trials.within(most)
    if best is None:
        return _none(trials)
    return Within(_result(trials, best, most), best.changes, _fewest(trials), trials.least)


def _search(trials: Trials, most: int) -> None:
    top = dear(trials.problem)
    rounds = _ROUNDS if trials.limits.seconds >= _LONG else _FEWER_ROUNDS
    prices: list[int] = [top, 0]
    for turn in range(rounds):
        if trials.over() and (trials.found or trials.cancelled()):
            return
        price = prices.pop(0) if prices else trials.next_price(most)
        if price is None:
            break
        trials.at(price, trials.left / (rounds - turn))
        if not trials.found:
            return
        trials.tell(most)
        if price == top and trials.within(most) is None:
            _few(trials, most)
            if trials.within(most) is None:
                return
    if not trials.over():
        # No price is left between, or the free plan keeps the limit: the time left goes to the cheapest plan within it.
        within = [t.price for t in trials.covering() if t.changes <= most and t.price is not None]
        trials.at(min(within, default=top), trials.left)
        trials.tell(most)


def _few(trials: Trials, most: int) -> None:
    """Where even dear changes are too many: as few as possible, then as good as possible from there."""
    few = trials.fewest(0.4 * trials.left)
    if few is not None and few.changes <= most and not trials.over():
        trials.at(_DEARER * dear(trials.problem), 0.3 * trials.left, few)
        trials.tell(most)


def _fewest(trials: Trials) -> int | None:
    return min((t.changes for t in trials.covering()), default=None)


def _none(trials: Trials) -> Within:
    """No plan within the limit: why, as far as it is known."""
    status = Status.INFEASIBLE if trials.infeasible else Status.UNKNOWN
    reason = (
        StopReason.USER if trials.cancelled() else StopReason.PROVED if trials.infeasible else StopReason.TIME
    )
    result = Result(status, reason, None, None, None, trials.seconds, tuple(trials.trace))
    return Within(result, None, _fewest(trials), trials.least)


def _result(trials: Trials, best: Trial, most: int) -> Result:
    shortage, idle, value = best.goals
    bound = trials.bound(most)
    least = 0 if shortage == 0 else trials.shortage_bound
    fewest = 0 if idle == 0 else trials.idle_bound
    goals = (
        Goal("shortage", shortage, least, shortage == least),
        Goal("idle", idle, fewest, idle == fewest),
        Goal("value", value, bound, value == bound),
    )
    proved = all(goal.proved for goal in goals)
    gap = relative_gap(value, bound)
    if proved:
        reason = StopReason.PROVED
    elif trials.cancelled():
        reason = StopReason.USER
    else:
        reason = StopReason.GAP if gap is not None and 0 < gap <= trials.limits.gap else StopReason.TIME
    return Result(
        status=Status.OPTIMAL if proved else Status.FEASIBLE,
        stop_reason=reason,
        solution=best.solution,
        goals=goals,
        gap=gap,
        seconds=trials.seconds,
        trace=(*trials.trace, Sample(trials.seconds, shortage, idle, value, bound)),
        duals=best.hint.duals,
    )


def _greater(one: int | None, other: int | None) -> int | None:
    return other if one is None else one if other is None else max(one, other)


def _price(trial: Trial) -> float:
    """What a change costs in a trial: more than anything where nothing else counted."""
    return float("inf") if trial.price is None else trial.price


class _Phases(Events):
    """Passes on phases and signs of life: figures of a priced problem mean nothing to who asked."""

    def __init__(self, events: Events) -> None:
        self._events = events

    def phase(self, name: str) -> None:
        self._events.phase(name)

    def alive(self, seconds: float) -> None:
        self._events.alive(seconds)

    def incumbent(self, seconds: float, shortage: int, idle: int, value: int) -> None:
        self._events.alive(seconds)

    def bound(self, seconds: float, shortage: int, idle: int, value: int | None) -> None:
        self._events.alive(seconds)
