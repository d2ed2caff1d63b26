"""Room behind the gates: whether the agents behind open gates can serve every block, and the few gates that mend it.

A dive opens gates by the relaxation's prices and may leave a block with far fewer places behind its gates than it has
targets; to an annealing, which changes a few gates at a time, that is a deep valley. Blocks served as wholes are a
transport: one minimum-cost flow tells what lacks, and which closed gates would carry it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from ortools.graph.python import min_cost_flow

from solver.feasible import choose_gates

if TYPE_CHECKING:
    from collections.abc import Callable

    from solver.arrays import Flags, Floats, Ints
    from solver.network import Layout
    from solver.problem import GatedAssignment

_REWARD: Final = 10**7
_PENALTY: Final = 10**9
"""What a place of an agent's least quota earns, and what a target's place costs that nobody serves; arcs stay below."""
_CHARGE: Final = 100_000
"""Cost of using a closed gate, shared by the places that go through it."""
_OPEN: Final = 1000
_CLOSED: Final = -250
"""Score of a gate that is open, so that few change, and of a closed one whose openness is 0, in thousandths."""
_ROUNDS: Final = 12


@dataclass(frozen=True)
class Carried:
    """Blocks served as wholes: places that each gate carries [G], target places nobody serves, least quotas unfilled."""

    by_gate: Ints
    shortage: int
    idle: int

    @property
    def lack(self) -> tuple[int, int]:
        """What counts first, then second."""
        return self.shortage, self.idle


def carry_blocks(problem: GatedAssignment, layout: Layout, cost: Ints, among: Flags | None = None) -> Carried:
    """Serve all target blocks from agent blocks at least cost; ``cost`` [G] of a place through each gate, below 10^6 in
    magnitude; ``among`` [G]: the gates that may be used (at first all that are not forbidden)."""
    net = layout.arrays
    n_a, n_v = problem.n_agent_blocks, problem.n_target_blocks
    capacity = np.bincount(problem.agent_block, weights=layout.hi, minlength=n_a).astype(np.int64)
    least = np.bincount(problem.agent_block, weights=layout.lo, minlength=n_a).astype(np.int64)
    least = np.minimum(capacity, least)
    demand = np.bincount(net["TARGET_BLOCK"], weights=layout.demand, minlength=n_v).astype(np.int64)
    allowed = net["GATE_FIXED"] >= 0
    usable = np.flatnonzero(allowed if among is None else allowed & among)
    source, total = n_a + n_v, int(demand.sum())
    agents, targets = np.arange(n_a), np.arange(n_v) + n_a
    flow = min_cost_flow.SimpleMinCostFlow()
    arcs = flow.add_arcs_with_capacity_and_unit_cost(
        np.concatenate([net["GATE_A"][usable], np.full(2 * n_a + n_v, source)]).astype(np.int32),
        np.concatenate([net["GATE_V"][usable] + n_a, agents, agents, targets]).astype(np.int32),
        np.concatenate([np.full(len(usable), total), least, capacity - least, demand]),
        np.concatenate([cost[usable], np.full(n_a, -_REWARD), np.zeros(n_a), np.full(n_v, _PENALTY)]).astype(
            np.int64
        ),
    )
    for v in range(n_v):
        flow.set_node_supply(n_a + v, -int(demand[v]))
    flow.set_node_supply(source, total)
    if flow.solve() != flow.OPTIMAL:
        raise ArithmeticError("the flow over blocks cannot be solved in 64 bits")
    flows = np.asarray(flow.flows(arcs))
    carried = np.zeros(problem.n_gates, dtype=np.int64)
    carried[usable] = flows[: len(usable)]
    filled = flows[len(usable) : len(usable) + n_a]
    return Carried(carried, int(flows[-n_v:].sum()) if n_v else 0, int((least - filled).sum()))


def make_room(
    problem: GatedAssignment, layout: Layout, opened: Flags, openness: Floats, should_stop: Callable[[], bool]
) -> Flags:
    """The open gates [G] with as few as possible changed so that the agents behind them suffice for every block.

    ``opened`` must be within all limits, and what is returned is. ``openness`` [G] is the relaxation's: what else should
    rather be opened. Where room cannot be made, the gates with the least lack met are returned. A closed gate costs a place its
    charge divided by the places it carried last (Kim & Pardalos 1999, dynamic slope scaling), so that few are used, and
    those press harder from round to round, until the group limits let them in.
    """
    net = layout.arrays
    rooms = np.bincount(problem.agent_block, weights=layout.hi, minlength=problem.n_agent_blocks)
    wanted = np.bincount(net["TARGET_BLOCK"], weights=layout.demand, minlength=problem.n_target_blocks)
    slope = _CHARGE / np.maximum(1, np.minimum(rooms[net["GATE_A"]], wanted[net["GATE_V"]]))
    free = np.zeros(problem.n_gates, dtype=np.int64)
    most = carry_blocks(problem, layout, free).lack
    best, least = opened, carry_blocks(problem, layout, free, opened).lack
    score = np.where(opened, _OPEN, np.rint(1000 * openness).astype(np.int64) + _CLOSED)
    now, urge = opened, free.copy()
    for turn in range(_ROUNDS):
        if least <= most or should_stop():
            break
        carried = carry_blocks(problem, layout, np.where(now, 0, slope).astype(np.int64)).by_gate
        used = ~now & (carried > 0)
        slope[used] = _CHARGE / carried[used]
        urge[used] = np.maximum(urge[used], carried[used] * (10 << turn))
        again = choose_gates(problem, score + urge)
        if again is None:
            break
        now, lack = again, carry_blocks(problem, layout, free, again).lack
        if lack < least:
            best, least = again, lack
    return best
