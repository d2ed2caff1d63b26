"""求解: start, watch, stop and keep the best, the line and the history; a run lives in the store and in its own process."""

from __future__ import annotations

import os

import streamlit as st

from pairing.errors import StoreError
from pairing.records import CountyRecord, PlanRecord, RunRecord
from ui import state, who
from ui.change_form import where_to_begin
from ui.empty import need_county
from ui.in_line import in_line
from ui.keys import Key
from ui.run_history import history
from ui.run_words import Line, Warm
from ui.running import gap_words, running, time_words
from ui.sidebar import plan_line
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
    live = state.jobs().live()
    if live and live[0].county == county.id:
        running(county, live)
        in_line(county, live)
        with st.expander(say(Line.another), icon=":material/playlist_add:"):
            _start(county, behind=True)
    else:
        run = state.jobs().latest(county.id)
        if run is not None and not run.live:
            _outcome(run)
        in_line(county, live)
        with st.container(border=True):
            _start(county, behind=bool(live))
    history(county)


def _start(county: CountyRecord, *, behind: bool) -> None:
    """What to solve and the button; ``behind``: others have their turn before."""
    record = state.current_rules()
    with state.store() as store:
        sets = {r.name: r for r in store.rule_sets()}
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
    begin = where_to_begin(county)
    rules = sets[name]
    found = state.readiness_of(county, state.rules_of(rules))
    conflicts = [issue for issue in found if issue.severity == "error"]
    for issue in found:
        if issue.severity == "warning":
            st.caption(f":orange[:material/info:] {plain(say(issue.problem))} {plain(say(issue.remedy))}")
    if conflicts:
        st.warning(say(Solve.conflicts, count=len(conflicts)), icon=":material/warning:")
    if st.button(
        say(Line.start if behind else Solve.start),
        type="secondary" if behind else "primary",
        key="solve-start",
        disabled=bool(conflicts) or not who.may("edit"),
    ):
        workers = min(2, os.cpu_count() or 1)
        try:
            state.jobs().start(county.id, rules.id, {"seconds": float(seconds), "workers": workers, **begin})
        except StoreError as fault:
            st.error(plain(say(fault.text)), icon=":material/error:")
            return
        state.choose_rules(rules.name)
        state.choose_plan(None)  # the new plan comes into view when it is there
        st.rerun()


def _outcome(run: RunRecord) -> None:
    if run.plan is None:
        words = plain(say(run.message)) if run.message else ""
        st.error(f"**{say(Solve.failed)}**　{words}", icon=":material/error:")
        return
    with state.store() as store:
        plan = store.plan(run.plan)
        start = run.limits.get("start")
        before = None if start is None else store.plan(start)
    title = Solve.done_cancelled if run.state == "cancelled" else Solve.done
    words = f"**{say(title)}**　{plain(plan_line(plan))}　{gap_words(plan.summary.gap)}"
    if "repairs" in run.limits and run.message:
        words = f"**{plain(say(run.message))}**　{plain(plan_line(plan))}"
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f":green[:material/check_circle:] {words}")
            st.space("stretch")
            if st.button(say(Solve.see), key="solve-see"):
                state.choose_plan(plan.id)
                st.switch_page("app_pages/overview.py")
        if before is not None:
            _gained(before, plan)


def _gained(before: PlanRecord, plan: PlanRecord) -> None:
    """The plan against the one it began from, where both count by the same measure."""
    if (before.data_hash, before.rules_hash, before.previous) != (
        plan.data_hash,
        plan.rules_hash,
        plan.previous,
    ):
        st.caption(say(Warm.begun, id=before.id))
        return
    old, new = ({goal.name: goal.value for goal in each.summary.goals} for each in (before, plan))
    words = say(
        Warm.outcome,
        id=before.id,
        shortage=f"{old['shortage']:,}",
        less=f"{new['shortage']:,}",
        points=f"{old['points'] / 100:,.1f}",
        more=f"{new['points'] / 100:,.1f}",
    )
    st.caption(words)


main()
