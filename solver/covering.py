"""Goals 1 and 2 bounded by maximum flows: no plan fills more than flows through all gates open at once.

Agents of one block whose kinds may be joined with the same target kinds are one node, likewise targets of one block,
so the network has about as many arcs as there are gates. Limits on gates and single forbidden arcs are left out.
Which places can be filled together is a transversal matroid, hence the heaviest filling is a sum of plain maximum
flows, one for each level of weight (Edmonds 1971, "Matroids and the greedy algorithm").
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from ortools.graph.python import max_flow

if TYPE_CHECKING:
    from solver.arrays import Flags, Ints
    from solver.relaxation import Layout

_LEVELS = 8
_PATTERNS = 8


def least_shortage(layout: Layout) -> int:
    """A lower bound of goal 1: the weighted shortage that stays with every gate open."""
    demand = layout.type_places
    weight = _few_levels(layout.type_weight)
    levels = np.unique(weight)[::-1]
    supply, filled = layout.class_size * layout.class_hi, 0
    for k, level in enumerate(levels):
        below = int(levels[k + 1]) if k + 1 < len(levels) else 0
        filled += (int(level) - below) * _most_places(layout, supply, np.where(weight >= level, demand, 0))
    return int((weight * demand).sum()) - filled


def least_idle(layout: Layout) -> int:
    """A lower bound of goal 2: the agents who stay below their lo where no place is left for them with every gate open."""
    needed = layout.class_size * layout.class_lo
    places = _most_places(layout, needed, layout.type_places)
    order = np.argsort(layout.class_lo, kind="stable")
    lo, size = layout.class_lo[order], layout.class_size[order]
    before = np.cumsum(needed[order]) - needed[order]
    most = np.where(lo > 0, np.clip((places - before) // np.maximum(1, lo), 0, size), size)
    return int((size - most).sum())


def _few_levels(weight: Ints) -> Ints:
    """Weights rounded down to a few levels: a shortage counted so is never more than the true one."""
    levels = np.unique(weight)
    if len(levels) > _LEVELS:
        levels = levels[np.linspace(0, len(levels) - 1, _LEVELS).astype(np.int64)]
    return levels[np.searchsorted(levels, weight, side="right") - 1] if len(weight) else weight


def _patterns(allowed: Flags) -> tuple[Ints, Ints, Flags]:
    """Number of each agent kind's and target kind's pattern, and which patterns may be joined."""
    rows, row_of = np.unique(allowed, axis=0, return_inverse=True)
    columns, column_of = np.unique(rows, axis=1, return_inverse=True)
    if max(columns.shape) > _PATTERNS:
        return (
            np.zeros(allowed.shape[0], np.int64),
            np.zeros(allowed.shape[1], np.int64),
            np.ones((1, 1), np.bool_),
        )
    return row_of.reshape(-1), column_of.reshape(-1), columns


def _most_places(layout: Layout, supply: Ints, demand: Ints) -> int:
    """How many of these places can be filled at once, where each class has so many to give."""
    if not layout.allowed.any() or not len(layout.gate_block):
        return 0
    row, column, joined = _patterns(layout.allowed)
    a, b = joined.shape
    block = np.repeat(np.arange(layout.n_blocks), np.diff(layout.class_ptr))
    target_block = np.repeat(np.arange(layout.n_target_blocks), np.diff(layout.type_ptr))
    offered = _sum_by(block * a + row[layout.class_kind], supply, layout.n_blocks * a)
    wanted = _sum_by(target_block * b + column[layout.type_kind], demand, layout.n_target_blocks * b)
    first_target, source = len(offered), len(offered) + len(wanted)
    sink = source + 1
    gate_target_block = np.repeat(np.arange(layout.n_target_blocks), np.diff(layout.gate_ptr))
    tails, heads = [], []
    for i, j in zip(*np.nonzero(joined), strict=True):
        tail, head = layout.gate_block * a + i, gate_target_block * b + j
        live = (offered[tail] > 0) & (wanted[head] > 0)
        tails.append(tail[live])
        heads.append(head[live])
    tail, head = np.concatenate(tails), np.concatenate(heads)
    flow = max_flow.SimpleMaxFlow()
    flow.add_arcs_with_capacity(tail, head + first_target, np.minimum(offered[tail], wanted[head]))
    flow.add_arcs_with_capacity(np.full(len(offered), source), np.arange(len(offered)), offered)
    flow.add_arcs_with_capacity(first_target + np.arange(len(wanted)), np.full(len(wanted), sink), wanted)
    if flow.solve(source, sink) != flow.OPTIMAL:
        return int(wanted.sum())
    return int(flow.optimal_flow())


def _sum_by(group: Ints, values: Ints, size: int) -> Ints:
    out = np.zeros(size, dtype=np.int64)
    np.add.at(out, group, values)
    return out
