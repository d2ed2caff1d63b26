"""One optimal flow for the open gates, kept optimal while gates open and close: successive shortest paths.

Source: Ahuja, Magnanti & Orlin, Network Flows, §9.7 (successive shortest paths with potentials) and §12.4. The dual
prices stay valid at all times (:mod:`solver.prices`). So one place is put in, or one hole is filled, by one Dijkstra
search over reduced costs that stops at the first end it can prove best.
"""

# An entry of an int64 array has no static type of its own.
# mypy: disable-error-code="no-any-return"
from __future__ import annotations

from typing import TYPE_CHECKING, Final

from solver import memory as at
from solver.heap import compact, pop, push
from solver.journal import assign, release, set_price
from solver.kernel import kernel
from solver.network import BARRED
from solver.prices import best_price, price_target, reprice_class
from solver.residual import NEVER, arc_value, last_reward, next_reward, open_gate, serves, value_of_pair

if TYPE_CHECKING:
    from solver.arrays import Ints

_HALF: Final = BARRED // 2


@kernel
def insert(m: Ints, s: int, top: int, budget: int) -> int:
    """Give one missing place of target s its class along a cheapest chain of exchanges, or leave the place missing
    (or another place missing in its stead) where that is better. ``top`` is the best offer for it (:func:`offer`).

    The chain ends at a hole, at a free place or at a place left missing. Returns its cost against ``top``; NEVER, with
    nothing changed, where it is more than ``budget``."""
    m[at.STAMP] += 1
    stamp = m[at.STAMP]
    end_kind, end_class, end_target = 0, -1, -1
    m[at.END], m[at.END_CLASS] = top + m[m[at.TARGET_MISS] + s], -1
    if m[at.END] > budget:
        m[at.END], end_kind = budget + 1, -1
    size, touched = _reach(m, s, top, 0, 0, -1)
    while size > 0:
        d, i = m[m[at.HEAP_KEY] + 0], m[m[at.HEAP_NODE] + 0]
        size = pop(m, size)
        if d > m[m[at.DIST] + i]:
            continue
        if d >= m[at.END]:
            break
        for k in range(m[m[at.SLOT_PTR] + i], m[m[at.SLOT_PTR] + i] + m[m[at.LOAD] + i]):
            t = m[m[at.SLOT_TARGET] + k]
            if t == s:
                continue
            leave = d + m[m[at.SLOT_VALUE] + k] - m[m[at.MU] + i]
            if m[m[at.BASE_SEEN] + t] == stamp and m[m[at.BASE] + t] <= leave - m[m[at.LAM] + t]:
                continue
            m[m[at.BASE_SEEN] + t] = stamp
            m[m[at.BASE] + t] = leave - m[m[at.LAM] + t]
            e = leave + m[m[at.TARGET_MISS] + t]
            if e < m[at.END]:
                m[at.END], m[at.END_CLASS], end_kind, end_class, end_target = e, -1, 2, i, t
            size, touched = _reach(m, t, leave, size, touched, i)
    if m[at.END_CLASS] >= 0:
        end_kind, end_class = 1, m[at.END_CLASS]
    if end_kind < 0:
        _forget_labels(m, touched)
        return NEVER
    i = end_class
    if end_kind == 2:
        release(m, i, end_target)
    if end_kind > 0:
        _augment(m, i)
    if end_kind == 1 and m[m[at.HOLE] + i] > 0:
        m[m[at.HOLE] + i] -= 1
    _shift_prices(m, m[at.END], touched, 1)
    price_target(m, s)
    if end_kind == 2:
        price_target(m, end_target)
    return m[at.END]


@kernel
def offer(m: Ints, t: int) -> int:
    """What one more place of target t is worth at today's prices: the best offer, or what it saves to leave it missing."""
    return max(best_price(m, t), -m[m[at.TARGET_MISS] + t])


@kernel
def _reach(m: Ints, t: int, offset: int, size: int, touched: int, source: int) -> tuple[int, int]:
    """Offer target t (leaving class ``source`` at path cost ``offset`` against v - mu) to every usable class. A class
    with a hole or a free place is an end: m[END] falls to the cost of the cheapest, so that dearer labels are never
    made."""
    v = m[m[at.TARGET_BLOCK] + t]
    start = m[m[at.AT_V_PTR] + v]
    is_odd = m[m[at.TARGET_ODD] + t] != 0
    for k in range(start, start + m[m[at.N_V] + v]):
        g = m[m[at.OPEN_V] + k]
        a = m[m[at.GATE_A] + g]
        first, last = m[m[at.CLASS_PTR] + a], m[m[at.CLASS_PTR] + a + 1]
        m[at.WORK] += last - first
        near = offset - m[m[at.GATE_BONUS] + g]
        if is_odd:
            for q in range(m[m[at.PLUS_PTR] + g], m[m[at.PLUS_PTR] + g + 1]):
                if m[m[at.PLUS_TARGET] + q] == t:
                    i = m[m[at.PLUS_CLASS] + q]
                    size, touched = _label(
                        m, i, t, g, offset - arc_value(m, i, t, g) + m[m[at.MU] + i], size, touched, source
                    )
        if not _promising(m, a, t, m[at.END] - near, near):
            continue
        # Entries of the header are read once: the compiler cannot know that stores leave them alone.
        away, dist, end = m[at.MU_AWAY], m[at.DIST], m[at.END]
        row = m[at.DENSE] + m[m[at.DENSE_PTR] + a] + m[m[at.TARGET_KIND] + t] * (last - first) - first
        for i in range(first, last):
            c = near - m[row + i] + m[away + i]
            if c < end and c < m[dist + i]:
                if is_odd or m[m[at.HOME] + i] == v:
                    c = offset - arc_value(m, i, t, g) + m[m[at.MU] + i]
                size, touched = _label(m, i, t, g, c, size, touched, source)
                end = m[at.END]
    i = m[m[at.HOME_HEAD] + v]
    while i >= 0:
        g = open_gate(m, m[m[at.CLASS_BLOCK] + i], v)
        size, touched = _label(
            m, i, t, g, offset - arc_value(m, i, t, g) + m[m[at.MU] + i], size, touched, source
        )
        i = m[m[at.HOME_NEXT] + i]
    return size, touched


@kernel
def _promising(m: Ints, a: int, t: int, limit: int, near: int) -> bool:
    """Whether target t could give some class of agent block a, away from home and but for odd arcs, a label mu - worth
    below ``limit`` that is better than its own, ``near`` added. Three contiguous rows: see :func:`least_price`."""
    first = m[m[at.CLASS_PTR] + a]
    n = m[m[at.CLASS_PTR] + a + 1] - first
    start = m[at.DENSE] + m[m[at.DENSE_PTR] + a] + m[m[at.TARGET_KIND] + t] * n
    price, worth = m[m[at.MU_AWAY] + first : m[at.MU_AWAY] + first + n], m[start : start + n]
    label = m[m[at.DIST] + first : m[at.DIST] + first + n]
    least = NEVER
    for k in range(n):
        least = min(least, price[k] - worth[k] - min(limit, label[k] - near))
    return least < 0


@kernel
def _label(m: Ints, i: int, t: int, g: int, c: int, size: int, touched: int, source: int) -> tuple[int, int]:
    """Class i can be reached at cost c by taking target t behind gate g."""
    if c >= m[at.END] or i == source or m[m[at.DIST] + i] <= c:
        return size, touched
    if m[m[at.TARGET_DEMAND] + t] > 1 and serves(m, i, t) >= m[m[at.CLASS_SIZE] + i]:
        return size, touched
    end = c
    if m[m[at.HOLE] + i] == 0:
        end = c - next_reward(m, i) - m[m[at.MU] + i]
    if end < m[at.END]:
        m[at.END] = end
        m[at.END_CLASS] = i
    return _write_label(m, i, t, c, size, touched, source)


@kernel
def _write_label(m: Ints, i: int, t: int, c: int, size: int, touched: int, source: int) -> tuple[int, int]:
    """Class i is reached from class ``source`` by target t at cost c, better than before: queue it."""
    if m[m[at.DIST] + i] == NEVER:
        m[m[at.TOUCHED] + touched] = i
        touched += 1
    m[m[at.DIST] + i] = c
    m[m[at.VIA_TARGET] + i] = t
    m[m[at.VIA_CLASS] + i] = source
    size = push(m, size, c, i)
    if size >= (m[at.HEAP_KEY + 1] - m[at.HEAP_KEY]) - 1:
        size = compact(m, size)
    return size, touched


@kernel
def _augment(m: Ints, end: int) -> None:
    """Shift places along the chain that ends at class ``end``."""
    i = end
    while i >= 0:
        t, source = m[m[at.VIA_TARGET] + i], m[m[at.VIA_CLASS] + i]
        if source >= 0:
            release(m, source, t)
        g = open_gate(m, m[m[at.CLASS_BLOCK] + i], m[m[at.TARGET_BLOCK] + t])
        assign(m, i, t, arc_value(m, i, t, g))
        i = source


@kernel
def rob(m: Ints, i: int, t: int) -> None:
    """Take a place of the held target t from class i, which keeps its price: a hole, for a chain to end at or to fill."""
    release(m, i, t)
    dig(m, i)


@kernel
def dig(m: Ints, i: int) -> None:
    """Note one more hole in class i."""
    m[m[at.HOLE] + i] += 1
    m[m[at.HOLE_CLASS] + m[at.N_HOLES]] = i
    m[at.N_HOLES] += 1


@kernel
def fill_holes(m: Ints, budget: int) -> int:
    """Fill every hole; what that costs. Stops, with holes left, once it is more than ``budget``."""
    cost = 0
    for k in range(m[at.N_HOLES]):
        i = m[m[at.HOLE_CLASS] + k]
        while m[m[at.HOLE] + i] > 0:
            cost += fill_hole(m, i)
            if cost > budget:
                return cost
    m[at.N_HOLES] = 0
    return cost


@kernel
def forget_holes(m: Ints) -> None:
    """No class has a hole any more."""
    for k in range(m[at.N_HOLES]):
        m[m[at.HOLE] + m[m[at.HOLE_CLASS] + k]] = 0
    m[at.N_HOLES] = 0


@kernel
def fill_hole(m: Ints, hole: int) -> int:
    """Class ``hole`` has lost a place and its price is too high for a free one: move places along a cheapest chain,
    fill a missing place, or lower the price, whichever is best. Returns what that costs."""
    m[m[at.HOLE] + hole] -= 1
    end = m[m[at.MU] + hole] + next_reward(m, hole)
    if end <= 0:
        return 0
    kind, end_class, end_target = 0, hole, -1
    m[m[at.DIST] + hole] = 0
    m[m[at.VIA_CLASS] + hole] = -1
    m[m[at.TOUCHED] + 0] = hole
    touched = 1
    size = push(m, 0, 0, hole)
    while size > 0:
        d, k = m[m[at.HEAP_KEY] + 0], m[m[at.HEAP_NODE] + 0]
        size = pop(m, size)
        if d > m[m[at.DIST] + k]:
            continue
        if d >= end:
            break
        a = m[m[at.CLASS_BLOCK] + k]
        # Entries of the header are read once: the compiler cannot know that stores leave them alone.
        listed, target_kind, wide = m[at.BLOCK_TARGET], m[at.TARGET_KIND], m[at.N_AGENT_KINDS]
        lam, held = m[at.LAM], m[at.HELD]
        column = m[at.WORTH] + m[m[at.CLASS_KIND] + k]
        plain = m[m[at.ODD_PTR] + k] == m[m[at.ODD_PTR] + k + 1]
        near = d + m[m[at.MU] + k]
        for q in range(m[m[at.AT_A_PTR] + a], m[m[at.AT_A_PTR] + a] + m[m[at.N_A] + a]):
            g = m[m[at.OPEN_A] + q]
            v = m[m[at.GATE_V] + g]
            first, last, bonus = m[m[at.BLOCK_PTR] + v], m[m[at.BLOCK_PTR] + v + 1], m[m[at.GATE_BONUS] + g]
            m[at.WORK] += last - first
            away = m[m[at.CLASS_SPREAD] + k] if m[m[at.HOME] + k] >= 0 and m[m[at.HOME] + k] != v else 0
            bonus -= away
            for b in range(first, last):
                t = m[listed + b]
                w = m[column + m[target_kind + t] * wide] + bonus if plain else arc_value(m, k, t, g)
                base = near - w
                if base + m[lam + t] >= end or m[held + t] or w <= _HALF:
                    continue
                if m[m[at.TARGET_DEMAND] + t] > 1 and serves(m, k, t) >= m[m[at.CLASS_SIZE] + k]:
                    continue
                if m[m[at.SERVED] + t] < m[m[at.TARGET_DEMAND] + t]:
                    e = base - m[m[at.TARGET_MISS] + t]
                    if e < end:
                        end, kind, end_class, end_target = e, 2, k, t
                for p in range(m[m[at.PLACE_PTR] + t], m[m[at.PLACE_PTR] + t] + m[m[at.SERVED] + t]):
                    i = m[m[at.PLACE_CLASS] + p]
                    if i == k:
                        continue
                    c = base + m[m[at.LAM] + t]
                    if m[m[at.TARGET_DEMAND] + t] > 1:
                        c = base + value_of_pair(m, i, t) - m[m[at.MU] + i]
                    if c >= end or m[m[at.DIST] + i] <= c:
                        continue
                    e = c + m[m[at.MU] + i] + last_reward(m, i)
                    if e < end:
                        end, kind, end_class = e, 1, i
                    size, touched = _write_label(m, i, t, c, size, touched, k)
    if kind == 2:
        g = open_gate(m, m[m[at.CLASS_BLOCK] + end_class], m[m[at.TARGET_BLOCK] + end_target])
        value = arc_value(m, end_class, end_target, g)
    if kind > 0:
        _pull(m, end_class)
    if kind == 2:
        assign(m, end_class, end_target, value)
    _shift_prices(m, end, touched, -1)
    if kind == 2:
        price_target(m, end_target)
    return end


@kernel
def _pull(m: Ints, end: int) -> None:
    """Move the hole from where it began to class ``end``; the moves nearest the hole come first."""
    n, k = 0, end
    while m[m[at.VIA_CLASS] + k] >= 0:
        m[m[at.HEAP_NODE] + n] = k
        n += 1
        k = m[m[at.VIA_CLASS] + k]
    for e in range(n - 1, -1, -1):
        k = m[m[at.HEAP_NODE] + e]
        t, taker = m[m[at.VIA_TARGET] + k], m[m[at.VIA_CLASS] + k]
        release(m, k, t)
        g = open_gate(m, m[m[at.CLASS_BLOCK] + taker], m[m[at.TARGET_BLOCK] + t])
        assign(m, taker, t, arc_value(m, taker, t, g))


@kernel
def _shift_prices(m: Ints, distance: int, touched: int, sign: int) -> None:
    """Potentials of successive shortest paths: every class nearer than ``distance`` moves by what is left."""
    for k in range(touched):
        i = m[m[at.TOUCHED] + k]
        if m[m[at.DIST] + i] < distance:
            set_price(m, i, m[m[at.MU] + i] + sign * (distance - m[m[at.DIST] + i]))
    for k in range(touched):
        i = m[m[at.TOUCHED] + k]
        if m[m[at.DIST] + i] <= distance:
            reprice_class(m, i)
    _forget_labels(m, touched)


@kernel
def _forget_labels(m: Ints, touched: int) -> None:
    for k in range(touched):
        m[m[at.DIST] + m[m[at.TOUCHED] + k]] = NEVER
