"""The log on screen: filtered by person, kind and day on the server, a page of it at a time, and to be taken away."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final, Literal

import pandas as pd
import streamlit as st

from pairing.journal import Filter, kind_words
from pairing.journal_files import TITLES, cells
from ui import state
from ui.downloads import journal
from ui.faults import part
from ui.keys import Key
from ui.paged import PAGE_ROWS
from ui.record_words import Record
from ui.state import say
from ui.words import App

if TYPE_CHECKING:
    from datetime import date

    from pairing.journal import Entry

_WIDTHS: Final = tuple(st.column_config.TextColumn(width=w) for w in (140, 90, 170, 260, 270))
_TALLEST: Final = 690  # pixels: a header and eighteen rows; the others scroll


@part
def log_section() -> None:
    """The log, or, before anything was done, the next click."""
    with state.store() as store:
        people, kinds, days = store.journal.people(), store.journal.kinds(), store.journal.days()
    if not people:
        st.markdown(say(Record.none))
        st.page_link("app_pages/home.py", label=say(Record.go_home), icon=":material/arrow_forward:")
        return
    wanted = _filter(people, kinds, days)
    with state.store() as store:
        count = store.journal.count(wanted)
        pages = max(1, -(-count // PAGE_ROWS))
        place = st.container()
        page = _foot(wanted, count, pages)
        entries = store.journal.entries(wanted, PAGE_ROWS, (page - 1) * PAGE_ROWS)
    with place:
        if entries:
            _table(entries)
        else:
            st.caption(say(Record.no_match))


def _filter(people: tuple[str, ...], kinds: tuple[str, ...], days: tuple[date, ...]) -> Filter:
    names: dict[str | None, str] = {None: say(Record.all_people)} | {name: name for name in people}
    about: dict[str | None, str] = {None: say(Record.all_kinds)}
    about |= {kind: say(kind_words(kind)) for kind in kinds}
    dates: dict[date | None, str] = {None: say(Record.all_days)} | {day: f"{day}" for day in days}
    left, middle, right = st.columns(3)
    return Filter(
        left.selectbox(
            say(Record.who), list(names), format_func=names.__getitem__, key=Key.LOG_WHO_PICK
        ),
        middle.selectbox(
            say(Record.kind), list(about), format_func=about.__getitem__, key=Key.LOG_KIND_PICK
        ),
        right.selectbox(say(Record.day), list(dates), format_func=dates.__getitem__, key=Key.LOG_DAY_PICK),
    )  # fmt: skip


def _foot(wanted: Filter, count: int, pages: int) -> int:
    """How many there are, the page picker and the downloads; returns the page, counted from 1."""
    page = 1
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(say(Record.count, count=f"{count:,}"))
        if pages > 1:
            page = st.pagination(pages, key=f"log-page-{wanted}")
        st.space("stretch")
        if count:
            _download(wanted, "xlsx")
            _download(wanted, "csv")
    return min(page, pages)


def _download(wanted: Filter, kind: Literal["xlsx", "csv"]) -> None:
    st.download_button(
        say(Record.as_workbook if kind == "xlsx" else Record.as_csv),
        data=partial(journal, state.database(), wanted, state.language(), kind),
        file_name=f"{say(Record.file)}.{kind}",
        on_click="ignore",
        type="tertiary",
        icon=":material/download:",
        key=f"log-{kind}",
    )


def _table(entries: tuple[Entry, ...]) -> None:
    lang = state.language()
    titles = [say(title) for title in TITLES]
    table = pd.DataFrame([cells(entry, lang) for entry in entries], columns=titles)
    st.dataframe(
        table,
        hide_index=True,
        alt=say(Record.log_alt),
        height=min(_TALLEST, 36 * (len(table) + 1) + 3),
        row_height=36,
        placeholder=say(App.no_rows),
        column_config=dict(zip(titles, _WIDTHS, strict=True)),
        key="log-table",
    )
