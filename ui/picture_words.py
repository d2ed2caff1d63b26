"""Sentences of the pictures on 总览 and of what a click in one of them means; 中文 and English."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pairing.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping


class Picture:
    title = Text("看全县：图和名单", "The whole county: pictures and lists")
    choose = Text("看哪张图", "Which picture")
    names: Final[Mapping[str, Text]] = {
        "flow": Text("层级与难度", "Level and tier"),
        "load": Text("每人几户", "Households a cadre"),
        "heat": Text("单位与乡镇", "Units and towns"),
        "map": Text("村庄分布", "Villages"),
        "town": Text("一个乡镇", "One town"),
    }
    notes: Final[Mapping[str, Text]] = {
        "flow": Text(
            "从干部层级到户的难度，线越粗结对越多。点一条线或一块，下面只列这些结对。",
            "From the cadres' level to the households' tier; thicker = more pairs. Click a band or a block to list only those.",
        ),
        "load": Text(
            "各层级干部按结对重点户数的人数。点一段柱子，下面只列这些干部。",
            "Cadres of each level by focus households. Click a part of a bar to list only those cadres.",
        ),
        "heat": Text(
            "每格是一个单位在一个乡镇的结对数，结对多的单位在上；拖右侧滑条看其余单位。点一格，下面只列这些结对。",
            "Pairs of a unit in a town; units with most pairs first, the slider shows the others. Click a cell to list its pairs.",
        ),
        "map": Text(
            "每点一村，大小按重点户数；位置为名单所填，无底图。点一村，下面只列这个村。",
            "A dot a village, sized by focus households; places as the lists give them, no base map. Click one to list it alone.",
        ),
        "town": Text(
            "左边单位，右边村，线越粗结对越多；选一个村，看到每名干部和每一户。点一条线，下面只列这些结对。",
            "Units left, villages right, thicker = more pairs; choose a village to see every cadre and household. Click a line to "
            "list its pairs.",
        ),
    }
    alts: Final[Mapping[str, Text]] = {
        "flow": Text("各层级干部与各难度重点户之间的结对数", "Pairs between levels and tiers"),
        "load": Text("各层级干部的结对户数分布", "How many focus households the cadres of each level have"),
        "heat": Text("各单位在各乡镇的结对数", "Pairs of each unit in each town"),
        "map": Text("各村位置、重点户数，按所选着色", "Villages with focus households, coloured by choice"),
        "town": Text("一个乡镇里谁和谁结对", "Who is paired with whom in one town"),
    }
    colour = Text("按什么着色", "Colour by")
    colours: Final[Mapping[str, Text]] = {
        "coverage": Text("有没有缺口", "gaps"),
        "load": Text("每名干部联系几户", "households a cadre"),
        "difficulty": Text("重点户难度", "difficulty"),
    }
    tips: Final[Mapping[str, Text]] = {
        "coverage": Text(
            "{b}<br/>重点户 {@[2]}，还缺 {@[3]}",
            "{b}<br/>{@[2]} focus households, {@[3]} missing",
        ),
        "load": Text(
            "{b}<br/>重点户 {@[2]}，每名干部联系 {@[3]} 户（含包组）",
            "{b}<br/>{@[2]} focus households, {@[3]} households a cadre, contacts counted",
        ),
        "difficulty": Text(
            "{b}<br/>重点户 {@[2]}，平均难度 {@[3]} 分",
            "{b}<br/>{@[2]} focus households, mean difficulty {@[3]}",
        ),
    }
    full = Text("无缺口", "no gaps")
    gap = Text("有缺口", "with gaps")
    no_places = Text(
        "名单里没有村的经纬度，画不出分布图；填上“经度”“纬度”两列就有了。村的名单在下面。",
        "The lists give no coordinates of villages, so there is no map; fill in longitude and latitude. The list is below.",
    )
    no_pairs = Text("方案里还没有结对。", "The plan has no pairs yet.")
    cell = Text("{b}<br/>结对 {@[2]}", "{b}<br/>{@[2]} pairs")
    town = Text("乡镇", "Town")
    village = Text("村", "Village")
    whole_town = Text("全乡镇", "the whole town")
    too_many = Text(
        "这个村有 {count} 对，超过 {most} 对画不清，只画前 {most} 对；全部在下面的名单里。",
        "{count} pairs here; only the first {most} can be drawn readably, all are in the list below.",
    )
    cadre_at = Text("{unit} {cadre}", "{unit} {cadre}")
    no_cadre = Text("{household}（还缺）", "{household} (missing)")
    only = Text("只看：{what}", "Only: {what}")
    all = Text("显示全部", "Show all")
    everything = Text("全县名单", "The whole county's lists")
    arrow = Text("{a} → {b}", "{a} → {b}")
    with_load = Text("{level}，{count} 户", "{level}, {count} households")
    and_more = Text("等 {count} 处", "and others, {count} in all")
    households = Text("{tier}户", "{tier} households")
    villages_list = Text("各村联村单位、领导和户数", "Villages with units, leader and households")
    pairs_list = Text("结对名单", "Pairs")
    cadres_list = Text("干部名单及其户数", "Cadres and their households")
