"""规则: every rule with what it does in one sentence, changed-from-default marks, named sets, contradictions at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from pairing.errors import PairingError
from pairing.rule_about import GROUPS
from pairing.rules import RULES, Rules
from ui import rule_draft, state, who
from ui.faults import part, redraw
from ui.keys import Key
from ui.rule_form import COMPARISON, FILE, SET, STANDING, field, quota_lines
from ui.rule_sets import set_comparison, set_menu
from ui.state import plain, say
from ui.uploads import issue_table
from ui.words import Rule

if TYPE_CHECKING:
    from pairing.records import RulesRecord


def main() -> None:
    st.title(say(Rule.title))
    st.markdown(say(Rule.lead))
    record = state.current_rules()
    rule_draft.send_again(*rule_draft.start(record, state.rules_of(record)))
    part(_set, key=SET)()


def _set() -> None:
    """The set in view; what a slider changes of it is redrawn by itself, so that it answers at once."""
    record = state.current_rules()
    base, version = rule_draft.start(record, state.rules_of(record))
    part(_standing, key=STANDING)(record, base, version)
    _form(base, version)
    set_menu(record)
    part(_comparison, key=COMPARISON)(record, base, version)
    _file(record, base, version)


def _standing(record: RulesRecord, base: Rules, version: str) -> None:
    """How the set stands as entered: what may be saved, what is changed, what cannot work."""
    draft, wrong = None, None
    try:
        draft = rule_draft.entered(base, version)
    except PairingError as fault:
        wrong = fault.text
    _head(record, draft)
    if wrong is not None:
        st.error(plain(say(wrong)), icon=":material/error:")
    if draft is not None:
        _note(record, draft, state.rules_of(record))
        _conflicts(draft)


def _comparison(record: RulesRecord, base: Rules, version: str) -> None:
    set_comparison(_usable(record, base, version), record.name)


def _usable(record: RulesRecord, base: Rules, version: str) -> Rules:
    """The rules as entered; the saved ones where those cannot be used."""
    try:
        return rule_draft.entered(base, version)
    except PairingError:
        return state.rules_of(record)


def _head(record: RulesRecord, draft: Rules | None) -> None:
    """Which set, and the button that saves what the form says; shut where that cannot be used."""
    with state.store() as store:
        names = [r.name for r in store.rule_sets()]
    if record.name not in names:  # somebody else has put it away or renamed it since it was drawn
        names.append(record.name)
    st.session_state[Key.RULES_PICK] = record.name
    left, middle, right = st.columns([2, 2, 2], vertical_alignment="bottom")
    left.selectbox(say(Rule.choose), names, key=Key.RULES_PICK, on_change=_take_set)
    name = middle.text_input(
        say(Rule.save_name), value=record.name, key=f"rules-name-{record.id}", max_chars=40
    ).strip()
    shut = not (name and who.may("edit")) or draft is None
    if right.button(say(Rule.save), type="primary", key="rules-save", disabled=shut) and draft is not None:
        with state.store() as store:
            new = store.save_rules(
                name, draft.to_toml(), draft.hash, record.id if name == record.name else None
            )
        rule_draft.restart(record, state.rules_of(record))
        state.choose_rules(new.name)
        st.toast(say(Rule.saved, name=plain(new.name)), icon=":material/check:")
        st.rerun()


def _form(base: Rules, version: str) -> None:
    """The rules of one group at a time, as many as can be taken in."""
    tabs = st.tabs([say(title) for title in GROUPS.values()], key=Key.RULES_TAB, on_change="rerun")
    for tab, group in zip(tabs, GROUPS, strict=True):
        if not tab.open:
            continue
        with tab:
            for info in (i for i in RULES if i.group == group):
                if info.kind == "quotas":
                    quota_lines(base, version)
                else:
                    field(info, base, version)


def _note(record: RulesRecord, draft: Rules, saved: Rules) -> None:
    changed, unsaved = (
        len(draft.changed()),
        sum(getattr(draft, info.id) != getattr(saved, info.id) for info in RULES),
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        words = [say(Rule.changed, count=changed)]
        if unsaved:
            words.append(f":orange[{say(Rule.unsaved, count=unsaved)}]")
        st.caption("　".join(words), width="content")
        if unsaved:
            st.button(
                say(Rule.discard), icon=":material/undo:", type="tertiary", key="rules-discard",
                on_click=_discard, args=(record, saved),
            )  # fmt: skip


def _discard(record: RulesRecord, saved: Rules) -> None:
    rule_draft.restart(record, saved)
    redraw(SET)


def _conflicts(draft: Rules) -> None:
    county = state.current_county()
    if county is None:
        return
    found = state.readiness_of(county, draft)
    if not found:
        st.caption(f":material/check: {say(Rule.no_conflicts)}")
        return
    title = say(Rule.conflicts if any(i.severity == "error" for i in found) else Rule.certain_gaps)
    st.warning(title, icon=":material/warning:")
    st.dataframe(issue_table(found), hide_index=True, alt=title, key="conflicts")


def _file(record: RulesRecord, base: Rules, version: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        part(_download, key=FILE)(record, base, version)
        with st.popover(say(Rule.upload), icon=":material/upload_file:"):
            file = st.file_uploader(say(Rule.upload), type=["toml"], max_upload_size=1, key=Key.RULES_DROP)
            if file is not None and st.button(say(Rule.read), key="rules-read"):
                try:
                    rule_draft.restart(record, Rules.from_toml(file.getvalue().decode("utf-8-sig")))
                except UnicodeDecodeError:
                    st.error(say(Rule.not_text))
                else:
                    st.rerun()


def _download(record: RulesRecord, base: Rules, version: str) -> None:
    rules = _usable(record, base, version)
    st.download_button(
        say(Rule.download),
        data=lambda: rules.to_toml().encode(),
        file_name="rules.toml",
        mime="application/toml",
        on_click="ignore",
        icon=":material/download:",
        key="rules-download",
    )


def _take_set() -> None:
    state.choose_rules(st.session_state[Key.RULES_PICK])
    redraw(SET)


main()
