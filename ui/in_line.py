"""The line of solves on screen: what is under way elsewhere, what waits, and the buttons that take it out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from ui import state, who
from ui.change_form import begin_words
from ui.faults import part
from ui.run_words import Line, Run
from ui.running import time_words
from ui.sidebar import seconds_so_far
from ui.state import plain, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pairing.records import CountyRecord, RunRecord


def in_line(county: CountyRecord, live: Sequence[RunRecord]) -> None:
    """What another county has under way, and all that waits, with its place; ``live`` in the order of the turns."""
    if not live or (len(live) == 1 and live[0].county == county.id):
        return
    with state.store() as store:
        counties = {c.id: c.name for c in store.counties()}
        sets = {run.rules: store.rules(run.rules).name for run in live}
    if live[0].county != county.id:
        part(_elsewhere, run_every=2.0)(live[0].id, tuple(run.id for run in live), counties)
    if len(live) == 1:
        return
    with st.container(border=True):
        st.markdown(f"**{say(Line.title)}**")
        st.caption(say(Line.lead))
        for place, run in enumerate(live[1:], 1):
            words = (
                counties[run.county],
                say(Run.rules, name=sets[run.rules], id=run.rules),
                time_words(int(run.limits["seconds"])),
                begin_words(run),
                run.who,
                f"{run.queued_at.astimezone():%H:%M}",
            )
            # The buttons stand outside what redraws itself, as the stop button does.
            with st.container(horizontal=True, vertical_alignment="center"):
                st.badge(say(Line.place, place=place), color="gray", width="content")
                st.markdown("　".join(plain(word) for word in words if word))
                st.space("stretch")
                st.button(
                    say(Line.take_out),
                    key=f"line-out-{run.id}",
                    disabled=not who.may("edit"),
                    icon=":material/close:",
                    on_click=state.jobs().cancel,
                    args=(run.id,),
                )


def _elsewhere(number: int, drawn: tuple[int, ...], counties: dict[int, str]) -> None:
    """The solve of another county, told anew every few seconds; the whole page once, when the line moves."""
    live = state.jobs().live()
    if tuple(run.id for run in live) != drawn:
        st.rerun()
    run = next(run for run in live if run.id == number)
    words = Line.elsewhere_pricing if "repairs" in run.limits else Line.elsewhere
    text = say(words, county=plain(counties[run.county]), who=plain(run.who), seconds=seconds_so_far(run))
    st.info(text, icon=":material/progress_activity:")
