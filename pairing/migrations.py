"""The store's tables, grown by numbered migrations.

Each migration and the record that it was done are one transaction: a process killed in between leaves the store at
the older version, whole. A migration that has been released is never edited; a change is a new one at the end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import sqlite3

# Marks the file as a store of this program ("PAIR" in ASCII), so that another program's database is never touched.
APPLICATION_ID: Final = 0x50414952

_FIRST: Final = (
    """
    CREATE TABLE counties (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL,
        data_hash TEXT NOT NULL,
        source TEXT NOT NULL,
        counts TEXT NOT NULL,
        tables BLOB NOT NULL,
        added_at TEXT NOT NULL,
        added_by TEXT NOT NULL,
        UNIQUE (name, data_hash)
    ) STRICT
    """,
    """
    CREATE TABLE rule_sets (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL,
        toml TEXT NOT NULL,
        hash TEXT NOT NULL,
        made_at TEXT NOT NULL,
        made_by TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX rule_sets_by_name ON rule_sets (name, id)",
    """
    CREATE TABLE plans (
        id INTEGER PRIMARY KEY,
        county INTEGER NOT NULL REFERENCES counties (id),
        rules INTEGER NOT NULL REFERENCES rule_sets (id),
        name TEXT NOT NULL,
        data_hash TEXT NOT NULL,
        rules_hash TEXT NOT NULL,
        broken_rules INTEGER NOT NULL CHECK (broken_rules = 0),
        summary TEXT NOT NULL,
        tables BLOB NOT NULL,
        made_at TEXT NOT NULL,
        made_by TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX plans_by_county ON plans (county, id)",
    """
    CREATE TABLE runs (
        id INTEGER PRIMARY KEY,
        county INTEGER NOT NULL REFERENCES counties (id),
        rules INTEGER NOT NULL REFERENCES rule_sets (id),
        limits TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'done', 'cancelled', 'failed')),
        who TEXT NOT NULL,
        queued_at TEXT NOT NULL,
        started_at TEXT,
        ended_at TEXT,
        seen_at TEXT,
        pid INTEGER,
        pid_born REAL,
        cancel_asked_at TEXT,
        cancel_seen_at TEXT,
        stop_reason TEXT,
        message_zh TEXT,
        message_en TEXT,
        phase TEXT NOT NULL DEFAULT '',
        progress TEXT,
        plan INTEGER REFERENCES plans (id),
        CHECK ((state IN ('queued', 'running')) = (ended_at IS NULL)),
        CHECK (plan IS NULL OR state IN ('done', 'cancelled'))
    ) STRICT
    """,
    # At most one live solve for each county, whoever asks: the table itself refuses a second.
    "CREATE UNIQUE INDEX one_live_run ON runs (county) WHERE state IN ('queued', 'running')",
    "CREATE INDEX runs_by_county ON runs (county, id)",
    """
    CREATE TABLE trace (
        run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
        seconds REAL NOT NULL,
        points INTEGER,
        bound INTEGER
    ) STRICT
    """,
    "CREATE INDEX trace_by_run ON trace (run, seconds)",
    """
    CREATE TABLE log (
        id INTEGER PRIMARY KEY,
        at TEXT NOT NULL,
        who TEXT NOT NULL,
        what TEXT NOT NULL,
        subject TEXT NOT NULL,
        subject_id INTEGER,
        why TEXT NOT NULL
    ) STRICT
    """,
)

# The stored plan that a plan was made from: without it its kept pairs cannot be recounted.
_PREVIOUS: Final = ("ALTER TABLE plans ADD COLUMN previous INTEGER REFERENCES plans (id)",)

# The repairs found for a plan: they take a minute to price and belong to it for good.
_REPAIRS: Final = (
    """
    CREATE TABLE repairs (
        plan INTEGER PRIMARY KEY REFERENCES plans (id) ON DELETE CASCADE,
        found TEXT NOT NULL,
        made_at TEXT NOT NULL,
        made_by TEXT NOT NULL
    ) STRICT
    """,
)

# What organizers confirmed about words of the lists: no county's own, so that the next import need not ask again.
_MATCHES: Final = (
    """
    CREATE TABLE matches (
        kind TEXT NOT NULL,
        place TEXT NOT NULL,
        said TEXT NOT NULL,
        means TEXT NOT NULL,
        made_at TEXT NOT NULL,
        made_by TEXT NOT NULL,
        PRIMARY KEY (kind, place, said)
    ) STRICT, WITHOUT ROWID
    """,
)

# Steps by hand at a plan, as JSON; every save counts the version up, so that a stale one is found.
_DRAFTS: Final = (
    """
    CREATE TABLE drafts (
        plan INTEGER PRIMARY KEY REFERENCES plans (id) ON DELETE CASCADE,
        version INTEGER NOT NULL,
        done TEXT NOT NULL,
        undone TEXT NOT NULL,
        made_at TEXT NOT NULL,
        made_by TEXT NOT NULL
    ) STRICT
    """,
)

# Which plan is official, and was: at most one stands for each county's name, which the table itself sees to.
_ADOPTIONS: Final = (
    """
    CREATE TABLE adoptions (
        id INTEGER PRIMARY KEY,
        county TEXT NOT NULL,
        plan INTEGER NOT NULL REFERENCES plans (id),
        adopted_at TEXT NOT NULL,
        adopted_by TEXT NOT NULL,
        why TEXT NOT NULL CHECK (why <> ''),
        withdrawn_at TEXT,
        withdrawn_by TEXT,
        withdrawn_why TEXT,
        CHECK ((withdrawn_at IS NULL) = (withdrawn_by IS NULL)),
        CHECK ((withdrawn_at IS NULL) = (withdrawn_why IS NULL))
    ) STRICT
    """,
    "CREATE UNIQUE INDEX one_official_plan ON adoptions (county) WHERE withdrawn_at IS NULL",
    "CREATE INDEX adoptions_by_county ON adoptions (county, id)",
)

# A rule set that is no longer listed; its versions stay for the plans made with them.
_PUT_AWAY: Final = ("ALTER TABLE rule_sets ADD COLUMN put_away_at TEXT",)

# Solves stand in line, however many are asked for; one at a time is under way in the whole store, which the table itself
# sees to. Of several that an earlier release had under way the first goes on. `starts` counts a run's processes.
_LINE: Final = (
    "DROP INDEX one_live_run",
    """
    UPDATE runs SET state = 'failed', ended_at = strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now'),
        message_zh = '程序升级，这次求解中断，没有保存方案；可以重新求解。',
        message_en = 'The program was upgraded and this solve was broken off; no plan was saved. Solve again.'
    WHERE state = 'running' AND id > (SELECT min(id) FROM runs WHERE state = 'running')
    """,
    "CREATE UNIQUE INDEX one_run_at_a_time ON runs (state) WHERE state = 'running'",
    "ALTER TABLE runs ADD COLUMN starts INTEGER NOT NULL DEFAULT 0",
)

# When each part of a solve first began, in seconds since the run did.
_PHASES: Final = (
    """
    CREATE TABLE phases (
        run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
        phase TEXT NOT NULL,
        seconds REAL NOT NULL,
        PRIMARY KEY (run, phase)
    ) STRICT, WITHOUT ROWID
    """,
)

MIGRATIONS: Final[tuple[tuple[str, ...], ...]] = (
    _FIRST, _PREVIOUS, _REPAIRS, _MATCHES, _DRAFTS, _ADOPTIONS, _PUT_AWAY, _LINE, _PHASES,
)  # fmt: skip
SCHEMA_VERSION: Final = len(MIGRATIONS)


def version(connection: sqlite3.Connection) -> int:
    """The number of migrations this file has seen."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the file to SCHEMA_VERSION; the connection must be in autocommit mode (isolation_level None)."""
    while version(connection) < SCHEMA_VERSION:
        connection.execute("BEGIN IMMEDIATE")
        try:
            # Read again under the lock: another process may have been first.
            done = version(connection)
            if done < SCHEMA_VERSION:
                for statement in MIGRATIONS[done]:
                    connection.execute(statement)
                connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
                connection.execute(f"PRAGMA user_version = {done + 1}")
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
