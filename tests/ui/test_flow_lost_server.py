"""A real Chromium whose server is killed during a solve: the solve is found again and ends with its plan."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from pairing.records import RunRecord
from pairing.sample import make_county
from pairing.store import Store
from tests.ui.browser import Server, Watched, browser, running, tab

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
