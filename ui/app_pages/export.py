"""导出: every document of a plan, made in the background, and its files and lists as they are."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

import streamlit as st

from pairing.text import Text
from ui import downloads, paper_section, state
from ui.empty import plan_shown
from ui.paper_words import Export
from ui.roster_back import roster_back
from ui.state import plain, say

# What a file's name may not hold on one system or another.
_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


def main() -> None:
    st.title(say(Export.title))
    st.markdown(say(Export.lead))
    shown = plan_shown()
    if shown is None:
        return
    plan = shown.record
    with state.store() as store:
        rules = store.rules(plan.rules)
    st.caption(
        say(
            Export.made,
            plan=plan.id,
            when=f"{plan.made_at.astimezone():%Y-%m-%d %H:%M}",
            rules=plain(rules.name),
            data=plan.data_hash[:8],
            hash=plan.rules_hash[:8],
        )
    )
    paper_section.documents(plan.id, sound=shown.recount.ok)
    st.header(say(Export.other))
    name = _FORBIDDEN.sub("_", shown.county.name)
    with st.grid(2, min_column_width=320):
        _card(
            Export.plan, Export.plan_what, f"{name}-{plan.id}-plan.zip", "plan",
            partial(downloads.plan_files, shown.plan),
        )  # fmt: skip
        _card(
            Export.lists, Export.lists_what, f"{name}.xlsx", "lists", partial(downloads.lists, shown.county)
        )  # fmt: skip
    roster_back(shown)


def _card(title: Text, what: Text, file: str, key: str, make: Callable[[], bytes]) -> None:
    with st.container(border=True, height="stretch"):
        st.markdown(f"**{say(title)}**")
        st.caption(say(what))
        st.space("stretch")
        st.download_button(
            say(Export.download),
            data=make,
            file_name=file,
            on_click="ignore",
            icon=":material/download:",
            key=f"download-{key}",
        )


main()
