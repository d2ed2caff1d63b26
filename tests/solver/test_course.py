"""Who works when: what a thread does after its search."""

from __future__ import annotations

import threading

import pytest

from solver import Limits, solve
from solver.bound import DualBound
from solver.search import Search
from tests.solver.instances import DEMO, random_county


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
