"""A real Chromium on 指定与回避 and 对比: a pin kept, a stale one refused with nothing lost, a plan adopted and withdrawn."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from pairing.directives import Directive, add
from pairing.store import Store
from tests.ui.browser import Watched, browser, server, tab
from tests.ui.conftest import Screen

pytestmark = [pytest.mark.browser, pytest.mark.slow]
NAME = "小县（合成）"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as opened:
        yield opened


def choose(watched: Watched, cadre: str, household: str, why: str) -> None:
    """Search for both sides; the only one found is chosen by itself."""
    fill(watched, "输入姓名、编号或单位查找", cadre)
    fill(watched, "输入户主、户编号或村查找", household)
    fill(watched, "理由（必填）", why)


def fill(watched: Watched, label: str, words: str) -> None:
    box = watched.page.get_by_label(label)
    box.fill(words)
    box.press("Enter")
    watched.settle()


def no_sideways(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_pin_is_kept_and_a_stale_one_refused_with_nothing_lost(chromium: Browser, full: Screen) -> None:
    with server(full.db) as base, tab(chromium, base) as watched:
        page = watched.page
        watched.open("orders")
        no_sideways(page)
        choose(watched, "干部2", "户主2", "多年结对")
        expect(page.get_by_text("没有矛盾")).to_be_visible()
        watched.click("存入")
        expect(page.get_by_text("已存入，名单成为新版本")).to_be_visible(timeout=20_000)
        expect(page.get_by_role("link", name="去求解")).to_be_visible()
        watched.settle()
        choose(watched, "干部3", "户主1", "有纠纷")
        with Store(full.db, "小王") as store:
            newest = store.newest_county(NAME)
            assert newest is not None
            lists = add(store.load_county(newest.id), [Directive("ban", "亲戚", cadre=1, household=0)])
            store.add_county(lists, base=newest.id)
        watched.click("存入")
        expect(page.get_by_text("已由 小王 于")).to_be_visible(timeout=20_000)
        watched.settle()  # while the page is drawn anew the old form still stands beside the new one
        expect(page.get_by_label("理由（必填）")).to_have_value("有纠纷")
        # It is the newest lists' form now, and a click there saves it beside what the other one did.
        watched.settle()
        watched.click("存入")
        expect(page.get_by_text("已存入，名单成为新版本")).to_be_visible(timeout=20_000)
        assert watched.errors == []
        assert watched.strangers == []
    with Store(full.db) as store:
        newest = store.newest_county(NAME)
        assert newest is not None
        assert store.load_county(newest.id).directives["why"].tolist() == ["多年结对", "亲戚", "有纠纷"]


def test_two_plans_compared_and_one_adopted_then_withdrawn(chromium: Browser, two: Screen) -> None:
    with server(two.db) as base, tab(chromium, base) as watched:
        page = watched.page
        watched.open("compare")
        no_sideways(page)
        expect(page.get_by_text("好了还是差了")).to_be_visible()
        watched.click("定为正式方案")
        fill(watched, "理由（必填）", "常委会通过")
        watched.click("确认采用")
        expect(page.get_by_text("这个方案是正式方案")).to_be_visible(timeout=20_000)
        watched.follow("overview")
        expect(page.get_by_text("这个方案是正式方案")).to_be_visible()
        watched.follow("compare")
        watched.click("撤回正式方案")
        fill(watched, "理由（必填）", "还要改")
        watched.click("确认撤回")
        expect(page.get_by_text("还没有正式方案")).to_be_visible(timeout=20_000)
        assert watched.errors == []
        assert watched.strangers == []
    with Store(two.db) as store:
        assert [entry.withdrawn_why for entry in store.adoptions.history(NAME)] == ["还要改"]
