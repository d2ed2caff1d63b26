"""Documents written in the background: a process for each order, everything about it in a folder of its own.

The folders lie beside the store. Any page of any server on this computer finds an order there again, after a reload or
a restart; a stop ends the process and removes the folder. What is kept there is personal data, so that files go after a
day, and only whoever ordered them can see, fetch or stop them. No Streamlit in this file.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pairing.documents.masking import Audience
from pairing.errors import StoreError
from pairing.safe_files import replacing
from pairing.store import local_user
from pairing.text import Text
from ui import processes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

WORKER: Final = (sys.executable, "-m", "ui.paper_worker")
KEPT: Final = timedelta(hours=24)
"""How long written files are kept."""
ORDER, PROCESS, STANDING = "order.json", "process.json", "standing.json"
FILES: Final = "papers"
ARCHIVE: Final = "all.zip"

_DIED = Text(
    "写文件的程序中途被关闭（可能是关机、内存不足或被手动结束），没有写完；可以重新生成。",
    "The writing program was closed half-way (a shutdown, too little memory, or by hand); the files are not complete. "
    "Make them again.",
)
_GONE = Text("这些文件已经清除，请重新生成。", "These files have been removed; make them again.")

# The processes started by this server, kept so that their exit is collected.
_children: list[subprocess.Popen[bytes]] = []


@dataclass(frozen=True)
class Printing:
    """One order: documents of a plan for one audience, and how far they are.

    state    running, done or failed; ``message`` says in words why it failed
    share    of the work, 0–1; now: the document under way; done of total documents are finished
    files    names of the written files, those of finished orders only
    """

    id: str
    plan: int
    audience: Audience
    names: tuple[str, ...]
    who: str
    asked_at: datetime
    state: str
    share: float
    now: str
    done: int
    total: int
    files: tuple[str, ...]
    message: Text | None

    @property
    def running(self) -> bool:
        return self.state == "running"


@dataclass(frozen=True)
class Papers:
    """Orders, watches, stops, clears away; ``starting`` is how many seconds a process may take to appear."""

    db: Path
    who: str | None = None
    command: tuple[str, ...] = WORKER
    starting: float = 60.0

    @property
    def home(self) -> Path:
        """Where the folders of all orders are."""
        return self.db.parent / f"{self.db.stem}-papers"

    @property
    def _me(self) -> str:
        return self.who or local_user()

    def start(self, plan: int, audience: Audience, names: Sequence[str]) -> str:
        """Order documents of a stored plan; returns the order's id, that of the one under way where there is one.

        An earlier order of one's own that the new one repeats is cleared away.
        """
        for earlier in self.of(plan):
            if earlier.running:
                return earlier.id
            if earlier.audience is audience and set(earlier.names) <= set(names):
                self.remove(earlier.id)
        number = secrets.token_hex(8)
        folder = self.home / number
        self.home.mkdir(exist_ok=True, mode=0o700)
        folder.mkdir(mode=0o700)
        (folder / "tmp").mkdir()
        asked = {"plan": plan, "audience": audience.name, "names": list(names), "who": self._me}
        write_json(folder / ORDER, {**asked, "asked_at": datetime.now(UTC).isoformat()})
        command = (*self.command, "--db", str(self.db), "--folder", str(folder))
        # What libraries keep aside while they write goes with the folder, too.
        aside = {name: str(folder / "tmp") for name in ("TMPDIR", "TEMP", "TMP")}
        child = processes.start(command, folder / "log.txt", {**os.environ, **aside})
        _children.append(child)
        write_json(folder / PROCESS, {"pid": child.pid, "born": processes.step_back(child.pid)})
        return number

    def of(self, plan: int) -> tuple[Printing, ...]:
        """One's own orders of a plan, newest first, after a look at whether their processes still live."""
        self.clear_stale()
        found = [order for order in self._all() if order.plan == plan and order.who == self._me]
        return tuple(sorted(found, key=lambda order: order.asked_at, reverse=True))

    def cancel(self, number: str) -> None:
        """End an order of one's own at once, with all it has written."""
        folder = self._mine(number)
        if folder is None:
            return
        process = _process(folder)
        if process is not None:
            processes.kill_tree(process)
        _remove(folder)

    remove = cancel

    def file(self, number: str, name: str) -> Path:
        """A written file of one's own order, or its archive. Raises StoreError where it is not there any more."""
        folder = self._mine(number)
        path = None if folder is None else folder / (name if name == ARCHIVE else f"{FILES}/{name}")
        if path is None or not path.is_file():
            raise StoreError(_GONE)
        return path

    def clear_stale(self) -> None:
        """Remove what is older than a day and no longer written, whoever ordered it: nobody was promised more."""
        _children[:] = [child for child in _children if child.poll() is None]
        for folder in self._folders():
            old = datetime.now(UTC) - datetime.fromtimestamp(folder.stat().st_mtime, UTC) > KEPT
            if old and _process(folder) is None:
                _remove(folder)

    def _folders(self) -> Iterator[Path]:
        if self.home.is_dir():
            yield from sorted(path for path in self.home.iterdir() if path.is_dir())

    def _all(self) -> Iterator[Printing]:
        for folder in self._folders():
            asked = read_json(folder / ORDER)
            if asked:
                yield self._printing(folder, asked)

    def _mine(self, number: str) -> Path | None:
        """The folder of an order, None where there is none of one's own of that name."""
        folder = next((folder for folder in self._folders() if folder.name == number), None)
        asked = {} if folder is None else read_json(folder / ORDER)
        return folder if asked.get("who") == self._me else None

    def _printing(self, folder: Path, asked: dict[str, Any]) -> Printing:
        # In this order: a process that ends in between has said so before.
        process = _process(folder)
        told = read_json(folder / STANDING)
        asked_at = datetime.fromisoformat(asked["asked_at"])
        message = Text(*told["message"]) if told.get("message") else None
        state = told.get("state", "running")
        late = (datetime.now(UTC) - asked_at).total_seconds() > self.starting
        if state == "running" and process is None and ((folder / PROCESS).exists() or late):
            state, message = "failed", _DIED
        return Printing(
            id=folder.name,
            plan=asked["plan"],
            audience=Audience[asked["audience"]],
            names=tuple(asked["names"]),
            who=asked["who"],
            asked_at=asked_at,
            state=state,
            share=float(told.get("share", 0.0)),
            now=told.get("now", ""),
            done=int(told.get("done", 0)),
            total=int(told.get("total", len(asked["names"]))),
            files=tuple(told.get("files", ())),
            message=message,
        )


def write_json(path: Path, content: dict[str, Any]) -> None:
    """Put a small record in place whole."""
    with replacing(path) as part:
        part.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")


def read_json(path: Path) -> dict[str, Any]:
    """A small record; empty where there is none, or it is just being removed."""
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found


def _process(folder: Path) -> Any:
    told = read_json(folder / PROCESS)
    return processes.find(told.get("pid"), told.get("born"))


def _remove(folder: Path) -> None:
    # The order goes first: whatever else could not be removed at once is nobody's, and stale.
    (folder / ORDER).unlink(missing_ok=True)
    shutil.rmtree(folder, ignore_errors=True)
