"""Sentences of the marked lists, the words not understood and the office's word table; 中文 and English."""

from __future__ import annotations

from pairing.text import Text


class Marked:
    download = Text("下载标好的名单", "Download the marked lists")
    help = Text(
        "您自己的表，有问题的格涂了色，改法写在最右一列；可直接在里面改好再导入。",
        "Your own sheets with the faulty cells coloured and the remedies in the last column; mend them there and load it.",
    )
    name = Text("检查结果-{name}", "findings-{name}")


class Words:
    title = Text("没认出的词（{count}）", "Words not understood ({count})")
    all_known = Text("名单里的词都认得；词表", "All words are understood; the word table")
    lead = Text(
        "名单里的这些说法没有计入需求、专长或难度。写明它们归为哪个词，全县名单随即按新词表重读，存为这个县的新版本；"
        "原有方案仍属原来的版本。",
        "These words count for no need, skill or difficulty yet. Say what they stand for, and all lists are read anew and "
        "kept as a new version of the county; plans stay with the version they were made from.",
    )
    table_alt = Text("没认出的词，各有次数和行号", "Words not understood, with count and rows")
    field = Text("字段", "Column")
    word = Text("词", "Word")
    count = Text("次数", "Count")
    rows = Text("行", "Rows")
    code = Text("归为", "Stands for")
    line = Text("{field}：{word}（{count} 处）", "{field}: {word} ({count})")
    choose = Text("不选则不加", "leave blank to skip")
    own = Text("另加一个词", "Another word")
    own_code = Text(
        "归为（可填多个，用顿号隔开；无关的填“不计”）",
        "Stands for (several separated by commas)",
    )
    own_code_hint = Text("如：看病、照料", "words of the list")
    remove = Text("从词表删去", "Take out of the table")
    save = Text("存入词表并重读名单", "Save and read the lists anew")
    saved = Text(
        "词表已更新（{count} 处），名单按新词表重读，存为这个县的新版本。下一步：重新求解。",
        "The word table has changed in {count} places and the lists were read anew, as a new version. Next: solve again.",
    )
    nothing = Text("没有要加或要删的词。", "There is no word to add or to take out.")
    download = Text(
        "下载为词表（填“归为”后放进名单）",
        "Download as a word table (fill its third column, put it into the lists)",
    )
    source = Text("词表改了 {count} 处", "word table changed in {count} places")
