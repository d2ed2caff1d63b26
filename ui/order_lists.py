"""Pins and bans as a list on screen, and the county's people and places to choose from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import streamlit as st

from pairing.directives import KINDS, add, contradictions_of
from ui.lists import village_names
from ui.order_words import Order
from ui.paged import Rows
from ui.state import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from pairing.county import County
    from pairing.directives import Directive
    from pairing.issues import Issue
    from pairing.rules import Rules

    Ints = NDArray[np.int64]


def order_rows(county: County) -> Rows:
    """The county's directives by name."""
    table = county.directives
    who, whom = _who(county, table), _whom(county, table)

    def build(rows: Ints) -> pd.DataFrame:
        return _titled(table.iloc[rows], who[rows], whom[rows])

    words = pd.Series(who + " " + whom + " " + table["why"].fillna("").to_numpy(object), dtype="str")
    return Rows(words, build)


def new_rows(county: County, new: Sequence[Directive]) -> pd.DataFrame:
    """Directives about to be stored, by name."""
    table = add(county, new).directives.iloc[len(county.directives) :]
    return _titled(table, _who(county, table), _whom(county, table))


def _titled(table: pd.DataFrame, who: NDArray[np.object_], whom: NDArray[np.object_]) -> pd.DataFrame:
    columns = {
        "row": table["row"].to_numpy(),
        "kind": [say(KINDS[kind]) for kind in table["kind"]],
        "who": who,
        "whom": whom,
        "why": table["why"].to_numpy(),
        "asked_by": table["who"].to_numpy(),
        "when": table["when"].to_numpy(),
    }
    return pd.DataFrame({say(Order.columns[name]): values for name, values in columns.items()})


def _who(county: County, table: pd.DataFrame) -> NDArray[np.object_]:
    cadre, unit = (table[column].to_numpy(np.int64) for column in ("cadre", "unit"))
    return np.where(cadre >= 0, names(county, "cadres", cadre), names(county, "units", unit))


def _whom(county: County, table: pd.DataFrame) -> NDArray[np.object_]:
    household, village = (table[column].to_numpy(np.int64) for column in ("household", "village"))
    return np.where(
        household >= 0, names(county, "households", household), names(county, "villages", village)
    )


def names(county: County, table: str, rows: Ints) -> NDArray[np.object_]:
    """Rows of a county's table by name, with unit or village; blank for a position of -1."""
    frame: pd.DataFrame = getattr(county, table)
    if not len(rows) or not len(frame):
        return np.full(len(rows), "", dtype=object)
    part = frame.iloc[np.maximum(rows, 0)]
    if table == "units":
        said = part["name"].to_numpy(object)
    elif table == "villages":
        said = village_names(county)[np.maximum(rows, 0)]
    elif table == "cadres":
        unit = county.units["name"].to_numpy(object)[part["unit"].to_numpy(np.int64)]
        said = part["name"].to_numpy(object) + "（" + part["cadre_id"].to_numpy(object) + "）· " + unit
    else:
        village = county.villages["name"].to_numpy(object)[part["village"].to_numpy(np.int64)]
        head = part["head_name"].astype(object).fillna("").to_numpy(object)
        said = head + "（" + part["household_id"].to_numpy(object) + "）· " + village
    return np.where(rows >= 0, said, "")


def clashes(county: County, rules: Rules, new: tuple[Directive, ...]) -> tuple[Issue, ...]:
    """The contradictions that these directives bring into the lists under the rules."""
    there = {issue.sentence("zh") for issue in standing_clashes(county, rules)}
    found = _clashes(county.data_hash, rules.hash, new, county, rules)
    return tuple(issue for issue in found if issue.sentence("zh") not in there)


def standing_clashes(county: County, rules: Rules) -> tuple[Issue, ...]:
    """The contradictions there are in the lists under the rules."""
    return _clashes(county.data_hash, rules.hash, (), county, rules)


@st.cache_resource(max_entries=32, show_spinner=False)
def _clashes(
    data_hash: str, rules_hash: str, new: tuple[Directive, ...], _county: County, _rules: Rules
) -> tuple[Issue, ...]:
    return contradictions_of(add(_county, new) if new else _county, _rules)
