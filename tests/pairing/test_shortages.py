"""Planted counties whose shortages are known: who is short, who may serve them, and what keeps the others out."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pairing.county import County
from pairing.errors import DataError, PlanError
from pairing.plan import PlanTables
from pairing.plan_positions import resolve
from pairing.planner import SolveLimits, solve_county
from pairing.quota import Quota
from pairing.rules import Rules
from pairing.shortages import ProvedShortage, certain_shortages, shortages
from tests.pairing.plans import plan_of
from tests.pairing.tiny import one_village, tiny


def _rules(**values: object) -> Rules:
    rules = Rules()
    for rule, value in values.items():
        rules = rules.with_value(rule, value)
    return rules


def _who(short: ProvedShortage) -> tuple[list[int], list[int], int, int]:
    return short.households.tolist(), short.cadres.tolist(), short.demand, short.places


def _obstacles(short: ProvedShortage) -> dict[str, tuple[int, int]]:
    return {obstacle.rule: (obstacle.who, obstacle.pairs) for obstacle in short.obstacles}


def test_a_county_in_balance_has_none() -> None:
    county = one_village([{}, {}], [{}, {}])
    plan = plan_of(county, Rules(), links=[(0, 0)], pairs=[(0, 0), (1, 1)])
    found = shortages(county, Rules(), plan)
    assert (found.households, found.cadres, found.missing, found.below, found.mendable) == ((), (), 0, 0, 0)
    assert certain_shortages(county, Rules()) == ()


def test_a_gap_that_the_links_leave_room_for_is_no_shortage() -> None:
    county = one_village([{}, {}], [{}, {}])
    found = shortages(county, Rules(), plan_of(county, Rules(), links=[(0, 0)], pairs=[(0, 0)]))
    assert (found.households, found.missing, found.mendable) == ((), 1, 1)


def test_by_quota() -> None:
    # two cadres with a household each, one exempt, for three households
    county = one_village([{}, {}, {"exempt_reason": "病休"}], [{}, {}, {}])
    plan = plan_of(county, Rules(), links=[(0, 0)], pairs=[(0, 0), (1, 1)])
    found = shortages(county, Rules(), plan)
    (short,) = found.households
    assert _who(short) == ([0, 1, 2], [0, 1], 3, 2)
    assert _obstacles(short) == {"exempt": (1, 3)}
    assert (found.missing, found.mendable) == (1, 0)
    assert short.sentence.zh == (
        "村1 3 户共需结对 3 人次，能到这些户结对的干部 2 名，名额最多用上 2 个，缺 1 个。不能结对的原因：免派 1 人。"
    )
    assert short.sentence.en == (
        "村1: 3 household(s) ask for 3 pair(s); 2 cadre(s) may serve them and can fill 2: 1 short. "
        "What keeps others out: exempt: 1 cadre(s)."
    )
    (certain,) = certain_shortages(county, Rules())
    assert _who(certain) == _who(short)


def _three_units(**tables: object) -> County:
    """Three units of one cadre each; village 0 with three households, village 1 with none."""
    return tiny(
        units=[{"max_villages": 1.0}] * 3, villages=[{}, {}], cadres=[{"unit": u} for u in range(3)],
        households=[{}, {}, {}], **tables,
    )  # fmt: skip


def test_by_link_limits() -> None:
    # a village may have two units, each brings one cadre: the third unit must stay out (and goes to the other village)
    county, rules = _three_units(), _rules(village_units_max=2, village_units_min=1)
    plan = plan_of(county, rules, links=[(0, 0), (1, 0), (2, 1)], pairs=[(0, 0), (1, 1)])
    (short,) = shortages(county, rules, plan).households
    assert _who(short) == ([0, 1, 2], [0, 1], 3, 2)
    assert _obstacles(short) == {"village_units_max": (1, 3)}
    (certain,) = certain_shortages(county, rules)
    assert _who(certain) == ([0, 1, 2], [0, 1, 2], 3, 2)
    assert [(limit.rule, limit.who.zh, limit.places) for limit in certain.limits] == [
        ("village_units_max", "村1", 2)
    ]
    assert "“每村联村单位不多于”使村1最多带来 2 个名额" in certain.sentence.zh


def test_by_the_villages_of_a_unit() -> None:
    # the unit's one village is taken: the other village's household has nobody, whichever the unit links
    county = tiny(
        units=[{"max_villages": 1.0}, {"max_villages": 1.0}], villages=[{}, {}],
        cadres=[{"unit": 0}, {"unit": 0}, {"unit": 1, "max_households": 0.0}], households=[{}, {"village": 1}],
    )  # fmt: skip
    plan = plan_of(county, Rules(), links=[(0, 0), (1, 1)], pairs=[(0, 0)])
    found = shortages(county, Rules(), plan)
    (short,) = found.households
    assert _who(short) == ([1], [], 1, 0)
    assert _obstacles(short) == {"quotas": (1, 1), "unit_villages_share": (2, 2)}
    (idle,) = found.cadres
    assert _who(idle) == ([0], [0, 1], 2, 1)
    assert _obstacles(idle) == {"unit_villages_share": (1, 2)}
    (certain,) = certain_shortages(county, Rules())
    assert (certain.deficit, [limit.rule for limit in certain.limits]) == (1, ["unit_villages_share"])


def test_by_bans_and_kinship() -> None:
    # three cadres and three households; household 0 is kin to cadre 0 and banned to cadres 1 and 2
    county = one_village(
        [{}, {}, {}], [{}, {}, {}], kinship=[{"cadre": 0, "household": 0}],
        directives=[{"kind": "ban", "cadre": c, "household": 0} for c in (1, 2)],
    )  # fmt: skip
    plan = plan_of(county, Rules(), links=[(0, 0)], pairs=[(0, 1), (1, 2)])
    found = shortages(county, Rules(), plan)
    (short,) = found.households
    assert _who(short) == ([0], [], 1, 0)
    assert _obstacles(short) == {"ban": (2, 2), "kinship": (1, 1)}
    # two households are left for three cadres
    (idle,) = found.cadres
    assert _who(idle) == ([1, 2], [0, 1, 2], 3, 2)
    assert _obstacles(idle) == {"ban": (1, 2), "kinship": (1, 1)}
    assert short.sentence.zh == (
        "村1 1 户共需结对 1 人次，没有一名干部能与这些户结对，缺 1 个。不能结对的原因：列入回避 2 人、亲属回避 1 人。"
    )


def test_by_a_banned_link_and_a_banned_pair() -> None:
    # unit 1 may not link village 0, the cadre of unit 0 is banned from the household there: each counts once
    county = tiny(
        units=[{}, {}], villages=[{}, {}], cadres=[{}, {"unit": 1}], households=[{}, {"village": 1}],
        directives=[{"kind": "ban", "unit": 1, "village": 0}, {"kind": "ban", "cadre": 0, "household": 0}],
    )  # fmt: skip
    plan = plan_of(county, Rules(), links=[(0, 0), (1, 1)], pairs=[(1, 1)])
    found = shortages(county, Rules(), plan)
    (short,) = found.households
    assert _who(short) == ([0], [], 1, 0)
    assert _obstacles(short) == {"ban": (2, 2)}
    (idle,) = found.cadres
    assert _who(idle) == ([], [0], 1, 0)
    assert _obstacles(idle) == {"scope": (1, 1), "ban": (1, 1)}


def test_by_a_native_village_to_be_avoided() -> None:
    county = one_village([{"native_village": 0}, {}], [{}, {}])
    rules = _rules(native_village="avoid")
    (short,) = shortages(county, rules, plan_of(county, rules, links=[(0, 0)], pairs=[(1, 0)])).households
    assert _who(short) == ([0, 1], [1], 2, 1)
    assert _obstacles(short) == {"native_village": (1, 2)}


def test_by_strict_order() -> None:
    # two hardest households; the section head (level 2) and the ordinary cadre may not serve them
    county = one_village(
        [{"level": 2}, {}], [{"tier": 3.0}, {"tier": 2.0}, {"tier": 3.0}],
    )  # fmt: skip
    rules = _rules(rank_order="strict")
    plan = plan_of(county, rules, links=[(0, 0)], pairs=[(0, 1)])
    (short,) = shortages(county, rules, plan).households
    assert _who(short) == ([0, 2], [], 2, 0)
    assert _obstacles(short) == {"rank_order": (2, 4)}
    (certain,) = certain_shortages(county, rules)
    assert _who(certain) == _who(short)
    assert [s.deficit for s in shortages(county, Rules(), plan).households] == []


def test_two_independent_ones_at_once() -> None:
    # village 0: three households, one place; village 1: its one household is kin to the one cadre there
    county = tiny(
        units=[{}, {}], villages=[{}, {}], cadres=[{}, {"unit": 1}],
        households=[{}, {}, {}, {"village": 1}], kinship=[{"cadre": 1, "household": 3}],
    )  # fmt: skip
    plan = plan_of(county, Rules(), links=[(0, 0), (1, 1)], pairs=[(0, 0)])
    found = shortages(county, Rules(), plan)
    assert [_who(short) for short in found.households] == [([0, 1, 2], [0], 3, 1), ([3], [], 1, 0)]
    assert [_obstacles(short) for short in found.households] == [
        {"scope": (1, 3)},
        {"scope": (1, 1), "kinship": (1, 1)},
    ]
    assert (found.missing, found.mendable) == (3, 0)


def test_cadres_who_are_too_many_for_the_households() -> None:
    county = one_village([{}, {}, {}], [{}, {}])
    plan = plan_of(county, Rules(), links=[(0, 0)], pairs=[(0, 0), (1, 1)])
    found = shortages(county, Rules(), plan)
    (idle,) = found.cadres
    assert (_who(idle), idle.deficit, found.below) == (([0, 1], [0, 1, 2], 3, 2), 1, 1)
    assert idle.sentence.zh == (
        "3 名干部按下限共需联系 3 户次，他们能结对的重点户 2 户，最多用上 2 个位置，差 1 个。"
    )
    (certain,) = certain_shortages(county, Rules(), of="cadres")
    assert _who(certain) == _who(idle)


def test_many_villages_are_counted_and_three_named() -> None:
    county = tiny(
        units=[{"max_villages": 4.0}],
        villages=[{}] * 4,
        cadres=[{}],
        households=[{"village": v} for v in range(4)],
    )
    plan = plan_of(county, Rules(), links=[(0, v) for v in range(4)], pairs=[(0, 0)])
    (short,) = shortages(county, Rules(), plan).households
    assert short.sentence.zh.startswith(
        "村1、村2、村3等 4 个村 4 户共需结对 4 人次，能到这些户结对的干部 1 名，"
    )
    assert short.sentence.en.startswith("4 villages (村1, 村2, 村3 …): 4 household(s) ask for 4 pair(s); ")


def test_pins_elsewhere_are_said() -> None:
    # household 1 suits the leader alone, who is pinned to the easy household
    county = one_village(
        [{"level": 2, "max_households": 1.0}, {}], [{"tier": 1.0}, {"tier": 2.0}],
        directives=[{"cadre": 0, "household": 0}],
    )  # fmt: skip
    rules = _rules(rank_order="strict")
    (short,) = shortages(county, rules, plan_of(county, rules, links=[(0, 0)], pairs=[(0, 0)])).households
    assert (_who(short), short.tied) == (([1], [0], 1, 0), 1)
    assert "另有 1 个名额被指定或未完成的结对占用" in short.sentence.zh


def test_leaders_serve_only_the_villages_they_lead() -> None:
    county = tiny(
        units=[{}], villages=[{}, {}], cadres=[{"level": 3, "max_households": 1.0}, {}],
        households=[{}, {"village": 1}],
    )  # fmt: skip
    rules = _rules(leader_villages_max=1)
    plan = plan_of(county, rules, links=[(0, 0)], leaders=[(0, 0)], pairs=[(0, 0)])
    (short,) = shortages(county, rules, plan).households
    assert _who(short) == ([1], [], 1, 0)
    assert _obstacles(short) == {"leader_villages_max": (1, 1), "scope": (1, 1)}


def _random_county(seed: int) -> tuple[County, Rules]:
    rng = np.random.default_rng(seed)
    units, villages, cadres, households = (int(n) for n in rng.integers([1, 1, 2, 2], [4, 4, 7, 8]))
    chosen = rng.permutation(cadres * households)[: rng.integers(0, 5)]
    kin, bans = np.split(chosen, [len(chosen) // 2])
    county = tiny(
        units=[{} for _ in range(units)],
        villages=[{} for _ in range(villages)],
        cadres=[
            {
                "unit": int(rng.integers(units)), "level": int(rng.choice([1, 1, 2, 3])),
                "exempt_reason": "病休" if rng.random() < 0.1 else None, "native_village": int(rng.integers(villages)),
            }
            for _ in range(cadres)
        ],
        households=[
            {
                "village": int(rng.integers(villages)), "tier": float(rng.integers(1, 4)),
                "demand": int(rng.choice([1, 1, 2])),
            }
            for _ in range(households)
        ],
        kinship=[{"cadre": int(k // households), "household": int(k % households)} for k in kin],
        directives=[{"kind": "ban", "cadre": int(k // households), "household": int(k % households)} for k in bans],
    )  # fmt: skip
    rules = _rules(
        rank_order=str(rng.choice(["soft", "strict"])), native_village=str(rng.choice(["ignore", "avoid"])),
        village_units_min=1, leader_villages_min=0, shortage_tier3=1, shortage_tier2=1,
        quotas=(Quota(kind="between", least=int(rng.integers(0, 2)), most=int(rng.integers(1, 3))),),
    )  # fmt: skip
    return county, rules


def _possible(county: County, rules: Rules, plan: PlanTables) -> np.ndarray:
    """[C, H] who may be paired with whom behind the plan's links, rule by rule from the lists."""
    found = resolve(county, plan)
    unit, leader = ~found.is_leader, found.is_leader
    linked = set(zip(found.link_unit[unit].tolist(), found.link_village[unit].tolist(), strict=True))
    led = set(zip(found.link_cadre[leader].tolist(), found.link_village[leader].tolist(), strict=True))
    apart = {(c, h) for c, h in county.kinship[["cadre", "household"]].itertuples(index=False)}
    apart |= {(c, h) for c, h in county.directives[["cadre", "household"]].itertuples(index=False)}
    out = np.zeros((len(county.cadres), len(county.households)), bool)
    for c, cadre in enumerate(county.cadres.itertuples()):
        for h, household in enumerate(county.households.itertuples()):
            village = household.village
            near = (c, village) in led if cadre.level == 3 else (cadre.unit, village) in linked
            stranger = rules.native_village == "ignore" or cadre.native_village != village
            high = rules.rank_order == "soft" or cadre.level >= household.tier
            out[c, h] = pd.isna(cadre.exempt_reason) and near and stranger and high and (c, h) not in apart
    return out


@pytest.mark.slow
@settings(deadline=None, derandomize=True, max_examples=15)
@given(seed=st.integers(0, 2**32 - 1))
def test_an_optimal_plan_has_exactly_the_shortages_proved(seed: int) -> None:
    county, rules = _random_county(seed)
    try:
        plan = solve_county(county, rules, SolveLimits(seconds=20, workers=1))
    except (PlanError, DataError):
        return  # no plan meets the limits on links
    assert plan.summary.status == "optimal"
    found = shortages(county, rules, plan)
    assert sum(short.deficit for short in found.households) == found.missing
    assert sum(short.deficit for short in found.cadres) == found.below == plan.summary.goals[1].value
    assert sum(short.deficit for short in certain_shortages(county, rules)) <= found.missing
    assert sum(short.deficit for short in certain_shortages(county, rules, of="cadres")) <= found.below
    possible = _possible(county, rules, plan)
    for short in found.households:
        theirs = possible[:, short.households]
        assert short.cadres.tolist() == np.flatnonzero(theirs.any(axis=1)).tolist()
        assert sum(obstacle.pairs for obstacle in short.obstacles) == (~theirs).sum()
    for short in found.cadres:
        theirs = possible[short.cadres]
        assert short.households.tolist() == np.flatnonzero(theirs.any(axis=0)).tolist()
        assert sum(obstacle.pairs for obstacle in short.obstacles) == (~theirs).sum()
