"""The page 求解 with a line, with a solve to go on from, and the drawer of a run."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from pairing.phases import STEPS
from pairing.store import Store
from pairing.text import Text
from tests.pairing.tiny import tiny
from tests.ui.conftest import Screen
from tests.ui.test_pages import running, words_of
from ui import jobs
from ui.line import Line as Queue
from ui.run_words import Line, Run, Warm
from ui.words import Solve

_HAN = re.compile(r"[\u4e00-\u9fff]")


def asked_for(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What is asked for, with no process started."""
    asked: list[dict[str, Any]] = []
    monkeypatch.setattr(jobs.Jobs, "start", lambda self, county, rules, limits: asked.append(limits))
    return asked


def test_what_waits_is_told_with_its_place_and_can_be_taken_out(full: Screen) -> None:
    running(full)
    with Store(full.db, "小王") as store:
        second = store.runs.start(1, 1, {"seconds": 120.0, "previous": 1})
        store.add_county(tiny(villages=[{}], units=[{}], cadres=[{}], households=[{}]))
        third = store.runs.start(2, 1, {"seconds": 30.0})
    app = full.open("solve")  # the newest county is in view, and another one's solve is under way
    assert any("小李" in info.value for info in app.info)
    assert app.button(key="solve-start").label == Line.start.zh
    assert any(Line.badge.fill(place=2).zh in link.label for link in app.sidebar.get("page_link"))
    app.selectbox(key="county_pick").set_value(1).run()
    said = "".join(m.value for m in app.markdown)
    assert [words.zh in said for words, _ in STEPS.values()] == [True] * len(STEPS)
    assert "2 分钟" in said
    assert "改自方案 1" in said
    app.button(key=f"line-out-{second.id}").click().run()
    assert not app.exception
    with Store(full.db) as store:
        assert store.runs.get(second.id).state == "cancelled"
        assert store.runs.get(third.id).state == "queued"
    for sentence in words_of(full.open("solve", "en")):
        rest = re.sub("小县（合成）|默认规则|小李|小王|中文", "", sentence)
        assert not _HAN.search(rest), sentence


def test_the_same_solve_twice_is_refused_in_words(full: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Queue, "send", lambda *_: None)
    app = full.open("solve")
    app.button(key="solve-start").click().run()
    app.button(key="solve-start").click().run()
    assert "同样的求解" in app.error[0].value


def test_a_solve_goes_on_from_the_plan_on_screen_unless_told_otherwise(
    full: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = asked_for(monkeypatch)
    app = full.open("solve")
    assert app.toggle(key="warm_tick").label == Warm.tick.fill(id=1).zh
    app.button(key="solve-start").click().run()
    app = full.open("solve")
    app.toggle(key="warm_tick").set_value(False).run()
    app.button(key="solve-start").click().run()
    app = full.open("solve")
    app.selectbox(key="previous_pick").set_value(1).run()
    assert not app.toggle  # a plan to change is the start already
    app.button(key="solve-start").click().run()
    assert [limits.get("start") for limits in asked] == [1, None, None]


def test_what_was_gained_over_the_start_is_told(full: Screen) -> None:
    """And a later solve that was taken out of the line does not hide it."""
    with Store(full.db, "小李") as store:
        run = store.runs.start(1, 1, {"seconds": 60.0, "start": 1})
        store.runs.ask_cancel(store.runs.start(1, 1, {"seconds": 120.0}).id)
        store.runs.begin(run.id, 1, 0.0)
        plan = store.load_plan(1)

        class Good:
            violations = ()

        store.finish_run(run.id, plan, Good())
    (said,) = [c.value for c in full.open("solve").caption if c.value.startswith("出发的方案 1")]
    points = next(goal.value for goal in plan.summary.goals if goal.name == "points") / 100
    assert said.count(f"{points:,.1f}") == 2


def _open_drawer() -> None:
    import os

    from ui.run_history import open_run

    open_run(int(os.environ["RUN"]))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_failed_run_shows_settings_steps_and_log(
    full: Screen, lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = running(full)
    with Store(full.db) as store:
        store.runs.report(run.id, "improve", None, (), [("load", 0.0), ("compile", 1.25)])
        store.runs.end(run.id, "failed", Text("没有方案", "no plan was found"))
    log: Path = jobs.Jobs(full.db).log_file(run.id)
    log.parent.mkdir()
    log.write_text("builtins.ValueError\n", encoding="utf-8")
    monkeypatch.setenv("RUN", str(run.id))
    app = AppTest.from_function(_open_drawer, default_timeout=30)
    app.session_state["lang"] = lang
    app.run()
    assert not app.exception
    show = (lambda text: text.zh) if lang == "zh" else (lambda text: text.en)
    said = "\n".join(m.value for m in app.markdown)
    assert show(Run.rules).format(name="默认规则", id=1) in said.replace("\\", "")
    assert show(Text("没有方案", "no plan was found")) in said
    assert show(Run.afresh) in said
    assert app.dataframe[0].value[show(Run.began)].tolist() == [0.0, 1.2]
    assert "ValueError" in app.code[0].value
    assert [b.proto.label for b in app.get("download_button")] == [show(Run.download_log)]
    # And the table behind it names the same run, with words for all its columns.
    history = full.open("solve", lang).dataframe[0].value
    assert list(history.columns) == [show(text) for text in Run.columns.values()]
    assert show(Solve.state["failed"]) in history.to_numpy().ravel().tolist()
