"""The gated assignment laid out for Lagrangian relaxation: alike merged, fixed parts taken out, sorted by block.

Agents of one block with the same kind and quota and without odd arcs (bonus, forbidden, forced) are one *class*,
targets of one block with the same kind, demand and weight and without odd arcs one *type*, each with a size. The dual
is convex and does not change when prices of identical agents are exchanged, so the mean of its best prices over all
exchanges is as good as they are: one price a class loses nothing. What forced arcs have used up altogether stays out.

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
    """A gated assignment without its fixed parts; C classes, J types and P gates are sorted by block.

    agent_class [A], target_type [T]   class or type of each, -1 where nothing is left of quota or demand
    gate_order [P]                     sorted position -> index in the problem (P gates not forbidden)
    class_ptr [NB+1], type_ptr, gate_ptr [NT+1]  where each block's classes, types and gates begin
    class_size, class_lo, class_hi, class_kind [C]  members; what the forced arcs leave of one member's quota
    class_charge, class_part [C]       scaled cost of each gate an agent uses, its first one given back, and the part of it
                                       that its price of a place holds; 0 where spread cannot be or is decided already
    type_size, type_demand, type_weight, type_kind [J]  members; what the forced arcs leave of one member's demand
    type_places [J]                    demand of all members
    worth [KA, KT]                     scaled; ``allowed`` says which kinds may be joined
    gate_block, gate_value, gate_bonus, gate_forced [P]  agent block; scaled
    local_group [P]                    group decided inside the subproblem, -1 for none
    local_lo, local_hi, local_ptr, local_gate  its bounds (forced gates taken out) and its free gates
    priced, price_lo, price_hi         the groups that get a multiplier, their bounds
    price_group, price_gate            their members, by position among the priced
    cell_type, cell_gate, cell_ptr, cell_class, cell_extra  type behind a gate that has odd arcs: classes and scaled
                                       addition, BARRED = forbidden
    constant                           scaled value of the forced arcs
    """

    scale: int
    constant: int
    largest: int
    agent_class: Ints
    target_type: Ints
    class_ptr: Ints
    class_size: Ints
    class_lo: Ints
    class_hi: Ints
    class_kind: Ids
    class_charge: Ints
    class_part: Ints
    type_ptr: Ints
    type_size: Ints
    type_demand: Ints
    type_places: Ints
    type_weight: Ints
    type_kind: Ids
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
    priced: Ints
    price_lo: Ints
    price_hi: Ints
    price_group: Ids
    price_gate: Ids
    cell_type: Ids
    cell_gate: Ids
    cell_ptr: Ints
    cell_class: Ids
    cell_extra: Ints

    @property
    def n_classes(self) -> int:
        return len(self.class_size)

    @property
    def n_types(self) -> int:
        return len(self.type_size)

    @property
    def n_blocks(self) -> int:
        return len(self.class_ptr) - 1

    @property
    def n_target_blocks(self) -> int:
        return len(self.type_ptr) - 1

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
    total += 2 * int((problem.agent_spread * np.minimum(problem.agent_hi, problem.n_gates)).sum())
    scale = _FINEST[objective]
    while scale > 1 and total * scale > _SAFE_TOTAL:
        scale //= 2
    constant = worth[problem.agent_kind[arcs.agent], problem.target_kind[arcs.target]].sum()
    constant += gate_bonus[arcs.gate].sum() + bonus[arcs.bonus].sum()
    lo = np.maximum(problem.agent_lo - arcs.agent_load, 0)
    hi = np.maximum(problem.agent_hi - arcs.agent_load, 0)
    demand = np.maximum(problem.target_demand - arcs.target_load, 0)
    odd_agent = _numbered(problem.n_agents, problem.bonus_agent, problem.forbidden_agent, arcs.agent)
    odd_target = _numbered(problem.n_targets, problem.bonus_target, problem.forbidden_target, arcs.target)
    # an agent with forced arcs has paid behind some gates and not behind others: it is not charged at all
    charge = np.where((hi > 1) & (arcs.agent_load == 0), problem.agent_spread, 0)
    if objective == "none":
        charge[:] = 0
    classes = _merge(hi > 0, problem.agent_block, problem.agent_kind, lo, hi, charge, odd_agent)
    types = _merge(
        demand > 0, problem.target_block, problem.target_kind, demand, problem.target_weight, odd_target
    )
    gates = _gates(problem)
    cells = _cells(problem, bonus * scale, gates.place, arcs, classes.of, types.of)
    return Layout(
        scale=scale,
        constant=int(constant) * scale,
        largest=largest * scale,
        agent_class=classes.of,
        target_type=types.of,
        class_ptr=_pointers(problem.agent_block[classes.first], problem.n_agent_blocks),
        class_size=classes.size,
        class_lo=lo[classes.first],
        class_hi=hi[classes.first],
        class_kind=problem.agent_kind[classes.first],
        class_charge=charge[classes.first] * scale,
        class_part=charge[classes.first] * scale // np.maximum(1, hi[classes.first]),
        type_ptr=_pointers(problem.target_block[types.first], problem.n_target_blocks),
        type_size=types.size,
        type_demand=demand[types.first],
        type_places=demand[types.first] * types.size,
        type_weight=problem.target_weight[types.first],
        type_kind=problem.target_kind[types.first],
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
        priced=gates.priced,
        price_lo=gates.price_lo,
        price_hi=gates.price_hi,
        price_group=gates.price_group,
        price_gate=gates.price_gate,
        cell_type=cells.type,
        cell_gate=cells.gate,
        cell_ptr=cells.ptr,
        cell_class=cells.klass,
        cell_extra=cells.extra,
    )


BARRED = -(1 << 60)
"""Stands for "may not be used" in the integer tables; far below every sum, far from overflow."""


@dataclass(frozen=True, eq=False)
class _Merged:
    """Members alike: number of each member's class, -1 for none, sorted by block; its first member; its size."""

    of: Ints
    first: Ints
    size: Ints


def _merge(live: Flags, block: Ids, *alike: Ids | Ints) -> _Merged:
    """Merge the live members of each block that agree in every column of ``alike``."""
    member = np.flatnonzero(live)
    keys = np.stack([block[member], *(column[member] for column in alike)]).astype(np.int64)
    order = np.lexsort(keys[::-1])
    new = np.ones(len(order), dtype=np.bool_)
    new[1:] = (np.diff(keys[:, order], axis=1) != 0).any(axis=0)
    of = np.full(len(live), -1, dtype=np.int64)
    of[member[order]] = np.cumsum(new) - 1
    return _Merged(of, member[order[new]], np.bincount(of[member], minlength=int(new.sum())))


def _numbered(n: int, *odd: Ids) -> Ints:
    """[n]: a number of its own for each member that has odd arcs, -1 for all others."""
    number = np.full(n, -1, dtype=np.int64)
    for members in odd:
        number[members] = members
    return number


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
    priced: Ints
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
        priced=priced,
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
    type: Ids
    gate: Ids
    ptr: Ints
    klass: Ids
    extra: Ints


def _cells(
    problem: GatedAssignment, bonus: Ints, place: Ints, arcs: _Fixed, agent_class: Ints, target_type: Ints
) -> _Cells:
    """Odd arcs (bonus, forbidden, already fixed) gathered by type and gate, each arc once."""
    agent = np.concatenate([problem.forbidden_agent, arcs.agent, problem.bonus_agent])
    target = np.concatenate([problem.forbidden_target, arcs.target, problem.bonus_target])
    extra = np.full(len(agent), BARRED, dtype=np.int64)
    extra[len(agent) - len(bonus) :] = bonus
    _, first = np.unique(arc_keys(agent, target, problem.n_targets), return_index=True)
    agent, target, extra = agent[first], target[first], extra[first]
    gate = problem.gate_of(agent, target)
    at = np.where(gate >= 0, place[gate], -1)
    klass, type_ = agent_class[agent], target_type[target]
    keep = (at >= 0) & (klass >= 0) & (type_ >= 0)
    klass, type_, at, extra = klass[keep], type_[keep], at[keep], extra[keep]
    order = np.lexsort((klass, at, type_))
    klass, type_, at, extra = klass[order], type_[order], at[order], extra[order]
    new = np.ones(len(order), dtype=np.bool_)
    new[1:] = (np.diff(type_) != 0) | (np.diff(at) != 0)
    start = np.flatnonzero(new)
    return _Cells(
        type_[start].astype(np.int32), at[start].astype(np.int32), np.append(start, len(order)),
        klass.astype(np.int32), extra,
    )  # fmt: skip


def _pointers(sorted_blocks: Ids | Ints, n: int) -> Ints:
    return np.searchsorted(sorted_blocks, np.arange(n + 1)).astype(np.int64)


def _magnitude(values: Ints) -> int:
    return int(np.abs(values).max(initial=0))
