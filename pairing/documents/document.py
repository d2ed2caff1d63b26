"""What every paper is to those who make, list or print it: its name, who may have it, and how it is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from pairing.documents.masking import Audience

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pairing.documents.facts import Facts
    from pairing.documents.masking import Mask
    from pairing.text import Text


class Watch(Protocol):
    """Told how far a document is; stops it by raising."""

    def __call__(self, share: float) -> None:
        """``share`` of the document, 0–1, is written; called at least every second of work."""


@dataclass(frozen=True)
class Document:
    """One kind of paper.

    name       what ``--only`` and the page call it, the beginning of its files' names
    what       one sentence for the page: what it is for
    write      writes its files into a folder and returns them; an empty tuple where the plan has nothing to say
    audiences  who may have it
    """

    name: str
    what: Text
    write: Callable[[Facts, Mask, Path, Watch], tuple[Path, ...]]
    audiences: tuple[Audience, ...] = (Audience.PUBLIC, Audience.INTERNAL)


def unwatched(share: float) -> None:
    """For a document that nobody waits for."""
