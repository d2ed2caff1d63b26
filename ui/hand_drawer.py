"""The drawer in which a household, a cadre or a place is changed by hand: what there is, who else, at what price."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np
import streamlit as st

from pairing.by_hand.judge import rule_title
from pairing.by_hand.steps import Assign, Ban, Drop, Lock, Swap
from pairing.errors import PairingError
from pairing.standing import OBJECTIONS
from pairing.why import Why
from pairing.why_words import KEPT_AWAY, cadre_words, household_words
from ui import drafts
from ui.hand_steps import tell_since
from ui.hand_words import Hand
from ui.lists import matching
from ui.plan_words import Drawer
from ui.state import plain, say
from ui.who import may

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from pairing.by_hand.steps import Step
    from pairing.text import Text
    from ui.state import Recounted

_OFFERS: Final = 30


def open_household(shown: Recounted, version: int, household: int) -> None:
    """Change a household, by its position."""
    _open(Hand.drawer_household, shown, version, lambda drawer: drawer.household(household))


def open_cadre(shown: Recounted, version: int, cadre: int) -> None:
    """Change what a cadre has, by position."""
    _open(Hand.drawer_cadre, shown, version, lambda drawer: drawer.cadre(cadre))


def open_place(shown: Recounted, version: int, place: str, pairs: Sequence[tuple[str, str]]) -> None:
    """Lock all pairs of a village or unit, or let them go; pairs as (household_id, cadre_id)."""
    _open(Hand.drawer_place, shown, version, lambda drawer: drawer.place(place, pairs))


def _open(title: Text, shown: Recounted, version: int, draw: Callable[[_Drawer], None]) -> None:
    def drawn() -> None:
        drawer = _Drawer(shown, version)
        draw(drawer)
        drawer.shut()

    st.dialog(say(title), width="medium", position="right")(drawn)()


class _Drawer:
    """``version`` is the draft's as the page behind shows it; the drawer itself shows the newest, and says what is new."""

    def __init__(self, shown: Recounted, version: int) -> None:
        before = drafts.seen(shown)
        self.shown, self.version = shown, before.version if before else version
        self._newest, self.draft = drafts.current(shown)
        tell_since(shown, before, self._newest, self.draft)
        self.why = Why(self.draft.now.now)
        self.homes = shown.county.households["household_id"].to_numpy(object)
        self.people = shown.county.cadres["cadre_id"].to_numpy(object)

    def shut(self) -> None:
        """All of it is on the screen now."""
        drafts.look(self.shown, self._newest, self.draft)

    def household(self, household: int) -> None:
        st.markdown(f"**{plain(say(household_words(self.why, household)))}**")
        there = self.draft.now.ranked.get(household, ())
        if not there:
            st.caption(say(Hand.nobody))
        for cadre in there:
            self._present(cadre, household, say(cadre_words(self.why, cadre)))
        if not self.draft.now.now.demand[household]:
            st.caption(say(Drawer.not_focus))
            return
        st.subheader(say(Hand.change))
        chosen = self._pick_cadre(household)
        if chosen is not None:
            self._decide(chosen, household)

    def cadre(self, cadre: int) -> None:
        st.markdown(f"**{plain(say(cadre_words(self.why, cadre)))}**")
        held = self.draft.now.now.households_of(cadre)
        if not held:
            st.caption(say(Hand.no_home))
        for household in held:
            self._present(cadre, household, say(household_words(self.why, household)))
        st.subheader(say(Hand.give))
        chosen = self._pick_household(cadre)
        if chosen is not None:
            self._decide(cadre, chosen)

    def place(self, place: str, pairs: Sequence[tuple[str, str]]) -> None:
        locked = {(self.homes[h], self.people[c]) for c, h in self.draft.now.locked}
        free = tuple(pair for pair in pairs if pair not in locked)
        bound = tuple(pair for pair in pairs if pair in locked)
        st.markdown(say(Hand.place_note, place=plain(place), pairs=len(pairs), locked=len(bound)))
        why = self._reason("place")
        with st.container(horizontal=True):
            if st.button(
                say(Hand.lock_all),
                disabled=not (free and may("edit")),
                icon=":material/lock:",
                type="primary",
            ):
                self._make(Lock(free, why=why))
            if st.button(
                say(Hand.unlock_all), disabled=not (bound and may("edit")), icon=":material/lock_open:"
            ):
                self._make(Lock(bound, on=False, why=why))

    def _present(self, cadre: int, household: int, words: str) -> None:
        """A pair there is, with what may be done to it."""
        home, who = self.homes[household], self.people[cadre]
        key = f"{household}-{cadre}"
        locked = (cadre, household) in self.draft.now.locked
        steps: dict[Text, Lock | Drop | Ban] = {
            Hand.unlock if locked else Hand.lock: Lock(((home, who),), on=not locked),
            Hand.drop: Drop(home, who),
            Hand.ban: Ban(home, who),
        }
        with st.container(border=True):
            mark = f" :material/lock: {say(Hand.locked)}" if locked else ""
            st.markdown(f"{plain(words)}{mark}")
            chosen = st.segmented_control(
                say(Hand.what), list(steps), format_func=say, key=f"what-{key}", label_visibility="collapsed"
            )
            if chosen is not None:
                self._confirm(steps[chosen], key)

    def _pick_cadre(self, household: int) -> int | None:
        words = _search(Drawer.search_hint, f"hand-search-{household}")
        found = self.why.candidates(household, _OFFERS, self._matching("cadres", words))
        if not len(found.cadre):
            st.caption(say(Drawer.nobody))
            return None
        most = self.draft.now.now.allowed.most
        labels = {
            cadre: say(
                Drawer.candidate,
                cadre=f"{say(cadre_words(self.why, cadre))} {load}/{most[cadre]}",
                points=f"{points / 100:.1f}",
                verdict=_verdict(first),
            )
            for cadre, points, first, load in zip(
                found.cadre.tolist(),
                found.points.tolist(),
                found.first.tolist(),
                found.load.tolist(),
                strict=True,
            )
        }
        return _pick(Drawer.pick, labels, f"hand-pick-{household}-{words}")

    def _pick_household(self, cadre: int) -> int | None:
        words = _search(Hand.search_home, f"hand-search-home-{cadre}")
        found = self.why.offers(cadre, _OFFERS, self._matching("households", words))
        if not len(found):
            st.caption(say(Drawer.nobody))
            return None
        points = self.draft.now.now.values.pairs(np.full(len(found), cadre), found).points
        labels = {
            household: f"{say(household_words(self.why, household))}　{say(Drawer.unit, points=f'{worth / 100:.1f}')}"
            for household, worth in zip(found.tolist(), points.tolist(), strict=True)
        }
        return _pick(Hand.household, labels, f"hand-home-{cadre}-{words}")

    def _matching(self, table: str, words: str) -> NDArray[np.bool_]:
        among = np.zeros(len(getattr(self.shown.county, table)), bool)
        among[matching(self.shown.county, table, words)] = True
        return among

    def _decide(self, cadre: int, household: int) -> None:
        """The ways to bring the two together, the verdict on the one chosen, and the button that does it."""
        ways = self._ways(cadre, household)
        way = st.selectbox(
            say(Hand.way),
            range(len(ways)),
            format_func=[words for words, _ in ways].__getitem__,
            key=f"way-{cadre}-{household}",
        )
        self._confirm(ways[way][1], f"{cadre}-{household}")

    def _confirm(self, step: Assign | Swap | Drop | Ban | Lock, key: str) -> None:
        """Ask for the reason; say what the step breaks or costs; the button that makes it."""
        step = replace(step, why=self._reason(key))
        verdict = self.draft.judge(step)
        if verdict.after is None:
            for objection in verdict.refused:
                said = say(Hand.refused, rule=say(rule_title(objection.rule)), how=say(objection.words))
                st.error(plain(said), icon=":material/block:")
            return
        st.success(say(Hand.allowed, points=f"{verdict.points / 100:+,.2f}"), icon=":material/check_circle:")
        changes = {"shortage": verdict.shortage, "idle": verdict.idle}
        said_of = [say(Hand.goals[name], change=f"{by:+d}") for name, by in changes.items() if by]
        said_of += [plain(say(warning)) for warning in verdict.warnings]
        if said_of:
            st.warning("\n".join(f"- {line}" for line in said_of))
        shut = not may("edit")
        if st.button(say(Hand.do), type="primary", icon=":material/check:", key=f"do-{key}", disabled=shut):
            self._make(step)

    def _ways(self, cadre: int, household: int) -> list[tuple[str, Assign | Swap]]:
        """Each way in words and as a step, those that no rule refuses first, of these the one with most points."""
        now, home, who = self.draft.now, self.homes[household], self.people[cadre]
        names = self.shown.county.cadres["name"].to_numpy(object)
        heads = self.shown.county.households["head_name"].to_numpy(object)
        there, held = now.ranked.get(household, ()), now.now.households_of(cadre)
        taking: list[tuple[str, Assign | Swap]] = [
            (say(Hand.instead, who=names[c]), Assign(home, who, self.people[c])) for c in there
        ]
        if len(there) < int(now.now.demand[household]):
            taking.insert(0, (say(Hand.one_more), Assign(home, who)))
        swapping: list[tuple[str, Assign | Swap]] = [
            (
                say(Hand.swap, who=names[c], home=heads[other]),
                Swap((home, self.people[c]), (self.homes[other], who)),
            )
            for c in there
            for other in held
        ]
        return sorted([*taking, *swapping], key=lambda way: self._rank(way[1]))

    def _rank(self, step: Step) -> tuple[bool, int, int, int]:
        verdict = self.draft.judge(step)
        return not verdict.allowed, verdict.shortage, verdict.idle, -verdict.points

    def _reason(self, key: str) -> str:
        return st.text_input(say(Hand.why), key=f"why-{key}", max_chars=200).strip()

    def _make(self, step: Step) -> None:
        try:
            drafts.make(self.shown, self.version, step)
        except PairingError as fault:
            st.error(plain(say(fault.text)), icon=":material/error:")
        else:
            st.rerun()


def _search(hint: Text, key: str) -> str:
    return st.text_input(say(hint), placeholder=say(hint), label_visibility="collapsed", key=key)


def _pick(title: Text, labels: dict[int, str], key: str) -> int | None:
    return st.selectbox(
        say(title),
        list(labels),
        index=None,
        format_func=labels.__getitem__,
        placeholder=say(Drawer.pick_hint),
        key=key,
    )


def _verdict(first: int) -> str:
    if first < 0:
        return say(Drawer.free)
    rule = OBJECTIONS[first]
    return say(Drawer.full) if rule == "quotas" else say(Drawer.kept_away, rule=say(KEPT_AWAY[rule]))
