"""There is a plan at once, even where the exact model has no time to find one: a busy machine once ended a solve of three
seconds without any plan."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings

from solver import GatedAssignment, Limits, Status, StopReason, evaluate, solve
from solver.exact import ExactModel, count_arcs
from solver.first import first_plan
from solver.solve import EXACT_ARCS
from tests.solver.instances import CountySize, random_county
from tests.solver.tiny import gated, small_problems


def test_a_small_problem_without_time_has_a_plan() -> None:
    problem = random_county(CountySize(units=6, villages=9, agents=60, targets=62, leaders=2), seed=1)
    assert count_arcs(problem) <= EXACT_ARCS
    result = solve(problem, Limits(seconds=0.001))
    assert (result.status, result.stop_reason) == (Status.FEASIBLE, StopReason.TIME)
    assert result.solution is not None
    assert len(result.solution.arc_agent) > 30


@given(small_problems())
@settings(max_examples=60, deadline=None, derandomize=True)
def test_the_first_plan_is_lawful_and_exists_where_any_does(problem: GatedAssignment) -> None:
    plan, exact = first_plan(problem), ExactModel(problem).solve(30.0)
    if exact.status is Status.INFEASIBLE:
        return
    assert plan is not None
    assert not evaluate(problem, plan).violations


def test_forced_arcs_count_against_quota_and_demand() -> None:
    problem = gated([[1, 9], [9, 1]], [0, 0], [0, 0], [(0, 0)], forced_agent=[0], forced_target=[0])
    plan = first_plan(problem)
    assert plan is not None
    assert set(zip(plan.arc_agent.tolist(), plan.arc_target.tolist(), strict=True)) == {(0, 0), (1, 1)}
    np.testing.assert_array_equal(plan.arc_amount, 1)
