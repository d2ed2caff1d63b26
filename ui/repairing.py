"""Shortages and repairs on screen: why a plan's gaps exist, what would close them, one click for a what-if plan."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

import streamlit as st

from pairing.errors import PairingError
from pairing.phases import PHASES
from pairing.repairs import repairs_of_json
from ui import gap_lists, state, what_if, who
from ui.faults import part
from ui.paged import paged
from ui.repair_words import Repairs
from ui.sidebar import seconds_so_far
from ui.state import plain, say

if TYPE_CHECKING:
    from collections.abc import Callable

    from pairing.repairs import Repair
    from pairing.shortages import ProvedShortage
    from ui.state import Recounted

_CARDS: Final = 6
"""Shortages shown as cards; the greatest come first."""
_SECONDS: Final = 60.0


def shortage_cards(shown: Recounted) -> None:
    """Each proved shortage: its sentence, what is asked for and what can be had, and the lists behind it."""
    proved = shown.shortages
    found = (*proved.households, *proved.cadres)
    if not found:
        return
    st.header(say(Repairs.why))
    st.caption(say(Repairs.why_note))
    for number, short in enumerate(found[:_CARDS]):
        _card(shown, short, f"{shown.record.id}-short-{number}")
    if len(found) > _CARDS:
        st.caption(say(Repairs.more, count=len(found) - _CARDS))


def _card(shown: Recounted, short: ProvedShortage, key: str) -> None:
    with st.container(border=True):
        st.markdown(plain(say(short.sentence)))
        figures = (
            (Repairs.demand, short.demand),
            (Repairs.places, short.places),
            (Repairs.deficit, short.deficit),
        )
        with st.grid(3, min_column_width=120):
            for title, count in figures:
                st.metric(say(title), f"{count:,}")
        for title, rows in (
            (Repairs.households, gap_lists.some_households(shown, short.households)),
            (Repairs.cadres, gap_lists.some_cadres(shown, short.cadres)),
        ):
            if len(rows):
                words = say(title, count=f"{len(rows):,}")
                with st.expander(words):
                    paged(rows, f"{key}-{title.en[:3]}", words)


def repair_cards(shown: Recounted) -> None:
    """The priced repairs, or the button that has them priced, or how that goes on."""
    if not shown.shortages.missing:
        return
    st.header(say(Repairs.title))
    st.caption(say(Repairs.lead))
    if shown.shortages.mendable:
        st.markdown(say(Repairs.mendable, count=f"{shown.shortages.mendable:,}"))
    plan = shown.record
    line = state.jobs().live()
    live = next((run for run in line if run.limits.get("repairs") == plan.id), None)
    if live is not None:
        part(_pricing, run_every=1.0)(live.id)
        # Outside the part that is drawn anew each second, so that no click is lost in between.
        shut = not who.may("edit")
        if live.cancel_asked_at is None and st.button(say(Repairs.stop), key="repairs-stop", disabled=shut):
            state.jobs().cancel(live.id)
            st.rerun()
        return
    with state.store() as store:
        kept = store.repairs(plan.id)
    if kept is not None:
        _priced(shown, kept)
    if line:
        st.caption(say(Repairs.busy))
    if st.button(
        say(Repairs.ask if kept is None else Repairs.again),
        type="primary" if kept is None else "secondary",
        key="repairs-ask",
        disabled=not who.may("edit"),
        icon=":material/build:",
    ):
        limits = {"seconds": _SECONDS, "workers": min(2, os.cpu_count() or 1), "repairs": plan.id}
        if plan.previous is not None:
            limits["previous"] = plan.previous
        _attempt(lambda: state.jobs().start(plan.county, plan.rules, limits))
        st.rerun()


def _pricing(number: int) -> None:
    line = state.jobs().live()
    place = next((place for place, run in enumerate(line) if run.id == number), None)
    if place is None:
        st.rerun()
    run = line[place]
    if place:
        st.caption(say(Repairs.in_line, place=place))
        return
    st.progress(min(1.0, seconds_so_far(run) / float(run.limits["seconds"])))
    phase = PHASES.get("queued" if run.state == "queued" else run.phase, PHASES["load"])
    st.caption(f"{say(Repairs.pricing, seconds=seconds_so_far(run))}　{say(phase)}")


def _priced(shown: Recounted, kept: str) -> None:
    found = repairs_of_json(kept)
    st.markdown(say(Repairs.anew, now=f"{found.now.missing:,}", again=f"{found.again.missing:,}"))
    if not found.repairs and found.again.missing:
        st.caption(say(Repairs.nothing))
    for number, repair in enumerate(found.repairs, 1):
        with st.container(border=True):
            st.markdown(f"**{number}. {plain(say(repair.title))}**")
            figures = (
                f"{say(Repairs.closes)} **{repair.closes:,}**",
                f"{say(Repairs.left)} **{repair.after.missing:,}**",
                f"{say(Repairs.points)} **{repair.points / 100:+,.1f}**",
                f"{say(Repairs.size)} **{repair.size:,}**",
            )
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown("　".join(figures))
                st.space("stretch")
                shut = not who.may("edit")
                if st.button(
                    say(Repairs.try_it), key=f"repair-{number}", help=say(Repairs.try_help), disabled=shut
                ):
                    _try(shown, repair, number)


def _try(shown: Recounted, repair: Repair, number: int) -> None:
    plan = shown.record
    with state.store() as store:
        county, rules = store.county(plan.county), store.rules(plan.rules)
    name = say(repair.title)
    made = _attempt(
        lambda: what_if.begin(
            state.jobs(),
            plan,
            state.county_tables(county),
            repair,
            say(Repairs.what_if, county=county.name, n=f"{plan.id}-{number}"),
            say(Repairs.what_if_rules, rules=rules.name),
            name,
        )
    )
    if isinstance(made, int):
        # The rules that were changed for the trial are not the ones to go on with.
        state.choose_rules(rules.name)
        state.choose_county(made)
        st.switch_page("app_pages/solve.py")


def _attempt(act: Callable[[], object]) -> object:
    """Do it; what the store refuses is said where the button was."""
    try:
        return act()
    except PairingError as fault:
        st.error(plain(say(fault.text)), icon=":material/error:")
        st.stop()
