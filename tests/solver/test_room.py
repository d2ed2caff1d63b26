"""Blocks served as wholes: what lacks behind open gates is a maximum flow's, and few gates are changed to mend it."""

from __future__ import annotations

import networkx as nx
import numpy as np
from hypothesis import given, settings

from solver import GatedAssignment
from solver.dive import round_gates
from solver.network import lay_out
from solver.room import carry_blocks, make_room
from tests.solver.test_dive import check_limits, never
from tests.solver.tiny import gated, small_problems


def free(problem: GatedAssignment) -> np.ndarray:
    return np.zeros(problem.n_gates, dtype=np.int64)


def two_units_and_villages() -> GatedAssignment:
    """Unit 0 has six places and unit 1 has two, village 0 wants six and village 1 two; each has one link."""
    return gated(
        np.full((8, 8), 10), [0] * 6 + [1] * 2, [0] * 6 + [1] * 2, [(0, 0), (0, 1), (1, 0), (1, 1)],
        group_lo=[1] * 4, group_hi=[1] * 4,
        member_group=[0, 0, 1, 1, 2, 2, 3, 3], member_gate=[0, 1, 2, 3, 0, 2, 1, 3],
    )  # fmt: skip


@given(small_problems())
@settings(max_examples=60, deadline=None, derandomize=True)
def test_the_shortage_of_whole_blocks_is_what_a_maximum_flow_leaves(problem: GatedAssignment) -> None:
    layout = lay_out(problem)
    net = layout.arrays
    opened = np.arange(problem.n_gates) % 2 == 0
    graph: nx.DiGraph[object] = nx.DiGraph()
    graph.add_nodes_from(("source", "sink"))
    for a, hi in zip(problem.agent_block.tolist(), layout.hi.tolist(), strict=True):
        known = graph.get_edge_data("source", ("a", a), {"capacity": 0})["capacity"]
        graph.add_edge("source", ("a", a), capacity=known + hi)
    for v, demand in zip(net["TARGET_BLOCK"].tolist(), layout.demand.tolist(), strict=True):
        known = graph.get_edge_data(("v", v), "sink", {"capacity": 0})["capacity"]
        graph.add_edge(("v", v), "sink", capacity=known + demand)
    for g in np.flatnonzero(opened & (net["GATE_FIXED"] >= 0)).tolist():
        graph.add_edge(("a", int(net["GATE_A"][g])), ("v", int(net["GATE_V"][g])))
    carried = carry_blocks(problem, layout, free(problem), opened)
    assert carried.shortage == int(layout.demand.sum()) - nx.maximum_flow_value(graph, "source", "sink")
    assert not carried.by_gate[~opened].any()


def test_a_block_left_with_too_small_a_unit_gets_the_one_that_suffices() -> None:
    # Once a dive left a village 285 places short, and an annealing of six minutes did not find the exchange.
    problem = two_units_and_villages()
    layout = lay_out(problem)
    crossed = np.array([False, True, True, False])
    assert carry_blocks(problem, layout, free(problem), crossed).lack == (4, 0)
    opened = make_room(problem, layout, crossed, np.zeros(4), never)
    assert opened.tolist() == [True, False, False, True]
    assert carry_blocks(problem, layout, free(problem), opened).lack == (0, 0)


def test_gates_that_suffice_stay_as_they_are() -> None:
    problem = two_units_and_villages()
    straight = np.array([True, False, False, True])
    assert make_room(problem, lay_out(problem), straight, np.full(4, 0.5), never) is straight


@given(small_problems())
@settings(max_examples=60, deadline=None, derandomize=True)
def test_making_room_keeps_the_limits_and_never_adds_to_what_lacks(problem: GatedAssignment) -> None:
    opened = round_gates(problem, np.linspace(0, 1, problem.n_gates))
    if opened is None:
        return
    layout = lay_out(problem)
    again = make_room(problem, layout, opened, np.zeros(problem.n_gates), never)
    check_limits(problem, again)
    before, after = (carry_blocks(problem, layout, free(problem), gates).lack for gates in (opened, again))
    assert after <= before
