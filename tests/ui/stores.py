"""Stores for what opens a real server: a sample county of a few rows, solved; and plans changed behind a store's back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from pairing.county import County
from pairing.packing import pack
from pairing.plan import Plan
from pairing.planner import SolveLimits, recount, solve_county
from pairing.rules import Rules
from pairing.sample import SampleSize
from pairing.store import Store

SMALL: Final = SampleSize(units=8, villages=6, cadres=40, focus=42, households=300)


def add_solved(
    db: Path, county: County, seconds: float, who: str | None = None, names: Sequence[str] = ("",)
) -> None:
    """Store the county with the default rules and its plan, once under each name."""
    rules = Rules()
    plan = solve_county(county, rules, SolveLimits(seconds=seconds, workers=1))
    with Store(db, who) as store:
        record = store.add_county(county)
        saved = store.save_rules("默认规则", rules.to_toml(), rules.hash)
        for name in names:
            store.save_plan(record.id, saved.id, plan, recount(county, rules, plan), name)


def spoil_plan(db: Path, change: Callable[[Plan], None]) -> None:
    """Change the first plan behind the store's back, as after an upgrade whose checker knows more: the store's word is not
    taken for it."""
    with Store(db) as store:
        plan = store.load_plan(1)
        change(plan)
        tables = pack({"links": plan.links, "pairs": plan.pairs, "contacts": plan.contacts})
        store._database.write("UPDATE plans SET tables = ?", (tables,))


def with_an_exempt_contact(plan: Plan) -> None:
    """The small county's plan with a cadre at work who is exempt."""
    plan.contacts.loc[0, "cadre_id"] = "G5"
