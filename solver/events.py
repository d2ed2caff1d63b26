"""What a caller may hear of a running solve, and how a caller stops one. The solver itself prints nothing."""

from __future__ import annotations

from typing import Protocol


class Events:
    """No-op listener; override what you need. Methods are called on the thread that called ``solve``."""

    def phase(self, name: str) -> None:
        """A part of the work begins: ``bound``, ``construct``, ``improve``, ``polish``,
        ``exact`` or ``transport``.
        """

    def incumbent(self, seconds: float, shortage: int, idle: int, value: int) -> None:
        """A better plan was found; its goals as recounted."""

    def bound(self, seconds: float, shortage: int, idle: int, value: int | None) -> None:
        """The proven bounds moved; value None while no bound of goal 3 is known."""

    def alive(self, seconds: float) -> None:
        """Nothing new, but at work: sent when two seconds would pass in silence."""


class Cancel(Protocol):
    """A token that asks a solve to stop and keep its best plan; ``threading.Event`` fits."""

    def set(self) -> None: ...

    def is_set(self) -> bool: ...
