"""Dual prices and reduced costs: ``mu`` of a class is kept, ``lam`` of a target follows from it.

On every usable arc v - mu[class] <= lam[target], with equality on used ones (complementary slackness; Ahuja, Magnanti
& Orlin, Network Flows, §9.3).
"""

# An entry of an int64 array has no static type of its own.
# mypy: disable-error-code="no-any-return"
from __future__ import annotations

from typing import TYPE_CHECKING, Final

from solver import memory as at
from solver.kernel import kernel
from solver.network import BARRED
from solver.residual import NEVER, arc_value, open_gate, serves, value_of_pair

if TYPE_CHECKING:
    from solver.arrays import Ints

_HALF: Final = BARRED // 2


@kernel
def price_target(m: Ints, t: int) -> None:
    """Set lam[t] from the places that serve it."""
    if m[m[at.HELD] + t]:
        return
    if m[m[at.SERVED] + t] < m[m[at.TARGET_DEMAND] + t]:
        m[m[at.LAM] + t] = -m[m[at.TARGET_MISS] + t]
        return
    low = NEVER
    for p in range(m[m[at.PLACE_PTR] + t], m[m[at.PLACE_PTR] + t] + m[m[at.SERVED] + t]):
        i = m[m[at.PLACE_CLASS] + p]
        worth = value_of_pair(m, i, t) - m[m[at.MU] + i]
        low = min(low, worth)
    m[m[at.LAM] + t] = low if low < NEVER else -m[m[at.TARGET_MISS] + t]


@kernel
def reprice_class(m: Ints, i: int) -> None:
    """Set lam of every target that class i serves, after mu[i] moved."""
    for s in range(m[m[at.SLOT_PTR] + i], m[m[at.SLOT_PTR] + i] + m[m[at.LOAD] + i]):
        t = m[m[at.SLOT_TARGET] + s]
        if m[m[at.TARGET_DEMAND] + t] == 1:
            m[m[at.LAM] + t] = m[m[at.SLOT_VALUE] + s] - m[m[at.MU] + i]
        else:
            price_target(m, t)


@kernel
def least_price(m: Ints, a: int, t: int) -> int:
    """Least mu - worth among the classes of agent block a for target t: no arc is cheaper, but for what odd arcs add and
    for classes at home (solver.home). Two contiguous rows, which the compiler turns into vector instructions."""
    first = m[m[at.CLASS_PTR] + a]
    n = m[m[at.CLASS_PTR] + a + 1] - first
    start = m[at.DENSE] + m[m[at.DENSE_PTR] + a] + m[m[at.TARGET_KIND] + t] * n
    price, worth = m[m[at.MU_AWAY] + first : m[at.MU_AWAY] + first + n], m[start : start + n]
    least = NEVER
    for k in range(n):
        least = min(least, price[k] - worth[k])
    return least


@kernel
def best_price(m: Ints, t: int) -> int:
    """The most v - mu any usable class offers one more place of target t; -NEVER where none can."""
    best = -NEVER
    v = m[m[at.TARGET_BLOCK] + t]
    start = m[m[at.AT_V_PTR] + v]
    plain = m[m[at.TARGET_ODD] + t] == 0
    for k in range(start, start + m[m[at.N_V] + v]):
        g = m[m[at.OPEN_V] + k]
        a = m[m[at.GATE_A] + g]
        first, last = m[m[at.CLASS_PTR] + a], m[m[at.CLASS_PTR] + a + 1]
        m[at.WORK] += last - first
        if plain:
            x = m[m[at.GATE_BONUS] + g] - least_price(m, a, t)
            if x < _HALF:
                continue
            best = max(best, x)
            continue
        for i in range(first, last):
            w = arc_value(m, i, t, g)
            if w - m[m[at.MU] + i] > best and w > _HALF:
                if m[m[at.SERVED] + t] and serves(m, i, t) >= m[m[at.CLASS_SIZE] + i]:
                    continue
                best = w - m[m[at.MU] + i]
    i = m[m[at.HOME_HEAD] + v] if plain else -1
    while i >= 0:
        w = arc_value(m, i, t, open_gate(m, m[m[at.CLASS_BLOCK] + i], v))
        if w > _HALF:
            best = max(best, w - m[m[at.MU] + i])
        i = m[m[at.HOME_NEXT] + i]
    return best
