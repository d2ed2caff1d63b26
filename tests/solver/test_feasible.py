"""Two sides of the groups: found where there are two, whatever the gates look like."""

from __future__ import annotations

import networkx as nx
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from solver.feasible import _two_colours


@st.composite
def _edges(draw: st.DrawFn) -> tuple[int, list[tuple[int, int]]]:
    n = draw(st.integers(1, 9))
    ends = st.tuples(st.integers(0, n - 1), st.integers(0, n - 1))
    return n, draw(st.lists(ends, max_size=14))


@given(_edges())
def test_two_sides_exactly_where_the_library_finds_them_with_all_edges(
    drawn: tuple[int, list[tuple[int, int]]],
) -> None:
    n, edges = drawn
    tail, head = (np.array([edge[k] for edge in edges], np.int64) for k in (0, 1))
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(n))
    graph.add_edges_from(edges)
    side = _two_colours(n, tail, head)
    assert (side is not None) == nx.is_bipartite(graph)
    if side is not None:
        assert set(side.tolist()) <= {0, 1}
        assert (side[tail] != side[head]).all()
