"""One SQLite file, opened safely: checked, migrated, in transactions, with faults in words."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pairing.errors import StoreError
from pairing.migrations import APPLICATION_ID, SCHEMA_VERSION, migrate, version
from pairing.roles import require
from pairing.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pairing.roles import Role

_BUSY_MS: Final = 10_000

_NEWER = Text(
    "数据文件 {path} 由更新版本的程序写成（版本 {found}，本程序最高支持 {known}）。请升级本程序，或用 --db 另指定一个文件。",
    "The data file {path} was written by a newer release (version {found}, this one knows {known}). "
    "Upgrade this program, or name another file with --db.",
)
_FOREIGN = Text(
    "{path} 是别的程序的数据库，没有改动它。请用 --db 另指定一个文件。",
    "{path} is another program's database and was left as it is. Name another file with --db.",
)
_DAMAGED = Text(
    "数据文件 {path} 已损坏或不是本程序的数据文件，没有改动它。请从备份恢复，或用 --db 另指定一个文件。",
    "The data file {path} is damaged or no data file of this program; it was left as it is. "
    "Restore a backup, or name another file with --db.",
)
_BUSY = Text(
    "数据文件 {path} 正被另一个程序占用，请稍后再试。",
    "The data file {path} is in use by another program; try again in a moment.",
)
_UNREACHABLE = Text(
    "无法打开或写入数据文件 {path}（{reason}）。请检查文件夹是否存在、是否有写权限、磁盘是否已满，或用 --db 另指定一个文件。",
    "Cannot open or write the data file {path} ({reason}). Check that the folder exists and may be written and that "
    "the disk is not full, or name another file with --db.",
)


def now() -> str:
    """This moment as the store writes it: ISO 8601, UTC, to the millisecond."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def moment(text: str) -> datetime:
    """The moment a stored text names, in UTC."""
    return datetime.fromisoformat(text)


def moment_or_none(text: str | None) -> datetime | None:
    """As :func:`moment`, where the moment may not have come yet."""
    return None if text is None else moment(text)


class Database:
    """A connection to the store's file. Use it from one thread; each thread or process opens its own.

    ``role`` is that of whoever acts: every write asks for it, and SQLite itself refuses one that forgets to ask.
    Raises StoreError where the file is newer than this program, damaged, another program's, locked for longer than
    ten seconds, or cannot be reached.
    """

    def __init__(self, path: Path, role: Role = "adopt") -> None:
        self.path = path
        self._role: Role = role
        with self._faults():
            path.parent.mkdir(parents=True, exist_ok=True)
            self.connection = sqlite3.connect(path, timeout=_BUSY_MS / 1000, isolation_level=None)
            try:
                self._prepare()
            except BaseException:
                self.connection.close()
                raise

    def _prepare(self) -> None:
        self.connection.row_factory = sqlite3.Row
        # One read transaction: between two reads another process may be laying the tables.
        self.connection.execute("BEGIN")
        found = version(self.connection)
        owner = int(self.connection.execute("PRAGMA application_id").fetchone()[0])
        tables = int(self.connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0])
        self.connection.execute("COMMIT")
        if owner != APPLICATION_ID and tables:
            raise StoreError(_FOREIGN.fill(path=self.path))
        if found > SCHEMA_VERSION:
            raise StoreError(_NEWER.fill(path=self.path, found=found, known=SCHEMA_VERSION))
        self.connection.execute("PRAGMA foreign_keys = ON")
        self.connection.execute("PRAGMA journal_mode = WAL")
        self.connection.execute("PRAGMA synchronous = FULL")
        migrate(self.connection)
        self._read_only(self._role == "view")

    def _read_only(self, locked: bool) -> None:
        self.connection.execute(f"PRAGMA query_only = {'ON' if locked else 'OFF'}")

    @contextmanager
    def transaction(self, needs: Role = "edit") -> Iterator[None]:
        """All of the block or nothing of it; takes the write lock at once, so that it can't fail half-way by a lock.

        Raises NotAllowed, before anything is done, where the role of whoever acts is lower than ``needs``.
        """
        require(self._role, needs)
        with self._faults():
            self._read_only(False)
            try:
                self.connection.execute("BEGIN IMMEDIATE")
                try:
                    yield
                except BaseException:
                    if self.connection.in_transaction:  # a full disk has rolled it back already
                        self.connection.execute("ROLLBACK")
                    raise
                self.connection.execute("COMMIT")
            finally:
                self._read_only(self._role == "view")

    def rows(self, query: str, values: Sequence[Any] = ()) -> list[sqlite3.Row]:
        """All rows of a query."""
        with self._faults():
            return self.connection.execute(query, tuple(values)).fetchall()

    def write(self, statement: str, values: Sequence[Any] = ()) -> int:
        """Run one statement, in the open transaction if there is one; returns the number of the row it inserted.

        Raises NotAllowed as :meth:`transaction` does.
        """
        if not self.connection.in_transaction:
            require(self._role, "edit")
        with self._faults():
            return int(self.connection.execute(statement, tuple(values)).lastrowid or 0)

    def log(self, who: str, what: str, subject: str, subject_id: int | None, why: str = "") -> None:
        """Add a line to the log, in the transaction of what it tells of."""
        self.write(
            "INSERT INTO log (at, who, what, subject, subject_id, why) VALUES (?, ?, ?, ?, ?, ?)",
            (now(), who, what, subject, subject_id, why),
        )

    def close(self) -> None:
        self.connection.close()

    @contextmanager
    def _faults(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.IntegrityError:
            raise  # a broken promise between tables: the caller knows which
        except sqlite3.OperationalError as fault:
            text = _BUSY if "locked" in str(fault) or "busy" in str(fault) else _UNREACHABLE
            raise StoreError(text.fill(path=self.path, reason=fault)) from fault
        except sqlite3.DatabaseError as fault:
            raise StoreError(_DAMAGED.fill(path=self.path)) from fault
        except OSError as fault:
            raise StoreError(_UNREACHABLE.fill(path=self.path, reason=fault.strerror or fault)) from fault
