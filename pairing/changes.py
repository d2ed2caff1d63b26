"""The change list (变动表): what a plan changes against the previous one, with one reason each.

A row is a household, a unit's link or a leader's link: who it was, who it is now, and why. ``counted`` says whether it
counts as a change: a pair or link that the previous plan did not have. What ends without a successor is listed too.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from pairing.codes import plain_word
from pairing.limits import limits
from pairing.orders import orders
from pairing.plan import CHANGE_COLUMNS
from pairing.plan_positions import resolve
from pairing.points import points
from pairing.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pairing.codes import Codes
    from pairing.county import County
    from pairing.plan import PlanTables
    from pairing.rules import Rules

CAUSES: Final[Mapping[str, Text]] = {
    "left": Text("原责任人已离任，不在名单中", "the former cadre has left and is not in the lists"),
    "exempt": Text("原责任人免派", "the former cadre is exempt now"),
    "resolved": Text("该户不再是重点户", "no focus household any more"),
    "fewer": Text("该户需联系人数减少", "the household asks for fewer cadres"),
    "more": Text("该户需联系人数增加", "the household asks for more cadres"),
    "new": Text("新增重点户，或原先没有结对", "a new focus household, or one without a pair before"),
    "pin": Text("按指定安排", "pinned"),
    "ban": Text("按回避要求调整", "kept apart by a ban, kinship or native village"),
    "rank_order": Text("原责任人层级低于该户难度等级", "the former cadre's level is below the household's tier"),
    "quota": Text("原责任人联系户数超过现行指标", "the former cadre had more households than the quota now allows"),
    "merged": Text("村合并后调整", "villages were merged"),
    "link": Text("原责任人的单位（领导）不再联系该村", "the former cadre's unit (or the leader) no longer links the village"),
    "unit": Text("单位已没有可安排的干部", "the unit has no cadre left to place"),
    "limit": Text("原联村数超过现行限额", "more links than the limit now allows"),
    "level": Text("不再是县级领导", "no county-level leader any more"),
    "village": Text("该村原先没有联村单位", "the village had no unit before"),
    "points": Text("统筹调整，全县覆盖更全或总分更高", "for better coverage or more points of the whole county"),
}  # fmt: skip
Key = tuple[int, int]


def has_previous(county: County) -> bool:
    """Whether there is a previous plan at all."""
    return not (county.previous_pairs.empty and county.previous_links.empty and county.leavers.empty)


def changes(county: County, rules: Rules, codes: Codes, plan: PlanTables) -> pd.DataFrame:
    """The change list of a plan against the county's previous one, columns CHANGE_COLUMNS: links by village, then
    pairs by household."""
    listed = _Changes(county, rules, codes, plan)
    rows = [*listed.unit_links(), *listed.leader_links(), *listed.pairs()]
    return pd.DataFrame(rows, columns=list(CHANGE_COLUMNS))


def changes_words(table: pd.DataFrame) -> Text:
    """A change list in a line: how many rows for each cause."""
    if table.empty:
        return Text("与原方案相同，没有改动。", "Nothing differs from the previous plan.")
    count = table["cause"].value_counts()
    zh = "；".join(f"{CAUSES[str(cause)].zh} {n}" for cause, n in count.items())
    en = "; ".join(f"{CAUSES[str(cause)].en}: {n}" for cause, n in count.items())
    return Text(f"变动 {len(table)} 条：{zh}。", f"{len(table)} rows in the change list: {en}.")


@dataclass(frozen=True)
class _Who:
    """A cadre, by position or, where gone, by the id the previous plan had; the unit by position, -1 = not known."""

    cadre: int
    unit: int
    cadre_id: str


class _Changes:
    def __init__(self, county: County, rules: Rules, codes: Codes, plan: PlanTables) -> None:
        self.county, self.rules = county, rules
        self.allowed = limits(county, rules)
        self.fixed = orders(county, rules, self.allowed)
        self.values = points(county, rules, codes, self.allowed)
        self.now = resolve(county, plan)
        # Plain lists: a county's change list looks up tens of thousands of cells.
        self.unit_name = county.units["name"].tolist()
        self.cadre_id = county.cadres["cadre_id"].astype(str).tolist()
        self.household_id = county.households["household_id"].tolist()
        self.place = list(county.villages[["code", "town", "name"]].itertuples(index=False, name=None))
        self.unit_of = county.cadres["unit"].to_numpy(np.int64)
        self.level = county.cadres["level"].to_numpy(np.int64)
        self.village_of = county.households["village"].to_numpy(np.int64)
        self.demand = county.households["demand"].to_numpy(np.int64)
        links = county.previous_links
        self.had_units = _keys(links[links["unit"] >= 0], "unit", "village")
        self.had_leaders = _keys(links[links["cadre"] >= 0], "cadre", "village")
        self.has_units = self._linked(self.now.link_unit, ~self.now.is_leader)
        self.has_leaders = self._linked(self.now.link_cadre, self.now.is_leader)
        merged = {
            (plain_word(town), plain_word(name))
            for town, name in county.mergers[["new_town", "new_village"]].itertuples(index=False)
        }
        places = zip(county.villages["town"], county.villages["name"], strict=True)
        self.merged = [(plain_word(town), plain_word(name)) in merged for town, name in places]
        current = county.previous_pairs[county.previous_pairs["end"].isna()]
        self.load = np.bincount(current["cadre"].to_numpy(np.int64), minlength=len(self.level))
        self.had: dict[int, list[_Who]] = {}
        for household, cadre in sorted(_keys(current, "household", "cadre")):
            self.had.setdefault(household, []).append(self._who(cadre))
        for household, cadre_id, unit in county.leavers.itertuples(index=False):
            self.had.setdefault(int(household), []).append(_Who(-1, int(unit), str(cadre_id)))

    def _linked(self, owner: np.ndarray, mine: np.ndarray) -> set[Key]:
        keep = mine & (owner >= 0) & (self.now.link_village >= 0)
        return set(zip(owner[keep].tolist(), self.now.link_village[keep].tolist(), strict=True))

    def _who(self, cadre: int) -> _Who:
        return _Who(cadre, int(self.unit_of[cadre]), self.cadre_id[cadre])

    # Pairs

    def pairs(self) -> Iterator[tuple[object, ...]]:
        """One row for each household's new or ended pair."""
        has: dict[int, list[int]] = {}
        for household, cadre in zip(
            self.now.pair_household.tolist(), self.now.pair_cadre.tolist(), strict=True
        ):
            has.setdefault(household, []).append(cadre)
        for household in sorted(has.keys() | self.had.keys()):
            now, before = has.get(household, []), self.had.get(household, [])
            lost = [who for who in before if who.cadre not in now]
            gained = [self._who(cadre) for cadre in now if all(cadre != who.cadre for who in before)]
            for old, new in _side_by_side(lost, gained):
                cause = self._pair_cause(household, old, new)
                yield self._row("pair", household, int(self.village_of[household]), old, new, cause)

    def _pair_cause(self, household: int, old: _Who | None, new: _Who | None) -> str:
        if old is None:
            if new is not None and (new.cadre, household) in self.fixed.pinned_pairs:
                return "pin"
            return "more" if household in self.had else "new"
        if self.demand[household] == 0:
            return "resolved"
        if old.cadre < 0:
            return "left"
        if not self.allowed.eligible[old.cadre]:
            return "exempt"
        key, village = (old.cadre, household), int(self.village_of[household])
        if key in self.fixed.banned_pairs:
            return "ban"
        if self.rules.rank_order == "strict" and self.level[old.cadre] < self.values.tier[household]:
            return "rank_order"
        if self.load[old.cadre] > self.allowed.most[old.cadre]:
            return "quota"
        if new is None and len(self.had[household]) > self.demand[household]:
            return "fewer"
        if new is not None and (new.cadre, household) in self.fixed.pinned_pairs:
            return "pin"
        of_leader = self.level[old.cadre] == 3
        linked = (
            (old.cadre, village) in self.has_leaders if of_leader else (old.unit, village) in self.has_units
        )
        if not linked:
            return "merged" if self.merged[village] else "link"
        return "points"

    # Links

    def unit_links(self) -> Iterator[tuple[object, ...]]:
        """One row for each new or ended link of a unit."""
        count = np.bincount([unit for unit, _ in self.had_units], minlength=len(self.county.units))
        at = np.bincount([village for _, village in self.had_units], minlength=len(self.merged))
        for village, old, new in self._links(self.had_units, self.has_units):
            if old is None:
                assert new is not None
                pinned = (new, village) in self.fixed.pinned_units
                cause = "pin" if pinned else "points" if at[village] else "village"
            elif (old, village) in self.fixed.banned_units:
                cause = "ban"
            elif self.allowed.links_most[old] == 0:
                cause = "unit"
            elif self.merged[village] and at[village] > self.rules.village_units_max:
                cause = "merged"
            elif count[old] > self.allowed.links_most[old] or at[village] > self.rules.village_units_max:
                cause = "limit"
            else:
                cause = "merged" if self.merged[village] else "points"
            yield self._row("unit", None, village, _unit(old), _unit(new), cause)

    def leader_links(self) -> Iterator[tuple[object, ...]]:
        """One row for each new or ended link of a leader."""
        count = np.bincount([cadre for cadre, _ in self.had_leaders], minlength=len(self.level))
        at = np.bincount([village for _, village in self.had_leaders], minlength=len(self.merged))
        for village, old, new in self._links(self.had_leaders, self.has_leaders):
            if old is None:
                cause = "pin" if (new, village) in self.fixed.pinned_leaders else "points"
            elif not self.allowed.eligible[old]:
                cause = "exempt"
            elif self.level[old] < 3:
                cause = "level"
            elif (old, village) in self.fixed.banned_leaders:
                cause = "ban"
            elif at[village] > self.allowed.leaders_per_village:
                cause = "merged" if self.merged[village] else "limit"
            else:
                cause = "limit" if count[old] > self.allowed.leads_most[old] else "points"
            yield self._row(
                "leader", None, village, None if old is None else self._who(old),
                None if new is None else self._who(new), cause,
            )  # fmt: skip

    @staticmethod
    def _links(had: set[Key], has: set[Key]) -> Iterator[tuple[int, int | None, int | None]]:
        """Village, owner who ends there and owner who begins there, side by side."""
        lost: dict[int, list[int]] = {}
        gained: dict[int, list[int]] = {}
        for owner, village in sorted(had - has):
            lost.setdefault(village, []).append(owner)
        for owner, village in sorted(has - had):
            gained.setdefault(village, []).append(owner)
        for village in sorted(lost.keys() | gained.keys()):
            for old, new in zip_longest(lost.get(village, []), gained.get(village, [])):
                yield village, old, new

    def _row(
        self, kind: str, household: int | None, village: int, old: _Who | None, new: _Who | None, cause: str
    ) -> tuple[object, ...]:
        return (
            kind,
            "" if household is None else self.household_id[household],
            *self.place[village],
            *self._names(old),
            *self._names(new),
            cause,
            new is not None,
            CAUSES[cause].zh,
        )

    def _names(self, who: _Who | None) -> tuple[str, str]:
        if who is None:
            return "", ""
        return "" if who.unit < 0 else str(self.unit_name[who.unit]), who.cadre_id


def _unit(position: int | None) -> _Who | None:
    return None if position is None else _Who(-1, position, "")


def _side_by_side(lost: list[_Who], gained: list[_Who]) -> Iterator[tuple[_Who | None, _Who | None]]:
    """Each former cadre beside a new one, of the same unit where there is one."""
    rest = list(gained)
    single = []
    for old in lost:
        successor = next((new for new in rest if new.unit == old.unit), None)
        if successor is None:
            single.append(old)
        else:
            rest.remove(successor)
            yield old, successor
    yield from zip_longest(single, rest)


def _keys(table: pd.DataFrame, first: str, second: str) -> set[Key]:
    return set(zip(table[first].tolist(), table[second].tolist(), strict=True))
