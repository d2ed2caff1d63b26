"""A county and its plan laid side by side in positions, for every document to draw on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from pairing.codes import load_codes
from pairing.coverage import Coverage, coverage
from pairing.documents.masking import Audience, Mask
from pairing.documents.stamp import Stamp, stamp_of
from pairing.documents.tasks import household_tasks
from pairing.errors import PlanError
from pairing.gaps import Gaps, gaps
from pairing.plan_positions import Resolved, resolve
from pairing.replan import beside
from pairing.text import Text

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from pairing.county import County
    from pairing.plan import Plan
    from pairing.repairs import Repairs
    from pairing.rules import Rules

    Ints = NDArray[np.int64]
    Words = NDArray[np.object_]


@dataclass(frozen=True)
class Facts:
    """Everything documents say, one place each.

    place [H] is the order in which households are listed: by town, village and group as the lists have them.
    pair_household, pair_cadre, pair_date   one entry a pair, by household and order; first marks a household's first
    contact [H]   position of the contact cadre, -1 where there is none
    same_lists    whether the lists are still those the plan was made from
    rules         the rules the plan was made under; None where they are not at hand
    repairs       ways out that were priced for the plan; None where nobody asked
    templates     the office's folder of templates of its own, None = ours
    """

    county: County
    plan: Plan
    found: Resolved
    stamp: Stamp
    place: Ints
    pair_household: Ints
    pair_cadre: Ints
    pair_tier: Ints
    pair_date: Words
    first: NDArray[np.bool_]
    contact: Ints
    same_lists: bool = True
    rules: Rules | None = None
    repairs: Repairs | None = None
    templates: Path | None = None

    @cached_property
    def coverage(self) -> Coverage:
        return coverage(self.county, self.found)

    @cached_property
    def gaps(self) -> Gaps | None:
        """Who is not covered, and why; None where lists or rules of the plan are not at hand."""
        if self.rules is None or not self.same_lists:
            return None
        return gaps(self.county, self.rules, load_codes(), self.plan)

    @cached_property
    def household_village(self) -> Ints:
        return self.county.households["village"].to_numpy(np.int64)

    @cached_property
    def cadre_unit(self) -> Ints:
        return self.county.cadres["unit"].to_numpy(np.int64)

    @cached_property
    def tasks(self) -> Words:
        """[H] 帮扶任务 of every household."""
        households = self.county.households
        return np.array(household_tasks(households["needs"], households["kind"]), object)

    @cached_property
    def _public_ids(self) -> Words:
        return np.array(Mask().household_ids(self.county), object)

    @cached_property
    def _whole_ids(self) -> Words:
        return np.array(Mask(Audience.INTERNAL).household_ids(self.county), object)

    def household_ids(self, mask: Mask) -> Words:
        """[H] 户编号 as the audience may see it."""
        return self._public_ids if mask.public else self._whole_ids

    @cached_property
    def place_of(self) -> Ints:
        """[H] where in the listing order each household stands."""
        places = np.empty(len(self.place), np.int64)
        places[self.place] = np.arange(len(self.place))
        return places

    @cached_property
    def towns(self) -> tuple[str, ...]:
        """Towns in the order of the list of villages."""
        return tuple(dict.fromkeys(self.county.villages["town"]))

    @cached_property
    def village_town(self) -> Ints:
        """[V] place of the village's town among the towns."""
        known = {town: k for k, town in enumerate(self.towns)}
        return np.array([known[town] for town in self.county.villages["town"]], np.int64)


def facts_of(
    county: County,
    plan: Plan,
    rules: Rules | None = None,
    *,
    previous: Plan | None = None,
    repairs: Repairs | None = None,
    templates: Path | None = None,
) -> Facts:
    """Look every name of the plan up in the lists; ``previous`` is the plan it was made from, where it was given beside.

    Rules that are not those of the plan are left out: nothing could be explained by them. Raises PlanError where the
    plan names somebody whom the lists do not know.
    """
    same = county.data_hash == plan.summary.data_hash
    county = beside(county, previous)
    found = resolve(county, plan)
    _refuse_strangers(plan, found)
    order = np.lexsort((found.pair_order, found.pair_household))
    household, cadre = found.pair_household[order], found.pair_cadre[order]
    contact = np.full(len(county.households), -1, np.int64)
    contact[found.contact_household] = found.contact_cadre
    stamp = stamp_of(plan, county.name)
    return Facts(
        county=county,
        plan=plan,
        found=found,
        stamp=stamp,
        place=_listing_order(county),
        pair_household=household,
        pair_cadre=cadre,
        pair_tier=plan.pairs["tier"].to_numpy(np.int64)[order],
        pair_date=_dates(county, household, cadre, stamp.date),
        first=np.diff(household, prepend=-1) != 0,
        contact=contact,
        same_lists=same,
        rules=rules if rules is not None and rules.hash == plan.summary.rules_hash else None,
        repairs=repairs,
        templates=templates,
    )


def _refuse_strangers(plan: Plan, found: Resolved) -> None:
    unit_links = ~found.is_leader
    for ids, positions, what in (
        (plan.pairs["household_id"], found.pair_household, Text("户", "household")),
        (plan.pairs["cadre_id"], found.pair_cadre, Text("干部", "cadre")),
        (plan.contacts["household_id"], found.contact_household, Text("户", "household")),
        (plan.contacts["cadre_id"], found.contact_cadre, Text("干部", "cadre")),
        (plan.links["village_code"], found.link_village, Text("村", "village")),
        (plan.links["unit"][unit_links], found.link_unit[unit_links], Text("单位", "unit")),
        (plan.links["cadre_id"][found.is_leader], found.link_cadre[found.is_leader], Text("干部", "cadre")),
    ):
        unknown = np.flatnonzero(positions < 0)
        if len(unknown):
            raise PlanError(
                Text(
                    "方案里的{what}“{id}”不在名单中（共 {n} 处）。请用作出方案时的名单导出，或重新求解。",
                    "The plan's {what} {id} is not in the lists ({n} such). Export with the lists the plan was made "
                    "from, or solve anew.",
                ).fill(what=what, id=ids.iloc[int(unknown[0])], n=len(unknown))
            )


def _listing_order(county: County) -> Ints:
    """[H] household positions by town, village and group, each in the order of its first appearance."""
    villages, households = county.villages, county.households
    village = households["village"].to_numpy(np.int64)
    town = pd.factorize(villages["town"])[0][village]
    group = pd.factorize(households["group"])[0]
    key = pd.DataFrame({"village": village, "group": group})
    # A group's number runs within its village, by the first of its households in the list.
    first = (
        key.groupby(["village", "group"], sort=False)["group"]
        .transform(lambda g: g.index[0])
        .to_numpy(np.int64)
    )
    return np.lexsort((np.arange(len(village)), first, village, town))


def _dates(county: County, household: Ints, cadre: Ints, made: str) -> Words:
    """Since when a pair holds: the previous plan's start where it had the pair, else the day the plan was made."""
    previous = county.previous_pairs
    known = {
        (h, c): start
        for h, c, start in zip(previous["household"], previous["cadre"], previous["start"], strict=True)
        if isinstance(start, str)
    }
    pairs = zip(household.tolist(), cadre.tolist(), strict=True)
    return np.array([known.get(pair, made) for pair in pairs], object)
