"""A table whose rows open: by a click on the marked cell too, and by no click elsewhere.

A table tells of a click on another cell than the marked one only; on the marked one it opens a box with what stands in the
cell. In a list whose rows open a drawer, that box is the sign to open the row once more: the script shuts it and presses a
button that nobody sees. Enter on the marked cell does the same.

And a table without a mark puts one on its first cell as soon as it has the focus, be it by a click on a title to sort by: the
script lets it hear of no focus that a pointer gave.
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
    let used = null, at = 0, shut = null, twice = false, byPointer = false;
    const againOf = element => {
        const name = [...element?.closest?.("[class*=st-key-]")?.classList ?? []].find(name => name.startsWith("st-key-"));
        return name && document.querySelector("." + CSS.escape(name + "SUFFIX") + " button");
    };
    const note = event => {
        if (!event.isTrusted) return;
        byPointer = event.type === "pointerdown";
        // The first of two quick clicks opens the drawer.
        twice = byPointer && event.target === used && event.timeStamp - at < 400;
        [used, at] = [event.target, event.timeStamp];
    };
    window.addEventListener("pointerdown", note, true);
    window.addEventListener("keydown", note, true);
    window.addEventListener("focusin", event => {
        const open = document.querySelector("[role=dialog]");
        if (byPointer && !open && event.target.closest?.("canvas") && againOf(event.target)) event.stopPropagation();
    }, true);
    new MutationObserver(() => {
        const box = document.querySelector("#portal [id^=gdg-overlay] .gdg-clip-region > *");
        const again = box && againOf(used);
        if (!again || box === shut) return;
        shut = box;
        box.dispatchEvent(new KeyboardEvent("keydown", {key: "Escape", bubbles: true}));
        // As a mouse does it: after a click without a count the drawer would leave the focus where it was.
        if (!twice) again.dispatchEvent(new MouseEvent("click", {detail: 1, bubbles: true}));
    }).observe(document.getElementById("portal"), {childList: true, subtree: true});
}
""".replace("SUFFIX", _SUFFIX)


def unseen_button(table: str, words: str, opens: Callable[[], None]) -> None:
    """The button by which the script opens the marked row of the table of this key; ``opens`` is its callback."""
    st.button(words, key=f"{table}{_SUFFIX}", on_click=opens)
