"""The words of the line of solves, of a solve's steps and of its record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pairing.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping


class Line:
    title = Text("排队的求解", "Solves in line")
    lead = Text(
        "一次只进行一个求解，其余按先后排队，轮到时自动开始，不用开着本页。",
        "One solve at a time; the others wait and begin by themselves, with no page open.",
    )
    place = Text("第 {place} 位", "No. {place}")
    elsewhere = Text(
        "正在求解 {county}（{who}，已用 {seconds} 秒）。",
        "{county} is being solved ({who}, {seconds} s so far).",
    )
    elsewhere_pricing = Text(
        "正在测算 {county} 的补救办法（{who}，已用 {seconds} 秒）。",
        "Repairs of {county} are being priced ({who}, {seconds} s so far).",
    )
    take_out = Text("撤下", "Take out")
    another = Text("再排一次求解", "Ask for another solve")
    start = Text("排队求解", "Solve in turn")
    pricing = Text("正在测算 {county} 的补救办法", "Pricing repairs of {county}")
    badge = Text("求解在排队，第 {place} 位", "In line to be solved, No. {place}")


class Warm:
    tick = Text("从画面上的方案 {id} 出发", "Begin from plan {id}, the one on screen")
    help = Text(
        "以它为起点继续改进：同样的规则下，结果不会比它差。关掉则从头求解。",
        "Goes on improving from that plan: by the same rules the outcome is never worse. Off: solved from scratch.",
    )
    begun = Text("从方案 {id} 出发", "begun from plan {id}")
    outcome = Text(
        "出发的方案 {id} → 新方案：重点户缺口（按难度加权）{shortage} → {less}，匹配总分 {points} → {more}",
        "From plan {id} to the new one: missing pairs, weighted {shortage} → {less}, points {points} → {more}",
    )


class Run:
    drawer = Text("求解 {id}", "Solve {id}")
    opens = Text(
        "点一行，看这次求解的设置、步骤、曲线和记录。", "Click a row for its settings, steps, trace and log."
    )
    columns: Final[Mapping[str, Text]] = {
        "id": Text("序号", "No."),
        "when": Text("提出时间", "Asked at"),
        "who": Text("操作人", "By"),
        "rules": Text("规则", "Rules"),
        "limit": Text("最长时间", "At most"),
        "change": Text("起点与改动", "Begun from"),
        "state": Text("结果", "Outcome"),
        "note": Text("为什么结束", "Why it ended"),
        "gap": Text("离最优", "Gap"),
        "seconds": Text("用时（秒）", "Seconds"),
        "plan": Text("方案", "Plan"),
    }
    rules = Text("{name}（第 {id} 版）", "{name} (version {id})")
    afresh = Text("从头求解", "from scratch")
    pricing = Text("测算方案 {id} 的补救办法", "repairs of plan {id}")
    best = Text("已是最优", "best")
    settings = Text("设置", "Settings")
    asked = Text("提出", "Asked")
    waited = Text("排队等了", "Waited in line")
    steps = Text("步骤", "Steps")
    steps_alt = Text("求解各步骤开始的时间", "When each step of the solve began")
    step = Text("步骤", "Step")
    began = Text("开始于第几秒", "Began at second")
    no_steps = Text("没有记下步骤。", "No steps were recorded.")
    trace = Text("得分与上限", "Points and bound")
    no_trace = Text("没有得到过方案，没有曲线。", "There was never a plan, so there is no trace.")
    log = Text("运行记录", "Log")
    log_what = Text(
        "给维护人员看的，里面没有名单上的人。",
        "For whoever maintains the program; nobody of the lists is named in it.",
    )
    no_log = Text("没有留下运行记录。", "No log was left.")
    download_log = Text("下载运行记录", "Download the log")
    log_file = Text("求解{id}运行记录", "solve-{id}-log")
    seconds = Text("{count} 秒", "{count} s")
