"""A pair by hand insisted on, and the whole county solved again around it: links, pairs and all."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from pairing.compile import Chosen, compile_county
from pairing.errors import PlanError
from pairing.plan_positions import resolve
from pairing.text import Text
from solver import Limits, solve

if TYPE_CHECKING:
    from pairing.county import County
    from pairing.plan import PlanTables
    from pairing.rearrange import Rearrangement
    from pairing.why import Why
    from solver import Cancel

_NONE: Text = Text(
    "带着这一对重新求解没有得到方案。",
    "Solving again with this pair gave no plan.",
)


@dataclass(frozen=True)
class Insisted:
    """The best plan found with the pair in it; goals as the solver recounted them, points in hundredths.

    bound  no plan with the pair has more points at these values of goals 1 and 2; None where not known
    seconds the solve took
    """

    shortage: int
    idle: int
    points: int
    bound: int | None
    seconds: float


def insist(
    why: Why, plan: PlanTables, made: Rearrangement, limits: Limits, cancel: Cancel | None = None
) -> Insisted:
    """Solve again with the first step's pair pinned, starting from the plan as re-arranged, so that the answer is never
    worse than that. Raises DataError where the pin contradicts a rule, PlanError where no plan came of it."""
    now = why.now
    cadre, household = made.steps[0].cadre, made.steps[0].takes
    compiled = compile_county(_pinned(now.county, cadre, household), now.rules, now.codes)
    result = solve(
        compiled.problem, limits, cancel=cancel, hint=compiled.hint(_chosen(now.county, plan, made))
    )
    if result.goals is None:
        raise PlanError(_NONE)
    shortage, idle, points = result.goals
    return Insisted(shortage.value, idle.value, points.value, points.bound, result.seconds)


def _pinned(county: County, cadre: int, household: int | None) -> County:
    row = {"kind": "pin", "cadre": cadre, "unit": -1, "household": household, "village": -1, "row": -1}
    one = pd.DataFrame([{column: row.get(column) for column in county.directives.columns}])
    table = pd.concat([county.directives.astype(object), one.astype(object)], ignore_index=True)
    return replace(county, directives=table.astype(county.directives.dtypes.to_dict()))


def _chosen(county: County, plan: PlanTables, made: Rearrangement) -> Chosen:
    """The plan by position, its pairs as re-arranged."""
    found = resolve(county, plan)
    pairs = set(zip(found.pair_cadre.tolist(), found.pair_household.tolist(), strict=True))
    for step in made.steps:
        pairs.discard((step.cadre, -1 if step.gives_up is None else step.gives_up))
        if step.takes is not None:
            pairs.add((step.cadre, step.takes))
    table = np.array(sorted(pairs), np.int64).reshape(-1, 2)
    return Chosen(
        link_unit=found.link_unit[~found.is_leader],
        link_village=found.link_village[~found.is_leader],
        lead_cadre=found.link_cadre[found.is_leader],
        lead_village=found.link_village[found.is_leader],
        pair_cadre=table[:, 0],
        pair_household=table[:, 1],
    )
