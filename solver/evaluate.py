"""The solver's own checker: recounts a plan's goals from nothing and names every law it breaks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from solver.problem import GatedAssignment, Transport, arc_keys

if TYPE_CHECKING:
    from solver.arrays import Flags, Ids, Ints
    from solver.result import Solution


@dataclass(frozen=True)
class Evaluation:
    """Recounted goals, and every broken law in words (empty = the plan is a plan)."""

    shortage: int
    idle: int
    value: int
    violations: tuple[str, ...]

    @property
    def goals(self) -> tuple[int, int, int]:
        return self.shortage, self.idle, self.value


def evaluate(problem: GatedAssignment | Transport, solution: Solution) -> Evaluation:
    """Recount the three goals of ``solution`` and list every violation, each with its indices.

    Arcs outside the problem make counting meaningless: then only these faults are listed and the goals are 0.
    """
    found: list[str] = []
    agent, target, amount = solution.arc_agent, solution.arc_target, solution.arc_amount
    lengths = {len(agent), len(target), len(amount), len(solution.arc_gate)}
    if len(lengths) > 1:
        return Evaluation(0, 0, 0, ("the solution's arc columns differ in length",))
    _say(found, (agent < 0) | (agent >= problem.n_agents), "arc {0} names no agent")
    _say(found, (target < 0) | (target >= problem.n_targets), "arc {0} names no target")
    if found:
        return Evaluation(0, 0, 0, tuple(found))
    keys = arc_keys(agent, target, problem.n_targets)
    if len(np.unique(keys)) < len(keys):
        found.append("an arc is used twice")
    _say(found, amount < 1, "arc {0} carries less than one place")
    load = np.zeros(problem.n_agents, dtype=np.int64)
    np.add.at(load, agent, amount)
    filled = np.zeros(problem.n_targets, dtype=np.int64)
    np.add.at(filled, target, amount)
    _say(found, load > problem.agent_hi, "agent {0} is loaded above its upper quota")
    _say(found, filled > problem.target_demand, "target {0} is served more often than it asks")
    if isinstance(problem, Transport):
        value = _transport_value(problem, keys, amount, found)
    else:
        value = _gated_value(problem, solution, keys, found)
    shortage = int(((problem.target_demand - filled) * problem.target_weight).sum())
    return Evaluation(shortage, int((load < problem.agent_lo).sum()), value, tuple(found))


def _transport_value(problem: Transport, keys: Ints, amount: Ints, found: list[str]) -> int:
    known = arc_keys(problem.arc_agent, problem.arc_target, problem.n_targets)
    at, missing = _look_up(known, keys)
    _say(found, missing, "arc {0} is not an arc of the problem")
    if missing.any():
        return 0
    _say(found, amount > problem.arc_capacity[at], "arc {0} carries more than its capacity")
    return int((problem.arc_value[at] * amount).sum())


def _gated_value(problem: GatedAssignment, solution: Solution, keys: Ints, found: list[str]) -> int:
    agent, target, gate, opened = (
        solution.arc_agent,
        solution.arc_target,
        solution.arc_gate,
        solution.gate_open,
    )
    if len(opened) != problem.n_gates:
        found.append(f"gate_open has {len(opened)} entries, the problem has {problem.n_gates} gates")
        return 0
    _check_gates(problem, opened, found)
    right = problem.gate_of(agent, target)
    _say(found, right != gate, "arc {0} names a gate that does not join its agent and target")
    _say(found, right < 0, "arc {0} stands behind no gate")
    if (right < 0).any():
        return 0
    _say(found, ~opened[right], "arc {0} is used while its gate is closed")
    _say(found, solution.arc_amount != 1, "arc {0} must carry exactly one place")
    _say(found, ~problem.allowed[problem.agent_kind[agent], problem.target_kind[target]],
         "arc {0} joins kinds that may not be joined")  # fmt: skip
    forbidden = arc_keys(problem.forbidden_agent, problem.forbidden_target, problem.n_targets)
    forced = arc_keys(problem.forced_agent, problem.forced_target, problem.n_targets)
    _say(found, np.isin(keys, forbidden), "arc {0} is forbidden")
    _say(found, ~np.isin(forced, keys), "forced arc {0} is not used")
    worth = problem.worth[problem.agent_kind[agent], problem.target_kind[target]] + problem.gate_bonus[right]
    at, missing = _look_up(arc_keys(problem.bonus_agent, problem.bonus_target, problem.n_targets), keys)
    bonus = problem.bonus_value[at[~missing]] if len(problem.bonus_value) else np.zeros(0, dtype=np.int64)
    return int(worth.sum() + bonus.sum() + problem.gate_value[opened].sum()) - spread_cost(
        problem, agent, right
    )


def _check_gates(problem: GatedAssignment, opened: Flags, found: list[str]) -> None:
    count = np.zeros(problem.n_groups, dtype=np.int64)
    np.add.at(count, problem.member_group, opened[problem.member_gate].astype(np.int64))
    _say(found, count < problem.group_lo, "group {0} has fewer open gates than it must have")
    _say(found, count > problem.group_hi, "group {0} has more open gates than it may have")
    _say(found, ~opened[problem.forced_gates], "forced gate (forced_gates[{0}]) is closed")
    _say(found, opened[problem.forbidden_gates], "forbidden gate (forbidden_gates[{0}]) is open")


def spread_cost(problem: GatedAssignment, agent: Ids, gate: Ids) -> int:
    """Sum over agents of agent_spread × (distinct gates among the agent's arcs - 1)."""
    pairs = np.unique(arc_keys(agent, gate, problem.n_gates))
    gates = np.bincount(pairs // max(1, problem.n_gates), minlength=problem.n_agents)
    return int((problem.agent_spread * np.maximum(gates - 1, 0)).sum())


def _look_up(known: Ints, wanted: Ints) -> tuple[Ints, Flags]:
    """Index into ``known`` for each wanted key, and where there is none (index then meaningless)."""
    if not len(known):
        return np.zeros(len(wanted), dtype=np.int64), np.ones(len(wanted), dtype=np.bool_)
    order = np.argsort(known, kind="stable")
    at = order[np.minimum(np.searchsorted(known[order], wanted), len(known) - 1)]
    return at, known[at] != wanted


def _say(found: list[str], bad: Flags, law: str) -> None:
    broken = np.flatnonzero(bad)
    if broken.size:
        more = f" (and {broken.size - 1} more)" if broken.size > 1 else ""
        found.append(law.format(int(broken[0])) + more)
