"""The only door: picks the method for a problem, keeps the best plan and bound, honours limits and cancel."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import numpy as np

from solver.course import Course, hinted_plan
from solver.evaluate import evaluate
from solver.events import Events
from solver.exact import ExactModel, count_arcs
from solver.feasible import choose_gates, forced_arcs_fit
from solver.first import first_plan
from solver.incumbent import Incumbent
from solver.limits import Hint, Limits
from solver.problem import GatedAssignment, Transport
from solver.result import Result, Solution, Status, StopReason
from solver.transport import solve_transport

if TYPE_CHECKING:
    from collections.abc import Callable

    from solver.change import Kept
    from solver.events import Cancel
    from solver.result import Duals

EXACT_ARCS = 6000
_TICK = 0.1


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
        return run.exact(problem, hint=hint)
    return run.search(problem, hint)


def solve_limited(
    problem: GatedAssignment,
    kept: Kept,
    most: int,
    limits: Limits,
    events: Events | None = None,
    cancel: Cancel | None = None,
) -> Result:
    """The exact model with at most ``most`` changes against an earlier plan: all goals, in their order, among such
    plans alone. For problems of at most EXACT_ARCS arcs; status and errors as :func:`solve`."""
    run = _Run(Incumbent(problem, limits, cancel), events or Events())
    if run.incumbent.stopped():
        return run.result(None)
    return run.exact(problem, (kept, most))


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

    def exact(
        self, problem: GatedAssignment, limit: tuple[Kept, int] | None = None, hint: Hint | None = None
    ) -> Result:
        self.incumbent.phase("exact")
        earlier = hinted_plan(problem, hint) if limit is None else None
        if earlier is not None and not evaluate(problem, earlier).violations:
            self.incumbent.offer(earlier)
        simple = first_plan(problem) if limit is None else None
        if simple is not None:
            self.incumbent.offer(simple)
        first = self.incumbent.solution
        model = ExactModel(problem, limit)
        status: list[Status] = []

        def offer(solution: Solution) -> None:
            self.incumbent.offer(solution)

        def work() -> None:
            limits = self.incumbent.limits
            answer = model.solve(
                self.incumbent.left, limits.workers, limits.seed, offer, self.incumbent.stopped, first
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

    def search(self, problem: GatedAssignment, hint: Hint | None) -> Result:
        course = Course(problem, self.incumbent, hint)
        self._listen([self._thread(job) for job in course.jobs()], course.stop)
        course.tell_bound()  # goals 1 and 2 may have become better since
        return self.result(None, course.bound.duals())

    def result(self, status: Status | None, duals: Duals | None = None) -> Result:
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
            duals=duals,
        )
