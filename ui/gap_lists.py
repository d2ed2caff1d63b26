"""The lists of the gaps page: households and cadres a plan leaves out, with what was counted about each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from pairing.coverage import lack
from pairing.limits import limits
from pairing.resolved import resolve
from ui.lists import level_names, search_texts, tier_names, titled, village_names
from ui.paged import Rows
from ui.state import say
from ui.words import Gaps

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pairing.text import Text
    from ui.state import Recounted

    Ints = NDArray[np.int64]


def focus_short(shown: Recounted) -> Rows:
    """Focus households with fewer cadres than they demand; hardest first."""
    table = shown.recount.coverage.households
    wanting = table[table["paired"] < table["demand"]]
    at = wanting["household"].to_numpy(np.int64)
    tier = shown.tiers[at]
    order = np.argsort(-tier, kind="stable")
    at, tier, wanting = at[order], tier[order], wanting.iloc[order]
    village = shown.county.households["village"].to_numpy(np.int64)[at]
    reason = _why_short(shown, village)

    def build(rows: Ints) -> pd.DataFrame:
        demand, paired = (wanting[c].to_numpy(np.int64)[rows] for c in ("demand", "paired"))
        return titled(
            {
                **_households(shown, at[rows]),
                "tier": tier_names(tier[rows]),
                "demand": demand,
                "paired": paired,
                "missing": demand - paired,
                "reason": [say(reason[v]) for v in village[rows]],
            }
        )

    return Rows(_texts(shown, "households", at), build)


def without_contact(shown: Recounted) -> Rows:
    """Households nobody is the contact of."""
    table = shown.recount.coverage.households
    at = table.loc[~table["has_contact"], "household"].to_numpy(np.int64)
    return Rows(_texts(shown, "households", at), lambda rows: titled(_households(shown, at[rows])))


def cadres_uncovered(shown: Recounted) -> Rows:
    """Eligible party cadres who lack a contact point or a household."""
    table = shown.recount.coverage.uncovered_cadres
    at = table["cadre"].to_numpy(np.int64)

    def build(rows: Ints) -> pd.DataFrame:
        households = (table["pairs"] + table["contacts"]).to_numpy(np.int64)[rows]
        points = table["has_point"].to_numpy(bool)[rows]
        why = [say(lack(bool(p), int(h))) for p, h in zip(points, households, strict=True)]
        return titled({**_cadres(shown, at[rows]), "reason": why})

    return Rows(_texts(shown, "cadres", at), build)


def below_quota(shown: Recounted) -> Rows:
    """Eligible cadres with fewer focus households than their quota's least."""
    allowed = limits(shown.county, shown.rules)
    found = resolve(shown.county, shown.plan)
    load = np.bincount(found.pair_cadre, minlength=len(shown.county.cadres))
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


def _why_short(shown: Recounted, villages: Ints) -> dict[int, Text]:
    """For each village the linked units and how many places their cadres have left: counted, not guessed."""
    allowed = limits(shown.county, shown.rules)
    found = resolve(shown.county, shown.plan)
    cadres = shown.county.cadres
    load = np.bincount(found.pair_cadre, minlength=len(cadres))
    free = np.maximum(0, allowed.most - load) * (allowed.eligible & (cadres["level"].to_numpy() < 3))
    unit_free = np.bincount(
        cadres["unit"].to_numpy(np.int64), weights=free, minlength=len(shown.county.units)
    )
    names = shown.county.units["name"].to_numpy(object)
    why: dict[int, Text] = {}
    linked = ~found.is_leader
    for village in np.unique(villages):
        units = found.link_unit[linked & (found.link_village == village)]
        left = int(unit_free[units].sum())
        text = Gaps.why_full if left == 0 else Gaps.why_left
        why[int(village)] = text.fill(units="、".join(names[units]), count=left)
    return why


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
