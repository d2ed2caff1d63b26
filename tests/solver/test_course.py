"""Who works when: what a thread does after its search."""

from __future__ import annotations

import threading

import pytest

from solver import Limits, solve
from solver.bound import DualBound
from solver.course import Course
from solver.incumbent import Incumbent
from solver.search import Search
from tests.solver.instances import DEMO, random_county
from tests.solver.test_slices import county as short_county


@pytest.mark.slow
def test_no_evaluation_is_begun_after_a_search_to_the_end_of_the_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """In a large county one evaluation with charges took more than a second: begun in the last tenths, it made two of three
    solves of 600 seconds end after 601."""
    done: list[tuple[int, str]] = []
    search, bounding = Search.run, DualBound.run

    def run(self: Search, *args: object) -> None:
        search(self, *args)  # type: ignore[arg-type]
        done.append((threading.get_ident(), "search"))

    def bound(self: DualBound, *args: object) -> None:
        done.append((threading.get_ident(), "bound"))
        bounding(self, *args)  # type: ignore[arg-type]

    monkeypatch.setattr(Search, "run", run)
    monkeypatch.setattr(DualBound, "run", bound)
    solve(random_county(DEMO, seed=1), Limits(seconds=6, workers=2))
    (thread,) = {thread for thread, what in done if what == "bound"}
    acts = [what for who, what in done if who == thread]
    assert "search" in acts
    assert acts[-1] == "search"


def test_the_bound_is_told_for_the_goals_that_the_plan_ends_with(monkeypatch: pytest.MonkeyPatch) -> None:
    """A search that fills a place after the bound's last word left the plan without a bound of its points: what had been
    told held for one place missing more."""
    monkeypatch.setattr(Course, "_keep_bounding", lambda self, enough: None)
    told: list[tuple[int, int]] = []
    bound = Incumbent.bound

    def listen(self: Incumbent, shortage: int, idle: int, value: int | None, at: tuple[int, int]) -> None:
        told.append(at)
        bound(self, shortage, idle, value, at)

    monkeypatch.setattr(Incumbent, "bound", listen)
    result = solve(short_county(), Limits(seconds=1, workers=1), exact_arcs=0)
    assert result.goals is not None
    shortage, idle, value = result.goals
    assert len(set(told)) > 1
    assert (shortage.proved, idle.proved) == (True, True)
    assert value.bound is not None
