"""The words of shortages and repairs on the gaps page."""

from __future__ import annotations

from pairing.text import Text


class Repairs:
    why = Text("为什么缺：逐处算清", "Why: each shortage, counted")
    why_note = Text(
        "下面每一处都已证明：在现有联村之下，怎样安排都补不上。",
        "Each of these is proved: behind the plan's links no arrangement can fill it.",
    )
    mendable = Text(
        "另有 {count} 个缺口不用动联村就能补上，再求解一次即可。",
        "{count} more gaps can be filled without touching a link: solve once more.",
    )
    demand = Text("需要", "Asked for")
    places = Text("最多能有", "Can be had")
    deficit = Text("还差", "Short")
    households = Text("涉及的户（{count}）", "Households ({count})")
    cadres = Text("能结对的干部（{count}）", "Cadres who may serve ({count})")
    more = Text(
        "还有 {count} 处较小的短缺，列在“pairing why”里。",
        "{count} smaller shortages more: see `pairing why`.",
    )
    title = Text("怎样补上", "What would close them")
    lead = Text(
        "每种办法都按改后的名单和规则重新求解、逐人复核，列出能补几个、得分变化多少。",
        "Each way is solved anew with the lists and rules so changed and recounted: gaps closed, points gained or lost.",
    )
    ask = Text("测算补救办法（约 1 分钟）", "Price the repairs (about a minute)")
    again = Text("重新测算", "Price them again")
    stop = Text("停止测算", "Stop pricing")
    pricing = Text("正在测算，已用 {seconds} 秒。", "Pricing for {seconds} seconds.")
    busy = Text(
        "有求解正在进行，测算会排在后面，轮到时自动开始。",
        "A solve is under way; the pricing waits in line and begins by itself.",
    )
    in_line = Text(
        "测算在排队，第 {place} 位，轮到时自动开始。", "In line, No. {place}; the pricing begins by itself."
    )
    anew = Text(
        "现在缺 {now} 个；不改名单和规则、从现有方案再求一次，缺 {again} 个。",
        "{now} are missing now; solved anew from this plan with nothing changed, {again}.",
    )
    nothing = Text("没有找到能再补缺口的办法。", "No way was found to close more gaps.")
    closes = Text("补上", "Closes")
    left = Text("还缺", "Still missing")
    points = Text("得分变化", "Points")
    size = Text("改动几处", "Changes")
    try_it = Text("做成假设方案", "Make it a what-if plan")
    try_help = Text(
        "另存一份改后的名单和规则，从现有方案出发求解；现有方案不变。",
        "Saves the changed lists and rules beside the present ones and solves from this plan; this plan stays.",
    )
    what_if = Text("{county}（假设{n}）", "{county} (what-if {n})")
    what_if_rules = Text("{rules}（假设）", "{rules} (what-if)")
