"""Every page while a solve is under way, and where something is at fault; empty and full stand in test_pages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from pairing.rules import Rules
from pairing.store import Store
from tests.ui.browser import PAGES
from tests.ui.conftest import Screen
from tests.ui.runs import running
from tests.ui.stores import spoil_plan, with_an_exempt_contact
from ui.compare_words import Official
from ui.order_words import Order
from ui.record_words import Backups
from ui.words import App, Data, Home, Rule, Solve


def words_of(app: AppTest) -> str:
    """All that the page says, a line each."""
    kinds = ("markdown", "caption", "error", "warning", "info", "success", "badge")
    said = [str(element.value) for kind in kinds for element in app.get(kind) if hasattr(element, "value")]
    labels = [e.proto.label for kind in ("button", "page_link", "download_button") for e in app.get(kind)]
    return "\n".join([*said, *labels])


# What each page says while the county's first plan is being made.
UNDER_WAY = {
    "home": Home.running,
    "data": Data.figures,
    "rules": Rule.save,
    "orders": Order.empty,
    "solve": Solve.stop,
    "overview": App.plan_coming,
    "gaps": App.plan_coming,
    "adjust": App.plan_coming,
    "compare": App.plan_coming,
    "export": App.plan_coming,
    "record": Backups.keep,
}


@pytest.mark.parametrize("page", PAGES)
def test_while_the_first_plan_is_made_every_page_leads_to_it(listed: Screen, page: str) -> None:
    """A page of plans once said that there is none and sent the organizer to make one."""
    running(listed)
    said = words_of(listed.open(page))
    assert UNDER_WAY[page].zh in said
    assert App.solving.zh.partition("{")[0] in said
    assert App.go_solve.zh not in said


def damage_the_store(screen: Screen) -> None:
    screen.db.write_bytes(b"no database" * 100)


def contradict_the_lists(screen: Screen) -> None:
    with Store(screen.db) as store:
        bad = Rules().with_value("village_units_min", 3)
        store.save_rules("默认规则", bad.to_toml(), bad.hash)


def break_the_plan(screen: Screen) -> None:
    spoil_plan(screen.db, with_an_exempt_contact)


# 数据 with faulty lists: test_pages; 指定与回避 with contradictions: test_orders; 求解 after a failed run and with rules
# that cannot be kept: test_pages; 记录 with a damaged backup: test_record.
FAULTY: dict[str, tuple[Callable[[Screen], None], str]] = {
    "home": (damage_the_store, "已损坏"),
    "rules": (contradict_the_lists, Rule.conflicts.zh),
    "overview": (break_the_plan, "请勿使用"),
    "gaps": (break_the_plan, "请勿使用"),
    "adjust": (break_the_plan, "请勿使用"),
    "compare": (break_the_plan, "请勿使用"),
    "export": (break_the_plan, "请勿使用"),
}


@pytest.mark.parametrize("page", FAULTY)
def test_a_fault_is_told_at_the_top_of_the_page(full: Screen, page: str) -> None:
    happens, words = FAULTY[page]
    happens(full)
    app = full.open(page)
    assert any(words in element.value for element in (*app.error, *app.warning))


def test_a_plan_that_fails_its_recount_is_not_made_official(full: Screen) -> None:
    """It could be adopted although the same page said that it must not be used."""
    break_the_plan(full)
    app = full.open("compare")
    next(each for each in app.text_input if (each.key or "").startswith("adopt-why")).input("急用").run()
    assert any(Official.broken.zh in box.value for box in app.error)
    assert app.button(key="adopt").disabled
