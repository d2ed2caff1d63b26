"""The two full coverages 两个全覆盖, recounted from a finished plan and told by name (docs/model.md §5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from pairing.plan import CoverageCounts
from pairing.text import Text

if TYPE_CHECKING:
    from pairing.county import County
    from pairing.plan_positions import Resolved

NO_POINT = Text("没有联系点", "has no contact point")
NO_HOUSEHOLD = Text("没有联系户", "has no household")
NEITHER = Text("既无联系点也无联系户", "has neither contact point nor household")


@dataclass(frozen=True)
class Coverage:
    """Who is covered and who is not.

    cadres      one row an eligible party cadre: cadre (position), has_point, pairs, contacts, covered
    exempt      one row an exempt party cadre: cadre (position), reason
    households  one row a household: household (position), has_contact, demand, paired, covered
    """

    cadres: pd.DataFrame
    exempt: pd.DataFrame
    households: pd.DataFrame

    @property
    def uncovered_cadres(self) -> pd.DataFrame:
        return self.cadres[~self.cadres["covered"]]

    @property
    def uncovered_households(self) -> pd.DataFrame:
        return self.households[~self.households["covered"]]

    @property
    def counts(self) -> CoverageCounts:
        households = self.households
        return CoverageCounts(
            cadres_eligible=len(self.cadres),
            cadres_covered=int(self.cadres["covered"].sum()),
            cadres_exempt=len(self.exempt),
            households_total=len(households),
            households_covered=int(households["has_contact"].sum()),
            focus_demand=int(households["demand"].sum()),
            focus_paired=int(np.minimum(households["paired"], households["demand"]).sum()),
        )


def coverage(county: County, found: Resolved) -> Coverage:
    """Count both coverages.

    A party cadre is covered with at least one contact point (a village linked by the cadre's unit or led by the
    cadre, or a contact's group) and at least one household (a pair or a contact). A household is covered with a
    contact and as many distinct paired cadres as it demands.
    """
    cadres, households = county.cadres, county.households
    pairs = np.bincount(found.pair_cadre[found.pair_cadre >= 0], minlength=len(cadres))
    contacts = np.bincount(found.contact_cadre[found.contact_cadre >= 0], minlength=len(cadres))
    unit_links = np.zeros(len(county.units), bool)
    unit_links[found.link_unit[~found.is_leader & (found.link_unit >= 0)]] = True
    leads = np.zeros(len(cadres), bool)
    leads[found.link_cadre[found.is_leader & (found.link_cadre >= 0)]] = True
    has_point = unit_links[cadres["unit"].to_numpy(np.int64)] | leads | (contacts > 0)
    party = cadres["party"].to_numpy(bool)
    takes_part = cadres["exempt_reason"].isna().to_numpy()
    eligible = np.flatnonzero(party & takes_part)
    exempt = np.flatnonzero(party & ~takes_part)
    has_contact = np.zeros(len(households), bool)
    has_contact[found.contact_household[(found.contact_household >= 0) & (found.contact_cadre >= 0)]] = True
    known = (found.pair_household >= 0) & (found.pair_cadre >= 0)
    served = np.unique(
        np.stack([found.pair_household[known], found.pair_cadre[known]], axis=1).reshape(-1, 2), axis=0
    )
    paired = np.bincount(served[:, 0], minlength=len(households))
    demand = households["demand"].to_numpy(np.int64)
    return Coverage(
        cadres=pd.DataFrame(
            {
                "cadre": eligible,
                "has_point": has_point[eligible],
                "pairs": pairs[eligible],
                "contacts": contacts[eligible],
                "covered": has_point[eligible] & (pairs[eligible] + contacts[eligible] > 0),
            }
        ),
        exempt=pd.DataFrame({"cadre": exempt, "reason": cadres["exempt_reason"].to_numpy(object)[exempt]}),
        households=pd.DataFrame(
            {
                "household": np.arange(len(households)),
                "has_contact": has_contact,
                "demand": demand,
                "paired": paired,
                "covered": has_contact & (paired >= demand),
            }
        ),
    )


def lack(has_point: bool, households: int) -> Text:
    """What an uncovered cadre lacks."""
    if not has_point and not households:
        return NEITHER
    return NO_HOUSEHOLD if has_point else NO_POINT
