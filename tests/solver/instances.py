"""Synthetic gated assignments of any size, with the class structure of a county; for tests and benchmarks.

Nothing here describes real people or places: every number is drawn from a seeded generator.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from solver.problem import GatedAssignment

NEEDS = 12
SKILLS = 14


@dataclass(frozen=True)
class CountySize:
    units: int
    villages: int
    agents: int
    targets: int
    leaders: int
    quota: str = "two-one"


DEMO = CountySize(units=12, villages=40, agents=400, targets=420, leaders=4)
COUNTY = CountySize(units=110, villages=390, agents=5000, targets=5400, leaders=35)
LARGE = CountySize(units=260, villages=400, agents=15000, targets=50000, leaders=40, quota="8-7-6-5-4")


def random_county(
    size: CountySize, seed: int = 0, *, kept: float = 0.0, slack: float = 0.03
) -> GatedAssignment:
    """A county as the field compiles it: unit and leader gates, rank and skill fits in hundredths of a point.

    kept   share of targets that had an agent before (bonus 1000, its gate +3000)
    slack  share of places by which capacity exceeds demand; targets are dropped or demands raised to meet it
    """
    rng = np.random.default_rng(seed)
    weight = rng.lognormal(0.0, 0.9, size.units)
    ordinary = size.agents - size.leaders
    count = np.maximum(1, np.round(weight / weight.sum() * ordinary).astype(np.int64))
    while count.sum() != ordinary:
        count[rng.integers(size.units) if count.sum() < ordinary else int(count.argmax())] += np.sign(
            ordinary - count.sum()
        )
    block = np.concatenate([np.repeat(np.arange(size.units), count), size.units + np.arange(size.leaders)])
    level = np.concatenate([1 + (rng.random(ordinary) < 0.17), np.full(size.leaders, 3)]).astype(np.int64)
    lo, hi = _quota(size.quota, level, rng)
    theme = rng.integers(0, SKILLS, (size.units + size.leaders, 2))
    skills = _skill_sets(block, theme, rng)
    agent_kind, agent_sets = _kinds(level, skills)
    tier, needs, demand = _targets(size, level, hi, slack, rng)
    target_kind, target_sets = _kinds(tier, needs)
    share = rng.dirichlet(np.full(size.villages, 6.0))
    village = np.concatenate([np.arange(size.villages), rng.choice(size.villages, size.targets, p=share)])[
        : size.targets
    ]
    rng.shuffle(village)
    strength = np.where(
        rng.random((NEEDS, SKILLS)) < 0.3, rng.choice([0.3, 0.5, 0.7, 1.0], (NEEDS, SKILLS)), 0.0
    )
    worth = _worth(agent_sets, target_sets, strength)
    gates = _gates(size, count, hi[:ordinary], block[:ordinary], rng)
    bonus = _kept(size, kept, block, village, gates, rng)
    return GatedAssignment(
        agent_lo=lo, agent_hi=hi, agent_block=block, agent_kind=agent_kind,
        agent_spread=np.full(size.agents, 1000),
        target_demand=demand, target_weight=np.array([0, 1, 2, 4])[tier], target_block=village,
        target_kind=target_kind, worth=worth, allowed=np.ones(worth.shape, dtype=np.bool_), **gates, **bonus,
    )  # fmt: skip


def _quota(quota: str, level: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    if quota == "two-one":
        return np.ones(len(level), dtype=np.int64), np.where(level >= 2, 2, 1)
    ladder = np.where(
        level == 3, rng.choice([8, 7], len(level)), np.where(level == 2, rng.choice([6, 5], len(level)), 4)
    )
    return np.ones(len(level), dtype=np.int64), ladder


def _skill_sets(block: np.ndarray, theme: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Bit sets: most agents hold one or two skills, half of them drawn from what their unit is about."""
    sets = np.zeros(len(block), dtype=np.int64)
    for _ in range(2):
        own = theme[block, rng.integers(0, 2, len(block))]
        drawn = np.where(rng.random(len(block)) < 0.5, own, rng.integers(0, SKILLS, len(block)))
        sets |= np.where(rng.random(len(block)) < 0.65, 1 << drawn, 0)
    return sets


def _kinds(rank: np.ndarray, sets: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Kind of each row, and the (rank, set) of each kind."""
    pairs, kind = np.unique(np.stack([rank, sets], axis=1), axis=0, return_inverse=True)
    return kind.reshape(-1), pairs


def _targets(
    size: CountySize, level: np.ndarray, hi: np.ndarray, slack: float, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    demand = np.ones(size.targets, dtype=np.int64)
    places = int(hi.sum() * (1.0 - slack))
    extra = min(max(0, places - size.targets), size.targets // 4)
    demand[rng.choice(size.targets, extra, replace=False)] += 1
    by_level = [int(hi[level == k].sum()) for k in (3, 2)]
    rank = np.cumsum(demand)
    tier = np.where(rank <= by_level[0], 3, np.where(rank <= sum(by_level), 2, 1))
    order = rng.permutation(size.targets)
    needs = np.zeros(size.targets, dtype=np.int64)
    for chance in (0.9, 0.35):
        drawn = np.minimum(rng.geometric(0.2, size.targets) - 1, NEEDS - 1)
        needs |= np.where(rng.random(size.targets) < chance, 1 << drawn, 0)
    return tier[order], needs, demand[order]


def _bits(sets: np.ndarray, width: int) -> np.ndarray:
    return (sets[:, None] >> np.arange(width)) & 1 == 1


def _worth(agent_sets: np.ndarray, target_sets: np.ndarray, strength: np.ndarray) -> np.ndarray:
    rank_fit = 1.0 - np.abs(agent_sets[:, :1] - target_sets[None, :, 0]) / 2.0
    has, wants = _bits(agent_sets[:, 1], SKILLS), _bits(target_sets[:, 1], NEEDS)
    best = np.where(has[:, None, :], strength[None, :, :], 0.0).max(axis=2)
    number = wants.sum(axis=1)
    skill_fit = np.where(number > 0, best @ wants.T / np.maximum(number, 1), 1.0)
    return np.floor(4000 * rank_fit + 4000 * skill_fit + 0.5).astype(np.int64)


def _gates(
    size: CountySize, count: np.ndarray, hi: np.ndarray, block: np.ndarray, rng: np.random.Generator
) -> dict[str, np.ndarray]:
    units, villages, leaders = size.units, size.villages, size.leaders
    seat, place = rng.random((units + leaders, 2)) * 60, rng.random((villages, 2)) * 60
    pair = np.stack(
        np.meshgrid(np.arange(units + leaders), np.arange(villages), indexing="ij"), axis=-1
    ).reshape(-1, 2)
    km = np.linalg.norm(seat[pair[:, 0]] - place[pair[:, 1]], axis=1)
    is_unit = pair[:, 0] < units
    capacity = np.bincount(block, weights=hi, minlength=units)
    most = np.maximum(1, np.ceil(2 * villages * capacity / capacity.sum())).astype(np.int64)
    gate = np.arange(len(pair))
    group_lo = np.concatenate([np.ones(villages), np.ones(units), np.ones(leaders), np.zeros(villages)])
    group_hi = np.concatenate([np.full(villages, 3), most, np.full(leaders, 2), np.ones(villages)])
    member_group = np.concatenate([pair[is_unit, 1], villages + pair[is_unit, 0],
                                   villages + pair[~is_unit, 0], villages + units + leaders + pair[~is_unit, 1]])  # fmt: skip
    return {
        "gate_agents": pair[:, 0], "gate_targets": pair[:, 1],
        "gate_value": np.where(is_unit, -2000, 0),
        "gate_bonus": np.floor(1000 * np.maximum(0, 1 - km / 60) + 0.5).astype(np.int64),
        "group_lo": group_lo.astype(np.int64), "group_hi": group_hi.astype(np.int64),
        "member_group": member_group, "member_gate": np.concatenate([gate[is_unit], gate[is_unit], gate[~is_unit], gate[~is_unit]]),
    }  # fmt: skip


def _kept(
    size: CountySize, kept: float, block: np.ndarray, village: np.ndarray, gates: dict[str, np.ndarray],
    rng: np.random.Generator,
) -> dict[str, np.ndarray]:  # fmt: skip
    """Earlier pairs: each village had one unit, and a share of its targets an agent of that unit."""
    if kept <= 0:
        return {}
    unit = rng.integers(0, size.units, size.villages)
    target = np.flatnonzero(rng.random(size.targets) < kept)
    agent = np.array([rng.choice(np.flatnonzero(block == unit[village[j]])) for j in target], dtype=np.int64)
    gates["gate_value"][unit * size.villages + np.arange(size.villages)] += 3000
    return {"bonus_agent": agent, "bonus_target": target, "bonus_value": np.full(len(target), 1000)}
