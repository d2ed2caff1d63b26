"""Sentences of the drawer that gives reasons, of the sections on equity and on supply; 中文 and English."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pairing.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping


class Drawer:
    title = Text("为什么这样结对", "Why this pair")
    lacking = Text("为什么还缺人", "Why somebody is missing")
    which = Text("该干部的结对户", "This cadre's households")
    none = Text("方案里没有给这名干部安排重点户。", "The plan gives this cadre no focus household.")
    not_focus = Text(
        "该户不是重点户，不需要结对，只有一名联系人。",
        "This is no focus household: it needs no pair, only a contact.",
    )
    difficulty = Text("{household}难度分：{score}", "Difficulty of {household}: {score}")
    passed_over = Text("没有选的人", "Who was passed over")
    propose = Text("换一个人试试", "Try another cadre")
    propose_note = Text(
        "候选按本户得分从高到低，能换的在前。只作测算，不改方案。",
        "Best first, those who may take it before those who may not. Nothing in the plan is changed.",
    )
    search_hint = Text("输入姓名、编号、单位查找干部", "name, id or unit of a cadre")
    pick = Text("候选干部", "Candidate")
    pick_hint = Text("请选择", "choose")
    nobody = Text("没有符合条件的干部。", "No such cadre.")
    candidate = Text("{cadre}　{points} 分　{verdict}", "{cadre} · {points} points · {verdict}")
    free = Text("有名额", "has a place")
    full = Text("名额已满，可换出", "places taken, can give one up")
    kept_away = Text("不允许：{rule}", "not allowed: {rule}")
    now = Text("立即换，全县得分", "Points now")
    after = Text("其余重新安排后", "After the rest is re-arranged")
    unit = Text("{points} 分", "{points} points")
    shortage = Text("缺口分量 {change}", "gaps {change}")
    idle = Text("未达应联户数的干部 {change}", "cadres below quota {change}")
    working = Text("正在测算…", "Working it out …")


class Fair:
    title = Text("均衡", "Equity")
    note = Text(
        "倒挂：同一村里，更难的户由层级更低的干部联系。只作参考，不是硬性规则。",
        "Inversion: a harder household with a lower-level cadre than an easier one of its village. For information; no rule "
        "is broken.",
    )
    inversions = Text("倒挂户", "Inversions")
    strongest = Text("每对得分最高的村", "Most points a pair")
    weakest = Text("每对得分最低的村", "Fewest points a pair")
    hard = Text("难户由谁联系", "Who holds the hard ones")
    place = Text("{village}　{points}\u00a0分", "{village} · {points}\u00a0points")
    shares = Text(
        "县级领导\u00a0{l3}　乡科级\u00a0{l2}　一般干部\u00a0{l1}",
        "leaders\u00a0{l3} · section\u00a0{l2} · ordinary\u00a0{l1}",
    )
    towns = Text("各乡镇", "Towns")
    villages = Text("各村", "Villages")
    list_inversions = Text("倒挂名单", "Inversions by name")
    chart_alt = Text(
        "各乡镇较难以上户由哪一层级的干部联系", "Which level holds the hard households of each town"
    )
    chart_note = Text(
        "各乡镇较难以上户的结对，按干部层级所占比例。", "Pairs of hard households by level, for each town."
    )
    unknown = Text("–", "–")


class Ready:
    title = Text("能不能排满：分乡镇、村、单位", "Can it be filled: by town, village and unit")
    note = Text(
        "“最多可联”是按联村、名额和层级规则，任何方案都不可能超过的数；“缺”是怎么排都补不上的。",
        "Can be filled: what no plan can exceed under the rules on links, quotas and levels; short: missing whatever the plan.",
    )
    towns = Text("各乡镇", "Towns")
    villages = Text("各村", "Villages")
    units = Text("各单位", "Units")
    columns: Final[Mapping[str, Text]] = {
        "town": Text("乡镇", "Town"),
        "name": Text("名称", "Name"),
        "households": Text("重点户", "Focus"),
        "demand": Text("需结对", "Demand"),
        "demand3": Text("需结对·最难", "for the hardest"),
        "demand2": Text("需结对·较难", "for harder ones"),
        "demand1": Text("需结对·一般", "for ordinary ones"),
        "cadres": Text("可到达干部", "Cadres in reach"),
        "leaders": Text("县级领导", "County leaders"),
        "units": Text("可联单位", "Units in reach"),
        "quota": Text("名额", "Places"),
        "quota3": Text("名额·县级", "of leaders"),
        "quota2": Text("名额·科级", "of section level"),
        "quota1": Text("名额·一般", "of ordinary cadres"),
        "least": Text("应联下限", "Lower quotas"),
        "villages": Text("可联村", "Villages in reach"),
        "limit": Text("最多联村", "Link limit"),
        "usable": Text("最多用上", "Usable"),
        "idle": Text("用不上", "Unusable"),
        "places": Text("最多可联", "Can be filled"),
        "short": Text("缺", "Short"),
    }
