"""What a session remembers and what the server keeps: with :mod:`ui.rule_draft` all that touches session keys.

The choice of language, county and plan stands in the address too, so that a reload, which is a new session, shows the
same; counties and recounted plans are kept once for all sessions, by their hash, and are never changed.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import streamlit as st

from pairing.codes import load_codes
from pairing.compare import Comparison, Side, compare, side
from pairing.difficulty import tiers
from pairing.equity import Equity, equity
from pairing.limits import limits
from pairing.plan_positions import Resolved, resolve
from pairing.planner import gaps, recount
from pairing.readiness import readiness
from pairing.replan import beside
from pairing.rules import Rules
from pairing.shortages import shortages
from pairing.store import Store, default_path
from pairing.supply import Supply, supply
from pairing.text import Lang, Text
from pairing.why import Why
from ui import who
from ui.jobs import Jobs
from ui.keys import Key
from ui.papers import Papers
from ui.words import Rule

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from pairing.check import Recount
    from pairing.codes import Codes
    from pairing.county import County
    from pairing.gaps import Gaps
    from pairing.issues import Issue
    from pairing.plan import Plan
    from pairing.read import Reading
    from pairing.records import CountyRecord, PlanRecord, RulesRecord, RunRecord
    from pairing.shortages import Shortages

_MARKDOWN: Final = re.compile(r"([\\`*_{}\[\]()#+!|<>~$])")


@dataclass(frozen=True)
class Recounted:
    """A stored plan with all that its pages show; the county has the plan it was made from as its previous one."""

    record: PlanRecord
    county: County
    rules: Rules
    plan: Plan
    recount: Recount

    @cached_property
    def found(self) -> Resolved:
        """The plan in positions of the county's tables."""
        return resolve(self.county, self.plan)

    @cached_property
    def gaps(self) -> Gaps:
        """Who is not covered, with what stands in the way."""
        return gaps(self.county, self.rules, self.plan)

    @cached_property
    def why(self) -> Why:
        """The plan looked up for the reason of any pair."""
        return Why.of(self.county, self.rules, codes(), self.plan)

    @cached_property
    def equity(self) -> Equity:
        """Means by place, who holds the hard households, inversions."""
        return equity(self.county, self.rules, codes(), self.plan)

    @cached_property
    def side(self) -> Side:
        """The plan's figures, ready to be held against another's."""
        return side(self.county, self.rules, codes(), self.plan, self.recount)

    @cached_property
    def shortages(self) -> Shortages:
        """The proved shortages behind the gaps."""
        return shortages(self.county, self.rules, self.plan)

    @cached_property
    def missing(self) -> NDArray[np.int64]:
        """How many pairs each household still lacks."""
        households = self.recount.coverage.households
        short: NDArray[np.int64] = households["demand"].to_numpy(np.int64) - households["paired"].to_numpy(
            np.int64
        )
        short[short < 0] = 0
        return short

    @cached_property
    def tiers(self) -> NDArray[np.int64]:
        """Tier of every household under the plan's rules, 0 off focus."""
        return tiers(self.county, self.rules, limits(self.county, self.rules))


def language() -> Lang:
    """The session's language."""
    return "en" if st.session_state.get(Key.LANG) == "en" else "zh"


def say(text: Text, **values: object) -> str:
    """A sentence in the session's language, its places filled."""
    return (text.fill(**values) if values else text).show(language())


def plain(words: str) -> str:
    """Words from lists and files as Markdown that shows them and does nothing: no link, no picture, no mark."""
    return _MARKDOWN.sub(r"\\\1", words)


def database() -> Path:
    """The store's file."""
    return default_path()


def store() -> Store:
    """A fresh connection to the store for whoever is at the screen, for a ``with`` block; raises as :func:`who.acting`."""
    actor = who.acting()
    return Store(database(), actor.name, actor.role)


def jobs() -> Jobs:
    """The background solves of this store, for whoever is at the screen; raises as :func:`who.acting`."""
    actor = who.acting()
    return Jobs(database(), actor.name, role=actor.role)


def papers() -> Papers:
    """The documents ordered of this store's plans."""
    return Papers(database())


def codes() -> Codes:
    """The code lists in force."""
    return load_codes()


def open_session() -> None:
    """Take language, county and plan from the address; call first in each run."""
    # A page switch drops the address's parameters, so they count at the session's start only.
    if Key.ADDRESS in st.session_state:
        return
    st.session_state[Key.ADDRESS] = True
    address = st.query_params
    st.session_state[Key.LANG] = address.get(Key.LANG) or os.environ.get("PAIRING_LANG", "zh")
    for key in (Key.COUNTY, Key.PLAN):
        number = address.get(key, "")
        st.session_state[key] = int(number) if number.isdecimal() else None


def write_address() -> None:
    """Put the choices into the address again; call in each run, once they are settled."""
    for key in (Key.LANG, Key.COUNTY, Key.PLAN):
        value = st.session_state.get(key)
        if value is None:
            st.query_params.pop(key, None)
        else:
            st.query_params[key] = str(value)


def current_county() -> CountyRecord | None:
    """The county in view: the chosen one, else the newest; None while the store is empty."""
    with store() as opened:
        counties = opened.counties()
    chosen = st.session_state.get(Key.COUNTY)
    found = next((c for c in counties if c.id == chosen), counties[0] if counties else None)
    st.session_state[Key.COUNTY] = found.id if found else None
    return found


def choose_county(county: int) -> None:
    """Bring a county into view."""
    st.session_state[Key.COUNTY] = county
    st.session_state[Key.PLAN] = None


def current_plan() -> PlanRecord | None:
    """The plan in view: the chosen one, else the county's newest; None where it has none."""
    county = current_county()
    if county is None:
        return None
    with store() as opened:
        plans = opened.plans(county.id)
    chosen = st.session_state.get(Key.PLAN)
    return next((p for p in plans if p.id == chosen), plans[0] if plans else None)


def choose_plan(plan: int | None) -> None:
    """Bring a plan into view; None = the county's newest, whichever that will be."""
    st.session_state[Key.PLAN] = plan


def current_rules() -> RulesRecord:
    """The rule set in view: the chosen one, else the last saved; the default rules are saved on first need."""
    with store() as opened:
        sets = opened.rule_sets()
    if not sets:
        # The program's own act: whoever looks first needs no right to change anything for it.
        with Store(database()) as opened:
            rules = Rules()
            sets = (opened.save_rules(say(Rule.default_name), rules.to_toml(), rules.hash),)
    chosen = st.session_state.get(Key.RULES)
    return next((r for r in sets if r.name == chosen), sets[0])


def choose_rules(name: str | None) -> None:
    """Bring a rule set into view; None = the last saved."""
    st.session_state[Key.RULES] = name


def rules_of(record: RulesRecord) -> Rules:
    """A stored rule set's rules. Raises RulesError where its text cannot be used."""
    return _rules(record.toml)


def note_orders_kept(version: str) -> None:
    """Remember which version of the lists this session's last change of pins and bans made."""
    st.session_state[Key.ORDERS_KEPT] = version


def orders_kept() -> str | None:
    """The version of the lists that this session's last change of pins and bans made; None before the first."""
    kept: str | None = st.session_state.get(Key.ORDERS_KEPT)
    return kept


def note_official(refused: Text | None) -> None:
    """Remember why adopting or withdrawing was refused, until the page has said so."""
    st.session_state[Key.OFFICIAL_REFUSED] = refused


def official_refused() -> Text | None:
    """Why the last adoption or withdrawal was refused, once; None where it was not."""
    refused: Text | None = st.session_state.pop(Key.OFFICIAL_REFUSED, None)
    return refused


def cleared() -> int:
    """How often the clicks in pictures were taken back: a part of their keys, for a selection cannot be unset."""
    return int(st.session_state.get(Key.CLEARED, 0))


def clear_clicks() -> None:
    """Forget what was clicked in pictures."""
    st.session_state[Key.CLEARED] = cleared() + 1


def begin(key: str, value: object) -> None:
    """The value of a widget that is drawn for the first time."""
    st.session_state.setdefault(key, value)


def readiness_of(record: CountyRecord, rules: Rules) -> tuple[Issue, ...]:
    """What can be said before solving: contradictions (errors) and certain gaps (warnings); kept by both hashes.

    The weights cannot change it, so a move of their sliders is answered from what is kept.
    """
    lists, rules = county_tables(record), rules.unweighted()
    return _readiness(record.data_hash, rules.hash, lists, rules, supply_of(record, rules))


def supply_of(record: CountyRecord, rules: Rules) -> Supply:
    """Supply against demand by place; kept by both hashes."""
    return _supply(record.data_hash, rules.hash, county_tables(record), rules)


def live_run(county: int) -> RunRecord | None:
    """The county's run while it lives."""
    run = jobs().latest(county)
    return run if run is not None and run.live else None


def county_tables(record: CountyRecord) -> County:
    """A county's tables, kept once for all sessions; never change them."""
    return _county(str(database()), record.id, record.data_hash, record.added_at.isoformat())


def recounted(record: PlanRecord) -> Recounted:
    """A plan with its recount, kept once for all sessions; never change its tables."""
    with store() as opened:
        added_at = opened.county(record.county).added_at
    # A restored backup gives old numbers to new plans: the moment tells them apart.
    made = (record.made_at.isoformat(), added_at.isoformat())
    return _recounted(str(database()), record.id, record.data_hash, record.rules_hash, *made)


def forget_all() -> None:
    """Nothing kept of the store's earlier content, by no session: it has been restored from a backup."""
    st.cache_resource.clear()
    for key in (Key.COUNTY, Key.PLAN, Key.RULES, Key.READING):
        st.session_state[key] = None
    st.session_state.pop(Key.DRAFT, None)
    st.session_state[Key.RESTORES] = restores() + 1


def restores() -> int:
    """How many backups this session has restored: each asks for its confirmation anew."""
    return int(st.session_state.get(Key.RESTORES, 0))


def compared(before: Recounted, after: Recounted) -> Comparison:
    """The second plan held against the first, kept once for all sessions; never change its tables."""
    plans = [(p.record.id, p.record.made_at.isoformat(), *p.side.basis) for p in (before, after)]
    return _compared(str(database()), plans, before, after)


def last_reading() -> Reading | None:
    """What the last upload of this session was found to be."""
    reading: Reading | None = st.session_state.get(Key.READING)
    return reading


def keep_reading(reading: Reading | None, files: Sequence[tuple[str, bytes]] = ()) -> None:
    """Remember what an upload was found to be; with its files where something was found."""
    st.session_state[Key.READING] = reading
    st.session_state[Key.UPLOAD] = tuple(files)


def last_upload() -> tuple[tuple[str, bytes], ...]:
    """Names and contents of the last upload's files, where something was found in them."""
    files: tuple[tuple[str, bytes], ...] = st.session_state.get(Key.UPLOAD, ())
    return files


def leave_note(note: Text) -> None:
    """A sentence to be shown once, after the page has been drawn anew."""
    st.session_state[Key.NOTE] = note


def show_note() -> None:
    """Show the sentence that was left, once."""
    note: Text | None = st.session_state.pop(Key.NOTE, None)
    if note is not None:
        st.success(plain(say(note)), icon=":material/check_circle:")


@lru_cache(maxsize=64)
def _rules(toml: str) -> Rules:
    return Rules.from_toml(toml)


# A store's file may be deleted and begun anew under the same name, so numbers alone are no keys.
@st.cache_resource(max_entries=3, show_spinner=False)
def _county(db: str, county: int, data_hash: str, added_at: str) -> County:
    with Store(db) as opened:
        return opened.load_county(county)


@st.cache_resource(max_entries=24, show_spinner=False)
def _readiness(
    data_hash: str, rules_hash: str, _lists: County, _rules: Rules, _counted: Supply
) -> tuple[Issue, ...]:
    return readiness(_lists, _rules, counted=_counted)


@st.cache_resource(max_entries=6, show_spinner=False)
def _supply(data_hash: str, rules_hash: str, _lists: County, _rules: Rules) -> Supply:
    return supply(_lists, _rules)


@st.cache_resource(max_entries=6, show_spinner=False)
def _recounted(db: str, plan: int, data_hash: str, rules_hash: str, made_at: str, added_at: str) -> Recounted:
    with Store(db) as opened:
        record = opened.plan(plan)
        tables = opened.load_plan(plan)
        rules = rules_of(opened.rules(record.rules))
        previous = None if record.previous is None else opened.load_plan(record.previous)
    county = beside(_county(db, record.county, record.data_hash, added_at), previous)
    return Recounted(record, county, rules, tables, recount(county, rules, tables))


@st.cache_resource(max_entries=6, show_spinner=False)
def _compared(
    db: str, plans: list[tuple[int, str, str, str]], _before: Recounted, _after: Recounted
) -> Comparison:
    return compare(_before.side, _after.side, codes())
