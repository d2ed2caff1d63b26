"""记录: who did what, when and why; backup and restore; help and glossary."""

from __future__ import annotations

import streamlit as st

from ui.backup_section import backup_section
from ui.help_section import help_section
from ui.log_section import log_section
from ui.record_words import Record
from ui.state import say


def main() -> None:
    st.title(say(Record.title))
    st.markdown(say(Record.lead))
    log, backup, help_ = st.tabs([say(title) for title in (Record.log, Record.backup, Record.help)])
    with log:
        log_section()
    with backup:
        backup_section()
    with help_:
        help_section()


main()
