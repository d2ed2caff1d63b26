"""Workbooks print like an office's papers and open unrepaired: what a spreadsheet would mend is looked for in the XML."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from lxml import etree
from openpyxl.utils import range_boundaries

from pairing.documents.document import unwatched
from pairing.documents.export import DOCUMENTS, export_plan
from pairing.documents.facts import Facts, facts_of
from pairing.documents.masking import Audience, Mask
from pairing.documents.sheets import Column, PrintedTable, Styles, write_table
from pairing.safe_files import MOST_SIGNS, workbook_at
from tests.pairing.secret_county import RULES, secret_county, secret_plan, with_gaps

_XL = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_PASTED = "帮扶责任人导入模板"


@pytest.fixture(scope="module")
def facts() -> Facts:
    county = secret_county()
    return facts_of(county, with_gaps(secret_plan(county)), RULES)


@pytest.fixture(scope="module")
def books(facts: Facts, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    written = export_plan(facts, tmp_path_factory.mktemp("out"), tuple(Audience))
    return [path for path in written if path.suffix == ".xlsx"]


def test_every_sheet_prints_like_an_office_paper(books: list[Path], facts: Facts) -> None:
    for path in books:
        head = 1 if path.name.startswith(_PASTED) else 3
        for sheet in openpyxl.load_workbook(path):
            assert sheet.page_setup.orientation == "landscape"
            assert int(sheet.page_setup.paperSize) == 9
            assert sheet.print_title_rows == f"$1:${head}"
            assert sheet.print_area
            assert sheet.freeze_panes == f"A{head + 1}"
            assert sheet.auto_filter.ref.startswith(f"A{head}:")
            assert not sheet.merged_cells.ranges
            assert sheet.sheet_properties.pageSetUpPr.fitToPage
            if sheet.max_row > head:
                assert sheet.cell(head + 1, 1).font.name == "仿宋"
            assert sheet.cell(head, 1).font.bold
            if head == 3:
                assert sheet["A1"].value.startswith(facts.county.name)
                assert facts.stamp.plan_code in sheet["A2"].value


def test_no_cell_is_a_formula_or_a_link(books: list[Path]) -> None:
    seen = set()
    for path in books:
        for _, part in parts(path):
            assert b"<f>" not in part
            assert b"<hyperlink" not in part
        seen |= {cell for sheet in openpyxl.load_workbook(path) for row in sheet.values for cell in row}
    assert "=cmd|' /C calc'!A1" in seen


def parts(path: Path) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        for name in archive.namelist():
            yield name, archive.read(name)


def test_nothing_in_a_workbook_wants_repair(books: list[Path]) -> None:
    """What Excel is known to repair: names of sheets, rows and cells out of order, ranges outside the sheet, print
    titles without a name, text too long, margins too long, page breaks beyond the last row."""
    for path in books:
        by_name = dict(parts(path))
        roots = {
            name: etree.fromstring(part) for name, part in by_name.items() if name.endswith((".xml", ".rels"))
        }
        sheets = [node.get("name") for node in roots["xl/workbook.xml"].iter(f"{_XL}sheet")]
        assert len({name.casefold() for name in sheets}) == len(sheets)
        assert all(0 < len(name) <= 31 and not re.search(r"[\[\]:*?/\\]", name) for name in sheets)
        assert not any(name.startswith("'") or name.endswith("'") for name in sheets)
        names = [
            (n.get("name"), n.get("localSheetId")) for n in roots["xl/workbook.xml"].iter(f"{_XL}definedName")
        ]
        assert len(set(names)) == len(names)
        assert {n for n, _ in names} == {"_xlnm._FilterDatabase", "_xlnm.Print_Area", "_xlnm.Print_Titles"}
        for number in range(1, len(sheets) + 1):
            check_sheet(roots[f"xl/worksheets/sheet{number}.xml"], roots["xl/styles.xml"])


def check_sheet(root: etree._Element, styles: etree._Element) -> None:
    looks = len(styles.find(f"{_XL}cellXfs"))
    _, _, right, bottom = range_boundaries(root.find(f"{_XL}dimension").get("ref"))
    last = 0
    for row in root.iter(f"{_XL}row"):
        number = int(row.get("r"))
        assert number > last
        last, place = number, 0
        for cell in row:
            column, at, _, _ = range_boundaries(cell.get("r"))
            assert at == number
            assert place < column <= right
            place = column
            assert 0 <= int(cell.get("s", "0")) < looks
            kind, inner = cell.get("t"), [child.tag for child in cell]
            assert (kind, inner) in ((None, []), (None, [f"{_XL}v"]), ("inlineStr", [f"{_XL}is"]))
            if kind is None and inner:
                float(cell[0].text)
            for text in cell.iter(f"{_XL}t"):
                assert len(text.text or "") <= MOST_SIGNS
    assert last <= bottom
    (filtered,) = root.iter(f"{_XL}autoFilter")
    assert range_boundaries(filtered.get("ref"))[2] == right
    for margin in ("oddHeader", "oddFooter"):
        assert len(root.find(f".//{_XL}{margin}").text) <= 255
    breaks = [int(node.get("id")) for node in root.iter(f"{_XL}brk")]
    assert breaks == sorted(set(breaks))
    assert len(breaks) <= 1023
    assert all(number < bottom for number in breaks)


def test_cells_come_back_as_they_were_written(tmp_path: Path, facts: Facts) -> None:
    """Signs, spaces, control characters, half characters, the library's own marks, numbers, blanks."""
    words = [
        "<甲&乙>",
        " 前后有空 ",
        "一行\n二行",
        "",
        None,
        "_x0041_",
        "铃\x07",
        "A" * 40_000,
        "0012",
        "<r>&</r>",
        "半\ud800字\uffff",
    ]
    numbers = [1, 2.5, 0, None, -3, 10**9, 7, 8, 9, 10, 11]
    table = PrintedTable("表", "题", (Column("词", 10, words), Column("数", 6, numbers)))
    path = tmp_path / "a.xlsx"
    with workbook_at(path, constant_memory=True) as book:
        write_table(book, Styles(book), table, facts.stamp, Mask())
    sheet = openpyxl.load_workbook(path).active
    back = [tuple(cell.value for cell in row) for row in sheet.iter_rows(min_row=4)]
    said = [
        "<甲&乙>", " 前后有空 ", "一行\n二行", None, None, "_x005F_x0041_", "铃_x0007_", "A" * (MOST_SIGNS - 1) + "…", "0012",
        "<r>&</r> ", "半字",
    ]  # fmt: skip
    assert back == list(zip(said, numbers, strict=True))
    assert sheet.dimensions == "A1:B14"


def test_a_long_list_goes_on_in_another_sheet_and_the_share_only_grows(
    tmp_path: Path, facts: Facts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pairing.documents.sheets._CHUNK", 2)
    whole = PrintedTable("表", "题", (Column("序号", 6, range(1, 8)),))
    monkeypatch.setattr(PrintedTable, "parts", lambda table, parts=PrintedTable.parts: parts(table, 3))
    told: list[float] = []
    with workbook_at(tmp_path / "a.xlsx", constant_memory=True) as book:
        write_table(book, Styles(book), whole, facts.stamp, Mask(), told.append)
    assert openpyxl.load_workbook(tmp_path / "a.xlsx").sheetnames == ["表1", "表2", "表3"]
    assert told == sorted(told)
    assert all(0 <= share < 1 for share in told)
    assert len(told) == 5  # 2 + 1, 2 + 1 and 1 rows


def test_a_plan_without_pairs_still_prints(facts: Facts, tmp_path: Path) -> None:
    plan = facts.plan
    empty = replace(
        plan, pairs=plan.pairs[:0], links=plan.links[:0], contacts=plan.contacts[:0], changes=None
    )
    made = facts_of(facts.county, empty, RULES)
    for path in export_plan(made, tmp_path, tuple(Audience)):
        if path.suffix == ".xlsx":
            for sheet in openpyxl.load_workbook(path):
                printed = not path.name.startswith(_PASTED)
                # A list without rows says so, and does not look as if it had been cut off.
                assert ("本表没有记录" in str(sheet["A2"].value)) == (printed and sheet.max_row == 3)
    (form,) = DOCUMENTS["导入模板"].write(made, Mask(Audience.INTERNAL), tmp_path / "form", unwatched)
    for path in (form, tmp_path / "内部资料" / "结对帮扶名册（内部资料）.xlsx"):
        by_name = dict(parts(path))
        styles = etree.fromstring(by_name["xl/styles.xml"])
        for name, part in by_name.items():
            if name.startswith("xl/worksheets/sheet"):
                check_sheet(etree.fromstring(part), styles)


def test_an_error_half_way_leaves_no_rows_on_the_disk(
    tmp_path: Path, facts: Facts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows of a large workbook are kept aside in the system's folder; a stopped export must not fill it."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)

    def stop(share: float) -> None:
        if share > 0.5:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        DOCUMENTS["名册"].write(facts, Mask(), tmp_path / "out", stop)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
