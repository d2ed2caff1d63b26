"""The smallest minimum cut of a flow, taken apart where it falls apart.

What cannot be filled in a flow from supply to demand is explained by a minimum cut: the nodes on its sink side ask for
more than enters them. Minimum cuts form a lattice (Picard & Queyranne 1980), so one sink side lies inside all others:
the nodes that still reach the sink in the residual network of any maximum flow. Its connected parts share no capacity;
each lacks something of its own, and no part of a part lacks as much.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from ortools.graph.python import max_flow

if TYPE_CHECKING:
    from solver.arrays import Ints


def short_parts(tail: Ints, head: Ints, capacity: Ints, source: int, sink: int) -> list[Ints]:
    """The connected parts of the smallest sink side of a minimum cut, as sorted node numbers without the sink; none
    where all capacity into the sink can be filled. ``sink`` is the greatest node number.

    tail, head, capacity [E]: the arcs; those without capacity are as good as absent.
    """
    live = capacity > 0
    tail, head, capacity = tail[live], head[live], capacity[live]
    if not (head == sink).any():
        return []
    flow = max_flow.SimpleMaxFlow()
    flow.add_arcs_with_capacity(tail.astype(np.int32), head.astype(np.int32), capacity)
    if not (tail == source).any():
        # The flow's source must be a node of the network.
        flow.add_arc_with_capacity(source, int(tail[0]), 0)
    if flow.solve(source, sink) != flow.OPTIMAL:
        raise ArithmeticError("the flow from supply to demand cannot be solved in 64 bits")
    inside = np.zeros(sink + 1, dtype=np.bool_)
    inside[flow.get_sink_side_min_cut()] = True
    inside[sink] = False
    within = inside[tail] & inside[head]
    part = _connected(sink + 1, tail[within], head[within])
    nodes = np.flatnonzero(inside)
    nodes = nodes[np.argsort(part[nodes], kind="stable")]
    if not len(nodes):
        return []
    return np.split(nodes, np.flatnonzero(np.diff(part[nodes])) + 1)


def _connected(n_nodes: int, tail: Ints, head: Ints) -> Ints:
    """[nodes] the least node each is connected with. Labels spread along arcs and jump along themselves until nothing
    moves (Shiloach & Vishkin 1982): a graph library takes seconds to be told a million arcs."""
    label = np.arange(n_nodes)
    while True:
        before, low = label, np.minimum(label[tail], label[head])
        label = label.copy()
        for ends in (tail, head):
            np.minimum.at(label, before[ends], low)
        while (label[label] < label).any():
            label = label[label]
        if (label == before).all():
            return label
