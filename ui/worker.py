"""The process that solves: one run of the store from its start to its end (``python -m ui.worker --db PATH --run N``).

It is started by :mod:`ui.line`, waits there for its turn, and speaks with nobody but the store: its figures go into the
run's row, and a cancel is a mark on that row. Whatever page asked for it may close, reload or crash meanwhile.
"""

from __future__ import annotations

import argparse
import signal
import sys
import threading
import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

from pairing.errors import PairingError, StoreError, traceback_without_values
from pairing.text import Text
from ui.line import WORKER, Line

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pairing.county import County
    from pairing.plan import Plan
    from pairing.planner import Progress
    from pairing.runs import Began, TracePoint
    from pairing.store import Recounted, Store

_LOOK_SECONDS: Final = 0.2  # how often a cancel is looked for
_REPORT_SECONDS: Final = 0.5  # how often figures are written at most
_BEAT_SECONDS: Final = 2.0  # how often a sign of life is written at least

_NOT_LIMITS: Final = ("previous", "max_changes", "name", "start", "units", "leaders", "repairs")

_CRASHED = Text(
    "求解程序意外中止（{kind}），没有保存方案；名单和规则没有变化，可以重新求解。详细记录在 {log}。",
    "The solve ended unexpectedly ({kind}) and no plan was saved; lists and rules are unchanged, and you can solve "
    "again. Details are in {log}.",
)


def _solve_limits(limits: Mapping[str, Any]) -> dict[str, Any]:
    """Of a run's limits those of the solve itself."""
    return {name: value for name, value in limits.items() if name not in _NOT_LIMITS}


class Planning(Protocol):
    """What the worker needs of the planner: a plan and the outcome of its recount."""

    def __call__(
        self,
        county: County,
        rules: str,
        limits: Mapping[str, Any],
        watch: Reporter,
        cancel: threading.Event,
        previous: Plan | None,
    ) -> tuple[Plan, Recounted]: ...


def plan_county(
    county: County,
    rules: str,
    limits: Mapping[str, Any],
    watch: Reporter,
    cancel: threading.Event,
    previous: Plan | None,
) -> tuple[Plan, Recounted]:
    """The planner's answer to a run: ``rules`` as TOML, ``limits`` as :class:`pairing.records.RunRecord` has them,
    ``previous`` the stored plan they name; ``start`` among the limits is the plan itself."""
    # Imported here because it takes seconds: the run is claimed, and a cancel heard, before that.
    from pairing.nearby import near
    from pairing.planner import SolveLimits, recount, solve_county
    from pairing.replan import beside
    from pairing.rules import Rules

    read = Rules.from_toml(rules)
    asked = SolveLimits(**_solve_limits(limits))
    most, nearby, start = limits.get("max_changes"), limits.get("start"), None
    if nearby is not None:
        start = near(county, nearby, limits.get("units", ()), limits.get("leaders", ()))
    plan = solve_county(county, read, asked, watch, cancel, previous=previous, max_changes=most, start=start)
    watch.phase("recount")
    return plan, recount(beside(county, previous), read, plan)


def price_repairs(
    county: County,
    rules: str,
    limits: Mapping[str, Any],
    watch: Reporter,
    cancel: threading.Event,
    previous: Plan | None,
    plan: Plan,
) -> str:
    """The repairs of a stored plan, as the store keeps them."""
    from pairing.planner import SolveLimits
    from pairing.repairs import repairs, repairs_json
    from pairing.replan import beside
    from pairing.rules import Rules

    asked = SolveLimits(**_solve_limits(limits))
    lists = beside(county, previous)
    return repairs_json(
        repairs(lists, Rules.from_toml(rules), plan, limits=asked, watch=watch, cancel=cancel)
    )


class Reporter:
    """Hears the planner on its thread and writes to the store on another, at most twice a second.

    A context manager; ``cancel`` is set as soon as the store says that the run is to stop.
    """

    def __init__(self, db: Path, run: int) -> None:
        self.cancel = threading.Event()
        self._db = db
        self._run = run
        self._over = threading.Event()
        self._lock = threading.Lock()
        self._phase = "load"
        self._start = time.monotonic()
        self._began: list[Began] = [("load", 0.0)]
        self._progress: Mapping[str, Any] | None = None
        self._trace: list[TracePoint] = []
        self._news = True
        self._thread = threading.Thread(target=self._write, name="reporter", daemon=True)

    def __enter__(self) -> Reporter:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def phase(self, name: str) -> None:
        """A part of the work begins."""
        with self._lock:
            self._phase, self._news = name, True
            self._began.append((name, time.monotonic() - self._start))

    def progress(self, progress: Progress) -> None:
        """The best plan or the bound moved."""
        points = progress.goals[-1] if progress.goals else None
        with self._lock:
            self._progress, self._news = asdict(progress), True
            if points is not None:
                self._trace.append((progress.seconds, points.value, points.bound))

    def _write(self) -> None:
        from pairing.store import Store

        with Store(self._db) as store:
            written = -_BEAT_SECONDS
            while True:
                over = self._over.wait(_LOOK_SECONDS)
                since = time.monotonic() - written
                try:
                    self._listen(store)
                    if over or since >= _BEAT_SECONDS or (self._news and since >= _REPORT_SECONDS):
                        self._report(store)
                        written = time.monotonic()
                except StoreError as fault:  # locked for a while: the next look tries again
                    print(fault, file=sys.stderr, flush=True)
                if over:
                    return

    def _listen(self, store: Store) -> None:
        run = store.runs.get(self._run)
        if not self.cancel.is_set() and (run.cancel_asked_at is not None or not run.live):
            self.cancel.set()
            store.runs.beat(self._run)

    def _report(self, store: Store) -> None:
        with self._lock:
            report = (self._phase, self._progress, tuple(self._trace), tuple(self._began))
            self._trace.clear()
            self._began.clear()
            self._news = False
        store.runs.report(self._run, *report)


def work(db: Path, run: int, log: str, planning: Planning, command: tuple[str, ...] = WORKER) -> bool:
    """Wait for a run's turn, carry it out and end it; returns whether a plan was stored.

    ``command`` is what other runs in line are started with where their process is gone. Raises StoreError where the run
    is not there, over already or taken out of the line; every other fault ends the run with words.
    """
    Line(db, command).wait(run)
    # Imported here because it takes a fifth of a second and 60 MB, which a process in line need not hold.
    from pairing.store import Store

    with Store(db) as opened:
        asked_by = opened.runs.get(run).who
    with Store(db, asked_by) as store:
        record = store.runs.get(run)
        with Reporter(db, run) as reporter:
            for name in ("SIGTERM", "SIGINT", "SIGBREAK"):
                if hasattr(signal, name):
                    signal.signal(getattr(signal, name), lambda *_: reporter.cancel.set())
            try:
                county = store.load_county(record.county)
                rules = store.rules(record.rules).toml
                number = record.limits.get("previous")
                previous = None if number is None else store.load_plan(number)
                limits = dict(record.limits)
                if "repairs" in limits:
                    plan = store.load_plan(limits["repairs"])
                    found = price_repairs(county, rules, limits, reporter, reporter.cancel, previous, plan)
                    store.finish_repairs(run, limits["repairs"], found)
                    return True
                if "start" in limits:
                    limits["start"] = store.load_plan(limits["start"])
                plan, recount = planning(county, rules, limits, reporter, reporter.cancel, previous)
                reporter.phase("save")
                store.finish_run(run, plan, recount, cancelled=plan.summary.stop_reason == "user")
                return True
            except PairingError as fault:
                store.runs.end(run, "cancelled" if reporter.cancel.is_set() else "failed", fault.text)
            except Exception as fault:  # the last line of defence: the page needs words, the log the rest
                print(traceback_without_values(fault), file=sys.stderr, flush=True)
                store.runs.end(run, "failed", _CRASHED.fill(kind=type(fault).__name__, log=log))
    return False


def main(
    arguments: Sequence[str] | None = None,
    planning: Planning = plan_county,
    command: tuple[str, ...] = WORKER,
) -> int:
    """The command: 0 where a plan was stored, 1 where not."""
    parser = argparse.ArgumentParser(
        prog="python -m ui.worker", description="Carry out one run of the store."
    )
    parser.add_argument("--db", type=Path, required=True)
    parser.add_argument("--run", type=int, required=True)
    parser.add_argument("--log", default="-")
    options = parser.parse_args(arguments)
    try:
        return 0 if work(options.db, options.run, options.log, planning, command) else 1
    except StoreError as fault:  # taken out of the line, or somebody else has it
        print(fault, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
