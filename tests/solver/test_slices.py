"""Slices of the gates: shared by two threads, and no different for it."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from solver import course, solve
from solver.bound import DualBound
from solver.events import Events
from solver.limits import Limits
from solver.problem import GatedAssignment
from solver.relaxation import lay_out
from solver.result import Status
from solver.slices import SHARED, cut
from tests.solver.instances import CountySize, random_county


def county(seed: int = 0) -> GatedAssignment:
    return random_county(CountySize(units=6, villages=30, agents=90, targets=120, leaders=3), seed)


def test_every_gate_and_every_local_group_is_in_one_slice_and_no_block_is_cut() -> None:
    layout = lay_out(county())
    slices = cut(layout, SHARED)
    assert len(slices) > 1
    assert len(cut(layout, 1)) == 1
    assert [part.first for part in slices] == [0, *(part.end for part in slices[:-1])]
    assert slices[-1].end == len(layout.gate_block)
    assert set(layout.gate_ptr) >= {part.first for part in slices}
    groups = np.concatenate([part.groups for part in slices])
    assert sorted(groups) == list(range(len(layout.local_lo)))
    for part in slices:
        for r in part.groups:
            members = np.flatnonzero(layout.local_group == r)
            assert ((part.first <= members) & (members < part.end)).all()


def test_nobody_serves_where_no_gate_may_be_used() -> None:
    problem = county()
    none = DualBound(
        GatedAssignment(
            **{name: getattr(problem, name) for name in problem.__dataclass_fields__}
            | {"forbidden_gates": np.arange(problem.n_gates), "group_lo": np.zeros_like(problem.group_lo)}
        )
    )
    none.walk(3, lambda: False)
    assert all(len(part) == 0 for part in none.serving())


@pytest.mark.parametrize("thorough", [False, True])
@pytest.mark.parametrize("seed", [0, 1])
def test_two_threads_find_what_one_finds(seed: int, thorough: bool) -> None:
    problem = county(seed)
    with ThreadPoolExecutor(1) as pool:
        alone, shared = DualBound(problem), DualBound(problem, pool=pool)
        for bound in (alone, shared):
            bound.guide(bound.duals(), (0, 0), thorough=thorough)
            bound.walk(60, lambda: False)
    assert alone.value(0, 0) == shared.value(0, 0)
    assert np.array_equal(alone.openness(), shared.openness())
    for one, other in zip(alone.duals(), shared.duals(), strict=True):
        assert np.array_equal(one, other, equal_nan=True)
    for one, other in zip(alone.serving(), shared.serving(), strict=True):
        assert np.array_equal(one, other)


class Phases(Events):
    """Remembers what was begun."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def phase(self, name: str) -> None:
        self.seen.append(name)


def test_with_many_targets_both_threads_dive_and_the_bound_comes_after(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(course, "MANY_TARGETS", 100)
    phases = Phases()
    before = threading.active_count()
    result = solve(county(), Limits(seconds=6, workers=2), phases, exact_arcs=0)
    assert threading.active_count() == before
    assert result.status is not Status.INFEASIBLE
    assert result.goals is not None
    shortage, idle, value = result.goals
    assert (shortage.proved, idle.proved) == (True, True)
    assert value.bound is not None
    assert value.bound >= value.value
    assert "dive" in phases.seen
