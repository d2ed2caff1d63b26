"""The page of pins and bans: added, refused, removed, loaded from a table, and refused where another was quicker."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from pairing.directives import Directive, add
from pairing.store import Store
from tests.ui.conftest import Screen
from ui.order_words import Order

HEADER = "类型,干部编号,单位名称,户编号,乡镇,行政村,提出人,时间,理由\n"


def named(app: AppTest, kind: str, label: str) -> Any:
    (found,) = [each for each in app.get(kind) if each.label == label]
    return found


def said(app: AppTest) -> str:
    kinds = (app.markdown, app.caption, app.warning, app.error, app.success)
    return " ".join(element.value for kind in kinds for element in kind)


def choose(app: AppTest, who: int, whom: int) -> AppTest:
    """A cadre and a household by position, and a reason."""
    named(app, "selectbox", Order.tables["cadres"].zh).select_index(who).run()
    named(app, "selectbox", Order.tables["households"].zh).select_index(whom).run()
    named(app, "text_input", Order.why.zh).input("多年结对").run()
    assert not app.exception
    return app


def save(app: AppTest) -> Any:
    return named(app, "button", Order.save.zh)


def stored(screen: Screen) -> list[tuple[str, int, int, str]]:
    with Store(screen.db) as store:
        newest = store.newest_county("小县（合成）")
        assert newest is not None
        table = store.load_county(newest.id).directives
    return list(table[["kind", "cadre", "household", "why"]].itertuples(index=False, name=None))


@pytest.fixture
def ordered(full: Screen) -> Screen:
    """The store with one ban in its lists."""
    with Store(full.db, "小李") as store:
        county = add(store.load_county(1), [Directive("ban", "有纠纷", cadre=2, household=1, who="张书记")])
        store.add_county(county, base=1)
    return full


def test_nothing_yet(full: Screen) -> None:
    app = full.open("orders")
    assert Order.empty.zh in said(app)
    assert save(app).disabled


def test_a_pin_is_kept_as_a_new_version_and_the_next_click_named(full: Screen) -> None:
    app = choose(full.open("orders"), 1, 1)
    assert any("没有矛盾" in box.value for box in app.success)
    save(app).click().run()
    assert not app.exception
    assert stored(full) == [("pin", 1, 1, "多年结对")]
    assert "已存入" in said(app)
    assert [link.label for link in app.get("page_link")] == [Order.go_solve.zh]
    with Store(full.db) as store:
        entry = store.history(1)[0]
        assert (entry.what, entry.subject) == ("pin", "county")
        assert "干部2（G2）" in entry.why
        assert "多年结对" in entry.why
        assert len(store.plans(1)) == 1  # the plans of the older lists stay
    assert save(app).disabled  # the form begins anew


def test_without_a_reason_nothing_can_be_saved(full: Screen) -> None:
    app = choose(full.open("orders"), 1, 1)
    named(app, "text_input", Order.why.zh).input("  ").run()
    assert save(app).disabled


def test_the_opposite_of_what_is_there_is_refused_with_its_row(ordered: Screen) -> None:
    app = choose(ordered.open("orders"), 2, 1)
    assert any("第2行" in box.value for box in app.error)
    assert save(app).disabled


def test_a_contradiction_with_the_rules_is_said_before_and_after(full: Screen) -> None:
    # The leader is free to take a focus household only where the level fits; an exempt cadre may take none.
    app = choose(full.open("orders"), 4, 1)
    assert any("免派" in box.value for box in app.warning)
    save(app).click().run()
    assert any("1 处矛盾" in box.value for box in app.error)


def test_a_search_narrows_what_is_offered(full: Screen) -> None:
    app = full.open("orders")
    hint = Order.search["cadres"].zh
    named(app, "text_input", hint).input("干部3").run()
    assert len(named(app, "selectbox", Order.tables["cadres"].zh).options) == 1
    named(app, "text_input", hint).input("没有此人").run()
    assert Order.nobody.zh in said(app)


def test_one_is_removed_with_a_reason(ordered: Screen) -> None:
    app = ordered.open("orders")
    with Store(ordered.db) as store:
        record = store.counties()[0]
    mark = f"{record.id}-{record.added_at:%Y%m%d%H%M%S%f}-orders-table-clicked"
    app.session_state[mark] = 0
    app.run()
    assert "有纠纷" in said(app)
    assert named(app, "button", Order.remove.zh).disabled
    app.session_state[mark] = 0
    named(app, "text_input", Order.remove_why.zh).input("已和解").run()
    app.session_state[mark] = 0
    named(app, "button", Order.remove.zh).click().run()
    assert not app.exception
    assert stored(ordered) == []
    with Store(ordered.db) as store:
        assert "已和解" in store.history(1)[0].why


def test_whoever_comes_second_is_told_and_loses_nothing(full: Screen) -> None:
    app = choose(full.open("orders"), 1, 1)
    with Store(full.db, "小王") as store:
        other = add(store.load_county(1), [Directive("ban", "亲戚", cadre=2, household=0)])
        store.add_county(other, base=1)
    save(app).click().run()
    assert any("小王" in box.value for box in (*app.error, *app.warning))
    assert stored(full) == [("ban", 2, 0, "亲戚")]
    # In the newest lists the form stands as it was filled in.
    named(app, "button", Order.go_newest.zh).click().run()
    save(app).click().run()
    assert not app.exception
    assert stored(full) == [("ban", 2, 0, "亲戚"), ("pin", 1, 1, "多年结对")]


def test_older_lists_are_shown_but_not_changed(ordered: Screen) -> None:
    app = ordered.open("home")
    app.selectbox(key="county_pick").set_value(1).run()
    app.switch_page("app_pages/orders.py").run()
    assert any("小李" in box.value for box in app.warning)
    assert not [each for each in app.button if each.label == Order.save.zh]
    named(app, "button", Order.go_newest.zh).click().run()
    assert save(app)
    assert not app.warning


def upload(screen: Screen, rows: str) -> AppTest:
    app = screen.open("orders")
    app.get("file_uploader")[0].upload("三月.csv", (HEADER + rows).encode("utf-8-sig"))
    app.run()
    assert not app.exception
    return app


def test_a_table_is_shown_first_and_stored_on_the_next_click(full: Screen) -> None:
    app = upload(full, "指定,G2,,H2,,,张书记,2024-03-01,熟悉\n回避,,单位1,,远乡,村2,,,有纠纷\n")
    assert stored(full) == []
    assert "2 条将存入" in said(app)
    named(app, "button", Order.store_all.fill(count=2).zh).click().run()
    assert not app.exception
    assert [row[:3] for row in stored(full)] == [("pin", 1, 1), ("ban", -1, -1)]


def test_a_faulty_table_stores_nothing(full: Screen) -> None:
    app = upload(full, "指定,G2,,H2,,,,,熟悉\n指定,G9,,H2,,,,,熟悉\n")
    assert any("1 处错误" in box.value for box in app.error)
    assert not [each for each in app.button if each.label.startswith("存入这")]
    assert stored(full) == []


def test_what_is_there_already_is_left_out(ordered: Screen) -> None:
    app = upload(ordered, "回避,G3,,H2,,,,,有纠纷\n")
    assert Order.nothing_new.zh in said(app)


def test_in_english(ordered: Screen) -> None:
    app = ordered.open("orders", "en")
    assert app.title[0].value == Order.title.en
