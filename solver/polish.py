"""With gates fixed, single agents swap and pass on targets: annealing with the exact cost of spread.

The flow knows classes and no spread. Here every agent stands for itself: a random target is offered to a random agent
behind one of its open gates, which takes it into a free place or in exchange for one of its own. A change of the
number of agents below their lo weighs more than any value, so goals 1 and 2 never get worse.
"""

# An entry of an int64 array has no static type of its own.
# mypy: disable-error-code="no-any-return"
from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from solver.kernel import kernel
from solver.network import BARRED, Layout
from solver.result import Solution

if TYPE_CHECKING:
    from solver.arrays import Flags, Ids, Ints
    from solver.problem import GatedAssignment

_HALF: Final = BARRED // 2
_IDLE: Final = 10**12


_RANDOM, _WIDE = 0, 1
_NAMES: Final = (
    "slot_ptr", "slot", "load", "place_ptr", "place", "served", "hi", "lo", "agent_kind",
    "agent_block", "spread", "block_ptr", "block_agent", "target_kind", "target_block", "open_ptr",
    "open_block", "open_bonus", "worth", "odd_ptr", "odd_target", "odd_value", "fixed_ptr",
    "fixed_block",
)  # fmt: skip
(
    _SLOT_PTR, _SLOT, _LOAD, _PLACE_PTR, _PLACE, _SERVED, _HI, _LO, _AGENT_KIND, _AGENT_BLOCK,
    _SPREAD, _BLOCK_PTR, _BLOCK_AGENT, _TARGET_KIND, _TARGET_BLOCK, _OPEN_PTR, _OPEN_BLOCK,
    _OPEN_BONUS, _WORTH, _ODD_PTR, _ODD_TARGET, _ODD_VALUE, _FIXED_PTR, _FIXED_BLOCK,
) = range(2, 2 + len(_NAMES))  # fmt: skip


class Board:
    """Agents with their targets, and what a swap needs to know, in one int64 block for the kernels (A agents, T targets).

    slot_ptr [A+1], slot, load [A]   targets an agent serves; the first load[agent] slots are in use
    place_ptr [T+1], place, served [T]  agents that serve a target
    """

    def __init__(self, seed: int, wide: int, arrays: dict[str, Ints]) -> None:
        header = 3 + len(_NAMES)
        parts = [np.ascontiguousarray(arrays[name], dtype=np.int64).reshape(-1) for name in _NAMES]
        ends = header + np.cumsum([0, *(len(part) for part in parts)])
        start = (seed + 1) * 88172645463325252 % (2**61) + 1
        self.memory = np.concatenate([np.array([start, wide]), ends, *parts])

    def view(self, array: int) -> Ints:
        return self.memory[self.memory[array] : self.memory[array + 1]]


def deal(problem: GatedAssignment, layout: Layout, opened: Flags, load: Ints, slot: Ints, seed: int) -> Board:
    """Share each class's targets (``slot`` in the network's slots, ``load`` [C]) out among its members."""
    net = layout.arrays
    board = _empty_board(problem, layout, opened, seed)
    members = np.argsort(layout.agent_class, kind="stable")
    members = members[layout.agent_class[members] >= 0]
    member_ptr = np.searchsorted(layout.agent_class[members], np.arange(len(net["CLASS_KIND"]) + 1))
    _deal(member_ptr, members, net["SLOT_PTR"], slot, load, board.memory)
    return board


def _empty_board(problem: GatedAssignment, layout: Layout, opened: Flags, seed: int) -> Board:
    net = layout.arrays
    by_block = np.argsort(problem.agent_block, kind="stable")
    gates = np.flatnonzero(opened)
    gates = gates[np.argsort(problem.gate_targets[gates], kind="stable")]
    agent = np.concatenate([problem.forbidden_agent, problem.forced_agent, problem.bonus_agent]).astype(
        np.int64
    )
    target = np.concatenate([problem.forbidden_target, problem.forced_target, problem.bonus_target]).astype(
        np.int64
    )
    barred = len(problem.forbidden_agent) + len(problem.forced_agent)
    value = np.concatenate([np.full(barred, BARRED), problem.bonus_value])
    odd = np.argsort(agent, kind="stable")
    fixed = np.argsort(problem.forced_agent, kind="stable")
    n_a, n_t = problem.n_agents, problem.n_targets

    def pointers(ids: Ints | Ids, size: int) -> Ints:
        return np.searchsorted(ids, np.arange(size + 1)).astype(np.int64)

    def ends(counts: Ints) -> Ints:
        return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)

    arrays = {
        "slot_ptr": ends(layout.hi),
        "slot": np.full(int(layout.hi.sum()), -1, dtype=np.int64),
        "load": np.zeros(n_a, dtype=np.int64),
        "place_ptr": ends(layout.demand),
        "place": np.full(int(layout.demand.sum()), -1, dtype=np.int64),
        "served": np.zeros(n_t, dtype=np.int64),
        "hi": layout.hi.astype(np.int64),
        "lo": layout.lo.astype(np.int64),
        "agent_kind": problem.agent_kind.astype(np.int64),
        "agent_block": problem.agent_block.astype(np.int64),
        "spread": problem.agent_spread,
        "block_ptr": pointers(problem.agent_block[by_block], problem.n_agent_blocks),
        "block_agent": by_block.astype(np.int64),
        "target_kind": net["TARGET_KIND"],
        "target_block": net["TARGET_BLOCK"],
        "open_ptr": pointers(problem.gate_targets[gates], problem.n_target_blocks),
        "open_block": problem.gate_agents[gates].astype(np.int64),
        "open_bonus": problem.gate_bonus[gates],
        "worth": net["WORTH"],
        "odd_ptr": pointers(agent[odd], n_a),
        "odd_target": target[odd],
        "odd_value": value[odd],
        "fixed_ptr": pointers(problem.forced_agent[fixed], n_a),
        "fixed_block": problem.target_block[problem.forced_target[fixed]].astype(np.int64),
    }
    return Board(seed, net["WORTH"].shape[1], arrays)


@kernel
def _give(b: Ints, i: int, t: int) -> None:
    b[b[_SLOT] + b[b[_SLOT_PTR] + i] + b[b[_LOAD] + i]] = t
    b[b[_LOAD] + i] += 1
    b[b[_PLACE] + b[b[_PLACE_PTR] + t] + b[b[_SERVED] + t]] = i
    b[b[_SERVED] + t] += 1


@kernel
def _has(b: Ints, i: int, t: int) -> bool:
    for s in range(b[b[_SLOT_PTR] + i], b[b[_SLOT_PTR] + i] + b[b[_LOAD] + i]):  # noqa: SIM110 - numba compiles no any()
        if b[b[_SLOT] + s] == t:
            return True
    return False


@kernel
def _deal(member_ptr: Ints, members: Ints, slot_ptr: Ints, slot: Ints, load: Ints, b: Ints) -> None:
    """Places of one target first, to distinct members with most room; then single targets in order of their blocks
    to members in order, each up to its lo before any up to its hi."""
    for c in range(len(load)):
        first, n = member_ptr[c], member_ptr[c + 1] - member_ptr[c]
        targets = slot[slot_ptr[c] : slot_ptr[c] + load[c]]
        key = np.empty(len(targets), dtype=np.int64)
        for k in range(len(targets)):
            key[k] = b[b[_TARGET_BLOCK] + targets[k]] * (b[_TARGET_BLOCK + 1] - b[_TARGET_BLOCK]) + targets[k]
        key.sort()
        wide = b[_TARGET_BLOCK + 1] - b[_TARGET_BLOCK]
        left = 0
        for k in range(len(key)):
            t = key[k] % wide
            if (k > 0 and key[k - 1] == key[k]) or (k + 1 < len(key) and key[k + 1] == key[k]):
                best = -1
                for e in range(n):
                    j = members[first + e]
                    if _has(b, j, t):
                        continue
                    if best < 0 or b[b[_HI] + j] - b[b[_LOAD] + j] > b[b[_HI] + best] - b[b[_LOAD] + best]:
                        best = j
                _give(b, best, t)
            else:
                key[left] = key[k]
                left += 1
        at, end = 0, left
        for aim in range(2):
            for e in range(n):
                j = members[first + e]
                most = b[b[_LO] + j] if aim == 0 else b[b[_HI] + j]
                while at < end and b[b[_LOAD] + j] < most:
                    _give(b, j, key[at] % wide)
                    at += 1


@kernel
def _draw(b: Ints, n: int) -> int:
    x = np.uint64(b[_RANDOM])
    x ^= x << np.uint64(13)
    x ^= x >> np.uint64(7)
    x ^= x << np.uint64(17)
    b[_RANDOM] = np.int64(x)
    return int((x >> np.uint64(11)) % np.uint64(n))


@kernel
def _value(b: Ints, i: int, t: int) -> int:
    """Value of agent i serving target t, BARRED where it may not."""
    a, v = b[b[_AGENT_BLOCK] + i], b[b[_TARGET_BLOCK] + t]
    w = b[b[_WORTH] + b[b[_TARGET_KIND] + t] * b[_WIDE] + b[b[_AGENT_KIND] + i]]
    if w <= _HALF:
        return BARRED
    for s in range(b[b[_ODD_PTR] + i], b[b[_ODD_PTR] + i + 1]):
        if b[b[_ODD_TARGET] + s] == t:
            if b[b[_ODD_VALUE] + s] <= _HALF:
                return BARRED
            w += b[b[_ODD_VALUE] + s]
    for q in range(b[b[_OPEN_PTR] + v], b[b[_OPEN_PTR] + v + 1]):
        if b[b[_OPEN_BLOCK] + q] == a:
            return w + b[b[_OPEN_BONUS] + q]
    return BARRED


@kernel
def _blocks(b: Ints, i: int, out: int, into: int) -> int:
    """Distinct target blocks of agent i once target ``out`` (-1: none) has left and ``into`` (-1: none) has come."""
    n = 0
    first, last = b[b[_SLOT_PTR] + i], b[b[_SLOT_PTR] + i] + b[b[_LOAD] + i]
    forced = b[b[_FIXED_PTR] + i + 1] - b[b[_FIXED_PTR] + i]
    size = forced + b[b[_LOAD] + i] + 1
    for k in range(size):
        if k < forced:
            v = b[b[_FIXED_BLOCK] + b[b[_FIXED_PTR] + i] + k]
        elif k < size - 1:
            t = b[b[_SLOT] + first + k - forced]
            if t == out:
                continue
            v = b[b[_TARGET_BLOCK] + t]
        else:
            if into < 0:
                continue
            v = b[b[_TARGET_BLOCK] + into]
        again = False
        for e in range(k):
            if e < forced:
                again |= b[b[_FIXED_BLOCK] + b[b[_FIXED_PTR] + i] + e] == v
            else:
                t = b[b[_SLOT] + first + e - forced]
                again |= t != out and b[b[_TARGET_BLOCK] + t] == v
        if not again:
            n += 1
    return n if last >= first else 0


@kernel
def _change(b: Ints, i: int, out: int, into: int) -> int:
    """Gain in spread cost and idle weight when agent i loses ``out`` and gets ``into``."""
    gain = 0
    if b[b[_SPREAD] + i] > 0:
        before, after = _blocks(b, i, -1, -1), _blocks(b, i, out, into)
        gain += b[b[_SPREAD] + i] * (max(0, before - 1) - max(0, after - 1))
    load = b[b[_LOAD] + i] + (1 if into >= 0 else 0) - (1 if out >= 0 else 0)
    if b[b[_LOAD] + i] >= b[b[_LO] + i] > load:
        gain -= _IDLE
    elif load >= b[b[_LO] + i] > b[b[_LOAD] + i]:
        gain += _IDLE
    return gain


@kernel
def _put_instead(b: Ints, i: int, out: int, into: int) -> None:
    s = b[b[_SLOT_PTR] + i]
    while b[b[_SLOT] + s] != out:
        s += 1
    b[b[_SLOT] + s] = into


@kernel
def _replace_agent(b: Ints, t: int, old: int, new: int) -> None:
    p = b[b[_PLACE_PTR] + t]
    while b[b[_PLACE] + p] != old:
        p += 1
    b[b[_PLACE] + p] = new


@kernel
def polish(b: Ints, temperature: float, moves: int) -> int:
    """Try ``moves`` random exchanges at one temperature; the sum of accepted gains."""
    total = 0
    n_places = b[_PLACE + 1] - b[_PLACE]
    if n_places == 0:
        return 0
    for _ in range(moves):
        p = _draw(b, n_places)
        i = b[b[_PLACE] + p]
        if i < 0:
            continue
        low, high = 0, b[_SERVED + 1] - b[_SERVED]
        while high - low > 1:
            mid = (low + high) >> 1
            if b[b[_PLACE_PTR] + mid] <= p:
                low = mid
            else:
                high = mid
        t = low
        v = b[b[_TARGET_BLOCK] + t]
        width = b[b[_OPEN_PTR] + v + 1] - b[b[_OPEN_PTR] + v]
        if width == 0:
            continue
        a = b[b[_OPEN_BLOCK] + b[b[_OPEN_PTR] + v] + _draw(b, width)]
        size = b[b[_BLOCK_PTR] + a + 1] - b[b[_BLOCK_PTR] + a]
        j = b[b[_BLOCK_AGENT] + b[b[_BLOCK_PTR] + a] + _draw(b, size)] if size > 0 else i
        if j == i or b[b[_HI] + j] == 0 or _has(b, j, t):
            continue
        u = -1
        if b[b[_LOAD] + j] > 0 and (b[b[_LOAD] + j] >= b[b[_HI] + j] or _draw(b, 2) == 0):
            u = b[b[_SLOT] + b[b[_SLOT_PTR] + j] + _draw(b, b[b[_LOAD] + j])]
            if _has(b, i, u):
                continue
        gain = _value(b, j, t)
        if gain <= _HALF:
            continue
        gain -= _value(b, i, t)
        if u >= 0:
            w = _value(b, i, u)
            if w <= _HALF:
                continue
            gain += w - _value(b, j, u)
        limit = 0.0
        if temperature > 0.0:
            limit = temperature * np.log((_draw(b, 1 << 30) + 1) / (1 << 30))
        if gain + b[b[_SPREAD] + i] + b[b[_SPREAD] + j] < limit and b[b[_LOAD] + j] >= b[b[_LO] + j]:
            continue
        gain += _change(b, i, t, u) + _change(b, j, u, t)
        if gain < limit:
            continue
        total += gain
        if u >= 0:
            _put_instead(b, i, t, u)
            _put_instead(b, j, u, t)
            _replace_agent(b, u, j, i)
        else:
            s = b[b[_SLOT_PTR] + i]
            while b[b[_SLOT] + s] != t:
                s += 1
            b[b[_LOAD] + i] -= 1
            b[b[_SLOT] + s] = b[b[_SLOT] + b[b[_SLOT_PTR] + i] + b[b[_LOAD] + i]]
            b[b[_SLOT] + b[b[_SLOT_PTR] + j] + b[b[_LOAD] + j]] = t
            b[b[_LOAD] + j] += 1
        _replace_agent(b, t, i, j)
    return total


def board_solution(problem: GatedAssignment, board: Board, opened: Flags) -> Solution:
    """The plan on the board, with the forced arcs; unused gates that cost something are closed where limits allow."""
    load = board.view(_LOAD)
    agent = np.repeat(np.arange(problem.n_agents), load)
    first = np.repeat(board.view(_SLOT_PTR)[:-1], load)
    rank = np.arange(len(agent)) - np.repeat(np.cumsum(load) - load, load)
    target = board.view(_SLOT)[first + rank]
    arc_agent = np.concatenate([agent, problem.forced_agent]).astype(np.int32)
    arc_target = np.concatenate([target, problem.forced_target]).astype(np.int32)
    gate = problem.gate_of(arc_agent, arc_target)
    return Solution(
        gate_open=_close_unused(problem, opened, gate),
        arc_agent=arc_agent,
        arc_target=arc_target,
        arc_gate=gate,
        arc_amount=np.ones(len(arc_agent), dtype=np.int64),
    )


def _close_unused(problem: GatedAssignment, opened: Flags, used: Ids) -> Flags:
    kept = opened.copy()
    idle = opened & (problem.gate_value < 0)
    idle[used] = False
    idle[problem.forced_gates] = False
    count = np.bincount(problem.member_group[opened[problem.member_gate]], minlength=problem.n_groups)
    for g in np.flatnonzero(idle).tolist():
        groups = problem.member_group[problem.member_gate == g]
        if (count[groups] > problem.group_lo[groups]).all():
            kept[g] = False
            count[groups] -= 1
    return kept
