"""A batch of documents: written one after another, or by processes side by side where a county is large.

A batch can be watched and stopped; a document that was not finished leaves no file behind.
"""

from __future__ import annotations

import os
import signal
import threading
from concurrent.futures import FIRST_EXCEPTION, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context
from typing import TYPE_CHECKING, Final

from pairing.errors import CallError
from pairing.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, MutableSequence, Sequence
    from concurrent.futures import Future
    from multiprocessing.synchronize import Event
    from pathlib import Path

    from pairing.documents.document import Watch
    from pairing.documents.facts import Facts
    from pairing.documents.masking import Audience

    Listener = Callable[["Standing"], None]
    Writer = Callable[["Paper", Facts, Path, Watch], tuple[Path, ...]]

_LOOK_SECONDS: Final = 0.2
_MOST_PROCESSES: Final = 4
_KILLED: Final = Text(
    "写文件的进程被系统中止（可能内存不足）。请少选几种文件再试。",
    "A writing process was ended by the system (perhaps too little memory). Choose fewer documents and try again.",
)


class Stopped(Exception):
    """The batch was asked to stop."""


@dataclass(frozen=True)
class Paper:
    """One document, by name, for one audience."""

    name: str
    audience: Audience


@dataclass(frozen=True)
class Standing:
    """How far a batch is: ``share`` of all, 0–1; names of the papers under way; how many of ``total`` are done."""

    share: float
    now: tuple[str, ...]
    done: int
    total: int


def nobody(standing: Standing) -> None:
    """For a batch that nobody watches."""


def write_batch(
    papers: Sequence[Paper],
    facts: Facts,
    folder: Path,
    write: Writer,
    listen: Listener = nobody,
    cancel: threading.Event | None = None,
    *,
    side_by_side: bool = False,
) -> tuple[Path, ...]:
    """Write all papers with ``write`` (a function of a module, so that a process can find it); returns their files.

    ``listen`` hears at least every second. Raises Stopped soon after ``cancel`` is set, CallError where a process was
    killed, and whatever ``write`` raises.
    """
    cancel = cancel or threading.Event()
    processes = min(len(papers), os.cpu_count() or 1, _MOST_PROCESSES)
    if side_by_side and processes > 1:
        written = _side_by_side(papers, facts, folder, write, listen, cancel, processes)
    else:
        written = _one_by_one(papers, facts, folder, write, listen, cancel)
    listen(Standing(1.0, (), len(papers), len(papers)))
    return tuple(path for paths in written for path in paths)


def _one_by_one(
    papers: Sequence[Paper],
    facts: Facts,
    folder: Path,
    write: Writer,
    listen: Listener,
    cancel: threading.Event,
) -> list[tuple[Path, ...]]:
    written = []
    for done, paper in enumerate(papers):

        def watch(share: float, done: int = done, paper: Paper = paper) -> None:
            if cancel.is_set():
                raise Stopped
            listen(Standing((done + share) / len(papers), (paper.name,), done, len(papers)))

        watch(0.0)
        written.append(write(paper, facts, folder, watch))
    return written


def _side_by_side(
    papers: Sequence[Paper],
    facts: Facts,
    folder: Path,
    write: Writer,
    listen: Listener,
    cancel: threading.Event,
    processes: int,
) -> list[tuple[Path, ...]]:
    context = get_context("spawn")
    # A share below 0 belongs to a paper not begun.
    shares, stop = context.Array("d", [-1.0] * len(papers), lock=False), context.Event()
    pool = ProcessPoolExecutor(
        processes, mp_context=context, initializer=_begin, initargs=(facts, folder, write, shares, stop)
    )
    with pool:
        futures = [pool.submit(_write_one, place, paper) for place, paper in enumerate(papers)]
        try:
            _watch(futures, papers, shares, listen, cancel)
            return [future.result() for future in futures]
        except BrokenProcessPool as fault:
            raise CallError(_KILLED) from fault
        except BaseException:
            stop.set()
            pool.shutdown(cancel_futures=True)
            raise


def _watch(
    futures: list[Future[tuple[Path, ...]]],
    papers: Sequence[Paper],
    shares: Sequence[float],
    listen: Listener,
    cancel: threading.Event,
) -> None:
    """Tell how the processes go on until all are done; raises what one of them raised."""
    pending = set(futures)
    while pending:
        finished, pending = wait(pending, _LOOK_SECONDS, FIRST_EXCEPTION)
        for future in finished:
            future.result()
        if cancel.is_set():
            raise Stopped
        over = [future.done() for future in futures]
        each = list(zip(papers, shares, over, strict=True))
        now = [paper.name for paper, share, done in each if share >= 0 and not done]
        whole = sum(1.0 if done else max(0.0, share) for _, share, done in each)
        listen(Standing(whole / len(papers), tuple(dict.fromkeys(now)), sum(over), len(papers)))


@dataclass(frozen=True)
class _Work:
    """What a writing process is given once, at its start."""

    facts: Facts
    folder: Path
    write: Writer
    shares: MutableSequence[float]
    stop: Event


class _Held:
    """The work of this process; the pool has no other way to hand it to its tasks."""

    work: _Work


def _begin(facts: Facts, folder: Path, write: Writer, shares: MutableSequence[float], stop: Event) -> None:
    # Ctrl-C in a terminal reaches every process of the group; the first one tells the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _Held.work = _Work(facts, folder, write, shares, stop)


def _write_one(place: int, paper: Paper) -> tuple[Path, ...]:
    work = _Held.work

    def watch(share: float) -> None:
        if work.stop.is_set():
            raise Stopped
        work.shares[place] = share

    watch(0.0)
    return work.write(paper, work.facts, work.folder, watch)
