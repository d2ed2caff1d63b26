"""The abstract problem: gated assignment, and the transport problem it becomes when its gates are fixed.

Agents and targets stand in blocks. A gate joins one agent block with one target block and, when open, lets
every agent of the one serve every target of the other; arcs are never listed. The value of using agent i
for target j behind gate g is::

    worth[agent_kind[i], target_kind[j]] + gate_bonus[g] + bonus(i, j)

Goals in strict order, never traded (docs/model.md §4): least missing places weighted by ``target_weight``;
fewest agents whose load lies below their ``lo``; most value, which is the sum of the values of used arcs
and open gates, less ``agent_spread`` for each gate beyond the first among the gates an agent's arcs use.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from solver.arrays import Faults, Flags, Ids, Ints, ProblemError, frozen, same_length

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["GatedAssignment", "ProblemError", "Transport", "arc_keys"]


def _no_ints() -> Ints:
    return np.zeros(0, dtype=np.int64)


def _no_ids() -> Ids:
    return np.zeros(0, dtype=np.int32)


def arc_keys(agent: Ids | Ints, target: Ids | Ints, n_targets: int) -> Ints:
    """One int64 per arc that tells arcs apart: agent · n_targets + target."""
    return agent.astype(np.int64) * np.int64(max(1, n_targets)) + target.astype(np.int64)


@dataclass(frozen=True, eq=False)
class GatedAssignment:
    """A gated assignment; every array is copied, checked and made read-only on construction.

    Shapes: A agents, T targets, KA and KT kinds, G gates, R groups. Values are whole numbers (hundredths of
    a point).

    agent_lo, agent_hi [A]       quota, 0 <= lo <= hi; hi is hard, lo is goal 2
    agent_block, agent_kind [A]  block the agent stands in; row of worth
    agent_spread [A]             cost (>= 0) for each used gate beyond the agent's first
    target_demand [T]            places asked for (>= 0), filled by distinct agents
    target_weight [T]            weight (> 0) of each missing place in goal 1
    target_block, target_kind [T]
    worth, allowed [KA, KT]      value by kinds; False = these kinds may never be joined
    gate_agents, gate_targets [G]  the two blocks a gate joins; no two gates join the same two
    gate_value, gate_bonus [G]   value of opening the gate; added to the value of every arc behind it
    group_lo, group_hi [R]       how many gates of the group must and may be open
    member_group, member_gate [M]  which gate is in which group
    bonus_agent, bonus_target, bonus_value [B]  addition to single arcs, each arc at most once
    forced_agent, forced_target [F]  arcs that must be used
    forbidden_agent, forbidden_target [N]  arcs that may not be used
    forced_gates, forbidden_gates  gates that must be, or may not be, open

    Raises ProblemError with every fault found.
    """

    agent_lo: Ints
    agent_hi: Ints
    agent_block: Ids
    agent_kind: Ids
    agent_spread: Ints
    target_demand: Ints
    target_weight: Ints
    target_block: Ids
    target_kind: Ids
    worth: Ints
    allowed: Flags
    gate_agents: Ids
    gate_targets: Ids
    gate_value: Ints
    gate_bonus: Ints
    group_lo: Ints = field(default_factory=_no_ints)
    group_hi: Ints = field(default_factory=_no_ints)
    member_group: Ids = field(default_factory=_no_ids)
    member_gate: Ids = field(default_factory=_no_ids)
    bonus_agent: Ids = field(default_factory=_no_ids)
    bonus_target: Ids = field(default_factory=_no_ids)
    bonus_value: Ints = field(default_factory=_no_ints)
    forced_agent: Ids = field(default_factory=_no_ids)
    forced_target: Ids = field(default_factory=_no_ids)
    forbidden_agent: Ids = field(default_factory=_no_ids)
    forbidden_target: Ids = field(default_factory=_no_ids)
    forced_gates: Ids = field(default_factory=_no_ids)
    forbidden_gates: Ids = field(default_factory=_no_ids)

    @property
    def n_agents(self) -> int:
        return len(self.agent_lo)

    @property
    def n_targets(self) -> int:
        return len(self.target_demand)

    @property
    def n_gates(self) -> int:
        return len(self.gate_agents)

    @property
    def n_groups(self) -> int:
        return len(self.group_lo)

    @property
    def n_agent_blocks(self) -> int:
        return 1 + max(int(self.agent_block.max(initial=-1)), int(self.gate_agents.max(initial=-1)))

    @property
    def n_target_blocks(self) -> int:
        return 1 + max(int(self.target_block.max(initial=-1)), int(self.gate_targets.max(initial=-1)))

    @property
    def must_open(self) -> Flags:
        """Gates that no plan may close [G]: forced ones, and those of forced arcs."""
        must = np.zeros(self.n_gates, dtype=np.bool_)
        must[self.forced_gates] = True
        must[self.gate_of(self.forced_agent, self.forced_target)] = True
        return must

    def gate_of(self, agent: Ids | Ints, target: Ids | Ints) -> Ids:
        """The gate each arc stands behind, -1 where no gate joins its two blocks."""
        width = self.n_target_blocks
        keys = arc_keys(self.gate_agents, self.gate_targets, width)
        order = np.argsort(keys, kind="stable")
        wanted = arc_keys(self.agent_block[agent], self.target_block[target], width)
        if not len(keys):
            return np.full(len(wanted), -1, dtype=np.int32)
        spot = np.minimum(np.searchsorted(keys[order], wanted), len(keys) - 1)
        found = order[spot]
        return np.where(keys[found] == wanted, found, -1).astype(np.int32)

    def __post_init__(self) -> None:
        faults = Faults()
        for name in _INT_COLUMNS:
            object.__setattr__(self, name, frozen(getattr(self, name), np.int64, name, 1, faults))
        for name in _ID_COLUMNS:
            object.__setattr__(self, name, frozen(getattr(self, name), np.int32, name, 1, faults))
        object.__setattr__(self, "worth", frozen(self.worth, np.int64, "worth", 2, faults))
        object.__setattr__(self, "allowed", frozen(self.allowed, np.bool_, "allowed", 2, faults))
        faults.stop_if_any()
        shaped = [
            same_length({name: getattr(self, name) for name in names}, faults)
            for names in (_AGENT, _TARGET, _GATE, _GROUP, _MEMBER, _BONUS, _FORCED, _FORBIDDEN)
        ]
        if self.worth.shape != self.allowed.shape:
            faults.found.append(f"worth has shape {self.worth.shape}, allowed has {self.allowed.shape}")
            shaped.append(False)
        if not all(shaped):
            faults.stop_if_any()
        self._check_ranges(faults)
        faults.stop_if_any()
        self._check_arcs(faults)
        faults.stop_if_any()

    def _check_ranges(self, faults: Faults) -> None:
        inside = {
            "agent_kind": self.worth.shape[0],
            "target_kind": self.worth.shape[1],
            "member_group": self.n_groups,
            "member_gate": self.n_gates,
            "bonus_agent": self.n_agents,
            "forced_agent": self.n_agents,
            "forbidden_agent": self.n_agents,
            "bonus_target": self.n_targets,
            "forced_target": self.n_targets,
            "forbidden_target": self.n_targets,
            "forced_gates": self.n_gates,
            "forbidden_gates": self.n_gates,
        }
        for name, size in inside.items():
            column = getattr(self, name)
            faults.where((column < 0) | (column >= size), _within(name, size))
        for name in ("agent_block", "target_block", "gate_agents", "gate_targets", "agent_lo", "agent_spread",
                     "target_demand", "group_lo"):  # fmt: skip
            faults.where(getattr(self, name) < 0, _not_negative(name))
        faults.where(self.target_weight <= 0, lambda k: f"target_weight[{k}] must be positive")
        _in_order("agent_lo", self.agent_lo, "agent_hi", self.agent_hi, faults)
        _in_order("group_lo", self.group_lo, "group_hi", self.group_hi, faults)

    def _check_arcs(self, faults: Faults) -> None:
        blocks = max(1, self.n_target_blocks)
        _once(
            arc_keys(self.gate_agents, self.gate_targets, blocks),
            "gates join the same two blocks:",
            "gate",
            faults,
        )
        _once(
            arc_keys(self.member_group, self.member_gate, self.n_gates),
            "group members repeat:",
            "member",
            faults,
        )
        bonus = arc_keys(self.bonus_agent, self.bonus_target, self.n_targets)
        forced = arc_keys(self.forced_agent, self.forced_target, self.n_targets)
        forbidden = arc_keys(self.forbidden_agent, self.forbidden_target, self.n_targets)
        _once(bonus, "bonus arcs repeat:", "bonus", faults)
        _once(forced, "forced arcs repeat:", "forced", faults)
        faults.where(
            np.isin(forced, forbidden),
            lambda k: (
                f"arc {self.forced_agent[k]}-{self.forced_target[k]} (forced[{k}]) is forced and forbidden"
            ),
        )
        kinds = self.agent_kind[self.forced_agent], self.target_kind[self.forced_target]
        faults.where(
            ~self.allowed[kinds],
            lambda k: (
                f"arc {self.forced_agent[k]}-{self.forced_target[k]} (forced[{k}]) joins kinds not allowed"
            ),
        )
        gates = self.gate_of(self.forced_agent, self.forced_target)
        faults.where(
            gates < 0,
            lambda k: (
                f"arc {self.forced_agent[k]}-{self.forced_target[k]} (forced[{k}]) stands behind no gate"
            ),
        )
        faults.where(
            (gates >= 0) & np.isin(gates, self.forbidden_gates),
            lambda k: (
                f"arc {self.forced_agent[k]}-{self.forced_target[k]} (forced[{k}]) needs a forbidden gate"
            ),
        )
        faults.where(
            np.isin(self.forced_gates, self.forbidden_gates),
            lambda k: f"gate {self.forced_gates[k]} (forced_gates[{k}]) is forced and forbidden",
        )


@dataclass(frozen=True, eq=False)
class Transport:
    """The gateless problem: explicit arcs with multiplicities, the same three goals without spread.

    agent_lo, agent_hi [A]; target_demand, target_weight [T]; arc_agent, arc_target, arc_value, arc_capacity
    [E].
    arc_capacity (>= 0) is the most places of the target the agent may fill. No two arcs join the same two.

    Raises ProblemError with every fault found.
    """

    agent_lo: Ints
    agent_hi: Ints
    target_demand: Ints
    target_weight: Ints
    arc_agent: Ids
    arc_target: Ids
    arc_value: Ints
    arc_capacity: Ints

    @property
    def n_agents(self) -> int:
        return len(self.agent_lo)

    @property
    def n_targets(self) -> int:
        return len(self.target_demand)

    @property
    def n_arcs(self) -> int:
        return len(self.arc_agent)

    def __post_init__(self) -> None:
        faults = Faults()
        for name in ("agent_lo", "agent_hi", "target_demand", "target_weight", "arc_value", "arc_capacity"):
            object.__setattr__(self, name, frozen(getattr(self, name), np.int64, name, 1, faults))
        for name in ("arc_agent", "arc_target"):
            object.__setattr__(self, name, frozen(getattr(self, name), np.int32, name, 1, faults))
        faults.stop_if_any()
        for names in (
            ("agent_lo", "agent_hi"),
            ("target_demand", "target_weight"),
            ("arc_agent", "arc_target", "arc_value", "arc_capacity"),
        ):
            same_length({name: getattr(self, name) for name in names}, faults)
        faults.stop_if_any()
        for name, size in (("arc_agent", self.n_agents), ("arc_target", self.n_targets)):
            column = getattr(self, name)
            faults.where((column < 0) | (column >= size), _within(name, size))
        for name in ("agent_lo", "target_demand", "arc_capacity"):
            faults.where(getattr(self, name) < 0, _not_negative(name))
        faults.where(self.target_weight <= 0, lambda k: f"target_weight[{k}] must be positive")
        _in_order("agent_lo", self.agent_lo, "agent_hi", self.agent_hi, faults)
        _once(arc_keys(self.arc_agent, self.arc_target, self.n_targets), "arcs repeat:", "arc", faults)
        faults.stop_if_any()


def _within(name: str, size: int) -> Callable[[int], str]:
    return lambda k: f"{name}[{k}] must lie in 0..{size - 1}"


def _not_negative(name: str) -> Callable[[int], str]:
    return lambda k: f"{name}[{k}] must not be negative"


def _in_order(low_name: str, low: Ints, high_name: str, high: Ints, faults: Faults) -> None:
    faults.where(
        low > high, lambda k: f"{low_name}[{k}] = {low[k]} must not exceed {high_name}[{k}] = {high[k]}"
    )


def _once(keys: Ints, law: str, name: str, faults: Faults) -> None:
    order = np.argsort(keys, kind="stable")
    again = np.flatnonzero(np.diff(keys[order]) == 0)
    if again.size:
        first, second = int(order[again[0]]), int(order[again[0] + 1])
        more = f" (and {again.size - 1} more)" if again.size > 1 else ""
        faults.found.append(f"{law} {name}[{first}] and {name}[{second}]{more}")


_AGENT = ("agent_lo", "agent_hi", "agent_block", "agent_kind", "agent_spread")
_TARGET = ("target_demand", "target_weight", "target_block", "target_kind")
_GATE = ("gate_agents", "gate_targets", "gate_value", "gate_bonus")
_GROUP = ("group_lo", "group_hi")
_MEMBER = ("member_group", "member_gate")
_BONUS = ("bonus_agent", "bonus_target", "bonus_value")
_FORCED = ("forced_agent", "forced_target")
_FORBIDDEN = ("forbidden_agent", "forbidden_target")
_INT_COLUMNS = ("agent_lo", "agent_hi", "agent_spread", "target_demand", "target_weight", "gate_value",
                "gate_bonus", "group_lo", "group_hi", "bonus_value")  # fmt: skip
_ID_COLUMNS = ("agent_block", "agent_kind", "target_block", "target_kind", "gate_agents", "gate_targets",
               "member_group", "member_gate", "bonus_agent", "bonus_target", "forced_agent", "forced_target",
               "forbidden_agent", "forbidden_target", "forced_gates", "forbidden_gates")  # fmt: skip
