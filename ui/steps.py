"""The steps of a solve on screen: a line with the present one marked, and when each part began."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from pairing.phases import PHASES, STEPS
from ui.run_words import Run
from ui.state import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pairing.runs import Began


def steps_line(phase: str) -> None:
    """All steps in their order, those behind us ticked, the present one in colour; ``phase`` names a part of it."""
    names = list(STEPS)
    now = next((k for k, name in enumerate(names) if phase in STEPS[name][1]), 0)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        for k, (words, _) in enumerate(STEPS.values()):
            if k < now:
                st.badge(say(words), icon=":material/check:", color="green", width="content")
            elif k == now:
                st.badge(say(words), icon=":material/arrow_forward:", color="orange", width="content")
            else:
                st.badge(say(words), color="gray", width="content")


def steps_table(began: Sequence[Began], key: str) -> None:
    """Each part of a solve with the second it first began at."""
    if not began:
        st.caption(say(Run.no_steps))
        return
    table = pd.DataFrame(
        {
            say(Run.step): [say(PHASES[phase]) for phase, _ in began],
            say(Run.began): [round(seconds, 1) for _, seconds in began],
        }
    )
    st.dataframe(
        table,
        hide_index=True,
        alt=say(Run.steps_alt),
        column_config={say(Run.began): st.column_config.NumberColumn(format="%.1f")},
        key=key,
    )
