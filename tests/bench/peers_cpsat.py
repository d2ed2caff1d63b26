"""The peer: the whole gated assignment as a textbook model in CP-SAT.

x[pair] <= z[agent, gate] <= y[gate] where spread costs, x[pair] <= y[gate] elsewhere; all three goals in one objective,
with weights that keep their strict order.
"""

from __future__ import annotations

import time

import numpy as np
from ortools.sat.python import cp_model

from tests.bench.answer import WORKERS, Answer, Ask, plan_of, serve
from tests.bench.arcs import Arcs, Columns, TooLarge, agent_gates, list_arcs
from tests.bench.weights import Weights

_FULL_LP = 30_000
"""Pairs up to which the strategy with the full linear relaxation is asked for, which two workers do not run by themselves:
with it 100 households came to 1.3 % instead of 15 % in 10 s; with 420 households it found no plan in 40 s, without it one."""
_LOOK = 20_000
"""Pairs between two looks at the clock while the model is written."""


class Model:
    """The model of one problem. Raises TooLarge where it is not written by ``end`` (monotonic seconds)."""

    def __init__(self, problem: Columns, arcs: Arcs, end: float) -> None:
        self.problem, self.arcs, self._end = problem, arcs, end
        self.model = cp_model.CpModel()
        self.x = self._booleans(arcs.count)
        self.y = self._booleans(problem.n_gates)
        spread = self._gate_laws()
        self.shortage, self.idle = self._counts()
        value = cp_model.LinearExpr.weighted_sum(self.x, arcs.value.tolist())
        value += cp_model.LinearExpr.weighted_sum(self.y, problem.gate_value.tolist())
        self.weights = Weights.strict(problem, arcs)
        self.model.maximize(
            value - spread - self.weights.idle * self.idle - self.weights.shortage * self.shortage
        )

    def _booleans(self, count: int) -> list[cp_model.IntVar]:
        made = []
        for k in range(count):
            made.append(self.model.new_bool_var(""))
            self._in_time(k)
        return made

    def _in_time(self, k: int) -> None:
        if k % _LOOK == 0 and time.monotonic() > self._end:
            raise TooLarge(f"{self.arcs.count:,} pairs: the model was not written in time")

    def _gate_laws(self) -> cp_model.LinearExprT:
        """Gates and groups; returns the cost of agents' gates beyond the first."""
        problem, arcs, model = self.problem, self.arcs, self.model
        agent, gate, of_arc = agent_gates(problem, arcs)
        z = self._booleans(len(agent))
        for k, g in enumerate(gate.tolist()):
            model.add_implication(z[k], self.y[g])
        for e, (k, g) in enumerate(zip(of_arc.tolist(), arcs.gate.tolist(), strict=True)):
            model.add_implication(self.x[e], z[k] if k >= 0 else self.y[g])
            self._in_time(e)
        for e in np.flatnonzero(arcs.forced).tolist():
            model.add(self.x[e] == 1)
        for g in problem.forced_gates.tolist():
            model.add(self.y[g] == 1)
        for g in problem.forbidden_gates.tolist():
            model.add(self.y[g] == 0)
        for r, members in enumerate(_rows(problem.member_group, problem.n_groups)):
            gates = [self.y[g] for g in problem.member_gate[members].tolist()]
            model.add_linear_constraint(
                cp_model.LinearExpr.sum(gates), int(problem.group_lo[r]), int(problem.group_hi[r])
            )
        costs = []
        for members in np.split(np.arange(len(agent)), np.flatnonzero(np.diff(agent)) + 1):
            if len(members) < 2:
                continue
            used, first = cp_model.LinearExpr.sum([z[k] for k in members.tolist()]), model.new_bool_var("")
            model.add(first <= used)
            costs.append(int(problem.agent_spread[agent[members[0]]]) * (used - first))
        return cp_model.LinearExpr.sum(costs)

    def _counts(self) -> tuple[cp_model.LinearExprT, cp_model.LinearExprT]:
        """Demands and quotas; returns the weighted shortage and the number of idle agents."""
        problem, model = self.problem, self.model
        shortage, idle = [], []
        for j, members in enumerate(_rows(self.arcs.target, problem.n_targets)):
            demand = int(problem.target_demand[j])
            missing = model.new_int_var(0, demand, "")
            model.add(cp_model.LinearExpr.sum([self.x[e] for e in members.tolist()]) + missing == demand)
            shortage.append(int(problem.target_weight[j]) * missing)
        for i, members in enumerate(_rows(self.arcs.agent, problem.n_agents)):
            load = cp_model.LinearExpr.sum([self.x[e] for e in members.tolist()])
            model.add(load <= int(problem.agent_hi[i]))
            low = int(problem.agent_lo[i])
            if low > 0:
                below = model.new_bool_var("")
                model.add(load + low * below >= low)
                idle.append(below)
        return cp_model.LinearExpr.sum(shortage), cp_model.LinearExpr.sum(idle)


def _rows(column: np.ndarray, size: int) -> list[np.ndarray]:
    order = np.argsort(column, kind="stable")
    return np.split(order, np.searchsorted(column[order], np.arange(1, size))) if size else []


class _First(cp_model.CpSolverSolutionCallback):
    """Notes when the first plan came."""

    def __init__(self) -> None:
        super().__init__()
        self.at: float | None = None

    def on_solution_callback(self) -> None:
        self.at = self.at or time.monotonic()


def solve(ask: Ask) -> Answer:
    problem = Columns.load(ask.problem)
    began = time.monotonic()
    end = began + ask.seconds
    try:
        arcs = list_arcs(problem, ask.memory)
        model = Model(problem, arcs, end)
    except TooLarge as reason:
        return Answer("not built", time.monotonic() - began, note=str(reason))
    solver, first = cp_model.CpSolver(), _First()
    solver.parameters.max_time_in_seconds = max(0.1, end - time.monotonic())
    solver.parameters.num_workers = WORKERS
    solver.parameters.random_seed = ask.seed
    solver.parameters.linearization_level = 2
    if arcs.count <= _FULL_LP:
        solver.parameters.subsolvers.append("max_lp")
    status = solver.solve(model.model, first)
    seconds = time.monotonic() - began
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Answer(solver.status_name(status).lower(), seconds, note=f"no plan ({arcs.count:,} pairs)")
    used = np.array([e for e, x in enumerate(model.x) if solver.boolean_value(x)], np.int64)
    shortage, idle = int(solver.value(model.shortage)), int(solver.value(model.idle))
    best = int(np.floor(solver.best_objective_bound + 1e-6))
    bounds = model.weights.bounds(best, shortage, idle)
    return Answer(
        status=solver.status_name(status).lower(),
        seconds=seconds,
        first_plan=None if first.at is None else first.at - began,
        shortage_bound=bounds[0],
        idle_bound=bounds[1],
        value_bound=bounds[2],
        plan=plan_of(
            np.array([solver.boolean_value(y) for y in model.y], bool), arcs.agent[used], arcs.target[used]
        ),
    )


if __name__ == "__main__":
    serve(solve)
