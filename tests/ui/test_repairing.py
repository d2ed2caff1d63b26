"""The gaps page: shortages as cards, repairs priced in a process of their own, one click for a what-if plan."""

from __future__ import annotations

import pytest

from pairing.edits import LiftExemptions
from pairing.planner import SolveLimits, recount, solve_county
from pairing.records import RunRecord
from pairing.repairs import repairs, repairs_json, repairs_of_json
from pairing.rules import Rules
from pairing.store import Store
from tests.pairing.tiny import one_village
from tests.ui.conftest import Screen
from ui import jobs as jobs_module
from ui.jobs import Jobs
from ui.repair_words import Repairs
from ui.worker import plan_county, work


@pytest.fixture
def short(empty: Screen) -> Screen:
    """Three households for one cadre, two more cadres exempt; the plan misses two pairs."""
    county = one_village([{}, {"exempt_reason": "病休"}, {"exempt_reason": "援藏"}], [{}, {}, {}])
    rules = Rules()
    plan = solve_county(county, rules, SolveLimits(seconds=20, workers=1))
    with Store(empty.db, "小李") as store:
        record = store.add_county(county, "县.xlsx")
        saved = store.save_rules("默认规则", rules.to_toml(), rules.hash)
        store.save_plan(record.id, saved.id, plan, recount(county, rules, plan))
    return empty


def _price(screen: Screen) -> None:
    with Store(screen.db) as store:
        plan, county = store.load_plan(1), store.load_county(1)
        found = repairs(county, Rules(), plan, limits=SolveLimits(seconds=20, workers=1))
        run = store.runs.start(1, 1, {"seconds": 60.0, "repairs": 1})
        store.finish_repairs(run.id, 1, repairs_json(found))


def _no_process(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, object]]:
    """Runs are asked for in the store, and no process is started."""
    asked: list[dict[str, object]] = []

    def start(self: Jobs, county: int, rules: int, limits: dict[str, object]) -> RunRecord:
        asked.append({"county": county, "rules": rules, **limits})
        with Store(self.db) as store:
            return store.runs.start(county, rules, limits)

    monkeypatch.setattr(jobs_module.Jobs, "start", start)
    return asked


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_shortage_is_a_card_with_the_lists_behind_it(short: Screen, lang: str) -> None:
    app = short.open("gaps", lang)
    figures = {m.label: m.value for m in app.metric}
    show = "zh" if lang == "zh" else "en"
    assert figures[getattr(Repairs.demand, show)] == "3"
    assert figures[getattr(Repairs.places, show)] == "1"
    assert figures[getattr(Repairs.deficit, show)] == "2"
    said = "".join(m.value for m in app.markdown)
    assert ("免派 2 人" if lang == "zh" else "exempt: 2 cadre") in said
    names = {str(cell) for table in app.dataframe for cell in table.value.to_numpy().ravel()}
    assert {"户主1", "户主2", "户主3", "干部1"} <= names
    assert app.button(key="repairs-ask").label == getattr(Repairs.ask, show)


def test_asking_starts_a_run_that_prices_the_repairs(short: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = _no_process(monkeypatch)
    app = short.open("gaps")
    app.button(key="repairs-ask").click().run()
    assert not app.exception
    assert [(run["county"], run["repairs"]) for run in asked] == [(1, 1)]
    app.button(key="repairs-stop").click().run()
    with Store(short.db) as store:
        assert store.runs.get(1).state == "cancelled"
    assert not [button for button in app.button if button.key == "repairs-stop"]


def test_the_worker_prices_repairs_and_makes_the_what_if_plan(short: Screen) -> None:
    with Store(short.db) as store:
        run = store.runs.start(1, 1, {"seconds": 20.0, "workers": 1, "repairs": 1})
    assert work(short.db, run.id, "-", plan_county)
    with Store(short.db) as store:
        kept = store.repairs(1)
        assert store.runs.get(run.id).state == "done"
    assert kept is not None
    best = repairs_of_json(kept).repairs[0]
    assert best.after.missing == 0
    with Store(short.db) as store:
        edited, rules = best.apply(store.load_county(1), Rules())
        county = store.add_county(edited, "what if")
        saved = store.save_rules("规则（假设）", rules.to_toml(), rules.hash)
        limits = {"seconds": 20.0, "workers": 1, "start": 1, "units": (), "leaders": (), "name": "补救"}
        second = store.runs.start(county.id, saved.id, limits)
    assert work(short.db, second.id, "-", plan_county)
    with Store(short.db) as store:
        (record,) = store.plans(county.id)
    assert record.name == "补救"
    assert record.summary.coverage.focus_paired == 3


def test_priced_repairs_are_shown_and_one_click_makes_a_what_if(
    short: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    _price(short)
    asked = _no_process(monkeypatch)
    app = short.open("gaps")
    with Store(short.db) as store:
        found = repairs_of_json(store.repairs(1) or "")
    titles = [m.value for m in app.markdown if m.value.startswith("**") and ". " in m.value]
    assert sum("补上 **" in m.value for m in app.markdown) == len(found.repairs)
    assert len(titles) == len(found.repairs) >= 3
    lift = next(k for k, repair in enumerate(found.repairs, 1) if repair.edits == (LiftExemptions((1, 2)),))
    app.button(key=f"repair-{lift}").click().run()
    assert not app.exception
    with Store(short.db) as store:
        newest, first = store.counties()
        edited = store.load_county(newest.id)
    assert (first.id, newest.name) == (1, f"小县（合成）（假设1-{lift}）")
    assert edited.cadres["exempt_reason"].isna().all()
    (run,) = asked
    assert (run["county"], run["start"]) == (newest.id, 1)
    assert "免派" in str(run["name"])


def test_a_plan_without_gaps_shows_neither(short: Screen) -> None:
    county = one_village([{}], [{}])
    rules = Rules()
    plan = solve_county(county, rules, SolveLimits(seconds=20, workers=1))
    with Store(short.db, "小李") as store:
        record = store.add_county(county, "满.xlsx")
        store.save_plan(record.id, 1, plan, recount(county, rules, plan))
    app = short.open("gaps")
    # Two counties have one name, and still the newer one is in view.
    assert app.selectbox(key="county_pick").value == 2
    assert Repairs.title.zh not in [s.value for s in app.header]
    assert Repairs.why.zh not in [s.value for s in app.header]
