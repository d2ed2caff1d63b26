"""Simulated annealing over the gates, every move judged by one optimal flow (Kirkpatrick, Gelatt & Vecchi 1983).

The acceptance threshold is drawn first, so a move can be refused as soon as a bound shows that it cannot reach it.
The first bound is weak duality: with class prices kept, only the targets of the touched blocks can change theirs, so
a move gains at most the sum of their new best offers less their old ones (:func:`block_bound`), in microseconds and
without any flow. The same bound, over the places still to be inserted, ends hopeless evaluations early.
"""

# An entry of an int64 array has no static type of its own.
# mypy: disable-error-code="no-any-return"
from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from solver.flow import NEVER, arc_value, best_price, flow_arrays, insert, rollback, take_out, toggle
from solver.kernel import kernel
from solver.memory import (  # fmt: skip
    ACCEPTED,
    ADDED,
    ADDS,
    AT_A_GATE,
    AT_A_PTR,
    AT_V_GATE,
    AT_V_PTR,
    BEST,
    BEST_LOAD,
    BEST_OPEN,
    BEST_SLOT,
    BLOCK_PTR,
    BLOCK_TARGET,
    CLASS_BLOCK,
    CLASS_KIND,
    CLASS_PTR,
    COUNT,
    DIRTY,
    DROPPED,
    DROPS,
    EVALUATED,
    FILTERED,
    GATE_A,
    GATE_BONUS,
    GATE_FIXED,
    GATE_V,
    GATE_VALUE,
    GOAL,
    GROUP_HI,
    GROUP_LO,
    HELD,
    IS_OPEN,
    LAM,
    LOAD,
    LOGGED,
    MU,
    N_A,
    N_A_BLOCKS,
    N_AGENT_KINDS,
    N_CLASSES,
    N_GATES,
    N_ROWS,
    N_TARGET_KINDS,
    N_TARGETS,
    N_V,
    N_V_BLOCKS,
    OFFER,
    OPEN_A,
    OPEN_V,
    PENDING,
    PLACE_CLASS,
    PLACE_PTR,
    PLUS_CLASS,
    PLUS_PTR,
    PLUS_TARGET,
    PLUS_VALUE,
    PROPOSED,
    RANDOM,
    ROW_GATE,
    ROW_OF,
    ROW_PTR,
    ROW_TOP,
    RULE_GROUP,
    RULE_PTR,
    SCRATCH,
    SERVED,
    SLOT_PTR,
    SLOT_TARGET,
    SLOT_VALUE,
    STOP,
    TARGET_DEMAND,
    TARGET_KIND,
    TARGET_MISS,
    TOP,
    WORK,
    WORTH,
    pack,
)
from solver.network import BARRED

if TYPE_CHECKING:
    from solver.arrays import Flags, Ints

_HALF = BARRED // 2
NO_OFFER = -(10**17)
MOST = 6


def anneal_arrays(net: dict[str, Ints], top: int) -> dict[str, Ints]:
    """What the annealing keeps beside the flow.

    OFFER [B, KT]       most worth - mu over a block's classes, by target kind (made anew where dirty)
    ROW_PTR, ROW_GATE   choice rows: the gates of one target block that share a group there
    ROW_OF [G]          row of each gate, -1 where it may not be opened
    ROW_TOP [Y, top]    the most promising gates of each row, -1 where there are fewer
    DROPS, ADDS         the proposed move: m[DROPPED] and m[ADDED] gates
    PENDING             targets held back during an evaluation
    SCRATCH [T]         offers while a block is bounded
    BEST_OPEN, BEST_LOAD, BEST_SLOT  the best state met
    """

    def zeros(n: int) -> Ints:
        return np.zeros(n, dtype=np.int64)

    row_of, row_ptr, row_gate = _rows(net)
    n_b, kinds = len(net["CLASS_PTR"]) - 1, net["WORTH"].shape[0]
    return {
        "OFFER": np.full(n_b * kinds, NO_OFFER, dtype=np.int64), "ROW_PTR": row_ptr, "ROW_GATE": row_gate,
        "ROW_OF": row_of, "ROW_TOP": np.full((len(row_ptr) - 1) * top, -1, dtype=np.int64), "DROPS": zeros(MOST),
        "ADDS": zeros(MOST), "PENDING": zeros(len(net["TARGET_KIND"]) + 1),
        "SCRATCH": zeros(len(net["TARGET_KIND"])), "BEST_OPEN": zeros(len(net["GATE_A"])),
        "BEST_LOAD": zeros(len(net["CLASS_KIND"])), "BEST_SLOT": zeros(int(net["SLOT_PTR"][-1])),
    }  # fmt: skip


def new_memory(net: dict[str, Ints], seed: int, top: int = 10) -> Ints:
    """The memory of one search: the network, an empty flow, an annealing that has not begun."""
    arrays = {**net, **flow_arrays(net), **anneal_arrays(net, top)}
    return pack(
        arrays,
        {
            N_CLASSES: len(net["CLASS_KIND"]), N_TARGETS: len(net["TARGET_KIND"]), N_GATES: len(net["GATE_A"]),
            N_A_BLOCKS: len(net["CLASS_PTR"]) - 1, N_V_BLOCKS: len(net["BLOCK_PTR"]) - 1,
            N_AGENT_KINDS: net["WORTH"].shape[1], N_TARGET_KINDS: net["WORTH"].shape[0],
            N_ROWS: len(arrays["ROW_PTR"]) - 1, TOP: top, BEST: -(2**62),
            GOAL: -int((net["TARGET_MISS"] * net["TARGET_DEMAND"]).sum()),
            RANDOM: (seed + 1) * 88172645463325252 % (2**61) + 1,
        },
    )  # fmt: skip


def _rows(net: dict[str, Ints]) -> tuple[Ints, Ints, Ints]:
    """Row of each gate, and the gates row by row: gates of one target block whose widest common group is one."""
    free = np.flatnonzero(net["GATE_FIXED"] >= 0)
    n_g, n_v, n_r = len(net["GATE_A"]), len(net["BLOCK_PTR"]) - 1, len(net["GROUP_LO"])
    group = net["RULE_GROUP"]
    gate = np.repeat(np.arange(n_g), np.diff(net["RULE_PTR"]))
    cell = group * max(1, n_v) + net["GATE_V"][gate]
    _, inverse, number = np.unique(cell, return_inverse=True, return_counts=True)
    width = number[inverse.reshape(-1)] if len(cell) else np.zeros(0, dtype=np.int64)
    order = np.lexsort((group, -width, gate))
    widest = np.full(n_g, n_r, dtype=np.int64)
    first = order[np.unique(gate[order], return_index=True)[1]] if len(order) else order
    widest[gate[first]] = np.where(width[first] > 1, group[first], n_r)
    key = net["GATE_V"][free] * (n_r + 1) + widest[free]
    rows, row = np.unique(key, return_inverse=True)
    row = row.reshape(-1)
    row_of = np.full(n_g, -1, dtype=np.int64)
    row_of[free] = row
    by_row = np.argsort(row, kind="stable")
    ptr = np.searchsorted(row[by_row], np.arange(len(rows) + 1)).astype(np.int64)
    return row_of, ptr, free[by_row].astype(np.int64)


@kernel
def draw(m: Ints, n: int) -> int:
    """A number in 0..n-1 (xorshift64; Marsaglia 2003)."""
    x = np.uint64(m[RANDOM])
    x ^= x << np.uint64(13)
    x ^= x >> np.uint64(7)
    x ^= x << np.uint64(17)
    m[RANDOM] = np.int64(x)
    return int((x >> np.uint64(11)) % np.uint64(n))


@kernel
def chance(m: Ints) -> float:
    """A number in (0, 1]."""
    return (draw(m, 1 << 52) + 1) / (1 << 52)


@kernel
def refresh(m: Ints, a: int) -> None:
    """Make block a's row of ``offer`` anew where its prices moved."""
    if not m[m[DIRTY] + a]:
        return
    m[m[DIRTY] + a] = 0
    first, end = m[m[CLASS_PTR] + a], m[m[CLASS_PTR] + a + 1]
    for k in range(m[N_TARGET_KINDS]):
        best = NO_OFFER
        for i in range(first, end):
            w = m[m[WORTH] + k * m[N_AGENT_KINDS] + m[m[CLASS_KIND] + i]] - m[m[MU] + i]
            if w > best and m[m[WORTH] + k * m[N_AGENT_KINDS] + m[m[CLASS_KIND] + i]] > _HALF:
                best = w
        m[m[OFFER] + a * m[N_TARGET_KINDS] + k] = best


@kernel
def _offer_gate(m: Ints, g: int) -> None:
    """Raise the scratch offers of the gate's targets to what the gate offers them at most."""
    a, v = m[m[GATE_A] + g], m[m[GATE_V] + g]
    refresh(m, a)
    for b in range(m[m[BLOCK_PTR] + v], m[m[BLOCK_PTR] + v + 1]):
        t = m[m[BLOCK_TARGET] + b]
        w = m[m[OFFER] + a * m[N_TARGET_KINDS] + m[m[TARGET_KIND] + t]] + m[m[GATE_BONUS] + g]
        m[m[SCRATCH] + t] = max(m[m[SCRATCH] + t], w)
    for q in range(m[m[PLUS_PTR] + g], m[m[PLUS_PTR] + g + 1]):
        i, t = m[m[PLUS_CLASS] + q], m[m[PLUS_TARGET] + q]
        w = m[m[WORTH] + m[m[TARGET_KIND] + t] * m[N_AGENT_KINDS] + m[m[CLASS_KIND] + i]]
        if w > _HALF:
            w += m[m[PLUS_VALUE] + q] + m[m[GATE_BONUS] + g] - m[m[MU] + i]
            m[m[SCRATCH] + t] = max(m[m[SCRATCH] + t], w)


@kernel
def _clear_offers(m: Ints, v: int) -> None:
    for b in range(m[m[BLOCK_PTR] + v], m[m[BLOCK_PTR] + v + 1]):
        t = m[m[BLOCK_TARGET] + b]
        m[m[SCRATCH] + t] = -m[m[TARGET_MISS] + t]


@kernel
def _sum_offers(m: Ints, v: int) -> int:
    total = 0
    for b in range(m[m[BLOCK_PTR] + v], m[m[BLOCK_PTR] + v + 1]):
        t = m[m[BLOCK_TARGET] + b]
        total += m[m[TARGET_DEMAND] + t] * m[m[SCRATCH] + t]
    return total


@kernel
def block_value(m: Ints, v: int) -> int:
    """Dual value of target block v as it stands: v - mu over its used places, less its missing ones."""
    total = 0
    for b in range(m[m[BLOCK_PTR] + v], m[m[BLOCK_PTR] + v + 1]):
        t = m[m[BLOCK_TARGET] + b]
        total -= m[m[TARGET_MISS] + t] * (m[m[TARGET_DEMAND] + t] - m[m[SERVED] + t])
        for p in range(m[m[PLACE_PTR] + t], m[m[PLACE_PTR] + t] + m[m[SERVED] + t]):
            i = m[m[PLACE_CLASS] + p]
            if m[m[TARGET_DEMAND] + t] == 1:
                total += m[m[LAM] + t]
            else:
                for s in range(m[m[SLOT_PTR] + i], m[m[SLOT_PTR] + i] + m[m[LOAD] + i]):
                    if m[m[SLOT_TARGET] + s] == t:
                        total += m[m[SLOT_VALUE] + s] - m[m[MU] + i]
                        break
    return total


@kernel
def block_bound(m: Ints, v: int) -> int:
    """Most the dual value of block v can be after the proposed move, at today's class prices."""
    _clear_offers(m, v)
    start = m[m[AT_V_PTR] + v]
    for k in range(start, start + m[m[N_V] + v]):
        g = m[m[OPEN_V] + k]
        dropped = False
        for e in range(m[DROPPED]):
            dropped |= m[m[DROPS] + e] == g
        if not dropped:
            _offer_gate(m, g)
    for e in range(m[ADDED]):
        if m[m[GATE_V] + m[m[ADDS] + e]] == v:
            _offer_gate(m, m[m[ADDS] + e])
    return _sum_offers(m, v)


@kernel
def moved(m: Ints, e: int) -> int:
    """Gate number e of the proposed move, drops first."""
    return m[m[DROPS] + e] if e < m[DROPPED] else m[m[ADDS] + e - m[DROPPED]]


@kernel
def move_bound(m: Ints) -> int:
    """Most the proposed move can gain."""
    gain = 0
    for e in range(m[DROPPED] + m[ADDED]):
        g = moved(m, e)
        gain += -m[m[GATE_VALUE] + g] if e < m[DROPPED] else m[m[GATE_VALUE] + g]
        v, again = m[m[GATE_V] + g], False
        for n in range(e):
            again |= m[m[GATE_V] + moved(m, n)] == v
        if not again:
            gain += block_bound(m, v) - block_value(m, v)
    return gain


@kernel
def rank_rows(m: Ints) -> None:
    """Put each row's most promising gates first, by the bound on what opening the gate alone would gain."""
    width = m[TOP]
    score = np.empty(width, dtype=np.int64)
    for y in range(m[N_ROWS]):
        for k in range(width):
            m[m[ROW_TOP] + y * m[TOP] + k] = -1
        found = 0
        for q in range(m[m[ROW_PTR] + y], m[m[ROW_PTR] + y + 1]):
            g = m[m[ROW_GATE] + q]
            v = m[m[GATE_V] + g]
            for b in range(m[m[BLOCK_PTR] + v], m[m[BLOCK_PTR] + v + 1]):
                t = m[m[BLOCK_TARGET] + b]
                m[m[SCRATCH] + t] = max(m[m[LAM] + t], -m[m[TARGET_MISS] + t]) - 3000
            before = _sum_offers(m, v)
            _offer_gate(m, g)
            s = _sum_offers(m, v) - before + m[m[GATE_VALUE] + g]
            if found == width and s <= score[width - 1]:
                continue
            k = found if found < width else width - 1
            found = min(width, found + 1)
            while k > 0 and score[k - 1] < s:
                score[k] = score[k - 1]
                m[m[ROW_TOP] + y * m[TOP] + k] = m[m[ROW_TOP] + y * m[TOP] + k - 1]
                k -= 1
            score[k] = s
            m[m[ROW_TOP] + y * m[TOP] + k] = g


@kernel
def _count(m: Ints, g: int, step: int) -> None:
    for r in range(m[m[RULE_PTR] + g], m[m[RULE_PTR] + g + 1]):
        m[m[COUNT] + m[m[RULE_GROUP] + r]] += step


@kernel
def _in_group(m: Ints, g: int, r: int) -> bool:
    for q in range(m[m[RULE_PTR] + g], m[m[RULE_PTR] + g + 1]):  # noqa: SIM110 - numba compiles no any()
        if m[m[RULE_GROUP] + q] == r:
            return True
    return False


@kernel
def _listed(m: Ints, rows: int, n: int, g: int) -> bool:
    for k in range(n):  # noqa: SIM110 - numba compiles no any()
        if m[m[rows] + k] == g:
            return True
    return False


@kernel
def _drop(m: Ints, g: int) -> None:
    m[m[DROPS] + m[DROPPED]] = g
    m[DROPPED] += 1
    _count(m, g, -1)


@kernel
def _add(m: Ints, g: int) -> None:
    m[m[ADDS] + m[ADDED]] = g
    m[ADDED] += 1
    _count(m, g, 1)


@kernel
def _pick_open(m: Ints, cause: int, r: int) -> int:
    """A random open gate of group r that shares a block with gate ``cause`` and may be closed, -1 where none."""
    chosen, seen = -1, 0
    for side in range(2):
        if side == 0:
            start, n = m[OPEN_A] + m[m[AT_A_PTR] + m[m[GATE_A] + cause]], m[m[N_A] + m[m[GATE_A] + cause]]
        else:
            start, n = m[OPEN_V] + m[m[AT_V_PTR] + m[m[GATE_V] + cause]], m[m[N_V] + m[m[GATE_V] + cause]]
        for k in range(start, start + n):
            g = m[k]
            if m[m[GATE_FIXED] + g] == 0 and _in_group(m, g, r) and not _listed(m, DROPS, m[DROPPED], g):
                seen += 1
                if draw(m, seen) == 0:
                    chosen = g
    return chosen


@kernel
def _pick_closed(m: Ints, cause: int, r: int) -> int:
    """A closed gate to open so that group r, short because ``cause`` closes, is filled again; -1 where none."""
    chosen, seen = -1, 0
    if draw(m, 2) == 0:
        for e in range(m[DROPPED]):
            h = m[m[DROPS] + e]
            if h == cause:
                continue
            for q in range(m[m[AT_V_PTR] + m[m[GATE_V] + cause]], m[m[AT_V_PTR] + m[m[GATE_V] + cause] + 1]):
                g = m[m[AT_V_GATE] + q]
                if m[m[GATE_A] + g] == m[m[GATE_A] + h] and not m[m[IS_OPEN] + g] and _in_group(m, g, r):
                    return g
            for q in range(m[m[AT_A_PTR] + m[m[GATE_A] + cause]], m[m[AT_A_PTR] + m[m[GATE_A] + cause] + 1]):
                g = m[m[AT_A_GATE] + q]
                if m[m[GATE_V] + g] == m[m[GATE_V] + h] and not m[m[IS_OPEN] + g] and _in_group(m, g, r):
                    return g
    y = m[m[ROW_OF] + cause]
    for k in range(m[TOP]):
        g = m[m[ROW_TOP] + y * m[TOP] + k]
        if g >= 0 and not m[m[IS_OPEN] + g] and g != cause and _in_group(m, g, r):
            seen += 1
            if draw(m, seen) == 0:
                chosen = g
    if chosen >= 0:
        return chosen
    a = m[m[GATE_A] + cause]
    for q in range(m[m[AT_A_PTR] + a], m[m[AT_A_PTR] + a + 1]):
        g = m[m[AT_A_GATE] + q]
        if not m[m[IS_OPEN] + g] and g != cause and _in_group(m, g, r):
            good = False
            for k in range(m[TOP]):
                good |= m[m[ROW_TOP] + m[m[ROW_OF] + g] * m[TOP] + k] == g
            if good or draw(m, 16) == 0:
                seen += 1
                if draw(m, seen) == 0:
                    chosen = g
    return chosen


@kernel
def propose(m: Ints) -> bool:
    """Draw a move that keeps every group within its limits: add, drop, swap, shift, cross or chain. False: none."""
    m[DROPPED] = 0
    m[ADDED] = 0
    y = draw(m, m[N_ROWS])
    if draw(m, 8) != 0:
        g = m[m[ROW_TOP] + y * m[TOP] + draw(m, m[TOP])]
        if g >= 0 and not m[m[IS_OPEN] + g]:
            _add(m, g)
    if m[ADDED] == 0 or draw(m, 4) != 0:
        v, seen, chosen = m[m[GATE_V] + m[m[ROW_GATE] + m[m[ROW_PTR] + y]]], 0, -1
        for k in range(m[m[AT_V_PTR] + v], m[m[AT_V_PTR] + v] + m[m[N_V] + v]):
            g = m[m[OPEN_V] + k]
            if m[m[ROW_OF] + g] == y and m[m[GATE_FIXED] + g] == 0:
                seen += 1
                if draw(m, seen) == 0:
                    chosen = g
        if chosen >= 0:
            _drop(m, chosen)
    for _ in range(MOST):
        wrong, cause, over = -1, -1, False
        for e in range(m[DROPPED] + m[ADDED]):
            g = moved(m, e)
            for q in range(m[m[RULE_PTR] + g], m[m[RULE_PTR] + g + 1]):
                r = m[m[RULE_GROUP] + q]
                if m[m[COUNT] + r] > m[m[GROUP_HI] + r] or m[m[COUNT] + r] < m[m[GROUP_LO] + r]:
                    wrong, cause, over = r, g, m[m[COUNT] + r] > m[m[GROUP_HI] + r]
        if wrong < 0:
            return m[DROPPED] + m[ADDED] > 0
        if over:
            g = _pick_open(m, cause, wrong)
            if g < 0 or m[DROPPED] >= MOST:
                return False
            _drop(m, g)
        else:
            g = _pick_closed(m, cause, wrong)
            if g < 0 or m[ADDED] >= MOST or _listed(m, ADDS, m[ADDED], g):
                return False
            _add(m, g)
    return False


@kernel
def _uncount(m: Ints) -> None:
    for e in range(m[DROPPED]):
        _count(m, m[m[DROPS] + e], 1)
    for e in range(m[ADDED]):
        _count(m, m[m[ADDS] + e], -1)


@kernel
def _hold(m: Ints, t: int, n: int) -> int:
    """Hold target t back and take out its places; the new number of pending targets."""
    m[m[HELD] + t] = 1
    while m[m[SERVED] + t] > 0:
        take_out(m, m[m[PLACE_CLASS] + m[m[PLACE_PTR] + t]], t)
    m[m[PENDING] + n] = t
    return n + 1


@kernel
def _wanted(m: Ints, t: int, g: int) -> bool:
    """Whether gate g, still closed, would offer target t more than it has."""
    if m[m[SERVED] + t] < m[m[TARGET_DEMAND] + t]:
        return True
    a = m[m[GATE_A] + g]
    for i in range(m[m[CLASS_PTR] + a], m[m[CLASS_PTR] + a + 1]):
        w = arc_value(m, i, t, g)
        if w > _HALF and w - m[m[MU] + i] > m[m[LAM] + t]:
            return True
    return False


@kernel
def apply_move(m: Ints, need: int) -> bool:
    """Carry out the proposed move; False (and everything as before) where the objective stays below ``need``."""
    n = 0
    for e in range(m[DROPPED]):
        toggle(m, m[m[DROPS] + e], False)
    for e in range(m[DROPPED]):
        a, v = m[m[GATE_A] + m[m[DROPS] + e]], m[m[GATE_V] + m[m[DROPS] + e]]
        for b in range(m[m[BLOCK_PTR] + v], m[m[BLOCK_PTR] + v + 1]):
            t = m[m[BLOCK_TARGET] + b]
            behind = False
            for p in range(m[m[PLACE_PTR] + t], m[m[PLACE_PTR] + t] + m[m[SERVED] + t]):
                behind |= m[m[CLASS_BLOCK] + m[m[PLACE_CLASS] + p]] == a
            if behind and not m[m[HELD] + t]:
                n = _hold(m, t, n)
    more = True
    while more:
        more = False
        for e in range(m[ADDED]):
            v = m[m[GATE_V] + m[m[ADDS] + e]]
            for b in range(m[m[BLOCK_PTR] + v], m[m[BLOCK_PTR] + v + 1]):
                t = m[m[BLOCK_TARGET] + b]
                if not m[m[HELD] + t] and _wanted(m, t, m[m[ADDS] + e]):
                    n = _hold(m, t, n)
                    more = True
    for e in range(m[ADDED]):
        toggle(m, m[m[ADDS] + e], True)
    good = True
    for k in range(n):
        hope = m[GOAL]
        for q in range(k, n):
            t = m[m[PENDING] + q]
            hope += m[m[TARGET_DEMAND] + t] * max(0, best_price(m, t) + m[m[TARGET_MISS] + t])
        t = m[m[PENDING] + k]
        m[m[HELD] + t] = 0
        for _ in range(m[m[TARGET_DEMAND] + t]):
            good = good and hope >= need and insert(m, t, hope - need)
        if not good:
            break
    for k in range(n):
        m[m[HELD] + m[m[PENDING] + k]] = 0
    if good and m[GOAL] >= need:
        m[LOGGED] = 0
        return True
    rollback(m, 0)
    return False


@kernel
def keep_best(m: Ints) -> None:
    """Copy the state where it is the best met."""
    if m[GOAL] > m[BEST]:
        m[BEST] = m[GOAL]
        for g in range(m[N_GATES]):
            m[m[BEST_OPEN] + g] = m[m[IS_OPEN] + g]
        for i in range(m[N_CLASSES]):
            m[m[BEST_LOAD] + i] = m[m[LOAD] + i]
        for s in range(m[SLOT_TARGET + 1] - m[SLOT_TARGET]):
            m[m[BEST_SLOT] + s] = m[m[SLOT_TARGET] + s]


@kernel
def anneal(m: Ints, temperature: float, work: int) -> None:
    """Propose and judge moves at one temperature until ``work`` more arcs are scanned, or m[STOP] is set."""
    end = m[WORK] + work
    while m[WORK] < end and m[STOP] == 0:
        m[WORK] += 20
        good = propose(m)
        _uncount(m)
        m[PROPOSED] += 1
        if not good:
            continue
        slack = np.int64(temperature * np.log(chance(m)))
        for e in range(m[DROPPED] + m[ADDED]):
            g = moved(m, e)
            m[WORK] += 4 * (m[m[BLOCK_PTR] + m[m[GATE_V] + g] + 1] - m[m[BLOCK_PTR] + m[m[GATE_V] + g]])
        if move_bound(m) < slack:
            m[FILTERED] += 1
            continue
        m[EVALUATED] += 1
        if apply_move(m, m[GOAL] + slack):
            m[ACCEPTED] += 1
            keep_best(m)


@kernel
def open_gates(m: Ints, opened: Flags) -> None:
    """Open the given gates on an empty flow."""
    for g in range(len(opened)):
        if opened[g]:
            toggle(m, g, True)
    m[LOGGED] = 0


@kernel
def insert_places(m: Ints, first: int, end: int) -> None:
    """Insert every place of targets first..end-1, as long as nobody stops the search."""
    for t in range(first, end):
        for _ in range(m[m[TARGET_DEMAND] + t]):
            if m[STOP] == 0:
                insert(m, t, NEVER)
        m[LOGGED] = 0
    if end == m[N_TARGETS]:
        keep_best(m)
