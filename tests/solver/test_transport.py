"""The flow against the exact model, and its bounds where lo > 1 makes goal 2 no flow cost."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from solver import Limits, Solution, Status, Transport, evaluate, solve
from solver.exact import ExactModel
from solver.transport import solve_transport
from tests.solver.tiny import gated


@st.composite
def transports(draw: st.DrawFn, most_lo: int) -> Transport:
    a, t = draw(st.integers(1, 5)), draw(st.integers(1, 6))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    arc = np.flatnonzero(rng.random(a * t) < 0.6)
    hi = rng.integers(0, 4, a)
    return Transport(
        agent_lo=rng.integers(0, np.minimum(hi, most_lo) + 1), agent_hi=hi, target_demand=rng.integers(0, 3, t),
        target_weight=rng.choice([1, 2, 4], t), arc_agent=arc // t, arc_target=arc % t,
        arc_value=rng.integers(-9, 30, len(arc)), arc_capacity=np.ones(len(arc), dtype=np.int64),
    )  # fmt: skip


def optimum(problem: Transport) -> tuple[int, int, int]:
    """The same problem with one gate that costs nothing, by CP-SAT."""
    a, t = problem.n_agents, problem.n_targets
    worth = np.zeros((a, t), dtype=np.int64)
    allowed = np.zeros((a, t), dtype=np.bool_)
    worth[problem.arc_agent, problem.arc_target] = problem.arc_value
    allowed[problem.arc_agent, problem.arc_target] = True
    twin = gated(worth, [0] * a, [0] * t, [(0, 0)], agent_lo=problem.agent_lo, agent_hi=problem.agent_hi,
                 target_demand=problem.target_demand, target_weight=problem.target_weight, allowed=allowed)  # fmt: skip
    answer = ExactModel(twin).solve(30.0)
    assert answer.status is Status.OPTIMAL
    assert answer.solution is not None
    return evaluate(twin, answer.solution).goals


@given(transports(most_lo=1))
@settings(max_examples=60, deadline=None, derandomize=True)
def test_flow_is_the_exact_optimum(problem: Transport) -> None:
    result = solve(problem)
    assert result.status is Status.OPTIMAL
    assert result.goals is not None
    assert tuple(goal.value for goal in result.goals) == optimum(problem)


@given(transports(most_lo=3))
@settings(max_examples=60, deadline=None, derandomize=True)
def test_bounds_hold_where_idle_is_no_flow_cost(problem: Transport) -> None:
    best = optimum(problem)
    result = solve(problem)
    assert result.goals is not None
    shortage, idle, value = result.goals
    assert shortage.value == shortage.bound == best[0]
    assert idle.value >= best[1]
    assert idle.bound is not None
    assert idle.bound <= best[1]
    if idle.value == best[1]:
        assert value.bound is not None
        assert value.value <= best[2] <= value.bound


def test_multiplicities() -> None:
    """One agent of quota 3, arc capacity 2, two targets of demand 2: 2 × 5 + 1 × 3 = 13, one place missing."""
    problem = Transport(
        agent_lo=np.array([0]), agent_hi=np.array([3]), target_demand=np.array([2, 2]),
        target_weight=np.array([1, 1]), arc_agent=np.array([0, 0]), arc_target=np.array([0, 1]),
        arc_value=np.array([5, 3]), arc_capacity=np.array([2, 2]),
    )  # fmt: skip
    result = solve(problem, Limits(seconds=5))
    assert result.goals is not None
    assert tuple(goal.value for goal in result.goals) == (1, 0, 13)


def test_large_values_are_solved_in_steps_and_proved() -> None:
    """Values of 10^12 leave no room for one penalty above all others: 3 targets, 2 agents of quota 1, weights 4, 1, 1.

    Served: target 0 (weight 4) and one of the others; agent 1 (10^12) takes target 1, agent 0 target 0 (7): 10^12 + 7.
    """
    problem = Transport(
        agent_lo=np.array([1, 1]), agent_hi=np.array([1, 1]), target_demand=np.array([1, 1, 1]),
        target_weight=np.array([4, 1, 1]), arc_agent=np.array([0, 0, 1, 1]), arc_target=np.array([0, 1, 1, 2]),
        arc_value=np.array([7, 10**12, 10**12, 5]), arc_capacity=np.ones(4, dtype=np.int64),
    )  # fmt: skip
    answer = solve_transport(problem)
    used = np.flatnonzero(answer.amount)
    plan = Solution(
        gate_open=np.zeros(0, dtype=np.bool_), arc_agent=problem.arc_agent[used], arc_target=problem.arc_target[used],
        arc_gate=np.full(len(used), -1, dtype=np.int32), arc_amount=answer.amount[used],
    )  # fmt: skip
    assert evaluate(problem, plan).goals == (1, 0, 10**12 + 7)
    assert (answer.shortage_bound, answer.idle_bound, answer.value_bound) == (1, 0, 10**12 + 7)
