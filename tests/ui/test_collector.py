"""A county in memory is not looked through after every run of a page, and what is gone is found all the same."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator

import pytest

from ui.collector import Collector

FULL = {"generation": 2}


@pytest.fixture(autouse=True)
def nothing_aside() -> Iterator[None]:
    gc.unfreeze()
    yield
    gc.unfreeze()


def collected(collector: Collector, seconds: float, patch: pytest.MonkeyPatch, info: dict[str, int]) -> None:
    patch.setattr(time, "thread_time", lambda: 0.0)
    collector("start", info)
    patch.setattr(time, "thread_time", lambda: seconds)
    collector("stop", info)


def test_what_a_long_collection_leaves_alive_is_set_aside_for_minutes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = [0.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    collector = Collector()
    collected(collector, 1.0, monkeypatch, {"generation": 1})
    collected(collector, 0.001, monkeypatch, FULL)
    assert gc.get_freeze_count() == 0
    collected(collector, 1.0, monkeypatch, FULL)
    assert gc.get_freeze_count() > 0
    now[0] = 3600.0
    # A session may have ended since: everything is looked through once more.
    collected(collector, 0.001, monkeypatch, FULL)
    assert gc.get_freeze_count() == 0
