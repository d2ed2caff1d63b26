"""An earlier plan beside new lists: what of it still stands, who has left, which villages are one now (docs/model.md §8).

Ids that the new lists no longer have are looked for in what the lists say of the change: a village that is gone goes
by the sheet of mergers (村合并) to the village it became part of; a cadre who is gone is a leaver.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from pairing.codes import plain_word
from pairing.county import LEAVERS
from pairing.plan_positions import resolve

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from pairing.county import County
    from pairing.plan import PlanTables

    Ints = NDArray[np.int64]


def plan_hash(plan: PlanTables) -> str:
    """Hex digest of a plan's links and pairs, whatever their order: tells which earlier plan one was made from."""
    links = plan.links[["kind", "unit", "cadre_id", "village_code", "role"]].fillna("").astype(str)
    pairs = plan.pairs[["household_id", "cadre_id"]].astype(str)
    digest = hashlib.sha256()
    for table in (links, pairs):
        rows = sorted(table.itertuples(index=False, name=None))
        digest.update(repr(rows).encode())
    return digest.hexdigest()[:16]


def with_previous(county: County, plan: PlanTables) -> County:
    """The county with a plan as its previous one: its pairs and links count as kept. Task states of the lists stay.

    A link to a village since merged counts as a link to the village it became part of; pairs of cadres who are gone
    become the county's leavers.
    """
    found = resolve(county, plan)
    village = moved_villages(county, plan.links)
    known = (found.pair_household >= 0) & (found.pair_cadre >= 0)
    pairs = pd.DataFrame({"household": found.pair_household[known], "cadre": found.pair_cadre[known]})
    listed = county.previous_pairs.drop_duplicates(["household", "cadre"])
    pairs = pairs.drop_duplicates().merge(listed, how="left", on=["household", "cadre"])
    pairs["end"] = None
    pairs["done"] = pairs["done"].astype(object).where(pairs["done"].notna(), None)
    pairs["row"] = -1
    owner = np.where(found.is_leader, found.link_cadre, found.link_unit)
    link = (owner >= 0) & (village >= 0)
    links = pd.DataFrame(
        {
            "unit": np.where(found.is_leader, -1, found.link_unit)[link],
            "cadre": np.where(found.is_leader, found.link_cadre, -1)[link],
            "village": village[link],
            "role": np.where(found.is_lead, "lead", "assist")[link].astype(object),
            "row": -1,
        }
    )
    # Of two links to villages since made one, the leading one counts.
    links = (
        links.sort_values("role", ascending=False, kind="stable")
        .drop_duplicates(["unit", "cadre", "village"])
        .sort_index(ignore_index=True)
    )
    gone = (found.pair_household >= 0) & (found.pair_cadre < 0)
    leavers = leavers_table(county, found.pair_household[gone], plan.pairs["cadre_id"][gone].tolist())
    return replace(county, previous_pairs=pairs, previous_links=links, leavers=leavers)


def beside(county: County, plan: PlanTables | None) -> County:
    """The county with a plan as its previous one; as it is without a plan."""
    return county if plan is None else with_previous(county, plan)


def leavers_table(county: County, household: Ints, cadre_id: Sequence[str]) -> pd.DataFrame:
    """The pairs of cadres who are no longer in the lists; the unit is known where the id begins with its name."""
    units = {plain_word(name): i for i, name in enumerate(county.units["name"])}
    unit = [units.get(plain_word(who.rpartition("-")[0]), -1) for who in cadre_id]
    return pd.DataFrame(
        {
            "household": np.asarray(household, np.int64),
            "cadre_id": pd.Series(list(cadre_id), dtype=object),
            "unit": np.array(unit, np.int64),
        }
    )[list(LEAVERS)]


def moved_villages(county: County, links: pd.DataFrame) -> Ints:
    """[links] the village of each link in the county's table, -1 where it is gone: by the sheet of mergers, else by town
    and name, else by code. Codes come last, since they are given anew when villages merge."""
    named = {
        (plain_word(town), plain_word(name)): i
        for i, (town, name) in enumerate(zip(county.villages["town"], county.villages["name"], strict=True))
    }
    moved = {
        (plain_word(old_town), plain_word(old)): named.get((plain_word(town), plain_word(new)), -1)
        for old_town, old, town, new in county.mergers[
            ["old_town", "old_village", "new_town", "new_village"]
        ].itertuples(index=False)
    }
    codes = {code: i for i, code in enumerate(county.villages["code"])}
    found = []
    for town, name, code in links[["town", "village", "village_code"]].itertuples(index=False):
        key = (plain_word(str(town)), plain_word(str(name)))
        found.append(moved.get(key, named.get(key, codes.get(code, -1))))
    return np.array(found, np.int64)


def left_units(county: County) -> tuple[Ints, Ints]:
    """Whose household waits for a successor, and the units a successor comes from: household and unit, row for row.

    A cadre has left who is gone from the lists or exempt now. The unit is the cadre's own; where it is not known any
    more, every unit that was linked to the household's village counts.
    """
    pairs = county.previous_pairs
    pairs = pairs[pairs["end"].isna()]
    exempt = county.cadres["exempt_reason"].notna().to_numpy()
    cadre, household = pairs["cadre"].to_numpy(np.int64), pairs["household"].to_numpy(np.int64)
    out = exempt[cadre]
    of_listed = household[out], county.cadres["unit"].to_numpy(np.int64)[cadre[out]]
    gone_household = county.leavers["household"].to_numpy(np.int64)
    gone_unit = county.leavers["unit"].to_numpy(np.int64)
    sure = gone_unit >= 0
    links = county.previous_links[county.previous_links["unit"] >= 0]
    guess = pd.DataFrame(
        {
            "household": gone_household[~sure],
            "village": county.households["village"].to_numpy(np.int64)[gone_household[~sure]],
        }
    ).merge(links[["unit", "village"]], on="village")
    rows = np.unique(
        np.stack(
            [
                np.concatenate([of_listed[0], gone_household[sure], guess["household"].to_numpy(np.int64)]),
                np.concatenate([of_listed[1], gone_unit[sure], guess["unit"].to_numpy(np.int64)]),
            ]
        ),
        axis=1,
    )
    return rows[0], rows[1]
