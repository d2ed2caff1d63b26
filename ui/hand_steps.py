"""Steps by hand in words: the history of a draft, and what others have changed in it meanwhile."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING, Final

import pandas as pd
import streamlit as st

from pairing.by_hand.steps import Assign, Ban, Lock, Swap
from ui import state
from ui.hand_words import Hand
from ui.state import plain, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pairing.by_hand.draft import Draft
    from pairing.by_hand.steps import Done, Step
    from pairing.county import County
    from ui.drafts import Seen
    from ui.state import Recounted

_TOLD: Final = 6
"""Steps of others that are told one by one, the last ones."""


def history(county: County, done: Sequence[Done]) -> pd.DataFrame:
    """The steps made, the last one first."""
    homes, people = _names(county)
    rows = [
        (number, _words(each.step, homes, people), each.step.why, each.who, each.when[:16].replace("T", " "))
        for number, each in enumerate(done, start=1)
    ]
    return pd.DataFrame(rows[::-1], columns=[say(text) for text in Hand.columns.values()])


def tell_since(shown: Recounted, before: Seen | None, version: int, draft: Draft) -> None:
    """Say what others have changed in the draft since this session showed it, and by whom."""
    if before is None or before.version == version:
        return
    with state.store() as store:
        newest = store.drafts.of(shown.record.id)
    if newest is None:
        return
    same = len(list(takewhile(lambda pair: pair[0] == pair[1], zip(before.done, draft.done, strict=False))))
    homes, people = _names(shown.county)
    lines = [say(Hand.gone, step=_words(each.step, homes, people)) for each in before.done[same:]]
    lines += [
        _words(each.step, homes, people) + (f"（{each.step.why}）" if each.step.why else "")
        for each in draft.done[same:]
    ]
    if len(lines) > _TOLD:
        lines = [say(Hand.earlier, count=len(lines) - _TOLD), *lines[-_TOLD:]]
    said = say(Hand.since, who=newest.made_by, when=f"{newest.made_at.astimezone():%H:%M}")
    st.info("\n".join([plain(said), "", *(f"- {plain(line)}" for line in lines)]), icon=":material/update:")


def _names(county: County) -> tuple[dict[str, str], dict[str, str]]:
    """The heads of the households and the names of the cadres, by id."""
    homes = dict(zip(county.households["household_id"], county.households["head_name"], strict=True))
    return homes, dict(zip(county.cadres["cadre_id"], county.cadres["name"], strict=True))


def _words(step: Step, homes: dict[str, str], people: dict[str, str]) -> str:
    if isinstance(step, Lock):
        return say(Hand.did["lock" if step.on else "unlock"], count=len(step.pairs))
    if isinstance(step, Swap):
        (home, who), (there, other) = step.one, step.other
        return say(
            Hand.did["swap"], who=people[who], home=homes[home], other=people[other], there=homes[there]
        )
    who, home = people[step.cadre], homes[step.household]
    if isinstance(step, Assign):
        if step.instead_of is None:
            return say(Hand.did["assign"], home=home, who=who)
        return say(Hand.did["instead"], home=home, who=who, old=people[step.instead_of])
    kind = "lift" if isinstance(step, Ban) and not step.on else step.kind
    return say(Hand.did[kind], home=home, who=who)
