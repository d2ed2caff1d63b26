"""The line of solves: one at a time in a store, each waiting in a process of its own until it is its turn.

Who waits looks after the others: a run whose process is gone is failed, or, where it had not begun, gets a new process.
So the line moves on with no page open and no server up, and whichever process dies, nothing that was asked for is lost.
Light to import, since a process in line does nothing but sleep and look.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import psutil

from pairing.database import Database
from pairing.errors import StoreError
from pairing.runs import RUN_OVER, Runs
from pairing.text import Text
from ui import processes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pairing.records import RunRecord, RunState

WORKER: Final = (sys.executable, "-m", "ui.worker")
_LOOK_SECONDS: Final = 0.5
_MOST_STARTS: Final = 5
_MOST_FAULTS: Final = 30

_DIED = Text(
    "求解程序中途被关闭（可能是关机、内存不足或被手动结束），没有保存方案；名单和规则没有变化，可以重新求解。",
    "The solving program was closed half-way (a shutdown, too little memory, or by hand) and no plan was saved; lists "
    "and rules are unchanged, and you can solve again.",
)
_KILLED = Text(
    "求解程序在规定时间内没有停下，已强行结束，没有保存方案。",
    "The solving program did not stop in time and was ended by force; no plan was saved.",
)
_NEVER_UP = Text(
    "求解程序多次没能启动，没有开始求解。请把服务窗口里的记录发给维护人员。",
    "The solving program failed to start several times and the solve never began. Pass on the record in the server's "
    "window.",
)

# The processes started by this one, kept so that their exit is collected.
_children: list[subprocess.Popen[bytes]] = []


@dataclass(frozen=True)
class Line:
    """The line of one store.

    ``command`` is the worker's call without its options; ``grace`` is how many seconds a worker may take after a
    cancel to finish and store its best plan before its process tree is killed; ``starting`` how many a run may wait for
    its process to appear.
    """

    db: Path
    command: tuple[str, ...] = WORKER
    grace: float = 120.0
    starting: float = 60.0

    def log_file(self, run: int) -> Path:
        """Where the worker's own output goes."""
        return self.db.parent / f"{self.db.stem}-runs" / f"{run}.log"

    def send(self, run: RunRecord) -> None:
        """Start a process that waits for the run's turn and carries it out; nothing where somebody else just did."""
        with self._runs(run.who) as runs:
            if not runs.take_up(run):
                return
            log = self.log_file(run.id)
            log.parent.mkdir(parents=True, exist_ok=True)
            command = (*self.command, "--db", str(self.db), "--run", str(run.id), "--log", str(log))
            child = processes.start(command, log, {**os.environ, "PYTHONIOENCODING": "utf-8"})
            _children.append(child)
            runs.claim(run.id, child.pid, processes.step_back(child.pid))

    def supervise(self) -> None:
        """See to the runs whose process is gone; kill those that were told to stop and did not within the grace."""
        _children[:] = [child for child in _children if child.poll() is None]
        with self._runs() as runs:
            live = runs.live()
        for run in live:
            process = processes.find(run.pid, run.pid_born)
            if process is None:
                self._without_process(run)
            elif run.cancel_asked_at is not None and _age(run.cancel_asked_at) > self.grace:
                processes.kill_tree(process)
                self._end(run, "cancelled", _KILLED)

    def wait(self, run: int) -> None:
        """Sleep in this process until it is the run's turn, and begin it.

        Raises StoreError where the run is not there, over already, taken out of the line or begun by another process, or
        where the store cannot be reached for minutes.
        """
        born = psutil.Process().create_time()
        faults = 0
        while True:
            try:
                if self._begin(run, born):
                    return
                self.supervise()
                faults = 0
            except StoreError as fault:  # locked for a while: the next look tries again
                faults += 1
                if fault.text is RUN_OVER or faults > _MOST_FAULTS:
                    raise
            time.sleep(_LOOK_SECONDS)

    def _begin(self, run: int, born: float) -> bool:
        """Begin the run where it is its turn. Raises StoreError where it is not in line (any more)."""
        with self._runs() as runs:
            live = runs.live()
            if not any(each.id == run and each.state == "queued" for each in live):
                raise StoreError(RUN_OVER)
            return live[0].id == run and runs.begin(run, os.getpid(), born)

    def _without_process(self, run: RunRecord) -> None:
        if run.state == "running":
            self._end(run, "failed", _DIED)
        elif run.pid is not None or _age(run.seen_at or run.queued_at) > self.starting:
            if run.starts < _MOST_STARTS:
                self.send(run)
            else:
                self._end(run, "failed", _NEVER_UP)

    def _end(self, run: RunRecord, state: RunState, message: Text) -> None:
        with self._runs(run.who) as runs:
            runs.end(run.id, state, message)

    @contextmanager
    def _runs(self, who: str = "") -> Iterator[Runs]:
        """The program's own act, in the name of whoever asked for the run: whoever happens to look needs no right."""
        with closing(Database(self.db)) as database:
            yield Runs(database, who)


def _age(moment: datetime) -> float:
    return (datetime.now(UTC) - moment).total_seconds()
