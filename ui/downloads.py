"""Files made on the click of a download button: plan files, lists, the blank template.

Each function takes plain data and touches no session, because a download is made outside the page's run.
"""

from __future__ import annotations

import io
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from pairing.plan_files import write_plan
from pairing.write import write_county, write_template

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pairing.county import County
    from pairing.plan import Plan
    from pairing.text import Lang


def template(lang: Lang) -> bytes:
    """The blank workbook to fill."""
    return _file(lambda place: write_template(place / "template.xlsx", lang))


def lists(county: County) -> bytes:
    """The county's lists as one workbook that can be loaded again."""
    return _file(lambda place: write_county(county, place / "county.xlsx"))


def plan_files(plan: Plan) -> bytes:
    """The plan's folder as one zip archive."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "plan"
        write_plan(plan, place)
        return _archive(sorted(place.iterdir()))


def _file(write: Callable[[Path], object]) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        write(place)
        (path,) = place.iterdir()
        return path.read_bytes()


def _archive(paths: Sequence[Path]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in paths:
            archive.write(path, path.name)
    return buffer.getvalue()
