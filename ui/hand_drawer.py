"""The drawer in which a household or a cadre is changed by hand: what there is, who else, at what price."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import streamlit as st

from pairing.by_hand.steps import Assign, Ban, Drop, Lock, Swap
from pairing.why_words import cadre_words, household_words
from ui import drafts
from ui.drawer import open_drawer
from ui.hand_desk import Desk
from ui.hand_offers import cadre_table, choose, household_table
from ui.hand_steps import tell_since
from ui.hand_words import Hand, Offer
from ui.lists import matching
from ui.plan_words import Drawer
from ui.state import plain, say

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from pairing.by_hand.steps import Step
    from pairing.text import Text
    from ui.state import Recounted

_OFFERS: Final = 30
_WIDE: Final = 880  # pixels: the columns of the candidates side by side


def open_household(shown: Recounted, household: int) -> None:
    """Change a household, by its position."""
    in_drawer(Hand.drawer_household, shown, lambda desk: of_household(desk, household))


def open_cadre(shown: Recounted, cadre: int) -> None:
    """Change what a cadre has, by position."""
    in_drawer(Hand.drawer_cadre, shown, lambda desk: of_cadre(desk, cadre))


def in_drawer(title: Text, shown: Recounted, draw: Callable[[Desk], None]) -> None:
    """Open the drawer; ``draw`` fills it with the newest draft, and what others changed in it is told first."""

    def fill() -> None:
        newest, draft = drafts.current(shown)
        tell_since(shown, drafts.seen_before(shown, newest), newest, draft)
        drafts.tell_refused()
        draw(Desk(shown, newest, draft))
        drafts.look(shown, newest, draft)  # all of it is on the screen now

    open_drawer(say(title), fill, _WIDE)


def of_household(desk: Desk, household: int) -> None:
    """A household: who has it, who is kept apart from it, who else could."""
    now = desk.draft.now
    st.markdown(f"**{plain(say(household_words(desk.why, household)))}**")
    if not now.now.demand[household]:
        contact = int(now.contact[household])
        if contact >= 0:
            st.markdown(plain(say(Hand.contact_is, who=say(cadre_words(desk.why, contact)))))
        st.caption(say(Drawer.not_focus))
        return
    there = now.ranked.get(household, ())
    if not there:
        st.caption(say(Hand.nobody))
    for cadre in there:
        _present(desk, cadre, household, say(cadre_words(desk.why, cadre)))
    banned = [pair for pair in sorted(now.banned) if pair[1] == household]
    desk.bans(banned)
    st.subheader(say(Hand.change))
    words = _search(Drawer.search_hint, f"hand-search-{household}")
    among = _matching(desk.shown, "cadres", words)
    found = desk.why.candidates(household, _OFFERS, among, [cadre for cadre, _ in banned])
    if not len(found.cadre):
        st.caption(say(Drawer.nobody))
        return
    row = choose(
        cadre_table(desk.draft, household, found), f"hand-pick-{household}-{words}", Offer.cadres_alt
    )
    if row is None:
        st.caption(say(Offer.choose))
    else:
        _decide(desk, int(found.cadre[row]), household)


def of_cadre(desk: Desk, cadre: int) -> None:
    """A cadre: the households there are, those kept apart, those that could be given."""
    now = desk.draft.now
    st.markdown(f"**{plain(say(cadre_words(desk.why, cadre)))}**")
    held = now.now.households_of(cadre)
    if not held:
        st.caption(say(Hand.no_home))
    for household in held:
        _present(desk, cadre, household, say(household_words(desk.why, household)))
    banned = [pair for pair in sorted(now.banned) if pair[0] == cadre]
    desk.bans(banned)
    st.subheader(say(Hand.give))
    words = _search(Hand.search_home, f"hand-search-home-{cadre}")
    among = _matching(desk.shown, "households", words)
    found = desk.why.offers(cadre, _OFFERS, among, [household for _, household in banned])
    if not len(found.household):
        st.caption(say(Hand.no_offer))
        return
    row = choose(household_table(desk.draft, cadre, found), f"hand-home-{cadre}-{words}", Offer.homes_alt)
    if row is None:
        st.caption(say(Offer.choose))
    else:
        _decide(desk, cadre, int(found.household[row]))


def _present(desk: Desk, cadre: int, household: int, words: str) -> None:
    """A pair there is, with what may be done to it."""
    home, who = desk.homes[household], desk.people[cadre]
    key = f"{household}-{cadre}"
    locked = (cadre, household) in desk.draft.now.locked
    steps: dict[Text, Step] = {
        Hand.unlock if locked else Hand.lock: Lock(((home, who),), on=not locked),
        Hand.drop: Drop(home, who),
        Hand.ban: Ban(home, who),
    }
    desk.present(words, steps, key, locked=locked)


def _decide(desk: Desk, cadre: int, household: int) -> None:
    """The ways to bring the two together, the verdict on the one chosen, and the button that does it."""
    who, home = say(cadre_words(desk.why, cadre)), say(household_words(desk.why, household))
    st.markdown(f"**{plain(who)} → {plain(home)}**")
    ways = _ways(desk, cadre, household)
    way = st.selectbox(
        say(Hand.way),
        range(len(ways)),
        format_func=[words for words, _ in ways].__getitem__,
        key=f"way-{cadre}-{household}",
    )
    desk.confirm(ways[way][1], f"{cadre}-{household}")


def _ways(desk: Desk, cadre: int, household: int) -> list[tuple[str, Assign | Swap]]:
    """Each way in words and as a step, those that no rule refuses first, of these the one with most points."""
    now, home, who = desk.draft.now, desk.homes[household], desk.people[cadre]
    names = desk.shown.county.cadres["name"].to_numpy(object)
    heads = desk.shown.county.households["head_name"].to_numpy(object)
    there, held = now.ranked.get(household, ()), now.now.households_of(cadre)
    taking: list[tuple[str, Assign | Swap]] = [
        (say(Hand.instead, who=names[c]), Assign(home, who, desk.people[c])) for c in there
    ]
    if len(there) < int(now.now.demand[household]):
        taking.insert(0, (say(Hand.one_more), Assign(home, who)))
    swapping: list[tuple[str, Assign | Swap]] = [
        (
            say(Hand.swap, who=names[c], home=heads[other]),
            Swap((home, desk.people[c]), (desk.homes[other], who)),
        )
        for c in there
        for other in held
    ]
    return sorted([*taking, *swapping], key=lambda way: _rank(desk, way[1]))


def _rank(desk: Desk, step: Step) -> tuple[bool, int, int, int]:
    verdict = desk.draft.judge(step)
    return not verdict.allowed, verdict.shortage, verdict.idle, -verdict.points


def _matching(shown: Recounted, table: str, words: str) -> NDArray[np.bool_]:
    among = np.zeros(len(getattr(shown.county, table)), bool)
    among[matching(shown.county, table, words)] = True
    return among


def _search(hint: Text, key: str) -> str:
    return st.text_input(say(hint), placeholder=say(hint), label_visibility="collapsed", key=key)
