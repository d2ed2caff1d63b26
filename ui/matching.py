"""Confirming on screen what reading only proposes, and what has been confirmed before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd
import streamlit as st

from pairing.matches import NONE_OF_THESE
from pairing.schema import BY_TABLE
from ui import state, uploads, who
from ui.keys import Key
from ui.match_words import Match
from ui.state import plain, say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pairing.matches import Candidate, Proposal, Wording
    from pairing.text import Text

# Proposals on screen at a time.
_SHOWN: Final = 40
# Characters of a long place on screen.
_WIDE: Final = 40
# The choice to leave a proposal open; no list has such a name.
_LATER: Final = "\t"


def confirm_step() -> None:
    """The proposals of the last upload, each with its candidates to choose from; confirmed ones are kept and the files read
    again. Raises PairingError as an upload does."""
    reading = state.last_reading()
    if reading is None:
        return
    if reading.used:
        st.caption(say(Match.used, count=len(reading.used)), help=_listed(reading.used))
    if not reading.proposals:
        return
    shown = reading.proposals[:_SHOWN]
    st.header(say(Match.title, count=len(reading.proposals)))
    st.caption(say(Match.lead))
    with st.form("matches"):
        chosen = {proposal.wording: _row(number, proposal) for number, proposal in enumerate(shown)}
        if len(shown) < len(reading.proposals):
            st.caption(say(Match.first, shown=len(shown)))
        confirmed = st.form_submit_button(
            say(Match.confirm), icon=":material/done_all:", disabled=not who.may("edit")
        )
    if confirmed:
        _keep({wording: means for wording, means in chosen.items() if means is not None})


def remembered() -> None:
    """All that was ever confirmed, to be looked at and forgotten."""
    with state.store() as store:
        matches = store.matches.all()
    if not len(matches):
        return
    with st.expander(say(Match.remembered, count=len(matches)), icon=":material/bookmark:"):
        wordings = sorted(matches.meanings)
        rows = [
            (say(Match.kinds[w.kind]), w.said, _where(w), matches.meanings[w] or say(_none(w)))
            for w in wordings
        ]
        table = pd.DataFrame(rows, columns=[say(title) for title in Match.columns.values()])
        st.dataframe(table, hide_index=True, alt=say(Match.remembered_alt), key="remembered")
        with st.form("forget", border=False):
            gone = st.multiselect(
                say(Match.forget),
                wordings,
                format_func=lambda w: f"{_where(w)} {w.said} → {matches.meanings[w] or say(_none(w))}",
                placeholder=say(Match.forget_hint),
                key="forget-pick",
            )
            asked = st.form_submit_button(
                say(Match.forget_button), icon=":material/delete:", disabled=not who.may("edit")
            )
        if asked and gone:
            with state.store() as store:
                store.matches.forget(gone)
            st.rerun()


def _row(number: int, proposal: Proposal) -> str | None:
    """One proposal; what was chosen, NONE_OF_THESE, or None where it is left open."""
    wording = proposal.wording
    by_name = {candidate.means: candidate for candidate in proposal.candidates}
    options = [_LATER, *by_name, NONE_OF_THESE]
    left, middle, right = st.columns([3, 4, 3], vertical_alignment="center")
    with left:
        st.markdown(f"{say(Match.kinds[wording.kind])} **{plain(proposal.shown)}**")
        st.caption(plain(say(Match.place, sheet=proposal.sheet, row=proposal.row, rows=proposal.rows)))
    with middle:
        chosen = st.selectbox(
            say(Match.means, said=proposal.shown),
            options,
            index=options.index(proposal.taken or _LATER),
            format_func=lambda means: _option(wording, means, by_name),
            label_visibility="collapsed",
            key=f"match-{number}-{wording.kind}-{wording.where}-{wording.said}",
        )
    with right:
        best = by_name.get(proposal.taken or "")
        st.caption(say(Match.unsure) if best is None else plain(_why(best)))
    return None if chosen == _LATER else chosen


def _option(wording: Wording, means: str, by_name: Mapping[str, Candidate]) -> str:
    """A choice in words; among names that look alike, with what speaks for each."""
    if means == _LATER:
        return say(Match.later)
    if not means:
        return say(_none(wording))
    return means if wording.kind in ("header", "sheet") else f"{means} · {say(by_name[means].why)}"


def _where(wording: Wording) -> str:
    """Where a wording stands, in the words of the lists."""
    if wording.kind == "header":
        return BY_TABLE[wording.where].name if wording.where in BY_TABLE else wording.where
    return wording.where[:_WIDE]


def _none(wording: Wording) -> Text:
    return {"header": Match.none_header, "sheet": Match.none_sheet}.get(wording.kind, Match.none)


def _why(candidate: Candidate) -> str:
    return say(Match.likeness, why=candidate.why, score=candidate.score)


def _listed(meanings: Mapping[Wording, str]) -> str:
    return "\n".join(
        f"- {plain(w.said)} → {plain(means or say(_none(w)))}" for w, means in sorted(meanings.items())
    )


def _keep(meanings: Mapping[Wording, str]) -> None:
    """Remember what was decided and read the files again."""
    if not meanings:
        st.warning(say(Match.nothing), icon=":material/help:")
        return
    with state.store() as store:
        store.matches.keep(meanings)
    files = st.session_state.get(Key.FILES_DROP)
    if not files:
        state.keep_reading(None)
        st.info(say(Match.files_gone), icon=":material/bookmark_added:")
        return
    uploads.take_in(files, str(st.session_state.get(Key.NAME_TYPE) or "").strip())
