"""A real Chromium whose server is killed during a solve: the solve is found again and ends with its plan."""

from __future__ import annotations

import re
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from pairing.records import RunRecord
from pairing.sample import make_county
from pairing.store import Store
from tests.ui.browser import Server, Watched, browser, running, tab
from tests.ui.proxy import proxy

pytestmark = [pytest.mark.browser, pytest.mark.slow]
STOP, SEE = "停止并保留最好方案", "看总览"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as opened:
        yield opened


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Server]:
    with Store(tmp_path / "store.db") as store:
        store.add_county(make_county("demo"))
    with running(tmp_path / "store.db") as started:
        yield started


def run_of(served: Server) -> RunRecord:
    with Store(served.db) as store:
        (run,) = store.runs.of(1)
    return run


def begin(watched: Watched) -> None:
    """Start a solve that lasts until it is stopped."""
    page = watched.page
    watched.open("solve")
    page.get_by_role("combobox", name="最长时间").click()
    page.get_by_role("option", name="10 分钟").click()
    watched.settle()
    watched.click("开始求解")
    expect(page.get_by_role("button", name=STOP)).to_be_visible(timeout=30_000)


def known(page: Page) -> None:
    """Wait until there is a plan and it is said how good it is."""
    expect(page.get_by_text("离最优最多差").or_(page.get_by_text("还不知道离最优"))).to_be_visible(
        timeout=120_000
    )


def test_a_solve_outlives_the_server_and_ends_with_a_plan(chromium: Browser, served: Server) -> None:
    with tab(chromium, served.base) as watched:
        page = watched.page
        begin(watched)
        known(page)
        asked = run_of(served)
        served.stop(signal.SIGKILL)
        page.wait_for_timeout(1500)
        assert run_of(served).live
        served.start()
        page.reload()
        expect(page.get_by_role("button", name=STOP)).to_be_visible(timeout=60_000)
        watched.errors.clear()  # what the browser itself said of the dead line
        known(page)
        found = run_of(served)
        assert (found.id, found.pid, found.live) == (asked.id, asked.pid, True)
        watched.click(STOP)
        expect(page.get_by_role("button", name=SEE)).to_be_visible(timeout=120_000)
        ended = run_of(served)
        assert (ended.state, ended.plan) == ("cancelled", 1)
        watched.click(SEE)
        expect(page.get_by_text("6,000 / 6,000")).to_be_visible(timeout=30_000)
        assert watched.errors == []
        assert watched.strangers == []


def half_fill(watched: Watched, cadre: str) -> None:
    """指定与回避: one side is chosen, the reason is typed and not yet sent."""
    watched.open("orders")
    box = watched.page.get_by_label("输入姓名、编号或单位查找")
    box.fill(cadre)
    box.press("Enter")
    watched.settle()
    watched.page.get_by_label("理由（必填）").fill("多年结")


def complete(watched: Watched, cadre: str, household: str) -> None:
    """Nothing of it is lost: the rest is filled in and it is saved."""
    page = watched.page
    expect(page.get_by_label("输入姓名、编号或单位查找")).to_have_value(cadre)
    expect(page.get_by_role("combobox", name="干部", exact=True)).to_have_value(re.compile(cadre))
    why = page.get_by_label("理由（必填）")
    expect(why).to_have_value("多年结")
    why.press("End")
    why.press_sequentially("对")
    box = page.get_by_label("输入户主、户编号或村查找")
    box.fill(household)
    box.press("Enter")
    watched.settle()
    watched.click("存入")
    expect(page.get_by_text("已存入，名单成为新版本")).to_be_visible(timeout=30_000)


def test_a_cut_line_is_told_and_nothing_entered_is_lost(chromium: Browser, served: Server) -> None:
    with Store(served.db) as store:
        lists = store.load_county(1)
    cadre, household = lists.cadres["cadre_id"].iat[0], lists.households["household_id"].iat[0]
    with proxy(served.port) as line, tab(chromium, line.base) as watched:
        page = watched.page
        begin(watched)
        form, rules = (Watched(page.context.new_page(), line.base) for _ in range(2))
        half_fill(form, cadre)
        rules.open("rules")
        number = rules.page.get_by_role("spinbutton").first
        number.fill("2")
        number.press("Enter")
        expect(rules.page.get_by_text("有 1 条改动尚未保存")).to_be_visible(timeout=30_000)
        line.cut()
        for each in (watched, form, rules):
            box = each.page.get_by_role("dialog")
            expect(box).to_be_visible(timeout=60_000)
            assert "连接断了" in box.locator("h2").evaluate("e => getComputedStyle(e, '::after').content")
        expect(
            form.page.get_by_label("理由（必填）")
        ).to_be_disabled()  # so that nothing is typed into the void
        line.mend()
        for each in (watched, form, rules):
            expect(each.page.get_by_role("dialog")).to_have_count(0, timeout=60_000)
            each.settle()
            each.errors.clear()
        known(page)
        expect(number).to_have_value("2")
        expect(rules.page.get_by_text("有 1 条改动尚未保存")).to_be_visible(timeout=30_000)
        complete(form, cadre, household)
        watched.click(STOP)
        expect(page.get_by_role("button", name=SEE)).to_be_visible(timeout=120_000)
        for each in (watched, form, rules):
            assert each.errors == []
            assert each.strangers == []
    assert run_of(served).plan == 1
