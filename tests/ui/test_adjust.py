"""The page on which a plan is changed by hand: judged, made, undone, saved, and refused where another was quicker."""

from __future__ import annotations

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from pairing.by_hand.steps import Assign, Ban, Done
from pairing.store import Store
from tests.ui.conftest import Screen
from ui.hand_words import Hand, Offer
from ui.titles import Columns

TABS = {
    "households": Hand.by_household, "cadres": Hand.by_cadre, "villages": Hand.by_village, "units": Hand.by_unit,
}  # fmt: skip


def drawer(app: AppTest, table: str, row: int) -> AppTest:
    """The drawer as it opens on a click; AppTest cannot click a grid and redraws the whole page each time, so the click is
    put there before every run."""
    app.session_state["1-hand-tabs"] = TABS[table].zh
    app.session_state[f"1-hand-{table}-table-clicked"] = row
    app.run()
    assert not app.exception
    return app


def choose(app: AppTest, table: str, row: int, key: str, choice: int) -> AppTest:
    """A row chosen in the table of candidates of a drawer."""
    app.session_state[key] = {"selection": {"rows": [choice], "columns": [], "cells": []}}
    return drawer(app, table, row)


def offered(app: AppTest) -> pd.DataFrame:
    """The table of candidates in the drawer."""
    (found,) = [frame.value for frame in app.dataframe if Offer.columns["verdict"].zh in frame.value.columns]
    return found


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
    return choose(app, "households", 0, "hand-pick-1-", 0)


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


def test_candidates_stand_in_a_table_and_a_hard_rule_refuses_with_its_name(full: Screen) -> None:
    app = drawer(full.open("adjust"), "households", 0)
    table = offered(app)
    assert table[[title.zh for title in (Offer.columns["cadre"], Offer.columns["load"])]].iloc[0].tolist() == [
        "干部3", "0/1",
    ]  # fmt: skip
    verdicts = table[Offer.columns["verdict"].zh].tolist()
    assert verdicts[0] == Offer.free.zh
    assert "不许：免派" in verdicts
    assert verdicts[-1].startswith("不许")
    choose(app, "households", 0, "hand-pick-1-", len(table) - 1)
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
    table = offered(app)
    assert table[
        [Offer.columns[name].zh for name in ("head_name", "present", "verdict")]
    ].to_numpy().tolist() == [["户主2", "缺 1 名", "可以"]]
    choose(app, "cadres", 2, "hand-home-2-", 0)
    app.session_state["1-hand-cadres-table-clicked"] = 2
    button(app, Hand.do.zh).click().run()
    assert drafted(full) == ["assign"]


def test_a_ban_made_by_hand_is_listed_and_lifted(full: Screen) -> None:
    with Store(full.db, "小王") as store:
        ban = Done(Ban("H2", "G3", why="邻里纠纷"), "小王", "2024-01-02T10:00:00+08:00")
        store.drafts.save(1, 0, (ban,), (), "ban")
    app = drawer(full.open("adjust"), "households", 0)
    table = offered(app)
    away = table[table[Offer.columns["cadre"].zh] == "干部3"]
    assert away[Offer.columns["verdict"].zh].tolist() == ["不许：手工回避"]
    app = full.open("adjust")
    assert "邻里纠纷" in said(app)
    button(app, Hand.lift.zh).click().run()
    assert drafted(full) == ["ban", "ban"]
    assert Hand.lift.zh not in {each.label for each in app.button}


def test_a_village_tells_its_households_and_units_and_a_unit_its_cadres(full: Screen) -> None:
    app = drawer(full.open("adjust"), "villages", 1)
    (homes,) = [
        frame.value for frame in app.dataframe if Columns.titles["served_by"].zh in frame.value.columns
    ]
    assert homes[Columns.titles["head_name"].zh].tolist() == ["户主2", "户主3"]
    assert homes[Columns.titles["served_by"].zh].tolist() == ["干部3（单位2）", "干部3（单位2）"]
    assert "单位2　在村结对 0 对　牵头" in said(app)
    app = drawer(full.open("adjust"), "units", 1)
    tables = [frame.value for frame in app.dataframe if Columns.titles["contacts"].zh in frame.value.columns]
    assert tables[-1][Columns.titles["cadre"].zh].tolist() == ["干部3", "干部4", "干部5"]
    assert "远乡 村2" in said(app)


def test_a_village_is_given_to_a_unit_and_taken_away(full: Screen) -> None:
    app = full.open("adjust")
    app.session_state["hand-give-0"] = True
    drawer(app, "villages", 0)
    table = offered(app)
    assert table[Offer.columns["unit"].zh].tolist() == ["单位2"]
    app.session_state["hand-give-0"] = True
    choose(app, "villages", 0, "hand-units-0", 0)
    app.session_state["1-hand-villages-table-clicked"] = 0
    button(app, Hand.do.zh).click().run()
    assert drafted(full) == ["link"]
    app = drawer(full.open("adjust"), "villages", 0)
    app.session_state["1-hand-villages-table-clicked"] = 0
    app.toggle(key="hand-take-0-0").set_value(True).run()
    assert any("单位联村数在限额之内" in box.value for box in app.error)


def test_a_leaders_village_is_locked_and_a_village_without_a_leader_given(full: Screen) -> None:
    """The only leader has village 1 and must lead at least one; the second village has none."""
    app = drawer(full.open("adjust"), "villages", 0)
    assert "干部1（县处级副职）　在村结对 1 户，共联 1/2 个村" in said(app)
    app.session_state["hand-lead-0"] = True
    assert Hand.no_other_leader.zh in said(drawer(app, "villages", 0))
    app.session_state["1-hand-villages-table-clicked"] = 0
    app.segmented_control(key="what-lead-0-0").set_value(Hand.take_back).run()
    assert any("县级领导联村不少于下限" in box.value for box in app.error)
    app.session_state["1-hand-villages-table-clicked"] = 0
    app.segmented_control(key="what-lead-0-0").set_value(Hand.lock).run()
    app.session_state["1-hand-villages-table-clicked"] = 0
    button(app, Hand.do.zh).click().run()
    app = full.open("adjust")
    app.session_state["hand-lead-1"] = True
    drawer(app, "villages", 1)
    assert Hand.nobody_leads.zh in said(app)
    table = offered(app)
    columns = [Offer.columns[name].zh for name in ("leader", "links", "price", "verdict")]
    assert table[columns].to_numpy().tolist() == [["干部1", "1/2", 0.0, "可以：直接联系"]]
    app.session_state["hand-lead-1"] = True
    choose(app, "villages", 1, "hand-leaders-1", 0)
    app.session_state["1-hand-villages-table-clicked"] = 1
    button(app, Hand.do.zh).click().run()
    assert drafted(full) == ["lead_lock", "lead"]
    told = full.open("adjust").dataframe[-1].value[Hand.columns["step"].zh].tolist()
    assert told == ["干部1联系远乡 村2", "锁定干部1联系城关镇 村1"]
