"""The column table: every sheet and column an organizer may hand in, and what it fills in the county.

Reading, checking, writing, templates, the sample, the help and the documents take headers from here; nothing else in
the project names one. Other modules speak of a column by its ``key``.
"""

from __future__ import annotations

from typing import Final

from pairing.columns import CellType, Choice, Column, Sheet, plain_name
from pairing.columns import column as _column
from pairing.text import Text

__all__ = [
    "AFFILIATIONS", "BY_NAME", "BY_TABLE", "CADRES", "DIRECTIVES", "HOUSEHOLDS", "KINSHIP", "MERGERS", "NO",
    "PREVIOUS_LINKS", "PREVIOUS_PAIRS", "SHEETS", "TIERS", "UNITS", "VILLAGES", "WORDS", "YES", "CellType", "Choice",
    "Column", "Sheet", "plain_name",
]  # fmt: skip

# What is written for yes and no; values.py knows the other words offices use.
YES: Final = "是"
NO: Final = "否"
AFFILIATIONS: Final = ("县", "乡", "镇", "街道", "村")

UNITS: Final = Sheet(
    name="单位",
    title="Units",
    aliases=("单位表", "单位名单", "帮扶单位"),
    table="units",
    required=True,
    meaning=Text("每个单位一行。", "One row for each unit."),
    columns=(
        _column(
            "name", "单位名称", "Unit name", "text",
            "单位全称，不得重名。", "The unit's full name; no two units share one.",
            aliases=("帮扶单位", "责任单位", "工作单位"), required=True,
        ),
        _column(
            "kind", "单位类型", "Unit kind", "text",
            "如党群、政府、学校、医院、银行。", "Such as party office, government, school, hospital, bank.",
            aliases=("单位类别", "帮扶单位类型"),
        ),
        _column(
            "affiliation", "隶属关系", "Affiliation", "text",
            "县、乡、镇、街道或村；乡镇政府填乡、镇或街道，村委会填村。",
            "县 (county), 乡/镇/街道 (town) or 村 (village): a town government says its town's kind, a village committee 村.",
            aliases=("帮扶单位隶属关系",), suggestions=AFFILIATIONS,
        ),
        _column(
            "town", "所在乡镇", "Town of the seat", "text",
            "单位驻地所在的乡镇。", "The town in which the unit sits.", aliases=("驻地乡镇",),
        ),
        _column("lon", "经度", "Longitude", "number", "单位驻地经度，度。", "Longitude of the seat, degrees.", least=-180, most=180),
        _column("lat", "纬度", "Latitude", "number", "单位驻地纬度，度。", "Latitude of the seat, degrees.", least=-90, most=90),
        _column(
            "max_villages", "最多联村数", "Most villages", "integer",
            "该单位最多联系几个村；不填则按规则计算。", "The most villages the unit may link; blank = by the rules.",
            least=0, most=1000,
        ),
    ),
)  # fmt: skip

CADRES: Final = Sheet(
    name="干部",
    title="Cadres",
    aliases=("干部表", "干部名册", "干部花名册", "帮扶责任人"),
    table="cadres",
    required=True,
    meaning=Text("每名干部一行。", "One row for each cadre."),
    columns=(
        _column(
            "cadre_id", "干部编号", "Cadre id", "id",
            "不填则由单位和姓名组成；同单位有同名者必须填。",
            "Blank: made from unit and name; needed where two cadres of a unit share a name.",
            aliases=("工号",),
        ),
        _column(
            "name", "姓名", "Cadre name", "text", "干部姓名。", "The cadre's name.",
            aliases=("帮扶责任人", "帮扶干部", "包联干部姓名", "干部姓名"), required=True,
        ),
        _column(
            "unit", "单位", "Unit", "text", "须与单位表的单位名称一致。", "As in the sheet of units.",
            aliases=("工作单位", "所属单位", "帮扶单位", "单位名称"), required=True,
        ),
        _column("post", "职务", "Post", "text", "职务名称。", "The post held.", aliases=("现任职务", "职务名称")),
        _column(
            "rank", "职务级别", "Rank", "text",
            "如县处级正职、乡科级副职、科员级、未定职；词表可改。",
            "Such as 县处级正职, 乡科级副职, 科员级, 未定职; the word list can be edited.",
            aliases=("职级", "级别", "行政级别", "职务层次"), required=True,
            suggestions=(
                "县处级正职", "县处级副职", "乡科级正职", "乡科级副职", "科员级", "办事员级", "事业人员", "未定职",
            ),
        ),
        _column(
            "politics", "政治面貌", "Political status", "text",
            "党员（含预备党员）计入干部参与全覆盖。", "Party members count in cadre coverage.",
            suggestions=("中共党员", "中共预备党员", "共青团员", "民主党派", "群众"),
        ),
        _column("gender", "性别", "Gender", "text", "男或女。", "男 (man) or 女 (woman).", suggestions=("男", "女")),
        _column("birth", "出生年月", "Birth month", "date", "如 1980-05。", "Such as 1980-05.", aliases=("出生日期",)),
        _column("education", "文化程度", "Education", "text", "如本科、大专。", "Such as 本科, 大专.", aliases=("学历",)),
        _column(
            "skills", "专长", "Skills", "list", "可填多项，用顿号隔开；词表可改。",
            "Several may stand, separated by 、; the word list can be edited.",
            aliases=("专业特长", "特长"),
        ),
        _column(
            "native_village", "籍贯村", "Native village", "text", "本县籍干部的籍贯村；重名时写上乡镇。",
            "The native village in this county; with its town where two villages share the name.",
            aliases=("籍贯",),
        ),
        _column(
            "phone", "联系电话", "Phone", "phone", "手机或座机。", "Telephone.",
            aliases=("手机号码", "电话", "手机号", "手机", "联系方式"),
        ),
        _column(
            "id_number", "证件号码", "ID number", "id-number", "可不填；填则校验。", "May stay blank; checked if given.",
            aliases=("身份证号", "身份证号码"),
        ),
        _column(
            "head", "单位主要负责人", "Head of unit", "yes-no", "是则任联村组长。", "Yes: leads the unit's village teams.",
            aliases=("一把手", "主要负责人"),
        ),
        _column(
            "exempt_reason", "免派原因", "Exempt because", "text",
            "填写即不派任务，如病休、借调、援藏。", "If given, the cadre gets nothing: sick leave, on loan ….",
        ),
        _column(
            "max_households", "户数上限", "Most households", "integer", "不填则按规则。", "Blank = by the rules.",
            aliases=("最多联户数",), least=0, most=1000,
        ),
    ),
)  # fmt: skip

VILLAGES: Final = Sheet(
    name="行政村",
    title="Villages",
    aliases=("行政村表", "村", "村表", "行政村名单"),
    table="villages",
    required=True,
    meaning=Text("每个行政村（社区）一行。", "One row for each village or neighbourhood."),
    columns=(
        _column(
            "code", "村编号", "Village code", "id", "不填则由乡镇和村名组成。", "Blank: made from town and name.",
            aliases=("行政村代码", "村代码", "行政区划代码"),
        ),
        _column(
            "name", "村名", "Village name", "text", "同一乡镇内不得重名。", "No two villages of a town share a name.",
            aliases=("行政村", "村名称", "行政村名称"), required=True,
        ),
        _column(
            "town", "乡镇", "Town", "text", "所属乡镇。", "The town it belongs to.",
            aliases=("乡(镇)", "镇名称", "所属乡镇", "乡镇名称"), required=True,
        ),
        _column("lon", "经度", "Longitude", "number", "度。", "Degrees.", least=-180, most=180),
        _column("lat", "纬度", "Latitude", "number", "度。", "Degrees.", least=-90, most=90),
        _column(
            "branch", "支部类别", "Branch class", "text", "较差、后进或软弱涣散为较差支部。",
            "较差, 后进 or 软弱涣散 marks a weak branch.", suggestions=("先进", "一般", "较差", "后进"),
        ),
    ),
)  # fmt: skip

TIERS: Final = (
    Choice(3, "最难", ("难度最大", "最大", "3")),
    Choice(2, "较难", ("难度较大", "较大", "2")),
    Choice(1, "一般", ("难度较小", "较小", "1")),
)

HOUSEHOLDS: Final = Sheet(
    name="农户",
    title="Households",
    aliases=("农户表", "农户名册", "农户花名册", "户"),
    table="households",
    required=True,
    meaning=Text("每户一行，重点户与一般户都要。", "One row for each household, focus or not."),
    columns=(
        _column("household_id", "户编号", "Household id", "id", "不得重复；按文本格式填写。", "Unique; kept as text.", required=True),
        _column(
            "town", "乡镇", "Town", "text", "同行政村表。", "As in the sheet of villages.",
            fills="village", aliases=("乡(镇)", "镇名称", "所属乡镇", "乡镇名称", "乡镇名"), required=True,
        ),
        _column(
            "village", "行政村", "Village", "text", "同行政村表；“村委会”等后缀可省。",
            "As in the sheet of villages; a suffix such as 村委会 may be left out.",
            aliases=("村名", "村名称", "行政村名称", "村(社区)", "所属村"), required=True,
        ),
        _column(
            "group", "村民小组", "Group", "text", "如一组、东沟。", "Villagers' group.",
            aliases=("自然村", "村组", "组", "小组", "村小组"),
        ),
        _column(
            "head_name", "户主姓名", "Head of household", "text", "户主。", "Its head.",
            aliases=("姓名", "户主", "户主名"), required=True,
        ),
        _column(
            "people", "家庭人口", "People", "integer", "人数。", "Persons in the household.",
            aliases=("人数", "家庭人口数"), least=0, most=100,
        ),
        _column(
            "labour", "劳动力人数", "Workers", "integer", "有劳动能力的人数。", "Persons able to work.",
            aliases=("劳动力", "劳动力数"), least=0, most=100,
        ),
        _column(
            "kind", "户类型", "Household kind", "text", "如脱贫户、监测户、低保户、一般户。",
            "Such as 脱贫户, 监测户, 低保户, 一般户.", aliases=("户别", "农户类型", "户类别", "户属性"),
            suggestions=("脱贫户", "监测户", "低保户", "特困户", "一般户"),
        ),
        _column(
            "monitor", "监测对象类型", "Monitored as", "text", "如边缘易致贫户。", "Such as 边缘易致贫户.",
            aliases=("监测类型", "监测对象类别"), suggestions=("脱贫不稳定户", "边缘易致贫户", "突发严重困难户"),
        ),
        _column(
            "cause", "致困原因", "Cause of hardship", "text", "如因病、缺技术。", "Such as illness, want of skill.",
            aliases=("致贫原因", "致贫原因1", "主要致贫原因"),
        ),
        _column(
            "needs", "需求", "Needs", "list", "可填多项，用顿号隔开；词表可改。",
            "Several may stand, separated by 、; the word list can be edited.",
            aliases=("需帮助解决的问题", "帮扶需求"),
        ),
        _column(
            "income", "人均纯收入", "Income per head", "number", "元。", "Yuan a year.",
            aliases=("人均收入", "家庭人均纯收入"), least=0, most=1e8,
        ),
        _column(
            "difficulty", "难度分", "Difficulty", "number", "0–100；不填则计算。", "0–100; blank = computed.", least=0, most=100,
        ),
        _column("tier", "难度等级", "Tier", "choice", "最难、较难或一般；不填则计算。", "Blank = computed.", choices=TIERS),
        _column(
            "focus", "重点户", "Focus household", "yes-no",
            "是则须结对。整列没有时，有需求、属脱贫户、监测户、低保户等的户按重点户计。",
            "Yes: to be paired. Without the column, a household with a need or of a kind in need counts as focus.",
            aliases=("是否结对", "是否重点户"),
        ),
        _column(
            "demand", "需联系人数", "Cadres needed", "integer", "重点户需几名干部结对，默认 1。",
            "How many cadres a focus household must have; 1 by default.", aliases=("需结对人数",), least=0, most=20,
        ),
        _column(
            "phone", "联系电话", "Phone", "phone", "手机或座机。", "Telephone.",
            aliases=("手机号码", "电话", "手机号", "手机", "联系方式", "户主电话", "户主联系电话"),
        ),
        _column(
            "id_number", "证件号码", "ID number", "id-number", "户主的；可不填，填则校验。", "The head's; checked if given.",
            aliases=("身份证号", "身份证号码", "户主身份证号", "户主身份证号码"),
        ),
    ),
)  # fmt: skip

# How the lists of what was before, of kin and of directives name a cadre: by id, or by name with what tells namesakes apart.
_WHO: Final = (
    _column(
        "cadre", "干部编号", "Cadre id", "id", "同干部表；没有编号的填姓名和单位。",
        "As in the sheet of cadres; without ids give name and unit.",
    ),
    _column(
        "cadre_name", "干部姓名", "Cadre name", "text", "没有编号时按姓名和单位找人。", "Where there is no id, found by name and unit.",
        fills="cadre", is_hint=True, aliases=("帮扶责任人", "帮扶干部", "包联干部姓名", "结对干部"),
    ),
    _column(
        "cadre_unit", "干部单位", "Cadre's unit", "text", "干部所在单位。", "The cadre's unit.",
        fills="cadre", is_hint=True, aliases=("帮扶单位", "工作单位", "所属单位", "单位名称", "单位"),
    ),
    _column(
        "cadre_post", "干部职务", "Cadre's post", "text", "同名时用来区分。", "Tells namesakes apart.",
        fills="cadre", is_hint=True, aliases=("职务", "现任职务"),
    ),
    _column(
        "cadre_phone", "干部电话", "Cadre's phone", "phone", "同名时用来区分。", "Tells namesakes apart.",
        fills="cadre", is_hint=True, aliases=("联系电话", "手机号码", "电话", "手机号"),
    ),
)  # fmt: skip

PREVIOUS_PAIRS: Final = Sheet(
    name="原结对",
    title="Previous pairs",
    aliases=("原结对表", "原结对名册", "结对帮扶名册", "结对名册"),
    table="previous_pairs",
    required=False,
    meaning=Text("现行的干部联户，一对一行。", "The pairs in force, one a row."),
    columns=(
        _column("household", "户编号", "Household id", "id", "同农户表。", "As in the sheet of households.", required=True),
        *_WHO,
        _column("start", "开始日期", "Start", "date", "如 2024-03-01。", "Such as 2024-03-01.", aliases=("结对日期",)),
        _column("end", "结束日期", "End", "date", "如 2026-12-31。", "Such as 2026-12-31."),
        _column(
            "done", "任务状态", "Task", "choice", "未完成的不得撤出。", "An unfinished pair stays with its cadre.",
            choices=(
                Choice(True, "已完成", ("完成", "是", "已办结")),
                Choice(False, "未完成", ("进行中", "否", "正在进行", "办理中")),
            ),
        ),
    ),
)  # fmt: skip

PREVIOUS_LINKS: Final = Sheet(
    name="原联村",
    title="Previous links",
    aliases=("原联村表", "联村一览表"),
    table="previous_links",
    required=False,
    meaning=Text("现行的单位联村和领导联村，一条一行。", "The village links in force, one a row."),
    columns=(
        _column("unit", "单位名称", "Unit name", "text", "单位联村填此列。", "For a unit's link.", aliases=("单位", "帮扶单位")),
        _column(
            "cadre", "干部编号", "Cadre id", "id", "领导联村填此列或联系领导，单位名称留空。",
            "For a leader's link, instead of the unit; or the leader's name.",
        ),
        _column(
            "cadre_name", "联系领导", "Leader", "text", "没有编号时写领导姓名。", "The leader's name where there is no id.",
            fills="cadre", is_hint=True, aliases=("领导姓名", "联村领导"),
        ),
        _column(
            "lead_unit", "牵头单位", "Lead unit", "text", "一村一行时填此列。", "Where the sheet has a row for each village.",
            fills="unit", is_hint=True,
        ),
        _column(
            "assist_units", "协助单位", "Assisting units", "list", "一村一行时填此列，可填几个。",
            "Where the sheet has a row for each village; several may stand.", fills="unit", is_hint=True, aliases=("配合单位",),
        ),
        _column("town", "乡镇", "Town", "text", "同行政村表。", "As in the sheet of villages.", fills="village", required=True),
        _column("village", "行政村", "Village", "text", "同行政村表。", "As in the sheet of villages.", aliases=("村名",), required=True),
        _column(
            "role", "角色", "Role", "choice", "牵头或协助；不填为牵头。", "牵头 (lead) or 协助 (assist); blank = lead.",
            choices=(Choice("lead", "牵头", ("牵头单位", "主", "组长")), Choice("assist", "协助", ("协助单位", "配合", "成员"))),
        ),
    ),
)  # fmt: skip

KINSHIP: Final = Sheet(
    name="亲属",
    title="Kinship",
    aliases=("亲属关系", "亲属表"),
    table="kinship",
    required=False,
    meaning=Text("干部与农户的亲属关系，一条一行。", "Kinship of cadres and households, one a row."),
    columns=(
        *_WHO,
        _column("household", "户编号", "Household id", "id", "同农户表。", "As in the sheet of households.", required=True),
        _column("relation", "关系", "Relation", "text", "如兄弟、叔侄。", "Such as brothers.", aliases=("亲属关系", "与户主关系")),
    ),
)  # fmt: skip

DIRECTIVES: Final = Sheet(
    name="指定回避",
    title="Directives",
    aliases=("指定与回避", "指定/回避"),
    table="directives",
    required=False,
    meaning=Text(
        "指定或回避一个结对（干部与户）、一个单位联村（单位与村）或一个领导联村（县级领导与村）。",
        "Pins or bans a pair (cadre and household), a unit's link (unit and village) or a leader's link "
        "(county-level cadre and village).",
    ),
    columns=(
        _column(
            "kind", "类型", "Kind", "choice", "指定或回避。", "指定 (pin) or 回避 (ban).", required=True,
            choices=(Choice("pin", "指定", ("锁定",)), Choice("ban", "回避", ("禁止", "不得"))),
        ),
        _WHO[0],
        _WHO[1],
        _column("unit", "单位名称", "Unit name", "text", "同单位表。", "As in the sheet of units.", aliases=("单位", "干部单位")),
        *_WHO[3:],
        _column("household", "户编号", "Household id", "id", "同农户表。", "As in the sheet of households."),
        _column("town", "乡镇", "Town", "text", "同行政村表。", "As in the sheet of villages.", fills="village"),
        _column("village", "行政村", "Village", "text", "同行政村表。", "As in the sheet of villages.", aliases=("村名",)),
        _column("who", "提出人", "Asked by", "text", "谁提出的。", "Who asked for it."),
        _column("when", "时间", "When", "date", "何时提出。", "When it was asked for.", aliases=("日期",)),
        _column("why", "理由", "Reason", "text", "为什么。", "Why.", aliases=("原因",), required=True),
    ),
)  # fmt: skip

MERGERS: Final = Sheet(
    name="村合并",
    title="Mergers",
    aliases=("村合并表", "行政村合并"),
    table="mergers",
    required=False,
    meaning=Text("合并前后的村，用来承接原结对和原联村。", "Villages before and after a merger, to carry earlier links over."),
    columns=(
        _column("old_town", "原乡镇", "Old town", "text", "合并前。", "Before.", required=True),
        _column("old_village", "原行政村", "Old village", "text", "合并前。", "Before.", aliases=("原村名",), required=True),
        _column("new_town", "新乡镇", "New town", "text", "合并后。", "After.", required=True),
        _column("new_village", "新行政村", "New village", "text", "合并后，同行政村表。", "After.", aliases=("新村名",), required=True),
    ),
)  # fmt: skip

WORDS: Final = Sheet(
    name="词表",
    title="Words",
    aliases=("自定义词表", "本地词表"),
    table="words",
    required=False,
    meaning=Text(
        "本地的说法归到程序的词上，一词一行；导入时先读这张表，再读别的表。",
        "Local words and what they stand for, one a row; read before the other sheets.",
    ),
    columns=(
        _column(
            "field", "字段", "Field", "choice", "这个词出现在哪一列。", "The column the word is found in.", required=True,
            choices=(
                Choice("needs", "需求", ("帮扶需求",)),
                Choice("cause", "致困原因", ("致贫原因",)),
                Choice("skills", "专长", ("特长",)),
                Choice("kind", "户类型", ("户别",)),
                Choice("monitor", "监测对象类型", ("监测类型",)),
                Choice("rank", "职务级别", ("职级", "级别")),
            ),
        ),
        _column("word", "词", "Word", "text", "名单里的原话。", "The words of the lists.", aliases=("用语", "说法"), required=True),
        _column(
            "code", "归为", "Stands for", "text",
            "程序词表里的词，可填多个，用顿号隔开；与需求等无关的填“不计”；空着则这一行暂不算。",
            "Words of the program's lists, several separated by 、; 不计 for what says nothing of it; a blank row waits.",
            aliases=("归入", "对应"),
        ),
    ),
)  # fmt: skip

SHEETS: Final = (
    UNITS, CADRES, VILLAGES, HOUSEHOLDS, PREVIOUS_PAIRS, PREVIOUS_LINKS, KINSHIP, DIRECTIVES, MERGERS, WORDS,
)  # fmt: skip
BY_TABLE: Final = {sheet.table: sheet for sheet in SHEETS}
BY_NAME: Final = {plain_name(name): sheet for sheet in reversed(SHEETS) for name in sheet.names}
