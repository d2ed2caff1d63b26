"""Shortages that no choice of gates avoids: what the limits on groups of gates, or all gates together, cannot bring.

Every permitted gate may be open; a group that holds all gates into one block of targets lets in no more than its
``hi`` strongest gates can carry, and a group that holds all gates of one block of agents lets out no more than that.
A gate carries at most the places of the agents behind it that suit, and at most the demand it leads to. This is a
relaxation: each set found is short in every plan, but a county may be short although none is found. Single
forbidden arcs and the rule that one agent serves a target once are left out of it; both are counted where all gates
are open and limits are not (:func:`solver.shortage.shortages`). The answer takes from both: what is missing in sets
without a common target adds up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from solver.cut import short_parts
from solver.shortage import Shortage, permitted_gates, shortages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from solver.arrays import Flags, Ids, Ints
    from solver.problem import GatedAssignment


def certain_shortages(problem: GatedAssignment) -> tuple[Shortage, ...]:
    """Independent shortages of targets that stay in every plan, greatest first; their deficits add up to a lower
    bound of the missing places. A shortage whose ``limits`` are not empty counts these instead of the agents behind
    them; its ``full_groups`` are the groups of its limits."""
    gates = permitted_gates(problem)
    plain = shortages(problem, gates)
    limited = _Network(problem, gates).shortages()
    first, second = sorted((plain, limited), key=lambda found: -sum(short.deficit for short in found))
    told = np.concatenate([np.zeros(0, dtype=np.int64), *(short.targets for short in first)])
    more = [short for short in second if not np.isin(short.targets, told).any()]
    return tuple(sorted([*first, *more], key=lambda short: (-short.deficit, short.demand)))


class _Network:
    """Supply nodes (agent block, pattern), group nodes (group, pattern of its targets), need nodes (target block,
    pattern); kinds with the same row or column of ``allowed`` share a pattern."""

    def __init__(self, problem: GatedAssignment, gates: Flags) -> None:
        self.problem = problem
        rows, row_of = np.unique(problem.allowed, axis=0, return_inverse=True)
        joined, column_of = np.unique(rows, axis=1, return_inverse=True)
        self.n_rows, self.n_columns = joined.shape
        load = np.bincount(problem.forced_agent, minlength=problem.n_agents)
        filled = np.bincount(problem.forced_target, minlength=problem.n_targets)
        self.pinned = np.minimum(filled, problem.target_demand)
        self.room = np.maximum(0, problem.agent_hi - load)
        self.supply_of = problem.agent_block * self.n_rows + row_of.reshape(-1)[problem.agent_kind]
        self.need_of = problem.target_block * self.n_columns + column_of.reshape(-1)[problem.target_kind]
        self.supply = _sum(self.supply_of, self.room, problem.n_agent_blocks * self.n_rows)
        self.need = _sum(
            self.need_of, problem.target_demand - self.pinned, problem.n_target_blocks * self.n_columns
        )
        i, j = np.nonzero(joined)
        gate = np.flatnonzero(gates)
        self.gate = np.repeat(gate, len(i))
        self.tail = problem.gate_agents[self.gate] * self.n_rows + np.tile(i, len(gate))
        self.head = problem.gate_targets[self.gate] * self.n_columns + np.tile(j, len(gate))
        self.carry = np.minimum(self.supply[self.tail], self.need[self.head])
        self.every_tail, self.every_head = self.tail, self.head
        live = self.carry > 0
        self.gate, self.tail, self.head, self.carry = (
            column[live] for column in (self.gate, self.tail, self.head, self.carry)
        )
        self._out_limits(gates)
        self._in_limits(gates)

    def _out_limits(self, gates: Flags) -> None:
        """out_places [supply node]: the least a group of all its gates lets out; out_group: which group, or -1."""
        problem = self.problem
        self.out_places = self.supply.copy()
        self.out_group = np.full(len(self.supply), -1)
        number = np.bincount(problem.gate_agents[gates], minlength=problem.n_agent_blocks)
        for group, block, members in _groups_of_one_block(problem, gates, problem.gate_agents):
            if len(members) < number[block]:
                continue
            for node in range(block * self.n_rows, (block + 1) * self.n_rows):
                here = self.tail == node
                most = self._strongest(group, self.gate[here], self.carry[here])
                if most < self.out_places[node]:
                    self.out_places[node], self.out_group[node] = most, group

    def _in_limits(self, gates: Flags) -> None:
        """in_node [arc]: number of the group node the arc goes through, -1 straight to its need node."""
        problem = self.problem
        group_of = np.full(problem.n_gates, -1)
        for group, _, members in _groups_of_one_block(problem, gates, problem.gate_targets):
            group_of[members[group_of[members] < 0]] = group
        key = group_of[self.gate] * len(self.need) + self.head
        through = group_of[self.gate] >= 0
        keys, node = np.unique(key[through], return_inverse=True)
        self.in_node = np.full(len(self.gate), -1)
        self.in_node[through] = node
        self.in_group, self.in_head = keys // max(1, len(self.need)), keys % max(1, len(self.need))
        order = np.argsort(self.in_node, kind="stable")
        bounds = np.searchsorted(self.in_node[order], np.arange(len(keys) + 1))
        self.in_places = np.zeros(len(keys), dtype=np.int64)
        for k in range(len(keys)):
            arcs = order[bounds[k] : bounds[k + 1]]
            self.in_places[k] = self._strongest(int(self.in_group[k]), self.gate[arcs], self.carry[arcs])

    def _strongest(self, group: int, gate: Ints, carry: Ints) -> int:
        """The most that as many of the gates as the group may open can carry."""
        gates, at = np.unique(gate, return_inverse=True)
        total = np.sort(_sum(at.reshape(-1), carry, len(gates)))[::-1]
        return int(total[: int(self.problem.group_hi[group])].sum())

    def shortages(self) -> tuple[Shortage, ...]:
        s, k, t = len(self.supply), len(self.in_places), len(self.need)
        source, sink = s + k + t, s + k + t + 1
        goes = np.where(self.in_node >= 0, s + self.in_node, s + k + self.head)
        tail = np.concatenate([np.full(s, source), self.tail, s + np.arange(k), s + k + np.arange(t)])
        head = np.concatenate([np.arange(s), goes, s + k + self.in_head, np.full(t, sink)])
        capacity = np.concatenate([self.out_places, self.carry, self.in_places, self.need])
        found = []
        for part in short_parts(tail, head, capacity, source, sink):
            inside = np.zeros(sink + 1, dtype=np.bool_)
            inside[part] = True
            cut = inside[head] & ~inside[tail]
            found.append(self._shortage(inside[s + k : s + k + t], np.flatnonzero(cut), capacity))
        return tuple(sorted(found, key=lambda short: (-short.deficit, short.demand)))

    def _shortage(self, needy: Flags, cut: Ints, capacity: Ints) -> Shortage:
        problem, s, arcs = self.problem, len(self.supply), len(self.gate)
        supply = cut[cut < s]
        groups = cut[(cut >= s + arcs) & (cut < s + arcs + len(self.in_places))] - s - arcs
        limits = [
            *((int(self.out_group[k]), int(self.out_places[k])) for k in supply if self.out_group[k] >= 0),
            *((int(self.in_group[k]), int(self.in_places[k])) for k in groups),
        ]
        targets = np.flatnonzero(needy[self.need_of] & (problem.target_demand > self.pinned))
        pinned = int(self.pinned[targets].sum())
        helpful = np.zeros(s, dtype=np.bool_)
        helpful[self.every_tail[needy[self.every_head]]] = True
        agents = np.flatnonzero(helpful[self.supply_of] & (problem.agent_hi > 0))
        elsewhere = ~np.isin(problem.forced_target, targets) & np.isin(problem.forced_agent, agents)
        blocks = np.isin(problem.gate_targets, problem.target_block[targets])
        barred = np.zeros(problem.n_gates, dtype=np.bool_)
        barred[problem.forbidden_gates] = True
        return Shortage(
            side="targets",
            targets=targets,
            agents=agents,
            demand=int(problem.target_demand[targets].sum()),
            places=pinned + int(capacity[cut].sum()),
            pinned=pinned,
            tied=int(elsewhere.sum()),
            shut_gates=np.zeros(0, dtype=np.int64),
            barred_gates=np.flatnonzero(barred & blocks),
            full_groups=np.unique(np.array([group for group, _ in limits], dtype=np.int64)),
            limits=tuple(sorted(limits)),
        )


def _sum(group: Ints, values: Ints, size: int) -> Ints:
    out = np.zeros(size, dtype=np.int64)
    np.add.at(out, group, values)
    return out


def _groups_of_one_block(
    problem: GatedAssignment, gates: Flags, block_of: Ids
) -> Iterator[tuple[int, int, Ints]]:
    """Each group whose permitted gates share one block, that block, and those gates."""
    use = gates[problem.member_gate]
    order = np.argsort(problem.member_group[use], kind="stable")
    group, gate = problem.member_group[use][order], problem.member_gate[use][order].astype(np.int64)
    groups, start = np.unique(group, return_index=True)
    for k, members in zip(groups.tolist(), np.split(gate, start[1:]), strict=False):
        blocks = block_of[members]
        if len(blocks) and (blocks == blocks[0]).all():
            yield k, int(blocks[0]), members
