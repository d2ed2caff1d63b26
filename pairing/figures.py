"""One plan in figures: goals, coverages, fits, points by the rule they come from, and the same by town.

All are counted from the plan's tables under one set of lists and rules, so that two plans counted under the same set can be
held against each other (:mod:`pairing.compare`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from pairing import check
from pairing.limits import limits
from pairing.plan import PlanTables
from pairing.plan_positions import resolve
from pairing.points import points

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from pairing.check import Recount, Violation
    from pairing.codes import Codes
    from pairing.county import County
    from pairing.plan import CoverageCounts
    from pairing.points import Points
    from pairing.rules import Rules

    Ints = NDArray[np.int64]

TOWN_COLUMNS = ("town", "demand", "paired", "points")


@dataclass(frozen=True)
class Figures:
    """A plan under one set of lists and rules; points in hundredths.

    violations     broken hard rules by name
    shortage, idle, points   goals 1–3
    pairs          pairs whose cadre and household are in the lists
    level_fit      of these, pairs whose cadre's level is the household's tier
    needs_met      mean share of a paired household's needs that its cadre's skills meet, None without pairs
    nearness       mean nearness of a pair, None without pairs
    kept           pairs that the previous plan has
    extra_villages villages beyond the first, over all cadres
    unit_links, leader_links   links whose ends are in the lists
    terms          points by the id of the rule they come from; they add up to ``points``
    towns          one row a town, TOWN_COLUMNS: pairs asked for, pairs made of these, points of its pairs
    """

    violations: tuple[Violation, ...]
    shortage: int
    idle: int
    points: int
    coverage: CoverageCounts
    pairs: int
    level_fit: int
    needs_met: float | None
    nearness: float | None
    kept: int
    extra_villages: int
    unit_links: int
    leader_links: int
    terms: Mapping[str, int]
    towns: pd.DataFrame


def figures(
    county: County, rules: Rules, codes: Codes, plan: PlanTables, counted: Recount | None = None
) -> Figures:
    """Count a plan; ``counted`` is its recount under the same lists and rules, where that is known already."""
    values = points(county, rules, codes, limits(county, rules))
    found = resolve(county, plan)
    known = (found.pair_cadre >= 0) & (found.pair_household >= 0)
    cadre, household = found.pair_cadre[known], found.pair_household[known]
    pairs = values.pairs(cadre, household)
    if counted is None:
        counted = check.recount(county, rules, codes, _restated(plan, known, values, cadre, household))
    unit = ~found.is_leader & (found.link_unit >= 0) & (found.link_village >= 0)
    leader = found.is_leader & (found.link_cadre >= 0) & (found.link_village >= 0)
    unit_links = found.link_unit[unit], found.link_village[unit]
    leader_links = found.link_cadre[leader], found.link_village[leader]
    extra = _extra_villages(cadre, values.household_village[household])
    terms = {name: int(worth.sum()) for name, worth in values.terms(cadre, household).items()}
    cost = -100 * rules.unit_link_cost * len(unit_links[0])
    terms |= {
        "unit_link_cost": cost,
        "unit_link_kept": int(values.unit_links(*unit_links).sum()) - cost,
        "leader_link_kept": int(values.leader_links(*leader_links).sum()),
        "extra_village_cost": -100 * rules.extra_village_cost * extra,
    }
    return Figures(
        violations=counted.violations,
        shortage=counted.shortage,
        idle=counted.idle,
        points=counted.points,
        coverage=counted.coverage.counts,
        pairs=len(cadre),
        level_fit=int((values.level[cadre] == values.tier[household]).sum()),
        needs_met=float(pairs.skill_fit.mean()) if len(cadre) else None,
        nearness=float(pairs.nearness.mean()) if len(cadre) else None,
        kept=int(pairs.kept.sum()),
        extra_villages=extra,
        unit_links=len(unit_links[0]),
        leader_links=len(leader_links[0]),
        terms=terms,
        towns=_towns(county, values, counted, household, pairs.points),
    )


def _restated(
    plan: PlanTables, known: NDArray[np.bool_], values: Points, cadre: Ints, household: Ints
) -> PlanTables:
    """The plan with the figures its pairs have under these lists and rules: those it was printed with may be of others,
    which is no fault of the plan."""
    fits = values.pairs(cadre, household)
    now: dict[str, NDArray[Any]] = {
        "tier": values.tier[household],
        "level": values.level[cadre],
        "points": fits.points,
        "kept": fits.kept,
        "rank_fit": fits.rank_fit,
        "skill_fit": fits.skill_fit,
        "nearness": fits.nearness,
    }
    stated = {}
    for name, figures_now in now.items():
        stated[name] = plan.pairs[name].to_numpy(copy=True)
        stated[name][known] = figures_now
    return PlanTables(plan.links, plan.pairs.assign(**stated), plan.contacts)


def _extra_villages(cadre: Ints, village: Ints) -> int:
    """Villages beyond the first of each cadre with pairs."""
    both = np.unique(np.stack([cadre, village], axis=1), axis=0)
    return len(both) - len(np.unique(cadre))


def _towns(
    county: County, values: Points, counted: Recount, household: Ints, worth: NDArray[np.int64]
) -> pd.DataFrame:
    town, names = pd.factorize(county.villages["town"])
    of_household = town[values.household_village]
    covered = counted.coverage.households
    demand = covered["demand"].to_numpy(np.int64)
    paired = np.minimum(demand, covered["paired"].to_numpy(np.int64))

    def summed(of: Ints, amount: Ints) -> Ints:
        return np.bincount(of, amount, len(names)).astype(np.int64)

    return pd.DataFrame(
        {
            "town": np.asarray(names, object),
            "demand": summed(of_household, demand),
            "paired": summed(of_household, paired),
            "points": summed(of_household[household], worth),
        }
    )
