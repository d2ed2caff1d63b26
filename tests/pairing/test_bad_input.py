"""Bad input: each fault is told with its place and remedy, all at once, and nothing ever raises."""

from __future__ import annotations

import csv
import dataclasses
import re
import struct
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pairing.issues import Issue
from pairing.read import Reading, read_county
from pairing.schema import BY_TABLE, SHEETS
from pairing.write import write_county
from tests.pairing.lists import small_county
from tests.rosters.rosters import FILES

FIXED = settings(
    derandomize=True,
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of a sound county, to be broken."""
    write_county(small_county(), tmp_path / "c", csv=True)
    return tmp_path / "c"


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    write_county(small_county(), tmp_path / "c.xlsx")
    return tmp_path / "c.xlsx"


def change(folder: Path, sheet: str, row: int, column: str, value: str) -> None:
    """Write one cell; ``row`` counts as the spreadsheet does."""
    path = folder / f"{sheet}.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    rows[row - 1][rows[0].index(column)] = value
    save(path, rows)


def save(path: Path, rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)


def load(folder: Path, sheet: str) -> list[list[str]]:
    with (folder / f"{sheet}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def only(reading: Reading, code: str) -> Issue:
    """The one issue of that code; an error must have left no county, and every issue must say how to mend it."""
    found = [issue for issue in reading.issues if issue.code == code]
    assert len(found) == 1, [(issue.code, issue.place("en"), issue.problem.en) for issue in reading.issues]
    assert (reading.county is None) == bool(reading.errors)
    for issue in reading.issues:
        assert issue.problem.zh
        assert issue.problem.en
        assert issue.remedy.zh
        assert issue.remedy.en
        assert "{" not in issue.problem.zh + issue.problem.en + issue.remedy.zh + issue.remedy.en
    return found[0]


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
        table = list(zip(*_cells(sheet.table), strict=True))
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


def _cells(table: str) -> list[list[str | float | None]]:
    from pairing.write import sheet_cells

    return sheet_cells(small_county(), BY_TABLE[table])[1]


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


def test_a_text_that_is_no_table(folder: Path) -> None:
    (folder / "农户.csv").write_text("今天下雨\n明天也下雨\n", encoding="utf-8")
    assert only(read_county(folder), "no-header").sheet == "农户"


@pytest.mark.parametrize("raw", [b"\xff\xfe\x00", b"\x81\x20\xff\xff", b"a\x00b", b"\xa4\xe1\xff"])
def test_a_file_in_no_known_encoding(folder: Path, raw: bytes) -> None:
    (folder / "农户.csv").write_bytes(raw)
    assert only(read_county(folder), "wrong-encoding").sheet == "农户"


def test_a_quote_that_never_closes(folder: Path) -> None:
    path = folder / "农户.csv"
    path.write_text(path.read_text("utf-8-sig") + '"' + "很长" * 20_000, encoding="utf-8")
    assert only(read_county(folder), "cell-too-long").sheet == "农户"


def test_a_folder_without_tables(tmp_path: Path) -> None:
    (tmp_path / "照片.jpg").write_bytes(b"x")
    assert "照片.jpg" in only(read_county(tmp_path), "wrong-folder").problem.zh


def test_a_path_that_leads_nowhere(tmp_path: Path) -> None:
    only(read_county(tmp_path / "没有.xlsx"), "not-found")
    only(read_county(tmp_path / ("长" * 300)), "not-found")


def test_a_workbook_of_something_else(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "工资表"
    book.active["A1"] = "姓名"
    book.save(tmp_path / "c.xlsx")
    assert "工资表" in only(read_county(tmp_path / "c.xlsx"), "wrong-workbook").problem.zh


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "empty-file"),
        (b"PK\x03\x04", "not-a-workbook"),
        (b"\x00" * 10_000_000, "not-a-workbook"),
        (b"a,b\n1,2\n", "wrong-workbook"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"\x00" * 100, "old-format"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le"), "password"),
    ],
    ids=["empty", "cut", "junk", "text", "old", "password"],
)  # fmt: skip
def test_a_file_that_is_no_workbook(tmp_path: Path, raw: bytes, code: str) -> None:
    (tmp_path / "c.xlsx").write_bytes(raw)
    only(read_county(tmp_path / "c.xlsx"), code)


def repack(source: Path, target: Path, part: str, content: bytes) -> None:
    """The workbook with one part replaced."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, content if name == part else old.read(name))


def page(rows: str) -> bytes:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{space}"><sheetData>{rows}</sheetData></worksheet>'.encode()


def test_a_bomb_is_not_opened(tmp_path: Path, workbook: Path) -> None:
    repack(workbook, tmp_path / "b.xlsx", "xl/worksheets/sheet1.xml", b" " * 80_000_000)
    only(read_county(tmp_path / "b.xlsx"), "zip-bomb")


def test_a_bomb_that_lies_about_its_size_is_not_opened(tmp_path: Path, workbook: Path) -> None:
    repack(workbook, tmp_path / "b.xlsx", "xl/worksheets/sheet1.xml", b" " * 80_000_000)
    raw = (tmp_path / "b.xlsx").read_bytes()
    assert raw.count(struct.pack("<I", 80_000_000)) == 2
    (tmp_path / "b.xlsx").write_bytes(raw.replace(struct.pack("<I", 80_000_000), struct.pack("<I", 8_000)))
    only(read_county(tmp_path / "b.xlsx"), "not-a-workbook")


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        '<row r="1048576"><c r="A1048576"><v>1</v></c></row><row r="1"><c r="XFD1"><v>1</v></c></row>',
        "<row r='1'><c r='A1'><v>1</v></c><c  r = 'XFD1048576' ><v>1</v></c></row>",
        '<x:row xmlns:x="a" r="1"><x:c r="XFD1048576"><x:v>1</x:v></x:c></x:row>',
        '<row r="1"><c r="XFD1048576" foo="/"><v>1</v></c></row><row><c r="A1"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c><c r="XFD1048576" foo="/>"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c><c foo=">" r="XFD1048576"><v>1</v></c></row>',
        "<row r='1'><c r='A1'><v>1</v></c><c xmlns:y='y' y:r='A1' r='XFD1048576'><v>1</v></c></row>",
        """<row r='1'><c r='A1'><v>1</v></c><c foo=' r="A1" ' r='XFD1048576'><v>1</v></c></row>""",
        '<row r="900000"><c t="n"><v>1</v></c></row><row><c r="XFD900001"><v>2</v></c></row>',
        f"<row>{'<c><v>1</v></c>' * 9000}</row>{'<row><c><v>1</v></c></row>' * 9000}",
    ],
)
def test_a_stray_cell_far_away_does_not_fill_the_memory(tmp_path: Path, workbook: Path, rows: str) -> None:
    """The library lays a sheet out as a full rectangle: one cell at XFD1048576 asked for 512 GB and ended the process."""
    repack(workbook, tmp_path / "b.xlsx", "xl/worksheets/sheet1.xml", page(rows))
    only(read_county(tmp_path / "b.xlsx"), "sheet-too-large")


def test_a_workbook_with_prefixed_elements_is_no_fault(tmp_path: Path, workbook: Path) -> None:
    """Some programs write <x:c> for <c>; such a sheet is looked at the long way and read like any other."""
    with zipfile.ZipFile(workbook) as book:
        sheet = book.read("xl/worksheets/sheet4.xml")
    sheet = re.sub(rb"<(/?)(\w)", rb"<\1x:\2", sheet).replace(b" xmlns=", b" xmlns:x=")
    repack(workbook, tmp_path / "b.xlsx", "xl/worksheets/sheet4.xml", sheet)
    reading = read_county(tmp_path / "b.xlsx", name="c")
    assert reading.county is not None
    assert reading.county.data_hash == small_county().data_hash


def test_a_sheet_in_another_encoding_is_not_opened(tmp_path: Path, workbook: Path) -> None:
    """Cells in UTF-16 would not be seen by the look into the archive."""
    content = page('<row r="1"><c r="A1"><v>1</v></c></row>').decode().encode("utf-16-le")
    repack(workbook, tmp_path / "b.xlsx", "xl/worksheets/sheet1.xml", content)
    only(read_county(tmp_path / "b.xlsx"), "not-a-workbook")


@pytest.mark.parametrize(
    "rows", ["<c " * 1_000_000, "<c t='e' " * 400_000, "<x:c><f>" * 400_000, "<c a='" * 400_000]
)
def test_unclosed_cells_are_looked_through_in_one_pass(tmp_path: Path, workbook: Path, rows: str) -> None:
    """Each unclosed cell was searched to the end of the file: a megabyte took hours."""
    repack(workbook, tmp_path / "b.xlsx", "xl/worksheets/sheet1.xml", page(rows))
    only(read_county(tmp_path / "b.xlsx"), "not-a-workbook")


def test_styled_blank_cells_far_away_are_no_fault(tmp_path: Path, workbook: Path) -> None:
    with zipfile.ZipFile(workbook) as book:
        sheet = book.read("xl/worksheets/sheet1.xml")
    sheet = sheet.replace(b"</sheetData>", b'<row r="1048576"><c r="XFD1048576" s="1"/></row></sheetData>')
    repack(workbook, tmp_path / "b.xlsx", "xl/worksheets/sheet1.xml", sheet)
    assert not read_county(tmp_path / "b.xlsx").errors


def test_error_values_and_uncomputed_formulas_are_told(tmp_path: Path, workbook: Path) -> None:
    """The library gives both as blank cells; a blank 家庭人口 would pass unseen."""
    book = openpyxl.load_workbook(workbook)
    sheet = book["农户"]
    people = [c.key for c in BY_TABLE["households"].columns].index("people") + 1
    sheet.cell(3, people, "=1+1")
    sheet.cell(4, people, "#DIV/0!").data_type = "e"
    book.save(tmp_path / "b.xlsx")
    reading = read_county(tmp_path / "b.xlsx")
    formula, error = only(reading, "formula-cell"), only(reading, "error-value")
    assert (formula.sheet, formula.row, formula.column, formula.value) == ("农户", 3, "家庭人口", "=1+1")
    assert (error.sheet, error.row, error.column, error.value) == ("农户", 4, "家庭人口", "#DIV/0!")


def test_a_computed_formula_counts_with_its_value(tmp_path: Path) -> None:
    path = tmp_path / "c.xlsx"
    book = xlsxwriter.Workbook(str(path))
    for sheet in SHEETS[:4]:
        page = book.add_worksheet(sheet.name)
        page.write_row(0, 0, [column.header for column in sheet.columns])
        for place, cells in enumerate(_cells(sheet.table)):
            page.write_column(1, place, cells)
    people = [c.key for c in BY_TABLE["households"].columns].index("people")
    book.get_worksheet_by_name("农户").write_formula(2, people, "=2+3", None, 5)
    book.close()
    reading = read_county(path)
    assert reading.county is not None
    assert reading.county.households["people"][1] == 5


def test_an_id_kept_as_a_number_by_excel(tmp_path: Path, workbook: Path) -> None:
    book = openpyxl.load_workbook(workbook)
    book["农户"].cell(3, 1, 140427100001000123)
    book["农户"].cell(4, 1, 140427100001)
    book.save(tmp_path / "b.xlsx")
    issue = only(read_county(tmp_path / "b.xlsx"), "id-as-number")
    assert (issue.row, issue.column) == (3, "户编号")


def test_ids_that_all_end_in_zeros_are_doubted(folder: Path) -> None:
    for row in (2, 3):
        change(folder, "农户", row, "户编号", f"14042710000100{row}000")
    change(folder, "农户", 5, "户编号", "H4")
    change(folder, "原结对", 2, "户编号", "H3")
    change(folder, "亲属", 2, "户编号", "H3")
    change(folder, "指定回避", 2, "户编号", "H3")
    assert only(read_county(folder), "id-maybe-rounded").row == 2


def test_directions_hold_within_a_hundred_thousand_faults(folder: Path) -> None:
    rows = load(folder, "农户")
    bad = list(rows[2])
    bad[5], bad[2] = "-1", "无此村"
    save(folder / "农户.csv", [rows[0], *([f"N{i}", *bad[1:]] for i in range(20_000))])
    reading = read_county(folder)
    assert sum(issue.code == "negative-number" for issue in reading.issues) == 20_000
    assert sum(issue.code == "unknown-village" for issue in reading.issues) == 20_000
    assert reading.county is None


@FIXED
@given(raw=st.binary(max_size=2000))
def test_random_bytes_never_raise(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / "c.xlsx").write_bytes(raw)
    assert read_county(tmp_path / "c.xlsx").errors
    (tmp_path / "d").mkdir(exist_ok=True)
    (tmp_path / "d" / "农户.csv").write_bytes(raw)
    assert read_county(tmp_path / "d").errors


@FIXED
@given(data=st.data())
def test_a_damaged_workbook_never_raises(tmp_path: Path, data: st.DataObject) -> None:
    """Bytes of the archive and bytes of a sheet inside it are turned over; the answer is a reading all the same."""
    sound = tmp_path / "sound.xlsx"
    if not sound.exists():
        write_county(small_county(), sound)
    raw = bytearray(sound.read_bytes())
    for place in data.draw(st.lists(st.integers(0, len(raw) - 1), max_size=5)):
        raw[place] ^= data.draw(st.integers(1, 255))
    (tmp_path / "b.xlsx").write_bytes(raw)
    assert isinstance(read_county(tmp_path / "b.xlsx"), Reading)
    with zipfile.ZipFile(sound) as book:
        part = data.draw(st.sampled_from(sorted(book.namelist())))
        content = bytearray(book.read(part))
    for place in data.draw(st.lists(st.integers(0, len(content) - 1), max_size=5)):
        content[place] = data.draw(st.integers(0, 255))
    repack(sound, tmp_path / "b.xlsx", part, bytes(content))
    assert isinstance(read_county(tmp_path / "b.xlsx"), Reading)


CELL = st.one_of(
    st.text(max_size=12),
    st.sampled_from(["", "是", "无", "-1", "1e308", "１２", "0", "2024年3月", "H1", "东山镇", "=A1", "'=", "#N/A", "*", "\x00", "9" * 400]),
)  # fmt: skip


@FIXED
@given(
    table=st.sampled_from([sheet.table for sheet in SHEETS]),
    rows=st.lists(st.lists(CELL, max_size=24), max_size=6),
)
def test_random_cells_never_raise(tmp_path: Path, table: str, rows: list[list[str]]) -> None:
    folder = tmp_path / "c"
    if not folder.exists():
        write_county(small_county(), folder, csv=True)
    sheet = BY_TABLE[table]
    path = folder / f"{sheet.name}.csv"
    sound = path.read_bytes()
    header = [column.header for column in sheet.columns]
    try:
        save(path, [header, *rows])
        reading = read_county(folder)
    finally:
        path.write_bytes(sound)
    assert (reading.county is None) == bool(reading.errors)


def test_unknown_sheets_and_files_are_told(tmp_path: Path) -> None:
    write_county(dataclasses.replace(small_county()), tmp_path / "c", csv=True)
    save(tmp_path / "c" / "工资.csv", [["姓名"], ["张三"]])
    assert only(read_county(tmp_path / "c"), "unknown-sheet").sheet == "工资"


def test_a_quote_that_swallows_the_rest_of_the_file(folder: Path) -> None:
    path = folder / "农户.csv"
    path.write_text(path.read_text("utf-8-sig") + '"' + "很长，" * 100_000, encoding="utf-8")
    assert only(read_county(folder), "bad-csv").row == 6


def test_one_table_given_twice(folder: Path, workbook: Path, tmp_path: Path) -> None:
    (folder / "干部名册.csv").write_bytes((folder / "干部.csv").read_bytes())
    assert only(read_county(folder), "sheet-twice").sheet == "干部名册"
    book = openpyxl.load_workbook(workbook)
    book.copy_worksheet(book["干部"]).title = "干部名册"
    book.save(tmp_path / "b.xlsx")
    assert only(read_county(tmp_path / "b.xlsx"), "sheet-twice").sheet == "干部名册"


def test_other_sheets_of_a_workbook_are_told(tmp_path: Path, workbook: Path) -> None:
    book = openpyxl.load_workbook(workbook)
    book.create_sheet("Sheet1")
    book.create_sheet("说明")["A1"] = "怎样填写"
    book.create_sheet("工资")["A1"] = "姓名"
    book.save(tmp_path / "b.xlsx")
    assert only(read_county(tmp_path / "b.xlsx"), "unknown-sheet").sheet == "工资"


def test_a_village_sent_two_ways(folder: Path) -> None:
    rows = load(folder, "村合并")
    rows.append([*rows[1][:3], "洪掌村委会"])
    save(folder / "村合并.csv", rows)
    assert only(read_county(folder), "merger-twice").row == 3


def test_a_directive_said_twice_is_told_and_counts(folder: Path) -> None:
    rows = load(folder, "指定回避")
    save(folder / "指定回避.csv", [*rows, rows[1]])
    reading = read_county(folder)
    assert only(reading, "repeated-row").row == 5
    assert reading.county is not None


def test_a_locked_archive(tmp_path: Path, workbook: Path) -> None:
    """Bit 0 of a member's flags marks it as encrypted, in its own header and in the directory."""
    raw = bytearray(workbook.read_bytes())
    for magic, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = raw.find(magic)
        while place >= 0:
            raw[place + offset] |= 1
            place = raw.find(magic, place + 4)
    (tmp_path / "b.xlsx").write_bytes(raw)
    only(read_county(tmp_path / "b.xlsx"), "password")


def test_an_archive_of_something_else(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "b.xlsx", "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    only(read_county(tmp_path / "b.xlsx"), "not-a-workbook")


def test_a_sheet_that_spans_too_much_within_its_columns(tmp_path: Path, workbook: Path) -> None:
    """Columns A to Z alone cannot fill the memory, but a list of a million rows is none."""
    rows = '<row r="1"><c r="Z1"><v>1</v></c></row><row r="1048576"><c r="A1048576"><v>1</v></c></row>'
    repack(workbook, tmp_path / "b.xlsx", "xl/worksheets/sheet4.xml", page(rows))
    only(read_county(tmp_path / "b.xlsx"), "sheet-too-large")


@FIXED
@given(
    rows=st.lists(st.lists(CELL, max_size=8), max_size=6),
    spans=st.lists(
        st.tuples(st.integers(1, 8), st.integers(1, 8), st.integers(0, 3), st.integers(0, 5)), max_size=4
    ),
    header=st.lists(
        st.sampled_from(
            ["户编号", "乡镇", "行政村", "户主姓名", "帮扶责任人", "家庭情况", "人口", "合计", ""]
        ),
        max_size=8,
    ),
)
def test_random_merged_cells_and_headers_never_raise(
    tmp_path: Path, rows: list[list[str]], spans: list[tuple[int, int, int, int]], header: list[str]
) -> None:
    path = tmp_path / "c.xlsx"
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        for name in ("Sheet1", "农户"):
            page = book.add_worksheet(name)
            for number, row in enumerate([header, *rows]):
                for place, cell in enumerate(row):
                    page.write_string(number, place, str(cell)[:100])
            taken: set[tuple[int, int]] = set()
            for top, left, down, right in spans:
                cells = {(r, c) for r in range(top, top + down + 1) for c in range(left, left + right + 1)}
                if len(cells) > 1 and not cells & taken:
                    taken |= cells
                    page.merge_range(top, left, top + down, left + right, "甲")
    reading = read_county(path)
    assert (reading.county is None) == bool(reading.errors)


@FIXED
@given(data=st.data())
def test_a_damaged_xls_never_raises(tmp_path: Path, data: st.DataObject) -> None:
    """An .xls has no archive to look into first: whatever the library makes of it, the answer is a reading."""
    raw = bytearray((FILES / "龙泉镇农户.xls").read_bytes())
    for place in data.draw(st.lists(st.integers(0, len(raw) - 1), max_size=8)):
        raw[place] = data.draw(st.integers(0, 255))
    (tmp_path / "b.xls").write_bytes(raw[: data.draw(st.integers(100, len(raw)))])
    assert isinstance(read_county(tmp_path / "b.xls"), Reading)
