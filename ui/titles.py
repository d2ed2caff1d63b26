"""Column titles of the tables on screen, 中文 and English."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pairing.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping


class Columns:
    """Column titles of the tables on screen."""

    titles: Final[Mapping[str, Text]] = {
        "unit": Text("单位", "Unit"),
        "kind": Text("单位类型", "Kind"),
        "affiliation": Text("隶属关系", "Affiliation"),
        "town": Text("乡镇", "Town"),
        "village": Text("行政村", "Village"),
        "cadre_id": Text("干部编号", "Cadre id"),
        "cadre": Text("姓名", "Name"),
        "post": Text("职务", "Post"),
        "rank": Text("职务级别", "Rank"),
        "level": Text("层级", "Level"),
        "skills": Text("专长", "Skills"),
        "exempt_reason": Text("免派原因", "Exempt because"),
        "cadres": Text("干部数", "Cadres"),
        "code": Text("村编号", "Village code"),
        "branch": Text("支部类别", "Branch"),
        "households": Text("户数", "Households"),
        "focus": Text("重点户", "Focus"),
        "household_id": Text("户编号", "Household id"),
        "group": Text("村民小组", "Group"),
        "head_name": Text("户主姓名", "Head"),
        "people": Text("家庭人口", "People"),
        "household_kind": Text("户类型", "Kind"),
        "needs": Text("需求", "Needs"),
        "tier": Text("难度等级", "Tier"),
        "difficulty": Text("难度分", "Difficulty"),
        "difficulty_parts": Text("难度分怎么来的", "How it comes about"),
        "demand": Text("需联系人数", "Demand"),
        "paired": Text("已结对", "Paired"),
        "missing": Text("还缺", "Missing"),
        "pairs": Text("结对户数", "Pairs"),
        "contacts": Text("联系户数", "Contacts"),
        "least": Text("应联系", "Quota"),
        "most": Text("户数上限", "At most"),
        "reason": Text("原因", "Reason"),
        "rule": Text("规则", "Rule"),
        "outcome": Text("复核结果", "Recount"),
        "lead": Text("牵头单位", "Lead unit"),
        "assist": Text("协助单位", "Assisting units"),
        "leader": Text("联系领导", "Leader"),
        "place": Text("村组", "Place"),
        "points": Text("匹配得分", "Points"),
        "served_by": Text("由谁联系", "Served by"),
        "cadres_by_name": Text("结对干部", "Cadres"),
        "households_by_name": Text("结对户", "Households"),
        "locked": Text("锁定", "Locked"),
        "locked_pairs": Text("已锁定", "Locked"),
    }
