"""Sentences of the page on which two plans are compared and one is adopted; 中文 and English."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pairing.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping


class Compare:
    title = Text("对比", "Compare")
    lead = Text(
        "两个方案并排看：哪里更好、哪里更差、改了谁、为什么；看准了，把其中一个定为正式方案。",
        "Two plans side by side: what is better, what is worse, who changed and why; then make one of them the official plan.",
    )
    before = Text("方案甲（对照）", "Plan A (to compare with)")
    after = Text("方案乙", "Plan B")
    plan_of = Text("{plan}　{county}", "{plan} · {county}")
    plan_short = Text("方案 {id}", "Plan {id}")
    old_lists = Text("{when} 的名单", "lists of {when}")
    single = Text(
        "只有一个方案，还没有可对比的。换一套规则再求解，或在“调整”里改几处另存，就能对比。",
        "There is one plan only. Solve again with other rules, or change something on the page Adjust and save it, to compare.",
    )
    go_solve = Text("去“求解”再做一个方案", "Go to Solve and make another")
    same_plan = Text("甲、乙是同一个方案，请换一个。", "A and B are the same plan; choose another.")
    figures = Text("好了还是差了", "Better or worse")
    figures_alt = Text("两个方案的各项数字与好坏", "Figures of both plans")
    other_basis = Text(
        "两个方案的名单、原方案或规则不同：为了可比，甲也按乙的名单和规则重新计分；“甲原来”是甲按自己的名单和规则得的数。",
        "The plans were made from other lists, another previous plan or other rules: so that they compare, A is counted by the "
        "lists and rules of B; “A by its own” is what A has by its own.",
    )
    columns: Final[Mapping[str, Text]] = {
        "figure": Text("项目", "Figure"),
        "own": Text("甲原来", "A by its own"),
        "before": Text("甲", "A"),
        "after": Text("乙", "B"),
        "change": Text("乙比甲", "B less A"),
        "verdict": Text("好坏", "Verdict"),
    }
    verdicts: Final[Mapping[str, Text]] = {
        "better": Text("↑ 更好", "↑ better"),
        "worse": Text("↓ 更差", "↓ worse"),
        "same": Text("不变", "the same"),
        "other": Text("–", "–"),
    }
    counts = Text(
        "{better} 项更好，{worse} 项更差，{same} 项不变。", "{better} better, {worse} worse, {same} the same."
    )
    terms = Text("得分从哪来", "Where the points come from")
    terms_alt = Text("两个方案的得分按规则分开", "Points of both plans by rule")
    pairs = Text("改动的结对（{count}）", "Changed pairs ({count})")
    pairs_alt = Text("改动的结对", "Changed pairs")
    links = Text("改动的联村（{count}）", "Changed links ({count})")
    links_alt = Text("改动的联村", "Changed links")
    towns = Text("按乡镇", "By town")
    towns_alt = Text("各乡镇的结对、得分和改动", "Pairs, points and changes by town")
    rules = Text("规则差异（{count}）", "Rules ({count})")
    rules_alt = Text("两套规则的不同之处", "Rules set differently")
    no_rules = Text("两个方案的规则完全相同。", "Both plans were made with the same rules.")
    rule_sets = Text(
        "甲用规则“{before}”，乙用规则“{after}”。", "A was made with the rules {before}, B with {after}."
    )
    no_changes = Text("没有不同。", "Nothing differs.")
    causes = Text("按原因：{causes}", "By reason: {causes}")
    change_columns: Final[Mapping[str, Text]] = {
        "village": Text("行政村", "Village"),
        "household_id": Text("户编号", "Household id"),
        "head_name": Text("户主", "Head"),
        "old": Text("甲", "A"),
        "new": Text("乙", "B"),
        "reason": Text("原因", "Reason"),
        "kind": Text("联村", "Link"),
    }
    link_kinds: Final[Mapping[str, Text]] = {
        "unit": Text("单位联村", "unit"),
        "leader": Text("领导联村", "leader"),
    }
    town_columns: Final[Mapping[str, Text]] = {
        "town": Text("乡镇", "Town"),
        "demand": Text("需结对", "Demand"),
        "paired_before": Text("甲已结对", "A paired"),
        "paired_after": Text("乙已结对", "B paired"),
        "points_before": Text("甲得分", "A points"),
        "points_after": Text("乙得分", "B points"),
        "points_change": Text("得分增减", "Points ±"),
        "pairs_changed": Text("改动结对", "Pairs changed"),
        "links_changed": Text("改动联村", "Links changed"),
    }
    rule_columns: Final[Mapping[str, Text]] = {
        "rule": Text("规则", "Rule"),
        "before": Text("甲", "A"),
        "after": Text("乙", "B"),
    }
    outdated = Text(
        "{plan}是按 {when} 的名单做的；名单后来由 {who} 于 {newer} 改过。",
        "{plan} was made from the lists of {when}; {who} has changed them at {newer}.",
    )
    recount = Text("按最新名单复核", "Recount by the newest lists")
    still_good = Text(
        "按最新名单复核：没有违反规则。重点户已结对 {focus}/{demand}，有联系干部 {households}/{total} 户。",
        "By the newest lists no rule is broken. Focus pairs {focus}/{demand}, households with a contact {households}/{total}.",
    )
    breaks = Text(
        "按最新名单复核：有 {count} 处不再成立。重点户已结对 {focus}/{demand}，有联系干部 {households}/{total} 户。",
        "By the newest lists {count} things no longer hold. Focus pairs {focus}/{demand}, households with a contact "
        "{households}/{total}.",
    )
    breaks_alt = Text("按最新名单不再成立的", "What no longer holds")
    break_columns: Final[Mapping[str, Text]] = {
        "rule": Text("规则", "Rule"),
        "who": Text("涉及", "Who"),
    }


class Official:
    mark = Text("★ {plan}", "★ {plan}")
    none = Text("还没有正式方案。", "No plan is official yet.")
    this = Text(
        "这个方案是正式方案，{who} 于 {when} 采用：{why}",
        "This is the official plan, adopted by {who} at {when}: {why}",
    )
    other = Text(
        "正式方案是方案 {plan}，{who} 于 {when} 采用：{why}",
        "The official plan is plan {plan}, adopted by {who} at {when}: {why}",
    )
    adopt = Text("定为正式方案", "Make it official")
    adopt_which = Text("把哪个方案定为正式方案", "Which plan")
    adopt_note = Text(
        "一个县同时只有一个正式方案；原来的正式方案随之撤下，记录保留。",
        "A county has one official plan at a time; the one before steps down and stays on record.",
    )
    withdraw = Text("撤回正式方案", "Withdraw the official plan")
    withdraw_note = Text("撤回后，这个县暂时没有正式方案。", "The county has no official plan then.")
    why = Text("理由（必填）", "Reason (required)")
    why_hint = Text("例如：县委常委会审定", "e.g. approved by the standing committee")
    broken = Text(
        "这个方案经不起今天的复核，不能定为正式方案。请看总览里违反了哪些规则，改好或重新求解。",
        "This plan does not stand today's recount and cannot be made official. See on the overview which rules it breaks; "
        "mend it or solve anew.",
    )
    confirm = Text("确认采用", "Adopt")
    confirm_withdraw = Text("确认撤回", "Withdraw")
    done = Text("已记录。下一步：到“导出”印发。", "On record. Next: print and publish on the page Export.")
    history = Text("采用记录（{count}）", "Adoptions ({count})")
    columns: Final[Mapping[str, Text]] = {
        "plan": Text("方案", "Plan"),
        "who": Text("采用人", "Adopted by"),
        "when": Text("采用时间", "Adopted at"),
        "why": Text("理由", "Reason"),
        "until": Text("撤下时间", "Until"),
        "by": Text("撤下人", "Withdrawn by"),
        "because": Text("撤下理由", "Because"),
    }
