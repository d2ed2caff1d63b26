"""Steps by hand in words: the history of a draft, and what others have changed in it meanwhile."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING, Final, NamedTuple

import pandas as pd
import streamlit as st

from pairing.by_hand.steps import Assign, Ban, Lead, LeadLock, Link, Lock, Swap
from ui import state
from ui.hand_words import Hand
from ui.lists import village_names
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
    names = _names(county.data_hash, county)
    rows = [
        (number, _words(each.step, names), each.step.why, each.who, each.when[:16].replace("T", " "))
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
    names = _names(shown.county.data_hash, shown.county)
    lines = [say(Hand.gone, step=_words(each.step, names)) for each in before.done[same:]]
    lines += [
        _words(each.step, names) + (f"（{each.step.why}）" if each.step.why else "")
        for each in draft.done[same:]
    ]
    if len(lines) > _TOLD:
        lines = [say(Hand.earlier, count=len(lines) - _TOLD), *lines[-_TOLD:]]
    said = say(Hand.since, who=newest.made_by, when=f"{newest.made_at.astimezone():%H:%M}")
    st.info("\n".join([plain(said), "", *(f"- {plain(line)}" for line in lines)]), icon=":material/update:")


class _Names(NamedTuple):
    """Names by what steps are written in: household ids, cadre ids, codes of villages."""

    homes: dict[str, str]
    people: dict[str, str]
    places: dict[str, str]


@st.cache_resource(max_entries=3, show_spinner=False)
def _names(data_hash: str, _county: County) -> _Names:
    return _Names(
        dict(zip(_county.households["household_id"], _county.households["head_name"], strict=True)),
        dict(zip(_county.cadres["cadre_id"], _county.cadres["name"], strict=True)),
        dict(zip(_county.villages["code"], village_names(_county), strict=True)),
    )


def _words(step: Step, names: _Names) -> str:
    homes, people, places = names
    if isinstance(step, Link):
        return say(Hand.did["link" if step.on else "unlink"], unit=step.unit, village=places[step.village])
    if isinstance(step, Lead | LeadLock):
        return _lead_words(step, names)
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


def _lead_words(step: Lead | LeadLock, names: _Names) -> str:
    who, village = names.people[step.cadre], names.places[step.village]
    if isinstance(step, LeadLock):
        return say(Hand.did["lead_lock" if step.on else "lead_unlock"], who=who, village=village)
    if not step.on:
        return say(Hand.did["unlead"], who=who, village=village)
    old = "" if step.instead_of is None else names.people[step.instead_of]
    left = "" if step.leaves is None else names.places[step.leaves]
    kind = {(True, True): "lead_swap", (True, False): "lead_instead", (False, True): "lead_leave"}
    return say(
        Hand.did[kind.get((bool(old), bool(left)), "lead")], who=who, village=village, old=old, left=left
    )
