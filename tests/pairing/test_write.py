"""Writing a county: safe cells, equal bytes, nothing half written."""

from __future__ import annotations

import csv
import dataclasses
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pairing.raw import escape, unescape
from pairing.safe_files import replacing
from pairing.schema import BY_TABLE, SHEETS
from pairing.write import write_county
from tests.pairing.lists import small_county

DANGEROUS = "=cmd|'/c calc'!A1"


def with_extra(table: str, header: str, value: str):
    county = small_county()
    rows = len(getattr(county, table))
    return dataclasses.replace(
        county, extras={table: pd.DataFrame({header: pd.Series([value] * rows, dtype=object)})}
    )


def test_the_same_county_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        write_county(small_county(), tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    for name in ("a", "b"):
        write_county(small_county(), tmp_path / name, csv=True)
    for sheet in SHEETS:
        file = f"{sheet.name}.csv"
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()


def test_a_workbook_holds_no_formula(tmp_path: Path) -> None:
    write_county(with_extra("cadres", "=备注", DANGEROUS), tmp_path / "c.xlsx")
    with zipfile.ZipFile(tmp_path / "c.xlsx") as book:
        pages = [
            book.read(name).decode() for name in book.namelist() if name.startswith("xl/worksheets/sheet")
        ]
    assert any("cmd|" in page for page in pages)
    assert not any("<f>" in page or "<hyperlink" in page for page in pages)


@pytest.mark.parametrize("value", [DANGEROUS, "+1", "-1+2", "@SUM(1)", "\tx", "\rx", "\n=x"])
def test_no_csv_cell_begins_like_a_formula(tmp_path: Path, value: str) -> None:
    write_county(with_extra("units", value, value), tmp_path / "c", csv=True)
    with (tmp_path / "c" / "单位.csv").open(encoding="utf-8-sig", newline="") as file:
        cells = [row[-1] for row in csv.reader(file)]
    assert cells == ["'" + value] * (1 + len(small_county().units))


@given(st.text(alphabet="'=+-@\t\r\n a", max_size=6))
def test_unescape_undoes_escape(text: str) -> None:
    cell = escape(text)
    assert unescape(cell) == text
    assert not cell or cell[0] not in "=+-@\t\r\n"


def test_a_csv_file_opens_rightly_in_a_spreadsheet(tmp_path: Path) -> None:
    write_county(small_county(), tmp_path / "c", csv=True)
    for sheet in SHEETS:
        raw = (tmp_path / "c" / f"{sheet.name}.csv").read_bytes()
        assert raw.startswith(b"\xef\xbb\xbf")
        assert raw.decode("utf-8-sig").splitlines()[0] == ",".join(
            column.header for column in sheet.columns if not column.is_hint
        )


def test_cells_say_what_the_table_holds(tmp_path: Path) -> None:
    write_county(small_county(), tmp_path / "c", csv=True)
    with (tmp_path / "c" / "农户.csv").open(encoding="utf-8-sig", newline="") as file:
        first = next(csv.DictReader(file))
    sheet = BY_TABLE["households"]
    assert first[sheet.column("town").header] == "东山镇"
    assert first[sheet.column("village").header] == "南沟村委会"
    assert first[sheet.column("needs").header] == "增收、技术培训"
    assert first[sheet.column("focus").header] == "是"
    assert first[sheet.column("tier").header] == "最难"
    assert first[sheet.column("people").header] == "4"


def test_a_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    target = tmp_path / "c.xlsx"
    target.write_bytes(b"old")

    def fail(path: Path) -> None:
        with replacing(path) as part:
            part.write_bytes(b"new")
            raise RuntimeError("half way")

    with pytest.raises(RuntimeError, match="half way"):
        fail(target)
    assert target.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["c.xlsx"]
