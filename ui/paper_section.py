"""Documents on the page 导出: choose, make in the background, watch, stop, fetch."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

import streamlit as st

from pairing.documents.export import DOCUMENTS, HANDED_OUT
from pairing.documents.masking import Audience
from pairing.text import Text
from ui import state
from ui.faults import part
from ui.paper_words import Export
from ui.papers import ARCHIVE
from ui.state import plain, say

if TYPE_CHECKING:
    from pairing.documents.document import Document
    from ui.papers import Papers, Printing

_CHOSEN: Final = ("名册", "联村一览表")
"""What is ticked at first: what every county prints."""
_BUTTONS: Final = 24
"""Files that have a button each; of more, one is picked from a list."""


def documents(plan: int, *, sound: bool) -> None:
    """Orders of a plan's documents; none can be begun where the plan is not sound."""
    papers = state.papers()
    orders = papers.of(plan)
    running = next((order for order in orders if order.running), None)
    if running is not None:
        _running(papers, running)
    for order in orders:
        if not order.running:
            _result(papers, order)
    if orders:
        st.caption(say(Export.kept))
    if running is None:
        _choice(papers, plan, sound)


def title_of(name: str) -> str:
    """A document's name in the session's language."""
    return say(Export.titles.get(name, Text(name, name)))


def _audience_words(audience: Audience) -> str:
    return say(Export.audiences[audience.name])


def _choice(papers: Papers, plan: int, sound: bool) -> None:
    st.header(say(Export.documents))
    internal = st.toggle(say(Export.internal), key="papers-internal")
    audience = Audience.INTERNAL if internal else Audience.PUBLIC
    if internal:
        st.warning(say(Export.internal_note), icon=":material/lock:")
    else:
        st.caption(say(Export.public_note))
    st.caption(say(HANDED_OUT))
    with st.container(horizontal=True):
        for words, ticked in ((Export.all, True), (Export.none, False)):
            st.button(say(words), key=f"papers-{ticked}", on_click=_tick, args=(audience, ticked))
    with st.grid(3, min_column_width=280):
        names = [document.name for document in DOCUMENTS.values() if _card(document, audience)]
    if st.button(
        say(Export.start), type="primary", key="papers-start", icon=":material/print:", disabled=not sound
    ):
        if names:
            papers.start(plan, audience, names)
            st.rerun()
        st.error(say(Export.nothing_chosen))


def _card(document: Document, audience: Audience) -> bool:
    """One document to tick; returns whether it is ticked and may be had."""
    may = audience in document.audiences
    with st.container(border=True, height="stretch"):
        ticked = st.checkbox(
            f"**{title_of(document.name)}**",
            value=document.name in _CHOSEN,
            key=_key(document.name),
            disabled=not may,
        )
        st.caption(say(document.what))
        if Audience.PUBLIC not in document.audiences:
            st.badge(say(Export.office_only), icon=":material/lock:", color="orange", width="content")
    return may and ticked


def _key(name: str) -> str:
    return f"paper-{name}"


def _tick(audience: Audience, ticked: bool) -> None:
    for document in DOCUMENTS.values():
        if audience in document.audiences:
            st.session_state[_key(document.name)] = ticked


def _running(papers: Papers, order: Printing) -> None:
    """The order under way: its stop button over the figures that are renewed each second."""
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{say(Export.running, audience=_audience_words(order.audience))}**")
            st.space("stretch")
            # Outside the fragment, and as a callback: no click is lost to a redraw that is under way.
            st.button(
                say(Export.stop),
                type="primary",
                key="papers-stop",
                icon=":material/stop_circle:",
                on_click=papers.cancel,
                args=(order.id,),
            )
        part(_watch, run_every=1.0)(order.plan, order.id)
    st.caption(say(Export.leave))


def _watch(plan: int, number: str) -> None:
    order = next((order for order in state.papers().of(plan) if order.id == number), None)
    if order is None or not order.running:
        st.rerun()
    st.progress(min(1.0, order.share))
    words = say(Export.now, done=order.done, total=order.total, name=title_of(order.now))
    st.caption(words if order.now else say(Export.starting))


def _result(papers: Papers, order: Printing) -> None:
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            when = f"{order.asked_at.astimezone():%m-%d %H:%M}"
            if order.message is not None:
                st.error(say(Export.failed, why=plain(say(order.message))), icon=":material/error:")
            elif not order.files:
                st.markdown(say(Export.empty))
            else:
                words = say(
                    Export.ready, audience=_audience_words(order.audience), when=when, count=len(order.files)
                )
                st.markdown(f"**{words}**")
            st.space("stretch")
            if order.files:
                _download(papers, order, ARCHIVE, say(Export.archive), primary=True)
            st.button(
                say(Export.clear), key=f"papers-clear-{order.id}", on_click=papers.remove, args=(order.id,)
            )
        if order.files:
            _one_by_one(papers, order)


def _one_by_one(papers: Papers, order: Printing) -> None:
    with st.expander(say(Export.each)):
        if len(order.files) > _BUTTONS:
            file = st.selectbox(
                say(Export.pick), order.files, format_func=_short, key=f"papers-pick-{order.id}"
            )
            _download(papers, order, file, say(Export.download))
            return
        with st.grid(2, min_column_width=320):
            for file in order.files:
                _download(papers, order, file, plain(_short(file)))


def _short(file: str) -> str:
    """A file's name without the folder of its audience."""
    return file.rpartition("/")[2]


def _download(papers: Papers, order: Printing, file: str, label: str, *, primary: bool = False) -> None:
    name = f"{_audience_words(order.audience)}.zip" if file == ARCHIVE else _short(file)
    st.download_button(
        label,
        data=partial(_read, papers, order.id, file),
        file_name=name,
        on_click="ignore",
        type="primary" if primary else "secondary",
        icon=":material/download:",
        key=f"papers-{order.id}-{file}",
    )


def _read(papers: Papers, number: str, file: str) -> bytes:
    return papers.file(number, file).read_bytes()
