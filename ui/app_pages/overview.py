"""总览: the two full coverages, goals, rules recounted, pictures and the lists behind them, equity."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from pairing.check import LAWS
from ui import state
from ui.empty import plan_shown
from ui.equity_section import equity_section
from ui.official import official_line
from ui.picture_section import picture_section
from ui.state import Recounted, say
from ui.titles import Columns
from ui.words import Overview


def main() -> None:
    st.title(say(Overview.title))
    shown = plan_shown()
    if shown is None:
        return
    with state.store() as store:
        county = store.county(shown.record.county).name
    official_line(county, shown.record.id)
    _coverage(shown)
    _goals(shown)
    _rules(shown)
    picture_section(shown)
    equity_section(shown)


def _coverage(shown: Recounted) -> None:
    counts = shown.recount.coverage.counts
    bars = (
        (Overview.households, counts.households_covered, counts.households_total),
        (Overview.cadres, counts.cadres_covered, counts.cadres_eligible),
        (Overview.focus, counts.focus_paired, counts.focus_demand),
    )
    with st.grid(3, min_column_width=260):
        for title, count, total in bars:
            with st.container(border=True, height="stretch"):
                with st.container(horizontal=True, horizontal_alignment="distribute", gap="small"):
                    st.markdown(f":small[{say(title)}]", width="content")
                    if count >= total:
                        st.badge(say(Overview.full), icon=":material/check:", color="green")
                    else:
                        st.badge(say(Overview.short, count=f"{total - count:,}"), color="orange")
                st.metric(
                    say(title),
                    say(Overview.of, count=f"{count:,}", total=f"{total:,}"),
                    label_visibility="collapsed",
                )
                st.progress(count / total if total else 1.0)
    exempt = say(Overview.exempt, count=f"{counts.cadres_exempt:,}") if counts.cadres_exempt else ""
    st.caption(f"{say(Overview.recounted)} {exempt}")


def _goals(shown: Recounted) -> None:
    st.header(say(Overview.goals))
    counted = {
        "shortage": shown.recount.shortage,
        "idle": shown.recount.idle,
        "points": shown.recount.points,
    }
    with st.grid(3, min_column_width=260):
        for goal in shown.record.summary.goals:
            scale = 100 if goal.name == "points" else 1
            best = "" if goal.bound is None else f"{goal.bound / scale:,.0f}"
            words = Overview.proved if goal.proved else Overview.best if best else Overview.unknown
            with st.container(border=True):
                st.metric(say(Overview.goal[goal.name]), f"{counted[goal.name] / scale:,.0f}")
                st.caption(say(words, best=best))


def _rules(shown: Recounted) -> None:
    broken = pd.Series([v.rule for v in shown.recount.violations], dtype="str").value_counts()
    st.header(say(Overview.rules))
    if broken.empty:
        st.markdown(f":green[:material/check_circle:] {say(Overview.all_kept, count=len(LAWS))}")
    with st.expander(say(Overview.list_behind), expanded=not broken.empty):
        table = pd.DataFrame(
            [
                (say(law), _verdict(int(broken.get(rule, 0))))
                for rule, law in sorted(LAWS.items(), key=lambda item: item[0] not in broken.index)
            ],
            columns=[say(Columns.titles["rule"]), say(Columns.titles["outcome"])],
        )
        st.dataframe(table, hide_index=True, alt=say(Overview.rules_alt), height="content", key="laws")


def _verdict(count: int) -> str:
    return say(Overview.broken, count=count) if count else say(Overview.kept)


main()
