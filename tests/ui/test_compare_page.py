"""The page on which two plans are compared and one is adopted, and where else the official plan is marked."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from pairing.directives import Directive, add
from pairing.store import Store
from tests.ui.conftest import Screen
from ui.compare_words import Compare, Official

NAME = "小县（合成）"


def said(app: AppTest) -> str:
    kinds = (app.markdown, app.caption, app.warning, app.error, app.success, app.info)
    return " ".join(element.value for kind in kinds for element in kind)


def named(app: AppTest, kind: str, label: str) -> Any:
    (found,) = [each for each in app.get(kind) if each.label == label]
    return found


def adopt(app: AppTest, why: str = "常委会通过") -> AppTest:
    (reason,) = [each for each in app.text_input if each.key.startswith("adopt-why")]
    reason.input(why).run()
    app.button(key="adopt").click().run()
    assert not app.exception
    return app


def table(app: AppTest, title: str) -> list[list[Any]]:
    """The first table that has a column of that title."""
    return next(frame.value for frame in app.dataframe if title in frame.value.columns).to_numpy().tolist()


def test_one_plan_alone_names_the_next_click(full: Screen) -> None:
    app = full.open("compare")
    assert Compare.single.zh in said(app)
    named(app, "button", Compare.go_solve.zh)


def test_the_plan_in_view_is_held_against_the_other(two: Screen) -> None:
    app = two.open("compare")
    assert [each.value for each in app.selectbox if each.label in (Compare.before.zh, Compare.after.zh)] == [
        1,
        2,
    ]
    figures = {row[0]: row[1:] for row in table(app, Compare.columns["verdict"].zh)}
    # By its own measure, by B's, B, the difference, the verdict.
    assert figures["重点户已结对"] == ["1", "1", "2", "+1", Compare.verdicts["better"].zh]
    assert figures["违反的硬性规则"][-1] == Compare.verdicts["same"].zh
    assert Compare.other_basis.zh in said(app)
    changed = table(app, Compare.change_columns["head_name"].zh)
    assert [row[1:3] for row in changed] == [["H2", "户主2"]]
    assert "新增重点户" in changed[0][-1]


def test_the_rules_that_differ_are_named(two: Screen) -> None:
    app = two.open("compare")
    (row,) = table(app, Compare.rule_columns["rule"].zh)
    assert row[1:] == ["40 分", "60 分"]
    assert "新规则" in said(app)


def test_a_plan_against_itself_says_so(two: Screen) -> None:
    app = two.open("compare")
    (after,) = [each for each in app.selectbox if each.label == Compare.after.zh]
    after.set_value(1).run()
    assert Compare.same_plan.zh in said(app)


def test_a_plan_is_adopted_marked_everywhere_and_withdrawn(two: Screen) -> None:
    app = two.open("compare")
    assert Official.none.zh in said(app)
    adopt(app)
    with Store(two.db) as store:
        standing = store.adoptions.standing(NAME)
        assert standing is not None
        assert (standing.plan, standing.why) == (2, "常委会通过")
    assert any(option.startswith("★") for option in app.selectbox(key="plan_pick").options)
    overview = two.open("overview")
    assert "这个方案是正式方案" in said(overview)
    assert "常委会通过" in said(overview)
    overview.selectbox(key="plan_pick").set_value(1).run()
    assert "正式方案是方案 2" in said(overview)
    app = two.open("compare")
    (reason,) = [each for each in app.text_input if each.key.startswith("withdraw-why")]
    reason.input("还要改").run()
    app.button(key="withdraw").click().run()
    assert not app.exception
    with Store(two.db) as store:
        assert store.adoptions.standing(NAME) is None
        assert [entry.what for entry in store.history(2)] == ["withdraw", "adopt"]
    assert len(table(app, Official.columns["because"].zh)) == 1


def test_no_reason_no_adoption(two: Screen) -> None:
    app = two.open("compare")
    assert app.button(key="adopt").disabled


def test_whoever_adopts_second_is_told(two: Screen) -> None:
    app = two.open("compare")
    (reason,) = [each for each in app.text_input if each.key.startswith("adopt-why")]
    reason.input("我看这个好").run()
    with Store(two.db, "小王") as store:
        store.adoptions.adopt(1, "先定下")
    app.button(key="adopt").click().run()
    with Store(two.db) as store:
        standing = store.adoptions.standing(NAME)
    assert standing is not None
    assert (standing.plan, standing.adopted_by) == (1, "小王")
    assert any("小王" in box.value for box in app.error)


@pytest.mark.parametrize(("cadre", "broken"), [(2, True), (1, False)])
def test_a_plan_of_older_lists_says_so_and_is_recounted_by_the_newest(
    two: Screen, cadre: int, broken: bool
) -> None:
    # Cadre 3 is the second household's contact in one plan and its pair in the other; cadre 2 in neither.
    with Store(two.db, "小王") as store:
        county = add(store.load_county(1), [Directive("ban", "有纠纷", cadre=cadre, household=1)])
        store.add_county(county, base=1)
    app = two.open("compare")
    # The newest lists have no plan of their own; those of the older ones are still there to be compared.
    assert said(app).count("小王") == 2
    for toggle in app.toggle:
        toggle.set_value(True)
    app.run()
    assert not app.exception
    assert len(app.warning) == (2 if broken else 0)
    assert len(app.success) == (0 if broken else 2)
    if broken:
        assert all("处不再成立" in box.value for box in app.warning)
        assert {row[0] for row in table(app, Compare.break_columns["who"].zh)} == {"回避都已遵守"}


def test_without_a_plan_the_next_click_is_named(empty: Screen) -> None:
    app = empty.open("compare")
    assert app.button


def test_in_english(two: Screen) -> None:
    app = adopt(two.open("compare", "en"))
    assert "This is the official plan" in said(app)
