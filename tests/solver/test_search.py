"""The search never lies and never loses a plan: against the exact model, a planted chain, clocks and tokens."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field

import numpy as np
import pytest
from hypothesis import given, settings

from solver import Events, GatedAssignment, Hint, Limits, Result, Status, StopReason, evaluate, solve
from solver.exact import ExactModel
from tests.solver.instances import DEMO, CountySize, random_county
from tests.solver.tiny import gated, small_problems

SMALL = CountySize(units=4, villages=9, agents=60, targets=62, leaders=1)


@dataclass
class Heard(Events):
    """Keeps what it hears, and sets ``token`` at the first plan, or at the one with the goals that are waited for."""

    token: threading.Event = field(default_factory=threading.Event)
    plans: list[tuple[int, int, int]] = field(default_factory=list)
    threads: set[int] = field(default_factory=set)
    wanted: tuple[int, int, int] | None = None

    def incumbent(self, seconds: float, shortage: int, idle: int, value: int) -> None:
        self.plans.append((shortage, idle, value))
        self.threads.add(threading.get_ident())
        if self.wanted in (None, self.plans[-1]):
            self.token.set()


def values(result: Result) -> tuple[int, ...]:
    assert result.goals is not None
    return tuple(goal.value for goal in result.goals)


@given(small_problems())
@settings(max_examples=25, deadline=None, derandomize=True)
def test_search_lies_between_its_own_goals_and_the_optimum(problem: GatedAssignment) -> None:
    exact = ExactModel(problem).solve(30.0)
    found = solve(problem, Limits(seconds=0.1, workers=1), exact_arcs=0)
    if exact.status is Status.INFEASIBLE:
        assert found.status is Status.INFEASIBLE
        return
    assert exact.status is Status.OPTIMAL
    assert exact.solution is not None
    assert found.solution is not None
    assert found.goals is not None
    best, counted = evaluate(problem, exact.solution), evaluate(problem, found.solution)
    assert not best.violations
    assert not counted.violations
    assert counted.goals == values(found)
    assert (counted.shortage, counted.idle, -counted.value) >= (best.shortage, best.idle, -best.value)
    shortage, idle, value = found.goals
    assert shortage.bound is None or shortage.bound <= best.shortage
    if shortage.value == best.shortage:
        assert idle.bound is None or idle.bound <= best.idle
        if idle.value == best.idle:
            assert value.bound is None or value.bound >= best.value


@given(small_problems())
@settings(max_examples=40, deadline=None, derandomize=True)
def test_the_door_proves_small_problems(problem: GatedAssignment) -> None:
    result = solve(problem, Limits(seconds=30, workers=1))
    assert result.status in (Status.OPTIMAL, Status.INFEASIBLE)
    assert result.stop_reason is StopReason.PROVED
    assert (result.gap == 0.0) == (result.status is Status.OPTIMAL)


def chain() -> GatedAssignment:
    """Full coverage needs a chain of three exchanges.

    Unit k (one agent each, k = 0..3) may serve village k and, for k > 0, village k - 1; one gate a unit, one a
    village. Unit 0 may serve village 0 only. Values draw every unit k > 0 to village k - 1 (9 against 1), which
    leaves unit 0 without a village and village 3 without a unit; only unit k - village k for all k covers all.
    """
    worth = np.zeros((4, 4), dtype=np.int64)
    gates = [(k, k) for k in range(4)] + [(k, k - 1) for k in range(1, 4)]
    for k in range(4):
        worth[k, k] = 1
        if k:
            worth[k, k - 1] = 9
    member_gate = np.arange(len(gates))
    return gated(
        worth, [0, 1, 2, 3], [0, 1, 2, 3], gates, group_lo=np.zeros(8, dtype=np.int64),
        group_hi=np.ones(8, dtype=np.int64), member_group=[a for a, _ in gates] + [4 + v for _, v in gates],
        member_gate=np.concatenate([member_gate, member_gate]),
    )  # fmt: skip


def test_coverage_through_a_chain_of_three_exchanges() -> None:
    problem = chain()
    wrong = np.array([False] * 4 + [True] * 3)
    heard = Heard(wanted=(0, 0, 4))
    limits = Limits(seconds=20, workers=1)
    result = solve(problem, limits, heard, heard.token, hint=Hint(gate_open=wrong), exact_arcs=0)
    assert values(result) == (0, 0, 4)
    assert values(solve(problem, Limits(seconds=20, workers=1))) == (0, 0, 4)


@pytest.mark.slow
def test_one_worker_and_one_seed_repeat_the_plan() -> None:
    problem = random_county(SMALL, seed=3)
    heard = Heard()
    first = solve(problem, Limits(seconds=5, workers=1, seed=7), heard, exact_arcs=0)
    again = Heard(wanted=heard.plans[-1])
    second = solve(problem, Limits(seconds=20, workers=1, seed=7), again, again.token, exact_arcs=0)
    assert again.plans == heard.plans
    assert first.solution is not None
    assert second.solution is not None
    assert values(first) == values(second)
    np.testing.assert_array_equal(first.solution.gate_open, second.solution.gate_open)
    np.testing.assert_array_equal(first.solution.arc_agent, second.solution.arc_agent)
    np.testing.assert_array_equal(first.solution.arc_target, second.solution.arc_target)


def test_cancel_keeps_the_best_plan() -> None:
    heard = Heard()
    result = solve(random_county(DEMO, seed=1), Limits(seconds=600), heard, heard.token)
    assert result.stop_reason is StopReason.USER
    assert result.solution is not None
    assert values(result) == max(heard.plans, key=lambda goals: (-goals[0], -goals[1], goals[2]))
    assert heard.threads == {threading.get_ident()}


def test_cancelled_before_it_began() -> None:
    token = threading.Event()
    token.set()
    result = solve(random_county(DEMO, seed=1), Limits(seconds=600), cancel=token)
    assert (result.status, result.stop_reason) == (Status.UNKNOWN, StopReason.USER)
    assert result.goals is None
    assert result.gap is None


@pytest.mark.slow
def test_full_coverage_of_the_demo_and_a_rising_trace() -> None:
    result = solve(random_county(DEMO, seed=2), Limits(seconds=4))
    assert values(result)[:2] == (0, 0)
    assert result.status is Status.FEASIBLE
    assert result.stop_reason is StopReason.TIME
    plans = [(s.shortage, s.idle, s.value) for s in result.trace if s.value is not None]
    ranks = [(a, b, -c) for a, b, c in plans if a is not None and b is not None and c is not None]
    assert ranks == sorted(ranks, reverse=True)
    assert result.gap is not None
    assert result.gap > 0


def test_gap_ends_the_solve() -> None:
    result = solve(random_county(DEMO, seed=2), Limits(seconds=600, gap=0.2))
    assert result.stop_reason is StopReason.GAP
    assert result.gap is not None
    assert result.gap <= 0.2


def test_no_thread_outlives_an_interrupt() -> None:
    class Interrupted(Events):
        def phase(self, name: str) -> None:
            raise KeyboardInterrupt

    before = threading.active_count()
    with pytest.raises(KeyboardInterrupt):
        solve(random_county(DEMO, seed=2), Limits(seconds=600), Interrupted())
    time.sleep(0.05)
    assert threading.active_count() == before


@dataclass
class AfterLooks:
    """A cancel that comes true once it has been looked at so often: every moment of a solve, without a clock."""

    looks: int

    def set(self) -> None:
        self.looks = 0

    def is_set(self) -> bool:
        self.looks -= 1
        return self.looks < 0


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("looks", [1, 2, 3, 4, 5, 6, 8, 12, 20])
def test_a_cancel_in_the_midst_of_construction_leaves_a_plan_or_none(looks: int, workers: int) -> None:
    """A stop while the first places were inserted once offered a plan without gates, and the solve ended in an error."""
    problem = random_county(DEMO, seed=0)
    result = solve(problem, Limits(seconds=60, workers=workers), cancel=AfterLooks(looks), exact_arcs=0)
    assert result.stop_reason is StopReason.USER
    if result.solution is not None:
        assert not evaluate(problem, result.solution).violations


@pytest.mark.parametrize("workers", [1, 2])
def test_a_limit_too_short_for_anything_still_gives_a_first_plan(workers: int) -> None:
    """Where kernels had to be compiled first, a limit of three seconds once ended without any plan."""
    problem = random_county(DEMO, seed=0)
    result = solve(problem, Limits(seconds=0.001, workers=workers), exact_arcs=0)
    assert result.solution is not None
    assert not evaluate(problem, result.solution).violations
    assert result.stop_reason is StopReason.TIME


def test_the_exact_search_begins_from_the_plan_it_is_given() -> None:
    """It once looked at no hint: given hardly any time, a small problem came back with less than it was given."""
    problem = random_county(CountySize(units=3, villages=4, agents=12, targets=12, leaders=1))
    best = solve(problem, Limits(seconds=20.0, workers=1))
    assert best.solution is not None
    hint = Hint(best.solution.gate_open, best.solution.arc_agent, best.solution.arc_target)
    hardly = Limits(seconds=1e-6, workers=1)
    assert values(solve(problem, hardly)) != values(best)
    assert values(solve(problem, hardly, hint=hint)) == values(best)
