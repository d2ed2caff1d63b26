"""What a page says while it has nothing to show: one sentence and the next click."""

from __future__ import annotations

import streamlit as st

from pairing.text import Text
from ui.state import say
from ui.words import App


def need_county() -> None:
    """No county yet: to the start page."""
    _empty(App.need_county, App.go_home, "home")


def need_plan() -> None:
    """A county without a plan: to the solving page."""
    _empty(App.need_plan, App.go_solve, "solve")


def _empty(what: Text, label: Text, page: str) -> None:
    with st.container(border=True):
        st.markdown(say(what))
        if st.button(say(label), type="primary", key=f"empty-{page}"):
            st.switch_page(f"app_pages/{page}.py")
