"""Kernels that value one gate exactly: who of its agents serves whom behind it, within quotas and charges, in int64.

Only gates that would open are looked at so; which, and how often, :mod:`solver.subproblem` decides.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from solver.arcs import Arcs, arc_worth, two_best
from solver.charged import charged_transport
from solver.kernel import kernel

if TYPE_CHECKING:
    from solver.arrays import Ids, Ints

LOOSE: Final = 0
PRICED: Final = 1
EXACT: Final = 2
UNKNOWN: Final = 1 << 60
"""Stands for the value of a gate never valued exactly."""


class Notes(NamedTuple):
    """Who serves whom behind each gate valued exactly: gate g owns type, class, places [start[g] : stop[g]].

    end [1]: where free space begins. A gate that finds no space leaves no notes, and is missing from the slope only.
    ``stage`` [P] tells how a gate's value was found: LOOSE for agents free to serve any number of targets, PRICED for
    what an earlier exact evaluation proves, EXACT. free [P]: value with agents free, where that is not exact.
    Of the last exact evaluation of gate g: ``known`` [P] its value without its opening, the prices lam it was found at in
    known_lam[lam_at[g] : lam_at[g + 1]], the prices mu in known_mu[pi_at[g] : pi_at[g + 1]], and the prices of its
    classes' places behind this gate in pi.
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
    known: Ints
    lam_at: Ints
    known_lam: Ints
    known_mu: Ints


@kernel
def value_better(arcs: Arcs, g: int, strict: bool, floor: int, notes: Notes, used: Ints) -> int:
    """What the agents behind gate g can be worth there, one stage better than known; notes down who serves whom.

    Two relaxations, of which the lesser counts: agents within their quotas, where one may serve a target asked twice
    two times (only if ``strict``); and distinct agents without quotas (the second best counts for all places after
    the first). Where the second keeps the quotas the two are one. What is worth no more than ``floor`` need not be told
    exactly. ``used`` [C] is all zero before and after.
    """
    if notes.stage[g] == PRICED:
        notes.stage[g] = EXACT
        return remember(arcs, g, within_quotas(arcs, g, floor, notes), notes)
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
    unpaid = False
    for i in range(c0, c1):
        unpaid |= arcs.class_charge[i] > 0 and used[i] % arcs.class_hi[i] > 0
    used[c0:c1] = 0
    notes.free[g] = total
    if strict and (crowded or unpaid):
        notes.stage[g] = PRICED
        total = min(total, since_known(arcs, g, notes))
        if crowded:
            total = min(total, at_known_prices(arcs, g, notes))
    return total


@kernel
def since_known(arcs: Arcs, g: int, notes: Notes) -> int:
    """Upper bound of a gate's value: its last exact one and the most that the prices' fall since then can add."""
    v, block = arcs.gate_target_block[g], arcs.gate_agents[g]
    c0, j0 = arcs.class_ptr[block], arcs.type_ptr[v]
    cheaper = 0
    for k in range(arcs.class_ptr[block + 1] - c0):
        cheaper = max(cheaper, notes.known_mu[notes.pi_at[g] + k] - arcs.mu[c0 + k])
    total, spare = notes.known[g], largest_part(arcs, block)
    for j in range(j0, arcs.type_ptr[v + 1]):
        odd = arcs.cell_at[j] < arcs.cell_at[j + 1]
        if odd or arcs.best[block, arcs.type_kind[j]] + arcs.gate_bonus[g] - arcs.lam[j] + spare > 0:
            fall = notes.known_lam[notes.lam_at[g] + j - j0] - arcs.lam[j] + cheaper
            total += arcs.type_size[j] * arcs.type_demand[j] * max(0, fall)
    return int(total)


@kernel
def part(arcs: Arcs, i: int) -> int:
    """What each place of a member of class i bears of its charge."""
    return int(arcs.class_charge[i] // arcs.class_hi[i]) if arcs.class_charge[i] > 0 else 0


@kernel
def largest_part(arcs: Arcs, block: int) -> int:
    """How much below nothing a place may be worth and still pay: the agent that is there anyhow has paid its charge."""
    largest = 0
    for i in range(arcs.class_ptr[block], arcs.class_ptr[block + 1]):
        largest = max(largest, part(arcs, i))
    return largest


@kernel
def remember(arcs: Arcs, g: int, value: int, notes: Notes) -> int:
    """Keep a gate's exact value and the prices it was found at."""
    v, block = arcs.gate_target_block[g], arcs.gate_agents[g]
    c0, c1, j0, j1 = arcs.class_ptr[block], arcs.class_ptr[block + 1], arcs.type_ptr[v], arcs.type_ptr[v + 1]
    notes.known[g] = value
    notes.known_lam[notes.lam_at[g] : notes.lam_at[g + 1]] = arcs.lam[j0:j1]
    notes.known_mu[notes.pi_at[g] : notes.pi_at[g + 1]] = arcs.mu[c0:c1]
    return value


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
def within_quotas(arcs: Arcs, g: int, floor: int, notes: Notes) -> int:
    """Best use of the agents behind gate g within their quotas, noted down if worth less than the notes there are."""
    v, block = arcs.gate_target_block[g], arcs.gate_agents[g]
    c0, c1 = arcs.class_ptr[block], arcs.class_ptr[block + 1]
    m, j0, j1 = c1 - c0, arcs.type_ptr[v], arcs.type_ptr[v + 1]
    worth = np.empty((j1 - j0, m), dtype=np.int64)
    supply = np.empty(j1 - j0, dtype=np.int64)
    type_ = np.empty(j1 - j0, dtype=np.int64)
    useful = np.zeros(m, dtype=np.bool_)
    mu = arcs.mu[c0:c1]
    rows, spare = 0, largest_part(arcs, block)
    for j in range(j0, j1):
        offset, kind = arcs.gate_bonus[g] - arcs.lam[j], arcs.type_kind[j]
        at, end = 0, 0
        if arcs.cell_at[j] < arcs.cell_at[j + 1]:
            at, end = cell_of(arcs, j, g)
        if at == end and arcs.best[block, kind] + offset + spare <= 0:
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
    for k in range(len(who)):
        for r in range(rows):
            small[r, k] = worth[r, who[k]]
    flow = np.empty((rows, len(who)), dtype=np.int64)
    pi = np.empty(len(who), dtype=np.int64)
    of = c0 + who
    total = charged_transport(
        small, supply[:rows], arcs.class_size[of], arcs.class_hi[of], arcs.class_charge[of], floor, flow, pi
    )
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
