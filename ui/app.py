"""The browser front end's frame: navigation, sidebar, and faults in words. Started by :mod:`ui.launch`."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from ui import same_cell, state, who
from ui.collector import leave_alone_what_stays
from ui.faults import told
from ui.log_in import log_in
from ui.server_log import keep_values_out
from ui.sidebar import sidebar
from ui.state import say
from ui.words import App, Nav

ICON = Path(__file__).parent / "icon.png"
PAGES = {
    "home": (Nav.home, ":material/home:"),
    "data": (Nav.data, ":material/table_view:"),
    "rules": (Nav.rules, ":material/rule:"),
    "orders": (Nav.orders, ":material/push_pin:"),
    "solve": (Nav.solve, ":material/play_circle:"),
    "overview": (Nav.overview, ":material/insights:"),
    "gaps": (Nav.gaps, ":material/person_search:"),
    "adjust": (Nav.adjust, ":material/swap_horiz:"),
    "compare": (Nav.compare, ":material/compare_arrows:"),
    "export": (Nav.export, ":material/download:"),
    "record": (Nav.record, ":material/history:"),
}
# A table keeps Escape to itself, so a drawer would stay open with the focus in one of its tables or, just after a click on
# a row, still in the page's.
ESCAPE = """
if (!window.pairingEscape) {
    window.pairingEscape = true;
    window.addEventListener("keydown", event => {
        const table = event.key === "Escape" ? event.target.closest("canvas") : null;
        if (table) document.querySelector("[role=dialog] > button")?.click();
    }, true);
}
"""

keep_values_out()
leave_alone_what_stays()
state.open_session()
page = st.navigation(
    [
        # The icon stands in the title: as the page's icon it would be fetched from the web for the browser's tab.
        st.Page(f"app_pages/{name}.py", title=f"{icon} {say(title)}", url_path=name, default=name == "home")
        for name, (title, icon) in PAGES.items()
    ]
)
st.set_page_config(page_title=say(App.name), page_icon=str(ICON), layout="wide")
st.logo(str(ICON), size="large")
st.html(
    f"<script>document.documentElement.lang = '{'zh-CN' if state.language() == 'zh' else 'en'}';{ESCAPE}{same_cell.SCRIPT}</script>",
    unsafe_allow_javascript=True,
)
st.html(Path(__file__).parent / "style.css")
with told(page.url_path):
    if who.must_log_in():
        log_in()
    else:
        who.acting()  # before anything is read: whoever may not come in sees nothing
        with st.sidebar:
            sidebar()
        state.write_address()
        page.run()
