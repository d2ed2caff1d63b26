"""The whole gated assignment written out in CP-SAT: proves small problems, and is the oracle of the tests.

One Boolean per arc and gate; goals are solved one after the other, each earlier goal held at the value found.
Status is read before any number: after INFEASIBLE or UNKNOWN CP-SAT answers 0 for everything.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from ortools.sat.python import cp_model

from solver.evaluate import evaluate
from solver.problem import arc_keys
from solver.result import Solution, Status

if TYPE_CHECKING:
    from collections.abc import Callable

    from solver.arrays import Ids, Ints
    from solver.change import Kept
    from solver.problem import GatedAssignment


_PORTFOLIO: Final = 8


@dataclass(frozen=True, eq=False)
class ExactAnswer:
    """status OPTIMAL: all three goals proved. Bounds are None where none is known; the bound of a goal holds with
    the earlier goals at the values of ``solution`` (None where no plan was found)."""

    status: Status
    solution: Solution | None
    shortage_bound: int | None
    idle_bound: int | None
    value_bound: int | None


def count_arcs(problem: GatedAssignment) -> int:
    """How many arcs stand behind the gates: the number of Booleans the model would have."""
    agents = np.bincount(problem.agent_block, minlength=problem.n_agent_blocks)
    targets = np.bincount(problem.target_block, minlength=problem.n_target_blocks)
    return int((agents[problem.gate_agents] * targets[problem.gate_targets]).sum())


def list_arcs(problem: GatedAssignment) -> tuple[Ids, Ids, Ids, Ints]:
    """Every arc that may be used: agent, target, gate (int32) and value, gate by gate."""
    agents: list[Ints] = []
    targets: list[Ints] = []
    gates: list[Ints] = []
    of_agents = [np.flatnonzero(problem.agent_block == b) for b in range(problem.n_agent_blocks)]
    of_targets = [np.flatnonzero(problem.target_block == b) for b in range(problem.n_target_blocks)]
    for g in range(problem.n_gates):
        i, j = of_agents[problem.gate_agents[g]], of_targets[problem.gate_targets[g]]
        agents.append(np.repeat(i, len(j)))
        targets.append(np.tile(j, len(i)))
        gates.append(np.full(len(i) * len(j), g))
    agent, target, gate = (
        np.concatenate(part).astype(np.int32) if part else np.zeros(0, dtype=np.int32)
        for part in (agents, targets, gates)
    )
    keys = arc_keys(agent, target, problem.n_targets)
    barred = arc_keys(problem.forbidden_agent, problem.forbidden_target, problem.n_targets)
    keep = problem.allowed[problem.agent_kind[agent], problem.target_kind[target]] & ~np.isin(keys, barred)
    agent, target, gate, keys = agent[keep], target[keep], gate[keep], keys[keep]
    value = problem.worth[problem.agent_kind[agent], problem.target_kind[target]] + problem.gate_bonus[gate]
    order = np.argsort(keys, kind="stable")
    bonus = arc_keys(problem.bonus_agent, problem.bonus_target, problem.n_targets)
    if len(keys) and len(bonus):
        at = order[np.minimum(np.searchsorted(keys[order], bonus), len(keys) - 1)]
        real = keys[at] == bonus
        value[at[real]] += problem.bonus_value[real]
    return agent, target, gate, value


class _Watch(cp_model.CpSolverSolutionCallback):  # type: ignore[misc]
    """Hands each improving plan on."""

    def __init__(self, plan_of: Callable[[_Watch], Solution], on_plan: Callable[[Solution], None]) -> None:
        super().__init__()
        self._plan_of, self._on_plan = plan_of, on_plan

    def on_solution_callback(self) -> None:
        self._on_plan(self._plan_of(self))


class ExactModel:
    """The CP-SAT model of one problem; :meth:`solve` may be called once. With ``limit``, a plan has at most so many
    changes against an earlier one."""

    def __init__(self, problem: GatedAssignment, limit: tuple[Kept, int] | None = None) -> None:
        self.problem = problem
        self.model = cp_model.CpModel()
        self.solver = cp_model.CpSolver()
        self.agent, self.target, self.gate, value = list_arcs(problem)
        model = self.model
        self.arcs = [model.new_bool_var("") for _ in range(len(self.agent))]
        self.gates = [model.new_bool_var("") for _ in range(problem.n_gates)]
        for arc, g in zip(self.arcs, self.gate.tolist(), strict=True):
            model.add_implication(arc, self.gates[g])
        self._gate_laws()
        if limit is not None:
            self._limit_changes(*limit)
        by_agent = self._by(self.agent, problem.n_agents)
        by_target = self._by(self.target, problem.n_targets)
        shortage, idle = [], []
        for j in range(problem.n_targets):
            demand = int(problem.target_demand[j])
            missing = model.new_int_var(0, demand, "")
            model.add(sum(self.arcs[e] for e in by_target[j]) + missing == demand)
            shortage.append(int(problem.target_weight[j]) * missing)
        for i in range(problem.n_agents):
            load = sum(self.arcs[e] for e in by_agent[i])
            model.add(load <= int(problem.agent_hi[i]))
            if problem.agent_lo[i] > 0:
                below = model.new_bool_var("")
                model.add(load + int(problem.agent_lo[i]) * below >= int(problem.agent_lo[i]))
                idle.append(below)
        self.shortage, self.idle = sum(shortage), sum(idle)
        spread = sum(self._spread(i, by_agent[i]) for i in np.flatnonzero(problem.agent_spread).tolist())
        self.value = (
            cp_model.LinearExpr.weighted_sum(self.arcs, value.tolist())
            + cp_model.LinearExpr.weighted_sum(self.gates, problem.gate_value.tolist())
            - spread
        )

    def _gate_laws(self) -> None:
        problem, model = self.problem, self.model
        for r in range(problem.n_groups):
            members = problem.member_gate[problem.member_group == r].tolist()
            model.add_linear_constraint(
                sum(self.gates[g] for g in members), int(problem.group_lo[r]), int(problem.group_hi[r])
            )
        for g in problem.forced_gates.tolist():
            model.add(self.gates[g] == 1)
        for g in problem.forbidden_gates.tolist():
            model.add(self.gates[g] == 0)
        key = arc_keys(self.agent, self.target, problem.n_targets)
        forced = np.isin(key, arc_keys(problem.forced_agent, problem.forced_target, problem.n_targets))
        for e in np.flatnonzero(forced).tolist():
            model.add(self.arcs[e] == 1)

    def _limit_changes(self, kept: Kept, most: int) -> None:
        new = np.flatnonzero(~kept.has_arc(self.problem, self.agent, self.target)).tolist()
        opened = np.flatnonzero(~kept.gate_open).tolist()
        self.model.add(sum(self.arcs[e] for e in new) + sum(self.gates[g] for g in opened) <= most)

    @staticmethod
    def _by(column: Ids, size: int) -> list[list[int]]:
        rows: list[list[int]] = [[] for _ in range(size)]
        for e, k in enumerate(column.tolist()):
            rows[k].append(e)
        return rows

    def _spread(self, agent: int, arcs: list[int]) -> cp_model.LinearExprT:
        """Cost of the agent's gates beyond the first; ``any_gate`` gives the first one back."""
        cost = int(self.problem.agent_spread[agent])
        by_gate: dict[int, list[int]] = {}
        for e in arcs:
            by_gate.setdefault(int(self.gate[e]), []).append(e)
        if len(by_gate) < 2 or self.problem.agent_hi[agent] < 2:
            return 0
        used = []
        for members in by_gate.values():
            gate_used = self.model.new_bool_var("")
            for e in members:
                self.model.add_implication(self.arcs[e], gate_used)
            used.append(gate_used)
        any_gate = self.model.new_bool_var("")
        self.model.add(any_gate <= sum(used))
        return cost * sum(used) - cost * any_gate

    def stop(self) -> None:
        """Ask a running solve to end; it keeps its best plan."""
        self.solver.stop_search()

    def solve(
        self,
        seconds: float,
        workers: int = 1,
        seed: int = 0,
        on_plan: Callable[[Solution], None] | None = None,
        stopped: Callable[[], bool] = lambda: False,
        hint: Solution | None = None,
    ) -> ExactAnswer:
        """Goal after goal, within ``seconds`` altogether. ``stopped`` is asked between goals; :meth:`stop` acts
        within one."""
        end = time.monotonic() + seconds
        if hint is not None:
            self._hint(hint)
        plan: Solution | None = None
        bounds: list[int | None] = [None, None, None]
        for k, (goal, sense) in enumerate(((self.shortage, 1), (self.idle, 1), (self.value, -1))):
            if stopped() or end <= time.monotonic():
                return ExactAnswer(Status.FEASIBLE if plan else Status.UNKNOWN, plan, *bounds)
            self.model.minimize(goal if sense == 1 else -goal)
            self._configure(end - time.monotonic(), workers, seed)
            watch = _Watch(self._plan, on_plan) if on_plan is not None else None
            status = self.solver.solve(self.model, watch)
            if status == cp_model.INFEASIBLE and plan is None:
                return ExactAnswer(Status.INFEASIBLE, None, None, None, None)
            if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
                return ExactAnswer(Status.FEASIBLE if plan else Status.UNKNOWN, plan, *bounds)
            plan = self._plan(self.solver)
            bounds[k] = sense * self._bound()
            if k < 2:
                self.model.add(goal <= round(self.solver.objective_value))
                self.model.clear_hints()
                self._hint(plan)
            if k == 2 and status == cp_model.OPTIMAL and self._first_goals_proved(plan, bounds):
                return ExactAnswer(Status.OPTIMAL, plan, *bounds)
        return ExactAnswer(Status.FEASIBLE, plan, *bounds)

    def _first_goals_proved(self, plan: Solution, bounds: list[int | None]) -> bool:
        counted = evaluate(self.problem, plan)
        return counted.shortage == bounds[0] and counted.idle == bounds[1]

    def _bound(self) -> int:
        """The bound of the minimised goal: CP-SAT gives a float, and the goal is a whole number."""
        return int(np.ceil(self.solver.best_objective_bound - 1e-6))

    def _configure(self, seconds: float, workers: int, seed: int) -> None:
        parameters = self.solver.parameters
        parameters.max_time_in_seconds = max(0.01, seconds)
        # Fewer than eight workers do not run the strategy with the full linear relaxation, which one worker does.
        parameters.num_workers = workers if workers >= _PORTFOLIO else 1
        parameters.random_seed = seed
        parameters.catch_sigint_signal = False
        # Fixed charges are weak without the linear relaxation of every implication.
        parameters.linearization_level = 2

    def _hint(self, plan: Solution) -> None:
        used = set(arc_keys(plan.arc_agent, plan.arc_target, self.problem.n_targets).tolist())
        for arc, key in zip(
            self.arcs, arc_keys(self.agent, self.target, self.problem.n_targets).tolist(), strict=True
        ):
            self.model.add_hint(arc, key in used)
        for gate, opened in zip(self.gates, plan.gate_open.tolist(), strict=True):
            self.model.add_hint(gate, opened)

    def _plan(self, source: cp_model.CpSolver | cp_model.CpSolverSolutionCallback) -> Solution:
        read = source.boolean_value
        used = np.array([e for e, arc in enumerate(self.arcs) if read(arc)], dtype=np.int64)
        return Solution(
            gate_open=np.array([read(gate) for gate in self.gates], dtype=np.bool_),
            arc_agent=self.agent[used],
            arc_target=self.target[used],
            arc_gate=self.gate[used],
            arc_amount=np.ones(len(used), dtype=np.int64),
        )
