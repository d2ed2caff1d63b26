"""Compile every kernel once, at set-up, so that the first real solve does not wait: ``python -m solver.warm``."""

from __future__ import annotations

from typing import Final

import numpy as np

from solver.bound import DualBound
from solver.incumbent import Incumbent
from solver.limits import Limits
from solver.problem import GatedAssignment
from solver.search import Clock, Search

_LONG: Final = 600.0
_STEPS: Final = 700
"""Beyond the end of the bound's second sweep, where its third kind of evaluation begins."""


def warm() -> None:
    """Search and bound a problem of four pairs; afterwards the compiled kernels are in the user's cache."""
    incumbent = Incumbent(tiny(), Limits(seconds=_LONG, workers=1), None)
    search = Search(tiny(), incumbent, seed=0)
    search.begin(np.ones(4, dtype=np.bool_), tiny().agent_block.astype(np.int64))
    search.run(Clock(incumbent, 12), 60.0)
    bound = DualBound(tiny(), joint=True)
    steps = iter(range(_STEPS))
    bound.run(_LONG, lambda: next(steps, None) is None)
    bound.aim(1, 1)
    steps = iter(range(_STEPS))
    bound.run(_LONG, lambda: next(steps, None) is None)


def tiny() -> GatedAssignment:
    """Two blocks of two agents and of two targets, all four gates, at least one open on each side."""
    four = np.ones(4, dtype=np.int64)
    blocks = np.array([0, 0, 1, 1], dtype=np.int32)
    other = np.array([0, 1, 0, 1], dtype=np.int32)
    return GatedAssignment(
        agent_lo=four, agent_hi=2 * four, agent_block=blocks, agent_kind=other, agent_spread=10 * four,
        target_demand=four, target_weight=four, target_block=blocks, target_kind=other,
        worth=np.array([[80, 40], [30, 70]]), allowed=np.ones((2, 2), dtype=np.bool_),
        gate_agents=blocks, gate_targets=other, gate_value=-20 * four, gate_bonus=np.array([10, 5, 5, 10]),
        group_lo=four, group_hi=2 * four, member_group=np.concatenate([blocks, 2 + other]),
        member_gate=np.tile(np.arange(4, dtype=np.int32), 2),
        bonus_agent=other[:1], bonus_target=other[:1], bonus_value=four[:1],
        forbidden_agent=other[:1], forbidden_target=other[1:2],
    )  # fmt: skip


if __name__ == "__main__":
    warm()
