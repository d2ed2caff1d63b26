"""The code lists an organizer can edit: needs, skills, how well a skill meets a need, rank words and grades.

Five small files (data/ holds ours; a folder of one's own may replace any of them):

    needs.csv        需求, 英文, 同义词       the need, its English, other words for it separated by 、
    skills.csv       专长, 英文, 同义词       the skill, likewise
    skill_match.csv  需求, 专长, 强度         strength in [0, 1]; a pair not listed is 0
    grades.csv       代码, 层级, 名称, 英文    the grades, highest first, and their level 3, 2 or 1
    ranks.csv        级别用语, 等次代码        every word offices write for a grade

A need or skill is its own code: the Chinese word is what tables, plans and rules carry.
"""

from __future__ import annotations

import csv
import hashlib
import io
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import numpy as np

from pairing.errors import DataError
from pairing.issues import Issue
from pairing.reading.csv_file import decode
from pairing.resources import data_path
from pairing.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

FILES: Final[Mapping[str, tuple[str, ...]]] = {
    "needs.csv": ("需求", "英文", "同义词"),
    "skills.csv": ("专长", "英文", "同义词"),
    "skill_match.csv": ("需求", "专长", "强度"),
    "grades.csv": ("代码", "层级", "名称", "英文"),
    "ranks.csv": ("级别用语", "等次代码"),
}
LIST_MARKS: Final = "、,，;；/|"

_Row = tuple[int, dict[str, str]]  # row in the file, header -> cell


def plain_word(word: str) -> str:
    """A word reduced to what counts: full-width forms folded, spaces and quotation marks left out."""
    folded = unicodedata.normalize("NFKC", word)
    return "".join(folded.split()).translate(_NO_QUOTES).casefold()


_NO_QUOTES: Final = str.maketrans("", "", "“”\"'‘’「」")


def split_words(text: str) -> list[str]:
    """The words of a list cell; 、 , ， ; ； / | and line breaks separate them."""
    folded = unicodedata.normalize("NFKC", text)
    for mark in f"{LIST_MARKS}\n":
        folded = folded.replace(mark, "、")
    return [word for part in folded.split("、") if (word := part.strip())]


@dataclass(frozen=True)
class Grade:
    """One grade of the rank list: its code, its level (3 county, 2 section, 1 ordinary) and its name."""

    code: str
    level: int
    title: Text


@dataclass(frozen=True, eq=False)
class Codes:
    """The code lists, checked.

    needs, skills   code words in file order; ``strength`` is float64 [needs, skills] in [0, 1], read-only
    grades          highest first
    ranks           plain rank word -> (grade code, level); look words up with :meth:`rank`
    need_words      plain word -> need code, synonyms too; ``skill_words`` likewise
    titles          need and skill code -> both languages
    hash            hex digest of the lists' content; equal lists have equal digests
    """

    needs: tuple[str, ...]
    skills: tuple[str, ...]
    strength: NDArray[np.float64]
    grades: tuple[Grade, ...]
    ranks: Mapping[str, tuple[str, int]]
    need_words: Mapping[str, str]
    skill_words: Mapping[str, str]
    titles: Mapping[str, Text]
    hash: str

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Codes) and self.hash == other.hash

    def __hash__(self) -> int:
        return hash(self.hash)

    def rank(self, word: str) -> tuple[str, int] | None:
        """Grade code and level of a rank word; None where the list has no such word.

        A word with a bracket is looked up whole, then without it, then by what stands inside it:
        四级主任科员（副科级） is found even where only one of the two is listed.
        """
        plain = plain_word(word)
        before, bracket, inside = plain.partition("(")
        for candidate in (plain, before, inside.rstrip(")") if bracket else ""):
            if candidate and candidate in self.ranks:
                return self.ranks[candidate]
        return None

    def grade(self, code: str) -> Grade:
        """The grade of that code; KeyError where there is none."""
        for grade in self.grades:
            if grade.code == code:
                return grade
        raise KeyError(code)


def load_codes(folder: Path | None = None) -> Codes:
    """The code lists of a folder; a file it lacks is taken from our own. None: all our own (read once, kept).

    Raises DataError with an issue for every fault of the files.
    """
    return _own_codes() if folder is None else _load(folder)


@lru_cache(maxsize=1)
def _own_codes() -> Codes:
    return _load(None)


def _load(folder: Path | None) -> Codes:
    reader = _Reader(folder)
    tables = {name: reader.rows(name) for name in FILES}
    needs, need_words = reader.words("needs.csv", tables["needs.csv"])
    skills, skill_words = reader.words("skills.csv", tables["skills.csv"])
    strength = reader.strength(tables["skill_match.csv"], needs, skills)
    grades = reader.grades(tables["grades.csv"])
    ranks = reader.ranks(tables["ranks.csv"], grades)
    if reader.issues:
        raise DataError(Text("词表有误。", "The code lists have faults."), reader.issues)
    titles = {**needs, **skills}
    digest = hashlib.sha256()
    for part in (needs, skills, strength.tolist(), grades, ranks, need_words, skill_words):
        digest.update(repr(part).encode())
    strength.setflags(write=False)
    return Codes(
        needs=tuple(needs),
        skills=tuple(skills),
        strength=strength,
        grades=tuple(grades.values()),
        ranks=MappingProxyType(ranks),
        need_words=MappingProxyType(need_words),
        skill_words=MappingProxyType(skill_words),
        titles=MappingProxyType(titles),
        hash=digest.hexdigest()[:16],
    )


class _Reader:
    """Reads the files and collects what is wrong with them."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        self.issues: list[Issue] = []

    def fault(
        self, file: str, row: int | None, column: str | None, value: str | None, problem: Text, remedy: Text
    ) -> None:
        self.issues.append(Issue("error", "code-list", problem, remedy, file, row, column, value))

    def rows(self, name: str) -> list[_Row]:
        headers = FILES[name]
        path = None if self.folder is None else self.folder / name
        if path is None or not path.is_file():
            path = data_path(name)
        try:
            raw = path.read_bytes()
        except OSError as error:
            self.fault(
                name, None, None, None,
                Text("读不了这个文件：{error}", "The file cannot be read: {error}").fill(error=error.strerror),
                Text("检查文件是否在、是否有权限。", "See that the file is there and may be read."),
            )  # fmt: skip
            return []
        text = decode(raw)
        if text is None:
            self.fault(
                name, None, None, None,
                Text("文件既不是 UTF-8 也不是 GB18030 编码。", "The file is neither UTF-8 nor GB18030."),
                Text("用 Excel 或 WPS 打开，另存为 CSV UTF-8。", "Open it in Excel or WPS and save it as CSV UTF-8."),
            )  # fmt: skip
            return []
        try:
            records = list(csv.reader(io.StringIO(text, newline="")))
        except csv.Error as error:
            self.fault(
                name, None, None, None,
                Text("不是合格的 CSV：{error}", "Not a proper CSV file: {error}").fill(error=error),
                Text("用 Excel 或 WPS 重新保存。", "Save it anew from Excel or WPS."),
            )  # fmt: skip
            return []
        found = [cell.strip() for cell in records[0]] if records else []
        missing = [header for header in headers if header not in found]
        if missing:
            self.fault(
                name, 1, "、".join(missing), None,
                Text("缺少列：{missing}", "Columns are missing: {missing}").fill(missing="、".join(missing)),
                Text("第一行须有：{headers}", "The first row must have: {headers}").fill(headers="、".join(headers)),
            )  # fmt: skip
            return []
        places = {header: found.index(header) for header in headers}
        return [
            (number, {h: record[p].strip() if p < len(record) else "" for h, p in places.items()})
            for number, record in enumerate(records[1:], start=2)
            if any(cell.strip() for cell in record)
        ]

    def words(self, file: str, rows: list[_Row]) -> tuple[dict[str, Text], dict[str, str]]:
        """Code -> title, and plain word -> code."""
        header = FILES[file][0]
        titles: dict[str, Text] = {}
        for number, cells in rows:
            code = cells[header]
            if not code or code in titles or any(mark in code for mark in LIST_MARKS):
                self.fault(
                    file, number, header, code or None,
                    Text("词为空、重复或含有分隔符。", "The word is empty, repeated or holds a separator."),
                    Text("每行写一个不重复的词。", "Give one word a row, each once."),
                )  # fmt: skip
                continue
            titles[code] = Text(code, cells["英文"] or code)
        if not titles and not any(issue.sheet == file for issue in self.issues):
            self.fault(
                file, None, header, None,
                Text("表里没有词。", "The list is empty."), Text("至少写一个词。", "Give at least one word."),
            )  # fmt: skip
        words = {plain_word(code): code for code in titles}
        for number, cells in rows:
            for synonym in split_words(cells["同义词"]):
                taken = words.setdefault(plain_word(synonym), cells[header])
                if taken != cells[header]:
                    self.fault(
                        file, number, "同义词", synonym,
                        Text("“{word}”已归入“{taken}”。", "{word} already stands for {taken}.").fill(
                            word=synonym, taken=taken
                        ),
                        Text("一个同义词只归一个词。", "Let a synonym stand for one word only."),
                    )  # fmt: skip
        return titles, words

    def strength(
        self, rows: list[_Row], needs: Mapping[str, Text], skills: Mapping[str, Text]
    ) -> NDArray[np.float64]:
        file = "skill_match.csv"
        need_at = {code: i for i, code in enumerate(needs)}
        skill_at = {code: i for i, code in enumerate(skills)}
        strength = np.zeros((len(needs), len(skills)))
        seen: set[tuple[str, str]] = set()
        for number, cells in rows:
            need, skill, text = cells["需求"], cells["专长"], cells["强度"]
            for header, word, known in (("需求", need, need_at), ("专长", skill, skill_at)):
                if known and word not in known:
                    self.fault(
                        file, number, header, word,
                        Text("“{word}”不在词表里。", "{word} is not in its list.").fill(word=word),
                        Text("可用的词：{words}", "Words to use: {words}").fill(words="、".join(known)),
                    )  # fmt: skip
            value = _number(text)
            if value is None or not 0 <= value <= 1:
                self.fault(
                    file, number, "强度", text,
                    Text("强度须是 0 到 1 之间的数。", "The strength must be a number from 0 to 1."),
                    Text("改成如 0.5。", "Write such as 0.5."),
                )  # fmt: skip
            elif (need, skill) in seen:
                self.fault(
                    file, number, None, f"{need}、{skill}",
                    Text("这一对词出现了两次。", "This pair stands twice."), Text("删去一行。", "Delete one row."),
                )  # fmt: skip
            elif need in need_at and skill in skill_at:
                strength[need_at[need], skill_at[skill]] = value
            seen.add((need, skill))
        return strength

    def grades(self, rows: list[_Row]) -> dict[str, Grade]:
        file = "grades.csv"
        grades: dict[str, Grade] = {}
        for number, cells in rows:
            code, level = cells["代码"], cells["层级"]
            if not code or code in grades:
                self.fault(
                    file, number, "代码", code or None,
                    Text("代码为空或重复。", "The code is empty or repeated."),
                    Text("每行写一个不重复的代码。", "Give one code a row, each once."),
                )  # fmt: skip
            elif level not in ("1", "2", "3"):
                self.fault(
                    file, number, "层级", level or None,
                    Text("层级须是 3、2 或 1。", "The level must be 3, 2 or 1."),
                    Text("县处级及以上填 3，乡科级填 2，其余填 1。", "3 = county level and above, 2 = section level, 1 = others."),
                )  # fmt: skip
            else:
                grades[code] = Grade(code, int(level), Text(cells["名称"] or code, cells["英文"] or code))
        return grades

    def ranks(self, rows: list[_Row], grades: Mapping[str, Grade]) -> dict[str, tuple[str, int]]:
        file = "ranks.csv"
        ranks: dict[str, tuple[str, int]] = {}
        for number, cells in rows:
            word, code = plain_word(cells["级别用语"]), cells["等次代码"]
            grade = grades.get(code)
            if grade is None and grades:
                self.fault(
                    file, number, "等次代码", code or None,
                    Text("没有这个等次代码。", "There is no such grade."),
                    Text("可用的代码：{codes}", "Codes to use: {codes}").fill(codes="、".join(grades)),
                )  # fmt: skip
            elif grade is not None and (not word or ranks.get(word, (code,))[0] != code):
                self.fault(
                    file, number, "级别用语", cells["级别用语"] or None,
                    Text("用语为空，或已归入另一等次。", "The word is empty or already stands for another grade."),
                    Text("一个用语只归一个等次。", "Let a word stand for one grade only."),
                )  # fmt: skip
            elif grade is not None:
                ranks[word] = (grade.code, grade.level)
        return ranks


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
