"""A part of a plan's gates chosen anew: within all limits, most of them kept, and a brief annealing leads on from there."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

from solver import GatedAssignment, Limits, solve
from solver.bound import DualBound
from solver.dive import JOINT_STAGES, JOINT_STEPS, dive, round_gates
from solver.incumbent import Incumbent
from solver.redive import redive
from solver.search import Clock, Search
from tests.solver.instances import DEMO, random_county
from tests.solver.test_dive import check_limits, never
from tests.solver.test_slices import Phases
from tests.solver.tiny import small_problems

BRIEF = 6


@given(small_problems())
@settings(max_examples=25, deadline=None, derandomize=True)
def test_what_is_chosen_anew_stays_within_all_limits(problem: GatedAssignment) -> None:
    bound = DualBound(problem)
    bound.walk(20, never)
    opened = round_gates(problem, bound.openness())
    if opened is None:
        return
    again = redive(problem, opened, bound.duals(), np.random.default_rng(0), (0, 0), never)
    assert again is not None
    check_limits(problem, again)


@pytest.mark.slow
def test_most_gates_are_kept_and_a_brief_annealing_finds_more_from_there() -> None:
    problem = random_county(DEMO, seed=1)
    bound = DualBound(problem, joint=True)
    bound.sweep(2, never)
    opened = dive(
        problem, bound.openness(), bound.duals(), never, JOINT_STAGES, JOINT_STEPS, thorough=True, joint=True
    )
    assert opened is not None
    incumbent = Incumbent(problem, Limits(seconds=600), None)
    search = Search(problem, incumbent, 0)
    search.begin(opened, None)
    search.run(Clock(incumbent, BRIEF), 60.0)
    brief = incumbent.goals
    chance = np.random.default_rng(0)
    for _ in range(6):
        best = incumbent.solution
        assert best is not None
        again = redive(problem, best.gate_open, bound.duals(), chance, (0, 0), never)
        assert again is not None
        assert (best.gate_open & again).sum() > best.gate_open.sum() / 2
        search.begin(again, None)
        search.run(Clock(incumbent, BRIEF), 60.0)
    assert brief is not None
    assert incumbent.goals is not None
    assert brief[:2] == incumbent.goals[:2]
    assert incumbent.goals[2] > brief[2]


@pytest.mark.slow
def test_the_many_short_searches_of_a_small_county_tell_no_phases() -> None:
    """All of them are one improving: the first one's last word was that the plan is being polished, and it stood on the screen
    to the end."""
    heard = Phases()
    solve(random_county(DEMO, seed=1), Limits(seconds=6), heard)
    assert heard.seen[-1] == "improve"
    assert heard.seen.count("construct") <= 4
