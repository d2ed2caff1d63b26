"""A problem as plain arrays, and a gated assignment's pairs written out: what a general solver is given.

Nothing here imports the package ``solver``: it loads OR-Tools, whose HiGHS library clashes with highspy's in one process.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

BYTES_A_PAIR = 20
"""Agent, target, gate (int32) and value (int64): what merely listing a pair takes."""


class TooLarge(Exception):
    """The model cannot be written out; the message says why."""


class Columns:
    """The arrays of a problem file by name, as attributes; shapes as in ``solver.GatedAssignment`` or ``solver.Transport``."""

    def __init__(self, arrays: dict[str, NDArray[Any]]) -> None:
        self.__dict__.update(arrays)

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(f"the problem file has no column {name}")

    @property
    def n_agents(self) -> int:
        return len(self.agent_hi)

    @property
    def n_targets(self) -> int:
        return len(self.target_demand)

    @property
    def n_gates(self) -> int:
        return len(self.gate_agents)

    @property
    def n_groups(self) -> int:
        return len(self.group_lo)

    @classmethod
    def load(cls, path: Path) -> Columns:
        with np.load(path) as file:
            return cls({name: file[name] for name in file.files})


@dataclass(frozen=True)
class Arcs:
    """Every pair that may be used [E]: agent, target, gate, value; forced marks those that must be."""

    agent: NDArray[np.int32]
    target: NDArray[np.int32]
    gate: NDArray[np.int32]
    value: Ints
    forced: NDArray[np.bool_]

    @property
    def count(self) -> int:
        return len(self.agent)


def by_block(block: NDArray[np.int32], blocks: int) -> list[Ints]:
    """The positions that stand in each block."""
    order = np.argsort(block, kind="stable")
    return np.split(order, np.searchsorted(block[order], np.arange(1, blocks)))


def blocks(problem: Columns) -> tuple[list[Ints], list[Ints]]:
    """Agents of each agent block and targets of each target block."""
    a = 1 + max(int(problem.agent_block.max(initial=0)), int(problem.gate_agents.max(initial=0)))
    t = 1 + max(int(problem.target_block.max(initial=0)), int(problem.gate_targets.max(initial=0)))
    return by_block(problem.agent_block, a), by_block(problem.target_block, t)


def pairs_behind_gates(problem: Columns) -> int:
    """How many pairs the model would have, bans not counted."""
    agents, targets = blocks(problem)
    size_a, size_t = np.array([len(b) for b in agents]), np.array([len(b) for b in targets])
    return int((size_a[problem.gate_agents] * size_t[problem.gate_targets]).sum())


def list_arcs(problem: Columns, memory: float) -> Arcs:
    """Write out every pair. Raises TooLarge where the bare list would exceed ``memory`` bytes."""
    count = pairs_behind_gates(problem)
    # The list is put together from parts, so it is there twice for a moment.
    if 2 * count * BYTES_A_PAIR > memory:
        raise TooLarge(f"{count:,} pairs: the list alone exceeds {memory / 2**30:.0f} GB")
    of_agents, of_targets = blocks(problem)
    agent, target, gate = np.empty(count, np.int32), np.empty(count, np.int32), np.empty(count, np.int32)
    at = 0
    for g in range(problem.n_gates):
        i, j = of_agents[problem.gate_agents[g]], of_targets[problem.gate_targets[g]]
        end = at + len(i) * len(j)
        agent[at:end], target[at:end], gate[at:end] = np.repeat(i, len(j)), np.tile(j, len(i)), g
        at = end
    width = np.int64(max(1, problem.n_targets))
    key = agent * width + target
    barred = problem.forbidden_agent * width + problem.forbidden_target
    keep = problem.allowed[problem.agent_kind[agent], problem.target_kind[target]] & ~np.isin(key, barred)
    agent, target, gate, key = agent[keep], target[keep], gate[keep], key[keep]
    value = problem.worth[problem.agent_kind[agent], problem.target_kind[target]] + problem.gate_bonus[gate]
    odd = dict(
        zip(
            (problem.bonus_agent * width + problem.bonus_target).tolist(),
            problem.bonus_value.tolist(),
            strict=True,
        )
    )
    for e in np.flatnonzero(np.isin(key, np.array(list(odd), np.int64))).tolist():
        value[e] += odd[int(key[e])]
    forced = np.isin(key, problem.forced_agent * width + problem.forced_target)
    return Arcs(agent, target, gate, value, forced)


def agent_gates(problem: Columns, arcs: Arcs) -> tuple[Ints, Ints, Ints]:
    """Where an agent's pairs may lie behind several gates and that costs: agent [Z] and gate [Z] of each such couple,
    and the couple of each arc [E], -1 where spread costs nothing."""
    counts = (problem.agent_spread[arcs.agent] > 0) & (problem.agent_hi[arcs.agent] >= 2)
    key = arcs.agent.astype(np.int64) * max(1, problem.n_gates) + arcs.gate
    couples, place = np.unique(key[counts], return_inverse=True)
    of_arc = np.full(arcs.count, -1, np.int64)
    of_arc[counts] = place
    return couples // max(1, problem.n_gates), couples % max(1, problem.n_gates), of_arc
