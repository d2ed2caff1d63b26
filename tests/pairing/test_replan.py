"""Changing a plan: leavers and successors, limits on changes, merged villages, the change list, the price of stability."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pairing.changes import CAUSES, changes, changes_words
from pairing.codes import load_codes
from pairing.county import County
from pairing.errors import DataError, PlanError
from pairing.plan import CHANGE_COLUMNS, Plan, PlanTables
from pairing.planner import SolveLimits, recount, solve_county
from pairing.replan import beside, left_units, plan_hash, with_previous
from pairing.rules import Rules
from pairing.stability import stability
from tests.pairing.plans import plan_of
from tests.pairing.tiny import one_village, tiny

QUICK = SolveLimits(seconds=5, workers=1)
LAW = {"needs": ("法律援助",)}
LAWYER = {"skills": ("法律",)}


def _pairs(plan: PlanTables) -> set[tuple[str, str]]:
    return set(zip(plan.pairs["cadre_id"], plan.pairs["household_id"], strict=True))


def _without(county: County, cadre: int) -> County:
    """The county whose list of cadres has this one no more; every later cadre moves up a row."""
    cadres = county.cadres.drop(index=cadre).reset_index(drop=True)
    return replace(county, cadres=cadres)


def _exempt(county: County, cadre: int) -> County:
    cadres = county.cadres.copy()
    cadres.loc[cadre, "exempt_reason"] = "调离"
    return replace(county, cadres=cadres)


def _two_units(**more: Any) -> County:
    """Two units with two cadres each, all linked to one village; one spare cadre, so that a leaver can be replaced."""
    return tiny(
        units=[{}, {}],
        villages=[{}],
        cadres=[{}, {}, {"unit": 1}, {"unit": 1}],
        households=[{}, {}, {}],
        **more,
    )


def _before(county: County) -> PlanTables:
    """G1, G3 and G4 have a household each; G2 is spare."""
    return plan_of(county, Rules(), links=[(0, 0), (1, 0)], pairs=[(0, 0), (2, 1), (3, 2)])


# Leavers and successors


@pytest.mark.parametrize("leave", [_without, _exempt], ids=["gone from the list", "exempt"])
def test_a_leaver_s_household_goes_to_a_colleague(leave: Any) -> None:
    # G3 of unit 2 leaves; the spare cadres are G2 (unit 1) and G5 (unit 2, who would win no tie by order). Both fit H2
    # alike, so 5 points for a successor of the same unit decide.
    county = tiny(
        units=[{}, {}],
        villages=[{}],
        cadres=[{}, {}, {"unit": 1}, {"unit": 1}, {"unit": 1}],
        households=[{}, {}, {}],
    )
    county = replace(county, cadres=county.cadres.assign(max_households=1.0))
    before = _before(county)
    after = solve_county(leave(county, 2), Rules(), QUICK, previous=before)
    assert _pairs(after) == {("G1", "H1"), ("G5", "H2"), ("G4", "H3")}
    assert after.summary.changes == 1
    ((_, row),) = after.changes.iterrows()
    assert (row["old_cadre_id"], row["new_cadre_id"]) == ("G3", "G5")
    assert row["cause"] == ("left" if leave is _without else "exempt")
    off = solve_county(leave(county, 2), Rules().with_value("successor_weight", 0), QUICK, previous=before)
    assert after.summary.goals[2].value == off.summary.goals[2].value + 500


def test_keeping_a_pair_is_worth_more_than_succession() -> None:
    assert Rules().successor_weight < Rules().kept_weight


def test_whose_household_waits_for_whom() -> None:
    county = _two_units()
    # Of G3 nothing but the id is left: any unit that linked the village counts.
    household, unit = left_units(with_previous(_without(county, 2), _before(county)))
    assert list(zip(household.tolist(), unit.tolist(), strict=True)) == [(1, 0), (1, 1)]
    # Ids made from unit and name still tell the unit.
    named = replace(
        county, cadres=county.cadres.assign(cadre_id=["单位1-甲", "单位1-乙", "单位2-丙", "单位2-丁"])
    )
    household, unit = left_units(with_previous(_without(named, 2), _before(named)))
    assert list(zip(household.tolist(), unit.tolist(), strict=True)) == [(1, 1)]
    household, unit = left_units(with_previous(_exempt(county, 2), _before(county)))
    assert list(zip(household.tolist(), unit.tolist(), strict=True)) == [(1, 1)]


def test_an_unfinished_task_stays_though_another_would_fit_better() -> None:
    running = one_village(
        [{}, LAWYER],
        [{**LAW}, {}],
        previous_pairs=[{"cadre": 0, "household": 0, "done": False}, {"cadre": 1, "household": 1}],
    )
    assert ("G1", "H1") in _pairs(solve_county(running, Rules().with_value("kept_weight", 0), QUICK))


# The limit


def _swap() -> tuple[County, PlanTables]:
    """The lawyer has the household without needs: exchanging both pairs wins 40 points and costs two kept pairs of 10."""
    county = one_village([LAWYER, {}], [{**LAW}, {}])
    return county, plan_of(county, Rules(), links=[(0, 0)], pairs=[(1, 0), (0, 1)])


def test_the_limit_is_hard_and_the_bound_goes_with_it() -> None:
    county, before = _swap()
    free = solve_county(county, Rules(), QUICK, previous=before)
    assert free.summary.changes == 2
    for most, changed in ((0, 0), (1, 0), (2, 2)):
        plan = solve_county(county, Rules(), QUICK, previous=before, max_changes=most)
        assert plan.summary.changes == changed
        assert plan.summary.max_changes == most
        assert plan.summary.status == "optimal"
        assert plan.summary.goals[2].bound == plan.summary.goals[2].value
        assert recount(with_previous(county, before), Rules(), plan).points == plan.summary.goals[2].value
    # Kept: pairs 40 + 10 + 10 (level, nearness, kept) each, 40 for the household without needs; the link 10.
    stays = solve_county(county, Rules(), QUICK, previous=before, max_changes=0)
    assert stays.summary.goals[2].value == 100 * (2 * 60 + 40 + 10)


def test_a_limit_that_would_cost_coverage_is_refused_with_the_least_number() -> None:
    county = _two_units()
    with pytest.raises(PlanError) as caught:
        solve_county(_exempt(county, 2), Rules(), QUICK, previous=_before(county), max_changes=0)
    assert "至少要改 1 处" in caught.value.text.zh
    assert "at least 1 " in caught.value.text.en


def test_a_limit_needs_a_plan_to_change() -> None:
    with pytest.raises(DataError) as caught:
        solve_county(one_village([{}], [{}]), Rules(), QUICK, max_changes=3)
    assert "原结对" in caught.value.text.zh


@st.composite
def replans(draw: st.DrawFn) -> tuple[County, PlanTables, int]:
    """A small county, an earlier plan of its own made by hand, then one cadre gone and one household new."""
    skilled = st.sampled_from(((), ("法律",), ("养殖",)))
    needy = st.sampled_from(((), ("法律援助",), ("养殖技术",)))
    units = draw(st.integers(1, 2))
    cadres = [{"unit": i % units, "skills": draw(skilled)} for i in range(draw(st.integers(3, 5)))]
    households = [
        {"village": draw(st.integers(0, 1)), "needs": draw(needy)} for _ in range(draw(st.integers(2, 4)))
    ]
    county = tiny(units=[{}] * units, villages=[{}, {}], cadres=cadres, households=households)
    links = [(u, v) for u in range(units) for v in (0, 1)]
    count = min(len(cadres), len(households) - 1)
    before = plan_of(county, Rules(), links=links, pairs=[(i, i) for i in range(count)])
    return _exempt(county, draw(st.integers(0, len(cadres) - 1))), before, draw(st.integers(0, 6))


def _asked(county: County, before: PlanTables, most: int) -> tuple[Plan | None, str]:
    try:
        return solve_county(county, Rules(), QUICK, previous=before, max_changes=most), ""
    except PlanError as refused:
        return None, refused.text.zh


@settings(max_examples=20, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(replans())
def test_no_plan_has_more_changes_than_allowed(case: tuple[County, PlanTables, int]) -> None:
    county, before, most = case
    free = solve_county(county, Rules(), QUICK, previous=before)
    plan, refusal = _asked(county, before, most)
    assert free.summary.changes is not None
    if plan is None:
        assert "已证明" in refusal
        assert free.summary.changes > most
        return
    assert plan.summary.changes is not None
    assert plan.summary.changes <= most
    assert [g.value for g in plan.summary.goals[:2]] == [g.value for g in free.summary.goals[:2]]
    assert plan.summary.goals[2].value <= free.summary.goals[2].value
    listed = plan.changes
    assert int(listed["counted"].sum()) == plan.summary.changes
    assert int((~plan.pairs["kept"]).sum() + (~plan.links["kept"]).sum()) == plan.summary.changes


# Merged villages


def test_a_merged_village_keeps_its_units_and_pairs() -> None:
    old = tiny(
        units=[{}, {}],
        villages=[{"name": "东村"}, {"name": "西村"}],
        cadres=[{}, {"unit": 1}],
        households=[{"village": 0}, {"village": 1}],
    )
    before = plan_of(old, Rules(), links=[(0, 0), (1, 1)], pairs=[(0, 0), (1, 1)])
    merged = tiny(
        units=[{}, {}],
        villages=[{"name": "东西村", "code": "V9"}],
        cadres=[{}, {"unit": 1}],
        households=[{}, {}],
        mergers=[
            {"old_town": "城关镇", "old_village": name, "new_town": "城关镇", "new_village": "东西村"}
            for name in ("东村", "西村")
        ],
    )
    after = solve_county(merged, Rules(), QUICK, previous=before, max_changes=0)
    assert after.summary.changes == 0
    assert after.pairs["kept"].all()
    assert sorted(after.links["unit"]) == ["单位1", "单位2"]
    # Without the sheet of mergers both links are new.
    bare = replace(merged, mergers=merged.mergers.iloc[:0])
    assert solve_county(bare, Rules(), QUICK, previous=before).summary.changes == 2


def test_a_code_given_anew_does_not_move_a_link() -> None:
    """After mergers the numbers are dealt out again: the name decides before the code."""
    old = tiny(
        villages=[{"name": "东村", "code": "200"}, {"name": "西村", "code": "201"}], units=[{}], cadres=[{}]
    )
    before = plan_of(old, Rules(), links=[(0, 1)])
    new = tiny(
        villages=[{"name": "西村", "code": "200"}, {"name": "北村", "code": "201"}], units=[{}], cadres=[{}]
    )
    assert with_previous(new, before).previous_links["village"].tolist() == [0]
    renamed = tiny(villages=[{"name": "西新村", "code": "201"}], units=[{}], cadres=[{}])
    assert with_previous(renamed, before).previous_links["village"].tolist() == [0]


# The change list


def _causes(
    county: County, before: PlanTables, after: PlanTables, rules: Rules | None = None
) -> list[tuple[str, ...]]:
    table = changes(with_previous(county, before), rules or Rules(), load_codes(), after)
    assert list(table.columns) == list(CHANGE_COLUMNS)
    assert set(table["reason"]) <= {cause.zh for cause in CAUSES.values()}
    return list(zip(table["kind"], table["old_cadre_id"], table["new_cadre_id"], table["cause"], strict=True))


def test_each_change_has_its_reason() -> None:
    county = _two_units()
    before = _before(county)
    same = {"links": [(0, 0), (1, 0)]}

    def after(now: County, **plan: Any) -> PlanTables:
        return plan_of(now, Rules(), **{**same, **plan})

    assert _causes(county, before, before) == []
    # G2 takes H1 though nothing forced it.
    moved = after(county, pairs=[(1, 0), (2, 1), (3, 2)])
    assert _causes(county, before, moved) == [("pair", "G1", "G2", "points")]
    pinned = _two_units(directives=[{"kind": "pin", "cadre": 1, "household": 0}])
    assert _causes(pinned, before, moved) == [("pair", "G1", "G2", "pin")]
    banned = _two_units(directives=[{"kind": "ban", "cadre": 0, "household": 0}])
    assert _causes(banned, before, moved) == [("pair", "G1", "G2", "ban")]
    kin = _two_units(kinship=[{"cadre": 0, "household": 0}])
    assert _causes(kin, before, moved) == [("pair", "G1", "G2", "ban")]
    assert _causes(_exempt(county, 0), before, moved) == [("pair", "G1", "G2", "exempt")]
    # H3 is resolved; G4 has nothing now.
    resolved = replace(
        county, households=county.households.assign(focus=[True, True, False], demand=[1, 1, 0])
    )
    assert _causes(resolved, before, after(resolved, pairs=[(0, 0), (2, 1)])) == [
        ("pair", "G4", "", "resolved")
    ]
    # A fourth household is new, and H1 asks for a second cadre.
    grown = tiny(
        units=[{}, {}], villages=[{}], cadres=[{}, {}, {"unit": 1}, {"unit": 1}, {}],
        households=[{"demand": 2}, {}, {}, {}],
    )  # fmt: skip
    more = after(grown, pairs=[(0, 0), (1, 0), (2, 1), (3, 2), (4, 3)])
    assert _causes(grown, before, more) == [("pair", "", "G2", "more"), ("pair", "", "G5", "new")]
    # Quotas fell: G1 had two households and may have one.
    both = after(county, pairs=[(0, 0), (0, 1), (3, 2)])
    assert _causes(county, both, after(county, pairs=[(0, 0), (2, 1), (3, 2)])) == [
        ("pair", "G1", "G3", "quota")
    ]


def test_links_that_close_take_their_pairs_with_them() -> None:
    county = _two_units()
    now = plan_of(county, Rules(), links=[(0, 0)], pairs=[(0, 0), (1, 1)])
    assert _causes(county, _before(county), now) == [
        ("unit", "", "", "points"),
        ("pair", "G3", "G2", "link"),
        ("pair", "G4", "", "link"),
    ]
    empty = replace(county, cadres=county.cadres.assign(exempt_reason=[None, None, "借调", "借调"]))
    assert _causes(empty, _before(county), now)[0][3] == "unit"
    banned = _two_units(directives=[{"kind": "ban", "unit": 1, "village": 0}])
    assert _causes(banned, _before(county), now)[0][3] == "ban"
    new = tiny(units=[{}], villages=[{}], cadres=[{}], households=[{}])
    nothing = plan_of(new, Rules())
    assert _causes(new, nothing, plan_of(new, Rules(), links=[(0, 0)], pairs=[(0, 0)])) == [
        ("unit", "", "", "village"),
        ("pair", "", "G1", "new"),
    ]


def test_leader_links_are_listed_too() -> None:
    county = one_village([{"level": 3}, {"level": 3}, {}], [{"tier": 3.0}, {}])
    before = plan_of(county, Rules(), links=[(0, 0)], leaders=[(0, 0)], pairs=[(0, 0), (2, 1)])
    after = plan_of(county, Rules(), links=[(0, 0)], leaders=[(1, 0)], pairs=[(1, 0), (2, 1)])
    assert _causes(county, before, after) == [
        ("leader", "G1", "G2", "points"),
        ("pair", "G1", "G2", "link"),
    ]
    assert _causes(_exempt(county, 0), before, after)[0] == ("leader", "G1", "G2", "exempt")


def test_a_change_list_in_a_line() -> None:
    county, before = _swap()
    plan = solve_county(county, Rules(), QUICK, previous=before)
    assert plan.changes is not None
    assert "总分更高 2" in changes_words(plan.changes).zh
    assert "没有改动" in changes_words(plan.changes.iloc[:0]).zh


# The price of stability, and who is who


def test_the_price_of_stability_is_computed_with_bounds() -> None:
    # Three lawyers sit with households without needs and the reverse: each exchange wins 40 points for two changes.
    county = one_village([LAWYER, LAWYER, LAWYER, {}, {}, {}], [LAW, LAW, LAW, {}, {}, {}])
    before = plan_of(county, Rules(), links=[(0, 0)], pairs=[(3, 0), (4, 1), (5, 2), (0, 3), (1, 4), (2, 5)])
    curve = stability(county, Rules(), SolveLimits(seconds=20, workers=1), count=7, previous=before)
    by_changes = {point.changes: point for point in curve}
    assert {0, 2, 4, 6} <= by_changes.keys()
    for changed, lost in ((0, 12000), (2, 8000), (4, 4000), (6, 0)):
        point = by_changes[changed]
        assert point.bound == point.points
        assert point.lost == point.lost_at_least == lost
    with pytest.raises(DataError):
        stability(county, Rules(), QUICK)


def test_a_plan_s_hash_knows_pairs_and_links_and_no_order() -> None:
    county, before = _swap()
    turned = PlanTables(before.links, before.pairs.iloc[::-1], before.contacts)
    assert plan_hash(turned) == plan_hash(before)
    assert plan_hash(plan_of(county, Rules(), links=[(0, 0)], pairs=[(0, 0), (1, 1)])) != plan_hash(before)
    plan = solve_county(county, Rules(), QUICK, previous=before)
    assert plan.summary.previous_hash == plan_hash(before)
    assert plan.summary.data_hash == county.data_hash
    assert solve_county(county, Rules(), QUICK).summary.previous_hash == ""
    assert beside(county, None) is county


def test_leavers_bear_on_the_digest_of_the_lists() -> None:
    county = _two_units()
    left = with_previous(_without(county, 2), _before(county))
    bare = replace(left, leavers=left.leavers.iloc[:0])
    assert left.data_hash != bare.data_hash
    assert isinstance(left.leavers, pd.DataFrame)
    assert left.leavers["unit"].to_numpy().dtype == np.int64
    assert isinstance(solve_county(left, Rules(), QUICK), Plan)
