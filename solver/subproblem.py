"""Kernels of the Lagrangian subproblem in which every gate stands alone, all in int64.

With demand and capacity priced (lambda per type of targets, mu per class of agents), a gate is worth its own value
plus, for each target behind it, the best reduced worth over its agents where that is positive. Since worth depends on
kinds only, the best agent of a block is found once per kind of target, not once per target: C·KT steps, then one step
per gate and type. Only gates that would open are looked at agent by agent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from solver.kernel import kernel
from solver.matching import transport
from solver.relaxation import BARRED

if TYPE_CHECKING:
    from solver.arrays import Flags, Floats, Ids, Ints

LOOSE: Final = 0
PRICED: Final = 1
EXACT: Final = 2


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
def arc_worth(base: int, extra: int) -> int:
    """Worth of an odd arc; once barred, whatever is added leaves it barred."""
    return BARRED if base == BARRED or extra == BARRED else base + extra


class Arcs(NamedTuple):
    """What stands behind the gates, for the kernels; see :class:`solver.relaxation.Layout`.

    column [KT, C]: worth by kind of target and class, kinds that may not be joined barred · class_places [C]: size ·
    hi · block_members [NB]: agents · best, who [NB, KT]: see :func:`best_by_block` · first, second [KT, NB]: best and
    second best worth - mu of each block, the second only for kinds of which a target asks for several · gate_agents [P]: agent
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
    best: Ints
    who: Ints
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


class Notes(NamedTuple):
    """Who serves whom behind each gate valued exactly: gate g owns type, class, places [start[g] : stop[g]].

    end [1]: where free space begins. A gate that finds no space leaves no notes, and is missing from the slope only.
    ``stage`` [P] tells how a gate's value was found: LOOSE for agents free to serve any number of targets, PRICED for
    a bound at the class prices of an earlier evaluation, EXACT. Those prices are pi[pi_at[g] : pi_at[g + 1]].
    free [P]: value with agents free, where that is not exact.
    """

    start: Ints
    stop: Ints
    type: Ids
    klass: Ids
    places: Ints
    end: Ints
    stage: Ids
    free: Ints
    pi_at: Ints
    pi: Ints


@kernel
def value_better(arcs: Arcs, g: int, strict: bool, notes: Notes, used: Ints) -> int:
    """What the agents behind gate g can be worth there, one stage better than known; notes down who serves whom.

    Two relaxations, of which the lesser counts: agents within their quotas, where one may serve a target asked twice
    two times (only if ``strict``); and distinct agents without quotas (the second best counts for all places after
    the first). Where the second keeps the quotas the two are one. ``used`` [C] is all zero before and after.
    """
    if notes.stage[g] == PRICED:
        notes.stage[g] = EXACT
        return within_quotas(arcs, g, notes)
    notes.stage[g] = EXACT
    v, block = arcs.gate_target_block[g], arcs.gate_agents[g]
    members, bonus = arcs.block_members[block], arcs.gate_bonus[g]
    c0, c1 = arcs.class_ptr[block], arcs.class_ptr[block + 1]
    best, who, places = arcs.best[block], arcs.who[block], arcs.class_places
    total, crowded = 0, False
    begin = notes.end[0]
    n = begin
    # odd arcs need a look at every class; so does a demand of two: at most two notes a type, see the room left
    room = len(notes.type) - n >= 2 * (arcs.type_ptr[v + 1] - arcs.type_ptr[v])
    for j in range(arcs.type_ptr[v], arcs.type_ptr[v + 1]):
        offset, kind, size = bonus - arcs.lam[j], arcs.type_kind[j], arcs.type_size[j]
        odd = arcs.cell_at[j] < arcs.cell_at[j + 1]
        top = best[kind]
        if not odd and top + offset <= 0:
            continue
        more = size * (min(arcs.type_demand[j], members) - 1)
        if odd or more > 0:
            at, end = cell_of(arcs, j, g)
            top, next_, one, two = two_best(arcs, kind, block, at, end)
            if top + offset <= 0:
                continue
            if more > 0 and next_ + offset > 0:
                total += more * (next_ + offset)
                used[two] += more
                crowded |= used[two] > places[two]
                if room:
                    notes.type[n], notes.klass[n], notes.places[n] = j, two, more
                    n += 1
        else:
            one = who[kind]
        total += size * (top + offset)
        used[one] += size
        crowded |= used[one] > places[one]
        if room:
            notes.type[n], notes.klass[n], notes.places[n] = j, one, size
            n += 1
    notes.start[g], notes.stop[g], notes.end[0] = begin, n, n
    used[c0:c1] = 0
    notes.free[g] = total
    if strict and crowded:
        notes.stage[g] = PRICED
        total = min(total, at_known_prices(arcs, g, notes))
    return total


@kernel
def at_known_prices(arcs: Arcs, g: int, notes: Notes) -> int:
    """Upper bound of a gate's value within quotas: any prices of its classes prove one."""
    v, block = arcs.gate_target_block[g], arcs.gate_agents[g]
    c0, c1 = arcs.class_ptr[block], arcs.class_ptr[block + 1]
    price = notes.pi[notes.pi_at[g] : notes.pi_at[g + 1]] + arcs.mu[c0:c1]
    total = (arcs.class_places[c0:c1] * (price - arcs.mu[c0:c1])).sum()
    for j in range(arcs.type_ptr[v], arcs.type_ptr[v + 1]):
        offset, kind = arcs.gate_bonus[g] - arcs.lam[j], arcs.type_kind[j]
        at, end = 0, 0
        if arcs.cell_at[j] < arcs.cell_at[j + 1]:
            at, end = cell_of(arcs, j, g)
        if at == end and arcs.best[block, kind] + offset <= 0:
            continue
        column = arcs.column[kind][c0:c1]
        best = -offset
        if at == end:
            for i in range(len(price)):
                best = max(best, column[i] - price[i])
        else:
            for i in range(len(price)):
                x = column[i]
                if at < end and arcs.cell_class[at] == c0 + i:
                    x = arc_worth(x, arcs.cell_extra[at])
                    at += 1
                best = max(best, x - price[i])
        total += arcs.type_size[j] * min(arcs.type_demand[j], arcs.block_members[block]) * (best + offset)
    return int(total)


@kernel
def cell_of(arcs: Arcs, j: int, g: int) -> tuple[int, int]:
    """Where the odd arcs of type j behind gate g begin and end."""
    for c in range(arcs.cell_at[j], arcs.cell_at[j + 1]):
        if arcs.cell_gate[c] == g:
            return arcs.cell_ptr[c], arcs.cell_ptr[c + 1]
    return 0, 0


@kernel
def within_quotas(arcs: Arcs, g: int, notes: Notes) -> int:
    """Best use of the agents behind gate g within their quotas, noted down if worth less than the notes there are."""
    v, block = arcs.gate_target_block[g], arcs.gate_agents[g]
    c0, c1 = arcs.class_ptr[block], arcs.class_ptr[block + 1]
    m, j0, j1 = c1 - c0, arcs.type_ptr[v], arcs.type_ptr[v + 1]
    worth = np.empty((j1 - j0, m), dtype=np.int64)
    supply = np.empty(j1 - j0, dtype=np.int64)
    type_ = np.empty(j1 - j0, dtype=np.int64)
    useful = np.zeros(m, dtype=np.bool_)
    mu = arcs.mu[c0:c1]
    rows = 0
    for j in range(j0, j1):
        offset, kind = arcs.gate_bonus[g] - arcs.lam[j], arcs.type_kind[j]
        at, end = 0, 0
        if arcs.cell_at[j] < arcs.cell_at[j + 1]:
            at, end = cell_of(arcs, j, g)
        if at == end and arcs.best[block, kind] + offset <= 0:
            continue
        row, column = worth[rows], arcs.column[kind][c0:c1]
        for i in range(m):
            row[i] = column[i] - mu[i] + offset
        for c in range(at, end):
            i = arcs.cell_class[c] - c0
            row[i] = arc_worth(column[i], arcs.cell_extra[c]) - mu[i] + offset
        for i in range(m):
            useful[i] |= row[i] > 0
        supply[rows] = arcs.type_size[j] * min(arcs.type_demand[j], arcs.block_members[block])
        type_[rows] = j
        rows += 1
    # at good prices few agents are worth using at all: the problem is small
    who = np.flatnonzero(useful)
    small = np.empty((rows, len(who)), dtype=np.int64)
    capacity = np.empty(len(who), dtype=np.int64)
    for k in range(len(who)):
        capacity[k] = arcs.class_places[c0 + who[k]]
        for r in range(rows):
            small[r, k] = worth[r, who[k]]
    flow = np.empty((rows, len(who)), dtype=np.int64)
    pi = np.empty(len(who), dtype=np.int64)
    total = transport(small, supply[:rows], capacity, flow, np.empty(rows, dtype=np.int64), pi)
    known = notes.pi[notes.pi_at[g] : notes.pi_at[g + 1]]
    known[:] = 0
    for k in range(len(who)):
        known[who[k]] = pi[k]
    if total >= notes.free[g]:
        return int(notes.free[g])
    begin = notes.end[0]
    n = begin
    for r in range(rows):
        for k in range(len(who)):
            if flow[r, k] > 0 and n < len(notes.type):
                notes.type[n], notes.klass[n], notes.places[n] = type_[r], c0 + who[k], flow[r, k]
                n += 1
    notes.start[g], notes.stop[g], notes.end[0] = begin, n, n
    return total


@kernel
def choose_gates(
    arcs: Arcs, strict: bool, opening: Ints, value: Ints, forced: Flags, local_group: Ids, local_lo: Ints,
    local_hi: Ints, local_ptr: Ints, local_gate: Ints, chosen: Flags, notes: Notes, served: Floats, load: Floats,
) -> int:  # fmt: skip
    """The best gates within the local groups' limits; marks them in ``chosen`` and returns their summed value.

    ``value`` comes in as each gate's value with agents free to serve any number of targets. A gate that would be
    chosen is valued by :func:`value_better`, which never raises it, until that is exact; so few gates need it.
    """
    total = 0
    notes.end[0] = 0
    notes.stage[:] = LOOSE
    used = np.zeros(len(arcs.mu), dtype=np.int64)
    for g in range(len(value)):
        chosen[g] = forced[g] or (local_group[g] < 0 and value[g] > 0)
        while chosen[g] and notes.stage[g] != EXACT:
            value[g] = opening[g] + value_better(arcs, g, strict, notes, used)
            chosen[g] = forced[g] or value[g] > 0
        if chosen[g]:
            total += value[g]
    hopeful = np.empty(len(local_gate), dtype=np.int64)
    for r in range(len(local_lo)):
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
                value[best] = opening[best] + value_better(arcs, best, strict, notes, used)
    for g in range(len(value)):
        if chosen[g]:
            for at in range(notes.start[g], notes.stop[g]):
                served[notes.type[at]] += notes.places[at]
                load[notes.klass[at]] += notes.places[at]
    return total


def barred_table(worth: Ints, allowed: Flags) -> Ints:
    """The table of worths with kinds that may not be joined barred."""
    return np.where(allowed, worth, BARRED)
