"""Steps by hand in words, for the history of a draft."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from pairing.by_hand.steps import Assign, Ban, Link, Lock, Swap
from ui.hand_words import Hand
from ui.lists import village_names
from ui.state import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pairing.by_hand.steps import Done, Step
    from pairing.county import County


def history(county: County, done: Sequence[Done]) -> pd.DataFrame:
    """The steps made, the last one first."""
    homes = dict(zip(county.households["household_id"], county.households["head_name"], strict=True))
    people = dict(zip(county.cadres["cadre_id"], county.cadres["name"], strict=True))
    places = dict(zip(county.villages["code"], village_names(county), strict=True))
    rows = [
        (
            number,
            _words(each.step, homes, people, places),
            each.step.why,
            each.who,
            each.when[:16].replace("T", " "),
        )
        for number, each in enumerate(done, start=1)
    ]
    return pd.DataFrame(rows[::-1], columns=[say(text) for text in Hand.columns.values()])


def _words(step: Step, homes: dict[str, str], people: dict[str, str], places: dict[str, str]) -> str:
    if isinstance(step, Link):
        return say(Hand.did["link" if step.on else "unlink"], unit=step.unit, village=places[step.village])
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
