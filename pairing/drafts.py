"""Hand edits in the store: one draft for each plan, shared by all organizers, each save a version made from another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pairing.by_hand.steps import HISTORY
from pairing.database import moment, now
from pairing.errors import StoreError
from pairing.records import DraftRecord
from pairing.text import Text

if TYPE_CHECKING:
    from pairing.by_hand.steps import Done
    from pairing.database import Database

_STALE = Text(
    "{who} 刚在 {when} 改过这份草稿（现有 {count} 步）。这一步还没有做；页面已换成最新的，请看过再做一次。",
    "{who} has changed this draft at {when} (it has {count} steps now). Your step was not made; the page shows the newest: "
    "look, and make it again.",
)


class Drafts:
    """Reads and writes drafts; see :class:`pairing.store.Store`."""

    def __init__(self, database: Database, who: str) -> None:
        self._database = database
        self._who = who

    def of(self, plan: int) -> DraftRecord | None:
        """The plan's draft; None while nobody has changed it by hand."""
        rows = self._database.rows("SELECT * FROM drafts WHERE plan = ?", (plan,))
        if not rows:
            return None
        row = rows[0]
        return DraftRecord(
            plan=row["plan"],
            version=row["version"],
            done=HISTORY.validate_json(row["done"]),
            undone=HISTORY.validate_json(row["undone"]),
            made_at=moment(row["made_at"]),
            made_by=row["made_by"],
        )

    def save(
        self,
        plan: int,
        version: int,
        done: tuple[Done, ...],
        undone: tuple[Done, ...],
        what: str,
        why: str = "",
    ) -> DraftRecord:
        """Save the draft that was made from ``version`` (0 = from none) and note ``what`` was done in the log.

        Raises StoreError where another version has been saved since, with by whom and when; nothing is changed then.
        """
        with self._database.transaction():
            newest = self.of(plan)
            if newest is not None and newest.version != version:
                raise StoreError(
                    _STALE.fill(
                        who=newest.made_by,
                        when=f"{newest.made_at.astimezone():%H:%M}",
                        count=len(newest.done),
                    )
                )
            self._database.write(
                "INSERT INTO drafts (plan, version, done, undone, made_at, made_by) VALUES (?, ?, ?, ?, ?, ?) "
                "ON CONFLICT (plan) DO UPDATE SET version = excluded.version, done = excluded.done, "
                "undone = excluded.undone, made_at = excluded.made_at, made_by = excluded.made_by",
                (
                    plan,
                    version + 1,
                    HISTORY.dump_json(done).decode(),
                    HISTORY.dump_json(undone).decode(),
                    now(),
                    self._who,
                ),
            )
            self._database.log(self._who, what, "draft", plan, why)
        saved = self.of(plan)
        assert saved is not None
        return saved
