"""A gated assignment laid out for the search's kernels: agents merged into classes, everything sorted by block.

Agents of one block with the same kind, quota and spread, without odd arcs (bonus, forbidden, forced), and whose spread
cannot cost anything (it is 0, or they have one place), cannot be told apart: they form one class with as many members.
Merging is exact, since a transport polytope is integral: any flow into the class can be shared out evenly among its
members. It removes symmetry and makes scans shorter.

Forced arcs are decided and leave the network: what stays of quotas and demands is what they do not use.

Arrays (int64; C classes, T targets, B agent blocks, V target blocks, G gates, R groups):

    CLASS_PTR [B+1]                  classes of a block are neighbours
    CLASS_BLOCK, CLASS_KIND, CLASS_SIZE [C]  block; row of worth; members
    CLASS_CAP, CLASS_LOW, CLASS_REWARD [C]   places in all; places that earn the reward, and it
    SLOT_PTR [C+1], PLACE_PTR [T+1]  where a class's slots and a target's places begin
    ODD_PTR [C+1], ODD_TARGET, ODD_VALUE  a class's odd arcs: addition to the value, or BARRED
    TARGET_KIND, TARGET_BLOCK, TARGET_DEMAND, TARGET_MISS [T]  miss = penalty of a missing place
    BLOCK_PTR [V+1], BLOCK_TARGET    targets of a block
    WORTH [KT, KA]                   by target kind first; BARRED where kinds may not be joined
    GATE_A, GATE_V, GATE_VALUE, GATE_BONUS, GATE_FIXED [G]  fixed: 1 must be open, -1 must be closed, 0 free
    AT_V_PTR [V+1], AT_V_GATE        gates of a target block that may be open
    AT_A_PTR [B+1], AT_A_GATE        gates of an agent block that may be open
    RULE_PTR [G+1], RULE_GROUP       groups of a gate
    GROUP_LO, GROUP_HI [R]
    PLUS_PTR [G+1], PLUS_CLASS, PLUS_TARGET, PLUS_VALUE  odd arcs behind a gate that add value
    CLASS_SPREAD [C]                 cost of a place beyond the first away from home (solver.home); 0 = does not matter
    HOMER                            classes whose spread matters
    DENSE_PTR [B], DENSE             worth of each block's classes side by side, one row a target kind
    TARGET_ODD [T]                   1 where the target has odd arcs or asks for more than one place
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from solver.problem import GatedAssignment, arc_keys

if TYPE_CHECKING:
    from solver.arrays import Ids, Ints

BARRED: Final = -(10**15)
"""Value of an arc that may not be used; kernels skip it, they never add it."""
IDLE_PRICE: Final = 10**8
"""Least reward for filling an agent's lo: above any value an exchange can move, below any missing place."""


class Layout(NamedTuple):
    """The network's arrays by name, with what leads back to the problem: the class of each agent [A] (-1 where nothing of its quota is
    left), what forced arcs leave of hi and lo [A] and of demand [T], and the forced gates."""

    arrays: dict[str, Ints]
    agent_class: Ints
    hi: Ints
    lo: Ints
    demand: Ints


def lay_out(problem: GatedAssignment) -> Layout:
    """The network of ``problem``; forced arcs must fit quotas and demands (checked by :mod:`solver.feasible`)."""
    hi = problem.agent_hi - np.bincount(problem.forced_agent, minlength=problem.n_agents)
    lo = np.maximum(0, problem.agent_lo - np.bincount(problem.forced_agent, minlength=problem.n_agents))
    demand = problem.target_demand - np.bincount(problem.forced_target, minlength=problem.n_targets)
    agent_class, first = _classes(problem, hi, lo)
    n_classes = len(first)
    kind, block = problem.agent_kind[first].astype(np.int64), problem.agent_block[first].astype(np.int64)
    size = np.bincount(agent_class[agent_class >= 0], minlength=n_classes)
    span = 1 + int(np.abs(problem.worth).max(initial=0)) + int(np.abs(problem.bonus_value).max(initial=0))
    span += int(np.abs(problem.gate_bonus).max(initial=0))
    room = 2**60 // (1 + int((problem.target_weight * problem.target_demand).sum()))
    idle = min(max(IDLE_PRICE, 1000 * span), max(1, room // 1000))
    reward = np.where(lo[first] > 0, idle // np.maximum(1, problem.agent_lo[first]), 0)
    odd = _odd_arcs(problem, agent_class, n_classes)
    fixed = np.where(problem.must_open, 1, 0)
    fixed[problem.forbidden_gates] = -1
    usable = np.flatnonzero(fixed >= 0)
    block_order = np.argsort(problem.target_block, kind="stable")
    by_v = usable[np.argsort(problem.gate_targets[usable], kind="stable")]
    by_a = usable[np.argsort(problem.gate_agents[usable], kind="stable")]
    by_gate = np.argsort(problem.member_gate, kind="stable")
    n_a, n_v = problem.n_agent_blocks, problem.n_target_blocks
    worth = np.where(problem.allowed, problem.worth, BARRED).T
    spread = np.where(size * hi[first] > 1, problem.agent_spread[first], 0) * (size == 1)
    arrays = {
        "CLASS_PTR": _pointers(block, n_a),
        "CLASS_KIND": kind,
        "CLASS_SIZE": size,
        "CLASS_CAP": size * hi[first],
        "CLASS_LOW": size * lo[first],
        "CLASS_REWARD": reward,
        "SLOT_PTR": _ends(size * hi[first]),
        "PLACE_PTR": _ends(demand),
        "ODD_PTR": _pointers(odd[0], n_classes),
        "ODD_TARGET": odd[1],
        "ODD_VALUE": odd[2],
        "TARGET_KIND": problem.target_kind.astype(np.int64),
        "TARGET_BLOCK": problem.target_block.astype(np.int64),
        "TARGET_DEMAND": demand,
        "TARGET_MISS": problem.target_weight * (idle * 1000),
        "BLOCK_PTR": _pointers(problem.target_block[block_order], n_v),
        "BLOCK_TARGET": block_order.astype(np.int64),
        "WORTH": np.ascontiguousarray(worth),
        "GATE_A": problem.gate_agents.astype(np.int64),
        "GATE_V": problem.gate_targets.astype(np.int64),
        "GATE_VALUE": problem.gate_value,
        "GATE_BONUS": problem.gate_bonus,
        "GATE_FIXED": fixed,
        "AT_V_PTR": _pointers(problem.gate_targets[by_v], n_v),
        "AT_V_GATE": by_v.astype(np.int64),
        "AT_A_PTR": _pointers(problem.gate_agents[by_a], n_a),
        "AT_A_GATE": by_a.astype(np.int64),
        "RULE_PTR": _pointers(problem.member_gate[by_gate], problem.n_gates),
        "RULE_GROUP": problem.member_group[by_gate].astype(np.int64),
        "GROUP_LO": problem.group_lo,
        "GROUP_HI": problem.group_hi,
        **_plus_arcs(problem, block, odd),
        "CLASS_BLOCK": block,
        "CLASS_SPREAD": spread,
        "HOMER": np.flatnonzero(spread),
        **_dense_worth(worth, kind, _pointers(block, n_a)),
        "TARGET_ODD": np.where((demand > 1) | np.isin(np.arange(problem.n_targets), odd[1]), 1, 0),
    }
    return Layout(arrays, agent_class, hi, lo, demand)


def _classes(problem: GatedAssignment, hi: Ints, lo: Ints) -> tuple[Ints, Ints]:
    """Class of each agent, and for each class (sorted by block) its first agent."""
    odd = np.zeros(problem.n_agents, dtype=np.bool_)
    odd[problem.bonus_agent] = odd[problem.forbidden_agent] = odd[problem.forced_agent] = True
    odd |= (problem.agent_spread > 0) & (hi > 1)
    number = np.where(odd, np.arange(problem.n_agents), -1)
    live = np.flatnonzero(hi > 0)
    keys = np.stack(
        [problem.agent_block, problem.agent_kind, lo, hi, problem.agent_lo, problem.agent_spread, number]
    )
    _, first, inverse = np.unique(keys[:, live], axis=1, return_index=True, return_inverse=True)
    agent_class = np.full(problem.n_agents, -1, dtype=np.int64)
    agent_class[live] = inverse.reshape(-1)
    return agent_class, live[first]


def _dense_worth(worth: Ints, class_kind: Ints, class_ptr: Ints) -> dict[str, Ints]:
    """Each block's table of worth [KT, classes of the block], one after the other."""
    tables = [worth[:, class_kind[first:end]] for first, end in pairwise(class_ptr.tolist())]
    ends = _ends(np.array([table.size for table in tables], dtype=np.int64))
    flat = np.concatenate([np.zeros(0, dtype=np.int64), *(table.reshape(-1) for table in tables)])
    return {"DENSE_PTR": ends[:-1], "DENSE": flat}


def _odd_arcs(problem: GatedAssignment, agent_class: Ints, n_classes: int) -> tuple[Ints, Ints, Ints]:
    """(class, target, addition or BARRED), sorted by class; a barred arc's bonus is dropped."""
    barred_agent = np.concatenate([problem.forbidden_agent, problem.forced_agent])
    barred_target = np.concatenate([problem.forbidden_target, problem.forced_target])
    barred_key = arc_keys(barred_agent, barred_target, problem.n_targets)
    keep = ~np.isin(arc_keys(problem.bonus_agent, problem.bonus_target, problem.n_targets), barred_key)
    klass = agent_class[np.concatenate([barred_agent, problem.bonus_agent[keep]])]
    target = np.concatenate([barred_target, problem.bonus_target[keep]]).astype(np.int64)
    value = np.concatenate([np.full(len(barred_key), BARRED), problem.bonus_value[keep]])
    real = klass >= 0
    order = np.argsort(klass[real], kind="stable")
    return klass[real][order], target[real][order], value[real][order]


def _plus_arcs(problem: GatedAssignment, class_block: Ints, odd: tuple[Ints, Ints, Ints]) -> dict[str, Ints]:
    """Odd arcs that add value, sorted by the gate they stand behind."""
    more = odd[2] > 0
    klass, target, value = (column[more] for column in odd)
    n_v = max(1, problem.n_target_blocks)
    gate_key = arc_keys(problem.gate_agents, problem.gate_targets, n_v)
    order = np.argsort(gate_key, kind="stable")
    key = class_block[klass] * n_v + problem.target_block[target]
    at = np.minimum(np.searchsorted(gate_key[order], key), max(0, len(gate_key) - 1))
    gate = order[at] if len(order) else np.zeros(0, dtype=np.int64)
    real = gate_key[gate] == key
    gate, klass, target, value = gate[real], klass[real], target[real], value[real]
    by = np.argsort(gate, kind="stable")
    return {"PLUS_PTR": _pointers(gate[by], problem.n_gates), "PLUS_CLASS": klass[by], "PLUS_TARGET": target[by],
            "PLUS_VALUE": value[by]}  # fmt: skip


def _pointers(sorted_ids: Ints | Ids, size: int) -> Ints:
    """CSR pointers [size + 1] of a sorted id column."""
    return np.searchsorted(sorted_ids, np.arange(size + 1)).astype(np.int64)


def _ends(counts: Ints) -> Ints:
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
