"""Every solve of a county in a table, and each in a drawer: its settings, outcome, steps, trace and, where it failed, log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import streamlit as st

from ui import charts, state, who
from ui.change_form import begin_words
from ui.drawer import open_drawer
from ui.paged import Rows, paged
from ui.run_words import Run
from ui.running import gap_words, time_words
from ui.sidebar import plan_line, seconds_so_far
from ui.state import plain, say
from ui.steps import steps_table
from ui.words import Solve

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from pairing.records import CountyRecord, PlanRecord, RulesRecord, RunRecord

_MOST: Final = 500
_LOG_LETTERS: Final = 20_000
"""The end of a log that is shown; all of it can be downloaded."""
_WAITED: Final = 5.0
"""Seconds in line that are worth a word."""


def history(county: CountyRecord) -> None:
    """All solves of the county, newest first; a row opens its drawer."""
    with state.store() as store:
        runs = store.runs.of(county.id, _MOST)
        sets = {number: store.rules(number) for number in {run.rules for run in runs}}
        plans = {plan.id: plan for plan in store.plans(county.id)}
    if not runs:
        return
    st.header(say(Solve.history))

    def build(rows: NDArray[np.int64]) -> pd.DataFrame:
        cells = [_cells(runs[i], sets[runs[i].rules], plans.get(runs[i].plan or 0)) for i in rows]
        return pd.DataFrame(cells, columns=[say(text) for text in Run.columns.values()])

    search = pd.Series([" ".join(map(str, _cells(run, sets[run.rules], None))) for run in runs], dtype=str)
    paged(
        Rows(search, build),
        f"history-{county.id}",
        say(Solve.history_alt),
        lambda row: open_run(runs[row].id),
        Run.opens,
    )


def _cells(run: RunRecord, rules: RulesRecord, plan: PlanRecord | None) -> tuple[object, ...]:
    return (
        run.id,
        f"{run.queued_at.astimezone():%m-%d %H:%M}",
        run.who,
        say(Run.rules, name=rules.name, id=rules.id),
        time_words(int(run.limits["seconds"])) if "seconds" in run.limits else "",
        begin_words(run),
        say(Solve.state[run.state]),
        _note(run),
        _gap(plan) if plan is not None and "repairs" not in run.limits else "",
        "" if run.started_at is None else str(seconds_so_far(run)),
        "" if run.plan is None else str(run.plan),
    )


def _note(run: RunRecord) -> str:
    """Why a run ended, in words; empty while it lives."""
    if run.message:
        return say(run.message)
    return say(Solve.stop_reason[run.stop_reason]) if run.stop_reason else ""


def _gap(plan: PlanRecord) -> str:
    gap = plan.summary.gap
    if gap is None:
        return "–"
    return say(Run.best) if gap <= 0 else f"{max(gap, 0.001):.1%}"


def open_run(number: int) -> None:
    """Open a run's drawer."""
    open_drawer(say(Run.drawer, id=number), lambda: _drawer(number))


def _drawer(number: int) -> None:
    with state.store() as store:
        run = store.runs.get(number)
        rules = store.rules(run.rules)
        trace, began = store.runs.trace(number), store.runs.phases(number)
        plan = None if run.plan is None else store.plan(run.plan)
        lists = store.county(run.county)
    _outcome(run, plan)
    st.markdown(f"**{say(Run.settings)}**")
    st.markdown(_settings(run, rules, lists))
    if run.state == "failed":
        _log(run, state.jobs().log_file(number))
    st.markdown(f"**{say(Run.steps)}**")
    steps_table(began, f"steps-{number}")
    st.markdown(f"**{say(Run.trace)}**")
    if trace:
        charts.draw(charts.trace(trace), Solve.trace_alt, f"trace-{number}", 260)
    else:
        st.caption(say(Run.no_trace))


def _outcome(run: RunRecord, plan: PlanRecord | None) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.badge(
            say(Solve.state[run.state]),
            color="green" if run.state == "done" else "red" if run.state == "failed" else "gray",
            width="content",
        )
        if plan is not None:
            st.markdown(plain(plan_line(plan)))
            st.space("stretch")
            if st.button(say(Solve.see), key=f"run-see-{run.id}"):
                state.choose_plan(plan.id)
                st.switch_page("app_pages/overview.py")
    if _note(run):
        st.markdown(f":gray[{say(Run.columns['note'])}]　{plain(_note(run))}")
    if plan is not None and "repairs" not in run.limits:
        st.markdown(gap_words(plan.summary.gap))


def _settings(run: RunRecord, rules: RulesRecord, lists: CountyRecord) -> str:
    """The run's settings as a list."""
    earlier = lists.counts.get("previous_pairs", 0) + lists.counts.get("previous_links", 0) > 0
    begun = begin_words(run) or say(Solve.from_lists if earlier else Run.afresh)
    lines = [
        (Solve.rules, say(Run.rules, name=rules.name, id=rules.id)),
        (Solve.time, time_words(int(run.limits["seconds"])) if "seconds" in run.limits else ""),
        (Run.columns["change"], begun),
        (Run.asked, f"{run.who}　{run.queued_at.astimezone():%Y-%m-%d %H:%M:%S}"),
    ]
    if run.started_at is not None:
        waited = (run.started_at - run.queued_at).total_seconds()
        if waited > _WAITED:
            lines.append((Run.waited, say(Run.seconds, count=round(waited))))
    return "\n".join(f"- :gray[{say(title)}]　{plain(words)}" for title, words in lines if words)


def _log(run: RunRecord, file: Path) -> None:
    """The failed run's own output, for whoever may change things here."""
    if not who.may("edit"):
        return
    st.markdown(f"**{say(Run.log)}**")
    said = file.read_text(encoding="utf-8", errors="replace") if file.is_file() else ""
    if not said.strip():
        st.caption(say(Run.no_log))
        return
    st.caption(say(Run.log_what))
    st.code(said[-_LOG_LETTERS:], language=None, height=220)
    st.download_button(
        say(Run.download_log),
        data=said,
        file_name=f"{say(Run.log_file, id=run.id)}.log",
        mime="text/plain",
        on_click="ignore",
        icon=":material/download:",
        key=f"run-log-{run.id}",
    )
