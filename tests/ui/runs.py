"""A solve under way, as a worker would have left it in the store."""

from __future__ import annotations

import psutil

from pairing.records import RunRecord
from pairing.store import Store
from tests.ui.conftest import Screen


def running(screen: Screen) -> RunRecord:
    """A run that reports, in the name of this process, so that it is found alive."""
    process = psutil.Process()
    with Store(screen.db, "小李") as store:
        run = store.runs.start(1, 1, {"seconds": 60.0})
        store.runs.begin(run.id, process.pid, process.create_time())
        goals = [
            {"name": "shortage", "value": 1, "bound": 0, "proved": False},
            {"name": "idle", "value": 2, "bound": None, "proved": False},
            {"name": "points", "value": 7000, "bound": 9000, "proved": False},
        ]
        store.runs.report(
            run.id, "improve", {"seconds": 3.0, "goals": goals, "gap": 0.222}, [(3.0, 7000, 9000)]
        )
        return store.runs.get(run.id)
