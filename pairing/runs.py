"""The runs of the store: each solve from the moment it is asked for to its end, one at a time, the others in line.

The worker process writes here, every open page reads here, and a cancel is a mark that the worker finds: no other
channel is needed, so a page reload, a second tab or a restarted server all see the same run.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from pairing.database import moment, moment_or_none, now
from pairing.errors import StoreError
from pairing.records import RunRecord, RunState
from pairing.text import Text

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping, Sequence

    from pairing.database import Database

# seconds since the start, points and proven bound in hundredths (None = not known yet)
TracePoint = tuple[float, int | None, int | None]
# a part of the work, and the seconds since the start of the run when it first began
Began = tuple[str, float]

_NO_RUN = Text("库中没有编号为 {id} 的求解。", "The store has no run number {id}.")
_ASKED_ALREADY = Text(
    "同样的求解已在进行或排队，没有再排一次。换一套规则或设置，或等它结束。",
    "The same solve is under way or in line already and was not asked for again. Choose other rules or settings, or wait "
    "until it ends.",
)
_TAKEN_OUT = Text("排队时被撤下，没有开始。", "Taken out of the line before it began.")
RUN_OVER = Text("这次求解已经结束。", "This run is over already.")
_LIVE: Final = "state IN ('queued', 'running')"


class Runs:
    """Reads and writes runs; see :class:`pairing.store.Store`, which also stores the plan that ends a run."""

    def __init__(self, database: Database, who: str) -> None:
        self._database = database
        self._who = who

    def start(self, county: int, rules: int, limits: Mapping[str, Any]) -> RunRecord:
        """Ask for a solve: it stands at the end of the line. Raises StoreError where the very same one is live already."""
        asked = (county, rules, json.dumps(dict(limits)))
        with self._database.transaction():
            if self._database.rows(
                f"SELECT 1 FROM runs WHERE county = ? AND rules = ? AND limits = ? AND {_LIVE}", asked
            ):
                raise StoreError(_ASKED_ALREADY)
            number = self._database.write(
                "INSERT INTO runs (county, rules, limits, state, who, queued_at) VALUES (?, ?, ?, 'queued', ?, ?)",
                (*asked, self._who, now()),
            )
            self._database.log(self._who, "solve", "run", number)
        return self.get(number)

    def get(self, run: int) -> RunRecord:
        """One run. Raises StoreError where there is none."""
        rows = self._database.rows("SELECT * FROM runs WHERE id = ?", (run,))
        if not rows:
            raise StoreError(_NO_RUN.fill(id=run))
        return _record(rows[0])

    def of(self, county: int, limit: int = 20) -> tuple[RunRecord, ...]:
        """A county's latest runs, newest first."""
        rows = self._database.rows(
            "SELECT * FROM runs WHERE county = ? ORDER BY id DESC LIMIT ?", (county, limit)
        )
        return tuple(_record(row) for row in rows)

    def last(self, county: int) -> RunRecord | None:
        """The county's run that ended last; those that were taken out of the line, without a start, do not count."""
        rows = self._database.rows(
            "SELECT * FROM runs WHERE county = ? AND ended_at IS NOT NULL AND (started_at IS NOT NULL OR state = 'failed') "
            "ORDER BY ended_at DESC, id DESC LIMIT 1",
            (county,),
        )
        return _record(rows[0]) if rows else None

    def live(self) -> tuple[RunRecord, ...]:
        """The run under way and those in line behind it, in the order of their turns."""
        return tuple(
            _record(row)
            for row in self._database.rows(f"SELECT * FROM runs WHERE {_LIVE} ORDER BY state = 'queued', id")
        )

    def ahead(self, run: int) -> int:
        """How many live runs have their turn before this one."""
        (row,) = self._database.rows(
            "SELECT count(*) AS n FROM runs WHERE state = 'running' AND id <> ?1 OR state = 'queued' AND id < ?1",
            (run,),
        )
        return int(row["n"])

    def trace(self, run: int) -> tuple[TracePoint, ...]:
        """How points and bound moved, in order of time."""
        rows = self._database.rows(
            "SELECT seconds, points, bound FROM trace WHERE run = ? ORDER BY seconds", (run,)
        )
        return tuple((r["seconds"], r["points"], r["bound"]) for r in rows)

    def phases(self, run: int) -> tuple[Began, ...]:
        """When each part of the work first began, in order of time."""
        rows = self._database.rows("SELECT phase, seconds FROM phases WHERE run = ? ORDER BY seconds", (run,))
        return tuple((r["phase"], r["seconds"]) for r in rows)

    def take_up(self, run: RunRecord) -> bool:
        """A process is about to be started for a queued run; False where somebody else was quicker or it has begun."""
        with self._database.transaction():
            taken = self._database.rows(
                "UPDATE runs SET starts = starts + 1, pid = NULL, pid_born = NULL, seen_at = ? "
                "WHERE id = ? AND starts = ? AND state = 'queued' RETURNING id",
                (now(), run.id, run.starts),
            )
        return bool(taken)

    def claim(self, run: int, pid: int, pid_born: float) -> None:
        """A process was started for a queued run, so that its death is noticed even before it is up."""
        self._database.write(
            "UPDATE runs SET pid = ?, pid_born = ? WHERE id = ? AND state = 'queued'", (pid, pid_born, run)
        )

    def begin(self, run: int, pid: int, pid_born: float) -> bool:
        """The worker is up and goes to work; False, with nothing done, while it is not the run's turn.

        Raises StoreError where the run is over already or another worker has it.
        """
        with self._database.transaction():
            rows = self._database.rows("SELECT state FROM runs WHERE id = ?", (run,))
            if not rows or rows[0]["state"] != "queued":
                raise StoreError(RUN_OVER)
            if self.ahead(run):
                return False
            self._database.write(
                "UPDATE runs SET state = 'running', started_at = ?1, seen_at = ?1, pid = ?2, pid_born = ?3 WHERE id = ?4",
                (now(), pid, pid_born, run),
            )
        return True

    def beat(self, run: int) -> bool:
        """A sign of life; returns whether the worker is to stop, and notes that it now knows."""
        with self._database.transaction():
            self._database.write(
                "UPDATE runs SET seen_at = ?1, cancel_seen_at = CASE WHEN cancel_asked_at IS NOT NULL "
                f"THEN coalesce(cancel_seen_at, ?1) END WHERE id = ?2 AND {_LIVE}",
                (now(), run),
            )
        current = self.get(run)
        return current.cancel_asked_at is not None or not current.live

    def report(
        self,
        run: int,
        phase: str,
        progress: Mapping[str, Any] | None,
        trace: Sequence[TracePoint] = (),
        began: Sequence[Began] = (),
    ) -> None:
        """The worker's latest figures, and the trace points and parts of the work since its last report."""
        with self._database.transaction():
            self._database.write(
                f"UPDATE runs SET phase = ?, progress = ?, seen_at = ? WHERE id = ? AND {_LIVE}",
                (phase, None if progress is None else json.dumps(dict(progress)), now(), run),
            )
            for seconds, points, bound in trace:
                self._database.write("INSERT INTO trace VALUES (?, ?, ?, ?)", (run, seconds, points, bound))
            for name, seconds in began:
                self._database.write("INSERT OR IGNORE INTO phases VALUES (?, ?, ?)", (run, name, seconds))

    def ask_cancel(self, run: int) -> None:
        """Take a run out of the line, or ask its worker to stop and keep the best plan; asking twice, or after the end,
        changes nothing."""
        with self._database.transaction():
            rows = self._database.rows("SELECT state FROM runs WHERE id = ?", (run,))
            if rows and rows[0]["state"] == "queued":
                self.close(run, "cancelled", _TAKEN_OUT, None, None)
                return
            asked = self._database.rows(
                f"UPDATE runs SET cancel_asked_at = ? WHERE id = ? AND cancel_asked_at IS NULL AND {_LIVE} RETURNING id",
                (now(), run),
            )
            if asked:
                self._database.log(self._who, "cancel", "run", run)

    def end(self, run: int, state: RunState, message: Text) -> bool:
        """End a live run without a plan, saying why; returns False where it was over already."""
        with self._database.transaction():
            return self.close(run, state, message, None, None)

    def close(
        self, run: int, state: RunState, message: Text | None, stop_reason: str | None, plan: int | None
    ) -> bool:
        """As :meth:`end`, inside a transaction that the caller has opened."""
        ended = self._database.rows(
            "UPDATE runs SET state = ?, ended_at = ?, message_zh = ?, message_en = ?, stop_reason = ?, plan = ? "
            f"WHERE id = ? AND {_LIVE} RETURNING id",
            (state, now(), message and message.zh, message and message.en, stop_reason, plan, run),
        )
        if ended:
            self._database.log(self._who, state, "run", run, message.en if message else "")
        return bool(ended)


def _record(row: sqlite3.Row) -> RunRecord:
    return RunRecord(
        id=row["id"],
        county=row["county"],
        rules=row["rules"],
        limits=json.loads(row["limits"]),
        state=row["state"],
        who=row["who"],
        queued_at=moment(row["queued_at"]),
        started_at=moment_or_none(row["started_at"]),
        ended_at=moment_or_none(row["ended_at"]),
        seen_at=moment_or_none(row["seen_at"]),
        pid=row["pid"],
        pid_born=row["pid_born"],
        cancel_asked_at=moment_or_none(row["cancel_asked_at"]),
        cancel_seen_at=moment_or_none(row["cancel_seen_at"]),
        stop_reason=row["stop_reason"],
        message=None if row["message_zh"] is None else Text(row["message_zh"], row["message_en"]),
        phase=row["phase"],
        progress=None if row["progress"] is None else json.loads(row["progress"]),
        plan=row["plan"],
        starts=row["starts"],
    )
