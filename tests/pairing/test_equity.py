"""Equity by place, recounted by hand on counties small enough to see."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pairing.codes import load_codes
from pairing.county import County
from pairing.equity import INVERSION_COLUMNS, Equity, equity
from pairing.rules import Rules
from tests.pairing.plans import plan_of
from tests.pairing.tiny import one_village, tiny


def _equity(county: County, **plan: Any) -> Equity:
    return equity(county, Rules(), load_codes(), plan_of(county, Rules(), **plan))


def test_means_by_village_town_and_county() -> None:
    # Two towns; village 1 holds a hardest household with a leader and an ordinary one with staff, village 2 of the same
    # town a harder household with staff, village 3 an ordinary one with nobody, village 4 no focus household.
    county = tiny(
        units=[{}],
        villages=[{}, {}, {"town": "远乡"}, {}],
        cadres=[{"level": 3}, {}, {}],
        households=[
            {"tier": 3.0, "difficulty": 80.0},
            {"difficulty": 20.0},
            {"village": 1, "tier": 2.0, "difficulty": 50.0},
            {"village": 2, "difficulty": 30.0, "demand": 2},
            {"village": 3, "focus": False},
        ],
    )
    found = _equity(county, links=[(0, 0), (0, 1)], leaders=[(0, 0)], pairs=[(0, 0), (1, 1), (2, 2)])
    villages = found.villages.set_index("village")
    assert list(villages.index) == [0, 1, 2]
    assert villages["focus"].tolist() == [2, 1, 1]
    assert villages["demand"].tolist() == [2, 1, 2]
    assert villages["pairs"].tolist() == [2, 1, 0]
    assert villages["difficulty"].tolist() == [50.0, 50.0, 30.0]
    # 40 + 40 + 10 twice; level one step off: 20 + 40 + 10.
    assert villages["points"].tolist()[:2] == [9000, 7000]
    assert villages["level"].tolist()[:2] == [2.0, 1.0]
    assert np.isnan(villages["points"][2])
    assert villages["hard"].tolist() == [1, 1, 0]
    assert villages["hard_level3"].tolist()[:2] == [1.0, 0.0]
    towns = found.towns.set_index("town")
    assert towns["villages"].tolist() == [2, 1]
    row = towns.loc["城关镇"]
    # (80 + 20 + 50) / 3, (90 + 90 + 70) / 3, (3 + 1 + 1) / 3; one of two hard pairs is a leader's, one staff's.
    assert row["difficulty"] == pytest.approx(50)
    assert row["points"] == pytest.approx(25000 / 3)
    assert row["level"] == pytest.approx(5 / 3)
    assert (row["hard"], row["hard_pairs"]) == (2, 2)
    assert [row[f"hard_level{k}"] for k in (1, 2, 3)] == [0.5, 0.0, 0.5]
    assert (found.county["focus"], found.county["pairs"], found.county["difficulty"]) == (4, 3, 45.0)
    assert found.strongest(1)["village"].tolist() == [0]
    assert found.weakest(1)["village"].tolist() == [1]
    assert len(found.weakest()) == 2  # a village without pairs has no mean
    assert found.weakest(1, by="difficulty")["village"].tolist() == [2]


def test_an_inversion_is_a_harder_household_with_a_lower_cadre() -> None:
    # The section head sits with the easiest; the two harder ones have staff: two inversions against the same.
    county = one_village(
        [{"level": 2}, {}, {}],
        [{"difficulty": 10.0}, {"difficulty": 40.0}, {"difficulty": 5.0, "tier": 2.0}],
    )
    counted = _equity(county, links=[(0, 0)], pairs=[(0, 0), (1, 1), (2, 2)])
    found = counted.inversions
    assert found[["harder", "harder_cadre", "easier", "easier_cadre"]].to_numpy().tolist() == [
        [2, 2, 0, 0],  # tier counts before difficulty
        [1, 1, 0, 0],
    ]
    assert found["harder_level"].tolist() == [1, 1]
    assert (counted.county["inversions"], counted.villages["inversions"].tolist()) == (2, [2])
    assert found["easier_level"].tolist() == [2, 2]


def test_no_inversion_between_equals_or_between_villages() -> None:
    equal = one_village([{"level": 2}, {}], [{}, {}])
    assert _equity(equal, links=[(0, 0)], pairs=[(0, 0), (1, 1)]).inversions.empty
    apart = tiny(
        units=[{}], villages=[{}, {}], cadres=[{"level": 2}, {}],
        households=[{}, {"village": 1, "tier": 3.0, "difficulty": 90.0}],
    )  # fmt: skip
    assert _equity(apart, links=[(0, 0), (0, 1)], pairs=[(0, 0), (1, 1)]).inversions.empty
    right = one_village([{"level": 2}, {}], [{"difficulty": 50.0}, {}])
    assert _equity(right, links=[(0, 0)], pairs=[(0, 0), (1, 1)]).inversions.empty


def test_two_contacts_count_by_the_best_of_the_harder_and_the_lowest_of_the_easier() -> None:
    county = one_village(
        [{"level": 2}, {}, {"level": 2}, {}],
        [{"difficulty": 50.0, "demand": 2}, {"demand": 2}],
    )
    # Both have a section head and staff: neither is worse off.
    plan = {"links": [(0, 0)], "pairs": [(0, 0), (1, 0), (2, 1), (3, 1)]}
    assert _equity(county, **plan).inversions.empty
    # Two staff against two section heads.
    plan["pairs"] = [(1, 0), (3, 0), (0, 1), (2, 1)]
    found = _equity(county, **plan).inversions
    assert found[["harder", "easier"]].to_numpy().tolist() == [[0, 1]]


def test_a_plan_without_pairs_and_a_county_without_focus() -> None:
    found = _equity(one_village([{}], [{}]), links=[(0, 0)])
    assert found.inversions.empty
    assert list(found.inversions.columns) == list(INVERSION_COLUMNS)
    assert np.isnan(found.county["points"])
    bare = _equity(one_village([{}], [{"focus": False}]), links=[(0, 0)])
    assert bare.villages.empty
    assert bare.towns.empty
    assert bare.strongest().empty


@settings(max_examples=30, derandomize=True, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 1), st.integers(1, 3), st.sampled_from([10.0, 20.0, 30.0]), st.integers(1, 2)
        ),
        min_size=1,
        max_size=7,
    ),
    st.data(),
)
def test_inversions_are_those_a_plain_double_loop_finds(rows: Any, data: st.DataObject) -> None:
    households = [{"village": v, "tier": float(t), "difficulty": d, "demand": n} for v, t, d, n in rows]
    cadres = [{"level": level} for level in (1, 1, 2, 2, 3)]
    every = [(c, h) for c in range(len(cadres)) for h in range(len(households))]
    pairs = data.draw(st.lists(st.sampled_from(every), unique=True))
    county = tiny(units=[{}], villages=[{}, {}], cadres=cadres, households=households)
    found = _equity(county, links=[(0, 0)], pairs=pairs).inversions
    levels = {h: [cadres[c]["level"] for c, other in pairs if other == h] for h in range(len(rows))}

    def inverted(h: int, e: int) -> bool:
        if not levels[h] or not levels[e] or rows[h][0] != rows[e][0] or rows[e][1:3] >= rows[h][1:3]:
            return False
        return bool(max(levels[h]) < min(levels[e]))

    wanted = {h for h in range(len(rows)) if any(inverted(h, e) for e in range(len(rows)))}
    assert set(found["harder"]) == wanted
    assert len(found) == len(wanted)
    for row in found.itertuples():
        assert inverted(row.harder, row.easier)
