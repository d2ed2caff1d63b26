"""Charts as ECharts options made from tables; drawn with one look, each with a description for screen readers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import streamlit as st

from ui.state import say
from ui.words import Data, Overview, Solve

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from pairing.text import Text

Options = dict[str, Any]

GREEN: Final = "#1f6f5c"
PALE: Final = "#b5d8cc"
ORANGE: Final = "#c27a1a"
BLUE: Final = "#2f6690"
GREY: Final = "#9aa5a0"
WORDS: Final = "#55625c"  # 6 to 1 on white; Streamlit's own grey for charts has less than 4
BY_LEVEL: Final = {3: "#0d3a30", 2: "#368671", 1: "#b5d8cc"}
BY_TIER: Final = {3: "#b3403a", 2: "#c27a1a", 1: "#e6cfa0"}


def draw(options: Options, alt: Text, key: str, height: int = 340) -> None:
    """Show a chart; ``alt`` says what it shows."""
    st.echarts_chart(legible(options), height=height, alt=say(alt), key=key, renderer="svg")


def legible(options: Options) -> Options:
    """The chart with the words at its axes and in its legend dark enough to be read by everybody."""
    dark = {"color": WORDS}
    seen = dict(options)
    for axis in ("xAxis", "yAxis"):
        if axis in seen:
            named = {"nameTextStyle": dark} if "name" in seen[axis] else {}
            seen[axis] = {**seen[axis], **named, "axisLabel": {**dark, **seen[axis].get("axisLabel", {})}}
    for part in ("legend", "visualMap"):
        if part in seen:
            seen[part] = {"textStyle": dark, **seen[part]}
    return seen


def balance(towns: Sequence[str], demand: Sequence[int], places: Sequence[int]) -> Options:
    """Demand and places of each town, side by side."""
    return {
        "legend": {"top": 0},
        "tooltip": {"trigger": "axis"},
        "grid": {"left": 8, "right": 8, "top": 36, "bottom": 8, "containLabel": True},
        "xAxis": {"type": "category", "data": list(towns), "axisLabel": {"interval": 0, "rotate": 30 if len(towns) > 8 else 0}},
        "yAxis": {"type": "value"},
        "series": [
            {"name": say(Data.demand), "type": "bar", "data": [int(n) for n in demand], "itemStyle": {"color": ORANGE}},
            {"name": say(Data.places), "type": "bar", "data": [int(n) for n in places], "itemStyle": {"color": GREEN}},
        ],
    }  # fmt: skip


def difficulty(scores: NDArray[np.float64], tier: NDArray[np.int64]) -> Options:
    """How many focus households have which difficulty, coloured by tier; scores 0–100."""
    edges = np.arange(0, 101, 5)
    labels = [f"{low}–{low + 5}" for low in edges[:-1]]
    series = []
    for level, text in sorted(Data.tier.items()):
        counts, _ = np.histogram(scores[tier == level], bins=edges)
        series.append(
            {"name": say(text), "type": "bar", "stack": "tier", "data": counts.tolist(), "itemStyle": {"color": BY_TIER[level]}}
        )  # fmt: skip
    return {
        "legend": {"top": 0},
        "tooltip": {"trigger": "axis"},
        "grid": {"left": 8, "right": 8, "top": 36, "bottom": 8, "containLabel": True},
        "xAxis": {"type": "category", "data": labels},
        "yAxis": {"type": "value"},
        "series": series,
    }


def held_by_level(towns: pd.DataFrame) -> Options:
    """Shares of the hard households' pairs held by each level, a bar a town (rows of ``Equity.towns``)."""
    series = [
        {
            "name": say(Data.level[level]),
            "type": "bar",
            "stack": "share",
            "data": [round(100 * float(share), 1) for share in towns[f"hard_level{level}"]],
            "itemStyle": {"color": BY_LEVEL[level]},
        }
        for level in (3, 2, 1)
    ]
    return {
        "legend": {"top": 0},
        "tooltip": {"trigger": "axis"},
        "grid": {"left": 8, "right": 8, "top": 36, "bottom": 8, "containLabel": True},
        "xAxis": {
            "type": "category",
            "data": towns["town"].tolist(),
            "axisLabel": {"interval": 0, "rotate": 30 if len(towns) > 8 else 0},
        },
        "yAxis": {"type": "value", "max": 100, "axisLabel": {"formatter": "{value}%"}},
        "series": series,
    }


def trace(points: Sequence[tuple[float, int | None, int | None]]) -> Options:
    """Points and bound over seconds; both in hundredths."""
    best = [[round(t, 2), p / 100] for t, p, _ in points if p is not None]
    bound = [[round(t, 2), b / 100] for t, _, b in points if b is not None]
    line = {"type": "line", "showSymbol": False, "step": "end", "lineStyle": {"width": 2}}
    return {
        "legend": {"top": 0},
        "tooltip": {"trigger": "axis"},
        "animation": False,
        "grid": {"left": 8, "right": 16, "top": 36, "bottom": 24, "containLabel": True},
        "xAxis": {
            "type": "value",
            "min": 0,
            "name": say(Solve.trace_seconds),
            "nameLocation": "middle",
            "nameGap": 24,
        },
        "yAxis": {"type": "value", "scale": True},
        "series": [
            {**line, "name": say(Solve.points), "data": best, "itemStyle": {"color": GREEN}},
            {**line, "name": say(Solve.bound), "data": bound, "itemStyle": {"color": GREY}},
        ],
    }


def flow(level: NDArray[np.int64], tier: NDArray[np.int64]) -> Options:
    """Pairs from each cadre level to each household tier, one entry a pair."""
    nodes, links = [], []
    for number, text in Data.level.items():
        if (level == number).any():
            nodes.append(
                {"name": say(text), "itemStyle": {"color": BY_LEVEL[number]}, "label": {"position": "left"}}
            )
    for number, text in Data.tier.items():
        if (tier == number).any():
            nodes.append({"name": household_node(text), "itemStyle": {"color": BY_TIER[number]}})
    for a, source in Data.level.items():
        for b, target in Data.tier.items():
            count = int(((level == a) & (tier == b)).sum())
            if count:
                links.append({"source": say(source), "target": household_node(target), "value": count})
    return {
        "tooltip": {"trigger": "item", "valueFormatter": "localized"},
        "series": [
            {
                "type": "sankey",
                "data": nodes,
                "links": links,
                "left": 140,
                "right": 140,
                "top": 12,
                "bottom": 12,
                "nodeWidth": 16,
                "layoutIterations": 0,
                "lineStyle": {"color": "gradient", "opacity": 0.45},
                "label": {"fontSize": 13, "color": "#22302b", "textBorderWidth": 0},
            }
        ],
    }


def load(level: NDArray[np.int64], pairs: NDArray[np.int64]) -> Options:
    """How many cadres of each level have how many focus households; one entry an eligible cadre."""
    most = int(pairs.max()) if len(pairs) else 0
    series = [
        {
            "name": say(text),
            "type": "bar",
            "stack": "level",
            "data": np.bincount(pairs[level == number], minlength=most + 1).tolist(),
            "itemStyle": {"color": BY_LEVEL[number]},
        }
        for number, text in sorted(Data.level.items())
        if (level == number).any()
    ]
    return {
        "legend": {"top": 0},
        "tooltip": {"trigger": "axis"},
        "grid": {"left": 8, "right": 8, "top": 36, "bottom": 8, "containLabel": True},
        "xAxis": {"type": "category", "data": [say(Overview.load_axis, count=n) for n in range(most + 1)]},
        "yAxis": {"type": "value"},
        "series": series,
    }


def gaps_by_town(towns: Sequence[str], missing: Sequence[int]) -> Options:
    """Missing pairs of each town that has any."""
    return {
        "tooltip": {"trigger": "axis"},
        "grid": {"left": 8, "right": 24, "top": 8, "bottom": 8, "containLabel": True},
        "xAxis": {"type": "value", "minInterval": 1},
        "yAxis": {"type": "category", "data": list(towns), "inverse": True},
        "series": [
            {"type": "bar", "data": [int(n) for n in missing], "itemStyle": {"color": ORANGE}, "label": {"show": True, "position": "right"}}
        ],
    }  # fmt: skip


def household_node(tier: Text) -> str:
    """A tier's node; levels and tiers share the word 一般, so a household's says that it is one."""
    return say(Overview.tier_node, tier=say(tier))
