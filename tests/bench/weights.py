"""The three goals as one objective, for solvers that take only one: value - idle · agents - shortage · places missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from tests.bench.arcs import Arcs, Columns


@dataclass(frozen=True)
class Weights:
    """idle, shortage: weights of an idle agent and of a missing place of weight 1. span: no plan's value exceeds it in size.
    agents: how many can be idle."""

    idle: int
    shortage: int
    span: int
    agents: int

    @classmethod
    def strict(cls, problem: Columns, arcs: Arcs) -> Weights:
        """Weights that never let a lower goal outweigh a higher one."""
        span, agents = _span(problem, arcs), problem.n_agents
        idle = 2 * span + 1
        return cls(idle, idle * (agents + 1), span, agents)

    @classmethod
    def mild(cls, problem: Columns, arcs: Arcs) -> Weights:
        """Weights no larger than a solver in floating point can bear: an idle agent costs as much as twenty pairs with
        their gates, a missing place ten times that. On small problems they are strict."""
        strict = cls.strict(problem, arcs)
        pair = _pair(problem, arcs) + int(np.abs(problem.gate_value).max(initial=0))
        idle = min(strict.idle, 20 * pair)
        return cls(idle, idle * min(problem.n_agents + 1, 10), strict.span, strict.agents)

    def bounds(self, best: int, shortage: int, idle: int) -> tuple[int, int, int]:
        """Bounds of shortage, idle agents and value from a bound of the objective, the last two at the plan's earlier goals.

        Every plan has value - idle weight · idle - shortage weight · shortage <= best; solved for each goal in turn, with
        the others at their worst.
        """
        least = -((best + self.idle * self.agents + self.span) // self.shortage)
        fewest = -((best + self.shortage * shortage + self.span) // self.idle)
        return max(0, least), max(0, fewest), best + self.shortage * shortage + self.idle * idle


def _pair(problem: Columns, arcs: Arcs) -> int:
    return int(np.abs(arcs.value).max(initial=0)) + int(problem.agent_spread.max(initial=0))


def _span(problem: Columns, arcs: Arcs) -> int:
    return _pair(problem, arcs) * int(problem.target_demand.sum()) + int(np.abs(problem.gate_value).sum())
