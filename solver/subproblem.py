"""Kernels of the Lagrangian subproblem in which every gate stands alone, all in int64.

With demand and capacity priced (lambda per type of targets, mu per class of agents), a gate is worth its own value
plus, for each target behind it, the best reduced worth over its agents where that is positive. Since worth depends on
kinds only, the best agent of a block is found once per kind of target, not once per target: C·KT steps, then one step
per gate and type. Only gates that would open are looked at agent by agent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from solver.arcs import Arcs, two_best
from solver.gate import EXACT, LOOSE, Notes, value_better
from solver.kernel import kernel
from solver.relaxation import BARRED

if TYPE_CHECKING:
    from solver.arrays import Flags, Floats, Ids, Ints

NEVER: Final = -(1 << 62)
"""Floor of a gate that may have to be open whatever it is worth."""


@kernel
def best_by_block(table: Ints, class_kind: Ids, class_ptr: Ints, mu: Ints, best: Ints, who: Ints) -> None:
    """best, who [NB, KT]: best worth - mu over the agents of a block for each kind of target, and its class."""
    best[:] = BARRED
    who[:] = 0
    for b in range(len(class_ptr) - 1):
        top, at = best[b], who[b]
        for i in range(class_ptr[b], class_ptr[b + 1]):
            row = table[class_kind[i]]
            price = mu[i]
            for k in range(len(row)):
                x = row[k] - price
                at[k] = i if x > top[k] else at[k]
                top[k] = max(x, top[k])


@kernel
def second_by_block(
    table: Ints, class_kind: Ids, class_ptr: Ints, class_size: Ints, mu: Ints, first: Ints, second: Ints
) -> None:
    """first, second [NB, K]: the best and the second best, which may be of one class."""
    first[:] = BARRED
    second[:] = BARRED
    for b in range(len(class_ptr) - 1):
        top = first[b]
        next_ = second[b]
        for i in range(class_ptr[b], class_ptr[b + 1]):
            row = table[class_kind[i]]
            price = mu[i]
            for _ in range(min(2, class_size[i])):
                for k in range(len(row)):
                    x = row[k] - price
                    next_[k] = max(next_[k], min(x, top[k]))
                    top[k] = max(x, top[k])


@kernel
def best_by_cell(arcs: Arcs, cell_type: Ids) -> None:
    """The two bests of each cell, a type behind a gate with odd arcs."""
    for c in range(len(cell_type)):
        kind, block = arcs.type_kind[cell_type[c]], arcs.gate_agents[arcs.cell_gate[c]]
        top, next_, _, _ = two_best(arcs, kind, block, arcs.cell_ptr[c], arcs.cell_ptr[c + 1])
        arcs.cell_first[c], arcs.cell_second[c] = top, next_


@kernel
def gate_values(arcs: Arcs, value: Ints) -> None:
    """Add to ``value`` [P] what the targets behind each gate are worth at prices lambda.

    A target of demand d counts its best agent once and its second best d - 1 times: exact for d <= 2, never below the
    truth for more. Where most blocks have a gate to a target block, all are summed: no look-ups in the inner loop.
    """
    n_blocks = len(arcs.block_members)
    bonus_of = np.zeros(n_blocks, dtype=np.int64)
    worth_of = np.empty(n_blocks, dtype=np.int64)
    for v in range(len(arcs.type_ptr) - 1):
        g0, g1 = arcs.gate_ptr[v], arcs.gate_ptr[v + 1]
        j0, j1 = arcs.type_ptr[v], arcs.type_ptr[v + 1]
        block, bonus = arcs.gate_agents[g0:g1], arcs.gate_bonus[g0:g1]
        if 2 * (g1 - g0) > n_blocks:
            for g in range(len(block)):
                bonus_of[block[g]] = bonus[g]
            worth_of[:] = 0
            add_block_values(arcs, j0, j1, bonus_of, worth_of)
            for g in range(len(block)):
                value[g0 + g] += worth_of[block[g]]
        else:
            add_gate_values(arcs, j0, j1, block, bonus, value[g0:g1])
        for j in range(j0, j1):
            price, size = arcs.lam[j], arcs.type_size[j]
            more = size * (arcs.type_demand[j] - 1)
            for c in range(arcs.cell_at[j], arcs.cell_at[j + 1]):
                g = arcs.cell_gate[c]
                offset = arcs.gate_bonus[g] - price
                row, b = arcs.first[arcs.type_kind[j]], arcs.gate_agents[g]
                value[g] += size * (max(0, arcs.cell_first[c] + offset) - max(0, row[b] + offset))
                if more > 0:
                    row = arcs.second[arcs.type_kind[j]]
                    value[g] += more * (max(0, arcs.cell_second[c] + offset) - max(0, row[b] + offset))


@kernel
def add_block_values(arcs: Arcs, j0: int, j1: int, bonus: Ints, worth: Ints) -> None:
    """Add to worth [NB] what types j0:j1 are worth to each block, odd arcs left out."""
    for j in range(j0, j1):
        price, size = arcs.lam[j], arcs.type_size[j]
        row, more = arcs.first[arcs.type_kind[j]], size * (arcs.type_demand[j] - 1)
        if size == 1:
            for b in range(len(worth)):
                worth[b] += max(0, row[b] + bonus[b] - price)
        else:
            for b in range(len(worth)):
                worth[b] += size * max(0, row[b] + bonus[b] - price)
        if more > 0:
            row = arcs.second[arcs.type_kind[j]]
            for b in range(len(worth)):
                worth[b] += more * max(0, row[b] + bonus[b] - price)


@kernel
def add_gate_values(arcs: Arcs, j0: int, j1: int, block: Ids, bonus: Ints, worth: Ints) -> None:
    """The same for a few gates: those of blocks ``block``."""
    for j in range(j0, j1):
        price, size = arcs.lam[j], arcs.type_size[j]
        row, more = arcs.first[arcs.type_kind[j]], size * (arcs.type_demand[j] - 1)
        for g in range(len(worth)):
            worth[g] += size * max(0, row[block[g]] + bonus[g] - price)
        if more > 0:
            row = arcs.second[arcs.type_kind[j]]
            for g in range(len(worth)):
                worth[g] += more * max(0, row[block[g]] + bonus[g] - price)


@kernel
def charge(value: Ints, gate: Ids, group: Ids, nu: Ints) -> None:
    """Take each priced group's multiplier off its gates."""
    for m in range(len(gate)):
        value[gate[m]] -= nu[group[m]]


@kernel
def choose_gates(
    arcs: Arcs, strict: bool, opening: Ints, value: Ints, forced: Flags, local_group: Ids, local_lo: Ints,
    local_hi: Ints, local_ptr: Ints, local_gate: Ints, first: int, end: int, groups: Ints, chosen: Flags,
    notes: Notes, served: Floats, load: Floats,
) -> int:  # fmt: skip
    """The best of gates first..end-1 within the limits of their local groups; marks them in ``chosen`` and returns their
    summed value. ``groups``: those groups.

    ``value`` comes in as each gate's value with agents free to serve any number of targets. A gate that would be
    chosen is valued by :func:`value_better`, which never raises it, until that is exact; so few gates need it.
    """
    total = 0
    notes.end[0] = 0
    notes.stage[first:end] = LOOSE
    used = np.zeros(len(arcs.mu), dtype=np.int64)
    for g in range(first, end):
        chosen[g] = forced[g] or (local_group[g] < 0 and value[g] > 0)
        while chosen[g] and notes.stage[g] != EXACT:
            floor = NEVER if forced[g] else -opening[g]
            value[g] = opening[g] + value_better(arcs, g, strict, floor, notes, used)
            chosen[g] = forced[g] or value[g] > 0
        if chosen[g]:
            total += value[g]
    hopeful = np.empty(len(local_gate), dtype=np.int64)
    for r in groups:
        members = local_gate[local_ptr[r] : local_ptr[r + 1]]
        n = 0
        for g in members:
            if value[g] > 0:
                hopeful[n] = g
                n += 1
        count = 0
        while count < local_hi[r]:
            best = -1
            for k in range(n):
                g = hopeful[k]
                if not chosen[g] and (best < 0 or value[g] > value[best]):
                    best = g
            if (best < 0 or value[best] <= 0) and count < local_lo[r] and n < len(members):
                hopeful[: len(members)] = members
                n = len(members)
                continue
            if best < 0 or (value[best] <= 0 and count >= local_lo[r]):
                break
            if notes.stage[best] == EXACT:
                chosen[best] = True
                total += value[best]
                count += 1
            else:
                floor = NEVER if count < local_lo[r] else -opening[best]
                value[best] = opening[best] + value_better(arcs, best, strict, floor, notes, used)
    for g in range(first, end):
        if chosen[g]:
            for at in range(notes.start[g], notes.stop[g]):
                served[notes.type[at]] += notes.places[at]
                load[notes.klass[at]] += notes.places[at]
    return total


def barred_table(worth: Ints, allowed: Flags) -> Ints:
    """The table of worths with kinds that may not be joined barred."""
    return np.where(allowed, worth, BARRED)
