"""Simulated annealing over the gates, every move judged by one optimal flow (Kirkpatrick, Gelatt & Vecchi 1983).

The acceptance threshold is drawn first, so a move can be refused as soon as a bound shows that it cannot reach it:
the dual filter (:mod:`solver.filter`) before any flow is touched, and the same bound, over the places still to be
inserted, while the move is carried out.
"""

# An entry of an int64 array has no static type of its own.
# mypy: disable-error-code="no-any-return"
from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from solver import memory as at
from solver.filter import NO_OFFER, move_bound
from solver.flow import insert, take_out
from solver.journal import rollback, toggle
from solver.kernel import kernel
from solver.moves import MOST, choice_rows, draw, moved, propose, uncount
from solver.network import BARRED
from solver.prices import best_price
from solver.residual import NEVER, arc_value, flow_arrays

if TYPE_CHECKING:
    from solver.arrays import Flags, Ints

_HALF: Final = BARRED // 2


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

    row_of, row_ptr, row_gate = choice_rows(net)
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
    return at.pack(
        arrays,
        {
            at.N_CLASSES: len(net["CLASS_KIND"]), at.N_TARGETS: len(net["TARGET_KIND"]), at.N_GATES: len(net["GATE_A"]),
            at.N_A_BLOCKS: len(net["CLASS_PTR"]) - 1, at.N_V_BLOCKS: len(net["BLOCK_PTR"]) - 1,
            at.N_AGENT_KINDS: net["WORTH"].shape[1], at.N_TARGET_KINDS: net["WORTH"].shape[0],
            at.N_ROWS: len(arrays["ROW_PTR"]) - 1, at.TOP: top, at.BEST: -(2**62),
            at.GOAL: -int((net["TARGET_MISS"] * net["TARGET_DEMAND"]).sum()),
            at.RANDOM: (seed + 1) * 88172645463325252 % (2**61) + 1,
        },
    )  # fmt: skip


@kernel
def open_gates(m: Ints, opened: Flags) -> None:
    """Open the given gates on an empty flow."""
    for g in range(len(opened)):
        if opened[g]:
            toggle(m, g, True)
    m[at.LOGGED] = 0


@kernel
def insert_places(m: Ints, first: int, end: int) -> None:
    """Insert every place of targets first..end-1, as long as nobody stops the search."""
    for t in range(first, end):
        for _ in range(m[m[at.TARGET_DEMAND] + t]):
            if m[at.STOP] == 0:
                insert(m, t, NEVER)
        m[at.LOGGED] = 0
    if end == m[at.N_TARGETS]:
        keep_best(m)


@kernel
def anneal(m: Ints, temperature: float, work: int) -> None:
    """Propose and judge moves at one temperature until ``work`` more arcs are scanned, or m[STOP] is set."""
    end = m[at.WORK] + work
    while m[at.WORK] < end and m[at.STOP] == 0:
        m[at.WORK] += 20
        good = propose(m)
        uncount(m)
        m[at.PROPOSED] += 1
        if not good:
            continue
        slack = np.int64(temperature * np.log(chance(m)))
        for e in range(m[at.DROPPED] + m[at.ADDED]):
            v = m[m[at.GATE_V] + moved(m, e)]
            m[at.WORK] += 4 * (m[m[at.BLOCK_PTR] + v + 1] - m[m[at.BLOCK_PTR] + v])
        if move_bound(m) < slack:
            m[at.FILTERED] += 1
            continue
        m[at.EVALUATED] += 1
        if apply_move(m, m[at.GOAL] + slack):
            m[at.ACCEPTED] += 1
            keep_best(m)


@kernel
def chance(m: Ints) -> float:
    """A number in (0, 1]."""
    return (draw(m, 1 << 52) + 1) / (1 << 52)


@kernel
def apply_move(m: Ints, need: int) -> bool:
    """Carry out the proposed move; False (and everything as before) where the objective stays below ``need``."""
    n = 0
    for e in range(m[at.DROPPED]):
        toggle(m, m[m[at.DROPS] + e], False)
    for e in range(m[at.DROPPED]):
        a, v = m[m[at.GATE_A] + m[m[at.DROPS] + e]], m[m[at.GATE_V] + m[m[at.DROPS] + e]]
        for b in range(m[m[at.BLOCK_PTR] + v], m[m[at.BLOCK_PTR] + v + 1]):
            t = m[m[at.BLOCK_TARGET] + b]
            behind = False
            for p in range(m[m[at.PLACE_PTR] + t], m[m[at.PLACE_PTR] + t] + m[m[at.SERVED] + t]):
                behind |= m[m[at.CLASS_BLOCK] + m[m[at.PLACE_CLASS] + p]] == a
            if behind and not m[m[at.HELD] + t]:
                n = _hold(m, t, n)
    more = True
    while more:
        more = False
        for e in range(m[at.ADDED]):
            v = m[m[at.GATE_V] + m[m[at.ADDS] + e]]
            for b in range(m[m[at.BLOCK_PTR] + v], m[m[at.BLOCK_PTR] + v + 1]):
                t = m[m[at.BLOCK_TARGET] + b]
                if not m[m[at.HELD] + t] and _wanted(m, t, m[m[at.ADDS] + e]):
                    n = _hold(m, t, n)
                    more = True
    for e in range(m[at.ADDED]):
        toggle(m, m[m[at.ADDS] + e], True)
    good = True
    for k in range(n):
        hope = m[at.GOAL]
        for q in range(k, n):
            t = m[m[at.PENDING] + q]
            hope += m[m[at.TARGET_DEMAND] + t] * max(0, best_price(m, t) + m[m[at.TARGET_MISS] + t])
        t = m[m[at.PENDING] + k]
        m[m[at.HELD] + t] = 0
        for _ in range(m[m[at.TARGET_DEMAND] + t]):
            good = good and hope >= need and insert(m, t, hope - need)
        if not good:
            break
    if good and m[at.GOAL] >= need:
        m[at.LOGGED] = 0
        return True
    if m[at.LOGGED] <= m[at.LOG + 1] - m[at.LOG]:
        for k in range(n):
            m[m[at.HELD] + m[m[at.PENDING] + k]] = 0
        rollback(m, 0)
        return False
    # The log ran over: the move cannot be undone, so it is made whole, whatever it costs.
    for k in range(n):
        t = m[m[at.PENDING] + k]
        m[m[at.HELD] + t] = 0
        for _ in range(m[m[at.TARGET_DEMAND] + t] - m[m[at.SERVED] + t]):
            insert(m, t, NEVER)
    m[at.LOGGED] = 0
    return True


@kernel
def _hold(m: Ints, t: int, n: int) -> int:
    """Hold target t back and take out its places; the new number of pending targets."""
    m[m[at.HELD] + t] = 1
    while m[m[at.SERVED] + t] > 0:
        take_out(m, m[m[at.PLACE_CLASS] + m[m[at.PLACE_PTR] + t]], t)
    m[m[at.PENDING] + n] = t
    return n + 1


@kernel
def _wanted(m: Ints, t: int, g: int) -> bool:
    """Whether gate g, still closed, would offer target t more than it has."""
    if m[m[at.SERVED] + t] < m[m[at.TARGET_DEMAND] + t]:
        return True
    a = m[m[at.GATE_A] + g]
    for i in range(m[m[at.CLASS_PTR] + a], m[m[at.CLASS_PTR] + a + 1]):
        w = arc_value(m, i, t, g)
        if w > _HALF and w - m[m[at.MU] + i] > m[m[at.LAM] + t]:
            return True
    return False


@kernel
def keep_best(m: Ints) -> None:
    """Copy the state where it is the best met."""
    if m[at.GOAL] > m[at.BEST]:
        m[at.BEST] = m[at.GOAL]
        for g in range(m[at.N_GATES]):
            m[m[at.BEST_OPEN] + g] = m[m[at.IS_OPEN] + g]
        for i in range(m[at.N_CLASSES]):
            m[m[at.BEST_LOAD] + i] = m[m[at.LOAD] + i]
        for s in range(m[at.SLOT_TARGET + 1] - m[at.SLOT_TARGET]):
            m[m[at.BEST_SLOT] + s] = m[m[at.SLOT_TARGET] + s]
