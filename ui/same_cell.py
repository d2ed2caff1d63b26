"""The row whose cell is marked already, opened again: of a click there the browser would tell nobody.

A table tells of a click on another cell than the marked one only; on the marked one it opens a box with what stands in the
cell. In a list whose rows open a drawer, that box is the sign to open the row once more: the script shuts it and presses a
button that nobody sees. Enter on the marked cell does the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

if TYPE_CHECKING:
    from collections.abc import Callable

_SUFFIX: Final = "-again"  # style.css hides it
SCRIPT: Final = """
if (!window.pairingAgain) {
    window.pairingAgain = true;
    let table = null, at = 0, twice = false;
    const used = event => {
        table = event.target.closest?.("[class*=st-key-]");
        // The first of two quick clicks opens the drawer.
        twice = event.type === "pointerdown" && event.timeStamp - at < 400;
        at = event.timeStamp;
    };
    window.addEventListener("pointerdown", used, true);
    window.addEventListener("keydown", used, true);
    new MutationObserver(() => {
        const box = document.querySelector("#portal [id^=gdg-overlay] .gdg-clip-region > *");
        const name = box && table && [...table.classList].find(name => name.startsWith("st-key-"));
        const again = name && document.querySelector("." + CSS.escape(name + "SUFFIX") + " button");
        if (!again) return;
        box.dispatchEvent(new KeyboardEvent("keydown", {key: "Escape", bubbles: true}));
        // As a mouse does it: after a click without a count the drawer would leave the focus where it was.
        if (!twice) again.dispatchEvent(new MouseEvent("click", {detail: 1, bubbles: true}));
    }).observe(document.getElementById("portal"), {childList: true, subtree: true});
}
""".replace("SUFFIX", _SUFFIX)


def unseen_button(table: str, words: str, opens: Callable[[], None]) -> None:
    """The button by which the script opens the marked row of the table of this key; ``opens`` is its callback."""
    st.button(words, key=f"{table}{_SUFFIX}", on_click=opens)
