"""The mergers of 壶关县 2016 → 2023, 390 village committees to 279: a plan is carried over with the fewest changes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from pairing.changes import CAUSES
from pairing.county import County
from pairing.errors import PlanError
from pairing.plan import PlanTables
from pairing.planner import SolveLimits, solve_county
from pairing.replan import moved_villages, with_previous
from pairing.resources import data_path
from pairing.rules import Rules
from pairing.sample import SampleSize, make_county
from tests.pairing.local import local_plan
from tests.pairing.plans import plan_of
from tests.pairing.tiny import tiny

TWO_UNITS = Rules().with_value("village_units_max", 2)


def _villages(year: int) -> pd.DataFrame:
    listed = pd.read_csv(data_path(f"sample/villages_{year}.csv"), encoding="utf-8", dtype=object)
    return listed[listed["类别"] == "村委会"].reset_index(drop=True)


def _mergers() -> pd.DataFrame:
    listed = pd.read_csv(data_path("sample/mergers.csv"), encoding="utf-8", dtype=object)
    names = {"原乡镇": "old_town", "原行政村": "old_village", "新乡镇": "new_town", "新行政村": "new_village"}
    return listed.rename(columns=names)


def _now(town: str, village: str) -> tuple[str, str]:
    """Where a village of 2016 is in 2023."""
    rows = _mergers().set_index(["old_town", "old_village"])[["new_town", "new_village"]]
    return tuple(rows.loc[(town, village)]) if (town, village) in rows.index else (town, village)


def test_every_village_of_2016_is_in_2023_and_every_one_of_2023_was_something() -> None:
    old, new = _villages(2016), _villages(2023)
    assert (len(old), len(new)) == (390, 279)
    went = {_now(town, name) for town, name in zip(old["乡镇"], old["村名"], strict=True)}
    assert went == set(zip(new["乡镇"], new["村名"], strict=True))
    assert not _mergers().duplicated(["old_town", "old_village"]).any()


def merged(county: County) -> County:
    """The county after the mergers: villages of 2023, households and seats moved with their villages, the sheet 村合并."""
    new, table = _villages(2023), _mergers()
    places = {place: i for i, place in enumerate(zip(new["乡镇"], new["村名"], strict=True))}
    old = zip(county.villages["town"], county.villages["name"], strict=True)
    went = np.array([places[_now(town, name)] for town, name in old], np.int64)
    used = np.unique(went)
    number = np.full(len(new), -1, np.int64)
    number[used] = np.arange(len(used))
    villages = county.villages.iloc[: len(used)].reset_index(drop=True)
    kept = new.iloc[used].reset_index(drop=True)
    villages = villages.assign(
        code=kept["村编号"], name=kept["村名"], town=kept["乡镇"], lon=np.nan, lat=np.nan
    )
    town = dict(zip(table["old_town"], table["new_town"], strict=True))
    home = county.cadres["native_village"].to_numpy(np.int64)
    return replace(
        county,
        villages=villages,
        units=county.units.assign(town=[town.get(name, name) for name in county.units["town"]]),
        households=county.households.assign(
            village=number[went[county.households["village"].to_numpy(np.int64)]]
        ),
        cadres=county.cadres.assign(native_village=np.where(home < 0, -1, number[went[home]])),
        directives=county.directives.iloc[:0],
        mergers=table.assign(row=np.arange(len(table)))[list(county.mergers.columns)],
        extras={},
    )


def _town() -> tuple[County, PlanTables]:
    """树掌镇 of 2016: 25 villages with a household each, dealt in turn to five units of six cadres; the sixth is spare."""
    old = _villages(2016)
    old = old[old["乡镇"] == "树掌镇"]
    county = tiny(
        units=[{"town": "树掌镇", "max_villages": 25.0} for _ in range(5)],
        villages=[
            {"code": code, "name": name, "town": "树掌镇"}
            for code, name in zip(old["村编号"], old["村名"], strict=True)
        ],
        cadres=[{"unit": i // 6} for i in range(30)],
        households=[{"village": v} for v in range(25)],
    )
    pairs = [(6 * (v % 5) + v // 5, v) for v in range(25)]
    return county, plan_of(county, TWO_UNITS, links=[(v % 5, v) for v in range(25)], pairs=pairs)


def test_the_fewest_changes_of_a_merged_town_are_proved() -> None:
    """At most two units a village: where more met in one village, the households of all but two must change hands."""
    county, before = _town()
    after = merged(county)
    assert len(after.villages) == 17
    met = with_previous(after, before).previous_links.groupby("village")["unit"].nunique()
    fewest = int((met - 2).clip(lower=0).sum())
    assert fewest > 0
    limits = SolveLimits(seconds=20, workers=1)
    plan = solve_county(after, TWO_UNITS, limits, previous=before, max_changes=fewest)
    assert plan.summary.status == "optimal"
    assert plan.summary.changes == fewest
    assert plan.changes is not None
    assert set(plan.changes["cause"]) == {"merged"}
    with pytest.raises(PlanError) as refused:
        solve_county(after, TWO_UNITS, limits, previous=before, max_changes=fewest - 1)
    assert f"至少要改 {fewest} 处" in refused.value.text.zh


def test_every_link_of_the_county_finds_its_village() -> None:
    county = make_county(SampleSize(units=60, villages=390, cadres=600, focus=600, households=1200))
    before = local_plan(county)
    after = merged(county)
    assert len(after.villages) == 279
    village = moved_villages(after, before.links)
    assert (village >= 0).all()
    assert np.unique(village).size == 279
    links = with_previous(after, before).previous_links
    assert not links.duplicated(["unit", "cadre", "village"]).any()
    # Two links that are one now are led where one of them was led.
    assert set(links.loc[links["role"] == "lead", "village"]) == set(range(279))


@pytest.mark.slow
def test_the_county_is_planned_on_after_the_mergers() -> None:
    county = make_county(SampleSize(units=60, villages=390, cadres=600, focus=600, households=1200))
    before = local_plan(county)
    stays = Rules().with_value("kept_weight", 200)
    plan = solve_county(merged(county), stays, SolveLimits(seconds=6, workers=2), previous=before)
    assert plan.summary.goals[0].value == 0
    assert plan.changes is not None
    assert set(plan.changes["cause"]) <= set(CAUSES)
    assert "merged" in set(plan.changes["cause"])
    assert plan.summary.changes == int(plan.changes["counted"].sum())
    # Where keeping counts most, most pairs of the plan by hand stand: their villages have merged, not their people.
    assert plan.pairs["kept"].mean() > 0.8
