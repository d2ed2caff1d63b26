"""With gates fixed, single agents swap and pass on targets: annealing with the exact cost of spread.

The flow knows classes and no spread. Here every agent stands for itself: a random target is offered to a random agent
behind one of its open gates, which takes it into a free place or in exchange for one of its own. A change of the
number of agents below their lo weighs more than any value, so goals 1 and 2 never get worse.
"""

# An entry of an int64 array has no static type of its own.
# mypy: disable-error-code="no-any-return"
from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from solver.kernel import kernel
from solver.network import BARRED, Layout
from solver.result import Solution

if TYPE_CHECKING:
    from solver.arrays import Flags, Ids, Ints
    from solver.problem import GatedAssignment

_HALF: Final = BARRED // 2
_IDLE: Final = 10**12


class Board(NamedTuple):
    """Agents with their targets, and what a swap needs to know (int64; A agents, T targets).

    slot_ptr [A+1], slot, load [A]   targets an agent serves; the first load[agent] slots are in use
    place_ptr [T+1], place, served [T]  agents that serve a target
    """

    slot_ptr: Ints
    slot: Ints
    load: Ints
    place_ptr: Ints
    place: Ints
    served: Ints
    hi: Ints
    lo: Ints
    agent_kind: Ints
    agent_block: Ints
    spread: Ints
    block_ptr: Ints
    block_agent: Ints
    target_kind: Ints
    target_block: Ints
    open_ptr: Ints
    open_block: Ints
    open_bonus: Ints
    worth: Ints
    odd_ptr: Ints
    odd_target: Ints
    odd_value: Ints
    fixed_ptr: Ints
    fixed_block: Ints
    random: Ints


def deal(problem: GatedAssignment, layout: Layout, opened: Flags, load: Ints, slot: Ints, seed: int) -> Board:
    """Share each class's targets (``slot`` in the network's slots, ``load`` [C]) out among its members."""
    net = layout.arrays
    board = _empty_board(problem, layout, opened, seed)
    members = np.argsort(layout.agent_class, kind="stable")
    members = members[layout.agent_class[members] >= 0]
    member_ptr = np.searchsorted(layout.agent_class[members], np.arange(len(net["CLASS_KIND"]) + 1))
    _deal(member_ptr, members, net["SLOT_PTR"], slot, load, board)
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

    return Board(
        slot_ptr=ends(layout.hi),
        slot=np.full(int(layout.hi.sum()), -1, dtype=np.int64),
        load=np.zeros(n_a, dtype=np.int64),
        place_ptr=ends(layout.demand),
        place=np.full(int(layout.demand.sum()), -1, dtype=np.int64),
        served=np.zeros(n_t, dtype=np.int64),
        hi=layout.hi.astype(np.int64),
        lo=layout.lo.astype(np.int64),
        agent_kind=problem.agent_kind.astype(np.int64),
        agent_block=problem.agent_block.astype(np.int64),
        spread=problem.agent_spread,
        block_ptr=pointers(problem.agent_block[by_block], problem.n_agent_blocks),
        block_agent=by_block.astype(np.int64),
        target_kind=net["TARGET_KIND"],
        target_block=net["TARGET_BLOCK"],
        open_ptr=pointers(problem.gate_targets[gates], problem.n_target_blocks),
        open_block=problem.gate_agents[gates].astype(np.int64),
        open_bonus=problem.gate_bonus[gates],
        worth=net["WORTH"],
        odd_ptr=pointers(agent[odd], n_a),
        odd_target=target[odd],
        odd_value=value[odd],
        fixed_ptr=pointers(problem.forced_agent[fixed], n_a),
        fixed_block=problem.target_block[problem.forced_target[fixed]].astype(np.int64),
        random=np.array([(seed + 1) * 88172645463325252 % (2**61) + 1], dtype=np.int64),
    )


@kernel
def _give(board: Board, i: int, t: int) -> None:
    board.slot[board.slot_ptr[i] + board.load[i]] = t
    board.load[i] += 1
    board.place[board.place_ptr[t] + board.served[t]] = i
    board.served[t] += 1


@kernel
def _has(board: Board, i: int, t: int) -> bool:
    for s in range(board.slot_ptr[i], board.slot_ptr[i] + board.load[i]):  # noqa: SIM110 - numba compiles no any()
        if board.slot[s] == t:
            return True
    return False


@kernel
def _deal(member_ptr: Ints, members: Ints, slot_ptr: Ints, slot: Ints, load: Ints, board: Board) -> None:
    """Targets in order of their blocks to members in order, each first up to its lo; copies to distinct members."""
    for c in range(len(load)):
        first, n = member_ptr[c], member_ptr[c + 1] - member_ptr[c]
        targets = slot[slot_ptr[c] : slot_ptr[c] + load[c]]
        key = np.empty(len(targets), dtype=np.int64)
        for k in range(len(targets)):
            key[k] = board.target_block[targets[k]] * len(board.target_block) + targets[k]
        key.sort()
        quota = np.zeros(n, dtype=np.int64)
        left = len(targets)
        for step in range(2):
            for k in range(n):
                most = board.lo[members[first]] if step == 0 else board.hi[members[first]]
                more = min(left, most - quota[k])
                quota[k] += more
                left -= more
        at = 0
        for k in range(len(key)):
            t = key[k] % len(board.target_block)
            i = -1
            for step in range(n):
                j = members[first + (at + step) % n]
                if board.load[j] < quota[(at + step) % n] and not _has(board, j, t):
                    i, at = j, (at + step) % n
                    break
            if i < 0:
                for step in range(n):
                    j = members[first + step]
                    if board.load[j] < board.hi[j] and not _has(board, j, t):
                        i = j
                        break
            if i >= 0:
                _give(board, i, t)


@kernel
def _draw(board: Board, n: int) -> int:
    x = np.uint64(board.random[0])
    x ^= x << np.uint64(13)
    x ^= x >> np.uint64(7)
    x ^= x << np.uint64(17)
    board.random[0] = np.int64(x)
    return int((x >> np.uint64(11)) % np.uint64(n))


@kernel
def _value(board: Board, i: int, t: int) -> int:
    """Value of agent i serving target t, BARRED where it may not."""
    a, v = board.agent_block[i], board.target_block[t]
    w = board.worth[board.target_kind[t], board.agent_kind[i]]
    if w <= _HALF:
        return BARRED
    for s in range(board.odd_ptr[i], board.odd_ptr[i + 1]):
        if board.odd_target[s] == t:
            if board.odd_value[s] <= _HALF:
                return BARRED
            w += board.odd_value[s]
    for q in range(board.open_ptr[v], board.open_ptr[v + 1]):
        if board.open_block[q] == a:
            return w + board.open_bonus[q]
    return BARRED


@kernel
def _blocks(board: Board, i: int, out: int, into: int) -> int:
    """Distinct target blocks of agent i once target ``out`` (-1: none) has left and ``into`` (-1: none) has come."""
    n = 0
    first, last = board.slot_ptr[i], board.slot_ptr[i] + board.load[i]
    forced = board.fixed_ptr[i + 1] - board.fixed_ptr[i]
    size = forced + board.load[i] + 1
    for k in range(size):
        if k < forced:
            v = board.fixed_block[board.fixed_ptr[i] + k]
        elif k < size - 1:
            t = board.slot[first + k - forced]
            if t == out:
                continue
            v = board.target_block[t]
        else:
            if into < 0:
                continue
            v = board.target_block[into]
        again = False
        for e in range(k):
            if e < forced:
                again |= board.fixed_block[board.fixed_ptr[i] + e] == v
            else:
                t = board.slot[first + e - forced]
                again |= t != out and board.target_block[t] == v
        if not again:
            n += 1
    return n if last >= first else 0


@kernel
def _change(board: Board, i: int, out: int, into: int) -> int:
    """Gain in spread cost and idle weight when agent i loses ``out`` and gets ``into``."""
    gain = 0
    if board.spread[i] > 0:
        before, after = _blocks(board, i, -1, -1), _blocks(board, i, out, into)
        gain += board.spread[i] * (max(0, before - 1) - max(0, after - 1))
    load = board.load[i] + (1 if into >= 0 else 0) - (1 if out >= 0 else 0)
    if board.load[i] >= board.lo[i] > load:
        gain -= _IDLE
    elif load >= board.lo[i] > board.load[i]:
        gain += _IDLE
    return gain


@kernel
def _put_instead(board: Board, i: int, out: int, into: int) -> None:
    s = board.slot_ptr[i]
    while board.slot[s] != out:
        s += 1
    board.slot[s] = into


@kernel
def _replace_agent(board: Board, t: int, old: int, new: int) -> None:
    p = board.place_ptr[t]
    while board.place[p] != old:
        p += 1
    board.place[p] = new


@kernel
def polish(board: Board, temperature: float, moves: int) -> int:
    """Try ``moves`` random exchanges at one temperature; the sum of accepted gains."""
    total = 0
    n_places = len(board.place)
    for _ in range(moves):
        p = _draw(board, n_places)
        i = board.place[p]
        if i < 0:
            continue
        low, high = 0, len(board.place_ptr) - 1
        while high - low > 1:
            mid = (low + high) >> 1
            if board.place_ptr[mid] <= p:
                low = mid
            else:
                high = mid
        t = low
        v = board.target_block[t]
        width = board.open_ptr[v + 1] - board.open_ptr[v]
        if width == 0:
            continue
        a = board.open_block[board.open_ptr[v] + _draw(board, width)]
        size = board.block_ptr[a + 1] - board.block_ptr[a]
        j = board.block_agent[board.block_ptr[a] + _draw(board, size)] if size > 0 else i
        if j == i or board.hi[j] == 0 or _has(board, j, t):
            continue
        u = -1
        if board.load[j] > 0 and (board.load[j] >= board.hi[j] or _draw(board, 2) == 0):
            u = board.slot[board.slot_ptr[j] + _draw(board, board.load[j])]
            if _has(board, i, u):
                continue
        gain = _value(board, j, t)
        if gain <= _HALF:
            continue
        gain -= _value(board, i, t)
        if u >= 0:
            w = _value(board, i, u)
            if w <= _HALF:
                continue
            gain += w - _value(board, j, u)
        limit = 0.0
        if temperature > 0.0:
            limit = temperature * np.log((_draw(board, 1 << 30) + 1) / (1 << 30))
        if gain + board.spread[i] + board.spread[j] < limit and board.load[j] >= board.lo[j]:
            continue
        gain += _change(board, i, t, u) + _change(board, j, u, t)
        if gain < limit:
            continue
        total += gain
        if u >= 0:
            _put_instead(board, i, t, u)
            _put_instead(board, j, u, t)
            _replace_agent(board, u, j, i)
        else:
            s = board.slot_ptr[i]
            while board.slot[s] != t:
                s += 1
            board.load[i] -= 1
            board.slot[s] = board.slot[board.slot_ptr[i] + board.load[i]]
            board.slot[board.slot_ptr[j] + board.load[j]] = t
            board.load[j] += 1
        _replace_agent(board, t, i, j)
    return total


def board_solution(problem: GatedAssignment, board: Board, opened: Flags) -> Solution:
    """The plan on the board, with the forced arcs; unused gates that cost something are closed where limits allow."""
    agent = np.repeat(np.arange(problem.n_agents), board.load)
    first = np.repeat(board.slot_ptr[:-1], board.load)
    rank = np.arange(len(agent)) - np.repeat(np.cumsum(board.load) - board.load, board.load)
    target = board.slot[first + rank]
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
