"""From cells to values: numbers, words of a list, dates, ids; each distinct cell is looked at once."""

from __future__ import annotations

import datetime as dt
import math
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from pairing.codes import plain_word
from pairing.raw import BROKEN, Cell, text_of
from pairing.reading.dates import date_in
from pairing.reading.findings import Fault, Findings
from pairing.reading.numerals import NOTHING, number_in
from pairing.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pairing.reading.table import Table
    from pairing.schema import Column

Value = Any

YES: Final = frozenset({"是", "√", "✓", "✔", "☑", "1", "y", "yes", "true", "有", "对"})
NO: Final = frozenset({"否", "×", "✗", "✘", "☐", "x", "0", "n", "no", "false", "无", "不是", "没有", "非"})
_SCIENTIFIC: Final = re.compile(r"\d(?:\.\d+)?[eE]\+?\d{2,}")
_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643-1999

_ERROR_VALUE = Fault(
    "error",
    "error-value",
    Text("单元格是错误值。", "The cell holds an error value."),
    Text("改正公式，或直接填写内容。", "Mend the formula, or write the content itself."),
)
_FORMULA = Fault(
    "error",
    "formula-cell",
    Text("单元格是没有结果的公式。", "The cell holds a formula without a result."),
    Text(
        "在 Excel 或 WPS 中复制该列，选择性粘贴为“数值”后保存。",
        "In Excel or WPS copy the column, paste it as values, and save.",
    ),
)
MISSING_VALUE = Fault(
    "error",
    "missing-value",
    Text("必填项没有填。", "A required cell is blank."),
    Text("填上“{header}”。", "Fill in {header}."),
)
_NOT_A_NUMBER = Fault(
    "error",
    "not-a-number",
    Text("不是数字。", "Not a number."),
    Text("只填数字，{range}。", "Write a number only, {range}."),
)
_NOT_WHOLE = Fault(
    "error",
    "not-whole",
    Text("应为整数。", "A whole number is wanted."),
    Text("填整数，{range}。", "Write a whole number, {range}."),
)
_NEGATIVE = Fault(
    "error",
    "negative-number",
    Text("不能是负数。", "The number must not be negative."),
    Text("改为{range}的数。", "Write a number {range}."),
)
_OUT_OF_RANGE = Fault(
    "error",
    "out-of-range",
    Text("超出范围。", "The number is out of range."),
    Text(
        "改为{range}的数；经度、纬度请勿填反。", "Write a number {range}; do not swap longitude and latitude."
    ),
)
_NOT_YES_NO = Fault(
    "error",
    "not-yes-no",
    Text("应填是或否。", "Yes or no is wanted."),
    Text("填“是”或“否”；空白为否。", "Write 是 (yes) or 否 (no); blank means no."),
)
_NOT_A_CHOICE = Fault(
    "error",
    "unknown-choice",
    Text("不是可选的词。", "Not one of the words to choose from."),
    Text("可填：{words}。", "Write one of: {words}."),
)
_NUMBER_AS_ID = Fault(
    "error",
    "id-as-number",
    Text(
        "编号被电子表格转成了数字，后面的位数已经丢失。",
        "The spreadsheet turned this id into a number; its last digits are lost.",
    ),
    Text(
        "把该列设为“文本”格式，从原表重新粘贴编号。",
        "Set the column to Text and paste the ids anew from where they came.",
    ),
)
_ROUNDED_ID = Fault(
    "error",
    "id-maybe-rounded",
    Text(
        "{count} 个超过 15 位的编号第 16 位起全是 0：被电子表格截断了。",
        "All {count} ids longer than 15 digits end in zeros from the 16th on: a spreadsheet cut them off.",
    ),
    Text(
        "把该列设为“文本”格式，从原表重新粘贴编号；改不了的，加一个字母或改用别的编号。",
        "Set the column to Text and paste the ids anew from where they came; failing that, use other ids.",
    ),
)
_ID_NUMBER = Fault(
    "error",
    "bad-id-number",
    Text("证件号码校验不通过。", "The ID number fails its check."),
    Text(
        "核对号码；18 位号码须按文本填写，不需要时可留空。",
        "Check the number; 18 digits must be kept as text. The cell may stay blank.",
    ),
)
_UNKNOWN_DATE = Fault(
    "warning",
    "unknown-date",
    Text("看不懂这个日期，按原文保留。", "The date was not understood and is kept as it stands."),
    Text("写成 2024-03-01 或 2024-03。", "Write such as 2024-03-01 or 2024-03."),
)


@dataclass(frozen=True)
class Parsed:
    """One distinct cell read: its value, or None with the fault that spoils it (a warning keeps the value)."""

    value: Value = None
    fault: Fault | None = None


def column_values(
    table: Table, key: str, findings: Findings, *, parse: Callable[[Cell], Parsed] | None = None
) -> list[Value]:
    """The values of one column, None where blank or at fault; every fault goes to ``findings`` with its row.

    ``parse`` reads a cell that is neither blank nor broken; by default the column's own type says how.
    """
    column = table.sheet.column(key)
    read = parse or _parser(column)
    cells = table.cells[key]
    results: dict[Cell, Parsed] = {}
    faulty: dict[Cell, list[int]] = {}
    for cell in set(cells):
        results[cell] = _read_one(cell, read)
        if results[cell].fault is not None:
            faulty[cell] = []
    missing = column.required and None in results
    if missing:
        faulty[None] = []
        results[None] = Parsed(None, MISSING_VALUE.fill(header=column.header))
    if faulty:
        for place, cell in enumerate(cells):
            if cell in faulty:
                faulty[cell].append(place)
        for cell, places in sorted(faulty.items(), key=lambda item: item[1][0]):
            fault = results[cell].fault
            if fault is not None:
                findings.at(fault, table, places, key, _shown(cell, column))
    return [results[cell].value for cell in cells]


def cell_value(column: Column, cell: Cell) -> tuple[Value, Text | None]:
    """One cell read as the column's type says: its value, or None with what is wrong with it."""
    read = _read_one(cell, _parser(column))
    return (read.value, None) if read.fault is None else (None, read.fault.problem)


def check_rounded(table: Table, key: str, findings: Findings) -> None:
    """Tell where a spreadsheet cut ids after fifteen digits: every long one of a column, or several that became one, end
    in zeros from there on."""
    long = [
        (place, cell)
        for place, cell in enumerate(table.cells[key])
        if isinstance(cell, str) and len(cell) > 15 and cell.isdecimal()
    ]
    cut = [(place, cell) for place, cell in long if not cell[15:].strip("0")]
    if len(long) > 1 and len(cut) == len(long):
        findings.at(_ROUNDED_ID.fill(count=len(cut)), table, [cut[0][0]], key, cut[0][1])
        return
    seen = Counter(cell for _, cell in cut)
    for place, cell in cut:
        if seen[cell] > 1:
            findings.at(_NUMBER_AS_ID, table, [place], key, cell)


def mask_id(text: str) -> str:
    """An ID number as it may be shown: the first four and last two characters."""
    return f"{text[:4]}{'*' * max(len(text) - 6, 4)}{text[-2:]}" if len(text) > 6 else "*" * len(text)


def mask_phone(text: str) -> str:
    """A phone number as it may be shown: the middle left out."""
    return f"{text[:3]}****{text[-4:]}" if len(text) > 7 else "*" * len(text)


def valid_id_number(text: str) -> bool:
    """Whether an 18-character 居民身份证号 has a possible birthday and the right check character (GB 11643-1999)."""
    if not re.fullmatch(r"\d{17}[\dX]", text, re.ASCII):
        return False
    try:
        dt.date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, text, strict=False))
    return "10X98765432"[total % 11] == text[17]


def _read_one(cell: Cell, read: Callable[[Cell], Parsed]) -> Parsed:
    if cell is None:
        return Parsed()
    if isinstance(cell, str) and cell.startswith(BROKEN):
        return Parsed(None, _FORMULA if cell.startswith(BROKEN + "=") else _ERROR_VALUE)
    return read(cell)


def _shown(cell: Cell, column: Column) -> str | None:
    text = text_of(cell)
    if text is None:
        return None
    if column.type == "id-number":
        return mask_id(text)
    return mask_phone(text) if column.type == "phone" else text


def _parser(column: Column) -> Callable[[Cell], Parsed]:
    match column.type:
        case "number" | "integer":
            return lambda cell: _number(cell, column)
        case "yes-no":
            return _yes_no
        case "choice":
            words = {
                plain_word(word): choice.value
                for choice in column.choices
                for word in (choice.word, *choice.also)
            }
            listed = "、".join(choice.word for choice in column.choices)
            return lambda cell: _choice(cell, words, listed)
        case "date":
            return _date
        case "id" | "phone":
            return _id
        case "id-number":
            return _id_number
        case _:
            return lambda cell: Parsed(text_of(cell))


def _range(column: Column) -> Text:
    least, most = column.least, column.most
    if least is None or most is None:
        return Text("不限", "of any size")
    if most >= 1000 and least == 0:
        return Text("不小于 0", "not below 0")
    return Text(f"{least:g} 到 {most:g} 之间", f"from {least:g} to {most:g}")


def _number(cell: Cell, column: Column) -> Parsed:
    number = cell if isinstance(cell, float) else number_in(str(cell))
    if number is None:
        return Parsed()
    if not math.isfinite(number):
        return Parsed(None, _NOT_A_NUMBER.fill(range=_range(column)))
    if column.type == "integer" and number != int(number):
        return Parsed(None, _NOT_WHOLE.fill(range=_range(column)))
    if column.least is not None and number < column.least:
        return Parsed(None, (_NEGATIVE if column.least == 0 else _OUT_OF_RANGE).fill(range=_range(column)))
    if column.most is not None and number > column.most:
        return Parsed(None, _OUT_OF_RANGE.fill(range=_range(column)))
    return Parsed(number)


def _yes_no(cell: Cell) -> Parsed:
    plain = plain_word(text_of(cell) or "")
    if plain in YES:
        return Parsed(True)
    if plain in NO or plain in NOTHING:
        return Parsed(False)
    return Parsed(None, _NOT_YES_NO)


def _choice(cell: Cell, words: Mapping[str, object], listed: str) -> Parsed:
    plain = plain_word(text_of(cell) or "")
    if plain in words:
        return Parsed(words[plain])
    if plain in NOTHING:
        return Parsed()
    return Parsed(None, _NOT_A_CHOICE.fill(words=listed))


def _id(cell: Cell) -> Parsed:
    """An id or phone number as text; full-width digits become plain ones."""
    if isinstance(cell, float):
        whole = cell.is_integer() and 0 <= cell < 1e15
        return Parsed(text_of(cell)) if whole else Parsed(None, _NUMBER_AS_ID)
    text = unicodedata.normalize("NFKC", str(cell)).strip()
    return Parsed(None, _NUMBER_AS_ID) if _SCIENTIFIC.fullmatch(text) else Parsed(text)


def _id_number(cell: Cell) -> Parsed:
    read = _id(cell)
    if read.fault is not None:
        return read
    text = "".join(str(read.value).split()).upper()
    if plain_word(text) in NOTHING:
        return Parsed()
    if re.fullmatch(r"\d{15}0{3}", text, re.ASCII) and not valid_id_number(text):
        return Parsed(None, _NUMBER_AS_ID)
    # Masked numbers have nothing to check; fifteen digits are the form in use until 2013.
    if "*" in text or re.fullmatch(r"\d{15}", text, re.ASCII) or valid_id_number(text):
        return Parsed(text)
    return Parsed(None, _ID_NUMBER)


def _date(cell: Cell) -> Parsed:
    text = text_of(cell) or ""
    if plain_word(text) in NOTHING:
        return Parsed()
    date = date_in(cell)
    return Parsed(text, _UNKNOWN_DATE) if date is None else Parsed(date)
