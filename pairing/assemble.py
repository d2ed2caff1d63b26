"""What was chosen, as the tables of a plan: roles, order of contacts, fits and points, a reason for each pair."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from pairing.pair_words import reasons
from pairing.plan import CONTACT_COLUMNS, LINK_COLUMNS, PAIR_COLUMNS
from pairing.points import contains

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pairing.codes import Codes
    from pairing.compile import Chosen, Compiled
    from pairing.contacts import Contacts
    from pairing.county import County
    from pairing.orders import Orders
    from pairing.points import Points

    Ints = NDArray[np.int64]


def first_cadres(county: County, compiled: Compiled, chosen: Chosen) -> tuple[Ints, Ints]:
    """The order of each pair among its household's pairs, from 1, and [H] the first cadre, -1 where there is none.

    A pair kept from the previous plan comes first, then the one with more points, then the lower cadre id.
    """
    values = compiled.points.pairs(chosen.pair_cadre, chosen.pair_household)
    ids = county.cadres["cadre_id"].to_numpy(str)[chosen.pair_cadre]
    order = np.lexsort((ids, -values.points, ~values.kept, chosen.pair_household))
    household = chosen.pair_household[order]
    starts = np.flatnonzero(np.diff(household, prepend=-1))
    place = np.arange(len(order)) - np.repeat(starts, np.diff(starts, append=len(order))) + 1
    rank = np.empty(len(order), np.int64)
    rank[order] = place
    first = np.full(len(county.households), -1, np.int64)
    first[household[starts]] = chosen.pair_cadre[order[starts]]
    return rank, first


def links_table(county: County, compiled: Compiled, chosen: Chosen) -> pd.DataFrame:
    """The links of a plan, by village: its units, the lead first, then its leaders."""
    values = compiled.points
    of_unit = unit_link_rows(
        county, values, compiled.orders, chosen.link_unit, chosen.link_village, _lead_links(county, compiled, chosen)
    )  # fmt: skip
    of_leader = leader_link_rows(county, values, compiled.orders, chosen.lead_cadre, chosen.lead_village)
    table = pd.concat([of_unit, of_leader], ignore_index=True)
    village = np.concatenate([chosen.link_village, chosen.lead_village])
    order = np.lexsort((table["unit"], table["role"] != "lead", table["kind"] != "unit", village))
    return table.iloc[order].reset_index(drop=True)


def unit_link_rows(
    county: County, points: Points, fixed: Orders, unit: Ints, village: Ints, lead: NDArray[np.bool_]
) -> pd.DataFrame:
    """Rows of a plan's links for unit links given by position [L]; ``lead`` says which of them lead their village."""
    return _link_rows(
        "unit",
        county.units["name"].to_numpy(object)[unit],
        np.full(len(unit), "", object),
        np.where(lead, "lead", "assist"),
        contains(points.kept_unit, points.link_key(unit, village)),
        [key in fixed.pinned_units for key in _keys(unit, village)],
        county.villages.iloc[village],
    )


def leader_link_rows(
    county: County, points: Points, fixed: Orders, cadre: Ints, village: Ints
) -> pd.DataFrame:
    """Rows of a plan's links for leader links given by position [L]."""
    return _link_rows(
        "leader",
        county.units["name"].to_numpy(object)[points.cadre_unit[cadre]],
        county.cadres["cadre_id"].to_numpy(object)[cadre],
        np.full(len(cadre), "lead"),
        contains(points.kept_leader, points.link_key(cadre, village)),
        [key in fixed.pinned_leaders for key in _keys(cadre, village)],
        county.villages.iloc[village],
    )


def _link_rows(
    kind: str,
    unit: NDArray[np.object_],
    cadre: NDArray[np.object_],
    role: NDArray[np.str_],
    kept: NDArray[np.bool_],
    locked: list[bool],
    villages: pd.DataFrame,
) -> pd.DataFrame:
    rows = pd.DataFrame({"unit": unit, "cadre_id": cadre, "role": role.astype(object), "kept": kept})
    rows["kind"] = kind
    rows["locked"] = np.array(locked, bool)
    for column, source in (("village_code", "code"), ("town", "town"), ("village", "name")):
        rows[column] = villages[source].to_numpy(object)
    return rows[list(LINK_COLUMNS)]


def _keys(owner: Ints, village: Ints) -> list[tuple[int, int]]:
    return list(zip(owner.tolist(), village.tolist(), strict=True))


def _lead_links(county: County, compiled: Compiled, chosen: Chosen) -> NDArray[np.bool_]:
    """One lead a village: the unit that led it before, else one with a head, with most pairs there, with the lower name."""
    values = compiled.points
    cadre_unit = values.cadre_unit
    by_level = values.level[chosen.pair_cadre] < 3
    pair_key = values.link_key(
        cadre_unit[chosen.pair_cadre[by_level]], values.household_village[chosen.pair_household[by_level]]
    )
    keys = values.link_key(chosen.link_unit, chosen.link_village)
    pairs_there = np.searchsorted(np.sort(pair_key), keys, "right") - np.searchsorted(np.sort(pair_key), keys)
    previous = county.previous_links
    led = previous[(previous["unit"] >= 0) & (previous["role"] == "lead")]
    led_before = np.isin(
        keys, values.link_key(led["unit"].to_numpy(np.int64), led["village"].to_numpy(np.int64))
    )
    has_head = np.zeros(len(county.units), bool)
    has_head[cadre_unit[county.cadres["head"].to_numpy(bool) & compiled.allowed.eligible]] = True
    names = county.units["name"].to_numpy(str)[chosen.link_unit]
    order = np.lexsort((names, -pairs_there, ~has_head[chosen.link_unit], ~led_before, chosen.link_village))
    lead = np.zeros(len(keys), bool)
    lead[order[np.flatnonzero(np.diff(chosen.link_village[order], prepend=-1))]] = True
    return lead


def pairs_table(
    county: County, codes: Codes, points: Points, fixed: Orders, cadre: Ints, household: Ints, order: Ints
) -> pd.DataFrame:
    """The pairs of a plan, given by position [P] with the order of each among its household's, by household and order."""
    values = points.pairs(cadre, household)
    pinned = fixed.pinned_pairs
    table = pd.DataFrame(
        {
            "household_id": county.households["household_id"].to_numpy(object)[household],
            "cadre_id": county.cadres["cadre_id"].to_numpy(object)[cadre],
            "order": order,
            "tier": points.tier[household],
            "level": points.level[cadre],
            "rank_fit": values.rank_fit,
            "skill_fit": np.round(values.skill_fit, 4),
            "nearness": np.round(values.nearness, 4),
            "kept": values.kept,
            "points": values.points,
            "locked": np.array([key in pinned for key in _keys(cadre, household)], bool),
            "reason": [said.zh for said in reasons(county, codes, points, fixed, cadre, household)],
        }
    )
    by_household = np.lexsort((order, household))
    return table.iloc[by_household][list(PAIR_COLUMNS)].reset_index(drop=True)


def contacts_table(county: County, contacts: Contacts) -> pd.DataFrame:
    """The contacts of a plan, by household."""
    return pd.DataFrame(
        {
            "household_id": county.households["household_id"].to_numpy(object)[contacts.household],
            "cadre_id": county.cadres["cadre_id"].to_numpy(object)[contacts.cadre],
            "via": contacts.via,
        }
    )[list(CONTACT_COLUMNS)]
