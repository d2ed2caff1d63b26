"""The organizer's own sheets come back as they are, with the faulty cells marked, and can be mended there and loaded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from pairing.cli import main
from pairing.issues import Issue
from pairing.marked import write_marked
from pairing.raw import MARKS_HEADER
from pairing.read import raw_sheets, read_county
from pairing.text import Text
from tests.rosters.test_rosters import STORIES

RED, YELLOW = "FFFFC7CE", "FFFFEB9C"


def faulty(path: Path) -> Path:
    """One error in 干部 (rank), two in 农户 (village, people), a warning (an empty column); a title row; own columns."""
    book = openpyxl.Workbook()
    sheets = {
        "单位": [["单位名称", "隶属关系", "备注"], ["县医院", "县", "=1+1"]],
        "行政村": [["村名", "乡镇"], ["东村", "东镇"]],
        "干部": [["姓名", "单位", "职务级别", "出生年月", "专长"], ["张三", "县医院", "怪级别", dt.datetime(1980, 5, 1), None]],
        "农户": [
            ["某县农户名册", None, None, None, None, None],
            ["户编号", "乡镇", "行政村", "户主姓名", "家庭人口", "重点户"],
            ["001", "东镇", "东村", "甲", 3, "是"],
            ["002", "东镇", "西村", "乙", "多", "否"],
        ],
        "草稿": [["随便"]],
    }  # fmt: skip
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
        for row in page.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.value.startswith("="):
                    cell.data_type = "s"
    book.save(path)
    return path


def test_faulty_cells_are_marked_and_the_remedy_stands_beside_them(tmp_path: Path) -> None:
    source = faulty(tmp_path / "县.xlsx")
    reading = read_county(source)
    assert {issue.code for issue in reading.errors} == {"unknown-rank", "unknown-village", "not-a-number"}
    write_marked(source, reading.issues, tmp_path / "标注.xlsx")
    book = openpyxl.load_workbook(tmp_path / "标注.xlsx")
    assert book.sheetnames[:5] == ["检查结果", "单位", "行政村", "干部", "农户"]

    households = book["农户"]
    assert [cell.value for cell in households[2]] == [
        "户编号", "乡镇", "行政村", "户主姓名", "家庭人口", "重点户", MARKS_HEADER,
    ]  # fmt: skip
    assert [cell.value for cell in households[3]][:6] == ["001", "东镇", "东村", "甲", 3, "是"]
    colours = {
        cell.coordinate: cell.fill.fgColor.rgb
        for row in households.iter_rows()
        for cell in row
        if cell.fill.fgColor.rgb in (RED, YELLOW)
    }
    assert colours == {"C4": RED, "E4": RED, "G4": RED}
    remark = households["G4"].value
    assert "【行政村】" in remark
    assert "【家庭人口】" in remark
    assert "只填数字" in remark
    assert "只填数字" in households["E4"].comment.text
    assert households["C3"].comment is None

    cadres = book["干部"]
    assert cadres["D2"].value == dt.datetime(1980, 5, 1)
    assert cadres["C2"].fill.fgColor.rgb == RED
    assert cadres["E1"].fill.fgColor.rgb == YELLOW  # the empty column 专长
    assert book["单位"]["C2"].value == "=1+1"
    assert book["单位"]["C2"].data_type == "s", "a text never becomes a formula"


def test_the_list_of_findings_links_to_the_cells(tmp_path: Path) -> None:
    source = faulty(tmp_path / "县.xlsx")
    reading = read_county(source)
    write_marked(source, reading.issues, tmp_path / "标注.xlsx")
    page = openpyxl.load_workbook(tmp_path / "标注.xlsx")["检查结果"]
    listed = {page.cell(row, 6).value: page.cell(row, 3) for row in range(4, page.max_row + 1)}
    assert len(listed) == len(reading.issues)
    cell = listed["不是数字。"]
    assert cell.value == "E4"
    assert cell.hyperlink.location == "'农户'!E4"


def test_mended_in_place_the_marked_file_is_loaded_as_if_it_were_the_own_one(tmp_path: Path) -> None:
    source = faulty(tmp_path / "县.xlsx")
    write_marked(source, read_county(source).issues, tmp_path / "标注.xlsx")
    book = openpyxl.load_workbook(tmp_path / "标注.xlsx")
    book["干部"]["C2"] = "科员"
    book["农户"]["C4"], book["农户"]["E4"] = "东村", 2
    book.save(tmp_path / "改好.xlsx")
    again = read_county(tmp_path / "改好.xlsx")
    assert again.errors == ()
    assert again.county is not None
    assert again.county.households["household_id"].tolist() == ["001", "002"]
    assert set(again.county.extras) == {"units"}, "the remarks are no column of the organizer's"
    assert "检查结果" not in {issue.sheet for issue in again.issues}


def test_a_cell_merged_over_rows_holds_for_each_of_them(tmp_path: Path) -> None:
    source = tmp_path / "县.xlsx"
    with xlsxwriter.Workbook(source) as book:
        page = book.add_worksheet("行政村")
        page.write_row(0, 0, ["村名", "乡镇"])
        page.write_column(1, 0, ["东村", "西村"])
        page.merge_range(1, 1, 2, 1, "东镇")
    write_marked(source, read_county(source).issues, tmp_path / "标注.xlsx")
    page = openpyxl.load_workbook(tmp_path / "标注.xlsx")["行政村"]
    assert [page["B2"].value, page["B3"].value] == ["东镇", "东镇"]


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04junk", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600]
)
def test_a_file_that_cannot_be_opened_gives_the_list_alone(tmp_path: Path, content: bytes) -> None:
    source = tmp_path / "坏.xlsx"
    source.write_bytes(content)
    reading = read_county(source)
    write_marked(source, reading.issues, tmp_path / "标注.xlsx", "en")
    book = openpyxl.load_workbook(tmp_path / "标注.xlsx")
    assert book.sheetnames == ["检查结果"]
    assert book["检查结果"].max_row == 3 + len(reading.issues)


def test_a_folder_of_csv_files_and_names_a_workbook_cannot_hold(tmp_path: Path) -> None:
    lists = tmp_path / "lists"
    lists.mkdir()
    (lists / "行政村.csv").write_text("村名,乡镇\n东村,\n'=1+1,东镇\n", encoding="gb18030")
    reading = read_county(lists)
    write_marked(lists, reading.issues, tmp_path / "标注.xlsx")
    page = openpyxl.load_workbook(tmp_path / "标注.xlsx")["行政村"]
    assert page["B2"].fill.fgColor.rgb == RED
    assert page["B2"].value is None
    assert page["A3"].value == "'=1+1"


def test_many_findings_cost_no_more_than_a_line_each(tmp_path: Path) -> None:
    """Comments and links are limited; every row still has its remedy beside it."""
    lists = tmp_path / "lists"
    lists.mkdir()
    rows = "".join(f"v{k},\n" for k in range(2_100))
    (lists / "行政村.csv").write_text(f"村名,乡镇\n{rows}", encoding="utf-8")
    reading = read_county(lists)
    write_marked(lists, reading.issues, tmp_path / "标注.xlsx")
    page = openpyxl.load_workbook(tmp_path / "标注.xlsx")["行政村"]
    assert sum(cell.comment is not None for cell in page["B"]) == 2_000
    assert all("乡镇" in page.cell(row, 3).value for row in range(2, 2_102))


def test_check_data_writes_the_marked_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = faulty(tmp_path / "县.xlsx")
    with pytest.raises(SystemExit) as left:
        main(["check-data", str(source), "--marked", str(tmp_path / "标注.xlsx"), "--lang", "zh"])
    assert left.value.code == 1
    assert "标注.xlsx" in capsys.readouterr().out
    assert openpyxl.load_workbook(tmp_path / "标注.xlsx").sheetnames[0] == "检查结果"


def test_the_marked_file_is_not_put_over_or_among_the_lists(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """There it would be read as a part of them."""
    (tmp_path / "lists").mkdir()
    source = faulty(tmp_path / "lists" / "县.xlsx")
    for county, marked in ((source, source), (source.parent, source.parent / "标注.xlsx")):
        with pytest.raises(SystemExit) as left:
            main(["check-data", str(county), "--marked", str(marked), "--lang", "zh"])
        assert left.value.code == 2
        assert "另" in capsys.readouterr().err
    assert [path.name for path in source.parent.iterdir()] == ["县.xlsx"]


def test_cells_of_every_kind_come_back_as_they_are(tmp_path: Path) -> None:
    source, marked = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    book = openpyxl.Workbook()
    cells = [
        "<a> & b",
        True,
        1e300,
        dt.datetime(2024, 3, 1),
        dt.datetime(2024, 3, 1, 9, 30),
        dt.time(8, 15),
        2,
        " x ",
    ]
    book.worksheets[0].append(["名称", "二"])
    book.worksheets[0].append([*cells, "<r>&</r>"])
    book.worksheets[0].append([None, None, "z"])
    book.save(source)
    write_marked(source, [], marked)
    page = openpyxl.load_workbook(marked).worksheets[1]
    # A text that looks like the library's own formatted one gets a blank behind it.
    assert [cell.value for cell in page[2]][: len(cells) + 1] == [
        *cells[:5],
        pytest.approx(8.25 / 24),
        2,
        " x ",
        "<r>&</r> ",
    ]
    assert [cell.value for cell in page[3]][:3] == [None, None, "z"]


def test_an_issue_without_a_place_is_listed(tmp_path: Path) -> None:
    source = faulty(tmp_path / "县.xlsx")
    issue = Issue("error", "x", Text("缺。", "Missing."), Text("补。", "Add it."), sheet="没有这张表", row=3)
    write_marked(source, [issue], tmp_path / "标注.xlsx", "en")
    page = openpyxl.load_workbook(tmp_path / "标注.xlsx")["检查结果"]
    assert [cell.value for cell in page[4]][:3] == ["error", "没有这张表", "3"]


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_every_messy_roster_is_given_back_with_each_finding_in_its_row(
    tmp_path: Path, story: Callable[[Path], Path]
) -> None:
    """Sheets of several files, .xls values, headers in two rows, merged cells: the remedy stands in the file's own row."""
    (tmp_path / "in").mkdir()
    source = story(tmp_path / "in")
    reading = read_county(source)
    write_marked(source, reading.issues, tmp_path / "标注.xlsx")
    book = openpyxl.load_workbook(tmp_path / "标注.xlsx")
    raws = raw_sheets(source)
    assert len(book.sheetnames) == 1 + len(raws)
    for raw, name in zip(raws, book.sheetnames[1:], strict=True):
        page = book[name]
        width = max((len(row) for row in raw.rows), default=0)
        for issue in reading.issues:
            if (issue.file, issue.sheet) != (raw.file, raw.name) or issue.row is None:
                continue
            row = page[issue.row]
            said = str(row[width].value) if len(row) > width else ""
            assert issue.remedy.zh in said or said == MARKS_HEADER
            filled = [cell for cell in row[: width + 1] if cell.fill.fgColor.rgb in (RED, YELLOW)]
            assert filled, issue
