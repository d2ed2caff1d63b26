"""The lists beside the roster: overview, villages, contacts of all households, who is not covered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from pairing.coverage import lack
from pairing.documents.masking import Mask
from pairing.documents.sheets import Cell, Column, PrintedTable, serial
from pairing.schema import CADRES, HOUSEHOLDS, VILLAGES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from pairing.documents.facts import Facts

    Ints = NDArray[np.int64]

_VIA: Final = {"pair": "结对", "unit": "联村单位", "town": "本乡镇", "village": "本村"}
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
        same = facts.county.data_hash == summary.data_hash
        rows.append(("名单与方案", "一致" if same else "名单在求解后改过", ""))
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
        Column(_village("town"), 16, mask.texts(facts.towns)),
        Column("村数", 9, np.bincount(facts.village_town, minlength=count).tolist()),
        Column("总户数", 10, total(np.ones(len(town)))),
        Column("有联系干部", 12, total(covered["has_contact"].to_numpy(bool))),
        Column("重点户", 10, total(focus)),
        Column("应结对人次", 12, total(demand)),
        Column("已结对人次", 12, total(met)),
    )
    return PrintedTable("分乡镇", f"{facts.county.name}分乡镇覆盖情况", columns, facts.stamp.line)


def villages(facts: Facts, mask: Mask) -> PrintedTable:
    """联村一览表: one row a village."""
    county, found = facts.county, facts.found
    units, cadres, table = county.units["name"].to_numpy(object), county.cadres, county.villages
    heads = dict(zip(cadres["unit"][cadres["head"]], cadres["name"][cadres["head"]], strict=True))
    lead: dict[int, int] = {}
    assist: dict[int, list[str]] = {}
    leaders: dict[int, list[str]] = {}
    names, posts = cadres["name"].to_numpy(object), cadres["post"].to_numpy(object)
    for k, village in enumerate(found.link_village.tolist()):
        if found.is_leader[k]:
            who = found.link_cadre[k]
            leaders.setdefault(village, []).append(
                f"{names[who]}（{posts[who]}）" if posts[who] else names[who]
            )
        elif found.is_lead[k]:
            lead[village] = int(found.link_unit[k])
        else:
            assist.setdefault(village, []).append(units[found.link_unit[k]])
    place = facts.household_village[facts.pair_household]
    everyone = np.unique(np.column_stack([place, facts.pair_cadre]), axis=0)[:, 0]
    order = np.argsort(facts.village_town, kind="stable").tolist()
    households = np.bincount(place[facts.first], minlength=len(table))[order].tolist()
    people = np.bincount(everyone, minlength=len(table))[order].tolist()
    columns = (
        Column("序号", 6, serial(len(order))),
        Column(_village("town"), 12, mask.texts(table["town"].to_numpy(object)[order])),
        Column(_household("village"), 14, mask.texts(table["name"].to_numpy(object)[order])),
        Column("牵头单位", 24, mask.texts(units[lead[v]] if v in lead else "" for v in order), wraps=True),
        Column("组长", 10, mask.texts(heads.get(lead.get(v, -1), "") for v in order)),
        Column("协助单位", 34, mask.texts("、".join(assist.get(v, ())) for v in order), wraps=True),
        Column("联系领导", 26, mask.texts("、".join(leaders.get(v, ())) for v in order), wraps=True),
        Column("结对户数", 9, households),
        Column("干部数", 9, people),
    )
    breaks = tuple((np.flatnonzero(np.diff(facts.village_town[order])) + 1).tolist())
    return PrintedTable("联村一览表", f"{county.name}单位联村一览表", columns, facts.stamp.line, breaks)


def contacts(facts: Facts, mask: Mask) -> PrintedTable:
    """包组联户: every household of the county with its contact cadre, each village on a new page."""
    county, order = facts.county, facts.place
    households, village = county.households, facts.household_village[facts.place]
    cadre = facts.contact[order]
    via = dict(zip(facts.found.contact_household.tolist(), facts.plan.contacts["via"], strict=True))
    everything: tuple[tuple[str, str, float, Sequence[Cell]], ...] = (
        ("serial", "序号", 8, serial(len(order))),
        ("town", _household("town"), 12, mask.texts(county.villages["town"].to_numpy(object)[village])),
        ("village", _household("village"), 13, mask.texts(county.villages["name"].to_numpy(object)[village])),
        ("group", _household("group"), 12, mask.texts(households["group"].to_numpy(object)[order])),
        (
            "household_id",
            _household("household_id"),
            14,
            facts.household_ids(mask)[order].tolist(),
        ),
        (
            "head_name",
            _household("head_name"),
            10,
            mask.head_names(households["head_name"].to_numpy(object)[order]),
        ),
        (
            "focus",
            _household("focus"),
            8,
            ["是" if f else "" for f in households["focus"].to_numpy(bool)[order]],
        ),
        ("cadre", "联系干部", 10, _of_cadres(county.cadres["name"].to_numpy(object), cadre, mask)),
        (
            "unit",
            "所在单位",
            22,
            _of_cadres(county.units["name"].to_numpy(object)[facts.cadre_unit], cadre, mask),
        ),
        ("post", _cadre("post"), 13, _of_cadres(county.cadres["post"].to_numpy(object), cadre, mask)),
        ("phone", _cadre("phone"), 14, mask.phones(_pick(county.cadres["phone"].to_numpy(object), cadre))),
        ("via", "联系方式", 10, [_VIA[via[h]] if h in via else "缺联系人" for h in order.tolist()]),
    )
    columns = tuple(
        Column(header, width, cells) for key, header, width, cells in everything if mask.shows(key)
    )
    breaks = tuple((np.flatnonzero(np.diff(village)) + 1).tolist())
    return PrintedTable("包组联户", f"{county.name}包组联户一览表", columns, facts.stamp.line, breaks)


def uncovered_households(facts: Facts, mask: Mask) -> PrintedTable:
    """未覆盖户: households without a contact or with fewer pairs than they want."""
    county, lacking = facts.county, facts.coverage.uncovered_households
    place = np.empty(len(facts.place), np.int64)
    place[facts.place] = np.arange(len(facts.place))
    lacking = lacking.iloc[np.argsort(place[lacking["household"].to_numpy(np.int64)])]
    at = lacking["household"].to_numpy(np.int64)
    village, households = facts.household_village[at], county.households
    says = [
        "、".join(([] if has else ["无联系干部"]) + ([f"缺结对干部 {want - got} 人"] if got < want else []))
        for has, want, got in lacking[["has_contact", "demand", "paired"]].itertuples(index=False)
    ]
    columns = (
        Column("序号", 6, serial(len(at))),
        Column(_household("town"), 14, mask.texts(county.villages["town"].to_numpy(object)[village])),
        Column(_household("village"), 16, mask.texts(county.villages["name"].to_numpy(object)[village])),
        Column(_household("group"), 14, mask.texts(households["group"].to_numpy(object)[at])),
        Column(_household("household_id"), 16, facts.household_ids(mask)[at].tolist()),
        Column(_household("head_name"), 12, mask.head_names(households["head_name"].to_numpy(object)[at])),
        Column(_household("demand"), 12, lacking["demand"].tolist()),
        Column("已结对", 10, lacking["paired"].tolist()),
        Column("缺什么", 30, says, wraps=True),
    )
    return PrintedTable("未覆盖户", f"{county.name}未覆盖户", columns, facts.stamp.line)


def uncovered_cadres(facts: Facts, mask: Mask) -> PrintedTable:
    """未参与干部: eligible party cadres without a contact point or without a household."""
    idle = facts.coverage.uncovered_cadres
    says = [
        lack(bool(point), pairs + several).zh
        for point, pairs, several in idle[["has_point", "pairs", "contacts"]].itertuples(index=False)
    ]
    return _cadre_list(facts, mask, idle["cadre"].to_numpy(np.int64), "未参与干部", "缺什么", says)


def exempt_cadres(facts: Facts, mask: Mask) -> PrintedTable:
    """免派干部: whoever takes no part, with the reason; never counted as covered."""
    reasons = facts.county.cadres["exempt_reason"]
    exempt = np.flatnonzero(reasons.notna())
    return _cadre_list(
        facts, mask, exempt, "免派干部", _cadre("exempt_reason"), mask.texts(reasons.to_numpy(object)[exempt])
    )


def _cadre_list(
    facts: Facts, mask: Mask, cadre: Ints, name: str, header: str, says: list[str]
) -> PrintedTable:
    county, cadres = facts.county, facts.county.cadres
    columns = (
        Column("序号", 6, serial(len(cadre))),
        Column(
            _cadre("unit"), 26, mask.texts(county.units["name"].to_numpy(object)[facts.cadre_unit[cadre]])
        ),
        Column(_cadre("cadre_id"), 14, mask.texts(cadres["cadre_id"].to_numpy(object)[cadre])),
        Column(_cadre("name"), 12, mask.texts(cadres["name"].to_numpy(object)[cadre])),
        Column(_cadre("post"), 18, mask.texts(cadres["post"].to_numpy(object)[cadre]), wraps=True),
        Column(_cadre("rank"), 14, mask.texts(cadres["rank"].to_numpy(object)[cadre])),
        Column(header, 36, says, wraps=True),
    )
    return PrintedTable(name, f"{county.name}{name}", columns, facts.stamp.line)


def _pick(values: NDArray[np.object_], at: Ints) -> NDArray[np.object_]:
    """The value at each position, None at -1."""
    picked: NDArray[np.object_] = np.concatenate([values, np.array([None], object)])[at]
    return picked


def _of_cadres(values: NDArray[np.object_], cadre: Ints, mask: Mask) -> list[str]:
    return mask.texts(_pick(values, cadre))


def _whole(covered: int, total: int) -> str:
    return "全覆盖" if covered == total else f"还差 {total - covered}"


def _household(key: str) -> str:
    return HOUSEHOLDS.column(key).header


def _cadre(key: str) -> str:
    return CADRES.column(key).header


def _village(key: str) -> str:
    return VILLAGES.column(key).header
