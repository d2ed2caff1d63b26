"""Faults told in words: what a page or a part of it that redraws itself could not do."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from functools import wraps
from typing import TYPE_CHECKING, NoReturn, ParamSpec

import streamlit as st

from pairing.errors import PairingError
from ui.server_log import OURS
from ui.state import plain, say
from ui.words import App

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_Given = ParamSpec("_Given")


@contextmanager
def told(page: str) -> Iterator[None]:
    """Draw within; a refusal is shown as its sentence, a fault of ours in our words and, without values, in the log."""
    try:
        yield
    except PairingError as fault:
        st.error(say(App.refused, why=plain(say(fault.text))), icon=":material/error:")
    except Exception:  # the last line of defence
        logging.getLogger(OURS).exception("page %s", page)
        st.error(say(App.fault), icon=":material/error:")


def part(
    draw: Callable[_Given, None], *, run_every: float | None = None, key: str | None = None
) -> Callable[_Given, None]:
    """A part of a page that redraws itself alone, and tells its own faults: the page above does not hear of them.

    With a key :func:`redraw` can ask for it from elsewhere.
    """

    @wraps(draw)
    def guarded(*given: _Given.args, **named: _Given.kwargs) -> None:
        with told(draw.__qualname__):
            draw(*given, **named)

    drawn: Callable[_Given, None] = st.fragment(guarded, run_every=run_every, key=key)
    return drawn


def redraw(*keys: str) -> NoReturn:
    """In a widget's callback: instead of the part that the widget stands in, draw these parts anew."""
    st.rerun(keys)
