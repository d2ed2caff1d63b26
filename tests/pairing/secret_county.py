"""A county whose lists hold everything that must never be published, and a plan of it with gaps and changes."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from pairing.changes import changes
from pairing.codes import load_codes
from pairing.county import County
from pairing.plan import Plan
from pairing.rules import Rules
from pairing.sample import SampleSize, make_county
from tests.pairing.local import local_plan

SIZE = SampleSize(units=6, villages=8, cadres=60, focus=62, households=400)
# Seven digits that can stand in no hash, code or date of the file.
ID_NUMBER = "14042719700101123X"
PHONE = "13855557777"
PRIVATE = ("患癌症", "6222020200112233445")
RULES = Rules()


def secret_county() -> County:
    """Names, telephones, ID numbers, causes and remarks in every place that a list has for them."""
    made = make_county(SIZE, seed=1, previous=True)
    households, cadres = made.households.copy(), made.cadres.copy()
    households["head_name"] = [f"欧阳户{k}主" for k in range(len(households))]
    households["id_number"] = ID_NUMBER
    households["phone"] = PHONE
    households["group"] = households["group"] + "（组长 138-5555-7777）"
    cadres["phone"] = PHONE
    cadres["id_number"] = ID_NUMBER
    cadres.loc[0, "post"] = "=cmd|' /C calc'!A1"
    extra = pd.DataFrame({"备注": [PRIVATE[0]] * len(households), "银行卡号": [PRIVATE[1]] * len(households)})
    return replace(made, households=households, cadres=cadres, extras={"households": extra})


def secret_plan(county: County) -> Plan:
    """The sample's own plan, with its change list."""
    plan = local_plan(county, RULES)
    return replace(plan, changes=changes(county, RULES, load_codes(), plan))


def with_gaps(plan: Plan) -> Plan:
    """Four pairs and two contacts are missing."""
    return replace(plan, pairs=plan.pairs.iloc[4:], contacts=plan.contacts.iloc[:-2])


def secrets(county: County) -> set[str]:
    """What no public paper may show anywhere."""
    return {
        ID_NUMBER, PHONE, "138-5555-7777", "5555", *PRIVATE,
        *county.households["head_name"], *county.households["cause"].dropna(), *county.cadres["exempt_reason"].dropna(),
        *county.households["kind"], *county.households["monitor"].dropna(),
        "致困原因", "户类型", "难度等级", "帮扶任务", "证件号码",
    }  # fmt: skip
