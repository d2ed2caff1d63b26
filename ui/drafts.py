"""The draft of the plan in view: kept once for all sessions beside its version in the store."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from pairing.by_hand.draft import Draft, draft_of
from ui import state
from ui.keys import Key

if TYPE_CHECKING:
    from pairing.by_hand.steps import Done, Step
    from pairing.records import DraftRecord
    from pairing.text import Text
    from ui.state import Recounted


@dataclass(frozen=True)
class Seen:
    """What a session has on its screen of a draft: its version, and the steps made."""

    plan: tuple[int, str]
    version: int
    done: tuple[Done, ...]


@st.cache_resource(show_spinner=False)
def _shelf(db: str) -> dict[tuple[int, str], tuple[int, Draft]]:
    """(plan, when it was made) -> the newest version known here and its draft; an entry is only ever replaced."""
    return {}


def _key(shown: Recounted) -> tuple[int, str]:
    return shown.record.id, shown.record.made_at.isoformat()


def version_of(shown: Recounted) -> int:
    """The draft's version in the store, 0 while there is none."""
    return _stored(shown)[0]


def draft(shown: Recounted) -> Draft:
    """The plan's draft as the store has it. Raises PlanError or CallError where its steps no longer fit the lists."""
    return current(shown)[1]


def current(shown: Recounted) -> tuple[int, Draft]:
    """The draft's version in the store, 0 while there is none, and the draft. Raises as :func:`draft`."""
    shelf, key = _shelf(str(state.database())), _key(shown)
    version, record = _stored(shown)
    kept = shelf.get(key)
    if kept is not None and kept[0] == version:
        return kept
    made = draft_of(shown.county, shown.rules, state.codes(), shown.plan)
    if record is not None:
        made = made.replayed(record.done, record.undone)
    shelf[key] = (version, made)
    return version, made


def _stored(shown: Recounted) -> tuple[int, DraftRecord | None]:
    with state.store() as store:
        record = store.drafts.of(shown.record.id)
    return (record.version if record else 0), record


def seen(shown: Recounted) -> Seen | None:
    """What this session has on its screen of the plan's draft; None before its first look."""
    found: Seen | None = st.session_state.get(Key.HAND_SEEN)
    return found if found is not None and found.plan == _key(shown) else None


def seen_before(shown: Recounted, version: int) -> Seen | None:
    """What this session saw before this version came: the same again however often it is drawn, for a run that another one
    overtakes may never reach the screen."""
    now = seen(shown)
    if now is not None and now.version != version:
        st.session_state[Key.HAND_BEFORE] = version, now
    kept: tuple[int, Seen] | None = st.session_state.get(Key.HAND_BEFORE)
    return kept[1] if kept is not None and kept[0] == version and kept[1].plan == _key(shown) else now


def look(shown: Recounted, version: int, draft: Draft) -> None:
    """Note that this session shows this draft: what is asked for next is asked of it, and of no later one."""
    st.session_state[Key.HAND_SEEN] = Seen(_key(shown), version, draft.done)


def note_refused(refused: Text) -> None:
    """Remember why a change of the draft was refused, until the page has said so."""
    st.session_state[Key.HAND_REFUSED] = refused


def tell_refused() -> None:
    """Say why the last change of the draft was refused, once."""
    refused: Text | None = st.session_state.pop(Key.HAND_REFUSED, None)
    if refused is not None:
        st.error(state.plain(state.say(refused)), icon=":material/error:")


def make(shown: Recounted, version: int, step: Step) -> None:
    """Make a step on the draft of that version and save it. Raises PlanError where a hard rule refuses it, StoreError
    where somebody else was quicker."""
    with state.store() as store:
        _save(shown, version, draft(shown).make(step, store.who), step.kind, step.why)


def undo(shown: Recounted, version: int) -> None:
    """Take the last step back. Raises StoreError where somebody else was quicker."""
    _save(shown, version, draft(shown).undo(), "undo")


def redo(shown: Recounted, version: int) -> None:
    """Make the step again that was taken back last. Raises StoreError where somebody else was quicker."""
    _save(shown, version, draft(shown).redo(), "redo")


def clear(shown: Recounted, version: int) -> None:
    """Begin anew from the plan. Raises StoreError where somebody else was quicker."""
    _save(shown, version, draft_of(shown.county, shown.rules, state.codes(), shown.plan), "clear")


def _save(shown: Recounted, version: int, made: Draft, what: str, why: str = "") -> None:
    with state.store() as store:
        record = store.drafts.save(shown.record.id, version, made.done, made.undone, what, why)
    _shelf(str(state.database()))[_key(shown)] = (record.version, made)
    look(shown, record.version, made)
