"""What a solve gives back: status apart from the reason it stopped, goals with their bounds,
the plan, the trace.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from solver.arrays import Flags, Floats, Ids, Ints


class Status(Enum):
    """What is known of the problem."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"
    UNKNOWN = "unknown"


class StopReason(Enum):
    """Why the search ended."""

    PROVED = "proved"
    TIME = "time"
    GAP = "gap"
    USER = "user"


@dataclass(frozen=True)
class Goal:
    """One goal: ``shortage`` and ``idle`` are minimised, ``value`` is maximised.

    value   as recounted by :func:`solver.evaluate.evaluate`
    bound   proven bound, None where none is known; that of a later goal holds with the earlier goals at
    their values
    proved  value = bound
    """

    name: str
    value: int
    bound: int | None
    proved: bool


@dataclass(frozen=True)
class Sample:
    """One moment of the trace: the best plan's goals and the bound of goal 3, each None while not known."""

    seconds: float
    shortage: int | None
    idle: int | None
    value: int | None
    bound: int | None


@dataclass(frozen=True, eq=False)
class Solution:
    """A plan: gate_open [G], and its used arcs [L] with the gate each stands behind (-1 for a Transport).

    arc_amount is 1 for every arc of a GatedAssignment and at most the arc's capacity in a Transport.
    """

    gate_open: Flags
    arc_agent: Ids
    arc_target: Ids
    arc_gate: Ids
    arc_amount: Ints


class Duals(NamedTuple):
    """Prices in hundredths, in the problem's order: plain arrays, so that they can be stored.

    target [T], agent [A]  price of a place, lambda and mu
    gate [G]               reduced value at these prices; -inf where a gate is forbidden, NaN while unknown
    group [R]              price of opening a gate of the group; 0 where blocks settle the group by themselves
    """

    target: Floats
    agent: Floats
    gate: Floats
    group: Floats


@dataclass(frozen=True)
class Result:
    """The answer of a solve.

    goals   (shortage, idle, value), None where there is no plan
    gap     (bound - value) / |bound| of goal 3 with goals 1 and 2 at their values; 0.0 where proved, None
    where no
            bound is known or the bound is 0 and not met
    seconds wall time of the solve
    trace   samples in time order, the last one the answer itself
    duals   best prices of the bound, to start a re-solve from; None where the problem was small or gateless
    """

    status: Status
    stop_reason: StopReason
    solution: Solution | None
    goals: tuple[Goal, Goal, Goal] | None
    gap: float | None
    seconds: float
    trace: tuple[Sample, ...]
    duals: Duals | None = None


def relative_gap(value: int, bound: int | None) -> float | None:
    """(bound - value) / |bound|; 0.0 where they agree, None where it is not known or not defined."""
    if bound is None:
        return None
    if bound == value:
        return 0.0
    return (bound - value) / abs(bound) if bound else None
