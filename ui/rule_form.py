"""One field for each kind of rule; the form is made from the rules' own description."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from pairing.quota import Quota
from pairing.rule_words import in_words, step_of, steps
from pairing.rules import rule_info
from ui import state
from ui.rule_words import Sets
from ui.state import say
from ui.words import Data, Rule

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pairing.rules import RuleInfo, Rules
    from pairing.text import Text


def field(info: RuleInfo, rules: Rules, version: str) -> object:
    """A rule's title, meaning, mark with the way back to the default, and input; returns the value entered."""
    key = f"rule-{version}-{info.id}"
    state.begin(key, getattr(rules, info.id))
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        with st.container(width="stretch", gap="xxsmall"):
            now = st.session_state[key]
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                st.markdown(f"**{say(info.title)}**", width="content")
                if now != info.default:
                    st.badge(say(Sets.was, default=say(in_words(info, info.default))), color="orange")
                    st.button(
                        say(Sets.back), icon=":material/undo:", type="tertiary", key=f"{key}-back",
                        on_click=state.set_value, args=(key, info.default),
                    )  # fmt: skip
            st.caption(say(info.meaning))
        with st.container(width=430 if steps(info) else 228):
            return _weight(info, key) if steps(info) else _input(info, key)


def quota_lines(rules: Rules, version: str) -> tuple[Quota, ...]:
    """The quota rule, a line for each kind of cadre. Raises RulesError where a line's numbers do not fit its kind."""
    info = rule_info("quotas")
    lines = state.quota_lines(version, len(rules.quotas))
    st.caption(say(info.meaning))
    mark = st.container(horizontal=True, vertical_alignment="center", gap="small")
    quotas = []
    for line in lines:
        quota = rules.quotas[line] if line < len(rules.quotas) else Quota(kind="exactly", least=1)
        entered = _quota_line(quota, f"quota-{version}-{line}", version, line, removable=len(lines) > 1)
        quotas.append(entered)
    st.button(
        say(Rule.add_line),
        icon=":material/add:",
        key=f"quota-add-{version}",
        on_click=state.add_quota_line,
        args=(version,),
    )
    entered_quotas = tuple(Quota(**values) for values in quotas)
    if entered_quotas != info.default:
        with mark:
            st.badge(say(Sets.was, default=say(in_words(info, info.default))), color="orange")
            st.button(
                say(Sets.back), icon=":material/undo:", type="tertiary", key=f"quota-back-{version}",
                on_click=state.quotas_back, args=(version,),
            )  # fmt: skip
    return entered_quotas


def _quota_line(quota: Quota, key: str, version: str, line: int, *, removable: bool) -> dict[str, Any]:
    state.begin_quota(key, quota)
    with st.container(border=True, horizontal=True, vertical_alignment="bottom"):
        level = st.selectbox(
            say(Rule.level), (0, 3, 2, 1), key=f"{key}-level", width=165,
            format_func=_labels({0: Rule.any_level, **Data.level}),
        )  # fmt: skip
        scope = st.selectbox(
            say(Rule.scope_title), ("", *Rule.scope), key=f"{key}-scope", width=130,
            format_func=_labels({"": Rule.any_scope, **Rule.scope}),
        )  # fmt: skip
        kind = st.selectbox(
            say(Rule.how), tuple(Rule.kind), key=f"{key}-kind", width=110, format_func=_labels(Rule.kind)
        )
        least = most = None
        if kind != "at_most":
            title = say(Rule.households if kind == "exactly" else Rule.least)
            least = st.number_input(title, 0, 200, key=f"{key}-least", width=105)
        if kind in ("at_most", "between"):
            state.begin(f"{key}-most", quota.most or max(1, least or 0))
            most = st.number_input(say(Rule.most), 0, 200, key=f"{key}-most", width=105)
        st.space("stretch")
        st.button(
            say(Rule.remove_line), icon=":material/delete:", type="tertiary", key=f"{key}-remove", disabled=not removable,
            on_click=state.remove_quota_line, args=(version, line),
        )  # fmt: skip
    who = {"level": level or None, "grade": quota.grade, "scope": scope or None}
    return {"kind": kind, **who, "least": least, "most": most}


def _input(info: RuleInfo, key: str) -> object:
    title = say(info.title)
    if info.kind == "bool":
        return st.toggle(title, key=key, label_visibility="collapsed")
    if info.kind == "choice":
        return st.selectbox(
            title,
            tuple(info.choices),
            key=key,
            label_visibility="collapsed",
            format_func=_labels(info.choices),
        )
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if info.kind == "float":
            number: object = st.number_input(
                title, info.low, info.high, step=0.1, format="%.1f", key=key, label_visibility="collapsed", width=140
            )  # fmt: skip
        else:
            number = st.number_input(
                title, int(info.low or 0), int(info.high or 0), step=1, key=key, label_visibility="collapsed", width=140
            )  # fmt: skip
        st.caption(say(info.unit))
    return number


def _weight(info: RuleInfo, key: str) -> object:
    """A weight in words on a slider, and beside it the number; each moves the other."""
    titles = [say(step.title) for step in steps(info)]
    slider, number = f"{key}-words", int(st.session_state[key])
    st.session_state[slider] = step_of(info, number)
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        st.select_slider(
            say(Sets.weight, rule=say(info.title)), list(range(len(titles))), format_func=titles.__getitem__, key=slider,
            label_visibility="collapsed", on_change=_take_step, args=(info, slider, key), width=170,
        )  # fmt: skip
        return _input(info, key)


def _take_step(info: RuleInfo, slider: str, key: str) -> None:
    state.set_value(key, steps(info)[st.session_state[slider]].value)


def _labels(texts: Mapping[Any, Text]) -> Callable[[Any], str]:
    """Codes in words of the language in force now, wherever the widget asks later."""
    words = {code: say(text) for code, text in texts.items()}
    return lambda code: words[code]
