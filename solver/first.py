"""A first plan of a problem small enough for the exact model: as many gates as the limits allow, then one flow.

It looks at no cost of spread and closes no gate it does not need: it is there so that there is a lawful plan before the
exact model has found its own, however slow the machine.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from solver.exact import list_arcs
from solver.feasible import choose_gates
from solver.problem import Transport, arc_keys
from solver.result import Solution
from solver.transport import solve_transport

if TYPE_CHECKING:
    from solver.problem import GatedAssignment


def first_plan(problem: GatedAssignment) -> Solution | None:
    """A plan that keeps every law, with the best goals 1 and 2 behind its gates where no lower quota is above one; None
    where the group limits contradict each other. Raises TransportOverflow as the flow does."""
    opened = choose_gates(problem, np.ones(problem.n_gates, dtype=np.int64))
    if opened is None:
        return None
    agent, target, gate, value = list_arcs(problem)
    forced = np.isin(
        arc_keys(agent, target, problem.n_targets),
        arc_keys(problem.forced_agent, problem.forced_target, problem.n_targets),
    )
    load = np.bincount(problem.forced_agent, minlength=problem.n_agents)
    filled = np.bincount(problem.forced_target, minlength=problem.n_targets)
    free = np.flatnonzero(opened[gate] & ~forced)
    answer = solve_transport(
        Transport(
            agent_lo=np.maximum(0, problem.agent_lo - load), agent_hi=problem.agent_hi - load,
            target_demand=problem.target_demand - filled, target_weight=problem.target_weight,
            arc_agent=agent[free], arc_target=target[free], arc_value=value[free],
            arc_capacity=np.ones(len(free), dtype=np.int64),
        )
    )  # fmt: skip
    used = np.concatenate([np.flatnonzero(forced), free[answer.amount > 0]])
    return Solution(
        gate_open=opened, arc_agent=agent[used], arc_target=target[used], arc_gate=gate[used],
        arc_amount=np.ones(len(used), dtype=np.int64),
    )  # fmt: skip
