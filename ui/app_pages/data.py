"""数据: lists in, every finding by file row, the county in figures, supply and demand before solving."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from pairing.county import County
from pairing.errors import PairingError
from pairing.rules import Rules
from pairing.schema import SHEETS
from pairing.supply import Supply
from ui import charts, lists, matching, state, uploads, who
from ui.faults import part
from ui.keys import Key
from ui.launch import UPLOAD_MB
from ui.paged import paged
from ui.state import plain, say
from ui.supply_lists import supply_lists
from ui.word_table import word_section
from ui.words import Data

if TYPE_CHECKING:
    from pairing.records import CountyRecord


def main() -> None:
    st.title(say(Data.title))
    st.markdown(say(Data.lead))
    county = state.current_county()
    with st.expander(say(Data.upload), icon=":material/upload_file:", expanded=county is None):
        _upload()
    try:
        matching.confirm_step()
    except PairingError as fault:
        st.error(plain(say(fault.text)), icon=":material/error:")
    uploads.show_findings()
    matching.remembered()
    if county is None:
        st.page_link("app_pages/home.py", label=say(Data.no_lists), icon=":material/arrow_forward:")
        return
    tables = state.county_tables(county)
    rules = state.rules_of(state.current_rules())
    _figures(tables)
    word_section(county, tables)
    counted = state.supply_of(county, rules)
    _balance(tables, rules, counted)
    supply_lists(counted, str(county.id))
    st.header(say(Data.tables))
    _tables(county, tables, rules)


@part
def _tables(county: CountyRecord, tables: County, rules: Rules) -> None:
    """The lists themselves, one at a time: a click on another one draws nothing else anew."""
    names = {
        "units": Data.units,
        "cadres": Data.cadres,
        "villages": Data.villages,
        "households": Data.households,
    }
    rows = lists.county_rows(tables, rules)
    tabs = st.tabs([say(title) for title in names.values()], key=f"{county.id}-tables", on_change="rerun")
    for tab, (name, title) in zip(tabs, names.items(), strict=True):
        if tab.open:
            with tab:
                paged(rows[name], f"{county.id}-{name}", say(title))


def _upload() -> None:
    required = "、".join(sheet.name for sheet in SHEETS if sheet.required)
    optional = "、".join(sheet.name for sheet in SHEETS if not sheet.required)
    shut = not who.may("edit")
    with st.form("upload", border=False):
        files = st.file_uploader(
            say(Data.files),
            type=["xlsx", "xls", "et", "csv"],
            accept_multiple_files=True,
            max_upload_size=UPLOAD_MB,
            help=say(Data.files_help, required=required, optional=optional),
            key=Key.FILES_DROP,
            disabled=shut,
        )
        name = st.text_input(
            say(Data.county_name),
            key=Key.NAME_TYPE,
            max_chars=40,
            placeholder=say(Data.name_hint),
            disabled=shut,
        )
        if st.form_submit_button(say(Data.check), type="primary", disabled=shut):
            try:
                with st.spinner(say(Data.checking)):
                    uploads.take_in(files, name.strip())
            except PairingError as fault:
                st.error(plain(say(fault.text)), icon=":material/error:")


def _figures(county: County) -> None:
    st.header(say(Data.figures))
    eligible = int(county.cadres["exempt_reason"].isna().sum())
    figures = (
        (Data.units, len(county.units)),
        (Data.villages, len(county.villages)),
        (Data.cadres, len(county.cadres)),
        (Data.eligible, eligible),
        (Data.households, len(county.households)),
        (Data.focus, int(county.households["focus"].sum())),
    )
    with st.grid(6, min_column_width=110):
        for title, count in figures:
            st.metric(say(title), f"{count:,}", border=True)


def _balance(county: County, rules: Rules, counted: Supply) -> None:
    focus = county.households["focus"].to_numpy(bool)
    towns, whole = counted.towns, counted.county.iloc[0]
    left, right = st.columns(2, gap="large")
    with left:
        st.header(say(Data.balance))
        places, demand = int(whole["places"]), int(whole["demand"])
        words = Data.short if whole["short"] else Data.enough
        st.markdown(say(words, demand=f"{demand:,}", places=f"{places:,}", short=f"{int(whole['short']):,}"))
        chart = charts.balance(towns["town"].tolist(), towns["demand"].tolist(), towns["places"].tolist())
        charts.draw(chart, Data.balance_alt, "balance")
        st.caption(say(Data.balance_note))
    with right:
        st.header(say(Data.difficulty))
        tier = lists.household_tiers(county.data_hash, rules.hash, county, rules)
        scores = lists.household_difficulty(county, rules)
        hardest, harder, ordinary = (f"{int((tier == t).sum()):,}" for t in (3, 2, 1))
        st.markdown(say(Data.tiers, hardest=hardest, harder=harder, ordinary=ordinary))
        charts.draw(
            charts.difficulty(scores[focus], tier[focus]),
            Data.difficulty_alt,
            "difficulty",
        )
        st.caption(say(Data.difficulty_note))


main()
