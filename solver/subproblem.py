"""Kernels of the Lagrangian subproblem in which every gate stands alone.

With demand and capacity priced (lambda per target, mu per agent), a gate is worth its own value plus, for each target
behind it, the best reduced worth over its agents where that is positive. Since worth depends on kinds only, the best
agent of a block is found once per kind of target, not once per target: A·KT steps, then one step per gate and target.

Every kernel works alike on float32 (fast, while the multipliers are improved) and on int64 (exact, to certify).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numba
import numpy as np

from solver.matching import assign
from solver.relaxation import BARRED

if TYPE_CHECKING:
    from solver.arrays import Flags, Floats, Ids, Ints


@numba.njit(cache=True, nogil=True)
def best_by_block(
    table: Ints,
    agent_kind: Ids,
    agent_ptr: Ints,
    mu: Ints,
    two: bool,
    first: Ints,
    second: Ints,
) -> None:
    """first, second [NB, KT]: best and second best of worth - mu over the agents of a block (``two``: fill second)."""
    first[:] = BARRED
    second[:] = BARRED
    for b in range(len(agent_ptr) - 1):
        top = first[b]
        next_ = second[b]
        for i in range(agent_ptr[b], agent_ptr[b + 1]):
            row = table[agent_kind[i]]
            price = mu[i]
            if two:
                for k in range(len(row)):
                    x = row[k] - price
                    next_[k] = max(next_[k], min(x, top[k]))
                    top[k] = max(x, top[k])
            else:
                for k in range(len(row)):
                    top[k] = max(row[k] - price, top[k])


@numba.njit(cache=True, nogil=True)
def arc_worth(base: int, extra: int) -> int:
    """Worth of an odd arc; once barred, whatever is added leaves it barred."""
    return BARRED if base == BARRED or extra == BARRED else base + extra


@numba.njit(cache=True, nogil=True)
def best_by_cell(
    table: Ints,
    agent_kind: Ids,
    agent_ptr: Ints,
    mu: Ints,
    target_kind: Ids,
    gate_block: Ids,
    cell_target: Ids,
    cell_gate: Ids,
    cell_ptr: Ints,
    cell_agent: Ids,
    extra: Ints,
    first: Ints,
    second: Ints,
) -> None:
    """The same two bests for each cell: a target behind a gate with odd arcs, where kinds do not tell all."""
    for c in range(len(cell_target)):
        kind = target_kind[cell_target[c]]
        block = gate_block[cell_gate[c]]
        at, end = cell_ptr[c], cell_ptr[c + 1]
        top = BARRED
        next_ = BARRED
        for i in range(agent_ptr[block], agent_ptr[block + 1]):
            x = table[agent_kind[i], kind]
            if at < end and cell_agent[at] == i:
                x = arc_worth(x, extra[at])
                at += 1
            x -= mu[i]
            next_ = max(next_, min(x, top))
            top = max(top, x)
        first[c] = top
        second[c] = next_


@numba.njit(cache=True, nogil=True)
def gate_values(
    first: Ints,
    second: Ints,
    lam: Ints,
    target_ptr: Ints,
    target_kind: Ids,
    target_demand: Ints,
    gate_ptr: Ints,
    gate_block: Ids,
    gate_bonus: Ints,
    cell_at: Ints,
    cell_gate: Ids,
    cell_first: Ints,
    cell_second: Ints,
    value: Ints,
) -> None:
    """Add to ``value`` [P] what the targets behind each gate are worth at prices lambda; first, second [KT, NB].

    A target of demand d counts its best agent once and its second best d - 1 times: exact for d <= 2, never below the
    truth for more. cell_at [T+1]: where each target's cells begin.
    """
    for v in range(len(target_ptr) - 1):
        g0, g1 = gate_ptr[v], gate_ptr[v + 1]
        for j in range(target_ptr[v], target_ptr[v + 1]):
            demand = target_demand[j]
            if demand == 0:
                continue
            price = lam[j]
            row = first[target_kind[j]]
            for g in range(g0, g1):
                value[g] += max(0, row[gate_block[g]] + gate_bonus[g] - price)
            more = demand - 1
            next_ = second[target_kind[j]]
            if demand > 1:
                for g in range(g0, g1):
                    value[g] += more * max(0, next_[gate_block[g]] + gate_bonus[g] - price)
            for c in range(cell_at[j], cell_at[j + 1]):
                g = cell_gate[c]
                offset = gate_bonus[g] - price
                block = gate_block[g]
                value[g] += max(0, cell_first[c] + offset) - max(0, row[block] + offset)
                if demand > 1:
                    value[g] += more * (max(0, cell_second[c] + offset) - max(0, next_[block] + offset))


@numba.njit(cache=True, nogil=True)
def charge(value: Ints, gate: Ids, group: Ids, nu: Ints) -> None:
    """Take each priced group's multiplier off its gates."""
    for m in range(len(gate)):
        value[gate[m]] -= nu[group[m]]


class Arcs(NamedTuple):
    """What the kernels of a single gate need; see :class:`solver.relaxation.Layout`.

    table [KA, KT]: worth, kinds that may not be joined barred · first [KT, NB]: best worth - mu of each block ·
    cell_at [T+1]: where each target's cells begin.
    """

    table: Ints
    agent_kind: Ids
    agent_ptr: Ints
    agent_hi: Ints
    mu: Ints
    lam: Ints
    first: Ints
    target_ptr: Ints
    target_kind: Ids
    target_demand: Ints
    gate_block: Ids
    gate_target_block: Ids
    gate_bonus: Ints
    cell_at: Ints
    cell_gate: Ids
    cell_ptr: Ints
    cell_agent: Ids
    cell_extra: Ints


class Notes(NamedTuple):
    """Who serves whom behind each gate valued exactly: gate g owns target, agent [start[g] : stop[g]] (-1 nobody).

    end [1]: where free space begins. A gate that finds no space leaves no notes, and is missing from the slope only.
    """

    start: Ints
    stop: Ints
    target: Ids
    agent: Ids
    end: Ints


@numba.njit(cache=True, nogil=True)
def best_use(arcs: Arcs, g: int, strict: bool, notes: Notes) -> int:
    """The most the agents behind gate g can be worth there, each within its quota; notes down who serves whom.

    Two relaxations, of which the lesser counts: agents within their quotas, where one may serve a target asked twice
    two times (only if ``strict``); and distinct agents without quotas (the second best counts for all places after
    the first).
    """
    v, block = arcs.gate_target_block[g], arcs.gate_block[g]
    a0, a1 = arcs.agent_ptr[block], arcs.agent_ptr[block + 1]
    m = a1 - a0
    rows = 0
    for j in range(arcs.target_ptr[v], arcs.target_ptr[v + 1]):
        rows += min(arcs.target_demand[j], m)
    worth = np.empty((rows, m), dtype=np.int64)
    target = np.empty(rows, dtype=np.int64)
    free_match = np.empty(rows, dtype=np.int64)
    useful = np.zeros(m, dtype=np.bool_)
    n, free = 0, 0
    for j in range(arcs.target_ptr[v], arcs.target_ptr[v + 1]):
        offset = arcs.gate_bonus[g] - arcs.lam[j]
        kind = arcs.target_kind[j]
        at, end = 0, 0
        for c in range(arcs.cell_at[j], arcs.cell_at[j + 1]):
            if arcs.cell_gate[c] == g:
                at, end = arcs.cell_ptr[c], arcs.cell_ptr[c + 1]
        if arcs.target_demand[j] == 0 or (at == end and arcs.first[kind, block] + offset <= 0):
            continue
        row = worth[n]
        for i in range(m):
            row[i] = arcs.table[arcs.agent_kind[a0 + i], kind] - arcs.mu[a0 + i] + offset
        for c in range(at, end):
            i = arcs.cell_agent[c] - a0
            odd = arc_worth(arcs.table[arcs.agent_kind[a0 + i], kind], arcs.cell_extra[c])
            row[i] = odd - arcs.mu[a0 + i] + offset
        one, two = -1, -1
        for i in range(m):
            useful[i] |= row[i] > 0
            if row[i] > 0 and (one < 0 or row[i] > row[one]):
                one, two = i, one
            elif row[i] > 0 and (two < 0 or row[i] > row[two]):
                two = i
        for k in range(min(arcs.target_demand[j], m)):
            for i in range(m):
                worth[n + k, i] = row[i]
            target[n + k] = j
            pick = one if k == 0 else two
            free_match[n + k] = -1 if pick < 0 else a0 + pick
            free += 0 if pick < 0 else row[pick]
        n += min(arcs.target_demand[j], m)
    match, total = free_match, free
    if strict:
        # at good prices few agents are worth using at all: the assignment is small
        who, capacity = np.empty(m, dtype=np.int64), np.empty(m, dtype=np.int64)
        kept = 0
        for i in range(m):
            if useful[i] and arcs.agent_hi[a0 + i] > 0:
                who[kept], capacity[kept] = a0 + i, arcs.agent_hi[a0 + i]
                for r in range(n):
                    worth[r, kept] = worth[r, i]
                kept += 1
        place = np.empty(n, dtype=np.int64)
        within = assign(
            worth, capacity, n, kept, place, np.empty(n, dtype=np.int64), np.empty(m, dtype=np.int64)
        )
        if within < total:
            total = within
            for r in range(n):
                match[r] = who[place[r]] if place[r] >= 0 else -1
    end = notes.end[0]
    if end + n <= len(notes.target):
        notes.start[g], notes.stop[g] = end, end + n
        for r in range(n):
            notes.target[end + r] = target[r]
            notes.agent[end + r] = match[r]
        notes.end[0] += n
    else:
        notes.start[g] = notes.stop[g] = 0
    return total


@numba.njit(cache=True, nogil=True)
def choose_gates(
    arcs: Arcs, strict: bool, opening: Ints, value: Ints, exact: Flags, forced: Flags, local_group: Ids, local_lo: Ints,
    local_hi: Ints, local_ptr: Ints, local_gate: Ints, chosen: Flags, notes: Notes, served: Floats, load: Floats,
) -> int:  # fmt: skip
    """The best gates within the local groups' limits; marks them in ``chosen`` and returns their summed value.

    ``value`` comes in as each gate's value with agents free to serve any number of targets. A gate that would be
    chosen is first valued again by :func:`best_use` (``exact`` says which), which never raises it; so few gates need it.
    """
    total = 0
    notes.end[0] = 0
    for g in range(len(value)):
        exact[g] = False
        chosen[g] = forced[g] or (local_group[g] < 0 and value[g] > 0)
        if chosen[g]:
            value[g] = opening[g] + best_use(arcs, g, strict, notes)
            exact[g] = True
            chosen[g] = forced[g] or value[g] > 0
            if chosen[g]:
                total += value[g]
    for r in range(len(local_lo)):
        members = local_gate[local_ptr[r] : local_ptr[r + 1]]
        count = 0
        while count < local_hi[r]:
            best = -1
            for g in members:
                if not chosen[g] and (best < 0 or value[g] > value[best]):
                    best = g
            if best < 0 or (value[best] <= 0 and count >= local_lo[r]):
                break
            if exact[best]:
                chosen[best] = True
                total += value[best]
                count += 1
            else:
                value[best] = opening[best] + best_use(arcs, best, strict, notes)
                exact[best] = True
    for g in range(len(value)):
        if chosen[g]:
            for at in range(notes.start[g], notes.stop[g]):
                if notes.agent[at] >= 0:
                    served[notes.target[at]] += 1
                    load[notes.agent[at]] += 1
    return total


def barred_table(worth: Ints, allowed: Flags) -> Ints:
    """The table of worths with kinds that may not be joined barred."""
    return np.where(allowed, worth, BARRED)
