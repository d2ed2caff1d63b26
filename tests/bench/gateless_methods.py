"""The gateless problem by other means, as methods: scipy's linear sum assignment and OR-Tools' two graph solvers.

Run as ``python -m tests.bench.gateless_methods METHOD FILES...``; every method answers for a Transport with lower quotas 0.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from tests.bench.answer import Answer, Ask, plan_of, serve
from tests.bench.arcs import Columns

Ints = NDArray[np.int64]


class NotApplicable(Exception):
    """The method does not take such a problem; the message says why."""


def scipy_assignment(problem: Columns, memory: float) -> Ints:
    """Amount [E]. Agents are copied once a place, into a dense matrix; what is not an arc costs too much to be taken."""
    from scipy.optimize import linear_sum_assignment  # here: the other methods must not pay for loading it

    if (problem.target_demand != 1).any():
        raise NotApplicable("demands above 1")
    places = int(problem.agent_hi.sum())
    if 2 * 8 * places * problem.n_targets > memory:
        raise NotApplicable(f"a dense matrix of {places:,} × {problem.n_targets:,} exceeds the memory")
    cost = np.full((problem.n_agents, problem.n_targets), float(_penalty(problem)))
    cost[problem.arc_agent, problem.arc_target] = -problem.arc_value
    if places > problem.n_agents:
        cost = np.repeat(cost, problem.agent_hi, axis=0)
    row, column = linear_sum_assignment(cost)
    place_agent = np.repeat(np.arange(problem.n_agents), problem.agent_hi)
    key = problem.arc_agent.astype(np.int64) * problem.n_targets + problem.arc_target
    return np.isin(key, place_agent[row] * problem.n_targets + column).astype(np.int64)


def ortools_flow(problem: Columns, memory: float) -> Ints:
    """Amount [E]: one minimum-cost flow, missing places by a dear arc from the source."""
    from ortools.graph.python import min_cost_flow

    agents, targets = problem.n_agents, problem.n_targets
    source, nodes = agents + targets, np.arange(agents + targets, dtype=np.int64)
    flow = min_cost_flow.SimpleMinCostFlow()
    arcs = flow.add_arcs_with_capacity_and_unit_cost(
        problem.arc_agent, problem.arc_target + agents, problem.arc_capacity, -problem.arc_value
    )
    tail, total = np.full(agents + targets, source), int(problem.target_demand.sum())
    capacity = np.concatenate([problem.agent_hi, problem.target_demand])
    cost = np.concatenate([np.zeros(agents, np.int64), _penalty(problem) * problem.target_weight])
    flow.add_arcs_with_capacity_and_unit_cost(tail, nodes, capacity, cost)
    flow.set_nodes_supplies(nodes[agents:], -problem.target_demand)
    flow.set_node_supply(source, total)
    if flow.solve() != flow.OPTIMAL:
        raise NotApplicable("the flow did not end optimal")
    return np.asarray(flow.flows(arcs), np.int64)


def ortools_assignment(problem: Columns, memory: float) -> Ints:
    """Amount [E]: OR-Tools' linear sum assignment; it knows perfect matchings of equal sides only."""
    from ortools.graph.python import linear_sum_assignment

    if problem.n_agents != problem.n_targets or (problem.agent_hi != 1).any():
        raise NotApplicable("sides of unequal size")
    solver = linear_sum_assignment.SimpleLinearSumAssignment()
    solver.add_arcs_with_cost(problem.arc_agent, problem.arc_target, -problem.arc_value)
    if solver.solve() != solver.OPTIMAL:
        raise NotApplicable("there is no perfect matching")
    mate = np.array([solver.right_mate(agent) for agent in range(problem.n_agents)], np.int64)
    return (mate[problem.arc_agent] == problem.arc_target).astype(np.int64)


def _penalty(problem: Columns) -> int:
    """Cost of a missing place that no exchange of pairs makes up for."""
    span = int(problem.arc_value.max(initial=0)) - int(problem.arc_value.min(initial=0))
    return span * problem.n_targets + 1


METHODS: dict[str, Callable[[Columns, float], Ints]] = {
    "scipy": scipy_assignment,
    "flow": ortools_flow,
    "assignment": ortools_assignment,
}


def solve(ask: Ask, method: Callable[[Columns, float], Ints]) -> Answer:
    """Time one method and give its plan; its own word on the objective is not asked."""
    problem = Columns.load(ask.problem)
    began = time.monotonic()
    try:
        amount = method(problem, ask.memory)
    except NotApplicable as reason:
        return Answer("not applicable", time.monotonic() - began, note=str(reason))
    seconds = time.monotonic() - began
    used = np.flatnonzero(amount)
    closed = np.zeros(0, bool)
    plan = plan_of(closed, problem.arc_agent[used], problem.arc_target[used], amount[used])
    return Answer("optimal", seconds, first_plan=seconds, plan=plan)


if __name__ == "__main__":
    chosen = METHODS[sys.argv.pop(1)]
    serve(lambda ask: solve(ask, chosen))
