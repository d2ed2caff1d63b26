"""Reading a county: what was written comes back, and offices' own habits are understood."""

from __future__ import annotations

import codecs
import dataclasses
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from pairing.county import COLUMNS, County
from pairing.read import read_county
from pairing.schema import SHEETS
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
