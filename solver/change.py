"""What counts as a change against an earlier plan, and problems in which a change has a price.

A **change** is a used arc or an open gate that the earlier plan does not have. What the earlier plan has and the new
one lacks is no change of its own: where a place must stay filled, another arc fills it and is counted.

A limit of K changes is one linear constraint, and its Lagrangian relaxation is the same problem with every change
charged a price p. For every p >= 0, a plan with at most K changes is worth at most (bound of the priced problem) + p K
(Geoffrion 1974, "Lagrangean relaxation for integer programming").
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from solver.arrays import Ints
from solver.problem import arc_keys

if TYPE_CHECKING:
    from solver.arrays import Flags, Ids
    from solver.problem import GatedAssignment
    from solver.result import Solution

ONE_CHANGE: Final = 100
"""What a change costs where nothing else counts: a whole point, which the search's temperatures are made for."""


@dataclass(frozen=True, eq=False)
class Kept:
    """The earlier plan in the problem's terms: its arcs (agent, target [L], each once) and which gates it had open [G]."""

    agent: Ids
    target: Ids
    gate_open: Flags

    def has_arc(self, problem: GatedAssignment, agent: Ids | Ints, target: Ids | Ints) -> Flags:
        """Which of these arcs the earlier plan has."""
        return np.isin(
            arc_keys(agent, target, problem.n_targets), arc_keys(self.agent, self.target, problem.n_targets)
        )


def count_changes(problem: GatedAssignment, kept: Kept, solution: Solution) -> int:
    """Used arcs and open gates that the earlier plan does not have."""
    arcs = ~kept.has_arc(problem, solution.arc_agent, solution.arc_target)
    return int(arcs.sum() + (solution.gate_open & ~kept.gate_open).sum())


def priced(problem: GatedAssignment, kept: Kept, price: int) -> GatedAssignment:
    """The problem with every change charged ``price`` (hundredths of a point, >= 0)."""
    key = arc_keys(problem.bonus_agent, problem.bonus_target, problem.n_targets)
    standing = arc_keys(kept.agent, kept.target, problem.n_targets)
    every = np.union1d(key, standing)
    value = np.zeros(len(every), dtype=np.int64)
    value[np.searchsorted(every, key)] = problem.bonus_value
    value[np.searchsorted(every, standing)] += price
    return replace(
        problem,
        worth=problem.worth - price,
        gate_value=problem.gate_value - price * ~kept.gate_open,
        bonus_agent=(every // max(1, problem.n_targets)).astype(np.int32),
        bonus_target=(every % max(1, problem.n_targets)).astype(np.int32),
        bonus_value=value,
    )


def changes_only(problem: GatedAssignment, kept: Kept) -> GatedAssignment:
    """The problem whose third goal is nothing but few changes: a plan of value v has -v / ONE_CHANGE of them."""
    bare = replace(
        problem,
        worth=np.zeros_like(problem.worth),
        gate_value=np.zeros_like(problem.gate_value),
        gate_bonus=np.zeros_like(problem.gate_bonus),
        agent_spread=np.zeros_like(problem.agent_spread),
        bonus_agent=np.zeros(0, dtype=np.int32),
        bonus_target=np.zeros(0, dtype=np.int32),
        bonus_value=np.zeros(0, dtype=np.int64),
    )
    return priced(bare, kept, ONE_CHANGE)


def dear(problem: GatedAssignment) -> int:
    """A price above what one arc with its gate can be worth more than another: at it, few changes come before value."""
    return (
        _width(problem.worth)
        + _width(problem.gate_bonus)
        + _width(problem.gate_value)
        + _width(problem.bonus_value)
        + int(problem.agent_spread.max(initial=0))
        + ONE_CHANGE
    )


def _width(values: Ints) -> int:
    """Greatest difference among the values and zero."""
    return int(max(0, values.max(initial=0)) - min(0, values.min(initial=0)))
