"""The rules as the form on 规则 holds them: what its widgets say, whether they are drawn at the moment or not.

Beside :mod:`ui.state` the only file that reads and writes session keys. The widgets keep their values for the session,
so only the part of the form in view is drawn, and a visit to another page loses nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from pairing.errors import PairingError
from pairing.quota import Quota
from pairing.rules import RULES, Rules
from ui import state
from ui.keys import Key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pairing.records import RulesRecord


def start(record: RulesRecord, saved: Rules) -> tuple[Rules, str]:
    """The rules that the form starts from, and a name for this start: the saved set, or a file read since."""
    base, number = _starts().get(record.id, (saved, 0))
    # A restored backup gives old numbers to other sets.
    return base, f"{record.id}.{number}.{state.restores()}"


def restart(record: RulesRecord, rules: Rules) -> None:
    """Let the form of a set start anew from these rules: those of a file, or the saved ones again."""
    _, number = _starts().get(record.id, (rules, 0))
    _starts()[record.id] = (rules, number + 1)


def entered(base: Rules, version: str) -> Rules:
    """The rules as the form now says. Raises RulesError where a quota's numbers do not fit its kind."""
    draft = base
    for info in RULES:
        value = (
            _quotas(base, version)
            if info.kind == "quotas"
            else st.session_state.get(key_of(version, info.id), getattr(base, info.id))
        )
        if value != getattr(base, info.id):
            draft = draft.with_value(info.id, value)
    return draft


def quotas_changed(base: Rules, version: str) -> bool:
    """Whether the quotas as entered differ from the default, or cannot be used."""
    try:
        return _quotas(base, version) != Rules().quotas
    except PairingError:
        return True


def key_of(version: str, rule: str) -> str:
    """The key of a rule's widget."""
    return f"rule-{version}-{rule}"


def line_key(version: str, line: int) -> str:
    """What the keys of a quota line's widgets begin with."""
    return f"quota-{version}-{line}"


def set_value(key: str, value: object) -> None:
    """Give a widget a value, before it is drawn."""
    st.session_state[key] = value


def send_again(base: Rules, version: str) -> None:
    """Let every field say its value to the browser anew, when the whole page runs.

    After a broken line the browser may draw the page afresh and has then forgotten what its fields held: it would show
    the start's values where this draft holds what was entered.
    """
    keys = [key_of(version, info.id) for info in RULES]
    for line in quota_lines(base, version):
        keys += [f"{line_key(version, line)}-{part}" for part in (*_parts(quota_at(base, line)), "most")]
    for key in keys:
        if key in st.session_state:
            st.session_state[key] = st.session_state[key]


def quota_lines(base: Rules, version: str) -> Sequence[int]:
    """The numbers of the quota lines on the form, at first one for each quota of the start."""
    kept: list[int] | None = st.session_state.get(f"{Key.QUOTA_LINES}-{version}")
    return list(range(len(base.quotas))) if kept is None else kept


def add_quota_line(base: Rules, version: str) -> None:
    """One more line on the form."""
    lines = quota_lines(base, version)
    _keep_lines(version, [*lines, max(lines, default=-1) + 1])


def remove_quota_line(base: Rules, version: str, line: int) -> None:
    """One line fewer on the form."""
    _keep_lines(version, [n for n in quota_lines(base, version) if n != line])


def quotas_back(base: Rules, version: str) -> None:
    """The form's quota lines as they are by default; as new lines, for the old ones' widgets keep what was entered."""
    first = max(quota_lines(base, version), default=-1) + 100
    default = Rules().quotas
    for line, quota in enumerate(default, first):
        begin_quota(line_key(version, line), quota)
        begin_most(line_key(version, line), quota)
    _keep_lines(version, list(range(first, first + len(default))))


def quota_at(base: Rules, line: int) -> Quota:
    """What a quota line starts from: that of the start, or one household exactly for a line that was added."""
    return base.quotas[line] if line < len(base.quotas) else Quota(kind="exactly", least=1)


def begin_quota(key: str, quota: Quota) -> None:
    """The values of a quota line's widgets that are drawn for the first time; 0 and "" stand for any, since a picker
    takes None for nothing picked."""
    for part, value in _parts(quota).items():
        state.begin(f"{key}-{part}", value)


def begin_most(key: str, quota: Quota) -> None:
    """The value of a quota line's upper number, drawn for the first time: never below the lower one as entered."""
    state.begin(f"{key}-most", _most(key, quota))


def _starts() -> dict[int, tuple[Rules, int]]:
    """By the set's number: what its form was started from last, and how often it was started anew."""
    starts: dict[int, tuple[Rules, int]] = st.session_state.setdefault(Key.DRAFT, {})
    return starts


def _parts(quota: Quota) -> dict[str, Any]:
    least = quota.least or 0
    return {"level": quota.level or 0, "scope": quota.scope or "", "kind": quota.kind, "least": least}


def _most(key: str, quota: Quota) -> int:
    held: int = st.session_state.get(
        f"{key}-most", quota.most or max(1, st.session_state.get(f"{key}-least", quota.least or 0))
    )
    return held


def _quotas(base: Rules, version: str) -> tuple[Quota, ...]:
    found = []
    for line in quota_lines(base, version):
        at, key = quota_at(base, line), line_key(version, line)
        now = {part: st.session_state.get(f"{key}-{part}", value) for part, value in _parts(at).items()}
        found.append(
            Quota(
                kind=now["kind"],
                level=now["level"] or None,
                grade=at.grade,
                scope=now["scope"] or None,
                least=None if now["kind"] == "at_most" else now["least"],
                most=_most(key, at) if now["kind"] in ("at_most", "between") else None,
            )
        )
    return tuple(found)


def _keep_lines(version: str, lines: list[int]) -> None:
    st.session_state[f"{Key.QUOTA_LINES}-{version}"] = lines
