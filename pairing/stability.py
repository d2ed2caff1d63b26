"""The price of stability: points lost against planning anew, for each number of changes (docs/model.md §8)."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pairing.changes import has_previous
from pairing.codes import load_codes
from pairing.compile import compile_county
from pairing.errors import DataError
from pairing.replan import beside
from pairing.safe_files import replacing
from pairing.text import Text
from solver import Limits, trade_off

if TYPE_CHECKING:
    from pathlib import Path

    from pairing.codes import Codes
    from pairing.county import County
    from pairing.plan import PlanTables
    from pairing.planner import SolveLimits
    from pairing.rules import Rules
    from solver import Cancel, Events

STABILITY_COLUMNS: Final = ("changes", "points", "bound", "lost", "lost_at_least")
_KEEPING: Final = ("kept_weight", "successor_weight", "unit_link_kept", "leader_link_kept")


@dataclass(frozen=True)
class StabilityPoint:
    """A plan with so many changes; points and bound in hundredths, without what is paid for keeping.

    lost           points below the plan made anew
    lost_at_least  proved: no plan with no more changes loses less against that plan; None where nothing is proved
    """

    changes: int
    points: int
    bound: int | None
    lost: int
    lost_at_least: int | None


def stability(
    county: County,
    rules: Rules,
    limits: SolveLimits,
    count: int = 6,
    events: Events | None = None,
    cancel: Cancel | None = None,
    codes: Codes | None = None,
    previous: PlanTables | None = None,
) -> tuple[StabilityPoint, ...]:
    """``count`` plans from the fewest changes to planning anew, each with its own proven bound, by rising changes.

    Points are of the match alone: nothing is paid for keeping a pair or link, since that would hide its price. Goals 1
    and 2 are the best in all. Raises DataError where there is no previous plan or directives contradict each other.
    """
    lists = beside(county, previous)
    if not has_previous(lists):
        raise DataError(_NO_PREVIOUS)
    for rule in _KEEPING:
        rules = rules.with_value(rule, 0)
    compiled = compile_county(lists, rules, codes or load_codes())
    asked = Limits(seconds=limits.seconds, gap=limits.gap, workers=limits.workers, seed=limits.seed)
    found = trade_off(compiled.problem, compiled.kept(), count, asked, events, cancel, compiled.earlier())
    free = max((point.value for point in found), default=0)
    return tuple(
        StabilityPoint(
            point.changes,
            point.value,
            point.bound,
            free - point.value,
            None if point.bound is None else max(0, free - point.bound),
        )
        for point in found
    )


def write_stability(points: tuple[StabilityPoint, ...], path: Path) -> None:
    """The curve as a table: STABILITY_COLUMNS, points with two decimals, what is not known left empty."""
    with replacing(path) as part, part.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(STABILITY_COLUMNS)
        for point in points:
            worth = (point.points, point.bound, point.lost, point.lost_at_least)
            writer.writerow([point.changes, *("" if w is None else f"{w / 100:.2f}" for w in worth)])


def point_words(point: StabilityPoint) -> Text:
    """A point of the curve in one line."""
    bound = "?" if point.lost_at_least is None else f"{point.lost_at_least / 100:,.1f}"
    return Text(
        "改动 {n} 处：得分 {p}，比重新安排少 {lost}（已证明至少少 {least}）",
        "{n} changes: points {p}, {lost} below planning anew (proved: at least {least})",
    ).fill(n=point.changes, p=f"{point.points / 100:,.1f}", lost=f"{point.lost / 100:,.1f}", least=bound)


_NO_PREVIOUS = Text(
    "没有原方案，算不出保持稳定的代价：请给出原方案，或在名单里填“原结对”和“原联村”。",
    "Without a previous plan stability has no price: give the previous plan, or fill the sheets 原结对 and 原联村.",
)
