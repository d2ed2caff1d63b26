"""Files made on the click of a download button: plan files, lists, the blank template.

Each function takes plain data and touches no session, because a download is made outside the page's run.
"""

from __future__ import annotations

import io
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pairing import backup as files
from pairing.journal_files import journal_csv, journal_workbook
from pairing.plan_files import write_plan
from pairing.store import Store
from pairing.write import write_county, write_template

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pairing.county import County
    from pairing.journal import Filter
    from pairing.plan import Plan
    from pairing.roles import Actor
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


def journal(db: Path, wanted: Filter, lang: Lang, kind: Literal["xlsx", "csv"]) -> bytes:
    """The entries of the log that fit, all of them, newest first."""
    with Store(db, role="view") as store:
        entries = store.journal.entries(wanted)
    return journal_workbook(entries, lang) if kind == "xlsx" else journal_csv(entries, lang)


def backup(db: Path, actor: Actor) -> bytes:
    """A backup of the store, checked. Raises StoreError or NotAllowed as :func:`pairing.backup.backup` does."""
    with tempfile.TemporaryDirectory() as folder:
        return files.backup(db, Path(folder) / "backup.db", actor.role, actor.name).path.read_bytes()


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
