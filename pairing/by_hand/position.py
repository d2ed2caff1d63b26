"""A plan between two steps by hand: who is paired with whom, who is whose contact, and what that is worth.

Goals and coverages are counted anew after every step, from arrays over cadres and households; nothing drifts.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from pairing.limits import contact_reach
from pairing.plan import CoverageCounts
from pairing.plan_positions import resolve
from pairing.standing import Standing, standing

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from pairing.codes import Codes
    from pairing.county import County
    from pairing.plan import PlanTables
    from pairing.rules import Rules

    Ints = NDArray[np.int64]
    Flags = NDArray[np.bool_]

Pair = tuple[int, int]
"""(cadre, household), by position."""
LeaderLink = tuple[int, int]
"""(cadre, village), by position."""


@dataclass(frozen=True, eq=False)
class Position:
    """now      the pairs as a :class:`Standing`, for everything that judges one pair
    ranked   household -> its cadres, the first contact first
    contact  [H] the contact cadre, -1 where there is none · via [H] how contacts of the first plan come about; whoever
             has a pair has the contact by it
    lead     [V] the village's lead unit, -1 where no unit is linked
    locked   pairs locked by hand · banned pair -> why, by hand · locked_leads leader links locked by hand
    link_points  what unit links and leader links are worth, hundredths
    """

    now: Standing
    ranked: Mapping[int, tuple[int, ...]]
    contact: NDArray[np.int32]
    via: NDArray[np.object_]
    lead: Ints
    locked: frozenset[Pair]
    banned: Mapping[Pair, str]
    locked_leads: frozenset[LeaderLink]
    link_points: int

    @cached_property
    def goals(self) -> tuple[int, int, int]:
        """Shortage, idle and points, as the recount counts them."""
        now, rules = self.now, self.now.rules
        weight = np.array([0, rules.shortage_tier1, rules.shortage_tier2, rules.shortage_tier3])
        missing = np.maximum(0, now.demand - self.pairs_of_household)
        idle = now.allowed.eligible & (now.load < now.allowed.least)
        pairs = now.values.pairs(now.pair_cadre, now.pair_household).points.sum()
        extra = np.maximum(0, self.villages_of - 1).sum()
        points = int(pairs) + self.link_points - 100 * rules.extra_village_cost * int(extra)
        return int((missing * weight[now.values.tier]).sum()), int(idle.sum()), points

    @cached_property
    def pairs_of_household(self) -> Ints:
        """[H] pairs of each household."""
        return np.bincount(self.now.pair_household, minlength=len(self.contact))

    @cached_property
    def villages_of(self) -> Ints:
        """[C] villages in which each cadre has pairs."""
        now = self.now
        village = now.values.household_village[now.pair_household]
        keys = np.unique(now.pair_cadre * now.linked.shape[1] + village)
        return np.bincount(keys // now.linked.shape[1], minlength=len(now.load))

    @cached_property
    def contacts_of(self) -> Ints:
        """[C] households each cadre is the contact of."""
        return np.bincount(self.contact[self.contact >= 0], minlength=len(self.now.load))

    @cached_property
    def covered_cadres(self) -> Flags:
        """[C] party cadres with a contact point and a household."""
        now = self.now
        leads = np.bincount(now.lead_keys // now.linked.shape[1], minlength=len(now.load)) > 0
        linking: Flags = np.asarray(now.linked.any(axis=1))
        point = linking[now.values.cadre_unit] | leads | (self.contacts_of > 0)
        return self._taking_part & point & (now.load + self.contacts_of > 0)

    @property
    def _taking_part(self) -> Flags:
        cadres = self.now.county.cadres
        return cadres["party"].to_numpy(bool) & cadres["exempt_reason"].isna().to_numpy()

    @cached_property
    def coverage(self) -> CoverageCounts:
        """Both full coverages in numbers."""
        now, party = self.now, self.now.county.cadres["party"].to_numpy(bool)
        taking_part = int(self._taking_part.sum())
        return CoverageCounts(
            cadres_eligible=taking_part,
            cadres_covered=int(self.covered_cadres.sum()),
            cadres_exempt=int(party.sum()) - taking_part,
            households_total=len(self.contact),
            households_covered=int((self.contact >= 0).sum()),
            focus_demand=int(now.demand.sum()),
            focus_paired=int(np.minimum(self.pairs_of_household, now.demand).sum()),
        )

    @cached_property
    def reach(self) -> NDArray[np.int8]:
        """[U, V] how each unit's cadres may be contacts in each village; see contact_reach."""
        unit, village = np.nonzero(self.now.linked)
        return contact_reach(self.now.county, unit, village)

    @cached_property
    def leads(self) -> frozenset[LeaderLink]:
        """All leader links."""
        cadre, village = np.divmod(self.now.lead_keys, self.now.linked.shape[1])
        return frozenset(zip(cadre.tolist(), village.tolist(), strict=True))

    def with_pairs(self, changed: Mapping[int, tuple[int, ...]]) -> Position:
        """The position with other cadres for some households; each one's contact is its first cadre."""
        now, values = self.now, self.now.values
        ranked = {**self.ranked, **changed}
        contact = self.contact.copy()
        for household, cadres in changed.items():
            contact[household] = cadres[0] if cadres else -1
        stay = ~np.isin(now.pair_household, list(changed))
        new = np.array([(c, h) for h, cadres in changed.items() for c in cadres], np.int64).reshape(-1, 2)
        key = np.sort(
            np.concatenate(
                [
                    values.pair_key(now.pair_cadre[stay], now.pair_household[stay]),
                    values.pair_key(new[:, 0], new[:, 1]),
                ]
            )
        )
        cadre, of = np.divmod(key, len(contact))
        now = replace(
            now, pair_cadre=cadre, pair_household=of, load=np.bincount(cadre, minlength=len(now.load))
        )
        return replace(self, now=now, ranked=ranked, contact=contact)

    def with_link(self, unit: int, village: int, *, on: bool, lead: int) -> Position:
        """The position with a unit link more or less, and ``lead`` the village's lead unit then."""
        values, linked, leads = self.now.values, self.now.linked.copy(), self.lead.copy()
        linked[unit, village], leads[village] = on, lead
        worth = int(values.unit_links(np.array([unit]), np.array([village]))[0])
        return replace(
            self,
            now=replace(self.now, linked=linked),
            lead=leads,
            link_points=self.link_points + (worth if on else -worth),
        )

    def with_leads(self, given: Iterable[LeaderLink], gone: Iterable[LeaderLink]) -> Position:
        """The position with some leader links more and some less."""
        values, leads = self.now.values, (self.leads - set(gone)) | set(given)
        cadre, village = np.array(sorted(leads), np.int64).reshape(-1, 2).T
        old_cadre, old_village = np.array(sorted(self.leads), np.int64).reshape(-1, 2).T
        worth = values.leader_links(cadre, village).sum() - values.leader_links(old_cadre, old_village).sum()
        keys = np.sort(values.link_key(cadre, village))
        return replace(self, now=replace(self.now, lead_keys=keys), link_points=self.link_points + int(worth))


def position_of(county: County, rules: Rules, codes: Codes, plan: PlanTables) -> Position:
    """A plan looked up once; ids that the lists do not have are left out. Pairs and leader links the plan calls locked,
    though no directive says so, were locked by hand."""
    now = standing(county, rules, codes, plan)
    found = resolve(county, plan)
    known = (found.pair_cadre >= 0) & (found.pair_household >= 0)
    cadre, household = found.pair_cadre[known], found.pair_household[known]
    order = np.lexsort((found.pair_order[known], household))
    ranked: dict[int, tuple[int, ...]] = {}
    for c, h in zip(cadre[order].tolist(), household[order].tolist(), strict=True):
        ranked[h] = (*ranked.get(h, ()), c)
    contact = np.full(len(county.households), -1, np.int32)
    via = np.full(len(county.households), None, object)
    met = (found.contact_cadre >= 0) & (found.contact_household >= 0)
    contact[found.contact_household[met]] = found.contact_cadre[met]
    via[found.contact_household[met]] = plan.contacts["via"].to_numpy(object)[met]
    flagged = plan.pairs["locked"].to_numpy(bool)[known]
    locked = zip(cadre[flagged].tolist(), household[flagged].tolist(), strict=True)
    unit = ~found.is_leader & (found.link_unit >= 0) & (found.link_village >= 0)
    lead = np.full(len(county.villages), -1, np.int64)
    lead[found.link_village[unit & found.is_lead]] = found.link_unit[unit & found.is_lead]
    leader = found.is_leader & (found.link_cadre >= 0) & (found.link_village >= 0)
    links = now.values.unit_links(found.link_unit[unit], found.link_village[unit]).sum()
    led = now.values.leader_links(found.link_cadre[leader], found.link_village[leader]).sum()
    bound = leader & plan.links["locked"].to_numpy(bool)
    leads = zip(found.link_cadre[bound].tolist(), found.link_village[bound].tolist(), strict=True)
    return Position(
        now=now,
        ranked=ranked,
        contact=contact,
        via=via,
        lead=lead,
        locked=frozenset(pair for pair in locked if pair not in now.orders.pinned_pairs),
        banned={},
        locked_leads=frozenset(link for link in leads if link not in now.orders.pinned_leaders),
        link_points=int(links + led),
    )
