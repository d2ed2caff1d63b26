"""What becomes of a roster's differences: judged against the rules first, then orders that bind the next solve or wishes it
starts from, and the corrections of the lists."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import pandas as pd

from pairing.directives import Directive, appended, contradictions_of
from pairing.plan import PlanTables
from pairing.replan import with_previous
from pairing.roster_fields import corrected

if TYPE_CHECKING:
    from pairing.county import County
    from pairing.directives import DirectiveKind
    from pairing.issues import Issue
    from pairing.plan import Plan
    from pairing.roster_changes import Differences, PairChange
    from pairing.rules import Rules
    from pairing.why import Why

_WHY: Final = {
    "replaced": "名册改派：原为{old}",
    "added": "名册增加",
    "struck": "名册划掉",
}


def judged(differences: Differences, why: Why) -> Differences:
    """The differences, each new pair with the rules it meets under the plan as it is and what it changes at once."""
    return replace(differences, pairs=tuple(_judged(change, why) for change in differences.pairs))


def _judged(change: PairChange, why: Why) -> PairChange:
    if change.new < 0 or change.new in why.now.cadres_of(change.household):
        return change
    proposal = why.proposal(change.new, change.household)
    points = None if proposal.exchange is None else proposal.exchange.points
    return replace(change, objections=proposal.objections, points=points)


def as_directives(county: County, differences: Differences, who: str, when: str) -> County:
    """The county with corrected fields and, for each pair, an order in 指定回避: a new pair is pinned, a struck one banned.

    A replaced cadre is banned too where the household asks for several, or the place could be filled with the same again.
    ``who`` asked for it, on the day ``when`` (YYYY-MM-DD). An order that is there already is not given twice.
    """
    names: list[str] = county.cadres["name"].tolist()
    demand: list[int] = county.households["demand"].tolist()
    wanted: dict[tuple[DirectiveKind, int, int], str] = {}
    for change in differences.pairs:
        why = _WHY[change.kind].format(old=names[change.old] if change.old >= 0 else "")
        if change.new >= 0:
            wanted.setdefault(("pin", change.new, change.household), why)
        if change.old >= 0 and (change.new < 0 or demand[change.household] > 1):
            wanted.setdefault(("ban", change.old, change.household), why)
    table = county.directives
    known = set(zip(table["kind"], table["cadre"], table["household"], strict=True))
    new = [
        Directive(kind, why, cadre=cadre, household=household, who=who, when=when)
        for (kind, cadre, household), why in wanted.items()
        if (kind, cadre, household) not in known
    ]
    return corrected(appended(county, new), differences.fields)


def as_previous(county: County, plan: Plan, differences: Differences) -> County:
    """The county with corrected fields and, as its previous plan, the plan with the roster's changes: kept where it can be."""
    household = county.households["household_id"]
    cadre = county.cadres["cadre_id"]
    gone = {(household.iat[c.household], cadre.iat[c.old]) for c in differences.pairs if c.old >= 0}
    new = [(household.iat[c.household], cadre.iat[c.new]) for c in differences.pairs if c.new >= 0]
    pairs = plan.pairs[["household_id", "cadre_id", "order"]]
    stays = [key not in gone for key in zip(pairs["household_id"], pairs["cadre_id"], strict=True)]
    added = pd.DataFrame(new, columns=["household_id", "cadre_id"], dtype=object).assign(order=1)
    after = pd.concat([pairs[stays], added], ignore_index=True).drop_duplicates(["household_id", "cadre_id"])
    return corrected(with_previous(county, PlanTables(plan.links, after, plan.contacts)), differences.fields)


def new_conflicts(before: County, after: County, rules: Rules) -> tuple[Issue, ...]:
    """Contradictions that the changed lists have and the lists before had not: what no plan could keep."""
    known = {issue.problem for issue in contradictions_of(before, rules)}
    return tuple(issue for issue in contradictions_of(after, rules) if issue.problem not in known)
