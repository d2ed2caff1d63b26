"""规则: sets copied, renamed, put away and compared; weights in words; every change has its way back."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from pairing.rules import Rules
from pairing.store import Store
from tests.ui.conftest import Screen
from ui.rule_words import Sets


def names(screen: Screen) -> list[str]:
    with Store(screen.db) as store:
        return [r.name for r in store.rule_sets()]


def manage(app: AppTest, button: str, name: str = "") -> AppTest:
    if name:
        next(t for t in app.text_input if t.label == Sets.name.zh).set_value(name).run()
    app.button(key=button).click().run()
    assert not app.exception
    return app


def test_a_set_is_copied_renamed_and_put_away(full: Screen) -> None:
    app = full.open("rules")
    manage(app, "set-copy", "第二套")
    assert names(full) == ["第二套", "默认规则"]
    assert app.selectbox(key="rules_pick").value == "第二套"
    manage(app, "set-rename", "第三套")
    assert names(full) == ["第三套", "默认规则"]
    manage(app, "set-away")
    assert names(full) == ["默认规则"]
    assert app.selectbox(key="rules_pick").value == "默认规则"


def test_a_name_that_is_taken_is_refused_in_words(full: Screen) -> None:
    app = manage(full.open("rules"), "set-copy", "默认规则")
    assert "已经有" in app.error[0].value
    assert names(full) == ["默认规则"]


def test_a_slider_in_words_moves_the_number_and_the_number_the_slider(full: Screen) -> None:
    app = full.open("rules")
    slider, number = "rule-1-near_weight-words", "rule-1-near_weight"
    assert app.select_slider(key=slider).value == 2
    app.select_slider(key=slider).set_value(4).run()
    assert app.number_input(key=number).value == 40
    app.number_input(key=number).set_value(0).run()
    assert app.select_slider(key=slider).value == 0
    assert not app.exception
    # Streamlit complains on the page where a widget has both a default and a value set for it.
    assert not any("default value" in box.value for box in app.warning)


def test_a_changed_rule_goes_back_to_its_default(full: Screen) -> None:
    app = full.open("rules")
    app.number_input(key="rule-1-near_weight").set_value(25).run()
    app.selectbox(key="rule-1-kinship").set_value("prefer").run()
    app.toggle(key="rule-1-unfinished_stay").set_value(False).run()
    assert sum(b.label == Sets.back.zh for b in app.button) == 3
    for rule in ("near_weight", "kinship", "unfinished_stay"):
        app.button(key=f"rule-1-{rule}-back").click().run()
    assert not app.exception
    assert not any(b.label == Sets.back.zh for b in app.button)
    assert app.number_input(key="rule-1-near_weight").value == Rules().near_weight


def test_quotas_go_back_and_other_changes_stay(full: Screen) -> None:
    app = full.open("rules")
    app.number_input(key="rule-1-near_weight").set_value(25).run()
    app.number_input(key="quota-1-1-least").set_value(2).run()
    app.button(key="quota-1-0-remove").click().run()
    app.button(key="quota-back-1").click().run()
    app.button(key="rules-save").click().run()
    assert not app.exception
    with Store(full.db) as store:
        saved = Rules.from_toml(store.rule_sets()[0].toml)
    assert saved == Rules(near_weight=25)


def test_two_sets_are_compared_in_words(full: Screen) -> None:
    app = full.open("rules")
    assert any(Sets.same.zh in c.value for c in app.caption)
    app.number_input(key="rule-1-near_weight").set_value(25).run()
    table = next(t.value for t in app.dataframe if Sets.meaning.zh in t.value.columns)
    assert table.iloc[0].tolist()[:3] == ["就近得分", "25 分", "10 分"]
