"""What might close a plan's gaps: small edits of lists and rules, each aimed at the households that lack cadres.

These are candidates, found by looking at who is kept from a household by one rule alone and has, or would have, places
left. Whether they help, and what they cost, is for :mod:`pairing.repairs` to find out by solving anew.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from pairing.edits import (
    AddCadres,
    LiftBans,
    LiftExemptions,
    MoreVillages,
    RaiseQuotaLine,
    RaiseQuotas,
    SetRule,
)
from pairing.limits import limits
from pairing.link_rights import leader_rights, unit_rights
from pairing.plan_positions import resolve

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from pairing.compile import Compiled
    from pairing.county import County
    from pairing.edits import Edit
    from pairing.link_rights import LinkRights
    from pairing.nearby import Link
    from pairing.plan import PlanTables
    from pairing.rules import Rules

    Ints = NDArray[np.int64]
    Flags = NDArray[np.bool_]

_TOP: Final = 200
"""The most a quota may say."""


@dataclass(frozen=True)
class Remedy:
    """Edits that might help, and the links that a search should open with them: (unit, village), (leader, village)."""

    edits: tuple[Edit, ...]
    units: tuple[Link, ...] = ()
    leaders: tuple[Link, ...] = ()

    @property
    def size(self) -> int:
        """How many people, links, rows or rules are changed."""
        return sum(edit.size for edit in self.edits)

    def with_(self, other: Remedy) -> Remedy:
        """Both remedies; an edit that stands in both stands once, and it does not matter which of the two comes first."""
        more = tuple(edit for edit in other.edits if edit not in self.edits)
        return Remedy(
            _together((*self.edits, *more)),
            _union(self.units, other.units),
            _union(self.leaders, other.leaders),
        )


def _together(edits: tuple[Edit, ...]) -> tuple[Edit, ...]:
    """The edits in one order, all higher quotas of single cadres in one."""
    raised: Counter[int] = Counter()
    rest: list[Edit] = []
    for edit in edits:
        if isinstance(edit, RaiseQuotas):
            raised.update(dict(zip(edit.cadres, edit.by, strict=True)))
        else:
            rest.append(edit)
    if raised:
        cadres = tuple(sorted(raised))
        rest.append(RaiseQuotas(cadres, tuple(raised[cadre] for cadre in cadres)))
    return tuple(sorted(rest, key=lambda edit: (edit.kind, repr(edit))))


def _union(links: tuple[Link, ...], more: tuple[Link, ...]) -> tuple[Link, ...]:
    return tuple(sorted({*links, *more}))


class Remedies:
    """Finds remedies for households that lack cadres in a plan."""

    def __init__(self, county: County, rules: Rules, compiled: Compiled, plan: PlanTables) -> None:
        self.county, self.rules, self.compiled = county, rules, compiled
        self.allowed = compiled.allowed
        self.level, self.tier = compiled.points.level, compiled.points.tier
        self.unit = compiled.points.cadre_unit
        self.village = compiled.points.household_village
        found = resolve(county, plan)
        known = (found.pair_cadre >= 0) & (found.pair_household >= 0)
        self.load = np.bincount(found.pair_cadre[known], minlength=len(self.level))
        self.cadres_of: dict[int, list[int]] = {}
        for c, h in zip(found.pair_cadre[known].tolist(), found.pair_household[known].tolist(), strict=True):
            self.cadres_of.setdefault(h, []).append(c)
        self.apart: dict[int, dict[int, int | None]] = {}
        for (c, h), source in compiled.orders.banned_pairs.items():
            self.apart.setdefault(h, {})[c] = source.row
        paired = np.bincount(found.pair_household[known], minlength=len(self.village))
        self.missing = np.maximum(0, county.households["demand"].to_numpy(np.int64) - paired)
        self.room = np.where(self.allowed.eligible, np.maximum(0, self.allowed.most - self.load), 0)
        unit = ~found.is_leader & (found.link_unit >= 0) & (found.link_village >= 0)
        leader = found.is_leader & (found.link_cadre >= 0) & (found.link_village >= 0)
        self.linked = np.zeros((len(county.units), len(county.villages)), bool)
        self.linked[found.link_unit[unit], found.link_village[unit]] = True
        self.led = np.zeros((len(self.level), len(county.villages)), bool)
        self.led[found.link_cadre[leader], found.link_village[leader]] = True

    def for_households(self, households: Ints) -> list[Remedy]:
        """Remedies for those of the households that lack cadres in the plan."""
        lacking = self._hardest_first(np.repeat(households, self.missing[households]))
        return [remedy for remedy in self._all(lacking) if remedy.edits] if len(lacking) else []

    def quotas_for(self, lacking: Ints) -> Remedy:
        """Higher quotas for whom to raise them serves households best, each named as often as it lacks a cadre."""
        return self._quotas(self._hardest_first(lacking))

    def _hardest_first(self, households: Ints) -> Ints:
        return households[np.argsort(-self.tier[households], kind="stable")]

    def more_links(self) -> Remedy:
        """No edit: the links that the limits leave room for and that would bring free places where some lack."""
        lacking = np.repeat(np.arange(len(self.missing)), self.missing)
        return Remedy((), *self._links(lacking, units_over=0, villages_over=0, leaders_over=0))

    def _all(self, lacking: Ints) -> Iterator[Remedy]:
        yield self._quotas(lacking)
        yield from self._quota_lines(lacking)
        yield self._exemptions(lacking)
        yield self._bans(lacking)
        yield from self._link_limits(lacking)
        yield self._added(lacking)
        if self.rules.rank_order == "strict":
            yield Remedy((SetRule("rank_order", "soft"),))
        if self.rules.native_village == "avoid":
            yield Remedy((SetRule("native_village", "ignore"),))

    def _near(self, household: int) -> Flags:
        """[C] who serves the household's village by the plan's links, whatever else keeps them away."""
        village = self.village[household]
        near: Flags = np.where(self.level == 3, self.led[:, village], self.linked[self.unit, village])
        return near

    def _suits(self, household: int) -> Flags:
        """[C] who is high enough for the household and not paired with it."""
        strict = self.rules.rank_order == "strict"
        suits = self.level >= self.tier[household] if strict else np.ones(len(self.level), bool)
        suits[self.cadres_of.get(household, [])] = False
        return suits

    def _apart(self, household: int) -> dict[int, int | None]:
        """Cadres who may not be paired with the household: the row of the ban, None where kinship or the like is it."""
        return self.apart.get(household, {})

    def _quotas(self, lacking: Ints) -> Remedy:
        """A place more for cadres who may serve the households and are full: the best of each, taken in turn."""
        raised: dict[int, int] = {}
        for h in lacking.tolist():
            who = np.flatnonzero(self._near(h) & self.allowed.eligible & self._suits(h))
            who = who[~np.isin(who, list(self._apart(h)))]
            if len(who):
                points = self.compiled.points.pairs(who, np.full(len(who), h)).points
                turn = np.array([raised.get(int(c), 0) for c in who])
                best = int(who[np.lexsort((who, -points, turn))[0]])
                raised[best] = raised.get(best, 0) + 1
        if not raised:
            return Remedy(())
        return Remedy((RaiseQuotas(tuple(raised), tuple(raised.values())),))

    def _quota_lines(self, lacking: Ints) -> Iterator[Remedy]:
        """One household more for everybody of a line that fits cadres near the households, line by line."""
        near = np.zeros(len(self.level), bool)
        for h in np.unique(lacking).tolist():
            near |= self._near(h) & self._suits(h)
        open_ = self.allowed.eligible & self.county.cadres["max_households"].isna().to_numpy()
        scope = self.county.units["scope"].to_numpy(object)[self.unit]
        grade = self.county.cadres["grade"].to_numpy(object)
        for line, quota in enumerate(self.rules.quotas):
            fits = open_.copy()
            for wanted, of_cadre in ((quota.level, self.level), (quota.grade, grade), (quota.scope, scope)):
                if wanted is not None:
                    fits &= of_cadre == wanted
            if (fits & near).any() and quota.bounds(self.rules.quota_open_top)[1] < _TOP:
                yield Remedy((RaiseQuotaLine(line, int(fits.sum())),))
            open_ &= ~fits

    def _exemptions(self, lacking: Ints) -> Remedy:
        """As few exempt cadres of the units that link the villages as bring enough places."""
        exempt = self.county.cadres["exempt_reason"].notna().to_numpy()
        free_county, rules = LiftExemptions(tuple(np.flatnonzero(exempt).tolist())).apply(
            self.county, self.rules
        )
        room = np.where(exempt & (self.level < 3), limits(free_county, rules).most, 0)
        lifted: list[int] = []
        for h in lacking.tolist():
            who = np.flatnonzero((room > 0) & self._near(h) & self._suits(h))
            who = who[~np.isin(who, list(self._apart(h)))]
            if len(who):
                already = np.isin(who, lifted)
                best = int(who[np.lexsort((who, -room[who], ~already))[0]])
                room[best] -= 1
                if best not in lifted:
                    lifted.append(best)
        return Remedy((LiftExemptions(tuple(lifted)),)) if lifted else Remedy(())

    def _bans(self, lacking: Ints) -> Remedy:
        """Rows of the directives that alone keep cadres from the households, those with places left first, or a unit
        with places left from the village."""
        room, rows, opened = self.room.copy(), [], []
        of_unit = self._free_of_units(room)
        for h in lacking.tolist():
            village = int(self.village[h])
            near = self._near(h) & self._suits(h) & self.allowed.eligible & (self.allowed.most > 0)
            ways = [(c, row) for c, row in self._apart(h).items() if row is not None and near[c]]
            banned = [
                (u, source.row) for (u, v), source in self.compiled.orders.banned_units.items()
                if v == village and of_unit[u] > 0 and source.row is not None
            ]  # fmt: skip
            if ways:
                # Whoever is full may yet hand a household on to somebody with places left.
                cadre, row = min(ways, key=lambda way: (room[way[0]] <= 0, way[1] not in rows, way[0]))
                room[cadre] -= 1
                rows.append(row)
            elif banned:
                unit, row = max(banned, key=lambda way: (way[1] in rows, of_unit[way[0]]))
                of_unit[unit] -= 1
                rows.append(row)
                opened.append((unit, village))
        if not rows:
            return Remedy(())
        return Remedy((LiftBans(tuple(sorted(set(rows)))),), tuple(dict.fromkeys(opened)))

    def _link_limits(self, lacking: Ints) -> Iterator[Remedy]:
        units, _ = self._links(lacking, units_over=1, villages_over=0, leaders_over=0)
        full = self.linked.sum(axis=1) >= self.allowed.links_most
        over = tuple(u for u, _ in units if full[u])
        if over:
            yield Remedy((MoreVillages(over),), units)
        units, _ = self._links(lacking, units_over=0, villages_over=1, leaders_over=0)
        crowded = self.linked.sum(axis=0) >= self.rules.village_units_max
        if any(crowded[v] for _, v in units) and self.rules.village_units_max < 10:
            yield Remedy((SetRule("village_units_max", self.rules.village_units_max + 1),), units)
        _, leaders = self._links(lacking, units_over=0, villages_over=0, leaders_over=1)
        busy = self.led.sum(axis=1) >= self.allowed.leads_most
        if any(busy[c] for c, _ in leaders) and self.rules.leader_villages_max < 10:
            yield Remedy((SetRule("leader_villages_max", self.rules.leader_villages_max + 1),), (), leaders)

    def _links(
        self, lacking: Ints, units_over: int, villages_over: int, leaders_over: int
    ) -> tuple[tuple[Link, ...], tuple[Link, ...]]:
        """New links of units and leaders with places left to villages that lack some, most lacking first, within the
        limits and so many beyond."""
        fixed = self.compiled.orders
        of_units = unit_rights(self.county, self.rules, self.allowed, fixed)
        of_leaders = leader_rights(self.county, self.allowed, fixed)
        wanted = np.bincount(self.village[lacking], minlength=len(self.county.villages))
        room = self._free_of_units(self.room)[of_units.owner]
        units = _open(of_units, self.linked[of_units.owner], room, wanted, units_over, villages_over)
        leaders = _open(
            of_leaders, self.led[of_leaders.owner], self.room[of_leaders.owner], wanted, leaders_over, 0
        )
        return units, leaders

    def _free_of_units(self, room: Ints) -> Ints:
        """[U] places left of a unit's cadres below county level."""
        ordinary = self.level < 3
        return np.bincount(self.unit[ordinary], room[ordinary], len(self.county.units)).astype(np.int64)

    def _added(self, lacking: Ints) -> Remedy:
        """New cadres where most are lacking: in the unit that links the village and has most cadres in post."""
        edits: dict[tuple[int, int], int] = {}
        wanted = np.bincount(self.village[lacking], minlength=len(self.county.villages))
        in_post = np.bincount(self.unit[self.allowed.eligible], minlength=len(self.county.units))
        strict = self.rules.rank_order == "strict"
        for h in lacking.tolist():
            # County leaders are not a unit's to add; the next level serves where strict order lets it.
            level = min(2, int(self.tier[h])) if strict else 1
            units = np.flatnonzero(self.linked[:, self.village[h]])
            if len(units) and not (strict and self.tier[h] == 3):
                gain = self.linked[units] @ wanted
                unit = int(units[np.lexsort((units, -in_post[units], -gain))[0]])
                edits[unit, level] = edits.get((unit, level), 0) + 1
        adds = []
        for (unit, level), number in edits.items():
            one, rules = AddCadres(unit, level, 1).apply(self.county, self.rules)
            each = int(limits(one, rules).most[-1])
            if each:
                adds.append(AddCadres(unit, level, -(-number // each)))
        return Remedy(tuple(adds))


def _open(
    rights: LinkRights, now: Flags, room: Ints, wanted: Ints, over: int, village_over: int
) -> tuple[Link, ...]:
    """Links (owner's position, village) opened one by one while an owner has places left and a village lacks some."""
    now, room, wanted = now.copy(), room.copy(), wanted.copy()
    links: list[Link] = []
    while True:
        may = ~now & ~rights.banned & (room[:, None] > 0) & (wanted[None, :] > 0)
        may &= (now.sum(axis=1) < rights.most + over)[:, None]
        may &= (now.sum(axis=0) < rights.village_most + village_over)[None, :]
        if not may.any():
            return tuple(links)
        gain = np.where(may, np.minimum(room[:, None], wanted[None, :]), 0)
        owner, village = np.unravel_index(int(gain.argmax()), gain.shape)
        taken = gain[owner, village]
        now[owner, village] = True
        room[owner] -= taken
        wanted[village] -= taken
        links.append((int(rights.owner[owner]), int(village)))
