"""One workbook of printed tables: what all paper lists that go out as .xlsx have in common."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from pairing.documents.sheets import PrintedTable, Styles, write_table
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
        for done, build in enumerate(builders):

            def report(share: float, done: int = done) -> None:
                watch((done + share) / len(builders))

            report(0.0)
            write_table(book, styles, build(facts, mask), facts.stamp, mask, report)
    return (path,)
