"""调整: the plan changed by hand, by household, cadre, village or unit; undone, saved, or the rest solved anew."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from pairing.by_hand.draft import Draft
from pairing.errors import PairingError
from pairing.text import Text
from ui import drafts, who
from ui.empty import plan_shown
from ui.hand_desk import Desk
from ui.hand_drawer import open_cadre, open_household
from ui.hand_keep import keep, resolve_rest
from ui.hand_lists import cadre_rows, household_rows, place_rows
from ui.hand_places import open_unit, open_village
from ui.hand_steps import history, tell_since
from ui.hand_words import Hand
from ui.keys import Key
from ui.paged import Rows, paged
from ui.state import Recounted, plain, say


def main() -> None:
    st.title(say(Hand.title))
    st.markdown(say(Hand.lead))
    shown = plan_shown()
    if shown is None:
        return
    before = drafts.seen(shown)
    try:
        newest, draft = drafts.current(shown)
    except PairingError as fault:
        st.error(plain(say(Hand.broken, why=say(fault.text))), icon=":material/error:")
        if st.button(say(Hand.clear), type="primary", disabled=not who.may("edit")):
            drafts.clear(shown, drafts.version_of(shown))
            st.rerun()
        return
    tell_since(shown, before, newest, draft)
    drafts.tell_refused()
    # A click is about what was on the screen when it was made.
    version = before.version if before else newest
    _figures(shown, draft)
    _buttons(shown, draft, version)
    _lists(shown, draft)
    if draft.done:
        with st.expander(f"{say(Hand.history)}（{len(draft.done)}）"):
            st.dataframe(
                history(shown.county, draft.done),
                hide_index=True,
                alt=say(Hand.history_alt),
                key="hand-history",
            )
    if draft.now.banned:
        with st.expander(f"{say(Hand.bans)}（{len(draft.now.banned)}）"):
            Desk(shown, newest, draft).bans(sorted(draft.now.banned))
    drafts.look(shown, newest, draft)


def _figures(shown: Recounted, draft: Draft) -> None:
    now, was = draft.now.coverage, shown.recount.coverage.counts
    points = draft.now.goals[2]
    with st.grid(5, min_column_width=150):
        st.metric(say(Hand.steps), len(draft.done), border=True, height="stretch")
        _metric(say(Hand.points), f"{points / 100:,.1f}", (points - shown.recount.points) / 100, "{:+,.1f}")
        for title, count, total, before in (
            (Hand.focus, now.focus_paired, now.focus_demand, was.focus_paired),
            (Hand.households, now.households_covered, now.households_total, was.households_covered),
            (Hand.cadres, now.cadres_covered, now.cadres_eligible, was.cadres_covered),
        ):
            words = say(Hand.short, count=f"{total - count:,}") if count < total else say(Hand.full)
            _metric(say(title), words, count - before, "{:+,d}")


def _metric(title: str, value: str, change: float, form: str) -> None:
    st.metric(title, value, delta=form.format(change) if change else None, border=True, height="stretch")


def _buttons(shown: Recounted, draft: Draft, version: int) -> None:
    open_to_me = who.may("edit")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        none_done, none_undone = not (open_to_me and draft.done), not (open_to_me and draft.undone)
        for title, key, step, shut in (
            (Hand.undo, "undo", drafts.undo, none_done),
            (Hand.redo, "redo", drafts.redo, none_undone),
        ):
            st.button(
                say(title), icon=f":material/{key}:", disabled=shut, key=f"hand-{key}", on_click=_step, args=(step, shown, version),
            )  # fmt: skip
        st.space("stretch")
        name = st.text_input(
            say(Hand.name),
            placeholder=say(Hand.name_hint),
            max_chars=40,
            key=Key.HAND_NAME_TYPE,
            label_visibility="collapsed",
            width=240,
        ).strip()
        with st.popover(say(Hand.resolve), icon=":material/lock:", disabled=none_done):
            st.caption(say(Hand.resolve_note))
            most = st.number_input(
                say(Hand.most),
                min_value=0,
                value=None,
                step=1,
                placeholder=say(Hand.no_limit),
                key=Key.HAND_MOST_TYPE,
            )
            if st.button(say(Hand.start), key="hand-resolve", disabled=none_done):
                _do(
                    lambda: resolve_rest(shown, draft, version, name, None if most is None else int(most)),
                    "solve",
                )
        if st.button(
            say(Hand.save), type="primary", icon=":material/save:", disabled=none_done, key="hand-save"
        ):
            _do(lambda: keep(shown, draft, version, name))
    if not draft.done:
        st.caption(say(Hand.nothing))


def _step(step: Callable[[Recounted, int], None], shown: Recounted, version: int) -> None:
    """In a button's callback: a step taken back or made again, of the draft that this session has seen last."""
    seen = drafts.seen(shown)
    try:
        step(shown, seen.version if seen else version)
    except PairingError as fault:
        drafts.note_refused(fault.text)


def _do(what: Callable[[], object], page: str | None = None) -> None:
    """Do it and draw the page anew, or go to another; a refusal is said and changes nothing."""
    try:
        what()
    except PairingError as fault:
        st.error(plain(say(fault.text)), icon=":material/error:")
        return
    if page is None:
        st.rerun()
    st.switch_page(f"app_pages/{page}.py")


def _lists(shown: Recounted, draft: Draft) -> None:
    """The list of the tab that is open; the others are not built."""
    key = f"{shown.record.id}-hand"
    kinds: dict[str, tuple[Text, Callable[[], tuple[Rows, Callable[[int], None]]]]] = {
        "households": (Hand.by_household, lambda: _households(shown, draft)),
        "cadres": (Hand.by_cadre, lambda: (cadre_rows(shown, draft), partial(open_cadre, shown))),
        "villages": (
            Hand.by_village,
            lambda: (place_rows(shown, draft, "villages"), partial(open_village, shown)),
        ),
        "units": (Hand.by_unit, lambda: (place_rows(shown, draft, "units"), partial(open_unit, shown))),
    }
    tabs = st.tabs([say(title) for title, _ in kinds.values()], key=f"{key}-tabs", on_change="rerun")
    for tab, (kind, (title, build)) in zip(tabs, kinds.items(), strict=True):
        if tab.open:
            with tab:
                rows, opens = build()
                paged(rows, f"{key}-{kind}", say(title), opens, Hand.opens)


def _households(shown: Recounted, draft: Draft) -> tuple[Rows, Callable[[int], None]]:
    rows, which = household_rows(shown, draft)
    return rows, lambda row: open_household(shown, int(which[row]))


main()
