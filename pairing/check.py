"""Recount a plan from scratch: every hard rule, every goal, both coverages. No solver, no compiler.

Shares with them only the definitions of docs/model.md §1 (:mod:`pairing.limits`, :mod:`pairing.points`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from pairing.coverage import Coverage, coverage
from pairing.limits import Limits, limits, own_village
from pairing.plan_positions import Resolved, resolve
from pairing.points import points
from pairing.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from pairing.codes import Codes
    from pairing.county import County
    from pairing.plan import PlanTables
    from pairing.points import Points
    from pairing.rules import Rules

    Ints = NDArray[np.int64]
    Flags = NDArray[np.bool_]

# Every hard rule a plan is held against: a rule's own id where it has one.
LAWS: Final[Mapping[str, Text]] = {
    "known": Text("名单里有此单位、干部、村、户", "Unit, cadre, village and household are in the lists"),
    "once": Text("同一结对、联村、联系不重复", "No pair, link or contact stands twice"),
    "demand": Text("结对数不超过该户需要", "No more pairs than the household demands"),
    "exempt": Text("免派干部不安排", "Exempt cadres get nothing"),
    "quotas": Text("联系户数不超上限", "No cadre above the quota"),
    "scope": Text("只在本单位（领导）联系的村结对", "Pairs only in linked or led villages"),
    "village_units_min": Text("每村联村单位不少于下限", "Every village has its units"),
    "village_units_max": Text("每村联村单位不超上限", "No village above its units"),
    "lead": Text("每村恰有一个牵头单位", "Exactly one lead unit a village"),
    "unit_villages_share": Text("单位联村数在限额之内", "Units within their villages"),
    "leader_villages_min": Text("县级领导联村不少于下限", "Every leader leads enough villages"),
    "leader_villages_max": Text("县级领导联村不超上限", "No leader above the villages"),
    "leaders_per_village": Text("一个村不多于一名县级领导", "One leader a village at most"),
    "pin": Text("指定都已执行", "Every pin is carried out"),
    "ban": Text("回避都已遵守", "Every ban is kept"),
    "kinship": Text("亲属回避", "Kin avoided"),
    "native_village": Text("籍贯村回避", "Native village avoided"),
    "unfinished_stay": Text("完不成者不得撤出", "Unfinished tasks stay"),
    "rank_order": Text("层级不低于难度等级", "Level not below tier"),
    "contact_first": Text("结对户的联系人是其第一责任人", "A paired household's contact is its first cadre"),
    "contact_scope": Text("联系人来自联村单位、本乡镇或本村", "Contacts from linked unit, town or village"),
    "contact_max": Text("包组联户数不超上限", "No cadre above the contacts"),
    "figures": Text("方案所载数字与复核一致", "The plan's figures agree with the recount"),
}


@dataclass(frozen=True)
class Violation:
    """A broken rule: its id in LAWS and who it is about, in words."""

    rule: str
    who: Text


@dataclass(frozen=True)
class Recount:
    """What a plan is, counted from its tables alone.

    shortage   goal 1: missing pairs weighted by tier
    idle       goal 2: eligible cadres below their lower quota
    points     goal 3, hundredths
    """

    violations: tuple[Violation, ...]
    shortage: int
    idle: int
    points: int
    coverage: Coverage

    @property
    def ok(self) -> bool:
        """Whether it is a plan at all: no hard rule is broken."""
        return not self.violations


def recount(county: County, rules: Rules, codes: Codes, plan: PlanTables) -> Recount:
    """Recount the plan against the county's lists and the rules."""
    allowed = limits(county, rules)
    values = points(county, rules, codes, allowed)
    found = resolve(county, plan)
    check = _Check(county, rules, allowed, values, plan, found)
    weight = np.array([0, rules.shortage_tier1, rules.shortage_tier2, rules.shortage_tier3])
    covered = coverage(county, found)
    wanted, paired = (covered.households[column].to_numpy(np.int64) for column in ("demand", "paired"))
    missing = np.maximum(0, wanted - paired)
    return Recount(
        violations=tuple(check.violations()),
        shortage=int((missing * weight[values.tier]).sum()),
        idle=int((allowed.eligible & (check.load < allowed.least)).sum()),
        points=check.total_points(),
        coverage=covered,
    )


class _Check:
    def __init__(
        self, county: County, rules: Rules, allowed: Limits, values: Points, plan: PlanTables, found: Resolved
    ) -> None:
        self.county, self.rules, self.allowed, self.values, self.plan = county, rules, allowed, values, plan
        self.found = found
        known = (found.pair_cadre >= 0) & (found.pair_household >= 0)
        self.pair_known = known
        self.cadre, self.household = found.pair_cadre[known], found.pair_household[known]
        self.load = np.bincount(self.cadre, minlength=len(county.cadres))
        self.level = county.cadres["level"].to_numpy(np.int64)
        self.unit = county.cadres["unit"].to_numpy(np.int64)
        self.village = county.households["village"].to_numpy(np.int64)
        is_unit = ~found.is_leader & (found.link_unit >= 0) & (found.link_village >= 0)
        is_lead = found.is_leader & (found.link_cadre >= 0) & (found.link_village >= 0)
        self.unit_links = np.stack([found.link_unit[is_unit], found.link_village[is_unit]], axis=1)
        self.leader_links = np.stack([found.link_cadre[is_lead], found.link_village[is_lead]], axis=1)
        self.linked = np.zeros((len(county.units), len(county.villages)), bool)
        self.linked[self.unit_links[:, 0], self.unit_links[:, 1]] = True
        self.led = {(int(c), int(v)) for c, v in self.leader_links}

    def violations(self) -> Iterator[Violation]:
        yield from self._known()
        yield from self._once()
        yield from self._links()
        yield from self._leaders()
        yield from self._loads()
        yield from self._scope()
        yield from self._directives()
        yield from self._relations()
        yield from self._contacts()
        yield from self._figures()

    def total_points(self) -> int:
        """Goal 3: pairs + links − extra villages, in hundredths."""
        spread = np.unique(np.stack([self.cadre, self.village[self.household]], axis=1), axis=0)
        villages = np.bincount(spread[:, 0], minlength=1)
        extra = int(np.maximum(0, villages - 1).sum())
        return int(
            self.values.pairs(self.cadre, self.household).points.sum()
            + self.values.unit_links(self.unit_links[:, 0], self.unit_links[:, 1]).sum()
            + self.values.leader_links(self.leader_links[:, 0], self.leader_links[:, 1]).sum()
            - 100 * self.rules.extra_village_cost * extra
        )

    def _known(self) -> Iterator[Violation]:
        found, plan = self.found, self.plan
        owner = np.where(found.is_leader, found.link_cadre, found.link_unit)
        for i in np.flatnonzero((owner < 0) | (found.link_village < 0)):
            row = plan.links.iloc[int(i)]
            yield _violation("known", f"{row['unit'] or row['cadre_id']}—{row['town']}{row['village']}")
        for i in np.flatnonzero(~self.pair_known):
            row = plan.pairs.iloc[int(i)]
            yield _violation("known", f"{row['cadre_id']}—{row['household_id']}")
        for i in np.flatnonzero((found.contact_cadre < 0) | (found.contact_household < 0)):
            row = plan.contacts.iloc[int(i)]
            yield _violation("known", f"{row['cadre_id']}—{row['household_id']}")

    def _once(self) -> Iterator[Violation]:
        for c, h in _repeated(np.stack([self.cadre, self.household], axis=1)):
            yield _violation("once", self._pair(c, h))
        for u, v in _repeated(self.unit_links):
            yield _violation("once", f"{self._unit(u)}—{self._village(v)}")
        for c, v in _repeated(self.leader_links):
            yield _violation("once", f"{self._cadre(c)}—{self._village(v)}")
        of = self.found.contact_household
        for h in _above(np.bincount(of[of >= 0], minlength=len(self.village)), 1):
            yield _violation("once", self._household(h))

    def _links(self) -> Iterator[Violation]:
        rules, villages, units = self.rules, len(self.county.villages), len(self.county.units)
        per_village = np.bincount(self.unit_links[:, 1], minlength=villages)
        per_unit = np.bincount(self.unit_links[:, 0], minlength=units)
        for v in np.flatnonzero(per_village < rules.village_units_min):
            yield _violation("village_units_min", self._village(v))
        for v in _above(per_village, rules.village_units_max):
            yield _violation("village_units_max", self._village(v))
        outside = (per_unit > self.allowed.links_most) | (per_unit < self.allowed.links_least)
        for u in np.flatnonzero(outside):
            yield _violation(
                "unit_villages_share",
                f"{self._unit(u)} {per_unit[u]} ∉ [{self.allowed.links_least[u]}, {self.allowed.links_most[u]}]",
            )
        found = self.found
        lead = found.is_lead & ~found.is_leader & (found.link_village >= 0)
        leads = np.bincount(found.link_village[lead], minlength=villages)
        for v in np.flatnonzero((leads != 1) & (per_village > 0)):
            yield _violation("lead", self._village(v))

    def _leaders(self) -> Iterator[Violation]:
        per_leader = np.bincount(self.leader_links[:, 0], minlength=len(self.level))
        per_village = np.bincount(self.leader_links[:, 1], minlength=len(self.county.villages))
        for c in np.flatnonzero(per_leader < self.allowed.leads_least):
            yield _violation("leader_villages_min", self._cadre(c))
        for c in np.flatnonzero(per_leader > self.allowed.leads_most):
            yield _violation("leader_villages_max", self._cadre(c))
        for v in _above(per_village, self.allowed.leaders_per_village):
            yield _violation("leaders_per_village", self._village(v))

    def _loads(self) -> Iterator[Violation]:
        demand = self.county.households["demand"].to_numpy(np.int64)
        served = np.bincount(self.household, minlength=len(demand))
        for h in np.flatnonzero(served > demand):
            yield _violation("demand", self._household(h))
        eligible = self.allowed.eligible
        contact = self.found.contact_cadre
        contacts = np.bincount(contact[contact >= 0], minlength=len(eligible))
        leads = np.bincount(self.leader_links[:, 0], minlength=len(eligible))
        for c in np.flatnonzero(~eligible & (self.load + contacts + leads > 0)):
            yield _violation("exempt", self._cadre(c))
        for c in np.flatnonzero(eligible & (self.load > self.allowed.most)):
            yield _violation("quotas", f"{self._cadre(c)} {self.load[c]} > {self.allowed.most[c]}")
        for c in np.flatnonzero(eligible & (contacts > self.allowed.contact_most)):
            yield _violation(
                "contact_max", f"{self._cadre(c)} {contacts[c]} > {self.allowed.contact_most[c]}"
            )

    def _scope(self) -> Iterator[Violation]:
        village = self.village[self.household]
        by_unit = self.linked[self.unit[self.cadre], village]
        led = np.fromiter(
            ((int(c), int(v)) in self.led for c, v in zip(self.cadre, village, strict=True)),
            bool,
            len(village),
        )
        inside = np.where(self.level[self.cadre] == 3, led, by_unit)
        for i in np.flatnonzero(~inside):
            yield _violation("scope", self._pair(self.cadre[i], self.household[i]))
        if self.rules.rank_order == "strict":
            for i in np.flatnonzero(self.level[self.cadre] < self.values.tier[self.household]):
                yield _violation("rank_order", self._pair(self.cadre[i], self.household[i]))

    def _directives(self) -> Iterator[Violation]:
        table = self.county.directives
        pairs = set(zip(self.cadre.tolist(), self.household.tolist(), strict=True))
        found = self.found
        met = (found.contact_cadre >= 0) & (found.contact_household >= 0)
        contacts = set(
            zip(found.contact_cadre[met].tolist(), found.contact_household[met].tolist(), strict=True)
        )
        touched = pairs | contacts
        in_village = {(c, int(self.village[h])) for c, h in pairs}
        of_unit = {(int(self.unit[c]), h) for c, h in pairs}
        numbers = table[["cadre", "unit", "household", "village", "row"]].to_numpy(np.int64).tolist()
        for pin, (c, u, h, v, row) in zip(table["kind"] == "pin", numbers, strict=True):
            if c >= 0 and h >= 0:
                there, name = ((c, h) in (pairs if pin else touched)), self._pair(c, h)
            elif u >= 0 and v >= 0 and c < 0 and h < 0:
                there, name = bool(self.linked[u, v]), f"{self._unit(u)}—{self._village(v)}"
            elif c >= 0 and v >= 0 and self.level[c] == 3:
                there, name = (c, v) in self.led, f"{self._cadre(c)}—{self._village(v)}"
            elif c >= 0 and v >= 0:
                there, name = (c, v) in in_village, f"{self._cadre(c)}—{self._village(v)}"
            else:
                there, name = (u, h) in of_unit, f"{u >= 0 and self._unit(u)}—{h >= 0 and self._household(h)}"
            if there != pin:
                yield Violation("pin" if pin else "ban", Text(f"{name}（第{row}行）", f"{name} (row {row})"))

    def _relations(self) -> Iterator[Violation]:
        rules, county = self.rules, self.county
        if rules.kinship == "avoid":
            pairs = set(zip(self.cadre.tolist(), self.household.tolist(), strict=True))
            kin = county.kinship[["cadre", "household"]].to_numpy(np.int64)
            contact = set(
                zip(self.found.contact_cadre.tolist(), self.found.contact_household.tolist(), strict=True)
            )
            for c, h in kin.tolist():
                if (c, h) in pairs or (c, h) in contact:
                    yield _violation("kinship", self._pair(c, h))
        if rules.native_village == "avoid":
            home = county.cadres["native_village"].to_numpy(np.int64)[self.cadre]
            for i in np.flatnonzero((home >= 0) & (home == self.village[self.household])):
                yield _violation("native_village", self._pair(self.cadre[i], self.household[i]))
        if rules.unfinished_stay:
            previous = county.previous_pairs
            running = previous[previous["end"].isna() & (previous["done"] == False)]  # noqa: E712 - None is not False
            have = set(zip(self.cadre.tolist(), self.household.tolist(), strict=True))
            demand = county.households["demand"].to_numpy(np.int64)
            for c, h in running[["cadre", "household"]].to_numpy(np.int64).tolist():
                if self.allowed.eligible[c] and demand[h] > 0 and (c, h) not in have:
                    yield _violation("unfinished_stay", self._pair(c, h))

    def _contacts(self) -> Iterator[Violation]:
        county, found = self.county, self.found
        known = (found.contact_cadre >= 0) & (found.contact_household >= 0)
        cadre, household = found.contact_cadre[known], found.contact_household[known]
        first = np.full(len(self.village), -1, np.int64)
        first_rows = self.pair_known & (found.pair_order == 1)
        first[found.pair_household[first_rows]] = found.pair_cadre[first_rows]
        paired = np.bincount(self.household, minlength=len(self.village)) > 0
        contact = np.full(len(self.village), -1, np.int64)
        contact[household] = cadre
        for h in np.flatnonzero(paired & ((first < 0) | (contact != first))):
            yield _violation("contact_first", self._household(h))
        free = ~paired[household]
        cadre, household = cadre[free], household[free]
        unit, village = self.unit[cadre], self.village[household]
        towns = county.villages["town"].to_numpy(object)
        scope, seat = county.units["scope"].to_numpy(object), county.units["town"].to_numpy(object)
        inside = self.linked[unit, village]
        inside |= (scope[unit] == "town") & (seat[unit] == towns[village])
        inside |= own_village(county)[unit] == village
        for i in np.flatnonzero(~inside):
            yield _violation("contact_scope", self._pair(cadre[i], household[i]))

    def _figures(self) -> Iterator[Violation]:
        written = self.plan.pairs[self.pair_known]
        values = self.values.pairs(self.cadre, self.household)
        same = (
            (written["tier"].to_numpy(np.int64) == self.values.tier[self.household])
            & (written["level"].to_numpy(np.int64) == self.level[self.cadre])
            & (written["points"].to_numpy(np.int64) == values.points)
            & (written["kept"].to_numpy(bool) == values.kept)
            & np.isclose(written["rank_fit"].to_numpy(float), values.rank_fit, atol=1e-4)
            & np.isclose(written["skill_fit"].to_numpy(float), values.skill_fit, atol=1e-4)
            & np.isclose(written["nearness"].to_numpy(float), values.nearness, atol=1e-4)
        )
        for i in np.flatnonzero(~same):
            yield _violation("figures", self._pair(self.cadre[i], self.household[i]))

    def _cadre(self, i: int | np.integer) -> str:
        row = self.county.cadres.iloc[int(i)]
        return f"{row['name']}（{row['cadre_id']}）"

    def _household(self, i: int | np.integer) -> str:
        row = self.county.households.iloc[int(i)]
        return f"{row['head_name']}（{row['household_id']}）"

    def _unit(self, i: int | np.integer) -> str:
        return str(self.county.units["name"].iat[int(i)])

    def _village(self, i: int | np.integer) -> str:
        row = self.county.villages.iloc[int(i)]
        return f"{row['town']}{row['name']}"

    def _pair(self, cadre: int | np.integer, household: int | np.integer) -> str:
        return f"{self._cadre(cadre)}—{self._household(household)}"


def _violation(rule: str, who: str) -> Violation:
    return Violation(rule, Text(who, who))


def _repeated(keys: Ints) -> list[tuple[int, int]]:
    rows, count = np.unique(keys.reshape(-1, 2), axis=0, return_counts=True)
    return [(int(a), int(b)) for a, b in rows[count > 1]]


def _above(count: Ints, most: int) -> Ints:
    return np.flatnonzero(count > most)
