"""The county's and the plan's lists as an organizer reads them: names instead of positions, titles in one language."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import streamlit as st

from pairing.codes import load_codes
from pairing.difficulty import difficulty_parts, difficulty_words, tiers
from pairing.limits import limits
from pairing.pair_words import reasons
from ui.paged import Rows, having
from ui.state import say
from ui.titles import Columns
from ui.words import App, Data

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from pairing.county import County
    from pairing.plan import Plan
    from pairing.rules import Rules
    from ui.state import Recounted

    Ints = NDArray[np.int64]


def titled(columns: Mapping[str, object]) -> pd.DataFrame:
    """A table whose columns carry their titles in the session's language."""
    return pd.DataFrame({say(Columns.titles[name]): values for name, values in columns.items()})


def level_names(levels: Ints) -> list[str]:
    """Levels 1–3 in words."""
    names = {level: say(text) for level, text in Data.level.items()}
    return [names[int(level)] for level in levels]


def tier_names(values: Ints) -> list[str]:
    """Tiers 1–3 in words; blank for 0 (no focus household)."""
    names = {0: "", **{tier: say(text) for tier, text in Data.tier.items()}}
    return [names[int(tier)] for tier in values]


def yes_no(flags: NDArray[np.bool_]) -> list[str]:
    words = (say(App.no), say(App.yes))
    return [words[int(flag)] for flag in flags]


def village_names(county: County) -> NDArray[np.object_]:
    """Town and name of every village."""
    villages = county.villages
    return (villages["town"].astype(object) + " " + villages["name"].astype(object)).to_numpy(object)


@st.cache_resource(max_entries=24, show_spinner=False)
def search_texts(data_hash: str, table: str, _county: County) -> pd.Series[str]:
    """For each row of a county's table the words it can be found by."""
    frame: pd.DataFrame = getattr(_county, table)
    parts: dict[str, list[str]] = {
        "units": ["name", "kind", "affiliation", "town"],
        "cadres": ["cadre_id", "name", "post", "rank"],
        "villages": ["code", "town", "name"],
        "households": ["household_id", "head_name", "group", "kind"],
    }
    texts = frame[parts[table][0]].astype(object).fillna("")
    for column in parts[table][1:]:
        texts = texts + " " + frame[column].astype(object).fillna("")
    if table == "cadres":
        texts = (
            texts + " " + _county.units["name"].astype(object).to_numpy()[frame["unit"].to_numpy(np.int64)]
        )
    if table == "households":
        texts = texts + " " + village_names(_county)[frame["village"].to_numpy(np.int64)]
    return texts.astype("str").reset_index(drop=True)


@st.cache_resource(max_entries=4, show_spinner=False)
def household_parts(data_hash: str, rules_hash: str, _county: County, _rules: Rules) -> pd.DataFrame:
    """How the difficulty of every household comes about under the rules."""
    return difficulty_parts(_county, _rules)


def household_difficulty(county: County, rules: Rules) -> NDArray[np.float64]:
    """Difficulty of every household under the rules, 0–100."""
    return household_parts(county.data_hash, rules.hash, county, rules)["score"].to_numpy(float)


@st.cache_resource(max_entries=4, show_spinner=False)
def household_tiers(data_hash: str, rules_hash: str, _county: County, _rules: Rules) -> Ints:
    """Tier of every household under the rules, 0 off focus."""
    return tiers(_county, _rules, limits(_county, _rules))


def matching(county: County, table: str, words: str) -> Ints:
    """Positions of the rows of a county's table in which every word is found."""
    if not words.split():
        return np.arange(len(getattr(county, table)))
    return having(search_texts(county.data_hash, table, county), words)


def county_rows(county: County, rules: Rules) -> dict[str, Rows]:
    """The four lists of a county, by table name."""
    makers: dict[str, Callable[[Ints], pd.DataFrame]] = {
        "units": lambda rows: _units(county, rows),
        "cadres": lambda rows: _cadres(county, rows),
        "villages": lambda rows: _villages(county, rows),
        "households": lambda rows: _households(county, rules, rows),
    }
    return {name: Rows(search_texts(county.data_hash, name, county), build) for name, build in makers.items()}


def pair_rows(shown: Recounted) -> Rows:
    """The plan's pairs by name."""
    county, plan = shown.county, shown.plan
    found, values = shown.found, shown.why.now.values

    def build(rows: Ints) -> pd.DataFrame:
        household, cadre = found.pair_household[rows], found.pair_cadre[rows]
        who, of = county.cadres.iloc[cadre], county.households.iloc[household]
        pairs = plan.pairs.iloc[rows]
        return titled(
            {
                "village": village_names(county)[of["village"].to_numpy(np.int64)],
                "household_id": of["household_id"].to_numpy(),
                "head_name": of["head_name"].to_numpy(),
                "tier": tier_names(pairs["tier"].to_numpy(np.int64)),
                "unit": county.units["name"].to_numpy()[who["unit"].to_numpy(np.int64)],
                "cadre": who["name"].to_numpy(),
                "level": level_names(pairs["level"].to_numpy(np.int64)),
                "points": pairs["points"].to_numpy(float) / 100,
                "reason": [
                    say(text)
                    for text in reasons(county, load_codes(), values, shown.why.now.orders, cadre, household)
                ],
            }
        )

    households = search_texts(county.data_hash, "households", county).to_numpy()[found.pair_household]
    cadres = search_texts(county.data_hash, "cadres", county).to_numpy()[found.pair_cadre]
    return Rows(pd.Series(households + " " + cadres, dtype="str"), build)


def load_rows(shown: Recounted) -> Rows:
    """Every cadre with pairs and contacts."""
    county = shown.county
    found = shown.found
    pairs = np.bincount(found.pair_cadre, minlength=len(county.cadres))
    contacts = np.bincount(found.contact_cadre, minlength=len(county.cadres))

    def build(rows: Ints) -> pd.DataFrame:
        who = county.cadres.iloc[rows]
        return titled(
            {
                "unit": county.units["name"].to_numpy()[who["unit"].to_numpy(np.int64)],
                "cadre": who["name"].to_numpy(),
                "post": who["post"].to_numpy(),
                "level": level_names(who["level"].to_numpy(np.int64)),
                "pairs": pairs[rows],
                "contacts": contacts[rows],
                "exempt_reason": who["exempt_reason"].to_numpy(),
            }
        )

    return Rows(search_texts(county.data_hash, "cadres", county), build)


def village_figures(county: County, plan: Plan, missing: Ints) -> pd.DataFrame:
    """One row a village, by position: town, name, lon, lat, households, focus, missing (pairs), lead, assist, leader.

    ``missing`` is the number of missing pairs of every household.
    """
    villages = county.villages
    count = len(villages)
    village = county.households["village"].to_numpy(np.int64)
    focus = county.households["focus"].to_numpy(bool)
    links = plan.links
    by_village = {}
    for role, rows in (
        ("lead", links[(links["kind"] == "unit") & (links["role"] == "lead")]["unit"]),
        ("assist", links[(links["kind"] == "unit") & (links["role"] == "assist")]["unit"]),
        ("leader", links[links["kind"] == "leader"]["cadre_id"].map(_names(county))),
    ):
        names = rows.astype(object).groupby(links["village_code"].loc[rows.index]).agg("、".join)
        by_village[role] = villages["code"].map(names).astype(object).fillna("").to_numpy()
    return pd.DataFrame(
        {
            "town": villages["town"].to_numpy(),
            "name": villages["name"].to_numpy(),
            "lon": villages["lon"].to_numpy(float),
            "lat": villages["lat"].to_numpy(float),
            "households": np.bincount(village, minlength=count),
            "focus": np.bincount(village[focus], minlength=count),
            "missing": np.bincount(village, weights=missing, minlength=count).astype(np.int64),
            **by_village,
        }
    )


def village_rows(figures: pd.DataFrame) -> Rows:
    """The village figures as a list."""

    def build(rows: Ints) -> pd.DataFrame:
        part = figures.iloc[rows]
        names = {"town": "town", "name": "village", "lead": "lead", "assist": "assist", "leader": "leader"}
        counts = {"households": "households", "focus": "focus", "missing": "missing"}
        return titled({title: part[column].to_numpy() for column, title in {**names, **counts}.items()})

    words = figures["town"] + " " + figures["name"] + " " + figures["lead"] + " " + figures["leader"]
    return Rows(words.astype("str"), build)


def _names(county: County) -> dict[str, str]:
    cadres = county.cadres
    return dict(zip(cadres["cadre_id"], cadres["name"], strict=True))


def _units(county: County, rows: Ints) -> pd.DataFrame:
    part = county.units.iloc[rows]
    cadres = np.bincount(county.cadres["unit"].to_numpy(np.int64), minlength=len(county.units))
    return titled(
        {
            "unit": part["name"].to_numpy(),
            "kind": part["kind"].to_numpy(),
            "affiliation": part["affiliation"].to_numpy(),
            "town": part["town"].to_numpy(),
            "cadres": cadres[rows],
        }
    )


def _cadres(county: County, rows: Ints) -> pd.DataFrame:
    part = county.cadres.iloc[rows]
    words = {code: say(text) for code, text in load_codes().titles.items()}
    return titled(
        {
            "cadre_id": part["cadre_id"].to_numpy(),
            "cadre": part["name"].to_numpy(),
            "unit": county.units["name"].to_numpy()[part["unit"].to_numpy(np.int64)],
            "post": part["post"].to_numpy(),
            "rank": part["rank"].to_numpy(),
            "level": level_names(part["level"].to_numpy(np.int64)),
            "skills": ["、".join(words.get(code, code) for code in codes) for codes in part["skills"]],
            "exempt_reason": part["exempt_reason"].to_numpy(),
        }
    )


def _villages(county: County, rows: Ints) -> pd.DataFrame:
    part = county.villages.iloc[rows]
    village = county.households["village"].to_numpy(np.int64)
    focus = county.households["focus"].to_numpy(bool)
    return titled(
        {
            "code": part["code"].to_numpy(),
            "town": part["town"].to_numpy(),
            "village": part["name"].to_numpy(),
            "branch": part["branch"].to_numpy(),
            "households": np.bincount(village, minlength=len(county.villages))[rows],
            "focus": np.bincount(village[focus], minlength=len(county.villages))[rows],
        }
    )


def _households(county: County, rules: Rules, rows: Ints) -> pd.DataFrame:
    part = county.households.iloc[rows]
    words = {code: say(text) for code, text in load_codes().titles.items()}
    tier = household_tiers(county.data_hash, rules.hash, county, rules)
    parts = household_parts(county.data_hash, rules.hash, county, rules)
    return titled(
        {
            "household_id": part["household_id"].to_numpy(),
            "village": village_names(county)[part["village"].to_numpy(np.int64)],
            "group": part["group"].to_numpy(),
            "head_name": part["head_name"].to_numpy(),
            "people": part["people"].to_numpy(),
            "household_kind": part["kind"].to_numpy(),
            "needs": ["、".join(words.get(code, code) for code in codes) for codes in part["needs"]],
            "focus": yes_no(part["focus"].to_numpy(bool)),
            "tier": tier_names(tier[rows]),
            "difficulty": parts["score"].to_numpy(float)[rows],
            "difficulty_parts": [say(difficulty_words(parts, row)) for row in rows.tolist()],
            "demand": part["demand"].to_numpy(),
        }
    )
