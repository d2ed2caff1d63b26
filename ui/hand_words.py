"""Sentences of the page on which a plan is changed by hand; 中文 and English."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pairing.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping


class Hand:
    title = Text("调整", "Adjust")
    lead = Text(
        "点一户、一名干部、一个村或一个单位来改。硬规则不许的当场说明，其余标出代价；每一步都可撤销，满意后另存为新方案。",
        "Click a household, a cadre, a village or a unit to change it. What a hard rule forbids is said at once, everything "
        "else has its price; every step can be undone. Save the result as a new plan.",
    )
    steps = Text("已改", "Steps")
    points = Text("匹配得分", "Points")
    focus = Text("重点户结对", "Focus households")
    households = Text("有联系干部的户", "With a contact")
    cadres = Text("已覆盖的党员干部", "Cadres taking part")
    full = Text("全覆盖", "all")
    short = Text("差 {count}", "{count} short")
    opens = Text("点一行来改。", "Click a row to change it.")
    undo = Text("撤销", "Undo")
    redo = Text("重做", "Redo")
    save = Text("另存为新方案", "Save as a new plan")
    name = Text("新方案的名称", "Name of the new plan")
    name_hint = Text("例如：乡镇反馈后调整", "e.g. after the towns' replies")
    saved = Text("已存为方案 {id}。", "Saved as plan {id}.")
    nothing = Text("还没有改动。", "Nothing is changed yet.")
    resolve = Text("锁定后重新求解", "Solve the rest anew")
    resolve_note = Text(
        "手工锁定的不动，手工回避的不再配上，手工给出和收回的联村照办，其余重新优化。",
        "What was locked by hand stays, pairs banned by hand stay apart, villages given or taken away by hand remain so, the "
        "rest is improved.",
    )
    most = Text("其余最多改几处", "At most so many other changes")
    no_limit = Text("不限", "no limit")
    start = Text("开始求解", "Start solving")
    history = Text("改了什么", "What was changed")
    history_alt = Text("手工改动记录", "Steps by hand")
    columns: Final[Mapping[str, Text]] = {
        "no": Text("序号", "No."),
        "step": Text("改动", "Step"),
        "why": Text("理由", "Why"),
        "who": Text("谁改的", "By"),
        "when": Text("时间", "When"),
    }
    by_household = Text("按户", "Households")
    by_cadre = Text("按干部", "Cadres")
    by_village = Text("按村", "Villages")
    by_unit = Text("按单位", "Units")
    drawer_household = Text("这一户", "This household")
    drawer_cadre = Text("这名干部", "This cadre")
    drawer_village = Text("这个村", "This village")
    drawer_unit = Text("这个单位", "This unit")
    place_note = Text(
        "现有结对 {pairs} 对，其中已锁定 {locked} 对。锁定后手工改和重新求解都不动它们。",
        "{pairs} pairs, {locked} of them locked. Locked pairs stay, by hand and when solved anew.",
    )
    lock_all = Text("全部锁定", "Lock all")
    unlock_all = Text("全部解锁", "Let all go")
    locked = Text("已锁定", "locked")
    lock = Text("锁定", "Lock")
    unlock = Text("解锁", "Let go")
    what = Text("做什么", "What to do")
    drop = Text("撤下", "End")
    ban = Text("设为回避", "Ban")
    back = Text("回到{place}", "Back to {place}")
    homes = Text("户", "Households")
    homes_note = Text(
        "点一行进入这一户。重点户在前，缺人的最前。",
        "Click a row to go on to a household. Focus households first, those that lack somebody before the others.",
    )
    members = Text("干部", "Cadres")
    members_note = Text("点一行进入这名干部。", "Click a row to go on to a cadre.")
    lead_unit = Text("牵头", "lead")
    banned = Text("手工回避：{who}—{home}", "Kept apart by hand: {who}, {home}")
    lift = Text("解除回避", "Lift")
    bans = Text("手工回避", "Kept apart by hand")
    contact_is = Text("联系人：{who}", "Contact: {who}")
    no_offer = Text(
        "联系的村里没有符合条件的重点户。", "No such focus household in the villages within reach."
    )
    links_of_village = Text("联村单位", "Linked units")
    links_of_unit = Text("所联的村", "Linked villages")
    linked_unit = Text("{unit}　在村结对 {pairs} 对", "{unit} · {pairs} pairs here")
    linked_village = Text("{village}　结对 {pairs} 对", "{village} · {pairs} pairs")
    leaders_of_village = Text("联村县级领导", "County leader")
    leading = Text(
        "{who}（{post}）　在村结对 {pairs} 户，共联 {leads}/{most} 个村",
        "{who} ({post}) · pairs here: {pairs}, leads {leads} of at most {most} villages",
    )
    nobody_leads = Text("现在没有县级领导联系这个村。", "No county leader leads the village now.")
    no_leaders = Text(
        "名单里没有县级领导（层级 3），所以没有人可以联系这个村。在干部名单的“职务级别”里写明县处级即可。",
        "The lists have no county leader (level 3), so nobody could lead the village. Enter such a rank in the list of cadres.",
    )
    no_other_leader = Text(
        "名单里没有别的县级领导，所以这里换不了人。",
        "The lists have no other county leader, so there is nobody to change to.",
    )
    change_leader = Text("换一名领导联系这个村", "Let another leader lead the village")
    give_leader = Text("请一名领导联系这个村", "Let a leader lead the village")
    lead_more = Text("直接联系", "as well")
    lead_instead = Text("接替{old}", "in place of {old}")
    lead_swap = Text("与{old}对换，{place}改由{old}联系", "change villages: {old} leads {place}")
    lead_leave = Text("从{place}换到这里", "leaves {place} for it")
    no_link = Text("还没有。", "None yet.")
    take_back = Text("收回", "Take away")
    give_village = Text("把村交给一个单位", "Give the village to a unit")
    give_unit = Text("再联一个村", "Give the unit a village")
    nobody = Text("现在没有结对干部。", "Nobody is paired with it now.")
    no_home = Text("现在没有结对户。", "No household yet.")
    change = Text("换人或加人", "Someone else, or one more")
    give = Text("给这名干部一户", "Give a household")
    household = Text("候选户", "Household")
    search_home = Text("输入户主、户编号、村查找", "head, id or village")
    way = Text("怎么换", "How")
    one_more = Text("增派，不替下谁", "one more, nobody leaves")
    instead = Text("替下 {who}", "in place of {who}")
    swap = Text("与{who}对换，{home}改由{who}联系", "change places: {home} goes to {who}")
    why = Text("理由（可不填）", "Why (optional)")
    do = Text("就这样改", "Do it")
    allowed = Text("可以这样改。全县得分 {points}", "This may be. Points {points}")
    goals: Final[Mapping[str, Text]] = {
        "shortage": Text("缺口分量 {change}", "gaps {change}"),
        "idle": Text("未达应联户数的干部 {change}", "cadres below quota {change}"),
    }
    refused = Text("不能这样改：{rule}。{how}", "This may not be: {rule}. {how}")
    did: Final[Mapping[str, Text]] = {
        "assign": Text("{home}：改由{who}联系", "{home}: {who}"),
        "instead": Text("{home}：{who}接替{old}", "{home}: {who} in place of {old}"),
        "swap": Text(
            "{who}的{home}与{other}的{there}对换", "{who} ({home}) and {other} ({there}) change places"
        ),
        "drop": Text("{home}：撤下{who}", "{home}: {who} ends"),
        "lock": Text("锁定 {count} 对", "{count} pairs locked"),
        "unlock": Text("解锁 {count} 对", "{count} pairs let go"),
        "ban": Text("{who}与{home}设为回避", "{who} and {home} kept apart"),
        "lift": Text("{who}与{home}解除回避", "{who} and {home} may meet again"),
        "link": Text("{unit}联系{village}", "{unit} links {village}"),
        "unlink": Text("{unit}不再联系{village}", "{unit} no longer links {village}"),
        "lead": Text("{who}联系{village}", "{who} leads {village}"),
        "lead_instead": Text("{village}：{who}接替{old}联系", "{village}: {who} leads in place of {old}"),
        "lead_swap": Text(
            "{who}与{old}对换联村：{who}联系{village}，{old}联系{left}",
            "{who} and {old} change villages: {who} leads {village}, {old} leads {left}",
        ),
        "lead_leave": Text("{who}不联{left}，改联{village}", "{who} leaves {left} and leads {village}"),
        "unlead": Text("{who}不再联系{village}", "{who} no longer leads {village}"),
        "lead_lock": Text("锁定{who}联系{village}", "{who} leads {village}: locked"),
        "lead_unlock": Text("解锁{who}联系{village}", "{who} leads {village}: let go"),
    }
    since = Text(
        "{who} 在 {when} 改过这份草稿，这里已是最新的：",
        "{who} changed this draft at {when}; what you see is the newest:",
    )
    gone = Text("撤销了“{step}”", "undone: {step}")
    earlier = Text("另有 {count} 处", "and {count} more")
    broken = Text(
        "草稿里的改动与现在的名单不符：{why} 请清空草稿后重新改。",
        "The draft's steps no longer fit the lists: {why} Clear the draft and begin anew.",
    )
    clear = Text("清空草稿", "Clear the draft")


class Offer:
    """The tables of candidates."""

    columns: Final[Mapping[str, Text]] = {
        "cadre": Text("干部", "Cadre"),
        "unit": Text("单位", "Unit"),
        "head_name": Text("户主", "Head"),
        "village": Text("行政村", "Village"),
        "tier": Text("难度", "Tier"),
        "points": Text("得分", "Points"),
        "load": Text("已联/上限", "Load/most"),
        "km": Text("公里", "km"),
        "needs": Text("对口需求", "Needs met"),
        "present": Text("现由谁联系", "Now with"),
        "verdict": Text("能不能", "Possible?"),
        "places": Text("空名额", "Free places"),
        "links": Text("联村/上限", "Links/most"),
        "units": Text("单位/上限", "Units/most"),
        "short": Text("缺结对", "Lacking"),
        "leader": Text("领导", "Leader"),
        "price": Text("得分增减", "Points ±"),
        "gaps": Text("缺口增减", "Gaps ±"),
    }
    unknown = Text("—", "—")
    choose = Text("点行首的方框选一个。", "Tick the box at the head of a row to choose.")
    cadres_alt = Text("候选干部", "Candidates")
    homes_alt = Text("候选户", "Households on offer")
    links_alt = Text("可选的单位或村", "Units or villages on offer")
    leaders_alt = Text("可选的县级领导", "County leaders on offer")
    by_way = Text("可以：{way}", "yes: {way}")
    free = Text("可以", "yes")
    full = Text("名额已满，可换出", "places taken, can give one up")
    no_place = Text("没有名额", "has no place")
    kept_away = Text("不许：{rule}", "no: {rule}")
    by_hand = Text("手工回避", "kept apart by hand")
    all_locked = Text("现有结对都已锁定或指定", "the present pairs are locked or pinned")
    lacks = Text("缺 {count} 名", "{count} short")
