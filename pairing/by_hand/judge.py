"""What a step by hand would do: refused by which hard rule, or allowed at what price."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from pairing.by_hand.leaders import lead_refusals, place_of, relead
from pairing.by_hand.links import falling, link_refusals, relinked
from pairing.by_hand.steps import LOCKED, Assign, Ban, Drop, Lead, LeadLock, Link, Lock, Swap
from pairing.check import LAWS
from pairing.errors import CallError
from pairing.pair_words import needs_met
from pairing.points import contains
from pairing.standing import Objection
from pairing.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import pandas as pd

    from pairing.by_hand.position import LeaderLink, Pair, Position
    from pairing.by_hand.steps import LeadIds, Step
    from pairing.county import County

_LOCKED_TITLE: Final = Text("锁定的不动", "What is locked stays")


def rule_title(rule: str) -> Text:
    """The name of a rule that refused a step: one of :data:`pairing.check.LAWS`, or the lock."""
    return _LOCKED_TITLE if rule == LOCKED else LAWS[rule]


@dataclass(frozen=True, eq=False)
class Verdict:
    """What comes of a step.

    after       the plan after it; None where it is refused
    refused     the hard rules against it, each with how
    warnings    what it costs that soft rules and the coverages are about, in words
    shortage    goal 1 · idle goal 2 · points goal 3 in hundredths: by how much each changes
    """

    after: Position | None
    refused: tuple[Objection, ...]
    warnings: tuple[Text, ...]
    shortage: int
    idle: int
    points: int

    @property
    def allowed(self) -> bool:
        return self.after is not None


def judge(before: Position, step: Step) -> Verdict:
    """Judge a step. Raises CallError where it names somebody whom the lists do not have, or a pair that is not there."""
    names = _Names(before.now.county)
    if isinstance(step, Lock):
        return _free(before, _locked(before, names, step))
    if isinstance(step, Link):
        return _linked(before, names, step)
    if isinstance(step, LeadLock):
        return _free(before, _lead_locked(before, names, step))
    if isinstance(step, Lead):
        return _led(before, names, step)
    changed = _changed(before, names, step)
    base = before
    if isinstance(step, Ban):
        pair = names.pair(step.household, step.cadre)
        banned = {key: why for key, why in before.banned.items() if key != pair}
        if step.on:
            banned[pair] = step.why
        base = replace(before, banned=banned, locked=before.locked - {pair} if step.on else before.locked)
        if not changed:
            return _free(before, base)
    after = base.with_pairs(changed)
    return _verdict(before, after, _refused(before, after, changed), _warnings(before, after, changed))


def _verdict(
    before: Position, after: Position, refused: Iterable[Objection], warnings: Iterable[Text]
) -> Verdict:
    against = tuple(refused)
    if against:
        return Verdict(None, against, (), 0, 0, 0)
    shortage, idle, points = (b - a for a, b in zip(before.goals, after.goals, strict=True))
    return Verdict(after, (), tuple(warnings), shortage, idle, points)


def _free(before: Position, after: Position) -> Verdict:
    """A step that moves nobody."""
    return Verdict(after, (), (), 0, 0, 0)


class _Names:
    def __init__(self, county: County) -> None:
        self._households, self._cadres = county.households["household_id"], county.cadres["cadre_id"]
        self._units, self._villages = county.units["name"], county.villages["code"]

    def pair(self, household: str, cadre: str) -> Pair:
        return self.cadre(cadre), self.household(household)

    def household(self, id_: str) -> int:
        return self._find(self._households, id_, Text("户编号", "household"))

    def cadre(self, id_: str) -> int:
        return self._find(self._cadres, id_, Text("干部编号", "cadre"))

    def unit(self, name: str) -> int:
        return self._find(self._units, name, Text("单位", "unit"))

    def village(self, code: str) -> int:
        return self._find(self._villages, code, Text("村编号", "village"))

    def leads(self, links: Iterable[LeadIds]) -> tuple[LeaderLink, ...]:
        return tuple((self.cadre(cadre), self.village(village)) for cadre, village in links)

    def _find(self, ids: pd.Series, id_: str, what: Text) -> int:
        found = (ids == id_).to_numpy().nonzero()[0]
        if not len(found):
            raise CallError(
                Text("名单里没有{what}“{id}”。", "The lists have no {what} {id}.").fill(what=what, id=id_)
            )
        return int(found[0])


def _locked(before: Position, names: _Names, step: Lock) -> Position:
    pairs = frozenset(names.pair(household, cadre) for household, cadre in step.pairs)
    for cadre, household in pairs:
        _must_have(before, cadre, household)
    return replace(before, locked=before.locked | pairs if step.on else before.locked - pairs)


def _linked(before: Position, names: _Names, step: Link) -> Verdict:
    """What comes of a village given to a unit or taken from it."""
    unit, village = names.unit(step.unit), names.village(step.village)
    county = before.now.county
    if not step.on and not before.now.linked[unit, village]:
        raise CallError(
            Text("{unit}没有联系{village}。", "{unit} does not link {village}.").fill(
                unit=step.unit, village=county.villages["name"].iat[village]
            )
        )
    ending = {} if step.on else falling(before, unit, village)
    after = relinked(before, unit, village, on=step.on)
    refused = [*link_refusals(before, unit, village, on=step.on), *_refused(before, after, ending)]
    return _verdict(before, after, refused, _link_warnings(before, after, ending))


def _lead_locked(before: Position, names: _Names, step: LeadLock) -> Position:
    links = frozenset(names.leads([(step.cadre, step.village)]))
    _must_lead(before, links)
    return replace(
        before, locked_leads=before.locked_leads | links if step.on else before.locked_leads - links
    )


def _led(before: Position, names: _Names, step: Lead) -> Verdict:
    """What comes of a village given to a county leader or taken away."""
    given, gone = names.leads(step.given), names.leads(step.gone)
    _must_lead(before, gone)
    return judge_leads(before, given, gone)


def judge_leads(before: Position, given: Sequence[LeaderLink], gone: Sequence[LeaderLink]) -> Verdict:
    """Judge some leader links more and some less, by position; those that end are there."""
    after, changed = relead(before, given, gone)
    refused = [*lead_refusals(before, given, gone), *_leaving(before, after, changed)]
    return _verdict(before, after, refused, _lead_warnings(before, after, changed, gone))


def _must_lead(before: Position, links: Iterable[LeaderLink]) -> None:
    for cadre, village in links:
        if (cadre, village) not in before.leads:
            raise CallError(
                Text("{who}没有联系{place}。", "{who} does not lead {place}.").fill(
                    who=before.now.county.cadres["name"].iat[cadre], place=place_of(before, village)
                )
            )


def _lead_warnings(
    before: Position,
    after: Position,
    changed: Mapping[int, tuple[int, ...]],
    gone: Sequence[LeaderLink],
) -> Iterator[Text]:
    people = before.now.county.cadres["name"]
    for village in sorted({v for _, v in gone} - {v for _, v in after.leads}):
        yield Text("{place}没有县级领导联系了", "{place} has no county leader any more").fill(
            place=place_of(before, village)
        )
    kept = before.now.values
    for cadre, village in gone:
        if contains(kept.kept_leader, kept.link_key(np.array([cadre]), np.array([village])))[0]:
            yield Text(
                "原方案就有的领导联村没有保持：{who}—{place}",
                "a leader's village of the earlier plan ends: {who}, {place}",
            ).fill(who=people.iat[cadre], place=place_of(before, village))
    yield from _link_warnings(before, after, changed)


def _link_warnings(
    before: Position, after: Position, ending: Mapping[int, tuple[int, ...]]
) -> Iterator[Text]:
    county = before.now.county
    people, homes = county.cadres["name"], county.households["head_name"]
    there, then = _pairs(before.ranked, ending), _pairs(ending, ending)
    comes = {household: cadre for cadre, household in then - there}
    for cadre, household in sorted(there - then):
        words = Text("{who}不再联系{home}", "{who} leaves {home}")
        if household in comes:
            words = Text("{home}由{who}交给{new}联系", "{home} goes over from {who} to {new}")
        yield words.fill(
            who=people.iat[cadre], home=homes.iat[household], new=people.iat[comes.get(household, cadre)]
        )
    lost = (before.contact >= 0) & (after.contact < 0)
    moved = int(((before.contact != after.contact) & ~lost & (after.pairs_of_household == 0)).sum())
    if moved:
        yield Text("{n} 户改由别的干部包组联户", "{n} households have another contact").fill(n=moved)
    left = int(lost.sum()) - sum(bool(lost[household]) for household in ending)
    if left:
        yield Text("另有 {n} 户没有联系人了", "{n} more households have no contact any more").fill(n=left)
    for village in np.flatnonzero((before.lead != after.lead) & (before.lead >= 0) & (after.lead >= 0)):
        yield Text("{unit}接着牵头", "{unit} leads from now on").fill(
            unit=county.units["name"].iat[after.lead[village]]
        )
    yield from _warnings(before, after, ending)


def _must_have(before: Position, cadre: int, household: int) -> None:
    if cadre not in before.ranked.get(household, ()):
        county = before.now.county
        raise CallError(
            Text("{who}没有结对{home}。", "{who} is not paired with {home}.").fill(
                who=county.cadres["name"].iat[cadre], home=county.households["head_name"].iat[household]
            )
        )


def _changed(before: Position, names: _Names, step: Assign | Swap | Drop | Ban) -> dict[int, tuple[int, ...]]:
    """Household -> its cadres after the step, the order kept."""
    if isinstance(step, Swap):
        (cadre, household), (other, there) = names.pair(*step.one), names.pair(*step.other)
        _must_have(before, cadre, household)
        _must_have(before, other, there)
        if household == there:
            return {}
        return {
            household: _put(before.ranked[household], cadre, other),
            there: _put(before.ranked[there], other, cadre),
        }
    cadre, household = names.pair(step.household, step.cadre)
    now = before.ranked.get(household, ())
    if isinstance(step, Assign):
        if step.instead_of is None:
            return {household: (*now, cadre)}
        leaves = names.cadre(step.instead_of)
        _must_have(before, leaves, household)
        return {household: _put(now, leaves, cadre)}
    if isinstance(step, Ban) and not (step.on and cadre in now):
        return {}
    _must_have(before, cadre, household)
    return {household: tuple(c for c in now if c != cadre)}


def _put(cadres: tuple[int, ...], leaves: int, comes: int) -> tuple[int, ...]:
    return tuple(comes if c == leaves else c for c in cadres)


def _pairs(ranked: Mapping[int, tuple[int, ...]], households: Mapping[int, tuple[int, ...]]) -> set[Pair]:
    return {(c, h) for h in households for c in ranked.get(h, ())}


def _refused(
    before: Position, after: Position, changed: Mapping[int, tuple[int, ...]]
) -> Iterator[Objection]:
    """Hard rules that the step breaks; what was broken before and gets no worse is no reason to refuse it."""
    now, county = before.now, before.now.county
    there, then = _pairs(before.ranked, changed), _pairs(changed, changed)
    yield from _leaving(before, after, changed)
    for household, cadres in changed.items():
        if len(set(cadres)) < len(cadres):
            yield Objection("once", Text("已经结对", "paired already"))
        if len(cadres) > max(int(now.demand[household]), len(before.ranked.get(household, ()))):
            yield Objection(
                "demand",
                Text("该户只需要 {n} 名责任人", "the household asks for {n}").fill(
                    n=int(now.demand[household])
                ),
            )
    for cadre, household in sorted(then - there):
        for objection in now.objections(cadre, household):
            if objection.rule not in ("quotas", "demand"):
                yield objection
        if (cadre, household) in after.banned:
            why = after.banned[cadre, household]
            yield Objection("ban", Text("已设为回避（{why}）", "banned by hand ({why})").fill(why=why))
    for cadre in sorted({c for c, _ in then - there}):
        who, most = str(county.cadres["name"].iat[cadre]), int(now.allowed.most[cadre])
        if after.now.load[cadre] > max(most, now.load[cadre]) and now.allowed.eligible[cadre]:
            yield Objection(
                "quotas",
                Text("{who}的名额 {n} 户已满", "{who}'s quota of {n} is full").fill(who=who, n=most),
            )


def _leaving(
    before: Position, after: Position, changed: Mapping[int, tuple[int, ...]]
) -> Iterator[Objection]:
    """What forbids that pairs end, and the limits of whoever is a household's first cadre then."""
    now, county = before.now, before.now.county
    for cadre, household in sorted(_pairs(before.ranked, changed) - _pairs(changed, changed)):
        source = now.orders.pinned_pairs.get((cadre, household))
        if source is not None:
            rule = "pin" if source.row is not None else "unfinished_stay"
            yield Objection(rule, now.order_words(source))
        elif (cadre, household) in before.locked and (cadre, household) not in after.banned:
            yield Objection(LOCKED, Text("这一对已锁定，请先解锁", "the pair is locked; let it go first"))
    for cadre in sorted({c for c, _ in _pairs(changed, changed)}):
        who, most = str(county.cadres["name"].iat[cadre]), int(now.allowed.contact_most[cadre])
        if after.contacts_of[cadre] > max(most, before.contacts_of[cadre]) and now.allowed.eligible[cadre]:
            yield Objection(
                "contact_max",
                Text("{who}联系的户已满 {n} 户", "{who} is the contact of {n} already").fill(who=who, n=most),
            )


def _warnings(before: Position, after: Position, changed: Mapping[int, tuple[int, ...]]) -> Iterator[Text]:
    now, county = before.now, before.now.county
    there, then = _pairs(before.ranked, changed), _pairs(changed, changed)
    homes, people = county.households["head_name"], county.cadres["name"]
    skills, needs = county.cadres["skills"].to_numpy(object), county.households["needs"].to_numpy(object)
    for household, cadres in changed.items():
        missing = int(now.demand[household]) - len(cadres)
        if missing > 0 and len(cadres) < len(before.ranked.get(household, ())):
            yield Text("{home}还缺 {n} 名责任人", "{home} lacks {n}").fill(
                home=homes.iat[household], n=missing
            )
        if before.contact[household] >= 0 > after.contact[household]:
            yield Text("{home}没有联系人了", "{home} has no contact any more").fill(home=homes.iat[household])
    touched = {c for c, _ in there ^ then}
    touched |= set(np.flatnonzero(before.covered_cadres & ~after.covered_cadres).tolist())
    for cadre in sorted(touched):
        who, least = str(people.iat[cadre]), int(now.allowed.least[cadre])
        if before.covered_cadres[cadre] and not after.covered_cadres[cadre]:
            yield Text("{who}不再有联系户", "{who} has no household any more").fill(who=who)
        elif after.now.load[cadre] < min(least, now.load[cadre]) and now.allowed.eligible[cadre]:
            yield Text("{who}低于应联 {n} 户", "{who} falls below the {n} asked for").fill(who=who, n=least)
        if after.villages_of[cadre] > max(1, before.villages_of[cadre]):
            yield Text("{who}的联系户分在 {n} 个村", "{who}'s households lie in {n} villages").fill(
                who=who, n=int(after.villages_of[cadre])
            )
    for cadre, household in sorted(then - there):
        level, tier = int(now.values.level[cadre]), int(now.values.tier[household])
        if level < tier:
            yield Text("层级 {level} 低于难度等级 {tier}", "level {level} is below tier {tier}").fill(
                level=level, tier=tier
            )
        for met in needs_met(now.codes, skills[cadre], needs[household]):
            if met.skill is None:
                yield Text("“{need}”没有对口专长", "no skill for {need}").fill(
                    need=now.codes.titles[met.need]
                )
    keys = now.values.kept_keys
    for cadre, household in sorted(there - then):
        if contains(keys, np.array([cadre * len(homes) + household]))[0]:
            yield Text(
                "原方案就有的一对没有保持：{who}—{home}", "a pair of the earlier plan ends: {who}, {home}"
            ).fill(who=people.iat[cadre], home=homes.iat[household])
