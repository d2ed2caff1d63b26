"""Every page, empty and full, in both languages, without a browser."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from pairing.planner import SolveLimits, recount, solve_county
from pairing.replan import with_previous
from pairing.rules import Rules
from pairing.sample import make_county
from pairing.store import Store
from pairing.write import write_county
from tests.ui.browser import PAGES
from tests.ui.conftest import Screen
from tests.ui.runs import running
from tests.ui.stores import SMALL
from tests.ui.titles import TITLES
from ui import jobs, line, state
from ui.match_words import Match
from ui.state import plain
from ui.words import App, Data, Gaps, Home, Overview, Solve, every_text

_HAN = re.compile(r"[\u4e00-\u9fff]")


def words_of(app: AppTest) -> list[str]:
    """All sentences on the page, the sidebar's too."""
    kinds = (
        "title",
        "header",
        "subheader",
        "markdown",
        "caption",
        "button",
        "metric",
        "selectbox",
        "error",
        "warning",
        "success",
    )
    found = []
    for kind in kinds:
        for element in app.get(kind):
            label = getattr(element, "label", None)
            found += [str(label)] if label else []
            if kind in ("title", "header", "subheader", "markdown", "caption", "error", "warning", "success"):
                found.append(str(element.value))
    return found


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_empty_page_names_the_next_click(empty: Screen, page: str, lang: str) -> None:
    app = empty.open(page, lang)
    assert app.title
    assert app.get("button") or app.get("page_link")


@pytest.mark.parametrize("page", PAGES)
def test_a_full_page_in_english_has_no_chinese_word_of_ours(full: Screen, page: str) -> None:
    """What is left in Chinese are names from the lists, which no switch translates."""
    app = full.open(page, "en")
    data = (
        "小县（合成）",
        "默认规则",
        "中文",
        "单位",
        "村",
        "干部",
        "户主",
        "城关镇",
        "远乡",
        "病假",
        "县.xlsx",
    )
    for sentence in words_of(app):
        rest = sentence
        for name in data:
            rest = rest.replace(name, "")
        assert not _HAN.search(rest), sentence


@pytest.mark.parametrize("page", PAGES)
def test_a_full_page_in_chinese_speaks_chinese_and_has_one_primary_button_at_most(
    full: Screen, page: str
) -> None:
    app = full.open(page, "zh")
    assert app.title[0].value == TITLES[page].zh
    for button in app.button:
        assert _HAN.search(button.label), button.label
    kinds = [b.proto.type for kind in ("button", "download_button") for b in app.get(kind)]
    assert kinds.count("primary") <= 1


def test_every_sentence_has_both_languages_and_the_same_places() -> None:
    for name, text in every_text():
        assert text.zh.strip(), name
        assert text.en.strip(), name
        assert set(re.findall(r"\{(\w+)\}", text.zh)) == set(re.findall(r"\{(\w+)\}", text.en)), name
        assert not _HAN.search(text.en), name


def test_the_language_switch_keeps_the_page(full: Screen) -> None:
    app = full.open("gaps")
    assert app.title[0].value == Gaps.title.zh
    app.segmented_control(key="lang_pick").set_value("en").run()
    assert app.title[0].value == Gaps.title.en
    assert app.query_params["lang"] == "en"


def test_the_sample_is_one_click_away(empty: Screen) -> None:
    app = empty.open()
    app.button(key="load-demo").click().run()
    assert not app.exception
    with Store(empty.db) as store:
        assert store.counties()[0].counts["villages"] == 40
    assert app.selectbox(key="county_pick").value == 1


def upload(screen: Screen, *files: tuple[str, bytes]) -> AppTest:
    app = screen.open("data")
    for name, content in files:
        app.file_uploader(key="files_drop").upload(name, content)
    next(b for b in app.button if b.label == Data.check.zh).click().run()
    assert not app.exception
    return app


def test_lists_without_a_fault_are_stored(empty: Screen, tmp_path: Path) -> None:
    lists = tmp_path / "县.xlsx"
    write_county(make_county(SMALL), lists)
    app = upload(empty, ("我县.xlsx", lists.read_bytes()))
    assert Data.stored.fill(name="我县").zh in app.success[0].value
    with Store(empty.db) as store:
        (record,) = store.counties()
    assert (record.name, record.source, record.counts["households"]) == ("我县", "我县.xlsx", 300)


@pytest.mark.parametrize(
    "files",
    [
        [("空.xlsx", b"")],
        [("坏.xlsx", b"PK\x03\x04" + b"\0" * 3000)],
        [("单位.csv", "单位名称\n".encode())],
        [("../../干部.csv", "姓名\n甲\n".encode("gb18030"))],
    ],
    ids=["empty", "junk", "header only", "a path for a name"],
)
def test_faulty_lists_are_told_by_place_and_nothing_is_stored(
    empty: Screen, files: list[tuple[str, bytes]]
) -> None:
    app = upload(empty, *files)
    assert app.error
    findings = app.dataframe[0].value
    assert len(findings)
    assert (findings[Data.issue_columns["remedy"].zh].str.len() > 0).all()
    with Store(empty.db) as store:
        assert store.counties() == ()


def test_no_file_is_told_and_junk_among_several_too(empty: Screen) -> None:
    assert Data.pick_files.zh in upload(empty).error[0].value
    app = upload(empty, ("a.xlsx", b"x"), ("b.csv", b"y"))
    assert Match.name_needed.zh in app.error[0].value
    app.text_input(key="name_type").set_value("我县")
    next(b for b in app.button if b.label == Data.check.zh).click().run()
    assert [error.value for error in app.error] == [Data.refused.fill(count=1).zh]


def test_figures_of_the_county(full: Screen) -> None:
    app = full.open("data")
    figures = {m.label: m.value for m in app.metric}
    assert figures[Data.cadres.zh] == "5"
    assert figures[Data.eligible.zh] == "4"
    assert figures[Data.focus.zh] == "2"


def test_coverage_is_what_the_recount_says(full: Screen) -> None:
    app = full.open("overview")
    figures = {m.label: m.value for m in app.metric}
    assert figures[Overview.households.zh] == "3 / 3"
    assert figures[Overview.cadres.zh] == "2 / 4"
    assert figures[Overview.focus.zh] == "1 / 2"


def test_gaps_are_told_by_name(full: Screen) -> None:
    app = full.open("gaps")
    figures = {m.label: m.value for m in app.metric}
    assert (figures[Gaps.focus.zh], figures[Gaps.contact.zh], figures[Gaps.cadres.zh]) == ("1", "0", "2")
    names = {str(cell) for table in app.dataframe for cell in table.value.to_numpy().ravel()}
    assert {"户主2", "干部2", "干部4", "病假"} <= names


def test_start_asks_for_a_run_with_the_chosen_rules_and_time(
    full: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[int, int, float]] = []

    def start(self: jobs.Jobs, county: int, rules: int, limits: dict[str, float]) -> None:
        asked.append((county, rules, limits["seconds"]))

    monkeypatch.setattr(jobs.Jobs, "start", start)
    app = full.open("solve")
    app.selectbox(key="time_pick").set_value(300).run()
    app.button(key="solve-start").click().run()
    assert asked == [(1, 1, 300.0)]


def test_a_solve_may_start_from_a_stored_plan_with_a_limit_on_changes(
    full: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[dict[str, float]] = []

    def start(self: jobs.Jobs, county: int, rules: int, limits: dict[str, float]) -> None:
        asked.append(limits)

    monkeypatch.setattr(jobs.Jobs, "start", start)
    app = full.open("solve")
    assert not [box for box in app.number_input if box.key == "changes_type"]  # nothing to change is chosen
    app.selectbox(key="previous_pick").set_value(1).run()
    app.number_input(key="changes_type").set_value(7).run()
    app.button(key="solve-start").click().run()
    assert {name: asked[0][name] for name in ("previous", "max_changes")} == {"previous": 1, "max_changes": 7}
    app = full.open("solve")
    app.button(key="solve-start").click().run()
    assert not {"previous", "max_changes"} & asked[1].keys()


@pytest.mark.parametrize(
    ("lang", "words"), [("zh", "改自方案 1　最多改 7 处"), ("en", "from plan 1　at most 7 changes")]
)
def test_the_history_tells_what_a_solve_was_to_change(full: Screen, lang: str, words: str) -> None:
    with Store(full.db) as store:
        run = store.runs.start(1, 1, {"seconds": 60.0, "previous": 1, "max_changes": 7})
        store.runs.end(run.id, "failed", line._DIED)
    app = full.open("solve", lang)
    assert words in app.dataframe[0].value.to_numpy().ravel().tolist()


def test_a_plan_made_from_another_is_recounted_with_it(full: Screen) -> None:
    """Its kept pairs earn points that the lists alone do not know: a page once showed them as broken."""
    with Store(full.db) as store:
        county, first = store.load_county(1), store.load_plan(1)
        rules = Rules.from_toml(store.rules(1).toml)
        again = solve_county(county, rules, SolveLimits(seconds=5, workers=1), previous=first)
        counted = recount(with_previous(county, first), rules, again)
        made = store.save_plan(1, 1, again, counted, previous=1)
        assert store.load_plan(made.id).changes is not None
        shown = state._recounted.__wrapped__(str(full.db), made.id, "", "", "", "")
    assert shown.recount.ok
    assert shown.recount.points == again.summary.goals[2].value
    assert not full.open("overview").exception


def test_a_running_solve_is_found_by_any_new_session_and_can_be_stopped(full: Screen) -> None:
    run = running(full)
    app = full.open("solve")
    figures = {m.label: m.value for m in app.metric}
    # all weighted demand: tier 3 (4) + tier 1 (1) = 5, of which 1 is missing; two of four eligible cadres below quota
    assert figures[Solve.focus_paired.zh] == "80.0%"
    assert figures[Solve.cadres_used.zh] == "2 / 4"
    assert figures[Solve.points.zh] == "70"
    assert any("22.2%" in m.value for m in app.markdown)
    app.button(key="solve-stop").click().run()
    with Store(full.db) as store:
        assert store.runs.get(run.id).cancel_asked_at is not None


def test_a_stop_is_noted_before_the_page_is_drawn_again(
    full: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Once the click was acted on at the end of a redraw: a tab closed in that second lost it, and the solve ran on.
    run = running(full)
    app = full.open("solve")
    monkeypatch.setattr(jobs.Jobs, "live", lambda *_: st.stop())
    app.button(key="solve-stop").click().run()
    with Store(full.db) as store:
        assert store.runs.get(run.id).cancel_asked_at is not None


def test_the_stop_button_stands_outside_what_redraws_itself(full: Screen) -> None:
    # A fragment's click waits for the redraw under way, and is dropped with it when the tab closes meanwhile.
    running(full)
    widgets = full.open("solve").session_state._state._state._new_widget_state.widget_metadata
    (stop,) = [widget for name, widget in widgets.items() if name.endswith("solve-stop")]
    assert stop.fragment_id is None


def test_a_failed_run_is_told_in_words(full: Screen) -> None:
    run = running(full)
    with Store(full.db) as store:
        store.runs.end(run.id, "failed", line._DIED)
    app = full.open("solve")
    assert "没有保存方案" in app.error[0].value
    assert app.button(key="solve-start")


def test_rules_that_contradict_the_lists_stop_the_start(full: Screen) -> None:
    with Store(full.db) as store:
        bad = Rules().with_value("village_units_min", 3)
        store.save_rules("默认规则", bad.to_toml(), bad.hash)
    app = full.open("solve")
    assert app.warning
    assert app.button(key="solve-start").disabled


def test_a_fault_of_ours_is_told_in_our_words(full: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.lists.county_rows", lambda *_: 1 / 0)
    app = full.open("data")
    assert app.error[0].value == App.fault.zh
    assert not app.exception


def test_recent_plans_open_on_the_overview(full: Screen) -> None:
    app = full.open()
    assert any(Home.not_covered.zh in m.value for m in app.markdown)
    app.button(key="open-1").click().run()
    assert app.title[0].value == Overview.title.zh


def test_a_new_plan_comes_into_view_unless_another_was_picked(full: Screen) -> None:
    app = full.open("overview")
    with Store(full.db) as store:
        record, plan = store.plan(1), store.load_plan(1)
        store.save_plan(record.county, record.rules, plan, SimpleNamespace(violations=()))
    app.run()
    assert app.selectbox(key="plan_pick").value == 2
    app.selectbox(key="plan_pick").set_value(1).run()
    app.run()
    assert app.selectbox(key="plan_pick").value == 1
    assert app.query_params["plan"] == "1"


def test_a_name_from_the_lists_is_shown_and_does_nothing(full: Screen) -> None:
    """A picture in a county's name would be fetched from wherever the name says."""
    name = "![甲](http://example.org/a.png) <b>*乙*</b>/县"
    with Store(full.db) as store:
        store._database.write("UPDATE counties SET name = ?", (name,))
    shown = [m.value for m in full.open("home").markdown]
    assert any(r"\!\[甲\]\(http" in words and r"\*乙\*" in words for words in shown)
    assert not any("![" in words for words in shown)
    files = [b.proto.label for b in full.open("export").get("download_button")]
    assert files


def test_words_are_made_plain() -> None:
    assert plain("a_b [c](d)") == r"a\_b \[c\]\(d\)"
    assert plain("第2行“单位”，2024-01-01。") == "第2行“单位”，2024-01-01。"
