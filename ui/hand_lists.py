"""The lists on the page 调整: focus households, cadres, villages and units, as the draft has them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from ui.hand_words import Hand
from ui.lists import level_names, search_texts, tier_names, titled, village_names
from ui.paged import Rows
from ui.state import say

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pairing.by_hand.draft import Draft
    from ui.state import Recounted

    Ints = NDArray[np.int64]


def household_rows(shown: Recounted, draft: Draft) -> tuple[Rows, Ints]:
    """Focus households with who has them, those that lack somebody first; and the position of each row's household."""
    county, now = shown.county, draft.now
    demand, paired = now.now.demand, now.pairs_of_household
    focus = np.flatnonzero(demand > 0)
    focus = focus[np.argsort(paired[focus] >= demand[focus], kind="stable")]
    names = county.cadres["name"].to_numpy(object)
    units = county.units["name"].to_numpy(object)[county.cadres["unit"].to_numpy(np.int64)]
    locked = {h for _, h in now.locked}

    def who(households: Ints) -> list[str]:
        return [
            "、".join(f"{names[c]}（{units[c]}）" for c in now.ranked.get(h, ())) for h in households.tolist()
        ]

    tier = now.now.values.tier

    def build(rows: Ints) -> pd.DataFrame:
        part = focus[rows]
        of = county.households.iloc[part]
        return titled(
            {
                "village": village_names(county)[of["village"].to_numpy(np.int64)],
                "household_id": of["household_id"].to_numpy(),
                "head_name": of["head_name"].to_numpy(),
                "tier": tier_names(tier[part]),
                "demand": demand[part],
                "cadres_by_name": who(part),
                "locked": [say(Hand.locked) if h in locked else "" for h in part.tolist()],
            }
        )

    def texts() -> pd.Series[str]:
        words = search_texts(shown.record.data_hash, "households", county).to_numpy()[focus]
        return pd.Series(words + " " + np.array(who(focus), object), dtype="str")

    return Rows(texts, build, len(focus)), focus


def cadre_rows(shown: Recounted, draft: Draft) -> Rows:
    """Every cadre with what there is to do."""
    county, now = shown.county, draft.now
    heads = county.households["head_name"].to_numpy(object)
    of: dict[int, list[str]] = {}
    for c, h in zip(now.now.pair_cadre.tolist(), now.now.pair_household.tolist(), strict=True):
        of.setdefault(c, []).append(heads[h])

    def build(rows: Ints) -> pd.DataFrame:
        who = county.cadres.iloc[rows]
        return titled(
            {
                "unit": county.units["name"].to_numpy()[who["unit"].to_numpy(np.int64)],
                "cadre": who["name"].to_numpy(),
                "level": level_names(who["level"].to_numpy(np.int64)),
                "pairs": now.now.load[rows],
                "most": now.now.allowed.most[rows],
                "households_by_name": ["、".join(of.get(c, ())) for c in rows.tolist()],
                "contacts": now.contacts_of[rows],
            }
        )

    return Rows(search_texts(shown.record.data_hash, "cadres", county), build)


def place_rows(shown: Recounted, draft: Draft, kind: Literal["villages", "units"]) -> Rows:
    """Villages or units with their pairs, and how many of them are locked."""
    county = shown.county
    place = _place_of(shown, draft, kind)
    count = len(getattr(county, kind))
    pairs = np.bincount(place, minlength=count)
    locked = np.zeros(count, np.int64)
    now = draft.now.now
    for (c, h), p in zip(
        zip(now.pair_cadre.tolist(), now.pair_household.tolist(), strict=True), place, strict=True
    ):
        locked[p] += (c, h) in draft.now.locked
    names = village_names(county) if kind == "villages" else county.units["name"].to_numpy(object)
    title = "village" if kind == "villages" else "unit"

    def build(rows: Ints) -> pd.DataFrame:
        return titled({title: names[rows], "pairs": pairs[rows], "locked_pairs": locked[rows]})

    return Rows(search_texts(shown.record.data_hash, kind, county), build)


def homes_of_village(shown: Recounted, draft: Draft, village: int) -> tuple[pd.DataFrame, Ints]:
    """The households of a village with who has them: focus households first, those that lack somebody before the others;
    and the position of each row's household."""
    county, now = shown.county, draft.now
    demand, paired = now.now.demand, now.pairs_of_household
    there = np.flatnonzero(now.now.values.household_village == village)
    there = there[np.lexsort((paired[there] >= demand[there], demand[there] == 0))]
    names = county.cadres["name"].to_numpy(object)
    units = county.units["name"].to_numpy(object)[county.cadres["unit"].to_numpy(np.int64)]
    locked = {h for _, h in now.locked}

    def served(household: int) -> str:
        contact = int(now.contact[household])
        cadres = now.ranked.get(household) or ((contact,) if contact >= 0 else ())
        return "、".join(f"{names[c]}（{units[c]}）" for c in cadres)

    of = county.households.iloc[there]
    table = titled(
        {
            "head_name": of["head_name"].to_numpy(),
            "household_id": of["household_id"].to_numpy(),
            "group": of["group"].to_numpy(),
            "tier": tier_names(now.now.values.tier[there]),
            "missing": np.maximum(0, demand - paired)[there],
            "served_by": [served(h) for h in there.tolist()],
            "locked": [say(Hand.locked) if h in locked else "" for h in there.tolist()],
        }
    )
    return table, there


def pairs_in(
    shown: Recounted, draft: Draft, kind: Literal["villages", "units"], place: int
) -> list[tuple[str, str]]:
    """The pairs of a village or unit, as (household_id, cadre_id)."""
    now, county = draft.now.now, shown.county
    there = np.flatnonzero(_place_of(shown, draft, kind) == place)
    homes = county.households["household_id"].to_numpy(object)[now.pair_household[there]]
    people = county.cadres["cadre_id"].to_numpy(object)[now.pair_cadre[there]]
    return list(zip(homes.tolist(), people.tolist(), strict=True))


def place_name(shown: Recounted, kind: Literal["villages", "units"], place: int) -> str:
    """The name of a village with its town, or of a unit."""
    county = shown.county
    return str(village_names(county)[place] if kind == "villages" else county.units["name"].iat[place])


def _place_of(shown: Recounted, draft: Draft, kind: Literal["villages", "units"]) -> Ints:
    """[P] the village or unit of each pair."""
    values, now = draft.now.now.values, draft.now.now
    return (
        values.household_village[now.pair_household]
        if kind == "villages"
        else values.cadre_unit[now.pair_cadre]
    )
