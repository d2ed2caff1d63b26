"""The drawer that says why: the reason of a pair, who was passed over, and what another cadre would change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import streamlit as st

from pairing.difficulty import difficulty_words
from pairing.standing import OBJECTIONS
from pairing.why_words import (
    KEPT_AWAY,
    cadre_words,
    household_words,
    match_words,
    missing_words,
    passed_over_words,
    proposal_words,
    rearranged_words,
)
from ui.drawer import open_drawer
from ui.lists import household_parts, matching
from ui.plan_words import Drawer
from ui.state import plain, say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pairing.exchange import Exchange
    from pairing.rearrange import Rearrangement
    from pairing.text import Text
    from pairing.why import Reason, Why
    from ui.state import Recounted

_CANDIDATES: Final = 30


def open_reason(shown: Recounted, household: int | None, cadre: int | None = None) -> None:
    """Open it on a household, or on a cadre, whose households are then offered; positions in the county's tables."""
    lacking = cadre is None and household is not None and shown.missing[household]
    open_drawer(say(Drawer.lacking if lacking else Drawer.title), lambda: _drawer(shown, household, cadre))


def _drawer(shown: Recounted, household: int | None, cadre: int | None) -> None:
    why = shown.why
    if household is None:
        household = _household_of(why, cadre)
    if household is None:
        st.markdown(say(Drawer.none))
        return
    if not why.now.values.tier[household]:
        st.markdown(f"**{plain(say(household_words(why, household)))}**")
        st.markdown(say(Drawer.not_focus))
        return
    parts = household_parts(shown.county.data_hash, shown.rules.hash, shown.county, shown.rules)
    st.caption(
        plain(
            say(
                Drawer.difficulty,
                household=say(household_words(why, household)),
                score=say(difficulty_words(parts, household)),
            )
        )
    )
    for reason in sorted(why.pairs(household), key=lambda pair: pair.match.cadre != cadre):
        _reason(why, reason)
    missing = why.missing(household)
    if missing.missing:
        st.warning(_lines(missing_words(why, missing)), icon=":material/person_off:")
    _propose(shown, household)


def _household_of(why: Why, cadre: int | None) -> int | None:
    """The cadre's household; where there are several, the one chosen."""
    held = () if cadre is None else why.now.households_of(cadre)
    if len(held) < 2:
        return held[0] if held else None
    names = {h: say(household_words(why, h)) for h in held}
    return st.selectbox(
        say(Drawer.which), held, format_func=names.__getitem__, key=f"drawer-household-{cadre}"
    )


def _reason(why: Why, reason: Reason) -> None:
    who, *others = match_words(why, reason.match)
    with st.container(border=True):
        st.markdown(f"**{plain(say(who))}**")
        st.markdown(_lines(others))
        st.caption(say(Drawer.passed_over))
        st.markdown(_lines(passed_over_words(why, reason)))


def _propose(shown: Recounted, household: int) -> None:
    why = shown.why
    st.subheader(say(Drawer.propose))
    st.caption(say(Drawer.propose_note))
    words = st.text_input(
        say(Drawer.search_hint),
        placeholder=say(Drawer.search_hint),
        label_visibility="collapsed",
        key=f"drawer-search-{household}",
    )
    among = np.zeros(len(shown.county.cadres), bool)
    among[matching(shown.county, "cadres", words)] = True
    found = why.candidates(household, _CANDIDATES, among)
    if not len(found.cadre):
        st.caption(say(Drawer.nobody))
        return
    labels = {
        cadre: say(
            Drawer.candidate,
            cadre=say(cadre_words(why, cadre)),
            points=f"{points / 100:.1f}",
            verdict=_verdict(first),
        )
        for cadre, points, first in zip(
            found.cadre.tolist(), found.points.tolist(), found.first.tolist(), strict=True
        )
    }
    chosen = st.selectbox(
        say(Drawer.pick),
        list(labels),
        index=None,
        format_func=labels.__getitem__,
        placeholder=say(Drawer.pick_hint),
        key=f"drawer-pick-{household}-{words}",
    )
    if chosen is not None:
        _price(why, chosen, household)


def _verdict(first: int) -> str:
    if first < 0:
        return say(Drawer.free)
    rule = OBJECTIONS[first]
    return say(Drawer.full) if rule == "quotas" else say(Drawer.kept_away, rule=say(KEPT_AWAY[rule]))


def _price(why: Why, cadre: int, household: int) -> None:
    with st.spinner(say(Drawer.working)):
        proposal = why.proposal(cadre, household)
        after = why.rearranged(proposal)
    head, *others = proposal_words(why, proposal)
    if proposal.exchange is None or after is None:
        st.error(plain(say(head)), icon=":material/block:")
        st.markdown(_lines(others))
        return
    st.success(plain(say(head)), icon=":material/check_circle:")
    with st.grid(2, min_column_width=200):
        for title, made in ((Drawer.now, proposal.exchange), (Drawer.after, after)):
            _figure(title, made)
    st.markdown(_lines([*others, *rearranged_words(why, after)]))


def _figure(title: Text, made: Exchange | Rearrangement) -> None:
    with st.container(border=True):
        st.metric(say(title), say(Drawer.unit, points=f"{made.points / 100:+,.2f}"))
        goals = ((Drawer.shortage, made.shortage), (Drawer.idle, made.idle))
        worse = "　".join(say(name, change=f"{change:+d}") for name, change in goals if change)
        if worse:
            st.caption(worse)


def _lines(sentences: Iterable[Text]) -> str:
    """Sentences as a list."""
    return "\n".join(f"- {plain(say(sentence))}" for sentence in sentences)
