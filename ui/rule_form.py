"""One field for each kind of rule, made from the rules' own description; what is entered is read by :mod:`ui.rule_draft`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from pairing.rule_words import in_words, step_of, steps
from pairing.rules import rule_info
from ui import rule_draft, state
from ui.faults import part, redraw
from ui.rule_words import Sets
from ui.state import say
from ui.words import Data, Rule

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pairing.rules import RuleInfo, Rules
    from pairing.text import Text


# The parts of the page that redraw themselves, beside the fields: the whole set, and in it how it stands as entered, how it
# differs from another, and its file.
SET: Final = "rules-set"
STANDING: Final = "rules-standing"
COMPARISON: Final = "rules-comparison"
FILE: Final = "rules-file"


def field(info: RuleInfo, base: Rules, version: str) -> None:
    """A rule's field; a change in it redraws it and what is said of the set, and no other field."""
    part(_field, key=_part_of(info))(info, base, version)


def _part_of(info: RuleInfo) -> str:
    return f"rules-field-{info.id}"


def _changed(info: RuleInfo, change: Callable[..., None] | None = None, *args: object) -> None:
    """A field has a new value, or gets one by ``change``."""
    if change is not None:
        change(*args)
    redraw(STANDING, _part_of(info), COMPARISON, FILE)


def _field(info: RuleInfo, base: Rules, version: str) -> None:
    """A rule's title, meaning, mark with the way back to the default, and its input."""
    key = rule_draft.key_of(version, info.id)
    state.begin(key, getattr(base, info.id))
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        with st.container(width="stretch", gap="xxsmall"):
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                st.markdown(f"**{say(info.title)}**", width="content")
                if st.session_state[key] != info.default:
                    _back(info, f"{key}-back", _changed, (info, rule_draft.set_value, key, info.default))
            st.caption(say(info.meaning))
        with st.container(width=430 if steps(info) else 228):
            if steps(info):
                _weight(info, key)
            else:
                _input(info, key)


def quota_lines(base: Rules, version: str) -> None:
    """The quota rule, a line for each kind of cadre."""
    info = rule_info("quotas")
    lines = rule_draft.quota_lines(base, version)
    st.caption(say(info.meaning))
    if rule_draft.quotas_changed(base, version):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            _back(info, f"quota-back-{version}", rule_draft.quotas_back, (base, version))
    for line in lines:
        _quota_line(base, version, line, removable=len(lines) > 1)
    st.button(
        say(Rule.add_line),
        icon=":material/add:",
        key=f"quota-add-{version}",
        on_click=rule_draft.add_quota_line,
        args=(base, version),
    )


def _back(info: RuleInfo, key: str, act: Callable[..., None], args: tuple[object, ...]) -> None:
    st.badge(say(Sets.was, default=say(in_words(info, info.default))), color="orange")
    st.button(
        say(Sets.back), icon=":material/undo:", type="tertiary", key=key, on_click=act, args=args
    )  # fmt: skip


def _quota_line(base: Rules, version: str, line: int, *, removable: bool) -> None:
    quota, key = rule_draft.quota_at(base, line), rule_draft.line_key(version, line)
    rule_draft.begin_quota(key, quota)
    with st.container(border=True, horizontal=True, vertical_alignment="bottom", gap="xsmall"):
        st.selectbox(
            say(Rule.level), (0, 3, 2, 1), key=f"{key}-level", width=195, persist_state="session",
            format_func=_labels({0: Rule.any_level, **Data.level}),
        )  # fmt: skip
        st.selectbox(
            say(Rule.scope_title), ("", *Rule.scope), key=f"{key}-scope", width=130, persist_state="session",
            format_func=_labels({"": Rule.any_scope, **Rule.scope}),
        )  # fmt: skip
        kind = st.selectbox(
            say(Rule.how), tuple(Rule.kind), key=f"{key}-kind", width=110, persist_state="session",
            format_func=_labels(Rule.kind),
        )  # fmt: skip
        if kind != "at_most":
            title = say(Rule.households if kind == "exactly" else Rule.least)
            st.number_input(title, 0, 200, key=f"{key}-least", width=85, persist_state="session")
        if kind in ("at_most", "between"):
            rule_draft.begin_most(key, quota)
            st.number_input(say(Rule.most), 0, 200, key=f"{key}-most", width=85, persist_state="session")
        st.space("stretch")
        st.button(
            say(Rule.remove_line), icon=":material/delete:", type="tertiary", key=f"{key}-remove", disabled=not removable,
            on_click=rule_draft.remove_quota_line, args=(base, version, line),
        )  # fmt: skip


def _input(info: RuleInfo, key: str) -> None:
    title = say(info.title)
    if info.kind == "bool":
        st.toggle(
            title, key=key, label_visibility="collapsed", persist_state="session", on_change=_changed, args=(info,),
        )  # fmt: skip
        return
    if info.kind == "choice":
        st.selectbox(
            title, tuple(info.choices), key=key, label_visibility="collapsed", persist_state="session",
            format_func=_labels(info.choices), on_change=_changed, args=(info,),
        )  # fmt: skip
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        whole = info.kind == "int"
        low, high = (int(info.low or 0), int(info.high or 0)) if whole else (info.low, info.high)
        st.number_input(
            title, low, high, step=1 if whole else 0.1, format=None if whole else "%.1f", key=key, width=140,
            label_visibility="collapsed", persist_state="session", on_change=_changed, args=(info,),
        )  # fmt: skip
        st.caption(say(info.unit))


def _weight(info: RuleInfo, key: str) -> None:
    """A weight in words on a slider, and beside it the number; each moves the other."""
    titles = [say(step.title) for step in steps(info)]
    slider, number = f"{key}-words", int(st.session_state[key])
    st.session_state[slider] = step_of(info, number)
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        st.select_slider(
            say(Sets.weight, rule=say(info.title)), list(range(len(titles))), format_func=titles.__getitem__, key=slider,
            label_visibility="collapsed", on_change=_take_step, args=(info, slider, key), width=170,
        )  # fmt: skip
        _input(info, key)


def _take_step(info: RuleInfo, slider: str, key: str) -> None:
    _changed(info, rule_draft.set_value, key, steps(info)[st.session_state[slider]].value)


def _labels(texts: Mapping[Any, Text]) -> Callable[[Any], str]:
    """Codes in words of the language in force now, wherever the widget asks later."""
    words = {code: say(text) for code, text in texts.items()}
    return lambda code: words[code]
