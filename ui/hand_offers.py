"""Who else: candidates for a household and households for a cadre as ranked tables, and the row that is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import streamlit as st

from pairing.by_hand.judge import rule_title
from pairing.pair_words import needs_in_brief, needs_met
from pairing.standing import OBJECTIONS
from pairing.why_words import KEPT_AWAY
from ui.hand_words import Offer
from ui.lists import tier_names, village_names
from ui.state import say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from pairing.by_hand.draft import Draft
    from pairing.by_hand.lead_offers import LeaderOffers
    from pairing.by_hand.links import LinkOffers
    from pairing.text import Text
    from pairing.why import Candidates, Offers

    Ints = NDArray[np.int64]

_TALLEST = 327  # pixels: a header and eight rows; the others scroll


def cadre_table(draft: Draft, household: int, found: Candidates) -> pd.DataFrame:
    """The candidates for a focus household: who, worth, load, distance, needs met, what stands in the way."""
    now, county = draft.now.now, draft.now.now.county
    unit = now.values.cadre_unit[found.cadre]
    free = _somebody_may_leave(draft, household)
    place = not free and len(draft.now.ranked.get(household, ())) >= int(now.demand[household])
    return _titled(
        {
            "cadre": county.cadres["name"].to_numpy(object)[found.cadre],
            "unit": county.units["name"].to_numpy(object)[unit],
            "points": found.points / 100,
            "load": [
                f"{load}/{most}"
                for load, most in zip(
                    found.load.tolist(), now.allowed.most[found.cadre].tolist(), strict=True
                )
            ],
            "km": now.km[unit, now.values.household_village[household]],
            "needs": _needs(draft, found.cadre, np.full(len(found.cadre), household)),
            "verdict": [
                _verdict(draft, cadre, household, first, bound=place)
                for cadre, first in zip(found.cadre.tolist(), found.first.tolist(), strict=True)
            ],
        }
    )


def household_table(draft: Draft, cadre: int, found: Offers) -> pd.DataFrame:
    """The focus households offered to a cadre, with who has each now."""
    now, county = draft.now.now, draft.now.now.county
    village = now.values.household_village[found.household]
    people = county.cadres["name"].to_numpy(object)
    return _titled(
        {
            "head_name": county.households["head_name"].to_numpy(object)[found.household],
            "village": village_names(county)[village],
            "tier": tier_names(now.values.tier[found.household]),
            "points": found.points / 100,
            "km": now.km[now.values.cadre_unit[cadre], village],
            "needs": _needs(draft, np.full(len(found.household), cadre), found.household),
            "present": [
                _present([str(people[c]) for c in draft.now.ranked.get(h, ())], missing)
                for h, missing in zip(found.household.tolist(), found.missing.tolist(), strict=True)
            ],
            "verdict": [
                _verdict(
                    draft, cadre, h, first, bound=not missing and not _somebody_may_leave(draft, h)
                )
                for h, first, missing in zip(
                    found.household.tolist(), found.first.tolist(), found.missing.tolist(), strict=True
                )
            ],
        }
    )  # fmt: skip


def unit_table(draft: Draft, found: LinkOffers) -> pd.DataFrame:
    """The units a village could be given to: links they have, distance, free places of their cadres, what is against it."""
    now = draft.now.now
    free = np.where(now.values.level < 3, np.maximum(0, now.allowed.most - now.load), 0)
    places = np.bincount(now.values.cadre_unit, weights=free, minlength=len(now.county.units))
    return _titled(
        {
            "unit": now.county.units["name"].to_numpy(object)[found.other],
            "links": _of_most(now.linked.sum(axis=1)[found.other], now.allowed.links_most[found.other]),
            "places": places[found.other].astype(np.int64),
            "km": found.km,
            "verdict": [_link_verdict(rule) for rule in found.rule.tolist()],
        }
    )


def village_table(draft: Draft, found: LinkOffers) -> pd.DataFrame:
    """The villages a unit could be given: units they have, distance, pairs they lack, what is against it."""
    now = draft.now.now
    missing = np.maximum(0, now.demand - draft.now.pairs_of_household)
    short = np.bincount(now.values.household_village, weights=missing, minlength=len(now.county.villages))
    units = now.linked.sum(axis=0)[found.other]
    return _titled(
        {
            "village": village_names(now.county)[found.other],
            "units": _of_most(units, np.full(len(units), now.rules.village_units_max)),
            "short": short[found.other].astype(np.int64),
            "km": found.km,
            "verdict": [_link_verdict(rule) for rule in found.rule.tolist()],
        }
    )


def leader_table(draft: Draft, found: LeaderOffers, ways: Sequence[str]) -> pd.DataFrame:
    """The county leaders a village could be given to: villages they lead, distance, the simplest way and its price, what is
    against it."""
    now = draft.now.now
    most = [
        f"{leads}/{limit}"
        for leads, limit in zip(
            found.leads.tolist(), now.allowed.leads_most[found.cadre].tolist(), strict=True
        )
    ]
    return _titled(
        {
            "leader": now.county.cadres["name"].to_numpy(object)[found.cadre],
            "unit": now.county.units["name"].to_numpy(object)[now.values.cadre_unit[found.cadre]],
            "links": most,
            "km": found.km,
            "price": [verdict.points / 100 if verdict.allowed else np.nan for verdict in found.verdict],
            "gaps": [float(verdict.shortage) if verdict.allowed else np.nan for verdict in found.verdict],
            "verdict": [
                say(Offer.by_way, way=way) if verdict.allowed else _link_verdict(verdict.refused[0].rule)
                for way, verdict in zip(ways, found.verdict, strict=True)
            ],
        }
    )


def _link_verdict(rule: str) -> str:
    return say(Offer.kept_away, rule=say(rule_title(rule))) if rule else say(Offer.free)


def _of_most(count: Ints, most: Ints) -> list[str]:
    return [f"{n}/{limit}" for n, limit in zip(count.tolist(), most.tolist(), strict=True)]


def choose(table: pd.DataFrame, key: str, alt: Text) -> int | None:
    """Show the table; the position of the row that is chosen, None while none is."""
    titles = {name: say(title) for name, title in Offer.columns.items()}
    picked = st.dataframe(
        table,
        hide_index=True,
        alt=say(alt),
        height=min(_TALLEST, 36 * (len(table) + 1) + 3),
        row_height=36,
        placeholder=say(Offer.unknown),
        column_config={
            titles["points"]: st.column_config.NumberColumn(format="%.2f"),
            titles["km"]: st.column_config.NumberColumn(format="%.1f"),
            titles["price"]: st.column_config.NumberColumn(format="%+.2f"),
            titles["gaps"]: st.column_config.NumberColumn(format="%+d"),
            **{titles[n]: st.column_config.TextColumn(alignment="right") for n in ("load", "links", "units")},
        },
        key=key,
        on_select="rerun",
        selection_mode="single-row",
    )
    rows = picked["selection"]["rows"]
    return int(rows[0]) if rows and rows[0] < len(table) else None


def _needs(draft: Draft, cadres: Ints, households: Ints) -> list[str]:
    now = draft.now.now
    skills = now.county.cadres["skills"].to_numpy(object)
    needs = now.county.households["needs"].to_numpy(object)
    return [
        say(needs_in_brief(now.codes, needs_met(now.codes, skills[c], needs[h])))
        for c, h in zip(cadres.tolist(), households.tolist(), strict=True)
    ]


def _present(names: list[str], missing: int) -> str:
    parts = ["、".join(names)] if names else []
    if missing:
        parts.append(say(Offer.lacks, count=missing))
    return "；".join(parts)


def _somebody_may_leave(draft: Draft, household: int) -> bool:
    """Whether one of the household's cadres is neither locked by hand nor pinned."""
    now = draft.now
    return any(
        (cadre, household) not in now.locked and (cadre, household) not in now.now.orders.pinned_pairs
        for cadre in now.ranked.get(household, ())
    )


def _verdict(draft: Draft, cadre: int, household: int, first: int, *, bound: bool) -> str:
    """What stands in the way first; ``bound`` says that the household is full and nobody may leave it."""
    if (cadre, household) in draft.now.banned:
        return say(Offer.kept_away, rule=say(Offer.by_hand))
    rule = "" if first < 0 else OBJECTIONS[first]
    if rule and rule != "quotas":
        return say(Offer.kept_away, rule=say(KEPT_AWAY[rule]))
    if bound:
        return say(Offer.kept_away, rule=say(Offer.all_locked))
    if not rule:
        return say(Offer.free)
    return say(Offer.full if draft.now.now.load[cadre] else Offer.no_place)


def _titled(columns: Mapping[str, object]) -> pd.DataFrame:
    return pd.DataFrame({say(Offer.columns[name]): values for name, values in columns.items()})
