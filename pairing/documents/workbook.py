"""One workbook of printed tables: what all paper lists that go out as .xlsx have in common."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Final

from pairing.documents.sheets import PrintedTable, Styles, write_table
from pairing.documents.watched import watched
from pairing.safe_files import FILE_DATE, replacing, workbook_at

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from pairing.documents.document import Watch
    from pairing.documents.facts import Facts
    from pairing.documents.masking import Mask

    Builder = Callable[[Facts, Mask], PrintedTable]


_UNFIT: Final = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


def file_name(title: str, mask: Mask, ending: str) -> str:
    """What a document's file is called: its title and whom it is for, without signs that a system refuses."""
    return _UNFIT.sub("_", f"{title}（{mask.audience.value}）.{ending}")


def write_workbook(
    title: str, builders: Sequence[Builder], facts: Facts, mask: Mask, folder: Path, watch: Watch
) -> tuple[Path, ...]:
    """Write the tables as sheets of one workbook; ``watch`` may stop it, and then nothing is left of it."""
    path = folder / file_name(title, mask, "xlsx")
    with replacing(path) as part, workbook_at(part, constant_memory=True) as book:
        book.set_properties(
            {"title": file_name(title, mask, "xlsx").removesuffix(".xlsx"), "created": FILE_DATE}
        )
        styles = Styles(book)
        # One part for each table, and the last for packing.
        parts = len(builders) + 1

        def report(done: int, share: float) -> None:
            watch((done + share) / parts)

        for done, build in enumerate(builders):
            tell = partial(report, done)
            tell(0.0)
            table = watched(partial(build, facts, mask), tell)
            write_table(book, styles, table, facts.stamp, mask, tell)
        watched(book.close, partial(report, len(builders)), writes=True)
    return (path,)
