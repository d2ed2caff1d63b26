"""Compile every kernel once, at set-up, so that the first real solve does not wait: ``python -m solver.warm``."""

from __future__ import annotations

import numpy as np

from solver.limits import Limits
from solver.problem import GatedAssignment
from solver.solve import solve


def warm() -> None:
    """Solve a problem of two pairs by search and bound; afterwards the compiled kernels are in the user's cache."""
    one = np.ones(2, dtype=np.int64)
    pair = np.arange(2, dtype=np.int32)
    problem = GatedAssignment(
        agent_lo=one - 1, agent_hi=one, agent_block=pair, agent_kind=pair * 0, agent_spread=one, target_demand=one,
        target_weight=one, target_block=pair, target_kind=pair * 0, worth=one[:1].reshape(1, 1),
        allowed=np.ones((1, 1), dtype=np.bool_),
        gate_agents=pair, gate_targets=pair, gate_value=-one, gate_bonus=one,
    )  # fmt: skip
    solve(problem, Limits(seconds=600.0, gap=0.5, workers=1), exact_arcs=0)


if __name__ == "__main__":
    warm()
