"""Kernels of the Lagrangian subproblem in which every gate stands alone, all in int64.

With demand and capacity priced (lambda per type of targets, mu per class of agents), a gate is worth its own value
plus, for each target behind it, the best reduced worth over its agents where that is positive. Since worth depends on
kinds only, the best agent of a block is found once per kind of target, not once per target: C·KT steps, then one step
per gate and type. Only gates that would open are looked at agent by agent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from solver.kernel import kernel
from solver.matching import transport
from solver.relaxation import BARRED

if TYPE_CHECKING:
    from solver.arrays import Flags, Floats, Ids, Ints


@kernel
def best_by_block(
    table: Ints,
    class_kind: Ids,
    class_ptr: Ints,
    class_size: Ints,
    mu: Ints,
    two: bool,
    first: Ints,
    second: Ints,
) -> None:
    """first, second [NB, KT]: best and second best of worth - mu over the agents of a block (``two``: fill second)."""
    first[:] = BARRED
    second[:] = BARRED
    for b in range(len(class_ptr) - 1):
        top = first[b]
        next_ = second[b]
        for i in range(class_ptr[b], class_ptr[b + 1]):
            row = table[class_kind[i]]
            price = mu[i]
            if not two:
                for k in range(len(row)):
                    top[k] = max(row[k] - price, top[k])
                continue
            for _ in range(min(2, class_size[i])):
                for k in range(len(row)):
                    x = row[k] - price
                    next_[k] = max(next_[k], min(x, top[k]))
                    top[k] = max(x, top[k])


@kernel
def arc_worth(base: int, extra: int) -> int:
    """Worth of an odd arc; once barred, whatever is added leaves it barred."""
    return BARRED if base == BARRED or extra == BARRED else base + extra


class Arcs(NamedTuple):
    """What stands behind the gates, for the kernels; see :class:`solver.relaxation.Layout`.

    column [KT, C]: worth by kind of target and class, kinds that may not be joined barred · class_places [C]: size ·
    hi · block_members [NB]: agents · first, second [KT, NB]: best worth - mu of each block · gate_agents [P]: agent
    block (unsigned, so that look-ups need no test for negative positions) · cell_at [J+1]: where each type's cells
    begin · cell_first, cell_second [cells]: the two bests where kinds do not tell all.
    """

    column: Ints
    class_ptr: Ints
    class_size: Ints
    class_places: Ints
    block_members: Ints
    mu: Ints
    lam: Ints
    first: Ints
    second: Ints
    type_ptr: Ints
    type_kind: Ids
    type_size: Ints
    type_demand: Ints
    gate_ptr: Ints
    gate_agents: Ids
    gate_target_block: Ids
    gate_bonus: Ints
    cell_at: Ints
    cell_gate: Ids
    cell_ptr: Ints
    cell_class: Ids
    cell_extra: Ints
    cell_first: Ints
    cell_second: Ints


@kernel
def two_best(arcs: Arcs, kind: int, block: int, at: int, end: int) -> tuple[int, int, int, int]:
    """Two best agents of a block for a kind of target, given the odd arcs at:end: worth - mu and class of each.

    Both may be of one class; class -1 where there is none.
    """
    column, mu = arcs.column[kind], arcs.mu
    top, next_, one, two = BARRED, BARRED, -1, -1
    for i in range(arcs.class_ptr[block], arcs.class_ptr[block + 1]):
        x = column[i]
        if at < end and arcs.cell_class[at] == i:
            x = arc_worth(x, arcs.cell_extra[at])
            at += 1
        x -= mu[i]
        if x > top:
            top, next_, one, two = x, top, i, one
            if arcs.class_size[i] > 1:
                next_, two = x, i
        elif x > next_:
            next_, two = x, i
    return top, next_, one, two


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
    truth for more.
    """
    for v in range(len(arcs.type_ptr) - 1):
        g0, g1 = arcs.gate_ptr[v], arcs.gate_ptr[v + 1]
        worth, block, bonus = value[g0:g1], arcs.gate_agents[g0:g1], arcs.gate_bonus[g0:g1]
        for j in range(arcs.type_ptr[v], arcs.type_ptr[v + 1]):
            price, size = arcs.lam[j], arcs.type_size[j]
            more = size * (arcs.type_demand[j] - 1)
            row, next_ = arcs.first[arcs.type_kind[j]], arcs.second[arcs.type_kind[j]]
            for g in range(len(worth)):
                worth[g] += size * max(0, row[block[g]] + bonus[g] - price)
            if more > 0:
                for g in range(len(worth)):
                    worth[g] += more * max(0, next_[block[g]] + bonus[g] - price)
            for c in range(arcs.cell_at[j], arcs.cell_at[j + 1]):
                g = arcs.cell_gate[c]
                b, offset = arcs.gate_agents[g], arcs.gate_bonus[g] - price
                value[g] += size * (max(0, arcs.cell_first[c] + offset) - max(0, row[b] + offset))
                if more > 0:
                    value[g] += more * (max(0, arcs.cell_second[c] + offset) - max(0, next_[b] + offset))


@kernel
def charge(value: Ints, gate: Ids, group: Ids, nu: Ints) -> None:
    """Take each priced group's multiplier off its gates."""
    for m in range(len(gate)):
        value[gate[m]] -= nu[group[m]]


class Notes(NamedTuple):
    """Who serves whom behind each gate valued exactly: gate g owns type, class, places [start[g] : stop[g]].

    end [1]: where free space begins. A gate that finds no space leaves no notes, and is missing from the slope only.
    """

    start: Ints
    stop: Ints
    type: Ids
    klass: Ids
    places: Ints
    end: Ints


@kernel
def note(notes: Notes, j: int, i: int, places: int) -> None:
    """Write down that class i takes so many places of type j."""
    at = notes.end[0]
    if at < len(notes.type):
        notes.type[at], notes.klass[at], notes.places[at] = j, i, places
        notes.end[0] += 1


@kernel
def best_use(arcs: Arcs, g: int, strict: bool, notes: Notes, used: Ints) -> int:
    """The most the agents behind gate g can be worth there, each within its quota; notes down who serves whom.

    Two relaxations, of which the lesser counts: agents within their quotas, where one may serve a target asked twice
    two times (only if ``strict``); and distinct agents without quotas (the second best counts for all places after
    the first). Where the second keeps the quotas the two are one. ``used`` [C] is all zero before and after.
    """
    v, block = arcs.gate_target_block[g], arcs.gate_agents[g]
    members, bonus = arcs.block_members[block], arcs.gate_bonus[g]
    begin = notes.end[0]
    notes.start[g] = begin
    total, rows, crowded = 0, 0, False
    for j in range(arcs.type_ptr[v], arcs.type_ptr[v + 1]):
        offset, kind = bonus - arcs.lam[j], arcs.type_kind[j]
        at, end = cell_of(arcs, j, g)
        if at == end and arcs.first[kind, block] + offset <= 0:
            continue
        top, next_, one, two = two_best(arcs, kind, block, at, end)
        if top + offset <= 0:
            continue
        size = arcs.type_size[j]
        rows += 1
        total += size * (top + offset)
        note(notes, j, one, size)
        used[one] += size
        crowded |= used[one] > arcs.class_places[one]
        more = size * (min(arcs.type_demand[j], members) - 1)
        if more > 0 and next_ + offset > 0:
            total += more * (next_ + offset)
            note(notes, j, two, more)
            used[two] += more
            crowded |= used[two] > arcs.class_places[two]
    used[arcs.class_ptr[block] : arcs.class_ptr[block + 1]] = 0
    if strict and crowded:
        total = min(total, within_quotas(arcs, g, rows, total, notes))
    notes.stop[g] = notes.end[0]
    return total


@kernel
def cell_of(arcs: Arcs, j: int, g: int) -> tuple[int, int]:
    """Where the odd arcs of type j behind gate g begin and end."""
    for c in range(arcs.cell_at[j], arcs.cell_at[j + 1]):
        if arcs.cell_gate[c] == g:
            return arcs.cell_ptr[c], arcs.cell_ptr[c + 1]
    return 0, 0


@kernel
def within_quotas(arcs: Arcs, g: int, rows: int, free: int, notes: Notes) -> int:
    """Best use of the agents behind gate g within their quotas; renews the gate's notes where it is below ``free``.

    ``rows``: how many types somebody is worth serving.
    """
    v, block = arcs.gate_target_block[g], arcs.gate_agents[g]
    c0, c1 = arcs.class_ptr[block], arcs.class_ptr[block + 1]
    m = c1 - c0
    worth = np.empty((rows, m), dtype=np.int64)
    supply = np.empty(rows, dtype=np.int64)
    type_ = np.empty(rows, dtype=np.int64)
    useful = np.zeros(m, dtype=np.bool_)
    mu = arcs.mu[c0:c1]
    n = 0
    for j in range(arcs.type_ptr[v], arcs.type_ptr[v + 1]):
        offset, kind = arcs.gate_bonus[g] - arcs.lam[j], arcs.type_kind[j]
        at, end = cell_of(arcs, j, g)
        if at == end and arcs.first[kind, block] + offset <= 0:
            continue
        if n == rows:
            break
        row, column = worth[n], arcs.column[kind][c0:c1]
        for i in range(m):
            row[i] = column[i] - mu[i] + offset
        for c in range(at, end):
            i = arcs.cell_class[c] - c0
            row[i] = arc_worth(column[i], arcs.cell_extra[c]) - mu[i] + offset
        some = False
        for i in range(m):
            useful[i] |= row[i] > 0
            some |= row[i] > 0
        if some:
            supply[n] = arcs.type_size[j] * min(arcs.type_demand[j], arcs.block_members[block])
            type_[n] = j
            n += 1
    # at good prices few agents are worth using at all: the problem is small
    who = np.flatnonzero(useful)
    small = np.empty((rows, len(who)), dtype=np.int64)
    capacity = np.empty(len(who), dtype=np.int64)
    for k in range(len(who)):
        capacity[k] = arcs.class_places[c0 + who[k]]
        for r in range(rows):
            small[r, k] = worth[r, who[k]]
    flow = np.empty((rows, len(who)), dtype=np.int64)
    total = transport(
        small, supply, capacity, flow, np.empty(rows, dtype=np.int64), np.empty(len(who), dtype=np.int64)
    )
    if total < free:
        notes.end[0] = notes.start[g]
        for r in range(rows):
            for k in range(len(who)):
                if flow[r, k] > 0:
                    note(notes, type_[r], c0 + who[k], flow[r, k])
    return total


@kernel
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
    used = np.zeros(len(arcs.mu), dtype=np.int64)
    for g in range(len(value)):
        exact[g] = False
        chosen[g] = forced[g] or (local_group[g] < 0 and value[g] > 0)
        if chosen[g]:
            value[g] = opening[g] + best_use(arcs, g, strict, notes, used)
            exact[g] = True
            chosen[g] = forced[g] or value[g] > 0
            if chosen[g]:
                total += value[g]
    hopeful = np.empty(len(local_gate), dtype=np.int64)
    for r in range(len(local_lo)):
        members = local_gate[local_ptr[r] : local_ptr[r + 1]]
        n = 0
        for g in members:
            if value[g] > 0 or local_lo[r] > 0:
                hopeful[n] = g
                n += 1
        count = 0
        while count < local_hi[r]:
            best = -1
            for k in range(n):
                g = hopeful[k]
                if not chosen[g] and (best < 0 or value[g] > value[best]):
                    best = g
            if best < 0 or (value[best] <= 0 and count >= local_lo[r]):
                break
            if exact[best]:
                chosen[best] = True
                total += value[best]
                count += 1
            else:
                value[best] = opening[best] + best_use(arcs, best, strict, notes, used)
                exact[best] = True
    for g in range(len(value)):
        if chosen[g]:
            for at in range(notes.start[g], notes.stop[g]):
                served[notes.type[at]] += notes.places[at]
                load[notes.klass[at]] += notes.places[at]
    return total


def barred_table(worth: Ints, allowed: Flags) -> Ints:
    """The table of worths with kinds that may not be joined barred."""
    return np.where(allowed, worth, BARRED)
