"""The eight facility-location instances of OR-Library come out proved at their published optima."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from solver import GatedAssignment, Limits, Status, solve

FOLDER = Path(__file__).parent.parent / "golden" / "orlib"
SCALE = 100_000


def read(name: str) -> GatedAssignment:
    words = (FOLDER / f"{name}.txt").read_text().split()
    m, n = int(words[0]), int(words[1])
    fixed = np.array([int(Decimal(words[3 + 2 * k]) * SCALE) for k in range(m)])
    rows = [words[2 + 2 * m + k * (m + 1) :][1 : m + 1] for k in range(n)]
    cost = np.array([[int(Decimal(word) * SCALE) for word in row] for row in rows]).T
    zero = np.zeros(m, dtype=np.int64)
    return GatedAssignment(
        agent_lo=zero, agent_hi=np.full(m, n), agent_block=np.arange(m), agent_kind=np.arange(m), agent_spread=zero,
        target_demand=np.ones(n, dtype=np.int64), target_weight=np.ones(n, dtype=np.int64),
        target_block=np.zeros(n, dtype=np.int64), target_kind=np.arange(n), worth=-cost,
        allowed=np.ones((m, n), dtype=np.bool_), gate_agents=np.arange(m), gate_targets=zero, gate_value=-fixed,
        gate_bonus=zero,
    )  # fmt: skip


def published() -> list[tuple[str, int]]:
    with (FOLDER / "optima.csv").open() as file:
        return [(row["instance"], int(Decimal(row["optimum"]) * SCALE)) for row in csv.DictReader(file)]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "optimum"), published())
def test_published_optimum_is_proved(name: str, optimum: int) -> None:
    result = solve(read(name), Limits(seconds=120, workers=2))
    assert result.status is Status.OPTIMAL
    assert result.goals is not None
    assert [(goal.value, goal.bound) for goal in result.goals] == [(0, 0), (0, 0), (-optimum, -optimum)]
