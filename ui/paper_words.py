"""The sentences of the page 导出, 中文 and English."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pairing.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping


class Export:
    title = Text("导出", "Export")
    lead = Text(
        "选好要的文件，一次生成；每一页都注明方案、规则和日期。",
        "Choose the documents and have them made at once; every page names plan, rules and date.",
    )
    made = Text("由方案 {plan} 于 {when} 得出 · 规则“{rules}” · 数据版本 {data} · 规则版本 {hash}",
                "From plan {plan} of {when} · rules {rules} · data {data} · rules version {hash}")  # fmt: skip
    documents = Text("要哪些文件", "Which documents")
    public_note = Text(
        "现在是公示版：户主姓名、电话已遮挡，不含证件号码、致困原因等。",
        "This is the public version: names of heads and telephones are masked; no id numbers, no causes of hardship.",
    )
    internal = Text("要内部资料（不脱敏）", "The full version, for the office only")
    internal_note = Text(
        "内部资料含完整姓名、电话、困难原因，每一页都印有“内部资料 注意保密”。请勿公开、勿张贴。",
        "The full version has whole names, telephones and causes of hardship; every page says so. Do not publish it.",
    )
    office_only = Text("只有内部资料", "Office only")
    all = Text("全选", "All")
    none = Text("全不选", "None")
    start = Text("生成所选文件", "Make the chosen documents")
    nothing_chosen = Text("请至少选一种文件。", "Choose at least one document.")
    running = Text("正在生成{audience}", "Making the {audience}")
    starting = Text("正在准备名单和方案……", "Getting lists and plan ready…")
    now = Text("已完成 {done} / {total} 种，正在写：{name}", "{done} of {total} done, writing: {name}")
    leave = Text("可以离开本页，写完后回来下载。", "You may leave this page and come back for the files.")
    stop = Text("停止", "Stop")
    ready = Text("{audience} · {when} 生成 · {count} 个文件", "{audience} · made {when} · {count} files")
    empty = Text("所选文件在这个方案里没有内容。", "The plan has nothing to say in the chosen documents.")
    failed = Text("没有写完：{why}", "Not finished: {why}")
    archive = Text("全部下载（zip）", "All files (zip)")
    each = Text("逐个下载", "One by one")
    pick = Text("选一个文件", "Choose a file")
    clear = Text("清除", "Remove")
    kept = Text(
        "文件在本机保留 24 小时后自动清除。", "Files stay on this computer for 24 hours and are then removed."
    )
    other = Text("方案和名单", "Plan and lists")
    plan = Text("方案文件", "Plan files")
    plan_what = Text(
        "联村、结对、联系三张表和摘要，供复核或再次求解。",
        "Links, pairs, contacts and summary, to check or re-solve.",
    )
    lists = Text("名单原表", "The lists")
    lists_what = Text("本县导入的名单，可改后再导入。", "This county's lists, to change and load again.")
    download = Text("下载", "Download")
    audiences: Final[Mapping[str, Text]] = {
        "PUBLIC": Text("公示版", "public version"),
        "INTERNAL": Text("内部资料", "version for the office"),
    }
    titles: Final[Mapping[str, Text]] = {
        "名册": Text("结对帮扶名册", "Roster of pairs"),
        "名册文书": Text("名册（Word）", "Roster (Word)"),
        "联村一览表": Text("联村一览表", "Villages and their units"),
        "联系人名单": Text("联系人名单", "Contacts of all households"),
        "未覆盖户": Text("未覆盖户", "Households not covered"),
        "未参与干部": Text("未参与干部", "Cadres without a task"),
        "变动表": Text("变动表", "Change list"),
        "导入模板": Text("帮扶责任人导入模板", "Import form"),
        "连心卡": Text("连心卡", "Household cards"),
        "联系牌": Text("联系牌", "Door plates"),
        "村级公示栏": Text("村级公示栏", "Village notice boards"),
        "干部任务清单": Text("干部任务清单", "Task sheets of cadres"),
        "领导一页纸": Text("领导一页纸", "One page for leaders"),
    }
