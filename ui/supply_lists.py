"""Supply against demand on 数据: a list of towns, of villages and of units, what is short first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd
import streamlit as st

from ui.paged import Rows, paged
from ui.plan_words import Ready
from ui.state import say

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from pairing.supply import Supply
    from pairing.text import Text

_AHEAD: Final = {
    "short": ("town", "name", "households", "demand", "places", "short"),
    "idle": ("name", "cadres", "leaders", "quota", "usable", "idle"),
}


def supply_lists(counted: Supply, key: str) -> None:
    """The section."""
    st.header(say(Ready.title))
    st.caption(say(Ready.note))
    tables = (
        (Ready.towns, "towns", counted.towns, "short"),
        (Ready.villages, "villages", counted.villages, "short"),
        (Ready.units, "units", counted.units, "idle"),
    )
    for tab, (title, name, table, short) in zip(
        st.tabs([say(title) for title, *_ in tables]), tables, strict=True
    ):
        with tab:
            _list(
                table.sort_values(short, ascending=False, kind="stable"), short, f"{key}-supply-{name}", title
            )


def _list(table: pd.DataFrame, short: str, key: str, title: Text) -> None:
    # What it comes to stands beside what is asked for, not behind the details.
    ahead = [name for name in _AHEAD[short] if name in table]
    table = table[[*ahead, *(name for name in table.columns if name not in ahead)]]
    shown = table.rename(columns={name: say(Ready.columns[name]) for name in table.columns})

    def build(rows: NDArray[np.int64]) -> pd.DataFrame:
        return shown.iloc[rows]

    texts = table["town"].astype(object) if "town" in table else table["name"].astype(object)
    if "town" in table and "name" in table:
        texts = texts + " " + table["name"].astype(object)
    paged(Rows(texts.astype("str").reset_index(drop=True), build), key, say(title))
