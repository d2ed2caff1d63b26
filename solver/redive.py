"""Large neighbourhoods: a part of a good plan's gates is given free and chosen anew by a short dive.

Near the outcome of a dive an annealing that changes a few gates at a time soon finds nothing better, while another dive
may; most gates of the two are the same. So most gates are kept, drawn at random, and the dual says how the others answer
to them (Shaw 1998, "Using constraint programming and local search methods to solve vehicle routing problems"; Danna,
Rothberg & Le Pape 2005, "Exploring relaxation induced neighborhoods to improve MIP solutions").
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from solver.bound import DualBound
from solver.dive import REMEMBER, dive

if TYPE_CHECKING:
    from collections.abc import Callable

    from solver.arrays import Flags
    from solver.problem import GatedAssignment
    from solver.result import Duals

_KEPT: Final = 0.7
"""Share of the open gates that are kept."""
_SETTLING: Final = 40
"""Evaluations of the dual until its prices answer to the gates kept."""
_STAGES: Final = 4
_STEPS: Final = 20
"""About how many times gates are fixed then, and the evaluations between two times."""


def redive(
    problem: GatedAssignment,
    opened: Flags,
    duals: Duals,
    chance: np.random.Generator,
    goals: tuple[int, int],
    should_stop: Callable[[], bool],
) -> Flags | None:
    """Open gates [G] within all limits, most of them gates that are ``opened`` in a plan; None where limits contradict.

    ``duals`` are prices to begin with, of any gates; ``chance`` draws what is kept; ``goals``: 1 and 2 of the plans it is
    for. Each block values its gates jointly.
    """
    kept = (opened & (chance.random(problem.n_gates) < _KEPT)) | problem.must_open
    part = replace(problem, forced_gates=np.flatnonzero(kept).astype(np.int32))
    bound = DualBound(part, REMEMBER, joint=True)
    bound.guide(duals, goals, thorough=True)
    bound.walk(_SETTLING, should_stop)
    return dive(
        part, bound.openness(), bound.duals(), should_stop, _STAGES, _STEPS, goals=goals, thorough=True, joint=True,
    )  # fmt: skip
