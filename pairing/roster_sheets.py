"""The sheets of a roster that comes back from an office: found among the workbook's sheets, as rows of texts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import python_calamine as calamine

from pairing.errors import DataError
from pairing.raw import MAX_CELLS, clean, text_of
from pairing.reading.archive import UnsafeArchiveError, survey
from pairing.reading.header_rows import SEARCHED_ROWS
from pairing.schema import HOUSEHOLDS, plain_name
from pairing.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

ID: Final = HOUSEHOLDS.column("household_id").header
HEAD: Final = HOUSEHOLDS.column("head_name").header
CADRE: Final = "帮扶责任人"
_STAMP: Final = re.compile(r"方案\s*([0-9a-f]{8})\b")
_MASKED: Final = re.compile(r".?\*+")

_UNREADABLE: Final = Text(
    "“{file}”打不开，或不是 .xlsx 工作簿。请用 Excel 或 WPS 打开，另存为 .xlsx 再试。",
    "{file} cannot be opened or is no .xlsx workbook. Open it in Excel or WPS, save it as .xlsx and try again.",
)
_NO_ROSTER: Final = Text(
    "“{file}”里没有结对帮扶名册：表头须有“{id}”和“{cadre}”。请用本程序导出的名册（内部资料）。",
    "{file} holds no roster of pairs: its header needs {id} and {cadre}. Take the roster this program exported (internal).",
)
_PUBLIC: Final = Text(
    "“{file}”是公示版，户主姓名已遮挡，不能用来改方案。请在内部资料版的名册上修改，再传回来。",
    "{file} is the public version, with the heads of household masked; it cannot change a plan. Edit the internal roster "
    "and hand that in.",
)


@dataclass(frozen=True)
class RosterSheet:
    """One roster as the file has it.

    rows       row number of the file -> header -> text; blank cells are left out
    headers    in the file's order
    plan_code  the plan it says it is from, None where it does not say
    """

    name: str
    headers: tuple[str, ...]
    rows: Mapping[int, Mapping[str, str]]
    plan_code: str | None


def roster_sheets(path: Path) -> tuple[RosterSheet, ...]:
    """The rosters of a workbook, in its order.

    Raises DataError where it cannot be opened, holds no roster, or holds a masked one.
    """
    found = [sheet for name, rows in _raw(path) if (sheet := _roster(name, rows)) is not None]
    if not found:
        raise DataError(_NO_ROSTER.fill(file=path.name, id=ID, cadre=CADRE))
    heads = [row[HEAD] for sheet in found for row in sheet.rows.values() if HEAD in row]
    if heads and 2 * sum(_MASKED.fullmatch(head) is not None for head in heads) > len(heads):
        raise DataError(_PUBLIC.fill(file=path.name))
    return tuple(found)


def _raw(path: Path) -> list[tuple[str, list[list[object]]]]:
    refused = DataError(_UNREADABLE.fill(file=path.name))
    try:
        survey(path)
        with calamine.CalamineWorkbook.from_path(path) as book:
            found = []
            for name in book.sheet_names:
                sheet = book.get_sheet_by_name(name)
                if sheet.end is not None and (sheet.end[0] + 1) * (sheet.end[1] + 1) <= MAX_CELLS:
                    rows: list[list[object]] = sheet.to_python(skip_empty_area=False)  # type: ignore[assignment]
                    found.append((name, rows))
            return found
    except (OSError, UnsafeArchiveError, calamine.CalamineError) as error:
        raise refused from error


def _roster(name: str, rows: list[list[object]]) -> RosterSheet | None:
    wanted = {plain_name(ID), plain_name(CADRE)}
    heads = [[text_of(clean(cell)) for cell in row] for row in rows[:SEARCHED_ROWS]]
    at = next((i for i, head in enumerate(heads) if wanted <= {plain_name(h) for h in head if h}), None)
    if at is None:
        return None
    titles = [None if header is None else "".join(header.split()).lstrip("*") for header in heads[at]]
    above = " ".join(str(cell) for row in rows[:at] for cell in row)
    stamp = _STAMP.search(above)
    body: dict[int, dict[str, str]] = {}
    for number, row in enumerate(rows[at + 1 :], start=at + 2):
        cells = {
            title: text
            for title, cell in zip(titles, row, strict=False)
            if title and (text := text_of(clean(cell))) is not None
        }
        if cells:
            body[number] = cells
    return RosterSheet(
        name, tuple(dict.fromkeys(t for t in titles if t)), body, stamp.group(1) if stamp else None
    )
