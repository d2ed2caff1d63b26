"""Whether a plan treats places alike: means by town and village, who holds the hard households, inversions.

Counted from the plan's tables and the lists; nothing here is a rule, and no plan is refused for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from pairing.difficulty import difficulty
from pairing.limits import limits
from pairing.plan_positions import resolve
from pairing.points import points

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pairing.codes import Codes
    from pairing.county import County
    from pairing.plan import PlanTables
    from pairing.rules import Rules

    Ints = NDArray[np.int64]

HARD_TIER: Final = 2  # tiers 2 较难 and 3 最难 are hard

PLACE_COLUMNS: Final = (
    "focus", "demand", "pairs", "difficulty", "points", "level", "hard", "hard_pairs", "hard_level1", "hard_level2",
    "hard_level3", "inversions",
)  # fmt: skip
INVERSION_COLUMNS: Final = (
    "village", "harder", "harder_cadre", "easier", "easier_cadre", "harder_tier", "easier_tier", "harder_difficulty",
    "easier_difficulty", "harder_level", "easier_level",
)  # fmt: skip


@dataclass(frozen=True)
class Equity:
    """Tables of PLACE_COLUMNS by place, and the inversions.

    villages    one row a village with focus households: village (position), town, then PLACE_COLUMNS
    towns       one row a town with focus households: town, villages, then PLACE_COLUMNS
    county      PLACE_COLUMNS for the whole county
    inversions  one row a harder household whose best cadre is of a lower level than the lowest cadre of an easier one
                of the same village: INVERSION_COLUMNS, positions; the easier household is the one with the highest such
                level, of equals the easiest, then the first. Hardest households first.

    focus: focus households; demand: pairs they ask for; pairs: pairs they have; difficulty: mean over the focus
    households, 0–100; points: mean hundredths a pair; level: mean level a pair; hard: focus households of tier 2 and 3;
    hard_pairs: their pairs; hard_level1…3: share of those pairs held by each level;
    inversions: harder households of the inversions. Means and shares of nothing are NaN.
    """

    villages: pd.DataFrame
    towns: pd.DataFrame
    county: pd.Series
    inversions: pd.DataFrame

    def strongest(self, number: int = 5, by: str = "points") -> pd.DataFrame:
        """The villages with the highest mean points (or another column); places without the figure are left out."""
        return _ranked(self.villages, by, number, ascending=False)

    def weakest(self, number: int = 5, by: str = "points") -> pd.DataFrame:
        """The villages with the lowest mean points (or another column); places without the figure are left out."""
        return _ranked(self.villages, by, number, ascending=True)


def equity(county: County, rules: Rules, codes: Codes, plan: PlanTables) -> Equity:
    """Count a plan's equity; ids the lists do not have and pairs off focus are left out, a pair counts once."""
    values = points(county, rules, codes, limits(county, rules))
    hardness = difficulty(county, rules)
    found = resolve(county, plan)
    known = (found.pair_cadre >= 0) & (found.pair_household >= 0)
    key = np.unique(values.pair_key(found.pair_cadre[known], found.pair_household[known]))
    cadre, household = key // len(county.households), key % len(county.households)
    focus = values.tier[household] > 0
    cadre, household = cadre[focus], household[focus]
    towns = county.villages["town"].to_numpy(object)
    homes = np.flatnonzero(values.tier > 0)
    inversions = _inversions(values.tier, hardness, values.level, values.household_village, cadre, household)
    households = pd.DataFrame(
        {
            "inverted": np.isin(homes, inversions["harder"].to_numpy(np.int64)),
            "village": values.household_village[homes],
            "demand": county.households["demand"].to_numpy(np.int64)[homes],
            "difficulty": hardness[homes],
            "hard": values.tier[homes] >= HARD_TIER,
        }
    )
    households["town"] = towns[households["village"].to_numpy()]
    pairs = pd.DataFrame(
        {
            "village": values.household_village[household],
            "points": values.pairs(cadre, household).points,
            "level": values.level[cadre],
            "hard": values.tier[household] >= HARD_TIER,
        }
    )
    pairs["town"] = towns[pairs["village"].to_numpy()]
    villages = _by(households, pairs, "village")
    villages.insert(1, "town", towns[villages["village"].to_numpy()])
    by_town = _by(households, pairs, "town")
    number = villages.groupby("town", sort=False)["village"].size()
    by_town.insert(1, "villages", by_town["town"].map(number).astype(np.int64))
    whole = _by(households.assign(county=0), pairs.assign(county=0), "county")
    total = whole.iloc[0] if len(whole) else pd.Series(np.nan, index=whole.columns)
    return Equity(
        villages=villages,
        towns=by_town,
        county=total[list(PLACE_COLUMNS)].rename(None),
        inversions=inversions,
    )


def _by(households: pd.DataFrame, pairs: pd.DataFrame, place: str) -> pd.DataFrame:
    """PLACE_COLUMNS of each place, places in order of their first focus household."""
    of = households.groupby(place, sort=False)
    table = of.agg(
        focus=("difficulty", "size"),
        demand=("demand", "sum"),
        difficulty=("difficulty", "mean"),
        hard=("hard", "sum"),
        inversions=("inverted", "sum"),
    )
    served = pairs.groupby(place)
    table["pairs"] = served.size()
    table["points"] = served["points"].mean()
    table["level"] = served["level"].mean()
    hard = pairs[pairs["hard"]]
    table["hard_pairs"] = hard.groupby(place).size()
    for level in (1, 2, 3):
        table[f"hard_level{level}"] = (hard["level"] == level).groupby(hard[place]).mean()
    counts = ["pairs", "hard_pairs", "hard", "inversions"]
    table[counts] = table[counts].fillna(0).astype(np.int64)
    return table[list(PLACE_COLUMNS)].reset_index()


def _inversions(
    tier: Ints, hardness: NDArray[np.float64], level: Ints, village: Ints, cadre: Ints, household: Ints
) -> pd.DataFrame:
    """One row a household that is passed by an easier one; sorted tables, no loop over pairs of households.

    Walk each village from its easiest household up, keeping the highest level met so far among the strictly easier
    ones: a household whose own level is below that is inverted.
    """
    pairs = pd.DataFrame({"household": household, "cadre": cadre, "level": level[cadre]})
    best = pairs.sort_values(["household", "level", "cadre"], ascending=[True, False, True], kind="stable")
    best = best.drop_duplicates("household")
    lowest = pairs.sort_values(["household", "level", "cadre"], kind="stable").drop_duplicates("household")
    held = best.merge(lowest, on="household", suffixes=("_best", "_lowest"))
    of = held["household"].to_numpy(np.int64)
    held["village"], held["tier"], held["difficulty"] = village[of], tier[of], hardness[of]
    held = held.sort_values(["village", "tier", "difficulty", "household"], kind="stable", ignore_index=True)
    # Households of one village, tier and difficulty are equally hard: none is easier than the other.
    step = held.groupby(["village", "tier", "difficulty"], sort=True).ngroup()
    first_of_step = (~step.duplicated()).to_numpy()
    start = np.maximum.accumulate(np.where(first_of_step, np.arange(len(held)), 0))
    # Level first, then the earlier place in the village's order: one number, so that a running maximum keeps both.
    size = len(held) + 1
    code = held["level_lowest"].to_numpy(np.int64) * size + (size - 1 - np.arange(len(held)))
    running = pd.Series(code).groupby(held["village"]).cummax().to_numpy(np.int64)
    before = np.maximum(start - 1, 0)
    same = (start > 0) & (held["village"].to_numpy()[before] == held["village"].to_numpy())
    seen = np.where(same, running[before] if len(held) else 0, 0)
    inverted = np.flatnonzero(seen // size > held["level_best"].to_numpy())
    easier = size - 1 - seen[inverted] % size
    harder_rows, easier_rows = held.iloc[inverted], held.iloc[easier]
    table = pd.DataFrame(
        {
            "village": harder_rows["village"].to_numpy(),
            "harder": harder_rows["household"].to_numpy(),
            "harder_cadre": harder_rows["cadre_best"].to_numpy(),
            "easier": easier_rows["household"].to_numpy(),
            "easier_cadre": easier_rows["cadre_lowest"].to_numpy(),
            "harder_tier": harder_rows["tier"].to_numpy(),
            "easier_tier": easier_rows["tier"].to_numpy(),
            "harder_difficulty": harder_rows["difficulty"].to_numpy(),
            "easier_difficulty": easier_rows["difficulty"].to_numpy(),
            "harder_level": harder_rows["level_best"].to_numpy(),
            "easier_level": easier_rows["level_lowest"].to_numpy(),
        },
        columns=list(INVERSION_COLUMNS),
    )
    hardest_first = ["harder_tier", "harder_difficulty", "harder"]
    return table.sort_values(hardest_first, ascending=[False, False, True], kind="stable", ignore_index=True)


def _ranked(table: pd.DataFrame, by: str, number: int, *, ascending: bool) -> pd.DataFrame:
    known = table[table[by].notna()]
    return known.sort_values(by, ascending=ascending, kind="stable", ignore_index=True).head(number)
