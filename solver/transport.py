"""The gateless problem, solved exactly as a minimum-cost flow (Ahuja, Magnanti & Orlin, Network Flows, ch.
1 and 9).

Network: a source supplies all demand; source → agent carries up to ``lo`` places with a reward and the rest
up to ``hi`` without; agent → target costs minus the arc's value; source → target carries missing places at
a penalty. The penalties put the goals in strict order. Where penalties large enough for any instance would
overflow, smaller ones are used and the first two goals are proved by solves of their own.

Goal 2 counts agents below ``lo``. With lo <= 1 that count is a flow cost, and the answer is exact. With lo
> 1 it is not: the flow then minimises the sum of missing *fractions* of lo, which never exceeds the count,
so its optimum rounded up is a valid bound; the plan is improved by giving up the emptiest of the
half-filled agents.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from ortools.graph.python import min_cost_flow

if TYPE_CHECKING:
    from solver.arrays import Flags, Ints
    from solver.problem import Transport

_ROOM: Final = 2**61
"""Costs times nodes (the flow scales its costs by the number of nodes) must stay below this."""
_ROUNDS: Final = 6
"""How many times half-filled agents are given up before the best plan so far is taken."""


class TransportOverflow(ValueError):
    """The instance's values are too large for an exact flow in 64 bits."""


@dataclass(frozen=True)
class TransportAnswer:
    """Places carried by each arc [E], and proven bounds: least shortage, least idle, and the most value of
    any plan
    with the shortage and idle of this one."""

    amount: Ints
    shortage_bound: int
    idle_bound: int
    value_bound: int


@dataclass(frozen=True)
class _Flow:
    """One solve: amount [E], missing [T], load [A], and the idle measure in units of 1/scale agents."""

    amount: Ints
    missing: Ints
    load: Ints
    relaxed_idle: int


def solve_transport(problem: Transport) -> TransportAnswer:
    """The lexicographic optimum (exact where every lo <= 1), with bounds that hold in every case.

    Raises TransportOverflow where values are so large that no flow in 64 bits can be exact.
    """
    counted = problem.agent_lo > 0
    scale = math.lcm(*(int(lo) for lo in np.unique(problem.agent_lo[counted]))) if counted.any() else 1
    total = int(problem.target_demand.sum())
    span = max(0, int(problem.arc_value.max(initial=0))) - min(0, int(problem.arc_value.min(initial=0)))
    idle_penalty = -(-(total * span + 1) // scale)
    miss_penalty = idle_penalty * scale * int(counted.sum()) + total * span + 1
    heaviest = int(problem.target_weight.max(initial=1))
    nodes = problem.n_agents + problem.n_targets + 2
    fits = max(miss_penalty * heaviest, idle_penalty * scale, span) * nodes < _ROOM
    least_miss, least_idle = None, None
    if not fits:
        first = _solve(problem, 1, 0, scale, with_value=False)
        least_miss = _shortage(problem, first)
        room = _ROOM // nodes
        second = _solve(problem, scale * int(counted.sum()) + 1, 1, scale, with_value=False)
        if _shortage(problem, second) == least_miss:
            least_idle = second.relaxed_idle
        miss_penalty = room // heaviest
        idle_penalty = math.isqrt(max(1, miss_penalty // max(1, span))) * span // scale
        if span * nodes >= _ROOM or idle_penalty < 1:
            raise TransportOverflow("the values of the transport problem are too large for 64-bit flows")
    best = _solve(problem, miss_penalty, idle_penalty, scale, with_value=True)
    shortage = _shortage(problem, best)
    score = _score(problem, best, miss_penalty, idle_penalty)
    plan = best
    if scale > 1:
        plan = _give_up_rounds(problem, best, miss_penalty, idle_penalty, scale)
    if fits:
        least_miss, least_idle = shortage, best.relaxed_idle
    plan_shortage, plan_idle = _shortage(problem, plan), int((plan.load < problem.agent_lo).sum())
    value_bound = score + miss_penalty * plan_shortage + idle_penalty * scale * plan_idle
    if scale > 1:
        free = _solve(problem, miss_penalty, 0, scale, with_value=True)
        value_bound = min(value_bound, _score(problem, free, miss_penalty, 0) + miss_penalty * plan_shortage)
    return TransportAnswer(
        amount=plan.amount,
        shortage_bound=shortage if least_miss is None else least_miss,
        idle_bound=-(-least_idle // scale) if least_idle is not None and plan_shortage == least_miss else 0,
        value_bound=value_bound,
    )


def _shortage(problem: Transport, flow: _Flow) -> int:
    return int((flow.missing * problem.target_weight).sum())


def _score(problem: Transport, flow: _Flow, miss_penalty: int, idle_penalty: int) -> int:
    """What the flow maximised: for plans with the same first two goals no value can exceed it plus the
    penalties.
    """
    value = int((flow.amount * problem.arc_value).sum())
    return value - miss_penalty * _shortage(problem, flow) - idle_penalty * flow.relaxed_idle


def _give_up_rounds(
    problem: Transport, flow: _Flow, miss_penalty: int, idle_penalty: int, scale: int
) -> _Flow:
    """Half-filled agents count as idle in full: drop the reward of the emptiest half of them and solve
    again.
    """
    best, rewarded = flow, problem.agent_lo > 0
    for _ in range(_ROUNDS):
        partial = np.flatnonzero((flow.load > 0) & (flow.load < problem.agent_lo) & rewarded)
        if not partial.size:
            break
        fullness = flow.load[partial] / problem.agent_lo[partial]
        given_up = partial[np.argsort(fullness, kind="stable")[: (partial.size + 1) // 2]]
        rewarded = rewarded.copy()
        rewarded[given_up] = False
        flow = _solve(problem, miss_penalty, idle_penalty, scale, with_value=True, rewarded=rewarded)
        if _rank(problem, flow) < _rank(problem, best):
            best = flow
    return best


def _rank(problem: Transport, flow: _Flow) -> tuple[int, int, int]:
    value = int((flow.amount * problem.arc_value).sum())
    return _shortage(problem, flow), int((flow.load < problem.agent_lo).sum()), -value


def _solve(
    problem: Transport,
    miss_penalty: int,
    idle_penalty: int,
    scale: int,
    *,
    with_value: bool,
    rewarded: Flags | None = None,
) -> _Flow:
    """One minimum-cost flow. An agent's missing fraction of lo costs idle_penalty per 1/scale of an agent."""
    agents = np.arange(problem.n_agents, dtype=np.int64)
    targets = np.arange(problem.n_targets, dtype=np.int64) + problem.n_agents
    source = problem.n_agents + problem.n_targets
    low = np.maximum(problem.agent_lo, 1)
    reward = np.where(problem.agent_lo > 0, idle_penalty * (scale // low), 0)
    if rewarded is not None:
        reward = np.where(rewarded, reward, 0)
    total = int(problem.target_demand.sum())
    tail = np.concatenate([np.full(len(agents), source), np.full(len(agents), source), problem.arc_agent,
                           np.full(len(targets), source)]).astype(np.int32)  # fmt: skip
    head = np.concatenate([agents, agents, problem.arc_target + problem.n_agents, targets]).astype(np.int32)
    capacity = np.concatenate([problem.agent_lo, problem.agent_hi - problem.agent_lo, problem.arc_capacity,
                               problem.target_demand])  # fmt: skip
    capacity = np.minimum(capacity, total)
    gain = problem.arc_value if with_value else np.zeros(problem.n_arcs, dtype=np.int64)
    cost = np.concatenate(
        [-reward, np.zeros(len(agents), dtype=np.int64), -gain, miss_penalty * problem.target_weight]
    )
    flow = min_cost_flow.SimpleMinCostFlow()
    handle = flow.add_arcs_with_capacity_and_unit_cost(tail, head, capacity, cost)
    flow.set_nodes_supplies(targets.astype(np.int32), -problem.target_demand)
    flow.set_node_supply(source, total)
    status = flow.solve()
    if status != flow.OPTIMAL:
        raise TransportOverflow(f"the minimum-cost flow ended with status {status}")
    carried = np.asarray(flow.flows(handle), dtype=np.int64)
    n = problem.n_agents
    load = carried[:n] + carried[n : 2 * n]
    amount = carried[2 * n : 2 * n + problem.n_arcs]
    missing = carried[2 * n + problem.n_arcs :]
    short = np.maximum(problem.agent_lo - load, 0)
    relaxed = int((short * (scale // low) * (problem.agent_lo > 0)).sum())
    return _Flow(amount, missing, load, relaxed)
