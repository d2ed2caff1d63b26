"""Proposed moves: a few gates to close and a few to open, so that every group stays within its limits.

A move begins at a random choice row and is mended, group by group, by ejection: a gate too many pushes another out,
a gate too few calls another in (Glover 1996, ejection chains). While a move is drawn, the groups' counts already show it.
"""

# An entry of an int64 array has no static type of its own.
# mypy: disable-error-code="no-any-return"
from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from solver import memory as at
from solver.kernel import kernel

if TYPE_CHECKING:
    from solver.arrays import Ints

MOST: Final = 6
"""Gates a move closes at most, and opens at most."""


def choice_rows(net: dict[str, Ints]) -> tuple[Ints, Ints, Ints]:
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
    x = np.uint64(m[at.RANDOM])
    x ^= x << np.uint64(13)
    x ^= x >> np.uint64(7)
    x ^= x << np.uint64(17)
    m[at.RANDOM] = np.int64(x)
    return int((x >> np.uint64(11)) % np.uint64(n))


@kernel
def moved(m: Ints, e: int) -> int:
    """Gate number e of the proposed move, drops first."""
    return m[m[at.DROPS] + e] if e < m[at.DROPPED] else m[m[at.ADDS] + e - m[at.DROPPED]]


@kernel
def _count(m: Ints, g: int, step: int) -> None:
    for r in range(m[m[at.RULE_PTR] + g], m[m[at.RULE_PTR] + g + 1]):
        m[m[at.COUNT] + m[m[at.RULE_GROUP] + r]] += step


@kernel
def uncount(m: Ints) -> None:
    """Take the proposed move out of the groups' counts again."""
    for e in range(m[at.DROPPED]):
        _count(m, m[m[at.DROPS] + e], 1)
    for e in range(m[at.ADDED]):
        _count(m, m[m[at.ADDS] + e], -1)


@kernel
def _in_group(m: Ints, g: int, r: int) -> bool:
    for q in range(m[m[at.RULE_PTR] + g], m[m[at.RULE_PTR] + g + 1]):  # noqa: SIM110 - numba compiles no any()
        if m[m[at.RULE_GROUP] + q] == r:
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
    m[m[at.DROPS] + m[at.DROPPED]] = g
    m[at.DROPPED] += 1
    _count(m, g, -1)


@kernel
def _add(m: Ints, g: int) -> None:
    m[m[at.ADDS] + m[at.ADDED]] = g
    m[at.ADDED] += 1
    _count(m, g, 1)


@kernel
def _pick_open(m: Ints, cause: int, r: int) -> int:
    """A random open gate of group r that shares a block with gate ``cause`` and may be closed, -1 where none."""
    chosen, seen = -1, 0
    for side in range(2):
        if side == 0:
            block = m[m[at.GATE_A] + cause]
            start, n = m[at.OPEN_A] + m[m[at.AT_A_PTR] + block], m[m[at.N_A] + block]
        else:
            block = m[m[at.GATE_V] + cause]
            start, n = m[at.OPEN_V] + m[m[at.AT_V_PTR] + block], m[m[at.N_V] + block]
        for k in range(start, start + n):
            g = m[k]
            free = m[m[at.GATE_FIXED] + g] == 0 and not _listed(m, at.DROPS, m[at.DROPPED], g)
            if free and _in_group(m, g, r):
                seen += 1
                if draw(m, seen) == 0:
                    chosen = g
    return chosen


@kernel
def _pick_closed(m: Ints, cause: int, r: int) -> int:
    """A closed gate to open so that group r, short because ``cause`` closes, is filled again; -1 where none."""
    chosen, seen = -1, 0
    a, v = m[m[at.GATE_A] + cause], m[m[at.GATE_V] + cause]
    if draw(m, 2) == 0:
        for e in range(m[at.DROPPED]):
            h = m[m[at.DROPS] + e]
            if h == cause:
                continue
            for q in range(m[m[at.AT_V_PTR] + v], m[m[at.AT_V_PTR] + v + 1]):
                g = m[m[at.AT_V_GATE] + q]
                same = m[m[at.GATE_A] + g] == m[m[at.GATE_A] + h]
                if same and not m[m[at.IS_OPEN] + g] and _in_group(m, g, r):
                    return g
            for q in range(m[m[at.AT_A_PTR] + a], m[m[at.AT_A_PTR] + a + 1]):
                g = m[m[at.AT_A_GATE] + q]
                same = m[m[at.GATE_V] + g] == m[m[at.GATE_V] + h]
                if same and not m[m[at.IS_OPEN] + g] and _in_group(m, g, r):
                    return g
    y = m[m[at.ROW_OF] + cause]
    for k in range(m[at.TOP]):
        g = m[m[at.ROW_TOP] + y * m[at.TOP] + k]
        if g >= 0 and not m[m[at.IS_OPEN] + g] and g != cause and _in_group(m, g, r):
            seen += 1
            if draw(m, seen) == 0:
                chosen = g
    if chosen >= 0:
        return chosen
    for q in range(m[m[at.AT_A_PTR] + a], m[m[at.AT_A_PTR] + a + 1]):
        g = m[m[at.AT_A_GATE] + q]
        if not m[m[at.IS_OPEN] + g] and g != cause and _in_group(m, g, r):
            good = False
            for k in range(m[at.TOP]):
                good |= m[m[at.ROW_TOP] + m[m[at.ROW_OF] + g] * m[at.TOP] + k] == g
            if good or draw(m, 16) == 0:
                seen += 1
                if draw(m, seen) == 0:
                    chosen = g
    return chosen


@kernel
def propose(m: Ints) -> bool:
    """Draw a move that keeps every group within its limits: add, drop, swap, shift, cross or chain. False: none."""
    m[at.DROPPED] = m[at.ADDED] = 0
    m[at.MOVER] = -1
    y = draw(m, m[at.N_ROWS])
    if draw(m, 8) != 0:
        g = m[m[at.ROW_TOP] + y * m[at.TOP] + draw(m, m[at.TOP])]
        if g >= 0 and not m[m[at.IS_OPEN] + g]:
            _add(m, g)
    if m[at.ADDED] == 0 or draw(m, 4) != 0:
        v, seen, chosen = m[m[at.GATE_V] + m[m[at.ROW_GATE] + m[m[at.ROW_PTR] + y]]], 0, -1
        for k in range(m[m[at.AT_V_PTR] + v], m[m[at.AT_V_PTR] + v] + m[m[at.N_V] + v]):
            g = m[m[at.OPEN_V] + k]
            if m[m[at.ROW_OF] + g] == y and m[m[at.GATE_FIXED] + g] == 0:
                seen += 1
                if draw(m, seen) == 0:
                    chosen = g
        if chosen >= 0:
            _drop(m, chosen)
    for _ in range(MOST):
        wrong, cause, over = -1, -1, False
        for e in range(m[at.DROPPED] + m[at.ADDED]):
            g = moved(m, e)
            for q in range(m[m[at.RULE_PTR] + g], m[m[at.RULE_PTR] + g + 1]):
                r = m[m[at.RULE_GROUP] + q]
                if m[m[at.COUNT] + r] > m[m[at.GROUP_HI] + r] or m[m[at.COUNT] + r] < m[m[at.GROUP_LO] + r]:
                    wrong, cause, over = r, g, m[m[at.COUNT] + r] > m[m[at.GROUP_HI] + r]
        if wrong < 0:
            return m[at.DROPPED] + m[at.ADDED] > 0
        if over:
            g = _pick_open(m, cause, wrong)
            if g < 0 or m[at.DROPPED] >= MOST:
                return False
            _drop(m, g)
        else:
            g = _pick_closed(m, cause, wrong)
            if g < 0 or m[at.ADDED] >= MOST or _listed(m, at.ADDS, m[at.ADDED], g):
                return False
            _add(m, g)
    return False
