"""Kernels that value the gates of one target block jointly: which set of them to open, and who serves whom behind it.

Gate by gate, a relaxation lets two gates of a block serve the same target. Here every target of the block is served
exactly as often as it asks, by the agents behind one set of gates within the block's limits: the convex hull of the
block's plans takes the place of the gates' own (village-wise decomposition; Geoffrion 1974, "Lagrangean relaxation for
integer programming", section 4: the more a subproblem holds, the tighter the bound).

Sets of gates are searched by branch and bound. With the agents' places in this block priced (``pi``, at least nothing),
a set is worth at most what its gates cost and add and what each target's best agent brings, which is quickly summed;
few sets are solved as a transport (:mod:`solver.charged`).

Sets that were best at earlier prices are remembered. They are tried first, and a *glance* tries them alone: it proves
nothing, but tells in a fraction of the time where the prices should go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from solver.arcs import Arcs, arc_worth
from solver.charged import charged_transport
from solver.gate import cell_of
from solver.kernel import kernel
from solver.relaxation import BARRED

if TYPE_CHECKING:
    from solver.arrays import Flags, Floats, Ints

NO_SET: Final = -(1 << 60)
"""Worth of a block that no set of its gates can serve."""
_NODES: Final = 2000
"""Most sets of one block looked at; a block with more is told a bound of all sets."""
_SERVED: Final = 1 << 36
"""Reward of a served place within a transport, so that none stays empty."""


class Block(NamedTuple):
    """The gates of a block as the kernels see them, and what is remembered of each block between evaluations.

    opening, forced [P] · group [P]: which of its block's local groups a gate is in, -1 for none; lo, hi [NT, L] their
    limits · pi_at [P+1], pi: prices of the places of each gate's classes in this block · best [NT, sets, width]: sets
    that were best, the latest first, -1 after the last gate.
    """

    opening: Ints
    forced: Flags
    group: Ints
    lo: Ints
    hi: Ints
    pi_at: Ints
    pi: Ints
    best: Ints


class _Plan(NamedTuple):
    """The best set of a block met: its gates, -1 after the last; classes and how many places they fill."""

    gates: Ints
    who: Ints
    places: Ints


@kernel
def best_sets(arcs: Arcs, block: Block, glance: bool, chosen: Flags, load: Floats) -> int:
    """Sum over all target blocks of what their best sets are worth; marks these in ``chosen`` and adds to ``load`` [C]
    who serves. NO_SET where a block has none. With ``glance`` of the sets that were best before: proof of nothing."""
    total = 0
    chosen[:] = False
    load[:] = 0
    for v in range(len(arcs.type_ptr) - 1):
        value = _best_set(arcs, block, v, glance, chosen, load)
        if value <= NO_SET // 2:
            return NO_SET
        total += value
    return total


@kernel
def _best_set(arcs: Arcs, block: Block, v: int, glance: bool, chosen: Flags, load: Floats) -> int:
    """What the best set of block v is worth, at most: branch and bound over sets, gates in falling order of what each is
    worth alone. By submodularity gates added later add at most what they add now."""
    g0, g1, j0 = arcs.gate_ptr[v], arcs.gate_ptr[v + 1], arcs.type_ptr[v]
    rows, n_gates = arcs.type_ptr[v + 1] - j0, g1 - g0
    places = arcs.type_size[j0 : j0 + rows] * arcs.type_demand[j0 : j0 + rows]
    offer = np.empty((n_gates, rows), dtype=np.int64)
    cost = np.empty(n_gates, dtype=np.int64)
    for k in range(n_gates):
        cost[k] = _offers(arcs, block, v, g0 + k, offer[k])
    width = n_gates + 1
    plan = _Plan(
        np.full(width, -1),
        np.empty(places.sum() + 1, dtype=np.int64),
        np.zeros(places.sum() + 1, dtype=np.int64),
    )
    best, known = NO_SET, 0
    while known < block.best.shape[1] and block.best[v, known, 0] >= 0:
        best = _solve_set(arcs, block, v, _gates_of(block.best[v, known]), best, offer, cost, places, plan)
        known += 1
    if glance and known > 0:
        _remember(block, v, plan, chosen, load)
        return best
    order, alone = np.empty(n_gates, dtype=np.int64), np.empty(n_gates, dtype=np.int64)
    chain = np.empty(width, dtype=np.int64)
    depth, n, free, nodes = 0, 0, 0, 0
    best_at = np.full((width + 1, rows), -_SERVED)
    cost_at = np.zeros(width + 1, dtype=np.int64)
    worth_at = np.zeros(width + 1, dtype=np.int64)
    count_at = np.zeros((width + 1, block.lo.shape[1]), dtype=np.int64)
    next_at = np.zeros(width + 1, dtype=np.int64)
    for k in range(n_gates):
        if block.forced[g0 + k]:
            chain[n] = g0 + k
            n += 1
            cost_at[0] += cost[k]
            best_at[0] = np.maximum(best_at[0], offer[k])
        else:
            alone[free] = -cost[k] - (places * offer[k]).sum()
            order[free] = k
            free += 1
    order = order[:free][np.argsort(alone[:free], kind="mergesort")]
    gain = np.zeros((width + 1, free), dtype=np.int64)
    entering = True
    while depth >= 0:
        if entering:
            nodes += 1
            if nodes > _NODES:
                best = max(best, _worth_at_most(block, g0, offer, cost, places))
                break
            worth_at[depth] = cost_at[depth] + (places * best_at[depth]).sum()
            lawful = (count_at[depth] >= block.lo[v]).all() and (n > 0 or rows == 0)
            if lawful and worth_at[depth] > best and not _is_known(block, v, chain[:n]):
                best = _solve_set(arcs, block, v, chain[:n], best, offer, cost, places, plan)
            for p in range(next_at[depth], free):
                k = order[p]
                gain[depth, p] = cost[k]
                for r in range(rows):
                    gain[depth, p] += places[r] * max(0, offer[k, r] - best_at[depth, r])
            entering = False
        p = next_at[depth]
        while p < free:
            own = block.group[g0 + order[p]]
            if own < 0 or count_at[depth, own] < block.hi[v, own]:
                most = worth_at[depth] + gain[depth, p]
                for group in range(-1, block.lo.shape[1]):
                    room = (
                        block.hi[v, group] - count_at[depth, group] - (own == group) if group >= 0 else free
                    )
                    most += _most_later(block, g0, order, gain[depth], p + 1, group, room)
                if most > best:
                    break
            p += 1
        next_at[depth] = p + 1
        if p < free:
            k = order[p]
            chain[n] = g0 + k
            n += 1
            depth += 1
            count_at[depth] = count_at[depth - 1]
            if block.group[g0 + k] >= 0:
                count_at[depth, block.group[g0 + k]] += 1
            next_at[depth] = p + 1
            cost_at[depth] = cost_at[depth - 1] + cost[k]
            best_at[depth] = np.maximum(best_at[depth - 1], offer[k])
            entering = True
        else:
            depth -= 1
            n -= 1
    _remember(block, v, plan, chosen, load)
    return best


@kernel
def _gates_of(row: Ints) -> Ints:
    """The gates of a remembered set."""
    n = 0
    while n < len(row) and row[n] >= 0:
        n += 1
    return row[:n].copy()


@kernel
def _remember(block: Block, v: int, plan: _Plan, chosen: Flags, load: Floats) -> None:
    """Mark the best set and who serves, and put it first among the sets remembered of block v."""
    gates = _gates_of(plan.gates)
    chosen[gates] = True
    for k in range(len(plan.who)):
        if plan.places[k] > 0:
            load[plan.who[k]] += plan.places[k]
    if len(gates) == 0 or len(gates) > block.best.shape[2]:
        return
    at = 0
    while at < block.best.shape[1] - 1 and not _is_set(block.best[v, at], gates):
        at += 1
    for k in range(at, 0, -1):
        block.best[v, k] = block.best[v, k - 1]
    block.best[v, 0] = -1
    block.best[v, 0, : len(gates)] = gates


@kernel
def _worth_at_most(block: Block, g0: int, offer: Ints, cost: Ints, places: Ints) -> int:
    """What any set of a block is worth at most, limits apart."""
    total = 0
    for r in range(len(places)):
        total += places[r] * offer[:, r].max()
    for k in range(len(cost)):
        total += cost[k] if block.forced[g0 + k] else max(0, cost[k])
    return int(total)


@kernel
def _is_known(block: Block, v: int, chain: Ints) -> bool:
    """Whether the chain is among the sets remembered."""
    for k in range(block.best.shape[1]):  # noqa: SIM110 - numba compiles no any()
        if _is_set(block.best[v, k], chain):
            return True
    return False


@kernel
def _is_set(row: Ints, chain: Ints) -> bool:
    """Whether a remembered set is the chain's, in whatever order."""
    number = 0
    for g in row:
        if g >= 0:
            number += 1
            if not (chain == g).any():
                return False
    return number == len(chain) > 0


@kernel
def _most_later(block: Block, g0: int, order: Ints, gain: Ints, start: int, group: int, room: int) -> int:
    """The most that ``room`` candidates of a local group, from ``start`` on, can add."""
    total, bar, last = 0, 1 << 61, start
    for _ in range(room):
        # the next lower gain; equal ones in order of their place
        best, at = 0, -1
        for p in range(start, len(order)):
            lower = gain[p] < bar or (gain[p] == bar and p > last)
            if lower and gain[p] > best and block.group[g0 + order[p]] == group:
                best, at = gain[p], p
        if at < 0:
            break
        total += best
        bar, last = best, at
    return total


@kernel
def _offers(arcs: Arcs, block: Block, v: int, g: int, offer: Ints) -> int:
    """What gate g brings each type of block v at most, its classes' places priced ``pi``; returns what it costs and
    those prices pay."""
    b = arcs.gate_agents[g]
    c0, c1, j0 = arcs.class_ptr[b], arcs.class_ptr[b + 1], arcs.type_ptr[v]
    pi = block.pi[block.pi_at[g] : block.pi_at[g + 1]]
    bonus = arcs.gate_bonus[g]
    cost, priced = block.opening[g], False
    for i in range(c1 - c0):
        if pi[i] > 0:
            priced = True
            cost += pi[i] * arcs.class_places[c0 + i]
    for r in range(len(offer)):
        j = j0 + r
        kind = arcs.type_kind[j]
        at, end = 0, 0
        if arcs.cell_at[j] < arcs.cell_at[j + 1]:
            at, end = cell_of(arcs, j, g)
        if at == end and not priced:
            offer[r] = max(-_SERVED, arcs.best[b, kind] + bonus)
            continue
        column = arcs.column[kind]
        best = BARRED
        for i in range(c0, c1):
            x = column[i]
            if at < end and arcs.cell_class[at] == i:
                x = arc_worth(x, arcs.cell_extra[at])
                at += 1
            best = max(best, x - arcs.mu[i] - pi[i - c0])
        offer[r] = max(-_SERVED, best + bonus)
    return int(cost)


@kernel
def _solve_set(
    arcs: Arcs, block: Block, v: int, chain: Ints, best: int, offer: Ints, cost: Ints, places: Ints, plan: _Plan,
) -> int:  # fmt: skip
    """The greater of ``best`` and what the set is worth; where it is the set, ``plan`` becomes it. Renews the prices
    ``pi`` behind its gates, and what these offer and cost."""
    g0, j0, rows = arcs.gate_ptr[v], arcs.type_ptr[v], len(places)
    reach = np.full(rows, -_SERVED)
    above, opening, columns = 0, 0, 0
    for g in chain:
        b = arcs.gate_agents[g]
        columns += arcs.class_ptr[b + 1] - arcs.class_ptr[b]
        opening += block.opening[g]
        above += cost[g - g0]
        reach = np.maximum(reach, offer[g - g0])
    above += (places * reach).sum()
    if above <= best:
        return best
    slack = above - best
    small = np.empty((columns, rows), dtype=np.int64)
    of, at_pi = np.empty(columns, dtype=np.int64), np.empty(columns, dtype=np.int64)
    m = 0
    for g in chain:
        b = arcs.gate_agents[g]
        first = m
        for i in range(arcs.class_ptr[b], arcs.class_ptr[b + 1]):
            of[m], at_pi[m] = i, block.pi_at[g] + i - arcs.class_ptr[b]
            m += 1
        for r in range(rows):
            j = j0 + r
            kind, at, end = arcs.type_kind[j], 0, 0
            if arcs.cell_at[j] < arcs.cell_at[j + 1]:
                at, end = cell_of(arcs, j, g)
            for k in range(first, m):
                x = arcs.column[kind, of[k]]
                if at < end and arcs.cell_class[at] == of[k]:
                    x = arc_worth(x, arcs.cell_extra[at])
                    at += 1
                small[k, r] = BARRED if x <= BARRED // 2 else x - arcs.mu[of[k]] + arcs.gate_bonus[g]
        # a plan above ``best`` holds only agents within reach of what is best for a target
        m, last = first, m
        for k in range(first, last):
            near = False
            for r in range(rows):
                near |= reach[r] - small[k, r] + block.pi[at_pi[k]] < slack
            if near:
                small[m], of[m], at_pi[m] = small[k], of[k], at_pi[k]
                m += 1
    worth = np.empty((rows, m), dtype=np.int64)
    for k in range(m):
        for r in range(rows):
            worth[r, k] = BARRED if small[k, r] == BARRED else small[k, r] + _SERVED
    flow = np.empty((rows, m), dtype=np.int64)
    price = np.zeros(m, dtype=np.int64)
    aside = opening - _SERVED * places.sum()
    of = of[:m]
    value = aside + charged_transport(
        worth,
        places,
        arcs.class_size[of],
        arcs.class_hi[of],
        arcs.class_charge[of],
        best - aside,
        flow,
        price,
    )
    for g in chain:
        block.pi[block.pi_at[g] : block.pi_at[g + 1]] = 0
    for k in range(m):
        block.pi[at_pi[k]] = price[k]
    for g in chain:
        cost[g - g0] = _offers(arcs, block, v, g, offer[g - g0])
    if value <= best:
        return best
    plan.gates[:] = -1
    plan.gates[: len(chain)] = chain
    plan.places[:] = 0
    at = 0
    for k in range(m):
        number = flow[:, k].sum()
        if number > 0:
            plan.who[at], plan.places[at] = of[k], number
            at += 1
    return int(value)
