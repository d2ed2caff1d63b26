"""Fits and points of pairs and links: the one place where they are computed (docs/model.md §4).

Points are integers in hundredths; each term is rounded half up once, here. Nothing is laid out cadre × household:
rank and skill go by kinds (cadres of one level and skill set, households of one tier and need set), nearness by unit
and village, the rest by single pairs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from pairing.difficulty import tiers
from pairing.replan import left_units

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pairing.codes import Codes
    from pairing.county import County
    from pairing.limits import Limits
    from pairing.rules import Rules

_EARTH_KM = 6371.0088


@dataclass(frozen=True)
class PairValues:
    """Fits in [0, 1], kept as bool and points in hundredths, one entry a pair."""

    rank_fit: NDArray[np.float64]
    skill_fit: NDArray[np.float64]
    nearness: NDArray[np.float64]
    kept: NDArray[np.bool_]
    points: NDArray[np.int64]


@dataclass(frozen=True)
class Points:
    """The value of every pair and link of a county under its rules.

    tier            [H] 1–3, 0 off focus
    cadre_kind      [C] row of rank_fit, skill_fit and worth
    household_kind  [H] column of them, -1 off focus
    worth           [KA, KT] hundredths: rank and skill terms
    nearness        [U, V] in [0, 1]; near_points [U, V] hundredths
    kept_keys, kin_keys   sorted keys cadre · H + household of single pairs
    successor_keys  sorted keys unit · H + household where that unit is to name a successor
    kept_unit, kept_leader   sorted keys unit · V + village and cadre · V + village of kept links
    """

    rules: Rules
    tier: NDArray[np.int64]
    level: NDArray[np.int64]
    cadre_unit: NDArray[np.int64]
    native_village: NDArray[np.int64]
    household_village: NDArray[np.int64]
    cadre_kind: NDArray[np.int64]
    household_kind: NDArray[np.int64]
    rank_fit: NDArray[np.float64]
    skill_fit: NDArray[np.float64]
    worth: NDArray[np.int64]
    nearness: NDArray[np.float64]
    near_points: NDArray[np.int64]
    kept_keys: NDArray[np.int64]
    kin_keys: NDArray[np.int64]
    successor_keys: NDArray[np.int64]
    kept_unit: NDArray[np.int64]
    kept_leader: NDArray[np.int64]

    def pair_key(self, cadre: NDArray[np.int64], household: NDArray[np.int64]) -> NDArray[np.int64]:
        """One integer a pair, for look-ups in kept_keys and kin_keys."""
        key: NDArray[np.int64] = cadre * len(self.tier) + household
        return key

    def link_key(self, owner: NDArray[np.int64], village: NDArray[np.int64]) -> NDArray[np.int64]:
        """One integer a link of a unit or of a leader, for look-ups in kept_unit and kept_leader."""
        key: NDArray[np.int64] = owner * self.nearness.shape[1] + village
        return key

    def singles(self, cadre: NDArray[np.int64], household: NDArray[np.int64]) -> dict[str, NDArray[np.int64]]:
        """Hundredths that go by the single pair, by the id of their weight: kept, successor of a leaver in the same
        unit (unless kept), and kin and native village where these are preferred."""
        rules, key = self.rules, self.pair_key(cadre, household)
        kept = contains(self.kept_keys, key)
        found = {"kept_weight": 100 * rules.kept_weight * kept.astype(np.int64)}
        if len(self.successor_keys):
            succeeds = contains(self.successor_keys, self.pair_key(self.cadre_unit[cadre], household))
            found["successor_weight"] = 100 * rules.successor_weight * (succeeds & ~kept).astype(np.int64)
        if rules.kinship == "prefer":
            found["kin_weight"] = 100 * rules.kin_weight * contains(self.kin_keys, key)
        if rules.native_village == "prefer":
            home = self.native_village[cadre] == self.household_village[household]
            found["native_weight"] = 100 * rules.native_weight * home
        return found

    def extra(self, cadre: NDArray[np.int64], household: NDArray[np.int64]) -> NDArray[np.int64]:
        """Hundredths that go by the single pair: kept, successor, kin and native village."""
        total: NDArray[np.int64] = np.sum(list(self.singles(cadre, household).values()), axis=0)
        return total

    def terms(self, cadre: NDArray[np.int64], household: NDArray[np.int64]) -> dict[str, NDArray[np.int64]]:
        """Hundredths of every term of pairs of focus households by the id of its weight; they add up to the points."""
        kind, other = self.cadre_kind[cadre], self.household_kind[household]
        return {
            "rank_weight": _hundredths(self.rules.rank_weight * self.rank_fit[kind, other]),
            "skill_weight": _hundredths(self.rules.skill_weight * self.skill_fit[kind, other]),
            "near_weight": self.near_points[self.cadre_unit[cadre], self.household_village[household]],
            **self.singles(cadre, household),
        }

    def pairs(self, cadre: NDArray[np.int64], household: NDArray[np.int64]) -> PairValues:
        """Fits and points of pairs of focus households, given as positions."""
        kind, other = self.cadre_kind[cadre], self.household_kind[household]
        unit, village = self.cadre_unit[cadre], self.household_village[household]
        return PairValues(
            rank_fit=self.rank_fit[kind, other],
            skill_fit=self.skill_fit[kind, other],
            nearness=self.nearness[unit, village],
            kept=contains(self.kept_keys, self.pair_key(cadre, household)),
            points=self.worth[kind, other] + self.near_points[unit, village] + self.extra(cadre, household),
        )

    def unit_links(self, unit: NDArray[np.int64], village: NDArray[np.int64]) -> NDArray[np.int64]:
        """Hundredths of unit links: the cost of each, and what a kept one earns."""
        kept = contains(self.kept_unit, self.link_key(unit, village))
        return 100 * (self.rules.unit_link_kept * kept - self.rules.unit_link_cost)

    def leader_links(self, cadre: NDArray[np.int64], village: NDArray[np.int64]) -> NDArray[np.int64]:
        """Hundredths of leader links: what a kept one earns."""
        return 100 * self.rules.leader_link_kept * contains(self.kept_leader, self.link_key(cadre, village))


def contains(sorted_keys: NDArray[np.int64], keys: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether each key is among the sorted ones."""
    if not len(sorted_keys):
        return np.zeros(len(keys), bool)
    place = np.minimum(np.searchsorted(sorted_keys, keys), len(sorted_keys) - 1)
    found: NDArray[np.bool_] = sorted_keys[place] == keys
    return found


def points(county: County, rules: Rules, codes: Codes, allowed: Limits) -> Points:
    """Compute all fits and points of the county once."""
    cadres, households = county.cadres, county.households
    tier = tiers(county, rules, allowed)
    level = cadres["level"].to_numpy(np.int64)
    cadre_kind, cadre_kinds = _kinds(level, cadres["skills"], np.ones(len(cadres), bool))
    household_kind, household_kinds = _kinds(tier, households["needs"], households["focus"].to_numpy(bool))
    rank = np.array(
        [[1 - abs(a[0] - b[0]) / 2 for b in household_kinds] for a in cadre_kinds], np.float64
    ).reshape(len(cadre_kinds), len(household_kinds))
    skill = skill_fits(codes, [k[1] for k in cadre_kinds], [k[1] for k in household_kinds])
    near = nearness(county, rules)
    size, villages = len(households), len(county.villages)
    pairs, links = county.previous_pairs, county.previous_links
    current = pairs[pairs["end"].isna()]
    left = left_units(county)
    of_unit = links[links["unit"] >= 0]
    of_leader = links[links["cadre"] >= 0]
    return Points(
        rules=rules,
        tier=tier,
        level=level,
        cadre_unit=cadres["unit"].to_numpy(np.int64),
        native_village=cadres["native_village"].to_numpy(np.int64),
        household_village=households["village"].to_numpy(np.int64),
        cadre_kind=cadre_kind,
        household_kind=household_kind,
        rank_fit=rank,
        skill_fit=skill,
        worth=_hundredths(rules.rank_weight * rank) + _hundredths(rules.skill_weight * skill),
        nearness=near,
        near_points=_hundredths(rules.near_weight * near),
        kept_keys=_keys(current["cadre"], current["household"], size),
        kin_keys=_keys(county.kinship["cadre"], county.kinship["household"], size),
        successor_keys=np.unique(left[1] * size + left[0]),
        kept_unit=_keys(of_unit["unit"], of_unit["village"], villages),
        kept_leader=_keys(of_leader["cadre"], of_leader["village"], villages),
    )


def _keys(rows: pd.Series, columns: pd.Series, width: int) -> NDArray[np.int64]:
    return np.unique(rows.to_numpy(np.int64) * width + columns.to_numpy(np.int64))


def _hundredths(value: NDArray[np.float64]) -> NDArray[np.int64]:
    """Points rounded half up to hundredths; a hair is added since 0.285 · 100 is 28.499… in floating point."""
    return np.floor(100 * value + 0.5 + 1e-9).astype(np.int64)


def _kinds(
    rank: NDArray[np.int64], words: pd.Series, wanted: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], list[tuple[int, tuple[str, ...]]]]:
    """Number the distinct (level or tier, set of words) among the wanted rows; -1 for the others."""
    found: dict[tuple[int, tuple[str, ...]], int] = {}
    kind = np.full(len(rank), -1, np.int64)
    sets = words.to_numpy(object)
    for i in np.flatnonzero(wanted):
        key = (int(rank[i]), tuple(sorted(set(sets[i]))))
        kind[i] = found.setdefault(key, len(found))
    return kind, list(found)


def skill_fits(
    codes: Codes, skills: list[tuple[str, ...]], needs: list[tuple[str, ...]]
) -> NDArray[np.float64]:
    """[len(skills), len(needs)]: mean over the needs of the best strength among the skills; 1 where there is no need."""
    need_row = {need: i for i, need in enumerate(codes.needs)}
    skill_column = {skill: i for i, skill in enumerate(codes.skills)}
    best = np.zeros((len(skills), len(codes.needs)))
    for i, known in enumerate(skills):
        columns = [skill_column[s] for s in known]
        if columns:
            best[i] = codes.strength[:, columns].max(axis=1)
    fit = np.ones((len(skills), len(needs)))
    for j, wanted in enumerate(needs):
        if wanted:
            fit[:, j] = best[:, [need_row[n] for n in wanted]].mean(axis=1)
    return fit


def distances(county: County) -> NDArray[np.float64]:
    """[U, V]: km by great circle (haversine, mean earth radius) from seat to village; NaN without both coordinates."""
    units, villages = county.units, county.villages
    lat_u, lon_u, lat_v, lon_v = (
        np.radians(table[column].to_numpy(float))
        for table, column in ((units, "lat"), (units, "lon"), (villages, "lat"), (villages, "lon"))
    )
    step = (
        np.sin((lat_v[None, :] - lat_u[:, None]) / 2) ** 2
        + np.cos(lat_u)[:, None] * np.cos(lat_v)[None, :] * np.sin((lon_v[None, :] - lon_u[:, None]) / 2) ** 2
    )
    km: NDArray[np.float64] = 2 * _EARTH_KM * np.arcsin(np.sqrt(np.clip(step, 0, 1)))
    return km


def nearness(county: County, rules: Rules) -> NDArray[np.float64]:
    """[U, V]: max(0, 1 − km / near_km) where seat and village both have coordinates; else 1 in the same town and 0.5
    otherwise."""
    km = distances(county)
    same_town = (
        county.units["town"].to_numpy(object)[:, None] == county.villages["town"].to_numpy(object)[None, :]
    )
    return np.where(np.isnan(km), np.where(same_town, 1.0, 0.5), np.maximum(0.0, 1 - km / rules.near_km))
