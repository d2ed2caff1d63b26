"""The numbers of the leaders' page: both coverages, shortages by reason, loads by level, difficulty against level."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from pairing.schema import TIERS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pairing.documents.facts import Facts

LEVELS: Final = {3: "县级领导", 2: "乡科级", 1: "一般干部"}
_OBSTACLES: Final = {"nobody": "无人可派", "full": "名额用满", "barred": "规则不许"}


def coverage_bars(facts: Facts) -> list[dict[str, Any]]:
    """The two full coverages and the pairs of focus households: name, covered, total, whole."""
    counts = facts.coverage.counts
    return [
        {"name": name, "covered": covered, "total": total, "whole": covered == total}
        for name, covered, total in (
            ("干部参与全覆盖（名）", counts.cadres_covered, counts.cadres_eligible),
            ("群众联系全覆盖（户）", counts.households_covered, counts.households_total),
            ("重点户结对（人次）", counts.focus_paired, counts.focus_demand),
        )
    ]


def loads(facts: Facts) -> list[dict[str, Any]]:
    """By level, highest first: cadres who take part, pairs and other contacts, each as sum, mean and highest."""
    cadres = facts.county.cadres
    count = len(cadres)
    paired = np.zeros(len(facts.contact), bool)
    paired[facts.pair_household] = True
    others = facts.contact[(facts.contact >= 0) & ~paired]
    pairs, contacts = np.bincount(facts.pair_cadre, minlength=count), np.bincount(others, minlength=count)
    takes_part = cadres["exempt_reason"].isna().to_numpy()
    rows = []
    for level, name in LEVELS.items():
        of = takes_part & (cadres["level"].to_numpy(np.int64) == level)
        number = int(of.sum())
        row: dict[str, Any] = {"name": name, "cadres": number}
        for key, load in (("pairs", pairs[of]), ("contacts", contacts[of])):
            row[key] = {
                "total": int(load.sum()),
                "mean": round(float(load.mean()), 1) if number else 0.0,
                "most": int(load.max()) if number else 0,
            }
        rows.append(row)
    return rows


def levels_by_tier(facts: Facts) -> list[dict[str, Any]]:
    """Hardest tier first: its name, and how many of its pairs each level holds (highest level first)."""
    level = facts.county.cadres["level"].to_numpy(np.int64)[facts.pair_cadre]
    words = {choice.value: choice.word for choice in TIERS}
    return [
        {
            "name": words[tier],
            "pairs": [int(((facts.pair_tier == tier) & (level == held)).sum()) for held in LEVELS],
        }
        for tier in (3, 2, 1)
    ]


def shortages(facts: Facts) -> list[tuple[str, int]]:
    """Reason and number of households (of cadres for 干部未参与), largest first; [] where both coverages are full."""
    found = facts.gaps
    lacking = facts.coverage.uncovered_households
    pairless = lacking[lacking["paired"] < lacking["demand"]]
    if found is None:
        reasons = Counter({"原因待查": len(pairless)})
    else:
        reasons = Counter(_OBSTACLES[gap.obstacle] for gap in found.households if gap.missing_pairs)
    reasons["无联系干部"] = int((~lacking["has_contact"]).sum())
    reasons["干部未参与"] = len(facts.coverage.uncovered_cadres)
    return [(reason, number) for reason, number in reasons.most_common() if number]


def numbers(facts: Facts) -> Mapping[str, object]:
    """What the page's sentences may be filled with, by the names that 领导一页纸.toml uses."""
    counts, summary = facts.coverage.counts, facts.plan.summary
    lacking = facts.coverage.uncovered_households
    missing = (lacking["demand"] - lacking["paired"]).clip(lower=0)
    hardest = levels_by_tier(facts)[0]["pairs"]
    busy = np.unique(np.concatenate([facts.pair_cadre, facts.contact[facts.contact >= 0]]))
    return {
        "县": facts.county.name,
        "单位": len(np.unique(facts.cadre_unit[busy])),
        "干部": len(busy),
        "乡镇": len(facts.towns),
        "村": len(facts.county.villages),
        "重点户": int((facts.coverage.households["demand"] > 0).sum()),
        "总户数": counts.households_total,
        "差距": "未知" if summary.gap is None else f"{summary.gap:.1%}",
        "缺结对户": int((missing > 0).sum()),
        "缺结对人次": int(missing.sum()),
        "缺联系户": counts.households_total - counts.households_covered,
        "未参与干部": counts.cadres_eligible - counts.cadres_covered,
        "免派干部": counts.cadres_exempt,
        "变动": summary.changes or 0,
        "最难户": sum(hardest),
        "最难户非县级": sum(hardest[1:]),
    }
