"""Messy rosters: each function writes one into a folder, tells how an office came to it, and returns what is handed in."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.rosters.lists import Row, column, put, save_book, save_csv, sound

# Made once with xlwt: no library at hand writes the older format.
FILES = Path(__file__).parent / "files"


def one_file_a_township(folder: Path) -> Path:
    """Each township sent its own list in the program it has: one .xlsx, one .csv in GB18030 from an old WPS, one true .xls of
    Excel 2003 with the township merged over all rows. Units and cadres came as .csv, the villages in a workbook."""
    lists = sound()
    header, *rows = lists["农户"]
    save_csv(folder / "单位.csv", lists["单位"])
    save_csv(folder / "干部.csv", lists["干部"])
    save_book(folder / "全县行政村名单.xlsx", {"行政村": lists["行政村"]})
    save_book(folder / "店上镇.xlsx", {"农户": [header, *rows[3:5]]})
    save_csv(folder / "农户_桥上乡.csv", [header, rows[2]], encoding="gb18030")
    shutil.copy(FILES / "龙泉镇农户.xls", folder / "龙泉镇农户.xls")
    save_csv(folder / "晋庄镇农户花名册.csv", [header, rows[5]], delimiter="\t")
    return folder


def a_sheet_a_township(folder: Path) -> Path:
    """One workbook, a sheet for each township, 农户_店上镇 and so on. On the third one a village is unknown and an id of the
    first comes again: the finding must name that sheet and its own row."""
    lists = sound()
    header, *rows = lists.pop("农户")
    bad: list[Row] = [list(rows[2]), ["L001", "桥上乡", "天涯村", None, "郑七", 3, "一般户", 100, "否"]]
    sheets = {
        "农户_龙泉镇": [header, *rows[:2]],
        "农户_店上镇": [header, *rows[3:5]],
        "桥上乡农户": [header, *bad],
    }
    return save_book(folder / "全县.xlsx", {**lists, **sheets})


def sheets_without_names(folder: Path) -> Path:
    """Somebody pasted the four lists into Sheet1 to Sheet4 and named none; the title row stayed."""
    lists = sound()
    lists["农户"].insert(0, ["某县农户花名册"])
    return save_book(
        folder / "名单.xlsx", {f"Sheet{n}": rows for n, rows in enumerate(lists.values(), start=1)}
    )


def another_sheet_with_the_same_header(folder: Path) -> Path:
    """Beside 农户 stands a Sheet1 with the same header: a copy from last year, or more households? Only they know."""
    lists = sound()
    header, first, *_ = lists["农户"]
    return save_book(folder / "名单.xlsx", {**lists, "Sheet1": [header, ["L900", *first[1:]]]})


def titles_groups_sums_and_notes(folder: Path) -> Path:
    """The list as it is printed: a title, the unit and date below it, a header in two rows (家庭情况 over 人口 and 收入), a row of
    column numbers, township and village merged over their rows, a sum after each township, a grand total, a note and
    the line of signatures."""
    rows: list[Row] = [
        ["壶关县结对帮扶农户花名册"],
        ["填报单位：县农业农村局", None, None, None, None, None, "2024年3月5日"],
        ["序号", "乡镇", "行政村", "户编号", "户主姓名", "家庭情况", None, "重点户"],
        [None, None, None, None, None, "家庭人口", "人均纯收入（元）", None],
        ["甲", 1, 2, 3, 4, 5, 6, 7],
        [1, "龙泉镇", "盘驼底村", "L001", "赵大", 4, 6200, "是"],
        [2, None, None, "L002", "钱二", 2, 15000, "否"],
        ["龙泉镇小计", None, None, None, "2户", 6, None, None],
        [3, "店上镇", "洪掌村", "D001", "李四", 5, 4900, "是"],
        [4, None, None, "D002", "周五", 1, 12000, "否"],
        ["小  计", None, None, None, None, 6, None, None],
        [5, "桥上乡", "盘底村", "Q001", "孙三", 3, 5800, "是"],
        [6, "晋庄镇", "洪掌村", "J001", "吴六", 2, 7000, "是"],
        ["合计", None, None, None, "6户", 17, None, None],
        ["注：1.本表由各乡镇填写；2.重点户指须结对的户。"],
        ["填表人：冯八", None, None, "审核人：陈九", None, None, "联系电话：0355-0000000"],
    ]
    merged = ["A1:H1", "F3:G3", "B6:B7", "C6:C7", "B9:B10", "C9:C10", "A15:H15"]
    merged += [f"{letter}3:{letter}4" for letter in "ABCDEH"]
    return save_book(folder / "花名册.xlsx", {**sound(), "农户": rows}, {"农户": merged})


def headers_of_their_own(folder: Path) -> Path:
    """Lists kept on a form of the province: 户主姓名（必填）, 2023年人均纯收入(元), 家庭总人口; among the cadres 帮扶单位全称."""
    lists = sound()
    lists["农户"][0] = [
        "农户编号", "乡镇", "行政村", "村民小组", "户主姓名（必填）", "家庭总人口", "户类型", "2023年人均纯收入(元)", "重点户",
    ]  # fmt: skip
    lists["干部"][0][1] = "帮扶单位全称"
    return save_book(folder / "省表.xlsx", lists)


def typed_by_ear(folder: Path) -> Path:
    """Names as somebody heard them: 盘陀底 for 盘驼底, 县财正局 for 县财政局, 龙全镇 for 龙泉镇. 盘底 is a village of its own."""
    lists = sound()
    put(lists["农户"], 2, "行政村", "盘陀底")
    put(lists["农户"], 3, "乡镇", "龙全镇")
    put(lists["干部"], 4, "单位", "县财正局")
    return save_book(folder / "听写.xlsx", lists)


def a_village_in_the_wrong_township(folder: Path) -> Path:
    """洪掌 stands under 桥上乡, but it is two villages, in 店上镇 and in 晋庄镇: nobody but the office can say which."""
    lists = sound()
    put(lists["农户"], 5, "乡镇", "桥上乡")
    return save_book(folder / "错乡镇.xlsx", lists)


def names_from_before_the_merger(folder: Path) -> Path:
    """The household list still says 东山村, which became part of 盘驼底村; the list of mergers says so."""
    lists = sound()
    put(lists["农户"], 3, "行政村", "东山村")
    lists["村合并"] = [
        ["原乡镇", "原行政村", "新乡镇", "新行政村"],
        ["龙泉镇", "东山村", "龙泉镇", "盘驼底村"],
    ]
    return save_book(folder / "并村.xlsx", lists)


def namesakes(folder: Path) -> Path:
    """县财政局 has two 王建国, told apart by their telephones; a third works elsewhere. Last year's pairs name them by name,
    unit and telephone or post, one of them by neither."""
    lists = sound()
    lists["干部"] += [
        ["王建国", "县财政局", "会计", "科员级", "中共党员", "13900001111"],
        ["王建国", "县财政局", "司机", "办事员级", "群众", "13900002222"],
        ["王建国", "县委办公室", "科员", "科员级", "中共党员", "13900003333"],
    ]
    lists["原结对"] = [
        ["户编号", "帮扶责任人", "帮扶单位", "职务", "联系电话", "结对日期"],
        ["L001", "王建国", "县财政局", None, "139-0000-2222", "2024年3月"],
        ["Q001", "王建国", "县财政局", "会计", None, "2024.3.5"],
        ["D001", "王建国", "县委办公室", None, None, "二〇二四年三月五日"],
        ["J001", "王建国", "县财政局", None, None, 45356],
    ]
    return save_book(folder / "同名.xlsx", lists)


def kin_and_directives_by_name(folder: Path) -> Path:
    """亲属 and 指定回避 as people tell them: by name and unit, no ids. 王建国 is two in 县财政局; one row says which, one does not."""
    lists = sound()
    lists["干部"] += [
        ["王建国", "县财政局", "会计", "科员级", "中共党员", "13900001111"],
        ["王建国", "县财政局", "司机", "办事员级", "群众", "13900002222"],
    ]
    lists["亲属关系"] = [
        ["帮扶责任人", "帮扶单位", "联系电话", "户编号", "与户主关系"],
        ["丁四", "县农业农村局", None, "L001", "兄弟"],
        ["王建国", "县财政局", "13900002222", "Q001", "叔侄"],
    ]
    lists["指定与回避"] = [
        ["类型", "干部姓名", "单位名称", "职务", "户编号", "乡镇", "行政村", "理由"],
        ["指定", "王建国", "县财政局", "会计", "L001", None, None, "熟悉情况"],
        ["回避", "王建国", "县财政局", None, "Q001", None, None, "亲属"],
        ["回避", None, "县财政局", None, None, "店上镇", "洪掌", "任职回避"],
        ["回避", "赵无名", "县财政局", None, "Q001", None, None, "亲属"],
    ]
    return save_book(folder / "亲属.xlsx", lists)


def namesakes_without_a_mark(folder: Path) -> Path:
    """Two 王建国 in one unit, neither id nor telephone nor post: no one can tell them apart."""
    lists = sound()
    lists["干部"] += [["王建国", "县财政局", None, "科员级", "群众", None]] * 2
    return save_book(folder / "同名.xlsx", lists)


def last_years_roster(folder: Path) -> Path:
    """结对帮扶名册 as it hung on the wall: households, and behind them 帮扶单位, 帮扶责任人, 职务 and the cadre's telephone."""
    lists = sound()
    lists["结对帮扶名册"] = [
        ["壶关县结对帮扶名册"],
        ["序号", "乡镇", "行政村", "户编号", "户主姓名", "户类型", "帮扶单位", "帮扶责任人", "职务", "联系电话", "结对日期"],
        [1, "龙泉镇", "盘驼底村", "L001", "赵大", "脱贫户", "县财政局", "乙二", "局长", "13800000002", "2023/12"],
        [2, "桥上乡", "盘底村", "Q001", "孙三", "监测户", "县委办公室", "丙三", None, None, "20231205"],
        ["合计", None, None, None, "2户"],
    ]  # fmt: skip
    return save_book(folder / "名册.xlsx", lists, {"结对帮扶名册": ["A1:K1"]})


def the_list_of_links_on_the_wall(folder: Path) -> Path:
    """联村一览表: a village a row, 牵头单位, 组长, several 协助单位 in one cell and 联系领导 side by side, the township merged."""
    lists = sound()
    lists["联村一览表"] = [
        ["乡镇", "行政村", "牵头单位", "组长", "协助单位", "联系领导", "结对户数"],
        ["龙泉镇", "盘驼底村", "县财政局", "乙二", "县农业农村局、桥上乡人民政府", "甲一", 2],
        ["店上镇", "洪掌村", "县农业农村局", "丁四", None, None, 2],
        ["晋庄镇", "洪掌村", "县教育局", None, "县财政局", None, 1],
        ["合计", None, None, None, None, None, 5],
    ]
    return save_book(folder / "一览表.xlsx", lists)


def a_roster_for_a_household_list(folder: Path) -> Path:
    """The only household list is last year's roster, called 农户: the telephone behind 帮扶责任人 is the cadre's."""
    lists = sound()
    column(lists["农户"], "帮扶责任人", ["乙二"] * 6)
    column(lists["农户"], "联系电话", ["13800000002"] * 6)
    return save_book(folder / "名册.xlsx", lists)


def ids_as_numbers(folder: Path) -> Path:
    """Household ids of 18 digits were typed into ordinary cells: Excel keeps fifteen digits and shows 1.4E+17."""
    lists = sound()
    for row in range(2, 8):
        put(lists["农户"], row, "户编号", 140427100001000100 + row)
    return save_book(folder / "编号.xlsx", lists)


def ids_cut_to_zeros(folder: Path) -> Path:
    """The same, saved as text afterwards: 140427100001000000, the last digits gone for good."""
    lists = sound()
    for row in range(2, 8):
        put(lists["农户"], row, "户编号", f"1404271000010{row}0000")
    return save_book(folder / "编号.xlsx", lists)


def an_id_number_cut_to_zeros(folder: Path) -> Path:
    """One 证件号码 was typed as a number: Excel kept fifteen digits and wrote zeros behind them."""
    lists = sound()
    column(lists["干部"], "证件号码", ["140427198001010000", None, None, None, None, None])
    return save_book(folder / "证件.xlsx", lists)


def numbers_in_words(folder: Path) -> Path:
    """Filled in by hand and typed as written: 三人, 五口, 约5000元, 1.2万, full-width digits."""
    lists = sound()
    for row, (people, income) in enumerate(
        [
            ("三人", "约5000元"),
            ("五口", "1.2万"),
            ("４", "６２００"),
            ("十二", "三千五"),
            ("2人", "一万二"),
            ("俩", "8,000元"),
        ],
        start=2,
    ):
        put(lists["农户"], row, "家庭人口", people)
        put(lists["农户"], row, "人均纯收入", income)
    return save_book(folder / "大写.xlsx", lists)


def pages_pasted_together(folder: Path) -> Path:
    """Printed pages pasted one under another: the header comes again on each, an empty row and 本页小计 before it."""
    lists = sound()
    header, *rows = lists["农户"]
    blank: Row = [None] * len(header)
    page_sum: Row = ["本页小计：", None, None, None, None, 9, None, None, None]
    lists["农户"] = [header, *rows[:3], page_sum, blank, header, *rows[3:], page_sum]
    return save_book(folder / "分页.xlsx", lists)


def a_form_of_the_national_system(folder: Path) -> Path:
    """干部 exported in the shape of 帮扶责任人导入模板: unit, its kind and affiliation, name, three yes-no columns, rank and phone,
    saved by WPS as .et, which here is a workbook all the same."""
    lists = sound()
    people = lists.pop("干部")
    rows: list[Row] = [
        ["帮扶单位", "帮扶单位类型", "帮扶单位隶属关系", "姓名", "是否第一书记", "是否工作队队长", "是否驻村队员", "性别", "职务级别",
         "证件号码", "联系电话"],
        *([unit, None, "县", name, "否", "否", "否", "男", rank, None, phone] for name, unit, _, rank, _, phone in people[1:]),
    ]  # fmt: skip
    save_book(folder / "导入模板.xlsx", {"帮扶责任人导入模板": rows}).rename(folder / "导入模板.et")
    save_book(folder / "名单.xlsx", lists)
    return folder


def a_text_called_xls(folder: Path) -> Path:
    """A system's export of the households: a text with tabs in UTF-16 under the ending .xls, the rest of the lists beside it."""
    lists = sound()
    save_csv(folder / "农户.csv", lists.pop("农户"), encoding="utf-16", delimiter="\t").rename(
        folder / "农户.xls"
    )
    save_book(folder / "其余.xlsx", lists)
    return folder


def a_web_page_called_xls(folder: Path) -> Path:
    """A system's export: an HTML table under the ending .xls, which Excel opens with a warning."""
    path = folder / "导出.xls"
    path.write_text("<html><body><table><tr><td>户编号</td></tr></table></body></html>", encoding="utf-8")
    return path


def an_early_et(folder: Path) -> Path:
    """A .et of an early WPS: a compound file without a workbook's stream, which nobody but WPS reads."""
    path = folder / "名单.et"
    path.write_bytes(
        bytes.fromhex("d0cf11e0a1b11ae1") + b"\x00" * 504 + "ET_Contents".encode("utf-16-le") + b"\x00" * 2000
    )
    return path
