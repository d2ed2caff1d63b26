"""Words of the lists: the office's own word table (词表), read before the other sheets, and the cells it helps to read."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import pandas as pd

from pairing.codes import plain_word
from pairing.lexicon import FIELDS, NOTHING, Lexicon, known_codes, lexicon
from pairing.raw import text_of
from pairing.reading.findings import Fault, Findings
from pairing.reading.values import Parsed, column_values
from pairing.schema import WORDS
from pairing.text import Text
from pairing.unknown_words import strangers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pairing.codes import Codes
    from pairing.reading.lists import Columns
    from pairing.reading.table import Table

_UNKNOWN_CODE = Fault(
    "error",
    "unknown-code",
    Text("“{field}”的词表里没有这个词。", "The list of {field} has no such word."),
    Text(
        "可填：{words}；与它无关的填“{nothing}”。",
        "Write one of: {words}; or {nothing} for what says nothing of it.",
    ),
)
_UNKNOWN_RANK_CODE = Fault(
    "error",
    "unknown-code",
    Text("看不懂这个职务级别。", "This rank is not in the word list."),
    Text("可填：{words}。", "Write one of: {words}."),
)
_TWO_CODES = Fault(
    "error",
    "word-twice",
    Text("这个词在第{first}行已归为“{code}”。", "Row {first} says that this word stands for {code}."),
    Text("一个词只写一行；要归入几类，用顿号隔开。", "Give a word one row; separate several by 、."),
)
_UNKNOWN_WORD = Fault(
    "warning",
    "unknown-word",
    Text(
        "“{word}”不在{field}词表里，{count} 处未计入。",
        "{word} is not in the word list of {field}; {count} cells are not counted.",
    ),
    Text(
        "改用词表里的词：{words}；或在“{sheet}”表里写明它归为哪个词。",
        "Use a word of the list: {words}; or say in the sheet {sheet} what it stands for.",
    ),
)
_MORE_UNKNOWN = Fault(
    "warning",
    "more-unknown-words",
    Text("{field}另有 {count} 个词没认出来。", "{count} more words of {field} were not understood."),
    Text(
        "全部列在“没认出的词”里；在“{sheet}”表里写明它们归为哪个词。",
        "All stand in the table of words not understood; say in the sheet {sheet} what they stand for.",
    ),
)
_TOLD: Final = 30
"""Words of one column told one by one; a table has the others."""


def read_words(table: Table, codes: Codes, findings: Findings) -> Columns:
    """The columns of the county's table ``words``; a word in no list, or said twice in different ways, is an error."""
    columns: Columns = {key: column_values(table, key, findings) for key in ("field", "word", "code")}
    made = Lexicon(codes, {})
    first: dict[tuple[str, str], int] = {}
    rows = table.rows.tolist()
    for at, (field, word, code) in enumerate(
        zip(columns["field"], columns["word"], columns["code"], strict=True)
    ):
        if field is None or word is None or code is None:
            continue
        earlier = first.setdefault((field, plain_word(word)), at)
        if plain_word(columns["code"][earlier]) != plain_word(code):
            told = _TWO_CODES.fill(first=rows[earlier], code=columns["code"][earlier])
            findings.at(told, table, [at], "word", str(word))
        elif known_codes(made, field, code) is None:
            fault = _UNKNOWN_RANK_CODE if field == "rank" else _UNKNOWN_CODE
            told = fault.fill(field=FIELDS[field], words="、".join(made.listed(field)), nothing=NOTHING)
            findings.at(told, table, [at], "code", str(code))
    return columns


def lexicon_of(columns: Columns | None, codes: Codes) -> Lexicon:
    """The lexicon with the words read; the code lists alone without them."""
    if columns is None:
        return lexicon(codes)
    return lexicon(codes, pd.DataFrame({key: columns[key] for key in ("field", "word", "code")}).dropna())


def heard_lists(
    table: Table, key: str, made: Lexicon, findings: Findings
) -> tuple[list[tuple[str, ...]], list[str | None]]:
    """The codes of a list column, each once, in the cell's order; and the cells that say them in other words, else None.

    A word not understood is told once, with its count.
    """
    texts = column_values(table, key, findings, parse=lambda cell: Parsed(text_of(cell)))
    codes: dict[str | None, tuple[str, ...]] = {
        text: made.hear(key, text).codes if text else () for text in set(texts)
    }
    written = {text: None if text == _said(found) else text for text, found in codes.items()}
    report_strangers(table, key, made, texts, findings)
    return [codes[text] for text in texts], [written[text] for text in texts]


def report_strangers(
    table: Table, key: str, made: Lexicon, texts: Sequence[str | None], findings: Findings
) -> None:
    """Tell the words of a column that were not understood, the most frequent first, and keep them all for the table."""
    found = strangers(made, key, texts, range(len(table)))
    rows = table.rows.tolist()
    findings.unknown += [replace(one, rows=tuple(rows[at] for at in one.rows)) for one in found]
    field, sheet = FIELDS[key], WORDS.name
    words = "、".join(made.listed(key))
    for one in found[:_TOLD]:
        told = _UNKNOWN_WORD.fill(word=one.word, field=field, count=one.count, words=words, sheet=sheet)
        findings.at(told, table, one.rows[:1], key, one.word)
    if len(found) > _TOLD:
        told = _MORE_UNKNOWN.fill(field=field, count=len(found) - _TOLD, sheet=sheet)
        findings.at(told, table, found[_TOLD].rows[:1], key)


def _said(codes: tuple[str, ...]) -> str:
    """The cell that says these codes and nothing else."""
    return "、".join(codes)
