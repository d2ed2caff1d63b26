"""The only door: picks the method for a problem, keeps the best plan and bound, honours limits and cancel."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

import numpy as np

from solver.bound import DualBound
from solver.events import Events
from solver.exact import ExactModel, count_arcs
from solver.feasible import choose_gates, forced_arcs_fit
from solver.incumbent import Incumbent
from solver.limits import Hint, Limits
from solver.problem import GatedAssignment, Transport
from solver.result import Result, Solution, Status, StopReason
from solver.search import Clock, Search
from solver.transport import solve_transport

if TYPE_CHECKING:
    from collections.abc import Callable

    from solver.arrays import Flags, Floats
    from solver.events import Cancel

EXACT_ARCS = 6000
_TICK = 0.1
_CALLS_A_SECOND = 3
_SWEEP_SHARE = 0.25
"""The most of the time that the bound's first sweep may take before the search begins in earnest."""


def solve(
    problem: GatedAssignment | Transport,
    limits: Limits = Limits(),  # noqa: B008 - frozen
    events: Events | None = None,
    cancel: Cancel | None = None,
    hint: Hint | None = None,
    *,
    exact_arcs: int = EXACT_ARCS,
) -> Result:
    """The best plan found within ``limits``, with the best proven bound of each goal.

    A Transport is solved by one flow and proved; a GatedAssignment with at most ``exact_arcs`` arcs is written out in
    CP-SAT and proved where time allows; a larger one is searched while its Lagrangian bound falls. ``cancel`` ends
    the work within a second and keeps the best plan. Raises ProblemError never (a problem is checked when built),
    SolverDisagreement where a plan fails its recount. KeyboardInterrupt passes through; no thread outlives the call.
    """
    incumbent = Incumbent(problem, limits, cancel)
    run = _Run(incumbent, events or Events())
    if isinstance(problem, Transport):
        return run.transport(problem)
    if incumbent.stopped():
        return run.result(None)
    anyhow = np.zeros(problem.n_gates, dtype=np.int64)
    if not forced_arcs_fit(problem) or choose_gates(problem, anyhow) is None:
        return run.result(Status.INFEASIBLE)
    if count_arcs(problem) <= exact_arcs:
        return run.exact(problem)
    return run.search(problem, _hinted_gates(problem, hint))


def rounded_gates(problem: GatedAssignment, openness: Floats) -> Flags | None:
    """The fractional optimum's gates rounded to the group limits: the most openness, where a gate below a quarter
    counts against opening it; None where the limits contradict each other."""
    score = np.rint(1000 * openness).astype(np.int64) - 250
    return choose_gates(problem, score)


def _hinted_gates(problem: GatedAssignment, hint: Hint | None) -> Flags | None:
    """The hint's gates (open ones, and those of its arcs), mended to the group limits; None without a hint."""
    if hint is None or (hint.gate_open is None and hint.arc_agent is None):
        return None
    score = np.full(problem.n_gates, -10, dtype=np.int64)
    if hint.gate_open is not None:
        score[hint.gate_open] = 1000
    if hint.arc_agent is not None and hint.arc_target is not None:
        gate = problem.gate_of(hint.arc_agent, hint.arc_target)
        np.add.at(score, gate[gate >= 0], 100)
    return choose_gates(problem, score)


class _Run:
    """One solve: threads do the work, the calling thread listens, tells events and watches the clock."""

    def __init__(self, incumbent: Incumbent, events: Events) -> None:
        self.incumbent, self.events = incumbent, events
        self.errors: list[BaseException] = []

    def _thread(self, work: Callable[[], None]) -> threading.Thread:
        def guarded() -> None:
            try:
                work()
            except BaseException as error:
                self.errors.append(error)

        thread = threading.Thread(target=guarded, daemon=True)
        thread.start()
        return thread

    def _listen(self, threads: list[threading.Thread], stop: Callable[[], None]) -> None:
        """Tell events until all threads end; stop them when time, cancel or gap says so, or on an exception."""
        try:
            while any(thread.is_alive() for thread in threads) and not self.errors:
                for thread in threads:
                    thread.join(_TICK / len(threads))
                self.incumbent.tell(self.events)
                if self.incumbent.stopped():
                    stop()
        finally:
            self.incumbent.finish()
            stop()
            for thread in threads:
                thread.join()
        self.incumbent.tell(self.events)
        if self.errors:
            raise self.errors[0]

    def transport(self, problem: Transport) -> Result:
        self.incumbent.phase("transport")
        found: list[Solution] = []

        def work() -> None:
            answer = solve_transport(problem)
            used = np.flatnonzero(answer.amount > 0)
            solution = Solution(
                gate_open=np.zeros(0, dtype=np.bool_), arc_agent=problem.arc_agent[used],
                arc_target=problem.arc_target[used], arc_gate=np.full(len(used), -1, dtype=np.int32),
                arc_amount=answer.amount[used],
            )  # fmt: skip
            found.append(solution)
            self.incumbent.offer(solution)
            goals = self.incumbent.goals
            self.incumbent.bound(
                answer.shortage_bound, answer.idle_bound, answer.value_bound, goals[:2] if goals else None
            )

        self._listen([self._thread(work)], lambda: None)
        return self.result(None)

    def exact(self, problem: GatedAssignment) -> Result:
        self.incumbent.phase("exact")
        model = ExactModel(problem)
        status: list[Status] = []

        def offer(solution: Solution) -> None:
            self.incumbent.offer(solution)

        def work() -> None:
            limits = self.incumbent.limits
            answer = model.solve(
                self.incumbent.left, limits.workers, limits.seed, offer, self.incumbent.stopped
            )
            status.append(answer.status)
            if answer.solution is not None:
                self.incumbent.offer(answer.solution)
            goals = self.incumbent.goals
            self.incumbent.bound(
                answer.shortage_bound, answer.idle_bound, answer.value_bound, goals[:2] if goals else None
            )

        self._listen([self._thread(work)], model.stop)
        if status and status[0] is Status.INFEASIBLE:
            return self.result(Status.INFEASIBLE)
        return self.result(None)

    def search(self, problem: GatedAssignment, start: Flags | None) -> Result:
        incumbent, limits = self.incumbent, self.incumbent.limits
        search = Search(problem, incumbent, limits.seed)
        bound = DualBound(problem)

        def push() -> None:
            goals = incumbent.goals[:2] if incumbent.goals else (0, 0)
            bound.aim(*goals)
            incumbent.bound(bound.shortage, bound.idle, bound.value(*goals), goals)

        def run_bound(seconds: float) -> None:
            bound.run(min(seconds, incumbent.left), incumbent.stopped)
            push()

        def keep_bounding() -> None:
            while not incumbent.stopped():
                run_bound(1.0)

        def sweep() -> None:
            incumbent.phase("bound")
            end = time.monotonic() + _SWEEP_SHARE * limits.seconds
            bound.sweep(lambda: incumbent.stopped() or time.monotonic() > end)
            push()

        def begin_again() -> None:
            opened = rounded_gates(problem, bound.openness())
            if opened is not None and not incumbent.stopped():
                search.begin(opened, None)

        if limits.workers == 1:
            calls = max(8, int(limits.seconds * _CALLS_A_SECOND))

            def one() -> None:
                if not search.begin(start, None):
                    incumbent.finish()
                    return
                sweep()
                if start is None:
                    begin_again()
                search.run(Clock(incumbent, calls))
                incumbent.phase("bound")
                keep_bounding()

            self._listen([self._thread(one)], search.stop)
            return self.result(None)

        def bounding() -> None:
            try:
                sweep()
            finally:
                swept.set()
            keep_bounding()

        def searching() -> None:
            if not search.begin(start, None):
                incumbent.finish()
                return
            if start is None:
                swept.wait()
                begin_again()
            search.run(Clock(incumbent, None))

        swept = threading.Event()
        self._listen([self._thread(bounding), self._thread(searching)], search.stop)
        return self.result(None)

    def result(self, status: Status | None) -> Result:
        """The answer; ``status`` where it is not read off the plan and its bounds."""
        incumbent = self.incumbent
        goals = incumbent.result_goals()
        proved = status is Status.INFEASIBLE or incumbent.proved()
        if status is None:
            status = Status.OPTIMAL if proved else Status.FEASIBLE if goals else Status.UNKNOWN
        if proved:
            reason = StopReason.PROVED
        elif incumbent.cancelled():
            reason = StopReason.USER
        elif incumbent.good_enough():
            reason = StopReason.GAP
        else:
            reason = StopReason.TIME
        return Result(
            status=status,
            stop_reason=reason,
            solution=incumbent.solution,
            goals=goals,
            gap=incumbent.gap(),
            seconds=incumbent.seconds,
            trace=tuple(incumbent.trace),
        )
