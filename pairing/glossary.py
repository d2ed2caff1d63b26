"""The glossary: one word for one thing, in code, on screen and on paper. The page of help and docs/ are made from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pairing.text import Text


@dataclass(frozen=True)
class Term:
    """A word in both languages and what it means."""

    word: Text
    meaning: Text


TERMS: Final[tuple[Term, ...]] = (
    Term(
        Text("名单", "lists"),
        Text(
            "组织者交进来的表：单位、干部、行政村、农户",
            "what an organizer hands in: units, cadres, villages, households",
        ),
    ),
    Term(
        Text("名册", "roster"),
        Text("程序交出去的表：谁联系哪一户", "what the planner hands out: who is paired with whom"),
    ),
    Term(
        Text("单位", "unit"),
        Text(
            "派出干部的单位：局委办、乡镇、学校、银行等",
            "a body whose cadres take part: bureau, town government, school, bank …",
        ),
    ),
    Term(
        Text("牵头单位", "lead unit"),
        Text(
            "一个村的几个联村单位中，对这个村负总责的那一个",
            "the one linked unit of a village that answers for it",
        ),
    ),
    Term(Text("干部", "cadre"), Text("可以安排结对的人", "a person who can be paired")),
    Term(
        Text("党员干部", "party cadre"),
        Text(
            "党员身份的干部；干部参与全覆盖按他们算",
            "a cadre who is a party member; counted in cadre coverage",
        ),
    ),
    Term(Text("县级领导", "leader"), Text("层级为 3 的干部", "a cadre of level 3")),
    Term(
        Text("层级", "level"),
        Text("3 县级、2 乡科级、1 一般，由职务级别得出", "3 county, 2 section, 1 ordinary; from the rank"),
    ),
    Term(
        Text("职级", "grade"), Text("比层级更细：从县处级正职到科员", "finer than level: county-head … staff")
    ),
    Term(
        Text("联系户数指标", "quota"),
        Text("一名干部至少、至多联系几户重点户", "least and most focus households of a cadre"),
    ),
    Term(Text("行政村", "village"), Text("农户所在、单位所联的村", "where households live and units link")),
    Term(
        Text("联村工作队", "village team"),
        Text("一个村的各联村单位派到村里的干部", "the cadres of a village's linked units"),
    ),
    Term(Text("组长", "team leader"), Text("牵头单位的主要负责人", "the head of the lead unit")),
    Term(
        Text("村民小组", "group"),
        Text("村的一部分；联系人尽量整组安排", "part of a village; contacts keep it whole"),
    ),
    Term(Text("户", "household"), Text("一个家庭", "a family")),
    Term(Text("重点户", "focus household"), Text("必须有干部结对的户", "a household that must be paired")),
    Term(
        Text("需联系人数", "demand"),
        Text("一户重点户要有几名结对干部", "how many cadres a focus household must have"),
    ),
    Term(Text("难度分", "difficulty"), Text("0 到 100 分，分越高越难", "0–100")),
    Term(
        Text("难度等级", "tier"),
        Text("3 最难、2 较难、1 一般", "3 hardest 最难, 2 harder 较难, 1 ordinary 一般"),
    ),
    Term(Text("需求", "need"), Text("这一户需要帮什么", "what a household needs help with")),
    Term(
        Text("致困原因", "cause of hardship"),
        Text(
            "这一户为什么困难；计入难度分，没有写需求时也据它推出需求",
            "why a household is in hardship; scores, and stands for needs where none are said",
        ),
    ),
    Term(
        Text("词表", "word table"),
        Text("一个单位自己的叫法，各代表什么", "an office's own words and what they stand for"),
    ),
    Term(Text("专长", "skill"), Text("这名干部会什么", "what a cadre can do")),
    Term(
        Text("联村", "link"),
        Text("单位联村，或县级领导联村", "unit and village (单位联村), or leader and village (领导联村)"),
    ),
    Term(Text("结对", "pair"), Text("一名干部与一户重点户", "cadre and focus household (干部联户)")),
    Term(
        Text("联系人（包组联户）", "contact"),
        Text("每一户都有的那一位具名干部", "the one named cadre of any household"),
    ),
    Term(
        Text("联系点", "contact point"), Text("所联的村，或所包的组", "a linked or led village, or a group")
    ),
    Term(
        Text("指定、回避", "directive: pin, ban"),
        Text("组织者事先定下的：谁必须、谁不得", "what an organizer fixes beforehand"),
    ),
    Term(Text("保持不变", "kept"), Text("原方案里就有的结对或联村", "also in the previous plan")),
    Term(Text("免派", "exempt"), Text("不参加安排，写明原因", "takes no part, with a reason")),
    Term(Text("缺口", "shortage"), Text("还缺的结对数", "missing pairs")),
    Term(
        Text("缺口证明", "proved shortage"),
        Text(
            "一批户要的人次，多于所有可以联系它们的干部的名额；干部一方同理",
            "households whose demand exceeds the places of all cadres who may serve them, or cadres likewise",
        ),
    ),
    Term(
        Text("名额", "place"),
        Text("一名干部的户数上限里，还能再联一户的位置", "room for one pair in a cadre's quota"),
    ),
    Term(Text("未参与干部", "idle cadre"), Text("没有达到应联户数下限的干部", "below the lower quota")),
    Term(Text("得分", "points"), Text("第三个目标：配得合不合适", "goal 3")),
    Term(Text("最优上限", "bound"), Text("任何方案的得分都不会超过它", "no plan can have more points")),
    Term(Text("离最优的差距", "gap"), Text("（最优上限 − 得分）÷ 最优上限", "(bound − points) / bound")),
    Term(
        Text("复核", "recount"),
        Text("只凭方案的表从头数一遍，不信求解器的话", "counting a plan from its tables alone"),
    ),
    Term(
        Text("全覆盖", "coverage"), Text("干部参与全覆盖、群众联系全覆盖", "干部参与全覆盖, 群众联系全覆盖")
    ),
    Term(Text("公示版", "public version"), Text("个人信息已遮挡，可以公布", "masked for publication")),
    Term(Text("内部资料", "full version"), Text("未遮挡，只在内部使用", "unmasked")),
    Term(
        Text("没有安排", "passed over"),
        Text("适合这一户、却没有安排给它的干部", "a cadre who would suit a household and does not have it"),
    ),
    Term(
        Text("调整", "exchange"),
        Text("手工换进一对，连带说明谁让出了谁", "one pair put in by hand, with who gives up whom"),
    ),
    Term(Text("均衡", "equity"), Text("各地是否一样对待", "whether places are treated alike")),
    Term(
        Text("倒挂", "inversion"),
        Text(
            "同村里较难的户由层级较低的干部联系，较易的户反而由层级较高的联系",
            "a harder household with a lower cadre than an easier one of its village",
        ),
    ),
    Term(
        Text("写法", "wording"),
        Text(
            "名单里的字样，可能是某个表头、村、单位或人的另一种写法",
            "words of a list that may mean something known: a header, a village, a unit, a cadre",
        ),
    ),
    Term(
        Text("待确认的写法", "proposal"),
        Text(
            "先按某个意思收下或空着、等组织者确认的写法",
            "a wording taken provisionally, or left open, until an organizer says what it means",
        ),
    ),
    Term(
        Text("写法对照", "match"),
        Text(
            "已确认意思的写法，以后导入不再问",
            "a wording with its confirmed meaning, remembered for later imports",
        ),
    ),
    Term(
        Text("草稿", "draft"),
        Text(
            "手工改了、还没有另存为方案的一步步改动", "changes by hand that are not a plan of their own yet"
        ),
    ),
    Term(
        Text("锁定", "lock"),
        Text("一对结对不再改动，手工改和重新求解都不动它", "a pair that stays, by hand and when solved anew"),
    ),
    Term(
        Text("操作记录", "log"),
        Text("谁在什么时候对什么做了什么、为什么", "who did what to what, when and why"),
    ),
    Term(Text("权限", "role"), Text("只看、可编辑、可定案", "look only, may change, may adopt")),
    Term(
        Text("备份", "backup"), Text("某一时刻的全部数据，一个文件", "everything of one moment, in one file")
    ),
)
