"""A plan's ids looked up in a county's lists: the plan in positions, for everything that counts on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pairing.county import County
    from pairing.plan import PlanTables

    Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Resolved:
    """Positions in the county's tables, row for row with the plan's tables; -1 = no such id.

    link_unit is -1 for leader links and link_cadre is -1 for unit links; is_leader tells which a link is.
    """

    is_leader: NDArray[np.bool_]
    link_unit: Ints
    link_cadre: Ints
    link_village: Ints
    is_lead: NDArray[np.bool_]
    pair_household: Ints
    pair_cadre: Ints
    pair_order: Ints
    contact_household: Ints
    contact_cadre: Ints


def resolve(county: County, plan: PlanTables) -> Resolved:
    """Look up every id of the plan."""
    unit = pd.Index(county.units["name"].astype(object))
    cadre = pd.Index(county.cadres["cadre_id"].astype(object))
    village = pd.Index(county.villages["code"].astype(object))
    household = pd.Index(county.households["household_id"].astype(object))
    links, pairs, contacts = plan.links, plan.pairs, plan.contacts
    return Resolved(
        is_leader=(links["kind"] == "leader").to_numpy(bool),
        link_unit=_find(unit, links["unit"]),
        link_cadre=_find(cadre, links["cadre_id"]),
        link_village=_find(village, links["village_code"]),
        is_lead=(links["role"] == "lead").to_numpy(bool),
        pair_household=_find(household, pairs["household_id"]),
        pair_cadre=_find(cadre, pairs["cadre_id"]),
        pair_order=pairs["order"].to_numpy(np.int64),
        contact_household=_find(household, contacts["household_id"]),
        contact_cadre=_find(cadre, contacts["cadre_id"]),
    )


def _find(index: pd.Index, ids: pd.Series) -> Ints:
    return index.get_indexer(pd.Index(ids.astype(object))).astype(np.int64)
