"""Backup and restore on screen: the store into one file, kept or taken away, and back after a look at what is in it."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from pairing import backup as files
from pairing.errors import PairingError
from ui import downloads, state, who
from ui.keys import Key
from ui.launch import UPLOAD_MB
from ui.record_words import Backups
from ui.state import plain, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pairing.backup import Checked
    from pairing.text import Text


def backup_section() -> None:
    """Both halves, and how the last of either went."""
    state.show_note()
    with st.container(border=True):
        _make()
    with st.container(border=True):
        _restore()


def _make() -> None:
    st.header(say(Backups.make))
    st.markdown(say(Backups.make_what))
    shut = not who.may("edit")
    with st.container(horizontal=True):
        st.download_button(
            say(Backups.download),
            data=partial(downloads.backup, state.database(), who.acting()),
            file_name=files.backup_name(datetime.now(UTC)),
            mime="application/vnd.sqlite3",
            on_click="ignore",
            type="primary",
            icon=":material/download:",
            disabled=shut,
            key="backup-download",
        )
        if st.button(say(Backups.keep), icon=":material/save:", disabled=shut, key="backup-keep"):
            _keep()
    if shut:
        st.caption(say(Backups.must_edit))


def _keep() -> None:
    db, actor = state.database(), who.acting()
    try:
        found = files.backup(db, db.parent, actor.role, actor.name)
    except PairingError as fault:
        st.error(plain(say(fault.text)), icon=":material/error:")
        return
    state.leave_note(Backups.kept.fill(name=found.path.name, content=_content(found)))
    st.rerun()


def _restore() -> None:
    st.header(say(Backups.restore))
    st.markdown(say(Backups.restore_what))
    if not who.may("adopt"):
        st.caption(say(Backups.must_adopt))
        return
    left, right = st.columns(2)
    dropped = left.file_uploader(
        say(Backups.upload), type=["db"], max_upload_size=UPLOAD_MB, key=Key.RESTORE_DROP
    )
    there = {path.name: path for path in files.backups_beside(state.database())}
    chosen = right.selectbox(
        say(Backups.choose),
        list(there),
        index=None,
        placeholder=say(Backups.choose_hint if there else Backups.none_there),
        disabled=not there,
        key=Key.RESTORE_PICK,
    )
    if dropped is not None:
        with _as_file(dropped.name, dropped.getbuffer()) as path:
            _offer(path)
    elif chosen is not None:
        _offer(there[chosen])


@contextmanager
def _as_file(name: str, content: memoryview) -> Iterator[Path]:
    """An upload as a file, for as long as it is looked at; only the last part of its name is taken."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / (Path(name).name or "backup.db")
        path.write_bytes(content)
        yield path


def _offer(path: Path) -> None:
    """What the file holds, and the button; a file that cannot be restored is told as such."""
    try:
        found = files.check_backup(path)
    except PairingError as fault:
        st.error(plain(say(fault.text)), icon=":material/error:")
        return
    st.info(say(Backups.whole, content=_content(found)), icon=":material/verified:")
    state.jobs().supervise()
    with state.store() as store:
        running = bool(store.runs.live())
    if running:
        st.warning(say(Backups.running), icon=":material/progress_activity:")
    sure = st.checkbox(say(Backups.sure), key=f"{Key.RESTORE_TICK}-{state.restores()}")
    if not st.button(say(Backups.do), disabled=running or not sure, key="restore-do"):
        return
    actor = who.acting()
    try:
        with st.spinner(say(Backups.doing)):
            safety = files.restore(path, state.database(), actor.role, actor.name)
    except PairingError as fault:
        st.error(plain(say(fault.text)), icon=":material/error:")
        return
    state.forget_all()
    state.leave_note(Backups.done.fill(name=safety.name if safety else "–"))
    st.rerun()


def _content(found: Checked) -> Text:
    newest = "–" if found.newest is None else f"{found.newest.astimezone():%Y-%m-%d %H:%M}"
    return Backups.content.fill(
        counties=found.counties, sets=found.rule_sets, plans=found.plans, newest=newest
    )
