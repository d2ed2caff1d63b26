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
from solver.filter import move_bound
from solver.flow import fill_holes, forget_holes, insert, offer, rob
from solver.home import move_home, propose_home
from solver.journal import rollback, toggle
from solver.kernel import kernel
from solver.moves import MOST, choice_rows, draw, propose, uncount
from solver.prices import least_price
from solver.residual import NEVER, arc_value, flow_arrays, value_of_pair

if TYPE_CHECKING:
    from solver.arrays import Flags, Ints

_HOME_MOVES: Final = 4
"""Of eight moves, how many concern homes."""
_ROUNDS: Final = 64
"""Moves proposed for one that is judged."""
_TOLL: Final = 1.5
"""How much of the usual loss for each target counts against a move."""
_HUGE: Final = 20_000
"""A loss (hundredths of a point) that only missing places explain."""


def anneal_arrays(net: dict[str, Ints], top: int) -> dict[str, Ints]:
    """What the annealing keeps beside the flow.

    ROW_PTR, ROW_GATE   choice rows: the gates of one target block that share a group there
    ROW_OF [G]          row of each gate, -1 where it may not be opened
    ROW_TOP [Y, top]    the most promising gates of each row, -1 where there are fewer
    DROPS, ADDS         the proposed move: m[DROPPED] and m[ADDED] gates; or class m[MOVER] gets the home m[MOVE_TO]
    PICK                the most promising move met while several are proposed
    PENDING, PENDING_PRICE  targets held back during an evaluation, and the best offers they had then
    SCRATCH [T]         offers while a block is bounded
    BEST_OPEN, BEST_LOAD, BEST_SLOT  the best state met
    """

    def zeros(n: int) -> Ints:
        return np.zeros(n, dtype=np.int64)

    row_of, row_ptr, row_gate = choice_rows(net)
    return {
        "ROW_PTR": row_ptr, "ROW_GATE": row_gate,
        "ROW_OF": row_of, "ROW_TOP": np.full((len(row_ptr) - 1) * top, -1, dtype=np.int64), "DROPS": zeros(MOST),
        "ADDS": zeros(MOST), "PICK": zeros(2 * MOST), "PENDING": zeros(len(net["TARGET_KIND"]) + 1),
        "PENDING_PRICE": zeros(len(net["TARGET_KIND"]) + 1),
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
            at.N_HOMERS: len(net["HOMER"]), at.MOVER: -1, at.N_ROWS: len(arrays["ROW_PTR"]) - 1, at.TOP: top, at.BEST: -(2**62),
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
                insert(m, t, offer(m, t), NEVER)
        m[at.LOGGED] = 0
    if end == m[at.N_TARGETS]:
        keep_best(m)


@kernel
def anneal(m: Ints, temperature: float, work: int) -> None:
    """Propose and judge moves at one temperature until ``work`` more arcs are scanned, or m[STOP] is set; then keep
    the state where it is the best met."""
    end = m[at.WORK] + work
    while m[at.WORK] < end and m[at.STOP] == 0:
        slack = int(temperature * np.log(chance(m)))
        home = m[at.N_HOMERS] > 0 and draw(m, 8) < _HOME_MOVES
        m[at.WORK] += 20
        if not (propose_home(m) if home else _pick(m, slack)):
            continue
        m[at.EVALUATED] += 1
        before = m[at.GOAL]
        good = apply_move(m, before + slack)
        m[at.ACCEPTED] += good
        if not home:
            _learn(m, before + m[at.BOUND] - (m[at.GOAL] if good else min(m[at.HOPE], before + slack)))
    keep_best(m)


@kernel
def _pick(m: Ints, slack: int) -> bool:
    """Propose several moves and keep the most promising; False where none can gain ``slack``.

    A bound costs a thousandth of an evaluation. What a move really gains lies below its bound by about as much for each
    target whose class changes, so that much is taken off (:func:`_learn`)."""
    most, dropped, added, bound, affected = -float(NEVER), 0, 0, 0, 0
    toll = _TOLL * m[at.LOSS] / (m[at.HEADS] + 1)
    for _ in range(_ROUNDS):
        good = propose(m)
        uncount(m)
        m[at.PROPOSED] += 1
        m[at.WORK] += 20
        if not good:
            continue
        top = move_bound(m)
        if top >= slack and top - toll * m[at.AFFECTED] > most:
            most, bound, affected = top - toll * m[at.AFFECTED], top, m[at.AFFECTED]
            dropped, added = m[at.DROPPED], m[at.ADDED]
            for e in range(dropped):
                m[m[at.PICK] + e] = m[m[at.DROPS] + e]
            for e in range(added):
                m[m[at.PICK] + MOST + e] = m[m[at.ADDS] + e]
    m[at.DROPPED], m[at.ADDED], m[at.BOUND], m[at.AFFECTED] = dropped, added, bound, affected
    for e in range(dropped):
        m[m[at.DROPS] + e] = m[m[at.PICK] + e]
    for e in range(added):
        m[m[at.ADDS] + e] = m[m[at.PICK] + MOST + e]
    return dropped + added > 0


@kernel
def _learn(m: Ints, loss: int) -> None:
    """Note by how much a move fell short of its bound; a place gone missing says nothing about the next move."""
    if loss < _HUGE:
        m[at.LOSS] += loss
        m[at.HEADS] += m[at.AFFECTED]


@kernel
def chance(m: Ints) -> float:
    """A number in (0, 1]."""
    return (draw(m, 1 << 52) + 1) / (1 << 52)


@kernel
def apply_move(m: Ints, need: int) -> bool:
    """Carry out the proposed move; False (and everything as before) where the objective stays below ``need``.

    Targets that lose their class, and those that a new gate offers more, are held back: their classes keep their prices
    and have holes. Then every held target is put in again, and what holes are left are filled. m[HOPE] is the dual
    value all the while, which only falls: an upper bound on what the move can come to."""
    m[at.HOPE] = m[at.GOAL]
    n = _detach(m)
    for e in range(m[at.ADDED]):
        m[at.HOPE] += m[m[at.GATE_VALUE] + m[m[at.ADDS] + e]]
        v = m[m[at.GATE_V] + m[m[at.ADDS] + e]]
        for b in range(m[m[at.BLOCK_PTR] + v], m[m[at.BLOCK_PTR] + v + 1]):
            t = m[m[at.BLOCK_TARGET] + b]
            if not m[m[at.HELD] + t] and _wanted(m, t, m[m[at.ADDS] + e]):
                n = _hold(m, t, n)
    for e in range(m[at.ADDED]):
        toggle(m, m[m[at.ADDS] + e], True)
    for k in range(n):
        t = m[m[at.PENDING] + k]
        m[m[at.PENDING_PRICE] + k] = offer(m, t)
        m[at.HOPE] += m[m[at.TARGET_DEMAND] + t] * m[m[at.PENDING_PRICE] + k]
    good = m[at.HOPE] >= need
    for k in range(n):
        if good:
            good = _put_in(m, k, need)
    if good and fill_holes(m, m[at.HOPE] - need) <= m[at.HOPE] - need and m[at.GOAL] >= need:
        m[at.LOGGED] = 0
        return True
    if m[at.LOGGED] <= m[at.LOG + 1] - m[at.LOG]:
        for k in range(n):
            m[m[at.HELD] + m[m[at.PENDING] + k]] = 0
        forget_holes(m)
        rollback(m, 0)
        return False
    # The log ran over: the move cannot be undone, so it is made whole, whatever it costs.
    for k in range(n):
        _put_in(m, k, -NEVER)
    fill_holes(m, NEVER)
    m[at.LOGGED] = 0
    return True


@kernel
def _detach(m: Ints) -> int:
    """Close the gates to be dropped, or give the mover its new home; the number of targets held back for it."""
    n = 0
    for e in range(m[at.DROPPED]):
        g = m[m[at.DROPS] + e]
        a, v = m[m[at.GATE_A] + g], m[m[at.GATE_V] + g]
        m[at.HOPE] -= m[m[at.GATE_VALUE] + g]
        for b in range(m[m[at.BLOCK_PTR] + v], m[m[at.BLOCK_PTR] + v + 1]):
            t = m[m[at.BLOCK_TARGET] + b]
            behind = False
            for p in range(m[m[at.PLACE_PTR] + t], m[m[at.PLACE_PTR] + t] + m[m[at.SERVED] + t]):
                behind |= m[m[at.CLASS_BLOCK] + m[m[at.PLACE_CLASS] + p]] == a
            if behind and not m[m[at.HELD] + t]:
                n = _hold(m, t, n)
        i = m[m[at.HOME_HEAD] + v]
        while i >= 0:
            after = m[m[at.HOME_NEXT] + i]
            if m[m[at.CLASS_BLOCK] + i] == a:
                n = _send_home(m, i, -1, n)
            i = after
        toggle(m, g, False)
    if m[at.MOVER] >= 0:
        n = _send_home(m, m[at.MOVER], m[at.MOVE_TO], n)
    return n


@kernel
def _send_home(m: Ints, i: int, v: int, n: int) -> int:
    """Hold back what class i serves and move its home to v; the new number of pending targets."""
    while m[m[at.LOAD] + i] > 0:
        n = _hold(m, m[m[at.SLOT_TARGET] + m[m[at.SLOT_PTR] + i]], n)
    move_home(m, i, v)
    return n


@kernel
def _hold(m: Ints, t: int, n: int) -> int:
    """Hold target t back and rob its classes of its places; the new number of pending targets."""
    m[m[at.HELD] + t] = 1
    m[at.HOPE] += m[m[at.TARGET_MISS] + t] * (m[m[at.TARGET_DEMAND] + t] - m[m[at.SERVED] + t])
    while m[m[at.SERVED] + t] > 0:
        i = m[m[at.PLACE_CLASS] + m[m[at.PLACE_PTR] + t]]
        m[at.HOPE] -= value_of_pair(m, i, t) - m[m[at.MU] + i]
        rob(m, i, t)
    m[m[at.PENDING] + n] = t
    return n + 1


@kernel
def _put_in(m: Ints, k: int, need: int) -> bool:
    """Put pending target number k in again; False once the move cannot reach ``need`` any more."""
    t = m[m[at.PENDING] + k]
    m[m[at.HELD] + t] = 0
    for _ in range(m[m[at.TARGET_DEMAND] + t] - m[m[at.SERVED] + t]):
        top = offer(m, t)
        m[at.HOPE] -= m[m[at.PENDING_PRICE] + k] - top
        if m[at.HOPE] < need:
            return False
        cost = insert(m, t, top, m[at.HOPE] - need if need > -NEVER else NEVER)
        if cost == NEVER:
            return False
        m[at.HOPE] -= cost
    return True


@kernel
def _wanted(m: Ints, t: int, g: int) -> bool:
    """Whether gate g, still closed, may offer target t more than it has."""
    if m[m[at.SERVED] + t] < m[m[at.TARGET_DEMAND] + t]:
        return True
    if m[m[at.GATE_BONUS] + g] - least_price(m, m[m[at.GATE_A] + g], t) > m[m[at.LAM] + t]:
        return True
    if m[m[at.TARGET_ODD] + t]:
        for q in range(m[m[at.PLUS_PTR] + g], m[m[at.PLUS_PTR] + g + 1]):
            i = m[m[at.PLUS_CLASS] + q]
            if m[m[at.PLUS_TARGET] + q] == t and arc_value(m, i, t, g) - m[m[at.MU] + i] > m[m[at.LAM] + t]:
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
