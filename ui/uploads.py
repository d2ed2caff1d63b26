"""Lists handed in through the browser: looked at, read, stored where they have no error, findings shown."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from pairing.errors import DataError
from pairing.planner import load_county
from ui import state
from ui.lexicon_words import Words
from ui.marked_download import marked_button
from ui.match_words import Match
from ui.paged import as_csv
from ui.state import plain, say
from ui.word_table import unknown_list
from ui.words import Data

if TYPE_CHECKING:
    from collections.abc import Sequence

    from streamlit.runtime.uploaded_file_manager import UploadedFile

    from pairing.issues import Issue


def take_in(files: Sequence[UploadedFile], name: str) -> None:
    """Read the files and, where they have no error, store the county and bring it into view.

    Several files make one county. Raises DataError where there is no file, or several and no name.
    """
    if not files:
        raise DataError(Data.pick_files)
    if len(files) > 1 and not name:
        raise DataError(Match.name_needed)
    with tempfile.TemporaryDirectory() as folder, state.store() as store:
        place = Path(folder)
        contents: list[tuple[str, bytes]] = []
        for number, file in enumerate(files):
            # Only the last part of the name: a browser's file name is not to be trusted with a path.
            target = place / PurePath(file.name).name
            if target.exists():
                target = place / f"{target.stem}（{number + 1}）{target.suffix}"
            target.write_bytes(file.getbuffer())
            contents.append((target.name, file.getvalue()))
        reading = load_county(place if len(files) > 1 else target, confirmed=store.matches.all())
    if reading.county is not None:
        county = replace(reading.county, name=name or PurePath(files[0].name).stem)
        with state.store() as store:
            record = store.add_county(county, "、".join(file.name for file in files))
        state.choose_county(record.id)
        reading = replace(reading, county=county)
    state.keep_reading(reading, contents if reading.issues else ())
    st.rerun()


def show_findings() -> None:
    """What the last upload was found to be: stored or refused, and every finding."""
    reading = state.last_reading()
    if reading is None:
        return
    errors = [issue for issue in reading.issues if issue.severity == "error"]
    if reading.county is None:
        unsure = sum(issue.code.endswith("-to-confirm") for issue in errors)
        if unsure < len(errors) or not reading.proposals:
            st.error(say(Data.refused, count=len(errors)), icon=":material/error:")
    else:
        st.success(say(Data.stored, name=plain(reading.county.name)), icon=":material/check_circle:")
    warnings = len(reading.issues) - len(errors)
    if warnings:
        st.caption(say(Data.warnings, count=warnings))
    if not reading.issues:
        return
    table = issue_table(reading.issues)
    st.dataframe(
        table, hide_index=True, alt=say(Data.issues_alt), height=min(420, 38 + 36 * len(table)), key="issues"
    )
    with st.container(horizontal=True):
        st.download_button(
            say(Data.download_issues),
            data=lambda: as_csv(table),
            file_name=f"{say(Data.issues)}.csv",
            mime="text/csv",
            on_click="ignore",
            icon=":material/download:",
            key="issues-download",
        )
        marked_button(reading.issues)
    if reading.county is None and reading.unknown:
        # A county that was loaded has its own table of them further down.
        st.markdown(f"**{say(Words.title, count=len(reading.unknown))}**")
        unknown_list(reading.unknown, "upload")


def issue_table(issues: Sequence[Issue]) -> pd.DataFrame:
    """Findings as a table in the session's language, errors first."""
    lang = state.language()
    words = {"error": say(Data.error), "warning": say(Data.warning)}
    rows = [
        (
            words[issue.severity],
            issue.place(lang),
            issue.value or "",
            issue.problem.show(lang),
            issue.remedy.show(lang),
        )
        for issue in sorted(issues, key=lambda issue: issue.severity)
    ]
    return pd.DataFrame(rows, columns=[say(text) for text in Data.issue_columns.values()])
