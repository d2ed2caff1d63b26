"""The pictures on 总览 with the lists behind them: what is clicked in the picture is what the lists show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import numpy as np
import streamlit as st

from ui import lists, state, town_picture
from ui.charts import legible
from ui.faults import part
from ui.keys import Key
from ui.paged import Rows, paged
from ui.picture_words import Picture
from ui.pictures import Drawing, Picked, flow, heat, load, picked, village_map
from ui.state import plain, say
from ui.why_drawer import open_reason

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd
    from numpy.typing import NDArray

    from ui.pictures import Colour, Kind
    from ui.state import Recounted

    Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Behind:
    """What the lists show, as positions; None = all."""

    pairs: Ints | None = None
    cadres: Ints | None = None
    villages: Ints | None = None


@part
def picture_section(shown: Recounted) -> None:
    """Choose a picture, click in it, read the list; a click draws this section alone anew."""
    st.header(say(Picture.title))
    if not len(shown.plan.pairs):
        st.caption(say(Picture.no_pairs))
    words = {name: say(text) for name, text in Picture.names.items()}
    name = st.segmented_control(
        say(Picture.choose), list(words), format_func=words.__getitem__, default="flow", key=Key.PICTURE_PICK,
        required=True, label_visibility="collapsed",
    )  # fmt: skip
    name = name or "flow"
    if name == "town":
        drawing, part, place = _town(shown)
        _lists(shown, name, _chart(shown, name, part, drawing), place)
        return
    found, part = _county(shown, name)
    _lists(shown, name, _chart(shown, name, part, found) if found else None)


def _county(shown: Recounted, name: str) -> tuple[Drawing | None, str]:
    """The picture of this name of the whole county, and its colour where it has a choice."""
    pairs, cadres = shown.plan.pairs, shown.county.cadres
    if name == "flow":
        return flow(pairs["level"].to_numpy(np.int64), pairs["tier"].to_numpy(np.int64)), ""
    if name == "load":
        count = np.bincount(shown.found.pair_cadre, minlength=len(cadres)).astype(np.int64)
        eligible = cadres["exempt_reason"].isna().to_numpy(bool)
        return load(cadres["level"].to_numpy(np.int64), count, eligible), ""
    return (heat(shown), "") if name == "heat" else _map(shown)


def _map(shown: Recounted) -> tuple[Drawing | None, str]:
    figures = figures_of(shown)
    if not figures["lon"].notna().any():
        st.info(say(Picture.no_places), icon=":material/location_off:")
        return None, ""
    words = {name: say(text) for name, text in Picture.colours.items()}
    colour = st.radio(
        say(Picture.colour), list(words), format_func=words.__getitem__, horizontal=True, key=Key.COLOUR_PICK
    )
    return village_map(figures, cast("Colour", colour)), colour


def _town(shown: Recounted) -> tuple[Drawing, str, Picked]:
    """The picture of a town or of one village in it, which it is, and the place itself."""
    left, right, _ = st.columns([2, 2, 3])
    town = left.selectbox(say(Picture.town), town_picture.towns_of(shown), key=Key.TOWN_PICK)
    names = shown.county.villages["name"].to_numpy(object)
    here = {-1: say(Picture.whole_town)} | {v: str(names[v]) for v in town_picture.villages_of(shown, town)}
    village = right.selectbox(
        say(Picture.village), list(here), format_func=here.__getitem__, key=f"{Key.VILLAGE_PICK}-{town}"
    )
    if village < 0:
        place = Picked(town, "villages", np.array(town_picture.villages_of(shown, town), np.int64))
        return town_picture.town_flow(shown, town), town, place
    of = shown.county.households["village"].to_numpy(np.int64)[shown.found.pair_household]
    count = int((of == village).sum())
    if count > town_picture.MOST_PAIRS:
        st.caption(say(Picture.too_many, count=count, most=town_picture.MOST_PAIRS))
    place = Picked(f"{town} {here[village]}", "villages", np.array([village], np.int64))
    return town_picture.village_pairs(shown, village), f"{town}-{village}", place


def _chart(shown: Recounted, name: str, part: str, drawing: Drawing) -> Picked | None:
    """The chart with what is clicked in it, and the way back to all."""
    key = f"picture-{shown.record.id}-{name}-{part}-{state.cleared()}"
    event = st.echarts_chart(
        legible(drawing.options),
        height=drawing.height,
        alt=say(Picture.alts[name]),
        key=key,
        on_select="rerun",
        renderer="svg",
    )
    st.caption(say(Picture.notes[name]))
    return picked(drawing, event["selection"]["selected"])


def _lists(shown: Recounted, name: str, clicked: Picked | None, place: Picked | None = None) -> None:
    chosen = clicked or place
    behind = behind_of(shown, chosen)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(
            f"**{plain(say(Picture.only, what=chosen.words))}**"
            if chosen
            else f"**{say(Picture.everything)}**"
        )
        if clicked:
            st.button(
                say(Picture.all), icon=":material/close:", type="tertiary", key="picture-all", on_click=state.clear_clicks
            )  # fmt: skip
    found, key = shown.found, f"{shown.record.id}"
    opens_pair = lambda row: open_reason(  # noqa: E731
        shown, int(found.pair_household[row]), int(found.pair_cadre[row])
    )
    tables: dict[Kind, tuple[str, Callable[[], Rows], Ints | None, Callable[[int], None] | None]] = {
        "pairs": (say(Picture.pairs_list), lambda: lists.pair_rows(shown), behind.pairs, opens_pair),
        "cadres": (
            say(Picture.cadres_list),
            lambda: lists.load_rows(shown),
            behind.cadres,
            lambda row: open_reason(shown, None, row),
        ),
        "villages": (
            say(Picture.villages_list),
            lambda: lists.village_rows(figures_of(shown)),
            behind.villages,
            None,
        ),
    }
    first: Kind = "cadres" if name == "load" else "villages" if name == "map" else "pairs"
    order = [first, *(kind for kind in tables if kind != first)]
    tabs = st.tabs([tables[kind][0] for kind in order], key=f"{key}-{first}-lists", on_change="rerun")
    for kind, tab in zip(order, tabs, strict=True):
        title, rows, at, opens = tables[kind]
        if tab.open:
            with tab:
                _list(rows(), f"{key}-{kind}", title, at, opens)


def _list(rows: Rows, key: str, title: str, at: Ints | None, opens: Callable[[int], None] | None) -> None:
    if at is None:
        paged(rows, key, title, opens)
        return
    paged(rows.only(at), f"{key}-part", title, None if opens is None else lambda row: opens(int(at[row])))


def behind_of(shown: Recounted, chosen: Picked | None) -> Behind:
    """The pairs, cadres and villages that belong to what was clicked."""
    if chosen is None:
        return Behind()
    found = shown.found
    village = shown.county.households["village"].to_numpy(np.int64)[found.pair_household]
    if chosen.kind == "villages":
        pairs = np.flatnonzero(np.isin(village, chosen.at)).astype(np.int64)
        return Behind(pairs, np.unique(found.pair_cadre[pairs]), chosen.at)
    if chosen.kind == "cadres":
        pairs = np.flatnonzero(np.isin(found.pair_cadre, chosen.at)).astype(np.int64)
        return Behind(pairs, chosen.at, np.unique(village[pairs]))
    return Behind(chosen.at, np.unique(found.pair_cadre[chosen.at]), np.unique(village[chosen.at]))


def figures_of(shown: Recounted) -> pd.DataFrame:
    """The villages in figures, with load (households a cadre, contacts counted) and mean difficulty of the focus ones."""
    record = shown.record
    return _figures(f"{state.database()} {record.id} {record.made_at.isoformat()}", shown)


@st.cache_resource(max_entries=6, show_spinner=False)
def _figures(key: str, _shown: Recounted) -> pd.DataFrame:
    county, found = _shown.county, _shown.found
    count = len(county.villages)
    village = county.households["village"].to_numpy(np.int64)
    focus = county.households["focus"].to_numpy(bool)
    scores = lists.household_difficulty(county, _shown.rules)
    focused = np.bincount(village[focus], minlength=count)
    hard = np.bincount(village[focus], weights=scores[focus], minlength=count)
    served = village[found.contact_household]
    both = np.unique(served * len(county.cadres) + found.contact_cadre)
    cadres = np.bincount(both // len(county.cadres), minlength=count)
    figures = lists.village_figures(county, _shown.plan, _shown.missing)
    with np.errstate(divide="ignore", invalid="ignore"):
        figures["load"] = np.where(cadres > 0, np.bincount(served, minlength=count) / cadres, np.nan)
        figures["difficulty"] = np.where(focused > 0, hard / focused, np.nan)
    return figures
