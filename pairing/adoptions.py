"""The official plan of a county: at most one stands, and who adopted or withdrew which, when and why, is kept.

A county is known by its name here: its lists may have been changed since, and the plan still is the official one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pairing.database import moment, moment_or_none, now
from pairing.errors import StoreError
from pairing.records import AdoptionRecord
from pairing.text import Text

if TYPE_CHECKING:
    import sqlite3

    from pairing.database import Database

_NO_REASON = Text("请写明理由。", "Write the reason.")
_NO_PLAN = Text("库中没有编号为 {id} 的方案。", "The store has no plan number {id}.")
_STALE = Text(
    "{who} 刚在 {when} 把方案 {plan} 定为正式方案，您看到的已不是最新。请看过再定。",
    "{who} has adopted plan {plan} at {when}; what you see is not the newest. Look at it, then decide.",
)
_GONE = Text(
    "正式方案已被 {who} 于 {when} 撤回。请看过再定。",
    "{who} has withdrawn the official plan at {when}. Look at it, then decide.",
)
_THE_SAME = Text("方案 {plan} 已经是正式方案。", "Plan {plan} is the official one already.")


class Adoptions:
    """Adopts and withdraws plans; see :class:`pairing.store.Store`."""

    def __init__(self, database: Database, who: str) -> None:
        self._database = database
        self._who = who

    def standing(self, county: str) -> AdoptionRecord | None:
        """The adoption in force for the county of that name, None where no plan is official."""
        rows = self._database.rows(
            "SELECT * FROM adoptions WHERE county = ? AND withdrawn_at IS NULL", (county,)
        )
        return _record(rows[0]) if rows else None

    def history(self, county: str) -> tuple[AdoptionRecord, ...]:
        """All adoptions of the county of that name, newest first."""
        rows = self._database.rows("SELECT * FROM adoptions WHERE county = ? ORDER BY id DESC", (county,))
        return tuple(_record(row) for row in rows)

    def adopt(self, plan: int, why: str, seen: int | None = None) -> AdoptionRecord:
        """Make a stored plan the official one of its county, in the place of the one that stands.

        ``seen`` is the number of the adoption that the organizer saw in force (None = none); another one since is a
        StoreError that says by whom. StoreError too without a reason, or where the plan is official already.
        """
        why = _reason(why)
        with self._database.transaction("adopt"):
            county = self._county_of(plan)
            there = self._unchanged(county, seen)
            if there is not None:
                if there.plan == plan:
                    raise StoreError(_THE_SAME.fill(plan=plan))
                self._end(there, why)
            number = self._database.write(
                "INSERT INTO adoptions (county, plan, adopted_at, adopted_by, why) VALUES (?, ?, ?, ?, ?)",
                (county, plan, now(), self._who, why),
            )
            self._database.log(self._who, "adopt", "plan", plan, why)
        return self._get(number)

    def withdraw(self, county: str, why: str, seen: int | None) -> AdoptionRecord:
        """Take the official plan back; the county has none then. Raises StoreError as :meth:`adopt` does."""
        why = _reason(why)
        with self._database.transaction("adopt"):
            there = self._unchanged(county, seen)
            if there is None:
                raise StoreError(Text("这个县没有正式方案。", "This county has no official plan."))
            self._end(there, why)
        return self._get(there.id)

    def _unchanged(self, county: str, seen: int | None) -> AdoptionRecord | None:
        """The adoption in force, where it is the one seen."""
        there = self.standing(county)
        if (there.id if there else None) == seen:
            return there
        if there is not None:
            when = f"{there.adopted_at.astimezone():%H:%M}"
            raise StoreError(_STALE.fill(who=there.adopted_by, when=when, plan=there.plan))
        last = self.history(county)[0]
        assert last.withdrawn_at is not None
        raise StoreError(_GONE.fill(who=last.withdrawn_by, when=f"{last.withdrawn_at.astimezone():%H:%M}"))

    def _end(self, there: AdoptionRecord, why: str) -> None:
        self._database.write(
            "UPDATE adoptions SET withdrawn_at = ?, withdrawn_by = ?, withdrawn_why = ? WHERE id = ?",
            (now(), self._who, why, there.id),
        )
        self._database.log(self._who, "withdraw", "plan", there.plan, why)

    def _county_of(self, plan: int) -> str:
        rows = self._database.rows(
            "SELECT counties.name FROM plans JOIN counties ON counties.id = plans.county WHERE plans.id = ?",
            (plan,),
        )
        if not rows:
            raise StoreError(_NO_PLAN.fill(id=plan))
        return str(rows[0]["name"])

    def _get(self, number: int) -> AdoptionRecord:
        return _record(self._database.rows("SELECT * FROM adoptions WHERE id = ?", (number,))[0])


def _reason(why: str) -> str:
    if not why.strip():
        raise StoreError(_NO_REASON)
    return why.strip()


def _record(row: sqlite3.Row) -> AdoptionRecord:
    return AdoptionRecord(
        row["id"],
        row["county"],
        row["plan"],
        moment(row["adopted_at"]),
        row["adopted_by"],
        row["why"],
        moment_or_none(row["withdrawn_at"]),
        row["withdrawn_by"],
        row["withdrawn_why"],
    )
