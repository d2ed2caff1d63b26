"""A drawer at the right of a page, opened by a row: every one opens and tells its own faults in the same way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from ui.faults import told

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Literal


def open_drawer(
    title: str, draw: Callable[[], None], width: int | Literal["small", "medium"] = "medium"
) -> None:
    """Open a drawer that ``draw`` fills, now and each time something in it is chosen; ``width`` in pixels or by name.

    The drawer redraws itself alone, so the page does not hear of its faults: they are told within it.
    """

    def fill() -> None:
        with told(draw.__qualname__):
            draw()

    st.dialog(title, width=width, position="right")(fill)()
