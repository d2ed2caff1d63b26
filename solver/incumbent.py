"""The best plan and the best bounds of a running solve, shared by its threads; every plan is recounted on arrival."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from solver.evaluate import evaluate
from solver.result import Goal, Sample, relative_gap

if TYPE_CHECKING:
    from solver.events import Cancel, Events
    from solver.limits import Limits
    from solver.problem import GatedAssignment, Transport
    from solver.result import Solution


class SolverDisagreement(RuntimeError):
    """A plan the solver made breaks a law, or beats a proven bound: a fault of the solver itself."""


class Incumbent:
    """Keeps the best plan by strict order of goals, the bounds, the trace, and what is still to be told.

    Threads call :meth:`offer`, :meth:`bound` and :meth:`phase`; the solving thread calls :meth:`tell`. A bound of
    goal 3 holds for one pair of goals 1 and 2; for each pair the least bound met is kept.
    """

    def __init__(self, problem: GatedAssignment | Transport, limits: Limits, cancel: Cancel | None) -> None:
        self.problem, self.limits, self._cancel = problem, limits, cancel
        self.started = time.monotonic()
        self.end = self.started + limits.seconds
        self.solution: Solution | None = None
        self.goals: tuple[int, int, int] | None = None
        self.least_shortage: int | None = None
        self.least_idle: int | None = None
        self.trace: list[Sample] = []
        self._value_bounds: dict[tuple[int, int], int] = {}
        self._news: list[tuple[str, Sample | str]] = []
        self._told = self.started
        self._lock = threading.Lock()
        self._done = threading.Event()

    @property
    def seconds(self) -> float:
        """Wall time since the solve began."""
        return time.monotonic() - self.started

    @property
    def left(self) -> float:
        """Wall time left."""
        return max(0.0, self.end - time.monotonic())

    def cancelled(self) -> bool:
        return self._cancel is not None and self._cancel.is_set()

    def finish(self) -> None:
        """Ask all threads to end."""
        self._done.set()

    def stopped(self) -> bool:
        """Whether work should end: asked, cancelled, out of time, or good enough.

        Time alone does not end it before there is a first plan: kernels may have to be compiled first.
        """
        late = self.left <= 0 and self.goals is not None
        return self._done.is_set() or self.cancelled() or late or self.good_enough()

    def phase(self, name: str) -> None:
        with self._lock:
            self._news.append(("phase", name))

    def offer(self, solution: Solution) -> bool:
        """Recount a plan and keep it where it is the best; True where it is. Raises SolverDisagreement."""
        counted = evaluate(self.problem, solution)
        if counted.violations:
            raise SolverDisagreement("; ".join(counted.violations))
        with self._lock:
            rank = (counted.shortage, counted.idle, -counted.value)
            if self.goals is not None and rank >= (self.goals[0], self.goals[1], -self.goals[2]):
                return False
            self.solution, self.goals = solution, counted.goals
            self._note("incumbent")
            return True

    def bound(
        self, shortage: int | None, idle: int | None, value: int | None, at: tuple[int, int] | None
    ) -> None:
        """Take bounds: goals 1 and 2 (with goal 1 at its value), and goal 3 for plans whose first goals are ``at``."""
        with self._lock:
            before = self.least_shortage, self.least_idle, self.value_bound()
            if shortage is not None:
                self.least_shortage = max(shortage, self.least_shortage or 0)
            if idle is not None:
                self.least_idle = max(idle, self.least_idle or 0)
            if value is not None and at is not None:
                self._value_bounds[at] = min(value, self._value_bounds.get(at, value))
            if before != (self.least_shortage, self.least_idle, self.value_bound()):
                self._note("bound")

    def value_bound(self) -> int | None:
        """Bound of goal 3 with goals 1 and 2 at the best plan's values (0 and 0 while there is none)."""
        return self._value_bounds.get((0, 0) if self.goals is None else self.goals[:2])

    def result_goals(self) -> tuple[Goal, Goal, Goal] | None:
        """The goals of the best plan with their bounds. Raises SolverDisagreement where a plan beats a bound."""
        if self.goals is None:
            return None
        shortage, idle, value = self.goals
        bound = self.value_bound()
        if (
            shortage < (self.least_shortage or 0)
            or idle < (self.least_idle or 0)
            or (bound is not None and value > bound)
        ):
            raise SolverDisagreement(
                f"goals {self.goals} beat bounds {(self.least_shortage, self.least_idle, bound)}"
            )
        least = 0 if shortage == 0 else self.least_shortage
        fewest = 0 if idle == 0 else self.least_idle
        return (
            Goal("shortage", shortage, least, shortage == least),
            Goal("idle", idle, fewest, idle == fewest),
            Goal("value", value, bound, value == bound),
        )

    def proved(self) -> bool:
        """Whether every goal meets its bound."""
        goals = self.result_goals()
        return goals is not None and all(goal.proved for goal in goals)

    def gap(self) -> float | None:
        return None if self.goals is None else relative_gap(self.goals[2], self.value_bound())

    def good_enough(self) -> bool:
        """Proved, or within the asked gap with goals 1 and 2 proved."""
        goals, gap = self.result_goals(), self.gap()
        if goals is None or gap is None or not (goals[0].proved and goals[1].proved):
            return False
        return goals[2].proved or 0 < self.limits.gap >= gap

    def _note(self, kind: str) -> None:
        shortage, idle, value = self.goals or (None, None, None)
        sample = Sample(self.seconds, shortage, idle, value, self.value_bound())
        self.trace.append(sample)
        self._news.append((kind, sample))

    def tell(self, events: Events) -> None:
        """Pass on what happened since the last call; a sign of life where two seconds would pass in silence."""
        with self._lock:
            news, self._news = self._news, []
        for kind, what in news:
            if isinstance(what, str):
                events.phase(what)
            elif (
                kind == "incumbent"
                and what.shortage is not None
                and what.idle is not None
                and what.value is not None
            ):
                events.incumbent(what.seconds, what.shortage, what.idle, what.value)
            else:
                events.bound(what.seconds, self.least_shortage or 0, self.least_idle or 0, what.bound)
        now = time.monotonic()
        if news:
            self._told = now
        elif now - self._told > 1.5:
            events.alive(self.seconds)
            self._told = now
