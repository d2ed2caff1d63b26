"""A whole plan for a sample county without any solving, for tests of what is done with plans."""

from __future__ import annotations

import numpy as np
import pandas as pd

from pairing.county import County
from pairing.coverage import coverage
from pairing.difficulty import tiers
from pairing.limits import limits
from pairing.plan import CONTACT_COLUMNS, LINK_COLUMNS, PAIR_COLUMNS, GoalValue, Plan, PlanTables, Summary
from pairing.plan_positions import resolve
from pairing.rules import Rules
from pairing.sample.local_plan import make_local_plan


def local_plan(county: County, rules: Rules | None = None) -> Plan:
    """The sample's own plan by hand; every other household's contact is a cadre of its village's first unit."""
    rules = rules or Rules()
    allowed = limits(county, rules)
    made = make_local_plan(county, rules, allowed)
    cadres, households, villages, units = county.cadres, county.households, county.villages, county.units
    place = villages[["code", "town", "name"]].rename(columns={"code": "village_code", "name": "village"})
    of_unit = place.iloc[made.link_village].assign(
        kind="unit",
        unit=units["name"].to_numpy()[made.link_unit],
        cadre_id="",
        role=np.where(made.link_leads, "lead", "assist"),
    )
    of_leader = place.iloc[made.leader_village].assign(
        kind="leader",
        unit=units["name"].to_numpy()[cadres["unit"].to_numpy()[made.leader]],
        cadre_id=cadres["cadre_id"].to_numpy()[made.leader],
        role="lead",
    )
    links = pd.concat([of_unit, of_leader], ignore_index=True).assign(kept=False, locked=False)
    pairs = pd.DataFrame({"household": made.pair_household, "cadre": made.pair_cadre}).sort_values(
        ["household", "cadre"], ignore_index=True
    )
    order = pairs.groupby("household").cumcount() + 1
    table = pd.DataFrame(
        {
            "household_id": households["household_id"].to_numpy()[pairs["household"]],
            "cadre_id": cadres["cadre_id"].to_numpy()[pairs["cadre"]],
            "order": order,
            "tier": tiers(county, rules, allowed)[pairs["household"]],
            "level": cadres["level"].to_numpy()[pairs["cadre"]],
        }
    ).assign(rank_fit=1.0, skill_fit=0.5, nearness=0.5, kept=False, points=0, locked=False, reason="")
    first = pairs[order == 1]
    contact = np.full(len(households), -1)
    contact[first["household"]] = first["cadre"]
    lead_unit = np.full(len(villages), -1)
    lead_unit[made.link_village[made.link_leads]] = made.link_unit[made.link_leads]
    anyone = cadres.index[allowed.eligible].to_series().groupby(cadres["unit"]).first().reindex(units.index)
    rest = np.flatnonzero(contact < 0)
    contact[rest] = anyone.to_numpy()[lead_unit[households["village"].to_numpy()[rest]]]
    via = np.full(len(households), "unit", object)
    via[first["household"]] = "pair"
    contacts = pd.DataFrame(
        {
            "household_id": households["household_id"],
            "cadre_id": cadres["cadre_id"].to_numpy()[contact],
            "via": via,
        }
    )
    tables = PlanTables(links[list(LINK_COLUMNS)], table[list(PAIR_COLUMNS)], contacts[list(CONTACT_COLUMNS)])
    summary = Summary(
        status="feasible",
        stop_reason="time",
        goals=(
            GoalValue("shortage", 0, 0, True),
            GoalValue("idle", 9, None, False),
            GoalValue("points", 1234, 5000, False),
        ),
        gap=0.0123,
        seconds=1.0,
        coverage=coverage(county, resolve(county, tables)).counts,
        changes=None,
        data_hash=county.data_hash,
        rules_hash=rules.hash,
        version="0.1.0",
        county=county.name,
        made_at="2026-03-02T08:00:00+08:00",
    )
    return Plan(tables.links, tables.pairs, tables.contacts, summary)
