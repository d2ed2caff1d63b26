"""What two plans have different, as tables on screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from pairing.changes import CAUSES
from pairing.rule_words import in_words
from ui.compare_words import Compare
from ui.paged import Rows
from ui.state import language, say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from pairing.compare import Comparison, Line
    from pairing.county import County
    from pairing.rule_words import Difference
    from pairing.text import Text

    Ints = NDArray[np.int64]


def figure_table(lines: tuple[Line, ...], own: Mapping[str, float | None]) -> pd.DataFrame:
    """Figures of both plans in words; a column for the first plan by its own measure where that is another."""
    rows = []
    for line in lines:
        row = {"figure": say(line.title)}
        if own:
            row["own"] = value(line, own[line.id]) if line.id in own else ""
        row |= {
            "before": value(line, line.before),
            "after": value(line, line.after),
            "change": value(line, line.change, sign=True) if line.change else "",
            "verdict": say(Compare.verdicts[line.verdict]),
        }
        rows.append(row)
    return _titled(pd.DataFrame(rows), Compare.columns)


def value(line: Line, amount: float | None, *, sign: bool = False) -> str:
    """A figure as people read it."""
    if amount is None:
        return "–"
    plus = "+" if sign else ""
    if line.measure == "share":
        return f"{100 * amount:{plus}.1f}%"
    if line.measure == "points":
        return f"{amount / 100:{plus},.1f}"
    return f"{amount:{plus},.0f}"


def town_table(found: Comparison) -> pd.DataFrame:
    """Changes by town, those with most changes first."""
    table = found.towns.assign(points_change=found.towns["points_after"] - found.towns["points_before"])
    table = table.sort_values(["pairs_changed", "links_changed"], ascending=False, kind="stable")
    for column in ("points_before", "points_after", "points_change"):
        table[column] = table[column] / 100
    return _titled(table[list(Compare.town_columns)], Compare.town_columns)


def rule_table(changes: tuple[Difference, ...]) -> pd.DataFrame:
    """Rules set differently."""
    rows = [
        {
            "rule": say(c.info.title),
            "before": say(in_words(c.info, c.a)),
            "after": say(in_words(c.info, c.b)),
        }
        for c in changes
    ]
    return _titled(pd.DataFrame(rows), Compare.rule_columns)


def changed_pairs(found: Comparison, before: County, after: County) -> Rows:
    """The pairs that changed, by name."""
    table = found.changes[found.changes["kind"] == "pair"].reset_index(drop=True)
    people = _names(before, after)
    heads = dict(zip(after.households["household_id"], after.households["head_name"], strict=True))

    def build(rows: Ints) -> pd.DataFrame:
        part = table.iloc[rows]
        return _titled(
            pd.DataFrame(
                {
                    "village": (part["town"] + " " + part["village"]).to_numpy(),
                    "household_id": part["household_id"].to_numpy(),
                    "head_name": [heads.get(home) or "" for home in part["household_id"]],
                    **_sides(part, people),
                    "reason": _reasons(part),
                }
            ),
            Compare.change_columns,
        )

    words = _searched(table, people) + " " + table["household_id"].map(heads).fillna("").astype(object)
    return Rows((words + " " + table["household_id"].astype(object)).astype("str"), build)


def changed_links(found: Comparison, before: County, after: County) -> Rows:
    """The links that changed, by name."""
    table = found.changes[found.changes["kind"] != "pair"].reset_index(drop=True)
    people = _names(before, after)

    def build(rows: Ints) -> pd.DataFrame:
        part = table.iloc[rows]
        return _titled(
            pd.DataFrame(
                {
                    "village": (part["town"] + " " + part["village"]).to_numpy(),
                    "kind": [say(Compare.link_kinds[kind]) for kind in part["kind"]],
                    **_sides(part, people),
                    "reason": _reasons(part),
                }
            ),
            Compare.change_columns,
        )

    return Rows(_searched(table, people).astype("str"), build)


def causes_line(found: Comparison) -> str:
    """How many changes for each reason."""
    count = found.changes["cause"].value_counts()
    return ("；" if language() == "zh" else "; ").join(
        f"{say(CAUSES[str(cause)])} {n}" for cause, n in count.items()
    )


def _sides(part: pd.DataFrame, people: Mapping[str, str]) -> dict[str, list[str]]:
    return {
        side: [
            _person(unit, who, people)
            for unit, who in zip(part[f"{side}_unit"], part[f"{side}_cadre_id"], strict=True)
        ]
        for side in ("old", "new")
    }


def _person(unit: str, cadre_id: str, people: Mapping[str, str]) -> str:
    name = people.get(cadre_id, cadre_id)
    return f"{name}（{unit}）" if name and unit else name or unit or "–"


def _reasons(part: pd.DataFrame) -> list[str]:
    return [say(CAUSES[cause]) for cause in part["cause"]]


def _names(before: County, after: County) -> dict[str, str]:
    """Cadre id -> name, of those who are in one of the two lists."""
    return {
        str(cadre_id): str(name)
        for county in (before, after)
        for cadre_id, name in zip(county.cadres["cadre_id"], county.cadres["name"], strict=True)
    }


def _searched(table: pd.DataFrame, people: Mapping[str, str]) -> pd.Series:
    words = table["town"].astype(object) + " " + table["village"].astype(object)
    for side in ("old", "new"):
        words = words + " " + table[f"{side}_unit"].astype(object)
        words = words + " " + table[f"{side}_cadre_id"].map(lambda who: people.get(who, who)).astype(object)
    return words


def _titled(table: pd.DataFrame, titles: Mapping[str, Text]) -> pd.DataFrame:
    return table.rename(columns={name: say(text) for name, text in titles.items()})
