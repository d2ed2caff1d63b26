"""The lists of the gaps page: households and cadres a plan leaves out, with what was counted about each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from pairing.limits import limits
from ui.lists import level_names, search_texts, tier_names, titled, village_names
from ui.paged import Rows
from ui.state import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from pairing.gaps import HouseholdGap
    from ui.state import Recounted

    Ints = NDArray[np.int64]


def focus_short(shown: Recounted) -> Rows:
    """Focus households with fewer cadres than they demand, hardest first."""
    return _household_rows(shown, [gap for gap in shown.gaps.households if gap.missing_pairs])


def without_contact(shown: Recounted) -> Rows:
    """Households nobody is the contact of, that are not in the list above."""
    return _household_rows(shown, [gap for gap in shown.gaps.households if not gap.missing_pairs])


def cadres_uncovered(shown: Recounted) -> Rows:
    """Eligible party cadres who lack a contact point or a household."""
    found = shown.gaps.cadres
    at = np.array([gap.cadre for gap in found], np.int64)

    def build(rows: Ints) -> pd.DataFrame:
        why = [f"{say(found[i].lacks)}；{say(found[i].reason)}" for i in rows]
        return titled({**_cadres(shown, at[rows]), "reason": why})

    return Rows(_texts(shown, "cadres", at), build)


def below_quota(shown: Recounted) -> Rows:
    """Eligible cadres with fewer focus households than their quota's least."""
    allowed = limits(shown.county, shown.rules)
    load = np.bincount(shown.found.pair_cadre, minlength=len(shown.county.cadres))
    at = np.flatnonzero(allowed.eligible & (load < allowed.least))

    def build(rows: Ints) -> pd.DataFrame:
        who = at[rows]
        return titled({**_cadres(shown, who), "least": allowed.least[who], "pairs": load[who]})

    return Rows(_texts(shown, "cadres", at), build)


def exempt(shown: Recounted) -> Rows:
    """Exempt party cadres with their reasons."""
    table = shown.recount.coverage.exempt
    at = table["cadre"].to_numpy(np.int64)

    def build(rows: Ints) -> pd.DataFrame:
        return titled({**_cadres(shown, at[rows]), "reason": table["reason"].to_numpy()[rows]})

    return Rows(_texts(shown, "cadres", at), build)


def some_households(shown: Recounted, at: Ints) -> Rows:
    """The households at these positions: tier, and the pairs each asks for and lacks."""
    demand = shown.county.households["demand"].to_numpy(np.int64)

    def build(rows: Ints) -> pd.DataFrame:
        who = at[rows]
        return titled(
            {
                **_households(shown, who),
                "tier": tier_names(shown.tiers[who]),
                "demand": demand[who],
                "missing": shown.missing[who],
            }
        )

    return Rows(_texts(shown, "households", at), build)


def some_cadres(shown: Recounted, at: Ints) -> Rows:
    """The cadres at these positions: the most households each may take, and the pairs each has."""
    allowed = limits(shown.county, shown.rules)
    load = np.bincount(shown.found.pair_cadre, minlength=len(shown.county.cadres))

    def build(rows: Ints) -> pd.DataFrame:
        who = at[rows]
        return titled({**_cadres(shown, who), "most": allowed.most[who], "pairs": load[who]})

    return Rows(_texts(shown, "cadres", at), build)


def _household_rows(shown: Recounted, found: Sequence[HouseholdGap]) -> Rows:
    at = np.array([gap.household for gap in found], np.int64)
    tier = np.array([gap.tier for gap in found], np.int64)
    missing = np.array([gap.missing_pairs for gap in found], np.int64)

    def build(rows: Ints) -> pd.DataFrame:
        return titled(
            {
                **_households(shown, at[rows]),
                "tier": tier_names(tier[rows]),
                "missing": missing[rows],
                "reason": [say(found[i].reason) for i in rows],
            }
        )

    return Rows(_texts(shown, "households", at), build)


def _households(shown: Recounted, at: Ints) -> dict[str, object]:
    part = shown.county.households.iloc[at]
    return {
        "village": village_names(shown.county)[part["village"].to_numpy(np.int64)],
        "group": part["group"].to_numpy(),
        "household_id": part["household_id"].to_numpy(),
        "head_name": part["head_name"].to_numpy(),
    }


def _cadres(shown: Recounted, at: Ints) -> dict[str, object]:
    part = shown.county.cadres.iloc[at]
    return {
        "unit": shown.county.units["name"].to_numpy()[part["unit"].to_numpy(np.int64)],
        "cadre_id": part["cadre_id"].to_numpy(),
        "cadre": part["name"].to_numpy(),
        "post": part["post"].to_numpy(),
        "level": level_names(part["level"].to_numpy(np.int64)),
    }


def _texts(shown: Recounted, table: str, at: Ints) -> pd.Series[str]:
    return search_texts(shown.county.data_hash, table, shown.county).iloc[at].reset_index(drop=True)
