"""Why places stay empty or agents idle behind given gates: violated Hall sets, proved by counting.

A set S of targets asks for Σ demand places. Agent i can fill at most min(hi_i, targets of S the agent may serve) of
them, since one agent serves one target once. Where these sums fall short, the difference stays missing in every plan
with these gates; a maximum flow shows that no set lacks more than all shortages found here together (König 1931,
Hall 1935; for quotas Ford & Fulkerson 1962, ch. II §10). Forced arcs count first: they are places filled, and taken.

The same with sides exchanged explains idle agents: a set of agents that must reach their ``lo``, and too few targets.
Agents alike in block, kinds allowed, quota and single forbidden arcs are one node of the flow, likewise targets; the
smallest cut treats all alike the same, so nothing is lost.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from solver.cut import short_parts
from solver.problem import arc_keys

if TYPE_CHECKING:
    from solver.arrays import Flags, Ids, Ints
    from solver.problem import GatedAssignment

Side = Literal["targets", "agents"]


@dataclass(frozen=True, eq=False)
class Shortage:
    """One violated Hall set; no proper subset of it lacks as many places.

    side     "targets": ``targets`` lack agents, and ``agents`` are all who may serve any of them.
             "agents": ``agents`` cannot all reach their ``lo``, and ``targets`` are all they may serve.
    demand   places asked for: demand of the targets, or ``lo`` of the agents
    places   the most of them that can be filled, ``pinned`` by forced arcs among them
    tied     places of the serving side that forced arcs to others take away
    shut_gates    closed gates that could bring more in, were they open: not forbidden, joining kinds allowed
    barred_gates  forbidden gates of that kind
    full_groups   groups with as many open gates as they may have, holding a shut gate
    limits   (group, places) where a group's limit was counted in the place of the agents behind it
    """

    side: Side
    targets: Ints
    agents: Ints
    demand: int
    places: int
    pinned: int
    tied: int
    shut_gates: Ints
    barred_gates: Ints
    full_groups: Ints
    limits: tuple[tuple[int, int], ...] = ()

    @property
    def deficit(self) -> int:
        """Places that stay missing."""
        return self.demand - self.places


def permitted_gates(problem: GatedAssignment) -> Flags:
    """Gates that some plan might open [G]: all but forbidden ones."""
    gates = np.ones(problem.n_gates, dtype=np.bool_)
    gates[problem.forbidden_gates] = False
    return gates


def shortages(problem: GatedAssignment, gates: Flags, side: Side = "targets") -> tuple[Shortage, ...]:
    """All independent shortages behind the open ``gates`` [G], greatest first.

    Their deficits add up to the fewest missing places of any plan with these gates; for ``side="agents"`` to the
    fewest places that agents stay below their ``lo``, which is goal 2 where every lo <= 1. Targets of one block that
    the same agents may serve are told together even where nothing else joins them. Raises ValueError where ``gates``
    has not one entry a gate, ArithmeticError where a recount of a shortage does not agree with the flow.
    """
    if gates.shape != (problem.n_gates,):
        raise ValueError(f"gates has shape {gates.shape}, the problem has {problem.n_gates} gates")
    face = _Face(problem, gates, side)
    found = [_shortage(problem, gates, face, needy) for needy in _needy_sets(face)]
    return tuple(sorted(found, key=lambda short: (-short.deficit, short.demand)))


class _Face:
    """The problem seen from the side that lacks something: the needy there, the helpers on the other side.

    need, help: what is asked for and what can be given once forced arcs are counted. gone_*: arcs that may not be
    counted (again), because they are forbidden or forced.
    """

    def __init__(self, problem: GatedAssignment, gates: Flags, side: Side) -> None:
        self.side: Side = side
        load = np.bincount(problem.forced_agent, minlength=problem.n_agents)
        filled = np.bincount(problem.forced_target, minlength=problem.n_targets)
        gone_agent = np.concatenate([problem.forced_agent, problem.forbidden_agent])
        gone_target = np.concatenate([problem.forced_target, problem.forbidden_target])
        behind = problem.gate_of(gone_agent, gone_target)
        real: Flags = problem.allowed[problem.agent_kind[gone_agent], problem.target_kind[gone_target]]
        real = real & np.append(gates, False)[behind]  # behind no gate: -1, the last
        _, once = np.unique(arc_keys(gone_agent, gone_target, problem.n_targets), return_index=True)
        once = once[real[once]]
        gone_agent, gone_target = gone_agent[once], gone_target[once]
        agents = problem.agent_block, problem.agent_kind, problem.gate_agents[gates], gone_agent
        targets = problem.target_block, problem.target_kind, problem.gate_targets[gates], gone_target
        if side == "targets":
            (self.block, self.kind, self.gate, self.gone), helpers = targets, agents
            self.wanted, self.most, self.allowed = (
                problem.target_demand,
                problem.agent_hi,
                problem.allowed.T,
            )
            self.pinned, taken = filled, load
        else:
            (self.block, self.kind, self.gate, self.gone), helpers = agents, targets
            self.wanted, self.most, self.allowed = problem.agent_lo, problem.target_demand, problem.allowed
            self.pinned, taken = load, filled
        self.help_block, self.help_kind, self.help_gate, self.help_gone = helpers
        self.pinned = np.minimum(self.pinned, self.wanted)
        self.need = self.wanted - self.pinned
        self.help = np.maximum(0, self.most - taken)

    def reach(self, needy: Ints) -> Ints:
        """How many of the needy each helper may serve beside forced arcs, counted one by one."""
        chosen = np.zeros(len(self.need), dtype=np.bool_)
        chosen[needy] = True
        n_blocks = 1 + max(int(self.block.max(initial=0)), int(self.gate.max(initial=0)))
        count = np.zeros((self.allowed.shape[0], n_blocks))
        np.add.at(count, (self.kind[needy], self.block[needy]), 1)
        kinds, blocks = np.flatnonzero(count.any(axis=1)), np.flatnonzero(count.any(axis=0))
        helped = self.allowed[kinds].T.astype(np.float64) @ count[np.ix_(kinds, blocks)]
        column = np.full(n_blocks, -1)
        column[blocks] = np.arange(len(blocks))
        joined = np.zeros((1 + int(self.help_block.max(initial=0)), len(blocks)))
        known = (column[self.gate] >= 0) & (self.help_gate < len(joined))
        joined[self.help_gate[known], column[self.gate[known]]] = 1
        out: Ints = (joined[self.help_block] * helped[self.help_kind]).sum(axis=1).astype(np.int64)
        lost = chosen[self.gone]
        np.subtract.at(out, self.help_gone[lost], 1)
        return out


def _needy_sets(face: _Face) -> list[Ints]:
    """The needy of each independent shortage."""
    if not face.need.any():
        return []
    rows, row_of = np.unique(face.allowed, axis=0, return_inverse=True)
    _, column_of = np.unique(rows, axis=1, return_inverse=True)
    row_of, column_of = row_of.reshape(-1), column_of.reshape(-1)
    n = _merge(face.block, row_of[face.kind], face.need, _alike(face.gone, face.help_gone, len(face.need)))
    h = _merge(
        face.help_block,
        column_of[face.help_kind],
        face.help,
        _alike(face.help_gone, face.gone, len(face.help)),
    )
    first_n = np.searchsorted(n.block, np.arange(face.gate.max(initial=0) + 2))
    first_h = np.searchsorted(h.block, np.arange(face.help_gate.max(initial=0) + 2))
    width = first_n[face.gate + 1] - first_n[face.gate]
    size = width * (first_h[face.help_gate + 1] - first_h[face.help_gate])
    gate = np.repeat(np.arange(len(size)), size)
    at = np.arange(len(gate)) - np.repeat(np.cumsum(size) - size, size)
    helper = first_h[face.help_gate[gate]] + at // width[gate]
    needy = first_n[face.gate[gate]] + at % width[gate]
    gone = arc_keys(face.gone, face.help_gone, len(face.help))
    key = arc_keys(n.member[needy], h.member[helper], len(face.help))
    joined = (
        (face.help[h.member[helper]] > 0)
        & (face.need[n.member[needy]] > 0)
        & face.allowed[face.kind[n.member[needy]], face.help_kind[h.member[helper]]]
        & ~np.isin(key, gone)
    )
    helper, needy = helper[joined], needy[joined]
    n_helpers, source = len(h.size), len(h.size) + len(n.size)
    parts = short_parts(
        np.concatenate([np.full(n_helpers, source), helper, n_helpers + np.arange(len(n.size))]),
        np.concatenate([np.arange(n_helpers), n_helpers + needy, np.full(len(n.size), source + 1)]),
        np.concatenate([h.size * face.help[h.member], h.size[helper] * n.size[needy], n.size * face.need[n.member]]),
        source,
        source + 1,
    )  # fmt: skip
    groups = [part[part >= n_helpers] - n_helpers for part in parts]
    together = _told_together(groups, n.block, helper, needy)
    return [np.flatnonzero(np.isin(n.of, group)) for group in together]


@dataclass(frozen=True)
class _Merged:
    """Nodes of alike members, sorted by block: their block, one member, their number; ``of``: each member's node."""

    block: Ints
    member: Ints
    size: Ints
    of: Ints


def _merge(*columns: Ids | Ints) -> _Merged:
    keys, member, of, size = np.unique(
        np.stack(columns, axis=1), axis=0, return_index=True, return_inverse=True, return_counts=True
    )
    return _Merged(keys[:, 0].astype(np.int64), member, size.astype(np.int64), of.reshape(-1))


def _alike(own: Ids, other: Ids, size: int) -> Ints:
    """A number for each of ``size``, the same for those whose arcs (own, other) go to the same others."""
    number = np.zeros(size, dtype=np.int64)
    if not len(own):
        return number
    order = np.lexsort((other, own))
    own, other = own[order], other[order]
    who, start = np.unique(own, return_index=True)
    known: dict[bytes, int] = {}
    for i, ends in zip(who.tolist(), np.split(other, start[1:]), strict=True):
        number[i] = known.setdefault(ends.tobytes(), len(known) + 1)
    return number


def _told_together(groups: list[Ints], block: Ints, helper: Ints, needy: Ints) -> list[Ints]:
    """Single nodes of one block with the very same helpers, joined; all other groups as they are."""
    order = np.lexsort((helper, needy))
    helper, bounds = helper[order], np.searchsorted(needy[order], np.arange(len(block) + 1))
    out: list[Ints] = []
    alike: dict[tuple[int, bytes], list[Ints]] = {}
    for group in groups:
        if len(group) > 1:
            out.append(group)
        else:
            k = int(group[0])
            key = int(block[k]), helper[bounds[k] : bounds[k + 1]].tobytes()
            alike.setdefault(key, []).append(group)
    return out + [np.concatenate(same) for same in alike.values()]


def _shortage(problem: GatedAssignment, gates: Flags, face: _Face, needy: Ints) -> Shortage:
    reach = face.reach(needy)
    inside = np.zeros(len(face.need), dtype=np.bool_)
    inside[needy] = True
    forced_needy, forced_helper = problem.forced_target, problem.forced_agent
    if face.side == "agents":
        forced_needy, forced_helper = forced_helper, forced_needy
    held = np.zeros(len(face.help), dtype=np.bool_)
    held[forced_helper[inside[forced_needy]]] = True
    helpers = np.flatnonzero(((reach > 0) & (face.most > 0)) | held)
    elsewhere = np.bincount(forced_helper[~inside[forced_needy]], minlength=len(face.help))
    pinned = int(face.pinned[needy].sum())
    places = pinned + int(np.minimum(face.help, reach).sum())
    shut, barred, full = _kept_out(problem, gates, face, needy)
    short = Shortage(
        side=face.side,
        targets=needy if face.side == "targets" else helpers,
        agents=helpers if face.side == "targets" else needy,
        demand=int(face.wanted[needy].sum()),
        places=places,
        pinned=pinned,
        tied=int(elsewhere[helpers].sum()),
        shut_gates=shut,
        barred_gates=barred,
        full_groups=full,
    )
    if short.deficit <= 0:
        raise ArithmeticError("a shortage found by the flow does not stand the recount")
    return short


def _kept_out(problem: GatedAssignment, gates: Flags, face: _Face, needy: Ints) -> tuple[Ints, Ints, Ints]:
    """Closed gates through which more might come (not forbidden; forbidden), and the full groups among them."""
    own, other = problem.gate_targets, problem.gate_agents
    if face.side == "agents":
        own, other = other, own
    blocks = np.zeros(1 + max(int(face.block.max(initial=0)), int(own.max(initial=0))), dtype=np.bool_)
    blocks[face.block[needy]] = True
    welcome: Flags = np.logical_or.reduce(face.allowed[np.unique(face.kind[needy])], axis=0)
    useful = welcome[face.help_kind] & (face.most > 0)
    from_block = np.zeros(
        1 + max(int(face.help_block.max(initial=0)), int(other.max(initial=0))), dtype=np.bool_
    )
    from_block[face.help_block[useful]] = True
    closed = ~gates & blocks[own] & from_block[other]
    may = permitted_gates(problem)
    shut = closed & may
    opened = np.bincount(problem.member_group[gates[problem.member_gate]], minlength=problem.n_groups)
    holds = np.zeros(problem.n_groups, dtype=np.bool_)
    holds[problem.member_group[shut[problem.member_gate]]] = True
    return (
        np.flatnonzero(shut),
        np.flatnonzero(closed & ~may),
        np.flatnonzero(holds & (opened >= problem.group_hi)),
    )
