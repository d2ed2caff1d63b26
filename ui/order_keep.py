"""Changed pins and bans kept as a new version of the county's lists, where nobody else was quicker."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from pairing.errors import PairingError
from ui import state
from ui.order_words import Order
from ui.state import plain, say

if TYPE_CHECKING:
    from pairing.county import County
    from pairing.records import CountyRecord


def keep(record: CountyRecord, county: County, what: str, why: str) -> None:
    """Store the lists as a new version, made from ``record``, bring them into view and draw the page anew; where other
    lists have been stored since, say by whom and change nothing. ``what`` and ``why`` stand in the log."""
    try:
        with state.store() as store:
            saved = store.add_county(county, record.source, base=record.id, what=what, why=why)
    except PairingError as fault:
        st.error(plain(say(fault.text)), icon=":material/error:")
        return
    state.choose_county(saved.id)
    state.note_orders_kept(version(saved))
    st.rerun()


def version(record: CountyRecord) -> str:
    """This version of the lists, also where the same lists have been stored again."""
    return f"{record.id}-{record.added_at:%Y%m%d%H%M%S%f}"


def show_kept(record: CountyRecord) -> None:
    """That the last change was kept, and the next click."""
    if state.orders_kept() == version(record):
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            st.markdown(f":green[:material/check_circle:] {say(Order.saved)}", width="stretch")
            st.page_link("app_pages/solve.py", label=say(Order.go_solve), icon=":material/play_circle:")
