"""总览: both full coverages in numbers, for the county and town by town."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from pairing.documents.headers import of_village
from pairing.documents.masking import Mask
from pairing.documents.sheets import Cell, Column, PrintedTable, serial

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pairing.documents.facts import Facts

_STATUS: Final = {"optimal": "已证明最优", "feasible": "可行", "infeasible": "无解", "unknown": "未知"}
_GOALS: Final = {"shortage": "缺口（加权）", "idle": "未达下限的干部数", "points": "匹配得分"}


def overview(facts: Facts, mask: Mask) -> PrintedTable:
    """Both full coverages in numbers, counted from the finished plan; inside the office also what the plan proves."""
    counts, summary = facts.coverage.counts, facts.plan.summary
    rows: list[tuple[str, Cell, str]] = [
        ("参加干部（党员）", counts.cadres_eligible, "不含免派人员"),
        (
            "其中已有联系点和联系户",
            counts.cadres_covered,
            _whole(counts.cadres_covered, counts.cadres_eligible),
        ),
        ("全县总户数", counts.households_total, ""),
        (
            "其中已有联系干部",
            counts.households_covered,
            _whole(counts.households_covered, counts.households_total),
        ),
        ("重点户应结对人次", counts.focus_demand, ""),
        ("其中已结对", counts.focus_paired, _whole(counts.focus_paired, counts.focus_demand)),
        ("联村单位", len(set(facts.found.link_unit[~facts.found.is_leader].tolist())), ""),
        ("联村领导", len(set(facts.found.link_cadre[facts.found.is_leader].tolist())), ""),
    ]
    if not mask.public:
        rows.append(("免派干部（党员）", counts.cadres_exempt, "原因见“免派干部”"))
        rows.append(("求解状态", _STATUS[summary.status], ""))
        for goal in summary.goals:
            scale = 100 if goal.name == "points" else 1
            bound = "未知" if goal.bound is None else f"{goal.bound / scale:g}"
            proved = "，已证明" if goal.proved else ""
            rows.append((_GOALS.get(goal.name, goal.name), goal.value / scale, f"理论界限 {bound}{proved}"))
        if summary.gap is not None:
            rows.append(("离最优最多差", f"{summary.gap:.2%}", ""))
        if summary.changes is not None:
            rows.append(("较原方案变动", summary.changes, "结对和联村合计"))
        rows.append(("名单与方案", "一致" if facts.same_lists else "名单在求解后改过", ""))
    items, values, remarks = zip(*rows, strict=True)
    return PrintedTable(
        "总览",
        f"{facts.county.name}双包双联总览",
        (Column("项目", 30, items), Column("数值", 18, values), Column("说明", 40, remarks, wraps=True)),
        facts.stamp.line,
    )


def by_town(facts: Facts, mask: Mask) -> PrintedTable:
    """Household coverage town by town."""
    town = facts.village_town[facts.household_village]
    covered, count = facts.coverage.households, len(facts.towns)
    demand, paired = covered["demand"].to_numpy(np.int64), covered["paired"].to_numpy(np.int64)
    focus, met = demand > 0, np.minimum(paired, demand)

    def total(values: NDArray[np.generic]) -> list[Cell]:
        return [int(n) for n in np.bincount(town, weights=values.astype(float), minlength=count)]

    columns = (
        Column("序号", 6, serial(count)),
        Column(of_village("town"), 16, mask.texts(facts.towns)),
        Column("村数", 9, np.bincount(facts.village_town, minlength=count).tolist()),
        Column("总户数", 10, total(np.ones(len(town)))),
        Column("有联系干部", 12, total(covered["has_contact"].to_numpy(bool))),
        Column("重点户", 10, total(focus)),
        Column("应结对人次", 12, total(demand)),
        Column("已结对人次", 12, total(met)),
    )
    return PrintedTable("分乡镇", f"{facts.county.name}分乡镇覆盖情况", columns, facts.stamp.line)


def _whole(covered: int, total: int) -> str:
    return "全覆盖" if covered == total else f"还差 {total - covered}"
