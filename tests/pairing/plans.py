"""Plans written by hand: who links, pairs and contacts whom, by position; fits and points are filled in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from pairing.codes import load_codes
from pairing.limits import limits
from pairing.plan import CONTACT_COLUMNS, LINK_COLUMNS, PAIR_COLUMNS, PlanTables
from pairing.points import points

if TYPE_CHECKING:
    from pairing.county import County
    from pairing.rules import Rules


def plan_of(
    county: County,
    rules: Rules,
    *,
    links: list[tuple[int, int]] = (),  # (unit, village); the first link of a village leads
    leaders: list[tuple[int, int]] = (),  # (cadre, village)
    pairs: list[
        tuple[int, int]
    ] = (),  # (cadre, household); the first pair of a household is its first contact
    contacts: list[tuple[int, int]] = (),  # (cadre, household) without a pair
) -> PlanTables:
    """The tables of a plan as the planner would write them."""
    values = points(county, rules, load_codes(), limits(county, rules))
    led: set[int] = set()
    link_rows = []
    for unit, village in links:
        link_rows.append(_link(county, "unit", village, "assist" if village in led else "lead", unit=unit))
        led.add(village)
    link_rows += [_link(county, "leader", village, "lead", cadre=cadre) for cadre, village in leaders]
    pair_rows, contact_rows, seen = [], [], {}
    for cadre, household in pairs:
        fit = values.pairs(np.array([cadre]), np.array([household]))
        seen[household] = seen.get(household, 0) + 1
        ids = {
            "household_id": county.households["household_id"].iat[household],
            "cadre_id": county.cadres["cadre_id"].iat[cadre],
        }
        pair_rows.append(
            {
                **ids,
                "order": seen[household],
                "tier": values.tier[household],
                "level": values.level[cadre],
                "rank_fit": fit.rank_fit[0],
                "skill_fit": fit.skill_fit[0],
                "nearness": fit.nearness[0],
                "kept": bool(fit.kept[0]),
                "points": int(fit.points[0]),
                "locked": False,
                "reason": "",
            }
        )
        if seen[household] == 1:
            contact_rows.append({**ids, "via": "pair"})
    contact_rows += [
        {
            "household_id": county.households["household_id"].iat[household],
            "cadre_id": county.cadres["cadre_id"].iat[cadre],
            "via": "unit",
        }
        for cadre, household in contacts
    ]
    return PlanTables(
        pd.DataFrame(link_rows, columns=list(LINK_COLUMNS)),
        pd.DataFrame(pair_rows, columns=list(PAIR_COLUMNS)),
        pd.DataFrame(contact_rows, columns=list(CONTACT_COLUMNS)),
    )


def _link(
    county: County, kind: str, village: int, role: str, unit: int | None = None, cadre: int | None = None
) -> dict[str, object]:
    row = county.villages.iloc[village]
    return {
        "kind": kind,
        "unit": "" if unit is None else county.units["name"].iat[unit],
        "cadre_id": "" if cadre is None else county.cadres["cadre_id"].iat[cadre],
        "village_code": row["code"],
        "town": row["town"],
        "village": row["name"],
        "role": role,
        "kept": False,
        "locked": False,
    }
