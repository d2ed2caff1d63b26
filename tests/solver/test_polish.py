"""Polish keeps every law, and what it says it gained is what the recount finds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solver import GatedAssignment, evaluate
from solver.anneal import insert_places, new_memory, open_gates
from solver.construct import first_gates
from solver.evaluate import Evaluation, spread_cost
from solver.memory import BEST_LOAD, BEST_SLOT, SERVED, SLOT_VALUE, view
from solver.network import lay_out
from solver.polish import Board, board_solution, deal, polish
from tests.solver.instances import CountySize, random_county
from tests.solver.tiny import crowded_problems, gated, small_problems

PLAIN = CountySize(units=4, villages=9, agents=60, targets=62, leaders=1)
LADDER = CountySize(units=3, villages=8, agents=24, targets=70, leaders=2, quota="8-7-6-5-4")


class Dealt:
    """A board fresh from the flow, and how its plan counts without the gates' own values (unused gates are closed
    when a plan is made of it, so these are no part of what polish works on)."""

    def __init__(self, problem: GatedAssignment, opened: np.ndarray, seed: int = 0) -> None:
        self.problem, self.opened, self.layout = problem, opened, lay_out(problem)
        self.memory = new_memory(self.layout.arrays, seed)
        open_gates(self.memory, opened)
        insert_places(self.memory, 0, problem.n_targets)
        load, slot = view(self.memory, BEST_LOAD), view(self.memory, BEST_SLOT)
        self.board: Board = deal(problem, self.layout, opened, load, slot, seed)

    def count(self) -> Evaluation:
        plan = board_solution(self.problem, self.board, self.opened)
        found = evaluate(self.problem, plan)
        assert found.violations == ()
        return replace(found, value=found.value - int(self.problem.gate_value[plan.gate_open].sum()))


def dealt(problem: GatedAssignment, seed: int = 0) -> Dealt | None:
    """None where no gates keep the limits."""
    opened = first_gates(problem, lay_out(problem))
    return None if opened is None else Dealt(problem, opened, seed)


def with_forced(problem: GatedAssignment, board: Dealt) -> GatedAssignment:
    """Every third arc of the plan, forced: a board shows forced arcs only in what is left of quotas."""
    plan = board_solution(problem, board.board, board.opened)
    return replace(problem, forced_agent=plan.arc_agent[::3], forced_target=plan.arc_target[::3])


def check_polish(board: Dealt, temperature: float, moves: int) -> None:
    before = board.count()
    gain = polish(board.board.memory, temperature, moves)
    after = board.count()
    assert after.shortage == before.shortage
    assert after.idle <= before.idle
    rise = after.value - before.value
    if after.idle == before.idle:
        assert gain == rise
    else:
        weight, rest = divmod(gain - rise, before.idle - after.idle)
        assert rest == 0
        assert weight > 10**9
    if temperature == 0.0:
        assert gain >= 0
        assert (-after.idle, after.value) >= (-before.idle, before.value)


@given(small_problems() | crowded_problems(), st.integers(0, 1000), st.booleans())
@settings(max_examples=60, deadline=None, derandomize=True)
def test_polish_keeps_the_laws_and_counts_its_gains(
    problem: GatedAssignment, seed: int, forced: bool
) -> None:
    board = dealt(problem, seed)
    if forced and board is not None:
        problem = with_forced(problem, board)
        board = dealt(problem, seed)
        assert board is not None
    if board is not None:
        for temperature in (10.0, 0.0, 2.0, 0.0):
            check_polish(board, temperature, 60)


@given(small_problems() | crowded_problems(), st.booleans())
@settings(max_examples=40, deadline=None, derandomize=True)
def test_dealing_out_keeps_the_flow(problem: GatedAssignment, forced: bool) -> None:
    """What the classes were given goes to their members, no place lost and no value: only spread is new."""
    board = dealt(problem)
    if forced and board is not None:
        problem = with_forced(problem, board)
        board = dealt(problem)
    if board is None:
        return
    plan, counted = board_solution(problem, board.board, board.opened), board.count()
    agent, target = problem.forced_agent, problem.forced_target
    first, load = board.layout.arrays["SLOT_PTR"][:-1], view(board.memory, BEST_LOAD)
    value = view(board.memory, SLOT_VALUE)
    worth = sum(int(value[a : a + n].sum()) for a, n in zip(first, load, strict=True))
    bonus = {
        (i, j): v
        for i, j, v in zip(
            problem.bonus_agent.tolist(),
            problem.bonus_target.tolist(),
            problem.bonus_value.tolist(),
            strict=True,
        )
    }
    worth += int(problem.worth[problem.agent_kind[agent], problem.target_kind[target]].sum())
    worth += int(problem.gate_bonus[problem.gate_of(agent, target)].sum())
    worth += sum(bonus.get(arc, 0) for arc in zip(agent.tolist(), target.tolist(), strict=True))
    assert counted.value == worth - spread_cost(problem, plan.arc_agent, plan.arc_gate)
    missing = board.layout.demand - view(board.memory, SERVED)
    assert counted.shortage == int((problem.target_weight * missing).sum())


@pytest.mark.parametrize(("size", "seed"), [(PLAIN, 1), (PLAIN, 2), (LADDER, 3)])
def test_polish_of_a_small_county(size: CountySize, seed: int) -> None:
    board = dealt(random_county(size, seed=seed, kept=0.4), seed)
    assert board is not None
    for temperature in (400.0, 50.0, 0.0):
        check_polish(board, temperature, 20_000)


def test_spread_is_weighed_exactly() -> None:
    """Agent 0 is worth a point more for targets 0 and 2, which stand in two villages: the flow sees no spread and
    takes 22, less 10 for the second village of each agent. One exchange gives each a village of its own: 21."""
    problem = gated(
        [[6, 5, 6, 5], [5, 5, 5, 5]], [0, 0], [0, 0, 1, 1], [(0, 0), (0, 1)],
        agent_hi=[2, 2], agent_spread=[10, 10],
    )  # fmt: skip
    board = Dealt(problem, np.ones(2, dtype=np.bool_))
    assert board.count().value == 22 - 20
    assert polish(board.board.memory, 0.0, 500) == 19
    assert board.count().value == 21


def test_a_forced_arc_counts_in_the_spread() -> None:
    """Agent 0 must serve target 0 in village 0. A second target in village 1 would cost it 10 for spread, so polish
    hands that target to agent 1, though it is worth 3 less there: 5 + 6 - 10 = 1 becomes 5 + 3 = 8."""
    problem = gated(
        [[5, 6], [5, 3]], [0, 0], [0, 1], [(0, 0), (0, 1)], agent_hi=[2, 2], agent_spread=[10, 10],
        forced_agent=[0], forced_target=[0],
    )  # fmt: skip
    board = Dealt(problem, np.ones(2, dtype=np.bool_))
    assert board.count().value == 1
    assert polish(board.board.memory, 0.0, 500) == 7
    assert board.count().value == 8


def test_the_last_target_of_an_agent_may_move_to_an_idle_one() -> None:
    """Moving a target from an agent with two to one with none lifts the idle one to its lo: worth any value."""
    problem = gated(
        [[9, 9], [1, 1]], [0, 0], [0, 0], [(0, 0)], agent_hi=[2, 2], agent_lo=[1, 1],
    )  # fmt: skip
    layout = lay_out(problem)
    opened = np.ones(1, dtype=np.bool_)
    board = deal(problem, layout, opened, np.array([2, 0]), np.array([0, 1, 0, 0]), 0)
    before = evaluate(problem, board_solution(problem, board, opened))
    assert before.goals == (0, 1, 18)
    assert polish(board.memory, 0.0, 200) > 0
    after = evaluate(problem, board_solution(problem, board, opened))
    assert (after.goals, after.violations) == ((0, 0, 10), ())
