"""How much of the solver's benchmark is run, and where its sections go."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tests.bench.page import write_section

if TYPE_CHECKING:
    from pathlib import Path

PACKAGES: Final = ("ortools", "highspy", "scipy", "numpy", "numba")


@dataclass(frozen=True)
class Scope:
    """What one run covers.

    cases        of the targets' table
    seeds        how many seeds (of sample county and solver together) each case but the large one is run with
    large_seeds  how many the large one is run with
    most         seconds that no single solve may exceed
    quick        smallest instances only
    folder       where instances and answers lie while it runs
    """

    cases: tuple[str, ...]
    seeds: int
    large_seeds: int
    most: float
    quick: bool
    folder: Path
    page: Path
    command: str
    began: float

    def limit(self, seconds: float) -> float:
        """A case's time limit in this run."""
        return min(seconds, self.most)

    def write(self, title: str, body: str) -> None:
        """Put a finished section on the page at once: an interrupted run keeps it."""
        write_section(title, self.command, body, page=self.page, packages=PACKAGES, echo=False)
        self.say(f"written: {title}")

    def say(self, words: str) -> None:
        """One line of progress, with the minutes so far."""
        print(f"[{(time.monotonic() - self.began) / 60:5.1f} min] {words}", flush=True)
