"""The transport problem of one gate whose agents pay for being used there, in int64, by branch and bound.

An agent with several places pays once for each gate it uses: a fixed charge, which no linear price of a place can tell.
Spread over all its places (charge / hi each) it is paid in full by an agent that fills them all behind one gate, and in
part only by others. So a class of agents is branched on where its charge is not paid in full: either fewer of its
members are used here, or so many are paid for at once and their places are cheaper (Land & Doig 1960; Rothfarb &
Balinski on fixed charges).
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
    worth: Ints, supply: Ints, size: Ints, hi: Ints, charge: Ints, flow: Ints, price: Ints
) -> int:
    """Upper bound of the best transport from n rows of places to m classes of agents; exact within ``_NODES`` nodes.

    worth [n, m]: of one place, less its part ``charge // hi`` of the charge; an empty place is worth 0 · supply [n] ·
    size, hi, charge [m]: members of a class, places and charge of each, 0 for none. ``flow`` [n, m] receives the places
    each class takes in the best plan met, price [m] the prices of :func:`solver.matching.transport` with charges paid
    in parts.
    """
    n, m = worth.shape
    row_price = np.empty(n, dtype=np.int64)
    top = transport(worth, supply, size * hi, flow, row_price, price)
    charged = np.flatnonzero(charge > 0)
    columns = len(charged)
    best = top - _unpaid(flow, charged, hi, charge)
    if best == top:
        return top
    part = charge // np.maximum(1, hi)
    wide = np.empty((n, m + columns), dtype=np.int64)
    wide[:, :m] = worth
    for k in range(columns):
        wide[:, m + k] = worth[:, charged[k]] + part[charged[k]]
    places = np.empty(m + columns, dtype=np.int64)
    moved = np.empty((n, m + columns), dtype=np.int64)
    moved_price = np.empty(m + columns, dtype=np.int64)
    least = np.zeros((_NODES + 2, columns), dtype=np.int64)
    most = np.empty((_NODES + 2, columns), dtype=np.int64)
    most[0] = size[charged]
    above = np.empty(_NODES + 2, dtype=np.int64)
    above[0] = top
    count, nodes = 1, 0
    while count > 0:
        count -= 1
        if above[count] <= best:
            continue
        if nodes == _NODES:
            return int(max(best, above[: count + 1].max()))
        nodes += 1
        places[:m] = size * hi
        paid = 0
        for k in range(columns):
            i = charged[k]
            places[i] = (most[count, k] - least[count, k]) * hi[i]
            places[m + k] = least[count, k] * hi[i]
            paid += least[count, k] * charge[i]
        value = transport(wide, supply, places, moved, row_price, moved_price) - paid
        widest, at, members, loss = 0, -1, 0, 0
        for k in range(columns):
            i = charged[k]
            extra, cheap = moved[:, i].sum(), moved[:, m + k].sum()
            used = max(least[count, k], -(-(extra + cheap) // hi[i]))
            unpaid = (used - least[count, k]) * charge[i] - extra * part[i]
            loss += unpaid
            if unpaid > widest:
                widest, at, members = unpaid, k, used
        if value - loss > best:
            best = value - loss
            flow[:] = moved[:, :m]
            for k in range(columns):
                flow[:, charged[k]] += moved[:, m + k]
        if at >= 0 and value > best:
            above[count] = above[count + 1] = value
            least[count + 1], most[count + 1] = least[count], most[count]
            most[count, at] = members - 1
            least[count + 1, at] = members
            count += 2
    return best


@kernel
def _unpaid(flow: Ints, charged: Ints, hi: Ints, charge: Ints) -> int:
    """What the parts paid with each place leave open of the charges."""
    loss = 0
    for i in charged:
        load = flow[:, i].sum()
        loss += -(-load // hi[i]) * charge[i] - load * (charge[i] // hi[i])
    return loss
