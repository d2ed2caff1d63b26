"""A running solve on screen: where it stands, how good the plan is already, and the button that stops it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from pairing.limits import limits
from pairing.phases import PHASES
from pairing.rules import Rules
from ui import charts, lists, state, who
from ui.faults import part
from ui.sidebar import seconds_so_far
from ui.state import plain, say
from ui.words import Solve

if TYPE_CHECKING:
    from pairing.county import County
    from pairing.records import CountyRecord, RunRecord


def time_words(seconds: int) -> str:
    """A time limit in words."""
    return say(Solve.seconds, count=seconds) if seconds < 60 else say(Solve.minutes, count=seconds // 60)


def running(county: CountyRecord, run: RunRecord) -> None:
    """The live run's frame: what is solved and the button that stops it, over the figures that :func:`watch` renews."""
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{say(Solve.running, county=plain(county.name))}**")
            st.space("stretch")
            if run.cancel_asked_at is None:
                # Outside the fragment, and as a callback: a fragment's click waits for the redraw that is under way, and
                # is dropped with it when the organizer closes the tab meanwhile.
                st.button(
                    say(Solve.stop),
                    type="primary",
                    key="solve-stop",
                    disabled=not who.may("edit"),
                    icon=":material/stop_circle:",
                    on_click=state.jobs().cancel,
                    args=(run.id,),
                )
            else:
                st.caption(say(Solve.stopping))
        part(watch, run_every=1.0)(county, run.id, run.cancel_asked_at is not None)


def watch(county: CountyRecord, number: int, stopping: bool) -> None:
    """The figures of the running solve, drawn anew each second; the whole page once, when it is stopped or ends."""
    run = state.jobs().latest(county.id)
    if run is None or run.id != number or not run.live or stopping != (run.cancel_asked_at is not None):
        st.rerun()
    limit = float(run.limits["seconds"])
    st.progress(min(1.0, seconds_so_far(run) / limit))
    with st.container(horizontal=True, vertical_alignment="center"):
        phase = "queued" if run.state == "queued" else run.phase
        st.badge(say(PHASES.get(phase, PHASES["load"])), color="green", width="content")
        st.caption(say(Solve.elapsed, seconds=seconds_so_far(run), limit=time_words(int(limit))))
    _figures(county, run)


def _figures(county: CountyRecord, run: RunRecord) -> None:
    goals = {goal["name"]: goal for goal in (run.progress or {}).get("goals", ())}
    if not goals or run.progress is None:
        st.caption(say(Solve.waiting))
        return
    with state.store() as store:
        rules = Rules.from_toml(store.rules(run.rules).toml)
        trace = store.runs.trace(run.id)
    wanted, eligible = _totals(state.county_tables(county), rules)
    paired = 1 - goals["shortage"]["value"] / max(1, wanted)
    used = eligible - goals["idle"]["value"]
    bound = goals["points"]["bound"]
    with st.grid(4, min_column_width=170):
        st.metric(say(Solve.focus_paired), f"{paired:.1%}", border=True)
        st.metric(say(Solve.cadres_used), f"{used:,} / {eligible:,}", border=True)
        st.metric(say(Solve.points), f"{goals['points']['value'] / 100:,.0f}", border=True)
        st.metric(
            say(Solve.bound), say(Solve.unknown) if bound is None else f"{bound / 100:,.0f}", border=True
        )
    st.markdown(gap_words(run.progress["gap"]))
    charts.draw(charts.trace(trace), Solve.trace_alt, "trace", 280)
    st.caption(say(Solve.trace))


def _totals(county: County, rules: Rules) -> tuple[int, int]:
    """All weighted demand, and the eligible cadres."""
    tier = lists.household_tiers(county.data_hash, rules.hash, county, rules)
    weight = np.array([0, rules.shortage_tier1, rules.shortage_tier2, rules.shortage_tier3])
    demand = county.households["demand"].to_numpy(np.int64)
    return int((weight[tier] * demand).sum()), int(limits(county, rules).eligible.sum())


def gap_words(gap: float | None) -> str:
    """How far from the best, in words."""
    if gap is None:
        return say(Solve.gap_none)
    return (
        say(Solve.gap_proved)
        if gap <= 0
        else say(Solve.gap_words, gap=f"{gap:.1%}" if gap >= 0.001 else "0.1%")
    )
