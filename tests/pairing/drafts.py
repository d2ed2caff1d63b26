"""Drafts of plans written by hand, and what every draft has to stand."""

from __future__ import annotations

from typing import Any

from pairing import check
from pairing.by_hand.draft import Draft, draft_of
from pairing.codes import load_codes
from pairing.county import County
from pairing.plan import GoalValue, Plan, Summary
from pairing.planner import recount
from pairing.rules import Rules
from tests.pairing.plans import plan_of


def drafted(county: County, rules: Rules | None = None, **tables: Any) -> Draft:
    """The draft of a plan written by hand; see :func:`tests.pairing.plans.plan_of`."""
    rules = rules or Rules()
    plan = plan_of(county, rules, **tables)
    counted = check.recount(county, rules, load_codes(), plan)
    values = {"shortage": counted.shortage, "idle": counted.idle, "points": counted.points}
    goals = tuple(GoalValue(name, value, None, False) for name, value in values.items())
    summary = Summary(
        "feasible", "time", goals, None, 1.0, counted.coverage.counts, None, county.data_hash, rules.hash, "0"
    )
    return draft_of(county, rules, load_codes(), Plan(plan.links, plan.pairs, plan.contacts, summary))


def stands(draft: Draft) -> Plan:
    """The plan that comes of the draft: it passes its recount, which finds the goals and coverages that the draft tells."""
    now, plan = draft.now.now, draft.to_plan()
    counted = recount(now.county, now.rules, plan)
    assert counted.ok, counted.violations
    assert (counted.shortage, counted.idle, counted.points) == draft.now.goals
    assert tuple(goal.value for goal in plan.summary.goals) == draft.now.goals
    assert counted.coverage.counts == draft.now.coverage == plan.summary.coverage
    return plan
