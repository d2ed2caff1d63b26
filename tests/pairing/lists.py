"""A small county whose every table has rows, and lists of cells to break one by one."""

from __future__ import annotations

from pairing.codes import load_codes
from pairing.county import County
from pairing.status import is_party, is_weak, scope_of
from pairing.tables import make_county, make_table

NAN = float("nan")


def small_county(name: str = "c") -> County:
    """Three units, five cadres, three villages, four households, and a row or two in every other table."""
    codes = load_codes()
    ranks = ["县处级副职", "乡科级正职", "科员级", "事业人员", "未定职"]
    graded = [codes.rank(word) for word in ranks]
    politics = ["中共党员", "中共党员", "中共预备党员", "群众", None]
    affiliations = ["县", "镇", "村"]
    branches = ["先进", "软弱涣散", None]
    units = make_table(
        "units",
        {
            "name": ["县委办", "东山镇政府", "南沟村委会"],
            "kind": ["党群", "政府", None],
            "affiliation": affiliations,
            "scope": [scope_of(word) for word in affiliations],
            "town": ["东山镇", "东山镇", "东山镇"],
            "lon": [113.25, 113.300001, NAN],
            "lat": [36.1, 36.25, NAN],
            "max_villages": [3, NAN, 1],
            "row": [2, 3, 4],
        },
    )
    cadres = make_table(
        "cadres",
        {
            "cadre_id": ["G001", "G002", "G003", "东山镇政府-赵六", "G005"],
            "name": ["张三", "李四", "王五", "赵六", "孙七"],
            "unit": [0, 1, 1, 1, 2],
            "post": ["副书记", "镇长", None, None, None],
            "rank": ranks,
            "grade": [grade[0] for grade in graded if grade],
            "level": [grade[1] for grade in graded if grade],
            "politics": politics,
            "party": [is_party(word) for word in politics],
            "gender": ["男", "女", "男", None, None],
            "birth": ["1970-05", "1980-01-31", None, None, None],
            "education": ["本科", "本科", "大专", None, None],
            "skills": [("组织协调", "资金项目"), ("政策",), (), ("种植",), ()],
            "native_village": [0, -1, 2, -1, 1],
            "phone": ["138****0001", "13900000002", None, None, None],
            "id_number": ["11010519491231002X", None, None, None, None],
            "head": [True, True, False, False, True],
            "exempt_reason": [None, None, None, "病休", None],
            "max_households": [NAN, 3, NAN, NAN, 0],
            "row": [2, 3, 4, 5, 6],
        },
    )
    villages = make_table(
        "villages",
        {
            "code": ["140001", "140002", "140003"],
            "name": ["南沟村委会", "洪掌村委会", "洪掌村委会"],
            "town": ["东山镇", "东山镇", "西河乡"],
            "lon": [113.3, NAN, NAN],
            "lat": [36.2, NAN, NAN],
            "branch": branches,
            "weak": [is_weak(word) for word in branches],
            "row": [2, 3, 4],
        },
    )
    households = make_table(
        "households",
        {
            "household_id": ["H1", "H2", "H3", "000123456789012345"],
            "village": [0, 0, 1, 2],
            "group": ["一组", "一组", "二组", None],
            "head_name": ["刘一", "陈二", "杨三", "黄四"],
            "people": [4, NAN, 1, 2],
            "labour": [2, NAN, 0, 1],
            "kind": ["脱贫户", "一般户", "低保户", None],
            "monitor": [None, None, "边缘易致贫户", None],
            "cause": ["因病", None, None, None],
            "needs": [("增收", "技术培训"), (), ("看病",), ()],
            "income": [5200.5, NAN, 3000, NAN],
            "difficulty": [80, NAN, 62.5, NAN],
            "tier": [3, NAN, 2, 1],
            "focus": [True, False, True, False],
            "demand": [2, 0, 1, 0],
            "phone": ["0355-8770000", None, None, None],
            "id_number": [None, None, None, None],
            "row": [2, 3, 4, 5],
        },
    )
    previous_pairs = make_table(
        "previous_pairs",
        {
            "household": [0, 2],
            "cadre": [2, 1],
            "start": ["2024-03-01", None],
            "end": [None, "2025-12-31"],
            "done": [False, True],
            "row": [2, 3],
        },
    )
    previous_links = make_table(
        "previous_links",
        {
            "unit": [1, -1, 1],
            "cadre": [-1, 0, -1],
            "village": [0, 0, 2],
            "role": ["lead", "lead", "assist"],
            "row": [2, 3, 4],
        },
    )
    kinship = make_table("kinship", {"cadre": [2], "household": [1], "relation": ["兄弟"], "row": [2]})
    directives = make_table(
        "directives",
        {
            "kind": ["pin", "ban", "ban"],
            "cadre": [2, 0, -1],
            "unit": [-1, -1, 1],
            "household": [0, -1, -1],
            "village": [-1, 1, 2],
            "who": ["组织部", None, None],
            "when": ["2025-01-02", None, None],
            "why": ["熟悉情况", "任职回避", "路远"],
            "row": [2, 3, 4],
        },
    )
    mergers = make_table(
        "mergers",
        {
            "old_town": ["东山镇"],
            "old_village": ["北沟村委会"],
            "new_town": ["东山镇"],
            "new_village": ["南沟村委会"],
            "row": [2],
        },
    )
    return make_county(
        name,
        {
            "units": units,
            "cadres": cadres,
            "villages": villages,
            "households": households,
            "previous_pairs": previous_pairs,
            "previous_links": previous_links,
            "kinship": kinship,
            "directives": directives,
            "mergers": mergers,
        },
    )
