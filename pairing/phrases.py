"""What a free text says in the words of a list: the longest words found in it, denials minded, the rest told apart.

家里老人常年吃药，孩子上大学，想学养羊 says 看病, 助学 and 养殖技术. A text is cut at its commas and full stops; in each
part the words of the list are looked for from the left, the longest first (docs/model.md §1). A word that is denied
(不缺技术, 无需就业, 住房有保障) says nothing. A part without any word of the list, or four and more characters beside the
words found that are not mere filling (data/phrases.csv), were not understood.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

import pandas as pd

from pairing.codes import plain_word
from pairing.resources import data_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    Words = Mapping[str, tuple[str, ...]]

_PARTS: Final = re.compile(r"[、,;/|\n。.!?…:]+")
_REST: Final = 4
"""Characters beside the words found from which on they count as something not understood."""
_NOTHING: Final = frozenset(
    {
        "无",
        "没有",
        "暂无",
        "没",
        "否",
        "-",
        "--",
        "—",
        "——",
        "\\",
        "空",
        "其他",
        "其它",
        "不详",
        "一般",
        "正常",
        "none",
        "n",
    }
)
# A word that itself says what is lacking or why is denied by what stands right before it: 不 + 缺技术, 非 + 因病.
_LACKS: Final = ("缺", "因", "欠")
_BARE: Final = "不"


@dataclass(frozen=True)
class Heard:
    """What a text says.

    codes      of the list, each once, in the order said · words  the words of the list that were found, likewise
    strangers  parts that were not understood, as they are written
    """

    codes: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    strangers: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Marks:
    """Patterns of data/phrases.csv."""

    before: re.Pattern[str]
    directly: tuple[str, ...]
    after: re.Pattern[str]
    joins: frozenset[str]
    filling: re.Pattern[str]


class Phrasebook:
    """The words of one list, ready to be found in texts.

    ``words``: plain word (:func:`pairing.codes.plain_word`) -> what it stands for, () for a word that says nothing of
    the list.
    """

    def __init__(self, words: Words) -> None:
        self._words = {word: codes for word, codes in words.items() if word}
        self._found = _any_of(self._words)

    def hear(self, text: str) -> Heard:
        """What a text says; a blank one says nothing."""
        codes: dict[str, None] = {}
        words: dict[str, None] = {}
        strangers: dict[str, None] = {}
        for part in _PARTS.split(unicodedata.normalize("NFKC", text)):
            plain = plain_word(part)
            if not plain or plain in _NOTHING:
                continue
            if plain in self._words:
                found: list[str] = [plain]
                rest: list[str] = []
            else:
                found, rest = self._scan(plain)
            words.update(dict.fromkeys(found))
            for word in found:
                codes.update(dict.fromkeys(self._words[word]))
            strangers.update(dict.fromkeys(rest if rest != [plain] else [part.strip()]))
        return Heard(tuple(codes), tuple(words), tuple(strangers))

    def _scan(self, plain: str) -> tuple[list[str], list[str]]:
        """The words of one part that are meant, and what beside them was not understood."""
        marks = _marks()
        found: list[str] = []
        rest: list[str] = []
        end, denied, any_word = 0, False, False
        for match in self._found.finditer(plain):
            any_word = True
            before, after = plain[end : match.start()], plain[match.end() :]
            denied = (
                (denied and before in marks.joins)
                or _denied_before(marks, before, match.group())
                or marks.after.match(after) is not None
            )
            if not denied:
                found.append(match.group())
            rest.append(before)
            end = match.end()
        rest.append(plain[end:])
        if not any_word:
            # 无需求, 不需要帮助: a denial of everything is understood.
            bare = marks.before.sub("", plain)
            return found, [] if _is_filling(marks, bare, 1) else [plain]
        return found, [piece for piece in rest if not _is_filling(marks, piece, _REST)]


def _denied_before(marks: _Marks, before: str, word: str) -> bool:
    if marks.before.search(before) is not None:
        return True
    return before.endswith(tuple(d for d in marks.directly if d != _BARE or word.startswith(_LACKS)))


def _is_filling(marks: _Marks, text: str, least: int) -> bool:
    """Whether fewer than ``least`` characters stay when denials, filling words, digits and signs are taken away."""
    bare = marks.filling.sub("", marks.after.sub("", marks.before.sub("", text)))
    for mark in marks.directly:
        bare = bare.removeprefix(mark)
    return sum(sign.isalpha() for sign in bare) < least


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    """Any of the words, the longest that fits at a place; with no words, nothing."""
    listed = sorted(words, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, listed)) or r"(?!)")


@cache
def _marks() -> _Marks:
    table = pd.read_csv(data_path("phrases.csv"), encoding="utf-8", dtype=str)

    def of(kind: str) -> list[str]:
        listed: list[str] = table["词"][table["类别"] == kind].tolist()
        return sorted(listed, key=len, reverse=True)

    # Between a denial and what it denies a few words may stand, but none that wants or begins anew.
    before = rf"(?:{_any_of(of('否定在前')).pattern})[^想要愿望但而能可]{{0,4}}$"
    after = rf"(?:方面|问题|情况|安全)?(?:都|均|也|已经|已)?(?:{_any_of(of('否定在后')).pattern})"
    return _Marks(
        re.compile(before),
        tuple(of("紧接否定")),
        re.compile(after),
        frozenset(of("连词")),
        _any_of(of("虚词")),
    )
