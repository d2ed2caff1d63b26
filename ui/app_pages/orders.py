"""指定与回避: the county's pins and bans; one added or removed with its reason, or many from a table."""

from __future__ import annotations

import streamlit as st

from pairing.county import County
from pairing.directives import directive_words, remove
from pairing.records import CountyRecord
from ui import state, who
from ui.drawer import open_drawer
from ui.empty import need_county
from ui.order_form import order_form
from ui.order_keep import carry_over, keep, show_kept, show_refused, version
from ui.order_lists import order_rows, standing_clashes
from ui.order_upload import order_upload
from ui.order_words import Order
from ui.paged import paged
from ui.state import plain, say


def main() -> None:
    st.title(say(Order.title))
    st.markdown(say(Order.lead))
    record = state.current_county()
    if record is None:
        need_county()
        return
    county = state.county_tables(record)
    newest = _is_newest(record)
    show_refused()
    show_kept(record)
    _contradictions(county)
    if newest:
        order_form(record, county)
    _listed(record, county, newest)
    if newest:
        with st.expander(say(Order.upload), icon=":material/upload_file:"):
            order_upload(record, county)


def _is_newest(record: CountyRecord) -> bool:
    """Whether these are the county's newest lists; says who made newer ones, and how to get there, where not."""
    with state.store() as store:
        newest = store.newest_county(record.name)
    if newest is None or newest.id == record.id:
        return True
    carry_over(record, newest)
    when = f"{newest.added_at.astimezone():%m-%d %H:%M}"
    st.warning(say(Order.stale, who=plain(newest.added_by), when=when), icon=":material/update:")
    if st.button(say(Order.go_newest), type="primary", key="orders-newest"):
        state.choose_county(newest.id)
        st.rerun()
    return False


def _contradictions(county: County) -> None:
    rules = state.current_rules()
    found = standing_clashes(county, state.rules_of(rules))
    if found:
        lines = [f"- {plain(issue.sentence(state.language()))}" for issue in found]
        head = say(Order.contradictions, rules=plain(rules.name), count=len(found))
        st.error("\n".join([head, "", *lines]), icon=":material/error:")


def _listed(record: CountyRecord, county: County, newest: bool) -> None:
    st.header(say(Order.listed))
    if county.directives.empty:
        st.caption(say(Order.empty))
        return
    paged(
        order_rows(county),
        f"{version(record)}-orders",
        say(Order.listed),
        (lambda row: _open(record, county, row)) if newest else None,
        Order.opens,
    )


def _open(record: CountyRecord, county: County, row: int) -> None:
    open_drawer(say(Order.drawer), lambda: _drawer(record, county, row), "small")


def _drawer(record: CountyRecord, county: County, row: int) -> None:
    """One directive in full, and its removal."""
    one = county.directives.iloc[row]
    said = directive_words(
        county, one["kind"], [int(one[c]) for c in ("cadre", "unit", "household", "village")]
    )
    st.markdown(f"**{plain(say(said))}**")
    for column, value in (("why", one["why"]), ("asked_by", one["who"]), ("when", one["when"])):
        st.markdown(f"{say(Order.columns[column])}：{plain(str(value or '–'))}")
    why = st.text_input(say(Order.remove_why), max_chars=200, key=f"{version(record)}-{row}-why").strip()
    if st.button(
        say(Order.remove),
        type="primary",
        icon=":material/delete:",
        disabled=not (why and who.may("edit")),
        key=f"{version(record)}-{row}-remove",
    ):
        keep(record, remove(county, [row]), "remove-directive", f"{said.zh}：{why}")


main()
