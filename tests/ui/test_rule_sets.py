"""规则: sets copied, renamed, put away and compared; weights in words; quotas; every change has its way back."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from pairing.rule_about import GROUPS, Group
from pairing.rules import Rules
from pairing.store import Store
from tests.ui.conftest import Screen
from ui import rule_draft
from ui.keys import Key
from ui.rule_words import Sets
from ui.words import App, Rule


def names(screen: Screen) -> list[str]:
    with Store(screen.db) as store:
        return [r.name for r in store.rule_sets()]


def manage(app: AppTest, button: str, name: str = "") -> AppTest:
    app.session_state[Key.SETS_SHOWN] = True
    app.run()
    if name:
        next(t for t in app.text_input if t.label == Sets.name.zh).set_value(name).run()
    app.button(key=button).click().run()
    assert not app.exception
    return app


def on(app: AppTest, group: Group) -> AppTest:
    """The form with this group of rules in view."""
    app.session_state[Key.RULES_TAB] = GROUPS[group].zh
    return app.run()


def test_a_change_redraws_its_field_and_what_is_said_of_the_set(full: Screen) -> None:
    """Every field of the group once travelled anew with each move of a slider."""
    app = on(full.open("rules"), "points")
    assert len(app.select_slider) > 5
    app.select_slider(key="rule-1.0.0-near_weight-words").set_value(4).run()
    assert [slider.key for slider in app.select_slider] == ["rule-1.0.0-near_weight-words"]
    assert any(Rule.unsaved.fill(count=1).zh in c.value for c in app.caption)
    assert not app.button(key="rules-save").disabled
    assert len(app.run().select_slider) > 5


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
    app = on(full.open("rules"), "points")
    slider, number = "rule-1.0.0-near_weight-words", "rule-1.0.0-near_weight"
    assert app.select_slider(key=slider).value == 2
    app.select_slider(key=slider).set_value(4).run()
    assert app.number_input(key=number).value == 40
    app.number_input(key=number).set_value(0).run()
    assert app.select_slider(key=slider).value == 0
    assert not app.exception
    # Streamlit complains on the page where a widget has both a default and a value set for it.
    assert not any("default value" in box.value for box in app.warning)


def test_a_changed_rule_goes_back_to_its_default(full: Screen) -> None:
    app = on(full.open("rules"), "points")
    app.number_input(key="rule-1.0.0-near_weight").set_value(25).run()
    app.button(key="rule-1.0.0-near_weight-back").click().run()
    assert app.number_input(key="rule-1.0.0-near_weight").value == Rules().near_weight
    on(app, "hard").selectbox(key="rule-1.0.0-kinship").set_value("prefer").run()
    app.run().toggle(key="rule-1.0.0-unfinished_stay").set_value(False).run()
    assert sum(b.label == Sets.back.zh for b in app.run().button) == 2
    for rule in ("kinship", "unfinished_stay"):
        app.button(key=f"rule-1.0.0-{rule}-back").click().run()
        assert not app.exception
        app.run()
    assert not any(b.label == Sets.back.zh for b in app.button)
    assert not any(Rule.discard.zh == b.label for b in app.button)


def test_changes_outlive_another_group_and_another_page_until_discarded(full: Screen) -> None:
    """Only one group of rules is drawn at a time; what was entered in the others counts all the same."""
    app = on(full.open("rules"), "points")
    app.number_input(key="rule-1.0.0-near_weight").set_value(25).run()
    on(app, "quota").number_input(key="quota-1.0.0-1-least").set_value(0).run()
    on(app, "contact")
    assert any(Rule.unsaved.fill(count=2).zh in c.value for c in app.caption)
    app.switch_page("app_pages/solve.py").run()
    app.switch_page("app_pages/rules.py").run()
    assert any(Rule.unsaved.fill(count=2).zh in c.value for c in app.caption)
    assert on(app, "points").number_input(key="rule-1.0.0-near_weight").value == 25
    app.button(key="rules-discard").click().run()
    assert not app.exception
    assert not any(Rule.unsaved.fill(count=2).zh in c.value for c in app.caption)
    assert app.number_input(key="rule-1.1.0-near_weight").value == Rules().near_weight


def test_fields_drawn_afresh_after_a_broken_line_show_what_was_entered(full: Screen) -> None:
    # Once a browser that had lost its line showed the start's number, while the draft held what was entered.
    app = full.open("rules")
    number, toggle = "quota-1.0.0-0-least", "rule-1.0.0-unfinished_stay"
    app.number_input(key=number).set_value(2).run()
    said = app.run().number_input(key=number).proto
    assert (said.set_value, said.value) == (True, 2)
    app = on(app, "hard")
    app.toggle(key=toggle).set_value(False).run()
    said = app.run().toggle(key=toggle).proto
    assert (said.set_value, said.value) == (True, False)
    assert not any("default value" in box.value for box in app.warning)


def test_a_fault_in_the_part_that_redraws_itself_is_told_in_words(
    full: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = full.open("rules")

    def fall(*_: object) -> None:
        raise ValueError("secret")

    monkeypatch.setattr(rule_draft, "entered", fall)
    on(app, "points")
    assert not app.exception
    assert {box.value for box in app.error} == {App.fault.zh}


def test_quotas_go_back_and_other_changes_stay(full: Screen) -> None:
    app = on(full.open("rules"), "points")
    app.number_input(key="rule-1.0.0-near_weight").set_value(25).run()
    on(app, "quota").number_input(key="quota-1.0.0-1-least").set_value(2).run()
    app.button(key="quota-1.0.0-0-remove").click().run()
    app.button(key="quota-back-1.0.0").click().run()
    app.button(key="rules-save").click().run()
    assert not app.exception
    with Store(full.db) as store:
        saved = Rules.from_toml(store.rule_sets()[0].toml)
    assert saved == Rules(near_weight=25)


def test_two_sets_are_compared_in_words(full: Screen) -> None:
    app = full.open("rules")
    app.session_state[Key.COMPARISON_SHOWN] = True
    app.run()
    assert any(Sets.same.zh in c.value for c in app.caption)
    on(app, "points").number_input(key="rule-1.0.0-near_weight").set_value(25).run()
    table = next(t.value for t in app.dataframe if Sets.meaning.zh in t.value.columns)
    assert table.iloc[0].tolist()[:3] == ["就近得分", "25 分", "10 分"]


def test_a_changed_rule_is_marked_and_saved_as_a_new_version(full: Screen) -> None:
    app = on(full.open("rules"), "points")
    app.number_input(key="rule-1.0.0-kept_weight").set_value(25).run()
    assert any(Rule.changed.fill(count=1).zh in c.value for c in app.caption)
    app.button(key="rules-save").click().run()
    assert not app.exception
    with Store(full.db) as store:
        newest = store.rule_sets()[0]
    assert newest.id == 2
    assert Rules.from_toml(newest.toml).kept_weight == 25


def test_quotas_are_lines_of_their_own(full: Screen) -> None:
    app = full.open("rules")
    app.button(key="quota-add-1.0.0").click().run()
    app.selectbox(key="quota-1.0.0-3-kind").set_value("between").run()
    app.number_input(key="quota-1.0.0-3-most").set_value(4).run()
    app.button(key="quota-1.0.0-0-remove").click().run()
    app.button(key="rules-save").click().run()
    with Store(full.db) as store:
        quotas = Rules.from_toml(store.rule_sets()[0].toml).quotas
    assert [(q.kind, q.level, q.least, q.most) for q in quotas] == [
        ("between", 2, 1, 2), ("exactly", 1, 1, None), ("between", None, 1, 4),
    ]  # fmt: skip


def test_a_quota_whose_numbers_do_not_fit_is_told_and_not_saved(full: Screen) -> None:
    app = full.open("rules")
    app.number_input(key="quota-1.0.0-0-least").set_value(9).run()
    assert app.error
    assert app.button(key="rules-save").disabled


def test_a_quota_for_all_units_says_so(full: Screen) -> None:
    """The picker once stood empty, with the browser's English hint, where a line holds for every unit."""
    app = full.open("rules")
    scopes = [box for box in app.selectbox if box.label == Rule.scope_title.zh]
    assert len(scopes) == len(Rules().quotas)
    assert all(box.options[box.index] == Rule.any_scope.zh for box in scopes if box.index is not None)
    assert all(box.index is not None for box in scopes)
