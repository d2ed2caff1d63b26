"""The county's directives (指定回避) changed one by one: pure functions that give a new county.

What a directive binds is said in docs/formats.md; which of them can be carried out, in :mod:`pairing.orders`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal

import numpy as np
import pandas as pd

from pairing.contradictions import contradictions
from pairing.difficulty import tiers
from pairing.errors import DataError
from pairing.issues import Issue
from pairing.limits import limits
from pairing.orders import orders, unclear
from pairing.schema import DIRECTIVES
from pairing.tables import make_table
from pairing.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pairing.county import County
    from pairing.rules import Rules

DirectiveKind = Literal["pin", "ban"]
KINDS: Final[Mapping[str, Text]] = {"pin": Text("指定", "pin"), "ban": Text("回避", "ban")}
_TARGET: Final = ("cadre", "unit", "household", "village")
_REFUSED = Text("没有存入：{why}", "Not stored: {why}")
_NO_REASON = Text("每条指定或回避都要写明理由。", "Every pin and ban wants its reason.")
_WRITE_REASON = Text("请填写理由。", "Write the reason.")
_REPEATED = Text("第{row}行已有同一条{kind}。", "Row {row} has the same {kind} already.")
_NO_NEED = Text("不必再加。", "There is no need to add it.")
_OPPOSITE = Text(
    "与第{row}行的{kind}相反，两条不能并存。", "Row {row} is a {kind} of the same; both cannot stand."
)
_DROP_ONE = Text("请先删去那一条，或不加这一条。", "Remove that one first, or do not add this one.")


@dataclass(frozen=True)
class Directive:
    """One pin or ban. Positions in the county's tables, -1 = not said: a cadre or a unit, and a household or a village.

    ``who`` asked for it, ``when`` (a date such as 2024-03-01), ``why``.
    """

    kind: DirectiveKind
    why: str
    cadre: int = -1
    unit: int = -1
    household: int = -1
    village: int = -1
    who: str | None = None
    when: str | None = None

    @property
    def target(self) -> tuple[int, ...]:
        """What it binds, in the order cadre, unit, household, village."""
        return self.cadre, self.unit, self.household, self.village


def faults(county: County, new: Directive) -> tuple[Issue, ...]:
    """Why the directive may not stand among the county's: no reason, nothing bound, there already, or its opposite."""
    found = []
    if not new.why.strip():
        found.append(_issue("directive-without-reason", _NO_REASON, _WRITE_REASON))
    alone = replace(county, directives=_table(county, (new,)), extras={})
    found += [replace(issue, sheet=None, row=None) for issue in unclear(alone)]
    there = _same_target(county, new)
    if there is not None:
        before = str(county.directives["kind"].iat[there])
        row = int(county.directives["row"].to_numpy(np.int64)[there])
        same = before == new.kind
        said = (_REPEATED if same else _OPPOSITE).fill(row=row, kind=KINDS[before])
        code = "directive-repeated" if same else "pin-against-ban"
        found.append(_issue(code, said, _NO_NEED if same else _DROP_ONE))
    return tuple(found)


def add(county: County, new: Sequence[Directive]) -> County:
    """The county with these directives at the end of its list, numbered on from its last row.

    Raises DataError with every fault (:func:`faults`), also of one of ``new`` against another.
    """
    grown, wrong = county, list[Issue]()
    for each in new:
        found = faults(grown, each)
        wrong += found
        if not found:
            grown = appended(grown, (each,))
    if wrong:
        raise DataError(_REFUSED.fill(why=wrong[0].problem), wrong)
    return grown


def appended(county: County, new: Sequence[Directive]) -> County:
    """The county with these directives at the end of its list, unasked: for callers that have judged them already."""
    if not new:
        return county
    added, extras = _table(county, new), dict(county.extras)
    whole = pd.concat([county.directives, added], ignore_index=True) if len(county.directives) else added
    if "directives" in extras:
        # The organizer's own columns know nothing of these rows.
        own = extras["directives"].reindex(range(len(whole)))
        extras["directives"] = own.astype(object).where(own.notna(), None)
    return replace(county, directives=whole, extras=extras)


def remove(county: County, positions: Sequence[int]) -> County:
    """The county without the directives at these positions; the others keep their row numbers."""
    kept = np.setdiff1d(np.arange(len(county.directives)), np.asarray(positions, np.int64))
    extras = dict(county.extras)
    if "directives" in extras:
        extras["directives"] = extras["directives"].iloc[kept].reset_index(drop=True)
    return replace(county, directives=county.directives.iloc[kept].reset_index(drop=True), extras=extras)


def directive_words(county: County, kind: str, target: Sequence[int]) -> Text:
    """A directive in a line: 指定 姓名（编号）— 户主（编号）."""
    cadre, unit, household, village = target
    if cadre >= 0:
        row = county.cadres.iloc[cadre]
        who = f"{row['name']}（{row['cadre_id']}）"
    else:
        who = str(county.units["name"].iat[unit]) if unit >= 0 else "–"
    if household >= 0:
        row = county.households.iloc[household]
        whom = f"{row['head_name']}（{row['household_id']}）"
    else:
        whom = "–"
        if village >= 0:
            row = county.villages.iloc[village]
            whom = f"{row['town']}{row['name']}"
    return Text("{kind} {who}—{whom}", "{kind} {who}—{whom}").fill(kind=KINDS[kind], who=who, whom=whom)


def contradictions_of(county: County, rules: Rules) -> tuple[Issue, ...]:
    """Every order of the lists that no plan can keep together with another or with these rules
    (:mod:`pairing.contradictions`)."""
    allowed = limits(county, rules)
    fixed = orders(county, rules, allowed)
    return contradictions(county, rules, allowed, fixed, tiers(county, rules, allowed))


def _issue(code: str, problem: Text, remedy: Text) -> Issue:
    return Issue("error", code, problem, remedy)


def _same_target(county: County, new: Directive) -> int | None:
    """Position of the directive that binds the same, None where there is none."""
    table = county.directives[list(_TARGET)].to_numpy(np.int64)
    same = np.flatnonzero((table == np.array(new.target, np.int64)).all(axis=1))
    return int(same[0]) if len(same) else None


def _table(county: County, new: Sequence[Directive]) -> pd.DataFrame:
    """The directives' rows as the county holds them."""
    rows = county.directives["row"]
    first = 1 + (int(rows.max()) if len(rows) else 1)
    columns: dict[str, list[object]] = {key: [getattr(d, key) for d in new] for key in ("kind", *_TARGET)}
    columns |= {key: [getattr(d, key) or None for d in new] for key in ("who", "when")}
    columns |= {"why": [d.why.strip() for d in new], "row": [first + i for i in range(len(new))]}
    return make_table(DIRECTIVES.table, columns)
