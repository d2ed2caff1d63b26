"""Sentences of the section that takes an edited roster back; 中文 and English."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pairing.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping


class RosterBack:
    title = Text("改好的名册传回来", "Hand an edited roster back")
    lead = Text(
        "在导出的名册（内部资料）上直接改：换责任人、划掉一行、添一行、改电话或职务，再传回来。先逐条列出改了什么，确认后才存。",
        "Edit the exported roster (internal): change a cadre, strike or add a row, correct a telephone or post, and hand it in. "
        "Every change is listed first; nothing is stored until you say so.",
    )
    file = Text("改过的名册（.xlsx）", "The edited roster (.xlsx)")
    comparing = Text("正在逐行对照…", "Comparing row by row …")
    same = Text("名册与方案一致，没有改动。", "The roster says what the plan says: no changes.")
    pairs = Text("结对的改动", "Changed pairs")
    fields = Text("更正的内容", "Corrected fields")
    questions = Text("看不懂、没有采用的", "Not understood, and not used")
    columns: Final[Mapping[str, Text]] = {
        "kind": Text("改动", "Change"),
        "household": Text("户主", "Household"),
        "old": Text("原责任人", "Was"),
        "new": Text("新责任人", "Now"),
        "verdict": Text("按现方案和规则", "Under plan and rules"),
        "place": Text("位置", "Place"),
        "who": Text("谁", "Whose"),
        "column": Text("列", "Column"),
        "was": Text("原值", "From"),
        "corrected": Text("改为", "To"),
        "words": Text("问题", "Question"),
    }
    skip = Text("不采用这些结对改动", "Leave these pairs as they were")
    take_fields = Text("同时更正名单（{count} 处）", "Correct the lists too ({count})")
    kind = Text("结对改动怎么用", "How the changed pairs count")
    pins = Text("作为指定、回避：必须照办", "as orders: they bind")
    previous = Text("作为原结对：尽量照办", "as the plan to start from: kept where it can be")
    conflicts = Text(
        "照这样指定，下面 {count} 条守不住，求解会拒绝。请去掉相应改动，或改用“作为原结对”。",
        "With these orders {count} rules cannot be kept and solving would refuse. Leave the changes concerned, or use them as "
        "the plan to start from.",
    )
    save = Text("存入名单", "Store in the lists")
    solve = Text("存入并重新求解", "Store and solve again")
    saved = Text(
        "已存为这个县的新版本：改动 {pairs} 对，更正 {fields} 处。下一步：到“求解”重新求解。",
        "Stored as a new version of the county: {pairs} pairs, {fields} corrections. Next: solve again on the page Solve.",
    )
    source = Text("名册回填：{file}", "from an edited roster: {file}")
