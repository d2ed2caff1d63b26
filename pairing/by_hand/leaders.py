"""A village given to a county leader or taken away by hand: the hard rules of leaders' links, and what goes over or ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from pairing.by_hand.links import handed_on
from pairing.by_hand.steps import LOCKED
from pairing.standing import Objection
from pairing.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pairing.by_hand.position import LeaderLink, Position

_LOCKED: Final = Text("这名领导的联村已锁定，请先解锁", "the leader's village is locked; let it go first")


def lead_refusals(
    before: Position, given: Sequence[LeaderLink], gone: Sequence[LeaderLink]
) -> Iterator[Objection]:
    """The hard rules of leaders' links, each with how, against these links more and less.

    What was broken before and gets no worse is no reason.
    """
    now, county = before.now, before.now.county
    allowed, names = now.allowed, county.cadres["name"]
    for cadre, village in gone:
        pin = now.orders.pinned_leaders.get((cadre, village))
        if pin is not None:
            yield Objection("pin", now.order_words(pin))
        if (cadre, village) in before.locked_leads:
            yield Objection(LOCKED, _LOCKED)
    for cadre, village in given:
        who, place = str(names.iat[cadre]), place_of(before, village)
        if (cadre, village) in before.leads:
            yield Objection(
                "once",
                Text("{who}已经联系{place}", "{who} leads {place} already").fill(who=who, place=place),
            )
        if not allowed.eligible[cadre]:
            why = county.cadres["exempt_reason"].iat[cadre]
            yield Objection(
                "exempt", Text("{who}免派（{why}）", "{who} is exempt ({why})").fill(who=who, why=why)
            )
        elif now.values.level[cadre] != 3:
            yield Objection(
                "leader_villages_max",
                Text("{who}不是县级领导", "{who} is no county leader").fill(who=who),
            )
        ban = now.orders.banned_leaders.get((cadre, village))
        if ban is not None:
            yield Objection("ban", now.order_words(ban))
    yield from _limits(before, given, gone)


def _limits(before: Position, given: Sequence[LeaderLink], gone: Sequence[LeaderLink]) -> Iterator[Objection]:
    """Limits of leaders and villages that other links would break."""
    allowed, names = before.now.allowed, before.now.county.cadres["name"]
    new, old = set(given) - before.leads, before.leads & set(gone)
    for cadre in sorted({c for c, _ in new | old}):
        had = sum(c == cadre for c, _ in before.leads)
        has = had + sum(c == cadre for c, _ in new) - sum(c == cadre for c, _ in old)
        most, least = int(allowed.leads_most[cadre]), int(allowed.leads_least[cadre])
        if most and has > max(most, had):
            yield Objection(
                "leader_villages_max",
                Text("{who}最多联 {n} 个村", "{who} leads {n} villages at most").fill(
                    who=names.iat[cadre], n=most
                ),
            )
        if has < min(least, had):
            yield Objection(
                "leader_villages_min",
                Text("{who}至少要联 {n} 个村", "{who} has to lead {n} villages").fill(
                    who=names.iat[cadre], n=least
                ),
            )
    room = allowed.leaders_per_village
    for village in sorted({v for _, v in new}):
        there = sum(v == village for _, v in before.leads)
        then = there + sum(v == village for _, v in new) - sum(v == village for _, v in old)
        if then > max(room, there):
            yield Objection(
                "leaders_per_village",
                Text("{place}最多由 {n} 名县级领导联系", "{place} has {n} county leaders at most").fill(
                    place=place_of(before, village), n=room
                ),
            )


def place_of(before: Position, village: int) -> str:
    """A village with its town."""
    villages = before.now.county.villages
    return f"{villages['town'].iat[village]}{villages['name'].iat[village]}"


def relead(
    before: Position, given: Sequence[LeaderLink], gone: Sequence[LeaderLink]
) -> tuple[Position, dict[int, tuple[int, ...]]]:
    """The plan with these leader links more and less; and household -> its cadres then, for all whose pairs are touched.

    Whoever comes to a village takes over the pairs of whoever leaves it in the same step, as far as no rule is against it.
    Other pairs end, and their households' contacts go to others within reach (docs/model.md §2.4).
    """
    values = before.now.values
    touched = {
        household: cadre
        for cadre, village in gone
        for household in before.now.households_of(cadre)
        if values.household_village[household] == village
    }
    after = before.with_leads(given, gone)
    if not touched:
        return after, {}
    after = after.with_pairs(
        {h: tuple(c for c in before.ranked[h] if c != cadre) for h, cadre in touched.items()}
    )
    comes = {village: cadre for cadre, village in given}
    for household, old in sorted(touched.items()):
        new = comes.get(int(values.household_village[household]))
        if new is not None and _may_take_over(after, new, household):
            place = [new if c == old else c for c in before.ranked[household]]
            after = after.with_pairs({household: tuple(place)})
    lost = np.array(sorted(h for h in touched if after.contact[h] < 0), np.int64)
    for village in sorted({int(v) for v in values.household_village[lost]}):
        part = lost[values.household_village[lost] == village]
        leaving = [cadre for cadre, left in gone if left == village]
        after = handed_on(after, part, before.reach[:, village], leaving)  # no unit's link has changed
    return after, {household: after.ranked[household] for household in touched}


def _may_take_over(after: Position, cadre: int, household: int) -> bool:
    """Whether no rule keeps the cadre from the household, as its contact neither."""
    return (
        not after.now.objections(cadre, household)
        and (cadre, household) not in after.banned
        and cadre not in after.ranked[household]
        and after.contacts_of[cadre] < after.now.allowed.contact_most[cadre]
    )
