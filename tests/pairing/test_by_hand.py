"""A plan changed by hand is a plan: every step allowed stands its recount, every step refused would not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pairing.by_hand.draft import Draft, draft_of
from pairing.by_hand.judge import rule_title
from pairing.by_hand.steps import HISTORY, Assign, Ban, Done, Drop, Lock, Step, Swap
from pairing.codes import load_codes
from pairing.county import County
from pairing.errors import CallError, DataError, PlanError
from pairing.plan import Plan
from pairing.planner import SolveLimits, recount, solve_county
from pairing.rules import Rules
from tests.pairing.test_shortages import _random_county
from tests.pairing.tiny import one_village, tiny

LIMITS = SolveLimits(seconds=20, workers=1)


def _draft(county: County, rules: Rules | None = None) -> Draft:
    rules = rules or Rules()
    return draft_of(county, rules, load_codes(), solve_county(county, rules, LIMITS))


def _pairs(plan: Plan) -> set[tuple[str, str]]:
    return set(zip(plan.pairs["household_id"], plan.pairs["cadre_id"], strict=True))


def _stands(draft: Draft) -> None:
    """The plan that comes of the draft passes its recount, which finds the goals and coverages that the draft tells."""
    now, plan = draft.now.now, draft.to_plan()
    counted = recount(now.county, now.rules, plan)
    assert counted.ok, counted.violations
    assert (counted.shortage, counted.idle, counted.points) == draft.now.goals
    assert tuple(goal.value for goal in plan.summary.goals) == draft.now.goals
    assert counted.coverage.counts == draft.now.coverage == plan.summary.coverage


@st.composite
def _steps(draw: st.DrawFn, draft: Draft) -> Step:
    county = draft.now.now.county
    homes, people = county.households["household_id"].tolist(), county.cadres["cadre_id"].tolist()
    home, who, other = (draw(st.sampled_from(ids)) for ids in (homes, people, people))
    pairs = sorted(_pairs(draft.to_plan()))
    kinds = ["assign", "ban", *(["replace", "swap", "drop", "lock", "unlock"] if pairs else [])]
    kind = draw(st.sampled_from(kinds))
    if kind == "assign":
        return Assign(home, who)
    if kind == "ban":
        return Ban(home, who, why="合成")
    one, two = draw(st.sampled_from(pairs)), draw(st.sampled_from(pairs))
    if kind == "replace":
        return Assign(one[0], other, instead_of=one[1])
    if kind == "swap":
        return Swap(one, two)
    return Drop(*one) if kind == "drop" else Lock((one,), on=kind == "lock")


@given(st.data(), st.integers(0, 10_000))
@settings(deadline=None, max_examples=30)
def test_whatever_is_allowed_stands_its_recount_and_is_undone_exactly(data: st.DataObject, seed: int) -> None:
    county, rules = _random_county(seed)
    try:
        draft = _draft(county, rules)
    except (DataError, PlanError):
        assume(False)
    _stands(draft)
    for _ in range(4):
        step = data.draw(_steps(draft))
        verdict = draft.judge(step)
        if verdict.after is None:
            assert verdict.refused
            with pytest.raises(PlanError):
                draft.make(step)
            continue
        after = draft.make(step)
        _stands(after)
        goals = zip(draft.now.goals, after.now.goals, strict=True)
        assert (verdict.shortage, verdict.idle, verdict.points) == tuple(b - a for a, b in goals)
        assert after.undo().to_plan().pairs.equals(draft.to_plan().pairs)
        assert after.undo().redo().to_plan().pairs.equals(after.to_plan().pairs)
        draft = after


@given(st.data(), st.integers(0, 10_000))
@settings(deadline=None, max_examples=30)
def test_what_is_refused_would_break_the_rule_named(data: st.DataObject, seed: int) -> None:
    county, rules = _random_county(seed)
    try:
        draft = _draft(county, rules)
    except (DataError, PlanError):
        assume(False)
    home, who = (
        data.draw(st.sampled_from(ids.tolist()))
        for ids in (county.households["household_id"], county.cadres["cadre_id"])
    )
    verdict = draft.judge(Assign(home, who))
    assume(not verdict.allowed)
    h, c = (int(np.flatnonzero(ids == id_)[0]) for ids, id_ in (
        (county.households["household_id"], home), (county.cadres["cadre_id"], who),
    ))  # fmt: skip
    forced = draft.now.with_pairs({h: (*draft.now.ranked.get(h, ()), c)})
    counted = recount(county, rules, replace(draft, positions=(forced,)).to_plan())
    broken = {violation.rule for violation in counted.violations}
    assert {objection.rule for objection in verdict.refused} <= broken
    assert all(rule_title(objection.rule).zh for objection in verdict.refused)


def test_a_swap_is_priced_and_told() -> None:
    """Two households of one village: the one who knows the law helps the one with a case, and may be swapped away."""
    county = one_village([{"skills": ("法律",)}, {"skills": ()}], [{"needs": ("讨薪维权",)}, {"needs": ()}])
    codes = load_codes()
    assert {"法律"} <= set(codes.skills)
    assert {"讨薪维权"} <= set(codes.needs)
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


def test_steps_can_be_kept() -> None:
    steps: tuple[Step, ...] = (
        Assign("H1", "G1", "G2", "说明"),
        Swap(("H1", "G1"), ("H2", "G2")),
        Lock((("H1", "G1"),)),
        Ban("H1", "G1"),
    )
    done = tuple(Done(step, "李四（合成）", "2024-01-02T10:00:00+08:00") for step in steps)
    assert HISTORY.validate_json(HISTORY.dump_json(done)) == done


def test_strangers_are_named() -> None:
    draft = _draft(one_village([{}], [{}]))
    for step in (Assign("H1", "G9"), Assign("H9", "G1"), Drop("H9", "G1"), Lock((("H1", "G9"),))):
        with pytest.raises(CallError, match="9"):
            draft.make(step)


def test_a_pair_that_is_not_there_cannot_end() -> None:
    county = tiny(units=[{}], villages=[{}], cadres=[{}, {}], households=[{}])
    draft = _draft(county)
    ((home, who),) = _pairs(draft.to_plan())
    with pytest.raises(CallError):
        draft.make(Drop(home, {"G1": "G2", "G2": "G1"}[who]))
