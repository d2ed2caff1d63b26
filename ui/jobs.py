"""Background solves: one process for each, one solve at a time for a county, their state in the store.

Nothing here is kept in memory that matters: any page of any server on this computer asks the store and gets the same
answer. No Streamlit in this file.
"""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pairing.store import Store
from pairing.text import Text
from ui import processes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pairing.records import RunRecord, RunState
    from pairing.roles import Role

WORKER: Final = (sys.executable, "-m", "ui.worker")

_DIED = Text(
    "求解程序中途被关闭（可能是关机、内存不足或被手动结束），没有保存方案；名单和规则没有变化，可以重新求解。",
    "The solving program was closed half-way (a shutdown, too little memory, or by hand) and no plan was saved; lists "
    "and rules are unchanged, and you can solve again.",
)
_KILLED = Text(
    "求解程序在规定时间内没有停下，已强行结束，没有保存方案。",
    "The solving program did not stop in time and was ended by force; no plan was saved.",
)

# The processes started by this server, kept so that their exit is collected.
_children: list[subprocess.Popen[bytes]] = []


@dataclass(frozen=True)
class Jobs:
    """Starts, watches, stops.

    ``command`` is the worker's call without its options; ``grace`` is how many seconds a worker may take after a
    cancel to finish and store its best plan before its process tree is killed; ``starting`` how many a run may wait for
    its process to appear. ``who`` asks, with ``role``: starting and stopping raise NotAllowed where it is too low.
    """

    db: Path
    who: str | None = None
    command: tuple[str, ...] = WORKER
    grace: float = 120.0
    starting: float = 60.0
    role: Role = "adopt"

    def store(self) -> Store:
        """The store, for whoever asks."""
        return Store(self.db, self.who, self.role)

    def start(self, county: int, rules: int, limits: Mapping[str, Any]) -> RunRecord:
        """Ask for a solve and start its process. Raises StoreError where the county is being solved already."""
        self.supervise()
        with self.store() as store:
            run = store.runs.start(county, rules, limits)
            log = self.log_file(run.id)
            log.parent.mkdir(parents=True, exist_ok=True)
            command = (*self.command, "--db", str(self.db), "--run", str(run.id), "--log", str(log))
            child = processes.start(command, log)
            _children.append(child)
            store.runs.claim(run.id, child.pid, processes.step_back(child.pid))
            return store.runs.get(run.id)

    def latest(self, county: int) -> RunRecord | None:
        """The county's live run, else its last one, after a look at whether its process still lives."""
        self.supervise()
        with self.store() as store:
            runs = store.runs.of(county, limit=1)
        return runs[0] if runs else None

    def cancel(self, run: int) -> None:
        """Ask a run to stop and keep its best plan; returns at once."""
        with self.store() as store:
            store.runs.ask_cancel(run)

    def supervise(self) -> None:
        """Fail the runs whose process is gone; kill those that were told to stop and did not within the grace."""
        _children[:] = [child for child in _children if child.poll() is None]
        with self.store() as store:
            live = store.runs.live()
        for run in live:
            process = processes.find(run.pid, run.pid_born)
            if process is None:
                if run.pid is not None or _age(run.queued_at) > self.starting:
                    self._end(run, "failed", _DIED)
            elif run.cancel_asked_at is not None and _age(run.cancel_asked_at) > self.grace:
                processes.kill_tree(process)
                self._end(run, "cancelled", _KILLED)

    def _end(self, run: RunRecord, state: RunState, message: Text) -> None:
        """The program's own act, in the name of whoever asked for the run: whoever happens to look needs no right."""
        with Store(self.db, run.who) as store:
            store.runs.end(run.id, state, message)

    def log_file(self, run: int) -> Path:
        """Where the worker's own output goes."""
        return self.db.parent / f"{self.db.stem}-runs" / f"{run}.log"


def _age(moment: datetime) -> float:
    return (datetime.now(UTC) - moment).total_seconds()
