"""The dual filter: what a move can gain at most, in microseconds and without any flow.

By weak duality, with class prices kept, only the targets of the touched blocks can change theirs. So a move gains at
most the sum of their new best offers less their old ones (:func:`block_bound`), beside the values of its gates.
"""

# An entry of an int64 array has no static type of its own.
# mypy: disable-error-code="no-any-return"
from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from solver import memory as at
from solver.kernel import kernel
from solver.moves import moved
from solver.network import BARRED
from solver.prices import least_price
from solver.residual import arc_value

if TYPE_CHECKING:
    from solver.arrays import Ints

_NEAR: Final = 3000
"""How far below a target's price (in hundredths of a point) an offer still speaks for its gate in a row's ranking."""
_HALF: Final = BARRED // 2


@kernel
def move_bound(m: Ints) -> int:
    """Most the proposed move can gain."""
    gain = 0
    m[at.AFFECTED] = 0
    for e in range(m[at.DROPPED] + m[at.ADDED]):
        g = moved(m, e)
        gain += -m[m[at.GATE_VALUE] + g] if e < m[at.DROPPED] else m[m[at.GATE_VALUE] + g]
        v, again = m[m[at.GATE_V] + g], False
        if e < m[at.DROPPED]:
            gain += _spread_at(m, g)
        for n in range(e):
            again |= m[m[at.GATE_V] + moved(m, n)] == v
        if not again:
            gain += block_bound(m, v) - block_value(m, v)
            m[at.AFFECTED] += _affected(m, v)
    return gain


@kernel
def _spread_at(m: Ints, g: int) -> int:
    """What classes behind gate g gain at most when it closes and they are at home there no more."""
    gain, i = 0, m[m[at.HOME_HEAD] + m[m[at.GATE_V] + g]]
    while i >= 0:
        if m[m[at.CLASS_BLOCK] + i] == m[m[at.GATE_A] + g]:
            gain += m[m[at.CLASS_SPREAD] + i]
        i = m[m[at.HOME_NEXT] + i]
    return gain


@kernel
def block_bound(m: Ints, v: int) -> int:
    """Most the dual value of block v can be after the proposed move, at today's class prices."""
    _clear_offers(m, v)
    start = m[m[at.AT_V_PTR] + v]
    for k in range(start, start + m[m[at.N_V] + v]):
        g = m[m[at.OPEN_V] + k]
        dropped = False
        for e in range(m[at.DROPPED]):
            dropped |= m[m[at.DROPS] + e] == g
        if not dropped:
            _offer_gate(m, g)
    for e in range(m[at.ADDED]):
        if m[m[at.GATE_V] + m[m[at.ADDS] + e]] == v:
            _offer_gate(m, m[m[at.ADDS] + e])
    return _sum_offers(m, v)


@kernel
def block_value(m: Ints, v: int) -> int:
    """Dual value of target block v as it stands: v - mu over its used places, less its missing ones."""
    total = 0
    for b in range(m[m[at.BLOCK_PTR] + v], m[m[at.BLOCK_PTR] + v + 1]):
        t = m[m[at.BLOCK_TARGET] + b]
        total -= m[m[at.TARGET_MISS] + t] * (m[m[at.TARGET_DEMAND] + t] - m[m[at.SERVED] + t])
        for p in range(m[m[at.PLACE_PTR] + t], m[m[at.PLACE_PTR] + t] + m[m[at.SERVED] + t]):
            i = m[m[at.PLACE_CLASS] + p]
            if m[m[at.TARGET_DEMAND] + t] == 1:
                total += m[m[at.LAM] + t]
            else:
                for s in range(m[m[at.SLOT_PTR] + i], m[m[at.SLOT_PTR] + i] + m[m[at.LOAD] + i]):
                    if m[m[at.SLOT_TARGET] + s] == t:
                        total += m[m[at.SLOT_VALUE] + s] - m[m[at.MU] + i]
                        break
    return total


@kernel
def _clear_offers(m: Ints, v: int) -> None:
    for b in range(m[m[at.BLOCK_PTR] + v], m[m[at.BLOCK_PTR] + v + 1]):
        t = m[m[at.BLOCK_TARGET] + b]
        m[m[at.SCRATCH] + t] = -m[m[at.TARGET_MISS] + t]


@kernel
def _offer_gate(m: Ints, g: int) -> None:
    """Raise the scratch offers of the gate's targets to what the gate offers them at most."""
    a, v = m[m[at.GATE_A] + g], m[m[at.GATE_V] + g]
    for b in range(m[m[at.BLOCK_PTR] + v], m[m[at.BLOCK_PTR] + v + 1]):
        t = m[m[at.BLOCK_TARGET] + b]
        m[m[at.SCRATCH] + t] = max(m[m[at.SCRATCH] + t], m[m[at.GATE_BONUS] + g] - least_price(m, a, t))
    for q in range(m[m[at.PLUS_PTR] + g], m[m[at.PLUS_PTR] + g + 1]):
        i, t = m[m[at.PLUS_CLASS] + q], m[m[at.PLUS_TARGET] + q]
        w = arc_value(m, i, t, g)
        if w > _HALF:
            m[m[at.SCRATCH] + t] = max(m[m[at.SCRATCH] + t], w - m[m[at.MU] + i])
    i = m[m[at.HOME_HEAD] + v]
    while i >= 0:
        if m[m[at.CLASS_BLOCK] + i] == a:
            for b in range(m[m[at.BLOCK_PTR] + v], m[m[at.BLOCK_PTR] + v + 1]):
                t = m[m[at.BLOCK_TARGET] + b]
                m[m[at.SCRATCH] + t] = max(m[m[at.SCRATCH] + t], arc_value(m, i, t, g) - m[m[at.MU] + i])
        i = m[m[at.HOME_NEXT] + i]


@kernel
def _affected(m: Ints, v: int) -> int:
    """Targets of block v whose best offer differs from their price."""
    n = 0
    for b in range(m[m[at.BLOCK_PTR] + v], m[m[at.BLOCK_PTR] + v + 1]):
        t = m[m[at.BLOCK_TARGET] + b]
        n += m[m[at.SCRATCH] + t] != m[m[at.LAM] + t]
    return n


@kernel
def _sum_offers(m: Ints, v: int) -> int:
    total = 0
    for b in range(m[m[at.BLOCK_PTR] + v], m[m[at.BLOCK_PTR] + v + 1]):
        t = m[m[at.BLOCK_TARGET] + b]
        total += m[m[at.TARGET_DEMAND] + t] * m[m[at.SCRATCH] + t]
    return total


@kernel
def rank_rows(m: Ints) -> None:
    """Put each row's most promising gates first, by the bound on what opening the gate alone would gain."""
    width = m[at.TOP]
    score = np.empty(width, dtype=np.int64)
    for y in range(m[at.N_ROWS]):
        for k in range(width):
            m[m[at.ROW_TOP] + y * m[at.TOP] + k] = -1
        found = 0
        for q in range(m[m[at.ROW_PTR] + y], m[m[at.ROW_PTR] + y + 1]):
            g = m[m[at.ROW_GATE] + q]
            v = m[m[at.GATE_V] + g]
            for b in range(m[m[at.BLOCK_PTR] + v], m[m[at.BLOCK_PTR] + v + 1]):
                t = m[m[at.BLOCK_TARGET] + b]
                m[m[at.SCRATCH] + t] = max(m[m[at.LAM] + t], -m[m[at.TARGET_MISS] + t]) - _NEAR
            before = _sum_offers(m, v)
            _offer_gate(m, g)
            s = _sum_offers(m, v) - before + m[m[at.GATE_VALUE] + g]
            if found == width and s <= score[width - 1]:
                continue
            k = found if found < width else width - 1
            found = min(width, found + 1)
            while k > 0 and score[k - 1] < s:
                score[k] = score[k - 1]
                m[m[at.ROW_TOP] + y * m[at.TOP] + k] = m[m[at.ROW_TOP] + y * m[at.TOP] + k - 1]
                k -= 1
            score[k] = s
            m[m[at.ROW_TOP] + y * m[at.TOP] + k] = g
