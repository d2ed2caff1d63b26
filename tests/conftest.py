"""The order of the files, so that two workers end at the same time."""

from __future__ import annotations

from collections import Counter

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first: one that is begun last keeps its worker busy while the other has nothing left to do."""
    seconds: Counter[object] = Counter()
    for item in items:
        seconds[item.path] += _seconds(item)
    items.sort(key=lambda item: (-seconds[item.path], str(item.path)))


def _seconds(item: pytest.Item) -> float:
    """What a test of its kind takes, roughly."""
    if item.get_closest_marker("browser"):
        return 15.0
    if item.get_closest_marker("slow"):
        return 5.0
    return 0.5 if "empty" in getattr(item, "fixturenames", ()) else 0.1
