"""One field for each kind of rule; the form is made from the rules' own description."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from pairing.quota import Quota
from pairing.rules import rule_info
from ui import state
from ui.state import say
from ui.words import Data, Rule

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pairing.rules import RuleInfo, Rules
    from pairing.text import Text


def field(info: RuleInfo, rules: Rules, version: str) -> object:
    """A rule's title, meaning, mark and input; returns the value entered."""
    key = f"rule-{version}-{info.id}"
    value = getattr(rules, info.id)
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        with st.container(width="stretch", gap="xxsmall"):
            mark = f"　:orange-badge[{say(Rule.was, default=_in_words(info, info.default))}]"
            now = st.session_state.get(key, value)
            st.markdown(f"**{say(info.title)}**{mark if now != info.default else ''}")
            st.caption(say(info.meaning))
        with st.container(width=250):
            return _input(info, value, key)


def quota_lines(rules: Rules, version: str) -> tuple[Quota, ...]:
    """The quota rule, a line for each kind of cadre. Raises RulesError where a line's numbers do not fit its kind."""
    lines = state.quota_lines(version, len(rules.quotas))
    st.caption(say(rule_info("quotas").meaning))
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
    return tuple(Quota(**values) for values in quotas)


def _quota_line(quota: Quota, key: str, version: str, line: int, *, removable: bool) -> dict[str, Any]:
    with st.container(border=True, horizontal=True, vertical_alignment="bottom"):
        levels = (None, 3, 2, 1)
        level = st.selectbox(
            say(Rule.level), levels, levels.index(quota.level), key=f"{key}-level", width=165,
            format_func=_labels({None: Rule.any_level, **Data.level}),
        )  # fmt: skip
        scopes = (None, *Rule.scope)
        scope = st.selectbox(
            say(Rule.scope_title), scopes, scopes.index(quota.scope), key=f"{key}-scope", width=130,
            format_func=_labels({None: Rule.any_scope, **Rule.scope}),
        )  # fmt: skip
        kinds = tuple(Rule.kind)
        kind = st.selectbox(
            say(Rule.how), kinds, kinds.index(quota.kind), key=f"{key}-kind", width=110,
            format_func=_labels(Rule.kind),
        )  # fmt: skip
        least = most = None
        if kind != "at_most":
            title = say(Rule.households if kind == "exactly" else Rule.least)
            least = st.number_input(title, 0, 200, quota.least or 0, key=f"{key}-least", width=105)
        if kind in ("at_most", "between"):
            most = st.number_input(
                say(Rule.most), 0, 200, quota.most or max(1, least or 0), key=f"{key}-most", width=105
            )
        st.space("stretch")
        st.button(
            say(Rule.remove_line), icon=":material/delete:", type="tertiary", key=f"{key}-remove", disabled=not removable,
            on_click=state.remove_quota_line, args=(version, line),
        )  # fmt: skip
    return {"kind": kind, "level": level, "grade": quota.grade, "scope": scope, "least": least, "most": most}


def _input(info: RuleInfo, value: Any, key: str) -> object:
    title = say(info.title)
    if info.kind == "bool":
        return st.toggle(title, value, key=key, label_visibility="collapsed")
    if info.kind == "choice":
        codes = tuple(info.choices)
        return st.selectbox(
            title, codes, codes.index(value), key=key, label_visibility="collapsed",
            format_func=_labels(info.choices),
        )  # fmt: skip
    low, high = info.low, info.high
    unit = say(info.unit)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if info.kind == "float":
            number: object = st.number_input(
                title,
                low,
                high,
                float(value),
                0.1,
                format="%.1f",
                key=key,
                label_visibility="collapsed",
                width=140,
            )
        else:
            number = st.number_input(
                title,
                int(low or 0),
                int(high or 0),
                int(value),
                1,
                key=key,
                label_visibility="collapsed",
                width=140,
            )
        st.caption(unit)
    return number


def _in_words(info: RuleInfo, value: Any) -> str:
    if info.kind == "bool":
        return say(Rule.on if value else Rule.off)
    return say(info.choices[value]) if info.kind == "choice" else f"{value:,}{say(info.unit)}"


def _labels(texts: Mapping[Any, Text]) -> Callable[[Any], str]:
    """Codes in words of the language in force now, wherever the widget asks later."""
    words = {code: say(text) for code, text in texts.items()}
    return lambda code: words[code]
