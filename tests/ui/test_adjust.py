"""The page on which a plan is changed by hand: judged, made, undone, saved, and refused where another was quicker."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from pairing.by_hand.steps import Assign, Done
from pairing.store import Store
from tests.ui.conftest import Screen
from ui.hand_words import Hand
from ui.plan_words import Drawer


def drawer(app: AppTest, table: str, row: int) -> AppTest:
    """The drawer as it opens on a click; AppTest cannot click a grid and redraws the whole page each time, so the click is
    put there before every run."""
    app.session_state[f"1-hand-{table}-table-clicked"] = row
    app.run()
    assert not app.exception
    return app


def button(app: AppTest, label: str) -> object:
    (found,) = [each for each in app.button if each.label == label]
    return found


def said(app: AppTest) -> str:
    return " ".join(
        element.value
        for kind in (app.markdown, app.caption, app.warning, app.error, app.success)
        for element in kind
    )


def steps(app: AppTest) -> str:
    (found,) = [each for each in app.metric if each.label == Hand.steps.zh]
    return found.value


def drafted(screen: Screen) -> list[str]:
    with Store(screen.db) as store:
        record = store.drafts.of(1)
    return [done.step.kind for done in record.done] if record else []


def give(app: AppTest) -> AppTest:
    """The gap's household gets the first candidate."""
    drawer(app, "households", 0)
    (pick,) = [box for box in app.selectbox if box.label == Drawer.pick.zh]
    app.session_state["1-hand-households-table-clicked"] = 0
    pick.select_index(0).run()
    return app


def test_nothing_changed_yet(full: Screen) -> None:
    app = full.open("adjust")
    assert steps(app) == "0"
    assert Hand.nothing.zh in said(app)
    assert {each.label for each in app.button if each.disabled} >= {Hand.undo.zh, Hand.redo.zh, Hand.save.zh}


def test_a_gap_is_closed_by_hand_undone_and_made_again(full: Screen) -> None:
    app = give(full.open("adjust"))
    assert any("可以这样改" in box.value for box in app.success)
    app.session_state["1-hand-households-table-clicked"] = 0
    button(app, Hand.do.zh).click().run()
    assert drafted(full) == ["assign"]
    app = full.open("adjust")
    assert steps(app) == "1"
    (paired,) = [each for each in app.metric if each.label == Hand.focus.zh]
    assert (paired.value, paired.delta) == (Hand.full.zh, "+1")
    app.button(key="hand-undo").click().run()
    assert steps(app) == "0"
    app.button(key="hand-redo").click().run()
    assert steps(app) == "1"
    with Store(full.db) as store:
        assert [entry.what for entry in store.history(3)] == ["redo", "undo", "assign"]


def test_a_hard_rule_refuses_with_its_name(full: Screen) -> None:
    app = drawer(full.open("adjust"), "households", 0)
    (pick,) = [box for box in app.selectbox if box.label == Drawer.pick.zh]
    app.session_state["1-hand-households-table-clicked"] = 0
    pick.select_index(len(pick.options) - 1).run()
    assert any("不能这样改" in box.value for box in app.error)
    assert not [each for each in app.button if each.label == Hand.do.zh]


def test_the_result_is_a_plan_of_its_own(full: Screen) -> None:
    app = give(full.open("adjust"))
    app.session_state["1-hand-households-table-clicked"] = 0
    button(app, Hand.do.zh).click().run()
    app = full.open("adjust")
    app.text_input(key="hand_name_type").input("反馈后").run()
    app.button(key="hand-save").click().run()
    assert not app.exception
    with Store(full.db) as store:
        newest, first = store.plans(1)
        pairs = store.load_plan(newest.id).pairs
    assert (newest.name, newest.summary.stop_reason) == ("反馈后", "user")
    assert newest.summary.coverage.focus_paired == first.summary.coverage.focus_paired + 1
    assert len(pairs) == 2
    assert drafted(full) == []


def test_whoever_comes_second_loses_nothing_and_is_told(full: Screen) -> None:
    app = give(full.open("adjust"))
    with Store(full.db, "小王") as store:
        other = Done(Assign("H2", "G4", why="熟悉情况"), "小王", "2024-01-02T10:00:00+08:00")
        store.drafts.save(1, 0, (other,), (), "assign")
    app.session_state["1-hand-households-table-clicked"] = 0
    button(app, Hand.do.zh).click().run()
    assert drafted(full) == ["assign"]
    with Store(full.db) as store:
        kept = store.drafts.of(1)
    assert kept is not None
    assert [done.who for done in kept.done] == ["小王"]


@pytest.mark.parametrize(("table", "name"), [("villages", "村1"), ("units", "单位1")])
def test_all_pairs_of_a_place_are_locked_at_once(full: Screen, table: str, name: str) -> None:
    app = drawer(full.open("adjust"), table, 0)
    assert name in said(app)
    app.session_state[f"1-hand-{table}-table-clicked"] = 0
    button(app, Hand.lock_all.zh).click().run()
    with Store(full.db) as store:
        record = store.drafts.of(1)
    assert record is not None
    assert record.done[0].step.pairs == (("H1", "G1"),)


def test_a_cadre_is_given_a_household(full: Screen) -> None:
    app = drawer(full.open("adjust"), "cadres", 2)
    assert Hand.no_home.zh in said(app)
    (pick,) = [box for box in app.selectbox if box.label == Hand.household.zh]
    assert len(pick.options) == 1
    app.session_state["1-hand-cadres-table-clicked"] = 2
    pick.select_index(0).run()
    app.session_state["1-hand-cadres-table-clicked"] = 2
    button(app, Hand.do.zh).click().run()
    assert drafted(full) == ["assign"]
