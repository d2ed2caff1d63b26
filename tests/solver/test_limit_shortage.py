"""Shortages no choice of gates avoids: by hand, and on random problems never more than the exact optimum leaves."""

from __future__ import annotations

import numpy as np
from hypothesis import HealthCheck, given, settings

from solver import GatedAssignment
from solver.exact import ExactModel
from solver.limit_shortage import certain_shortages
from solver.result import Status
from tests.solver.test_shortage import behind_gates
from tests.solver.tiny import crowded_problems, gated, small_problems


def _village_of_two_units(hi: int) -> GatedAssignment:
    """Three targets in one block; two blocks of agents with two places each; at most ``hi`` gates into the block."""
    return gated(
        np.ones((4, 3)), [0, 0, 1, 1], [0, 0, 0], [(0, 0), (1, 0)],
        group_lo=[0], group_hi=[hi], member_group=[0, 0], member_gate=[0, 1],
    )  # fmt: skip


def test_a_limit_on_gates_into_a_block() -> None:
    assert certain_shortages(_village_of_two_units(2)) == ()
    (found,) = certain_shortages(_village_of_two_units(1))
    assert (found.targets.tolist(), found.agents.tolist()) == ([0, 1, 2], [0, 1, 2, 3])
    assert (found.demand, found.places, found.deficit) == (3, 2, 1)
    assert found.limits == ((0, 2),)


def test_a_limit_on_gates_out_of_a_block() -> None:
    # one block of four agents, three blocks of targets with two, one and one; only two gates: three places
    def problem(hi: int) -> GatedAssignment:
        return gated(
            np.ones((4, 4)), [0] * 4, [0, 0, 1, 2], [(0, 0), (0, 1), (0, 2)],
            group_lo=[0], group_hi=[hi], member_group=[0] * 3, member_gate=[0, 1, 2],
        )  # fmt: skip

    assert certain_shortages(problem(3)) == ()
    (found,) = certain_shortages(problem(2))
    assert (found.targets.tolist(), found.demand, found.places) == ([0, 1, 2, 3], 4, 3)
    assert found.limits == ((0, 3),)


def test_limits_of_two_blocks_are_two_shortages() -> None:
    # three blocks of two agents with two places each could serve both blocks of five targets, but each lets one in
    problem = gated(
        np.ones((6, 10)), [0, 0, 1, 1, 2, 2], [0] * 5 + [1] * 5, [(i, j) for j in (0, 1) for i in (0, 1, 2)],
        agent_hi=[2] * 6, group_lo=[0, 0], group_hi=[1, 1], member_group=[0] * 3 + [1] * 3,
        member_gate=[0, 1, 2, 3, 4, 5],
    )  # fmt: skip
    found = certain_shortages(problem)
    assert {(tuple(s.targets.tolist()), s.demand, s.deficit, s.limits) for s in found} == {
        ((0, 1, 2, 3, 4), 5, 1, ((0, 4),)),
        ((5, 6, 7, 8, 9), 5, 1, ((1, 4),)),
    }


def test_a_group_that_may_open_no_gate() -> None:
    (found,) = certain_shortages(_village_of_two_units(0))
    assert (found.deficit, found.limits) == (3, ((0, 0),))


def test_shortages_by_ban_and_by_limit_are_both_told() -> None:
    # target 0 has the one agent of its block banned; targets 1 to 3 may have one of two gates
    problem = gated(
        np.ones((5, 4)), [0, 1, 1, 2, 2], [0, 1, 1, 1], [(0, 0), (1, 1), (2, 1)],
        forbidden_agent=[0], forbidden_target=[0], group_lo=[0], group_hi=[1], member_group=[0, 0], member_gate=[1, 2],
    )  # fmt: skip
    found = certain_shortages(problem)
    assert sorted(s.targets.tolist() for s in found) == [[0], [1, 2, 3]]
    assert [s.deficit for s in found] == [1, 1]


def test_bans_are_counted_with_all_gates_open() -> None:
    problem = gated(np.ones((1, 1)), [0], [0], [(0, 0)], forbidden_agent=[0], forbidden_target=[0])
    (found,) = certain_shortages(problem)
    assert (found.targets.tolist(), found.agents.tolist(), found.deficit) == ([0], [], 1)


@settings(deadline=None, derandomize=True, max_examples=60, suppress_health_check=list(HealthCheck))
@given(problem=small_problems() | crowded_problems() | behind_gates().map(lambda case: case[0]))
def test_certain_shortages_stay_in_every_plan(problem: GatedAssignment) -> None:
    columns = {name: getattr(problem, name) for name in problem.__dataclass_fields__}
    counted = GatedAssignment(**{**columns, "target_weight": np.ones(problem.n_targets, np.int64)})
    answer = ExactModel(counted).solve(20)
    found = certain_shortages(problem)
    assert all(short.deficit > 0 for short in found)
    if answer.status is not Status.INFEASIBLE:
        assert answer.shortage_bound is not None
        assert sum(short.deficit for short in found) <= answer.shortage_bound
