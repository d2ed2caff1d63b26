"""An earlier plan carried over to a changed problem: lawful, little changed, and no place missing that could be filled."""

from __future__ import annotations

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from solver import GatedAssignment, Hint, evaluate
from solver.feasible import choose_gates, forced_arcs_fit
from solver.mend import mended
from solver.shortage import shortages
from tests.solver.tiny import gated, small_problems


def _hint(pairs: list[tuple[int, int]], gates: list[bool]) -> Hint:
    arcs = np.array(pairs, dtype=np.int32).reshape(-1, 2)
    return Hint(np.array(gates), arcs[:, 0], arcs[:, 1])


def _pairs(problem: GatedAssignment, hint: Hint) -> set[tuple[int, int]]:
    found = mended(problem, hint)
    assert found is not None
    assert evaluate(problem, found).violations == ()
    return set(zip(found.arc_agent.tolist(), found.arc_target.tolist(), strict=True))


def test_a_plan_that_still_stands_stays_as_it_is() -> None:
    problem = gated(np.ones((2, 2)), [0, 0], [0, 0], [(0, 0)])
    assert _pairs(problem, _hint([(0, 1), (1, 0)], [True])) == {(0, 1), (1, 0)}


def test_a_missing_place_goes_to_the_free_agent_worth_most() -> None:
    problem = gated([[5, 5], [1, 1], [3, 3]], [0, 0, 0], [0, 0], [(0, 0)])
    assert _pairs(problem, _hint([(0, 0)], [True])) == {(0, 0), (2, 1)}


def test_an_agent_makes_room_by_handing_its_target_on() -> None:
    # target 1 suits agent 0 alone, who serves target 0; agent 1 can take that
    problem = gated(
        np.ones((2, 2)), [0, 0], [0, 0], [(0, 0)], allowed=[[True, True], [True, False]]
    )  # fmt: skip
    assert _pairs(problem, _hint([(0, 0)], [True])) == {(1, 0), (0, 1)}


def test_what_the_problem_no_longer_allows_is_dropped() -> None:
    # the arc (0, 0) is forbidden now, agent 1 may take one target only
    problem = gated(
        np.ones((3, 3)), [0, 0, 0], [0, 0, 0], [(0, 0)], forbidden_agent=[0], forbidden_target=[0]
    )  # fmt: skip
    pairs = _pairs(problem, _hint([(0, 0), (1, 1), (1, 2)], [True]))
    assert (1, 1) in pairs
    assert (0, 0) not in pairs
    assert len(pairs) == 3


def test_agents_below_their_lower_quota_come_first() -> None:
    problem = gated([[9], [1]], [0, 0], [0], [(0, 0)], agent_lo=[0, 1])
    assert _pairs(problem, _hint([], [True])) == {(1, 0)}


def test_gates_that_break_a_limit_are_mended() -> None:
    problem = gated(
        np.ones((2, 1)), [0, 1], [0], [(0, 0), (1, 0)],
        group_lo=[0], group_hi=[1], member_group=[0, 0], member_gate=[0, 1],
    )  # fmt: skip
    assert len(_pairs(problem, _hint([(1, 0)], [True, True]))) == 1


def test_nothing_comes_of_a_hint_without_gates_and_arcs_or_of_limits_that_contradict() -> None:
    problem = gated(np.ones((1, 1)), [0], [0], [(0, 0)])
    assert mended(problem, Hint()) is None
    impossible = gated(
        np.ones((1, 1)), [0], [0], [(0, 0)], group_lo=[1], group_hi=[1], member_group=[0], member_gate=[0],
        forbidden_gates=[0],
    )  # fmt: skip
    assert mended(impossible, _hint([], [True])) is None


@settings(deadline=None, derandomize=True, max_examples=150, suppress_health_check=list(HealthCheck))
@given(problem=small_problems(), seed=st.integers(0, 2**32 - 1))
def test_mended_plans_are_lawful_and_miss_what_must_be_missed(problem: GatedAssignment, seed: int) -> None:
    rng = np.random.default_rng(seed)
    n = int(rng.integers(0, 6))
    arcs = [(int(rng.integers(problem.n_agents)), int(rng.integers(problem.n_targets))) for _ in range(n)]
    hint = _hint(arcs, (rng.random(problem.n_gates) < 0.5).tolist())
    found = mended(problem, hint)
    if not forced_arcs_fit(problem) or choose_gates(problem, np.zeros(problem.n_gates, np.int64)) is None:
        return  # no plan at all
    assert found is not None
    assert evaluate(problem, found).violations == ()
    missing = int(problem.target_demand.sum()) - len(found.arc_target)
    assert missing == sum(short.deficit for short in shortages(problem, found.gate_open))
