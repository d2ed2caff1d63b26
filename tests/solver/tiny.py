"""Hand-sized gated assignments: one line says what differs from the plainest problem."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st

from solver import GatedAssignment


def gated(
    worth: Any, agent_blocks: list[int], target_blocks: list[int], gates: list[tuple[int, int]], **more: Any
) -> GatedAssignment:
    """Agents and targets with a kind each, so that ``worth`` is the table agent × target; quotas [0, 1], demand 1."""
    worth = np.asarray(worth, dtype=np.int64)
    a, t, g = len(agent_blocks), len(target_blocks), len(gates)
    columns: dict[str, Any] = {
        "agent_lo": np.zeros(a, dtype=np.int64), "agent_hi": np.ones(a, dtype=np.int64),
        "agent_block": np.array(agent_blocks), "agent_kind": np.arange(a),
        "agent_spread": np.zeros(a, dtype=np.int64), "target_demand": np.ones(t, dtype=np.int64),
        "target_weight": np.ones(t, dtype=np.int64), "target_block": np.array(target_blocks),
        "target_kind": np.arange(t), "worth": worth, "allowed": np.ones(worth.shape, dtype=np.bool_),
        "gate_agents": np.array([x for x, _ in gates], dtype=np.int64),
        "gate_targets": np.array([y for _, y in gates], dtype=np.int64),
        "gate_value": np.zeros(g, dtype=np.int64), "gate_bonus": np.zeros(g, dtype=np.int64),
    }  # fmt: skip
    columns.update({name: np.asarray(column) for name, column in more.items()})
    return GatedAssignment(**columns)


@st.composite
def small_problems(draw: st.DrawFn, *, feasible: bool = True) -> GatedAssignment:
    """Random problems of at most 3 × 3 blocks with every kind of law in them."""
    blocks, villages = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    a, t = draw(st.integers(1, 6)), draw(st.integers(1, 6))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    cell = np.array(
        [(x, y) for x in range(blocks) for y in range(villages) if rng.random() < 0.85] or [(0, 0)]
    )
    g = len(cell)
    hi = rng.integers(0, 4, a)
    kinds = rng.integers(1, 4), rng.integers(1, 4)
    agent_block, target_block = rng.integers(0, blocks, a), rng.integers(0, villages, t)
    arc = rng.permutation(a * t)
    odd, barred = arc[: rng.integers(0, 4)], arc[a * t - rng.integers(0, min(3, a * t)) :]
    number = np.bincount(cell[:, 1], minlength=villages)
    least = np.minimum(rng.integers(0, 2, villages), number)
    demand = rng.integers(0, 3, t)
    return GatedAssignment(
        agent_lo=rng.integers(0, np.minimum(hi, 2) + 1), agent_hi=hi, agent_block=agent_block,
        agent_kind=rng.integers(0, kinds[0], a), agent_spread=rng.integers(0, 8, a), target_demand=demand,
        target_weight=rng.choice([1, 2, 4], t), target_block=target_block, target_kind=rng.integers(0, kinds[1], t),
        worth=rng.integers(-5, 30, kinds), allowed=rng.random(kinds) < 0.9,
        gate_agents=cell[:, 0], gate_targets=cell[:, 1], gate_value=rng.integers(-20, 4, g),
        gate_bonus=rng.integers(0, 5, g), group_lo=np.concatenate([least, [0]]),
        group_hi=np.concatenate([np.maximum(least, rng.integers(1, 4, villages)), [g if feasible else 0]]),
        member_group=np.concatenate([cell[:, 1], np.full(g, villages)]),
        member_gate=np.concatenate([np.arange(g), np.arange(g)]),
        bonus_agent=odd // t, bonus_target=odd % t, bonus_value=rng.integers(-5, 10, len(odd)),
        forbidden_agent=barred // t, forbidden_target=barred % t,
    )  # fmt: skip


@st.composite
def crowded_problems(draw: st.DrawFn) -> GatedAssignment:
    """Random problems of 2 × 2 blocks short of places, where agents look alike and targets ask for several places."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    a, t = draw(st.integers(3, 7)), draw(st.integers(3, 7))
    odd = rng.permutation(a * t)[: rng.integers(0, 4)]
    return gated(
        rng.integers(0, 30, (2, 3)), rng.integers(0, 2, a).tolist(), rng.integers(0, 2, t).tolist(),
        [(0, 0), (0, 1), (1, 0), (1, 1)],
        agent_lo=rng.integers(0, 2, a), agent_hi=rng.integers(1, 4, a), agent_kind=rng.integers(0, 2, a),
        agent_spread=np.full(a, 4), target_kind=rng.integers(0, 3, t), target_demand=rng.integers(1, 4, t),
        target_weight=rng.choice([1, 2, 4], t), gate_value=rng.integers(-9, 3, 4), gate_bonus=rng.integers(0, 5, 4),
        group_lo=[0], group_hi=[3], member_group=[0] * 4, member_gate=[0, 1, 2, 3],
        bonus_agent=odd // t, bonus_target=odd % t, bonus_value=rng.integers(-5, 10, len(odd)),
    )  # fmt: skip
