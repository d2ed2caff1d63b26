"""Words of the lists that nothing was made of: what they are, how often they stand and where."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from pairing.lexicon import FIELDS, SCORED, lexicon
from pairing.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pairing.codes import Codes
    from pairing.county import County
    from pairing.lexicon import Lexicon

_ROWS: Final = 20
"""Rows told of one word; its count tells the rest."""


@dataclass(frozen=True)
class Unknown:
    """A word not understood. field: of :data:`pairing.lexicon.FIELDS`; rows: of the organizer's file, the first few."""

    field: str
    word: str
    count: int
    rows: tuple[int, ...]

    @property
    def words(self) -> Text:
        """The word with its count and rows, in a line."""
        rows, more = [str(row) for row in self.rows], "…" if self.count > len(self.rows) else ""
        return Text(
            f"  {FIELDS[self.field]}  {self.word}  {self.count} 处（第{'、'.join(rows)}{more}行）",
            f"  {FIELDS[self.field]}  {self.word}  {self.count} (rows {', '.join(rows)}{more})",
        )

    def as_json(self) -> dict[str, Any]:
        return {
            "field": FIELDS[self.field],
            "word": self.word,
            "count": self.count,
            "rows": list(self.rows),
        }


def unknown_words(county: County, codes: Codes | None = None) -> tuple[Unknown, ...]:
    """All words of a county's lists that were not understood, field by field, the most frequent first."""
    made = lexicon(codes, county.words)
    households, cadres = county.households, county.cadres
    texts = {
        "needs": (households["needs_text"], households["row"]),
        **{field: (households[field], households["row"]) for field in ("cause", "kind", "monitor")},
        "skills": (cadres["skills_text"], cadres["row"]),
    }
    return tuple(
        unknown
        for field, (cells, rows) in texts.items()
        for unknown in strangers(made, field, cells.tolist(), rows.tolist())
    )


def strangers(made: Lexicon, field: str, cells: Sequence[object], rows: Sequence[int]) -> tuple[Unknown, ...]:
    """The words of one column that were not understood; each distinct text is looked at once."""
    of = {
        text: found
        for text in {cell for cell in cells if isinstance(cell, str) and cell}
        if (found := _not_understood(made, field, text))
    }
    return counted(
        field, ((word, row) for cell, row in zip(cells, rows, strict=True) for word in _at(of, cell))
    )


def counted(field: str, found: Iterable[tuple[str, int]]) -> tuple[Unknown, ...]:
    """Words with the rows they stand in, gathered word by word, the most frequent first."""
    places: dict[str, list[int]] = defaultdict(list)
    for word, row in found:
        places[word].append(row)
    made = [Unknown(field, word, len(rows), tuple(rows[:_ROWS])) for word, rows in places.items()]
    return tuple(sorted(made, key=lambda unknown: -unknown.count))


def _at(of: Mapping[str, tuple[str, ...]], cell: object) -> tuple[str, ...]:
    return of.get(cell, ()) if isinstance(cell, str) else ()


def _not_understood(made: Lexicon, field: str, text: str) -> tuple[str, ...]:
    heard = made.hear(field, text)
    if field == "cause":
        # A cause may be told by the need it makes.
        return tuple(word for word in heard.strangers if not made.hear("needs", word).words)
    # 脱贫不享受政策户: the kind is known, whatever else is said of it.
    return () if field in SCORED and heard.words else heard.strangers


def unknown_table(unknown: Iterable[Unknown]) -> pd.DataFrame:
    """As the organizer's word table wants it, 归为 left to be filled in: 字段, 词, 次数, 行, 归为."""

    def lines() -> Iterator[tuple[str, str, int, str, str]]:
        for one in unknown:
            more = "…" if one.count > len(one.rows) else ""
            yield FIELDS[one.field], one.word, one.count, "、".join(map(str, one.rows)) + more, ""

    return pd.DataFrame(list(lines()), columns=["字段", "词", "次数", "行", "归为"])
