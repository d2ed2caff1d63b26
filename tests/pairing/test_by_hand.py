"""A plan changed by hand is a plan: every step allowed stands its recount, every step refused would not."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pairing.by_hand.draft import Draft, draft_of
from pairing.by_hand.judge import rule_title
from pairing.by_hand.leaders import relead
from pairing.by_hand.links import relinked, units_for, villages_for
from pairing.by_hand.steps import (
    HISTORY,
    Assign,
    Ban,
    Done,
    Drop,
    Lead,
    LeadLock,
    Link,
    Lock,
    Step,
    Swap,
)
from pairing.codes import load_codes
from pairing.county import County
from pairing.errors import CallError, DataError, PlanError
from pairing.plan import Plan
from pairing.planner import SolveLimits, recount, solve_county
from pairing.quota import Quota
from pairing.rules import Rules
from tests.pairing.drafts import drafted, stands
from tests.pairing.tiny import one_village, tiny

LIMITS = SolveLimits(seconds=20, workers=1)
CODES = load_codes()


def _draft(county: County, rules: Rules | None = None) -> Draft:
    rules = rules or Rules()
    return draft_of(county, rules, CODES, solve_county(county, rules, LIMITS))


@cache
def _planned(seed: int) -> Draft | None:
    """The draft of a random county's plan; None where the county has none. Solved once for all examples."""
    rng = np.random.default_rng(seed)
    units, villages, cadres, focus, others = (int(n) for n in rng.integers([2, 2, 4, 2, 2], [5, 4, 8, 6, 6]))
    homes = focus + others
    kin, bans = rng.permutation(cadres * homes)[: 2 * int(rng.integers(1, 3))].reshape(2, -1)
    links = rng.permutation(units * villages)[:2]
    # A stream of its own, so that the counties are else as they were.
    luck = np.random.default_rng([seed, 1])
    level = [3 if seed % 2 and luck.random() < 0.6 else 0 for _ in range(cadres)]
    leaders = [(c, int(luck.integers(villages))) for c in range(cadres) if level[c]]
    county = tiny(
        units=[{"scope": str(rng.choice(["county", "county", "town"]))} for _ in range(units)],
        villages=[{} for _ in range(villages)],
        cadres=[
            {
                "unit": int(rng.integers(units)) if c >= units else c,
                "level": max(int(rng.choice([1, 1, 2, 3])), level[c]),
                "exempt_reason": "病休" if rng.random() < 0.1 else None, "native_village": int(rng.integers(villages)),
                "party": bool(rng.random() < 0.8), "head": bool(rng.random() < 0.3),
            }
            for c in range(cadres)
        ],
        households=[
            {
                "village": int(rng.integers(villages)), "tier": float(rng.integers(1, 4)),
                "demand": int(rng.choice([1, 1, 2])), "focus": h < focus, "group": str(rng.choice(["一组", "二组"])),
            }
            for h in range(homes)
        ],
        kinship=[{"cadre": int(k // homes), "household": int(k % homes)} for k in kin],
        directives=[
            *({"kind": "ban", "cadre": int(k // homes), "household": int(k % homes)} for k in bans),
            *({"kind": kind, "unit": int(k // villages), "village": int(k % villages)}
              for kind, k in zip(("pin", "ban"), links, strict=True) if rng.random() < 0.5),
            *({"kind": kind, "cadre": c, "village": v}
              for kind, (c, v) in zip(("ban", "pin"), leaders, strict=False) if luck.random() < 0.5),
        ],
        previous_links=[
            *({"unit": int(rng.integers(units)), "village": v, "role": "lead"} for v in range(villages) if seed % 4 == 0),
            *({"cadre": c, "village": v} for c, v in leaders[2:]),
        ],
    )  # fmt: skip
    rules = Rules(
        rank_order=str(rng.choice(["soft", "strict"])), native_village=str(rng.choice(["ignore", "avoid"])),
        village_units_min=1, village_units_max=int(rng.integers(2, 4)),
        leader_villages_min=int(luck.integers(2)),
        unit_villages_share=float(rng.choice([1.0, 3.0])), contact_max_level1=int(rng.integers(2, 5)),
        quotas=(Quota(kind="between", least=int(rng.integers(0, 2)), most=int(rng.integers(1, 3))),),
    )  # fmt: skip
    try:
        return _draft(county, rules)
    except (DataError, PlanError):
        return None


def _some_draft(data: st.DataObject) -> Draft:
    draft = _planned(data.draw(st.integers(0, 11)))
    assume(draft is not None)
    assert draft is not None
    return draft


def _pairs(plan: Plan) -> set[tuple[str, str]]:
    return set(zip(plan.pairs["household_id"], plan.pairs["cadre_id"], strict=True))


def _links(plan: Plan) -> set[tuple[str, str, str]]:
    """(unit, village, role) of the unit links."""
    links = plan.links[plan.links["kind"] == "unit"]
    return set(zip(links["unit"], links["village_code"], links["role"], strict=True))


def _same(plan: Plan, other: Plan) -> bool:
    tables = ("links", "pairs", "contacts")
    return all(getattr(plan, table).equals(getattr(other, table)) for table in tables)


@st.composite
def _steps(draw: st.DrawFn, draft: Draft) -> Step:
    now = draft.now.now
    county = now.county
    homes, people = county.households["household_id"].tolist(), county.cadres["cadre_id"].tolist()
    home, who, other = (draw(st.sampled_from(ids)) for ids in (homes, people, people))
    pairs = [(homes[h], people[c]) for h, cadres in sorted(draft.now.ranked.items()) for c in cadres]
    kinds = [
        "assign",
        "ban",
        "link",
        "link",
        *(["replace", "swap", "drop", "lock", "unlock"] if pairs else []),
        *(["lead", "lead", "lead_lock"] if (now.values.level == 3).any() else []),
    ]
    kind = draw(st.sampled_from(kinds))
    if kind.startswith("lead"):
        return draw(_leads(draft, kind))
    if kind == "assign":
        return Assign(home, who)
    if kind == "ban":
        return Ban(home, who, why="合成")
    if kind == "link":
        unit, village = draw(st.sampled_from(list(np.ndindex(now.linked.shape))))
        return Link(
            county.units["name"].iat[unit],
            county.villages["code"].iat[village],
            on=not now.linked[unit, village],
        )
    one, two = draw(st.sampled_from(pairs)), draw(st.sampled_from(pairs))
    if kind == "replace":
        return Assign(one[0], other, instead_of=one[1])
    if kind == "swap":
        return Swap(one, two)
    return Drop(*one) if kind == "drop" else Lock((one,), on=kind == "lock")


@st.composite
def _leads(draw: st.DrawFn, draft: Draft, kind: str) -> Lead | LeadLock:
    now, county = draft.now, draft.now.now.county
    people, codes = county.cadres["cadre_id"], county.villages["code"]
    who = draw(st.sampled_from(np.flatnonzero(now.now.values.level == 3).tolist()))
    place = draw(st.integers(0, len(codes) - 1))
    there, own = (
        [c for c, v in sorted(now.leads) if v == place],
        [v for c, v in sorted(now.leads) if c == who],
    )
    if own and (who in there or kind == "lead_lock"):
        place = draw(st.sampled_from(own))
        if kind == "lead_lock":
            return LeadLock(people[who], codes[place], on=draw(st.booleans()))
        return Lead(people[who], codes[place], on=False)
    old = draw(st.sampled_from([None, *there]))
    left = draw(st.sampled_from([None, *(v for v in own if (old, v) not in now.leads)]))
    return Lead(
        people[who],
        codes[place],
        instead_of=None if old is None else people[old],
        leaves=None if left is None else codes[left],
    )


@given(st.data())
@settings(deadline=None, max_examples=20, derandomize=True)
def test_whatever_is_allowed_stands_its_recount_and_is_undone_exactly(data: st.DataObject) -> None:
    draft = _some_draft(data)
    plan = draft.plan
    for _ in range(4):
        step = data.draw(_steps(draft))
        verdict = draft.judge(step)
        if verdict.after is None:
            assert verdict.refused
            with pytest.raises(PlanError):
                draft.make(step)
            continue
        after = draft.make(step)
        made = stands(after)
        goals = zip(draft.now.goals, after.now.goals, strict=True)
        assert (verdict.shortage, verdict.idle, verdict.points) == tuple(b - a for a, b in goals)
        assert after.undo().positions == draft.positions
        draft, plan = after.undo().redo(), made
    if draft.done:
        assert _same(draft.to_plan(), plan)


@given(st.data())
@settings(deadline=None, max_examples=25, derandomize=True)
def test_what_is_refused_would_break_the_rule_named(data: st.DataObject) -> None:
    draft = _some_draft(data)
    step = data.draw(_steps(draft).filter(lambda step: isinstance(step, Assign | Link | Lead)))
    verdict = draft.judge(step)
    assume(not verdict.allowed)
    now, county = draft.now, draft.now.now.county
    if isinstance(step, Link):
        unit, village = _at(county.units["name"], step.unit), _at(county.villages["code"], step.village)
        forced = relinked(now, unit, village, on=step.on)
    elif isinstance(step, Lead):
        people, codes = county.cadres["cadre_id"], county.villages["code"]
        given, gone = (
            [(_at(people, c), _at(codes, v)) for c, v in links] for links in (step.given, step.gone)
        )
        forced, _ = relead(now, given, gone)
    else:
        assert isinstance(step, Assign)
        home, who = (
            _at(county.households["household_id"], step.household),
            _at(county.cadres["cadre_id"], step.cadre),
        )
        stay = [c for c in now.ranked.get(home, ()) if county.cadres["cadre_id"].iat[c] != step.instead_of]
        forced = now.with_pairs({home: (*stay, who)})
    counted = recount(county, now.now.rules, replace(draft, positions=(now, forced)).to_plan())
    assert {objection.rule for objection in verdict.refused} <= {broken.rule for broken in counted.violations}
    assert all(rule_title(objection.rule).zh for objection in verdict.refused)


def _at(ids: pd.Series, id_: str) -> int:
    return int(np.flatnonzero(ids == id_)[0])


@given(st.data())
@settings(deadline=None, max_examples=10, derandomize=True)
def test_links_on_offer_tell_the_rule_that_would_refuse_them(data: st.DataObject) -> None:
    draft = _some_draft(data)
    units, villages = draft.now.now.county.units["name"], draft.now.now.county.villages["code"]
    village = data.draw(st.integers(0, len(villages) - 1))
    found = units_for(draft.now, village)
    told = dict(zip(found.other.tolist(), found.rule.tolist(), strict=True))
    assert sorted(told) == np.flatnonzero(~draft.now.now.linked[:, village]).tolist()
    for unit, rule in told.items():
        refused = draft.judge(Link(units[unit], villages[village])).refused
        assert rule == (refused[0].rule if refused else "")
        offered = villages_for(draft.now, unit)
        assert offered.rule[offered.other == village].tolist() == [rule]
        assert (np.diff((offered.rule != "").astype(int)) >= 0).all()


def test_a_swap_is_priced_and_told() -> None:
    """Two households of one village: the one who knows the law helps the one with a case, and may be swapped away."""
    county = one_village([{"skills": ("法律",)}, {"skills": ()}], [{"needs": ("讨薪维权",)}, {"needs": ()}])
    assert {"法律"} <= set(CODES.skills)
    assert {"讨薪维权"} <= set(CODES.needs)
    draft = _draft(county)
    assert _pairs(draft.to_plan()) == {("H1", "G1"), ("H2", "G2")}
    verdict = draft.judge(Swap(("H1", "G1"), ("H2", "G2")))
    assert verdict.allowed
    assert verdict.points < 0 == verdict.shortage == verdict.idle
    assert any("没有对口专长" in warning.zh for warning in verdict.warnings)


def test_dropping_says_who_is_left_with_nobody() -> None:
    draft = _draft(one_village([{}], [{}]))
    verdict = draft.judge(Drop("H1", "G1"))
    assert verdict.allowed
    assert (verdict.shortage, verdict.idle) == (draft.now.now.rules.shortage_tier1, 1)
    said = [warning.zh for warning in verdict.warnings]
    assert said == ["户主1还缺 1 名责任人", "户主1没有联系人了", "干部1不再有联系户"]
    plan = draft.make(Drop("H1", "G1")).to_plan()
    assert plan.summary.goals[2].bound is None
    assert plan.summary.gap is None


def test_locked_pairs_stay_by_hand_and_when_the_rest_is_solved_anew() -> None:
    county = one_village([{"skills": ("法律",)}, {}], [{"needs": ("讨薪维权",)}, {}])
    draft = _draft(county).make(Swap(("H1", "G1"), ("H2", "G2")))
    locked = draft.make(Lock((("H1", "G2"),), why="群众要求"), who="李四（合成）")
    refused = locked.judge(Assign("H1", "G1", instead_of="G2")).refused
    assert "locked" in {objection.rule for objection in refused}
    pairs = locked.to_plan().pairs
    assert pairs.loc[pairs["locked"], "household_id"].tolist() == ["H1"]
    again = locked.county_to_solve()
    assert again.directives[["kind", "cadre", "household", "who", "why"]].to_numpy().tolist() == [
        ["pin", 1, 0, "李四（合成）", "群众要求"]
    ]
    assert _pairs(solve_county(again, Rules(), LIMITS)) == {("H1", "G2"), ("H2", "G1")}
    free = locked.make(Lock((("H1", "G2"),), on=False))
    assert free.judge(Swap(("H1", "G2"), ("H2", "G1"))).allowed


def test_a_ban_ends_the_pair_even_a_locked_one_and_binds_the_next_solve() -> None:
    county = one_village([{}, {}], [{}])
    draft = _draft(county)
    ((home, who),) = _pairs(draft.to_plan())
    banned = draft.make(Lock(((home, who),))).make(Ban(home, who, why="邻里纠纷"))
    assert not _pairs(banned.to_plan())
    assert [objection.rule for objection in banned.judge(Assign(home, who)).refused] == ["ban"]
    again = banned.county_to_solve()
    assert again.directives["kind"].tolist() == ["ban"]
    assert _pairs(solve_county(again, Rules(), LIMITS)) == {(home, {"G1": "G2", "G2": "G1"}[who])}
    lifted = banned.make(Ban(home, who, on=False))
    assert lifted.judge(Assign(home, who)).allowed
    assert lifted.county_to_solve().directives.empty


def test_an_offices_own_columns_of_the_directives_keep_their_rows() -> None:
    """Orders by hand once made the table of directives longer than its own columns."""
    county = one_village([{}, {}], [{}, {}], directives=[{"kind": "ban", "cadre": 1, "household": 0}])
    county = replace(county, extras={"directives": pd.DataFrame({"文号": ["办〔1〕"]})})
    again = _draft(county).make(Lock((("H1", "G1"),), why="合成")).county_to_solve()
    assert again.directives["kind"].tolist() == ["ban", "pin"]
    assert again.extras["directives"]["文号"].tolist() == ["办〔1〕", None]


def test_a_pinned_pair_is_not_taken_away() -> None:
    county = one_village([{}, {}], [{}], directives=[{"kind": "pin", "cadre": 0, "household": 0}])
    (objection,) = _draft(county).judge(Drop("H1", "G1")).refused
    assert objection.rule == "pin"
    assert "第2行" in objection.words.zh


def _two_units() -> Draft:
    """Two units link village 1, which unit 1 leads; its cadre has the focus household there and is the contact of the
    other two. Unit 1 alone links village 2."""
    county = tiny(
        units=[{}, {}], villages=[{}, {}], cadres=[{}, {"unit": 1}],
        households=[{}, {"focus": False}, {"focus": False}],
    )  # fmt: skip
    rules = Rules()
    return drafted(county, rules, links=[(0, 0), (1, 0), (0, 1)], pairs=[(0, 0)], contacts=[(0, 1), (0, 2)])


def test_a_village_taken_away_ends_its_pairs_and_others_take_its_households_and_the_lead() -> None:
    draft = _two_units()
    taken = draft.make(Link("单位1", "V1", on=False, why="撤并"), who="李四（合成）")
    stands(taken)
    plan = taken.to_plan()
    assert _links(plan) == {("单位2", "V1", "lead"), ("单位1", "V2", "lead")}
    assert not _pairs(plan)
    assert plan.contacts.to_numpy().tolist() == [[f"H{n}", "G2", "unit"] for n in (1, 2, 3)]
    said = [warning.zh for warning in draft.judge(Link("单位1", "V1", on=False)).warnings]
    assert said == [
        "干部1不再联系户主1", "3 户改由别的干部包组联户", "单位2接着牵头", "户主1还缺 1 名责任人", "干部1不再有联系户",
    ]  # fmt: skip
    again = taken.county_to_solve()
    assert again.directives[["kind", "unit", "village", "who", "why"]].to_numpy().tolist() == [
        ["ban", 0, 0, "李四（合成）", "撤并"]
    ]
    assert ("单位1", "V1") not in {link[:2] for link in _links(solve_county(again, Rules(), LIMITS))}
    back = taken.make(Link("单位1", "V1"))
    assert _links(back.to_plan()) == {
        ("单位2", "V1", "lead"),
        ("单位1", "V1", "assist"),
        ("单位1", "V2", "lead"),
    }
    assert back.county_to_solve().directives.empty


def test_a_link_stays_where_a_lock_or_a_limit_needs_it() -> None:
    draft = _two_units()
    locked = draft.make(Lock((("H1", "G1"),)))
    assert [refused.rule for refused in locked.judge(Link("单位1", "V1", on=False)).refused] == ["locked"]
    assert {refused.rule for refused in draft.judge(Link("单位2", "V1", on=False)).refused} == {
        "unit_villages_share"
    }
    assert {refused.rule for refused in draft.judge(Link("单位1", "V2", on=False)).refused} == {
        "village_units_min"
    }
    assert [refused.rule for refused in draft.judge(Link("单位1", "V1")).refused] == ["once"]
    with pytest.raises(CallError, match="村2"):
        draft.judge(Link("单位2", "V2", on=False))


def test_steps_can_be_kept() -> None:
    steps: tuple[Step, ...] = (
        Assign("H1", "G1", "G2", "说明"),
        Swap(("H1", "G1"), ("H2", "G2")),
        Lock((("H1", "G1"),)),
        Ban("H1", "G1"),
        Link("单位1", "V1", on=False),
        Lead("G1", "V1", instead_of="G2", leaves="V2"),
        LeadLock("G1", "V1", on=False),
    )
    done = tuple(Done(step, "李四（合成）", "2024-01-02T10:00:00+08:00") for step in steps)
    assert HISTORY.validate_json(HISTORY.dump_json(done)) == done


def test_strangers_are_named() -> None:
    draft = _draft(one_village([{}], [{}]))
    for step in (
        Assign("H1", "G9"), Assign("H9", "G1"), Drop("H9", "G1"), Lock((("H1", "G9"),)), Link("单位9", "V1"),
        Link("单位1", "V9"),
    ):  # fmt: skip
        with pytest.raises(CallError, match="9"):
            draft.make(step)


def test_a_pair_that_is_not_there_cannot_end() -> None:
    county = tiny(units=[{}], villages=[{}], cadres=[{}, {}], households=[{}])
    draft = _draft(county)
    ((home, who),) = _pairs(draft.to_plan())
    with pytest.raises(CallError):
        draft.make(Drop(home, {"G1": "G2", "G2": "G1"}[who]))
