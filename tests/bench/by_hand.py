"""The peer: what an organizer does by hand, hardest household to highest free cadre, village by village.

Assumed of the organizer:

* Links first. What is pinned is linked. Then every village, unit and leader that must have a link gets the nearest
  possible, those with fewest choices first. Then, the village with most places still open first, the nearest unit or leader
  with places left is added until the villages' places are planned or no link is allowed any more. A unit's places are
  shared out as they are planned.
* Then the villages as the list runs. In each the households from the hardest to the easiest, each place to the linked cadre
  of the highest level who is free; among equals the one lower in the list. A unit gives a village no more than it planned
  to. A second round over what is still open forgets the plan.
* Skills and the value of a pair are not weighed; group limits, quotas, bans and pins are kept. There is no bound.

Where the links taken first leave some village or unit without one it must have, there is no plan (a real organizer would
begin again).
"""

from __future__ import annotations

import time

import numpy as np

from tests.bench.answer import Answer, Ask, plan_of, serve
from tests.bench.arcs import Columns, blocks


class Organizer:
    """The plan as it grows: opened [G], load [A], open places [T], pairs."""

    def __init__(self, problem: Columns) -> None:
        self.problem = problem
        self.of_agents, self.of_targets = blocks(problem)
        self.opened = np.zeros(problem.n_gates, bool)
        self.shut = np.zeros(problem.n_gates, bool)
        self.shut[problem.forbidden_gates] = True
        self.count = np.zeros(problem.n_groups, np.int64)
        members = np.argsort(problem.member_gate, kind="stable")
        self.groups = np.split(
            problem.member_group[members],
            np.searchsorted(problem.member_gate[members], np.arange(1, problem.n_gates)),
        )
        self.gate_of = {
            key: g
            for g, key in enumerate(
                zip(problem.gate_agents.tolist(), problem.gate_targets.tolist(), strict=True)
            )
        }
        self.places = np.array([int(problem.agent_hi[a].sum()) for a in self.of_agents])
        self.wanted = np.array([int(problem.target_demand[t].sum()) for t in self.of_targets])
        self.share = np.zeros(problem.n_gates, np.int64)
        self.load = np.zeros(problem.n_agents, np.int64)
        self.left = problem.target_demand.copy()
        self.pairs: set[tuple[int, int]] = set()
        self.banned = set(
            zip(problem.forbidden_agent.tolist(), problem.forbidden_target.tolist(), strict=True)
        )

    def _may_open(self) -> np.ndarray:
        """Gates [G] that are closed and whose groups all have room."""
        problem = self.problem
        full = self.count >= problem.group_hi
        room = ~(self.opened | self.shut)
        room[problem.member_gate[full[problem.member_group]]] = False
        return room

    def _open(self, gate: int) -> None:
        self.opened[gate] = True
        self.count[self.groups[gate]] += 1
        a, v = self.problem.gate_agents[gate], self.problem.gate_targets[gate]
        self.share[gate] = max(0, min(self.places[a], self.wanted[v]))
        self.places[a] -= self.share[gate]
        self.wanted[v] -= self.share[gate]

    def link(self) -> bool:
        """Choose the links; False where something that must be linked is left without."""
        problem = self.problem
        pinned = {
            self.gate_of[problem.agent_block[a].item(), problem.target_block[t].item()]
            for a, t in zip(problem.forced_agent.tolist(), problem.forced_target.tolist(), strict=True)
        }
        for gate in sorted(pinned | set(problem.forced_gates.tolist())):
            self._open(gate)
        while (lacking := self.count < problem.group_lo).any():
            room = self._may_open()
            choices = np.bincount(problem.member_group, room[problem.member_gate], problem.n_groups)
            group = int(np.where(lacking, choices, np.inf).argmin())
            if not choices[group]:
                return False
            gates = problem.member_gate[(problem.member_group == group) & room[problem.member_gate]]
            # A link that also serves another who must have one comes before a nearer one.
            serves = np.bincount(problem.member_gate, lacking[problem.member_group], problem.n_gates)[gates]
            self._open(int(gates[np.lexsort((gates, -problem.gate_bonus[gates], -serves))[0]]))
        done = np.zeros(len(self.wanted), bool)
        while (self.wanted[~done] > 0).any():
            village = int(np.where(done, -1, self.wanted).argmax())
            room = (
                self._may_open() & (problem.gate_targets == village) & (self.places[problem.gate_agents] > 0)
            )
            gates = np.flatnonzero(room)
            if len(gates):
                self._open(int(gates[np.argmax(problem.gate_bonus[gates])]))
            else:
                done[village] = True
        return True

    def pair(self) -> None:
        """Pins, then village after village; then once more without the shares."""
        problem = self.problem
        for a, t in zip(problem.forced_agent.tolist(), problem.forced_target.tolist(), strict=True):
            self._take(a, t)
        open_gates = np.flatnonzero(self.opened)
        for heed_shares in (True, False):
            for village, targets in enumerate(self.of_targets):
                gates = open_gates[problem.gate_targets[open_gates] == village]
                if len(gates) and self.left[targets].any():
                    self._pair_village(targets, gates, heed_shares)

    def _pair_village(self, targets: np.ndarray, gates: np.ndarray, heed_shares: bool) -> None:
        problem = self.problem
        agents = np.concatenate([self.of_agents[problem.gate_agents[g]] for g in gates])
        gate = np.repeat(gates, [len(self.of_agents[problem.gate_agents[g]]) for g in gates])
        order = np.lexsort((agents, -problem.agent_level[agents]))
        agents, gate = agents[order], gate[order]
        for t in targets[np.argsort(-problem.target_weight[targets], kind="stable")].tolist():
            while self.left[t]:
                free = (self.load[agents] < problem.agent_hi[agents]) & problem.allowed[
                    problem.agent_kind[agents], problem.target_kind[t]
                ]
                if heed_shares:
                    free &= self.share[gate] > 0
                taken = next(
                    (k for k in np.flatnonzero(free).tolist() if self._may_meet(int(agents[k]), t)),
                    None,
                )
                if taken is None:
                    break
                self._take(int(agents[taken]), t)

    def _may_meet(self, agent: int, target: int) -> bool:
        return (agent, target) not in self.pairs and (agent, target) not in self.banned

    def _take(self, agent: int, target: int) -> None:
        self.pairs.add((agent, target))
        self.load[agent] += 1
        self.left[target] -= 1
        block, village = int(self.problem.agent_block[agent]), int(self.problem.target_block[target])
        self.share[self.gate_of[block, village]] -= 1


def solve(ask: Ask) -> Answer:
    problem = Columns.load(ask.problem)
    began = time.monotonic()
    organizer = Organizer(problem)
    if not organizer.link():
        return Answer(
            "no plan", time.monotonic() - began, note="the nearest links leave somebody without one"
        )
    organizer.pair()
    seconds = time.monotonic() - began
    pairs = np.array(sorted(organizer.pairs), np.int64).reshape(-1, 2)
    return Answer(
        "by hand", seconds, first_plan=seconds, plan=plan_of(organizer.opened, pairs[:, 0], pairs[:, 1])
    )


if __name__ == "__main__":
    serve(solve)
