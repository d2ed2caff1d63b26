"""Difficulty from attributes and tiers by capacity (docs/model.md §1), by hand."""

from __future__ import annotations

import pytest

from pairing.difficulty import difficulty, tiers
from pairing.limits import limits
from pairing.rules import Rules
from tests.pairing.tiny import one_village

NONE = float("nan")


def _difficulty(**household: object) -> float:
    county = one_village([{}], [{"difficulty": NONE, **household}])
    return float(difficulty(county, Rules())[0])


def test_nothing_known_is_no_difficulty() -> None:
    assert _difficulty(people=NONE, labour=NONE) == 0.0


def test_a_given_score_is_taken() -> None:
    assert _difficulty(difficulty=73.5, kind="特困户") == 73.5


@pytest.mark.parametrize(
    ("household", "score"),
    [
        ({"kind": "低保户", "labour": 3.0}, 25.0),  # word 低保 25, no dependants
        ({"kind": "脱贫不稳定户", "labour": 3.0}, 25.0),  # the stronger word counts, not 脱贫 15
        ({"labour": 1.0}, 10.0),  # 15 · (1 − 1/3)
        ({"labour": 3.0, "income": 5000.0}, 15.0),  # 20 · (1 − 5000/20000)
        ({"labour": 3.0, "income": 50000.0}, 0.0),
        ({"people": 0.0, "labour": 0.0}, 0.0),  # nobody known: nothing to divide by
        # 特困 30 + 突发 20 + 因残 20 + income 20 + labour 15 = 105, cut at 100
        ({"kind": "特困", "monitor": "突发严重困难户", "cause": "因残", "income": 0.0, "labour": 0.0}, 100.0),
    ],
)
def test_formula(household: dict[str, object], score: float) -> None:
    assert _difficulty(**household) == pytest.approx(score)


def _tiers(levels: list[int], households: list[dict[str, object]]) -> list[int]:
    county = one_village([{"level": level} for level in levels], households)
    rules = Rules()
    return tiers(county, rules, limits(county, rules)).tolist()


def test_tiers_follow_capacity() -> None:
    # One leader (upper quota 2), one section head (2): the two hardest are tier 3, the next two tier 2.
    scores = [10.0, 50.0, 40.0, 30.0, 20.0]
    assert _tiers([3, 2], [{"difficulty": d, "tier": NONE} for d in scores]) == [1, 3, 3, 2, 2]


def test_given_tiers_use_up_capacity() -> None:
    # Of Q3 = 2 one place goes to the household marked 最难, so only one more is hardest.
    households = [
        {"tier": 3.0, "difficulty": 1.0},
        *({"difficulty": d, "tier": NONE} for d in (9.0, 8.0, 7.0, 6.0)),
    ]
    assert _tiers([3, 2], households) == [3, 3, 2, 2, 1]


def test_ties_break_by_household_id() -> None:
    households = [{"household_id": k, "difficulty": 5.0, "tier": NONE} for k in ("B", "C", "A")]
    assert _tiers([3], households) == [3, 1, 3]


def test_off_focus_there_is_no_tier() -> None:
    assert _tiers([3], [{"focus": False}, {"tier": NONE}]) == [0, 3]
