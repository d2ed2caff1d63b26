"""Planted counties with known ways out: each repair closes exactly what it says, and none is offered that does not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pairing.county import County
from pairing.edits import (
    AddCadres,
    Edit,
    LiftBans,
    LiftExemptions,
    MoreVillages,
    RaiseQuotaLine,
    RaiseQuotas,
    SetRule,
)
from pairing.errors import DataError
from pairing.planner import SolveLimits, recount, solve_county
from pairing.repairs import Repair, Repairs, repairs
from pairing.rules import Rules
from tests.pairing.test_shortages import _random_county
from tests.pairing.tiny import one_village, tiny

LIMITS = SolveLimits(seconds=20, workers=1)


def _rules(**values: object) -> Rules:
    rules = Rules()
    for rule, value in values.items():
        rules = rules.with_value(rule, value)
    return rules


def _found(county: County, rules: Rules | None = None) -> Repairs:
    rules = rules or Rules()
    found = repairs(county, rules, solve_county(county, rules, LIMITS), limits=LIMITS)
    for repair in found.repairs:
        _holds(county, rules, found, repair)
    return found


def _holds(county: County, rules: Rules, found: Repairs, repair: Repair) -> None:
    """Solved from nothing with the repair, the county has exactly the gaps and points that the repair's line says."""
    edited, changed = repair.apply(county, rules)
    plan = solve_county(edited, changed, LIMITS)
    counted = recount(edited, changed, plan)
    assert counted.ok
    counts = plan.summary.coverage
    assert repair.after.missing == counts.focus_demand - counts.focus_paired
    assert repair.closes == found.again.missing - repair.after.missing > 0
    assert (repair.after.idle, repair.after.points) == (counted.idle, counted.points)
    assert repair.points == repair.after.points - found.again.points


def _edits(found: Repairs) -> list[tuple[Edit, ...]]:
    return [repair.edits for repair in found.repairs]


def _one(found: Repairs, kind: type) -> Repair:
    (repair,) = [r for r in found.repairs if len(r.edits) == 1 and isinstance(r.edits[0], kind)]
    return repair


def test_a_plan_without_gaps_needs_none() -> None:
    found = _found(one_village([{}], [{}]))
    assert (found.repairs, found.now.missing, found.now.proved) == ((), 0, True)


def test_by_quota() -> None:
    # two cadres with a place each and one exempt, for three households
    county = one_village([{}, {}, {"exempt_reason": "病休"}], [{}, {}, {}])
    found = _found(county)
    assert (found.now.missing, found.again) == (1, found.now)
    assert all(repair.after.missing == 0 and repair.closes == 1 for repair in found.repairs)
    assert found.now.proved
    assert _one(found, RaiseQuotas).edits[0].by == (1,)
    assert _one(found, LiftExemptions).edits == (LiftExemptions((2,)),)
    assert _one(found, RaiseQuotaLine).edits == (RaiseQuotaLine(2),)
    assert _one(found, AddCadres).edits == (AddCadres(0, 1, 1),)
    assert "取消干部3（单位1）的免派：补上 1 个，补齐全部缺口" in _one(found, LiftExemptions).words.zh
    assert [repair.size for repair in found.repairs] == sorted(repair.size for repair in found.repairs)


def test_by_link_limits() -> None:
    # village 0 has three households and may have two units of one cadre each; the third unit has a place left over
    county = tiny(
        units=[{"max_villages": 2.0}] * 3, villages=[{}, {}], cadres=[{"unit": u} for u in range(3)],
        households=[{}, {}, {}],
    )  # fmt: skip
    found = _found(county, _rules(village_units_max=2))
    assert found.now.missing == 1
    repair = next(r for r in found.repairs if r.edits == (SetRule("village_units_max", 3),))
    assert (repair.closes, repair.after.missing) == (1, 0)
    assert "规则“每村联村单位不多于”由2改为3" in repair.title.zh


def test_by_the_villages_of_a_unit() -> None:
    county = tiny(
        units=[{"max_villages": 1.0}, {"max_villages": 1.0}], villages=[{}, {}],
        cadres=[{"unit": 0}, {"unit": 0}, {"unit": 1, "max_households": 0.0}], households=[{}, {"village": 1}],
    )  # fmt: skip
    repair = _one(_found(county), MoreVillages)
    assert (repair.edits, repair.closes) == ((MoreVillages((0,)),), 1)
    assert repair.title.zh == "单位1多联 1 个村"


def test_by_bans_and_kinship() -> None:
    # household 0 is kin to cadre 0, whom nothing offered here may give it, and banned to cadres 1 and 2
    county = one_village(
        [{}, {}, {}], [{}, {}, {}], kinship=[{"cadre": 0, "household": 0}],
        directives=[{"kind": "ban", "cadre": c, "household": 0} for c in (1, 2)],
    )  # fmt: skip
    found = _found(county)
    repair = _one(found, LiftBans)
    assert (repair.size, repair.closes, len(repair.edits[0].rows)) == (1, 1, 1)
    assert all(SetRule("kinship", "ignore") not in edits for edits in _edits(found))


def test_by_a_banned_link() -> None:
    county = tiny(
        units=[{"max_villages": 2.0}, {}], villages=[{}, {}], cadres=[{}, {}, {"unit": 1, "max_households": 0.0}],
        households=[{}, {"village": 1}], directives=[{"kind": "ban", "unit": 0, "village": 1}],
    )  # fmt: skip
    assert _one(_found(county), LiftBans).edits == (LiftBans((2,)),)


def test_by_strict_order() -> None:
    county = one_village([{"level": 2}, {}, {}], [{"tier": 3.0}, {"tier": 2.0}])
    found = _found(county, _rules(rank_order="strict"))
    repair = _one(found, SetRule)
    assert (repair.edits[0], repair.closes) == (SetRule("rank_order", "soft"), 1)
    assert "由必须对应改为尽量对应" in repair.title.zh


def test_by_a_native_village() -> None:
    county = one_village([{"native_village": 0}, {}], [{}, {}])
    assert _one(_found(county, _rules(native_village="avoid")), SetRule).closes == 1


def test_two_independent_shortages_have_a_set_that_closes_both() -> None:
    # unit 0 has one place for three households; the other village's household is banned to its one cadre
    county = tiny(
        units=[{"max_villages": 1.0}, {"max_villages": 1.0}], villages=[{}, {}],
        cadres=[{}, {"exempt_reason": "病休"}, {"unit": 1}],
        households=[{}, {}, {"village": 1}], directives=[
            {"kind": "ban", "cadre": 2, "household": 2}, {"kind": "pin", "unit": 0, "village": 0},
        ],
    )  # fmt: skip
    found = _found(county)
    assert found.now.missing == 2
    best = found.repairs[0]
    assert (best.after.missing, best.closes, len(best.edits)) == (0, 2, 2)
    assert {repair.closes for repair in found.repairs} == {1, 2}


def test_a_plan_that_solving_anew_mends_needs_no_repair() -> None:
    county = one_village([{}, {}], [{}, {}])
    rules = Rules()
    whole = solve_county(county, rules, LIMITS)
    less = type(whole)(whole.links, whole.pairs.iloc[:1], whole.contacts, whole.summary)
    found = repairs(county, rules, less, limits=LIMITS)
    assert (found.now.missing, found.again.missing, found.repairs) == (1, 0, ())


@pytest.mark.slow
@settings(deadline=None, derandomize=True, max_examples=12)
@given(seed=st.integers(0, 2**32 - 1))
def test_repairs_close_exactly_what_they_say(seed: int) -> None:
    county, rules = _random_county(seed)
    try:
        found = _found(county, rules)
    except DataError:
        return  # the orders contradict each other
    assert found.again.missing <= found.now.missing
    order = [(repair.after.missing, repair.size) for repair in found.repairs]
    assert order == sorted(order)
