"""Stores for the pages' tests: one empty, one with a county of a few rows and its plan."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import streamlit as st
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from pairing.county import County
from pairing.plan import GoalValue, Plan, Summary
from pairing.planner import recount
from pairing.rules import Rules
from pairing.store import Store
from tests.pairing.plans import plan_of
from tests.pairing.tiny import tiny
from ui.collector import Collector

APP = str(Path(__file__).parents[2] / "ui" / "app.py")


@pytest.fixture(autouse=True)
def collections_as_before() -> Iterator[None]:
    """A page sets aside what a long collection leaves alive, for its whole process. Hypothesis, begun later in the same one, no
    longer found who refers to its random numbers, and warned: two tests of other parts failed."""
    yield
    gc.callbacks[:] = [callback for callback in gc.callbacks if not isinstance(callback, Collector)]
    gc.unfreeze()


@dataclass(frozen=True)
class Screen:
    """A store and the front end over it."""

    db: Path

    def open(self, page: str = "home", lang: str = "zh") -> AppTest:
        """A fresh session on a page; fails the test where the page raised."""
        app = AppTest.from_file(APP, default_timeout=30)
        app.query_params["lang"] = lang
        if page != "home":
            app.switch_page(f"app_pages/{page}.py")
        app.run()
        assert not app.exception
        return app


@pytest.fixture(scope="session", autouse=True)
def one_scan_for_components() -> Iterator[None]:
    """Each AppTest looks through every installed package for components of Streamlit, longer than most pages take."""
    found = manifest_scanner.scan_component_manifests()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", lambda: found)
        yield


def small() -> County:
    """Two units, five cadres (a leader and an exempt one among them), two villages, three households."""
    return tiny(
        units=[{}, {}],
        cadres=[{"level": 3}, {}, {"unit": 1}, {"unit": 1}, {"unit": 1, "exempt_reason": "病假"}],
        villages=[{"lon": 113.2, "lat": 36.1}, {"town": "远乡", "lon": 113.3, "lat": 36.2}],
        households=[{"tier": 3.0}, {"village": 1}, {"village": 1, "focus": False}],
    )


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Screen:
    monkeypatch.setenv("PAIRING_DB", str(tmp_path / "store.db"))
    monkeypatch.setenv("PAIRING_LANG", "zh")
    st.cache_resource.clear()
    return Screen(tmp_path / "store.db")


@pytest.fixture
def listed(empty: Screen) -> Screen:
    """The small county's lists and the default rules, without a plan."""
    rules = Rules()
    with Store(empty.db, "小李") as store:
        store.add_county(small(), "县.xlsx")
        store.save_rules("默认规则", rules.to_toml(), rules.hash)
    return empty


@pytest.fixture(scope="session")
def full_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file that every ``full`` begins with; made once, never opened by a page."""
    db = tmp_path_factory.mktemp("full") / "store.db"
    county = small()
    rules = Rules()
    tables = plan_of(
        county, rules, links=[(0, 0), (1, 1)], leaders=[(0, 0)], pairs=[(0, 0)], contacts=[(2, 1), (2, 2)]
    )
    counted = recount(county, rules, tables)
    assert counted.ok
    goals = (
        GoalValue("shortage", counted.shortage, 0, False),
        GoalValue("idle", counted.idle, None, False),
        GoalValue("points", counted.points, 9000, False),
    )
    summary = Summary(
        "feasible", "time", goals, 0.25, 12.0, counted.coverage.counts, None, county.data_hash, rules.hash, "0.1.0",
        county.name, "2024-01-01",
    )  # fmt: skip
    plan = Plan(tables.links, tables.pairs, tables.contacts, summary)
    with Store(db, "小李") as store:
        record = store.add_county(county, "县.xlsx")
        saved = store.save_rules("默认规则", rules.to_toml(), rules.hash)
        store.save_plan(record.id, saved.id, plan, counted)
    return db


@pytest.fixture(scope="session")
def two_store(full_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file that every ``two`` begins with."""
    db = Path(shutil.copy(full_store, tmp_path_factory.mktemp("two")))
    rules = Rules(rank_weight=60)
    with Store(db, "小李") as store:
        county, first = store.load_county(1), store.load_plan(1)
        tables = plan_of(
            county, rules, links=[(0, 0), (1, 1)], leaders=[(0, 0)], pairs=[(0, 0), (2, 1)], contacts=[(2, 2)]
        )
        counted = recount(county, rules, tables)
        assert counted.ok
        summary = replace(first.summary, rules_hash=rules.hash, coverage=counted.coverage.counts)
        saved = store.save_rules("新规则", rules.to_toml(), rules.hash)
        store.save_plan(
            1, saved.id, Plan(tables.links, tables.pairs, tables.contacts, summary), counted, "补缺口"
        )
    return db


@pytest.fixture
def full(empty: Screen, full_store: Path) -> Screen:
    """Two units, four cadres (a leader among them), two villages, three households; one cadre is without a task.

    The focus household of the second village has no pair: a gap.
    """
    shutil.copy(full_store, empty.db)
    return empty


@pytest.fixture
def two(empty: Screen, two_store: Path) -> Screen:
    """As ``full``, with a second plan by other rules: the gap of the second village is closed."""
    shutil.copy(two_store, empty.db)
    return empty
