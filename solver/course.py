"""The course of a search: what the workers of one solve do, one after the other and side by side.

First plan from a construction (or from the hint), so that there is one within seconds; the bound's first sweeps; a dive
from the relaxation's gates to whole ones; annealing over gates and homes; a polish of single pairs. In small counties
dives take parts of a second, so a brief annealing is followed by others from the best plan with a part of its gates
chosen anew. With two workers the bound has one to itself until it has settled, and then a second search, dived
otherwise and with another seed, takes its place; the better plan counts. Where a dive takes minutes both dive together
first, and the second search goes on from the best plan.
"""

from __future__ import annotations

import itertools
import math
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from typing import TYPE_CHECKING, Final

import numpy as np

from solver.bound import MANY_TARGETS, DualBound
from solver.dive import JOINT_STAGES, JOINT_STEPS, STAGES, STEPS, dive
from solver.evaluate import evaluate
from solver.feasible import choose_gates
from solver.home import homes_of
from solver.likely_homes import likely_homes
from solver.redive import redive
from solver.result import Solution
from solver.room import make_room
from solver.search import Clock, Search

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Executor

    from solver.arrays import Flags
    from solver.incumbent import Incumbent
    from solver.limits import Hint
    from solver.problem import GatedAssignment
    from solver.result import Duals

_FEW_GATES: Final = 10_000
"""With no more gates than these, bound and dives value each block's gates jointly and charge for spread."""
_SETTLED: Final = 2
"""Sweeps after which the bound falls by a few ten-thousandths only; from earlier duals one is enough, where gates are
valued one by one."""
_SWEEP_SHARE: Final = 0.25
"""The most of the time that the sweeps before a dive may take."""
_DIVE_SHARE: Final = 0.6
"""The most of the time that may have passed when a dive ends."""
_PACE_SHARE: Final = 0.5
"""The time a dive is paced to end at."""
_SLOWER: Final = 2.0
"""How much longer an evaluation within quotas takes in a dive than one of the sweep before it, until a stage has shown."""
_CALLS_A_SECOND: Final = 20
"""Chunks of search that one worker alone is granted for each second of its limit: what a slow machine does in time."""
_BRIEF_CALLS: Final = 6
"""Chunks of a brief annealing, after which a longer one gains little in a small county."""
_ROUND_CALLS: Final = 24
"""Chunks that count for one more choice of a part of the gates with the annealing after it, where one worker is alone."""
_FAR: Final = 0.02
"""A hinted plan with a wider gap is no plan to stay near to: a dive follows."""
_TICK: Final = 0.1
_HOT: Final = 60.0
_WARM: Final = 15.0
"""First temperature (hundredths of a point) after a dive, and from a hinted plan."""


class Course:
    """The work of one solve by search, as jobs for as many threads as there are workers (two are used at most)."""

    def __init__(self, problem: GatedAssignment, incumbent: Incumbent, hint: Hint | None) -> None:
        self.problem, self.incumbent = problem, incumbent
        self._thorough = problem.n_gates <= _FEW_GATES
        # A dive takes minutes then: the bound waits for it, and both threads are at it.
        self._together = incumbent.limits.workers > 1 and problem.n_targets > MANY_TARGETS
        self.bound = DualBound(problem, joint=self._thorough)
        self._earlier = hinted_plan(problem, hint)
        self._start = hinted_gates(problem, hint)
        self._swept, self._dived = threading.Event(), threading.Event()
        self._dive_end = incumbent.started + _DIVE_SHARE * incumbent.limits.seconds
        self._searches: list[Search] = []
        self._sweep_seconds, self._sweep_steps = 0.0, 0
        self._known = hint is not None and hint.duals is not None
        if hint is not None and hint.duals is not None:
            self.bound.warm_start(hint.duals)

    def jobs(self) -> list[Callable[[], None]]:
        return [self._alone] if self.incumbent.limits.workers == 1 else [self._bounding, self._searching]

    def stop(self) -> None:
        """End running kernels at once; may be called from any thread."""
        for search in self._searches:
            search.stop()

    def _alone(self) -> None:
        search = self._begin()
        if search is None:
            return
        self._sweep(_SETTLED)
        self._improve(search, max(8, int(self.incumbent.limits.seconds * _CALLS_A_SECOND)))
        self.incumbent.phase("bound")
        self._keep_bounding(lambda: False)

    def _searching(self) -> None:
        search = self._begin()
        if search is None:
            return
        search.run(lambda: float(self._swept.is_set()), _HOT if self._start is None else _WARM)
        self._improve(search, None)

    def _bounding(self) -> None:
        try:
            self._sweep(_SETTLED if self._thorough else 1)
        finally:
            self._swept.set()
        if self._together:
            while not self.incumbent.stopped() and not self._dived.wait(_TICK):
                pass
        self._keep_bounding(self._settled)
        late = self._together or time.monotonic() > self._dive_end
        if late:  # for a dive of its own: the second search goes on from where the first one's led
            self._keep_bounding(self._dived.is_set)
        if self.incumbent.stopped():
            return
        if self.incumbent.solution is None:
            self._keep_bounding(lambda: False)
            return
        search = self._new_search()
        self._begin_at_best(search, self.incumbent.solution)
        if late:
            search.run(Clock(self.incumbent, None), _WARM)
        else:
            self._improve(search, None, 4 / 3)
        # No evaluation after it: what is left of the time is less than one may take.

    def _new_search(self) -> Search:
        search = Search(self.problem, self.incumbent, self.incumbent.limits.seed + len(self._searches))
        self._searches.append(search)
        return search

    def _begin(self) -> Search | None:
        """A search with its first plan; None, with the solve ended, where the limits contradict each other."""
        search, homes = self._new_search(), None
        if self._start is not None and self._earlier is not None:
            earlier = self._earlier
            homes = homes_of(self.problem, self._start, earlier.arc_agent, earlier.arc_target)
            if not evaluate(self.problem, earlier).violations:
                self.incumbent.offer(earlier)
        if not search.begin(self._start, homes):
            self.incumbent.finish()
            return None
        return search

    def _begin_at_best(self, search: Search, best: Solution) -> None:
        search.begin(best.gate_open, homes_of(self.problem, best.gate_open, best.arc_agent, best.arc_target))

    def _improve(self, search: Search, calls: int | None, longer: float = 1.0) -> None:
        """Dive, unless a hinted plan is good enough to stay near to, and search on from there for so many chunks, or for as
        long as there is time. ``longer``: how many times the usual steps a dive takes between two stages."""
        gap = self.incumbent.gap()
        # A first sweep cut short has no say on how far the hinted plan is, and leaves no time for a dive either.
        near = self._start is not None and (self.bound.sweeps == 0 or (gap is not None and gap < _FAR))
        if not near:
            self._begin_by_dive(search, longer)
        self._dived.set()
        hot = _WARM if near else _HOT
        if self._jointly:
            self._improve_by_parts(search, hot, None if calls is None else calls // _ROUND_CALLS)
        else:
            search.run(Clock(self.incumbent, calls), hot)

    def _improve_by_parts(self, search: Search, hot: float, rounds: int | None) -> None:
        """Search on briefly; then from the best plan with a part of its gates chosen anew, again and again, for so many
        rounds or as long as there is time for one; then from the best plan itself."""
        incumbent, chance = self.incumbent, np.random.default_rng(search.seed)
        incumbent.phase("improve")
        search.quiet = True
        search.run(Clock(incumbent, _BRIEF_CALLS), hot)
        took = 0.0
        for _ in itertools.count() if rounds is None else range(rounds):
            best, began = incumbent.solution, incumbent.seconds
            if best is None or incumbent.stopped() or (rounds is None and incumbent.left < took):
                break
            duals = self.bound.duals()
            opened = redive(self.problem, best.gate_open, duals, chance, self.bound.least, incumbent.stopped)
            if opened is None:
                break
            self._begin_behind(search, opened, duals)
            search.run(Clock(incumbent, _BRIEF_CALLS), _HOT)
            took = incumbent.seconds - began
        if incumbent.solution is not None and not incumbent.stopped():
            self._begin_at_best(search, incumbent.solution)
            search.run(Clock(incumbent, None if rounds is None else _BRIEF_CALLS), _WARM)

    def _begin_by_dive(self, search: Search, longer: float) -> None:
        """Dive, and begin the search anew from where that led."""
        self.incumbent.phase("dive")
        joint = self._jointly
        stages, steps = (JOINT_STAGES, JOINT_STEPS) if joint else (STAGES, STEPS)
        steps = int(longer * steps)
        end, stopped = self._dive_end, self.incumbent.stopped
        with ThreadPoolExecutor(1) if self._together else nullcontext() as pool:
            opened = dive(
                self.problem, self.bound.openness(), self.bound.duals(),
                lambda: stopped() or time.monotonic() > end, stages, steps, goals=self.bound.least,
                thorough=self._thorough, joint=joint, more=self._pace(steps), pool=pool,
            )  # fmt: skip
            if opened is not None:
                self._begin_behind(search, opened, self.bound.duals(), pool)

    def _begin_behind(
        self, search: Search, opened: Flags, duals: Duals, pool: Executor | None = None
    ) -> None:
        """Begin the search anew behind gates that a dive has opened, with room made and homes likely; not once told to
        stop."""
        stopped = self.incumbent.stopped
        if stopped():
            return
        opened = make_room(self.problem, search.layout, opened, self.bound.openness(), stopped)
        search.begin(opened, likely_homes(self.problem, opened, duals, self.bound.least, stopped, pool))

    def _pace(self, steps: int) -> Callable[[], float]:
        """For how many more stages of a dive there is time, each as long as the last; one worker alone must not ask the
        clock."""
        if self.incumbent.limits.workers == 1:
            return lambda: math.inf
        limits, slower = self.incumbent.limits, 1.0 if self._thorough else _SLOWER
        end = self.incumbent.started + _PACE_SHARE * limits.seconds
        began, took = 0.0, slower * steps * self._sweep_seconds / max(1, self._sweep_steps)

        def more() -> float:
            nonlocal began, took
            now = time.monotonic()
            took, began = now - began if began else took, now
            return (end - now) / max(1e-6, took)

        return more

    def _sweep(self, sweeps: int) -> None:
        self.incumbent.phase("bound")
        began = time.monotonic()
        end = self.incumbent.started + _SWEEP_SHARE * self.incumbent.limits.seconds
        self.bound.cover()
        self.bound.sweep(
            1 if self._known else sweeps, lambda: self.incumbent.stopped() or time.monotonic() > end
        )
        self._sweep_seconds, self._sweep_steps = time.monotonic() - began, self.bound.steps
        self.tell_bound()

    def _keep_bounding(self, enough: Callable[[], bool]) -> None:
        self.tell_bound()
        while not self.incumbent.stopped() and not enough():
            self.bound.run(min(1.0, self.incumbent.left), lambda: self.incumbent.stopped() or enough())
            self.tell_bound()

    def _settled(self) -> bool:
        """Whether the bound is worth no more work: settled, with goals 1 and 2 of the best plan proved."""
        goals = self.incumbent.goals
        if goals is None or goals[:2] != self.bound.least:
            return False
        if not self._jointly:
            return self.bound.sweeps >= (1 if self._known else _SETTLED)
        # In a short solve a second search gains more than a finer sweep.
        late = self.incumbent.seconds > _SWEEP_SHARE * self.incumbent.limits.seconds
        return self.bound.sweeps >= _SETTLED + int(not self._known and not late)

    @property
    def _jointly(self) -> bool:
        """Whether blocks value their gates jointly: in small counties whose places can all be filled."""
        return self._thorough and self.incumbent.goals is not None and self.incumbent.goals[0] == 0

    def tell_bound(self) -> None:
        """Tell what is proved of plans with the goals 1 and 2 of the best one, and aim at these."""
        goals = self.incumbent.goals[:2] if self.incumbent.goals else self.bound.least
        self.bound.aim(*goals)
        self.incumbent.bound(*self.bound.least, self.bound.value(*goals), goals)


def hinted_gates(problem: GatedAssignment, hint: Hint | None) -> Flags | None:
    """The hint's gates (open ones, and those of its arcs), mended to the group limits; None without a hint."""
    if hint is None or (hint.gate_open is None and hint.arc_agent is None):
        return None
    score = np.full(problem.n_gates, -10, dtype=np.int64)
    if hint.gate_open is not None:
        score[hint.gate_open] = 1000
    plan = hinted_plan(problem, hint)
    if plan is not None:
        np.add.at(score, plan.arc_gate, 100)
    return choose_gates(problem, score)


def hinted_plan(problem: GatedAssignment, hint: Hint | None) -> Solution | None:
    """The hint's arcs that stand behind a gate of the problem, those gates and its open ones, as a plan, lawful or not;
    None without arcs."""
    if hint is None or hint.arc_agent is None or hint.arc_target is None:
        return None
    gate = problem.gate_of(hint.arc_agent, hint.arc_target)
    real = gate >= 0
    opened = np.zeros(problem.n_gates, dtype=np.bool_) if hint.gate_open is None else hint.gate_open.copy()
    opened[gate[real]] = True
    return Solution(
        gate_open=opened, arc_agent=hint.arc_agent[real], arc_target=hint.arc_target[real], arc_gate=gate[real],
        arc_amount=np.ones(int(real.sum()), dtype=np.int64),
    )  # fmt: skip
