"""Background solves: one process for each, one solve at a time, the others in line, their state in the store.

Nothing here is kept in memory that matters: any page of any server on this computer asks the store and gets the same
answer. No Streamlit in this file.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pairing.store import Store
from ui.line import WORKER, Line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pairing.records import RunRecord
    from pairing.roles import Role


@dataclass(frozen=True)
class Jobs:
    """Starts, watches, stops.

    ``command``, ``grace`` and ``starting`` are those of :class:`ui.line.Line`. ``who`` asks, with ``role``: starting and
    stopping raise NotAllowed where it is too low.
    """

    db: Path
    who: str | None = None
    command: tuple[str, ...] = WORKER
    grace: float = 120.0
    starting: float = 60.0
    role: Role = "adopt"

    @property
    def line(self) -> Line:
        """The line that all solves of this store stand in."""
        return Line(self.db, self.command, self.grace, self.starting)

    def store(self) -> Store:
        """The store, for whoever asks."""
        return Store(self.db, self.who, self.role)

    def start(self, county: int, rules: int, limits: Mapping[str, Any]) -> RunRecord:
        """Ask for a solve; it begins at once or when those asked for earlier are over, whoever is still there by then.

        Raises StoreError where the very same solve is under way or in line already.
        """
        self.supervise()
        with self.store() as store:
            run = store.runs.start(county, rules, limits)
            self.line.send(run)
            return store.runs.get(run.id)

    def latest(self, county: int) -> RunRecord | None:
        """The county's run under way, else the first of it in line, else the one that ended last, after a look at all
        processes."""
        mine = self.live(county)
        if mine:
            return mine[0]
        with self.store() as store:
            return store.runs.last(county)

    def live(self, county: int | None = None) -> tuple[RunRecord, ...]:
        """The run under way and those in line, of all counties or of one, after a look at all processes."""
        self.supervise()
        with self.store() as store:
            return tuple(run for run in store.runs.live() if county in (None, run.county))

    def cancel(self, run: int) -> None:
        """Take a run out of the line, or ask it to stop and keep its best plan; returns at once."""
        with self.store() as store:
            store.runs.ask_cancel(run)

    def supervise(self) -> None:
        """See to runs whose process is gone and to those that do not stop."""
        self.line.supervise()

    def log_file(self, run: int) -> Path:
        """Where the worker's own output goes."""
        return self.line.log_file(run)
