"""What a sheet and a column of the organizer's lists are; the table of them is :mod:`pairing.schema`."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Literal

from pairing.text import Text

CellType = Literal[
    "id",  # a number or word that identifies; never computed with
    "text",
    "list",  # several words in one cell
    "integer",
    "number",
    "yes-no",
    "choice",  # one of a few words, see Column.choices
    "date",  # kept as text, YYYY-MM-DD or YYYY-MM
    "phone",
    "id-number",  # 居民身份证号, checksum checked
]


@dataclass(frozen=True)
class Choice:
    """One answer of a choice column: the value in the county, the word written, other words accepted."""

    value: object
    word: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Column:
    """One column of a sheet.

    ``key`` names it inside the program; ``fills`` is the column of :data:`pairing.county.COLUMNS` it fills (several
    columns may fill one: a household's 乡镇 and 行政村 fill ``village``). ``least`` and ``most`` bound a number.
    ``is_hint``: the column only helps to tell who is meant; it is read and offered in templates but never written.
    ``suggestions`` are words offered in a template's drop-down where any other word is allowed too.
    """

    key: str
    header: str
    title: str
    aliases: tuple[str, ...]
    type: CellType
    required: bool
    fills: str
    meaning: Text
    choices: tuple[Choice, ...] = ()
    suggestions: tuple[str, ...] = ()
    least: float | None = None
    most: float | None = None
    is_hint: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """Every name the column answers to, the most telling first."""
        return (self.header, *self.aliases, self.title)


@dataclass(frozen=True)
class Sheet:
    """One sheet (or one .csv file of a folder): its name, the county table it fills, its columns in order."""

    name: str
    title: str
    aliases: tuple[str, ...]
    table: str
    required: bool
    meaning: Text
    columns: tuple[Column, ...]

    def column(self, key: str) -> Column:
        """The column of that key; KeyError where there is none."""
        for column in self.columns:
            if column.key == key:
                return column
        raise KeyError(key)

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name, *self.aliases, self.title)


def plain_name(name: str) -> str:
    """A header or sheet name reduced to what counts: no spaces, line breaks, leading * or full-width forms."""
    folded = unicodedata.normalize("NFKC", name)
    return "".join(folded.split()).replace("*", "").replace("★", "").rstrip(":").casefold()


def column(
    key: str,
    header: str,
    title: str,
    type: CellType,
    zh: str,
    en: str,
    *,
    fills: str | None = None,
    aliases: tuple[str, ...] = (),
    required: bool = False,
    choices: tuple[Choice, ...] = (),
    suggestions: tuple[str, ...] = (),
    least: float | None = None,
    most: float | None = None,
    is_hint: bool = False,
) -> Column:
    """A column, its meaning in both languages; it fills the county column of its key unless ``fills`` says another."""
    return Column(
        key=key,
        header=header,
        title=title,
        aliases=aliases,
        type=type,
        required=required,
        fills=fills or key,
        meaning=Text(zh, en),
        choices=choices,
        suggestions=suggestions,
        least=least,
        most=most,
        is_hint=is_hint,
    )
