"""Two plans side by side: what got better or worse, what it is made of, who changed and why, which rules differ.

The second plan is held against the first by the second's own lists and rules, since points under different rules are
different measures. The figures of the first under its own are told besides.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import numpy as np
import pandas as pd

from pairing.changes import changes
from pairing.figures import Figures, figures
from pairing.replan import with_previous
from pairing.rule_words import differences
from pairing.rules import rule_info
from pairing.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pairing.check import Recount
    from pairing.codes import Codes
    from pairing.county import County
    from pairing.plan import Plan
    from pairing.rule_words import Difference
    from pairing.rules import Rules

Measure = Literal["count", "points", "share"]
Verdict = Literal["better", "worse", "same", "other"]

_LINES: Final[tuple[tuple[str, Text, Measure, int], ...]] = (
    ("shortage", Text("重点户缺口（按难度加权）", "Missing pairs, weighted by tier"), "count", -1),
    ("idle", Text("未达应联户数的干部", "Cadres below their quota"), "count", -1),
    ("points", Text("匹配得分", "Points"), "points", 1),
    ("focus", Text("重点户已结对", "Pairs of focus households"), "count", 1),
    ("households", Text("有联系干部的户", "Households with a contact"), "count", 1),
    ("cadres", Text("已参与的党员干部", "Party cadres taking part"), "count", 1),
    ("level_fit", Text("层级正好对应的结对", "Pairs of equal level and tier"), "share", 1),
    ("needs_met", Text("需求有专长对上", "Needs met by a skill"), "share", 1),
    ("nearness", Text("就近程度", "Nearness"), "share", 1),
    ("kept", Text("保持原结对", "Pairs kept from before"), "count", 1),
    ("extra_villages", Text("干部多跑的村（第一个村以外）", "Further villages of a cadre"), "count", -1),
    ("unit_links", Text("单位联村条数", "Links of units"), "count", 0),
    ("leader_links", Text("领导联村条数", "Links of leaders"), "count", 0),
    ("broken", Text("违反的硬性规则", "Broken hard rules"), "count", -1),
)
_GAP: Final = ("gap", Text("离最优最多差", "At most from the best"))


@dataclass(frozen=True)
class Line:
    """A figure of both plans; None = not known. ``better``: 1 = more is better, -1 = less is, 0 = neither.

    Points are in hundredths, shares fractions.
    """

    id: str
    title: Text
    measure: Measure
    better: int
    before: float | None
    after: float | None

    @property
    def change(self) -> float | None:
        """After less before."""
        return None if self.before is None or self.after is None else self.after - self.before

    @property
    def verdict(self) -> Verdict:
        """Whether the second plan is better here; "other" where there is no better, or nothing to compare."""
        change = self.change
        if change is None:
            return "other"
        if abs(change) < 1e-9:
            return "same"
        if not self.better:
            return "other"
        return "better" if change * self.better > 0 else "worse"


@dataclass(frozen=True)
class Side:
    """A plan to be compared, with the lists (and previous plan) and rules it was made from, and its figures under them."""

    county: County
    rules: Rules
    plan: Plan
    figures: Figures

    @property
    def basis(self) -> tuple[str, str]:
        """What the figures are counted under: lists with previous plan, and rules."""
        return self.county.data_hash, self.rules.hash


@dataclass(frozen=True)
class Comparison:
    """What :func:`compare` found.

    one_basis    whether both plans were made from the same lists, previous plan and rules
    lines        figures, the first plan's counted under the second's lists and rules
    own          the first plan's figures under its own lists and rules, where these are others: id -> value
    terms        points by the rule they come from
    towns        town, demand, paired_before, paired_after, points_before, points_after, pairs_changed, links_changed
    changes      the change list from the first plan to the second, CHANGE_COLUMNS
    rules        rules set differently
    """

    one_basis: bool
    lines: tuple[Line, ...]
    own: Mapping[str, float | None]
    terms: tuple[Line, ...]
    towns: pd.DataFrame
    changes: pd.DataFrame
    rules: tuple[Difference, ...]


def side(county: County, rules: Rules, codes: Codes, plan: Plan, counted: Recount | None = None) -> Side:
    """A plan ready to be compared; ``county`` has the plan it was made from as its previous one."""
    return Side(county, rules, plan, figures(county, rules, codes, plan, counted))


def compare(before: Side, after: Side, codes: Codes) -> Comparison:
    """Hold the second plan against the first."""
    one_basis = before.basis == after.basis
    first = before.figures
    if not one_basis:
        first = figures(after.county, after.rules, codes, before.plan)
    listed = changes(with_previous(after.county, before.plan), after.rules, codes, after.plan)
    second = after.figures
    there, now = _values(first), _values(second)
    lines = [Line(id_, title, kind, way, there[id_], now[id_]) for id_, title, kind, way in _LINES]
    lines.append(Line(*_GAP, "share", -1, before.plan.summary.gap, after.plan.summary.gap))
    return Comparison(
        one_basis=one_basis,
        lines=tuple(lines),
        own={} if one_basis else _values(before.figures),
        terms=tuple(_terms(first, second)),
        towns=_towns(first, second, listed),
        changes=listed,
        rules=differences(before.rules, after.rules),
    )


def _values(counted: Figures) -> dict[str, float | None]:
    """Line id -> value."""
    cover = counted.coverage
    return {
        "shortage": counted.shortage,
        "idle": counted.idle,
        "points": counted.points,
        "focus": cover.focus_paired,
        "households": cover.households_covered,
        "cadres": cover.cadres_covered,
        "level_fit": counted.level_fit / counted.pairs if counted.pairs else None,
        "needs_met": counted.needs_met,
        "nearness": counted.nearness,
        "kept": counted.kept,
        "extra_villages": counted.extra_villages,
        "unit_links": counted.unit_links,
        "leader_links": counted.leader_links,
        # Of the first plan under other lists its own printed figures say nothing.
        "broken": sum(violation.rule != "figures" for violation in counted.violations),
    }


def _terms(before: Figures, after: Figures) -> Iterator[Line]:
    for name, now in after.terms.items():
        was = before.terms.get(name, 0)
        if was or now:
            yield Line(name, rule_info(name).title, "points", 1, was, now)


def _towns(before: Figures, after: Figures, listed: pd.DataFrame) -> pd.DataFrame:
    towns = after.towns[["town", "demand"]].copy()
    for column in ("paired", "points"):
        towns[f"{column}_before"] = before.towns[column].to_numpy(np.int64)
        towns[f"{column}_after"] = after.towns[column].to_numpy(np.int64)
    for column, rows in (
        ("pairs_changed", listed["kind"] == "pair"),
        ("links_changed", listed["kind"] != "pair"),
    ):
        count = listed.loc[rows, "town"].value_counts()
        towns[column] = towns["town"].map(count).fillna(0).astype("int64")
    return towns
