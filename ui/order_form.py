"""The form for one pin or ban: who, whom, why; what stands against it is said before it is kept."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import streamlit as st

from pairing.directives import Directive, add, directive_words, faults
from ui import state
from ui.faults import part
from ui.lists import matching
from ui.order_keep import form_key, keep
from ui.order_lists import clashes, names
from ui.order_words import Order
from ui.state import plain, say
from ui.who import may

if TYPE_CHECKING:
    from pairing.county import County
    from pairing.directives import DirectiveKind
    from pairing.records import CountyRecord
    from pairing.text import Text

_OFFERS: Final = 50
_PLACES: Final = {"cadres": "cadre", "units": "unit", "households": "household", "villages": "village"}


@part
def order_form(record: CountyRecord, county: County) -> None:
    """Draw it; a new version of the lists begins with an empty form."""
    key = form_key(record)
    state.begin(f"{key}-kind", "pin")
    with st.container(border=True):
        st.header(say(Order.new))
        kinds = {code: say(text) for code, text in Order.kinds.items()}
        picked = st.segmented_control(
            say(Order.kind), ("pin", "ban"), required=True, format_func=kinds.__getitem__, key=f"{key}-kind"
        )
        kind: DirectiveKind = "ban" if picked == "ban" else "pin"
        left, right = st.columns(2, gap="large")
        with left:
            who = _pick(county, Order.who, ("cadres", "units"), f"{key}-who")
        with right:
            whom = _pick(county, Order.whom, ("households", "villages"), f"{key}-whom")
        why, asked_by, when = _particulars(key)
        chosen = {**who, **whom}
        new = Directive(kind=kind, why=why, who=asked_by or None, when=when, **chosen)
        allowed = len(chosen) == 2 and _verdict(county, new)
        if st.button(
            say(Order.save),
            type="primary",
            icon=":material/save:",
            disabled=not (allowed and why and may("edit")),
            key=f"{key}-save",
        ):
            said = directive_words(county, kind, new.target)
            keep(record, add(county, [new]), kind, f"{said.zh}：{why}")
        if len(chosen) < 2 or not why:
            st.caption(say(Order.choose_both))


def _particulars(key: str) -> tuple[str, str, str | None]:
    """Reason, who asked for it, when."""
    with state.store() as store:
        me = store.who
    state.begin(f"{key}-by", me)
    first, second, third = st.columns([3, 1, 1])
    why = first.text_input(
        say(Order.why), placeholder=say(Order.why_hint), max_chars=200, key=f"{key}-why"
    ).strip()
    asked_by = second.text_input(say(Order.asked_by), max_chars=40, key=f"{key}-by").strip()
    when = third.date_input(say(Order.when), format="YYYY-MM-DD", key=f"{key}-when")
    return why, asked_by, when.isoformat() if when else None


def _pick(county: County, title: Text, tables: tuple[str, str], key: str) -> dict[str, int]:
    """The row chosen as {column of a directive: position}, nothing while none is."""
    state.begin(f"{key}-table", tables[0])
    titles = {name: say(text) for name, text in Order.tables.items()}
    picked = st.segmented_control(
        say(title), tables, required=True, format_func=titles.__getitem__, key=f"{key}-table"
    )
    table = picked or tables[0]
    hint = say(Order.search[table])
    words = st.text_input(
        hint, placeholder=hint, label_visibility="collapsed", key=f"{key}-{table}-search"
    ).strip()
    found = matching(county, table, words)
    offered = found[:_OFFERS]
    if not len(offered):
        st.caption(say(Order.nobody))
        return {}
    labels = dict(zip(offered.tolist(), names(county, table, offered).tolist(), strict=True))
    position = st.selectbox(
        say(Order.tables[table]),
        list(labels),
        index=0 if len(labels) == 1 and words else None,
        format_func=labels.__getitem__,
        placeholder=say(Order.pick),
        label_visibility="collapsed",
        key=f"{key}-{table}-{words}",
    )
    if len(found) > _OFFERS:
        st.caption(say(Order.found, count=f"{len(found):,}", shown=_OFFERS))
    return {} if position is None else {_PLACES[table]: int(position)}


def _verdict(county: County, new: Directive) -> bool:
    """Say what stands against the directive; whether it may be kept."""
    named = replace(new, why="–", who=None, when=None)
    wrong = faults(county, named)
    for issue in wrong:
        st.error(plain(f"{say(issue.problem)} {say(issue.remedy)}"), icon=":material/block:")
    if wrong:
        return False
    rules = state.current_rules()
    found = clashes(county, state.rules_of(rules), (named,))
    name = plain(rules.name)
    if found:
        lines = [f"- {plain(issue.sentence(state.language()))}" for issue in found]
        st.warning("\n".join([say(Order.clash, rules=name), "", *lines]), icon=":material/warning:")
    else:
        st.success(say(Order.fits, rules=name), icon=":material/check_circle:")
    return True
