"""Garbage collections that do not look through a county each time.

After every run of a page or of a part of it Streamlit collects all garbage, and no other session does anything meanwhile.
A county in memory is a million objects that stay: looking through them took longer than most pages. So what a long
collection has left alive is set aside, and looked at again some minutes later, for sessions end and plans are replaced.
"""

from __future__ import annotations

import gc
import time
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

_OLDEST: Final = 2
_LONG_SECONDS: Final = 0.01
_ASIDE_SECONDS: Final = 600.0


class Collector:
    """Told by the interpreter before and after each collection, in whichever thread that is."""

    def __init__(self) -> None:
        self._aside: float | None = None
        self._began = 0.0

    def __call__(self, phase: str, info: Mapping[str, int]) -> None:
        if info["generation"] != _OLDEST:
            return
        if phase == "start":
            if self._aside is not None and time.monotonic() - self._aside > _ASIDE_SECONDS:
                gc.unfreeze()
                self._aside = None
            self._began = time.thread_time()
        elif time.thread_time() - self._began > _LONG_SECONDS:
            gc.freeze()
            if self._aside is None:
                self._aside = time.monotonic()


_COLLECTOR: Final = Collector()


def leave_alone_what_stays() -> None:
    """Have all further collections of this process do so; again at each run, which changes nothing."""
    if _COLLECTOR not in gc.callbacks:
        gc.callbacks.append(_COLLECTOR)
