"""What is fixed before anything is chosen: pins, bans, kin to be avoided, unfinished tasks, and where they contradict.

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

    from numpy.typing import NDArray

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
        else:
            yield Issue(
                "error",
                "directive-unclear",
                Text("这条指定看不出要把谁定给谁。", "This pin does not say who is to be given to whom."),
                Text(
                    "请填“干部编号＋户编号”、“单位名称＋乡镇＋行政村”，或县级领导的“干部编号＋乡镇＋行政村”。",
                    "Give cadre and household, unit and village, or a county leader and a village.",
                ),
                sheet=DIRECTIVES.name,
                row=row,
            )
        yield None


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


def contradictions(
    county: County, rules: Rules, allowed: Limits, fixed: Orders, tier: NDArray[np.int64]
) -> tuple[Issue, ...]:
    """Every order that cannot be carried out together with another or with a hard rule; each names both."""
    return (
        *fixed.unusable,
        *_pin_against_ban(county, fixed),
        *_pins_against_rules(county, rules, allowed, fixed, tier),
        *_pins_against_limits(county, rules, allowed, fixed),
        *_limits_that_cannot_meet(county, rules, allowed),
    )


def _issue(code: str, source: Source | None, problem: Text, remedy: Text) -> Issue:
    row = source.row if source else None
    return Issue("error", code, problem, remedy, sheet=DIRECTIVES.name if row else None, row=row)


def _said(source: Source) -> Text:
    if source.row is None:
        return source.words
    return Text(f"第{source.row}行{source.words.zh}", f"row {source.row}, {source.words.en}")


_DROP_ONE = Text("请删去其中一条，或调整相应规则。", "Delete one of the two, or change the rule.")


def _pin_against_ban(county: County, fixed: Orders) -> Iterator[Issue]:
    for pins, bans, name in (
        (fixed.pinned_pairs, fixed.banned_pairs, _pair_name),
        (fixed.pinned_units, fixed.banned_units, _unit_link_name),
        (fixed.pinned_leaders, fixed.banned_leaders, _leader_link_name),
    ):
        for key in pins.keys() & bans.keys():
            yield _issue(
                "pin-against-ban",
                pins[key] if pins[key].row else bans[key],
                Text(
                    "{who}既要指定又要回避：{pin}，{ban}。", "{who} is both pinned and banned: {pin}; {ban}."
                ).fill(who=name(county, key), pin=_said(pins[key]), ban=_said(bans[key])),
                _DROP_ONE,
            )


def _pins_against_rules(
    county: County, rules: Rules, allowed: Limits, fixed: Orders, tier: NDArray[np.int64]
) -> Iterator[Issue]:
    demand = county.households["demand"].to_numpy(np.int64)
    level = county.cadres["level"].to_numpy(np.int64)
    unit = county.cadres["unit"].to_numpy(np.int64)
    village = county.households["village"].to_numpy(np.int64)
    reason = county.cadres["exempt_reason"].to_numpy(object)
    for (cadre, household), source in fixed.pinned_pairs.items():
        why: Text | None = None
        if not allowed.eligible[cadre]:
            why = Text(f"干部免派（{reason[cadre]}）", f"the cadre is exempt ({reason[cadre]})")
        elif demand[household] == 0:
            why = Text("该户不是重点户", "the household is not a focus household")
        elif allowed.most[cadre] == 0:
            why = Text("该干部的户数上限为 0", "the cadre may take no household")
        elif rules.rank_order == "strict" and level[cadre] < tier[household]:
            why = Text(
                "层级低于户的难度等级（层级必须对应）",
                "the level is below the household's tier (strict order)",
            )
        elif level[cadre] < 3 and (unit[cadre], village[household]) in fixed.banned_units:
            other = fixed.banned_units[int(unit[cadre]), int(village[household])]
            why = Text("其单位不得联系该村（{o}）", "its unit is banned from the village ({o})").fill(
                o=_said(other)
            )
        elif level[cadre] == 3 and (cadre, village[household]) in fixed.banned_leaders:
            other = fixed.banned_leaders[cadre, int(village[household])]
            why = Text("该领导不得联系该村（{o}）", "the leader is banned from the village ({o})").fill(
                o=_said(other)
            )
        if why is not None:
            yield _issue(
                "pin-against-rule",
                source,
                Text(
                    "{who}的{source}无法执行：{why}。", "{who}: {source} cannot be carried out: {why}."
                ).fill(who=_pair_name(county, (cadre, household)), source=_said(source), why=why),
                _DROP_ONE,
            )


def _pins_against_limits(county: County, rules: Rules, allowed: Limits, fixed: Orders) -> Iterator[Issue]:
    demand = county.households["demand"].to_numpy(np.int64)
    level = county.cadres["level"].to_numpy(np.int64)
    unit = county.cadres["unit"].to_numpy(np.int64)
    village = county.households["village"].to_numpy(np.int64)
    unit_links = set(fixed.pinned_units)
    leader_links = set(fixed.pinned_leaders)
    for cadre, household in fixed.pinned_pairs:
        if level[cadre] == 3:
            leader_links.add((cadre, int(village[household])))
        else:
            unit_links.add((int(unit[cadre]), int(village[household])))
    cadres, units, villages = county.cadres["name"], county.units["name"], county.villages["name"]
    heads = county.households["head_name"]
    counted = (
        (
            [c for c, _ in fixed.pinned_pairs],
            allowed.most,
            cadres,
            Text("指定给他的户", "households pinned to the cadre"),
        ),
        (
            [h for _, h in fixed.pinned_pairs],
            demand,
            heads,
            Text("指定给该户的干部", "cadres pinned to the household"),
        ),
        (
            [u for u, _ in unit_links],
            allowed.links_most,
            units,
            Text("指定给该单位的村", "villages pinned to the unit"),
        ),
        (
            [c for c, _ in leader_links],
            allowed.leads_most,
            cadres,
            Text("指定给该领导的村", "villages pinned to the leader"),
        ),
        (
            [v for _, v in unit_links],
            np.full(len(villages), rules.village_units_max),
            villages,
            Text("指定给该村的单位", "units pinned to the village"),
        ),
        (
            [v for _, v in leader_links],
            np.full(len(villages), allowed.leaders_per_village),
            villages,
            Text("指定给该村的县级领导", "leaders pinned to the village"),
        ),
    )
    for owners, most, names, what in counted:
        number = np.bincount(np.array(owners, np.int64), minlength=len(most))
        # A single pin of somebody with no place at all has been told already, with the reason.
        told = (number == 1) if most is allowed.most or most is demand else np.zeros(len(most), bool)
        for i in np.flatnonzero((number > most) & ~told):
            yield _issue(
                "pins-above-limit",
                None,
                Text(
                    "{name}：{what}有 {n} 个，上限是 {most}。", "{name}: {n} {what}, the limit is {most}."
                ).fill(name=names.iat[int(i)], what=what, n=int(number[i]), most=int(most[i])),
                Text(
                    "请减少指定（含未完成任务的原结对），或提高上限。",
                    "Pin fewer (unfinished pairs count), or raise the limit.",
                ),
            )


def _limits_that_cannot_meet(county: County, rules: Rules, allowed: Limits) -> Iterator[Issue]:
    villages = len(county.villages)
    for need, places, problem, remedy in (
        (
            villages * rules.village_units_min,
            int(np.minimum(allowed.links_most, villages).sum()),
            Text("{n} 个村的联村名额需要 {need} 个，各单位最多联村数合计只有 {places}。",
                 "{n} villages need {need} unit links; all units together may have {places}."),
            Text("请提高“最多联村数”，或降低“每村联村单位不少于”。", "Raise the units' limits, or lower village_units_min."),
        ),
        (
            int(allowed.links_least.sum()),
            villages * rules.village_units_max,
            Text("{need} 个单位都要联村，{n} 个村每村最多 {most} 个单位，只容得下 {places}。",
                 "{need} units must each link a village; {n} villages with at most {most} units hold {places}."),
            Text("请提高“每村联村单位不多于”。", "Raise village_units_max."),
        ),
        (
            int(allowed.leads_least.sum()),
            villages * allowed.leaders_per_village,
            Text("县级领导至少要联 {need} 个村次，{n} 个村只容得下 {places}。",
                 "The leaders must lead {need} villages; {n} villages hold {places}."),
            Text("请降低“县级领导联村不少于”。", "Lower leader_villages_min."),
        ),
    ):  # fmt: skip
        if need > places:
            yield _issue(
                "limits-cannot-meet",
                None,
                problem.fill(n=villages, need=need, places=places, most=rules.village_units_max),
                remedy,
            )


def _pair_name(county: County, key: Key) -> Text:
    cadre, household = county.cadres.iloc[key[0]], county.households.iloc[key[1]]
    name = f"{cadre['name']}（{cadre['cadre_id']}）—{household['head_name']}（{household['household_id']}）"
    return Text(name, name)


def _unit_link_name(county: County, key: Key) -> Text:
    village = county.villages.iloc[key[1]]
    name = f"{county.units['name'].iat[key[0]]}—{village['town']}{village['name']}"
    return Text(name, name)


def _leader_link_name(county: County, key: Key) -> Text:
    village = county.villages.iloc[key[1]]
    name = f"{county.cadres['name'].iat[key[0]]}—{village['town']}{village['name']}"
    return Text(name, name)
