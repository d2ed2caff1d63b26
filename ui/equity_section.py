"""Equity on 总览: four figures, who holds the hard households of each town, and the list behind each figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import streamlit as st

from pairing.equity_tables import inversion_table, place_table
from ui import charts
from ui.paged import Rows, paged
from ui.plan_words import Fair
from ui.state import language, plain, say
from ui.why_drawer import open_reason

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from pairing.text import Text
    from ui.state import Recounted


def equity_section(shown: Recounted) -> None:
    """The section; nothing where the plan has no pair."""
    found = shown.equity
    if not int(found.county["pairs"]):
        return
    st.header(say(Fair.title))
    with st.grid(4, min_column_width=300):
        _figure(Fair.inversions, f"{len(found.inversions):,}")
        _figure(Fair.strongest, _place(shown, found.strongest(1)))
        _figure(Fair.weakest, _place(shown, found.weakest(1)))
        shares = {f"l{k}": _share(float(found.county[f"hard_level{k}"])) for k in (3, 2, 1)}
        _figure(Fair.hard, say(Fair.shares, **shares))
    st.caption(say(Fair.note))
    towns = found.towns[found.towns["hard_pairs"] > 0]
    if len(towns):
        charts.draw(charts.held_by_level(towns), Fair.chart_alt, "equity", 300)
        st.caption(say(Fair.chart_note))
    lang, number = language(), shown.record.id
    harder = found.inversions["harder"].to_numpy(np.int64)
    tables = (
        (Fair.towns, "towns", place_table(shown.county, found.towns, lang), None),
        (Fair.villages, "villages", place_table(shown.county, found.villages, lang), None),
        (
            Fair.list_inversions,
            "inversions",
            inversion_table(shown.county, found.inversions, lang),
            lambda row: open_reason(shown, int(harder[row])),
        ),
    )
    tabs = st.tabs([say(title) for title, *_ in tables])
    for tab, (title, name, table, opens) in zip(tabs, tables, strict=True):
        with tab:
            _list(table, f"{number}-equity-{name}", title, opens)


def _list(table: pd.DataFrame, key: str, title: Text, opens: Callable[[int], None] | None) -> None:
    def build(rows: NDArray[np.int64]) -> pd.DataFrame:
        return table.iloc[rows]

    names = [column for column in table.columns if table[column].dtype == object]
    texts = pd.Series("", index=table.index, dtype=object)
    for column in names:
        texts = texts + " " + table[column].astype(str)
    paged(Rows(texts.astype("str"), build), key, say(title), opens)


def _figure(title: Text, value: str) -> None:
    with st.container(border=True, height="stretch"):
        st.caption(say(title))
        st.markdown(f"**{plain(value)}**")


def _place(shown: Recounted, ranked: pd.DataFrame) -> str:
    village, points = int(ranked["village"].to_numpy()[0]), float(ranked["points"].to_numpy()[0])
    row = shown.county.villages.iloc[village]
    return say(Fair.place, village=f"{row['town']} {row['name']}", points=f"{points / 100:.1f}")


def _share(value: float) -> str:
    return say(Fair.unknown) if np.isnan(value) else f"{value:.0%}"
