"""The checker: a sound plan passes, and each way of breaking a rule is named by that rule."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from pairing.check import LAWS, Recount, recount
from pairing.codes import load_codes
from pairing.county import County
from pairing.plan import PlanTables
from pairing.rules import Rules
from tests.pairing.plans import plan_of
from tests.pairing.tiny import tiny


def _county(**changes: object) -> County:
    """Two units with a cadre each beside a leader, two villages, a focus household in each and one plain one."""
    tables = {
        "units": [{}, {}],
        "cadres": [{"level": 3}, {}, {"unit": 1}, {"unit": 1}],
        "villages": [{}, {"town": "远乡"}],
        "households": [{"tier": 3.0}, {"village": 1}, {"village": 1, "focus": False}],
        **changes,
    }
    return tiny(**tables)  # type: ignore[arg-type]


SOUND = {
    "links": [(0, 0), (1, 1)],
    "leaders": [(0, 0)],
    "pairs": [(0, 0), (2, 1)],
    "contacts": [(3, 2)],
}


def _recount(county: County, rules: Rules | None = None, **plan: object) -> Recount:
    rules = rules or Rules()
    tables = plan_of(county, rules, **{**SOUND, **plan})  # type: ignore[arg-type]
    return recount(county, rules, load_codes(), tables)


def _broken(found: Recount) -> set[str]:
    assert {v.rule for v in found.violations} <= set(LAWS)
    return {v.rule for v in found.violations}


def test_a_sound_plan_passes_and_is_counted() -> None:
    found = _recount(_county())
    assert found.violations == ()
    assert found.ok
    # pairs: leader on the hardest 40+40+10, staff on an ordinary one in another town 40+40+5; two unit links −20 each
    assert found.points == 100 * (90 + 85 - 40)
    assert (found.shortage, found.idle) == (0, 2)  # cadres 2 and 4 have no focus household
    counts = found.coverage.counts
    assert (counts.cadres_eligible, counts.cadres_covered) == (4, 3)
    assert (counts.households_total, counts.households_covered) == (3, 3)
    assert (counts.focus_demand, counts.focus_paired) == (2, 2)


def test_shortage_is_weighted_by_tier() -> None:
    assert _recount(_county(), pairs=[(2, 1)], contacts=[(1, 0), (3, 2)]).shortage == 4
    assert _recount(_county(), pairs=[(0, 0)], contacts=[(3, 1), (3, 2)]).shortage == 1


def test_extra_villages_cost_points() -> None:
    county = _county(households=[{"tier": 3.0}, {"village": 1, "tier": 3.0}])
    both = _recount(county, leaders=[(0, 0), (0, 1)], pairs=[(0, 0), (0, 1)], contacts=[])
    assert both.ok
    assert both.points == 100 * (90 + 85 - 40 - 10)


@pytest.mark.parametrize(
    ("rule", "plan"),
    [
        ("once", {"links": [(0, 0), (1, 1), (1, 1)]}),
        ("once", {"leaders": [(0, 0), (0, 0)]}),
        ("once", {"contacts": [(3, 2), (2, 2)]}),
        ("demand", {"pairs": [(0, 0), (2, 1), (3, 1)]}),
        ("demand", {"pairs": [(0, 0), (2, 1), (3, 2)], "contacts": []}),
        ("quotas", {"links": [(0, 0), (1, 1), (1, 0)], "pairs": [(2, 0), (2, 1)]}),
        ("scope", {"pairs": [(1, 1), (0, 0)]}),
        ("scope", {"leaders": [(0, 1)], "pairs": [(0, 0), (2, 1)]}),
        ("village_units_min", {"links": [(0, 0), (1, 0)], "pairs": [(0, 0)], "contacts": [(1, 1)]}),
        ("unit_villages_share", {"links": [(0, 0), (0, 1)], "pairs": [(0, 0), (1, 1)], "contacts": [(1, 2)]}),
        ("leader_villages_min", {"leaders": [], "pairs": [(1, 0), (2, 1)]}),
        ("contact_scope", {"contacts": [(1, 2)]}),
        ("figures", {}),
    ],
)  # fmt: skip
def test_each_way_of_breaking_a_rule_is_named(rule: str, plan: dict[str, object]) -> None:
    county, rules = _county(), Rules()
    tables = plan_of(county, rules, **{**SOUND, **plan})  # type: ignore[arg-type]
    if rule == "figures":
        tables.pairs.loc[0, "points"] += 1
    assert rule in _broken(recount(county, rules, load_codes(), tables))


def _tables(**plan: object) -> PlanTables:
    return plan_of(_county(), Rules(), **{**SOUND, **plan})  # type: ignore[arg-type]


def test_ids_that_are_not_in_the_lists() -> None:
    tables = _tables()
    tables.pairs.loc[0, "cadre_id"] = "没有"
    tables.contacts.loc[2, "household_id"] = "没有"
    tables.links.loc[1, "village_code"] = "没有"
    found = recount(_county(), Rules(), load_codes(), tables)
    assert len([v for v in found.violations if v.rule == "known"]) == 3


def test_exactly_one_lead_a_village() -> None:
    none, two = _tables(), _tables(links=[(0, 0), (1, 1), (1, 0)])
    none.links.loc[0, "role"] = "assist"
    two.links["role"] = "lead"
    for tables in (none, two):
        assert _broken(recount(_county(), Rules(), load_codes(), tables)) >= {"lead"}


def test_a_paired_household_s_contact_is_its_first_cadre() -> None:
    tables = _tables()
    tables.contacts.loc[0, "cadre_id"] = "G2"
    assert _broken(recount(_county(), Rules(), load_codes(), tables)) == {"contact_first"}


def test_limits_of_villages_leaders_and_contacts() -> None:
    crowded = tiny(
        units=[{}] * 4, cadres=[{"unit": u} for u in range(4)], villages=[{}], households=[{"demand": 4}]
    )
    found = _recount(
        crowded, links=[(u, 0) for u in range(4)], leaders=[], pairs=[(u, 0) for u in range(4)], contacts=[]
    )
    assert _broken(found) == {"village_units_max"}
    led = tiny(
        units=[{}],
        cadres=[{"level": 3}, {"level": 3}, {}],
        villages=[{}, {}, {}],
        households=[{"village": 2}],
    )
    many = {"links": [(0, 0), (0, 1), (0, 2)], "pairs": [(2, 0)], "contacts": []}
    assert _broken(_recount(led, leaders=[(0, 0), (1, 0)], **many)) == {"leaders_per_village"}
    assert _broken(_recount(led, leaders=[(0, 0), (0, 1), (0, 2), (1, 1)], **many)) == {
        "leader_villages_max", "leaders_per_village",
    }  # fmt: skip
    rules = Rules().with_value("contact_max_level1", 0)
    assert "contact_max" in _broken(_recount(_county(), rules))


def test_exempt_cadres_get_nothing() -> None:
    for cadre in (0, 3):
        rows = [{"level": 3}, {}, {"unit": 1}, {"unit": 1}]
        rows[cadre]["exempt_reason"] = "病休"
        assert "exempt" in _broken(_recount(_county(cadres=rows)))


def test_strict_rank_order() -> None:
    strict = Rules().with_value("rank_order", "strict")
    assert _recount(_county(), strict).ok
    hard = _county(households=[{"tier": 3.0}, {"village": 1, "tier": 2.0}, {"village": 1, "focus": False}])
    assert _broken(_recount(hard, strict)) == {"rank_order"}
    assert _recount(hard).ok


def test_kin_are_kept_apart_unless_the_rule_says_otherwise() -> None:
    for cadre, household in ((2, 1), (3, 2)):  # a pair, and a contact without a pair
        county = _county(kinship=[{"cadre": cadre, "household": household}])
        assert _broken(_recount(county)) == {"kinship"}
        assert _recount(county, Rules().with_value("kinship", "ignore")).ok
    assert _recount(_county(kinship=[{"cadre": 3, "household": 1}])).ok


def test_native_village() -> None:
    county = _county(cadres=[{"level": 3}, {}, {"unit": 1, "native_village": 1}, {"unit": 1}])
    assert _broken(_recount(county, Rules().with_value("native_village", "avoid"))) == {"native_village"}
    assert _recount(county).ok


def test_unfinished_tasks_stay_with_a_cadre_in_post() -> None:
    previous = [{"cadre": 3, "household": 1, "done": False}]
    county = _county(previous_pairs=previous)
    assert _broken(_recount(county)) == {"unfinished_stay"}
    assert _recount(county, Rules().with_value("unfinished_stay", False)).ok
    assert _recount(_county(previous_pairs=[{**previous[0], "done": None}])).ok
    assert _recount(_county(previous_pairs=[{**previous[0], "end": "2025-01"}])).ok
    gone = [{"level": 3}, {}, {"unit": 1}, {"unit": 1, "exempt_reason": "调离"}]
    plan = {"contacts": [(2, 2)]}
    assert _recount(_county(previous_pairs=previous, cadres=gone), **plan).ok


@pytest.mark.parametrize(
    ("directive", "broken"),
    [
        ({"kind": "pin", "cadre": 2, "household": 1}, None),
        ({"kind": "pin", "cadre": 3, "household": 1}, "pin"),
        ({"kind": "pin", "unit": 1, "village": 1}, None),
        ({"kind": "pin", "unit": 0, "village": 1}, "pin"),
        ({"kind": "pin", "cadre": 0, "village": 1}, "pin"),
        ({"kind": "ban", "cadre": 2, "household": 1}, "ban"),
        ({"kind": "ban", "cadre": 3, "household": 2}, "ban"),
        ({"kind": "ban", "cadre": 3, "household": 1}, None),
        ({"kind": "ban", "unit": 1, "village": 1}, "ban"),
        ({"kind": "ban", "cadre": 0, "village": 0}, "ban"),
        ({"kind": "ban", "cadre": 2, "village": 1}, "ban"),
        ({"kind": "ban", "cadre": 3, "village": 0}, None),
        ({"kind": "ban", "unit": 1, "household": 1}, "ban"),
        ({"kind": "ban", "unit": 0, "household": 1}, None),
    ],
)
def test_directives(directive: dict[str, object], broken: str | None) -> None:
    assert _broken(_recount(_county(directives=[directive]))) == ({broken} if broken else set())


def test_a_plan_read_beside_other_lists_is_still_counted() -> None:
    county = _county()
    tables = plan_of(county, Rules(), **SOUND)  # type: ignore[arg-type]
    smaller = replace(county, households=county.households.iloc[:2].copy())
    found = recount(smaller, Rules(), load_codes(), tables)
    assert _broken(found) == {"known"}


def test_an_empty_plan_is_counted_not_refused_with_a_traceback() -> None:
    county = _county()
    tables = plan_of(county, Rules())
    found = recount(county, Rules(), load_codes(), tables)
    assert found.coverage.counts.households_covered == 0
    assert {"village_units_min", "leader_villages_min", "unit_villages_share"} == _broken(found)
    assert isinstance(tables.pairs, pd.DataFrame)
