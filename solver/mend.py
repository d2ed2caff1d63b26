"""An earlier plan carried over to a changed problem with as few changes as can be, and completed.

What the problem no longer allows is dropped; then every missing place is filled along an augmenting path where there is
one (Berge 1957): a free agent takes the target, or an agent does whose own target a free one can take, and so on.
Shortest paths first, so that little else moves; the last agent of a path is the one worth most there. Agents from
whom no path leads on are never looked at again, so all failures together cost one sweep.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from solver.course import hinted_gates
from solver.limits import Hint
from solver.problem import arc_keys
from solver.result import Solution

if TYPE_CHECKING:
    from solver.arrays import Flags, Ids, Ints
    from solver.problem import GatedAssignment


def mended(problem: GatedAssignment, hint: Hint) -> Solution | None:
    """A lawful plan near the hint's gates and arcs that behind these gates misses no place that could be filled; None
    where no set of gates meets the limits or the hint has neither gates nor arcs."""
    opened = hinted_gates(problem, hint)
    if opened is None:
        return None
    none = np.zeros(0, dtype=np.int32)
    agent = none if hint.arc_agent is None else hint.arc_agent
    target = none if hint.arc_target is None else hint.arc_target
    work = _Work(problem, opened, *_lawful(problem, opened, agent, target))
    work.complete()
    return work.solution()


def _lawful(problem: GatedAssignment, opened: Flags, hint_agent: Ids, hint_target: Ids) -> tuple[Ints, Ints]:
    """Forced arcs, and those of the given arcs that may be used with them."""
    agent: Ints = np.concatenate([problem.forced_agent, hint_agent]).astype(np.int64)
    target: Ints = np.concatenate([problem.forced_target, hint_target]).astype(np.int64)
    keys = arc_keys(agent, target, problem.n_targets)
    gate = problem.gate_of(agent, target)
    forced = np.arange(len(keys)) < len(problem.forced_agent)
    banned = np.isin(keys, arc_keys(problem.forbidden_agent, problem.forbidden_target, problem.n_targets))
    fits = (gate >= 0) & opened[gate] & ~banned
    fits &= problem.allowed[problem.agent_kind[agent], problem.target_kind[target]]
    first = np.zeros(len(keys), dtype=np.bool_)
    first[np.unique(keys, return_index=True)[1]] = True
    keep = np.flatnonzero((fits | forced) & first)
    keep = keep[_rank(agent[keep]) < problem.agent_hi[agent[keep]]]
    keep = keep[_rank(target[keep]) < problem.target_demand[target[keep]]]
    return agent[keep], target[keep]


def _rank(group: Ints) -> Ints:
    """[n] how many of the same group stand before each."""
    order = np.argsort(group, kind="stable")
    _, start, size = np.unique(group[order], return_index=True, return_counts=True)
    out = np.empty(len(group), dtype=np.int64)
    out[order] = np.arange(len(group)) - np.repeat(start, size)
    return out


class _Work:
    """The plan as it grows: the agents of each target, the targets of each agent, loads and filled places."""

    def __init__(self, problem: GatedAssignment, opened: Flags, agent: Ints, target: Ints) -> None:
        self.problem, self.opened = problem, opened
        self.agents_of: list[set[int]] = [set() for _ in range(problem.n_targets)]
        self.targets_of: list[set[int]] = [set() for _ in range(problem.n_agents)]
        self.load = np.bincount(agent, minlength=problem.n_agents)
        self.filled = np.bincount(target, minlength=problem.n_targets)
        for i, j in zip(agent.tolist(), target.tolist(), strict=True):
            self._join(i, j)
        self.apart: dict[int, list[int]] = {}
        for i, j in zip(problem.forbidden_agent.tolist(), problem.forbidden_target.tolist(), strict=True):
            self.apart.setdefault(j, []).append(i)
        self.fixed = set(zip(problem.forced_agent.tolist(), problem.forced_target.tolist(), strict=True))
        gates = np.flatnonzero(opened)
        order = gates[np.argsort(problem.gate_targets[gates], kind="stable")]
        bounds = np.searchsorted(problem.gate_targets[order], np.arange(problem.n_target_blocks + 1))
        by_block = np.argsort(problem.agent_block, kind="stable")
        starts = np.searchsorted(problem.agent_block[by_block], np.arange(problem.n_agent_blocks + 1))
        self.near: list[Ints] = []
        self.near_bonus: list[Ints] = []
        for v in range(problem.n_target_blocks):
            behind = order[bounds[v] : bounds[v + 1]]
            blocks = problem.gate_agents[behind]
            parts = [by_block[starts[a] : starts[a + 1]] for a in blocks]
            self.near.append(np.concatenate([np.zeros(0, dtype=np.int64), *parts]))
            self.near_bonus.append(np.repeat(problem.gate_bonus[behind], [len(part) for part in parts]))
        self.dead = np.zeros(problem.n_agents, dtype=np.bool_)

    def _join(self, agent: int, target: int) -> None:
        self.agents_of[target].add(agent)
        self.targets_of[agent].add(target)

    def _part(self, agent: int, target: int) -> None:
        self.agents_of[target].discard(agent)
        self.targets_of[agent].discard(target)

    def complete(self) -> None:
        """Fill missing places, heaviest targets first, until no path is left."""
        problem = self.problem
        missing = np.flatnonzero(self.filled < problem.target_demand)
        for j in missing[np.argsort(-problem.target_weight[missing], kind="stable")].tolist():
            while self.filled[j] < problem.target_demand[j] and self._augment(j):
                pass

    def _augment(self, missing: int) -> bool:
        came_from: dict[int, tuple[int, int]] = {}
        """target -> (agent who would leave it, target that agent would take)"""
        seen = self.dead.copy()
        layer = [missing]
        while layer:
            following: list[int] = []
            for j in layer:
                agents, bonus = self._who_may(j, seen)
                free = np.flatnonzero(self.load[agents] < self.problem.agent_hi[agents])
                if len(free):
                    worth = self._worth(agents[free], j, bonus[free])
                    self._carry_out(int(agents[free[np.argmax(worth)]]), j, came_from)
                    return True
                seen[agents] = True
                for i in agents.tolist():
                    for other in self.targets_of[i]:
                        if other != missing and other not in came_from and (i, other) not in self.fixed:
                            came_from[other] = i, j
                            following.append(other)
            layer = following
        self.dead = seen
        return False

    def _who_may(self, target: int, seen: Flags) -> tuple[Ints, Ints]:
        """Agents not seen yet who may serve the target and do not, and the bonus of the gate of each."""
        problem, block = self.problem, self.problem.target_block[target]
        near = self.near[block]
        fits = problem.allowed[problem.agent_kind[near], problem.target_kind[target]] & ~seen[near]
        for i in [*self.agents_of[target], *self.apart.get(target, ())]:
            fits &= near != i
        return near[fits], self.near_bonus[block][fits]

    def _worth(self, agents: Ints, target: int, bonus: Ints) -> Ints:
        """What each would bring; whoever is below the lower quota comes first, who would be spread pays for it."""
        problem, block = self.problem, self.problem.target_block[target]
        worth = problem.worth[problem.agent_kind[agents], problem.target_kind[target]] + bonus
        away = np.array(
            [bool(own) and all(problem.target_block[j] != block for j in own)
             for own in (self.targets_of[i] for i in agents.tolist())]
        )  # fmt: skip
        idle = self.load[agents] < problem.agent_lo[agents]
        out: Ints = (
            worth - problem.agent_spread[agents] * away + idle * (2 * int(np.abs(problem.worth).max()) + 1)
        )
        return out

    def _carry_out(self, agent: int, target: int, came_from: dict[int, tuple[int, int]]) -> None:
        self.load[agent] += 1
        self._join(agent, target)
        while target in came_from:
            leaves, takes = came_from[target]
            self._part(leaves, target)
            self._join(leaves, takes)
            target = takes
        self.filled[target] += 1

    def solution(self) -> Solution:
        pairs = [(i, j) for i, targets in enumerate(self.targets_of) for j in sorted(targets)]
        agent, target = np.array(pairs, dtype=np.int32).reshape(-1, 2).T
        return Solution(
            gate_open=self.opened,
            arc_agent=agent,
            arc_target=target,
            arc_gate=self.problem.gate_of(agent, target),
            arc_amount=np.ones(len(agent), dtype=np.int64),
        )
