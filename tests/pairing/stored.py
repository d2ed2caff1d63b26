"""The smallest county and plan that have every kind of column filled or empty."""

from __future__ import annotations

import numpy as np
import pandas as pd

from pairing.county import COLUMNS, County
from pairing.plan import CONTACT_COLUMNS, LINK_COLUMNS, PAIR_COLUMNS, CoverageCounts, GoalValue, Plan, Summary


def tiny_county(name: str = "试县") -> County:
    """One unit, two cadres, one village, three households (two focus), with every kind of column filled or empty."""
    tables = {table: pd.DataFrame(columns=list(columns)) for table, columns in COLUMNS.items()}
    tables["units"] = pd.DataFrame(
        [("林业局", "政府", "县", "county", "城关镇", 113.2, 36.1, np.nan, 2)], columns=COLUMNS["units"]
    )
    tables["cadres"] = pd.DataFrame(
        [
            ("g1", "甲某", 0, "局长", "乡科级正职", "section", 2, "中共党员", True, "男", None, "本科",
             ("forest", "law"), -1, "139****0001", None, True, None, np.nan, None, 2),
            ("g2", "乙某", 0, None, "科员", "staff", 1, None, False, None, None, None, (), 0, None, None, False,
             "病假", 3.0, None, 3),
        ],
        columns=COLUMNS["cadres"],
    )  # fmt: skip
    tables["villages"] = pd.DataFrame(
        [("v1", "东村", "城关镇", np.nan, np.nan, "较差", True, 2)], columns=COLUMNS["villages"]
    )
    tables["households"] = pd.DataFrame(
        [
            (f"h{k}", 0, "一组", "户主", 3, 1.0, None, None, None, ("income",) * (k % 2), np.nan, 50.0, np.nan,
             k < 2, int(k < 2), None, None, "吃药" if k == 1 else None, k + 2)
            for k in range(3)
        ],
        columns=COLUMNS["households"],
    )  # fmt: skip
    extras = {"households": pd.DataFrame({"备注": ["", "旧房", None]})}
    return County(name=name, extras=extras, **tables)


def tiny_plan(data_hash: str, rules_hash: str, points: int = 900) -> Plan:
    """Household h0 paired with g1; all contacts to g1."""
    coverage = CoverageCounts(1, 1, 1, 3, 3, 2, 1)
    goals = (GoalValue("household_coverage", 4, 4, True), GoalValue("points", points, None, False))
    summary = Summary(
        "feasible",
        "user",
        goals,
        None,
        1.5,
        coverage,
        None,
        data_hash,
        rules_hash,
        "0.1.0",
        "试县",
        "2024-01-01",
    )
    links = pd.DataFrame(
        [("unit", "林业局", None, "v1", "城关镇", "东村", "lead", False, False)], columns=list(LINK_COLUMNS)
    )
    pairs = pd.DataFrame(
        [("h0", "g1", 1, 2, 2, 1.0, 0.5, 0.25, False, points, False, "级别相当")], columns=list(PAIR_COLUMNS)
    )
    contacts = pd.DataFrame([(f"h{k}", "g1", "unit") for k in range(3)], columns=list(CONTACT_COLUMNS))
    return Plan(links, pairs, contacts, summary)
