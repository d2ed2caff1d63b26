"""Sentences on rule sets: copied, renamed, put away, compared; weights in words; the way back to a default."""

from __future__ import annotations

from pairing.text import Text


class Sets:
    was = Text("已改 · 默认 {default}", "changed · default {default}")
    back = Text("恢复默认", "Back to default")
    weight = Text("{rule}的轻重", "How heavy: {rule}")
    manage = Text("管理规则集", "Manage the sets")
    name = Text("新名字", "New name")
    copy = Text("另存一份", "Copy")
    rename = Text("改名", "Rename")
    put_away = Text("移出列表", "Take off the list")
    put_away_note = Text(
        "移出后不再列出；用它算过的方案不受影响。最后一套移出后，会重新放上默认规则。",
        "It is no longer listed; plans made with it are not touched. After the last one the default rules come back.",
    )
    copied = Text("已另存为“{name}”", "Copied as {name}")
    renamed = Text("已改名为“{name}”", "Renamed to {name}")
    gone = Text("已移出“{name}”", "{name} is off the list")
    unsaved = Text(
        "另存和改名针对已保存的规则，未保存的改动不在内。",
        "Both act on the saved rules; unsaved changes are left out.",
    )
    compare = Text("与另一套规则比较", "Compare with another set")
    other = Text("比较对象", "Compare with")
    default = Text("默认规则（出厂）", "The defaults")
    same = Text("两套规则完全相同。", "The two sets are the same.")
    differ = Text("有 {count} 条规则不同：", "{count} rules differ:")
    rule = Text("规则", "Rule")
    here = Text("当前（含未保存的改动）", "Here, unsaved changes included")
    meaning = Text("这条规则管什么", "What it does")
