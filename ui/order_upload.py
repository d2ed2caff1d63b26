"""Many pins and bans from one table: read, shown with every finding by row, stored only on the click that follows."""

from __future__ import annotations

import tempfile
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from pairing.directive_file import read_directive_file
from pairing.directives import add
from pairing.schema import DIRECTIVES
from ui import state
from ui.faults import part
from ui.launch import UPLOAD_MB
from ui.order_keep import keep, version
from ui.order_lists import clashes, new_rows
from ui.order_words import Order
from ui.paged import as_csv
from ui.state import plain, say
from ui.uploads import issue_table

if TYPE_CHECKING:
    from pairing.county import County
    from pairing.directive_file import DirectiveFile
    from pairing.matches import Matches
    from pairing.records import CountyRecord


@part
def order_upload(record: CountyRecord, county: County) -> None:
    """Draw it."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(say(Order.upload_note), width="stretch")
        st.download_button(
            say(Order.blank),
            data=lambda: as_csv(pd.DataFrame(columns=[column.header for column in DIRECTIVES.columns])),
            file_name=f"{DIRECTIVES.name}.csv",
            mime="text/csv",
            on_click="ignore",
            type="tertiary",
            icon=":material/download:",
            key="orders-blank",
        )
    file = st.file_uploader(
        say(Order.file),
        type=["xlsx", "csv"],
        max_upload_size=UPLOAD_MB,
        key=f"orders-drop-{version(record)}",
    )
    if file is None:
        return
    with state.store() as store:
        confirmed = store.matches.all()
    known = repr(sorted(confirmed.meanings.items()))
    read = _read(file.name, file.getvalue(), county.data_hash, known, county, confirmed)
    if read.issues:
        st.dataframe(issue_table(read.issues), hide_index=True, alt=say(Order.upload), key="orders-issues")
    if read.errors:
        st.error(say(Order.faulty, count=len(read.errors)), icon=":material/error:")
        return
    if read.known:
        st.caption(say(Order.known, count=read.known))
    if not read.new:
        st.caption(say(Order.nothing_new))
        return
    st.markdown(say(Order.ready, count=len(read.new)))
    st.dataframe(new_rows(county, read.new), hide_index=True, alt=say(Order.upload), key="orders-new")
    rules = state.current_rules()
    if found := clashes(county, state.rules_of(rules), read.new):
        lines = [f"- {plain(issue.sentence(state.language()))}" for issue in found]
        st.warning(
            "\n".join([say(Order.clash, rules=plain(rules.name)), "", *lines]), icon=":material/warning:"
        )
    if st.button(say(Order.store_all, count=len(read.new)), icon=":material/save:", key="orders-store"):
        keep(record, add(county, read.new), "upload-directives", PurePath(file.name).name)


@st.cache_resource(max_entries=4, show_spinner=False)
def _read(
    name: str, content: bytes, data_hash: str, known: str, _county: County, _confirmed: Matches
) -> DirectiveFile:
    with tempfile.TemporaryDirectory() as folder:
        # Only the ending of the name: a browser's file name is not to be trusted with a path.
        path = Path(folder) / f"upload{PurePath(name).suffix.lower()}"
        path.write_bytes(content)
        return read_directive_file(path, _county, _confirmed)
