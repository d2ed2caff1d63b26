"""Whether a plan exists at all, and the best set of gates that keeps every group within its limits.

A plan exists exactly when the forced arcs fit quotas and demands and some set of gates meets the group limits:
places may stay empty and agents idle. Where every gate stands in at most two groups and the groups split into two
sides (villages and units), the gates are a flow with lower limits, solved exactly; other memberships go to CP-SAT.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import networkx as nx
import numpy as np
from ortools.graph.python import min_cost_flow
from ortools.sat.python import cp_model

if TYPE_CHECKING:
    from solver.arrays import Flags, Ints
    from solver.problem import GatedAssignment


def forced_arcs_fit(problem: GatedAssignment) -> bool:
    """Whether the forced arcs keep within upper quotas and demands."""
    load = np.bincount(problem.forced_agent, minlength=problem.n_agents)
    filled = np.bincount(problem.forced_target, minlength=problem.n_targets)
    return bool((load <= problem.agent_hi).all() and (filled <= problem.target_demand).all())


def choose_gates(problem: GatedAssignment, score: Ints, among: Flags | None = None) -> Flags | None:
    """Open gates of greatest total score that meet all group limits, forced and forbidden gates; None where no set
    of gates does. Scores should stay below 10^9 in magnitude. ``among`` [G] says which gates may be chosen beside those
    that must be open (at first all)."""
    must = problem.must_open
    free = ~must if among is None else among & ~must
    free[problem.forbidden_gates] = False
    if must[problem.forbidden_gates].any():
        return None
    base = np.bincount(problem.member_group[must[problem.member_gate]], minlength=problem.n_groups)
    low, high = np.maximum(0, problem.group_lo - base), problem.group_hi - base
    if (high < 0).any():
        return None
    side = _sides(problem, free)
    chosen = (
        _by_cp(problem, score, free, low, high)
        if side is None
        else _by_flow(problem, score, free, low, high, side)
    )
    return None if chosen is None else chosen | must


def _groups_of(problem: GatedAssignment, free: Flags) -> tuple[Ints, Ints, Ints]:
    """Free gates, and for each its first and second group (-1 for none); third: how many groups it has."""
    keep = free[problem.member_gate]
    gate, group = problem.member_gate[keep].astype(np.int64), problem.member_group[keep].astype(np.int64)
    order = np.lexsort((group, gate))
    gate, group = gate[order], group[order]
    number = np.bincount(gate, minlength=problem.n_gates)
    start = np.concatenate([[0], np.cumsum(number)])[:-1]
    first = np.full(problem.n_gates, -1, dtype=np.int64)
    second = np.full(problem.n_gates, -1, dtype=np.int64)
    first[number > 0] = group[start[number > 0]]
    second[number > 1] = group[start[number > 1] + 1]
    return first, second, number


def _sides(problem: GatedAssignment, free: Flags) -> Ints | None:
    """0 or 1 per group so that each gate's two groups lie on different sides; None where that is impossible."""
    first, second, number = _groups_of(problem, free)
    if (number > 2).any():
        return None
    joined = second >= 0
    return _two_colours(problem.n_groups, first[joined], second[joined])


def _two_colours(n_groups: int, tail: Ints, head: Ints) -> Ints | None:
    """[n_groups + 1] 0 or 1 for each group so that every edge joins both; None where that is impossible.

    A forest decides every colour. Edges are many times more than groups, so the graph is told of one edge for each
    group, then of one for each two parts that are still joined, until nothing is left to tell.
    """
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(n_groups))
    part = np.arange(n_groups)
    while True:
        apart = np.flatnonzero(part[tail] != part[head])
        if not len(apart):
            break
        told = [apart[np.unique(part[ends[apart]], return_index=True)[1]] for ends in (tail, head)]
        edges = np.unique(np.concatenate(told))
        graph.add_edges_from(zip(tail[edges].tolist(), head[edges].tolist(), strict=True))
        for number, groups in enumerate(nx.connected_components(graph)):
            part[list(groups)] = number
    side = np.zeros(n_groups + 1, dtype=np.int64)
    try:
        for group, colour in nx.bipartite.color(graph).items():
            side[group] = colour
    except nx.NetworkXError:
        return None
    return None if (side[tail] == side[head]).any() else side


def _by_flow(
    problem: GatedAssignment, score: Ints, free: Flags, low: Ints, high: Ints, side: Ints
) -> Flags | None:
    first, second, _ = _groups_of(problem, free)
    n_r = problem.n_groups
    source, sink, left_any, right_any = n_r, n_r + 1, n_r + 2, n_r + 3
    gates = np.flatnonzero(free)
    a, b = first[gates], second[gates]
    left = np.where(
        (a >= 0) & (side[np.maximum(a, 0)] == 0),
        a,
        np.where((b >= 0) & (side[np.maximum(b, 0)] == 0), b, left_any),
    )
    right = np.where(
        (a >= 0) & (side[np.maximum(a, 0)] == 1),
        a,
        np.where((b >= 0) & (side[np.maximum(b, 0)] == 1), b, right_any),
    )
    groups = np.arange(n_r)
    total = len(gates)
    reward = 2 * int(np.abs(score).max(initial=0)) * (2 * n_r + 4) + 1
    from_source = side[:n_r] == 0
    tails = [
        left,
        np.where(from_source, source, groups),
        np.where(from_source, source, groups),
        np.array([source, right_any, source]),
    ]
    heads = [
        right,
        np.where(from_source, groups, sink),
        np.where(from_source, groups, sink),
        np.array([left_any, sink, sink]),
    ]
    caps = [np.ones(total), np.minimum(low, total), np.minimum(high - low, total), np.full(3, total)]
    costs = [-score[gates], np.full(n_r, -reward), np.zeros(n_r), np.zeros(3)]
    flow = min_cost_flow.SimpleMinCostFlow()
    arcs = flow.add_arcs_with_capacity_and_unit_cost(
        np.concatenate([np.asarray(part) for part in tails]).astype(np.int32), np.concatenate(heads).astype(np.int32),
        np.concatenate(caps).astype(np.int64), np.concatenate(costs).astype(np.int64),
    )  # fmt: skip
    flow.set_node_supply(source, total)
    flow.set_node_supply(sink, -total)
    if flow.solve() != flow.OPTIMAL:
        raise ArithmeticError("the flow over gates and groups cannot be solved in 64 bits")
    carried = np.asarray(flow.flows(arcs))
    if (carried[total : total + n_r] < low).any():
        return None
    chosen = np.zeros(problem.n_gates, dtype=np.bool_)
    chosen[gates[carried[:total] > 0]] = True
    return chosen


def _by_cp(problem: GatedAssignment, score: Ints, free: Flags, low: Ints, high: Ints) -> Flags | None:
    model = cp_model.CpModel()
    gates = {int(g): model.new_bool_var("") for g in np.flatnonzero(free)}
    for r in range(problem.n_groups):
        members = [gates[g] for g in problem.member_gate[problem.member_group == r].tolist() if g in gates]
        model.add_linear_constraint(sum(members), int(low[r]), int(high[r]))
    model.maximize(sum(int(score[g]) * gate for g, gate in gates.items()))
    solver = cp_model.CpSolver()
    solver.parameters.catch_sigint_signal = False
    solver.parameters.num_workers = 1
    solver.parameters.relative_gap_limit = 0.01
    status = solver.solve(model)
    if status == cp_model.INFEASIBLE:
        return None
    chosen = np.zeros(problem.n_gates, dtype=np.bool_)
    for g, gate in gates.items():
        chosen[g] = solver.boolean_value(gate)
    return chosen
