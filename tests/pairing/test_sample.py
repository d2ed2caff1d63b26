"""The sample county has the counts it was asked for, is the same for the same seed, and names nobody."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pairing.codes import load_codes
from pairing.errors import CallError
from pairing.limits import limits
from pairing.resources import data_path
from pairing.sample import SIZES, SampleSize, make_county
from pairing.sample.draw import apportion
from pairing.sample.local_plan import make_local_plan

TINY = SampleSize(units=3, villages=4, cadres=20, focus=22, households=90)


@pytest.mark.parametrize("size", ["demo", pytest.param("county", marks=pytest.mark.slow)])
def test_a_county_has_the_counts_asked_for(size: str) -> None:
    asked = SIZES[size]
    county = make_county(asked)
    assert len(county.units) == asked.units
    assert len(county.villages) == asked.villages
    assert len(county.cadres) == asked.cadres
    assert len(county.households) == asked.households
    assert county.households["focus"].sum() == asked.focus
    assert (county.households["demand"] > 0).sum() == asked.focus
    assert (county.households["demand"] == 2).any()


def test_the_same_seed_gives_the_same_county_and_another_seed_another() -> None:
    assert make_county(TINY, seed=3).data_hash == make_county(TINY, seed=3).data_hash
    assert make_county(TINY, seed=3).data_hash != make_county(TINY, seed=4).data_hash


@pytest.mark.parametrize(
    ("year", "villages", "neighbourhoods", "others"), [(2016, 390, 3, 0), (2023, 279, 4, 1)]
)
def test_the_lists_of_villages_are_whole(year: int, villages: int, neighbourhoods: int, others: int) -> None:
    listed = pd.read_csv(data_path(f"sample/villages_{year}.csv"), encoding="utf-8", dtype=object)
    kinds = listed["类别"].value_counts()
    assert kinds["村委会"] == villages
    # 2023: 3 neighbourhoods and, of the kind 虚拟社区, one that the list counts as a fourth.
    assert len(listed) == villages + neighbourhoods
    assert kinds["居委会"] == neighbourhoods - others
    assert listed["村编号"].is_unique
    assert not listed.duplicated(["乡镇", "村名"]).any()
    assert listed["村编号"].str.fullmatch(r"140427\d{6}").all()


def test_a_size_by_name_and_by_counts_is_the_same_county() -> None:
    assert make_county("demo").data_hash == make_county(SIZES["demo"]).data_hash


@pytest.mark.slow
def test_the_county_size_has_the_villages_of_2016() -> None:
    villages = make_county("county").villages
    assert villages["code"].is_unique
    assert villages["town"].nunique() == 13
    # Two villages share this name, in different towns: names alone must never be a key.
    assert sorted(villages.loc[villages["name"] == "洪掌村", "town"]) == ["店上镇", "晋庄镇"]
    assert not villages["name"].str.contains("示例").any()


def test_more_villages_than_the_list_has_are_marked_as_made_up() -> None:
    county = make_county(SampleSize(units=5, villages=400, cadres=50, focus=20, households=2_000))
    remarks = county.extras["villages"]["备注"]
    made_up = county.villages["name"].str.startswith("示例")
    # 390 villages and 3 neighbourhood committees are real.
    assert made_up.sum() == 7
    assert (remarks[made_up] == "合成村、合成坐标").all()
    assert (remarks[~made_up] == "合成坐标").all()
    assert county.villages["code"].is_unique
    assert "合成" in county.name


def test_places_exceed_wanted_pairs_by_about_three_per_cent() -> None:
    county = make_county("demo")
    allowed = limits(county, SIZES["demo"].rules)
    # 420 focus households, 2 of them want two cadres: 422 pairs; 1.03 · 422 = 434.66 -> 435 places.
    assert county.households["demand"].sum() == 422
    assert allowed.most.sum() == 435


def test_no_line_of_a_sample_could_be_a_real_person() -> None:
    county = make_county("demo")
    for frame in (county.cadres, county.households):
        assert frame["id_number"].isna().all()
        phones = frame["phone"].dropna()
        assert phones.map(lambda phone: re.fullmatch(r"1\d\d\*{4}\d{4}", phone) is not None).all()
        assert phones.is_unique


def test_every_unit_has_one_head_who_takes_part() -> None:
    cadres = make_county("demo").cadres
    heads = cadres[cadres["head"]]
    assert sorted(heads["unit"]) == list(range(12))
    assert heads["exempt_reason"].isna().all()
    exempt = cadres["exempt_reason"].notna()
    # 1.2 % of 400 = 4.8 -> 5.
    assert exempt.sum() == 5
    assert (cadres.loc[exempt, "level"] == 1).all()


def test_focus_households_need_something_known_and_have_a_cause() -> None:
    codes = load_codes()
    households = make_county("demo").households
    focus = households[households["focus"]]
    assert focus["needs"].map(len).between(1, 2).all()
    assert {need for needs in households["needs"] for need in needs} <= set(codes.needs)
    assert focus["cause"].notna().all()
    assert households.loc[households["kind"] == "监测户", "monitor"].notna().all()
    assert households["household_id"].is_unique


def test_counts_that_cannot_go_together_are_refused_in_words() -> None:
    with pytest.raises(CallError) as caught:
        SampleSize(units=5, villages=3, cadres=4, focus=1, households=10)
    assert "干部数" in caught.value.text.zh
    with pytest.raises(CallError):
        SampleSize(units=1, villages=1, cadres=1, focus=11, households=10)


@pytest.mark.parametrize("size", ["demo", pytest.param("county", marks=pytest.mark.slow)])
@pytest.mark.parametrize("seed", [0, 1])
def test_every_household_can_be_covered_under_the_rules(size: str, seed: int) -> None:
    asked = SIZES[size]
    county = make_county(asked, seed)
    allowed = limits(county, asked.rules)
    plan = make_local_plan(county, asked.rules, allowed)
    cadres, households = county.cadres, county.households
    # Found once, it is proved: as many pairs as wanted, within every quota and link limit.
    assert len(plan.pair_cadre) == households["demand"].sum()
    assert (np.bincount(plan.pair_household, minlength=len(households)) == households["demand"]).all()
    assert (np.bincount(plan.pair_cadre, minlength=len(cadres)) <= allowed.most).all()
    assert (np.bincount(plan.link_unit, minlength=len(county.units)) <= allowed.links_most).all()
    units_of_village = np.bincount(plan.link_village, minlength=len(county.villages))
    assert units_of_village.min() >= 1
    assert units_of_village.max() <= 3
    village = households["village"].to_numpy()[plan.pair_household]
    by_leader = cadres["level"].to_numpy()[plan.pair_cadre] == 3
    linked = set(zip(plan.link_unit, plan.link_village, strict=True))
    unit = cadres["unit"].to_numpy()[plan.pair_cadre]
    assert set(zip(unit[~by_leader], village[~by_leader], strict=True)) <= linked
    led = set(zip(plan.leader, plan.leader_village, strict=True))
    assert set(zip(plan.pair_cadre[by_leader], village[by_leader], strict=True)) <= led


def test_directives_do_not_contradict_each_other_or_kinship() -> None:
    county = make_county("demo")
    directives = county.directives
    assert set(directives["kind"]) == {"pin", "ban"}
    assert directives["why"].notna().all()
    places = ["cadre", "unit", "household", "village"]
    assert not directives.duplicated(places).any()
    pinned = directives[(directives["kind"] == "pin") & (directives["household"] >= 0)]
    kin = set(zip(county.kinship["cadre"], county.kinship["household"], strict=True))
    assert kin
    assert not kin & set(zip(pinned["cadre"], pinned["household"], strict=True))
    cadres, households = county.cadres.iloc[[c for c, _ in kin]], county.households.iloc[[h for _, h in kin]]
    assert (cadres["native_village"].to_numpy() == households["village"].to_numpy()).all()


def test_a_previous_plan_comes_only_when_asked_for_and_changes_nothing_else() -> None:
    without, with_ = make_county(TINY), make_county(TINY, previous=True)
    assert without.previous_pairs.empty
    assert without.previous_links.empty
    assert with_.cadres.equals(without.cadres)
    assert with_.directives.equals(without.directives)
    pairs, links = with_.previous_pairs, with_.previous_links
    assert 0 < len(pairs) <= with_.households["demand"].sum()
    assert not pairs.duplicated(["household", "cadre"]).any()
    assert ((links["unit"] >= 0) != (links["cadre"] >= 0)).all()
    leads = links[(links["unit"] >= 0) & (links["role"] == "lead")]
    assert sorted(leads["village"]) == list(range(4))


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.data())
def test_apportion_shares_out_exactly_and_within_limits(data: st.DataObject) -> None:
    limits_ = data.draw(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 40)), min_size=1, max_size=12))
    least = np.array([low for low, _ in limits_])
    most = np.array([low + more for low, more in limits_])
    total = data.draw(st.integers(int(least.sum()), int(most.sum())))
    weights = np.array(data.draw(st.lists(st.floats(0, 100), min_size=len(least), max_size=len(least))))
    parts = apportion(weights, total, least, most)
    assert parts.sum() == total
    assert (parts >= least).all()
    assert (parts <= most).all()


def test_apportion_refuses_what_the_limits_forbid() -> None:
    with pytest.raises(ValueError, match="shared out"):
        apportion(np.ones(2), 5, 0, 2)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(
    units=st.integers(1, 30),
    villages=st.integers(1, 60),
    more_cadres=st.integers(0, 80),
    focus=st.integers(0, 60),
    more_households=st.integers(0, 200),
    seed=st.integers(0, 99),
)
def test_any_counts_make_a_county(
    units: int, villages: int, more_cadres: int, focus: int, more_households: int, seed: int
) -> None:
    size = SampleSize(units, villages, units + more_cadres, focus, max(focus, villages) + more_households)
    county = make_county(size, seed, previous=True)
    assert len(county.cadres) == size.cadres
    assert len(county.households) == size.households
    assert np.bincount(county.households["village"], minlength=villages).min() >= 1
    assert np.bincount(county.cadres["unit"], minlength=units).min() >= 1
