"""Which two plans are compared: the pickers, with each plan's lists where these are not the plain case."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from ui import state
from ui.compare_words import Compare
from ui.keys import Key
from ui.official import moment
from ui.sidebar import plan_line
from ui.state import say

if TYPE_CHECKING:
    from pairing.records import CountyRecord, PlanRecord


def plan_words(plan: PlanRecord, counties: dict[int, CountyRecord], county: str, official: int | None) -> str:
    """A plan in the pickers: its line, a star where it is official, and its lists where these are not the plain case."""
    record = counties[plan.county]
    line = plan_line(plan, official=plan.id == official)
    if record.name != county:
        return say(Compare.plan_of, plan=line, county=record.name)
    if sum(other.name == county for other in counties.values()) > 1:
        return say(Compare.plan_of, plan=line, county=say(Compare.old_lists, when=moment(record.added_at)))
    return line


def picked(
    plans: dict[int, PlanRecord], words: dict[int, str], own: list[PlanRecord], official: int | None
) -> tuple[PlanRecord, PlanRecord]:
    """The two plans chosen; at first the plan in view and what it is best held against."""
    shown = state.current_plan()
    second = shown.id if shown else own[0].id
    mother = plans[second].previous
    first = next(
        (plan for plan in (official, mother) if plan in plans and plan != second),
        next((plan for plan in plans if plan != second), second),
    )
    left, right = st.columns(2, gap="large")
    chosen = []
    for place, title, key, start in (
        (left, Compare.before, Key.BEFORE_PICK, first),
        (right, Compare.after, Key.AFTER_PICK, second),
    ):
        numbers = list(plans)
        with place:
            chosen.append(
                st.selectbox(
                    say(title),
                    numbers,
                    index=numbers.index(start if start is not None else second),
                    format_func=words.__getitem__,
                    key=f"{key}-{second}",
                )
            )
    return plans[chosen[0]], plans[chosen[1]]
