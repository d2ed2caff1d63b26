"""对比: two plans side by side, what is better or worse, who changed and why; one of them made the official plan."""

from __future__ import annotations

from collections import Counter
from typing import Any

import streamlit as st

from pairing.compare import Comparison
from ui import compare_lists, state
from ui.compare_pick import picked, plan_words
from ui.compare_words import Compare
from ui.empty import need_county, need_plan, warn_broken
from ui.lists_changed import lists_changed
from ui.official import adopting
from ui.paged import Rows, paged
from ui.state import Recounted, plain, say


def main() -> None:
    st.title(say(Compare.title))
    st.markdown(say(Compare.lead))
    county = state.current_county()
    if county is None:
        need_county()
        return
    with state.store() as store:
        counties = {record.id: record for record in store.counties()}
        every = store.plans()
        standing = store.adoptions.standing(county.name)
    own = [plan for plan in every if counties[plan.county].name == county.name]
    if not own:
        need_plan()
        return
    others = [plan for plan in every if counties[plan.county].name != county.name]
    official = standing.plan if standing else None
    words = {plan.id: plan_words(plan, counties, county.name, official) for plan in (*own, *others)}
    if len(words) == 1:
        _single()
        warn_broken(state.recounted(own[0]))
        adopting(county.name, words)
        return
    before, after = picked({plan.id: plan for plan in (*own, *others)}, words, own, official)
    adopting(
        county.name, {p.id: words[p.id] for p in (after, before) if p in own} or {own[0].id: words[own[0].id]}
    )
    for plan in (before, after):
        lists_changed(plan, counties)
    if before.id == after.id:
        st.info(say(Compare.same_plan))
        return
    first, second = state.recounted(before), state.recounted(after)
    for side in (first, second):
        warn_broken(side)
    found = state.compared(first, second)
    _figures(found)
    _differences(found, first, second)


def _single() -> None:
    with st.container(border=True):
        st.markdown(say(Compare.single))
        if st.button(say(Compare.go_solve), key="compare-solve"):
            st.switch_page("app_pages/solve.py")


def _figures(found: Comparison) -> None:
    st.header(say(Compare.figures))
    count = Counter(line.verdict for line in found.lines)
    st.markdown(say(Compare.counts, better=count["better"], worse=count["worse"], same=count["same"]))
    if not found.one_basis:
        st.caption(say(Compare.other_basis))
    st.dataframe(
        compare_lists.figure_table(found.lines, found.own),
        hide_index=True,
        alt=say(Compare.figures_alt),
        height="content",
        column_config=_numbers_right(),
        key="compare-figures",
    )
    with st.expander(say(Compare.terms)):
        st.dataframe(
            compare_lists.figure_table(found.terms, {}),
            hide_index=True,
            alt=say(Compare.terms_alt),
            height="content",
            column_config=_numbers_right(),
            key="compare-terms",
        )


def _numbers_right() -> dict[str, Any]:
    """Figures in words stand under each other like numbers."""
    right = st.column_config.TextColumn(alignment="right")
    return {say(Compare.columns[column]): right for column in ("own", "before", "after", "change")}


def _differences(found: Comparison, first: Recounted, second: Recounted) -> None:
    pairs = compare_lists.changed_pairs(found, first.county, second.county)
    links = compare_lists.changed_links(found, first.county, second.county)
    key = f"{first.record.id}-{second.record.id}"
    if len(found.changes):
        st.caption(say(Compare.causes, causes=compare_lists.causes_line(found)))
    titles = (
        say(Compare.pairs, count=f"{len(pairs):,}"),
        say(Compare.links, count=f"{len(links):,}"),
        say(Compare.towns),
        say(Compare.rules, count=len(found.rules)),
    )
    for_pairs, for_links, for_towns, for_rules = st.tabs(titles)
    with for_pairs:
        _list(pairs, f"{key}-changed-pairs", say(Compare.pairs_alt))
    with for_links:
        _list(links, f"{key}-changed-links", say(Compare.links_alt))
    with for_towns:
        st.dataframe(
            compare_lists.town_table(found), hide_index=True, alt=say(Compare.towns_alt), key="compare-towns"
        )
    with for_rules:
        _rules(found, first, second)


def _list(rows: Rows, key: str, alt: str) -> None:
    if len(rows):
        paged(rows, key, alt)
    else:
        st.caption(say(Compare.no_changes))


def _rules(found: Comparison, first: Recounted, second: Recounted) -> None:
    with state.store() as store:
        names = [plain(store.rules(side.record.rules).name) for side in (first, second)]
    st.caption(say(Compare.rule_sets, before=names[0], after=names[1]))
    if not found.rules:
        st.caption(say(Compare.no_rules))
        return
    st.dataframe(
        compare_lists.rule_table(found.rules),
        hide_index=True,
        alt=say(Compare.rules_alt),
        key="compare-rules",
    )


main()
