"""Work that says nothing while it lasts, done so that whoever waits hears of it and can stop it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from pairing.documents.document import Watch

    Made = TypeVar("Made")

# How often whoever waits is told that the work goes on, in seconds.
_BEAT: Final = 0.4


def watched(work: Callable[[], Made], watch: Watch, *, writes: bool = False) -> Made:
    """Do ``work`` on a thread of its own, while ``watch`` is told twice a second and more that no share is done yet.

    Returns what it gives, raises what it raises. Where ``watch`` stops it, what it makes is dropped: at once where it only
    counts, after its end where it ``writes`` a file that is to be removed.
    """
    thread = ThreadPoolExecutor(max_workers=1)
    try:
        made = thread.submit(work)
        while wait((made,), _BEAT).not_done:
            watch(0.0)
        return made.result()
    finally:
        thread.shutdown(wait=writes)
