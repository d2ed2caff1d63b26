"""Which column is which, which rows are rows of the list, which sheet is which table."""

from __future__ import annotations

import pytest

from pairing.matches import Matches, Wording
from pairing.raw import RawSheet
from pairing.reading.findings import Findings
from pairing.reading.header_rows import core, find_header, head_rows
from pairing.reading.headers import read_table
from pairing.reading.kinds import sort_sheets
from pairing.reading.table import Table, joined
from pairing.schema import BY_TABLE

HOUSEHOLDS = BY_TABLE["households"]
HEADER = ["户编号", "乡镇", "行政村", "户主姓名", "家庭人口"]
ROW = ["H1", "甲镇", "乙村", "丙", "3"]


def read(
    rows: list[list[object]],
    merged: tuple[tuple[tuple[int, int], tuple[int, int]], ...] = (),
    confirmed: Matches | None = None,
) -> tuple[Table | None, Findings]:
    findings = Findings(confirmed)
    return read_table(RawSheet("农户", rows, merged), HOUSEHOLDS, findings), findings


def codes(findings: Findings) -> list[str]:
    return [issue.code for issue in findings.issues]


@pytest.mark.parametrize(
    ("title", "bare"),
    [
        ("户主姓名（必填）", "户主姓名"), ("2023年人均纯收入(元)", "人均纯收入"), ("二〇二三年度人均纯收入", "人均纯收入"),
        ("家庭人口【人】", "家庭人口"), ("帮扶单位全称", "帮扶单位"), ("需求情况", "需求"), ("情况", "情况"), ("*乡镇", "乡镇"),
    ],
)  # fmt: skip
def test_what_counts_of_a_header(title: str, bare: str) -> None:
    assert core(title) == bare


def test_a_header_is_found_below_titles_and_above_the_list() -> None:
    raw = RawSheet("农户", [["某县农户花名册"], ["单位：某局", None, "2024年"], HEADER, ROW])
    header = find_header(raw, head_rows(raw), HOUSEHOLDS)
    assert header is not None
    assert (header.top, header.bottom) == (2, 2)


def test_two_rows_make_one_header_by_merged_cells() -> None:
    """家庭情况 spans 人口 and 工资性收入: the second is nobody's column, yet the row is no row of the list."""
    rows: list[list[object]] = [
        ["户编号", "乡镇", "行政村", "户主姓名", "家庭情况", None],
        [None, None, None, None, "家庭人口", "工资性收入"],
        [*ROW, "900"],
    ]
    merged = (((0, 4), (0, 5)), *(((0, place), (1, place)) for place in range(4)))
    table, findings = read(rows, merged)
    assert table is not None
    assert table.cells["people"] == ["3"]
    assert table.extras["工资性收入"].tolist() == ["900"]
    assert table.rows.tolist() == [3]
    assert codes(findings) == []


def test_two_rows_make_one_header_in_a_text_file() -> None:
    rows: list[list[object]] = [
        ["户编号", "乡镇", "行政村", "户主姓名", "家庭情况", ""],
        ["", "", "", "", "家庭人口", "劳动力人数"],
        [*ROW, "2"],
    ]
    table, findings = read(rows)
    assert table is not None
    assert (table.cells["people"], table.cells["labour"]) == (["3"], ["2"])
    assert codes(findings) == []


def test_a_column_below_anothers_group_is_not_taken() -> None:
    """姓名 and 联系电话 below 帮扶责任人 are the cadre's, those below 户主信息 the household's."""
    rows: list[list[object]] = [
        ["户编号", "乡镇", "行政村", "户主信息", None, "帮扶责任人", None],
        [None, None, None, "姓名", "联系电话", "姓名", "联系电话"],
        ["H1", "甲镇", "乙村", "丙", "111", "丁", "222"],
    ]
    merged = (((0, 3), (0, 4)), ((0, 5), (0, 6)), *(((0, place), (1, place)) for place in range(3)))
    table, findings = read(rows, merged)
    assert table is not None
    assert (table.cells["head_name"], table.cells["phone"]) == (["丙"], ["111"])
    assert table.extras["联系电话"].tolist() == ["222"]
    assert codes(findings) == []


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (["合计", None, None, None, 3], "sum-row"),
        ([None, "甲镇小计", None, None, 3], "sum-row"),
        ([None, None, "合  计", "12户", 3], "sum-row"),
        (["本页小计：", None, None, None, 3], "sum-row"),
        (["总计12户", None, None, None, 3], "sum-row"),
        (["注：1.重点户另列"], "note-row"),
        (["填表人：甲", None, "审核人：乙", None, None], "note-row"),
        (["备注：以上数据截至三月", None, None, None, None], "note-row"),
        (["1", "2", "3", "4", "5"], "numbering-row"),
        (["（1）", "（2）", "（3）", "（4）", "（5）"], "numbering-row"),
        (HEADER, "repeated-header"),
    ],
)  # fmt: skip
def test_a_row_that_is_none_is_left_out_and_told(row: list[object], code: str) -> None:
    rows: list[list[object]] = [HEADER, row, ROW] if code == "numbering-row" else [HEADER, ROW, row]
    table, findings = read(rows)
    assert table is not None
    assert len(table) == 1
    assert [(issue.code, issue.severity, issue.row) for issue in findings.issues] == [
        (code, "warning", 2 if code == "numbering-row" else 3)
    ]


@pytest.mark.parametrize(
    "row",
    [
        ["H9", "甲镇", "乙村", "合计", None],  # somebody's name
        ["H9", "甲镇", "合计村", "丁", None],
        ["H9", None, None, None, None],  # a household without its village: to be told as such
        ["9", "甲镇", "乙村", "丁", "3"],
    ],
)  # fmt: skip
def test_a_row_of_the_list_stays(row: list[object]) -> None:
    table, _ = read([HEADER, ROW, row])
    assert table is not None
    assert table.rows.tolist() == [2, 3]


def test_notes_outside_the_known_columns_are_told_and_numbers_are_not() -> None:
    rows: list[list[object]] = [["序号", *HEADER], [1, *ROW], [2], ["注：到此为止"]]
    table, findings = read(rows)
    assert table is not None
    assert len(table) == 1
    assert [(issue.code, issue.row) for issue in findings.issues] == [("note-row", 4)]


def test_a_section_title_across_the_list_is_left_out() -> None:
    table, findings = read([HEADER, ["甲镇"], ROW], (((1, 0), (1, 4)),))
    assert table is not None
    assert len(table) == 1
    assert codes(findings) == ["note-row"]


def test_an_optional_column_must_be_much_alike_to_be_proposed() -> None:
    """配偶电话 ends like 电话, yet it is nobody's column here; 家庭总人口 is close enough to ask."""
    header = ["户编号", "乡镇", "行政村", "户主姓名", "家庭总人口", "配偶电话"]
    table, findings = read([header, [*ROW, "123"]])
    assert table is not None
    assert [(p.shown, p.taken) for p in findings.proposals] == [("家庭总人口", "家庭人口")]
    assert table.cells["people"] == ["3"]
    assert table.cells["phone"] == [None]
    assert codes(findings) == ["header-to-confirm"]


def test_a_header_of_which_nothing_is_certain_is_still_found_and_asked_about() -> None:
    rows: list[list[object]] = [
        ["某县农户花名册"],
        ["农户编号", "乡镇（街道）", "行政村（社区）名", "户主的姓名"],
        ROW[:4],
    ]
    table, findings = read(rows)
    assert table is not None
    assert table.rows.tolist() == [3]
    assert {p.shown: p.taken for p in findings.proposals} == {
        "农户编号": "户编号", "乡镇（街道）": "乡镇", "行政村（社区）名": "行政村", "户主的姓名": "户主姓名",
    }  # fmt: skip


def test_the_same_words_on_several_sheets_are_one_question() -> None:
    findings = Findings()
    for name in ("甲镇", "乙镇"):
        sheet = RawSheet(name, [["户编号", "乡镇", "行政村", "户主姓名（必填）"], ROW[:4]])
        read_table(sheet, HOUSEHOLDS, findings)
    (proposal,) = findings.proposals
    assert (proposal.rows, proposal.sheet) == (2, "甲镇")
    assert [issue.sheet for issue in findings.issues] == ["甲镇", "乙镇"]


def test_a_confirmed_header_counts_in_its_own_table_only() -> None:
    header = ["户编号", "乡镇", "行政村", "户主姓名", "家庭总人口"]
    for table, proposed in (("cadres", 1), ("households", 0)):
        _, findings = read(
            [header, ROW], confirmed=Matches({Wording("header", table, "家庭总人口"): "家庭人口"})
        )
        assert len(findings.proposals) == proposed


def raw(name: str, header: list[object], hint: str = "", rows: int = 1) -> RawSheet:
    return RawSheet(name, [header, *([[str(n) for n in range(len(header))]] * rows)], hint=hint)


@pytest.mark.parametrize(
    ("name", "hint", "header", "table"),
    [
        ("农户_集店镇", "", HEADER, "households"),
        ("集店镇农户", "", HEADER, "households"),
        ("2024年干部花名册", "", ["姓名", "单位", "职务级别"], "cadres"),
        ("农户花名策", "", HEADER, "households"),
        ("Sheet1", "店上镇农户花名册", HEADER, "households"),
        ("Sheet1", "", HEADER, "households"),
        ("Sheet1", "", ["乡镇", "村名"], "villages"),
        ("Sheet1", "", ["帮扶单位", "帮扶单位类型", "帮扶单位隶属关系"], "units"),
        ("Sheet1", "", ["帮扶单位", "姓名", "性别", "职务级别", "联系电话"], "cadres"),
        ("干部联户", "", ["户编号", "干部编号", "开始日期"], "previous_pairs"),
        ("结对帮扶名册", "", ["乡镇", "行政村", "户编号", "帮扶单位", "帮扶责任人"], "previous_pairs"),
        ("工资表", "", ["姓名", "工资"], None),
        ("农户工资", "", ["姓名", "工资"], None),
    ],
)  # fmt: skip
def test_which_table_a_sheet_is(name: str, hint: str, header: list[object], table: str | None) -> None:
    findings = Findings()
    found = sort_sheets([raw(name, header, hint), raw("单位联系表", ["一", "二"])], "c.xlsx", findings)
    assert list(found) == ([table] if table else [])


def test_sheets_put_together_keep_their_own_rows_and_headers() -> None:
    first, _ = read([HEADER, ROW])
    findings = Findings()
    second = read_table(
        RawSheet(
            "农户二",
            [["某镇"], ["户编号", "镇名称", "村名", "姓名", "备注"], ["H2", "甲镇", "乙村", "丁", "迁"]],
            file="b.xlsx",
        ),
        HOUSEHOLDS,
        findings,
    )
    assert first is not None
    assert second is not None
    table = joined([first, second])
    assert table.rows.tolist() == [2, 3]
    assert table.cells["people"] == ["3", None]
    assert table.extras["备注"].tolist() == [None, "迁"]
    assert table.part(1).headers["head_name"] == "姓名"
    assert table.row_words([0], beside=0).zh == "第2行"
    assert table.row_words([0], beside=1).zh == "“农户”表第2行"
    assert table.row_words([0, 1]).en == "sheet 农户, row 2; file b.xlsx, sheet 农户二, row 3"
    assert table.county_rows.tolist() == [2, 3]
    assert joined([first, first]).county_rows.tolist() == [2, 4]
