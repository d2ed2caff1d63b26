"""The drawer of a village or a unit: what is there and who has it, its links, all pairs locked at once; and from a row on to
the household or the cadre."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import streamlit as st

from pairing.by_hand.links import units_for, villages_for
from pairing.by_hand.steps import Link, Lock
from ui.hand_drawer import in_drawer, of_cadre, of_household
from ui.hand_leaders import leaders_of
from ui.hand_lists import cadre_rows, homes_of_village, pairs_in, place_name
from ui.hand_offers import choose, unit_table, village_table
from ui.hand_words import Hand, Offer
from ui.lists import village_names
from ui.state import plain, say
from ui.who import may

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from pairing.text import Text
    from ui.hand_desk import Desk
    from ui.state import Recounted

    Ints = NDArray[np.int64]

# The household or cadre one has gone on to, by position; gone when another drawer opens.
_AT: Final = "hand-at"
_TALLEST: Final = 330  # pixels: a header and eight rows; the others scroll


def open_village(shown: Recounted, village: int) -> None:
    """A village, by position."""
    st.session_state.pop(_AT, None)
    in_drawer(Hand.drawer_village, shown, lambda desk: _of_village(desk, village))


def open_unit(shown: Recounted, unit: int) -> None:
    """A unit, by position."""
    st.session_state.pop(_AT, None)
    in_drawer(Hand.drawer_unit, shown, lambda desk: _of_unit(desk, unit))


def _of_village(desk: Desk, village: int) -> None:
    place = place_name(desk.shown, "villages", village)
    household = _gone_on(place)
    if household is not None:
        of_household(desk, household)
        return
    st.markdown(f"**{plain(place)}**")
    _locks(desk, pairs_in(desk.shown, desk.draft, "villages", village))
    st.subheader(say(Hand.homes))
    table, homes = homes_of_village(desk.shown, desk.draft, village)
    _rows(table, homes, f"hand-village-{village}", Hand.homes, Hand.homes_note)
    st.subheader(say(Hand.links_of_village))
    now = desk.draft.now
    linked = np.flatnonzero(now.now.linked[:, village])
    linked = linked[np.argsort(linked != now.lead[village], kind="stable")]
    code = desk.villages[village]
    for unit, pairs in zip(linked.tolist(), _pairs_between(desk, linked, village), strict=True):
        words = say(Hand.linked_unit, unit=desk.units[unit], pairs=pairs)
        mark = f"　{say(Hand.lead_unit)}" if unit == now.lead[village] else ""
        _linked(desk, f"{words}{mark}", Link(desk.units[unit], code, on=False), f"{unit}-{village}")
    with st.expander(say(Hand.give_village), key=f"hand-give-{village}", on_change="rerun") as more:
        if more.open:
            found = units_for(now, village)
            row = choose(unit_table(desk.draft, found), f"hand-units-{village}", Offer.links_alt)
            if row is not None:
                unit = int(found.other[row])
                desk.confirm(Link(desk.units[unit], code), f"give-{unit}-{village}")
    leaders_of(desk, village)


def _of_unit(desk: Desk, unit: int) -> None:
    place = place_name(desk.shown, "units", unit)
    cadre = _gone_on(place)
    if cadre is not None:
        of_cadre(desk, cadre)
        return
    st.markdown(f"**{plain(place)}**")
    _locks(desk, pairs_in(desk.shown, desk.draft, "units", unit))
    st.subheader(say(Hand.members))
    members = np.flatnonzero(desk.draft.now.now.values.cadre_unit == unit)
    table = cadre_rows(desk.shown, desk.draft).build(members).iloc[:, 1:]
    _rows(table, members, f"hand-unit-{unit}", Hand.members, Hand.members_note)
    st.subheader(say(Hand.links_of_unit))
    now, names = desk.draft.now, village_names(desk.shown.county)
    linked = np.flatnonzero(now.now.linked[unit])
    for village in linked.tolist():
        (pairs,) = _pairs_between(desk, np.array([unit]), village)
        words = say(Hand.linked_village, village=names[village], pairs=pairs)
        mark = f"　{say(Hand.lead_unit)}" if unit == now.lead[village] else ""
        step = Link(desk.units[unit], desk.villages[village], on=False)
        _linked(desk, f"{words}{mark}", step, f"{unit}-{village}")
    with st.expander(say(Hand.give_unit), key=f"hand-give-unit-{unit}", on_change="rerun") as more:
        if more.open:
            found = villages_for(now, unit)
            row = choose(village_table(desk.draft, found), f"hand-villages-{unit}", Offer.links_alt)
            if row is not None:
                village = int(found.other[row])
                desk.confirm(Link(desk.units[unit], desk.villages[village]), f"give-{unit}-{village}")


def _gone_on(place: str) -> int | None:
    """The household or cadre of the place one has gone on to, and the way back."""
    at: int | None = st.session_state.get(_AT)
    if at is not None:
        st.button(
            say(Hand.back, place=plain(place)),
            icon=":material/arrow_back:",
            type="tertiary",
            key="hand-back",
            on_click=lambda: st.session_state.pop(_AT, None),
        )
    return at


def _rows(table: pd.DataFrame, positions: Ints, key: str, alt: Text, note: Text) -> None:
    """The rows of a place; a click goes on to what stands in it."""

    def clicked() -> None:
        cells = st.session_state[key]["selection"]["cells"]
        if cells:
            st.session_state[_AT] = int(positions[cells[0][0]])

    if not len(table):
        st.caption(say(Hand.no_link))
        return
    st.caption(say(note))
    st.dataframe(
        table,
        hide_index=True,
        alt=say(alt),
        height=min(_TALLEST, 36 * (len(table) + 1) + 3),
        row_height=36,
        key=key,
        on_select=clicked,
        selection_mode="single-cell",
    )


def _locks(desk: Desk, pairs: Sequence[tuple[str, str]]) -> None:
    """Lock all pairs, or let them go; pairs as (household_id, cadre_id)."""
    locked = {(desk.homes[h], desk.people[c]) for c, h in desk.draft.now.locked}
    free = tuple(pair for pair in pairs if pair not in locked)
    bound = tuple(pair for pair in pairs if pair in locked)
    st.caption(say(Hand.place_note, pairs=len(pairs), locked=len(bound)))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        desk.reason("place")
        st.button(
            say(Hand.lock_all),
            disabled=not (free and may("edit")),
            icon=":material/lock:",
            type="primary",
            key=f"lock-all-{desk.version}",
            on_click=desk.make,
            args=(Lock(free), "place"),
        )
        st.button(
            say(Hand.unlock_all),
            disabled=not (bound and may("edit")),
            icon=":material/lock_open:",
            key=f"unlock-all-{desk.version}",
            on_click=desk.make,
            args=(Lock(bound, on=False), "place"),
        )


def _linked(desk: Desk, words: str, step: Link, key: str) -> None:
    """A link there is, and the way to take it away."""
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(plain(words))
            st.space("stretch")
            asked = st.toggle(say(Hand.take_back), key=f"hand-take-{key}")
        if asked:
            desk.confirm(step, f"take-{key}")


def _pairs_between(desk: Desk, units: Ints, village: int) -> list[int]:
    """Pairs in the village of each unit's cadres."""
    now = desk.draft.now.now
    there = now.values.household_village[now.pair_household] == village
    count = np.bincount(now.values.cadre_unit[now.pair_cadre[there]], minlength=len(desk.units))
    found: list[int] = count[units].tolist()
    return found
