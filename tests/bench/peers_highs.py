"""The peer: the whole gated assignment as a mixed-integer model in HiGHS.

Rows: the agents of a block serve a target of demand 1 at most as often as their gate is open (at least as strong as one
row a pair, and far fewer); pairs of other targets lie below their gate one by one; where spread costs, pairs lie below
z[agent, gate] and that below the gate. All three goals in one objective: in strict order, one solve after the other, HiGHS
was still at the first goal of 100 households when their time was over.
Never imported beside OR-Tools: the two carry HiGHS libraries that clash.
"""

from __future__ import annotations

import math
import os
import threading
import time
from dataclasses import dataclass, field

import highspy
import numpy as np
from numpy.typing import NDArray

from tests.bench.answer import WORKERS, Answer, Ask, plan_of, serve
from tests.bench.arcs import Arcs, Columns, TooLarge, agent_gates, list_arcs
from tests.bench.weights import Weights

_GRACE = 2.0
_HAIR = 1e-4
"""HiGHS's own tolerance on a bound, in whole numbers of the objective."""

Ints = NDArray[np.integer]
Floats = NDArray[np.float64]


@dataclass
class _Rows:
    """Rows under construction, in blocks of entries: row, column, coefficient; and each row's bounds."""

    count: int = 0
    row: list[Ints] = field(default_factory=list)
    column: list[Ints] = field(default_factory=list)
    factor: list[Floats] = field(default_factory=list)
    lower: list[Floats] = field(default_factory=list)
    upper: list[Floats] = field(default_factory=list)

    def add(
        self,
        lower: Floats | float,
        upper: Floats | float,
        size: int,
        *entries: tuple[Ints, Ints, Floats | float],
    ) -> int:
        """``size`` rows with bounds; each entry is (row within the block, column, coefficient). Returns the first row."""
        first = self.count
        self.count += size
        self.lower.append(np.broadcast_to(np.asarray(lower, float), size))
        self.upper.append(np.broadcast_to(np.asarray(upper, float), size))
        for row, column, factor in entries:
            self.row.append(first + np.asarray(row))
            self.column.append(np.asarray(column))
            self.factor.append(np.broadcast_to(np.asarray(factor, float), len(row)))
        return first


class Model:
    """Columns in order: x [E], y [G], missing [T], idle [A], z [Z], spread of an agent paid back once [A]."""

    def __init__(self, problem: Columns, arcs: Arcs) -> None:
        self.problem, self.arcs = problem, arcs
        agent, gate, of_arc = agent_gates(problem, arcs)
        sizes = [
            arcs.count,
            problem.n_gates,
            problem.n_targets,
            problem.n_agents,
            len(agent),
            problem.n_agents,
        ]
        self.x, self.y, self.missing, self.idle, self.z, self.once = np.cumsum([0, *sizes[:-1]]).tolist()
        self.columns = sum(sizes)
        self.rows = _Rows()
        self._open_laws(agent, gate, of_arc)
        self._count_laws(agent)
        self.spread_agent = agent

    def _open_laws(self, z_agent: Ints, z_gate: Ints, of_arc: Ints) -> None:
        problem, arcs, rows = self.problem, self.arcs, self.rows
        single = problem.target_demand[arcs.target] == 1
        couple, row = np.unique(
            arcs.target[single].astype(np.int64) * problem.n_gates + arcs.gate[single], return_inverse=True
        )
        gates = self.y + couple % max(1, problem.n_gates)
        rows.add(
            -np.inf,
            0,
            len(couple),
            (row, self.x + np.flatnonzero(single), 1.0),
            (np.arange(len(couple)), gates, -1.0),
        )
        alone = np.flatnonzero(~single & (of_arc < 0))
        rows.add(-np.inf, 0, len(alone), (np.arange(len(alone)), self.x + alone, 1.0),
                 (np.arange(len(alone)), self.y + arcs.gate[alone], -1.0))  # fmt: skip
        spread = np.flatnonzero(of_arc >= 0)
        rows.add(-np.inf, 0, len(spread), (np.arange(len(spread)), self.x + spread, 1.0),
                 (np.arange(len(spread)), self.z + of_arc[spread], -1.0))  # fmt: skip
        every = np.arange(len(z_agent))
        rows.add(-np.inf, 0, len(every), (every, self.z + every, 1.0), (every, self.y + z_gate, -1.0))
        rows.add(
            problem.group_lo,
            problem.group_hi,
            problem.n_groups,
            (problem.member_group, self.y + problem.member_gate, 1.0),
        )

    def _count_laws(self, z_agent: Ints) -> None:
        problem, arcs, rows = self.problem, self.arcs, self.rows
        x, targets, agents = (
            self.x + np.arange(arcs.count),
            np.arange(problem.n_targets),
            np.arange(problem.n_agents),
        )
        rows.add(problem.target_demand, problem.target_demand, len(targets), (arcs.target, x, 1.0),
                 (targets, self.missing + targets, 1.0))  # fmt: skip
        rows.add(-np.inf, problem.agent_hi, len(agents), (arcs.agent, x, 1.0))
        rows.add(
            problem.agent_lo,
            np.inf,
            len(agents),
            (arcs.agent, x, 1.0),
            (agents, self.idle + agents, problem.agent_lo),
        )
        rows.add(-np.inf, 0, len(agents), (agents, self.once + agents, 1.0),
                 (z_agent, self.z + np.arange(len(z_agent)), -1.0))  # fmt: skip

    def cost(self, weights: Weights) -> Floats:
        """Cost [columns] of the three goals together, to be minimised."""
        cost = -self.value()
        cost[self.missing : self.idle] = weights.shortage * self.problem.target_weight
        cost[self.idle : self.z] = weights.idle * (self.problem.agent_lo > 0)
        return cost

    def value(self) -> Floats:
        """Value [columns] of one unit of each column."""
        problem, value = self.problem, np.zeros(self.columns)
        value[self.x : self.y] = self.arcs.value
        value[self.y : self.missing] = problem.gate_value
        value[self.z : self.once] = -problem.agent_spread[self.spread_agent]
        value[self.once :] = problem.agent_spread
        return value

    def lp(self, weights: Weights) -> highspy.HighsLp:
        """The whole model."""
        problem, rows = self.problem, self.rows
        lower, upper = np.zeros(self.columns), np.ones(self.columns)
        lower[self.x + np.flatnonzero(self.arcs.forced)] = 1
        lower[self.y + problem.forced_gates] = 1
        upper[self.y + problem.forbidden_gates] = 0
        upper[self.missing : self.idle] = problem.target_demand
        row, column, factor = (
            np.concatenate(rows.row),
            np.concatenate(rows.column),
            np.concatenate(rows.factor),
        )
        order = np.argsort(row, kind="stable")
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = self.columns, rows.count
        lp.col_cost_, lp.col_lower_, lp.col_upper_ = self.cost(weights), lower, upper
        lp.row_lower_, lp.row_upper_ = np.concatenate(rows.lower), np.concatenate(rows.upper)
        lp.integrality_ = [highspy.HighsVarType.kInteger] * self.columns
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = np.searchsorted(row[order], np.arange(rows.count + 1)).astype(np.int32)
        lp.a_matrix_.index_ = column[order].astype(np.int32)
        lp.a_matrix_.value_ = factor[order]
        return lp


class _Best:
    """The best plan so far [columns] with the bound of the cost, and when the first one came (monotonic seconds)."""

    def __init__(self) -> None:
        self.plan: Floats | None = None
        self.bound = -math.inf
        self.first: float | None = None

    def improved(self, event: highspy.HighsCallbackEvent) -> None:
        """HiGHS has a better plan."""
        self.first = self.first or time.monotonic()
        self.plan = np.array(event.data_out.mip_solution)
        self.bound = event.data_out.mip_dual_bound

    def final(self, highs: highspy.Highs) -> None:
        """HiGHS has ended."""
        info = highs.getInfo()
        if info.primal_solution_status == int(highspy.SolutionStatus.kSolutionStatusFeasible):
            self.plan, self.bound = np.array(highs.getSolution().col_value), info.mip_dual_bound


def solve(ask: Ask) -> Answer:
    problem = Columns.load(ask.problem)
    began = time.monotonic()
    end = began + ask.seconds
    try:
        arcs = list_arcs(problem, ask.memory)
    except TooLarge as reason:
        return Answer("not built", time.monotonic() - began, note=str(reason))
    model = Model(problem, arcs)
    highs = highspy.Highs()
    for option, word in (
        ("output_flag", False),
        ("threads", WORKERS),
        ("random_seed", ask.seed),
        ("mip_rel_gap", 0.0),
    ):
        highs.setOptionValue(option, word)
    weights = Weights.mild(problem, arcs)
    highs.passModel(model.lp(weights))
    if time.monotonic() > end:
        return Answer(
            "not built",
            time.monotonic() - began,
            note=f"{arcs.count:,} pairs: the model was not written in time",
        )
    best = _Best()
    highs.cbMipImprovingSolution += best.improved
    highs.setOptionValue("time_limit", max(0.1, end - time.monotonic()))
    # HiGHS looks at its clock only between steps, and some last longer than any limit: what it has by then counts.
    thread = threading.Thread(target=highs.run, daemon=True)
    thread.start()
    thread.join(max(0.1, end - time.monotonic()) + _GRACE)
    ended = "time limit reached"
    if not thread.is_alive():
        ended = highs.modelStatusToString(highs.getModelStatus()).lower()
        best.final(highs)
    seconds = time.monotonic() - began
    plan = best.plan
    if plan is None:
        return Answer(ended, seconds, note=f"no plan ({arcs.count:,} pairs)")
    shortage = round(float(plan[model.missing : model.idle] @ problem.target_weight))
    idle = round(float(plan[model.idle : model.z] @ (problem.agent_lo > 0)))
    bounds: tuple[int | None, ...] = (None, None, None)
    if math.isfinite(best.bound):
        bounds = weights.bounds(math.floor(-best.bound + _HAIR), shortage, idle)
    used = np.flatnonzero(plan[model.x : model.y] > 0.5)
    return Answer(
        status=ended, seconds=seconds, first_plan=(best.first or time.monotonic()) - began, shortage_bound=bounds[0],
        idle_bound=bounds[1], value_bound=bounds[2],
        plan=plan_of(plan[model.y : model.missing] > 0.5, arcs.agent[used], arcs.target[used]),
    )  # fmt: skip


if __name__ == "__main__":
    serve(solve)
    os._exit(0)  # a solve that overran its limit may still be running, and would be waited for
