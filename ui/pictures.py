"""The pictures of a plan, each with what its parts stand for, so that a click in one lists what is behind it.

A part is what can be clicked: a bar, a cell, a dot, a band. It stands for pairs, cadres or villages by position.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np

from ui import charts
from ui.charts import GREEN, ORANGE, Options
from ui.picture_words import Picture
from ui.state import say
from ui.words import Data

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from ui.state import Recounted

    Ints = NDArray[np.int64]

Kind = Literal["pairs", "cadres", "villages"]
Colour = Literal["coverage", "load", "difficulty"]

_ROWS: Final = 24  # units of the heatmap in sight at once; the others by its slider
_SCALES: Final[Mapping[str, list[str]]] = {
    "load": ["#d5e8e1", "#6fb29d", "#1f6f5c", "#0d3a30"],
    "difficulty": ["#e6cfa0", "#c27a1a", "#b3403a", "#6d1f1b"],
}


@dataclass(frozen=True)
class Part:
    """Something to click: its name and the positions it stands for, looked up when it is clicked."""

    words: str
    kind: Kind
    at: Callable[[], Ints]


@dataclass(frozen=True)
class Drawing:
    """A chart and its parts by (series, kind of data), in the order in which the chart counts them."""

    options: Options
    parts: Mapping[tuple[int, str], Sequence[Part]]
    height: int = 360


@dataclass(frozen=True)
class Picked:
    """What the clicks of a picture stand for, in words and by position."""

    words: str
    kind: Kind
    at: Ints


def picked(drawing: Drawing, selected: Iterable[Mapping[str, Any]]) -> Picked | None:
    """The parts that a chart's selection names, together; None where it names none of them."""
    parts = []
    for group in selected:
        of = drawing.parts.get((group["series_index"], group["data_type"]), ())
        # A selection outlives the chart it was made in: what it points at may be gone.
        parts += [of[index] for index in group["data_indices"] if index < len(of)]
    if not parts:
        return None
    kind = parts[0].kind
    words = "、".join(part.words for part in parts[:3])
    if len(parts) > 3:
        words += say(Picture.and_more, count=len(parts))
    return Picked(words, kind, np.unique(np.concatenate([p.at() for p in parts if p.kind == kind])))


def flow(level: Ints, tier: Ints) -> Drawing:
    """Pairs from level to tier, one entry a pair."""
    options = charts.flow(level, tier)
    series = options["series"][0]
    series |= {"selectedMode": "single", "emphasis": {"focus": "adjacency"}}
    masks = {say(text): level == number for number, text in Data.level.items()}
    masks |= {charts.household_node(text): tier == number for number, text in Data.tier.items()}
    nodes = [Part(node["name"], "pairs", where(masks[node["name"]])) for node in series["data"]]
    bands = [
        Part(
            say(Picture.arrow, a=link["source"], b=link["target"]),
            "pairs",
            where(masks[link["source"]] & masks[link["target"]]),
        )
        for link in series["links"]
    ]
    return Drawing(options, {(0, "node"): nodes, (0, "edge"): bands}, 340)


def load(level: Ints, pairs: Ints, eligible: NDArray[np.bool_]) -> Drawing:
    """Cadres by level and number of focus households; one entry a cadre of the list."""
    options = charts.load(level[eligible], pairs[eligible])
    parts = {}
    shown = (number for number in sorted(Data.level) if (level[eligible] == number).any())
    for index, (number, series) in enumerate(zip(shown, options["series"], strict=True)):
        series["selectedMode"] = "single"
        parts[index, "main"] = [
            Part(
                say(Picture.with_load, level=series["name"], count=count),
                "cadres",
                where(eligible & (level == number) & (pairs == count)),
            )
            for count in range(len(series["data"]))
        ]
    return Drawing(options, parts, 340)


def heat(shown: Recounted) -> Drawing:
    """Pairs of each unit in each town; the unit with most pairs on top."""
    county, found = shown.county, shown.found
    unit = county.cadres["unit"].to_numpy(np.int64)[found.pair_cadre]
    towns, town_of = np.unique(county.villages["town"].to_numpy(object).astype(str), return_inverse=True)
    town = town_of[county.households["village"].to_numpy(np.int64)[found.pair_household]]
    count = np.zeros((len(county.units), len(towns)), np.int64)
    np.add.at(count, (unit, town), 1)
    order = np.argsort(-count.sum(axis=1), kind="stable")
    order = order[count[order].sum(axis=1) > 0]
    names = county.units["name"].to_numpy(object)
    rows, columns = np.nonzero(count[order])
    data = [[int(c), int(r), int(count[order[r], c])] for r, c in zip(rows, columns, strict=True)]
    parts = [
        Part(
            say(Picture.arrow, a=names[order[r]], b=towns[c]),
            "pairs",
            where((unit == order[r]) & (town == c)),
        )
        for r, c in zip(rows, columns, strict=True)
    ]
    visible = min(_ROWS, len(order))
    options: Options = {
        "tooltip": {"formatter": say(Picture.cell)},
        "grid": {"left": 8, "right": 56, "top": 8, "bottom": 8, "containLabel": True},
        "xAxis": {
            "type": "category",
            "data": towns.tolist(),
            "position": "top",
            "axisLabel": {"interval": 0, "rotate": 30 if len(towns) > 8 else 0},
            "splitArea": {"show": True},
        },
        "yAxis": {
            "type": "category",
            "data": [str(names[u]) for u in order],
            "inverse": True,
            "axisLabel": {"interval": 0, "width": 170, "overflow": "truncate"},
        },
        "visualMap": {
            "show": False,
            "min": 0,
            "max": int(count.max(initial=1)),
            "inRange": {"color": ["#eef5f2", "#b5d8cc", "#6fb29d"]},
        },
        "series": [
            {"type": "heatmap", "data": data, "selectedMode": "single", "label": {"show": len(towns) <= 16},
             "select": {"itemStyle": {"borderColor": ORANGE, "borderWidth": 2}}}
        ],
    }  # fmt: skip
    if visible < len(order):
        options["dataZoom"] = [
            {"type": "slider", "yAxisIndex": 0, "startValue": 0, "endValue": visible - 1, "right": 12, "width": 18,
             "filterMode": "none", "showDetail": False, "brushSelect": False}
        ]  # fmt: skip
    return Drawing(options, {(0, "main"): parts}, 110 + 22 * visible)


def village_map(figures: pd.DataFrame, colour: Colour) -> Drawing:
    """Villages on their coordinates, sized by focus households, coloured by gaps, load or difficulty.

    ``figures`` are those of ``lists.village_figures`` with ``load`` and ``difficulty`` (NaN = not known).
    """
    known = np.flatnonzero((figures["lon"].notna() & figures["lat"].notna()).to_numpy())
    focus = figures["focus"].to_numpy(float)
    size = 6 + 20 * np.sqrt(focus / max(1.0, focus[known].max(initial=1.0)))
    lon, lat = figures["lon"].to_numpy(float), figures["lat"].to_numpy(float)
    names = (figures["town"].astype(object) + " " + figures["name"].astype(object)).to_numpy(object)
    hidden = {"show": False, "scale": True, "type": "value"}
    options: Options = {
        "tooltip": {"trigger": "item"},
        "grid": {"left": 12, "right": 12, "top": 40, "bottom": 12},
        "xAxis": hidden,
        "yAxis": hidden,
    }
    if colour == "coverage":
        short = figures["missing"].to_numpy() > 0
        groups = [
            (say(Picture.full), GREEN, known[~short[known]]),
            (say(Picture.gap), ORANGE, known[short[known]]),
        ]
        value = figures["missing"].to_numpy(float)
        options["legend"] = {"top": 0}
    else:
        value = figures[colour].to_numpy(float)
        groups = [("", GREEN, known[~np.isnan(value[known])])]
        seen = value[groups[0][2]]
        low, high = (float(seen.min()), float(seen.max())) if len(seen) else (0.0, 1.0)
        options["visualMap"] = {
            "min": round(low, 1), "max": round(max(high, low + 0.1), 1), "dimension": 3, "orient": "horizontal",
            "left": "center", "top": 0, "itemHeight": 160, "precision": 1,
            "text": [f"{max(high, low):.1f}", f"{low:.1f}"], "inRange": {"color": _SCALES[colour]},
        }  # fmt: skip
    options["series"] = []
    parts = {}
    for index, (name, color, at) in enumerate(groups):
        data = [
            {
                "name": str(names[v]),
                "value": [lon[v].item(), lat[v].item(), int(focus[v]), round(float(value[v]), 1)],
                "symbolSize": round(float(size[v]), 1),
            }
            for v in at
        ]
        options["series"].append(
            {
                "name": name, "type": "scatter", "data": data, "selectedMode": "single",
                "itemStyle": {"opacity": 0.75} | ({"color": color} if colour == "coverage" else {}),
                "select": {"itemStyle": {"borderColor": "#22302b", "borderWidth": 2}},
                "tooltip": {"formatter": say(Picture.tips[colour])},
            }
        )  # fmt: skip
        parts[index, "main"] = [Part(str(names[v]), "villages", one(int(v))) for v in at]
    return Drawing(options, parts, 460)


def where(mask: NDArray[np.bool_]) -> Callable[[], Ints]:
    """Looks up the positions where ``mask`` holds."""
    return lambda: np.flatnonzero(mask).astype(np.int64)


def one(position: int) -> Callable[[], Ints]:
    """A single position, given when asked."""
    return lambda: np.array([position], np.int64)
