"""The first gates: a transport of whole blocks, cut to the group limits.

Each target block's demand is sent to agent blocks by one minimum-cost flow; an arc earns what the agent block's best
members offer the block's targets on average. A basic solution uses few arcs, and
the gates that carry most are kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from solver.feasible import choose_gates
from solver.network import BARRED, Layout
from solver.room import carry_blocks

if TYPE_CHECKING:
    from solver.arrays import Flags, Ints
    from solver.problem import GatedAssignment


def first_gates(problem: GatedAssignment, layout: Layout) -> Flags | None:
    """Gates to begin with, within all limits; None where the limits contradict each other."""
    offer = gate_offers(problem, layout)
    carried = carry_blocks(problem, layout, -np.clip(offer, -(10**6), 10**6)).by_gate
    score = carried * 100_000 + np.clip(offer // 10, -40_000, 40_000) - 50_000
    return choose_gates(problem, score)


def gate_offers(problem: GatedAssignment, layout: Layout) -> Ints:
    """For each gate, the mean over its targets of the best value among its agents [G]."""
    net = layout.arrays
    n_a, n_v, kinds = problem.n_agent_blocks, problem.n_target_blocks, net["WORTH"].shape[0]
    best = np.full((n_a, kinds), float(BARRED))
    for a in range(n_a):
        block = slice(int(net["CLASS_PTR"][a]), int(net["CLASS_PTR"][a + 1]))
        if block.stop > block.start:
            best[a] = net["WORTH"][:, net["CLASS_KIND"][block]].max(axis=1)
    best = np.maximum(best, -1e6)
    number = np.zeros((n_v, kinds))
    np.add.at(number, (net["TARGET_BLOCK"], net["TARGET_KIND"]), layout.demand)
    mean = best @ (number / np.maximum(1, number.sum(axis=1, keepdims=True))).T
    value: Ints = (mean[net["GATE_A"], net["GATE_V"]] + net["GATE_BONUS"] + net["GATE_VALUE"] / 5).astype(
        np.int64
    )
    return value
