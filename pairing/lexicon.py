"""The words that make needs, skills, scores and grades of a county's lists: the code lists and the office's own 词表."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache, cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import pandas as pd

from pairing.codes import load_codes, plain_word, split_words
from pairing.phrases import Heard, Phrasebook
from pairing.resources import data_path
from pairing.schema import HOUSEHOLDS, WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pairing.codes import Codes

NOTHING: Final = "不计"
"""What a word stands for that says nothing of its column."""
SCORED: Final = ("kind", "monitor", "cause")
"""Columns of households whose words make a score, in the order of docs/model.md §1."""
FIELDS: Final[Mapping[str, str]] = {
    str(choice.value): choice.word for choice in WORDS.column("field").choices
}
"""Field of the word table -> its Chinese name, which is the header of the column the words are found in."""

_HEADERS: Final = {HOUSEHOLDS.column(key).header: key for key in SCORED}


@dataclass(frozen=True)
class Scored:
    """A word of data/difficulty.csv: what it adds to a household's difficulty, and the need a cause stands for."""

    score: float
    need: str | None


@dataclass(frozen=True)
class Lexicon:
    """The code lists with an office's own words beside them.

    own     field -> plain word -> the codes it stands for, () for none
    scored  "kind", "monitor" or "cause" -> word -> its score and need
    """

    codes: Codes
    own: Mapping[str, Mapping[str, tuple[str, ...]]]

    def listed(self, field: str) -> tuple[str, ...]:
        """What a word of that field may stand for, in the order of the list."""
        match field:
            case "needs":
                return self.codes.needs
            case "skills":
                return self.codes.skills
            case "rank":
                return tuple(grade.title.zh for grade in self.codes.grades)
            case _:
                return tuple(scored_words()[field])

    def hear(self, field: str, text: str) -> Heard:
        """What a cell of a column says in the words of its list; all columns but the rank."""
        return self._books[field].hear(text)

    def cause_needs(self, text: str) -> tuple[str, ...]:
        """The needs a cause of hardship stands for; where it is no cause of the list, the needs it speaks of."""
        heard = self.hear("cause", text)
        scored = scored_words()["cause"]
        needs = dict.fromkeys(need for code in heard.codes if (need := scored[code].need) is not None)
        known = tuple(need for need in needs if need in self.codes.needs)
        return known or (() if heard.codes else self.hear("needs", text).codes)

    @cached_property
    def rank_codes(self) -> Codes:
        """The code lists with the office's own rank words among theirs."""
        ranks = dict(self.codes.ranks)
        for word, (known, *_) in self.own.get("rank", {}).items():
            found = self.codes.rank(known)
            if found is not None:
                ranks[word] = found
        return replace(self.codes, ranks=MappingProxyType(ranks))

    @cached_property
    def _books(self) -> Mapping[str, Phrasebook]:
        listed: dict[str, dict[str, tuple[str, ...]]] = {
            "needs": {word: (code,) for word, code in self.codes.need_words.items()},
            "skills": {word: (code,) for word, code in self.codes.skill_words.items()},
            **{field: dict(_synonyms()[field]) for field in SCORED},
        }
        # An office's own word comes before the program's.
        return {field: Phrasebook({**words, **self.own.get(field, {})}) for field, words in listed.items()}


def lexicon(codes: Codes | None = None, words: pd.DataFrame | None = None) -> Lexicon:
    """The lexicon of a county's table ``words`` (columns field, word, code) beside the code lists.

    A row without a code waits to be filled in. A code that no list has is left out: reading has refused it
    (:mod:`pairing.reading.word_table`), or the lists have changed since.
    """
    made = Lexicon(codes or load_codes(), {})
    if words is None or not len(words):
        return made
    own: dict[str, dict[str, tuple[str, ...]]] = {}
    for field, word, text in words[["field", "word", "code"]].itertuples(index=False):
        found = known_codes(made, str(field), text) if isinstance(text, str) else None
        if found is not None:
            own.setdefault(str(field), {})[plain_word(str(word))] = found
    return replace(made, own=own)


def known_codes(made: Lexicon, field: str, text: str) -> tuple[str, ...] | None:
    """What 归为 says: codes of the field's list, () for 不计; None where one of the words is in no list.

    A rank may be any word of the list of ranks. A list's own word or a synonym of it will do.
    """
    if plain_word(text) == NOTHING:
        return () if field != "rank" else None
    if field == "rank":
        return (text,) if made.codes.rank(text) is not None else None
    known = {
        "needs": made.codes.need_words,
        "skills": made.codes.skill_words,
    }.get(field) or {plain_word(word): word for word in scored_words()[field]}
    found = [known.get(plain_word(word)) for word in split_words(text)]
    codes = [code for code in found if code is not None]
    return tuple(dict.fromkeys(codes)) if codes and len(codes) == len(found) else None


@cache
def scored_words() -> Mapping[str, Mapping[str, Scored]]:
    """ "kind", "monitor" and "cause" -> word of data/difficulty.csv -> what it says."""
    table = _difficulty_table()
    return {
        key: {
            word: Scored(float(score), need or None)
            for word, score, need in _rows(table, header, "词", "难度分", "需求")
        }
        for header, key in _HEADERS.items()
    }


@cache
def _synonyms() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """The same fields -> plain word or synonym -> the word it stands for."""
    table = _difficulty_table()
    return {
        key: {
            plain_word(name): (word,)
            for word, others in _rows(table, header, "词", "同义词")
            for name in (*split_words(others), word)
        }
        for header, key in _HEADERS.items()
    }


def _difficulty_table() -> pd.DataFrame:
    return pd.read_csv(data_path("difficulty.csv"), encoding="utf-8", dtype=str, keep_default_na=False)


def _rows(table: pd.DataFrame, field: str, *columns: str) -> Iterable[tuple[str, ...]]:
    rows: Iterable[tuple[str, ...]] = table[table["字段"] == field][list(columns)].itertuples(
        index=False, name=None
    )
    return rows
