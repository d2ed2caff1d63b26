"""Rule sets on 规则: copied, renamed, taken off the list, and held against another set."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from pairing.errors import PairingError
from pairing.rule_words import differences, in_words
from pairing.rules import Rules
from ui import state, who
from ui.keys import Key
from ui.rule_words import Sets
from ui.state import plain, say

if TYPE_CHECKING:
    from collections.abc import Callable

    from pairing.records import RulesRecord
    from pairing.text import Text


def set_menu(record: RulesRecord) -> None:
    """What can be done to the set in view as a whole."""
    may = who.may("edit")
    with st.expander(
        say(Sets.manage), icon=":material/folder_copy:", key=Key.SETS_SHOWN, on_change="rerun"
    ) as box:
        if not box.open:
            return
        with st.container(horizontal=True, vertical_alignment="bottom"):
            name = st.text_input(say(Sets.name), key=f"set-name-{record.id}", max_chars=40, width=280).strip()
            shut = not (name and may)
            if st.button(say(Sets.copy), icon=":material/content_copy:", disabled=shut, key="set-copy"):
                _do(lambda: _copy(record, name), name, Sets.copied)
            if st.button(say(Sets.rename), icon=":material/edit:", disabled=shut, key="set-rename"):
                _do(lambda: _rename(record, name), name, Sets.renamed)
            st.space("stretch")
            if st.button(say(Sets.put_away), icon=":material/archive:", key="set-away", disabled=not may):
                _do(lambda: _put_away(record), None, Sets.gone.fill(name=record.name))
        st.caption(f"{say(Sets.unsaved)}{say(Sets.put_away_note)}")


def set_comparison(rules: Rules, name: str) -> None:
    """The rules that differ from another set, in words."""
    with st.expander(
        say(Sets.compare), icon=":material/compare_arrows:", key=Key.COMPARISON_SHOWN, on_change="rerun"
    ) as box:
        if not box.open:
            return
        with state.store() as store:
            sets = {r.name: r for r in store.rule_sets()}
        names = [None, *sets]
        words = {None: say(Sets.default)} | {n: n for n in sets}
        other = st.selectbox(
            say(Sets.other), names, format_func=words.__getitem__, key=Key.COMPARE_PICK, width=360
        )
        found = differences(rules, Rules() if other is None else state.rules_of(sets[other]))
        if not found:
            st.caption(f":material/check: {say(Sets.same)}")
            return
        st.markdown(say(Sets.differ, count=len(found)))
        mine, theirs = f"{name}：{say(Sets.here)}", words[other]
        table = pd.DataFrame(
            [
                (
                    say(d.info.title),
                    say(in_words(d.info, d.a)),
                    say(in_words(d.info, d.b)),
                    say(d.info.meaning),
                )
                for d in found
            ],
            columns=[say(Sets.rule), mine, theirs if theirs != mine else f"{theirs} ", say(Sets.meaning)],
        )
        st.dataframe(table, hide_index=True, alt=say(Sets.compare), height="content", key="set-differences")


def _do(what: Callable[[], None], show: str | None, said: Text) -> None:
    """Do it, show the set of this name and say so; a refusal changes nothing."""
    try:
        what()
    except PairingError as fault:
        st.error(plain(say(fault.text)), icon=":material/error:")
        return
    state.choose_rules(show)
    st.toast(plain(say(said, name=show) if show else say(said)), icon=":material/check:")
    st.rerun()


def _copy(record: RulesRecord, name: str) -> None:
    with state.store() as store:
        store.sets.copy(record.id, name)


def _rename(record: RulesRecord, name: str) -> None:
    with state.store() as store:
        store.sets.rename(record.name, name, record.id)


def _put_away(record: RulesRecord) -> None:
    with state.store() as store:
        store.sets.put_away(record.name, record.id)
