"""Kernels of the Lagrangian subproblem in which every gate stands alone.

With demand and capacity priced (lambda per target, mu per agent), a gate is worth its own value plus, for each target
behind it, the best reduced worth over its agents where that is positive. Since worth depends on kinds only, the best
agent of a block is found once per kind of target, not once per target: A·KT steps, then one step per gate and target.

Every kernel works alike on float32 (fast, while the multipliers are improved) and on int64 (exact, to certify).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numba
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from solver.arrays import Flags, Ids, Ints


@numba.njit(cache=True, nogil=True, fastmath={"contract", "nsz", "arcp"})
def best_by_block(
    table: NDArray[Any],
    agent_kind: Ids,
    agent_ptr: Ints,
    mu: NDArray[Any],
    two: bool,
    first: NDArray[Any],
    second: NDArray[Any],
) -> None:
    """first, second [NB, KT]: best and second best of worth - mu over the agents of a block (``two``: fill second)."""
    first[:] = table.dtype.type(-(1 << 60))
    second[:] = table.dtype.type(-(1 << 60))
    for b in range(len(agent_ptr) - 1):
        top = first[b]
        next_ = second[b]
        for i in range(agent_ptr[b], agent_ptr[b + 1]):
            row = table[agent_kind[i]]
            price = mu[i]
            if two:
                for k in range(len(row)):
                    x = row[k] - price
                    next_[k] = max(next_[k], min(x, top[k]))
                    top[k] = max(x, top[k])
            else:
                for k in range(len(row)):
                    top[k] = max(row[k] - price, top[k])


@numba.njit(cache=True, nogil=True)
def arc_worth(base: Any, extra: Any, barred: Any) -> Any:
    """Worth of an odd arc; once barred, whatever is added leaves it barred."""
    return barred if base < barred / 2 or extra < barred / 2 else base + extra


@numba.njit(cache=True, nogil=True)
def best_by_cell(
    table: NDArray[Any],
    agent_kind: Ids,
    agent_ptr: Ints,
    mu: NDArray[Any],
    target_kind: Ids,
    gate_block: Ids,
    cell_target: Ids,
    cell_gate: Ids,
    cell_ptr: Ints,
    cell_agent: Ids,
    extra: NDArray[Any],
    first: NDArray[Any],
    second: NDArray[Any],
) -> None:
    """The same two bests for each cell: a target behind a gate with odd arcs, where kinds do not tell all."""
    barred = table.dtype.type(-(1 << 60))
    for c in range(len(cell_target)):
        kind = target_kind[cell_target[c]]
        block = gate_block[cell_gate[c]]
        at, end = cell_ptr[c], cell_ptr[c + 1]
        top = barred
        next_ = barred
        for i in range(agent_ptr[block], agent_ptr[block + 1]):
            x = table[agent_kind[i], kind]
            if at < end and cell_agent[at] == i:
                x = arc_worth(x, extra[at], barred)
                at += 1
            x -= mu[i]
            next_ = max(next_, min(x, top))
            top = max(top, x)
        first[c] = top
        second[c] = next_


@numba.njit(cache=True, nogil=True, fastmath={"contract", "nsz", "arcp"})
def gate_values(
    first: NDArray[Any],
    second: NDArray[Any],
    lam: NDArray[Any],
    target_ptr: Ints,
    target_kind: Ids,
    target_demand: Ints,
    gate_ptr: Ints,
    gate_block: Ids,
    gate_bonus: NDArray[Any],
    cell_at: Ints,
    cell_gate: Ids,
    cell_first: NDArray[Any],
    cell_second: NDArray[Any],
    value: NDArray[Any],
) -> None:
    """Add to ``value`` [P] what the targets behind each gate are worth at prices lambda; first, second [KT, NB].

    A target of demand d counts its best agent once and its second best d - 1 times: exact for d <= 2, never below the
    truth for more. cell_at [T+1]: where each target's cells begin.
    """
    zero = lam.dtype.type(0)
    for v in range(len(target_ptr) - 1):
        g0, g1 = gate_ptr[v], gate_ptr[v + 1]
        for j in range(target_ptr[v], target_ptr[v + 1]):
            demand = target_demand[j]
            if demand == 0:
                continue
            price = lam[j]
            row = first[target_kind[j]]
            for g in range(g0, g1):
                value[g] += max(zero, row[gate_block[g]] + gate_bonus[g] - price)
            more = lam.dtype.type(demand - 1)
            next_ = second[target_kind[j]]
            if demand > 1:
                for g in range(g0, g1):
                    value[g] += more * max(zero, next_[gate_block[g]] + gate_bonus[g] - price)
            for c in range(cell_at[j], cell_at[j + 1]):
                g = cell_gate[c]
                offset = gate_bonus[g] - price
                block = gate_block[g]
                value[g] += max(zero, cell_first[c] + offset) - max(zero, row[block] + offset)
                if demand > 1:
                    value[g] += more * (max(zero, cell_second[c] + offset) - max(zero, next_[block] + offset))


@numba.njit(cache=True, nogil=True)
def charge(value: NDArray[Any], gate: Ids, group: Ids, nu: NDArray[Any]) -> None:
    """Take each priced group's multiplier off its gates."""
    for m in range(len(gate)):
        value[gate[m]] -= nu[group[m]]


@numba.njit(cache=True, nogil=True)
def choose_gates(
    value: NDArray[Any],
    forced: Flags,
    local_group: Ids,
    local_lo: Ints,
    local_hi: Ints,
    local_ptr: Ints,
    local_gate: Ints,
    chosen: Flags,
) -> Any:
    """The best gates within the local groups' limits; marks them in ``chosen`` and returns their summed value."""
    total = value.dtype.type(0)
    for g in range(len(value)):
        chosen[g] = forced[g] or (local_group[g] < 0 and value[g] > 0)
        if chosen[g]:
            total += value[g]
    for r in range(len(local_lo)):
        members = local_gate[local_ptr[r] : local_ptr[r + 1]]
        count = 0
        for g in members:
            if value[g] > 0:
                count += 1
        wanted = min(max(count, local_lo[r]), local_hi[r], len(members))
        if wanted == count:
            for g in members:
                if value[g] > 0:
                    chosen[g] = True
                    total += value[g]
            continue
        for _ in range(wanted):
            best = -1
            for g in members:
                if not chosen[g] and (best < 0 or value[g] > value[best]):
                    best = g
            chosen[best] = True
            total += value[best]
    return total


@numba.njit(cache=True, nogil=True)
def count_use(
    table: NDArray[Any],
    agent_kind: Ids,
    agent_ptr: Ints,
    mu: NDArray[Any],
    first: NDArray[Any],
    lam: NDArray[Any],
    target_ptr: Ints,
    target_kind: Ids,
    target_demand: Ints,
    gate_ptr: Ints,
    gate_block: Ids,
    gate_bonus: NDArray[Any],
    cell_at: Ints,
    cell_gate: Ids,
    cell_ptr: Ints,
    cell_agent: Ids,
    extra: NDArray[Any],
    chosen: Flags,
    served: NDArray[Any],
    load: NDArray[Any],
) -> None:
    """Count how often the chosen gates' best use serves each target (served [T]) and loads each agent (load [A])."""
    barred = table.dtype.type(-(1 << 60))
    for v in range(len(target_ptr) - 1):
        for g in range(gate_ptr[v], gate_ptr[v + 1]):
            if not chosen[g]:
                continue
            block = gate_block[g]
            for j in range(target_ptr[v], target_ptr[v + 1]):
                if target_demand[j] == 0:
                    continue
                kind = target_kind[j]
                cell = -1
                for c in range(cell_at[j], cell_at[j + 1]):
                    if cell_gate[c] == g:
                        cell = c
                        break
                if cell < 0 and first[kind, block] + gate_bonus[g] - lam[j] <= 0:
                    continue
                at, end = (cell_ptr[cell], cell_ptr[cell + 1]) if cell >= 0 else (0, 0)
                one, two = -1, -1
                top, next_ = barred, barred
                for i in range(agent_ptr[block], agent_ptr[block + 1]):
                    x = table[agent_kind[i], kind]
                    if at < end and cell_agent[at] == i:
                        x = arc_worth(x, extra[at], barred)
                        at += 1
                    x -= mu[i]
                    if x > top:
                        two, next_ = one, top
                        one, top = i, x
                    elif x > next_:
                        two, next_ = i, x
                if one >= 0 and top + gate_bonus[g] - lam[j] > 0:
                    served[j] += 1
                    load[one] += 1
                if target_demand[j] > 1 and two >= 0 and next_ + gate_bonus[g] - lam[j] > 0:
                    served[j] += target_demand[j] - 1
                    load[two] += target_demand[j] - 1


def dtype_table(worth: Ints, allowed: Flags, barred: int, dtype: type[np.generic]) -> NDArray[Any]:
    """The table of worths in the kernels' type, with kinds that may not be joined barred."""
    return np.where(allowed, worth, barred).astype(dtype)
