"""A repair made a plan of its own beside the present one: changed lists and rules in the store, and a solve of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from pairing.rules import Rules

if TYPE_CHECKING:
    from pairing.county import County
    from pairing.records import PlanRecord
    from pairing.repairs import Repair
    from ui.jobs import Jobs

_SECONDS: Final = 30.0


def begin(
    jobs: Jobs, plan: PlanRecord, lists: County, repair: Repair, county_name: str, rules_name: str, name: str
) -> int:
    """Store what the repair changes, start the solve near ``plan``, return the number of the county it is for.

    ``lists`` are those the plan was made from; ``name`` is the name of the plan to come. Lists that the repair leaves
    alone stay the same county. Raises StoreError where that county is being solved already.
    """
    with jobs.store() as store:
        record = store.rules(plan.rules)
        edited, rules = repair.apply(lists, Rules.from_toml(record.toml))
        county, number = plan.county, record.id
        if edited is not lists:
            county = store.add_county(replace(edited, name=county_name), name).id
        if rules.hash != record.hash:
            number = store.save_rules(rules_name, rules.to_toml(), rules.hash, why=name).id
    limits: dict[str, Any] = {
        "seconds": _SECONDS, "name": name, "start": plan.id, "units": repair.units, "leaders": repair.leaders,
    }  # fmt: skip
    if plan.previous is not None:
        limits["previous"] = plan.previous
    jobs.start(county, number, limits)
    return county
