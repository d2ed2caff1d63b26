"""One optimal flow for the open gates, kept optimal while gates open and close: successive shortest paths.

Source: Ahuja, Magnanti & Orlin, Network Flows, §9.7 (successive shortest paths with potentials) and §12.4. The flow
sends places of targets to classes of agents. Its dual prices stay valid at all times: ``mu`` per class, ``lam`` per
target, with v - mu[class] <= lam[target] on every usable arc and equality on used ones. So one place is put in, or
one hole is filled, by one Dijkstra search over reduced costs that stops at the first end it can prove best.

Every change is written to a log; :func:`rollback` undoes a whole move.
"""

# An entry of an int64 array has no static type of its own.
# mypy: disable-error-code="no-any-return"
from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from solver.kernel import kernel
from solver.memory import (  # fmt: skip
    AT_A_PTR,
    AT_V_PTR,
    BASE,
    BASE_SEEN,
    BLOCK_PTR,
    BLOCK_TARGET,
    CLASS_BLOCK,
    CLASS_CAP,
    CLASS_KIND,
    CLASS_LOW,
    CLASS_PTR,
    CLASS_REWARD,
    CLASS_SIZE,
    COUNT,
    DIRTY,
    DIST,
    END,
    END_CLASS,
    GATE_A,
    GATE_BONUS,
    GATE_V,
    GATE_VALUE,
    GOAL,
    HEAP_KEY,
    HEAP_NODE,
    HELD,
    IS_OPEN,
    LAM,
    LOAD,
    LOG,
    LOGGED,
    MU,
    N_A,
    N_AGENT_KINDS,
    N_V,
    ODD_PTR,
    ODD_TARGET,
    ODD_VALUE,
    OPEN_A,
    OPEN_V,
    PLACE_CLASS,
    PLACE_PTR,
    RULE_GROUP,
    RULE_PTR,
    SEEN,
    SERVED,
    SLOT_PTR,
    SLOT_TARGET,
    SLOT_VALUE,
    STAMP,
    TARGET_BLOCK,
    TARGET_DEMAND,
    TARGET_KIND,
    TARGET_MISS,
    TOUCHED,
    VIA_CLASS,
    VIA_TARGET,
    WORK,
    WORTH,
)
from solver.network import BARRED

if TYPE_CHECKING:
    from solver.arrays import Ints

NEVER = 4 * 10**18
_HALF = BARRED // 2
ASSIGN, RELEASE, PRICE, OPEN, CLOSE = 0, 1, 2, 3, 4


def flow_arrays(net: dict[str, Ints]) -> dict[str, Ints]:
    """State and scratch of an empty flow: no gate open, every place missing, every price at its idle level.

    SLOT_TARGET, SLOT_VALUE [slots]  served target and its arc's value; the first LOAD[class] slots are in use
    PLACE_CLASS [places]             serving class; the first SERVED[target] places are in use
    MU [C], LAM [T]                  dual prices
    HELD [T]                         1 while a target is held back: it neither moves nor is filled
    IS_OPEN [G], OPEN_V, OPEN_A      open gates; compact lists beside AT_V_GATE and AT_A_GATE, N_V [V], N_A [B] long
    COUNT [R]                        open gates of each group
    DIRTY [B]                        1 where prices of the block moved since its table of offers was made
    """

    def zeros(n: int) -> Ints:
        return np.zeros(n, dtype=np.int64)

    n_c, n_t, n_g = len(net["CLASS_KIND"]), len(net["TARGET_KIND"]), len(net["GATE_A"])
    n_b, n_v = len(net["CLASS_PTR"]) - 1, len(net["BLOCK_PTR"]) - 1
    slots, places = int(net["SLOT_PTR"][-1]), int(net["PLACE_PTR"][-1])
    heap = 4 * (n_c + places) + 64
    return {
        "SLOT_TARGET": zeros(slots), "SLOT_VALUE": zeros(slots), "LOAD": zeros(n_c), "PLACE_CLASS": zeros(places),
        "SERVED": zeros(n_t), "MU": -np.where(net["CLASS_LOW"] > 0, net["CLASS_REWARD"], 0),
        "LAM": -net["TARGET_MISS"], "HELD": zeros(n_t), "IS_OPEN": zeros(n_g),
        "OPEN_V": zeros(len(net["AT_V_GATE"])), "N_V": zeros(n_v), "OPEN_A": zeros(len(net["AT_A_GATE"])),
        "N_A": zeros(n_b), "COUNT": zeros(len(net["GROUP_LO"])), "DIRTY": np.ones(n_b, dtype=np.int64),
        "DIST": zeros(n_c), "SEEN": zeros(n_c), "VIA_TARGET": zeros(n_c), "VIA_CLASS": zeros(n_c),
        "BASE": zeros(n_t), "BASE_SEEN": zeros(n_t), "HEAP_KEY": zeros(heap), "HEAP_NODE": zeros(heap),
        "TOUCHED": zeros(n_c + 1), "LOG": zeros(1 << 21),
    }  # fmt: skip


@kernel
def arc_value(m: Ints, i: int, t: int, g: int) -> int:
    """Value of class i serving target t behind gate g, or BARRED."""
    w = m[m[WORTH] + m[m[TARGET_KIND] + t] * m[N_AGENT_KINDS] + m[m[CLASS_KIND] + i]]
    if w <= _HALF:
        return BARRED
    for s in range(m[m[ODD_PTR] + i], m[m[ODD_PTR] + i + 1]):
        if m[m[ODD_TARGET] + s] == t:
            if m[m[ODD_VALUE] + s] <= _HALF:
                return BARRED
            w += m[m[ODD_VALUE] + s]
    return w + m[m[GATE_BONUS] + g]


@kernel
def serves(m: Ints, i: int, t: int) -> int:
    """How many places of target t class i fills."""
    n = 0
    for p in range(m[m[PLACE_PTR] + t], m[m[PLACE_PTR] + t] + m[m[SERVED] + t]):
        if m[m[PLACE_CLASS] + p] == i:
            n += 1
    return n


@kernel
def value_of_pair(m: Ints, i: int, t: int) -> int:
    """Value of the used arc class i - target t."""
    for s in range(m[m[SLOT_PTR] + i], m[m[SLOT_PTR] + i] + m[m[LOAD] + i]):
        if m[m[SLOT_TARGET] + s] == t:
            return m[m[SLOT_VALUE] + s]
    return BARRED


@kernel
def _note(m: Ints, op: int, a: int, b: int, c: int) -> None:
    n = m[LOGGED]
    if n + 4 <= (m[LOG + 1] - m[LOG]):
        m[m[LOG] + n] = op
        m[m[LOG] + n + 1] = a
        m[m[LOG] + n + 2] = b
        m[m[LOG] + n + 3] = c
    m[LOGGED] = n + 4


@kernel
def _put(m: Ints, i: int, t: int, value: int) -> None:
    m[m[SLOT_TARGET] + m[m[SLOT_PTR] + i] + m[m[LOAD] + i]] = t
    m[m[SLOT_VALUE] + m[m[SLOT_PTR] + i] + m[m[LOAD] + i]] = value
    if m[m[LOAD] + i] < m[m[CLASS_LOW] + i]:
        m[GOAL] += m[m[CLASS_REWARD] + i]
    m[m[LOAD] + i] += 1
    m[m[PLACE_CLASS] + m[m[PLACE_PTR] + t] + m[m[SERVED] + t]] = i
    m[m[SERVED] + t] += 1
    m[GOAL] += value + m[m[TARGET_MISS] + t]


@kernel
def _take(m: Ints, i: int, t: int) -> int:
    last = m[m[SLOT_PTR] + i] + m[m[LOAD] + i] - 1
    s = m[m[SLOT_PTR] + i]
    while m[m[SLOT_TARGET] + s] != t:
        s += 1
    value = m[m[SLOT_VALUE] + s]
    m[m[SLOT_TARGET] + s] = m[m[SLOT_TARGET] + last]
    m[m[SLOT_VALUE] + s] = m[m[SLOT_VALUE] + last]
    m[m[LOAD] + i] -= 1
    if m[m[LOAD] + i] < m[m[CLASS_LOW] + i]:
        m[GOAL] -= m[m[CLASS_REWARD] + i]
    last = m[m[PLACE_PTR] + t] + m[m[SERVED] + t] - 1
    p = m[m[PLACE_PTR] + t]
    while m[m[PLACE_CLASS] + p] != i:
        p += 1
    m[m[PLACE_CLASS] + p] = m[m[PLACE_CLASS] + last]
    m[m[SERVED] + t] -= 1
    m[GOAL] -= value + m[m[TARGET_MISS] + t]
    return value


@kernel
def assign(m: Ints, i: int, t: int, value: int) -> None:
    """Let class i serve one more place of target t."""
    _put(m, i, t, value)
    _note(m, ASSIGN, i, t, value)


@kernel
def release(m: Ints, i: int, t: int) -> None:
    """Take one place of target t back from class i."""
    value = _take(m, i, t)
    _note(m, RELEASE, i, t, value)


@kernel
def _set_price(m: Ints, i: int, price: int) -> None:
    _note(m, PRICE, i, m[m[MU] + i], 0)
    m[m[MU] + i] = price
    m[m[DIRTY] + m[m[CLASS_BLOCK] + i]] = 1


@kernel
def _toggle(m: Ints, g: int, opened: bool) -> None:
    step = 1 if opened else -1
    m[m[IS_OPEN] + g] = 1 if opened else 0
    m[GOAL] += step * m[m[GATE_VALUE] + g]
    for r in range(m[m[RULE_PTR] + g], m[m[RULE_PTR] + g + 1]):
        m[m[COUNT] + m[m[RULE_GROUP] + r]] += step
    for side in range(2):
        if side == 0:
            start, size = m[OPEN_V] + m[m[AT_V_PTR] + m[m[GATE_V] + g]], m[N_V] + m[m[GATE_V] + g]
        else:
            start, size = m[OPEN_A] + m[m[AT_A_PTR] + m[m[GATE_A] + g]], m[N_A] + m[m[GATE_A] + g]
        if opened:
            m[start + m[size]] = g
            m[size] += 1
        else:
            s = start
            while m[s] != g:
                s += 1
            m[size] -= 1
            m[s] = m[start + m[size]]


@kernel
def toggle(m: Ints, g: int, opened: bool) -> None:
    """Open or close a gate in the lists; pairs and prices are the caller's task."""
    _toggle(m, g, opened)
    _note(m, OPEN if opened else CLOSE, g, 0, 0)


@kernel
def next_reward(m: Ints, i: int) -> int:
    """What one more place would earn class i beside its value; -NEVER when it is full."""
    if m[m[LOAD] + i] >= m[m[CLASS_CAP] + i]:
        return -NEVER
    return m[m[CLASS_REWARD] + i] if m[m[LOAD] + i] < m[m[CLASS_LOW] + i] else 0


@kernel
def last_reward(m: Ints, i: int) -> int:
    """What class i would lose with its last place."""
    return m[m[CLASS_REWARD] + i] if m[m[LOAD] + i] <= m[m[CLASS_LOW] + i] else 0


@kernel
def price_target(m: Ints, t: int) -> None:
    """Set lam[t] from the places that serve it."""
    if m[m[HELD] + t]:
        return
    if m[m[SERVED] + t] < m[m[TARGET_DEMAND] + t]:
        m[m[LAM] + t] = -m[m[TARGET_MISS] + t]
        return
    low = NEVER
    for p in range(m[m[PLACE_PTR] + t], m[m[PLACE_PTR] + t] + m[m[SERVED] + t]):
        i = m[m[PLACE_CLASS] + p]
        worth = value_of_pair(m, i, t) - m[m[MU] + i]
        low = min(low, worth)
    m[m[LAM] + t] = low if low < NEVER else -m[m[TARGET_MISS] + t]


@kernel
def _reprice_class(m: Ints, i: int) -> None:
    for s in range(m[m[SLOT_PTR] + i], m[m[SLOT_PTR] + i] + m[m[LOAD] + i]):
        t = m[m[SLOT_TARGET] + s]
        if m[m[TARGET_DEMAND] + t] == 1:
            m[m[LAM] + t] = m[m[SLOT_VALUE] + s] - m[m[MU] + i]
        else:
            price_target(m, t)


@kernel
def _push(m: Ints, size: int, key: int, node: int) -> int:
    k = size
    while k > 0:
        up = (k - 1) >> 1
        if m[m[HEAP_KEY] + up] <= key:
            break
        m[m[HEAP_KEY] + k] = m[m[HEAP_KEY] + up]
        m[m[HEAP_NODE] + k] = m[m[HEAP_NODE] + up]
        k = up
    m[m[HEAP_KEY] + k] = key
    m[m[HEAP_NODE] + k] = node
    return size + 1


@kernel
def _pop(m: Ints, size: int) -> int:
    """Removes the root; returns the new size. The root is read before."""
    size -= 1
    key, node = m[m[HEAP_KEY] + size], m[m[HEAP_NODE] + size]
    k = 0
    while True:
        down = 2 * k + 1
        if down >= size:
            break
        if down + 1 < size and m[m[HEAP_KEY] + down + 1] < m[m[HEAP_KEY] + down]:
            down += 1
        if m[m[HEAP_KEY] + down] >= key:
            break
        m[m[HEAP_KEY] + k] = m[m[HEAP_KEY] + down]
        m[m[HEAP_NODE] + k] = m[m[HEAP_NODE] + down]
        k = down
    m[m[HEAP_KEY] + k] = key
    m[m[HEAP_NODE] + k] = node
    return size


@kernel
def best_price(m: Ints, t: int) -> int:
    """The most v - mu any usable class offers one more place of target t; -NEVER where none can."""
    best = -NEVER
    v = m[m[TARGET_BLOCK] + t]
    start = m[m[AT_V_PTR] + v]
    kind, mu, odd = m[CLASS_KIND], m[MU], m[ODD_PTR]
    row = m[WORTH] + m[m[TARGET_KIND] + t] * m[N_AGENT_KINDS]
    for k in range(start, start + m[m[N_V] + v]):
        g = m[m[OPEN_V] + k]
        a = m[m[GATE_A] + g]
        bonus = m[m[GATE_BONUS] + g]
        first, last = m[m[CLASS_PTR] + a], m[m[CLASS_PTR] + a + 1]
        m[WORK] += last - first
        for i in range(first, last):
            w = m[row + m[kind + i]] + bonus if m[odd + i] == m[odd + i + 1] else arc_value(m, i, t, g)
            if w - m[mu + i] > best and w > _HALF:
                if m[m[SERVED] + t] and serves(m, i, t) >= m[m[CLASS_SIZE] + i]:
                    continue
                best = w - m[mu + i]
    return best


@kernel
def _reach(m: Ints, t: int, offset: int, size: int, touched: int, source: int) -> tuple[int, int]:
    """Offer target t (leaving class ``source`` at path cost ``offset`` against v - mu) to every usable class. A class
    with a free place is an end: m[END] falls to the cost of the cheapest, so that dearer labels are never made."""
    best_end = m[END]
    stamp = m[STAMP]
    v = m[m[TARGET_BLOCK] + t]
    start = m[m[AT_V_PTR] + v]
    many = m[m[TARGET_DEMAND] + t] > 1
    # Entries of the header are read once: the compiler cannot know that stores leave them alone.
    kind, mu, odd, seen, dist = m[CLASS_KIND], m[MU], m[ODD_PTR], m[SEEN], m[DIST]
    row = m[WORTH] + m[m[TARGET_KIND] + t] * m[N_AGENT_KINDS]
    for k in range(start, start + m[m[N_V] + v]):
        g = m[m[OPEN_V] + k]
        a = m[m[GATE_A] + g]
        first, last = m[m[CLASS_PTR] + a], m[m[CLASS_PTR] + a + 1]
        m[WORK] += last - first
        near = offset - m[m[GATE_BONUS] + g]
        for i in range(first, last):
            c = near - m[row + m[kind + i]] + m[mu + i]
            if m[odd + i] < m[odd + i + 1]:
                full = arc_value(m, i, t, g)
                if full <= _HALF:
                    continue
                c = offset - full + m[mu + i]
            if c >= best_end or i == source or (m[seen + i] == stamp and m[dist + i] <= c):
                continue
            if many and serves(m, i, t) >= m[m[CLASS_SIZE] + i]:
                continue
            if m[m[SEEN] + i] != stamp:
                m[m[SEEN] + i] = stamp
                m[m[TOUCHED] + touched] = i
                touched += 1
            m[m[DIST] + i] = c
            m[m[VIA_TARGET] + i] = t
            m[m[VIA_CLASS] + i] = source
            if m[m[LOAD] + i] < m[m[CLASS_CAP] + i]:
                end = c - next_reward(m, i) - m[mu + i]
                if end < best_end:
                    best_end = m[END] = end
                    m[END_CLASS] = i
            size = _push(m, size, c, i)
            if size >= (m[HEAP_KEY + 1] - m[HEAP_KEY]) - 1:
                size = _compact(m, size)
    return size, touched


@kernel
def _compact(m: Ints, size: int) -> int:
    """Drop stale entries when the heap's room is used up."""
    kept = 0
    for k in range(size):
        if m[m[HEAP_KEY] + k] == m[m[DIST] + m[m[HEAP_NODE] + k]]:
            key, node = m[m[HEAP_KEY] + k], m[m[HEAP_NODE] + k]
            kept = _push(m, kept, key, node)
    return kept


@kernel
def insert(m: Ints, s: int, budget: int) -> bool:
    """Give one missing place of target s its class along a cheapest chain of exchanges, or leave the place missing
    (or another place missing in its stead) where that is better. False, with nothing changed, where the chain costs
    more than ``budget`` against the best offer :func:`best_price`."""
    top = best_price(m, s)
    if top == -NEVER:
        price_target(m, s)
        return True
    m[STAMP] += 1
    stamp = m[STAMP]
    end_kind, end_class, end_target = 0, -1, -1
    m[END], m[END_CLASS] = top + m[m[TARGET_MISS] + s], -1
    if m[END] > budget:
        m[END], end_kind = budget + 1, -1
    size, touched = _reach(m, s, top, 0, 0, -1)
    while size > 0:
        d, i = m[m[HEAP_KEY] + 0], m[m[HEAP_NODE] + 0]
        size = _pop(m, size)
        if d > m[m[DIST] + i]:
            continue
        if d >= m[END]:
            break
        for k in range(m[m[SLOT_PTR] + i], m[m[SLOT_PTR] + i] + m[m[LOAD] + i]):
            t = m[m[SLOT_TARGET] + k]
            if t == s:
                continue
            leave = d + m[m[SLOT_VALUE] + k] - m[m[MU] + i]
            if m[m[BASE_SEEN] + t] == stamp and m[m[BASE] + t] <= leave - m[m[LAM] + t]:
                continue
            m[m[BASE_SEEN] + t] = stamp
            m[m[BASE] + t] = leave - m[m[LAM] + t]
            e = leave + m[m[TARGET_MISS] + t]
            if e < m[END]:
                m[END], m[END_CLASS], end_kind, end_class, end_target = e, -1, 2, i, t
            size, touched = _reach(m, t, leave, size, touched, i)
    if m[END_CLASS] >= 0:
        end_kind, end_class = 1, m[END_CLASS]
    if end_kind < 0:
        return False
    i = end_class
    if end_kind == 2:
        release(m, i, end_target)
    if end_kind > 0:
        _augment(m, i)
    _shift_prices(m, m[END], touched, 1)
    price_target(m, s)
    if end_kind == 2:
        price_target(m, end_target)
    return True


@kernel
def open_gate(m: Ints, a: int, v: int) -> int:
    """The open gate between agent block a and target block v, -1 where there is none."""
    start = m[m[AT_V_PTR] + v]
    for k in range(start, start + m[m[N_V] + v]):
        if m[m[GATE_A] + m[m[OPEN_V] + k]] == a:
            return m[m[OPEN_V] + k]
    return -1


@kernel
def _augment(m: Ints, end: int) -> None:
    """Shift places along the chain that ends at class ``end``."""
    i = end
    while i >= 0:
        t, source = m[m[VIA_TARGET] + i], m[m[VIA_CLASS] + i]
        if source >= 0:
            release(m, source, t)
        g = open_gate(m, m[m[CLASS_BLOCK] + i], m[m[TARGET_BLOCK] + t])
        assign(m, i, t, arc_value(m, i, t, g))
        i = source


@kernel
def _shift_prices(m: Ints, distance: int, touched: int, sign: int) -> None:
    """Potentials of successive shortest paths: every class nearer than ``distance`` moves by what is left."""
    for k in range(touched):
        i = m[m[TOUCHED] + k]
        if m[m[DIST] + i] < distance:
            _set_price(m, i, m[m[MU] + i] + sign * (distance - m[m[DIST] + i]))
    for k in range(touched):
        i = m[m[TOUCHED] + k]
        if m[m[DIST] + i] <= distance:
            _reprice_class(m, i)


@kernel
def fill_hole(m: Ints, hole: int) -> None:
    """Class ``hole`` has lost a place and its price is too high for a free one: move places along a cheapest chain,
    fill a missing place, or lower the price, whichever is best."""
    end = m[m[MU] + hole] + next_reward(m, hole)
    if end <= 0:
        return
    m[STAMP] += 1
    stamp = m[STAMP]
    kind, end_class, end_target = 0, hole, -1
    m[m[SEEN] + hole] = stamp
    m[m[DIST] + hole] = 0
    m[m[VIA_CLASS] + hole] = -1
    m[m[TOUCHED] + 0] = hole
    touched = 1
    size = _push(m, 0, 0, hole)
    while size > 0:
        d, k = m[m[HEAP_KEY] + 0], m[m[HEAP_NODE] + 0]
        size = _pop(m, size)
        if d > m[m[DIST] + k]:
            continue
        if d >= end:
            break
        a = m[m[CLASS_BLOCK] + k]
        # Entries of the header are read once: the compiler cannot know that stores leave them alone.
        listed, target_kind, lam, held, wide = (
            m[BLOCK_TARGET],
            m[TARGET_KIND],
            m[LAM],
            m[HELD],
            m[N_AGENT_KINDS],
        )
        column, plain = m[WORTH] + m[m[CLASS_KIND] + k], m[m[ODD_PTR] + k] == m[m[ODD_PTR] + k + 1]
        near = d + m[m[MU] + k]
        for q in range(m[m[AT_A_PTR] + a], m[m[AT_A_PTR] + a] + m[m[N_A] + a]):
            g = m[m[OPEN_A] + q]
            v = m[m[GATE_V] + g]
            first, last, bonus = m[m[BLOCK_PTR] + v], m[m[BLOCK_PTR] + v + 1], m[m[GATE_BONUS] + g]
            m[WORK] += last - first
            for b in range(first, last):
                t = m[listed + b]
                w = m[column + m[target_kind + t] * wide] + bonus if plain else arc_value(m, k, t, g)
                base = near - w
                if base + m[lam + t] >= end or m[held + t] or w <= _HALF:
                    continue
                if m[m[TARGET_DEMAND] + t] > 1 and serves(m, k, t) >= m[m[CLASS_SIZE] + k]:
                    continue
                if m[m[SERVED] + t] < m[m[TARGET_DEMAND] + t]:
                    e = base - m[m[TARGET_MISS] + t]
                    if e < end:
                        end, kind, end_class, end_target = e, 2, k, t
                for p in range(m[m[PLACE_PTR] + t], m[m[PLACE_PTR] + t] + m[m[SERVED] + t]):
                    i = m[m[PLACE_CLASS] + p]
                    if i == k:
                        continue
                    c = base + m[m[LAM] + t]
                    if m[m[TARGET_DEMAND] + t] > 1:
                        c = base + value_of_pair(m, i, t) - m[m[MU] + i]
                    if c >= end or (m[m[SEEN] + i] == stamp and m[m[DIST] + i] <= c):
                        continue
                    if m[m[SEEN] + i] != stamp:
                        m[m[SEEN] + i] = stamp
                        m[m[TOUCHED] + touched] = i
                        touched += 1
                    m[m[DIST] + i] = c
                    m[m[VIA_TARGET] + i] = t
                    m[m[VIA_CLASS] + i] = k
                    e = c + m[m[MU] + i] + last_reward(m, i)
                    if e < end:
                        end, kind, end_class = e, 1, i
                    size = _push(m, size, c, i)
                    if size >= (m[HEAP_KEY + 1] - m[HEAP_KEY]) - 1:
                        size = _compact(m, size)
    if kind == 2:
        g = open_gate(m, m[m[CLASS_BLOCK] + end_class], m[m[TARGET_BLOCK] + end_target])
        value = arc_value(m, end_class, end_target, g)
    if kind > 0:
        _pull(m, end_class)
    if kind == 2:
        assign(m, end_class, end_target, value)
    _shift_prices(m, end, touched, -1)
    if kind == 2:
        price_target(m, end_target)


@kernel
def _pull(m: Ints, end: int) -> None:
    """Move the hole from where it began to class ``end``; the moves nearest the hole come first."""
    n, k = 0, end
    while m[m[VIA_CLASS] + k] >= 0:
        m[m[HEAP_NODE] + n] = k
        n += 1
        k = m[m[VIA_CLASS] + k]
    for e in range(n - 1, -1, -1):
        k = m[m[HEAP_NODE] + e]
        t, taker = m[m[VIA_TARGET] + k], m[m[VIA_CLASS] + k]
        release(m, k, t)
        g = open_gate(m, m[m[CLASS_BLOCK] + taker], m[m[TARGET_BLOCK] + t])
        assign(m, taker, t, arc_value(m, taker, t, g))


@kernel
def take_out(m: Ints, i: int, t: int) -> None:
    """Take a place of the held target t from class i and mend the flow."""
    release(m, i, t)
    fill_hole(m, i)


@kernel
def rollback(m: Ints, mark: int) -> bool:
    """Undo everything logged since ``mark``; False where the log overflowed and cannot be trusted."""
    end = m[LOGGED]
    if end > (m[LOG + 1] - m[LOG]):
        return False
    for n in range(end - 4, mark - 4, -4):
        op, a, b, c = m[m[LOG] + n], m[m[LOG] + n + 1], m[m[LOG] + n + 2], m[m[LOG] + n + 3]
        if op == ASSIGN:
            _take(m, a, b)
        elif op == RELEASE:
            _put(m, a, b, c)
        elif op == PRICE:
            m[m[MU] + a] = b
            m[m[DIRTY] + m[m[CLASS_BLOCK] + a]] = 1
        else:
            _toggle(m, a, op == CLOSE)
    for n in range(mark, end, 4):
        if m[m[LOG] + n] == PRICE:
            _reprice_class(m, m[m[LOG] + n + 1])
        elif m[m[LOG] + n] <= RELEASE:
            price_target(m, m[m[LOG] + n + 2])
    m[LOGGED] = mark
    return True
