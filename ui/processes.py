"""Processes that work beside the server: started apart from it, found again by number and birth, ended with their tree."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import psutil

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


_PACKAGES: Final = Path(__file__).resolve().parent.parent
"""Where `ui` and `pairing` are imported from."""


def start(command: Sequence[str], log: Path, env: Mapping[str, str] | None = None) -> subprocess.Popen[bytes]:
    """Start a worker of ours apart from the server, what it prints going to ``log``."""
    with log.open("wb") as output:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd=_PACKAGES,
            env=env,
            **_apart(),
        )


def _apart() -> dict[str, Any]:
    """Options that keep Ctrl-C and the closing of the server's window from reaching the worker."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW}
    return {"start_new_session": True}


def step_back(pid: int) -> float:
    """Lower the process's priority, so that pages stay quick beside it; returns when it was born, 0 if gone."""
    try:
        process = psutil.Process(pid)
        if sys.platform == "win32":
            process.nice(psutil.BELOW_NORMAL_PRIORITY_CLASS)
        else:
            process.nice(10)
        return process.create_time()
    except psutil.Error:  # the next look finds the work without its process
        return 0.0


def find(pid: int | None, born: float | None) -> psutil.Process | None:
    """The process of that number, None where it is gone (a later process may have got its number)."""
    if pid is None:
        return None
    try:
        process = psutil.Process(pid)
        same = born is None or abs(process.create_time() - born) < 1.0
        return process if same and process.status() != psutil.STATUS_ZOMBIE else None
    except psutil.NoSuchProcess:
        return None


def kill_tree(process: psutil.Process) -> None:
    """End the process and all that it started, and wait until they are gone."""
    try:
        tree = [*process.children(recursive=True), process]
    except psutil.NoSuchProcess:
        return
    for member in tree:
        try:
            member.kill()
        except psutil.NoSuchProcess:
            continue
    psutil.wait_procs(tree, timeout=5)
