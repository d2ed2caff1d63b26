"""The flow stays optimal: its value against an exact flow of its own, its prices as a certificate, its undo to the letter."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solver import GatedAssignment, Transport, evaluate
from solver import memory as at
from solver.anneal import anneal, apply_move, insert_places, new_memory, open_gates
from solver.feasible import choose_gates
from solver.filter import move_bound, rank_rows
from solver.flow import fill_holes, insert, offer, rob
from solver.home import propose_home
from solver.journal import rollback, toggle
from solver.memory import view
from solver.moves import propose, uncount
from solver.network import BARRED, lay_out
from solver.polish import board_solution, deal
from solver.residual import NEVER, arc_value, last_reward, next_reward, open_gate, place_reward, serves
from solver.transport import solve_transport
from tests.solver.instances import CountySize, random_county
from tests.solver.tiny import crowded_problems, gated, small_problems

if TYPE_CHECKING:
    from solver.arrays import Flags, Ints

PLAIN = CountySize(units=4, villages=9, agents=60, targets=62, leaders=1)
LADDER = CountySize(units=3, villages=8, agents=24, targets=70, leaders=2, quota="8-7-6-5-4")
ANY = -(2**62)


def lawful_gates(problem: GatedAssignment, seed: int) -> Flags | None:
    """Gates within all limits, drawn by chance; None where the limits contradict each other."""
    score = np.random.default_rng(seed).integers(-50, 50, problem.n_gates)
    return choose_gates(problem, score)


def begun(problem: GatedAssignment, opened: Flags) -> Ints:
    """A memory with every place inserted behind the given gates."""
    memory = new_memory(lay_out(problem).arrays, 0)
    open_gates(memory, opened)
    insert_places(memory, 0, problem.n_targets)
    return memory


def pairs(m: Ints) -> list[tuple[int, int, int]]:
    """(class, target, value) of every used place, sorted."""
    found = []
    for i in range(m[at.N_CLASSES]):
        first = view(m, at.SLOT_PTR)[i]
        for s in range(first, first + view(m, at.LOAD)[i]):
            found.append((i, int(view(m, at.SLOT_TARGET)[s]), int(view(m, at.SLOT_VALUE)[s])))
    return sorted(found)


def state(m: Ints) -> tuple[object, ...]:
    """All that a move may change, without the order of slots, which means nothing."""
    kept = (
        at.MU, at.MU_AWAY, at.LAM, at.LOAD, at.HOLE, at.HOME, at.SERVED, at.HELD, at.IS_OPEN, at.COUNT, at.N_V, at.N_A,
    )  # fmt: skip
    served = [
        sorted(view(m, at.PLACE_CLASS)[first : first + n].tolist())
        for first, n in zip(view(m, at.PLACE_PTR)[:-1], view(m, at.SERVED), strict=True)
    ]
    listed = [
        sorted(view(m, array)[first : first + n].tolist())
        for array, start, number in ((at.OPEN_V, at.AT_V_PTR, at.N_V), (at.OPEN_A, at.AT_A_PTR, at.N_A))
        for first, n in zip(view(m, start)[:-1], view(m, number), strict=True)
    ]
    return int(m[at.GOAL]), pairs(m), served, listed, [view(m, array).tolist() for array in kept]


def listed_homes(m: Ints) -> list[tuple[int, int]]:
    """(target block, class) of every class found in its home's list."""
    found = []
    for v, i in enumerate(view(m, at.HOME_HEAD).tolist()):
        while i >= 0:
            found.append((v, i))
            i = int(view(m, at.HOME_NEXT)[i])
    return found


def check_certificate(m: Ints) -> None:
    """Complementary slackness on every arc of the residual network proves the flow optimal for the open gates."""
    mu, lam = view(m, at.MU), view(m, at.LAM)
    homes = view(m, at.HOME)
    assert (view(m, at.MU_AWAY) == mu + np.where(homes >= 0, view(m, at.CLASS_SPREAD), 0)).all()
    assert sorted(listed_homes(m)) == [
        (int(homes[i]), i) for i in sorted(np.flatnonzero(homes >= 0), key=lambda i: (homes[i], i))
    ]
    assert not view(m, at.HOLE).any()
    load, served, demand = view(m, at.LOAD), view(m, at.SERVED), view(m, at.TARGET_DEMAND)
    held, miss = view(m, at.HELD), view(m, at.TARGET_MISS)
    free = np.flatnonzero((held == 0) & (demand > 0)).tolist()
    for i in range(m[at.N_CLASSES]):
        assert 0 <= load[i] <= view(m, at.CLASS_CAP)[i]
        assert load[i] == view(m, at.CLASS_CAP)[i] or mu[i] <= -next_reward(m, i)
        assert load[i] == 0 or mu[i] >= -last_reward(m, i)
        for t in free:
            g = open_gate(m, view(m, at.CLASS_BLOCK)[i], view(m, at.TARGET_BLOCK)[t])
            value = arc_value(m, i, t, g) if g >= 0 else BARRED
            used = serves(m, i, t)
            if value <= BARRED // 2:
                assert used == 0
                continue
            assert used <= view(m, at.CLASS_SIZE)[i]
            assert used == view(m, at.CLASS_SIZE)[i] or value - mu[i] <= lam[t]
            assert used == 0 or value - mu[i] >= lam[t]
    for t in free:
        assert 0 <= served[t] <= demand[t]
        assert lam[t] == -miss[t] if served[t] < demand[t] else lam[t] >= -miss[t]
    whole = sum(value for _, _, value in pairs(m)) - int((miss * (demand - served)).sum())
    whole += sum(place_reward(m, i, k + 1) for i in range(m[at.N_CLASSES]) for k in range(load[i]))
    assert m[at.GOAL] == whole + int(view(m, at.GATE_VALUE)[view(m, at.IS_OPEN) > 0].sum())


def check_value(problem: GatedAssignment, m: Ints) -> None:
    """The flow's three goals equal those of the exact transport behind the open gates; every lo must be 0 or 1."""
    opened, demand = view(m, at.IS_OPEN) > 0, np.where(view(m, at.HELD) > 0, 0, problem.target_demand)
    agent, target = (
        part.reshape(-1) for part in np.indices((problem.n_agents, problem.n_targets)).astype(np.int64)
    )
    bonus = np.zeros((problem.n_agents, problem.n_targets), dtype=np.int64)
    bonus[problem.bonus_agent, problem.bonus_target] = problem.bonus_value
    barred = np.zeros((problem.n_agents, problem.n_targets), dtype=np.bool_)
    barred[problem.forbidden_agent, problem.forbidden_target] = True
    gate = problem.gate_of(agent, target)
    kinds = problem.agent_kind[agent], problem.target_kind[target]
    usable = (gate >= 0) & opened[gate] & problem.allowed[kinds] & ~barred.reshape(-1)
    value = problem.worth[kinds] + problem.gate_bonus[gate] + bonus.reshape(-1)
    answer = solve_transport(
        Transport(
            agent_lo=problem.agent_lo,
            agent_hi=problem.agent_hi,
            target_demand=demand,
            target_weight=problem.target_weight,
            arc_agent=agent[usable],
            arc_target=target[usable],
            arc_value=value[usable],
            arc_capacity=np.ones(int(usable.sum()), dtype=np.int64),
        )
    )
    shortage = int((problem.target_weight * (demand - view(m, at.SERVED))).sum())
    idle = int(np.maximum(0, view(m, at.CLASS_LOW) - view(m, at.LOAD)).sum())
    worth = sum(value for _, _, value in pairs(m))
    assert (shortage, idle, worth) == (answer.shortage_bound, answer.idle_bound, answer.value_bound)


def plain(problem: GatedAssignment) -> GatedAssignment:
    """Every lo 0 or 1 and no spread: what an exact flow can say."""
    return replace(
        problem, agent_lo=np.minimum(problem.agent_lo, 1), agent_spread=np.zeros_like(problem.agent_spread)
    )


def hold(m: Ints, t: int) -> None:
    """Hold target t back and take out all its places."""
    view(m, at.HELD)[t] = 1
    while view(m, at.SERVED)[t]:
        rob(m, view(m, at.PLACE_CLASS)[view(m, at.PLACE_PTR)[t]], t)
    fill_holes(m, NEVER)


def put_back(m: Ints, t: int) -> None:
    view(m, at.HELD)[t] = 0
    for _ in range(view(m, at.TARGET_DEMAND)[t]):
        assert insert(m, t, offer(m, t), NEVER) >= 0


@given(small_problems() | crowded_problems(), st.integers(0, 2**32 - 1))
@settings(max_examples=60, deadline=None, derandomize=True)
def test_flow_is_optimal_after_every_insert_and_take_out(problem: GatedAssignment, seed: int) -> None:
    problem = plain(problem)
    rng = np.random.default_rng(seed)
    m = new_memory(lay_out(problem).arrays, 0)
    open_gates(m, rng.random(problem.n_gates) < 0.7)
    view(m, at.HELD)[:] = 1
    for t in rng.permutation(problem.n_targets).tolist():
        put_back(m, t)
        check_certificate(m)
        check_value(problem, m)
    for t in rng.permutation(problem.n_targets).tolist():
        hold(m, t)
        check_certificate(m)
        check_value(problem, m)
        if rng.random() < 0.5:
            put_back(m, t)
            check_certificate(m)


@given(small_problems() | crowded_problems(), st.integers(0, 2**32 - 1))
@settings(max_examples=40, deadline=None, derandomize=True)
def test_prices_prove_the_flow_with_any_quota(problem: GatedAssignment, seed: int) -> None:
    opened = np.random.default_rng(seed).random(problem.n_gates) < 0.7
    check_certificate(begun(problem, opened))


@given(small_problems() | crowded_problems(), st.integers(0, 2**32 - 1))
@settings(max_examples=40, deadline=None, derandomize=True)
def test_an_insert_is_refused_exactly_when_it_costs_more_than_its_budget(
    problem: GatedAssignment, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    asked = np.flatnonzero(problem.target_demand)
    if not len(asked):
        return
    m = begun(problem, rng.random(problem.n_gates) < 0.7)
    t = int(rng.choice(asked))
    hold(m, t)
    view(m, at.HELD)[t] = 0
    top = offer(m, t)
    free, exact, short = m.copy(), m.copy(), m.copy()
    cost = insert(free, t, top, NEVER)
    assert cost == m[at.GOAL] + top + view(m, at.TARGET_MISS)[t] - free[at.GOAL]
    assert insert(exact, t, top, cost) == cost
    assert exact[at.GOAL] == free[at.GOAL]
    before = state(short)
    assert insert(short, t, top, cost - 1) == NEVER
    assert state(short) == before


@given(small_problems() | crowded_problems(), st.integers(0, 2**32 - 1))
@settings(max_examples=40, deadline=None, derandomize=True)
def test_rollback_restores_the_state_exactly(problem: GatedAssignment, seed: int) -> None:
    rng = np.random.default_rng(seed)
    m = begun(problem, rng.random(problem.n_gates) < 0.6)
    before = state(m)
    targets = rng.permutation(problem.n_targets)[: rng.integers(0, problem.n_targets + 1)].tolist()
    for t in targets:
        hold(m, t)
    # A gate opens only before targets that are all held, as moves open them: else prices no longer prove the flow,
    # and an insertion may cost less than nothing.
    held = view(m, at.HELD) > 0
    for g in np.flatnonzero(view(m, at.IS_OPEN) == 0).tolist():
        if held[problem.target_block == problem.gate_targets[g]].all():
            toggle(m, g, True)
    for t in targets:
        put_back(m, t)
    middle, mark = state(m), int(m[at.LOGGED])
    for t in targets[::-1]:
        hold(m, t)
    view(m, at.HELD)[:] = 0
    assert rollback(m, mark)
    assert state(m) == middle
    assert rollback(m, 0)
    assert state(m) == before
    check_certificate(m)


@given(small_problems() | crowded_problems(), st.integers(0, 2**32 - 1))
@settings(max_examples=40, deadline=None, derandomize=True)
def test_moves_are_judged_by_what_they_really_gain(problem: GatedAssignment, seed: int) -> None:
    """The filter never says less than the gain; the early end never refuses a move that reaches what is needed, and
    a refused move leaves no trace."""
    problem = plain(problem)
    opened = lawful_gates(problem, seed)
    if opened is None:
        return
    m = begun(problem, opened)
    rank_rows(m)
    for _ in range(12):
        good = propose(m)
        uncount(m)
        if not good:
            continue
        before, bound = state(m), move_bound(m)
        free = m.copy()
        assert apply_move(free, ANY)
        check_certificate(free)
        check_value(problem, free)
        count = view(free, at.COUNT)
        assert ((problem.group_lo <= count) & (count <= problem.group_hi)).all()
        assert free[at.GOAL] - m[at.GOAL] <= bound
        assert not apply_move(m, free[at.GOAL] + 1)
        assert state(m) == before
        assert apply_move(m, free[at.GOAL])
        assert m[at.GOAL] == free[at.GOAL]


@pytest.mark.parametrize(("size", "seed"), [(PLAIN, 1), (PLAIN, 2), (LADDER, 3)])
def test_annealing_leaves_an_optimal_flow(size: CountySize, seed: int) -> None:
    problem = plain(random_county(size, seed=seed, kept=0.4))
    opened = lawful_gates(problem, seed)
    assert opened is not None
    m = begun(problem, opened)
    rank_rows(m)
    for temperature in (3000.0, 300.0):
        anneal(m, temperature, 60_000)
        check_certificate(m)
        check_value(problem, m)
    assert m[at.ACCEPTED] > 0
    assert m[at.BEST] >= m[at.GOAL]


def true_goals(problem: GatedAssignment, m: Ints) -> tuple[int, int, int]:
    board = deal(
        problem, lay_out(problem), view(m, at.IS_OPEN) > 0, view(m, at.LOAD), view(m, at.SLOT_TARGET), 0
    )
    counted = evaluate(problem, board_solution(problem, board, view(m, at.IS_OPEN) > 0))
    assert not counted.violations
    return counted.goals


def value_of(m: Ints) -> int:
    """The flow's value without what goals 1 and 2 weigh in it."""
    load, low, missing = (
        view(m, at.LOAD),
        view(m, at.CLASS_LOW),
        view(m, at.TARGET_DEMAND) - view(m, at.SERVED),
    )
    weight = int((view(m, at.CLASS_REWARD) * np.minimum(load, low)).sum()) - int(
        (view(m, at.TARGET_MISS) * missing).sum()
    )
    return int(m[at.GOAL]) - weight


@given(small_problems() | crowded_problems(), st.integers(0, 2**32 - 1))
@settings(max_examples=60, deadline=None, derandomize=True)
def test_homes_move_as_exactly_as_gates_and_never_flatter(problem: GatedAssignment, seed: int) -> None:
    """With spread: the flow stays optimal for its homes, refused moves leave no trace, and a plan is worth at least
    what the flow with homes says."""
    problem = replace(
        problem, agent_lo=np.minimum(problem.agent_lo, 1), agent_spread=problem.agent_spread + 3
    )
    opened = lawful_gates(problem, seed)
    if opened is None:
        return
    m = begun(problem, opened)
    rank_rows(m)
    rng = np.random.default_rng(seed)
    for _ in range(16):
        if m[at.N_HOMERS] and rng.random() < 0.6:
            good = propose_home(m)
        else:
            good = propose(m)
            uncount(m)
        if not good:
            continue
        before, free = state(m), m.copy()
        assert apply_move(free, ANY)
        check_certificate(free)
        assert true_goals(problem, free)[2] >= value_of(free)
        assert not apply_move(m, free[at.GOAL] + 1)
        assert state(m) == before
        assert apply_move(m, free[at.GOAL])
        assert m[at.GOAL] == free[at.GOAL]


def test_a_home_makes_a_second_place_in_one_village_free() -> None:
    """Two targets of one village and one of another, an agent for two: without a home the second place costs the spread;
    at home in the village of two it is free, and the flow prefers them."""
    problem = gated(
        [[50, 50, 52]], [0], [0, 0, 1], [(0, 0), (0, 1)], agent_hi=[2], agent_spread=[10],
        group_lo=[0], group_hi=[2], member_group=[0, 0], member_gate=[0, 1],
    )  # fmt: skip
    m = begun(problem, np.ones(2, dtype=np.bool_))
    assert value_of(m) == 102 - 10
    m[at.DROPPED], m[at.ADDED], m[at.MOVER], m[at.MOVE_TO] = 0, 0, 0, 0
    assert apply_move(m, ANY)
    check_certificate(m)
    assert value_of(m) == 100


def test_a_move_too_long_for_the_log_is_carried_out_whole() -> None:
    """A move whose log ran over could not be undone: it was refused all the same and left targets without a place
    that had one to take, and as the log stayed full, so did every later refused move."""
    problem = gated(
        [[9, 1], [5, 4]], [0, 1], [0, 0], [(0, 0), (1, 0)], gate_value=[-3, -3],
        group_lo=[0], group_hi=[2], member_group=[0, 0], member_gate=[0, 1],
    )  # fmt: skip
    m = begun(problem, np.ones(2, dtype=np.bool_))
    m[at.LOGGED] = m[at.LOG + 1] - m[at.LOG] - 4
    m[at.DROPPED], m[at.ADDED] = 1, 0
    view(m, at.DROPS)[0] = 0
    apply_move(m, 2**61)
    assert not view(m, at.HELD).any()
    assert m[at.LOGGED] == 0
    check_certificate(m)
    check_value(problem, m)
