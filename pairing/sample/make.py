"""The sample county: everything in it is made up but the names of towns and villages."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from pairing.codes import load_codes
from pairing.limits import limits
from pairing.sample.cadres import make_cadres
from pairing.sample.households import make_households, wanted_pairs
from pairing.sample.local_plan import make_local_plan
from pairing.sample.places import make_places
from pairing.sample.relations import make_directives, make_kinship, make_previous
from pairing.sample.size import SIZES, SampleSize
from pairing.sample.units import make_units
from pairing.tables import make_county as assemble

if TYPE_CHECKING:
    from pairing.codes import Codes
    from pairing.county import County

_NAMES = {"demo": "示例小县（合成数据）", "county": "壶关示例县（合成数据）", "large": "示例大县（合成数据）"}
_OWN_NAME = "示例县（合成数据）"


def make_county(
    size: SampleSize | Literal["demo", "county", "large"] = "county",
    seed: int = 0,
    codes: Codes | None = None,
    *,
    previous: bool = False,
) -> County:
    """A synthetic county of that size; the same size, seed and codes give the same county.

    Names of towns and villages are those of 壶关县 in 2016; cadres, households, telephones (masked) and coordinates
    are made up, and the county's name and the 备注 columns in ``extras`` say so. A little kinship and a few directives
    are always there; ``previous`` adds a previous plan, made by a local rule, to plan anew from. Raises CallError
    where the counts cannot go together.
    """
    counts = SIZES[size] if isinstance(size, str) else size
    lists = load_codes() if codes is None else codes
    # One stream for each part, so that a change in one leaves the others as they were.
    place_rng, unit_rng, cadre_rng, household_rng, relation_rng, previous_rng = np.random.default_rng(
        seed
    ).spawn(6)
    places = make_places(counts, place_rng)
    units = make_units(counts, places, unit_rng)
    cadres = make_cadres(counts, units, places, wanted_pairs(counts), lists, cadre_rng)
    households = make_households(counts, places, lists, household_rng)
    name = next((title for key, title in _NAMES.items() if SIZES[key] == counts), _OWN_NAME)
    county = assemble(
        name,
        {"units": units.table, "cadres": cadres, "villages": places.villages, "households": households},
        {
            "units": pd.DataFrame({"备注": list(units.remarks)}, dtype=object),
            "villages": pd.DataFrame({"备注": list(places.remarks)}, dtype=object),
        },
    )
    allowed = limits(county, counts.rules)
    plan = make_local_plan(county, counts.rules, allowed)
    county = replace(
        county,
        kinship=make_kinship(county, plan, relation_rng),
        directives=make_directives(county, plan, allowed, relation_rng),
    )
    if not previous:
        return county
    pairs, links = make_previous(county, plan, allowed, previous_rng)
    return replace(county, previous_pairs=pairs, previous_links=links)
