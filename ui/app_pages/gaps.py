"""缺口: who is not covered, by name, why, and by how many; each list can be downloaded."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import streamlit as st

from pairing.text import Text
from ui import charts, gap_lists
from ui.empty import plan_shown
from ui.paged import Rows, paged
from ui.repairing import repair_cards, shortage_cards
from ui.state import Recounted, say
from ui.why_drawer import open_reason
from ui.words import App, Gaps


def main() -> None:
    st.title(say(Gaps.title))
    st.markdown(say(Gaps.lead))
    shown = plan_shown()
    if shown is None:
        return
    found = {
        Gaps.focus: gap_lists.focus_short(shown),
        Gaps.contact: gap_lists.without_contact(shown),
        Gaps.cadres: gap_lists.cadres_uncovered(shown),
        Gaps.idle: gap_lists.below_quota(shown),
    }
    exempt = gap_lists.exempt(shown)
    with st.grid(4, min_column_width=180):
        for title, rows in found.items():
            st.metric(say(title), f"{len(rows):,}", border=True)
    if not any(len(rows) for rows in found.values()):
        st.success(say(Gaps.none), icon=":material/check_circle:")
    else:
        _by_town(shown)
        shortage_cards(shown)
        repair_cards(shown)
    for number, (title, rows) in enumerate(found.items()):
        if len(rows):
            opens = _opens_focus(shown) if title is Gaps.focus else None
            _list(title, rows, f"{shown.record.id}-gap-{number}", opens)
    if len(exempt):
        with st.expander(f"{say(Gaps.exempt)}　{say(App.rows, count=f'{len(exempt):,}')}"):
            paged(exempt, f"{shown.record.id}-exempt", say(Gaps.table_alt, title=Gaps.exempt))


def _by_town(shown: Recounted) -> None:
    village = shown.county.households["village"].to_numpy(np.int64)
    town = pd.Series(shown.county.villages["town"].to_numpy(object)[village])
    counts = pd.Series(shown.missing).groupby(town.to_numpy()).sum().sort_values(ascending=False)
    counts = counts[counts > 0]
    if counts.empty:
        return
    st.header(say(Gaps.by_town))
    charts.draw(
        charts.gaps_by_town(counts.index.tolist(), counts.tolist()),
        Gaps.by_town_alt,
        "gap-towns",
        60 + 34 * len(counts),
    )


def _opens_focus(shown: Recounted) -> Callable[[int], None]:
    """A row of the households without their pairs opens why, and who might take them."""
    at = [gap.household for gap in shown.gaps.households if gap.missing_pairs]
    return lambda row: open_reason(shown, at[row])


def _list(title: Text, rows: Rows, key: str, opens: Callable[[int], None] | None) -> None:
    st.header(say(title))
    paged(rows, key, say(Gaps.table_alt, title=title), opens)


main()
