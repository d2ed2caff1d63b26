"""Bad lists: each fault is told with its place and remedy, all at once."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from pairing.read import read_county
from pairing.schema import BY_TABLE, SHEETS
from tests.pairing.broken import cells_of, change, load, only, save

CELLS = [
    ("干部", 3, "职务级别", "大官", "unknown-rank"),
    ("干部", 4, "单位", "县林业局", "unknown-unit"),
    ("干部", 4, "姓名", "", "missing-value"),
    ("干部", 3, "干部编号", "G001", "duplicate"),
    ("干部", 2, "干部编号", "1.40427E+17", "id-as-number"),
    ("干部", 2, "证件号码", "110105194912310021", "bad-id-number"),
    ("干部", 2, "户数上限", "-1", "negative-number"),
    ("干部", 2, "户数上限", "若干户", "not-a-number"),
    ("干部", 2, "户数上限", "1.5", "not-whole"),
    ("干部", 2, "户数上限", "1e400", "not-a-number"),
    ("干部", 2, "单位主要负责人", "也许", "not-yes-no"),
    ("单位", 2, "经度", "213.5", "out-of-range"),
    ("单位", 2, "纬度", "113.5", "out-of-range"),
    ("单位", 3, "单位名称", "县委办", "duplicate"),
    ("行政村", 4, "乡镇", "东山镇", "duplicate"),
    ("行政村", 4, "村编号", "140001", "duplicate"),
    ("农户", 3, "户编号", "H1", "duplicate"),
    ("农户", 3, "户编号", "=A1", "formula-cell"),
    ("农户", 3, "户主姓名", "#REF!", "error-value"),
    ("农户", 3, "行政村", "北沟", "unknown-village"),
    ("农户", 3, "乡镇", "西山镇", "unknown-village"),
    ("农户", 3, "家庭人口", "-3", "negative-number"),
    ("农户", 3, "人均纯收入", "几千", "not-a-number"),
    ("农户", 3, "难度分", "101", "out-of-range"),
    ("农户", 3, "难度等级", "很难", "unknown-choice"),
    ("农户", 2, "需联系人数", "0", "focus-without-demand"),
    ("原联村", 2, "单位名称", "", "link-owner"),
    ("原联村", 2, "干部编号", "G001", "link-owner"),
    ("亲属", 2, "干部编号", "G999", "unknown-cadre"),
    ("亲属", 2, "户编号", "H999", "unknown-household"),
    ("指定回避", 2, "户编号", "", "directive-target"),
    ("指定回避", 2, "单位名称", "县委办", "directive-conflict"),
    ("指定回避", 4, "单位名称", "", "directive-target"),
    ("指定回避", 3, "行政村", "北沟村委会", "merged-village"),
    ("指定回避", 2, "理由", "", "missing-value"),
    ("指定回避", 2, "类型", "也许", "unknown-choice"),
    ("村合并", 2, "新行政村", "无名村", "unknown-village"),
    ("干部", 4, "单位", "县委半", "unit-to-confirm"),
    ("农户", 4, "行政村", "洪张", "village-to-confirm"),
]  # fmt: skip


def test_a_ban_may_keep_an_ordinary_cadre_from_a_whole_village_but_a_pin_may_not(folder: Path) -> None:
    change(folder, "指定回避", 3, "干部编号", "G003")
    banned = read_county(folder)
    assert banned.county is not None
    directive = banned.county.directives.iloc[1]
    assert (directive["kind"], directive["cadre"]) == ("ban", 2)
    assert directive["village"] >= 0
    change(folder, "指定回避", 3, "类型", "指定")
    assert only(read_county(folder), "directive-conflict").row == 3


@pytest.mark.parametrize(("sheet", "row", "column", "value", "code"), CELLS)
def test_a_bad_cell_is_an_error_with_its_place(
    folder: Path, sheet: str, row: int, column: str, value: str, code: str
) -> None:
    change(folder, sheet, row, column, value)
    issue = only(read_county(folder), code)
    assert issue.severity == "error"
    assert (issue.sheet, issue.row) == (sheet, row)
    assert f"第{row}行" in issue.place("zh")


WARNINGS = [
    ("干部", 2, "专长", "种植、飞行", "unknown-word"),
    ("干部", 2, "联系电话", "13900000002", "repeated-phone"),
    ("干部", 4, "单位主要负责人", "是", "two-heads"),
    ("干部", 3, "籍贯村", "洪掌", "ambiguous-native-village"),
    ("干部", 2, "出生年月", "不详", "unknown-date"),
    ("单位", 2, "经度", "", "half-place"),
    ("单位", 3, "所在乡镇", "西山镇", "unknown-town"),
    ("农户", 2, "需求", "增收,登月", "unknown-word"),
    ("农户", 3, "需联系人数", "1", "demand-off-focus"),
    ("原结对", 2, "干部编号", "G999", "previous-gone"),
    ("原联村", 2, "行政村", "西沟村", "previous-gone"),
]  # fmt: skip


@pytest.mark.parametrize(("sheet", "row", "column", "value", "code"), WARNINGS)
def test_a_doubtful_cell_is_a_warning_and_the_county_stands(
    folder: Path, sheet: str, row: int, column: str, value: str, code: str
) -> None:
    change(folder, sheet, row, column, value)
    reading = read_county(folder)
    issue = only(reading, code)
    assert issue.severity == "warning"
    assert reading.county is not None
    assert issue.sheet == sheet


def test_every_fault_is_told_at_once(folder: Path) -> None:
    for sheet, row, column, value, _ in (CELLS[0], CELLS[11], CELLS[20], CELLS[21], CELLS[28]):
        change(folder, sheet, row, column, value)
    codes = {issue.code for issue in read_county(folder).errors}
    assert codes >= {"unknown-rank", "out-of-range", "unknown-village", "negative-number", "unknown-cadre"}


def test_an_id_number_is_never_shown_whole(folder: Path) -> None:
    change(folder, "干部", 2, "证件号码", "110105194912310021")
    reading = read_county(folder)
    assert only(reading, "bad-id-number").value == "1101************21"
    assert "19491231" not in repr(reading.issues)


def test_same_names_show_every_row(folder: Path) -> None:
    """Two 王五 of one unit without ids: who is meant cannot be known, so both rows are shown."""
    rows = load(folder, "干部")
    rows[3][0] = ""
    rows.append(list(rows[3]))
    save(folder / "干部.csv", rows)
    reading = read_county(folder)
    found = [issue for issue in reading.issues if issue.code == "same-name-cadres"]
    assert [issue.row for issue in found] == [4, 7]
    assert all("4、7" in issue.problem.zh and "干部编号" in issue.remedy.zh for issue in found)


def test_a_pin_and_a_ban_of_one_pair_name_each_other(folder: Path) -> None:
    rows = load(folder, "指定回避")
    rows.append(["回避", *rows[1][1:]])
    save(folder / "指定回避.csv", rows)
    issue = only(read_county(folder), "directives-contradict")
    assert issue.row == 5
    assert "第2行" in issue.problem.zh


def test_row_numbers_are_the_spreadsheets_own(tmp_path: Path) -> None:
    """Blank rows before, above and inside a list must not shift the row an error is told by."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for sheet in SHEETS[:4]:
        page = book.create_sheet(sheet.name)
        table = list(zip(*cells_of(sheet.table), strict=True))
        for place, header in enumerate(column.header for column in sheet.columns):
            page.cell(6, place + 3, header)
        page.cell(4, 3, "某县名册")
        page.merge_cells("C4:H4")
        for number, row in enumerate(table):
            for place, cell in enumerate(row):
                page.cell(8 + 2 * number, place + 3, cell)
    page = book["农户"]
    page.cell(12, 3 + [c.key for c in BY_TABLE["households"].columns].index("people"), -1)
    book.save(tmp_path / "c.xlsx")
    issue = only(read_county(tmp_path / "c.xlsx"), "negative-number")
    assert (issue.sheet, issue.row, issue.column) == ("农户", 12, "家庭人口")


@pytest.mark.parametrize("table", ["units", "cadres", "villages", "households"])
def test_a_missing_sheet(folder: Path, table: str) -> None:
    name = BY_TABLE[table].name
    (folder / f"{name}.csv").unlink()
    assert only(read_county(folder), "missing-sheet").sheet == name


@pytest.mark.parametrize("table", ["units", "cadres", "villages", "households"])
def test_a_header_without_rows(folder: Path, table: str) -> None:
    name = BY_TABLE[table].name
    save(folder / f"{name}.csv", load(folder, name)[:1])
    assert only(read_county(folder), "empty-sheet").sheet == name


def test_an_empty_sheet_file(folder: Path) -> None:
    (folder / "干部.csv").write_bytes(b"")
    assert only(read_county(folder), "empty-sheet").sheet == "干部"


def test_a_missing_required_column(folder: Path) -> None:
    rows = load(folder, "农户")
    rows[0][0] = "序号"
    save(folder / "农户.csv", rows)
    issue = only(read_county(folder), "missing-column")
    assert (issue.sheet, issue.row, issue.column) == ("农户", 1, "户编号")


def test_the_same_column_twice(folder: Path) -> None:
    rows = [[*row, row[0]] for row in load(folder, "农户")]
    save(folder / "农户.csv", rows)
    assert only(read_county(folder), "column-twice").column == "户编号"


def test_two_header_rows_that_contradict_each_other(folder: Path) -> None:
    """户编号 above 村民小组, 乡镇 above 家庭人口: neither is a group of the other, so which row counts is not for us to say."""
    rows = load(folder, "农户")
    upper, lower = ["户编号", "乡镇", "行政村", "户主姓名"], ["村民小组", "家庭人口", "户类型"]
    save(folder / "农户.csv", [upper, lower, *[row[:4] for row in rows[1:]]])
    issue = next(issue for issue in read_county(folder).errors if issue.code == "two-header-rows")
    assert (issue.sheet, issue.row) == ("农户", 2)


def test_a_header_in_two_rows_is_read(folder: Path) -> None:
    """Some titles above, the others below, as cells merged over both rows leave them."""
    rows = load(folder, "农户")
    upper = [*rows[0][:5], "人口", *[""] * (len(rows[0]) - 6)]
    lower = [*[""] * 5, *rows[0][5:]]
    sound = read_county(folder, name="c").county
    save(folder / "农户.csv", [upper, lower, *rows[1:]])
    county = read_county(folder, name="c").county
    assert county is not None
    assert sound is not None
    assert county.data_hash == sound.data_hash


def test_a_header_that_stands_again(folder: Path) -> None:
    rows = load(folder, "农户")
    save(folder / "农户.csv", [*rows[:3], rows[0], *rows[3:]])
    assert only(read_county(folder), "repeated-header").row == 4
