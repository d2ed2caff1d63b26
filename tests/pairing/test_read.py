"""Reading a county: what was written comes back, and offices' own habits are understood."""

from __future__ import annotations

import codecs
import csv
import dataclasses
import datetime as dt
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pairing.county import COLUMNS, County
from pairing.raw import ERROR_VALUES
from pairing.read import Reading, read_county
from pairing.write import write_county
from tests.pairing.lists import small_county


def assert_same(found: County | None, wanted: County) -> None:
    assert found is not None
    for table in COLUMNS:
        pd.testing.assert_frame_equal(getattr(found, table), getattr(wanted, table), obj=table)
    assert set(found.extras) == set(wanted.extras)
    for table, extra in wanted.extras.items():
        pd.testing.assert_frame_equal(found.extras[table], extra, check_column_type=False)
    assert found.data_hash == wanted.data_hash


@pytest.fixture
def county() -> County:
    county = small_county()
    notes = pd.DataFrame({"备注": pd.Series(["=1+1", None, "'+x", "@a", "-"], dtype=object)})
    return dataclasses.replace(county, extras={"cadres": notes})


def test_a_workbook_comes_back(tmp_path: Path, county: County) -> None:
    write_county(county, tmp_path / "c.xlsx")
    reading = read_county(tmp_path / "c.xlsx")
    assert not reading.errors
    assert_same(reading.county, county)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "gb18030", "utf-16"])
def test_a_folder_comes_back_in_any_encoding(tmp_path: Path, county: County, encoding: str) -> None:
    write_county(county, tmp_path / "c", csv=True)
    for path in (tmp_path / "c").glob("*.csv"):
        raw = path.read_bytes().removeprefix(codecs.BOM_UTF8)
        path.write_bytes(raw.decode().encode(encoding))
    reading = read_county(tmp_path / "c")
    assert not reading.errors
    assert_same(reading.county, county)


# What offices write. Each of these lists is the least that makes a county, as sheets of rows.
Sheets = dict[str, list[list[object]]]


def office_lists() -> Sheets:
    """A county as an office keeps it: title rows, its own headers, its own order, columns of its own."""
    return {
        "单位": [
            ["某县帮扶单位一览表", None, None, None],
            [None, None, None, None],
            ["序号", "*帮扶单位", "单位类别", "帮扶单位隶属关系"],
            [1, "县委办公室", "党群", "县直"],
            [2, "龙泉镇人民政府", "政府", "乡镇"],
        ],
        "干部": [
            ["帮扶单位", "姓 名", "职务\n级别", "身份证号", "手机号码", "特长", "籍贯村", "是否第一书记"],
            ["县委办公室", "张三", "正处", None, 13800000001, "演讲，农技/法律", "龙泉镇南关", "否"],
            ["县委办公室", "李四", "一级科员", None, "13800000002", None, "洪掌", "是"],
            ["龙泉镇人民政府", "张三", "副科（四级主任科员）", None, None, "无", "外县某村", None],
        ],
        "行政村": [
            ["行政村", "镇名称"],
            ["南关村委会", "龙泉镇"],
            ["城南居委会", "龙泉镇"],
            ["洪掌村委会", "龙泉镇"],
            ["洪掌村委会", "黄山乡"],
        ],
        "农户": [
            ["镇名称", "村名", "户编号", "姓名", "人数", "户别", "需帮助解决的问题", "难度等级"],
            ["龙泉镇", "南关村", 140427100001, "刘一", "４", "脱贫户", "低收入、缺技术", "最难"],
            ["龙泉", "南关", "H2", "陈二", "3人", "一般户", None, None],
            ["黄山乡", "洪掌村民委员会", "H3", "杨三", None, "一般户", "看病", "较难"],
            ["龙泉镇", "城南社区", "H4", "黄四", 2.0, "监测户", None, None],
        ],
    }


def read_lists(tmp_path: Path, sheets: Sheets, *, merged: dict[str, str] | None = None) -> Reading:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
        if merged and name in merged:
            page.merge_cells(merged[name])
    book.save(tmp_path / "某县.xlsx")
    return read_county(tmp_path / "某县.xlsx")


def county_of(reading: Reading) -> County:
    assert reading.county is not None, [
        (i.code, i.place("en"), i.problem.en, i.value) for i in reading.errors
    ]
    return reading.county


def test_an_offices_own_lists_are_understood(tmp_path: Path) -> None:
    county = county_of(read_lists(tmp_path, office_lists(), merged={"单位": "A1:D1"}))
    assert county.name == "某县"
    assert county.units["scope"].tolist() == ["county", "town"]
    assert county.units["row"].tolist() == [4, 5]
    cadres = county.cadres
    assert cadres["cadre_id"].tolist() == ["县委办公室-张三", "县委办公室-李四", "龙泉镇人民政府-张三"]
    assert cadres["level"].tolist() == [3, 1, 2]
    assert cadres["grade"].tolist() == ["county-head", "staff", "section-deputy"]
    assert cadres["skills"].tolist() == [("宣传", "种植", "法律"), (), ()]
    assert cadres["phone"].tolist() == ["13800000001", "13800000002", None]
    # 南关 is found under its town; 洪掌 is two villages; another county's village is no fault.
    assert cadres["native_village"].tolist() == [0, -1, -1]
    households = county.households
    assert households["household_id"].tolist() == ["140427100001", "H2", "H3", "H4"]
    assert households["village"].tolist() == [0, 0, 3, 1]
    assert households["people"].tolist()[:2] == [4, 3]
    assert households["needs"].tolist() == [("增收", "技术培训"), (), ("看病",), ()]
    assert households["tier"].fillna(0).tolist() == [3, 0, 2, 0]


def test_columns_of_ones_own_are_kept(tmp_path: Path) -> None:
    county = county_of(read_lists(tmp_path, office_lists()))
    assert county.extras["units"]["序号"].tolist() == ["1", "2"]
    assert county.extras["cadres"]["是否第一书记"].tolist() == ["否", "是", None]
    write_county(county, tmp_path / "again.xlsx")
    again = county_of(read_county(tmp_path / "again.xlsx", name=county.name))
    pd.testing.assert_frame_equal(again.extras["cadres"], county.extras["cadres"])
    assert again.data_hash == county.data_hash


def test_without_a_focus_column_need_makes_a_focus_household(tmp_path: Path) -> None:
    """刘一 (脱贫户, needs), 杨三 (a need) and 黄四 (监测户) count; 陈二, without any, does not. It is said aloud."""
    reading = read_lists(tmp_path, office_lists())
    assert county_of(reading).households["focus"].tolist() == [True, False, True, True]
    assert county_of(reading).households["demand"].tolist() == [1, 0, 1, 1]
    issue = next(issue for issue in reading.issues if issue.code == "focus-guessed")
    assert "3" in issue.problem.zh


def test_with_a_focus_column_that_column_alone_says_it(tmp_path: Path) -> None:
    sheets = office_lists()
    for row, word in zip(sheets["农户"], ["是否结对", "否", "√", None, 1], strict=True):
        row.append(word)
    for row, word in zip(sheets["农户"], ["需联系人数", None, 2, None, None], strict=True):
        row.append(word)
    households = county_of(read_lists(tmp_path, sheets)).households
    assert households["focus"].tolist() == [False, True, False, True]
    assert households["demand"].tolist() == [0, 2, 0, 1]


def test_a_cell_merged_over_rows_holds_for_each(tmp_path: Path) -> None:
    sheets = office_lists()
    sheets["干部"][2][0] = None
    county = county_of(read_lists(tmp_path, sheets, merged={"干部": "A2:A3"}))
    assert county.cadres["unit"].tolist() == [0, 0, 1]


def test_the_most_telling_header_wins_and_the_other_is_kept(tmp_path: Path) -> None:
    sheets = office_lists()
    for row, word in zip(sheets["干部"], ["工作单位", "甲", "乙", "丙"], strict=True):
        row.append(word)
    # Both are names of 单位 and 工作单位 stands first among them, so that one is taken, and its units are unknown.
    assert {issue.column for issue in read_lists(tmp_path, sheets).errors} == {"工作单位"}
    sheets["干部"][0][0] = "单位"
    reading = read_lists(tmp_path, sheets)
    assert (
        "工作单位" in next(issue for issue in reading.warnings if issue.code == "column-set-aside").problem.zh
    )
    county = county_of(reading)
    assert county.cadres["unit"].tolist() == [0, 0, 1]
    assert county.extras["cadres"]["工作单位"].tolist() == ["甲", "乙", "丙"]


def test_numbered_rows_without_content_are_no_rows(tmp_path: Path) -> None:
    sheets = office_lists()
    sheets["单位"] += [[n, None, None, None] for n in range(3, 50)]
    assert len(county_of(read_lists(tmp_path, sheets)).units) == 2


def test_a_merger_carries_earlier_links_over(tmp_path: Path) -> None:
    sheets = office_lists()
    sheets["村合并"] = [
        ["原乡镇", "原行政村", "新乡镇", "新行政村"],
        ["龙泉镇", "北关", "龙泉镇", "南关村委会"],
    ]
    sheets["原联村"] = [
        ["单位名称", "乡镇", "行政村", "角色"],
        ["县委办公室", "龙泉镇", "北关", "协助"],
        ["县委办公室", "龙泉镇", "南关", "牵头"],
        ["龙泉镇人民政府", "龙泉镇", "北关", None],
    ]
    links = county_of(read_lists(tmp_path, sheets)).previous_links
    # 县委办公室 held both villages that are one now: one link is left, and it leads.
    assert links[["unit", "village", "role"]].values.tolist() == [[0, 0, "lead"], [1, 0, "lead"]]


def test_previous_pairs_of_those_gone_are_left_out(tmp_path: Path) -> None:
    sheets = office_lists()
    sheets["原结对"] = [
        ["户编号", "干部编号", "开始日期", "任务状态", "备注"],
        ["H2", "县委办公室-李四", 45352, "未完成", "a"],
        ["H2", "调走的人", None, None, "b"],
        ["搬走的户", "县委办公室-李四", None, None, "c"],
        ["H2", "县委办公室-李四", None, "已完成", "d"],
        ["H3", "县委办公室-张三", "2024年3月", None, "e"],
    ]
    reading = read_lists(tmp_path, sheets)
    pairs = county_of(reading).previous_pairs
    assert pairs["household"].tolist() == [1, 2]
    assert pairs["done"].tolist() == [False, None]
    assert pairs["start"].tolist() == ["2024-03-01", "2024-03"]
    assert county_of(reading).extras["previous_pairs"]["备注"].tolist() == ["a", "e"]
    assert [issue.row for issue in reading.issues if issue.code == "previous-gone"] == [3, 4]


def test_a_directive_may_name_more_than_it_needs(tmp_path: Path) -> None:
    """The household's own village and the cadre's own unit beside them are no second target."""
    sheets = office_lists()
    sheets["指定回避"] = [
        ["类型", "干部编号", "单位名称", "户编号", "乡镇", "行政村", "理由"],
        ["指定", "县委办公室-李四", "县委办公室", "H2", "龙泉镇", "南关", "熟悉"],
    ]
    directives = county_of(read_lists(tmp_path, sheets)).directives
    assert directives[["kind", "cadre", "unit", "household", "village"]].values.tolist() == [
        ["pin", 1, -1, 1, -1]
    ]


def test_a_village_without_households_and_a_unit_without_cadres_are_told(tmp_path: Path) -> None:
    sheets = office_lists()
    sheets["单位"].append([3, "县林业局", None, "县"])
    reading = read_lists(tmp_path, sheets)
    places = {(issue.code, issue.row, issue.value) for issue in reading.warnings}
    assert ("unit-without-cadres", 6, "县林业局") in places
    assert ("village-without-households", 4, "龙泉镇 洪掌村委会") in places


def test_none_written_as_a_reason_exempts_nobody(tmp_path: Path) -> None:
    sheets = office_lists()
    for row, word in zip(sheets["干部"], ["免派原因", "无", "病休", "—"], strict=True):
        row.append(word)
    assert county_of(read_lists(tmp_path, sheets)).cadres["exempt_reason"].tolist() == [None, "病休", None]


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("1980-05", "1980-05"),
        ("1980.5", "1980-05"),
        (1980.05, "1980-05"),
        (1980.1, "1980-10"),
        (198005, "1980-05"),
        ("19800531", "1980-05-31"),
        ("1980年5月31日", "1980-05-31"),
        ("1980/5/3", "1980-05-03"),
        (dt.datetime(1980, 5, 31), "1980-05-31"),
        (29372, "1980-05-31"),
        ("不详", "不详"),
        ("1980-13", "1980-13"),
    ],
)
def test_dates_however_written(tmp_path: Path, written: object, kept: str) -> None:
    sheets = office_lists()
    for row, word in zip(sheets["干部"], ["出生年月", written, None, None], strict=True):
        row.append(word)
    assert county_of(read_lists(tmp_path, sheets)).cadres["birth"][0] == kept


@pytest.mark.parametrize(
    ("written", "number"),
    [("1,234.5元", 1234.5), ("１２００", 1200), (3000, 3000), ("-", None), (" 8e3 ", 8000), ("０", 0)],
)
def test_numbers_however_written(tmp_path: Path, written: object, number: float | None) -> None:
    sheets = office_lists()
    for row, word in zip(sheets["农户"], ["人均纯收入", written, None, None, None], strict=True):
        row.append(word)
    assert county_of(read_lists(tmp_path, sheets)).households["income"].fillna(-1)[0] == (
        -1 if number is None else number
    )


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_a_folder_written_by_any_program(tmp_path: Path, delimiter: str) -> None:
    for name, rows in office_lists().items():
        with (tmp_path / f"{name}.csv").open("w", encoding="gb18030", newline="") as file:
            csv.writer(file, delimiter=delimiter).writerows(
                ["" if c is None else c for c in row] for row in rows
            )
    assert county_of(read_county(tmp_path)).households["village"].tolist() == [0, 0, 3, 1]


# What any cell may hold: Chinese, Latin, marks that spreadsheets and CSV files trip over. A text that begins with = is a
# formula that lost its value, wherever it stands in a workbook, so it is left to extras.
LETTERS = st.text(alphabet="甲乙丙丁 aZ0'\"-+@=,，、;/|\n（）_x0041&<>\U00020000é", min_size=1, max_size=12)
TEXT = LETTERS.map(lambda text: f"字{text}字")
NOTES = LETTERS.map(str.strip).filter(lambda text: bool(text) and text not in ERROR_VALUES)
NUMBER = st.one_of(st.just(float("nan")), st.integers(0, 10**7).map(lambda number: number / 100))


@settings(
    derandomize=True,
    deadline=None,
    max_examples=15,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data(), as_csv=st.booleans())
def test_whatever_was_written_comes_back(tmp_path: Path, data: st.DataObject, as_csv: bool) -> None:
    county = small_county()
    households, cadres = county.households.copy(), county.cadres.copy()
    for frame, columns in (
        (households, ("group", "head_name", "kind", "cause")),
        (cadres, ("name", "post", "education")),
    ):
        for column in columns:
            frame[column] = pd.Series([data.draw(TEXT) for _ in range(len(frame))], dtype=object)
    households["income"] = [data.draw(NUMBER) for _ in range(len(households))]
    notes = pd.DataFrame({"备注": pd.Series([data.draw(NOTES) for _ in range(len(cadres))], dtype=object)})
    county = dataclasses.replace(county, households=households, cadres=cadres, extras={"cadres": notes})
    path = tmp_path / ("c" if as_csv else "c.xlsx")
    write_county(county, path, csv=as_csv)
    assert_same(county_of(read_county(path)), county)


def test_a_folder_that_holds_the_one_workbook_is_that_workbook(tmp_path: Path) -> None:
    """`pairing sample c` writes a workbook into c, and `pairing solve c` once found no lists there."""
    county = small_county()
    write_county(county, tmp_path / "某县.xlsx")
    (tmp_path / "~$某县.xlsx").write_bytes(b"")
    read = read_county(tmp_path).county
    assert read is not None
    assert read.name == "某县"
    write_county(county, tmp_path / "另一县.xlsx")
    assert read_county(tmp_path).county is None  # which of the two is not for us to guess
