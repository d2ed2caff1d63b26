"""Which plan a solve is to change, and by how much: asked on the page 求解, told in its history."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from ui import state
from ui.keys import Key
from ui.sidebar import plan_line
from ui.state import plain, say
from ui.words import Solve

if TYPE_CHECKING:
    from pairing.records import CountyRecord, RunRecord


def what_to_change(county: CountyRecord) -> dict[str, int]:
    """The plan to change and how much of it may change, as a run's limits name them; empty for a plan made anew."""
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
        return {}
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
    return {name: int(value) for name, value in chosen.items() if value is not None}


def change_words(run: RunRecord) -> str:
    """What a run was to change, in words; empty for a plan made anew."""
    previous, most = run.limits.get("previous"), run.limits.get("max_changes")
    parts = [
        say(Solve.changed_from, id=previous) if previous is not None else "",
        say(Solve.at_most_changes, count=most) if most is not None else "",
    ]
    return "　".join(part for part in parts if part)
