"""Diving keeps every limit and beats rounding at once; homes are read off a plan; a re-solve keeps what it is given."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings

from solver import GatedAssignment, Hint, Limits, Result, evaluate, solve
from solver.bound import DualBound
from solver.course import hinted_gates, hinted_plan
from solver.dive import dive, round_gates
from solver.home import homes_of
from solver.incumbent import Incumbent
from solver.search import Search
from tests.solver.instances import DEMO, CountySize, random_county
from tests.solver.tiny import gated, small_problems

if TYPE_CHECKING:
    from solver.arrays import Flags

SMALL = CountySize(units=4, villages=9, agents=60, targets=62, leaders=1)


def never() -> bool:
    return False


def bounded(problem: GatedAssignment, steps: int) -> DualBound:
    bound = DualBound(problem)
    bound.walk(steps, never)
    return bound


def check_limits(problem: GatedAssignment, opened: Flags) -> None:
    count = np.bincount(problem.member_group[opened[problem.member_gate]], minlength=problem.n_groups)
    assert ((problem.group_lo <= count) & (count <= problem.group_hi)).all()
    assert opened[problem.must_open].all()
    assert not opened[problem.forbidden_gates].any()


@given(small_problems())
@settings(max_examples=25, deadline=None, derandomize=True)
def test_a_dive_ends_within_all_limits_or_proves_there_is_no_way(problem: GatedAssignment) -> None:
    bound = bounded(problem, 20)
    impossible = round_gates(problem, np.zeros(problem.n_gates)) is None
    for joint in (False, True):
        opened = dive(problem, bound.openness(), bound.duals(), never, stages=3, steps=4, joint=joint)
        assert (opened is None) == impossible
        if opened is not None:
            check_limits(problem, opened)


def first_value(problem: GatedAssignment, opened: Flags) -> tuple[int, int, int]:
    """Goals 1 and 2 and minus goal 3 of the plan that a search begins with behind these gates."""
    incumbent = Incumbent(problem, Limits(seconds=600), None)
    assert Search(problem, incumbent, 0).begin(opened, None)
    assert incumbent.goals is not None
    return incumbent.goals[0], incumbent.goals[1], -incumbent.goals[2]


@pytest.mark.parametrize(("seed", "joint"), [(0, False), (1, False), (0, True), (1, True)])
def test_a_dive_begins_better_than_rounding_at_once(seed: int, joint: bool) -> None:
    """Gates rounded all at once left a county two per cent below what annealing reached from a dive."""
    problem = random_county(DEMO, seed=seed)
    bound = DualBound(problem, joint=joint)
    bound.sweep(1 + joint, never)
    rounded = round_gates(problem, bound.openness())
    dived = dive(problem, bound.openness(), bound.duals(), never, stages=10, steps=30, joint=joint)
    assert rounded is not None
    assert dived is not None
    check_limits(problem, dived)
    assert first_value(problem, dived) < first_value(problem, rounded)


def test_a_dive_told_to_stop_rounds_what_it_has() -> None:
    problem = random_county(SMALL, seed=1)
    bound = bounded(problem, 50)
    opened = dive(problem, bound.openness(), bound.duals(), lambda: True)
    assert opened is not None
    check_limits(problem, opened)


def test_homes_are_where_an_agent_serves_two_behind_an_open_gate() -> None:
    problem = gated(
        np.ones((3, 5)), [0, 0, 1], [0, 0, 0, 1, 1], [(0, 0), (0, 1), (1, 1)], agent_hi=[3, 3, 3],
    )  # fmt: skip
    agent, target = np.array([0, 0, 0, 1, 1, 2, 2]), np.array([0, 1, 3, 2, 3, 3, 4])
    assert homes_of(problem, np.ones(3, dtype=np.bool_), agent, target).tolist() == [0, -1, 1]
    assert homes_of(problem, np.array([True, True, False]), agent, target).tolist() == [0, -1, -1]


def hint_of(result: Result) -> Hint:
    assert result.solution is not None
    return Hint(
        result.solution.gate_open, result.solution.arc_agent, result.solution.arc_target, result.duals
    )


@pytest.mark.slow
def test_a_resolve_never_ends_below_the_plan_it_is_given() -> None:
    problem = random_county(DEMO, seed=4)
    first = solve(problem, Limits(seconds=2))
    assert first.goals is not None
    assert first.duals is not None
    assert hinted_plan(problem, hint_of(first)) is not None
    again = solve(problem, Limits(seconds=0.5), hint=hint_of(first))
    assert again.goals is not None
    assert [goal.value for goal in again.goals[:2]] == [goal.value for goal in first.goals[:2]]
    assert again.goals[2].value >= first.goals[2].value


@pytest.mark.slow
def test_a_hint_that_breaks_a_pin_is_mended() -> None:
    """The hinted plan itself is no plan any more: it is not offered, but its gates are begun with."""
    problem = random_county(SMALL, seed=5)
    first = solve(problem, Limits(seconds=0.3), exact_arcs=0)
    assert first.solution is not None
    used = set(zip(first.solution.arc_agent.tolist(), first.solution.arc_target.tolist(), strict=True))
    gate = int(np.flatnonzero(first.solution.gate_open)[0])
    agents = np.flatnonzero(problem.agent_block == problem.gate_agents[gate])
    targets = np.flatnonzero(problem.target_block == problem.gate_targets[gate])
    pin = next((i, t) for i in agents.tolist() for t in targets.tolist() if (i, t) not in used)
    columns = {name: getattr(problem, name) for name in problem.__dataclass_fields__}
    pinned = GatedAssignment(
        **columns | {"forced_agent": np.array([pin[0]]), "forced_target": np.array([pin[1]])}
    )
    plan = hinted_plan(pinned, hint_of(first))
    assert plan is not None
    assert evaluate(pinned, plan).violations
    assert hinted_gates(pinned, hint_of(first)) is not None
    again = solve(pinned, Limits(seconds=0.3), hint=hint_of(first), exact_arcs=0)
    assert again.solution is not None
    assert pin in set(zip(again.solution.arc_agent.tolist(), again.solution.arc_target.tolist(), strict=True))
    assert not evaluate(pinned, again.solution).violations
