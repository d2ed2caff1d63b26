"""Every change of the flow, written to a log, so that :func:`rollback` can undo a whole move."""

# An entry of an int64 array has no static type of its own.
# mypy: disable-error-code="no-any-return"
from __future__ import annotations

from typing import TYPE_CHECKING

from solver import memory as at
from solver.kernel import kernel
from solver.prices import price_target, reprice_class
from solver.residual import place_reward

if TYPE_CHECKING:
    from solver.arrays import Ints

_ASSIGN, _RELEASE, _PRICE, _OPEN, _CLOSE, _HOME = range(6)


@kernel
def _note(m: Ints, op: int, a: int, b: int, c: int) -> None:
    n = m[at.LOGGED]
    if n + 4 <= (m[at.LOG + 1] - m[at.LOG]):
        m[m[at.LOG] + n] = op
        m[m[at.LOG] + n + 1] = a
        m[m[at.LOG] + n + 2] = b
        m[m[at.LOG] + n + 3] = c
    m[at.LOGGED] = n + 4


@kernel
def _put(m: Ints, i: int, t: int, value: int) -> None:
    m[m[at.SLOT_TARGET] + m[m[at.SLOT_PTR] + i] + m[m[at.LOAD] + i]] = t
    m[m[at.SLOT_VALUE] + m[m[at.SLOT_PTR] + i] + m[m[at.LOAD] + i]] = value
    m[m[at.LOAD] + i] += 1
    m[at.GOAL] += place_reward(m, i, m[m[at.LOAD] + i])
    m[m[at.PLACE_CLASS] + m[m[at.PLACE_PTR] + t] + m[m[at.SERVED] + t]] = i
    m[m[at.SERVED] + t] += 1
    m[at.GOAL] += value + m[m[at.TARGET_MISS] + t]


@kernel
def _take(m: Ints, i: int, t: int) -> int:
    last = m[m[at.SLOT_PTR] + i] + m[m[at.LOAD] + i] - 1
    s = m[m[at.SLOT_PTR] + i]
    while m[m[at.SLOT_TARGET] + s] != t:
        s += 1
    value = m[m[at.SLOT_VALUE] + s]
    m[m[at.SLOT_TARGET] + s] = m[m[at.SLOT_TARGET] + last]
    m[m[at.SLOT_VALUE] + s] = m[m[at.SLOT_VALUE] + last]
    m[at.GOAL] -= place_reward(m, i, m[m[at.LOAD] + i])
    m[m[at.LOAD] + i] -= 1
    last = m[m[at.PLACE_PTR] + t] + m[m[at.SERVED] + t] - 1
    p = m[m[at.PLACE_PTR] + t]
    while m[m[at.PLACE_CLASS] + p] != i:
        p += 1
    m[m[at.PLACE_CLASS] + p] = m[m[at.PLACE_CLASS] + last]
    m[m[at.SERVED] + t] -= 1
    m[at.GOAL] -= value + m[m[at.TARGET_MISS] + t]
    return value


@kernel
def assign(m: Ints, i: int, t: int, value: int) -> None:
    """Let class i serve one more place of target t."""
    _put(m, i, t, value)
    _note(m, _ASSIGN, i, t, value)


@kernel
def release(m: Ints, i: int, t: int) -> None:
    """Take one place of target t back from class i."""
    value = _take(m, i, t)
    _note(m, _RELEASE, i, t, value)


@kernel
def set_price(m: Ints, i: int, price: int) -> None:
    """Set mu[i]; prices of the targets it serves are the caller's task."""
    _note(m, _PRICE, i, m[m[at.MU] + i], 0)
    _set_price(m, i, price)


@kernel
def _set_price(m: Ints, i: int, price: int) -> None:
    m[m[at.MU] + i] = price
    m[m[at.MU_AWAY] + i] = price + (m[m[at.CLASS_SPREAD] + i] if m[m[at.HOME] + i] >= 0 else 0)


@kernel
def set_home(m: Ints, i: int, v: int) -> None:
    """Make target block v (-1: none) the home of class i, which must serve nothing; its price stays as it is."""
    _note(m, _HOME, i, m[m[at.HOME] + i], 0)
    _set_home(m, i, v)


@kernel
def _set_home(m: Ints, i: int, v: int) -> None:
    old = m[m[at.HOME] + i]
    if old >= 0:
        k = m[at.HOME_HEAD] + old
        while m[k] != i:
            k = m[at.HOME_NEXT] + m[k]
        m[k] = m[m[at.HOME_NEXT] + i]
    if v >= 0:
        m[m[at.HOME_NEXT] + i] = m[m[at.HOME_HEAD] + v]
        m[m[at.HOME_HEAD] + v] = i
    m[m[at.HOME] + i] = v
    _set_price(m, i, m[m[at.MU] + i])


@kernel
def _toggle(m: Ints, g: int, opened: bool) -> None:
    step = 1 if opened else -1
    m[m[at.IS_OPEN] + g] = 1 if opened else 0
    m[at.GOAL] += step * m[m[at.GATE_VALUE] + g]
    for r in range(m[m[at.RULE_PTR] + g], m[m[at.RULE_PTR] + g + 1]):
        m[m[at.COUNT] + m[m[at.RULE_GROUP] + r]] += step
    for side in range(2):
        if side == 0:
            block = m[m[at.GATE_V] + g]
            start, size = m[at.OPEN_V] + m[m[at.AT_V_PTR] + block], m[at.N_V] + block
        else:
            block = m[m[at.GATE_A] + g]
            start, size = m[at.OPEN_A] + m[m[at.AT_A_PTR] + block], m[at.N_A] + block
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
    _note(m, _OPEN if opened else _CLOSE, g, 0, 0)


@kernel
def rollback(m: Ints, mark: int) -> bool:
    """Undo everything logged since ``mark``; False where the log overflowed and cannot be trusted."""
    end = m[at.LOGGED]
    if end > (m[at.LOG + 1] - m[at.LOG]):
        return False
    for n in range(end - 4, mark - 4, -4):
        op, a, b, c = m[m[at.LOG] + n], m[m[at.LOG] + n + 1], m[m[at.LOG] + n + 2], m[m[at.LOG] + n + 3]
        if op == _ASSIGN:
            _take(m, a, b)
        elif op == _RELEASE:
            _put(m, a, b, c)
        elif op == _PRICE:
            _set_price(m, a, b)
        elif op == _HOME:
            _set_home(m, a, b)
        else:
            _toggle(m, a, op == _CLOSE)
    for n in range(mark, end, 4):
        if m[m[at.LOG] + n] == _PRICE:
            reprice_class(m, m[m[at.LOG] + n + 1])
        elif m[m[at.LOG] + n] <= _RELEASE:
            price_target(m, m[m[at.LOG] + n + 2])
    m[at.LOGGED] = mark
    return True
