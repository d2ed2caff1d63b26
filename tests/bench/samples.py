"""Sample counties as the solver's benchmark plans them, and the small change a re-solve starts from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from pairing.codes import load_codes
from pairing.compile import compile_county
from pairing.sample.make import make_county
from pairing.sample.size import SIZES
from tests.bench.instances import Instance

if TYPE_CHECKING:
    from pairing.compile import Compiled
    from pairing.county import County
    from pairing.rules import Rules
    from solver import GatedAssignment, Solution

    Size = Literal["demo", "county", "large"]


_DRAWS = 1_000_000


@dataclass(frozen=True)
class Sample:
    """A sample county under the rules it is sized for, compiled."""

    county: County
    rules: Rules
    compiled: Compiled

    @property
    def instance(self) -> Instance:
        return Instance(self.compiled.problem, self.compiled.points.level[self.compiled.agent_cadre])


def sample(size: Size, seed: int) -> Sample:
    """The sample county of that size and seed."""
    county, rules = make_county(size, seed), SIZES[size].rules
    return Sample(county, rules, compile_county(county, rules, load_codes()))


def with_pins(before: Sample, plan: Solution, count: int, seed: int) -> Sample:
    """The county with ``count`` pinned pairs that the plan does not have but the rules allow, compiled again.

    Every second pin lies behind an open link of the plan (a household asks for another cadre of its unit), the others need
    a new link. Pins, and links they need, fit the limits together with what was pinned before.
    """
    found = _new_pairs(before.compiled.problem, plan, count, np.random.default_rng(seed))
    agent, target = np.array(found, np.int64).T
    county = before.county
    first_row = int(county.directives["row"].max()) + 1 if len(county.directives) else 2
    pins = pd.DataFrame(
        {
            "kind": "pin", "cadre": before.compiled.agent_cadre[agent], "unit": -1,
            "household": before.compiled.target_household[target], "village": -1, "who": "县委组织部",
            "when": "2026-01-01", "why": "群众意愿", "row": np.arange(first_row, first_row + count),
        }
    )  # fmt: skip
    columns = list(county.directives.columns)
    changed = replace(county, directives=pd.concat([county.directives, pins[columns]], ignore_index=True))
    return Sample(changed, before.rules, compile_county(changed, before.rules, load_codes()))


def _new_pairs(
    problem: GatedAssignment, plan: Solution, count: int, rng: np.random.Generator
) -> list[tuple[int, int]]:
    """Agent and target of each pin."""
    fixed = np.concatenate([problem.forced_agent, problem.forbidden_agent])
    settled = np.concatenate([problem.forced_target, problem.forbidden_target])
    taken = set(zip(plan.arc_agent.tolist(), plan.arc_target.tolist(), strict=True))
    agents, targets = set(fixed.tolist()), set(settled.tolist())
    must = problem.must_open.copy()
    links = np.bincount(problem.member_group, must[problem.member_gate], problem.n_groups).astype(np.int64)
    found: list[tuple[int, int]] = []
    for _ in range(_DRAWS):
        if len(found) == count:
            return found
        agent, target = int(rng.integers(problem.n_agents)), int(rng.integers(problem.n_targets))
        gate = int(problem.gate_of(np.array([agent]), np.array([target]))[0])
        new = agent not in agents and target not in targets and (agent, target) not in taken
        if gate < 0 or not new or plan.gate_open[gate] != (len(found) % 2 == 0):
            continue
        groups = problem.member_group[problem.member_gate == gate]
        room = must[gate] or (links[groups] < problem.group_hi[groups]).all()
        if not room or gate in problem.forbidden_gates or not problem.agent_hi[agent]:
            continue
        if not problem.allowed[problem.agent_kind[agent], problem.target_kind[target]]:
            continue
        links[groups] += not must[gate]
        must[gate] = True
        agents.add(agent)
        targets.add(target)
        found.append((agent, target))
    raise ValueError(f"only {len(found)} of {count} pins fit the limits of this county")
