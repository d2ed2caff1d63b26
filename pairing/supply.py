"""Supply against demand before solving: who could reach whom, for the county, each town, village and unit.

Counted with the lists and rules alone, under every link that is permitted: no plan has more places than told here, so
what is short here is short in every plan. Bans and kinship of single pairs are left to the proved shortages
(:mod:`pairing.shortages`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from pairing.difficulty import tiers
from pairing.limits import limits
from pairing.link_rights import leader_rights, unit_rights
from pairing.orders import orders

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pairing.county import County
    from pairing.rules import Rules

    Ints = NDArray[np.int64]

LEVELS = (3, 2, 1)


@dataclass(frozen=True)
class Supply:
    """Tables of whole numbers; a position is the row of the county's table.

    county    one row · towns one a town, in the order of the villages' list · villages and units row for row
    households focus households · demand the pairs they ask for · demand3, demand2, demand1 by tier
    cadres    eligible cadres who may reach any of them through a permitted link · quota their places (upper quotas)
              · quota3, quota2, quota1 by level · places what of these the limits on links and strict order let be used
              at most, never above demand · short demand - places: missing whatever the plan
    villages, also: units, leaders how many may link it
    units: cadres, leaders eligible ones of level 1-2 and of level 3 · quota, quota3, quota2, quota1 · least the lower
              quotas · villages how many its cadres may link · limit how many of them at once · usable the most of its
              places that any plan can use · idle least - usable: lower quotas nobody can meet
    """

    county: pd.DataFrame
    towns: pd.DataFrame
    villages: pd.DataFrame
    units: pd.DataFrame


def supply(county: County, rules: Rules) -> Supply:
    """Count what each place asks for and what may come there."""
    return _Count(county, rules).tables()


class _Count:
    """Owners of links are the units and, after them, the leaders: each with its places by level and its limit.

    bring [O, V, t]: the places of level t + 1 and above an owner can fill in a village; without strict order every
    place suits everybody, and t = 0 alone is counted.
    """

    def __init__(self, county: County, rules: Rules) -> None:
        self.county = county
        self.allowed = allowed = limits(county, rules)
        fixed = orders(county, rules, allowed)
        of_units = unit_rights(county, rules, allowed, fixed)
        of_leaders = leader_rights(county, allowed, fixed)
        self.village_most = of_units.village_most, of_leaders.village_most
        level, unit = (county.cadres[column].to_numpy(np.int64) for column in ("level", "unit"))
        self.n_units = len(of_units.owner)
        self.owner_unit = np.concatenate([of_units.owner, unit[of_leaders.owner]])
        self.may = np.concatenate([of_units.may, of_leaders.may])
        self.limit = np.concatenate([of_units.most, of_leaders.most])
        ordinary = allowed.eligible & (level < 3)
        of_unit = _by_level(unit[ordinary], level[ordinary], allowed.most[ordinary], len(county.units))
        people = np.bincount(unit[ordinary], minlength=len(county.units))
        own = allowed.most[of_leaders.owner]
        self.quota = np.concatenate([of_unit[of_units.owner], own[:, None] * np.array([0, 0, 1])])
        self.people = np.concatenate([people[of_units.owner], np.ones(len(own), np.int64)])
        demand = county.households["demand"].to_numpy(np.int64)
        focus = np.flatnonzero(demand > 0)
        village = county.households["village"].to_numpy(np.int64)[focus]
        tier = tiers(county, rules, allowed)[focus]
        self.households = np.bincount(village, minlength=len(county.villages))
        self.of_tier = _by_level(village, tier, demand[focus], len(county.villages))
        steps = slice(None) if rules.rank_order == "strict" else slice(0, 1)
        self.strict = rules.rank_order == "strict"
        self.wanted, self.able = _and_above(self.of_tier)[:, steps], _and_above(self.quota)[:, steps]
        self.bring = np.minimum(self.able[:, None, :], self.wanted[None, :, :]) * self.may[:, :, None]

    def tables(self) -> Supply:
        n = self.n_units
        come = _most(self.bring[:n], self.village_most[0]) + _most(self.bring[n:], self.village_most[1])
        come = np.minimum(come, self.wanted)
        town = self.county.villages["town"].to_numpy(object)
        names = np.array(list(dict.fromkeys(town)), object)
        of_town = pd.Index(names).get_indexer(pd.Index(town)).astype(np.int64)
        villages = self._places(np.arange(len(town)), come)
        towns = self._places(of_town, come)
        towns.insert(0, "town", names)
        villages.insert(0, "name", self.county.villages["name"].to_numpy(object))
        villages.insert(0, "town", town)
        villages["units"] = self.may[:n].sum(axis=0)
        villages["leaders"] = self.may[n:].sum(axis=0)
        everywhere = self._places(np.zeros(len(town), np.int64), come)
        return Supply(county=everywhere, towns=towns, villages=villages, units=self._units())

    def _places(self, area: Ints, come: Ints) -> pd.DataFrame:
        """Demand and places of areas, area [V] being each village's: no more than comes to the villages one by one,
        nor than the owners can give to them together."""
        n = 1 + int(area.max(initial=-1))
        wanted, quota, cadres = _sum(area, self.wanted, n), np.zeros((n, 3), np.int64), np.zeros(n, np.int64)
        given = np.zeros_like(wanted)
        for k in range(n):
            here = np.flatnonzero(area == k)
            near = self.may[:, here].any(axis=1)
            quota[k], cadres[k] = self.quota[near].sum(axis=0), self.people[near].sum()
            given[k] = np.minimum(_links(self.bring[:, here], self.limit), self.able).sum(axis=0)
        # Who is short of cadres for tier t and above is short of as many altogether.
        short = (wanted - np.minimum(_sum(area, come, n), given)).max(axis=1, initial=0)
        by_tier = _sum(area, self.of_tier, n)
        return pd.DataFrame(
            {
                "households": _sum(area, self.households, n),
                "demand": by_tier.sum(axis=1),
                **{f"demand{t}": by_tier[:, t - 1] for t in LEVELS},
                "cadres": cadres,
                "quota": quota.sum(axis=1),
                **{f"quota{k}": quota[:, k - 1] for k in LEVELS},
                "places": by_tier.sum(axis=1) - short,
                "short": short,
            }
        )

    def _units(self) -> pd.DataFrame:
        units, n = len(self.county.units), self.n_units
        unit = self.county.cadres["unit"].to_numpy(np.int64)
        quota = _sum(self.owner_unit, self.quota, units)
        usable = _sum(self.owner_unit, self._usable(), units)
        least = _sum(unit, self.allowed.least, units)
        return pd.DataFrame(
            {
                "name": self.county.units["name"].to_numpy(object),
                "cadres": _sum(self.owner_unit[:n], self.people[:n], units),
                "leaders": np.bincount(self.owner_unit[n:], minlength=units),
                "quota": quota.sum(axis=1),
                **{f"quota{k}": quota[:, k - 1] for k in LEVELS},
                "least": least,
                "villages": _sum(self.owner_unit[:n], self.may[:n].sum(axis=1), units),
                "limit": self.allowed.links_most,
                "usable": usable,
                "idle": np.maximum(0, least - usable),
            }
        )

    def _usable(self) -> Ints:
        """[O] the most of an owner's places that households can use: in strict order those of level t and below have
        the households of tier t and below alone."""
        best: Ints = self.quota.sum(axis=1)
        for t in (1, 2, 3) if self.strict else (3,):
            below = self.of_tier[:, :t].sum(axis=1)
            reach = _links((below[None, :] * self.may)[:, :, None], self.limit)[:, 0]
            best = np.minimum(best, self.quota[:, t:].sum(axis=1) + reach)
        return best


def _by_level(group: Ints, level: Ints, values: Ints, size: int) -> Ints:
    """[size, 3] the values summed by group and level 1, 2, 3."""
    out = np.zeros((size, 3), np.int64)
    np.add.at(out, (group, level - 1), values)
    return out


def _and_above(by_level: Ints) -> Ints:
    out: Ints = by_level[:, ::-1].cumsum(axis=1)[:, ::-1]
    return out


def _sum(group: Ints, values: Ints, size: int) -> Ints:
    out = np.zeros((size, *values.shape[1:]), np.int64)
    np.add.at(out, group, values)
    return out


def _most(bring: Ints, number: int) -> Ints:
    """[V, t] what the ``number`` strongest owners bring to each village."""
    ordered: Ints = -np.sort(-bring, axis=0)[:number]
    out: Ints = ordered.sum(axis=0)
    return out


def _links(bring: Ints, limit: Ints) -> Ints:
    """[O, t] what each owner brings to the villages where it brings most, as many as it may link."""
    total = np.zeros((bring.shape[0], bring.shape[1] + 1, bring.shape[2]), np.int64)
    total[:, 1:] = (-np.sort(-bring, axis=1)).cumsum(axis=1)
    out: Ints = total[np.arange(len(limit)), np.minimum(limit, bring.shape[1])]
    return out
