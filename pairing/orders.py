"""What is fixed before anything is chosen: pins, bans, kin to be avoided, unfinished tasks.

"Orders" gathers the directives (指定/回避) of the lists with the hard rules that speak of single pairs and links.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pairing.issues import Issue
from pairing.schema import DIRECTIVES
from pairing.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pairing.county import County
    from pairing.limits import Limits
    from pairing.rules import Rules

Key = tuple[int, int]


@dataclass(frozen=True)
class Source:
    """Where an order comes from: a row of the directives sheet (file row number), or a rule by its id."""

    words: Text
    row: int | None = None


@dataclass(frozen=True)
class Orders:
    """Pairs are (cadre, household), unit links (unit, village), leader links (cadre, village), by position."""

    pinned_pairs: dict[Key, Source]
    banned_pairs: dict[Key, Source]
    pinned_units: dict[Key, Source]
    banned_units: dict[Key, Source]
    pinned_leaders: dict[Key, Source]
    banned_leaders: dict[Key, Source]
    unusable: tuple[Issue, ...] = ()


def orders(county: County, rules: Rules, allowed: Limits) -> Orders:
    """Collect every pin and ban; a directive that cannot be carried out as written is in ``unusable``."""
    found = Orders({}, {}, {}, {}, {}, {})
    unusable = [issue for issue in _directives(county, found) if issue]
    if rules.kinship == "avoid":
        source = Source(Text("亲属回避", "kinship is to be avoided"))
        for cadre, household in county.kinship[["cadre", "household"]].itertuples(index=False):
            found.banned_pairs.setdefault((int(cadre), int(household)), source)
    if rules.native_village == "avoid":
        source = Source(Text("籍贯村回避", "the native village is to be avoided"))
        for key in _native_pairs(county):
            found.banned_pairs.setdefault(key, source)
    if rules.unfinished_stay:
        source = Source(Text("原结对任务未完成，不得撤出", "an unfinished task stays with its cadre"))
        for key in _unfinished(county, allowed):
            found.pinned_pairs.setdefault(key, source)
    return Orders(
        found.pinned_pairs, found.banned_pairs, found.pinned_units, found.banned_units,
        found.pinned_leaders, found.banned_leaders, tuple(unusable),
    )  # fmt: skip


def unclear(county: County) -> tuple[Issue, ...]:
    """The directives that do not say what they bind, or bind what cannot be bound."""
    return tuple(issue for issue in _directives(county, Orders({}, {}, {}, {}, {}, {})) if issue)


def _directives(county: County, found: Orders) -> Iterator[Issue | None]:
    level = county.cadres["level"].to_numpy(np.int64)
    unit_of = county.cadres["unit"].to_numpy(np.int64)
    village_of = county.households["village"].to_numpy(np.int64)
    table = county.directives
    who = table[["cadre", "unit", "household", "village", "row"]].to_numpy(np.int64)
    for pin, (cadre, unit, household, village, row) in zip(table["kind"] == "pin", who.tolist(), strict=True):
        source = Source(Text("指定", "a pin") if pin else Text("回避", "a ban"), row)
        if cadre >= 0 and household >= 0:
            (found.pinned_pairs if pin else found.banned_pairs)[cadre, household] = source
        elif unit >= 0 and village >= 0 and cadre < 0 and household < 0:
            (found.pinned_units if pin else found.banned_units)[unit, village] = source
        elif cadre >= 0 and village >= 0 and level[cadre] == 3:
            (found.pinned_leaders if pin else found.banned_leaders)[cadre, village] = source
        elif not pin and cadre >= 0 and village >= 0:
            for h in np.flatnonzero(village_of == village):
                found.banned_pairs[cadre, int(h)] = source
        elif not pin and unit >= 0 and household >= 0:
            for c in np.flatnonzero(unit_of == unit):
                found.banned_pairs[int(c), household] = source
        elif cadre >= 0 and village >= 0:
            name = county.cadres["name"].iat[cadre]
            yield _unusable(
                row,
                Text(
                    "{who}不是县级领导，不能单独定一个村。",
                    "{who} is no county leader and cannot be given a village.",
                ).fill(who=name),
                Text("请改填其单位，或填到户。", "Give the unit in the cadre's place, or a household."),
            )
        else:
            yield _unusable(
                row,
                Text("这条指定看不出要把谁定给谁。", "This pin does not say who is to be given to whom."),
                Text(
                    "请填“干部编号＋户编号”、“单位名称＋乡镇＋行政村”，或县级领导的“干部编号＋乡镇＋行政村”。",
                    "Give cadre and household, unit and village, or a county leader and a village.",
                ),
            )
        yield None


def _unusable(row: int, problem: Text, remedy: Text) -> Issue:
    return Issue("error", "directive-unclear", problem, remedy, sheet=DIRECTIVES.name, row=row)


def _native_pairs(county: County) -> Iterator[Key]:
    home = county.cadres["native_village"].to_numpy(np.int64)
    households = county.households
    focus = np.flatnonzero(households["focus"].to_numpy(bool))
    village = households["village"].to_numpy(np.int64)[focus]
    order = np.argsort(village, kind="stable")
    start = np.searchsorted(village[order], np.arange(len(county.villages) + 1))
    for cadre in np.flatnonzero(home >= 0):
        for h in focus[order[start[home[cadre]] : start[home[cadre] + 1]]]:
            yield int(cadre), int(h)


def _unfinished(county: County, allowed: Limits) -> Iterator[Key]:
    demand = county.households["demand"].to_numpy(np.int64)
    pairs = county.previous_pairs
    running = pairs[pairs["end"].isna() & pairs["done"].map(lambda done: done is not None and not done)]
    for cadre, household in running[["cadre", "household"]].itertuples(index=False):
        if allowed.eligible[cadre] and demand[household] > 0:
            yield int(cadre), int(household)
