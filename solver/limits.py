"""What a caller may ask of a solve: how long, how good, on how many cores, from which start."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from solver.arrays import Flags, Ids
    from solver.result import Duals


@dataclass(frozen=True)
class Limits:
    """seconds of wall time (> 0) · gap at which to stop (0 = run on until proved or time) · workers (>= 1)
    · seed.

    workers = 1 and one seed repeat a plan exactly wherever the search ends by proof or by gap rather than
    by time.
    Raises ValueError for a value outside its range.
    """

    seconds: float = 60.0
    gap: float = 0.0
    workers: int = 2
    seed: int = 0

    def __post_init__(self) -> None:
        if not self.seconds > 0 or math.isnan(self.seconds):
            raise ValueError(f"seconds must be positive, not {self.seconds}")
        if not self.gap >= 0:
            raise ValueError(f"gap must not be negative, not {self.gap}")
        if self.workers < 1:
            raise ValueError(f"workers must be at least 1, not {self.workers}")
        if self.seed < 0:
            raise ValueError(f"seed must not be negative, not {self.seed}")


@dataclass(frozen=True, eq=False)
class Hint:
    """An earlier plan to start from: gate_open [G], arcs [L], and the duals of its
    solve where known.

    Arcs that the problem does not have, and gates that its laws forbid, are passed over. A plan that is still lawful
    counts as the first plan, so that a re-solve never ends below it.
    """

    gate_open: Flags | None = None
    arc_agent: Ids | None = None
    arc_target: Ids | None = None
    duals: Duals | None = None
