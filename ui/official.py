"""Which plan is official: the line that says so, adopting and withdrawing with a reason, and the history."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from pairing.errors import PairingError, StoreError
from ui import state, who
from ui.compare_words import Official
from ui.state import plain, say

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from pairing.records import AdoptionRecord
    from pairing.store import Store


def official_line(county: str, plan: int) -> AdoptionRecord | None:
    """Say whether the plan in view is the official one of the county of that name, or which other is."""
    with state.store() as store:
        standing = store.adoptions.standing(county)
    if standing is None:
        st.caption(say(Official.none))
        return None
    same = standing.plan == plan
    said = say(
        Official.this if same else Official.other,
        plan=standing.plan,
        who=plain(standing.adopted_by),
        when=moment(standing.adopted_at),
        why=plain(standing.why),
    )
    st.markdown(f":{'orange' if same else 'gray'}[:material/star:] {said}")
    return standing


def adopting(county: str, plans: Mapping[int, str]) -> None:
    """The official plan, with what may be done about it; ``plans`` are those that may be adopted: number -> words.

    The first of ``plans`` is proposed.
    """
    with st.container(border=True), st.container(horizontal=True, vertical_alignment="center"):
        with st.container(width="stretch"):
            standing = official_line(county, next(iter(plans)))
        seen = standing.id if standing else None
        free = [plan for plan in plans if standing is None or plan != standing.plan]
        may = who.may("adopt")
        with st.popover(say(Official.adopt), icon=":material/star:", disabled=not (free and may)):
            _adopt(free, plans, seen)
        if standing is not None:
            with st.popover(say(Official.withdraw), icon=":material/undo:", disabled=not may):
                _withdraw(county, standing.id)
    refused = state.official_refused()
    if refused is not None:
        st.error(plain(say(refused)), icon=":material/error:")
    _history(county)


def _adopt(free: list[int], plans: Mapping[int, str], seen: int | None) -> None:
    st.caption(say(Official.adopt_note))
    if not free:
        return
    plan = st.selectbox(
        say(Official.adopt_which),
        free,
        format_func=dict(plans).__getitem__,
        key=f"adopt-plan-{free[0]}-{seen}",
    )
    sound = _stands(plan)
    if not sound:
        st.error(say(Official.broken), icon=":material/error:")
    why = _reason("adopt", seen)
    st.button(
        say(Official.confirm),
        type="primary",
        disabled=not (sound and why and who.may("adopt")),
        key="adopt",
        on_click=_do,
        args=(lambda store: _adopted(store, plan, why, seen),),
    )


def _stands(plan: int) -> bool:
    """Whether a stored plan still stands its recount."""
    with state.store() as store:
        record = store.plan(plan)
    return state.recounted(record).recount.ok


def _adopted(store: Store, plan: int, why: str, seen: int | None) -> None:
    if not _stands(plan):
        raise StoreError(Official.broken)
    store.adoptions.adopt(plan, why, seen)


def _withdraw(county: str, seen: int) -> None:
    st.caption(say(Official.withdraw_note))
    why = _reason("withdraw", seen)
    st.button(
        say(Official.confirm_withdraw),
        disabled=not (why and who.may("adopt")),
        key="withdraw",
        on_click=_do,
        args=(lambda store: store.adoptions.withdraw(county, why, seen),),
    )


def _reason(key: str, seen: int | None) -> str:
    return st.text_input(
        say(Official.why), placeholder=say(Official.why_hint), max_chars=200, key=f"{key}-why-{seen}"
    ).strip()


def _do(what: Callable[[Store], object]) -> None:
    """Do it before the page is drawn anew, with the adoption in force that the organizer saw; a refusal changes nothing
    and is said by the new page."""
    try:
        with state.store() as store:
            what(store)
    except PairingError as fault:
        state.note_official(fault.text)
    else:
        state.note_official(None)
        st.toast(say(Official.done), icon=":material/check_circle:")


def _history(county: str) -> None:
    with state.store() as store:
        entries = store.adoptions.history(county)
    if not entries:
        return
    with st.expander(say(Official.history, count=len(entries))):
        table = pd.DataFrame(
            [
                (
                    entry.plan,
                    entry.adopted_by,
                    moment(entry.adopted_at),
                    entry.why,
                    moment(entry.withdrawn_at) if entry.withdrawn_at else "",
                    entry.withdrawn_by or "",
                    entry.withdrawn_why or "",
                )
                for entry in entries
            ],
            columns=[say(text) for text in Official.columns.values()],
        )
        st.dataframe(table, hide_index=True, alt=say(Official.history, count=len(entries)), key="adoptions")


def moment(at: datetime) -> str:
    """A moment in local time, to the minute."""
    return f"{at.astimezone():%m-%d %H:%M}"
