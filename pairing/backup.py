"""Backup and restore of the store: one file, whole and checked, whoever is at work meanwhile.

A backup is taken with SQLite's online backup, one read of one moment, while others read and write. A restore checks the
file before anything is touched, keeps what is there now beside it, and then puts the content in by the same way back: in
one transaction, into the same file, so that no open connection is left on an old one.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
import time
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pairing.database import moment
from pairing.errors import StoreError
from pairing.migrations import APPLICATION_ID, MIGRATIONS, SCHEMA_VERSION, version
from pairing.roles import require
from pairing.store import Store
from pairing.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pairing.roles import Role

_PATIENCE: Final = 20.0
"""Seconds to wait for a lock that somebody else holds."""

_NO_STORE = Text("没有数据文件 {path}，无可备份。", "There is no data file {path} to back up.")
_EXISTS = Text(
    "{path} 已经存在，没有覆盖它。请另取一个名字。",
    "{path} is there already and was not overwritten. Choose another name.",
)
_NO_FILE = Text("没有文件 {path}。", "There is no file {path}.")
_DAMAGED = Text(
    "{path} 已损坏，或不是本程序的数据文件。没有任何改动。请用一份完好的备份恢复。",
    "{path} is damaged or no data file of this program. Nothing was changed. Restore a backup that is whole.",
)
_FOREIGN = Text(
    "{path} 是别的程序的数据库，不能恢复。现有数据没有改动。",
    "{path} is another program's database and cannot be restored. The present data are as they were.",
)
_NEWER = Text(
    "{path} 由更新版本的程序写成（版本 {found}，本程序最高支持 {known}）。请先升级本程序。现有数据没有改动。",
    "{path} was written by a newer release (version {found}, this one knows {known}). Upgrade this program first. The present "
    "data are as they were.",
)
_RUNNING = Text(
    "正在求解（{who} 于 {when} 开始），现在不能恢复。请等它结束，或先在“求解”页停止它。",
    "A solve is running (begun by {who} at {when}); nothing can be restored now. Wait until it ends, or stop it on the page "
    "Solve.",
)
_FAILED = Text(
    "没有完成（{reason}）。请检查文件夹是否有写权限、磁盘是否已满、文件是否正被占用，再试一次。",
    "Not done ({reason}). Check that the folder may be written, that the disk is not full and that nobody holds the file, and "
    "try again.",
)
_INTERRUPTED = Text(
    "备份时这次求解还在进行，没有结果；可以重新求解。",
    "This solve was under way when the backup was taken and has no result; you can solve again.",
)


@dataclass(frozen=True)
class Checked:
    """A store's file that was found whole: what is in it, by count, and its newest entry of the log."""

    path: Path
    version: int
    counties: int
    plans: int
    rule_sets: int
    newest: datetime | None


def backup_name(when: datetime) -> str:
    """A backup's file name, by local time."""
    return f"pairing-备份-{when.astimezone():%Y%m%d-%H%M}.db"


def backup(db: Path, out: Path, role: Role = "adopt", who: str | None = None) -> Checked:
    """Write a backup of the store ``db`` to ``out`` (a file, or a folder for one with the usual name) and check it.

    Others may read and write meanwhile; the backup holds one moment. Nothing is left at ``out`` unless it was found
    whole. Only its owner may read the file. Raises StoreError where there is no store, ``out`` is taken, or the store is
    damaged; NotAllowed below the role that may change.
    """
    require(role, "edit")
    if not db.is_file():
        raise StoreError(_NO_STORE.fill(path=db))
    if out.is_dir():
        out = out / backup_name(datetime.now().astimezone())
    if out.exists():
        raise StoreError(_EXISTS.fill(path=out))
    with _faults(db):
        out.parent.mkdir(parents=True, exist_ok=True)
    with _beside(out) as part:
        _copy(db, part)
        _settle(part)
        found = check_backup(part)
        with _faults(out):
            part.replace(out)
    with Store(db, who, role) as store:
        store.log("backup", "store")
    return replace(found, path=out)


def backups_beside(db: Path) -> tuple[Path, ...]:
    """The backups and safety copies in the store's own folder, newest first."""
    heads = ("pairing-备份-", f"{db.stem}-恢复前-")
    found = [
        p
        for p in db.parent.iterdir()
        if p.name.startswith(heads) and p.suffix in (".db", db.suffix) and p != db
    ]
    return tuple(sorted(found, key=lambda path: path.stat().st_mtime, reverse=True))


def check_backup(file: Path) -> Checked:
    """Look through a store's file without changing it. Raises StoreError where it is missing, damaged, another program's or
    newer than this one."""
    if not file.is_file():
        raise StoreError(_NO_FILE.fill(path=file.name))
    with _faults(file), closing(_reading(file)) as connection:
        owner = int(connection.execute("PRAGMA application_id").fetchone()[0])
        found = version(connection)
        if owner != APPLICATION_ID:
            tables = int(connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0])
            raise StoreError((_FOREIGN if tables else _DAMAGED).fill(path=file.name))
        if found > SCHEMA_VERSION:
            raise StoreError(_NEWER.fill(path=file.name, found=found, known=SCHEMA_VERSION))
        if _schema(connection) != _schema_of(found):
            raise StoreError(_DAMAGED.fill(path=file.name))
        whole = connection.execute("PRAGMA integrity_check(1)").fetchone()[0] == "ok"
        if not whole or connection.execute("PRAGMA foreign_key_check").fetchone() is not None:
            raise StoreError(_DAMAGED.fill(path=file.name))
        counties, plans, sets, newest = connection.execute(
            "SELECT (SELECT count(*) FROM counties), (SELECT count(*) FROM plans), "
            "(SELECT count(DISTINCT name) FROM rule_sets), (SELECT max(at) FROM log)"
        ).fetchone()
    return Checked(file, found, counties, plans, sets, None if newest is None else moment(newest))


def restore(file: Path, db: Path, role: Role = "adopt", who: str | None = None) -> Path | None:
    """Put the backup ``file`` in the place of the store ``db``; an older one is brought up to date.

    Returns the safety copy of what was there before, beside ``db``; None where there was nothing. A damaged store is moved
    aside whole. Raises StoreError, with everything as it was, where the file is damaged, another program's or newer, where
    the present store is another program's or newer, or while a solve runs; NotAllowed below the role that may adopt.
    """
    require(role, "adopt")
    check_backup(file)
    with _faults(db):
        db.parent.mkdir(parents=True, exist_ok=True)
    with _beside(db) as staged:
        _copy(file, staged)
        _bring_up_to_date(staged)
        safety = _replace(staged, db)
    with Store(db, who, role) as store:
        store.log("restore", "store", None, file.name)
    return safety


def _bring_up_to_date(staged: Path) -> None:
    """Migrate the staged file and end the solves that were under way when the backup was taken."""
    with Store(staged) as store:
        for run in store.runs.live():
            store.runs.end(run.id, "failed", _INTERRUPTED)
    _settle(staged)


def _replace(staged: Path, db: Path) -> Path | None:
    safety = db.with_name(f"{db.stem}-恢复前-{datetime.now().astimezone():%Y%m%d-%H%M%S}{db.suffix}")
    if not db.exists():
        with _faults(db):
            staged.replace(db)
        return None
    if not _readable(db):
        # All of it is kept, as it is, and a whole file takes its place.
        with _faults(db):
            for suffix in ("", "-wal", "-shm"):
                with suppress(FileNotFoundError):
                    os.replace(f"{db}{suffix}", f"{safety}{suffix}")
            staged.replace(db)
        return safety
    with _beside(safety) as part:
        _copy(db, part)
        _settle(part)
        with _faults(safety):
            part.replace(safety)
    _refuse_while_solving(db)
    _copy(staged, db)
    return safety


def _readable(db: Path) -> bool:
    """Whether the present store can be read whole; raises StoreError where it must not be touched."""
    try:
        _refuse_while_solving(db)
        with closing(_reading(db)) as connection:
            return bool(connection.execute("PRAGMA integrity_check(1)").fetchone()[0] == "ok")
    except StoreError as fault:
        cause = fault.__cause__
        if isinstance(cause, sqlite3.DatabaseError) and not isinstance(cause, sqlite3.OperationalError):
            return False
        raise


def _refuse_while_solving(db: Path) -> None:
    with Store(db) as store:
        for run in store.runs.live():
            raise StoreError(_RUNNING.fill(who=run.who, when=f"{run.queued_at.astimezone():%H:%M}"))


def _copy(source: Path, target: Path) -> None:
    """All pages of one file into another, in one transaction of each, whoever holds either open."""
    began = time.monotonic()

    def look(status: int, remaining: int, total: int) -> None:
        # Called after every attempt, those that met a lock too; left alone it would try for ever.
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) and time.monotonic() - began > _PATIENCE:
            raise TimeoutError(f"{target.name}: locked")

    with _faults(source), closing(_reading(source)) as there, closing(sqlite3.connect(target)) as here:
        there.backup(here, pages=-1, progress=look, sleep=0.1)


def _schema(connection: sqlite3.Connection) -> list[tuple[str, ...]]:
    rows = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name")
    return [tuple(row) for row in rows]


def _schema_of(number: int) -> list[tuple[str, ...]]:
    """The tables that so many migrations make: a file with others, or with a trigger, was not made by this program."""
    with closing(sqlite3.connect(":memory:")) as connection:
        for statements in MIGRATIONS[:number]:
            for statement in statements:
                connection.execute(statement)
        return _schema(connection)


@contextmanager
def _beside(path: Path) -> Iterator[Path]:
    """An empty file beside ``path`` that only its owner may read; gone at the end unless it was put in place."""
    with _faults(path):
        handle, name = tempfile.mkstemp(prefix=".part-", suffix=path.suffix, dir=path.parent)
        os.close(handle)
    part = Path(name)
    try:
        yield part
    finally:
        for suffix in ("", "-wal", "-shm", "-journal"):
            Path(f"{part}{suffix}").unlink(missing_ok=True)


def _settle(part: Path) -> None:
    """Everything in the one file, no journal beside it."""
    with _faults(part), closing(sqlite3.connect(part)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")


def _reading(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True, timeout=_PATIENCE)


@contextmanager
def _faults(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as fault:
        raise StoreError(_FAILED.fill(reason=fault)) from fault
    except sqlite3.DatabaseError as fault:
        raise StoreError(_DAMAGED.fill(path=path.name)) from fault
    except OSError as fault:
        raise StoreError(_FAILED.fill(reason=fault.strerror or fault)) from fault
