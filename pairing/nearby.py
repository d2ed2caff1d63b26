"""Where a solve begins that is to stay near a plan: its links and pairs, mended where the lists or rules have changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pairing.compile import Chosen
from pairing.plan_positions import resolve
from solver import Hint
from solver.mend import mended

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pairing.compile import Compiled
    from pairing.county import County
    from pairing.plan import PlanTables

Link = tuple[int, int]
"""(unit, village), or (cadre of level 3, village), by position."""


def near(
    county: County, plan: PlanTables, units: Sequence[Link] = (), leaders: Sequence[Link] = ()
) -> Callable[[Compiled], Hint | None]:
    """The start of a solve of ``county`` from a plan made of the same or other lists; ids that are gone are left out.

    ``units``, ``leaders``: links to be opened beside the plan's.
    """
    chosen = chosen_near(county, plan, units, leaders)

    def start(compiled: Compiled) -> Hint | None:
        hint = compiled.hint(chosen)
        solution = mended(compiled.problem, hint)
        if solution is None:
            return hint
        return Hint(solution.gate_open, solution.arc_agent, solution.arc_target)

    return start


def chosen_near(
    county: County, plan: PlanTables, units: Sequence[Link] = (), leaders: Sequence[Link] = ()
) -> Chosen:
    """A plan by position, with further links; what the county does not know is left out."""
    found = resolve(county, plan)
    unit = ~found.is_leader & (found.link_unit >= 0) & (found.link_village >= 0)
    leader = found.is_leader & (found.link_cadre >= 0) & (found.link_village >= 0)
    known = (found.pair_cadre >= 0) & (found.pair_household >= 0)
    more_units = np.array(units, np.int64).reshape(-1, 2)
    more_leaders = np.array(leaders, np.int64).reshape(-1, 2)
    return Chosen(
        link_unit=np.concatenate([found.link_unit[unit], more_units[:, 0]]),
        link_village=np.concatenate([found.link_village[unit], more_units[:, 1]]),
        lead_cadre=np.concatenate([found.link_cadre[leader], more_leaders[:, 0]]),
        lead_village=np.concatenate([found.link_village[leader], more_leaders[:, 1]]),
        pair_cadre=found.pair_cadre[known],
        pair_household=found.pair_household[known],
    )
