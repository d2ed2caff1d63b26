"""Diving: from the relaxation's fractional gates to whole ones, a few at a time.

Gates that the relaxed optimum opens most are fixed open, the dual is improved a little with them fixed, and so on until
the group limits leave nothing to choose (Wolsey, Integer Programming, 2nd ed., §13.5 "relax-and-fix"; for Lagrangian duals
Barahona & Anbil 2000, "The volume algorithm"). Prices answer to every step, which rounding all gates at once cannot.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from solver.bound import DualBound
from solver.feasible import choose_gates

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Executor

    from solver.arrays import Flags, Floats
    from solver.problem import GatedAssignment
    from solver.result import Duals

STAGES: Final = 40
"""About how many times gates are fixed."""
STEPS: Final = 60
"""Evaluations of the dual between two times."""
JOINT_STAGES: Final = 10
JOINT_STEPS: Final = 40
"""The same where blocks value their gates jointly."""
REMEMBER: Final = 0.97
"""Weight of the evaluations before: fixed gates change the optimum, so it forgets faster than the bound itself."""
_SURE: Final = 0.9
"""Openness above which gates are fixed at once, however many there are."""
_IN_PLAY: Final = 0.0001
"""Openness below which a gate is not looked at, unless the group limits cannot be met without it."""


def dive(
    problem: GatedAssignment,
    openness: Floats,
    duals: Duals,
    should_stop: Callable[[], bool],
    stages: int = STAGES,
    steps: int = STEPS,
    *,
    goals: tuple[int, int] = (0, 0),
    thorough: bool = False,
    joint: bool = False,
    more: Callable[[], float] = lambda: math.inf,
    pool: Executor | None = None,
) -> Flags | None:
    """Open gates [G] within all limits; None where the limits contradict each other.

    ``openness`` [G] and ``duals`` come from a :class:`solver.bound.DualBound` whose first sweeps are done. Told to stop,
    it rounds what it has reached. ``goals``: 1 and 2 of the plans it is for. ``thorough`` where the relaxation is to
    charge for spread, ``joint`` where each block is to value its gates jointly: a dive of fewer steps then leads as far.
    ``more``, asked before each stage, says for how many there is time; ``pool`` a second thread that may share the work.
    """
    opened = round_gates(problem, openness)
    if opened is None:
        return None
    share = -(-int(opened.sum()) // stages)
    fixed = problem.must_open
    while (left := np.flatnonzero(opened & ~fixed)).size and not should_stop():
        by_openness = left[np.argsort(-openness[left], kind="stable")]
        take = max(share, math.ceil(left.size / max(1.0, more())), int((openness[left] > _SURE).sum()))
        fixed[by_openness[:take]] = True
        stage = replace(problem, forced_gates=np.flatnonzero(fixed).astype(np.int32))
        bound = DualBound(stage, REMEMBER, joint=joint, pool=pool)
        bound.guide(duals, goals, thorough=thorough)
        bound.walk(steps, should_stop)
        openness, duals = bound.openness(), bound.duals()
        again = round_gates(stage, openness)
        if again is None:
            break
        opened = again
    return opened


def round_gates(problem: GatedAssignment, openness: Floats) -> Flags | None:
    """The fractional gates rounded to the group limits: the most openness, where a gate below a quarter counts against
    opening it; None where the limits contradict each other."""
    score = np.rint(1000 * openness).astype(np.int64) - 250
    opened = choose_gates(problem, score, openness > _IN_PLAY)
    return choose_gates(problem, score) if opened is None else opened
