"""A contact for every household of a county, from the links and pairs of a plan: a method run like the solver's."""

from __future__ import annotations

import pickle
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from pairing import contacts
from pairing.assemble import first_cadres
from pairing.limits import contact_reach
from solver import Result, Status
from tests.bench.answer import Answer, Ask, serve

if TYPE_CHECKING:
    from pathlib import Path

    from pairing.compile import Chosen
    from solver import Solution
    from tests.bench.samples import Sample


def save(path: Path, before: Sample, plan: Solution) -> None:
    """Write what the method needs: county, limits, choice, first cadres and who may not meet."""
    chosen = before.compiled.decode(plan)
    first = first_cadres(before.county, before.compiled, chosen)[1]
    forbidden = frozenset(before.compiled.orders.banned_pairs)
    with path.open("wb") as file:
        pickle.dump((before.county, before.compiled.allowed, chosen, first, forbidden), file)


def solve(ask: Ask) -> Answer:
    with ask.problem.open("rb") as file:
        county, allowed, chosen, first, forbidden = pickle.load(file)
    statuses: list[Status] = []
    flow = contacts.solve  # listened to: the contacts themselves do not tell how their flows ended

    def noted(*problem: Any, **more: Any) -> Result:
        result = flow(*problem, **more)
        statuses.append(result.status)
        return result

    contacts.solve = noted
    began = time.monotonic()
    try:
        found = contacts.assign_contacts(county, allowed, chosen, first, forbidden)
    finally:
        contacts.solve = flow
    seconds = time.monotonic() - began
    optimal = all(status is Status.OPTIMAL for status in statuses)
    return Answer(
        "optimal" if optimal else "feasible", seconds, note=f"{len(statuses)} flows",
        plan={"household": found.household, "cadre": found.cadre},
    )  # fmt: skip


@dataclass(frozen=True)
class Counted:
    """Recount: households in all, those with a contact, and the first law broken ("" where none is)."""

    households: int
    served: int
    broken: str


def recount(before: Sample, chosen: Chosen, answer: Answer) -> Counted:
    """Count contacts anew: one a household, within reach, none above the cadre's limit."""
    household, cadre = answer.plan["household"], answer.plan["cadre"]
    county, allowed = before.county, before.compiled.allowed
    paired = set(zip(chosen.pair_cadre.tolist(), chosen.pair_household.tolist(), strict=True))
    free = np.array([key not in paired for key in zip(cadre.tolist(), household.tolist(), strict=True)], bool)
    reach = contact_reach(county, chosen.link_unit, chosen.link_village)
    unit = county.cadres["unit"].to_numpy(np.int64)[cadre]
    village = county.households["village"].to_numpy(np.int64)[household]
    broken = ""
    if len(np.unique(household)) < len(household):
        broken = "a household has two contacts"
    elif (np.bincount(cadre, minlength=len(county.cadres)) > allowed.contact_most).any():
        broken = "a cadre has too many households"
    elif (reach[unit, village][free] == 0).any():
        broken = "a contact is out of reach"
    return Counted(len(county.households), len(household), broken)


if __name__ == "__main__":
    serve(solve)
