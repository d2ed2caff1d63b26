"""Orders and rules that no plan can keep together, all of them, named by rule, person and row, before anything is solved.

A plan exists exactly where there are none: quotas and demands hold all pins, every pin can be carried out, and some set
of links keeps every limit (:mod:`solver.limit_conflict`).
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

import numpy as np

from pairing.issues import Issue
from pairing.link_rights import leader_rights, unit_rights
from pairing.rules import rule_info
from pairing.schema import DIRECTIVES
from pairing.text import Text
from solver.limit_conflict import limit_conflicts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from pairing.county import County
    from pairing.limits import Limits
    from pairing.link_rights import LinkRights
    from pairing.orders import Key, Orders, Source
    from pairing.rules import Rules
    from solver.limit_conflict import LimitConflict

_NAMED: Final = 5
"""How many villages or units a sentence names."""
_DROP_ONE: Final = Text("请删去其中一条，或调整相应规则。", "Delete one of the two, or change the rule.")
_FEWER_PINS: Final = Text(
    "请减少指定（含未完成任务的原结对），或提高上限。",
    "Pin fewer (unfinished pairs count), or raise the limit.",
)


def contradictions(
    county: County, rules: Rules, allowed: Limits, fixed: Orders, tier: NDArray[np.int64]
) -> tuple[Issue, ...]:
    """Every order that cannot be carried out together with another or with a hard rule, and every limit on links that
    no choice of links can keep; each names both sides."""
    return (
        *fixed.unusable,
        *_pin_against_ban(county, fixed),
        *_pairs_against_rules(county, rules, allowed, fixed, tier),
        *_links_against_rules(county, allowed, fixed),
        *_pins_against_limits(county, rules, allowed, fixed),
        *_quotas_against_contacts(county, allowed),
        *_unit_limits(county, rules, allowed, fixed),
        *_leader_limits(county, allowed, fixed),
    )


def _issue(code: str, source: Source | None, problem: Text, remedy: Text) -> Issue:
    row = source.row if source else None
    return Issue("error", code, problem, remedy, sheet=DIRECTIVES.name if row else None, row=row)


def _said(source: Source) -> Text:
    if source.row is None:
        return source.words
    return Text(f"第{source.row}行{source.words.zh}", f"row {source.row}, {source.words.en}")


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


def _cannot(who: Text, source: Source, why: Text) -> Issue:
    return _issue(
        "pin-against-rule",
        source,
        Text("{who}的{source}无法执行：{why}。", "{who}: {source} cannot be carried out: {why}.").fill(
            who=who, source=_said(source), why=why
        ),
        _DROP_ONE,
    )


def _pairs_against_rules(
    county: County, rules: Rules, allowed: Limits, fixed: Orders, tier: NDArray[np.int64]
) -> Iterator[Issue]:
    demand = county.households["demand"].to_numpy(np.int64)
    level = county.cadres["level"].to_numpy(np.int64)
    unit = county.cadres["unit"].to_numpy(np.int64)
    village = county.households["village"].to_numpy(np.int64)
    for (cadre, household), source in fixed.pinned_pairs.items():
        why: Text | None = None
        leads = level[cadre] == 3
        owner = cadre if leads else int(unit[cadre])
        banned = (fixed.banned_leaders if leads else fixed.banned_units).get((owner, int(village[household])))
        if not allowed.eligible[cadre]:
            why = _exempt(county, cadre)
        elif demand[household] == 0:
            why = Text("该户不是重点户", "the household is not a focus household")
        elif allowed.most[cadre] == 0:
            why = Text("该干部的户数上限为 0", "the cadre may take no household")
        elif rules.rank_order == "strict" and level[cadre] < tier[household]:
            why = Text(
                "层级低于户的难度等级（层级必须对应）",
                "the level is below the household's tier (strict order)",
            )
        elif (allowed.leads_most if leads else allowed.links_most)[owner] == 0:
            why = Text("该领导的联村上限为 0", "the leader may lead no village")
            if not leads:
                why = Text("其单位的最多联村数为 0", "its unit may link no village")
        elif banned is not None:
            why = Text("该领导不得联系该村（{o}）", "the leader is banned from the village ({o})")
            if not leads:
                why = Text("其单位不得联系该村（{o}）", "its unit is banned from the village ({o})")
            why = why.fill(o=_said(banned))
        if why is not None:
            yield _cannot(_pair_name(county, (cadre, household)), source, why)


def _links_against_rules(county: County, allowed: Limits, fixed: Orders) -> Iterator[Issue]:
    for key, source in fixed.pinned_units.items():
        if allowed.links_most[key[0]] == 0:
            why = Text(
                "该单位没有可以结对的干部，或最多联村数为 0",
                "the unit has no cadre to pair, or may link no village",
            )
            yield _cannot(_unit_link_name(county, key), source, why)
    for key, source in fixed.pinned_leaders.items():
        if not allowed.eligible[key[0]]:
            yield _cannot(_leader_link_name(county, key), source, _exempt(county, key[0]))
        elif allowed.leads_most[key[0]] == 0:
            why = Text("县级领导联村上限为 0", "leaders may lead no village")
            yield _cannot(_leader_link_name(county, key), source, why)


def _exempt(county: County, cadre: int) -> Text:
    reason = county.cadres["exempt_reason"].iat[cadre]
    return Text(f"干部免派（{reason}）", f"the cadre is exempt ({reason})")


def _pins_against_limits(county: County, rules: Rules, allowed: Limits, fixed: Orders) -> Iterator[Issue]:
    level = county.cadres["level"].to_numpy(np.int64)
    unit = county.cadres["unit"].to_numpy(np.int64)
    village = county.households["village"].to_numpy(np.int64)
    unit_links: dict[Key, Source] = dict(fixed.pinned_units)
    leader_links: dict[Key, Source] = dict(fixed.pinned_leaders)
    for (cadre, household), source in fixed.pinned_pairs.items():
        links, owner = (leader_links, cadre) if level[cadre] == 3 else (unit_links, int(unit[cadre]))
        links.setdefault((owner, int(village[household])), source)
    cadres, units, villages = county.cadres["name"], county.units["name"], county.villages["name"]
    per_village = np.full(len(villages), rules.village_units_max)
    leaders = np.full(len(villages), allowed.leaders_per_village)
    demand = county.households["demand"].to_numpy(np.int64)
    heads, pairs = county.households["head_name"], fixed.pinned_pairs
    counted = (
        (pairs, 0, allowed.most, cadres, Text("指定给他的户", "households pinned to the cadre")),
        (pairs, 1, demand, heads, Text("指定给该户的干部", "cadres pinned to the household")),
        (unit_links, 0, allowed.links_most, units, Text("指定给该单位的村", "villages pinned to the unit")),
        (
            leader_links,
            0,
            allowed.leads_most,
            cadres,
            Text("指定给该领导的村", "villages pinned to the leader"),
        ),
        (unit_links, 1, per_village, villages, Text("指定给该村的单位", "units pinned to the village")),
        (leader_links, 1, leaders, villages, Text("指定给该村的县级领导", "leaders pinned to the village")),
    )
    for pins, end, most, names, what in counted:
        sources: dict[int, list[Source]] = defaultdict(list)
        for key, source in pins.items():
            sources[key[end]].append(source)
        for i, found in sources.items():
            # Pins of somebody with no place at all have been told already, each with the reason.
            if len(found) > most[i] > 0:
                rows = _rows(found)
                yield _issue(
                    "pins-above-limit",
                    next((source for source in found if source.row), None),
                    Text(
                        "{name}：{what}有 {n} 个{rows}，上限是 {most}。",
                        "{name}: {n} {what}{rows}, the limit is {most}.",
                    ).fill(name=names.iat[i], what=what, n=len(found), rows=rows, most=int(most[i])),
                    _FEWER_PINS,
                )


def _rows(sources: Iterable[Source]) -> Text:
    """The rows of the directives that orders come from, in brackets; the other orders are counted."""
    sources = list(sources)
    rows = sorted({source.row for source in sources if source.row is not None})
    others = sum(source.row is None for source in sources)
    zh = [f"第{'、'.join(map(str, rows))}行"] * bool(rows) + [f"未完成的原结对 {others} 个"] * bool(others)
    en = [f"rows {', '.join(map(str, rows))}"] * bool(rows) + [f"{others} unfinished pairs"] * bool(others)
    return Text(f"（{'，'.join(zh)}）", f" ({'; '.join(en)})")


def _quotas_against_contacts(county: County, allowed: Limits) -> Iterator[Issue]:
    """A paired household's contact is its first pair, so who may not be contact of as many may not pair with as many."""
    level = county.cadres["level"].to_numpy(np.int64)
    for k in (3, 2, 1):
        above = np.flatnonzero((level == k) & (allowed.most > allowed.contact_most))
        if len(above):
            name = county.cadres["name"].iat[int(above[np.argmax(allowed.most[above])])]
            yield _issue(
                "quota-above-contacts",
                None,
                Text(
                    "{name}等 {n} 名干部的户数上限（至多 {most}）高于“{rule}”（{contact}），结对户也算联系户。",
                    "{name} and others, {n} in all, may pair with up to {most} households, above “{rule}” ({contact}); "
                    "paired households are contacts too.",
                ).fill(
                    name=name,
                    n=len(above),
                    most=int(allowed.most[above].max()),
                    rule=rule_info(f"contact_max_level{k}").title,
                    contact=int(allowed.contact_most[above].min()),
                ),
                Text("请提高该规则，或降低户数上限。", "Raise that rule, or lower the quotas."),
            )


def _unit_limits(county: County, rules: Rules, allowed: Limits, fixed: Orders) -> Iterator[Issue]:
    rights = unit_rights(county, rules, allowed, fixed)
    villages = county.villages["name"].to_numpy(object)
    units = county.units["name"].to_numpy(object)[rights.owner]
    for found in _conflicts(rights, of_villages=True):
        problem = Text(
            "{where}：{n} 个村按“{rule}”还要 {need} 个联村单位，能联这些村的 {h} 个单位最多还能联 {most} 个，缺 {short}。",
            "{where}: by “{rule}” {n} villages need {need} more unit links; the {h} units that may link them can make "
            "{most}: {short} short.",
        ).fill(
            where=_names(villages[found.needy]), rule=rule_info("village_units_min").title, **_figures(found)
        )
        banned = [s for (_, v), s in fixed.banned_units.items() if v in set(found.needy.tolist())]
        yield _issue(
            "limits-cannot-meet",
            None,
            _with_bans(problem, banned),
            Text(
                "请提高“最多联村数”，或降低“每村联村单位不少于”，或减少回避和指定。",
                "Raise the units' limits on villages, lower village_units_min, or ban and pin less.",
            ),
        )
    for found in _conflicts(rights, of_villages=False):
        problem = Text(
            "{who}：{n} 个单位至少还要联 {need} 个村，能联的 {h} 个村按“{rule}”最多还容得下 {most} 个，缺 {short}。",
            "{who}: {n} units must link {need} more villages; by “{rule}” the {h} villages they may link can take {most}: "
            "{short} short.",
        ).fill(who=_names(units[found.needy]), rule=rule_info("village_units_max").title, **_figures(found))
        owners = set(rights.owner[found.needy].tolist())
        banned = [s for (u, _), s in fixed.banned_units.items() if u in owners]
        yield _issue(
            "limits-cannot-meet",
            None,
            _with_bans(problem, banned),
            Text(
                "请提高“每村联村单位不多于”，或减少回避和指定。",
                "Raise village_units_max, or ban and pin less.",
            ),
        )


def _leader_limits(county: County, allowed: Limits, fixed: Orders) -> Iterator[Issue]:
    rights = leader_rights(county, allowed, fixed)
    people = county.cadres["name"].to_numpy(object)[rights.owner]
    for found in _conflicts(rights, of_villages=False):
        problem = Text(
            "{who}：{n} 名县级领导按“{rule}”还要联 {need} 个村，能联的 {h} 个村最多还容得下 {most} 名，缺 {short}。",
            "{who}: by “{rule}” {n} leaders must lead {need} more villages; the {h} villages they may lead can take "
            "{most}: {short} short.",
        ).fill(
            who=_names(people[found.needy]), rule=rule_info("leader_villages_min").title, **_figures(found)
        )
        owners = set(rights.owner[found.needy].tolist())
        banned = [s for (c, _), s in fixed.banned_leaders.items() if c in owners]
        yield _issue(
            "limits-cannot-meet",
            None,
            _with_bans(problem, banned),
            Text(
                "请降低“县级领导联村不少于”，或减少回避和指定。",
                "Lower leader_villages_min, or ban and pin less.",
            ),
        )


def _conflicts(rights: LinkRights, *, of_villages: bool) -> tuple[LimitConflict, ...]:
    """Lower limits of the villages, or of the owners, that the limits of the others leave no room for."""
    owner, village = np.nonzero(rights.free)
    of_village, of_owner = rights.fixed.sum(axis=0), rights.fixed.sum(axis=1)
    if of_villages:
        low, high = rights.village_least - of_village, rights.most - of_owner
        return limit_conflicts(np.maximum(0, low), np.maximum(0, high), village, owner)
    low, high = rights.least - of_owner, rights.village_most - of_village
    return limit_conflicts(np.maximum(0, low), np.maximum(0, high), owner, village)


def _figures(found: LimitConflict) -> dict[str, object]:
    short = found.need - found.most
    return {
        "n": len(found.needy),
        "need": found.need,
        "h": len(found.helpers),
        "most": found.most,
        "short": short,
    }


def _with_bans(problem: Text, banned: list[Source]) -> Text:
    if not banned:
        return problem
    rows = _rows(banned)
    return Text(f"{problem.zh}有关回避{rows.zh}。", f"{problem.en} Bans that bear on it{rows.en}.")


def _names(names: NDArray[np.object_]) -> Text:
    first = [str(name) for name in names[:_NAMED]]
    if len(names) <= _NAMED:
        return Text("、".join(first), ", ".join(first))
    return Text(f"{'、'.join(first)}等", f"{', '.join(first)} …")


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
