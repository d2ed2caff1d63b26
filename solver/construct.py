"""The first gates: a transport of whole blocks, cut to the group limits.

Each target block's demand is sent to agent blocks by one minimum-cost flow; an arc earns what the agent block's best
members offer the block's targets on average. A basic solution uses few arcs, and
the gates that carry most are kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from ortools.graph.python import min_cost_flow

from solver.feasible import choose_gates
from solver.network import BARRED, Layout

if TYPE_CHECKING:
    from solver.arrays import Flags, Ints
    from solver.problem import GatedAssignment


def first_gates(problem: GatedAssignment, layout: Layout) -> Flags | None:
    """Gates to begin with, within all limits; None where the limits contradict each other."""
    offer = gate_offers(problem, layout)
    carried = _block_transport(problem, layout, offer)
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


def _block_transport(problem: GatedAssignment, layout: Layout, offer: Ints) -> Ints:
    """Places each gate carries when blocks are served as wholes [G]."""
    net = layout.arrays
    n_a, n_v = problem.n_agent_blocks, problem.n_target_blocks
    capacity = np.bincount(problem.agent_block, weights=layout.hi, minlength=n_a).astype(np.int64)
    least = np.minimum(capacity, np.bincount(problem.agent_block, weights=layout.lo, minlength=n_a)).astype(
        np.int64
    )
    demand = np.bincount(net["TARGET_BLOCK"], weights=layout.demand, minlength=n_v).astype(np.int64)
    usable = np.flatnonzero(net["GATE_FIXED"] >= 0)
    source, total = n_a + n_v, int(demand.sum())
    blocks, villages = np.arange(n_a), np.arange(n_v)
    reward, penalty = 10**7, 10**9
    flow = min_cost_flow.SimpleMinCostFlow()
    arcs = flow.add_arcs_with_capacity_and_unit_cost(
        np.concatenate([net["GATE_A"][usable], np.full(n_a, source), np.full(n_a, source), np.full(n_v, source)])
        .astype(np.int32),
        np.concatenate([net["GATE_V"][usable] + n_a, blocks, blocks, villages + n_a]).astype(np.int32),
        np.concatenate([np.full(len(usable), total), least, capacity - least, demand]),
        np.concatenate([-np.clip(offer[usable], -(10**6), 10**6), np.full(n_a, -reward), np.zeros(n_a),
                        np.full(n_v, penalty)]).astype(np.int64),
    )  # fmt: skip
    for v in range(n_v):
        flow.set_node_supply(n_a + v, -int(demand[v]))
    flow.set_node_supply(source, total)
    carried = np.zeros(problem.n_gates, dtype=np.int64)
    if flow.solve() == flow.OPTIMAL:
        carried[usable] = np.asarray(flow.flows(arcs))[: len(usable)]
    return carried
