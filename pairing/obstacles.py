"""Which rules keep cadres and households apart under a set of links, each counted (docs/model.md §2–3).

Every pair of a cadre and a focus household is either possible or kept out by exactly one rule, the first that applies:
exempt, quota 0, the link (banned; village or unit full; simply not made), strict order, then bans, kinship and native
village. So the counts of any set of cadres and households add up to all its pairs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from pairing.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from pairing.compile import Compiled
    from pairing.county import County
    from pairing.rules import Rules

    Ints = NDArray[np.int64]
    Flags = NDArray[np.bool_]

# Ids as in pairing.check.LAWS, in the order in which they are asked.
WORDS: Final[Mapping[str, Text]] = {
    "exempt": Text("免派", "exempt"),
    "quotas": Text("户数上限为 0", "a quota of 0"),
    "village_units_max": Text("村的联村单位已满", "the village has all its units"),
    "unit_villages_share": Text("单位联村数已满", "the unit has all its villages"),
    "leaders_per_village": Text("村已有县级领导", "the village has its leader"),
    "leader_villages_max": Text("领导联村数已满", "the leader has all villages"),
    "scope": Text("单位（领导）没有联系该村", "no link with the village"),
    "rank_order": Text("层级低于难度等级", "level below tier"),
    "ban": Text("列入回避", "banned"),
    "kinship": Text("亲属回避", "kin"),
    "native_village": Text("籍贯村回避", "native village"),
}
_CODE: Final = {rule: k for k, rule in enumerate(WORDS, 1)}
_PAIR_RULES: Final = ("ban", "kinship", "native_village")


@dataclass(frozen=True)
class Obstacle:
    """A rule (id in WORDS) that keeps ``pairs`` of cadre and household apart; ``who`` counts the cadres, or for a
    shortage of cadres the households, that it keeps from at least one of the others."""

    rule: str
    who: int
    pairs: int


class Obstacles:
    """The rules between all cadres and all focus households of a county while the gates ``open_`` [G] are open."""

    def __init__(self, county: County, rules: Rules, compiled: Compiled, open_: Flags) -> None:
        self._level = compiled.points.level
        self._tier = compiled.points.tier
        self._village = compiled.points.household_village
        self._unit = county.cadres["unit"].to_numpy(np.int64)
        self._strict = rules.rank_order == "strict"
        # The rule that closes each link, 0 where it is open; the last row of leaders stands for nobody.
        self._of_units, self._of_leaders = _closed_links(county, compiled, open_)
        self._own = np.where(
            ~compiled.allowed.eligible,
            _CODE["exempt"],
            np.where(compiled.allowed.most == 0, _CODE["quotas"], 0),
        )
        self._leader_row = np.cumsum(self._level == 3) - 1
        self._banned = _banned_pairs(county, compiled)

    def between(
        self, cadres: Ints, households: Ints, who: Literal["cadres", "households"]
    ) -> tuple[Obstacle, ...]:
        """Each rule that keeps some of these cadres from some of these households, in the order of WORDS."""
        return tuple(obstacle for obstacle in self._count(cadres, households, who) if obstacle.pairs)

    def _count(
        self, cadres: Ints, households: Ints, who: Literal["cadres", "households"]
    ) -> Iterator[Obstacle]:
        villages, place = np.unique(self._village[households], return_inverse=True)
        cell = self._cells(cadres, villages)
        number = np.zeros((len(villages), 4), np.int64)
        np.add.at(number, (place, self._tier[households]), 1)
        here = number.sum(axis=1)
        for rule, code in _CODE.items():
            kept = cell == code
            by_link = (
                int(kept.any(axis=1).sum() if who == "cadres" else here[kept.any(axis=0)].sum()),
                int(kept.sum(axis=0) @ here),
            )
            if rule == "rank_order" and self._strict:
                yield self._by_level(cadres, cell == 0, number, who)
            elif rule in _PAIR_RULES:
                yield self._by_pairs(rule, cadres, households, place, cell, who, by_link)
            else:
                yield Obstacle(rule, *by_link)

    def _cells(self, cadres: Ints, villages: Ints) -> NDArray[np.int8]:
        """[cadres, villages] the rule that keeps a cadre out of a village altogether, 0 where none does."""
        leader = self._level[cadres] == 3
        cell = np.where(
            leader[:, None],
            self._of_leaders[np.ix_(np.where(leader, self._leader_row[cadres], -1), villages)],
            self._of_units[np.ix_(self._unit[cadres], villages)],
        )
        own = self._own[cadres][:, None]
        return np.where(own > 0, own, cell).astype(np.int8)

    def _by_level(self, cadres: Ints, open_: Flags, number: Ints, who: str) -> Obstacle:
        level = self._level[cadres]
        above = number[:, ::-1].cumsum(axis=1)[:, ::-1]  # [V, t] households of tier t and above
        pairs, kept = 0, np.zeros(len(cadres), bool)
        apart = np.zeros(number.shape, bool)
        for k in (1, 2):
            mine = open_[level == k]
            pairs += int((mine.sum(axis=0) * above[:, k + 1]).sum())
            kept[level == k] = (mine & (above[:, k + 1] > 0)).any(axis=1)
            apart[mine.any(axis=0), k + 1 :] = True
        return Obstacle("rank_order", int(kept.sum() if who == "cadres" else number[apart].sum()), pairs)

    def _by_pairs(
        self,
        rule: str,
        cadres: Ints,
        households: Ints,
        place: Ints,
        cell: NDArray[np.int8],
        who: str,
        by_link: tuple[int, int],
    ) -> Obstacle:
        cadre, household = self._banned[rule]
        row = np.full(len(self._level), -1)
        row[cadres] = np.arange(len(cadres))
        column = np.full(len(self._tier), -1)
        column[households] = place
        here = (row[cadre] >= 0) & (column[household] >= 0)
        cadre, household = cadre[here], household[here]
        real = cell[row[cadre], column[household]] == 0
        if self._strict:
            real &= self._level[cadre] >= self._tier[household]
        cadre, household = cadre[real], household[real]
        if not by_link[1]:
            return Obstacle(rule, len(np.unique(cadre if who == "cadres" else household)), len(cadre))
        # Some are kept out by a banned link, some by a banned pair: each is counted once.
        banned = cell == _CODE[rule]
        if who == "cadres":
            people = np.union1d(cadres[banned.any(axis=1)], cadre)
        else:
            people = np.union1d(households[banned.any(axis=0)[place]], household)
        return Obstacle(rule, len(people), by_link[1] + len(cadre))


def _closed_links(
    county: County, compiled: Compiled, open_: Flags
) -> tuple[NDArray[np.int8], NDArray[np.int8]]:
    """The rule that closes each link, 0 where open: [U, V] of units and [leaders + 1, V] of leaders."""
    problem, first = compiled.problem, compiled.unit_gates
    villages = len(county.villages)
    count = np.bincount(problem.member_group[open_[problem.member_gate]], minlength=problem.n_groups)
    full = count >= problem.group_hi
    of_village, of_owner = np.zeros((2, problem.n_gates), bool)
    leaders = problem.member_gate >= first
    units = villages + int((compiled.allowed.links_most > 0).sum())
    is_village = np.where(leaders, problem.member_group < units + villages, problem.member_group < villages)
    of_village[problem.member_gate[is_village]] = full[problem.member_group[is_village]]
    of_owner[problem.member_gate[~is_village]] = full[problem.member_group[~is_village]]
    leads = np.arange(problem.n_gates) >= first
    rule = np.full(problem.n_gates, _CODE["scope"])
    rule = np.where(
        of_owner, np.where(leads, _CODE["leader_villages_max"], _CODE["unit_villages_share"]), rule
    )
    rule = np.where(
        of_village, np.where(leads, _CODE["leaders_per_village"], _CODE["village_units_max"]), rule
    )
    rule[problem.forbidden_gates] = _CODE["ban"]
    rule[open_] = 0
    # An owner without gates may link nothing: that is its limit.
    of_units = np.full((len(county.units), villages), _CODE["unit_villages_share"], np.int8)
    leader_row = np.cumsum(compiled.points.level == 3) - 1
    of_leaders = np.full(
        (int(leader_row.max(initial=-1)) + 2, villages), _CODE["leader_villages_max"], np.int8
    )
    of_units[compiled.gate_owner[:first], compiled.gate_village[:first]] = rule[:first]
    of_leaders[leader_row[compiled.gate_owner[first:]], compiled.gate_village[first:]] = rule[first:]
    return of_units, of_leaders


def _banned_pairs(county: County, compiled: Compiled) -> dict[str, tuple[Ints, Ints]]:
    """Cadres and households that may not be paired, by rule; a pair stands under the first rule that bans it."""
    kin = set(zip(county.kinship["cadre"].tolist(), county.kinship["household"].tolist(), strict=True))
    found: dict[str, list[tuple[int, int]]] = {rule: [] for rule in _PAIR_RULES}
    for key, source in compiled.orders.banned_pairs.items():
        rule = "ban" if source.row is not None else "kinship" if key in kin else "native_village"
        found[rule].append(key)
    table = {rule: np.array(keys, np.int64).reshape(-1, 2) for rule, keys in found.items()}
    return {rule: (keys[:, 0], keys[:, 1]) for rule, keys in table.items()}
