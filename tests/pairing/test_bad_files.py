"""Bad files: bombs, locked archives, unknown encodings and random bytes are told of in words; nothing ever raises."""

from __future__ import annotations

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

from pairing.read import Reading, read_county
from pairing.schema import BY_TABLE, SHEETS
from pairing.write import write_county
from tests.pairing.broken import cells_of, change, load, only, save
from tests.pairing.lists import small_county
from tests.rosters.rosters import FILES

FIXED = settings(
    derandomize=True,
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


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
        for place, cells in enumerate(cells_of(sheet.table)):
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
