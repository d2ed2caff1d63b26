"""The button that gives an upload back with its faulty cells marked."""

from __future__ import annotations

import tempfile
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

import streamlit as st

from pairing.marked import write_marked
from ui import state
from ui.lexicon_words import Marked
from ui.state import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pairing.issues import Issue
    from pairing.text import Lang


def marked_button(issues: Sequence[Issue]) -> None:
    """Offer the last upload, marked; nothing where its files are not at hand any more."""
    files = state.last_upload()
    if not files:
        return
    lang = state.language()
    name = PurePath(files[0][0]).stem
    st.download_button(
        say(Marked.download),
        data=lambda: marked(files, issues, lang),
        file_name=f"{say(Marked.name, name=name)}.xlsx",
        on_click="ignore",
        icon=":material/format_color_fill:",
        help=say(Marked.help),
        key="marked-download",
    )


def marked(files: Sequence[tuple[str, bytes]], issues: Sequence[Issue], lang: Lang) -> bytes:
    """The marked workbook of some files, each with its name; touches no session."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "lists"
        place.mkdir()
        for name, content in files:
            (place / name).write_bytes(content)
        path = Path(folder) / "marked.xlsx"
        write_marked(place / files[0][0] if len(files) == 1 else place, issues, path, lang)
        return path.read_bytes()
