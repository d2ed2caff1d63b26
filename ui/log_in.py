"""What is seen before the login: one sentence and one button, and nothing of the store."""

from __future__ import annotations

import streamlit as st

from ui.state import say
from ui.who_words import Who


def log_in() -> None:
    """Ask for the login."""
    st.title(say(Who.log_in_title))
    st.markdown(say(Who.log_in_lead))
    if st.button(say(Who.log_in), type="primary", key="log-in", icon=":material/login:"):
        st.login()
