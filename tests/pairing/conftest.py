"""A sound county as a folder and as a workbook, to be broken."""

from __future__ import annotations

from pathlib import Path

import pytest

from pairing.write import write_county
from tests.pairing.lists import small_county


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of a sound county, to be broken."""
    write_county(small_county(), tmp_path / "c", csv=True)
    return tmp_path / "c"


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    write_county(small_county(), tmp_path / "c.xlsx")
    return tmp_path / "c.xlsx"
