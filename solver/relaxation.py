"""The gated assignment laid out for Lagrangian relaxation: fixed parts taken out, arrays sorted by block.

Forced arcs and forced gates are decided, so they leave the problem as a constant: a forced arc takes one place from
its agent and its target and opens its gate. What remains is stored block by block, so that the kernels of
:mod:`solver.subproblem` run over contiguous memory. Values are multiplied by ``scale`` (a power of two): multipliers
rounded to integers then lose at most 1/scale of a hundredth each, and every certified sum stays inside int64.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from solver.problem import GatedAssignment, arc_keys

if TYPE_CHECKING:
    from solver.arrays import Flags, Ids, Ints

Objective = Literal["value", "none"]

_SAFE_TOTAL = 1 << 58
_FINEST = {"value": 1 << 6, "none": 1 << 20}


@dataclass(frozen=True, eq=False)
class Layout:
    """A gated assignment without its fixed parts; agents, targets and gates are sorted by block.

    agent_order [A], target_order [T], gate_order [P]  sorted position -> index in the problem (P gates not forbidden)
    agent_ptr [NB+1], target_ptr, gate_ptr [NT+1]      where each block's agents, targets and gates begin
    agent_lo, agent_hi, agent_kind [A]                 what the forced arcs leave of the quota
    target_demand, target_weight, target_kind [T]      what the forced arcs leave of the demand
    worth [KA, KT]                                     scaled; ``allowed`` says which kinds may be joined
    gate_block, gate_value, gate_bonus, gate_forced [P]  agent block; scaled
    local_group [P]                                    group decided inside the subproblem, -1 for none
    local_lo, local_hi, local_ptr, local_gate          its bounds (forced gates taken out) and its free gates
    price_lo, price_hi, price_group, price_gate        groups that get a multiplier, and their members
    cell_target, cell_gate, cell_ptr, cell_agent, cell_extra  target behind gate that has odd arcs: agents (sorted
                                                       position) and scaled addition, BARRED = forbidden
    constant                                           scaled value of the forced arcs
    """

    scale: int
    constant: int
    largest: int
    agent_order: Ints
    agent_ptr: Ints
    agent_lo: Ints
    agent_hi: Ints
    agent_kind: Ids
    target_order: Ints
    target_ptr: Ints
    target_demand: Ints
    target_weight: Ints
    target_kind: Ids
    worth: Ints
    allowed: Flags
    gate_order: Ints
    gate_ptr: Ints
    gate_block: Ids
    gate_value: Ints
    gate_bonus: Ints
    gate_forced: Flags
    local_group: Ids
    local_lo: Ints
    local_hi: Ints
    local_ptr: Ints
    local_gate: Ints
    price_lo: Ints
    price_hi: Ints
    price_group: Ids
    price_gate: Ids
    cell_target: Ids
    cell_gate: Ids
    cell_ptr: Ints
    cell_agent: Ids
    cell_extra: Ints

    @property
    def n_agents(self) -> int:
        return len(self.agent_lo)

    @property
    def n_targets(self) -> int:
        return len(self.target_demand)

    @property
    def n_blocks(self) -> int:
        return len(self.agent_ptr) - 1

    @property
    def n_target_blocks(self) -> int:
        return len(self.target_ptr) - 1

    @property
    def n_prices(self) -> int:
        return len(self.price_lo)


def lay_out(problem: GatedAssignment, objective: Objective = "value") -> Layout:
    """The problem's layout; with objective "none" all values are zero (what goals 1 and 2 need)."""
    arcs = _fixed_arcs(problem)
    worth, gate_value, gate_bonus, bonus = (
        problem.worth, problem.gate_value, problem.gate_bonus, problem.bonus_value,
    )  # fmt: skip
    if objective == "none":
        worth, gate_value, gate_bonus, bonus = (
            np.zeros_like(a) for a in (worth, gate_value, gate_bonus, bonus)
        )
    largest = _magnitude(worth) + _magnitude(gate_bonus) + _magnitude(bonus) + 1
    places = int(np.minimum(problem.agent_hi, problem.n_targets).sum() + problem.target_demand.sum()) + 1
    total = 8 * max(largest, _magnitude(problem.target_weight)) * places + int(np.abs(gate_value).sum())
    scale = _FINEST[objective]
    while scale > 1 and total * scale > _SAFE_TOTAL:
        scale //= 2
    constant = worth[problem.agent_kind[arcs.agent], problem.target_kind[arcs.target]].sum()
    constant += gate_bonus[arcs.gate].sum() + bonus[arcs.bonus].sum()
    order = np.argsort(problem.agent_block, kind="stable")
    by_target_block = np.argsort(problem.target_block, kind="stable")
    gates = _gates(problem)
    cells = _cells(problem, bonus * scale, gates.place, arcs, order, by_target_block)
    return Layout(
        scale=scale,
        constant=int(constant) * scale,
        largest=largest * scale,
        agent_order=order,
        agent_ptr=_pointers(problem.agent_block[order], problem.n_agent_blocks),
        agent_lo=np.maximum(problem.agent_lo - arcs.agent_load, 0)[order],
        agent_hi=np.maximum(problem.agent_hi - arcs.agent_load, 0)[order],
        agent_kind=problem.agent_kind[order],
        target_order=by_target_block,
        target_ptr=_pointers(problem.target_block[by_target_block], problem.n_target_blocks),
        target_demand=np.maximum(problem.target_demand - arcs.target_load, 0)[by_target_block],
        target_weight=problem.target_weight[by_target_block],
        target_kind=problem.target_kind[by_target_block],
        worth=worth * scale,
        allowed=problem.allowed,
        gate_order=gates.order,
        gate_ptr=gates.ptr,
        gate_block=problem.gate_agents[gates.order],
        gate_value=gate_value[gates.order] * scale,
        gate_bonus=gate_bonus[gates.order] * scale,
        gate_forced=gates.forced,
        local_group=gates.local_group,
        local_lo=gates.local_lo,
        local_hi=gates.local_hi,
        local_ptr=gates.local_ptr,
        local_gate=gates.local_gate,
        price_lo=gates.price_lo,
        price_hi=gates.price_hi,
        price_group=gates.price_group,
        price_gate=gates.price_gate,
        cell_target=cells.target,
        cell_gate=cells.gate,
        cell_ptr=cells.ptr,
        cell_agent=cells.agent,
        cell_extra=cells.extra,
    )


BARRED = -(1 << 60)
"""Stands for "may not be used" in the integer tables; far below every sum, far from overflow."""


@dataclass(frozen=True, eq=False)
class _Fixed:
    agent: Ids
    target: Ids
    gate: Ids
    bonus: Ints
    agent_load: Ints
    target_load: Ints


def _fixed_arcs(problem: GatedAssignment) -> _Fixed:
    agent, target = problem.forced_agent, problem.forced_target
    forced = arc_keys(agent, target, problem.n_targets)
    bonus = arc_keys(problem.bonus_agent, problem.bonus_target, problem.n_targets)
    return _Fixed(
        agent,
        target,
        problem.gate_of(agent, target),
        np.flatnonzero(np.isin(bonus, forced)),
        np.bincount(agent, minlength=problem.n_agents),
        np.bincount(target, minlength=problem.n_targets),
    )


@dataclass(frozen=True, eq=False)
class _Gates:
    order: Ints
    ptr: Ints
    place: Ints
    forced: Flags
    local_group: Ids
    local_lo: Ints
    local_hi: Ints
    local_ptr: Ints
    local_gate: Ints
    price_lo: Ints
    price_hi: Ints
    price_group: Ids
    price_gate: Ids


def _gates(problem: GatedAssignment) -> _Gates:
    """Sort the usable gates by target block and split the groups into local ones and priced ones.

    A group is local where all its gates lead to one target block and none is in another local group: then choosing
    among them is part of that block's subproblem and needs no multiplier. All other groups are priced. By integrality
    (Geoffrion 1974) this costs nothing where the groups are two families of disjoint sets.
    """
    usable = np.ones(problem.n_gates, dtype=np.bool_)
    usable[problem.forbidden_gates] = False
    order = np.flatnonzero(usable)
    order = order[np.argsort(problem.gate_targets[order], kind="stable")]
    place = np.full(problem.n_gates, -1, dtype=np.int64)
    place[order] = np.arange(len(order))
    forced = problem.must_open[order]
    keep = usable[problem.member_gate]
    group, gate = problem.member_group[keep], place[problem.member_gate[keep]]
    local = _local_groups(problem, group, gate, problem.gate_targets[order])
    local_of = np.full(len(order), -1, dtype=np.int32)
    inside = local[group] >= 0
    local_of[gate[inside]] = local[group[inside]]
    names = np.flatnonzero(local >= 0)
    taken = np.bincount(local_of[forced & (local_of >= 0)], minlength=len(names))
    free = np.flatnonzero(~forced & (local_of >= 0))
    free = free[np.argsort(local_of[free], kind="stable")]
    priced = np.flatnonzero(local < 0)
    number = np.full(problem.n_groups, -1, dtype=np.int32)
    number[priced] = np.arange(len(priced))
    return _Gates(
        order=order,
        ptr=_pointers(problem.gate_targets[order], problem.n_target_blocks),
        place=place,
        forced=forced,
        local_group=local_of,
        local_lo=np.maximum(problem.group_lo[names] - taken, 0),
        local_hi=np.maximum(problem.group_hi[names] - taken, 0),
        local_ptr=_pointers(local_of[free], len(names)),
        local_gate=free,
        price_lo=problem.group_lo[priced],
        price_hi=problem.group_hi[priced],
        price_group=number[group[~inside]],
        price_gate=gate[~inside].astype(np.int32),
    )


def _local_groups(problem: GatedAssignment, group: Ids, gate: Ints, target_block: Ids) -> Ids:
    """Number of each group among the local ones, -1 where it must be priced."""
    first = np.full(problem.n_groups, np.iinfo(np.int32).max, dtype=np.int64)
    last = np.full(problem.n_groups, -1, dtype=np.int64)
    np.minimum.at(first, group, target_block[gate])
    np.maximum.at(last, group, target_block[gate])
    number = np.full(problem.n_groups, -1, dtype=np.int32)
    claimed = np.zeros(len(target_block), dtype=np.bool_)
    order = np.argsort(group, kind="stable")
    ptr = _pointers(group[order], problem.n_groups)
    count = 0
    for r in np.flatnonzero(first == last):
        members = gate[order[ptr[r] : ptr[r + 1]]]
        if not claimed[members].any():
            claimed[members] = True
            number[r] = count
            count += 1
    return number


@dataclass(frozen=True, eq=False)
class _Cells:
    target: Ids
    gate: Ids
    ptr: Ints
    agent: Ids
    extra: Ints


def _cells(
    problem: GatedAssignment, bonus: Ints, place: Ints, arcs: _Fixed, agents: Ints, targets: Ints
) -> _Cells:
    """Odd arcs (bonus, forbidden, already fixed) gathered by target and gate, each arc once."""
    agent = np.concatenate([problem.forbidden_agent, arcs.agent, problem.bonus_agent])
    target = np.concatenate([problem.forbidden_target, arcs.target, problem.bonus_target])
    extra = np.full(len(agent), BARRED, dtype=np.int64)
    extra[len(agent) - len(bonus) :] = bonus
    _, first = np.unique(arc_keys(agent, target, problem.n_targets), return_index=True)
    agent, target, extra = agent[first], target[first], extra[first]
    gate = problem.gate_of(agent, target)
    at = np.where(gate >= 0, place[gate], -1)
    agent_place = np.empty(problem.n_agents, dtype=np.int32)
    agent_place[agents] = np.arange(problem.n_agents)
    target_place = np.empty(problem.n_targets, dtype=np.int32)
    target_place[targets] = np.arange(problem.n_targets)
    keep = at >= 0
    agent, target, at, extra = agent_place[agent[keep]], target_place[target[keep]], at[keep], extra[keep]
    order = np.lexsort((agent, at, target))
    agent, target, at, extra = agent[order], target[order], at[order], extra[order]
    new = np.ones(len(order), dtype=np.bool_)
    new[1:] = (np.diff(target) != 0) | (np.diff(at) != 0)
    start = np.flatnonzero(new)
    return _Cells(
        target[start], at[start].astype(np.int32), np.append(start, len(order)), agent.astype(np.int32), extra
    )


def _pointers(sorted_blocks: Ids | Ints, n: int) -> Ints:
    return np.searchsorted(sorted_blocks, np.arange(n + 1)).astype(np.int64)


def _magnitude(values: Ints) -> int:
    return int(np.abs(values).max(initial=0))
