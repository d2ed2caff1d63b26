"""Supply against demand by place, counted before solving: hand-made counties, and no plan ever does better."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pairing.limits import limits
from pairing.plan_positions import resolve
from pairing.planner import SolveLimits, solve_county
from pairing.readiness import readiness
from pairing.rules import Rules
from pairing.supply import supply
from tests.pairing.test_contradictions import _found, _random_county
from tests.pairing.tiny import one_village, tiny

PLACES = ["households", "demand", "cadres", "quota", "places", "short"]


def test_a_village_in_balance() -> None:
    counted = supply(one_village([{}, {"level": 2}], [{}, {"tier": 2.0, "demand": 2}]), Rules())
    (row,) = counted.villages.to_dict("records")
    # one cadre of level 1 with a place, one of level 2 with two: 3 places for 1 + 2 pairs
    assert [row[c] for c in PLACES] == [2, 3, 2, 3, 3, 0]
    assert [row[c] for c in ("demand3", "demand2", "demand1", "quota3", "quota2", "quota1")] == [
        0,
        2,
        1,
        0,
        2,
        1,
    ]
    assert (row["town"], row["name"], row["units"], row["leaders"]) == ("城关镇", "村1", 1, 0)
    assert counted.county.to_dict("records")[0]["short"] == 0


def test_a_town_that_a_unit_cannot_reach() -> None:
    # town 远乡: two villages with 2 households each; unit 0 is banned from both, unit 1 (3 cadres) may link one of them
    county = tiny(
        units=[{}, {"max_villages": 1.0}], villages=[{}, {"town": "远乡"}, {"town": "远乡"}],
        cadres=[{}, *[{"unit": 1}] * 3], households=[{}, *[{"village": v} for v in (1, 1, 2, 2)]],
        directives=[{"kind": "ban", "unit": 0, "village": v} for v in (1, 2)],
    )  # fmt: skip
    counted = supply(county, Rules())
    near, far = counted.towns.to_dict("records")
    assert [near[c] for c in ("town", *PLACES)] == ["城关镇", 1, 1, 4, 4, 1, 0]
    # the three places may come, but a village has two households and the unit one village
    assert [far[c] for c in ("town", *PLACES)] == ["远乡", 4, 4, 3, 3, 2, 2]
    assert counted.villages["short"].tolist() == [0, 0, 0]
    assert counted.units["usable"].tolist() == [1, 2]
    assert counted.units["idle"].tolist() == [0, 1]


def test_a_town_without_enough_places_is_said_by_name() -> None:
    # 远乡 has 3 households and a unit of one cadre alone; the other unit's cadres are all busy elsewhere by ban
    county = tiny(
        units=[{}, {}], villages=[{}, {"town": "远乡"}], cadres=[{}, {"unit": 1}],
        households=[{}, *[{"village": 1}] * 3], directives=[{"kind": "ban", "unit": 0, "village": 1}],
    )  # fmt: skip
    (first, second) = readiness(county, Rules())
    assert first.code == "places-below-demand"
    assert second.code == "village-short"
    assert (
        second.problem.zh
        == "远乡村2 3 户需结对 3 人次（最难 0、较难 0），可到达的干部 1 名，名额最多用上 1，缺 2。"
    )


def test_a_town_is_short_although_each_of_its_villages_could_have_enough() -> None:
    county = tiny(
        units=[{"max_villages": 2.0}, {}], villages=[{"town": "远乡"}, {"town": "远乡"}, {}],
        cadres=[{}, *[{"unit": 1}] * 3], households=[{"village": 0}, {"village": 1}, {"village": 2}],
        directives=[{"kind": "ban", "unit": 1, "village": v} for v in (0, 1)],
    )  # fmt: skip
    issues = readiness(county, Rules())
    assert [issue.code for issue in issues] == ["demand-below-quotas", "town-short", "unit-idle"]
    assert "远乡 2 户需结对 2 人次" in issues[1].problem.zh
    assert "缺 1" in issues[1].problem.zh
    assert "单位2的干部按下限共需联系 3 户次" in issues[2].problem.zh


def test_in_strict_order_the_hardest_need_the_highest() -> None:
    rules = Rules().with_value("rank_order", "strict")
    county = one_village([{"level": 2}, {}, {}], [{"tier": 3.0}, {"tier": 2.0}, {"tier": 1.0}])
    assert supply(county, Rules()).villages["short"].tolist() == [0]
    counted = supply(county, rules)
    assert counted.villages["short"].tolist() == [1]
    assert [issue.code for issue in readiness(county, rules)] == ["village-short", "unit-idle"]
    # level 1 may serve the one household of tier 1; level 2 those of tiers 1 and 2
    assert counted.units[["quota", "least", "usable", "idle"]].to_numpy().tolist() == [[4, 3, 2, 1]]


def test_bans_of_single_pairs_are_proved_beside_the_counts() -> None:
    county = one_village(
        [{}, {}], [{}, {}], directives=[{"kind": "ban", "cadre": c, "household": 0} for c in (0, 1)]
    )
    codes = [issue.code for issue in readiness(county, Rules())]
    assert codes == ["certain-shortage", "certain-idle"]


def test_a_leader_belongs_to_the_table_of_the_unit() -> None:
    counted = supply(one_village([{}, {"level": 3}], [{"demand": 2}]), Rules())
    (unit,) = counted.units.to_dict("records")
    assert (unit["cadres"], unit["leaders"], unit["quota3"], unit["quota1"]) == (1, 1, 2, 1)


@pytest.mark.slow
@settings(deadline=None, derandomize=True, max_examples=40)
@given(seed=st.integers(0, 2**32 - 1))
def test_no_plan_has_less_missing_than_is_told(seed: int) -> None:
    county, rules = _random_county(seed)
    if _found(county, rules):
        return
    plan = solve_county(county, rules, SolveLimits(seconds=20, workers=1))
    found, counted = resolve(county, plan), supply(county, rules)
    village = county.households["village"].to_numpy(np.int64)
    paired = np.bincount(found.pair_household, minlength=len(village))
    missing = np.bincount(village, county.households["demand"].to_numpy() - paired, len(county.villages))
    assert (missing >= counted.villages["short"]).all()
    assert missing.sum() >= counted.towns["short"].sum()
    assert missing.sum() >= counted.county["short"].sum()
    load = np.bincount(found.pair_cadre, minlength=len(county.cadres))
    below = np.maximum(0, limits(county, rules).least - load)
    assert (np.bincount(county.cadres["unit"], below, len(county.units)) >= counted.units["idle"]).all()
    told = sum(
        issue.code in ("village-short", "town-short", "certain-shortage")
        for issue in readiness(county, rules)
    )
    assert missing.sum() >= told
