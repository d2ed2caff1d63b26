"""Every sentence on the screen, 中文 and English, by page. Rules, issues and findings bring their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pairing.text import Text
from ui.compare_words import Compare, Official
from ui.hand_words import Hand
from ui.lexicon_words import Marked, Words
from ui.match_words import Match
from ui.order_words import Order
from ui.paper_words import Export
from ui.picture_words import Picture
from ui.plan_words import Drawer, Fair, Ready
from ui.record_words import Backups, Helps, Record
from ui.repair_words import Repairs
from ui.round_trip_words import RosterBack
from ui.rule_words import Sets
from ui.run_words import Line, Run, Warm
from ui.titles import Columns
from ui.who_words import Who

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class App:
    name = Text("双包双联结对助手", "Pairing planner")
    language = Text("语言", "Language")
    county = Text("县", "County")
    plan = Text("方案", "Plan")
    no_county = Text("尚未载入县数据", "No county yet")
    no_plan = Text("尚无方案", "No plan yet")
    plan_line = Text("方案 {id} · {when}", "Plan {id} · {when}")
    solving = Text("正在求解，已 {seconds} 秒", "Solving, {seconds} s so far")
    refused = Text("没有完成：{why}", "Not done: {why}")
    need_county = Text("这里还没有县数据。", "There is no county here yet.")
    need_plan = Text("这个县还没有方案。", "This county has no plan yet.")
    plan_coming = Text(
        "正在求解，方案做好后会显示在这里。", "A solve is running; its plan will be shown here."
    )
    go_home = Text("去“开始”载入名单", "Go to Start and load lists")
    go_solve = Text("去“求解”生成方案", "Go to Solve and make a plan")
    see_solve = Text("看求解进度", "See how it goes")
    rows = Text("共 {count} 行", "Rows: {count}")
    search = Text("查找", "Search")
    search_hint = Text("输入姓名、编号、村名等", "name, id, village …")
    no_rows = Text("没有符合条件的行", "No rows")
    row_opens = Text("点一行，看为什么。", "Click a row to see why.")
    download_table = Text("下载此表", "Download this table")
    broken_plan = Text(
        "复核发现方案 {plan} 有 {count} 处违反规则，请勿使用，请重新求解。",
        "The recount finds {count} broken rules in plan {plan}. Do not use it; solve again.",
    )
    fault = Text(
        "这里出了意外，没有显示完整；名单和方案没有受影响。请刷新再试，仍不行时把服务窗口里的记录发给维护人员。",
        "An unexpected fault: not all is shown here. Lists and plans are not touched. Reload the page; if that does not "
        "help, pass on the record in the server's window.",
    )
    yes = Text("是", "yes")
    no = Text("否", "no")


class Nav:
    home = Text("开始", "Start")
    data = Text("数据", "Data")
    rules = Text("规则", "Rules")
    orders = Text("指定与回避", "Pins and bans")
    solve = Text("求解", "Solve")
    overview = Text("总览", "Overview")
    gaps = Text("缺口", "Gaps")
    adjust = Text("调整", "Adjust")
    compare = Text("对比", "Compare")
    export = Text("导出", "Export")
    record = Text("记录", "Record")


class Home:
    title = Text(
        "让每户都有人联系，让每名干部都有任务", "Someone for every household, a task for every cadre"
    )
    lead = Text(
        "把县里的干部、村、户名单交给它，它按您定的规则配好联村单位、结对干部和联系人，并逐人复核。",
        "Hand it the county's lists of cadres, villages and households: it assigns units, pairs and contacts by your "
        "rules, and recounts the result name by name.",
    )
    step_data = Text("导入名单", "Load the lists")
    step_data_what = Text("单位、干部、村、户四张表", "Units, cadres, villages, households")
    step_rules = Text("核对规则", "Check the rules")
    step_rules_what = Text("每人几户、回避、看重什么", "Quotas, avoidance, what counts")
    step_solve = Text("求解", "Solve")
    step_solve_what = Text("配出方案，随时可停", "Make a plan; stop at any time")
    step_use = Text("查看与导出", "Look and export")
    step_use_what = Text("两个全覆盖、缺口、名册", "Coverage, gaps, rosters")
    done = Text("已完成", "Done")
    next = Text("下一步", "Next")
    later = Text("待办", "To do")
    running = Text("进行中", "Running")
    open_solve = Text("去求解", "Solve")
    open_use = Text("看总览", "See the overview")
    empty_title = Text("先从这里开始", "Begin here")
    empty_text = Text(
        "还没有名单？先载入一个合成的示例县，一两分钟就能走完全程。示例中的人和户都是虚构的。",
        "No lists at hand? Load a synthetic sample county and walk through it in a minute or two. Its people and households are "
        "made up.",
    )
    load_demo = Text("载入示例数据", "Load the sample")
    load_county = Text("载入全县规模示例（10 万户）", "Load a full-size sample (100,000 households)")
    own_lists = Text("导入自己的名单", "Load your own lists")
    making = Text("正在生成示例数据…", "Making the sample …")
    template_name = Text("名单模板", "list template")
    template = Text("下载空白模板", "Download blank templates")
    recent = Text("最近的方案", "Recent plans")
    recent_none = Text("还没有方案。", "No plans yet.")
    covered = Text("两个全覆盖均已达到", "Both coverages are full")
    not_covered = Text("尚有缺口", "Gaps remain")


class Data:
    no_lists = Text("没有名单？到“开始”载入示例数据", "No lists? Load the sample on the Start page")
    title = Text("数据", "Data")
    lead = Text(
        "导入名单，逐条查看问题，核对全县底数。", "Load lists, see every finding, check the county's figures."
    )
    upload = Text("导入名单", "Load lists")
    files = Text(
        "Excel、WPS 工作簿或 .csv 表，可选几个", "Workbooks of Excel or WPS, or .csv files; one or several"
    )
    files_help = Text(
        "要有的表：{required}；可有可无的表：{optional}。可一个乡镇一个文件；列的顺序不限，多出的列会原样带到导出里。",
        "Sheets that must be there: {required}; optional: {optional}. A file for each township will do; any order of columns; "
        "further columns are carried through to the exports.",
    )
    county_name = Text("县名", "County name")
    check = Text("检查并导入", "Check and load")
    checking = Text("正在逐行检查…", "Checking every row …")
    pick_files = Text("请先选择文件。", "Choose files first.")
    stored = Text("已导入：{name}", "Loaded: {name}")
    refused = Text(
        "发现 {count} 处错误，没有导入。请按下表改好文件后再导入一次。",
        "{count} errors found, nothing was loaded. Mend the file as listed below and load it again.",
    )
    warnings = Text("另有 {count} 处提醒，不影响使用。", "{count} warnings; they do not stand in the way.")
    issues = Text("检查结果", "Findings")
    issue_columns: Final[Mapping[str, Text]] = {
        "severity": Text("程度", "Severity"),
        "place": Text("位置", "Place"),
        "value": Text("原值", "Value"),
        "problem": Text("问题", "Problem"),
        "remedy": Text("怎么改", "Remedy"),
    }
    error = Text("错误", "error")
    warning = Text("提醒", "warning")
    download_issues = Text("下载检查结果", "Download the findings")
    issues_alt = Text("检查发现的问题，逐条列出位置和改法", "Findings with place and remedy")
    figures = Text("全县底数", "The county in figures")
    units = Text("单位", "Units")
    cadres = Text("干部", "Cadres")
    villages = Text("行政村", "Villages")
    households = Text("农户", "Households")
    focus = Text("重点户", "In focus")
    eligible = Text("可派干部", "Eligible cadres")
    balance = Text("供需：重点户与可联户数", "Supply and demand")
    balance_note = Text(
        "“需结对”是重点户需要的干部数；“最多可联”是在联村、名额和层级规则之内最多能到达的，求解前就能算定。",
        "Demand is the cadres that focus households need; places are the most that the rules on links, quotas and levels can "
        "bring there, known before solving.",
    )
    balance_alt = Text("各乡镇需联系与可联系的对比", "Demand and places by town")
    demand = Text("需结对", "Demand")
    places = Text("最多可联", "Can be filled")
    tables = Text("名单", "The lists")
    difficulty = Text("重点户难度分布", "Difficulty of focus households")
    difficulty_note = Text(
        "难度分由致困原因、收入、劳动力等算出，名单里填了的以名单为准。",
        "Difficulty follows from causes, income and labour; where the list gives it, the list counts.",
    )
    enough = Text("全县需结对 {demand} 人次，名额总量够。", "{demand} pairs wanted; places suffice in all.")
    short = Text(
        "全县需结对 {demand} 人次，最多可联 {places}，缺 {short}：求解后会有缺口。",
        "{demand} pairs wanted, at most {places} can be filled: {short} short, whatever the plan.",
    )
    name_hint = Text("不填则用文件名", "the file's name if left empty")
    difficulty_alt = Text("重点户难度分的分布", "How difficult the focus households are")
    tier: Final[Mapping[int, Text]] = {
        3: Text("最难", "hardest"),
        2: Text("较难", "harder"),
        1: Text("一般", "ordinary"),
    }
    tiers = Text(
        "最难 {hardest} 户　较难 {harder} 户　一般 {ordinary} 户",
        "{hardest} hardest, {harder} harder, {ordinary} ordinary",
    )
    level: Final[Mapping[int, Text]] = {
        3: Text("县级领导", "County leaders"),
        2: Text("乡科级干部", "Section-level cadres"),
        1: Text("一般干部", "Ordinary cadres"),
    }


class Rule:
    title = Text("规则", "Rules")
    lead = Text(
        "每条规则一句话说清。改了的会标出来；存成一套规则后，可以在求解时选用。",
        "Each rule in one sentence. What differs from the default is marked; save it as a set and choose it when solving.",
    )
    default_name = Text("默认规则", "Default rules")
    choose = Text("规则集", "Rule set")
    save_name = Text("存为", "Save as")
    save = Text("保存规则", "Save the rules")
    saved = Text("已保存“{name}”", "Saved {name}")
    changed = Text("与默认不同的规则：{count} 条", "Rules that differ from the default: {count}")
    unsaved = Text("有 {count} 条改动尚未保存", "{count} changes are not saved yet")
    discard = Text("放弃未保存的改动", "Discard the unsaved changes")
    read = Text("读入", "Read")
    not_text = Text("这不是 UTF-8 文本文件，请核对。", "This is no UTF-8 text file; check it.")
    households = Text("户数", "Households")
    download = Text("下载规则文件", "Download the rules file")
    upload = Text("从规则文件读入", "Read a rules file")
    conflicts = Text("规则与名单有矛盾", "Rules and lists contradict each other")
    certain_gaps = Text("按这些规则，有些缺口是必然的", "With these rules some gaps are certain")
    no_conflicts = Text("规则与名单没有矛盾", "Rules and lists agree")
    how = Text("怎么算", "How")
    least = Text("至少", "Least")
    most = Text("至多", "Most")
    any_level = Text("各层级", "any level")
    any_scope = Text("各类单位", "any unit")
    scope: Final[Mapping[str, Text]] = {
        "county": Text("县直单位", "county units"),
        "town": Text("乡镇单位", "town units"),
        "village": Text("村级", "village units"),
        "other": Text("其他单位", "other units"),
    }
    kind: Final[Mapping[str, Text]] = {
        "exactly": Text("正好", "exactly"),
        "at_least": Text("至少", "at least"),
        "at_most": Text("至多", "at most"),
        "between": Text("介于", "between"),
    }
    add_line = Text("加一行", "Add a line")
    remove_line = Text("删去", "Remove")
    level = Text("层级", "Level")
    scope_title = Text("单位", "Units")


class Solve:
    title = Text("求解", "Solve")
    lead = Text(
        "求解在后台进行：可以离开本页、关掉浏览器，回来还在。随时可停，停下时保留已得到的最好方案。",
        "Solving goes on in the background: leave the page or close the browser and it is still here. Stop at any time "
        "and keep the best plan so far.",
    )
    rules = Text("按哪套规则", "By which rules")
    conflicts = Text(
        "这套规则与名单有 {count} 处矛盾，请先到“规则”页核对。",
        "These rules and the lists contradict each other in {count} places; see the Rules page first.",
    )
    time = Text("最长时间", "Time limit")
    minutes = Text("{count} 分钟", "{count} min")
    seconds = Text("{count} 秒", "{count} s")
    start = Text("开始求解", "Start solving")
    stop = Text("停止并保留最好方案", "Stop and keep the best plan")
    stopping = Text("正在停止，整理已有的最好方案…", "Stopping, finishing the best plan so far …")
    running = Text("正在求解 {county}", "Solving {county}")
    elapsed = Text("已用 {seconds} 秒，最长 {limit}", "{seconds} s so far, at most {limit}")
    focus_paired = Text("重点户已结对", "Focus households paired")
    cadres_used = Text("干部已参与", "Cadres taking part")
    points = Text("匹配总分", "Points")
    bound = Text("最高可能", "At most possible")
    unknown = Text("尚未知", "not known yet")
    waiting = Text("第一个方案还没有出来，请稍候。", "No first plan yet; wait a moment.")
    gap_none = Text("还不知道离最优差多少", "How far from the best is not known yet")
    gap_proved = Text("已证明是最优", "Proved to be the best")
    gap_words = Text("离最优最多差 {gap}", "At most {gap} below the best")
    trace = Text("两条线越近，方案离最优越近。", "The closer the two lines, the closer the plan to the best.")
    trace_alt = Text("匹配总分随时间上升，最高可能随时间下降", "Points rise and the bound falls with time")
    trace_seconds = Text("秒", "seconds")
    done = Text("求解完成", "Solved")
    done_cancelled = Text("已停止，保留了最好的方案", "Stopped; the best plan was kept")
    failed = Text("没有得到方案", "No plan")
    stop_reason: Final[Mapping[str, Text]] = {
        "proved": Text("已证明最优", "proved best"),
        "time": Text("时间到", "time was up"),
        "gap": Text("已足够接近最优", "close enough to the best"),
        "user": Text("由人停止", "stopped by hand"),
    }
    see = Text("看总览", "See the overview")
    history = Text("求解记录", "History")
    previous = Text("从哪个方案改起", "Change which plan")
    previous_help = Text(
        "选一个原方案，能不动的就不动；离任干部的户优先交给本单位接任者，村合并后原单位照旧联系。",
        "Choose a plan to change: what can stay stays, a leaver's households go to a colleague first, and merged "
        "villages keep their units.",
    )
    from_lists = Text("名单里的原结对、原联村", "The previous pairs and links in the lists")
    from_nothing = Text("不从原方案改起，重新安排", "None, plan anew")
    max_changes = Text("最多改几处", "At most so many changes")
    max_changes_help = Text(
        "新增的结对和联村合计不超过这个数；覆盖优先，做不到时会说明至少要改几处。",
        "New pairs and links together. Coverage comes first; where the limit cannot be met, the least number is told.",
    )
    no_limit = Text("不限", "no limit")
    changed_from = Text("改自方案 {id}", "from plan {id}")
    at_most_changes = Text("最多改 {count} 处", "at most {count} changes")
    history_alt = Text("这个县的求解记录", "This county's solves")
    state: Final[Mapping[str, Text]] = {
        "queued": Text("排队中", "in line"),
        "running": Text("进行中", "running"),
        "done": Text("完成", "done"),
        "cancelled": Text("已停止", "stopped"),
        "failed": Text("未成", "failed"),
    }


class Overview:
    title = Text("总览", "Overview")
    households = Text("群众联系全覆盖", "Households with a contact")
    cadres = Text("干部参与全覆盖", "Cadres taking part")
    focus = Text("重点户结对", "Focus households paired")
    full = Text("已全覆盖", "full")
    short = Text("还差 {count}", "{count} missing")
    of = Text("{count} / {total}", "{count} / {total}")
    exempt = Text("另有 {count} 名干部免派，单列。", "{count} exempt cadres are listed apart.")
    recounted = Text(
        "以上数字由逐人复核得出，不取自求解器；干部只计党员干部。",
        "Recounted name by name, not taken from the solver; of the cadres, party cadres count.",
    )
    goals = Text("三个目标", "The three goals")
    goal: Final[Mapping[str, Text]] = {
        "shortage": Text("重点户缺口（按难度加权）", "Missing pairs, weighted"),
        "idle": Text("未达应联户数的干部", "Cadres below their quota"),
        "points": Text("匹配总分", "Points"),
    }
    rules = Text("规则逐条复核", "Rules, one by one")
    rules_alt = Text("每条规则和违反数", "Each rule and its violations")
    kept = Text("符合", "kept")
    broken = Text("违反 {count} 处", "{count} broken")
    all_kept = Text("{count} 条规则全部符合。", "All {count} rules are kept.")
    load_axis = Text("{count} 户", "{count}")
    tier_node = Text("{tier}户", "{tier} households")
    proved = Text("已证明是最好的结果", "proved to be the best possible")
    best = Text("任何方案都不会好过 {best}", "no plan can do better than {best}")
    unknown = Text("最好可能是多少还不知道", "how good a plan can be is not known yet")
    list_behind = Text("看明细", "See the list")


class Gaps:
    title = Text("缺口", "Gaps")
    lead = Text("谁还没有覆盖到，为什么，差多少。", "Who is not covered, why, and by how many.")
    none = Text(
        "没有缺口：每户都有联系人，重点户都已结对，可派干部都有任务。",
        "No gaps: every household has a contact, every focus household its pair, every eligible cadre a task.",
    )
    focus = Text("缺结对干部的重点户", "Focus households short")
    contact = Text("没有联系人的户", "Without a contact")
    cadres = Text("未覆盖的党员干部", "Party cadres not covered")
    idle = Text("未达应联户数的干部", "Cadres below their quota")
    exempt = Text("免派干部", "Exempt cadres")
    table_alt = Text("{title}名单", "List: {title}")
    by_town = Text("缺口分布", "Gaps by town")
    by_town_alt = Text("各乡镇的缺口数", "Gaps by town")


def every_text() -> Iterator[tuple[str, Text]]:
    """All sentences with their names, for the test that none lacks a language."""
    for group in (
        App, Nav, Home, Data, Rule, Solve, Overview, Gaps, Repairs, Export, Columns, Drawer, Fair, Ready, Marked, Words,
        RosterBack, Match, Hand, Order, Compare, Official, Record, Backups, Helps, Who, Picture, Sets, Line, Warm, Run,
    ):  # fmt: skip
        for name, value in vars(group).items():
            if isinstance(value, Text):
                yield f"{group.__name__}.{name}", value
            elif isinstance(value, dict) and not name.startswith("__"):
                for key, text in value.items():
                    yield f"{group.__name__}.{name}[{key}]", text
