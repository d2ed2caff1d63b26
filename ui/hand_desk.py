"""What every drawer of the page 调整 has: the draft, the reason asked for, the verdict on a step and the button that makes
it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from pairing.by_hand.judge import rule_title
from pairing.by_hand.steps import Ban
from pairing.errors import PairingError
from pairing.why import Why
from pairing.why_words import cadre_words, household_words
from ui import drafts
from ui.hand_words import Hand
from ui.state import plain, say
from ui.who import may

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pairing.by_hand.draft import Draft
    from pairing.by_hand.position import Pair
    from pairing.by_hand.steps import Step
    from pairing.text import Text
    from ui.state import Recounted


class Desk:
    """A draft on the desk, ``version`` its number in the store, which a step is made from.

    Buttons that change it carry the version in their key: a click on what somebody else has changed meanwhile does nothing,
    and shows what is new.

    homes, people, units, villages are the ids by position.
    """

    def __init__(self, shown: Recounted, version: int, draft: Draft) -> None:
        self.shown, self.version, self.draft = shown, version, draft
        self.why = Why(draft.now.now)
        county = shown.county
        self.homes = county.households["household_id"].to_numpy(object)
        self.people = county.cadres["cadre_id"].to_numpy(object)
        self.units = county.units["name"].to_numpy(object)
        self.villages = county.villages["code"].to_numpy(object)

    def present(self, words: str, steps: Mapping[Text, Step], key: str, *, locked: bool) -> None:
        """What there is, in words and marked where it is locked, with the steps that may be taken; for the one chosen what
        :meth:`confirm` asks and says."""
        with st.container(border=True):
            mark = f" :material/lock: {say(Hand.locked)}" if locked else ""
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(f"{plain(words)}{mark}")
                st.space("stretch")
                chosen = st.segmented_control(
                    say(Hand.what),
                    list(steps),
                    format_func=say,
                    key=f"what-{key}",
                    label_visibility="collapsed",
                )
            if chosen is not None:
                self.confirm(steps[chosen], key)

    def confirm(self, step: Step, key: str) -> None:
        """Ask for the reason; say what the step breaks or costs; the button that makes it."""
        step = replace(step, why=self.reason(key))
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
        st.button(
            say(Hand.do),
            type="primary",
            icon=":material/check:",
            key=f"do-{key}-{self.version}",
            disabled=shut,
            on_click=self.make,
            args=(step, key),
        )

    def reason(self, key: str) -> str:
        """What an organizer gives as the reason of a step."""
        return st.text_input(say(Hand.why), key=f"why-{key}", max_chars=200).strip()

    def make(self, step: Step, key: str | None = None) -> None:
        """In a button's callback: make a step, for the reason given under that key, and draw the page anew without the
        drawer; a refusal is said by the drawer and changes nothing."""
        if drafts.version_of(self.shown) != self.version:
            return  # somebody else was quicker: what is drawn next says so
        if key is not None:
            step = replace(step, why=st.session_state[f"why-{key}"].strip())
        try:
            drafts.make(self.shown, self.version, step)
        except PairingError as fault:
            drafts.note_refused(fault.text)
        else:
            st.rerun()

    def bans(self, pairs: Iterable[Pair]) -> None:
        """Bans made by hand, each with the button that lifts it."""
        for cadre, household in pairs:
            words = say(
                Hand.banned,
                who=say(cadre_words(self.why, cadre)),
                home=say(household_words(self.why, household)),
            )
            why = self.draft.now.banned[cadre, household]
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(f":material/block: {plain(words)}" + (f"　{plain(why)}" if why else ""))
                st.space("stretch")
                st.button(
                    say(Hand.lift),
                    key=f"lift-{cadre}-{household}-{self.version}",
                    disabled=not may("edit"),
                    on_click=self.make,
                    args=(Ban(self.homes[household], self.people[cadre], on=False),),
                )
