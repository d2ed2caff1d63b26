"""Where a solve begins: which plan it is to change and by how much, or to go on from; asked on the page 求解, told in its
history."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from ui import state
from ui.keys import Key
from ui.run_words import Run, Warm
from ui.sidebar import plan_line
from ui.state import plain, say
from ui.words import Solve

if TYPE_CHECKING:
    from pairing.records import CountyRecord, RunRecord


def where_to_begin(county: CountyRecord) -> dict[str, int]:
    """The plan to change and how much of it may change, or the plan to go on from, as a run's limits name them; empty
    for a plan made from scratch."""
    with state.store() as store:
        plans = {p.id: p for p in store.plans()}
        names = {c.id: c.name for c in store.counties()}
    listed = county.counts.get("previous_pairs", 0) + county.counts.get("previous_links", 0) > 0
    if not plans and not listed:
        return {}
    left, right = st.columns(2)
    labels: dict[int | None, str] = {None: say(Solve.from_lists if listed else Solve.from_nothing)}
    labels |= {p.id: f"{plan_line(p)}　{plain(names[p.county])}" for p in plans.values()}
    previous = left.selectbox(
        say(Solve.previous),
        list(labels),
        key=Key.PREVIOUS_PICK,
        format_func=labels.__getitem__,
        help=say(Solve.previous_help),
    )
    if previous is None and not listed:
        return _warm(county)
    most = right.number_input(
        say(Solve.max_changes),
        min_value=0,
        value=None,
        step=1,
        placeholder=say(Solve.no_limit),
        key=Key.CHANGES_TYPE,
        help=say(Solve.max_changes_help),
    )
    chosen = {"previous": previous, "max_changes": most}
    found = {name: int(value) for name, value in chosen.items() if value is not None}
    return found or _warm(county)


def _warm(county: CountyRecord) -> dict[str, int]:
    """The plan on screen as the start, unless the organizer says no or it is of other lists."""
    plan = state.current_plan()
    if plan is None or plan.data_hash != county.data_hash:
        return {}
    go_on = st.toggle(say(Warm.tick, id=plan.id), value=True, key=Key.WARM_TICK, help=say(Warm.help))
    return {"start": plan.id} if go_on else {}


def begin_words(run: RunRecord) -> str:
    """Where a run begins and how far it may go, in words; empty for a plan made from scratch."""
    limits = run.limits
    parts = [
        say(words, id=limits[name])
        for name, words in (("repairs", Run.pricing), ("previous", Solve.changed_from), ("start", Warm.begun))
        if limits.get(name) is not None
    ]
    most = limits.get("max_changes")
    return "　".join([*parts, *([] if most is None else [say(Solve.at_most_changes, count=most)])])
