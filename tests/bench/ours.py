"""This solver, run like its peers; it also says when its first plan came and how long it was ever silent."""

from __future__ import annotations

import time

import numpy as np

from solver import Events, Hint, Limits, Result, Transport, solve
from tests.bench.answer import WORKERS, Answer, Ask, plan_of, serve
from tests.bench.instances import hint_file, load_hint, load_problem


class _Listener(Events):
    """Notes the moments at which anything was told."""

    def __init__(self) -> None:
        self.moments = [time.monotonic()]

    def phase(self, name: str) -> None:
        self.moments.append(time.monotonic())

    def incumbent(self, seconds: float, shortage: int, idle: int, value: int) -> None:
        self.moments.append(time.monotonic())

    def bound(self, seconds: float, shortage: int, idle: int, value: int | None) -> None:
        self.moments.append(time.monotonic())

    def alive(self, seconds: float) -> None:
        self.moments.append(time.monotonic())


def _columns_of_hint(result: Result) -> dict[str, np.ndarray]:
    """What a later solve may start from, by the fields of :class:`solver.Hint` and of its duals."""
    if result.solution is None:
        return {}
    plan = result.solution
    duals = {} if result.duals is None else result.duals._asdict()
    return {"gate_open": plan.gate_open, "arc_agent": plan.arc_agent, "arc_target": plan.arc_target, **duals}


def solve_file(ask: Ask) -> Answer:
    problem = load_problem(ask.problem)
    hint: Hint | None = load_hint(hint_file(ask.problem))
    listener = _Listener()
    began = listener.moments[0]
    result = solve(problem, Limits(seconds=ask.seconds, workers=WORKERS, seed=ask.seed), listener, hint=hint)
    seconds = time.monotonic() - began
    moments = np.array([*listener.moments, began + seconds])
    answer = Answer(
        status=result.status.value,
        seconds=seconds,
        silence=float(np.diff(moments).max()),
        note="" if result.solution else "no plan in time",
    )
    if result.solution is not None and result.goals is not None:
        answer.first_plan = next(sample.seconds for sample in result.trace if sample.value is not None)
        answer.shortage_bound, answer.idle_bound, answer.value_bound = (goal.bound for goal in result.goals)
        plan = result.solution
        answer.plan = plan_of(plan.gate_open, plan.arc_agent, plan.arc_target, plan.arc_amount)
        answer.hint = {} if isinstance(problem, Transport) else _columns_of_hint(result)
    return answer


if __name__ == "__main__":
    serve(solve_file)
