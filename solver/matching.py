"""The assignment problem of one gate, in int64."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numba
import numpy as np

if TYPE_CHECKING:
    from solver.arrays import Ints

FAR = 1 << 61


@numba.njit(cache=True, nogil=True)
def assign(worth: Ints, capacity: Ints, n: int, m: int, match: Ints, row_price: Ints, pi: Ints) -> int:
    """Best assignment of n places to m agents by shortest augmenting paths (Jonker & Volgenant 1987); its value.

    worth [n, m]: an empty place is worth 0 · capacity [m] >= 0. ``match`` receives each place's agent, -1 for none,
    and row_price [n], pi [m] the optimal prices: both >= 0 and row_price[r] + pi[c] >= worth[r, c], with equality
    where matched, so that the value is sum row_price + sum capacity · pi: the prices prove it.
    """
    used = np.zeros(m, dtype=np.int64)
    gap = np.empty(m, dtype=np.int64)
    from_row = np.empty(m, dtype=np.int64)
    done = np.empty(m, dtype=np.bool_)
    joined = np.empty(n, dtype=np.int64)
    waiting = np.empty(n, dtype=np.int64)
    for c in range(m):
        pi[c] = 0
    for r in range(n):
        match[r] = -1
    for start in range(n):
        best, at = 0, -1
        for c in range(m):
            if capacity[c] > 0 and worth[start, c] - pi[c] > best:
                best, at = worth[start, c] - pi[c], c
        row_price[start] = best
        if at < 0:
            continue
        if used[at] < capacity[at]:
            used[at] += 1
            match[start] = at
            continue
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
                for c in range(m):
                    if not done[c]:
                        d = base + pi[c] - worth[r, c]
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
            for r in range(n):
                if match[r] == at:
                    joined[r] = near
                    waiting[count] = r
                    count += 1
        for c in range(m):
            if done[c] and capacity[c] > 0:
                pi[c] += near - gap[c]
        for r in range(n):
            if joined[r] >= 0:
                row_price[r] -= near - joined[r]
        if at >= 0:
            used[at] += 1
            r = from_row[at]
        else:
            r = exit_row
        c = at
        while True:
            before = match[r]
            match[r] = c
            if r == start:
                break
            c = before
            r = from_row[c]
    total = 0
    for r in range(n):
        total += row_price[r]
    for c in range(m):
        total += capacity[c] * pi[c]
    return total
