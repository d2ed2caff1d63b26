"""The drawer that gives reasons, equity and supply on screen, in their states and both languages."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from pairing.rule_about import GROUPS
from pairing.store import Store
from tests.ui.conftest import Screen
from ui.keys import Key
from ui.picture_words import Picture
from ui.plan_words import Drawer, Fair, Ready
from ui.words import Rule


def opened(screen: Screen, table: str, row: int, lang: str = "zh") -> AppTest:
    """The overview after a click on a row; AppTest cannot click a grid, so what the click leaves is put there."""
    app = screen.open("overview", lang)
    if table == "cadres":
        app.session_state["1-pairs-lists"] = Picture.cadres_list.zh
    app.session_state[f"1-{table}-table-clicked"] = row
    app.run()
    assert not app.exception
    return app


def said(app: AppTest) -> str:
    return " ".join(
        element.value
        for kind in (
            app.markdown,
            app.caption,
            app.warning,
            app.error,
            app.success,
            app.header,
            app.subheader,
        )
        for element in kind
    )


@pytest.mark.parametrize(
    ("lang", "fit"), [("zh", "县级领导对最难户，正好对应"), ("en", "level and tier agree")]
)
def test_a_row_opens_the_reason_of_its_pair(full: Screen, lang: str, fit: str) -> None:
    app = opened(full, "pairs", 0, lang)
    words = said(app)
    assert fit in words
    assert (Drawer.passed_over.zh if lang == "zh" else Drawer.passed_over.en) in words
    # Once only: another run of the page does not open it again.
    app.run()
    assert fit not in said(app)


def test_a_candidate_is_priced_or_refused_with_its_rule(full: Screen) -> None:
    app = opened(full, "pairs", 0)
    (pick,) = [box for box in app.selectbox if box.label == Drawer.pick.zh]
    # One cadre in reach and two whose unit does not link the village; the exempt one comes with the rule too.
    verdicts = [option.split("　")[-1] for option in pick.options]
    assert verdicts[0] == Drawer.free.zh
    assert len(verdicts) == 4
    assert all(verdict.startswith("不允许") for verdict in verdicts[1:])
    # AppTest runs the whole page where the browser redraws the drawer alone: the row is clicked again each time.
    app.session_state["1-pairs-table-clicked"] = 0
    pick.select_index(0).run()
    assert any("允许干部2" in box.value for box in app.success)
    assert {metric.label for metric in app.metric} >= {Drawer.now.zh, Drawer.after.zh}
    (pick,) = [box for box in app.selectbox if box.label == Drawer.pick.zh]
    app.session_state["1-pairs-table-clicked"] = 0
    pick.select_index(1).run()
    assert any("不允许" in box.value for box in app.error)


def test_a_cadre_without_a_household_is_said_to_have_none(full: Screen) -> None:
    assert Drawer.none.zh in said(opened(full, "cadres", 1))


def test_a_gap_opens_why_nobody_has_the_household_and_who_might(full: Screen) -> None:
    app = full.open("gaps")
    app.session_state["1-gap-0-table-clicked"] = 0
    app.run()
    assert not app.exception
    assert any("缺 1 名结对干部" in box.value for box in app.warning)
    (pick,) = [box for box in app.selectbox if box.label == Drawer.pick.zh]
    # the two cadres of the unit that links the village have a place, with the first to be offered
    assert pick.options[0].endswith(Drawer.free.zh)


def test_equity_counts_and_lists(full: Screen) -> None:
    app = full.open("overview")
    assert Fair.title.zh in said(app)
    assert {tab.label for tab in app.tabs} >= {Fair.towns.zh, Fair.villages.zh, Fair.list_inversions.zh}
    # the one pair: county leader on the hardest household, 40 + 40 + near 10
    assert any("村1" in m.value and "分" in m.value for m in app.markdown)


def test_supply_by_town_village_and_unit(full: Screen) -> None:
    app = full.open("data")
    assert Ready.title.zh in said(app)
    tables = [frame.value for frame in app.dataframe if Ready.columns["demand"].zh in frame.value.columns]
    assert [len(table) for table in tables] == [2, 2]
    assert tables[0][Ready.columns["demand"].zh].sum() == 2
    (units,) = [frame.value for frame in app.dataframe if Ready.columns["usable"].zh in frame.value.columns]
    assert len(units) == 2


def test_contradictions_follow_the_rules_as_they_change(full: Screen) -> None:
    app = full.open("rules")
    app.session_state[Key.RULES_TAB] = GROUPS["link"].zh
    app.run()
    assert not any(Rule.conflicts.zh in box.value for box in app.warning)
    (field,) = [box for box in app.number_input if box.key and box.key.endswith("-village_units_min")]
    field.set_value(3).run()
    assert any(Rule.conflicts.zh in box.value for box in app.warning)
    with Store(full.db) as store:  # nothing was saved for that
        assert len(store.rule_sets()) == 1
