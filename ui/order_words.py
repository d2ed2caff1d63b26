"""Sentences of the page of pins and bans; 中文 and English."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pairing.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping


class Order:
    title = Text("指定与回避", "Pins and bans")
    lead = Text(
        "定下谁必须联系谁、谁不得联系谁，写明理由。求解和手工调整都遵守；每次存入都是名单的一个新版本。",
        "Say who must serve whom and who must not, with the reason. Solving and changes by hand keep to it; each save is a "
        "new version of the lists.",
    )
    stale = Text(
        "{who} 已于 {when} 改存了这个县的名单，这里看到的是旧版，不能再改。",
        "{who} saved newer lists of this county at {when}; these are the older ones and can no longer be changed.",
    )
    go_newest = Text("换到最新的名单", "Go to the newest lists")
    moved = Text(
        "这里已换成最新的名单，您填的还在，核对后再存。",
        "These are the newest lists now, with what you entered: check it and save again.",
    )
    new = Text("新增一条", "Add one")
    kind = Text("类型", "Kind")
    kinds: Final[Mapping[str, Text]] = {
        "pin": Text("指定（必须）", "Pin (must)"),
        "ban": Text("回避（不得）", "Ban (must not)"),
    }
    who = Text("谁", "Who")
    whom = Text("联系谁", "Whom")
    tables: Final[Mapping[str, Text]] = {
        "cadres": Text("干部", "Cadre"),
        "units": Text("单位", "Unit"),
        "households": Text("户", "Household"),
        "villages": Text("村", "Village"),
    }
    search: Final[Mapping[str, Text]] = {
        "cadres": Text("输入姓名、编号或单位查找", "name, id or unit"),
        "units": Text("输入单位名称查找", "name of the unit"),
        "households": Text("输入户主、户编号或村查找", "head, id or village"),
        "villages": Text("输入村名或乡镇查找", "village or town"),
    }
    pick = Text("请选择", "choose")
    found = Text(
        "找到 {count} 个，列出前 {shown} 个，再输几个字可缩小。",
        "{count} found, the first {shown} shown; type more.",
    )
    nobody = Text("没有符合条件的。", "Nothing found.")
    why = Text("理由（必填）", "Reason (required)")
    why_hint = Text("例如：多年结对，群众要求留任", "e.g. paired for years, the family asks for it")
    asked_by = Text("提出人", "Asked by")
    when = Text("时间", "When")
    save = Text("存入", "Save")
    choose_both = Text("选好双方、写明理由后即可存入。", "Choose both sides and write the reason, then save.")
    fits = Text(
        "可以执行：与名单和规则“{rules}”没有矛盾。",
        "It can be kept: no contradiction with the lists or the rules {rules}.",
    )
    clash = Text(
        "按规则“{rules}”有矛盾，存入后不能求解，除非先改规则或删去另一条：",
        "With the rules {rules} this contradicts; once saved, nothing can be solved until a rule or the other order changes:",
    )
    contradictions = Text(
        "名单里的指定、回避与规则“{rules}”有 {count} 处矛盾，改好之前不能求解：",
        "The pins and bans contradict the rules {rules} in {count} places; nothing can be solved until that is mended:",
    )
    saved = Text(
        "已存入，名单成为新版本。下一步：重新求解。",
        "Saved as a new version of the lists. Next: solve again.",
    )
    go_solve = Text("去求解", "Solve")
    listed = Text("现有的指定与回避", "Pins and bans in force")
    empty = Text("还没有指定或回避。", "No pins or bans yet.")
    opens = Text("点一行可删除。", "Click a row to remove it.")
    drawer = Text("这一条", "This one")
    remove_why = Text("为什么删除（必填）", "Why remove it (required)")
    remove = Text("删除", "Remove")
    upload = Text("成批导入", "Load many at once")
    upload_note = Text(
        "按空白表填好再传上来。先列出将存入的内容和逐行的问题，确认后才存。",
        "Fill the blank table and hand it in. What will be stored, and findings by row, are shown first; nothing is stored "
        "before you agree.",
    )
    blank = Text("下载空白表", "Download the blank table")
    file = Text("一个 .xlsx 或 .csv 文件", "One .xlsx or .csv file")
    faulty = Text("发现 {count} 处错误，没有存入任何一条。", "{count} errors; nothing is stored.")
    known = Text("{count} 条名单里已有，不再重复存入。", "{count} are in the list already and are left out.")
    nothing_new = Text("没有新的内容可存。", "There is nothing new to store.")
    ready = Text("以下 {count} 条将存入：", "These {count} will be stored:")
    store_all = Text("存入这 {count} 条", "Store these {count}")
    columns: Final[Mapping[str, Text]] = {
        "row": Text("行号", "Row"),
        "kind": Text("类型", "Kind"),
        "who": Text("谁", "Who"),
        "whom": Text("联系谁", "Whom"),
        "why": Text("理由", "Reason"),
        "asked_by": Text("提出人", "Asked by"),
        "when": Text("时间", "When"),
    }
