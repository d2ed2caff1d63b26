"""A long list on screen: searched and cut into pages on the server, so that a page of 50 rows is all that travels."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

import numpy as np
import streamlit as st

from pairing.raw import escape
from ui.faults import part, redraw
from ui.same_cell import unseen_button
from ui.state import say
from ui.words import App

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd
    from numpy.typing import NDArray
    from streamlit.elements.lib.column_types import ColumnConfig

    from pairing.text import Text

PAGE_ROWS: Final = 50
_TALLEST: Final = 474  # pixels: a header and twelve rows; the others scroll
_SEARCH_FROM: Final = 12  # shorter lists are seen at a glance
_MEASURED: Final = 10  # rows by which the browser sets a column's width
_LONGEST_NAME: Final = 32
_DECIMALS: Final = 2
_HALF: Final = 7  # pixels of half a Chinese character in a table


@dataclass(frozen=True)
class Rows:
    """A list that is built row by row on demand.

    ``search`` holds one text for each row, in which an organizer's words are looked for, or makes them once there are words,
    for ``count`` rows; ``build`` makes the table of the given row positions, titled in the session's language.
    """

    search: pd.Series[str] | Callable[[], pd.Series[str]]
    build: Callable[[NDArray[np.int64]], pd.DataFrame]
    count: int = -1

    def __len__(self) -> int:
        return len(self.texts) if self.count < 0 else self.count

    @property
    def texts(self) -> pd.Series[str]:
        """One text for each row."""
        return self.search() if callable(self.search) else self.search

    def having(self, words: str) -> NDArray[np.int64]:
        """Positions of the rows in whose text every word is found."""
        return having(self.texts, words) if words.split() else np.arange(len(self))

    def only(self, at: NDArray[np.int64]) -> Rows:
        """The list of these rows alone, counted anew from 0."""
        return Rows(self.texts.iloc[at].reset_index(drop=True), lambda rows: self.build(at[rows]))


@part
def paged(
    rows: Rows,
    key: str,
    alt: str,
    opens: Callable[[int], None] | None = None,
    hint: Text = App.row_opens,
) -> None:
    """Show a list with its search field, page picker and download.

    ``opens`` is called with the position of a row that is clicked, once for each click; ``hint`` says what for.
    """
    found = np.arange(len(rows))
    if len(found) > _SEARCH_FROM:
        words = st.text_input(
            say(App.search),
            placeholder=say(App.search_hint),
            key=f"{key}-search",
            label_visibility="collapsed",
        )
        found = rows.having(words)
    pages = max(1, -(-len(found) // PAGE_ROWS))
    if opens is not None and len(found):
        st.caption(say(hint))
    table = st.empty()
    page = 1
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(say(App.rows, count=f"{len(found):,}"))
        if pages > 1:
            page = st.pagination(pages, key=f"{key}-page")
        st.space("stretch")
        if len(found):
            st.download_button(
                say(App.download_table),
                data=lambda: as_csv(rows.build(found)),
                file_name=f"{key}.csv",
                mime="text/csv",
                on_click="ignore",
                type="tertiary",
                icon=":material/download:",
                key=f"{key}-download",
            )
    if not len(found):
        table.caption(say(App.no_rows))
        return
    there = found[(page - 1) * PAGE_ROWS : page * PAGE_ROWS]
    height = min(_TALLEST, 36 * (len(there) + 1) + 3)
    name, cells = f"{key}-table", rows.build(there)
    columns = widths_below(cells) | decimals_aligned(cells)
    if opens is None:
        table.dataframe(
            cells, hide_index=True, alt=alt, height=height, row_height=36, column_config=columns, key=name
        )
        return
    table.dataframe(
        cells,
        hide_index=True,
        alt=alt,
        height=height,
        row_height=36,
        column_config=columns,
        key=name,
        on_select=partial(_clicked, name),
        selection_mode="single-cell",
    )
    # A part of its own: a click opens the row and draws no list anew.
    part(_open, key=f"{name}-opened")(name, there, opens, hint)


def _open(name: str, there: NDArray[np.int64], opens: Callable[[int], None], hint: Text) -> None:
    unseen_button(name, say(hint), partial(_clicked, name))
    # Taken out at once: the mark stays on the cell while the drawer must not open again by itself.
    row = st.session_state.pop(f"{name}-clicked", None)
    if row is not None and row < len(there):
        opens(int(there[row]))


def widths_below(cells: pd.DataFrame) -> dict[str, ColumnConfig]:
    """Widths of the columns whose longest name stands below the rows by which the browser sets a column's width.

    It would be cut there. A sentence is not a name: it goes on to the right in any case.
    """
    found = {}
    for title in cells.columns:
        if np.issubdtype(np.asarray(cells[title]).dtype, np.number):
            continue
        # In halves of a Chinese character, which Latin letters take about one of.
        length = [len(str(cell).encode("gb18030", "replace")) for cell in cells[title]]
        longest = max(length, default=0)
        if max(length[:_MEASURED], default=0) < longest <= _LONGEST_NAME:
            found[title] = st.column_config.Column(
                width=_HALF * max(longest, len(title.encode("gb18030"))) + 24
            )
    return found


def decimals_aligned(cells: pd.DataFrame) -> dict[str, ColumnConfig]:
    """Fractions with as many decimals in every row as one of them needs, two at most: points stand below each other."""
    found: dict[str, ColumnConfig] = {}
    for title in cells.columns:
        values = np.asarray(cells[title])
        if values.dtype.kind != "f":
            continue
        values = values[np.isfinite(values)]
        needed = next((n for n in range(_DECIMALS) if (np.round(values, n) == values).all()), _DECIMALS)
        if needed:
            found[title] = st.column_config.NumberColumn(format=f"%.{needed}f")
    return found


def having(texts: pd.Series[str], words: str) -> NDArray[np.int64]:
    """Positions of the texts in which every word is found."""
    found = np.arange(len(texts))
    for word in words.split():
        found = found[texts.iloc[found].str.contains(word, case=False, regex=False).to_numpy(bool)]
    return found


def _clicked(name: str) -> None:
    """The row of the cell just clicked, for the first time or again; nothing where the mark was taken off."""
    cells = st.session_state[name]["selection"]["cells"]
    if cells:
        st.session_state[f"{name}-clicked"] = int(cells[0][0])
        redraw(f"{name}-opened")


def as_csv(table: pd.DataFrame) -> bytes:
    """The table as a CSV file that Excel and WPS open rightly and that runs nothing in them."""
    safe = table.copy()
    for column in safe.columns:
        if not np.issubdtype(np.asarray(safe[column]).dtype, np.number):
            safe[column] = [
                escape(str(cell)) if cell is not None and cell == cell else "" for cell in safe[column]
            ]
    return safe.to_csv(index=False).encode("utf-8-sig")
