"""A county and its rules as one abstract problem, and the solver's answer back as links and pairs (docs/model.md §8)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pairing.contradictions import contradictions
from pairing.errors import DataError
from pairing.limits import Limits, limits
from pairing.orders import Orders, orders
from pairing.points import Points, points
from pairing.text import Text
from solver import GatedAssignment, Hint, Kept, Solution

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from pairing.codes import Codes
    from pairing.county import County
    from pairing.orders import Key
    from pairing.rules import Rules

    Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Chosen:
    """What was decided, by position: unit links, leader links and pairs."""

    link_unit: Ints
    link_village: Ints
    lead_cadre: Ints
    lead_village: Ints
    pair_cadre: Ints
    pair_household: Ints


@dataclass(frozen=True)
class Compiled:
    """The problem, what it was made from, and which position each agent, target and gate stands for.

    agent_cadre [A], target_household [T]: positions. Gate g joins owner gate_owner[g] (a unit where g < unit_gates,
    else a cadre of level 3) with village gate_village[g].
    """

    problem: GatedAssignment
    allowed: Limits
    orders: Orders
    points: Points
    agent_cadre: Ints
    target_household: Ints
    gate_owner: Ints
    gate_village: Ints
    unit_gates: int

    def decode(self, solution: Solution) -> Chosen:
        """The solver's answer in positions of the county's tables."""
        open_ = np.flatnonzero(solution.gate_open)
        unit, leader = open_[open_ < self.unit_gates], open_[open_ >= self.unit_gates]
        return Chosen(
            link_unit=self.gate_owner[unit],
            link_village=self.gate_village[unit],
            lead_cadre=self.gate_owner[leader],
            lead_village=self.gate_village[leader],
            pair_cadre=self.agent_cadre[solution.arc_agent],
            pair_household=self.target_household[solution.arc_target],
        )

    def hint(self, chosen: Chosen) -> Hint:
        """An earlier choice as a start for the solver; what the problem no longer has is left out."""
        gate_open = np.zeros(self.problem.n_gates, bool)
        width = int(self.gate_village.max(initial=0)) + 1
        unit_keys = self.gate_owner[: self.unit_gates] * width + self.gate_village[: self.unit_gates]
        lead_keys = self.gate_owner[self.unit_gates :] * width + self.gate_village[self.unit_gates :]
        gate_open[: self.unit_gates] = np.isin(unit_keys, chosen.link_unit * width + chosen.link_village)
        gate_open[self.unit_gates :] = np.isin(lead_keys, chosen.lead_cadre * width + chosen.lead_village)
        agent_of = _inverse(self.agent_cadre, len(self.points.level))
        target_of = _inverse(self.target_household, len(self.points.tier))
        agent, target = agent_of[chosen.pair_cadre], target_of[chosen.pair_household]
        known = (agent >= 0) & (target >= 0)
        return Hint(
            gate_open=gate_open,
            arc_agent=agent[known].astype(np.int32),
            arc_target=target[known].astype(np.int32),
        )

    def earlier(self) -> Hint:
        """The previous plan of the lists as a start for the solver; ended pairs are left out."""
        values = self.points
        size, villages = len(values.tier), values.nearness.shape[1]
        return self.hint(
            Chosen(
                link_unit=values.kept_unit // villages,
                link_village=values.kept_unit % villages,
                lead_cadre=values.kept_leader // villages,
                lead_village=values.kept_leader % villages,
                pair_cadre=values.kept_keys // size,
                pair_household=values.kept_keys % size,
            )
        )

    def kept(self) -> Kept:
        """What the previous plan has of the problem's arcs and gates."""
        hint = self.earlier()
        assert hint.gate_open is not None
        assert hint.arc_agent is not None
        assert hint.arc_target is not None
        return Kept(hint.arc_agent, hint.arc_target, hint.gate_open)


def compile_county(county: County, rules: Rules, codes: Codes) -> Compiled:
    """Compile; raises DataError with every contradiction among directives and hard rules."""
    allowed = limits(county, rules)
    fixed = orders(county, rules, allowed)
    values = points(county, rules, codes, allowed)
    found = contradictions(county, rules, allowed, fixed, values.tier)
    if found:
        raise DataError(
            Text(
                "指定、回避与规则互相矛盾，共 {n} 处。",
                "Pins, bans and rules contradict each other in {n} places.",
            ).fill(n=len(found)),
            found,
        )
    return _build(county, rules, allowed, fixed, values)


def _build(county: County, rules: Rules, allowed: Limits, fixed: Orders, values: Points) -> Compiled:
    villages = len(county.villages)
    level, cadre_unit = values.level, values.cadre_unit
    agents = np.flatnonzero(allowed.eligible)
    demand = county.households["demand"].to_numpy(np.int64)
    targets = np.flatnonzero(demand > 0)
    units = np.flatnonzero(allowed.links_most > 0)
    leaders = np.flatnonzero(allowed.leads_most > 0)
    # A unit's cadres of level 1 and 2 stand in block `unit`; each leader in one block after those.
    leader_block = len(county.units) + np.cumsum(level == 3) - 1
    owner = np.concatenate([np.repeat(units, villages), np.repeat(leaders, villages)])
    village = np.tile(np.arange(villages), len(units) + len(leaders))
    unit_gates = len(units) * villages
    gates = np.arange(len(owner))
    seat = np.concatenate([owner[:unit_gates], cadre_unit[owner[unit_gates:]]])

    agent_of = _inverse(agents, len(county.cadres))
    target_of = _inverse(targets, len(county.households))
    gate_of_unit = _gate_lookup(units, len(county.units), villages, 0)
    gate_of_leader = _gate_lookup(leaders, len(county.cadres), villages, unit_gates)
    bonus = _bonus(values, agents, targets, agent_of, target_of)
    forced = _arcs(fixed.pinned_pairs, agent_of, target_of)
    forbidden = _arcs(fixed.banned_pairs, agent_of, target_of)
    weights = np.array([1, rules.shortage_tier1, rules.shortage_tier2, rules.shortage_tier3])
    n_units, n_leaders = len(units), len(leaders)
    problem = GatedAssignment(
        agent_lo=allowed.least[agents],
        agent_hi=allowed.most[agents],
        agent_block=_ids(np.where(level == 3, leader_block, cadre_unit)[agents]),
        agent_kind=_ids(values.cadre_kind[agents]),
        agent_spread=np.full(len(agents), 100 * rules.extra_village_cost),
        target_demand=demand[targets],
        target_weight=weights[values.tier[targets]],
        target_block=_ids(values.household_village[targets]),
        target_kind=_ids(values.household_kind[targets]),
        worth=values.worth,
        allowed=_kinds_allowed(values, rules),
        gate_agents=_ids(np.concatenate([owner[:unit_gates], leader_block[owner[unit_gates:]]])),
        gate_targets=_ids(village),
        gate_value=np.concatenate(
            [
                values.unit_links(owner[:unit_gates], village[:unit_gates]),
                values.leader_links(owner[unit_gates:], village[unit_gates:]),
            ]
        ),
        gate_bonus=values.near_points[seat, village],
        group_lo=np.concatenate(
            [
                np.full(villages, rules.village_units_min),
                allowed.links_least[units],
                np.zeros(villages, np.int64),
                allowed.leads_least[leaders],
            ]
        ),
        group_hi=np.concatenate(
            [
                np.full(villages, rules.village_units_max),
                allowed.links_most[units],
                np.full(villages, allowed.leaders_per_village),
                allowed.leads_most[leaders],
            ]
        ),
        member_group=_ids(
            np.concatenate(
                [
                    village[:unit_gates],
                    villages + np.repeat(np.arange(n_units), villages),
                    villages + n_units + village[unit_gates:],
                    2 * villages + n_units + np.repeat(np.arange(n_leaders), villages),
                ]
            )
        ),
        member_gate=_ids(
            np.concatenate([gates[:unit_gates], gates[:unit_gates], gates[unit_gates:], gates[unit_gates:]])
        ),
        bonus_agent=_ids(bonus[0]),
        bonus_target=_ids(bonus[1]),
        bonus_value=bonus[2],
        forced_agent=_ids(forced[0]),
        forced_target=_ids(forced[1]),
        forbidden_agent=_ids(forbidden[0]),
        forbidden_target=_ids(forbidden[1]),
        forced_gates=_ids(_gates(gate_of_unit, fixed.pinned_units, gate_of_leader, fixed.pinned_leaders)),
        forbidden_gates=_ids(_gates(gate_of_unit, fixed.banned_units, gate_of_leader, fixed.banned_leaders)),
    )
    return Compiled(problem, allowed, fixed, values, agents, targets, owner, village, unit_gates)


def _ids(positions: NDArray[np.integer]) -> NDArray[np.int32]:
    return positions.astype(np.int32)


def _inverse(positions: Ints, size: int) -> Ints:
    inverse = np.full(size, -1, np.int64)
    inverse[positions] = np.arange(len(positions))
    return inverse


def _gate_lookup(owners: Ints, size: int, villages: int, first: int) -> Ints:
    """[size, V] gate of each owner and village, -1 where the owner has none."""
    gates = np.full((size, villages), -1, np.int64)
    gates[owners] = first + np.arange(len(owners) * villages).reshape(len(owners), villages)
    return gates


def _kinds_allowed(values: Points, rules: Rules) -> NDArray[np.bool_]:
    if rules.rank_order == "soft":
        return np.ones(values.worth.shape, bool)
    level = np.zeros(values.worth.shape[0], np.int64)
    level[values.cadre_kind] = values.level
    tier = np.zeros(values.worth.shape[1], np.int64)
    focus = values.household_kind >= 0
    tier[values.household_kind[focus]] = values.tier[focus]
    return level[:, None] >= tier[None, :]


def _bonus(
    values: Points, agents: Ints, targets: Ints, agent_of: Ints, target_of: Ints
) -> tuple[Ints, Ints, Ints]:
    keys = [values.kept_keys]
    if values.rules.kinship == "prefer":
        keys.append(values.kin_keys)
    if values.rules.successor_weight:
        keys.append(_successors(values, agents))
    if values.rules.native_village == "prefer":
        native = agents[values.native_village[agents] >= 0]
        for cadre in native:
            home = targets[values.household_village[targets] == values.native_village[cadre]]
            keys.append(cadre * len(values.tier) + home)
    key = np.unique(np.concatenate(keys))
    cadre, household = key // len(values.tier), key % len(values.tier)
    known = (agent_of[cadre] >= 0) & (target_of[household] >= 0)
    cadre, household = cadre[known], household[known]
    return agent_of[cadre], target_of[household], values.extra(cadre, household)


def _successors(values: Points, agents: Ints) -> Ints:
    """Keys of all pairs of a leaver's household with a colleague of the leaver."""
    size = len(values.tier)
    unit = values.cadre_unit[agents]
    order = np.argsort(unit, kind="stable")
    wanted, household = values.successor_keys // size, values.successor_keys % size
    first, last = np.searchsorted(unit[order], wanted), np.searchsorted(unit[order], wanted, "right")
    count = last - first
    place = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count) + np.repeat(first, count)
    keys: Ints = agents[order[place]] * size + np.repeat(household, count)
    return keys


def _arcs(pairs: Iterable[Key], agent_of: Ints, target_of: Ints) -> tuple[Ints, Ints]:
    keys = np.array(sorted(pairs), np.int64).reshape(-1, 2)
    agent, target = agent_of[keys[:, 0]], target_of[keys[:, 1]]
    known = (agent >= 0) & (target >= 0)
    return agent[known], target[known]


def _gates(unit_gate: Ints, units: Iterable[Key], leader_gate: Ints, leaders: Iterable[Key]) -> Ints:
    found = [unit_gate[key] for key in sorted(units)] + [leader_gate[key] for key in sorted(leaders)]
    gates = np.array(found, np.int64)
    return gates[gates >= 0]
