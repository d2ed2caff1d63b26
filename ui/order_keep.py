"""Changed pins and bans kept as a new version of the county's lists, where nobody else was quicker."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from pairing.errors import PairingError
from ui import state
from ui.keys import Key
from ui.order_words import Order
from ui.state import plain, say

if TYPE_CHECKING:
    from pairing.county import County
    from pairing.records import CountyRecord
    from pairing.text import Text

_IDS: Final = (
    ("cadres", "cadre_id"),
    ("units", "name"),
    ("households", "household_id"),
    ("villages", "code"),
)
_TYPED: Final = ("-kind", "-table", "-search", "-why", "-by", "-when")
_PICKED: Final = ("-who-", "-whom-")


def keep(record: CountyRecord, county: County, what: str, why: str) -> None:
    """Store the lists as a new version, made from ``record``, bring them into view and draw the page anew. Where other
    lists have been stored since nothing is changed: those come into view, with by whom they are and all that was entered.
    ``what`` and ``why`` stand in the log."""
    try:
        with state.store() as store:
            saved = store.add_county(county, record.source, base=record.id, what=what, why=why)
    except PairingError as fault:
        with state.store() as store:
            newest = store.newest_county(record.name)
        if newest is None or newest.id == record.id:
            st.error(plain(say(fault.text)), icon=":material/error:")
            return
        carry_over(record, newest)
        st.session_state[Key.ORDERS_REFUSED] = fault.text
        state.choose_county(newest.id)
        st.rerun()
    state.choose_county(saved.id)
    state.note_orders_kept(version(saved))
    st.rerun()


def show_refused() -> None:
    """Why the last change was not kept, once."""
    refused: Text | None = st.session_state.pop(Key.ORDERS_REFUSED, None)
    if refused is not None:
        st.error(f"{plain(say(refused))}\n\n{say(Order.moved)}", icon=":material/error:")


def form_key(record: CountyRecord) -> str:
    """What the keys of the form begin with: a new version of the lists begins with an empty one."""
    return f"order-{version(record)}"


def carry_over(record: CountyRecord, newest: CountyRecord) -> None:
    """What was entered in the form over older lists stands in the newest's, before it goes with its boxes; who was picked by
    position only where both have the same people and places."""
    before = form_key(record)
    entered = [(str(key), value) for key, value in st.session_state.items() if str(key).startswith(before)]
    if not entered:
        return
    old, new = (state.county_tables(each) for each in (record, newest))
    same = all(getattr(old, table)[column].equals(getattr(new, table)[column]) for table, column in _IDS)
    for key, value in entered:
        part = key.removeprefix(before)
        if part.endswith(_TYPED) or (same and part.startswith(_PICKED)):
            st.session_state[f"{form_key(newest)}{part}"] = value
        del st.session_state[key]  # taken over once: what is entered there from now on counts


def version(record: CountyRecord) -> str:
    """This version of the lists, also where the same lists have been stored again."""
    return f"{record.id}-{record.added_at:%Y%m%d%H%M%S%f}"


def show_kept(record: CountyRecord) -> None:
    """That the last change was kept, and the next click."""
    if state.orders_kept() == version(record):
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            st.markdown(f":green[:material/check_circle:] {say(Order.saved)}", width="stretch")
            st.page_link("app_pages/solve.py", label=say(Order.go_solve), icon=":material/play_circle:")
