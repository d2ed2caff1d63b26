"""开始: four steps with what is missing, the sample, templates, recent plans."""

from __future__ import annotations

from functools import partial

import streamlit as st

from pairing.sample import make_county
from pairing.text import Text
from ui import state, who
from ui.downloads import template
from ui.sidebar import plan_line
from ui.state import plain, say
from ui.words import Home


def main() -> None:
    st.title(say(Home.title))
    st.markdown(say(Home.lead))
    county, plan = state.current_county(), state.current_plan()
    live = county is not None and state.live_run(county.id) is not None
    _steps(county is not None, plan is not None, live)
    if county is None:
        _empty()
        return
    with st.container(horizontal=True):
        if plan is not None:
            _go("overview", Home.open_use, primary=True)
        else:
            _go("solve", Home.open_solve, primary=True)
        _go("data", Home.own_lists)
        _template_button()
    _recent()


def _steps(loaded: bool, solved: bool, live: bool) -> None:
    states = [
        (Home.step_data, Home.step_data_what, loaded, True),
        (Home.step_rules, Home.step_rules_what, loaded, loaded),
        (Home.step_solve, Home.step_solve_what, solved, loaded),
        (Home.step_use, Home.step_use_what, False, solved),
    ]
    with st.grid(4, min_column_width=180):
        for number, (title, what, done, ready) in enumerate(states, start=1):
            with st.container(border=True, height="stretch"):
                st.markdown(f"**{number}　{say(title)}**")
                st.caption(say(what))
                st.space("stretch")
                if live and title is Home.step_solve:
                    st.badge(say(Home.running), icon=":material/progress_activity:", color="orange")
                elif done:
                    st.badge(say(Home.done), icon=":material/check:", color="green")
                elif ready:
                    st.badge(say(Home.next), icon=":material/arrow_forward:", color="orange")
                else:
                    st.badge(say(Home.later), color="gray")


def _empty() -> None:
    with st.container(border=True):
        st.header(say(Home.empty_title))
        st.markdown(say(Home.empty_text))
        with st.container(horizontal=True):
            shut = not who.may("edit")
            if st.button(say(Home.load_demo), type="primary", key="load-demo", disabled=shut):
                _load_sample("demo")
            if st.button(say(Home.load_county), key="load-county", disabled=shut):
                _load_sample("county")
            _go("data", Home.own_lists)
            _template_button()


def _load_sample(size: str) -> None:
    with st.spinner(say(Home.making)):
        county = make_county("county" if size == "county" else "demo")
        with state.store() as store:
            record = store.add_county(county)
    state.choose_county(record.id)
    st.rerun()


def _go(page: str, label: Text, *, primary: bool = False) -> None:
    if st.button(say(label), type="primary" if primary else "secondary", key=f"go-{page}"):
        st.switch_page(f"app_pages/{page}.py")


def _template_button() -> None:
    st.download_button(
        say(Home.template),
        data=partial(template, state.language()),
        file_name=f"{say(Home.template_name)}.xlsx",
        on_click="ignore",
        type="tertiary",
        icon=":material/download:",
        key="template",
    )


def _recent() -> None:
    st.header(say(Home.recent))
    with state.store() as store:
        counties = {c.id: c for c in store.counties()}
        plans = store.plans()[:5]
    if not plans:
        st.caption(say(Home.recent_none))
        return
    for plan in plans:
        coverage = plan.summary.coverage
        full = (
            coverage.households_covered == coverage.households_total
            and coverage.cadres_covered == coverage.cadres_eligible
            and coverage.focus_paired == coverage.focus_demand
        )
        with st.container(horizontal=True, border=True, vertical_alignment="center"):
            st.markdown(f"**{plain(counties[plan.county].name)}**　{plain(plan_line(plan))}")
            if full:
                st.badge(say(Home.covered), icon=":material/check:", color="green")
            else:
                st.badge(say(Home.not_covered), icon=":material/warning:", color="orange")
            st.space("stretch")
            if st.button(say(Home.open_use), type="tertiary", key=f"open-{plan.id}"):
                state.choose_county(plan.county)
                state.choose_plan(plan.id)
                st.switch_page("app_pages/overview.py")


main()
