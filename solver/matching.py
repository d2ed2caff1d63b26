"""The transport problem of one gate, in int64."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from solver.kernel import kernel

if TYPE_CHECKING:
    from solver.arrays import Ints

FAR = 1 << 61


@kernel
def transport(worth: Ints, supply: Ints, capacity: Ints, flow: Ints, row_price: Ints, pi: Ints) -> int:
    """Best transport from n rows of places to m columns by shortest augmenting paths (Jonker & Volgenant 1987).

    worth [n, m]: of one place; an empty place is worth 0 · supply [n], capacity [m] >= 0. ``flow`` [n, m] receives the
    places each column takes, and row_price [n], pi [m] the optimal prices: both >= 0 and row_price[r] + pi[c] >=
    worth[r, c], with equality where flow is, so that the value returned is sum supply · row_price + sum capacity · pi:
    the prices prove it.
    """
    n, m = worth.shape
    used = np.zeros(m, dtype=np.int64)
    gap = np.empty(m, dtype=np.int64)
    from_row = np.empty(m, dtype=np.int64)
    done = np.empty(m, dtype=np.bool_)
    joined = np.empty(n, dtype=np.int64)
    through = np.empty(n, dtype=np.int64)
    waiting = np.empty(n, dtype=np.int64)
    flow[:] = 0
    pi[:] = 0
    for start in range(n):
        left = supply[start]
        row = worth[start]
        best, at = 0, -1
        for c in range(m):
            if capacity[c] > 0 and row[c] - pi[c] > best:
                best, at = row[c] - pi[c], c
        row_price[start] = best
        if at < 0:
            continue
        amount = min(left, capacity[at] - used[at])
        used[at] += amount
        flow[start, at] += amount
        left -= amount
        while left > 0:
            for r in range(n):
                joined[r] = -1
            for c in range(m):
                gap[c] = FAR
                done[c] = capacity[c] == 0
            exit_gap, exit_row = FAR, -1
            waiting[0] = start
            joined[start] = 0
            count = 1
            while True:
                while count > 0:
                    count -= 1
                    r = waiting[count]
                    base = row_price[r] + joined[r]
                    if base < exit_gap:
                        exit_gap, exit_row = base, r
                    row = worth[r]
                    for c in range(m):
                        if not done[c]:
                            d = base + pi[c] - row[c]
                            if d < gap[c]:
                                gap[c] = d
                                from_row[c] = r
                near, at = exit_gap, -1
                for c in range(m):
                    if not done[c] and gap[c] < near:
                        near, at = gap[c], c
                if at < 0 or used[at] < capacity[at]:
                    break
                done[at] = True
                for r in range(start):
                    if flow[r, at] > 0 and joined[r] < 0:
                        joined[r] = near
                        through[r] = at
                        waiting[count] = r
                        count += 1
            for c in range(m):
                if done[c] and capacity[c] > 0:
                    pi[c] += near - gap[c]
            for r in range(n):
                if joined[r] >= 0:
                    row_price[r] -= near - joined[r]
            amount = left
            if at >= 0:
                amount = min(amount, capacity[at] - used[at])
            r = exit_row if at < 0 else from_row[at]
            while r != start:
                amount = min(amount, flow[r, through[r]])
                r = from_row[through[r]]
            left -= amount
            c = at
            if at >= 0:
                used[at] += amount
            r = exit_row if at < 0 else from_row[at]
            while True:
                if c >= 0:
                    flow[r, c] += amount
                if r == start:
                    break
                c = through[r]
                flow[r, c] -= amount
                r = from_row[c]
    total = 0
    for r in range(n):
        total += supply[r] * row_price[r]
    for c in range(m):
        total += capacity[c] * pi[c]
    return total
