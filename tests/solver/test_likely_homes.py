"""Homes a search begins with come from the relaxation: behind open gates, where places are to be filled."""

from __future__ import annotations

import numpy as np

from solver import GatedAssignment
from solver.bound import DualBound
from solver.likely_homes import likely_homes
from tests.solver.instances import CountySize, random_county
from tests.solver.tiny import gated


def found(problem: GatedAssignment, opened: list[bool] | np.ndarray) -> np.ndarray:
    bound = DualBound(problem)
    bound.sweep(1, lambda: False)
    return likely_homes(problem, np.array(opened), bound.duals(), (0, 0), lambda: False)


def two_villages(quota: int) -> GatedAssignment:
    """Four agents worth the same behind both gates of their unit; two villages of four targets each."""
    return gated(
        [[5] * 8] * 4, [0] * 4, [0] * 4 + [1] * 4, [(0, 0), (0, 1)],
        agent_lo=[1] * 4, agent_hi=[quota] * 4, agent_spread=[10] * 4,
    )  # fmt: skip


def test_no_village_is_home_to_more_than_it_can_keep_busy() -> None:
    homes = found(two_villages(2), [True, True])
    assert (np.bincount(homes[homes >= 0], minlength=2) <= 2).all()
    assert (homes >= 0).sum() >= 2


def test_who_has_one_place_needs_no_home() -> None:
    assert found(two_villages(1), [True, True]).tolist() == [-1] * 4


def test_no_home_behind_a_closed_gate() -> None:
    assert set(found(two_villages(2), [True, False]).tolist()) <= {0, -1}


def test_homes_stand_behind_open_gates_of_a_county() -> None:
    problem = random_county(
        CountySize(units=6, villages=12, agents=80, targets=90, leaders=2, quota="8-7-6-5-4")
    )
    rng = np.random.default_rng(0)
    opened = rng.random(problem.n_gates) < 0.3
    homes = found(problem, opened)
    agents = np.flatnonzero(homes >= 0)
    assert len(agents) > 5
    behind = set(
        zip(problem.gate_agents[opened].tolist(), problem.gate_targets[opened].tolist(), strict=True)
    )
    assert set(zip(problem.agent_block[agents].tolist(), homes[agents].tolist(), strict=True)) <= behind


def test_told_to_stop_it_names_none() -> None:
    problem = two_villages(2)
    homes = likely_homes(problem, np.array([True, True]), DualBound(problem).duals(), (0, 0), lambda: True)
    assert homes.tolist() == [-1] * 4
