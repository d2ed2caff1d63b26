"""How a plan stands, and what keeps a cadre from a household under it.

Everything about one household is counted for all cadres at once; nothing is laid out cadre × household.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from pairing.difficulty import difficulty
from pairing.limits import limits
from pairing.orders import orders
from pairing.pair_words import order_words
from pairing.plan_positions import resolve
from pairing.points import contains, distances, points
from pairing.text import Text

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pairing.codes import Codes
    from pairing.county import County
    from pairing.limits import Limits
    from pairing.orders import Key, Orders, Source
    from pairing.plan import PlanTables
    from pairing.points import Points
    from pairing.rules import Rules

    Ints = NDArray[np.int64]
    Flags = NDArray[np.bool_]

# What can keep a cadre from a focus household, in the order in which it is told: ids of pairing.check.LAWS.
OBJECTIONS: Final = ("exempt", "ban", "kinship", "native_village", "rank_order", "scope", "quotas")


@dataclass(frozen=True)
class Objection:
    """One rule that keeps a cadre from a household: its id in :data:`pairing.check.LAWS`, and how, in words."""

    rule: str
    words: Text


@dataclass(frozen=True)
class Standing:
    """A plan by position, with all that is needed to judge one more pair.

    demand [H] · difficulty [H] 0–100 · km [U, V], NaN where not known · pair_cadre, pair_household [P] each pair once · load [C]
    pairs · linked [U, V] · lead_keys sorted keys cadre · V + village · ban_keys sorted keys cadre · H + household of the
    directives against single pairs (not of kinship or native village)
    """

    county: County
    rules: Rules
    codes: Codes
    allowed: Limits
    orders: Orders
    values: Points
    demand: Ints
    difficulty: NDArray[np.float64]
    km: NDArray[np.float64]
    pair_cadre: Ints
    pair_household: Ints
    load: Ints
    linked: Flags
    lead_keys: Ints
    ban_keys: Ints

    def cadres_of(self, household: int) -> tuple[int, ...]:
        """The cadres paired with the household, by position."""
        return tuple(self.pair_cadre[self.pair_household == household].tolist())

    def households_of(self, cadre: int) -> tuple[int, ...]:
        """The households paired with the cadre, by position."""
        return tuple(self.pair_household[self.pair_cadre == cadre].tolist())

    def in_scope(self, cadre: Ints, household: Ints) -> Flags:
        """[K] whether the cadre's unit links the household's village, or the leader leads it."""
        values, village = self.values, self.values.household_village[household]
        led = contains(self.lead_keys, values.link_key(cadre, village))
        return np.where(values.level[cadre] == 3, led, self.linked[values.cadre_unit[cadre], village])

    def first(self, household: int) -> Ints:
        """[C] the place in OBJECTIONS of what first keeps each cadre from a focus household, -1 where nothing does."""
        cadre = np.arange(len(self.load))
        return self.firsts(cadre, np.full(len(cadre), household))

    def firsts(self, cadre: Ints, household: Ints) -> Ints:
        """[K] the place in OBJECTIONS of what first keeps each cadre from the focus household beside it, -1 where nothing
        does."""
        values, rules = self.values, self.rules
        key = values.pair_key(cadre, household)
        no = np.zeros(len(cadre), bool)
        found = (
            ~self.allowed.eligible[cadre],
            contains(self.ban_keys, key),
            contains(values.kin_keys, key) if rules.kinship == "avoid" else no,
            values.native_village[cadre] == values.household_village[household]
            if rules.native_village == "avoid"
            else no,
            values.level[cadre] < values.tier[household] if rules.rank_order == "strict" else no,
            ~self.in_scope(cadre, household),
            (self.load >= self.allowed.most)[cadre],
        )
        return np.select(found, np.arange(len(found)), -1).astype(np.int64)

    def objections(self, cadre: int, household: int) -> tuple[Objection, ...]:
        """All that keeps the cadre from the household, in the order of OBJECTIONS; a household that is not a focus
        household takes nobody."""
        values, rules = self.values, self.rules
        found: list[Objection] = []
        if not self.allowed.eligible[cadre]:
            why = self.county.cadres["exempt_reason"].iat[cadre]
            found.append(Objection("exempt", Text(f"免派（{why}）", f"exempt ({why})")))
        if values.tier[household] == 0:
            return (
                *found,
                Objection("demand", Text("该户不是重点户", "the household is not a focus household")),
            )
        one, other = np.array([cadre]), np.array([household])
        key = values.pair_key(one, other)
        if contains(self.ban_keys, key)[0]:
            found.append(Objection("ban", self.order_words(self.orders.banned_pairs[cadre, household])))
        if rules.kinship == "avoid" and contains(values.kin_keys, key)[0]:
            found.append(
                Objection("kinship", Text("与该户是亲属，应当回避", "kin of the household, kept apart"))
            )
        if (
            rules.native_village == "avoid"
            and values.native_village[cadre] == values.household_village[household]
        ):
            found.append(
                Objection("native_village", Text("该户在其籍贯村，应当回避", "the household lies in the native village"))
            )  # fmt: skip
        level, tier = int(values.level[cadre]), int(values.tier[household])
        if rules.rank_order == "strict" and level < tier:
            found.append(
                Objection(
                    "rank_order",
                    Text(
                        f"层级 {level} 低于难度等级 {tier}，而层级必须对应",
                        f"level {level} is below tier {tier}, and the order is strict",
                    ),
                )
            )
        if not self.in_scope(one, other)[0]:
            found.append(
                Objection("scope", self._scope_words(cadre, int(values.household_village[household])))
            )
        if self.allowed.eligible[cadre] and self.load[cadre] >= self.allowed.most[cadre]:
            found.append(Objection("quotas", self._quota_words(cadre)))
        return tuple(found)

    def _scope_words(self, cadre: int, village: int) -> Text:
        """Why the village is out of the cadre's reach: a ban, a limit that is used up, or simply no link."""
        county, allowed, values = self.county, self.allowed, self.values
        unit = int(values.cadre_unit[cadre])
        place = f"{county.villages['town'].iat[village]}{county.villages['name'].iat[village]}"
        if values.level[cadre] == 3:
            villages = self.linked.shape[1]
            owner, ban = "", self.orders.banned_leaders.get((cadre, village))
            used, most = int((self.lead_keys // villages == cadre).sum()), int(allowed.leads_most[cadre])
            there, room = int((self.lead_keys % villages == village).sum()), allowed.leaders_per_village
        else:
            owner, ban = str(county.units["name"].iat[unit]), self.orders.banned_units.get((unit, village))
            used, most = int(self.linked[unit].sum()), int(allowed.links_most[unit])
            there, room = int(self.linked[:, village].sum()), self.rules.village_units_max
        if ban is not None:
            return Text("{owner}不得联系{place}：{why}", "{owner} may not link {place}: {why}").fill(
                owner=owner or Text("该领导", "the leader"), place=place, why=self.order_words(ban)
            )
        words = Text("{owner}没有联系{place}", "{owner} does not link {place}")
        if used >= most:
            words = Text(
                "{owner}没有联系{place}，联村已满 {most} 个",
                "{owner} does not link {place}; its limit of {most} villages is reached",
            )
        elif there >= room:
            words = Text(
                "{owner}没有联系{place}，该村联系的名额 {room} 个已满",
                "{owner} does not link {place}, which has its {room} links already",
            )
        return words.fill(owner=owner or Text("该领导", "the leader"), place=place, most=most, room=room)

    def _quota_words(self, cadre: int) -> Text:
        most, names = int(self.allowed.most[cadre]), self.county.households["head_name"]
        if most == 0:
            return Text("按规则户数上限为 0", "the rules allow no household")
        held = [str(names.iat[h]) for h in self.households_of(cadre)]
        return Text("名额 {most} 户已满（{zh}）", "the quota of {most} is full ({en})").fill(
            most=most, zh="、".join(held), en=", ".join(held)
        )

    def order_words(self, source: Source) -> Text:
        """An order with its row, who asked for it and why."""
        return order_words(self.county, source)


def standing(county: County, rules: Rules, codes: Codes, plan: PlanTables) -> Standing:
    """Look a plan up in the county's lists once; ids the lists do not have are left out."""
    allowed = limits(county, rules)
    fixed = orders(county, rules, allowed)
    values = points(county, rules, codes, allowed)
    found = resolve(county, plan)
    known = (found.pair_cadre >= 0) & (found.pair_household >= 0)
    key = np.unique(values.pair_key(found.pair_cadre[known], found.pair_household[known]))
    cadre, household = key // len(county.households), key % len(county.households)
    of_unit = ~found.is_leader & (found.link_unit >= 0) & (found.link_village >= 0)
    linked = np.zeros((len(county.units), len(county.villages)), bool)
    linked[found.link_unit[of_unit], found.link_village[of_unit]] = True
    of_leader = found.is_leader & (found.link_cadre >= 0) & (found.link_village >= 0)
    banned: list[Key] = [pair for pair, source in fixed.banned_pairs.items() if source.row is not None]
    bans = np.array(banned, np.int64).reshape(-1, 2)
    return Standing(
        county=county,
        rules=rules,
        codes=codes,
        allowed=allowed,
        orders=fixed,
        values=values,
        demand=county.households["demand"].to_numpy(np.int64),
        difficulty=difficulty(county, rules),
        km=distances(county),
        pair_cadre=cadre,
        pair_household=household,
        load=np.bincount(cadre, minlength=len(county.cadres)),
        linked=linked,
        lead_keys=np.unique(values.link_key(found.link_cadre[of_leader], found.link_village[of_leader])),
        ban_keys=np.sort(values.pair_key(bans[:, 0], bans[:, 1])),
    )
