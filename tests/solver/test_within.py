"""At most K changes against an earlier plan: hand-computed cases, then every plan of tiny problems as the oracle."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from solver import GatedAssignment, Kept, Limits, Solution, Status, evaluate, solve_within, trade_off
from solver.change import ONE_CHANGE, changes_only, count_changes, dear, priced
from solver.exact import list_arcs
from tests.solver.instances import CountySize, random_county
from tests.solver.tiny import gated, small_problems

QUICK = Limits(seconds=5, workers=1)
BRIEF = Limits(seconds=1.0, workers=1)


def kept_of(problem: GatedAssignment, arcs: list[tuple[int, int]], gates: list[int]) -> Kept:
    opened = np.zeros(problem.n_gates, dtype=np.bool_)
    opened[gates] = True
    pairs = np.array(arcs, dtype=np.int32).reshape(-1, 2)
    return Kept(pairs[:, 0], pairs[:, 1], opened)


def crossed() -> tuple[GatedAssignment, Kept]:
    """Two agents, two targets behind one gate; straight pairs are worth 10 each, the earlier crossed ones 1 each."""
    problem = gated([[10, 1], [1, 10]], [0, 0], [0, 0], [(0, 0)])
    return problem, kept_of(problem, [(0, 1), (1, 0)], [0])


def test_a_change_is_a_new_arc_or_a_new_gate() -> None:
    problem, kept = crossed()
    everything = Solution(
        np.array([True]), np.array([0, 1]), np.array([0, 0]), np.array([0, 0]), np.array([1, 1])
    )
    assert count_changes(problem, kept, everything) == 1  # (0, 0) is new, (1, 0) and the gate are not
    assert count_changes(problem, replace_gate(kept), everything) == 2


def replace_gate(kept: Kept) -> Kept:
    return Kept(kept.agent, kept.target, np.zeros_like(kept.gate_open))


@pytest.mark.parametrize(("most", "value", "changes"), [(0, 2, 0), (1, 2, 0), (2, 20, 2), (9, 20, 2)])
def test_the_limit_binds_until_there_is_room_for_both(most: int, value: int, changes: int) -> None:
    # Both pairs or neither: one change would leave a target empty, and that comes before the limit.
    found = solve_within(*crossed(), most, QUICK)
    assert found.result.status is Status.OPTIMAL
    assert found.result.goals is not None
    assert [goal.value for goal in found.result.goals] == [0, 0, value]
    assert found.changes == changes


def test_covering_comes_before_the_limit() -> None:
    # A third target with an agent of its own: leaving it empty would need no change, so one change is the least.
    problem = gated([[5, 5]], [0], [0, 0], [(0, 0)], agent_hi=[2])
    kept = kept_of(problem, [(0, 0)], [0])
    found = solve_within(problem, kept, 0, QUICK)
    assert found.result.solution is None
    assert (found.fewest, found.least) == (1, 1)
    enough = solve_within(problem, kept, 1, QUICK)
    assert enough.changes == 1
    assert enough.result.status is Status.OPTIMAL


def test_a_gate_may_be_the_dearest_change() -> None:
    # Agent 1 behind the new gate is worth 9 more, at two changes (its gate and its arc); with one change it stays 1.
    problem = gated([[1], [10]], [0, 1], [0], [(0, 0), (1, 0)])
    kept = kept_of(problem, [(0, 0)], [0])
    for most, value in ((0, 1), (1, 1), (2, 10)):
        found = solve_within(problem, kept, most, QUICK)
        assert found.result.goals is not None
        assert found.result.goals[2].value == value


def test_a_negative_limit_is_refused() -> None:
    with pytest.raises(ValueError, match="most"):
        solve_within(*crossed(), -1, QUICK)


def test_a_price_is_charged_for_each_change() -> None:
    problem, kept = crossed()
    for chosen in ([(0, 1), (1, 0)], [(0, 0), (1, 1)], [(0, 0)]):
        plan = plan_of(problem, np.array(chosen), np.array([True]))
        changes = count_changes(problem, kept, plan)
        value = evaluate(problem, plan).value
        assert evaluate(priced(problem, kept, 7), plan).value == value - 7 * changes
        assert evaluate(changes_only(problem, kept), plan).value == -ONE_CHANGE * changes
    assert dear(problem) > 20


def plan_of(problem: GatedAssignment, arcs: np.ndarray, opened: np.ndarray) -> Solution:
    pairs = arcs.reshape(-1, 2).astype(np.int32)
    gate = problem.gate_of(pairs[:, 0], pairs[:, 1])
    return Solution(opened, pairs[:, 0], pairs[:, 1], gate, np.ones(len(pairs), dtype=np.int64))


def every_plan(problem: GatedAssignment) -> list[tuple[tuple[int, int, int], Solution]]:
    """All lawful plans with their goals, by trying every set of arcs and gates."""
    agent, target, _, _ = list_arcs(problem)
    arcs = np.stack([agent, target], axis=1)
    found = []
    for opened in itertools.product([False, True], repeat=problem.n_gates):
        for used in itertools.product([False, True], repeat=len(arcs)):
            plan = plan_of(problem, arcs[np.array(used, dtype=np.bool_)], np.array(opened, dtype=np.bool_))
            counted = evaluate(problem, plan)
            if not counted.violations:
                found.append((counted.goals, plan))
    return found


@st.composite
def tiny_replans(draw: st.DrawFn) -> tuple[GatedAssignment, Kept, int]:
    """At most eight arcs behind two gates, an earlier plan of any arcs and gates, a limit."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    a, t = draw(st.integers(1, 4)), draw(st.integers(1, 2))
    hi = rng.integers(1, 3, a)
    problem = gated(
        rng.integers(0, 30, (a, t)) * 100, rng.integers(0, 2, a).tolist(), [0] * t, [(0, 0), (1, 0)],
        agent_lo=rng.integers(0, 2, a), agent_hi=hi, agent_spread=np.full(a, 300),
        target_demand=rng.integers(1, 3, t), gate_value=rng.integers(-9, 9, 2) * 100,
        group_lo=[1], group_hi=[rng.integers(1, 3)], member_group=[0, 0], member_gate=[0, 1],
    )  # fmt: skip
    arc = rng.permutation(a * t)[: rng.integers(0, a * t + 1)]
    opened = rng.random(2) < 0.6
    kept = Kept((arc // t).astype(np.int32), (arc % t).astype(np.int32), opened)
    return problem, kept, draw(st.integers(0, 6))


def best_under(problem: GatedAssignment, kept: Kept, most: int) -> tuple[tuple[int, int], int, int | None]:
    """Best goals 1 and 2, the fewest changes with these, and the greatest value with at most ``most``."""
    plans = [(goals, count_changes(problem, kept, plan)) for goals, plan in every_plan(problem)]
    cover = min(goals[:2] for goals, _ in plans)
    covering = [(goals[2], changes) for goals, changes in plans if goals[:2] == cover]
    fewest = min(changes for _, changes in covering)
    return cover, fewest, max((value for value, changes in covering if changes <= most), default=None)


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(tiny_replans())
def test_the_exact_model_meets_the_best_plan_within_the_limit(
    case: tuple[GatedAssignment, Kept, int],
) -> None:
    problem, kept, most = case
    cover, fewest, value = best_under(problem, kept, most)
    found = solve_within(problem, kept, most, QUICK)
    if value is None:
        assert found.result.solution is None
        assert (found.fewest, found.least) == (fewest, fewest)
        return
    assert found.result.status is Status.OPTIMAL
    assert found.result.goals is not None
    assert tuple(goal.value for goal in found.result.goals) == (*cover, value)
    assert found.changes is not None
    assert found.changes <= most


@pytest.mark.slow
@settings(max_examples=6, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(tiny_replans())
def test_prices_keep_the_limit_and_never_promise_too_little(case: tuple[GatedAssignment, Kept, int]) -> None:
    """By prices, as in a county: a plan within the limit wherever there is one, and no bound below the exact optimum."""
    problem, kept, most = case
    cover, fewest, value = best_under(problem, kept, most)
    found = solve_within(problem, kept, most, BRIEF, exact_arcs=0)
    assert found.least <= fewest
    if value is None:
        assert found.result.solution is None
        return
    assert found.result.goals is not None
    assert found.changes is not None
    assert found.changes <= most
    shortage, idle, points = found.result.goals
    assert (shortage.value, idle.value) == cover
    assert points.value <= value
    assert points.bound is None or points.bound >= value


@settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(tiny_replans())
def test_the_price_of_stability_is_exact_on_tiny_problems(case: tuple[GatedAssignment, Kept, int]) -> None:
    problem, kept, _ = case
    curve = trade_off(problem, kept, 5, QUICK)
    assert curve
    assert [point.changes for point in curve] == sorted({point.changes for point in curve})
    for point in curve:
        _, fewest, value = best_under(problem, kept, point.changes)
        assert point.value == point.bound == value
        assert point.changes >= fewest


@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(small_problems(), st.integers(0, 3000))
def test_pricing_changes_no_law_and_no_cover(problem: GatedAssignment, price: int) -> None:
    kept = kept_of(problem, [(0, 0)], [0])
    charged = priced(problem, kept, price)
    same = replace(charged, worth=problem.worth, gate_value=problem.gate_value)
    assert same.n_gates == problem.n_gates
    assert (charged.allowed == problem.allowed).all()
    free = solve_within(problem, kept, 10_000, QUICK).result
    dearly = solve_within(charged, kept, 10_000, QUICK).result
    assert free.goals is not None
    assert dearly.goals is not None
    assert free.goals[:2] == dearly.goals[:2]


@pytest.mark.slow
def test_prices_draw_a_curve_that_rises_below_its_bounds() -> None:
    """By prices, as in a county: more changes always come with more value, and each bound holds for all before it."""
    problem = random_county(CountySize(units=4, villages=9, agents=60, targets=62, leaders=1), seed=0)
    earlier = solve_within(problem, nothing(problem), 10**6, Limits(seconds=3, workers=1), exact_arcs=0)
    plan = earlier.result.solution
    assert plan is not None
    turned = replace(problem, worth=problem.worth[::-1].copy())
    kept = Kept(plan.arc_agent, plan.arc_target, plan.gate_open)
    curve = trade_off(turned, kept, 5, Limits(seconds=12, workers=1), exact_arcs=0)
    assert len(curve) >= 5
    changes, values = [p.changes for p in curve], [p.value for p in curve]
    assert changes == sorted(set(changes))
    assert values == sorted(set(values))
    for point in curve:
        assert point.bound is not None
        assert point.bound >= point.value


def nothing(problem: GatedAssignment) -> Kept:
    return kept_of(problem, [], [])
