"""The county leaders of a village in its drawer: who leads it now, who else could, by which way and at what price."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from pairing.by_hand.lead_offers import leaders_for, priced_ways
from pairing.by_hand.steps import Lead, LeadLock
from ui.hand_offers import choose, leader_table
from ui.hand_words import Hand, Offer
from ui.lists import village_names
from ui.state import say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pairing.by_hand.steps import Step
    from pairing.text import Text
    from ui.hand_desk import Desk


def leaders_of(desk: Desk, village: int) -> None:
    """Who leads the village, and another in the leader's place."""
    now = desk.draft.now
    st.subheader(say(Hand.leaders_of_village))
    there = sorted(cadre for cadre, led in now.leads if led == village)
    for cadre in there:
        _present(desk, cadre, village)
    if not (now.now.values.level == 3).any():
        st.caption(say(Hand.no_leaders))
        return
    if not there:
        st.caption(say(Hand.nobody_leads))
    title = say(Hand.change_leader if there else Hand.give_leader)
    with st.expander(title, key=f"hand-lead-{village}", on_change="rerun") as more:
        if more.open:
            _others(desk, village)


def _present(desk: Desk, cadre: int, village: int) -> None:
    """A leader there, with what may be done."""
    now, cadres = desk.draft.now, desk.shown.county.cadres
    ids = desk.people[cadre], desk.villages[village]
    locked = (cadre, village) in now.locked_leads
    homes = np.array(now.now.households_of(cadre), np.int64)
    words = say(
        Hand.leading,
        who=cadres["name"].iat[cadre],
        post=cadres["post"].iat[cadre] or cadres["rank"].iat[cadre],
        pairs=int((now.now.values.household_village[homes] == village).sum()),
        leads=sum(c == cadre for c, _ in now.leads),
        most=int(now.now.allowed.leads_most[cadre]),
    )
    steps: dict[Text, Step] = {
        Hand.unlock if locked else Hand.lock: LeadLock(*ids, on=not locked),
        Hand.take_back: Lead(*ids, on=False),
    }
    key = f"lead-{cadre}-{village}"
    desk.present(words, steps, key, locked=locked)


def _others(desk: Desk, village: int) -> None:
    """The other county leaders as a ranked table; for the one chosen the ways, the verdict and the button."""
    found = leaders_for(desk.draft.now, village)
    if not len(found.cadre):
        st.caption(say(Hand.no_other_leader))
        return
    row = choose(
        leader_table(desk.draft, found, _in_words(desk, found.step)),
        f"hand-leaders-{village}",
        Offer.leaders_alt,
    )
    if row is None:
        st.caption(say(Offer.choose))
        return
    cadre = int(found.cadre[row])
    priced = [step for step, _ in priced_ways(desk.draft.now, cadre, village)]
    way = st.selectbox(
        say(Hand.way),
        range(len(priced)),
        format_func=_in_words(desk, priced).__getitem__,
        key=f"way-lead-{cadre}-{village}",
    )
    desk.confirm(priced[way], f"lead-{cadre}-{village}-new")


def _in_words(desk: Desk, steps: Iterable[Lead]) -> list[str]:
    """How a leader comes to a village, one line a step."""
    county = desk.shown.county
    names = dict(zip(desk.people, county.cadres["name"], strict=True))
    places = dict(zip(desk.villages, village_names(county), strict=True))
    found = []
    for step in steps:
        old = None if step.instead_of is None else names[step.instead_of]
        left = None if step.leaves is None else places[step.leaves]
        if left is None:
            found.append(say(Hand.lead_more) if old is None else say(Hand.lead_instead, old=old))
        else:
            found.append(say(Hand.lead_leave if old is None else Hand.lead_swap, old=old, place=left))
    return found
