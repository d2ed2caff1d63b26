"""Blank workbooks to fill in, made from the column table: required marks, notes, drop-downs, and a sheet that explains."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from pairing.codes import Codes, load_codes
from pairing.safe_files import replacing, workbook_at
from pairing.schema import NO, SHEETS, YES
from pairing.text import Text

if TYPE_CHECKING:
    from pathlib import Path

    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from pairing.schema import Column, Sheet
    from pairing.text import Lang

# Drop-downs and checks reach down to this row.
LAST_ROW: Final = 300_000
GUIDE: Final = "说明"

_INTRO: Final = (
    Text(
        "每张表第一行是表头，请从第二行起填写；带 * 的列必填。列的次序可变，多余的列会保留并带到导出的表里。",
        "The first row of every sheet is its header; fill in from the second. Columns marked * are required. Columns may "
        "stand in any order; others of your own are kept and carried to the exports.",
    ),
    Text(
        "一格填多项时用顿号隔开；是否类填“是”或“否”，空白为否；编号、电话、证件号码按文本填写。",
        "Separate several words in a cell by 、; answer yes or no by 是 or 否, blank meaning no; keep ids, telephones "
        "and ID numbers as text.",
    ),
    Text("不用的表可以空着：标“选填”的表没有也行。", "Sheets marked optional may stay empty or be deleted."),
)
_HEADS: Final = (
    Text("表", "Sheet"),
    Text("列", "Column"),
    Text("必填", "Required"),
    Text("含义", "Meaning"),
    Text("可填的词", "Words"),
    Text("也可叫", "Also called"),
)
_REQUIRED: Final = Text("必填", "required")
_OPTIONAL: Final = Text("选填", "optional")
_WORDS: Final = Text("词表", "Word lists")
_NEEDS: Final = Text("需求", "Needs")
_SKILLS: Final = Text("专长", "Skills")
_PICK: Final = Text("请从列表中选择。", "Choose from the list.")
_RANGE: Final = Text("请填 {least} 到 {most} 之间的数。", "Write a number from {least} to {most}.")


def write_template(path: Path, lang: Lang = "zh", codes: Codes | None = None) -> None:
    """A blank workbook at ``path`` with every sheet of the schema; explanations in ``lang``, headers always Chinese.

    ``codes``: the word lists to explain, our own by default. Raises OSError where the place cannot be written.
    """
    with replacing(path) as part, workbook_at(part) as book:
        head = book.add_format({"bold": True, "bg_color": "#DDEBF7", "border": 1})
        must = book.add_format({"bold": True, "bg_color": "#FCE4D6", "border": 1})
        text = book.add_format({"num_format": "@"})
        _write_guide(book, lang, codes or load_codes(), head)
        for sheet in SHEETS:
            page = book.add_worksheet(sheet.name)
            page.freeze_panes(1, 0)
            for place, column in enumerate(sheet.columns):
                header = f"*{column.header}" if column.required else column.header
                number = column.type in ("integer", "number")
                page.set_column(place, place, max(10, 2 * len(header) + 2), None if number else text)
                page.write_string(0, place, header, must if column.required else head)
                page.write_comment(0, place, note(column, lang), {"x_scale": 2, "author": ""})
                _add_check(page, place, column, lang)


def note(column: Column, lang: Lang) -> str:
    """What a column means, in a few lines: for a cell note or a tooltip."""
    lines = [
        f"{column.header}（{(_REQUIRED if column.required else _OPTIONAL).show(lang)}）"
        if lang == "zh"
        else f"{column.title} ({(_REQUIRED if column.required else _OPTIONAL).show(lang)})",
        column.meaning.show(lang),
    ]
    if words := _words(column):
        lines.append("、".join(words))
    return "\n".join(lines)


def _words(column: Column) -> tuple[str, ...]:
    if column.type == "yes-no":
        return (YES, NO)
    return tuple(choice.word for choice in column.choices) or column.suggestions


def _add_check(page: Worksheet, place: int, column: Column, lang: Lang) -> None:
    check: dict[str, Any] = {}
    if words := _words(column):
        # Suggestions are offered, never forced: offices have words of their own.
        free = not column.choices and column.type != "yes-no"
        check = {"validate": "list", "source": list(words), "error_type": "information" if free else "stop"}
        check |= {"show_error": not free, "error_message": _PICK.show(lang)}
    elif column.least is not None and column.most is not None:
        least, most = f"{column.least:g}", f"{column.most:g}"
        check = {
            "validate": "integer" if column.type == "integer" else "decimal",
            "criteria": "between",
            "minimum": column.least,
            "maximum": column.most,
            "error_message": _RANGE.fill(least=least, most=most).show(lang),
        }
    if check:
        page.data_validation(1, place, LAST_ROW, place, check)


def _write_guide(book: Workbook, lang: Lang, codes: Codes, head: Format) -> None:
    page = book.add_worksheet(GUIDE)
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    for place, width in enumerate((12, 18, 8, 48, 40, 40)):
        page.set_column(place, place, width)
    row = 0
    for line in _INTRO:
        page.merge_range(row, 0, row, len(_HEADS) - 1, line.show(lang), wrap)
        page.set_row(row, 32)
        row += 1
    row += 1
    for place, title in enumerate(_HEADS):
        page.write_string(row, place, title.show(lang), head)
    for sheet in SHEETS:
        row += 1
        kind = (_REQUIRED if sheet.required else _OPTIONAL).show(lang)
        page.write_string(row, 0, sheet.name, head)
        page.merge_range(row, 1, row, len(_HEADS) - 1, f"{kind} · {sheet.meaning.show(lang)}", head)
        for column in sheet.columns:
            row += 1
            for place, cell in enumerate(_guide_row(sheet, column, lang)):
                page.write_string(row, place, cell, wrap)
    for title, words in ((_NEEDS, codes.needs), (_SKILLS, codes.skills)):
        row += 2
        page.write_string(row, 0, f"{_WORDS.show(lang)}: {title.show(lang)}", head)
        for word in words:
            row += 1
            page.write_string(row, 1, word, wrap)
            page.write_string(row, 3, codes.titles[word].en if lang == "en" else "", wrap)


def _guide_row(sheet: Sheet, column: Column, lang: Lang) -> tuple[str, ...]:
    title = column.header if lang == "zh" else f"{column.header} ({column.title})"
    return (
        sheet.name,
        title,
        "*" if column.required else "",
        column.meaning.show(lang),
        "、".join(_words(column)),
        "、".join(column.aliases),
    )
