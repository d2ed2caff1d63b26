"""The office's word table changed for a county in hand: new words put to use on all that its lists say."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from pairing.codes import load_codes, plain_word
from pairing.errors import DataError
from pairing.lexicon import FIELDS, NOTHING, Lexicon, known_codes, lexicon
from pairing.tables import make_table
from pairing.text import Text
from pairing.write import LIST_MARK

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pairing.codes import Codes
    from pairing.county import County

_NO_WORD = Text("请填“{field}”的词。", "Write the word of {field}.")
_NO_CODE = Text(
    "“{code}”不在{field}的词表里，可填：{words}；与它无关的填“{nothing}”。",
    "{code} is not in the list of {field}; write one of: {words}; or {nothing} for what says nothing of it.",
)


def with_words(
    county: County,
    words: Iterable[tuple[str, str, str]],
    without: Iterable[tuple[str, str]] = (),
    codes: Codes | None = None,
) -> County:
    """The county with words added to its word table and others taken out, everything read anew with it.

    ``words``: field (of :data:`pairing.lexicon.FIELDS`), word, what it stands for; a word that is there already gets
    the new meaning. ``without``: field and word. Needs and skills are heard anew in what was written
    (:data:`pairing.county.WRITTEN`), ranks in the rank words; difficulty follows of itself. Focus and demand stay as
    they are. Raises DataError where a word stands for something that no list has.
    """
    codes = codes or load_codes()
    plain = Lexicon(codes, {})
    table = {
        (field, plain_word(word)): (word, code, row)
        for field, word, code, row in county.words[["field", "word", "code", "row"]].itertuples(index=False)
    }
    for field, word in without:
        table.pop((field, plain_word(word)), None)
    for field, word, code in words:
        if not plain_word(word):
            raise DataError(_NO_WORD.fill(field=FIELDS[field]))
        if known_codes(plain, field, code) is None:
            listed = "、".join(plain.listed(field))
            raise DataError(_NO_CODE.fill(code=code, field=FIELDS[field], words=listed, nothing=NOTHING))
        table[field, plain_word(word)] = (word, code, -1)
    rows = [(field, word, code, row) for (field, _), (word, code, row) in table.items()]
    columns = [list(column) for column in zip(*rows, strict=True)] or [[], [], [], []]
    own = make_table("words", dict(zip(("field", "word", "code", "row"), columns, strict=True)))
    made = lexicon(codes, own)
    return replace(county, words=own, cadres=_cadres(county, made), households=_households(county, made))


def _households(county: County, made: Lexicon) -> pd.DataFrame:
    households = county.households
    needs, written = _reheard(made, "needs", households)
    caused = {cause: made.cause_needs(cause) for cause in set(households["cause"]) if isinstance(cause, str)}
    for at, (cause, focus) in enumerate(zip(households["cause"], households["focus"], strict=True)):
        if not written[at] and focus and (written[at] == "" or not needs[at]):
            needs[at] = caused.get(cause, ())
            written[at] = "" if needs[at] else None
    return households.assign(needs=_texts(needs), needs_text=_texts(written))


def _cadres(county: County, made: Lexicon) -> pd.DataFrame:
    cadres = county.cadres
    skills, written = _reheard(made, "skills", cadres)
    graded = [
        made.rank_codes.rank(str(rank)) or (grade, level)
        for rank, grade, level in cadres[["rank", "grade", "level"]].itertuples(index=False)
    ]
    return cadres.assign(
        skills=_texts(skills),
        skills_text=_texts(written),
        grade=_texts([grade for grade, _ in graded]),
        level=np.array([level for _, level in graded], np.int64),
    )


def _reheard(
    made: Lexicon, field: str, table: pd.DataFrame
) -> tuple[list[tuple[str, ...]], list[str | None]]:
    """The codes that the cells of a list column say now, and the cells where they say it in other words."""
    heard: dict[str, tuple[str, ...]] = {}
    codes: list[tuple[str, ...]] = []
    written: list[str | None] = []
    for known, text in zip(table[field], table[f"{field}_text"], strict=True):
        kept = text if isinstance(text, str) else None
        said = kept or ("" if kept == "" else LIST_MARK.join(known))
        if said not in heard:
            heard[said] = made.hear(field, said).codes
        codes.append(heard[said] if said else known)
        written.append(kept if kept is not None or codes[-1] == known else said)
    return codes, written


def _texts(values: Sequence[object]) -> pd.Series:
    series = pd.Series(list(values), dtype=object)
    missing = series.isna()
    return series.mask(missing, None) if missing.any() else series
