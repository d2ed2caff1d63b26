"""The transport problem of one gate whose agents pay for being used there, in int64, by branch and bound.

An agent with several places pays once for each gate it uses: a fixed charge, which no linear price of a place can tell.
Spread over all its places (charge / hi each) it is paid in full by an agent that fills them all behind one gate, and in
part only by others. So a class of agents is branched on where its charge is not paid in full: either fewer of its
members are used here, or so many are paid for at once and their places are cheaper (Land & Doig 1960, "An automatic
method of solving discrete programming problems").
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from solver.kernel import kernel
from solver.matching import transport

if TYPE_CHECKING:
    from solver.arrays import Ints

_NODES: Final = 60
"""Most nodes of one gate's tree; beyond it the bound of the open nodes stands for its value."""


@kernel
def charged_transport(
    worth: Ints, supply: Ints, size: Ints, hi: Ints, charge: Ints, floor: int, flow: Ints, price: Ints
) -> int:
    """Upper bound of the best transport from n rows of places to m classes of agents; exact where it is above ``floor``
    and the tree has no more than ``_NODES`` nodes.

    worth [n, m]: of one place, less its part ``charge // hi`` of the charge; an empty place is worth 0 · supply [n] ·
    size, hi, charge [m]: members of a class, places and charge of each, 0 for none. ``flow`` [n, m] receives the places
    each class takes in the best plan met, price [m] the prices of :func:`solver.matching.transport` with charges paid
    in parts.
    """
    n, m = worth.shape
    charged = np.flatnonzero(charge > 0)
    columns = len(charged)
    # behind the m classes stand the places of members already paid for
    wide = np.empty((n, m + columns), dtype=np.int64)
    wide[:, :m] = worth
    for k in range(columns):
        wide[:, m + k] = worth[:, charged[k]] + charge[charged[k]] // hi[charged[k]]
    paid_for = np.zeros((_NODES + 2, columns), dtype=np.int64)
    at_most = np.empty((_NODES + 2, columns), dtype=np.int64)
    at_most[0] = size[charged]
    above = np.empty(_NODES + 2, dtype=np.int64)
    places = np.zeros(m + columns, dtype=np.int64)
    places[:m] = size * hi
    moved = np.empty((n, m + columns), dtype=np.int64)
    row_price = np.empty(n, dtype=np.int64)
    prices = np.empty(m + columns, dtype=np.int64)
    best, count, nodes = floor, 1, 0
    flow[:] = 0
    while count > 0:
        if nodes == _NODES:
            return int(above[:count].max())
        count -= 1
        nodes += 1
        paid = 0
        for k in range(columns):
            i = charged[k]
            places[i] = (at_most[count, k] - paid_for[count, k]) * hi[i]
            places[m + k] = paid_for[count, k] * hi[i]
            paid += paid_for[count, k] * charge[i]
        value = transport(wide, supply, places, moved, row_price, prices) - paid
        if nodes == 1:
            price[:] = prices[:m]
        at, members, without, with_all, loss = -1, 0, -1, -1, 0
        for k in range(columns):
            i = charged[k]
            dear, cheap = 0, 0
            for r in range(n):
                dear += moved[r, i]
                cheap += moved[r, m + k]
            used = max(paid_for[count, k], -(-(dear + cheap) // hi[i]))
            part = charge[i] // hi[i]
            unpaid = (used - paid_for[count, k]) * charge[i] - dear * part
            loss += unpaid
            if unpaid > 0 and value > best:
                fewer = _loss_without(wide, row_price, prices, places, moved, i, m + k, used == 1)
                least = _least_reduced(wide, supply, row_price, prices, moved, i, m + k)
                full = max(0, unpaid - (used * hi[i] - dear - cheap) * max(0, part - least))
                if at < 0 or min(fewer, full) > min(without, with_all):
                    at, members, without, with_all = k, used, fewer, full
        if value - loss > best:
            best = value - loss
            flow[:] = moved[:, :m]
            for k in range(columns):
                flow[:, charged[k]] += moved[:, m + k]
        if at >= 0 and value > best:
            paid_for[count + 1], at_most[count + 1] = paid_for[count], at_most[count]
            low, high = (count, count + 1) if without > with_all else (count + 1, count)
            at_most[low, at] = members - 1
            above[low] = value - without
            paid_for[high, at] = members
            above[high] = value - with_all
            count += 2
        while count > 0 and above[count - 1] <= best:
            count -= 1
    return best


@kernel
def _loss_without(
    worth: Ints, row_price: Ints, price: Ints, places: Ints, flow: Ints, i: int, j: int, all_leave: bool
) -> int:
    """The least that the value falls when a member of the class with columns i and j is not used any more; its only one
    where all leave. Reduced costs tell it (Driebeek 1966, "An algorithm for the solution of mixed integer programming
    problems")."""
    total, least = 0, 1 << 62
    for r in range(len(row_price)):
        units = flow[r, i] + flow[r, j]
        if units == 0:
            continue
        loss = row_price[r]
        for c in range(len(price)):
            if c != i and c != j and places[c] > 0:
                loss = min(loss, row_price[r] + price[c] - worth[r, c])
        total += units * loss
        least = min(least, loss)
    return total if all_leave else least


@kernel
def _least_reduced(
    worth: Ints, supply: Ints, row_price: Ints, price: Ints, flow: Ints, i: int, j: int
) -> int:
    """The least that one more place of the class with columns i and j costs, its own worth taken off."""
    least = 1 << 62
    for r in range(len(supply)):
        if flow[r, i] + flow[r, j] < supply[r]:
            least = min(least, row_price[r] + price[i] - worth[r, i])
    return least
