"""A county with planted shortages, for the benchmark of shortages and repairs: `python -m tests.bench.short_county`.

Call: lists, plan. Every 26th cadre whom nothing pins is exempt, so that places run short altogether, and two villages
are closed to all units but the two smallest. Prints JSON: seconds of readiness, shortages and repairs, how many of each.
"""

from __future__ import annotations

import json
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from pairing.codes import load_codes
from pairing.county import County
from pairing.limits import limits
from pairing.nearby import near
from pairing.plan_files import read_plan
from pairing.planner import SolveLimits, load_county, solve_county
from pairing.readiness import readiness
from pairing.repairs import repairs
from pairing.rules import Rules
from pairing.shortages import shortages


def planted(county: County, rules: Rules) -> County:
    """The county with its shortages."""
    held = set(county.directives["cadre"]) | set(county.previous_pairs["cadre"])
    cadres = county.cadres.copy()
    level = cadres["level"].to_numpy(np.int64)
    out = [c for c in range(0, len(cadres), 26) if c not in held and level[c] < 3]
    cadres.loc[out, "exempt_reason"] = "合成：病休"
    allowed = limits(county, rules)
    unit = cadres["unit"].to_numpy(np.int64)
    places = np.bincount(unit[level < 3], allowed.most[level < 3], len(county.units))
    small = np.argsort(places + 1e6 * (allowed.links_most == 0), kind="stable")[:2]
    households = np.bincount(county.households["village"], county.households["demand"], len(county.villages))
    closed = np.argsort(-households, kind="stable")[:2]
    pinned = set(zip(county.directives["unit"], county.directives["village"], strict=True))
    bans = [
        {"kind": "ban", "cadre": -1, "unit": u, "household": -1, "village": int(v), "why": "合成：回避"}
        for v in closed
        for u in range(len(county.units))
        if u not in small and (u, int(v)) not in pinned
    ]
    first = 2 + len(county.directives)
    more = pd.DataFrame([{"who": None, "when": None, "row": first + k, **ban} for k, ban in enumerate(bans)])
    directives = pd.concat([county.directives, more[list(county.directives.columns)]], ignore_index=True)
    return replace(county, cadres=cadres, directives=directives)


def main() -> None:
    rules, codes = Rules(), load_codes()
    read = load_county(Path(sys.argv[1])).county
    assert read is not None
    plan = read_plan(Path(sys.argv[2]))
    seconds: dict[str, float] = {}
    began = time.perf_counter()
    readiness(read, rules, codes)
    seconds["readiness"] = time.perf_counter() - began
    county = planted(read, rules)
    short = solve_county(county, rules, SolveLimits(seconds=15), codes=codes, start=near(county, plan))
    began = time.perf_counter()
    proved = shortages(county, rules, short, codes)
    seconds["shortages"] = time.perf_counter() - began
    began = time.perf_counter()
    found = repairs(county, rules, short, codes, SolveLimits(seconds=60))
    seconds["repairs"] = time.perf_counter() - began
    print(
        json.dumps(
            {
                **seconds,
                "missing": proved.missing,
                "proved": len(proved.households) + len(proved.cadres),
                "priced": len(found.repairs),
                "closing": [repair.closes for repair in found.repairs],
                "words": [repair.words.zh for repair in found.repairs],
            },
            ensure_ascii=False,
        )
    )


if __name__ == "__main__":
    main()
