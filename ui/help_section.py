"""Help on screen: how each page is used, and the glossary."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from pairing.glossary import TERMS
from ui import state
from ui.faults import part
from ui.keys import Key
from ui.record_words import Helps
from ui.state import say
from ui.words import Nav

if TYPE_CHECKING:
    from pairing.text import Lang


@part
def help_section() -> None:
    """Both, the glossary searched as one types."""
    st.header(say(Helps.pages))
    lines = [f"- **{say(getattr(Nav, page))}**　{say(words)}" for page, words in Helps.of.items()]
    st.markdown("\n".join(lines))
    st.header(say(Helps.words))
    asked = st.text_input(
        say(Helps.search),
        placeholder=say(Helps.search),
        key=Key.WORD_TYPE,
        label_visibility="collapsed",
        width=320,
    )
    lang = state.language()
    other: Lang = "en" if lang == "zh" else "zh"
    rows = [
        (term.word.show(lang), term.meaning.show(lang), term.word.show(other))
        for term in TERMS
        if asked.strip().casefold() in f"{term.word.zh} {term.word.en} {term.meaning.show(lang)}".casefold()
    ]
    if not rows:
        st.caption(say(Helps.no_word))
        return
    columns = [say(Helps.word), say(Helps.meaning), "English" if lang == "zh" else "中文"]
    st.dataframe(
        pd.DataFrame(rows, columns=columns),
        hide_index=True,
        alt=say(Helps.words_alt),
        height=min(690, 36 * (len(rows) + 1) + 3),
        row_height=36,
        key="glossary",
    )
