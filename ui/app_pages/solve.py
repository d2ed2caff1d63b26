"""求解: start, watch, stop and keep the best; the run itself lives in the store and in its own process."""

from __future__ import annotations

import os

import numpy as np
import pandas as pd
import streamlit as st

from pairing.county import County
from pairing.limits import limits
from pairing.records import CountyRecord, RunRecord
from pairing.rules import Rules
from ui import charts, lists, state
from ui.empty import need_county
from ui.sidebar import plan_line, seconds_so_far
from ui.state import Key, say
from ui.words import Solve

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
        st.fragment(_watch, run_every=1.0)(county, run.id)
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
            say(Solve.time), _SECONDS, 2, key=Key.TIME_PICK, format_func=_time, persist_state="session"
        )
        rules = sets[name]
        found = state.readiness_of(county, Rules.from_toml(rules.toml))
        conflicts = [issue for issue in found if issue.severity == "error"]
        for issue in found:
            if issue.severity == "warning":
                st.caption(f":orange[:material/info:] {say(issue.problem)} {say(issue.remedy)}")
        if conflicts:
            st.warning(say(Solve.conflicts, count=len(conflicts)), icon=":material/warning:")
        if st.button(say(Solve.start), type="primary", key="solve-start", disabled=bool(conflicts)):
            state.choose_rules(rules.name)
            workers = max(1, (os.cpu_count() or 2) - 1)
            state.jobs().start(county.id, rules.id, {"seconds": float(seconds), "workers": workers})
            st.rerun()


def _time(seconds: int) -> str:
    return say(Solve.seconds, count=seconds) if seconds < 60 else say(Solve.minutes, count=seconds // 60)


def _watch(county: CountyRecord, number: int) -> None:
    """The running solve, drawn anew each second; the whole page once, when it ends."""
    run = state.jobs().latest(county.id)
    if run is None or run.id != number or not run.live:
        state.choose_plan(None)
        st.rerun()
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{say(Solve.running, county=county.name)}**")
            phase = "queued" if run.state == "queued" else run.phase
            st.badge(say(Solve.phase.get(phase, Solve.phase["load"])), color="green")
            st.space("stretch")
            if run.cancel_asked_at is None:
                if st.button(
                    say(Solve.stop), type="primary", key="solve-stop", icon=":material/stop_circle:"
                ):
                    state.jobs().cancel(run.id)
                    st.rerun(scope="fragment")
            else:
                st.caption(say(Solve.stopping))
        limit = float(run.limits["seconds"])
        st.progress(min(1.0, seconds_so_far(run) / limit))
        st.caption(say(Solve.elapsed, seconds=seconds_so_far(run), limit=_time(int(limit))))
        _figures(county, run)


def _figures(county: CountyRecord, run: RunRecord) -> None:
    goals = {goal["name"]: goal for goal in (run.progress or {}).get("goals", ())}
    if not goals or run.progress is None:
        st.caption(say(Solve.waiting))
        return
    with state.store() as store:
        rules = Rules.from_toml(store.rules(run.rules).toml)
        trace = store.runs.trace(run.id)
    wanted, eligible = _totals(state.county_tables(county), rules)
    paired = 1 - goals["shortage"]["value"] / max(1, wanted)
    used = eligible - goals["idle"]["value"]
    bound = goals["points"]["bound"]
    with st.grid(4, min_column_width=170):
        st.metric(say(Solve.focus_paired), f"{paired:.1%}", border=True)
        st.metric(say(Solve.cadres_used), f"{used:,} / {eligible:,}", border=True)
        st.metric(say(Solve.points), f"{goals['points']['value'] / 100:,.0f}", border=True)
        st.metric(
            say(Solve.bound), say(Solve.unknown) if bound is None else f"{bound / 100:,.0f}", border=True
        )
    st.markdown(gap_words(run.progress["gap"]))
    charts.draw(charts.trace(trace), Solve.trace_alt, "trace", 280)


def _totals(county: County, rules: Rules) -> tuple[int, int]:
    """All weighted demand, and the eligible cadres."""
    tier = lists.household_tiers(county.data_hash, rules.hash, county, rules)
    weight = np.array([0, rules.shortage_tier1, rules.shortage_tier2, rules.shortage_tier3])
    demand = county.households["demand"].to_numpy(np.int64)
    return int((weight[tier] * demand).sum()), int(limits(county, rules).eligible.sum())


def gap_words(gap: float | None) -> str:
    """How far from the best, in words."""
    if gap is None:
        return say(Solve.gap_none)
    return (
        say(Solve.gap_proved)
        if gap <= 0
        else say(Solve.gap_words, gap=f"{gap:.1%}" if gap >= 0.001 else "0.1%")
    )


def _outcome(run: RunRecord) -> None:
    if run.plan is None:
        st.error(
            f"**{say(Solve.failed)}**　{say(run.message) if run.message else ''}", icon=":material/error:"
        )
        return
    with state.store() as store:
        plan = store.plan(run.plan)
    title = Solve.done_cancelled if run.state == "cancelled" else Solve.done
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(
            f":green[:material/check_circle:] **{say(title)}**　{plan_line(plan)}　{gap_words(plan.summary.gap)}"
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
            run.plan,
        )
        for run in runs
    ]
    table = pd.DataFrame(rows, columns=[say(text) for text in Solve.history_columns.values()])
    st.dataframe(table, hide_index=True, alt=say(Solve.history_alt), key="history")


main()
