"""The organizer's own sheets with the faulty cells marked and the remedy beside them: mended there, the file is loaded again."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from pairing.raw import BROKEN, MARKS_HEADER, RawSheet, clean, letter, text_of
from pairing.read import raw_sheets
from pairing.reading.header_rows import SEARCHED_ROWS
from pairing.reading.kinds import FINDINGS_SHEET
from pairing.safe_files import replacing, workbook_at
from pairing.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from xlsxwriter.format import Format

    from pairing.issues import Issue
    from pairing.text import Lang

    Styles = Mapping[tuple[str, str], Format]
    # Cells of one row, each with its look.
    Row = list[tuple[object, Format | None]]

# A sheet takes 65,530 links; comments are heavy to open. The remedy stands beside every row anyhow.
_LINKS: Final = 50_000
_COMMENTS: Final = 2_000
_NAME: Final = 31
_FORBIDDEN: Final = str.maketrans("[]:*?/\\", "_______")

_TITLE: Final = Text("检查结果", "Findings")
_NOTE: Final = Text(
    "错误 {errors} 处（红色），提醒 {warnings} 处（黄色）。改法写在各表最右一列；可直接在这里改好，再把本文件导入。",
    "{errors} errors (red), {warnings} warnings (yellow). The remedies stand in the last column of each sheet; mend them "
    "here and load this file.",
)
_HEADS: Final = (
    (Text("程度", "Severity"), 8),
    (Text("表", "Sheet"), 14),
    (Text("位置", "Cell"), 10),
    (Text("列", "Column"), 16),
    (Text("原值", "Value"), 24),
    (Text("问题", "Problem"), 50),
    (Text("怎么改", "Remedy"), 60),
)
_KINDS: Final = {
    "text": "@",
    "number": "General",
    "day": "yyyy-mm-dd",
    "moment": "yyyy-mm-dd hh:mm",
    "remark": "General",
}
_SEVERITY: Final = {"error": Text("错误", "error"), "warning": Text("提醒", "warning")}


@dataclass(frozen=True)
class _Place:
    """Where a finding stands in a raw sheet, from 0; column None: the row as a whole."""

    row: int
    column: int | None


@dataclass(frozen=True)
class _Marked:
    """A raw sheet under its name in the new workbook, with the findings of its rows."""

    name: str
    raw: RawSheet
    header: int | None
    width: int
    rows: Mapping[int, Sequence[tuple[_Place, Issue]]]


def write_marked(source: Path, issues: Sequence[Issue], path: Path, lang: Lang = "zh") -> None:
    """A workbook at ``path``: a list of all findings with links, then the sheets of ``source`` as they are, marked.

    Faulty cells are coloured, with the remedy in a column of its own at the right end and, for the first two thousand,
    as a comment; reading leaves that column and the list out. A file that could not be opened gives the list alone.
    Raises OSError where the place cannot be written.
    """
    sheets = _placed(raw_sheets(source), issues)
    with replacing(path) as part, workbook_at(part, constant_memory=True) as book:
        styles = _styles(book)
        _write_list(book, issues, sheets, lang)
        left = _COMMENTS
        for marked in sheets:
            page = book.add_worksheet(marked.name)
            left -= _lay_out(page, marked, lang, left)
            _write_rows(page, marked, styles, lang)


def _styles(book: Any) -> Styles:
    """The looks in the workbook, by "error", "warning" or "" and the kind of cell."""
    looks: dict[str, dict[str, object]] = {
        "error": {"bg_color": "#FFC7CE", "font_color": "#9C0006"},
        "warning": {"bg_color": "#FFEB9C", "font_color": "#7F6000"},
        "": {},
    }
    return {
        (mark, kind): book.add_format({**look, "num_format": pattern})
        for mark, look in looks.items()
        for kind, pattern in _KINDS.items()
    }


def _placed(raws: Sequence[RawSheet], issues: Sequence[Issue]) -> list[_Marked]:
    """Each sheet with its findings, those of the most faults first among equals of order."""
    by_sheet: dict[tuple[str | None, str | None], list[Issue]] = defaultdict(list)
    for issue in issues:
        by_sheet[issue.file, issue.sheet].append(issue)
    taken = {FINDINGS_SHEET}
    found = []
    for raw in raws:
        of = by_sheet.get((raw.file, raw.name), [])
        head = _header_row(raw, {issue.column for issue in of if issue.column})
        names = {} if head is None else _header_places(raw, head)
        rows: dict[int, list[tuple[_Place, Issue]]] = defaultdict(list)
        for issue in of:
            if issue.row is not None and 0 < issue.row <= len(raw.rows):
                rows[issue.row - 1].append((_Place(issue.row - 1, names.get(issue.column or "")), issue))
        width = max((len(row) for row in raw.rows), default=0)
        found.append(_Marked(_sheet_name(raw.name, taken), raw, head, width, rows))
    return found


def _header_row(raw: RawSheet, columns: set[str]) -> int | None:
    """The row that names most of the columns found at fault, else the first with two cells; None in an empty sheet."""
    best, most = None, 0
    for at, row in enumerate(raw.rows[:SEARCHED_ROWS]):
        names = {text_of(clean(cell, escaped=raw.escaped)) for cell in row} - {None}
        score = 1000 * len(names & columns) + min(len(names), 2)
        if score > most:
            best, most = at, score
    return best


def _header_places(raw: RawSheet, head: int) -> dict[str, int]:
    places: dict[str, int] = {}
    for place, cell in enumerate(raw.rows[head]):
        text = text_of(clean(cell, escaped=raw.escaped))
        if text is not None:
            places.setdefault(text, place)
    return places


def _sheet_name(name: str, taken: set[str]) -> str:
    """A name that a workbook can hold, unlike any taken."""
    plain = name.translate(_FORBIDDEN).strip("'")[:_NAME] or "_"
    made, number = plain, 2
    while made.casefold() in {other.casefold() for other in taken}:
        made, number = f"{plain[: _NAME - 4]}({number})", number + 1
    taken.add(made)
    return made


def _write_list(book: Any, issues: Sequence[Issue], sheets: Sequence[_Marked], lang: Lang) -> None:
    page = book.add_worksheet(FINDINGS_SHEET)
    title = book.add_format({"bold": True, "font_size": 14})
    head = book.add_format({"bold": True, "bg_color": "#DDEBF7", "border": 1})
    text = book.add_format({"num_format": "@", "valign": "top"})
    wrapped = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    link = book.add_format({"font_color": "#0563C1", "underline": 1, "valign": "top"})
    for place, (_, width) in enumerate(_HEADS):
        page.set_column(place, place, width)
    page.freeze_panes(3, 0)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(2)
    errors = sum(issue.severity == "error" for issue in issues)
    page.write_string(0, 0, _TITLE.show(lang), title)
    page.write_string(1, 0, _NOTE.fill(errors=errors, warnings=len(issues) - errors).show(lang))
    for place, (header, _) in enumerate(_HEADS):
        page.write_string(2, place, header.show(lang), head)
    if issues:
        page.autofilter(2, 0, 2 + len(issues), len(_HEADS) - 1)
    targets: dict[int, tuple[str | None, _Place | None]] = {
        id(issue): (marked.name, place)
        for marked in sheets
        for found in marked.rows.values()
        for place, issue in found
    }
    names = {(marked.raw.file, marked.raw.name): marked.name for marked in sheets}
    for row, issue in enumerate(issues, start=3):
        name, at = targets.get(id(issue), (names.get((issue.file, issue.sheet or "")), None))
        page.write_string(row, 0, _SEVERITY[issue.severity].show(lang), text)
        page.write_string(row, 1, " ".join(filter(None, (issue.file, issue.sheet))), text)
        cell = "A1" if at is None else f"{letter(at.column or 0)}{at.row + 1}"
        if name is None:
            page.write_string(row, 2, str(issue.row or ""), text)
        elif row < _LINKS:
            quoted = name.replace("'", "''")
            page.write_url(row, 2, f"internal:'{quoted}'!{cell}", link, cell)
        else:
            page.write_string(row, 2, cell, text)
        page.write_string(row, 3, issue.column or "", text)
        page.write_string(row, 4, issue.value or "", text)
        page.write_string(row, 5, issue.problem.show(lang), wrapped)
        page.write_string(row, 6, issue.remedy.show(lang), wrapped)


def _lay_out(page: Any, marked: _Marked, lang: Lang, comments: int) -> int:
    """Columns, panes and comments of one sheet; returns how many comments it took of those left."""
    if marked.header is not None:
        page.freeze_panes(marked.header + 1, 0)
    page.set_column(0, max(0, marked.width - 1), 12)
    page.set_column(marked.width, marked.width, 60)
    taken = 0
    for at, found in marked.rows.items():
        for column, issues in _by_column(found).items():
            if taken == comments:
                return taken
            page.write_comment(at, column or 0, _remark(issues, lang, 1000), {"author": "", "x_scale": 2})
            taken += 1
    return taken


def _write_rows(page: Any, marked: _Marked, styles: Styles, lang: Lang) -> None:
    """The sheet's rows as they are, marked, each with its remedies beyond the last column."""
    below = _merged_below(marked.raw)
    looks: dict[type, Format] = {
        kind: styles["", words] for kind, words in ((str, "text"), (float, "number"))
    }
    for at, cells in enumerate(marked.raw.rows):
        if at in below:
            cells = [below[at].get(place, cell) for place, cell in enumerate(cells)]
        row: Row = [(cell, looks.get(type(cell)) or styles["", _kind(cell)]) for cell in cells]
        found = marked.rows.get(at)
        if found is not None:
            _mark(row, found, styles)
        if found is not None or at == marked.header:
            row += [("", None)] * (marked.width - len(row))
            issues = [issue for _, issue in found or ()]
            said = MARKS_HEADER if at == marked.header else _remark(issues, lang, 30_000)
            row.append((said, styles[_worst(issues) if issues else "", "remark"]))
        for place, (cell, look) in enumerate(row):
            if type(cell) is str and cell:
                page.write_string(at, place, cell.removeprefix(BROKEN), look)
            elif type(cell) is float:
                page.write_number(at, place, cell, look)
            elif cell is not None and cell != "":
                page.write(at, place, cell, look)
            elif look is not looks[str]:
                page.write_blank(at, place, None, look)


def _mark(row: Row, found: Sequence[tuple[_Place, Issue]], styles: Styles) -> None:
    """Colour the cells at fault, the row's first cell where the fault is of the row as a whole."""
    for column, issues in _by_column(found).items():
        place = column or 0
        row += [("", None)] * (place + 1 - len(row))
        cell = row[place][0]
        row[place] = (cell, styles[_worst(issues), _kind(cell)])


def _by_column(found: Sequence[tuple[_Place, Issue]]) -> dict[int | None, list[Issue]]:
    told: dict[int | None, list[Issue]] = defaultdict(list)
    for where, issue in found:
        told[where.column].append(issue)
    return told


def _kind(cell: object) -> str:
    if isinstance(cell, dt.datetime):
        return "day" if cell.time() == dt.time.min else "moment"
    if isinstance(cell, dt.date):
        return "day"
    return "number" if isinstance(cell, int | float) else "text"


def _merged_below(raw: RawSheet) -> dict[int, dict[int, object]]:
    """What stands in the lower cells of a range merged over several rows: its one value, which holds for each."""
    below: dict[int, dict[int, object]] = defaultdict(dict)
    for (top, left), (bottom, _) in raw.merged:
        if top < len(raw.rows) and left < len(raw.rows[top]):
            for row in range(top + 1, min(bottom + 1, len(raw.rows))):
                below[row][left] = raw.rows[top][left]
    return below


def _worst(issues: Sequence[Issue]) -> str:
    return "error" if any(issue.severity == "error" for issue in issues) else "warning"


def _remark(issues: Sequence[Issue], lang: Lang, most: int) -> str:
    """What is wrong and how to mend it, one line a finding."""
    lines = [
        f"{f'【{issue.column}】' if issue.column else ''}{issue.problem.show(lang)} {issue.remedy.show(lang)}"
        for issue in issues
    ]
    return "\n".join(lines)[:most]
