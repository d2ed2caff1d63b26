"""What the solver would call infeasible has always a named reason, and a named reason always means infeasible."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ortools.sat.python import cp_model

from pairing.contradictions import contradictions
from pairing.county import County
from pairing.difficulty import tiers
from pairing.issues import Issue
from pairing.limits import limits
from pairing.orders import orders
from pairing.planner import SolveLimits, solve_county
from pairing.rules import Rules
from tests.pairing.tiny import one_village, tiny


def _rules(**values: object) -> Rules:
    rules = Rules()
    for rule, value in values.items():
        rules = rules.with_value(rule, value)
    return rules


def _found(county: County, rules: Rules | None = None) -> tuple[Issue, ...]:
    rules = rules or Rules()
    allowed = limits(county, rules)
    return contradictions(
        county, rules, allowed, orders(county, rules, allowed), tiers(county, rules, allowed)
    )


def _only(county: County, rules: Rules | None = None) -> Issue:
    (issue,) = _found(county, rules)
    return issue


def test_an_exempt_leader_pinned_to_a_village_is_told_with_the_reason() -> None:
    county = one_village(
        [{"level": 3, "exempt_reason": "援藏"}, {}], [{}], directives=[{"cadre": 0, "village": 0}]
    )
    issue = _only(county)
    assert (issue.code, issue.row) == ("pin-against-rule", 2)
    assert "援藏" in issue.problem.zh


def test_a_unit_that_may_link_nothing_pinned_to_a_village() -> None:
    units = [{"max_villages": 0.0}, {}]
    county = tiny(
        units=units, villages=[{}], cadres=[{}, {"unit": 1}], households=[{}],
        directives=[{"unit": 0, "village": 0}, {"cadre": 0, "household": 0}],
    )  # fmt: skip
    assert [(issue.code, issue.row) for issue in _found(county)] == [
        ("pin-against-rule", 3),
        ("pin-against-rule", 2),
    ]


def test_an_ordinary_cadre_cannot_be_given_a_village() -> None:
    issue = _only(one_village([{}], [{}], directives=[{"cadre": 0, "village": 0}]))
    assert issue.code == "directive-unclear"
    assert "干部1不是县级领导" in issue.problem.zh


def test_pins_above_a_limit_name_their_rows() -> None:
    pins = [{"cadre": 0, "household": h} for h in (0, 1)]
    county = one_village([{}, {}], [{}, {}, {}], directives=pins, previous_pairs=[
        {"household": 2, "cadre": 0, "done": False}
    ])  # fmt: skip
    issue = _only(county)
    assert issue.problem.zh == "干部1：指定给他的户有 3 个（第2、3行，未完成的原结对 1 个），上限是 1。"
    assert issue.row == 2


def test_a_village_all_of_whose_units_are_banned() -> None:
    county = tiny(
        units=[{}, {}], villages=[{}, {}], cadres=[{}, {"unit": 1}], households=[{}],
        directives=[{"kind": "ban", "unit": u, "village": 1} for u in (0, 1)],
    )  # fmt: skip
    issue = _only(county)
    assert issue.code == "limits-cannot-meet"
    assert "村2：1 个村" in issue.problem.zh
    assert "第2、3行" in issue.problem.zh
    assert "rows 2, 3" in issue.problem.en


def test_a_unit_banned_from_every_village() -> None:
    county = tiny(
        units=[{}, {}], villages=[{}, {}], cadres=[{}, {"unit": 1}, {"unit": 1}], households=[{}],
        directives=[{"kind": "ban", "unit": 0, "village": v} for v in (0, 1)],
    )  # fmt: skip
    assert "单位1：1 个单位" in _only(county).problem.zh


def test_leaders_who_must_lead_more_villages_than_there_are() -> None:
    county = tiny(units=[{}], villages=[{}, {}], cadres=[{}, {"level": 3}, {"level": 3}], households=[{}])
    issue = _only(county, _rules(leader_villages_min=2))
    assert (issue.code, "缺 2" in issue.problem.zh) == ("limits-cannot-meet", True)


def test_a_quota_above_the_contacts_a_cadre_may_have() -> None:
    rules = _rules(contact_max_level1=0)
    issue = _only(one_village([{}], [{}]), rules)
    assert issue.code == "quota-above-contacts"
    assert "包组联户不多于" in issue.problem.zh


def _random_county(seed: int) -> tuple[County, Rules]:
    rng = np.random.default_rng(seed)
    units, villages, cadres, households = (int(n) for n in rng.integers([1, 1, 1, 1], [4, 4, 6, 5]))
    directives = []
    for _ in range(int(rng.integers(0, 5))):
        who = {
            0: {"unit": int(rng.integers(units)), "village": int(rng.integers(villages))},
            1: {"cadre": int(rng.integers(cadres)), "household": int(rng.integers(households))},
            2: {"cadre": int(rng.integers(cadres)), "village": int(rng.integers(villages))},
        }[int(rng.integers(3))]
        directives.append({"kind": str(rng.choice(["pin", "ban", "ban"])), **who})
    level = [int(rng.choice([1, 1, 2, 3])) for _ in range(cadres)]
    # Of a cadre below county level, a pin of a village says nothing that could be carried out.
    directives = [
        d
        for d in directives
        if d["kind"] == "ban" or "cadre" not in d or "village" not in d or level[d["cadre"]] == 3
    ]
    county = tiny(
        units=[{"max_villages": float(rng.choice([np.nan, np.nan, 0, 1]))} for _ in range(units)],
        villages=[{}] * villages,
        cadres=[
            {
                "unit": int(rng.integers(units)), "level": level[c],
                "exempt_reason": "病休" if rng.random() < 0.15 else None,
                "max_households": float(rng.choice([np.nan, np.nan, np.nan, 0])),
            }
            for c in range(cadres)
        ],
        households=[
            {"village": int(rng.integers(villages)), "tier": float(rng.integers(1, 4)), "focus": rng.random() < 0.9}
            for _ in range(households)
        ],
        previous_pairs=[
            {"household": int(rng.integers(households)), "cadre": int(rng.integers(cadres)), "done": False}
        ] * int(rng.random() < 0.3),
        kinship=[{"cadre": int(rng.integers(cadres)), "household": int(rng.integers(households))}],
        directives=directives,
    )  # fmt: skip
    rules = _rules(
        rank_order=str(rng.choice(["soft", "strict"])), village_units_max=3,
        village_units_min=int(rng.integers(1, 3)), leader_villages_min=int(rng.integers(0, 3)),
    )  # fmt: skip
    return county, rules


def _links_exist(county: County, rules: Rules) -> bool:
    """Whether some links carry out every order: written anew from docs/model.md §2-3, one Boolean a link."""
    allowed, model = limits(county, rules), cp_model.CpModel()
    tier, villages = tiers(county, rules, allowed), range(len(county.villages))
    unit, level = county.cadres["unit"].tolist(), county.cadres["level"].tolist()
    village, demand = county.households["village"].tolist(), county.households["demand"].tolist()
    exempt = county.cadres["exempt_reason"].notna().tolist()
    links = {(u, v): model.new_bool_var("") for u in range(len(county.units)) for v in villages}
    leads = {(c, v): model.new_bool_var("") for c in range(len(level)) if level[c] == 3 for v in villages}
    for v in villages:
        model.add_linear_constraint(
            sum(x for (_, w), x in links.items() if w == v), rules.village_units_min, rules.village_units_max
        )
        model.add(sum(x for (_, w), x in leads.items() if w == v) <= allowed.leaders_per_village)
    for u in range(len(county.units)):
        n = sum(links[u, v] for v in villages)
        model.add_linear_constraint(n, int(allowed.links_least[u]), int(allowed.links_most[u]))
    for c in {c for c, _ in leads}:
        n = sum(leads[c, v] for v in villages)
        model.add_linear_constraint(n, int(allowed.leads_least[c]), int(allowed.leads_most[c]))
    kin = {(int(c), int(h)) for c, h in county.kinship[["cadre", "household"]].itertuples(index=False)}
    pairs, bans = set(), set(kin)
    for d in county.directives.itertuples():
        if d.cadre >= 0 and d.household >= 0:
            (pairs if d.kind == "pin" else bans).add((d.cadre, d.household))
        elif d.unit >= 0:
            model.add(links[d.unit, d.village] == (d.kind == "pin"))
        elif level[d.cadre] == 3:
            model.add(leads[d.cadre, d.village] == (d.kind == "pin"))
        else:
            bans |= {(d.cadre, h) for h, v in enumerate(village) if v == d.village}
    for p in county.previous_pairs.itertuples():
        if not exempt[p.cadre] and demand[p.household] > 0:
            pairs.add((p.cadre, p.household))
    load = np.bincount([c for c, _ in pairs], minlength=len(level))
    filled = np.bincount([h for _, h in pairs], minlength=len(village))
    for c, h in pairs:
        model.add(((leads[c, village[h]]) if level[c] == 3 else links[unit[c], village[h]]) == 1)
        if (c, h) in bans or exempt[c] or (rules.rank_order == "strict" and level[c] < tier[h]):
            return False
    if (load > allowed.most).any() or (filled > np.array(demand)).any():
        return False
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    return solver.solve(model) in (cp_model.OPTIMAL, cp_model.FEASIBLE)


@settings(deadline=None, derandomize=True, max_examples=400)
@given(seed=st.integers(0, 2**32 - 1))
def test_named_exactly_where_the_orders_cannot_be_carried_out(seed: int) -> None:
    county, rules = _random_county(seed)
    assert bool(_found(county, rules)) == (not _links_exist(county, rules))


@pytest.mark.slow
@settings(deadline=None, derandomize=True, max_examples=30)
@given(seed=st.integers(0, 2**32 - 1))
def test_a_county_without_contradictions_has_a_plan(seed: int) -> None:
    county, rules = _random_county(seed)
    if not _found(county, rules):
        assert solve_county(county, rules, SolveLimits(seconds=20, workers=1)).summary.status == "optimal"
