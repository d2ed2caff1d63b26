"""The rows of one table of the county, column by column, from one sheet or from several put together."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from pairing.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from pairing.raw import Cell
    from pairing.schema import Sheet


@dataclass(frozen=True)
class Part:
    """One sheet that gives rows to a table.

    ``name`` is the sheet as its file calls it, ``file`` the file where the sheet's name alone would not tell, ``start`` the
    position of its first row in the table; ``headers[key]`` the file's own header of a column, or the schema's.
    """

    name: str
    file: str | None
    start: int
    headers: Mapping[str, str]
    present: frozenset[str]

    @property
    def words(self) -> Text:
        """The sheet in words."""
        if self.file is None:
            return Text(f"“{self.name}”表", f"sheet {self.name}")
        return Text(f"文件“{self.file}”的“{self.name}”表", f"file {self.file}, sheet {self.name}")


@dataclass(frozen=True)
class Table:
    """The rows of one table, column by column.

    ``cells[key]`` has one cleaned cell per row for every column of the schema (all blank where the file lacks it);
    ``rows`` are the row numbers of each row's own sheet; ``present`` are the keys some sheet has; ``extras`` the files'
    other columns as texts. ``parts`` are the sheets, in the order of their rows.
    """

    sheet: Sheet
    parts: tuple[Part, ...]
    rows: NDArray[np.int64]
    cells: Mapping[str, list[Cell]]
    present: frozenset[str]
    extras: pd.DataFrame

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def name(self) -> str:
        """The (first) sheet's name, for what concerns the table as a whole."""
        return self.parts[0].name

    @property
    def headers(self) -> Mapping[str, str]:
        """The (first) sheet's headers, likewise; a column that sheet lacks goes by the first one that has it."""
        return {
            key: next((part.headers[key] for part in self.parts if key in part.present), header)
            for key, header in self.parts[0].headers.items()
        }

    def part(self, position: int) -> Part:
        """The sheet a row stands in."""
        return self.parts[bisect_right(self._starts, position) - 1]

    def row_words(self, positions: Iterable[int], beside: int | None = None) -> Text:
        """Rows in words, by their own sheets' numbers; the sheet is named unless it is the one of the row ``beside``."""
        groups: dict[int, list[int]] = {}
        for position in positions:
            groups.setdefault(bisect_right(self._starts, position) - 1, []).append(int(self.rows[position]))
        home = 0 if len(self.parts) == 1 else None if beside is None else self.parts.index(self.part(beside))
        found = []
        for number, rows in groups.items():
            place = Text("", "") if number == home else self.parts[number].words
            comma = "" if number == home else ", "
            listed = "、".join(map(str, rows)), ", ".join(map(str, rows))
            english = f"row{'s' if len(rows) > 1 else ''} {listed[1]}"
            found.append(Text(f"{place.zh}第{listed[0]}行", f"{place.en}{comma}{english}"))
        return Text("、".join(text.zh for text in found), "; ".join(text.en for text in found))

    @property
    def county_rows(self) -> NDArray[np.int64]:
        """Row numbers for the county: the file's own; where several sheets' would collide, each sheet's follow the last's."""
        if len(self.parts) == 1 or len(np.unique(self.rows)) == len(self.rows):
            return self.rows
        numbers = self.rows.copy()
        for before, part in zip(self.parts, self.parts[1:], strict=False):
            numbers[part.start :] += numbers[before.start : part.start].max(initial=0)
        return numbers

    @cached_property
    def _starts(self) -> list[int]:
        return [part.start for part in self.parts]


def joined(tables: Sequence[Table]) -> Table:
    """Several sheets of one table as one, their rows one after another in the order given."""
    if len(tables) == 1:
        return tables[0]
    parts: list[Part] = []
    start = 0
    for table in tables:
        parts += [
            Part(part.name, part.file, start + part.start, part.headers, part.present) for part in table.parts
        ]
        start += len(table)
    extras = pd.concat([table.extras for table in tables], ignore_index=True)
    return Table(
        sheet=tables[0].sheet,
        parts=tuple(parts),
        rows=np.concatenate([table.rows for table in tables]),
        cells={
            key: list(chain.from_iterable(table.cells[key] for table in tables)) for key in tables[0].cells
        },
        present=frozenset().union(*(table.present for table in tables)),
        extras=extras.astype(object).where(extras.notna(), None),
    )
