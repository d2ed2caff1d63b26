"""What a page says while it has nothing to show, or nothing that may be used: one sentence and the next click."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from pairing.text import Text
from ui import state
from ui.state import say
from ui.words import App

if TYPE_CHECKING:
    from ui.state import Recounted


def need_county() -> None:
    """No county yet: to the start page."""
    _empty(App.need_county, App.go_home, "home")


def need_plan() -> None:
    """No plan yet: to the page that makes one, or that shows how it is being made."""
    county = state.current_county()
    if county is not None and state.live_run(county.id) is not None:
        _empty(App.plan_coming, App.see_solve, "solve")
    else:
        _empty(App.need_plan, App.go_solve, "solve")


def plan_shown() -> Recounted | None:
    """The plan a page is about, recounted; None, with the next click on screen, where there is no county or no plan.

    Says so where today's recount finds a broken rule in a stored plan: it is no plan to use.
    """
    if state.current_county() is None:
        need_county()
        return None
    plan = state.current_plan()
    if plan is None:
        need_plan()
        return None
    shown = state.recounted(plan)
    warn_broken(shown)
    return shown


def warn_broken(shown: Recounted) -> None:
    """Say so where today's recount finds a broken rule in a stored plan."""
    if not shown.recount.ok:
        words = say(App.broken_plan, plan=shown.record.id, count=len(shown.recount.violations))
        st.error(words, icon=":material/error:")


def _empty(what: Text, label: Text, page: str) -> None:
    with st.container(border=True):
        st.markdown(say(what))
        if st.button(say(label), type="primary", key=f"empty-{page}"):
            st.switch_page(f"app_pages/{page}.py")
