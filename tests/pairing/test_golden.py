"""Counties with known answers, from their files to a proved and recounted plan."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pairing.planner import SolveLimits, load_county, recount, solve_county
from pairing.rules import Rules

COUNTIES = Path(__file__).parents[1] / "golden" / "counties"
NAMES = sorted(folder.name for folder in COUNTIES.iterdir() if folder.is_dir())


@pytest.mark.parametrize("name", NAMES)
def test_a_golden_county_has_its_known_answer(name: str) -> None:
    reading = load_county(COUNTIES / name)
    assert reading.county is not None, reading.errors
    expected = json.loads((COUNTIES / name / "expected.json").read_text(encoding="utf-8"))
    rules = Rules()
    for rule, value in expected["rules"].items():
        rules = rules.with_value(rule, value)
    plan = solve_county(reading.county, rules, SolveLimits(seconds=120, workers=1))
    known = (expected["shortage"], expected["idle"], expected["points"])
    assert tuple(goal.value for goal in plan.summary.goals) == known
    assert plan.summary.status == "optimal"
    assert tuple(goal.bound for goal in plan.summary.goals) == known
    found = recount(reading.county, rules, plan)
    assert found.ok
    assert (found.shortage, found.idle, found.points) == known


def test_there_are_golden_counties() -> None:
    assert len(NAMES) >= 6
