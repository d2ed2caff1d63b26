"""A batch of documents, written one after another: watched, and stopped with no half file.

One process at a time: a county's papers take some ten seconds each, and a second process would cost a quarter of a
gigabyte before it wrote a word.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from pairing.documents.document import Watch
    from pairing.documents.masking import Audience

    Listener = Callable[["Standing"], None]
    Writer = Callable[["Paper", Watch], tuple[Path, ...]]


class Stopped(Exception):
    """The batch was asked to stop."""


@dataclass(frozen=True)
class Paper:
    """One document, by name, for one audience."""

    name: str
    audience: Audience


@dataclass(frozen=True)
class Standing:
    """How far a batch is: ``share`` of all, 0–1; the paper under way, "" at the end; ``done`` of ``total`` finished."""

    share: float
    now: str
    done: int
    total: int


def nobody(standing: Standing) -> None:
    """For a batch that nobody watches."""


def write_batch(
    papers: Sequence[Paper], write: Writer, listen: Listener = nobody, cancel: threading.Event | None = None
) -> tuple[Path, ...]:
    """Write all papers with ``write``; returns their files.

    ``listen`` hears at least every second. Raises Stopped soon after ``cancel`` is set, and whatever ``write`` raises.
    """
    cancel = cancel or threading.Event()
    written: list[Path] = []
    for done, paper in enumerate(papers):

        def watch(share: float, done: int = done, paper: Paper = paper) -> None:
            if cancel.is_set():
                raise Stopped
            listen(Standing((done + share) / len(papers), paper.name, done, len(papers)))

        watch(0.0)
        written += write(paper, watch)
    listen(Standing(1.0, "", len(papers), len(papers)))
    return tuple(written)
