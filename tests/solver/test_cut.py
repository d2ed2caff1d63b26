"""The parts of a smallest cut: by hand, and their connections against a graph library."""

from __future__ import annotations

import networkx as nx
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from solver.cut import _connected, short_parts


def _parts(arcs: list[tuple[int, int, int]], sink: int) -> list[list[int]]:
    tail, head, capacity = (np.array(column, dtype=np.int64) for column in zip(*arcs, strict=True))
    return [part.tolist() for part in short_parts(tail, head, capacity, sink - 1, sink)]


def test_nothing_is_short_where_all_flows() -> None:
    assert _parts([(2, 0, 1), (0, 1, 1), (1, 3, 1)], 3) == []


def test_two_parts_that_share_no_capacity() -> None:
    # suppliers 0 and 1 with one place each, needs 2 and 3 of two places each; source 4
    arcs = [(4, 0, 1), (4, 1, 1), (0, 2, 9), (1, 3, 9), (2, 5, 2), (3, 5, 2)]
    assert _parts(arcs, 5) == [[0, 2], [1, 3]]
    # a supplier with nothing to give joins nothing
    assert _parts([*arcs, (1, 2, 0)], 5) == [[0, 2], [1, 3]]
    assert _parts([*arcs, (1, 2, 9)], 5) == [[0, 1, 2, 3]]


def test_an_arc_may_be_what_binds() -> None:
    # supplier 0 has plenty, but one place can pass: the need is short by itself
    assert _parts([(2, 0, 9), (0, 1, 1), (1, 3, 2)], 3) == [[1]]


def test_needs_without_any_supply() -> None:
    assert _parts([(1, 0, 0), (0, 2, 3)], 2) == [[0]]


@settings(deadline=None, derandomize=True)
@given(n=st.integers(1, 12), data=st.data())
def test_connections(n: int, data: st.DataObject) -> None:
    arcs = data.draw(st.lists(st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)), max_size=14))
    graph: nx.Graph[int] = nx.empty_graph(n)
    graph.add_edges_from(arcs)
    ends = np.array(arcs, dtype=np.int64).reshape(-1, 2)
    label = _connected(n, ends[:, 0], ends[:, 1])
    assert {(min(part), k) for part in nx.connected_components(graph) for k in part} == set(
        zip(label.tolist(), range(n), strict=True)
    )
