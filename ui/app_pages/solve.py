"""求解: start, watch, stop and keep the best; the run itself lives in the store and in its own process."""

from __future__ import annotations

import os

import pandas as pd
import streamlit as st

from pairing.records import CountyRecord, RunRecord
from pairing.rules import Rules
from ui import state, who
from ui.change_form import change_words, what_to_change
from ui.empty import need_county
from ui.keys import Key
from ui.running import gap_words, running, time_words
from ui.sidebar import plan_line, seconds_so_far
from ui.state import plain, say
from ui.words import Solve

_SMALL = 1000  # cadres below which half a minute is offered first, else two minutes
_SECONDS = (30, 60, 120, 300, 600, 1800, 3600)


def main() -> None:
    st.title(say(Solve.title))
    st.markdown(say(Solve.lead))
    county = state.current_county()
    if county is None:
        need_county()
        return
    run = state.jobs().latest(county.id)
    if run is not None and run.live:
        running(county, run)
    else:
        if run is not None:
            _outcome(run)
        _start(county)
    _history(county)


def _start(county: CountyRecord) -> None:
    record = state.current_rules()
    with state.store() as store:
        sets = {r.name: r for r in store.rule_sets()}
    with st.container(border=True):
        left, right = st.columns(2)
        name = left.selectbox(
            say(Solve.rules), list(sets), list(sets).index(record.name), key=Key.SOLVE_RULES_PICK
        )
        seconds = right.selectbox(
            say(Solve.time),
            _SECONDS,
            0 if county.counts["cadres"] < _SMALL else 2,
            key=Key.TIME_PICK,
            format_func={s: time_words(s) for s in _SECONDS}.__getitem__,
            persist_state="session",
        )
        change = what_to_change(county)
        rules = sets[name]
        found = state.readiness_of(county, Rules.from_toml(rules.toml))
        conflicts = [issue for issue in found if issue.severity == "error"]
        for issue in found:
            if issue.severity == "warning":
                st.caption(f":orange[:material/info:] {plain(say(issue.problem))} {plain(say(issue.remedy))}")
        if conflicts:
            st.warning(say(Solve.conflicts, count=len(conflicts)), icon=":material/warning:")
        shut = bool(conflicts) or not who.may("edit")
        if st.button(say(Solve.start), type="primary", key="solve-start", disabled=shut):
            state.choose_rules(rules.name)
            state.choose_plan(None)  # the new plan comes into view when it is there
            workers = min(2, os.cpu_count() or 1)
            limits = {"seconds": float(seconds), "workers": workers, **change}
            state.jobs().start(county.id, rules.id, limits)
            st.rerun()


def _outcome(run: RunRecord) -> None:
    if run.plan is None:
        st.error(
            f"**{say(Solve.failed)}**　{plain(say(run.message)) if run.message else ''}",
            icon=":material/error:",
        )
        return
    with state.store() as store:
        plan = store.plan(run.plan)
    title = Solve.done_cancelled if run.state == "cancelled" else Solve.done
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(
            f":green[:material/check_circle:] **{say(title)}**　{plain(plan_line(plan))}　{gap_words(plan.summary.gap)}"
        )
        st.space("stretch")
        if st.button(say(Solve.see), key="solve-see"):
            state.choose_plan(plan.id)
            st.switch_page("app_pages/overview.py")


def _history(county: CountyRecord) -> None:
    with state.store() as store:
        runs = store.runs.of(county.id)
    if not runs:
        return
    st.subheader(say(Solve.history))
    rows = [
        (
            run.id,
            f"{run.queued_at.astimezone():%Y-%m-%d %H:%M}",
            run.who,
            say(Solve.state[run.state]),
            seconds_so_far(run),
            say(run.message)
            if run.message
            else say(Solve.stop_reason[run.stop_reason])
            if run.stop_reason
            else "",
            change_words(run),
            run.plan,
        )
        for run in runs
    ]
    table = pd.DataFrame(rows, columns=[say(text) for text in Solve.history_columns.values()])
    st.dataframe(table, hide_index=True, alt=say(Solve.history_alt), key="history", placeholder="")


main()
