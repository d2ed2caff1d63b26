"""A plan such as an office makes by hand: units take villages near them, cadres take households as the lists run.

It heeds quotas and link limits but neither skills nor difficulty, so that a planner has something to improve. The
sample's previous plan and its directives are taken from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pairing.county import County
    from pairing.limits import Limits
    from pairing.rules import Rules


@dataclass(frozen=True)
class LocalPlan:
    """Positions in the county's tables, one entry a pair or link; the first unit of a village is its lead."""

    pair_cadre: NDArray[np.int64]
    pair_household: NDArray[np.int64]
    link_unit: NDArray[np.int64]
    link_village: NDArray[np.int64]
    link_leads: NDArray[np.bool_]
    leader: NDArray[np.int64]
    leader_village: NDArray[np.int64]


@dataclass(frozen=True)
class _Share:
    """One owner (a unit, or a leader) and how many pairs it takes in a village."""

    owner: int
    village: int
    pairs: int


def make_local_plan(county: County, rules: Rules, allowed: Limits) -> LocalPlan:
    """Leaders first, each in one village; then the units, the smallest first."""
    open_pairs = np.bincount(
        county.households["village"], weights=county.households["demand"], minlength=len(county.villages)
    ).astype(np.int64)
    leads = _leaders(county, allowed, open_pairs)
    links = _links(county, rules, allowed, open_pairs)
    cadre, household = _pairs(county, allowed, leads, links)
    # The first unit of a village is the one with most pairs there.
    links.sort(key=lambda share: (share.village, -share.pairs, share.owner))
    village = np.array([share.village for share in links], np.int64)
    first = np.r_[True, village[1:] != village[:-1]] if len(village) else np.zeros(0, bool)
    return LocalPlan(
        pair_cadre=cadre,
        pair_household=household,
        link_unit=np.array([share.owner for share in links], np.int64),
        link_village=village,
        link_leads=first,
        leader=np.array([share.owner for share in leads], np.int64),
        leader_village=np.array([share.village for share in leads], np.int64),
    )


def _leaders(county: County, allowed: Limits, open_pairs: NDArray[np.int64]) -> list[_Share]:
    """Each leader one village: weak branches first, then those with most focus households."""
    order = np.lexsort((-open_pairs, ~county.villages["weak"].to_numpy(bool)))
    leaders = np.flatnonzero(allowed.leads_most > 0)
    shares = []
    for leader, village in zip(leaders, order, strict=False):
        pairs = int(min(allowed.most[leader], open_pairs[village]))
        open_pairs[village] -= pairs
        shares.append(_Share(int(leader), int(village), pairs))
    return shares


def _links(county: County, rules: Rules, allowed: Limits, open_pairs: NDArray[np.int64]) -> list[_Share]:
    """Small units choose first, of the villages that fill their places with the links they have the nearest."""
    level = county.cadres["level"].to_numpy(np.int64)
    unit = county.cadres["unit"].to_numpy(np.int64)
    places = np.bincount(
        unit[level < 3], weights=allowed.most[level < 3], minlength=len(county.units)
    ).astype(int)
    km = _distances(county)
    links_left = np.full(len(county.villages), rules.village_units_max)
    shares = []
    for owner in np.lexsort((np.arange(len(places)), places)):
        left, slots = int(places[owner]), int(allowed.links_most[owner])
        taken: set[int] = set()
        while slots > 0 and (left > 0 or not taken):
            village = _next_village(left, slots, open_pairs, links_left, km[owner], taken)
            if village is None:
                break
            pairs = int(min(left, open_pairs[village]))
            shares.append(_Share(int(owner), village, pairs))
            taken.add(village)
            open_pairs[village] -= pairs
            links_left[village] -= 1
            left -= pairs
            slots -= 1
    for unlinked in np.flatnonzero(links_left == rules.village_units_max):
        spare = allowed.links_most - np.bincount([s.owner for s in shares], minlength=len(places))
        free = np.flatnonzero(spare > 0)
        if len(free):
            shares.append(_Share(int(free[np.argmin(km[free, unlinked])]), int(unlinked), 0))
    return shares


def _next_village(
    left: int,
    slots: int,
    open_pairs: NDArray[np.int64],
    links_left: NDArray[np.int64],
    km: NDArray[np.float64],
    taken: set[int],
) -> int | None:
    """The nearest village that takes the unit's average share of pairs a link, and is not left half done for good."""
    takes = np.minimum(left, open_pairs)
    may = links_left > 0
    may[list(taken)] = False
    may &= (links_left > 1) | (open_pairs <= left)
    # With nothing left that fills the average share, the fullest village will do.
    enough = may & (takes * slots >= left) & (takes > 0)
    if enough.any():
        return int(np.argmin(np.where(enough, km, np.inf)))
    if not may.any() or (taken and takes[may].max() == 0):
        return None
    return int(np.argmax(np.where(may, takes, -1)))


def _distances(county: County) -> NDArray[np.float64]:
    """Kilometres [units, villages] on a plane: near enough to tell which village is nearer."""
    seat = county.units[["lon", "lat"]].to_numpy(float)
    place = county.villages[["lon", "lat"]].to_numpy(float)
    east = (place[None, :, 0] - seat[:, None, 0]) * np.cos(np.radians(place[:, 1]))[None, :]
    north = place[None, :, 1] - seat[:, None, 1]
    km: NDArray[np.float64] = 111.32 * np.hypot(east, north)
    return km


def _pairs(
    county: County, allowed: Limits, leads: list[_Share], links: list[_Share]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Households in list order to cadres in list order; second contacts come last, so they meet another cadre."""
    households, cadres = county.households, county.cadres
    wanted = _turns(households["demand"].to_numpy(np.int64), households["village"].to_numpy(np.int64))
    places = np.where(cadres["level"].to_numpy(np.int64) < 3, allowed.most, 0)
    offered = _turns(places, cadres["unit"].to_numpy(np.int64))
    at_village: dict[int, int] = {}
    at_unit: dict[int, int] = {}
    cadre: list[NDArray[np.int64]] = [np.zeros(0, np.int64)]
    household: list[NDArray[np.int64]] = [np.zeros(0, np.int64)]
    for share in leads:
        cadre.append(np.full(share.pairs, share.owner))
        household.append(_take(wanted, at_village, share.village, share.pairs))
    for share in links:
        cadre.append(_take(offered, at_unit, share.owner, share.pairs))
        household.append(_take(wanted, at_village, share.village, share.pairs))
    pairs = np.unique(np.column_stack([np.concatenate(cadre), np.concatenate(household)]), axis=0)
    return pairs[:, 0], pairs[:, 1]


def _turns(times: NDArray[np.int64], group: NDArray[np.int64]) -> dict[int, NDArray[np.int64]]:
    """Group -> its rows, each as often as told: all first turns, then all second turns …"""
    row = np.repeat(np.arange(len(times)), times)
    turn = np.arange(len(row)) - np.repeat(np.cumsum(times) - times, times)
    order = np.lexsort((row, turn, group[row]))
    row = row[order]
    groups, starts = np.unique(group[row], return_index=True)
    return dict(zip(groups.tolist(), np.split(row, starts[1:]), strict=True)) if len(row) else {}


def _take(
    queue: dict[int, NDArray[np.int64]], at: dict[int, int], group: int, count: int
) -> NDArray[np.int64]:
    start = at.get(group, 0)
    at[group] = start + count
    return queue[group][start : start + count] if count else np.zeros(0, np.int64)
