"""The words of confirming what lists say: headers, villages, units and people that were not recognised for certain."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pairing.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping


class Match:
    name_needed = Text(
        "选了几个文件，请填写县名。", "There are several files: please give the county's name."
    )
    title = Text("请确认这些写法（{count} 处）", "Please confirm these wordings ({count})")
    lead = Text(
        "下面的表头和名称与名单对不上，程序猜了最像的一个，没有您的确认不会导入。确认过的会记住，下次不再问。",
        "These headers and names are not in the lists. The likeliest meaning is proposed; nothing is loaded without your word. "
        "What you confirm is remembered and not asked again.",
    )
    first = Text("先确认前 {shown} 处，其余随后再问。", "The first {shown} now; the rest will be asked next.")
    kinds: Final[Mapping[str, Text]] = {
        "sheet": Text("工作表", "Sheet"),
        "header": Text("表头", "Column"),
        "town": Text("乡镇", "Town"),
        "village": Text("村", "Village"),
        "unit": Text("单位", "Unit"),
        "cadre": Text("干部", "Cadre"),
    }
    place = Text("“{sheet}”表第 {row} 行起，{rows} 行", "{sheet}, from row {row}; {rows} rows")
    means = Text("“{said}”是", "{said} means")
    later = Text("暂不确定", "not decided yet")
    none_header = Text("都不是，作为自有列保留", "none of these; keep it as a column of our own")
    none_sheet = Text("不是，不读这张表", "no; do not read this sheet")
    none = Text("都不是，我去改名单", "none of these; I shall correct the list")
    likeness = Text("{why}，{score} 分", "{why}, {score} of 100")
    unsure = Text("没有把握，请选一个", "uncertain: please choose")
    confirm = Text("确认所选并导入", "Confirm these and load")
    nothing = Text("还没有选定任何一处。", "Nothing has been decided yet.")
    files_gone = Text(
        "已记住。请重新选择文件，再点“检查并导入”。", "Remembered. Choose the files again and load them."
    )
    used = Text("沿用了以前确认的 {count} 处写法。", "{count} wordings confirmed before were used.")
    remembered = Text("已记住的写法（{count}）", "Remembered wordings ({count})")
    columns: Final[Mapping[str, Text]] = {
        "kind": Text("类别", "Kind"),
        "said": Text("名单里写的", "The lists say"),
        "where": Text("所在", "Where"),
        "means": Text("认作", "Taken for"),
    }
    remembered_alt = Text("已确认并记住的写法", "Wordings confirmed and remembered")
    forget = Text("要忘掉的", "To be forgotten")
    forget_hint = Text("选一处或几处", "one or more")
    forget_button = Text("忘掉所选", "Forget these")
