"""Sentences of the page of the log, of backup and restore, and of help; 中文 and English."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pairing.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping


class Record:
    title = Text("记录", "Record")
    lead = Text(
        "谁在什么时候做了什么、为什么；备份与恢复；每一页怎么用，每个词是什么意思。",
        "Who did what, when and why; backup and restore; how each page is used and what each word means.",
    )
    log = Text("操作记录", "Log")
    backup = Text("备份与恢复", "Backup and restore")
    help = Text("帮助", "Help")
    who = Text("操作人", "Who")
    kind = Text("事项", "What about")
    day = Text("日期", "Day")
    all_people = Text("所有人", "everybody")
    all_kinds = Text("全部事项", "everything")
    all_days = Text("全部日期", "all days")
    none = Text("还没有操作记录。", "Nothing has been done yet.")
    go_home = Text("去“开始”载入名单", "Go to Start and load lists")
    no_match = Text("没有符合条件的记录，请放宽上面的条件。", "No entry fits; widen the choices above.")
    count = Text("共 {count} 条", "Entries: {count}")
    log_alt = Text("操作记录，新的在前", "The log, newest first")
    as_workbook = Text("下载 Excel", "Download for Excel")
    as_csv = Text("下载 CSV", "Download CSV")
    file = Text("操作记录", "log")


class Backups:
    make = Text("备份", "Back up")
    make_what = Text(
        "名单、规则、方案、手工改动和操作记录全在一个文件里；别人正在用、正在求解时也可以备份。文件里有个人信息，请妥善保管。",
        "Lists, rules, plans, changes by hand and the log in one file, also while others are at work or a solve runs. It holds "
        "personal data: keep it safe.",
    )
    download = Text("下载备份", "Download a backup")
    keep = Text("在服务器上留一份", "Keep one on the server")
    kept = Text("已备份：{name}（{content}）", "Backed up: {name} ({content})")
    restore = Text("恢复", "Restore")
    restore_what = Text(
        "用一份备份替换现在的全部内容。先检查备份是否完好，再把现有内容另存一份，然后替换；所有人看到的都会换成备份里的。",
        "Puts a backup in the place of everything here. The backup is checked first, what is here now is kept beside it, then it "
        "is replaced, for everybody.",
    )
    upload = Text("上传备份文件（.db）", "Upload a backup (.db)")
    choose = Text("或选服务器上的一份", "Or one on the server")
    choose_hint = Text("选择备份", "choose a backup")
    none_there = Text("服务器上还没有备份。", "No backup on the server yet.")
    content = Text(
        "{counties} 份县数据、{sets} 套规则、{plans} 个方案，最后一次操作在 {newest}",
        "counties: {counties}, rule sets: {sets}, plans: {plans}; last used {newest}",
    )
    whole = Text("这份备份完好：{content}。", "This backup is whole: {content}.")
    sure = Text("我确认用它替换现在的全部内容", "Yes, put it in the place of everything here")
    do = Text("恢复这份备份", "Restore this backup")
    doing = Text("正在恢复…", "Restoring …")
    done = Text("已恢复，原来的内容另存为 {name}。", "Restored; what was here is kept as {name}.")
    running = Text(
        "正在求解，现在不能恢复。请等它结束，或先在“求解”页停止它。",
        "A solve is running; nothing can be restored now. Wait until it ends, or stop it on the page Solve.",
    )
    must_adopt = Text("恢复要有“可定案”的权限。", "Restoring asks for the right to adopt.")
    must_edit = Text("备份要有“可编辑”的权限。", "A backup asks for the right to change.")


class Helps:
    pages = Text("每一页怎么用", "How each page is used")
    words = Text("词汇表", "Glossary")
    words_alt = Text("词汇和意思", "Words and what they mean")
    word = Text("词", "Word")
    meaning = Text("意思", "Meaning")
    search = Text("查一个词", "Look up a word")
    no_word = Text("没有这个词，换个说法试试。", "No such word; try another.")
    of: Final[Mapping[str, Text]] = {
        "home": Text(
            "从这里开始：四步走到哪了、下一步点哪里。没有名单时可以载入示例县，里面的人和户都是虚构的。",
            "Begin here: which of the four steps is next and where to click. With no lists at hand, load the made-up sample "
            "county.",
        ),
        "data": Text(
            "导入单位、干部、行政村、农户四张表。有错时按表、行、列列出，一处也不存入；改好文件再导入一次。"
            "导入后看各乡镇的需求和名额够不够。",
            "Load the lists of units, cadres, villages and households. Faults are listed by sheet, row and column and nothing is "
            "stored; mend the file and load it again. Then see whether places suffice, town by town.",
        ),
        "rules": Text(
            "每人联系几户、谁要回避、更看重什么，都在这里定。与默认不同的会标出，与名单矛盾的马上说明；存成一套，求解时选用。",
            "How many households each takes, who is kept apart, what counts. What differs from the default is marked, "
            "contradictions are said at once; save a set and choose it when solving.",
        ),
        "orders": Text(
            "谁必须联系谁、谁必须回避谁，一条一条写明理由；也可以成批上传。与规则矛盾的马上说明。保存后重新求解才会照办。",
            "Who must serve whom and who must not, each with its reason; a whole table can be loaded. What contradicts the "
            "rules is said at once. Solve anew and it is kept to.",
        ),
        "solve": Text(
            "选规则和最长时间，点“开始求解”。可以离开、关掉浏览器；随时可停，停下时保留最好的方案。"
            "“离最优最多差”说的是任何方案最多还能好多少。已有求解在进行时，新的会排队；点求解记录的一行看它的设置、步骤和曲线。",
            "Choose rules and a time, then start. Leave or close the browser as you like; stop at any time and keep the best "
            "plan. “At most … below the best” says how much better any plan could be. While one is under way another waits in "
            "line; click a row of the history for its settings, steps and trace.",
        ),
        "overview": Text(
            "两个全覆盖达到了没有、规则逐条复核的结果、负担是否均衡。点一行看为什么这样配、谁比较过。",
            "Whether both coverages are full, each rule recounted, loads and equity. Click a row for the reason of a pair.",
        ),
        "gaps": Text(
            "哪一户没有人、哪名干部没有任务，缺在哪里、怎样补最省。点一种办法，就在旁边生成一个设想方案。",
            "Who is not covered, why, and the cheapest ways out; one click makes a what-if plan beside the present one.",
        ),
        "adjust": Text(
            "手工改派、对换、撤下、锁定、回避，把村交给单位或收回。硬规则不许的当场说明，其余标出代价；每步可撤销，满意后另存为新方案。",
            "Change pairs and unit links by hand. What a hard rule forbids is said at once, everything else shows its price; undo "
            "any step, then save a plan of its own.",
        ),
        "compare": Text(
            "把两个方案放在一起：覆盖、得分、每条规则好了还是差了、各乡镇改了多少、换了哪些人和为什么。看好了就定为正式方案，也可以撤回。",
            "Two plans side by side: coverages, points, each rule better or worse, changes by town, who was changed and why. "
            "Adopt the one you want as the official plan, or withdraw it.",
        ),
        "export": Text(
            "下载名册、公示版和其他文件。公示版已遮挡个人信息；每份文件都注明方案和规则。",
            "Download rosters, the public version and other papers. The public version is masked; each names plan and rules.",
        ),
        "record": Text(
            "查谁做了什么；备份和恢复；查词。建议每次导入名单或定下方案之后备份一次。",
            "See who did what, back up and restore, look up words. Take a backup after each import and each decision.",
        ),
    }
