"""A plan as tables: who leads and links which village, who is paired with and who contacts which household.

These are the tables of the plan folder (docs/formats.md); :mod:`pairing.plan_files` reads and writes them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    import pandas as pd

LINK_COLUMNS: Final = (
    "kind",
    "unit",
    "cadre_id",
    "village_code",
    "town",
    "village",
    "role",
    "kept",
    "locked",
)
PAIR_COLUMNS: Final = (
    "household_id", "cadre_id", "order", "tier", "level", "rank_fit", "skill_fit", "nearness", "kept", "points",
    "locked", "reason",
)  # fmt: skip
CONTACT_COLUMNS: Final = ("household_id", "cadre_id", "via")

CHANGE_COLUMNS: Final = (
    "kind", "household_id", "village_code", "town", "village", "old_unit", "old_cadre_id", "new_unit", "new_cadre_id",
    "cause", "counted", "reason",
)  # fmt: skip

PlanStatus = Literal["optimal", "feasible", "infeasible", "unknown"]
PlanStop = Literal["proved", "time", "gap", "user"]


@dataclass(frozen=True)
class GoalValue:
    """One goal of a plan: its value, its proven bound (None = none known) and whether value = bound is proved."""

    name: str
    value: int
    bound: int | None
    proved: bool


@dataclass(frozen=True)
class CoverageCounts:
    """Both full coverages in numbers; `pairing.coverage` has them by name."""

    cadres_eligible: int
    cadres_covered: int
    cadres_exempt: int
    households_total: int
    households_covered: int
    focus_demand: int
    focus_paired: int


@dataclass(frozen=True)
class Summary:
    """What a plan says of itself; points are hundredths, gap a fraction, seconds wall time.

    changes        pairs and links that the previous plan does not have; None where there was none
    data_hash      of the lists, without a previous plan given beside them
    previous_hash  of that plan (:func:`pairing.replan.plan_hash`), "" where the lists' own one was taken
    max_changes    the limit asked for, None without
    """

    status: PlanStatus
    stop_reason: PlanStop
    goals: tuple[GoalValue, ...]
    gap: float | None
    seconds: float
    coverage: CoverageCounts
    changes: int | None
    data_hash: str
    rules_hash: str
    version: str
    county: str = ""
    made_at: str = ""
    trace: tuple[tuple[float, int | None, int | None], ...] = field(default=())
    previous_hash: str = ""
    max_changes: int | None = None


@dataclass(frozen=True)
class PlanTables:
    """links, pairs and contacts with the columns of LINK_COLUMNS, PAIR_COLUMNS and CONTACT_COLUMNS.

    Ids are the organizer's own (cadre_id, household_id, village code), so a plan can be read beside any copy of the
    lists. kind is "unit" or "leader", role "lead" or "assist", via "pair", "unit", "town" or "village";
    order 1 = first contact; points in hundredths.
    """

    links: pd.DataFrame
    pairs: pd.DataFrame
    contacts: pd.DataFrame


@dataclass(frozen=True)
class Plan(PlanTables):
    """The tables of a plan and what it says of itself.

    changes  what is new against the previous plan, with the columns of CHANGE_COLUMNS; None where there was none
    """

    summary: Summary
    changes: pd.DataFrame | None = None
