"""Words of the lists that nothing was made of, and the office's word table: said once, read anew everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from pairing.codes import split_words
from pairing.errors import PairingError
from pairing.lexicon import FIELDS, NOTHING, lexicon
from pairing.own_words import with_words
from pairing.unknown_words import Unknown, unknown_table, unknown_words
from ui import state, who
from ui.lexicon_words import Words
from ui.paged import as_csv
from ui.state import plain, say

if TYPE_CHECKING:
    import pandas as pd

    from pairing.county import County
    from pairing.records import CountyRecord

_ASKED: Final = 8
"""Words asked for at once, the most frequent first; the rest come when these are saved."""
_SHOWN: Final = 500


def word_section(record: CountyRecord, county: County) -> None:
    """The table of words not understood, and the form that says what they stand for."""
    state.show_note()
    added_at = record.added_at.isoformat()
    unknown = _unknown(str(state.database()), record.id, record.data_hash, added_at, county)
    title = say(Words.title, count=len(unknown)) if unknown else say(Words.all_known)
    with st.expander(title, icon=":material/dictionary:", expanded=bool(unknown)):
        st.caption(say(Words.lead))
        if unknown:
            unknown_list(unknown, "county")
        _form(record, county, unknown)


def unknown_list(unknown: tuple[Unknown, ...], key: str) -> None:
    """The words as a table, and as a word table to be filled in."""
    table = unknown_table(unknown)
    shown = table.iloc[:_SHOWN, :4]
    shown.columns = [say(text) for text in (Words.field, Words.word, Words.count, Words.rows)]
    height = min(300, 38 + 36 * len(shown))
    st.dataframe(shown, hide_index=True, alt=say(Words.table_alt), height=height, key=f"unknown-{key}")
    # A file to be filled in and put into the lists keeps the headers of the lists.
    blank: pd.DataFrame = table[["字段", "词", "归为", "次数", "行"]]
    st.download_button(
        say(Words.download),
        data=lambda: as_csv(blank),
        file_name="词表.csv",
        mime="text/csv",
        on_click="ignore",
        type="tertiary",
        icon=":material/download:",
        key=f"unknown-{key}-download",
    )


def _form(record: CountyRecord, county: County, unknown: tuple[Unknown, ...]) -> None:
    made = lexicon(words=county.words)
    key = f"words-{record.id}"
    with st.form(key, border=False):
        said: list[tuple[str, str, str]] = []
        halves = st.columns(2)
        for number, one in enumerate(unknown[:_ASKED]):
            options = [*made.listed(one.field), *([] if one.field == "rank" else [NOTHING])]
            label = say(Words.line, field=FIELDS[one.field], word=plain(one.word), count=one.count)
            codes = halves[number % 2].multiselect(
                label, options, placeholder=say(Words.choose), key=f"{key}-{number}"
            )
            if codes:
                said.append((one.field, one.word, NOTHING if NOTHING in codes else "、".join(codes)))
        st.markdown(f"**{say(Words.own)}**")
        left, middle, right = st.columns([1, 2, 2])
        field = left.selectbox(
            say(Words.field), list(FIELDS), format_func=FIELDS.__getitem__, key=f"{key}-field"
        )
        word = middle.text_input(say(Words.word), max_chars=60, key=f"{key}-word")
        code = right.text_input(
            say(Words.own_code), placeholder=say(Words.own_code_hint), max_chars=60, key=f"{key}-code"
        )
        if word.strip() or code.strip():
            said.append((field, word.strip(), "、".join(split_words(code))))
        own = {
            (str(f), str(w)): f"{FIELDS[str(f)]}：{w} → {c}"
            for f, w, c in county.words[["field", "word", "code"]].dropna().itertuples(index=False)
        }
        out: list[tuple[str, str]] = []
        if own:
            out = st.multiselect(
                say(Words.remove), list(own), format_func=own.__getitem__, placeholder="", key=f"{key}-remove"
            )
        if st.form_submit_button(say(Words.save), key=f"{key}-save", disabled=not who.may("edit")):
            _save(record, county, said, out)


def _save(
    record: CountyRecord, county: County, said: list[tuple[str, str, str]], out: list[tuple[str, str]]
) -> None:
    count = len(said) + len(out)
    if not count:
        st.warning(say(Words.nothing), icon=":material/info:")
        return
    try:
        grown = with_words(county, said, out)
        with state.store() as store:
            source = f"{record.source}（{say(Words.source, count=count)}）"
            new = store.add_county(grown, source, base=record.id)
    except PairingError as fault:
        st.error(plain(say(fault.text)), icon=":material/error:")
        return
    state.keep_reading(None)
    state.choose_county(new.id)
    state.leave_note(Words.saved.fill(count=count))
    st.rerun()


@st.cache_resource(max_entries=3, show_spinner=False)
def _unknown(db: str, county: int, data_hash: str, added_at: str, _county: County) -> tuple[Unknown, ...]:
    return unknown_words(_county)
