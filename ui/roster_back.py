"""An edited roster handed back: what was changed, before anything is stored; then orders or the plan to start from."""

from __future__ import annotations

import hashlib
import os
import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Final

import pandas as pd
import streamlit as st

from pairing.errors import PairingError
from pairing.people_named import Namesakes
from pairing.roster_changes import Differences
from pairing.round_trip import compare
from pairing.round_trip_orders import as_directives, as_previous, judged, new_conflicts
from pairing.round_trip_words import KINDS, count_words, notices, place_words, verdict
from ui import state, who
from ui.launch import UPLOAD_MB
from ui.round_trip_words import RosterBack
from ui.state import plain, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from streamlit.runtime.uploaded_file_manager import UploadedFile

    from pairing.county import County
    from pairing.text import Text
    from ui.state import Recounted

_SECONDS: Final = 60.0


def roster_back(shown: Recounted) -> None:
    """The section of the page: a roster in, its differences, and what to do with them."""
    st.subheader(say(RosterBack.title))
    st.caption(say(RosterBack.lead))
    key = f"roster-back-{shown.record.id}"
    file = st.file_uploader(say(RosterBack.file), type=["xlsx"], max_upload_size=UPLOAD_MB, key=key)
    if file is None:
        return
    try:
        with st.spinner(say(RosterBack.comparing)):
            found = _differences(shown, file)
    except PairingError as fault:
        st.error(plain(say(fault.text)), icon=":material/error:")
        return
    for notice in notices(found):
        st.warning(plain(say(notice)), icon=":material/info:")
    if not found:
        st.success(say(RosterBack.same), icon=":material/check_circle:")
        return
    st.markdown(plain(say(count_words(found))))
    _tables(shown.county, found)
    if found.pairs or found.fields:
        _use(shown, found, PurePath(file.name).name, f"{key}-{file.file_id}")


def _differences(shown: Recounted, file: UploadedFile) -> Differences:
    content = file.getvalue()
    digest = hashlib.sha256(content).hexdigest()
    record = shown.record
    return _compared(
        str(state.database()),
        record.id,
        record.data_hash,
        record.made_at.isoformat(),
        digest,
        shown,
        content,
        PurePath(file.name).name,
    )


@st.cache_resource(max_entries=4, show_spinner=False)
def _compared(
    db: str,
    plan: int,
    data_hash: str,
    made_at: str,
    digest: str,
    _shown: Recounted,
    _content: bytes,
    _name: str,
) -> Differences:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / _name
        path.write_bytes(_content)
        return judged(compare(_shown.county, _shown.plan, path), _shown.why)


def _tables(county: County, found: Differences) -> None:
    people = Namesakes(county)
    heads, ids = county.households["head_name"], county.households["household_id"]

    def who(cadre: int) -> str:
        return "" if cadre < 0 else say(people.words(cadre))

    pairs = [
        (
            say(KINDS[change.kind]),
            f"{heads.iat[change.household]}（{ids.iat[change.household]}）",
            who(change.old),
            who(change.new),
            say(place_words(change.place)),
            say(verdict(change)),
        )
        for change in found.pairs
    ]
    _table(RosterBack.pairs, pairs, ("kind", "household", "old", "new", "place", "verdict"))
    fields = [(say(c.who), c.header, c.old_text, c.new_text, say(place_words(c.place))) for c in found.fields]
    _table(RosterBack.fields, fields, ("who", "column", "was", "corrected", "place"))
    questions = [(say(q.words), say(place_words(q.place))) for q in found.questions]
    _table(RosterBack.questions, questions, ("words", "place"))


def _table(title: Text, rows: Sequence[tuple[str, ...]], columns: tuple[str, ...]) -> None:
    if not rows:
        return
    st.markdown(f"**{say(title)}**")
    table = pd.DataFrame(rows, columns=[say(RosterBack.columns[column]) for column in columns])
    height = min(330, 38 + 36 * len(table))
    st.dataframe(table, hide_index=True, alt=say(title), height=height, key=f"roster-back-{title.en}")


def _use(shown: Recounted, found: Differences, name: str, key: str) -> None:
    county = shown.county
    people = Namesakes(county)
    heads = county.households["head_name"]
    labels = {
        number: f"{heads.iat[c.household]}：{say(people.words(c.new if c.new >= 0 else c.old))}"
        for number, c in enumerate(found.pairs)
    }
    left: list[int] = []
    kind = "pins"
    if labels:
        left = st.multiselect(
            say(RosterBack.skip),
            list(labels),
            format_func=labels.__getitem__,
            placeholder="",
            key=f"{key}-skip",
        )
        words = {"pins": say(RosterBack.pins), "previous": say(RosterBack.previous)}
        kind = st.radio(say(RosterBack.kind), list(words), format_func=words.__getitem__, key=f"{key}-kind")
    take = bool(found.fields) and st.checkbox(
        say(RosterBack.take_fields, count=len(found.fields)), value=True, key=f"{key}-fields"
    )
    chosen = replace(
        found,
        pairs=tuple(c for number, c in enumerate(found.pairs) if number not in left),
        fields=found.fields if take else (),
    )
    with state.store() as store:
        record = store.county(shown.record.county)
    lists = state.county_tables(record)
    if kind == "pins":
        after = as_directives(lists, chosen, name, date.today().isoformat())
        conflicts = new_conflicts(lists, after, shown.rules)
    else:
        after, conflicts = as_previous(lists, shown.plan, chosen), ()
    if conflicts:
        said = "\n".join(f"- {plain(say(issue.problem))}" for issue in conflicts)
        st.error(f"{say(RosterBack.conflicts, count=len(conflicts))}\n{said}", icon=":material/error:")
    shut = bool(conflicts) or not (chosen.pairs or chosen.fields) or not who.may("edit")
    with st.container(horizontal=True):
        save = st.button(say(RosterBack.save), key=f"{key}-save", disabled=shut)
        solve = st.button(say(RosterBack.solve), key=f"{key}-solve", disabled=shut)
    if save or solve:
        _store(shown, after, chosen, name, kind, solve=solve)


def _store(
    shown: Recounted, after: County, chosen: Differences, name: str, kind: str, *, solve: bool
) -> None:
    """Keep the lists as a new version; with ``solve`` start from the plan they changed."""
    try:
        with state.store() as store:
            new = store.add_county(after, say(RosterBack.source, file=name), base=shown.record.county)
        if solve:
            limits: dict[str, object] = {"seconds": _SECONDS, "workers": min(2, os.cpu_count() or 1)}
            if kind == "pins":
                limits["previous"] = shown.record.id
            state.jobs().start(new.id, shown.record.rules, limits)
    except PairingError as fault:
        st.error(plain(say(fault.text)), icon=":material/error:")
        return
    state.choose_county(new.id)
    if solve:
        st.switch_page("app_pages/solve.py")
    state.leave_note(RosterBack.saved.fill(pairs=len(chosen.pairs), fields=len(chosen.fields)))
    st.switch_page("app_pages/data.py")
