"""A plan whose lists have been changed since: said, and on demand recounted by the newest, what breaks by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from pairing.check import LAWS
from pairing.planner import recount
from pairing.replan import beside
from ui import state
from ui.compare_words import Compare
from ui.official import moment
from ui.state import plain, say

if TYPE_CHECKING:
    from pairing.check import Recount
    from pairing.county import County
    from pairing.records import CountyRecord, PlanRecord
    from ui.state import Recounted


def lists_changed(plan: PlanRecord, counties: dict[int, CountyRecord]) -> None:
    """Say that the lists have changed since the plan was made, and offer its recount by the newest."""
    record = counties[plan.county]
    newest = next(other for other in counties.values() if other.name == record.name)
    if newest.id == record.id:
        return
    said = say(
        Compare.outdated,
        plan=say(Compare.plan_short, id=plan.id),
        when=moment(record.added_at),
        who=plain(newest.added_by),
        newer=moment(newest.added_at),
    )
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f":orange[:material/update:] {said}", width="stretch")
            asked = st.toggle(say(Compare.recount), key=f"recount-{plan.id}-{newest.id}")
        if asked:
            _recounted_today(plan, newest)


def _recounted_today(plan: PlanRecord, newest: CountyRecord) -> None:
    counted = _by_the_newest(
        plan.id,
        plan.made_at.isoformat(),
        newest.data_hash,
        state.recounted(plan),
        state.county_tables(newest),
    )
    # The figures printed in the plan are those of its own lists: they say nothing here.
    broken = [violation for violation in counted.violations if violation.rule != "figures"]
    cover = counted.coverage.counts
    said = say(
        Compare.breaks if broken else Compare.still_good,
        count=f"{len(broken):,}",
        focus=f"{cover.focus_paired:,}",
        demand=f"{cover.focus_demand:,}",
        households=f"{cover.households_covered:,}",
        total=f"{cover.households_total:,}",
    )
    if not broken:
        st.success(said, icon=":material/check_circle:")
        return
    st.warning(said, icon=":material/warning:")
    rows = [(say(LAWS[violation.rule]), say(violation.who)) for violation in broken]
    table = pd.DataFrame(rows, columns=[say(text) for text in Compare.break_columns.values()])
    st.dataframe(
        table,
        hide_index=True,
        alt=say(Compare.breaks_alt),
        key=f"broken-{plan.id}",
        height=min(420, 38 + 36 * len(table)),
    )


@st.cache_resource(max_entries=4, show_spinner=False)
def _by_the_newest(plan: int, made_at: str, data_hash: str, _shown: Recounted, _lists: County) -> Recount:
    previous = _shown.record.previous
    with state.store() as store:
        lists = beside(_lists, None if previous is None else store.load_plan(previous))
    return recount(lists, _shown.rules, _shown.plan)
