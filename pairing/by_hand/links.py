"""A village given to a unit or taken from it by hand: the hard rules of links, what falls with a link, who leads then."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from pairing.standing import Objection
from pairing.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from pairing.by_hand.position import Position

    Ints = NDArray[np.int64]
    Codes = NDArray[np.int8]

# How a contact comes about, by the code of contact_reach.
_VIA: Final = (None, "village", "town", "unit")


def link_refusals(before: Position, unit: int, village: int, *, on: bool) -> Iterator[Objection]:
    """The hard rules of links against giving a village to a unit, or against taking it away."""
    now, county = before.now, before.now.county
    owner, villages = str(county.units["name"].iat[unit]), county.villages
    place = f"{villages['town'].iat[village]}{villages['name'].iat[village]}"
    of_unit, of_village = int(now.linked[unit].sum()), int(now.linked[:, village].sum())
    if on:
        if now.linked[unit, village]:
            yield Objection(
                "once",
                Text("{owner}已经联系{place}", "{owner} links {place} already").fill(
                    owner=owner, place=place
                ),
            )
            return
        ban = now.orders.banned_units.get((unit, village))
        if ban is not None:
            yield Objection("ban", now.order_words(ban))
        if of_village >= now.rules.village_units_max:
            yield Objection(
                "village_units_max",
                Text("{place}已有 {n} 个联村单位", "{place} has {n} linked units already").fill(
                    place=place, n=of_village
                ),
            )
        if of_unit >= now.allowed.links_most[unit]:
            yield Objection(
                "unit_villages_share",
                Text("{owner}最多联 {n} 个村", "{owner} links {n} villages at most").fill(
                    owner=owner, n=int(now.allowed.links_most[unit])
                ),
            )
        return
    pin = now.orders.pinned_units.get((unit, village))
    if pin is not None:
        yield Objection("pin", now.order_words(pin))
    if of_village <= now.rules.village_units_min:
        yield Objection(
            "village_units_min",
            Text("{place}至少要有 {n} 个联村单位", "{place} needs {n} linked units").fill(
                place=place, n=now.rules.village_units_min
            ),
        )
    if of_unit <= now.allowed.links_least[unit]:
        yield Objection(
            "unit_villages_share",
            Text("{owner}至少要联 {n} 个村", "{owner} has to link {n} villages").fill(
                owner=owner, n=int(now.allowed.links_least[unit])
            ),
        )


@dataclass(frozen=True)
class LinkOffers:
    """Units for a village, or villages for a unit, that have no link yet: those that no rule refuses first, then by
    distance.

    other [K] positions · rule [K] the first rule against each, "" where none is · km [K], NaN where not known
    """

    other: Ints
    rule: NDArray[np.str_]
    km: NDArray[np.float64]


def units_for(before: Position, village: int) -> LinkOffers:
    """The units a village could be given to."""
    units = np.flatnonzero(~before.now.linked[:, village])
    return _offers(before, units, units, np.full(len(units), village))


def villages_for(before: Position, unit: int) -> LinkOffers:
    """The villages a unit could be given."""
    villages = np.flatnonzero(~before.now.linked[unit])
    return _offers(before, villages, np.full(len(villages), unit), villages)


def _offers(before: Position, other: Ints, unit: Ints, village: Ints) -> LinkOffers:
    now = before.now
    banned = [pair in now.orders.banned_units for pair in zip(unit.tolist(), village.tolist(), strict=True)]
    rule = np.select(
        [
            np.array(banned, bool),
            (now.linked.sum(axis=0) >= now.rules.village_units_max)[village],
            (now.linked.sum(axis=1) >= now.allowed.links_most)[unit],
        ],
        ["ban", "village_units_max", "unit_villages_share"],
        "",
    )
    km = now.km[unit, village]
    order = np.lexsort((np.arange(len(other)), km, rule != ""))
    return LinkOffers(other[order], rule[order], km[order])


def falling(before: Position, unit: int, village: int) -> dict[int, tuple[int, ...]]:
    """Household -> the cadres it keeps, for the households whose pairs stand on the link."""
    values, kept = before.now.values, {}
    for household in np.flatnonzero(values.household_village == village).tolist():
        there = before.ranked.get(household, ())
        stay = tuple(c for c in there if values.cadre_unit[c] != unit or values.level[c] == 3)
        if len(stay) < len(there):
            kept[household] = stay
    return kept


def relinked(before: Position, unit: int, village: int, *, on: bool) -> Position:
    """The plan with the link, or without it and what stood on it: pairs end, contacts go to others within reach who have
    room, whole groups first (docs/model.md §2.4)."""
    values = before.now.values
    lead = int(before.lead[village])
    if on:
        after = before.with_link(unit, village, on=True, lead=unit if lead < 0 else lead)
        return _called_anew(after, unit, village)
    fallen = falling(before, unit, village)
    if lead == unit:
        left = before.now.linked[:, village].copy()
        left[unit] = False
        lead = _next_lead(before, village, np.flatnonzero(left))
    after = _called_anew(before.with_link(unit, village, on=False, lead=lead), unit, village)
    if fallen:
        after = after.with_pairs(fallen)
    reach = after.reach[:, village]
    here = values.household_village == village
    theirs = np.zeros(len(here), bool)
    had = np.flatnonzero(here & (before.contact >= 0))
    theirs[had] = values.cadre_unit[before.contact[had]] == unit
    unpaired = after.pairs_of_household == 0
    lost = np.flatnonzero(theirs & unpaired & ((after.contact < 0) | (reach[unit] == 0)))
    return handed_on(after, lost, reach)


def _called_anew(at: Position, unit: int, village: int) -> Position:
    """The contacts of the unit's cadres in the village come about by what reaches it now."""
    values, via = at.now.values, at.via.copy()
    met = np.flatnonzero((values.household_village == village) & (at.contact >= 0))
    met = met[values.cadre_unit[at.contact[met]] == unit]
    via[met] = _VIA[at.reach[unit, village]]
    return replace(at, via=via)


def handed_on(at: Position, households: Ints, reach: Codes, without: Sequence[int] = ()) -> Position:
    """Other contacts for households that lost theirs: a group to the one with fewest who has room for all of it, else
    each household to the one with fewest; none where nobody within reach has room. Never to ``without``, who leave."""
    now = at.now
    contact, via, load = at.contact.copy(), at.via.copy(), at.contacts_of.copy()
    contact[households] = -1
    np.subtract.at(load, at.contact[households][at.contact[households] >= 0], 1)
    near = np.flatnonzero(now.allowed.eligible & (reach[now.values.cadre_unit] > 0))
    near = near[~np.isin(near, list(without))]
    apart = now.orders.banned_pairs.keys() | at.banned.keys()
    most, names = now.allowed.contact_most, now.county.households["group"].to_numpy(object)

    def give(part: list[int]) -> bool:
        fits = [
            c
            for c in near.tolist()
            if load[c] + len(part) <= most[c] and not any((c, h) in apart for h in part)
        ]
        if not fits:
            return False
        cadre = min(fits, key=lambda c: (int(load[c]), c))
        load[cadre] += len(part)
        contact[part], via[part] = cadre, _VIA[reach[now.values.cadre_unit[cadre]]]
        return True

    groups: dict[object, list[int]] = {}
    for household in households.tolist():
        groups.setdefault(names[household], []).append(household)
    for part in groups.values():
        if not give(part):
            for household in part:
                give([household])
    return replace(at, contact=contact, via=via)


def _next_lead(before: Position, village: int, units: Ints) -> int:
    """Who leads a village after its lead unit: the unit that led it before, else one with a head, else the one with most
    pairs there, else the first by name; -1 where no unit is left (docs/model.md §2.1)."""
    if not len(units):
        return -1
    now, county = before.now, before.now.county
    values, links = now.values, county.previous_links
    led = links[(links["village"] == village) & (links["role"] == "lead")]["unit"].to_numpy(np.int64)
    heads = values.cadre_unit[county.cadres["head"].to_numpy(bool) & now.allowed.eligible]
    there = (values.household_village[now.pair_household] == village) & (values.level[now.pair_cadre] < 3)
    pairs = np.bincount(values.cadre_unit[now.pair_cadre[there]], minlength=len(county.units))[units]
    names = county.units["name"].to_numpy(str)[units]
    return int(units[np.lexsort((names, -pairs, ~np.isin(units, heads), ~np.isin(units, led)))[0]])
