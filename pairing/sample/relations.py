"""The optional lists of a sample county: kinship, directives, the previous plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from pairing.sample.draw import table

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pairing.county import County
    from pairing.limits import Limits
    from pairing.sample.local_plan import LocalPlan

_KIN_SHARE: Final = 0.012
_RELATIONS: Final = ("兄弟", "叔侄", "堂兄弟", "姑侄", "舅甥")
_NEW_HOUSEHOLDS: Final = 0.06
_DONE: Final = (0.58, 0.12, 0.3)  # finished, unfinished, not known
_STARTS: Final = ("2023-03-01", "2023-09-01", "2024-03-01", "2024-09-01")
_SAID: Final = "2026-03-02"
_OFFICE: Final = "县委组织部"


def make_kinship(county: County, plan: LocalPlan, rng: np.random.Generator) -> pd.DataFrame:
    """Some cadres and focus households of one native village and surname, none of them a pair of the plan."""
    cadres, households = county.cadres, county.households
    focus = households[households["focus"]]
    left = pd.DataFrame(
        {"cadre": cadres.index, "village": cadres["native_village"], "surname": cadres["name"].str[0]}
    )
    right = pd.DataFrame(
        {"household": focus.index, "village": focus["village"], "surname": focus["head_name"].str[0]}
    )
    both = left.merge(right, on=["village", "surname"])
    cadre, household = both["cadre"].to_numpy(np.int64), both["household"].to_numpy(np.int64)
    size = len(households)
    fresh = np.flatnonzero(~np.isin(cadre * size + household, plan.pair_cadre * size + plan.pair_household))
    number = min(round(_KIN_SHARE * len(cadres)), len(fresh))
    chosen = np.sort(rng.choice(fresh, number, replace=False))
    relation = np.array(_RELATIONS, object)[rng.integers(0, len(_RELATIONS), number)]
    return table("kinship", {"cadre": cadre[chosen], "household": household[chosen], "relation": relation})


def make_directives(
    county: County, plan: LocalPlan, allowed: Limits, rng: np.random.Generator
) -> pd.DataFrame:
    """A few pins, all of them pairs and links of one plan and so possible together, and a few bans outside it."""
    rows: list[dict[str, object]] = []

    def add(kind: str, who: str, why: str, **places: int) -> None:
        rows.append(
            {"kind": kind, "cadre": -1, "unit": -1, "household": -1, "village": -1, **places}
            | {"who": who, "when": _SAID, "why": why}
        )

    pairs, links, leads = len(plan.pair_cadre), len(plan.link_unit), len(plan.leader)
    for k in _some(2, pairs, rng):
        add("pin", _town(county, int(plan.pair_household[k])), "户主要求继续由其联系",
            cadre=int(plan.pair_cadre[k]), household=int(plan.pair_household[k]))  # fmt: skip
    for k in _some(2, links, rng):
        add("pin", _OFFICE, "帮扶项目已在该村落地",
            unit=int(plan.link_unit[k]), village=int(plan.link_village[k]))  # fmt: skip
    for k in _some(1, leads, rng):
        add("pin", _OFFICE, "县级领导联系点，不作调整",
            cadre=int(plan.leader[k]), village=int(plan.leader_village[k]))  # fmt: skip
    for cadre, household in _outside(county, plan, allowed, 3, rng):
        add("ban", _town(county, household), "与户主有未了结的纠纷", cadre=cadre, household=household)
    linked = set(zip(plan.link_unit.tolist(), plan.link_village.tolist(), strict=True))
    unit, village = int(rng.integers(len(county.units))), int(rng.integers(len(county.villages)))
    if (unit, village) not in linked:
        add("ban", _OFFICE, "单位与该村有征地争议", unit=unit, village=village)
    columns = ("kind", "cadre", "unit", "household", "village", "who", "when", "why")
    return table("directives", {column: [row[column] for row in rows] for column in columns})


def make_previous(
    county: County, plan: LocalPlan, allowed: Limits, rng: np.random.Generator
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """previous_pairs and previous_links: the plan before some households came in and some cadres fell out."""
    keep = rng.random(len(plan.pair_cadre)) >= _NEW_HOUSEHOLDS
    cadre, household = plan.pair_cadre[keep].copy(), plan.pair_household[keep]
    _give_to_leavers(county, cadre, allowed, rng)
    order = np.lexsort((cadre, household))
    cadre, household = cadre[order], household[order]
    state = rng.choice(3, len(cadre), p=_DONE)
    starts = np.array(_STARTS, object)[rng.integers(0, len(_STARTS), len(county.units))]
    pairs = table(
        "previous_pairs",
        {
            "household": household,
            "cadre": cadre,
            "start": starts[county.cadres["unit"].to_numpy(np.int64)[cadre]],
            "end": np.full(len(cadre), None, object),
            "done": np.array([True, False, None], object)[state],
        },
    )
    none = -1
    links = table(
        "previous_links",
        {
            "unit": np.concatenate([plan.link_unit, np.full(len(plan.leader), none)]),
            "cadre": np.concatenate([np.full(len(plan.link_unit), none), plan.leader]),
            "village": np.concatenate([plan.link_village, plan.leader_village]),
            "role": np.where(
                np.concatenate([plan.link_leads, np.ones(len(plan.leader), bool)]), "lead", "assist"
            ),
        },
    )
    return pairs, links


def _give_to_leavers(
    county: County, cadre: NDArray[np.int64], allowed: Limits, rng: np.random.Generator
) -> None:
    """Each exempt cadre held a pair that the plan now gives to a colleague of the unit; changes ``cadre``."""
    unit = county.cadres["unit"].to_numpy(np.int64)
    for leaver in np.flatnonzero(~allowed.eligible):
        colleagues = np.flatnonzero((unit[cadre] == unit[leaver]) & allowed.eligible[cadre])
        if len(colleagues):
            cadre[rng.choice(colleagues)] = leaver


def _some(count: int, of: int, rng: np.random.Generator) -> NDArray[np.int64]:
    return rng.choice(of, min(count, of), replace=False)


def _outside(
    county: County, plan: LocalPlan, allowed: Limits, count: int, rng: np.random.Generator
) -> list[tuple[int, int]]:
    """Cadres and focus households that are no pair of the plan."""
    focus, eligible = np.flatnonzero(county.households["focus"]), np.flatnonzero(allowed.eligible)
    paired = set(zip(plan.pair_cadre.tolist(), plan.pair_household.tolist(), strict=True))
    if not len(focus) or not len(eligible):
        return []
    drawn = zip(rng.choice(eligible, count).tolist(), rng.choice(focus, count).tolist(), strict=True)
    return [pair for pair in dict.fromkeys(drawn) if pair not in paired]


def _town(county: County, household: int) -> str:
    village = int(county.households["village"].iloc[household])
    return str(county.villages["town"].iloc[village])
