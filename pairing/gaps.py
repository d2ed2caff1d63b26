"""Who is not covered by a plan, by name, with what stands in the way (docs/model.md §5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from pairing.coverage import coverage, lack
from pairing.limits import contact_reach, limits
from pairing.plan_positions import resolve
from pairing.points import points
from pairing.text import Text

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pairing.codes import Codes
    from pairing.county import County
    from pairing.plan import PlanTables
    from pairing.plan_positions import Resolved
    from pairing.rules import Rules

    Ints = NDArray[np.int64]


Obstacle = Literal["nobody", "full", "barred"]


@dataclass(frozen=True)
class HouseholdGap:
    """A household (position) that lacks pairs or a contact: its tier (0 off focus), what is missing, and why.

    obstacle is the reason's kind: nobody may come, all who may are full, or bans, rank order and the like stand between.
    """

    household: int
    tier: int
    missing_pairs: int
    has_contact: bool
    obstacle: Obstacle
    reason: Text


@dataclass(frozen=True)
class CadreGap:
    """An eligible party cadre (position) who is not covered: what is lacking, and why."""

    cadre: int
    lacks: Text
    reason: Text


@dataclass(frozen=True)
class Gaps:
    """Every gap of both coverages; households hardest first, cadres in list order."""

    households: tuple[HouseholdGap, ...]
    cadres: tuple[CadreGap, ...]

    def __bool__(self) -> bool:
        return bool(self.households or self.cadres)


def gaps(county: County, rules: Rules, codes: Codes, plan: PlanTables) -> Gaps:
    """List the gaps of a plan."""
    allowed = limits(county, rules)
    found = resolve(county, plan)
    covered = coverage(county, found)
    tier = points(county, rules, codes, allowed).tier
    places = _Places(county, found, allowed.eligible, allowed.most, allowed.contact_most)
    households = []
    for row in covered.uncovered_households.itertuples():
        household = int(str(row.household))
        missing = max(0, int(str(row.demand)) - int(str(row.paired)))
        obstacle, reason = places.pair_reason(household) if missing else places.contact_reason(household)
        households.append(
            HouseholdGap(household, int(tier[household]), missing, bool(row.has_contact), obstacle, reason)
        )
    households.sort(key=lambda gap: (-gap.tier, gap.household))
    cadres = []
    for row in covered.uncovered_cadres.itertuples():
        cadre = int(str(row.cadre))
        served = int(str(row.pairs)) + int(str(row.contacts))
        cadres.append(CadreGap(cadre, lack(bool(row.has_point), served), places.cadre_reason(cadre)))
    return Gaps(tuple(households), tuple(cadres))


class _Places:
    """Who can reach what under a plan's links, and how much room they have left."""

    def __init__(
        self, county: County, found: Resolved, eligible: NDArray[np.bool_], most: Ints, contact_most: Ints
    ) -> None:
        self.level = county.cadres["level"].to_numpy(np.int64)
        self.unit = county.cadres["unit"].to_numpy(np.int64)
        self.village = county.households["village"].to_numpy(np.int64)
        self.eligible, self.most, self.contact_most = eligible, most, contact_most
        cadres = len(self.level)
        self.load = np.bincount(found.pair_cadre[found.pair_cadre >= 0], minlength=cadres)
        self.contacts = np.bincount(found.contact_cadre[found.contact_cadre >= 0], minlength=cadres)
        of_unit = ~found.is_leader & (found.link_unit >= 0) & (found.link_village >= 0)
        of_leader = found.is_leader & (found.link_cadre >= 0) & (found.link_village >= 0)
        reach = contact_reach(county, found.link_unit[of_unit], found.link_village[of_unit])
        self.near, self.linked = reach > 0, reach == 3
        self.leads = np.zeros((cadres, len(county.villages)), bool)
        self.leads[found.link_cadre[of_leader], found.link_village[of_leader]] = True

    def pair_reason(self, household: int) -> tuple[Obstacle, Text]:
        village = int(self.village[household])
        reach = self.eligible & np.where(
            self.level == 3, self.leads[:, village], self.linked[self.unit, village]
        )
        places, free = int(self.most[reach].sum()), int((reach & (self.load < self.most)).sum())
        if not reach.any():
            return "nobody", Text("没有干部可以到本村结对", "no cadre can pair in this village")
        if not free:
            return "full", Text(
                "可到本村结对的 {n} 名干部共 {p} 个名额，都已用满",
                "the {n} cadres who can pair in this village have {p} places, all taken",
            ).fill(n=int(reach.sum()), p=places)
        return "barred", Text(
            "可到本村结对的 {n} 名干部中有 {f} 名还有名额，但因回避、层级要求或已在该户结对而不能再安排",
            "of the {n} cadres who can pair in this village {f} have places left, but bans, rank order or a pair with "
            "this household keep them out",
        ).fill(n=int(reach.sum()), f=free)

    def contact_reason(self, household: int) -> tuple[Obstacle, Text]:
        reach = self.eligible & self.near[self.unit, int(self.village[household])]
        if not reach.any():
            return "nobody", Text("没有干部可以作本村的联系人", "no cadre can be a contact in this village")
        return "full", Text(
            "可作本村联系人的 {n} 名干部共可联系 {p} 户，已联系 {u} 户",
            "the {n} cadres who can be contacts in this village may have {p} households and have {u}",
        ).fill(n=int(reach.sum()), p=int(self.contact_most[reach].sum()), u=int(self.contacts[reach].sum()))

    def cadre_reason(self, cadre: int) -> Text:
        villages = int(self.linked[self.unit[cadre]].sum())
        if not self.near[self.unit[cadre]].any():
            return Text("所在单位没有联村", "the unit links no village")
        if self.most[cadre] == 0 and self.contact_most[cadre] == 0:
            return Text("按规则该干部的户数上限为 0", "the rules allow this cadre no household")
        return Text(
            "所在单位联系 {n} 个村，村里的户都已有人联系",
            "the unit links {n} villages whose households all have somebody",
        ).fill(n=villages)
