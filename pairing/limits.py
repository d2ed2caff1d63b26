"""What lists and rules together allow each cadre, unit and village: quotas, link limits, contact limits (docs/model.md §1–2)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pairing.county import County
    from pairing.rules import Rules


@dataclass(frozen=True)
class Limits:
    """Per cadre: eligible, least and most focus households, contact_most households.
    Per unit: links_least and links_most villages (both 0 where the unit links none).
    Per cadre: leads_least and leads_most villages (0 below level 3).
    leaders_per_village: the most county leaders one village may have.
    """

    eligible: NDArray[np.bool_]
    least: NDArray[np.int64]
    most: NDArray[np.int64]
    contact_most: NDArray[np.int64]
    links_least: NDArray[np.int64]
    links_most: NDArray[np.int64]
    leads_least: NDArray[np.int64]
    leads_most: NDArray[np.int64]
    leaders_per_village: int


def limits(county: County, rules: Rules) -> Limits:
    """The limits of every cadre and unit of the county under the rules."""
    eligible = county.cadres["exempt_reason"].isna().to_numpy()
    least, most = _quotas(county, rules, eligible)
    level = county.cadres["level"].to_numpy(np.int64)
    contact = np.array([0, rules.contact_max_level1, rules.contact_max_level2, rules.contact_max_level3])
    leads = eligible & (level == 3)
    villages = len(county.villages)
    links_least, links_most = _unit_links(county, rules, eligible & (level < 3), most)
    return Limits(
        eligible=eligible,
        least=least,
        most=most,
        contact_most=np.where(eligible, contact[level], 0),
        links_least=links_least,
        links_most=links_most,
        leads_least=np.where(leads, min(rules.leader_villages_min, villages), 0),
        leads_most=np.where(leads, min(rules.leader_villages_max, villages), 0),
        leaders_per_village=max(1, -(-int(leads.sum()) // max(1, villages))),
    )


_OWN_UNIT = re.compile("(社区)?(村民委员会|居民委员会|村委会|居委会|村|社区)$")


def own_village(county: County) -> NDArray[np.int64]:
    """[U] the village a unit is the committee of, -1 for all others: scope "village", same town, same name but for
    endings such as 村民委员会 and 居委会."""
    names = {
        (town, _OWN_UNIT.sub("", name)): v
        for v, (town, name) in enumerate(zip(county.villages["town"], county.villages["name"], strict=True))
    }
    return np.array(
        [
            names.get((town, _OWN_UNIT.sub("", name)), -1) if scope == "village" else -1
            for scope, town, name in county.units[["scope", "town", "name"]].itertuples(index=False)
        ],
        np.int64,
    )


def contact_reach(
    county: County, link_unit: NDArray[np.int64], link_village: NDArray[np.int64]
) -> NDArray[np.int8]:
    """[U, V] how a unit's cadres may be contacts in a village: 3 linked, 2 its town government, 1 its own unit, 0 not."""
    units, villages = county.units, county.villages
    reach = np.zeros((len(units), len(villages)), np.int8)
    own = own_village(county)
    reach[np.flatnonzero(own >= 0), own[own >= 0]] = 1
    government = units["scope"].to_numpy(object) == "town"
    same = units["town"].to_numpy(object)[:, None] == villages["town"].to_numpy(object)[None, :]
    reach[government[:, None] & same] = 2
    reach[link_unit, link_village] = 3
    return reach


def _quotas(
    county: County, rules: Rules, eligible: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    cadres = county.cadres
    level = cadres["level"].to_numpy(np.int64)
    grade = cadres["grade"].to_numpy(object)
    scope = county.units["scope"].to_numpy(object)[cadres["unit"].to_numpy(np.int64)]
    least = np.zeros(len(cadres), np.int64)
    most = np.zeros(len(cadres), np.int64)
    open_ = eligible.copy()
    for quota in rules.quotas:
        fits = open_.copy()
        if quota.level is not None:
            fits &= level == quota.level
        if quota.grade is not None:
            fits &= grade == quota.grade
        if quota.scope is not None:
            fits &= scope == quota.scope
        least[fits], most[fits] = quota.bounds(rules.quota_open_top)
        open_ &= ~fits
    cap = cadres["max_households"].to_numpy(float)
    capped = eligible & ~np.isnan(cap)
    most[capped] = cap[capped].astype(np.int64)
    return np.minimum(least, most), most


def _unit_links(
    county: County, rules: Rules, linking: NDArray[np.bool_], most: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Default: max(1, ceil(share · V · cap(u) / Σ cap)), cap over the unit's eligible cadres of level 1 and 2."""
    units, villages = len(county.units), len(county.villages)
    unit = county.cadres["unit"].to_numpy(np.int64)
    cap = np.bincount(unit[linking], weights=most[linking], minlength=units)
    takes_part = np.bincount(unit[linking], minlength=units) > 0
    share = rules.unit_villages_share * villages * cap / max(1.0, cap.sum())
    # A hair is taken off so that a share of exactly n villages is not rounded up by floating point.
    default = np.maximum(1, np.ceil(share - 1e-9)).astype(np.int64)
    given = county.units["max_villages"].to_numpy(float)
    most_links = np.where(np.isnan(given), default, np.nan_to_num(given)).astype(np.int64)
    most_links = np.where(takes_part, np.minimum(most_links, villages), 0)
    return np.minimum(1, most_links), most_links
