"""Every page for every organizer: nothing serious found by axe, no sideways scrolling, a focus that is seen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, TimeoutError, expect

from pairing.sample import make_county
from tests.ui.browser import PAGES, Watched, browser, server, tab
from tests.ui.stores import SMALL, add_solved

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# 指定与回避, 求解 and 缺口 to 导出 show the same card while there is no county; 规则 needs none.
_EMPTY = ("home", "data", "overview", "record")
_FITS = """() => [document.documentElement, ...document.querySelectorAll('[data-testid=stMain]')]
    .every(e => e.scrollWidth <= e.clientWidth)"""
_SILENT = "*, *::before, *::after { transition: none !important; animation: none !important; }"
# What an element and its surroundings look like: a focus that is seen changes something here.
_LOOK = """e => {
    let top = e;
    for (let up = 0; up < 4 && top.parentElement; up++) top = top.parentElement;
    const near = [top, ...[...top.querySelectorAll('*')].slice(0, 300)];
    return near.map(at => {
        const s = getComputedStyle(at);
        return [s.outlineStyle, s.outlineWidth, s.outlineColor, s.boxShadow, s.borderColor, s.backgroundColor,
                s.textDecorationLine, s.opacity].join(' ');
    }).join('|');
}"""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as opened:
        yield opened


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A small county with gaps and two plans of it."""
    db = tmp_path_factory.mktemp("access") / "store.db"
    add_solved(db, make_county(SMALL), 3.0, names=("", "第二稿"))
    with server(db) as address:
        yield address


def faults(watched: Watched) -> list[str]:
    """Findings of axe that weigh serious or critical, and titles that skip a level, each as rule and element."""
    found = []
    answer = Axe().run(watched.page, options={"resultTypes": ["violations"]}).response
    for violation in answer["violations"]:
        if violation["impact"] not in ("serious", "critical") and violation["id"] != "heading-order":
            continue
        for node in violation["nodes"]:
            found.append(f"{violation['id']}: {node['html'][:300]} {node.get('failureSummary', '')[:300]}")
    return found


def too_wide(watched: Watched) -> list[str]:
    """The window's widths at which the page scrolls sideways, after its charts have had time to follow the window."""
    found = []
    for width in (1920, 1280):
        watched.page.set_viewport_size({"width": width, "height": 900})
        try:
            watched.page.wait_for_function(_FITS, timeout=5_000)
        except TimeoutError:
            found.append(f"scrolls sideways at {width}")
    return found


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_page_is_fit_for_everybody(chromium: Browser, base: str, lang: str) -> None:
    found = []
    with tab(chromium, base) as watched:
        watched.open("home", f"?lang={lang}")
        for name in PAGES:
            watched.follow(name)
            found += [f"{name}: {fault}" for fault in (*faults(watched), *too_wide(watched))]
        assert watched.errors == []
    assert not found, "\n".join(found)


def test_empty_pages_and_drawers_are_fit_too_and_escape_shuts_a_drawer(
    chromium: Browser, base: str, tmp_path: Path
) -> None:
    found = []
    with server(tmp_path / "empty.db") as empty, tab(chromium, empty) as watched:
        watched.open("home")
        for name in _EMPTY:
            watched.follow(name)
            found += [f"empty {name}: {fault}" for fault in faults(watched)]
    for name in ("overview", "adjust"):
        with tab(chromium, base) as watched:
            watched.open(name)
            watched.click_row(0, 1)
            watched.page.get_by_role("dialog").wait_for(timeout=30_000)
            watched.settle()
            found += [f"drawer of {name}: {fault}" for fault in faults(watched)]
            if name == "adjust":
                # A table once kept Escape to itself, and the drawer stayed open.
                watched.click_row(1, 0)
            watched.page.keyboard.press("Escape")
            expect(watched.page.get_by_role("dialog")).to_have_count(0)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("name", ["rules", "adjust"])
def test_the_focus_is_seen_on_the_way_through_a_page(chromium: Browser, base: str, name: str) -> None:
    with tab(chromium, base) as watched:
        page = watched.page
        watched.open(name)
        page.add_style_tag(content=_SILENT)
        unseen, seen = [], 0
        for _ in range(25):
            page.keyboard.press("Tab")
            page.wait_for_timeout(60)
            at = page.evaluate_handle("document.activeElement").as_element()
            assert at is not None
            if at.evaluate("e => e === document.body"):
                continue
            focused = at.evaluate(_LOOK)
            at.evaluate("e => e.blur()")
            page.wait_for_timeout(60)
            seen += 1
            if focused == at.evaluate(_LOOK):
                unseen.append(at.evaluate("e => e.outerHTML.slice(0, 200)"))
    assert seen >= 20
    assert unseen == []


def test_a_click_in_a_picture_lists_what_is_behind_it_and_can_be_taken_back(
    chromium: Browser, base: str
) -> None:
    with tab(chromium, base) as watched:
        watched.open("overview")
        chart = watched.page.locator('[data-testid="stEChartsChart"]').first
        chart.scroll_into_view_if_needed()
        watched.page.wait_for_timeout(1200)
        box = chart.bounding_box()
        assert box is not None
        # The ordinary cadres' block stands at the left, below the others: its foot is near the chart's foot.
        chart.click(position={"x": 148, "y": box["height"] - 40})
        watched.settle()
        only = watched.page.get_by_text("只看：")
        only.wait_for(timeout=10_000)
        watched.page.get_by_role("button", name="显示全部").click()
        watched.settle()
        assert only.count() == 0
        assert watched.errors == []
