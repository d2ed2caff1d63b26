"""规则: every rule with what it does in one sentence, changed-from-default marks, named sets, contradictions at once."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pairing.errors import PairingError
from pairing.rule_about import GROUPS
from pairing.rules import RULES, Rules
from ui import state, who
from ui.keys import Key
from ui.rule_form import field, quota_lines
from ui.rule_sets import set_comparison, set_menu
from ui.state import plain, say
from ui.uploads import issue_table
from ui.words import Rule


def main() -> None:
    st.title(say(Rule.title))
    st.markdown(say(Rule.lead))
    record = state.current_rules()
    with state.store() as store:
        names = [r.name for r in store.rule_sets()]
    st.session_state[Key.RULES_PICK] = record.name
    left, middle, right = st.columns([2, 2, 2], vertical_alignment="bottom")
    left.selectbox(say(Rule.choose), names, key=Key.RULES_PICK, on_change=_take_set)
    name = middle.text_input(
        say(Rule.save_name), value=record.name, key=f"rules-name-{record.id}", max_chars=40
    )
    saved = Rules.from_toml(record.toml)
    base, version = state.draft_rules(record, saved)
    shut = not (name.strip() and who.may("edit"))
    save = right.button(say(Rule.save), type="primary", key="rules-save", disabled=shut)
    note = st.empty()
    said = st.container()  # above the tabs, so that it is seen whichever tab the change was made on
    draft = _form(base, version)
    if draft is not None:
        _note(note, draft, saved)
        if save:
            with state.store() as store:
                new = store.save_rules(
                    name.strip(),
                    draft.to_toml(),
                    draft.hash,
                    record.id if name.strip() == record.name else None,
                )
            state.choose_rules(new.name)
            st.toast(say(Rule.saved, name=plain(new.name)), icon=":material/check:")
            st.rerun()
        with said:
            _conflicts(draft)
    set_menu(record)
    set_comparison(draft or saved, record.name)
    _file(draft or saved)


def _form(base: Rules, version: str) -> Rules | None:
    """The rules as the form's fields now say; None where a value cannot be used (the fault is shown beside it)."""
    draft: Rules | None = base
    for tab, (group, _) in zip(st.tabs([say(t) for t in GROUPS.values()]), GROUPS.items(), strict=True):
        with tab:
            for info in (i for i in RULES if i.group == group):
                try:
                    value = (
                        quota_lines(base, version) if info.kind == "quotas" else field(info, base, version)
                    )
                    if draft is not None:
                        draft = draft.with_value(info.id, value)
                except PairingError as fault:
                    st.error(plain(say(fault.text)), icon=":material/error:")
                    draft = None
    return draft


def _note(place: DeltaGenerator, draft: Rules, saved: Rules) -> None:
    changed, unsaved = (
        len(draft.changed()),
        sum(getattr(draft, info.id) != getattr(saved, info.id) for info in RULES),
    )
    words = [say(Rule.changed, count=changed)]
    if unsaved:
        words.append(f":orange[{say(Rule.unsaved, count=unsaved)}]")
    place.caption("　".join(words))


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


def _file(rules: Rules) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.download_button(
            say(Rule.download),
            data=rules.to_toml().encode(),
            file_name="rules.toml",
            mime="application/toml",
            on_click="ignore",
            icon=":material/download:",
            key="rules-download",
        )
        with st.popover(say(Rule.upload), icon=":material/upload_file:"):
            file = st.file_uploader(say(Rule.upload), type=["toml"], max_upload_size=1, key=Key.RULES_DROP)
            if file is not None and st.button(say(Rule.read), key="rules-read"):
                try:
                    state.keep_draft(Rules.from_toml(file.getvalue().decode("utf-8-sig")))
                except UnicodeDecodeError:
                    st.error(say(Rule.not_text))
                else:
                    st.rerun()


def _take_set() -> None:
    state.choose_rules(st.session_state[Key.RULES_PICK])


main()
