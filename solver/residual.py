"""The residual network of the flow: its arrays, its arcs and what the ends of a path earn.

Places of targets flow to classes of agents behind open gates (network: :mod:`solver.network`; Ahuja, Magnanti &
Orlin, Network Flows, §2.4 and §9.2). Everything here but the making of the arrays only reads.
"""

# An entry of an int64 array has no static type of its own.
# mypy: disable-error-code="no-any-return"
from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from solver import memory as at
from solver.kernel import kernel
from solver.network import BARRED

if TYPE_CHECKING:
    from solver.arrays import Ints

NEVER: Final = 4 * 10**18
"""More than any path costs."""
_HALF: Final = BARRED // 2


def flow_arrays(net: dict[str, Ints]) -> dict[str, Ints]:
    """State and scratch of an empty flow: no gate open, every place missing, every price at its idle level.

    SLOT_TARGET, SLOT_VALUE [slots]  served target and its arc's value; the first LOAD[class] slots are in use
    PLACE_CLASS [places]             serving class; the first SERVED[target] places are in use
    MU [C], LAM [T]                  dual prices
    HELD [T]                         1 while a target is held back: it neither moves nor is filled
    IS_OPEN [G], OPEN_V, OPEN_A      open gates; compact lists beside AT_V_GATE and AT_A_GATE, N_V [V], N_A [B] long
    COUNT [R]                        open gates of each group
    HOME [C]                         home of each class, -1 without; HOME_HEAD [V], HOME_NEXT [C] list a block's (solver.home)
    MU_AWAY [C]                      mu, and the spread cost where the class has a home
    DIST [C]                         label of each class in the search at work, else NEVER
    HOLE [C]                         places of which a move has robbed the class; HOLE_CLASS: the first m[N_HOLES] robbed
    """

    def zeros(n: int) -> Ints:
        return np.zeros(n, dtype=np.int64)

    n_c, n_t, n_g = len(net["CLASS_KIND"]), len(net["TARGET_KIND"]), len(net["GATE_A"])
    n_b, n_v = len(net["CLASS_PTR"]) - 1, len(net["BLOCK_PTR"]) - 1
    slots, places = int(net["SLOT_PTR"][-1]), int(net["PLACE_PTR"][-1])
    heap = 4 * (n_c + places) + 64
    idle_price = -np.where(net["CLASS_LOW"] > 0, net["CLASS_REWARD"], 0)
    return {
        "SLOT_TARGET": zeros(slots), "SLOT_VALUE": zeros(slots), "LOAD": zeros(n_c), "PLACE_CLASS": zeros(places),
        "SERVED": zeros(n_t), "MU": idle_price, "MU_AWAY": idle_price.copy(),
        "LAM": -net["TARGET_MISS"], "HELD": zeros(n_t), "IS_OPEN": zeros(n_g),
        "OPEN_V": zeros(len(net["AT_V_GATE"])), "N_V": zeros(n_v), "OPEN_A": zeros(len(net["AT_A_GATE"])),
        "N_A": zeros(n_b), "COUNT": zeros(len(net["GROUP_LO"])), "HOLE": zeros(n_c), "HOLE_CLASS": zeros(places + slots + 1),
        "HOME": np.full(n_c, -1, dtype=np.int64), "HOME_HEAD": np.full(n_v, -1, dtype=np.int64),
        "HOME_NEXT": np.full(n_c, -1, dtype=np.int64),
        "DIST": np.full(n_c, NEVER, dtype=np.int64), "VIA_TARGET": zeros(n_c), "VIA_CLASS": zeros(n_c),
        "BASE": zeros(n_t), "BASE_SEEN": zeros(n_t), "HEAP_KEY": zeros(heap), "HEAP_NODE": zeros(heap),
        "TOUCHED": zeros(n_c + 1), "LOG": zeros(1 << 21),
    }  # fmt: skip


@kernel
def arc_value(m: Ints, i: int, t: int, g: int) -> int:
    """Value of class i serving target t behind gate g, or BARRED."""
    w = m[m[at.WORTH] + m[m[at.TARGET_KIND] + t] * m[at.N_AGENT_KINDS] + m[m[at.CLASS_KIND] + i]]
    if w <= _HALF:
        return BARRED
    for s in range(m[m[at.ODD_PTR] + i], m[m[at.ODD_PTR] + i + 1]):
        if m[m[at.ODD_TARGET] + s] == t:
            if m[m[at.ODD_VALUE] + s] <= _HALF:
                return BARRED
            w += m[m[at.ODD_VALUE] + s]
    if m[m[at.HOME] + i] >= 0 and m[m[at.HOME] + i] != m[m[at.TARGET_BLOCK] + t]:
        w -= m[m[at.CLASS_SPREAD] + i]
    return w + m[m[at.GATE_BONUS] + g]


@kernel
def serves(m: Ints, i: int, t: int) -> int:
    """How many places of target t class i fills."""
    n = 0
    for p in range(m[m[at.PLACE_PTR] + t], m[m[at.PLACE_PTR] + t] + m[m[at.SERVED] + t]):
        if m[m[at.PLACE_CLASS] + p] == i:
            n += 1
    return n


@kernel
def value_of_pair(m: Ints, i: int, t: int) -> int:
    """Value of the used arc class i - target t."""
    for s in range(m[m[at.SLOT_PTR] + i], m[m[at.SLOT_PTR] + i] + m[m[at.LOAD] + i]):
        if m[m[at.SLOT_TARGET] + s] == t:
            return m[m[at.SLOT_VALUE] + s]
    return BARRED


@kernel
def open_gate(m: Ints, a: int, v: int) -> int:
    """The open gate between agent block a and target block v, -1 where there is none."""
    start = m[m[at.AT_V_PTR] + v]
    for k in range(start, start + m[m[at.N_V] + v]):
        if m[m[at.GATE_A] + m[m[at.OPEN_V] + k]] == a:
            return m[m[at.OPEN_V] + k]
    return -1


@kernel
def place_reward(m: Ints, i: int, k: int) -> int:
    """What the k-th place of class i (from 1 on) earns beside its value. It never grows with k."""
    reward = m[m[at.CLASS_REWARD] + i] if k <= m[m[at.CLASS_LOW] + i] else 0
    return reward - m[m[at.CLASS_SPREAD] + i] if k > 1 and m[m[at.HOME] + i] < 0 else reward


@kernel
def next_reward(m: Ints, i: int) -> int:
    """What one more place would earn class i beside its value; -NEVER when it is full. Holes count as places."""
    k = m[m[at.LOAD] + i] + m[m[at.HOLE] + i] + 1
    return -NEVER if k > m[m[at.CLASS_CAP] + i] else place_reward(m, i, k)


@kernel
def last_reward(m: Ints, i: int) -> int:
    """What class i would lose with its last place."""
    return place_reward(m, i, m[m[at.LOAD] + i] + m[m[at.HOLE] + i])
