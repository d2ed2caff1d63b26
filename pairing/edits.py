"""Small changes to lists and rules, each of which is words, data and an act: what a repair consists of.

Positions are rows of the county's tables. An edit never removes a cadre, a household or a village, so positions stay
what they are whatever other edits came before.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np
import pandas as pd

from pairing.limits import limits
from pairing.quota import Quota
from pairing.rules import rule_info
from pairing.tables import make_table
from pairing.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pairing.county import County
    from pairing.rules import Rules

_NAMED: Final = 3
"""How many people or places a sentence names."""
LEVEL_NAMES: Final = {
    3: Text("县级领导", "county leaders"),
    2: Text("乡科级干部", "section-level cadres"),
    1: Text("一般干部", "ordinary cadres"),
}
_GRADES: Final = {
    3: ("县处级副职", "county-deputy"),
    2: ("乡科级副职", "section-deputy"),
    1: ("科员", "staff"),
}


@dataclass(frozen=True)
class RaiseQuotas:
    """Cadres (positions) may take so many households more than now: 户数上限."""

    cadres: tuple[int, ...]
    by: tuple[int, ...]
    kind: Literal["raise-quotas"] = "raise-quotas"

    @property
    def size(self) -> int:
        return sum(self.by)

    def apply(self, county: County, rules: Rules) -> tuple[County, Rules]:
        cadres = county.cadres.copy()
        most = limits(county, rules).most[list(self.cadres)] + np.array(self.by)
        column = cadres["max_households"].to_numpy(float, copy=True)
        column[list(self.cadres)] = most
        cadres["max_households"] = column
        return replace(county, cadres=cadres), rules

    def words(self, county: County, rules: Rules) -> Text:
        people = _people(county, self.cadres)
        if set(self.by) == {1}:
            return Text("{who}的户数上限各加 1 户", "raise the quota of {who} by 1 each").fill(who=people)
        return Text("{who}的户数上限共加 {n} 户", "raise the quotas of {who} by {n} in all").fill(
            who=people, n=sum(self.by)
        )


@dataclass(frozen=True)
class RaiseQuotaLine:
    """A line of the rules' quotas (position) lets everybody it fits, ``people`` cadres, take one household more."""

    line: int
    people: int
    kind: Literal["raise-line"] = "raise-line"

    @property
    def size(self) -> int:
        return self.people

    def apply(self, county: County, rules: Rules) -> tuple[County, Rules]:
        old = rules.quotas[self.line]
        least, most = old.bounds(rules.quota_open_top)
        new = Quota(
            kind="between", level=old.level, grade=old.grade, scope=old.scope, least=least, most=most + 1
        )
        return county, rules.with_value(
            "quotas", (*rules.quotas[: self.line], new, *rules.quotas[self.line + 1 :])
        )

    def words(self, county: County, rules: Rules) -> Text:
        most = rules.quotas[self.line].bounds(rules.quota_open_top)[1]
        return Text(
            "规则“{rule}”第 {n} 条的上限由 {a} 户改为 {b} 户（{c} 名干部）",
            "rule “{rule}”, line {n}: at most {b} in place of {a} ({c} cadres)",
        ).fill(rule=rule_info("quotas").title, n=self.line + 1, a=most, b=most + 1, c=self.people)


@dataclass(frozen=True)
class LiftExemptions:
    """Exempt cadres (positions) take part again: 免派原因 is cleared."""

    cadres: tuple[int, ...]
    kind: Literal["lift-exemptions"] = "lift-exemptions"

    @property
    def size(self) -> int:
        return len(self.cadres)

    def apply(self, county: County, rules: Rules) -> tuple[County, Rules]:
        cadres = county.cadres.copy()
        column = cadres["exempt_reason"].to_numpy(object, copy=True)
        column[list(self.cadres)] = None
        cadres["exempt_reason"] = pd.Series(column, dtype=object)
        return replace(county, cadres=cadres), rules

    def words(self, county: County, rules: Rules) -> Text:
        return Text("取消{who}的免派", "lift the exemption of {who}").fill(who=_people(county, self.cadres))


@dataclass(frozen=True)
class LiftBans:
    """Rows of the directives (row numbers of the file) are deleted."""

    rows: tuple[int, ...]
    kind: Literal["lift-bans"] = "lift-bans"

    @property
    def size(self) -> int:
        return len(self.rows)

    def apply(self, county: County, rules: Rules) -> tuple[County, Rules]:
        keep = ~county.directives["row"].isin(self.rows).to_numpy(bool)
        extras = dict(county.extras)
        if "directives" in extras:
            extras["directives"] = extras["directives"][keep].reset_index(drop=True)
        left = county.directives[keep].reset_index(drop=True)
        return replace(county, directives=left, extras=extras), rules

    def words(self, county: County, rules: Rules) -> Text:
        rows = "、".join(str(row) for row in self.rows)
        return Text(
            "删去“指定回避”第{rows}行的回避", "delete the bans in rows {rows} of the directives"
        ).fill(rows=Text(rows, rows.replace("、", ", ")))


@dataclass(frozen=True)
class MoreVillages:
    """Units (positions) may link one village more than now: 最多联村数."""

    units: tuple[int, ...]
    kind: Literal["more-villages"] = "more-villages"

    @property
    def size(self) -> int:
        return len(self.units)

    def apply(self, county: County, rules: Rules) -> tuple[County, Rules]:
        units = county.units.copy()
        column = units["max_villages"].to_numpy(float, copy=True)
        at, more = np.unique(np.array(self.units, np.int64), return_counts=True)
        column[at] = limits(county, rules).links_most[at] + more
        units["max_villages"] = column
        return replace(county, units=units), rules

    def words(self, county: County, rules: Rules) -> Text:
        names = _names(county.units["name"].iloc[list(dict.fromkeys(self.units))].tolist(), "个单位", "units")
        return Text("{who}多联 {n} 个村", "let {who} link {n} more villages").fill(
            who=names, n=len(self.units)
        )


@dataclass(frozen=True)
class SetRule:
    """A rule (id) gets another value."""

    rule: str
    value: int | str
    kind: Literal["set-rule"] = "set-rule"

    @property
    def size(self) -> int:
        return 1

    def apply(self, county: County, rules: Rules) -> tuple[County, Rules]:
        return county, rules.with_value(self.rule, self.value)

    def words(self, county: County, rules: Rules) -> Text:
        info = rule_info(self.rule)

        def shown(value: Any) -> Text:
            return info.choices.get(str(value), Text(str(value), str(value)))

        return Text("规则“{rule}”由{a}改为{b}", "rule “{rule}”: {b} in place of {a}").fill(
            rule=info.title, a=shown(getattr(rules, self.rule)), b=shown(self.value)
        )


@dataclass(frozen=True)
class AddCadres:
    """``number`` new cadres of a level in a unit (position), named as places to be filled."""

    unit: int
    level: int
    number: int
    kind: Literal["add-cadres"] = "add-cadres"

    @property
    def size(self) -> int:
        return self.number

    def apply(self, county: County, rules: Rules) -> tuple[County, Rules]:
        known = set(county.cadres["cadre_id"])
        rank, grade = _GRADES[self.level]
        ids = (f"增派-{self.unit + 1}-{k}" for k in range(1, len(known) + self.number + 1))
        free = [number for number in ids if number not in known][: self.number]
        new = {
            **_NOBODY, "cadre_id": free, "name": [number.replace("-", "") for number in free], "unit": self.unit,
            "rank": rank, "grade": grade, "level": self.level,
        }  # fmt: skip
        columns = {
            name: [
                *county.cadres[name],
                *(new[name] if isinstance(new[name], list) else [new[name]] * self.number),
            ]
            for name in new
        }
        extras = dict(county.extras)
        if "cadres" in extras:
            extras["cadres"] = extras["cadres"].reindex(range(len(known) + self.number))
        return replace(county, cadres=make_table("cadres", columns), extras=extras), rules

    def words(self, county: County, rules: Rules) -> Text:
        return Text("{unit}增派 {n} 名{level}", "give {unit} {n} more {level}").fill(
            unit=county.units["name"].iat[self.unit], n=self.number, level=LEVEL_NAMES[self.level]
        )


Edit = RaiseQuotas | RaiseQuotaLine | LiftExemptions | LiftBans | MoreVillages | SetRule | AddCadres

_NOBODY: Final[dict[str, Any]] = {
    "post": None, "politics": None, "party": False, "gender": None, "birth": None, "education": None, "skills": (),
    "native_village": -1, "phone": None, "id_number": None, "head": False, "exempt_reason": None,
    "max_households": float("nan"), "skills_text": None, "row": -1,
}  # fmt: skip


def apply_edits(edits: Sequence[Edit], county: County, rules: Rules) -> tuple[County, Rules]:
    """The county and the rules after all edits, one after the other. Raises RulesError where a value is out of bounds."""
    for edit in edits:
        county, rules = edit.apply(county, rules)
    return county, rules


def _people(county: County, cadres: Sequence[int]) -> Text:
    unit = county.cadres["unit"].to_numpy(np.int64)
    names = [
        f"{county.cadres['name'].iat[c]}（{county.units['name'].iat[unit[c]]}）" for c in cadres[: _NAMED + 1]
    ]
    return _names([*names, *[""] * (len(cadres) - len(names))], "名干部", "cadres")


def _names(names: Sequence[str], what_zh: str, what_en: str) -> Text:
    if len(names) <= _NAMED:
        return Text("、".join(names), ", ".join(names))
    first = names[:_NAMED]
    return Text(
        f"{'、'.join(first)}等 {len(names)} {what_zh}", f"{', '.join(first)} … ({len(names)} {what_en})"
    )
