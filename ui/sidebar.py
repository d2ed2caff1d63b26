"""The sidebar: which county, which plan, which language, and whether a solve is running."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from pairing.records import CountyRecord, PlanRecord, RunRecord
from ui import state, who
from ui.compare_words import Official
from ui.faults import part
from ui.keys import Key
from ui.state import plain, say
from ui.who_words import Who
from ui.words import App

_WATCH_SECONDS = 2.0
_NAME = 24  # letters of a plan's name that are shown
_IDLE_SECONDS = 10.0  # so that a solve begun in another tab shows up here too


def sidebar() -> None:
    """Draw it; settles the county and the plan in view."""
    county = state.current_county()
    if county is None:
        st.caption(say(App.no_county))
    else:
        with state.store() as store:
            counties = {c.id: c for c in store.counties()}
            plans = {p.id: p for p in store.plans(county.id)}
            standing = store.adoptions.standing(county.name)
        official = standing.plan if standing else None
        st.session_state[Key.COUNTY_PICK] = county.id
        st.selectbox(
            say(App.county),
            list(counties),
            format_func=_county_lines(list(counties.values())).__getitem__,
            key=Key.COUNTY_PICK,
            on_change=_take_county,
        )
        plan = state.current_plan()
        if plan is None:
            st.caption(say(App.no_plan))
        else:
            st.session_state[Key.PLAN_PICK] = plan.id
            st.selectbox(
                say(App.plan),
                list(plans),
                format_func={
                    p.id: plan_line(p, official=p.id == official) for p in plans.values()
                }.__getitem__,
                key=Key.PLAN_PICK,
                on_change=_take_plan,
            )
        live = state.live_run(county.id)
        st.session_state[Key.LIVE] = live.id if live else None
        part(_badge, run_every=_WATCH_SECONDS if live else _IDLE_SECONDS)(county.id)
    st.session_state[Key.LANG_PICK] = state.language()
    st.segmented_control(
        say(App.language),
        ("zh", "en"),
        format_func={"zh": "中文", "en": "English"}.__getitem__,
        key=Key.LANG_PICK,
        required=True,
        on_change=_take_language,
    )
    _who()


def _who() -> None:
    """Who logged in and what they may do; nothing where there is one local organizer."""
    found = who.role_words()
    if found is None:
        return
    name, role = found
    st.caption(f":material/person: {plain(say(Who.role, name=name, role=role))}")
    if not who.may("edit"):
        st.caption(say(Who.look_only))
    provided = who.by_provider() and not who.by_header()
    if provided and st.button(say(Who.log_out), key="log-out", icon=":material/logout:"):
        st.logout()


def _county_lines(counties: list[CountyRecord]) -> dict[int, str]:
    """Each county's name; of several with one name, with the moment of its import: the picker goes by its words."""
    names = [county.name for county in counties]
    return {
        c.id: c.name
        if names.count(c.name) == 1
        else f"{c.name} · {c.added_at.astimezone():%m-%d %H:%M} · {c.id}"
        for c in counties
    }


def plan_line(plan: PlanRecord, *, official: bool = False) -> str:
    """A plan in one line: its number, when it was made, and its name where it has one; a star before the official one."""
    line = say(App.plan_line, id=plan.id, when=f"{plan.made_at.astimezone():%m-%d %H:%M}")
    name = plan.name if len(plan.name) <= _NAME else f"{plan.name[:_NAME]}…"
    line = f"{line} · {name}" if name else line
    return say(Official.mark, plan=line) if official else line


def seconds_so_far(run: RunRecord) -> int:
    """Whole seconds since the run began (or was asked for), up to its end."""
    begin = run.started_at or run.queued_at
    return int(((run.ended_at or datetime.now(UTC)) - begin).total_seconds())


def _badge(county: int) -> None:
    """The running solve, looked at every few seconds; the whole page is drawn anew once when it begins or ends."""
    live = state.live_run(county)
    if (live.id if live else None) != st.session_state.get(Key.LIVE):
        st.rerun()
    if live is not None:
        st.page_link(
            "app_pages/solve.py",
            label=say(App.solving, seconds=seconds_so_far(live)),
            icon=":material/progress_activity:",
        )


def _take_county() -> None:
    state.choose_county(st.session_state[Key.COUNTY_PICK])


def _take_plan() -> None:
    state.choose_plan(st.session_state[Key.PLAN_PICK])


def _take_language() -> None:
    st.session_state[Key.LANG] = st.session_state[Key.LANG_PICK]
