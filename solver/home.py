"""Homes: how the flow over classes learns what it costs to spread an agent over several target blocks.

A flow cannot charge for the second block of an agent, for that is no sum over arcs. So each agent whose spread may
cost something either has a home or has none. With a home, places there are free of the cost and every place elsewhere
pays it; without one, every place after the first pays it. Both are sums over arcs and places, so the flow stays a
flow; neither says less than the true cost, and the better of them is the truth wherever at most one place lies away
from home. Homes are moved like gates, by moves judged exactly (:mod:`solver.anneal`).
"""

# An entry of an int64 array has no static type of its own.
# mypy: disable-error-code="no-any-return"
from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from solver import memory as at
from solver.flow import dig
from solver.journal import set_home, set_price
from solver.kernel import kernel
from solver.moves import draw
from solver.residual import next_reward, place_reward

if TYPE_CHECKING:
    from solver.arrays import Flags, Ids, Ints
    from solver.problem import GatedAssignment


def homes_of(problem: GatedAssignment, opened: Flags, agent: Ids, target: Ids) -> Ints:
    """For each agent [A] the target block where it serves most of the given arcs and at least two, by an open gate; else
    -1."""
    gate = problem.gate_of(agent, target)
    real = gate >= 0
    real[real] = opened[gate[real]]
    width = problem.n_target_blocks
    key, number = np.unique(
        agent[real].astype(np.int64) * width + problem.target_block[target[real]], return_counts=True
    )
    key, number = key[number > 1], number[number > 1]
    homes = np.full(problem.n_agents, -1, dtype=np.int64)
    by_number = np.argsort(number, kind="stable")
    homes[key[by_number] // width] = key[by_number] % width
    return homes


@kernel
def settle(m: Ints, classes: Ints, homes: Ints) -> None:
    """Give classes of an empty flow their homes."""
    for k in range(len(classes)):
        set_home(m, classes[k], homes[k])
    m[at.LOGGED] = 0


@kernel
def propose_home(m: Ints) -> bool:
    """Draw a class and another home for it: the block of a target it serves, another open gate's, or none."""
    m[at.DROPPED] = m[at.ADDED] = 0
    i = m[m[at.HOMER] + draw(m, m[at.N_HOMERS])]
    m[at.MOVER], old, v = i, m[m[at.HOME] + i], -1
    load = m[m[at.LOAD] + i]
    choice = draw(m, 4)
    if choice == 0:
        a = m[m[at.CLASS_BLOCK] + i]
        if m[m[at.N_A] + a] > 0:
            v = m[m[at.GATE_V] + m[m[at.OPEN_A] + m[m[at.AT_A_PTR] + a] + draw(m, m[m[at.N_A] + a])]]
    elif load > 0 and (choice > 1 or old < 0):
        v = m[m[at.TARGET_BLOCK] + m[m[at.SLOT_TARGET] + m[m[at.SLOT_PTR] + i] + draw(m, load)]]
    m[at.MOVE_TO] = v
    return v != old


@kernel
def class_dual(m: Ints, i: int) -> int:
    """What the places of class i add to the dual at its price."""
    total = 0
    for k in range(m[m[at.CLASS_CAP] + i]):
        total += max(0, m[m[at.MU] + i] + place_reward(m, i, k + 1))
    return total


@kernel
def move_home(m: Ints, i: int, v: int) -> None:
    """Give class i, which serves nothing now, the home v (-1: none) at a price that keeps every reduced cost in order;
    free places that are too dear for it become holes. m[HOPE] follows."""
    m[at.HOPE] -= class_dual(m, i)
    price = m[m[at.MU] + i]
    if m[m[at.HOME] + i] >= 0:
        price += m[m[at.CLASS_SPREAD] + i]
    set_home(m, i, v)
    set_price(m, i, price)
    while m[m[at.HOLE] + i] < m[m[at.CLASS_CAP] + i] and price + next_reward(m, i) > 0:
        dig(m, i)
    m[at.HOPE] += class_dual(m, i)
