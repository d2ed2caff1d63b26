"""From a county to a recounted plan: properties on random small counties, previous plans, refusals."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pairing import planner
from pairing.check import Violation
from pairing.county import County
from pairing.errors import DataError, PlanError
from pairing.planner import Progress, SolveLimits, gaps, recount, solve_county
from pairing.readiness import readiness
from pairing.replan import with_previous
from pairing.rules import Rules
from pairing.text import Text
from tests.pairing.tiny import one_village, tiny

QUICK = SolveLimits(seconds=5, workers=1)
NEEDS = ((), ("法律援助",), ("养殖技术", "看病"))
SKILLS = ((), ("法律",), ("养殖",), ("医疗", "政策"))


@st.composite
def small_counties(draw: st.DrawFn) -> County:
    units, villages = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    cadres = [
        {
            "unit": draw(st.integers(0, units - 1)) if i >= units else i,
            "level": draw(st.sampled_from((1, 1, 2, 3))) if i >= units else 1,
            "skills": draw(st.sampled_from(SKILLS)),
            "party": draw(st.booleans()),
            "exempt_reason": draw(st.sampled_from((None, None, None, "病休"))) if i >= units else None,
            "native_village": draw(st.integers(-1, villages - 1)),
        }
        for i in range(draw(st.integers(units, units + 4)))
    ]
    households = [
        {
            "village": draw(st.integers(0, villages - 1)),
            "tier": float(draw(st.integers(1, 3))),
            "needs": draw(st.sampled_from(NEEDS)),
            "focus": draw(st.booleans()),
            "demand": draw(st.sampled_from((1, 1, 2))),
        }
        for _ in range(draw(st.integers(1, 7)))
    ]
    keys = st.tuples(st.integers(0, len(cadres) - 1), st.integers(0, len(households) - 1))
    pairs = [{"cadre": c, "household": h} for c, h in draw(st.sets(keys, max_size=3))]
    kin = [{"cadre": c, "household": h} for c, h in draw(st.sets(keys, max_size=3))]
    bans = [{"kind": "ban", "cadre": c, "household": h} for c, h in draw(st.sets(keys, max_size=2))]
    return tiny(
        units=[{"max_villages": 3.0}] * units, villages=[{}] * villages, cadres=cadres, households=households,
        previous_pairs=pairs, kinship=kin, directives=bans,
    )  # fmt: skip


@st.composite
def some_rules(draw: st.DrawFn) -> Rules:
    return (
        Rules()
        .with_value("rank_order", draw(st.sampled_from(("soft", "strict"))))
        .with_value("kinship", draw(st.sampled_from(("avoid", "prefer", "ignore"))))
        .with_value("native_village", draw(st.sampled_from(("avoid", "prefer", "ignore"))))
        .with_value("extra_village_cost", draw(st.integers(0, 30)))
        .with_value("village_units_max", draw(st.integers(1, 3)))
    )


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(small_counties(), some_rules())
def test_every_plan_recounts_as_the_solver_says(county: County, rules: Rules) -> None:
    faults = {issue.code for issue in readiness(county, rules) if issue.severity == "error"}
    if faults:
        assert faults == {"limits-cannot-meet"}
        with pytest.raises(DataError):
            solve_county(county, rules, QUICK)
        return
    plan = solve_county(county, rules, QUICK)
    found = recount(county, rules, plan)
    assert found.ok
    goals = plan.summary.goals
    assert (found.shortage, found.idle, found.points) == tuple(goal.value for goal in goals)
    assert plan.summary.status == "optimal"
    for goal in goals:
        assert goal.proved
        assert goal.value == goal.bound
    assert plan.summary.gap == 0
    assert bool(gaps(county, rules, plan)) == bool(
        len(found.coverage.uncovered_cadres) + len(found.coverage.uncovered_households)
    )


def _pairs(plan) -> set[tuple[str, str]]:
    return set(zip(plan.pairs["cadre_id"], plan.pairs["household_id"], strict=True))


def test_a_previous_plan_is_kept_where_nothing_speaks_against_it() -> None:
    county = one_village([{}] * 4, [{}] * 4)
    first = solve_county(county, Rules(), QUICK)
    assert first.summary.changes is None
    again = solve_county(with_previous(county, first), Rules(), QUICK)
    assert _pairs(again) == _pairs(first)
    assert again.summary.changes == 0
    assert again.pairs["kept"].all()
    assert again.links["kept"].all()
    assert "保持原结对" in again.pairs["reason"].iloc[0]


def test_a_previous_plan_with_a_leaver_changes_one_pair() -> None:
    county = one_village([{}] * 3, [{}] * 3)
    before = with_previous(county, solve_county(county, Rules(), QUICK))
    cadres = before.cadres.copy()
    cadres.loc[0, "exempt_reason"] = "调离"
    after = solve_county(replace(before, cadres=cadres), Rules(), QUICK)
    assert after.summary.goals[0].value == 1
    assert after.summary.changes == 0


def test_contradictions_stop_before_solving() -> None:
    both = [{"kind": kind, "cadre": 0, "household": 0} for kind in ("pin", "ban")]
    with pytest.raises(DataError) as caught:
        solve_county(one_village([{}], [{}], directives=both), Rules(), QUICK)
    assert len(caught.value.issues) == 1


def test_a_plan_that_fails_its_recount_is_shown_to_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    real = planner.check.recount

    def with_fault(*arguments):
        return replace(real(*arguments), violations=(Violation("quotas", Text("某人", "somebody")),))

    monkeypatch.setattr(planner.check, "recount", with_fault)
    with pytest.raises(PlanError, match="somebody"):
        solve_county(one_village([{}], [{}]), Rules(), QUICK)


def test_a_plan_whose_figures_differ_from_the_solver_s_is_shown_to_nobody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = planner.check.recount
    monkeypatch.setattr(planner.check, "recount", lambda *a: replace(real(*a), points=1))
    with pytest.raises(PlanError, match="recount"):
        solve_county(one_village([{}], [{}]), Rules(), QUICK)


def test_links_that_no_plan_can_have_are_told_in_words() -> None:
    # Both units are banned from village 1, which then has none.
    bans = [{"kind": "ban", "unit": u, "village": 0} for u in (0, 1)]
    county = tiny(
        units=[{}, {}], villages=[{}, {}], cadres=[{}, {"unit": 1}], households=[{}, {}], directives=bans
    )
    with pytest.raises(DataError) as caught:
        solve_county(county, Rules(), QUICK)
    (issue,) = caught.value.issues
    assert "村1" in issue.problem.zh
    assert "第2、3行" in issue.problem.zh


class _Heard:
    def __init__(self) -> None:
        self.phases: list[str] = []
        self.seen: list[Progress] = []

    def phase(self, name: str) -> None:
        self.phases.append(name)

    def progress(self, progress: Progress) -> None:
        self.seen.append(progress)


def test_a_watch_hears_phases_and_figures() -> None:
    heard = _Heard()
    solve_county(one_village([{}, {}], [{}, {}]), Rules(), QUICK, heard)
    assert heard.phases[0] == "compile"
    assert heard.phases[-2:] == ["contacts", "recount"]
    assert [goal.name for goal in heard.seen[-1].goals] == ["shortage", "idle", "points"]


def test_cancel_before_the_start_still_ends_politely() -> None:
    cancel = threading.Event()
    cancel.set()
    with pytest.raises(PlanError) as caught:
        solve_county(one_village([{}], [{}]), Rules(), QUICK, cancel=cancel)
    assert "停止" in caught.value.text.zh


def test_lead_units_and_reasons() -> None:
    county = tiny(
        units=[{}, {}],
        villages=[{}],
        cadres=[{"skills": ("法律",)}, {"unit": 1, "head": True}],
        households=[{"needs": ("法律援助", "看病")}, {}],
    )
    plan = solve_county(county, Rules(), QUICK)
    lead = plan.links[plan.links["role"] == "lead"]
    assert lead["unit"].tolist() == ["单位2"]  # the unit with a head leads
    reason = dict(zip(plan.pairs["household_id"], plan.pairs["reason"], strict=True))
    fit = "一般干部对一般户，正好对应。"
    assert reason["H1"].startswith(f"{fit}需求：“法律援助”由专长“法律”对应（100%）；“看病”没有对口专长。")
    assert reason["H2"].startswith(f"{fit}该户没有专门需求。")
