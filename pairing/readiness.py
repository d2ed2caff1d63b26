"""What can be said before a minute is spent: orders that contradict each other, places that cannot suffice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pairing.difficulty import tiers
from pairing.issues import Issue
from pairing.limits import limits
from pairing.orders import contradictions, orders
from pairing.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pairing.county import County
    from pairing.limits import Limits
    from pairing.rules import Rules

_MORE_PLACES = Text(
    "请提高联系户数指标，减少免派，或减少重点户。不改也能求解，缺口会逐户列出。",
    "Raise the quotas, exempt fewer cadres or mark fewer focus households. You can solve as it is; every gap will be "
    "listed by name.",
)


def readiness(county: County, rules: Rules) -> tuple[Issue, ...]:
    """Errors: contradictions that make solving pointless. Warnings: gaps that are certain whatever the plan."""
    allowed = limits(county, rules)
    tier = tiers(county, rules, allowed)
    fixed = orders(county, rules, allowed)
    return (*contradictions(county, rules, allowed, fixed, tier), *_certain_gaps(county, rules, allowed))


def _certain_gaps(county: County, rules: Rules, allowed: Limits) -> Iterator[Issue]:
    demand = county.households["demand"].to_numpy(np.int64)
    places, wanted = int(allowed.most.sum()), int(demand.sum())
    if not allowed.eligible.any():
        yield _warning(
            "no-cadres",
            Text("没有可以安排的干部。", "There is no cadre to pair."),
            Text("请核对干部名单和免派原因。", "Check the cadre list and the exemptions."),
        )
        return
    if places < wanted:
        yield _warning(
            "places-below-demand",
            Text(
                "重点户共需结对 {wanted} 人次，干部名额合计 {places}，缺 {short}。",
                "Focus households ask for {wanted} pairs, the quotas add up to {places}: {short} short.",
            ).fill(wanted=wanted, places=places, short=wanted - places),
            _MORE_PLACES,
        )
    fewest = int(allowed.least.sum())
    if fewest > wanted:
        yield _warning(
            "demand-below-quotas",
            Text(
                "各干部的下限合计 {fewest} 户，重点户只需 {wanted} 人次，总有干部达不到下限。",
                "The lower quotas add up to {fewest}, focus households ask for {wanted} pairs only: some cadres must stay "
                "below theirs.",
            ).fill(fewest=fewest, wanted=wanted),
            Text(
                "请降低联系户数下限，或增加重点户。",
                "Lower the quotas' lower ends, or mark more focus households.",
            ),
        )
    reachable = int(allowed.contact_most.sum())
    if reachable < len(demand):
        yield _warning(
            "contacts-below-households",
            Text(
                "全县 {n} 户都要有联系人，干部包组联户合计至多 {m} 户，缺 {short}。",
                "All {n} households need a contact; the cadres together may have {m}: {short} short.",
            ).fill(n=len(demand), m=reachable, short=len(demand) - reachable),
            Text("请提高“包组联户不多于”。", "Raise the contact limits."),
        )


def _warning(code: str, problem: Text, remedy: Text) -> Issue:
    return Issue("warning", code, problem, remedy)
