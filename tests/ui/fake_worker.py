"""A worker whose planner obeys its seed, for the tests of ui.jobs: ``python -m tests.ui.fake_worker``.

seed 0: reports and stores a plan, or stops early when told to; 1: fails with words; 2: crashes; 3: never stops;
4: returns a plan whose recount found a broken rule.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Any

from pairing.county import County
from pairing.errors import PlanError
from pairing.plan import GoalValue, Plan
from pairing.text import Text
from tests.pairing.stored import tiny_plan
from ui.worker import Reporter, main

FAKE = (sys.executable, "-m", "tests.ui.fake_worker")


@dataclass(frozen=True)
class FakeProgress:
    seconds: float
    goals: tuple[GoalValue, ...]
    gap: float | None


def obey(
    county: County,
    rules: str,
    limits: Mapping[str, Any],
    watch: Reporter,
    cancel: threading.Event,
    previous: Plan | None,
) -> tuple[Plan, SimpleNamespace]:
    seed = limits["seed"]
    if seed == 1:
        raise PlanError(Text("没有方案", "no plan"))
    if seed == 2:
        raise RuntimeError("boom")
    watch.phase("improve")
    start = time.monotonic()
    points = 0
    while time.monotonic() - start < limits["seconds"] and (seed == 3 or not cancel.is_set()):
        points += 1
        watch.progress(
            FakeProgress(time.monotonic() - start, (GoalValue("points", points, 900, False),), 0.1)
        )
        time.sleep(0.05)
    plan = tiny_plan(county.data_hash, "r-1", points)
    stop = "user" if cancel.is_set() else "time"
    return replace(plan, summary=replace(plan.summary, stop_reason=stop)), SimpleNamespace(
        violations=("ban",) if seed == 4 else ()
    )


if __name__ == "__main__":
    sys.exit(main(planning=obey, command=FAKE))
