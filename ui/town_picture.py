"""One town as a picture of two sides: units and villages, or in one village every cadre and household."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from ui.charts import BY_LEVEL, BY_TIER, GREEN, ORANGE, PALE, Options
from ui.picture_words import Picture
from ui.pictures import Drawing, Part, one, where
from ui.state import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from ui.state import Recounted

    Ints = NDArray[np.int64]

MOST_PAIRS: Final = 60  # more cannot be read in one picture


def town_flow(shown: Recounted, town: str) -> Drawing:
    """Units left, villages right; a band is as thick as they have pairs."""
    county, found = shown.county, shown.found
    village = county.households["village"].to_numpy(np.int64)[found.pair_household]
    unit = county.cadres["unit"].to_numpy(np.int64)[found.pair_cadre]
    here = (county.villages["town"] == town).to_numpy(bool)[village]
    both, count = np.unique(np.stack([unit[here], village[here]]), axis=1, return_counts=True)
    units, villages = np.unique(both[0]), np.unique(both[1])
    unit_names, village_names = (
        county.units["name"].to_numpy(object),
        county.villages["name"].to_numpy(object),
    )
    # The chart tells its nodes apart by name, and a unit may be called like its village.
    left = {int(u): str(unit_names[u]) for u in units}
    right = {int(v): str(village_names[v]) for v in villages}
    right = {v: f"{town} {name}" if name in left.values() else name for v, name in right.items()}
    nodes = [_node(name, GREEN, "left") for name in left.values()]
    nodes += [_node(name, PALE, "right") for name in right.values()]
    links = [
        {"source": left[int(u)], "target": right[int(v)], "value": int(n)}
        for (u, v), n in zip(both.T, count, strict=True)
    ]
    options: Options = {
        "tooltip": {"trigger": "item"},
        "series": [
            {
                "type": "sankey", "data": nodes, "links": links, "left": 200, "right": 160, "top": 8, "bottom": 8,
                "nodeWidth": 14, "nodeGap": 10, "lineStyle": {"color": "source", "opacity": 0.3},
                "label": {"fontSize": 12, "color": "#22302b", "textBorderWidth": 0, "width": 185, "overflow": "truncate"},
                "selectedMode": "single", "emphasis": {"focus": "adjacency"},
            }
        ],
    }  # fmt: skip
    of_nodes = [Part(left[int(u)], "pairs", where(here & (unit == u))) for u in units]
    of_nodes += [Part(right[int(v)], "pairs", where(here & (village == v))) for v in villages]
    of_links = [
        Part(
            say(Picture.arrow, a=left[int(u)], b=right[int(v)]),
            "pairs",
            where(here & (unit == u) & (village == v)),
        )
        for u, v in both.T
    ]
    height = max(320, 26 * max(len(units), len(villages)))
    return Drawing(options, {(0, "node"): of_nodes, (0, "edge"): of_links}, height)


def village_pairs(shown: Recounted, village: int) -> Drawing:
    """Cadres left by unit, households right, hardest first; a household that lacks a pair stands out."""
    county, found = shown.county, shown.found
    of = county.households["village"].to_numpy(np.int64)
    here = of[found.pair_household] == village
    pairs = np.flatnonzero(here)[:MOST_PAIRS]
    cadre, household = found.pair_cadre[pairs], found.pair_household[pairs]
    lacking = np.flatnonzero((shown.missing > 0) & (of == village))[:MOST_PAIRS]
    cadres = np.unique(cadre)
    cadres = cadres[np.lexsort((cadres, county.cadres["unit"].to_numpy(np.int64)[cadres]))]
    # Households stand opposite their first cadre, so that few lines cross.
    row = {int(c): i for i, c in enumerate(cadres)}
    first = {int(h): row[int(c)] for c, h in zip(cadre[::-1], household[::-1], strict=True)}
    right = sorted(first, key=lambda h: (first[h], h)) + [int(h) for h in lacking if int(h) not in first]
    tall = max(len(cadres), len(right), 1)
    units, names = county.units["name"].to_numpy(object), county.cadres["name"].to_numpy(object)
    heads = county.households["head_name"].to_numpy(object)
    levels, unit = county.cadres["level"].to_numpy(np.int64), county.cadres["unit"].to_numpy(np.int64)
    nodes, parts = [], []
    for place, c in zip(_spread(len(cadres), tall), cadres, strict=True):
        words = say(Picture.cadre_at, unit=units[unit[c]], cadre=names[c])
        nodes.append(_dot(f"c{c}", words, 0, place, BY_LEVEL[int(levels[c])], "left"))
        parts.append(Part(words, "pairs", where(here & (found.pair_cadre == c))))
    for place, h in zip(_spread(len(right), tall), right, strict=True):
        short = shown.missing[h] > 0
        words = say(Picture.no_cadre, household=heads[h]) if short else str(heads[h])
        color = ORANGE if short else BY_TIER[int(shown.tiers[h]) or 1]
        nodes.append(_dot(f"h{h}", words, 1, place, color, "right", hollow=bool(short)))
        parts.append(
            Part(words, "pairs", where(here & (found.pair_household == h)))
            if h in first
            else Part(words, "villages", one(village))
        )
    lines = [{"source": f"c{c}", "target": f"h{h}"} for c, h in zip(cadre, household, strict=True)]
    of_lines = [
        Part(say(Picture.arrow, a=names[c], b=heads[h]), "pairs", one(int(p)))
        for p, c, h in zip(pairs, cadre, household, strict=True)
    ]
    axis: dict[str, Any] = {"show": False, "type": "value", "min": 0}
    options: Options = {
        "tooltip": {"trigger": "item"},
        "grid": {"left": 260, "right": 180, "top": 14, "bottom": 14},
        "xAxis": {**axis, "max": 1},
        "yAxis": {**axis, "max": tall, "inverse": True},
        "series": [
            {
                "type": "graph", "coordinateSystem": "cartesian2d", "data": nodes, "links": lines, "symbolSize": 12,
                "lineStyle": {"color": "#9aa5a0", "width": 1.5}, "selectedMode": "single",
                "emphasis": {"focus": "adjacency"},
                "select": {"itemStyle": {"borderColor": "#22302b", "borderWidth": 2}},
            }
        ],
    }  # fmt: skip
    return Drawing(options, {(0, "node"): parts, (0, "edge"): of_lines}, max(200, 28 + 22 * tall))


def towns_of(shown: Recounted) -> list[str]:
    """Towns by name, those that lack most pairs first."""
    villages = shown.county.villages
    of = shown.county.households["village"].to_numpy(np.int64)
    missing = np.bincount(of, weights=shown.missing, minlength=len(villages))
    names, at = np.unique(villages["town"].to_numpy(object).astype(str), return_inverse=True)
    short = np.bincount(at, weights=missing, minlength=len(names))
    return [str(names[i]) for i in np.argsort(-short, kind="stable")]


def villages_of(shown: Recounted, town: str) -> Sequence[int]:
    """Positions of a town's villages, in the lists' order."""
    return [int(v) for v in np.flatnonzero((shown.county.villages["town"] == town).to_numpy())]


def _spread(count: int, tall: int) -> NDArray[np.float64]:
    """Places of ``count`` dots over a side that is ``tall`` rows high."""
    return (np.arange(count, dtype=np.float64) + 0.5) * np.float64(tall / max(count, 1))


def _node(name: str, color: str, side: str) -> dict[str, Any]:
    return {"name": name, "itemStyle": {"color": color}, "label": {"position": side}}


def _dot(
    number: str, name: str, side: int, place: float, color: str, label: str, hollow: bool = False
) -> dict[str, Any]:
    style = {"color": "#ffffff", "borderColor": color, "borderWidth": 2} if hollow else {"color": color}
    return {
        "id": number, "name": name, "value": [side, round(float(place), 2)], "itemStyle": style,
        "label": {"show": True, "position": label, "formatter": "{b}", "fontSize": 12, "color": "#22302b"},
    }  # fmt: skip
