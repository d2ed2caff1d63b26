"""What can be said before a minute is spent: orders that contradict each other, places that cannot suffice, by name.

The tables behind it are those of :mod:`pairing.supply`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from pairing.contradictions import contradictions
from pairing.difficulty import tiers
from pairing.issues import Issue
from pairing.limits import limits
from pairing.orders import orders
from pairing.shortages import certain_shortages
from pairing.supply import supply
from pairing.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from numpy.typing import NDArray

    from pairing.codes import Codes
    from pairing.county import County
    from pairing.limits import Limits
    from pairing.rules import Rules
    from pairing.shortages import ProvedShortage
    from pairing.supply import Supply

_MORE_PLACES = Text(
    "请提高联系户数指标，减少免派，或减少重点户。不改也能求解，缺口会逐户列出。",
    "Raise the quotas, exempt fewer cadres or mark fewer focus households. You can solve as it is; every gap will be "
    "listed by name.",
)

_LIFT = Text(
    "请放宽联村、回避或名额的限制；不改也能求解，缺口会逐户列出。",
    "Ease the limits on links, the bans or the quotas. You can solve as it is; every gap will be listed by name.",
)


def readiness(
    county: County, rules: Rules, codes: Codes | None = None, counted: Supply | None = None
) -> tuple[Issue, ...]:
    """Errors: contradictions that make solving pointless. Warnings: gaps that are certain whatever the plan.

    ``counted``: the county's supply where it is known already.
    """
    allowed = limits(county, rules)
    tier = tiers(county, rules, allowed)
    fixed = orders(county, rules, allowed)
    found = [*contradictions(county, rules, allowed, fixed, tier), *_certain_gaps(county, rules, allowed)]
    told = _Told(county, allowed, counted or supply(county, rules))
    found += told.issues
    if not any(issue.severity == "error" for issue in found):
        for short in certain_shortages(county, rules, codes):
            if short.deficit > told.of_households(short):
                found.append(_warning("certain-shortage", short.sentence, _LIFT))
        for short in certain_shortages(county, rules, codes, "cadres"):
            if short.deficit > told.of_cadres(short):
                found.append(_warning("certain-idle", short.sentence, _LIFT))
    return tuple(found)


class _Told:
    """What the counts by place say, as ``issues``, and how much of a proved shortage is said with them already."""

    def __init__(self, county: County, allowed: Limits, counted: Supply) -> None:
        self.county = county
        self.wanted = int(county.households["demand"].sum())
        self.everywhere = max(0, self.wanted - int(allowed.most.sum()))
        self.idle_everywhere = max(0, int(allowed.least.sum()) - self.wanted)
        villages, towns, units = counted.villages, counted.towns, counted.units
        self.in_village = villages["short"].to_numpy(np.int64)
        town = pd.Index(towns["town"]).get_indexer(pd.Index(villages["town"]))
        beyond = towns["short"].to_numpy(np.int64) - np.bincount(town, self.in_village, len(towns)).astype(
            np.int64
        )
        self.town, self.in_town = town, np.maximum(0, beyond)
        self.of_unit = units["idle"].to_numpy(np.int64)
        said = {self.wanted: self.everywhere}
        self.issues = [
            _short_place(code, name, row)
            for code, table, short in (
                ("town-short", towns, self.in_town),
                ("village-short", villages, self.in_village),
            )
            for name, row in _rows(table, short)
            if row["short"] > said.get(int(row["demand"]), 0)
        ] + [_idle_unit(row) for _, row in _rows(units, self.of_unit) if row["idle"] > self.idle_everywhere]

    def of_households(self, short: ProvedShortage) -> int:
        village = self.county.households["village"].to_numpy(np.int64)
        here = np.unique(village[short.households])
        of_places = int(self.in_village[here].sum() + self.in_town[np.unique(self.town[here])].sum())
        focus = self.county.households["demand"].to_numpy(np.int64) > 0
        # A shortage in every village is the county's.
        return max(of_places, self.everywhere if len(here) == len(np.unique(village[focus])) else 0)

    def of_cadres(self, short: ProvedShortage) -> int:
        units = np.unique(self.county.cadres["unit"].to_numpy(np.int64)[short.cadres])
        return max(int(self.of_unit[units].sum()), self.idle_everywhere)


def _rows(table: pd.DataFrame, short: NDArray[np.int64]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Name and columns of each row that lacks something."""
    for row in table[short > 0].to_dict("records"):
        yield (
            f"{row.get('town', '')}{row.get('name', '')}",
            {str(column): value for column, value in row.items()},
        )


def _short_place(code: str, name: str, row: dict[str, Any]) -> Issue:
    return _warning(
        code,
        Text(
            "{name} {households} 户需结对 {demand} 人次（最难 {demand3}、较难 {demand2}），可到达的干部 {cadres} 名，"
            "名额最多用上 {places}，缺 {short}。",
            "{name}: {households} households ask for {demand} pairs ({demand3} of the hardest, {demand2} of the harder); "
            "{cadres} cadres may come and can fill {places} at most: {short} short.",
        ).fill(**{**row, "name": name}),
        _LIFT,
    )


def _idle_unit(row: dict[str, Any]) -> Issue:
    return _warning(
        "unit-idle",
        Text(
            "{name}的干部按下限共需联系 {least} 户次，可联的 {villages} 个村（至多联 {limit} 个）最多用上 {usable} 个名额，"
            "差 {idle}。",
            "The lower quotas of {name} ask for {least} pairs; the {villages} villages it may link ({limit} at most) can "
            "use {usable}: {idle} short.",
        ).fill(**row),
        _LIFT,
    )


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
