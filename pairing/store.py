"""The store: counties, rule sets, plans, runs and who did what, in one SQLite file, in transactions.

Killing the process at any moment loses nothing that was committed and leaves nothing half done. A plan enters only
with the outcome of its recount, and only where that found no broken rule.
"""

from __future__ import annotations

import getpass
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol, Self

import platformdirs
from pydantic import TypeAdapter

from pairing.adoptions import Adoptions
from pairing.county import COLUMNS, WRITTEN, County
from pairing.database import Database, moment, now
from pairing.drafts import Drafts
from pairing.errors import StoreError
from pairing.journal import Journal
from pairing.packing import PackingError, pack, unpack
from pairing.plan import Plan, Summary
from pairing.records import CountyRecord, LogRecord, PlanRecord, RulesRecord
from pairing.remembered import Remembered
from pairing.rule_sets import RuleSets
from pairing.runs import RUN_OVER, Runs
from pairing.text import Text

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection
    from types import TracebackType

    from pairing.records import RunState
    from pairing.roles import Role

_SUMMARY: Final = TypeAdapter(Summary)
_EXTRAS: Final = "extras/"  # prefix of the packed tables that hold carried-through columns

_NO_COUNTY = Text("库中没有编号为 {id} 的县数据。", "The store has no county number {id}.")
_NO_RULES = Text("库中没有编号为 {id} 的规则。", "The store has no rule set number {id}.")
_NO_PLAN = Text("库中没有编号为 {id} 的方案。", "The store has no plan number {id}.")
_UNREADABLE = Text(
    "库中“{name}”的表已损坏，无法读取。请重新导入名单，或从备份恢复。",
    "The stored tables of {name} are damaged and cannot be read. Import the lists again, or restore a backup.",
)
_STALE = Text(
    "规则“{name}”在您打开之后已被 {who} 于 {when} 改存。请刷新页面，在新版本上再改。",
    "The rule set {name} was saved by {who} at {when} after you opened it. Reload the page and change the new version.",
)
_STALE_LISTS = Text(
    "“{name}”的名单在您打开之后已由 {who} 于 {when} 改存，这次的改动没有存入。请换到最新的名单再改。",
    "The lists of {name} were changed by {who} at {when} after you opened them; your change was not stored. Go to the newest "
    "lists and make it there.",
)
_BROKEN = Text(
    "方案复核发现 {count} 处违反规则，未存入。",
    "The recount found {count} broken rules; the plan was not stored.",
)
_OTHER_DATA = Text(
    "方案不是由这份县数据和规则得出的，未存入。",
    "The plan was not made from this county and these rules; it was not stored.",
)
_PRICED = Text("已测算这个方案的补救办法。", "The repairs of this plan have been priced.")


class Recounted(Protocol):
    """The outcome of recounting a plan from scratch: every broken rule found."""

    @property
    def violations(self) -> Collection[object]: ...


def default_path() -> Path:
    """PAIRING_DB where set, else ``pairing.db`` in the user's data folder."""
    named = os.environ.get("PAIRING_DB")
    return (
        Path(named) if named else Path(platformdirs.user_data_dir("pairing", appauthor=False)) / "pairing.db"
    )


def local_user() -> str:
    """The name under which this computer's user is logged on; an organizer is this user unless a login says more."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # no user name at all, as in some containers
        return "?"


class Store:
    """A context manager over the store's file; made where it does not exist yet.

    One object belongs to one thread; opening another takes about a millisecond. ``runs`` holds the solves, ``drafts`` the
    changes by hand, ``matches`` what was confirmed about words of the lists, ``adoptions`` which plan is official,
    ``sets`` the names of rule sets, ``journal`` the log. ``who`` acts, with ``role``: a method that writes raises NotAllowed
    where the role is too low.
    Raises StoreError as :class:`pairing.database.Database` does.
    """

    def __init__(self, path: Path | str | None = None, who: str | None = None, role: Role = "adopt") -> None:
        self.path = Path(path) if path is not None else default_path()
        self.who = who or local_user()
        self._database = Database(self.path, role)
        self.runs = Runs(self._database, self.who)
        self.matches = Remembered(self._database, self.who)
        self.drafts = Drafts(self._database, self.who)
        self.adoptions = Adoptions(self._database, self.who)
        self.journal = Journal(self._database)
        self.sets = RuleSets(self._database, self.who)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._database.close()

    # Counties

    def add_county(
        self, county: County, source: str = "", base: int | None = None, what: str = "add", why: str = ""
    ) -> CountyRecord:
        """Store a county's tables. The same lists under the same name stay one county, with its plans.

        Only the columns that are carried through and the file's row numbers can then differ; the newer ones are kept.
        ``source`` says where the lists came from (a file's name), ``what`` and ``why`` stand in the log. ``base`` is the
        county the change was made from; where other lists of that name have been stored since, StoreError says by whom.
        """
        tables = {name: getattr(county, name) for name in COLUMNS}
        if len(county.leavers):
            tables["leavers"] = county.leavers
        tables |= {_EXTRAS + name: frame for name, frame in county.extras.items()}
        counts = {name: len(getattr(county, name)) for name in COLUMNS}
        data = pack(tables)
        with self._database.transaction():
            if base is not None:
                self.refuse_older(county.name, base)
            (row,) = self._database.rows(
                "INSERT INTO counties (name, data_hash, source, counts, tables, added_at, added_by) "
                "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (name, data_hash) DO UPDATE SET source = excluded.source, "
                "tables = excluded.tables, added_at = excluded.added_at, added_by = excluded.added_by RETURNING id",
                (county.name, county.data_hash, source, json.dumps(counts), data, now(), self.who),
            )
            self._database.log(self.who, what, "county", row["id"], why or source)
        return self.county(row["id"])

    def refuse_older(self, name: str, base: int) -> None:
        """Raise StoreError, saying by whom, where other lists of that name were stored after those of number ``base``."""
        newest = self.newest_county(name)
        if newest is not None and newest.id != base:
            when = f"{newest.added_at.astimezone():%m-%d %H:%M}"
            raise StoreError(_STALE_LISTS.fill(name=name, who=newest.added_by, when=when))

    def counties(self) -> tuple[CountyRecord, ...]:
        """All counties, newest first."""
        rows = self._database.rows(
            "SELECT id, name, data_hash, source, counts, added_at, added_by FROM counties ORDER BY added_at DESC, id DESC"
        )
        return tuple(_county_record(row) for row in rows)

    def newest_county(self, name: str) -> CountyRecord | None:
        """The lists stored last under that name, None where there are none."""
        return next((record for record in self.counties() if record.name == name), None)

    def county(self, county: int) -> CountyRecord:
        """One county's record. Raises StoreError where there is none."""
        rows = self._database.rows(
            "SELECT id, name, data_hash, source, counts, added_at, added_by FROM counties WHERE id = ?",
            (county,),
        )
        if not rows:
            raise StoreError(_NO_COUNTY.fill(id=county))
        return _county_record(rows[0])

    def load_county(self, county: int) -> County:
        """One county with its tables. Raises StoreError where there is none or its tables are damaged."""
        rows = self._database.rows("SELECT name, tables FROM counties WHERE id = ?", (county,))
        if not rows:
            raise StoreError(_NO_COUNTY.fill(id=county))
        try:
            tables = unpack(rows[0]["tables"])
            extras = {n.removeprefix(_EXTRAS): tables.pop(n) for n in tuple(tables) if n.startswith(_EXTRAS)}
            for table, column in WRITTEN.items():
                if column not in tables[table]:  # stored before the cells' own words were kept
                    tables[table] = tables[table].assign(**{column: None})
            return County(name=rows[0]["name"], extras=extras, **tables)
        except (PackingError, KeyError, TypeError, ValueError) as fault:
            raise StoreError(_UNREADABLE.fill(name=rows[0]["name"])) from fault

    # Rule sets

    def save_rules(
        self, name: str, toml: str, hash: str, base: int | None = None, why: str = ""
    ) -> RulesRecord:
        """Save a version of the rule set ``name``; older versions stay, for the plans made with them.

        ``base`` is the version the change was made from; where another has been saved since, StoreError says by whom.
        Saving the newest version again, unchanged, returns it as it is.
        """
        with self._database.transaction():
            newest = self._newest_rules(name)
            if newest is not None and newest.hash == hash:
                return newest
            if base is not None and newest is not None and newest.id != base:
                raise StoreError(
                    _STALE.fill(name=name, who=newest.made_by, when=f"{newest.made_at.astimezone():%H:%M}")
                )
            number = self._database.write(
                "INSERT INTO rule_sets (name, toml, hash, made_at, made_by) VALUES (?, ?, ?, ?, ?)",
                (name, toml, hash, now(), self.who),
            )
            self._database.log(self.who, "save", "rules", number, why)
        return self.rules(number)

    def rule_sets(self) -> tuple[RulesRecord, ...]:
        """The newest version of each rule set that is not put away, most recently saved first."""
        rows = self._database.rows(
            "SELECT * FROM rule_sets WHERE id IN (SELECT max(id) FROM rule_sets WHERE put_away_at IS NULL GROUP BY name) "
            "ORDER BY id DESC"
        )
        return tuple(_rules_record(row) for row in rows)

    def rules(self, rules: int) -> RulesRecord:
        """One version of a rule set. Raises StoreError where there is none."""
        rows = self._database.rows("SELECT * FROM rule_sets WHERE id = ?", (rules,))
        if not rows:
            raise StoreError(_NO_RULES.fill(id=rules))
        return _rules_record(rows[0])

    # Plans

    def save_plan(
        self,
        county: int,
        rules: int,
        plan: Plan,
        recount: Recounted,
        name: str = "",
        why: str = "",
        previous: int | None = None,
    ) -> PlanRecord:
        """Store a plan that was recounted and breaks no rule; ``previous`` is the stored plan it was made from.

        Raises StoreError where the recount found a broken rule, or where the plan's hashes are not those of the
        county and the rules it is said to come from.
        """
        values = self._plan_values(county, rules, plan, recount, name, previous)
        with self._database.transaction():
            number = self._insert_plan(values)
            self._database.log(self.who, "save", "plan", number, why)
        return self.plan(number)

    def finish_run(self, run: int, plan: Plan, recount: Recounted, cancelled: bool = False) -> PlanRecord:
        """End a live run with its plan, both in one transaction.

        Raises StoreError as :meth:`save_plan` does, and where the run is over already.
        """
        record = self.runs.get(run)
        previous = record.limits.get("previous")
        name = record.limits.get("name", "")
        values = self._plan_values(record.county, record.rules, plan, recount, name, previous)
        with self._database.transaction():
            number = self._insert_plan(values)
            state: RunState = "cancelled" if cancelled else "done"
            if not self.runs.close(run, state, None, plan.summary.stop_reason, number):
                raise StoreError(RUN_OVER)
        return self.plan(number)

    def plans(self, county: int | None = None) -> tuple[PlanRecord, ...]:
        """Plans, newest first, of all counties or of one."""
        rows = self._database.rows(
            "SELECT id, county, rules, name, data_hash, rules_hash, summary, made_at, made_by, previous FROM plans "
            "WHERE ?1 IS NULL OR county = ?1 ORDER BY id DESC",
            (county,),
        )
        return tuple(_plan_record(row) for row in rows)

    def plan(self, plan: int) -> PlanRecord:
        """One plan's record. Raises StoreError where there is none."""
        rows = self._database.rows(
            "SELECT id, county, rules, name, data_hash, rules_hash, summary, made_at, made_by, previous FROM plans WHERE id = ?",
            (plan,),
        )
        if not rows:
            raise StoreError(_NO_PLAN.fill(id=plan))
        return _plan_record(rows[0])

    def load_plan(self, plan: int) -> Plan:
        """One plan with its tables. Raises StoreError where there is none or its tables are damaged."""
        record = self.plan(plan)
        data = self._database.rows("SELECT tables FROM plans WHERE id = ?", (plan,))[0]["tables"]
        try:
            return Plan(**unpack(data), summary=record.summary)
        except (PackingError, TypeError) as fault:
            raise StoreError(_UNREADABLE.fill(name=record.name)) from fault

    # Repairs

    def repairs(self, plan: int) -> str | None:
        """The repairs kept for a plan (:func:`pairing.repairs.repairs_of_json`), None where none were looked for."""
        rows = self._database.rows("SELECT found FROM repairs WHERE plan = ?", (plan,))
        return str(rows[0]["found"]) if rows else None

    def finish_repairs(self, run: int, plan: int, found: str) -> None:
        """End a live run that looked for a plan's repairs. Raises StoreError where the run is over already."""
        with self._database.transaction():
            self._database.write(
                "INSERT INTO repairs (plan, found, made_at, made_by) VALUES (?, ?, ?, ?) ON CONFLICT (plan) DO UPDATE SET "
                "found = excluded.found, made_at = excluded.made_at, made_by = excluded.made_by",
                (plan, found, now(), self.who),
            )
            if not self.runs.close(run, "done", _PRICED, None, plan):
                raise StoreError(RUN_OVER)

    # The log

    def log(self, what: str, subject: str, subject_id: int | None = None, why: str = "") -> None:
        """Note what was done; the store notes its own changes itself. Whoever may look may be noted."""
        with self._database.transaction("view"):
            self._database.log(self.who, what, subject, subject_id, why)

    def history(self, limit: int = 200) -> tuple[LogRecord, ...]:
        """The latest entries of the log, newest first."""
        rows = self._database.rows("SELECT * FROM log ORDER BY id DESC LIMIT ?", (limit,))
        return tuple(
            LogRecord(r["id"], moment(r["at"]), r["who"], r["what"], r["subject"], r["subject_id"], r["why"])
            for r in rows
        )

    # Inside

    def _newest_rules(self, name: str) -> RulesRecord | None:
        rows = self._database.rows(
            "SELECT * FROM rule_sets WHERE name = ? AND put_away_at IS NULL ORDER BY id DESC LIMIT 1", (name,)
        )
        return _rules_record(rows[0]) if rows else None

    def _plan_values(
        self, county: int, rules: int, plan: Plan, recount: Recounted, name: str, previous: int | None
    ) -> tuple[str | int | bytes | None, ...]:
        """A plan's row, checked and packed before any lock is taken."""
        if recount.violations:
            raise StoreError(_BROKEN.fill(count=len(recount.violations)))
        hashes = (plan.summary.data_hash, plan.summary.rules_hash)
        if hashes != (self.county(county).data_hash, self.rules(rules).hash):
            raise StoreError(_OTHER_DATA)
        summary = _SUMMARY.dump_json(plan.summary).decode()
        tables = {"links": plan.links, "pairs": plan.pairs, "contacts": plan.contacts}
        if plan.changes is not None:
            tables["changes"] = plan.changes
        return (
            county,
            rules,
            name,
            *hashes,
            len(recount.violations),
            summary,
            pack(tables),
            now(),
            self.who,
            previous,
        )

    def _insert_plan(self, values: tuple[str | int | bytes | None, ...]) -> int:
        return self._database.write(
            "INSERT INTO plans (county, rules, name, data_hash, rules_hash, broken_rules, summary, tables, made_at, "
            "made_by, previous) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            values,
        )


def _county_record(row: sqlite3.Row) -> CountyRecord:
    return CountyRecord(
        row["id"],
        row["name"],
        row["data_hash"],
        row["source"],
        json.loads(row["counts"]),
        moment(row["added_at"]),
        row["added_by"],
    )


def _rules_record(row: sqlite3.Row) -> RulesRecord:
    return RulesRecord(
        row["id"], row["name"], row["toml"], row["hash"], moment(row["made_at"]), row["made_by"]
    )


def _plan_record(row: sqlite3.Row) -> PlanRecord:
    return PlanRecord(
        row["id"],
        row["county"],
        row["rules"],
        row["name"],
        row["data_hash"],
        row["rules_hash"],
        _SUMMARY.validate_json(row["summary"]),
        moment(row["made_at"]),
        row["made_by"],
        row["previous"],
    )
