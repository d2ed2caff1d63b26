"""The column table holds together, and it is the only place that names a header."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest

import pairing
from pairing.codes import load_codes
from pairing.county import COLUMNS
from pairing.read import read_county
from pairing.schema import BY_NAME, BY_TABLE, SHEETS, Sheet, plain_name
from pairing.tables import dtype_of
from pairing.template import note
from pairing.write import write_template

# Filled by the reader from other columns, not by a column of their own.
DERIVED = {
    "units": {"scope", "row"},
    "cadres": {"grade", "level", "party", "skills_text", "row"},
    "households": {"needs_text", "row"},
    "villages": {"weak", "row"},
}


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.table)
def test_every_county_column_is_filled(sheet: Sheet) -> None:
    assert {column.fills for column in sheet.columns} | DERIVED.get(sheet.table, {"row"}) == set(
        COLUMNS[sheet.table]
    )


def test_every_table_has_one_sheet() -> None:
    assert set(BY_TABLE) == set(COLUMNS)
    assert len(BY_TABLE) == len(SHEETS)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.table)
def test_names_tell_columns_apart(sheet: Sheet) -> None:
    assert len({column.key for column in sheet.columns}) == len(sheet.columns)
    headers = [plain_name(column.header) for column in sheet.columns]
    assert len(set(headers)) == len(headers)
    for column in sheet.columns:
        assert column.meaning.zh
        assert column.meaning.en
        others = {plain_name(name) for other in sheet.columns if other is not column for name in other.names}
        assert not {plain_name(name) for name in column.names} & others, column.header


def test_sheet_names_tell_sheets_apart() -> None:
    for sheet in SHEETS:
        for name in sheet.names:
            assert BY_NAME[plain_name(name)] is sheet


@pytest.mark.parametrize(
    ("written", "header"),
    [
        ("* 乡镇", "乡镇"),
        ("户主\n姓名", "户主姓名"),
        ("乡（镇）", "乡(镇)"),
        ("需求：", "需求"),
        ("　经度 ", "经度"),
    ],
)
def test_small_differences_of_a_header_do_not_count(written: str, header: str) -> None:
    assert plain_name(written) == plain_name(header)


def test_bounds_are_of_numbers_only() -> None:
    for sheet in SHEETS:
        for column in sheet.columns:
            bounded = column.least is not None and column.most is not None
            assert bounded == (column.type in ("integer", "number")), column.key
            assert bool(column.choices) == (column.type == "choice")
            if bounded:
                assert dtype_of(sheet.table, column.fills) != "object"


def test_nothing_else_names_a_header() -> None:
    """A header longer than a common word, quoted alone, stands in the schema and nowhere else."""
    names = {column.header for sheet in SHEETS for column in sheet.columns if len(column.header) >= 4}
    quoted = re.compile(r"""["']([\u4e00-\u9fff]{4,})["']""")
    folder = Path(pairing.__file__).parent
    doors = [
        folder / name
        for name in ("read.py", "write.py", "template.py", "difficulty.py", "check.py", "orders.py")
    ]
    for path in [*doors, *(folder / "reading").glob("*.py")]:
        assert not names & set(quoted.findall(path.read_text("utf-8"))), path.name


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_template_is_made_from_the_table(tmp_path: Path, lang: str) -> None:
    write_template(tmp_path / "t.xlsx", lang)  # type: ignore[arg-type]
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    assert book.sheetnames == ["说明", *(sheet.name for sheet in SHEETS)]
    for sheet in SHEETS:
        page = book[sheet.name]
        assert [cell.value for cell in page[1]] == [f"{'*' * c.required}{c.header}" for c in sheet.columns]
        for cell, column in zip(page[1], sheet.columns, strict=True):
            assert cell.comment is not None
            assert cell.comment.text == note(column, lang)  # type: ignore[arg-type]
    words = {str(cell.value) for row in book["说明"].iter_rows() for cell in row}
    assert set(load_codes().needs) | set(load_codes().skills) <= words


def test_a_template_offers_the_words_to_choose_from(tmp_path: Path) -> None:
    write_template(tmp_path / "t.xlsx")
    page = openpyxl.load_workbook(tmp_path / "t.xlsx")["农户"]
    offered = {check.formula1 for check in page.data_validations.dataValidation}
    assert '"最难,较难,一般"' in offered
    assert '"是,否"' in offered


def test_a_filled_template_can_be_read(tmp_path: Path) -> None:
    write_template(tmp_path / "t.xlsx")
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    for name, cells in (
        ("单位", {"*单位名称": "县委办", "隶属关系": "县"}),
        ("干部", {"*姓名": "张三", "*单位": "县委办", "*职务级别": "科员"}),
        ("行政村", {"*村名": "南沟", "*乡镇": "东山镇"}),
        (
            "农户",
            {"*户编号": "H1", "*乡镇": "东山镇", "*行政村": "南沟村", "*户主姓名": "刘一", "重点户": "是"},
        ),
    ):
        page = book[name]
        for cell in page[1]:
            if cell.value in cells:
                page.cell(2, cell.column, cells[cell.value])
    book.save(tmp_path / "f.xlsx")
    county = read_county(tmp_path / "f.xlsx").county
    assert county is not None
    assert county.cadres["cadre_id"].tolist() == ["县委办-张三"]
    assert county.villages["code"].tolist() == ["东山镇-南沟"]
    assert county.households["demand"].tolist() == [1]
