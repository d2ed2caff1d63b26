"""Shortages behind given gates: exact Hall sets by hand, and on random problems against all subsets counted out."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from solver import GatedAssignment
from solver.exact import ExactModel, list_arcs
from solver.feasible import forced_arcs_fit
from solver.shortage import Shortage, shortages
from tests.solver.tiny import crowded_problems, gated, small_problems

QUICK = settings(deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


def _all_open(problem: GatedAssignment) -> np.ndarray:
    return np.ones(problem.n_gates, dtype=np.bool_)


def _told(found: tuple[Shortage, ...]) -> list[tuple[list[int], list[int], int, int]]:
    return [(s.targets.tolist(), s.agents.tolist(), s.demand, s.places) for s in found]


def test_no_shortage_where_all_can_be_served() -> None:
    problem = gated(np.ones((2, 2)), [0, 0], [0, 0], [(0, 0)])
    assert shortages(problem, _all_open(problem)) == ()
    assert shortages(problem, _all_open(problem), "agents") == ()


def test_quota() -> None:
    # three targets, two agents with a place each
    problem = gated(np.ones((2, 3)), [0, 0], [0, 0, 0], [(0, 0)])
    assert _told(shortages(problem, _all_open(problem))) == [([0, 1, 2], [0, 1], 3, 2)]


def test_only_the_targets_that_matter_are_named() -> None:
    # target 0 suits agent 0 alone, as does target 1; target 2 has agents 1 and 2 besides: it is not part of it
    problem = gated(
        np.ones((3, 3)), [0, 0, 0], [0, 0, 0], [(0, 0)], allowed=[[1, 1, 1], [0, 0, 1], [0, 0, 1]]
    )
    assert _told(shortages(problem, _all_open(problem))) == [([0, 1], [0], 2, 1)]


def test_two_independent_shortages_are_two() -> None:
    problem = gated(np.ones((2, 5)), [0, 1], [0, 0, 1, 1, 1], [(0, 0), (1, 1)])
    assert _told(shortages(problem, _all_open(problem))) == [([2, 3, 4], [1], 3, 1), ([0, 1], [0], 2, 1)]


def test_one_agent_fills_one_place_of_a_target() -> None:
    # the agent has three places, the target asks for two different agents
    problem = gated(np.ones((1, 1)), [0], [0], [(0, 0)], agent_hi=[3], target_demand=[2])
    assert _told(shortages(problem, _all_open(problem))) == [([0], [0], 2, 1)]


def test_targets_nobody_may_serve_are_told_block_by_block() -> None:
    problem = gated(np.ones((1, 3)), [0], [0, 0, 1], [(0, 0), (0, 1)], allowed=[[0, 0, 0]])
    assert _told(shortages(problem, _all_open(problem))) == [([0, 1], [], 2, 0), ([2], [], 1, 0)]


def test_closed_gates_and_full_groups_are_named() -> None:
    # target 1 lacks an agent; gate 1 would bring agent 1 in, gate 2 is forbidden; the group may have one gate open
    problem = gated(
        np.ones((3, 2)), [0, 1, 2], [0, 0], [(0, 0), (1, 0), (2, 0)], forbidden_gates=[2],
        group_lo=[0], group_hi=[1], member_group=[0, 0], member_gate=[0, 1],
    )  # fmt: skip
    (found,) = shortages(problem, np.array([True, False, False]))
    assert (found.deficit, found.agents.tolist()) == (1, [0])
    assert (found.shut_gates.tolist(), found.barred_gates.tolist(), found.full_groups.tolist()) == (
        [1],
        [2],
        [0],
    )


def test_forced_arcs_take_places() -> None:
    # agent 0 alone may serve target 1 but is forced to target 0, which agent 1 could have served
    problem = gated(
        np.ones((2, 2)),
        [0, 0],
        [0, 0],
        [(0, 0)],
        allowed=[[1, 1], [1, 0]],
        forced_agent=[0],
        forced_target=[0],
    )
    (found,) = shortages(problem, _all_open(problem))
    assert (found.targets.tolist(), found.agents.tolist()) == ([1], [0])
    assert (found.demand, found.places, found.pinned, found.tied) == (1, 0, 0, 1)


def test_idle_agents_are_explained_by_the_targets_they_reach() -> None:
    # three agents must be used, two targets reach them
    problem = gated(np.ones((3, 2)), [0, 0, 0], [0, 0], [(0, 0)], agent_lo=[1, 1, 1])
    (found,) = shortages(problem, _all_open(problem), "agents")
    assert (found.agents.tolist(), found.targets.tolist()) == ([0, 1, 2], [0, 1])
    assert (found.demand, found.places) == (3, 2)


def test_gates_must_be_as_many_as_the_problem_has() -> None:
    with pytest.raises(ValueError, match="1 gates"):
        shortages(gated(np.ones((1, 1)), [0], [0], [(0, 0)]), np.ones(2, dtype=np.bool_))


@st.composite
def behind_gates(draw: st.DrawFn) -> tuple[GatedAssignment, np.ndarray]:
    problem = draw(st.one_of(small_problems(), crowded_problems()))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    gates = rng.random(problem.n_gates) < 0.8
    agent, target, gate, _ = list_arcs(problem)
    live = np.flatnonzero(gates[gate])
    chosen = rng.permutation(live)[: rng.integers(0, 3)]
    columns = {name: getattr(problem, name) for name in problem.__dataclass_fields__}
    problem = GatedAssignment(**{**columns, "forced_agent": agent[chosen], "forced_target": target[chosen]})
    return (problem, gates) if forced_arcs_fit(problem) else draw(behind_gates())


def _reach(problem: GatedAssignment, gates: np.ndarray) -> np.ndarray:
    """[A, T] arcs that may be used behind the gates."""
    agent, target, gate, _ = list_arcs(problem)
    usable = np.zeros((problem.n_agents, problem.n_targets), dtype=np.int64)
    usable[agent[gates[gate]], target[gates[gate]]] = 1
    return usable


def _lacks(problem: GatedAssignment, usable: np.ndarray, side: str, members: tuple[int, ...]) -> int:
    """What the members lack: their demand less the places others can fill, counted one by one."""
    forced = np.zeros_like(usable)
    forced[problem.forced_agent, problem.forced_target] = 1
    need, room = problem.target_demand, problem.agent_hi
    if side == "agents":
        need, room, usable, forced = problem.agent_lo, problem.target_demand, usable.T, forced.T
    free = usable * (1 - forced)
    pinned = np.minimum(forced.sum(axis=0), need)
    rows = list(members)
    fill = np.minimum(room - forced.sum(axis=1), free[:, rows].sum(axis=1)).sum()
    return int((need - pinned)[rows].sum() - fill)


@pytest.mark.parametrize("side", ["targets", "agents"])
@QUICK
@given(data=st.data())
def test_sets_are_exact_smallest_and_add_up(side: str, data: st.DataObject) -> None:
    problem, gates = data.draw(behind_gates())
    usable = _reach(problem, gates)
    found = shortages(problem, gates, side)
    n = problem.n_targets if side == "targets" else problem.n_agents
    worst = max(_lacks(problem, usable, side, s) for k in range(n + 1) for s in combinations(range(n), k))
    assert sum(short.deficit for short in found) == worst
    seen: set[int] = set()
    for short in found:
        needy, helpers = (short.targets, short.agents) if side == "targets" else (short.agents, short.targets)
        members = tuple(needy.tolist())
        assert short.deficit == _lacks(problem, usable, side, members) > 0
        assert not seen & set(members)
        seen |= set(members)
        for k in range(len(members)):
            assert all(_lacks(problem, usable, side, s) < short.deficit for s in combinations(members, k))
        reach = usable if side == "targets" else usable.T
        room = problem.agent_hi if side == "targets" else problem.target_demand
        assert set(helpers.tolist()) == set(np.flatnonzero((reach[:, needy].sum(axis=1) > 0) & (room > 0)))


@settings(QUICK, max_examples=40)
@given(case=behind_gates())
def test_deficits_are_what_the_exact_model_must_leave(case: tuple[GatedAssignment, np.ndarray]) -> None:
    problem, gates = case
    columns = {name: getattr(problem, name) for name in problem.__dataclass_fields__}
    fixed = GatedAssignment(
        **{
            **columns, "target_weight": np.ones(problem.n_targets, np.int64),
            "agent_lo": np.minimum(problem.agent_lo, 1), "forced_gates": np.flatnonzero(gates),
            "forbidden_gates": np.flatnonzero(~gates), "group_lo": np.zeros(problem.n_groups, np.int64),
            "group_hi": np.full(problem.n_groups, problem.n_gates),
        }
    )  # fmt: skip
    answer = ExactModel(fixed).solve(20)
    assert answer.shortage_bound == sum(short.deficit for short in shortages(fixed, gates))
    assert answer.idle_bound == sum(short.deficit for short in shortages(fixed, gates, "agents"))
