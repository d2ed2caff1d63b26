"""Every page for every organizer: nothing serious found by axe, no sideways scrolling, a focus that is seen."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from pairing.planner import SolveLimits, recount, solve_county
from pairing.rules import Rules
from pairing.sample import SampleSize, make_county
from pairing.store import Store
from tests.ui.browser import PAGES, Watched, browser, server, tab

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# What stands in Streamlit's own markup and cannot be changed from a page: rule -> where, as part of the element's HTML.
STREAMLITS_OWN: dict[str, tuple[str, ...]] = {}


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Browser, str]]:
    db = tmp_path_factory.mktemp("access") / "store.db"
    county, rules = make_county(SampleSize(units=8, villages=6, cadres=40, focus=42, households=300)), Rules()
    plan = solve_county(county, rules, SolveLimits(seconds=3.0, workers=1))
    with Store(db) as store:
        record = store.add_county(county)
        saved = store.save_rules("默认规则", rules.to_toml(), rules.hash)
        store.save_plan(record.id, saved.id, plan, recount(county, rules, plan))
    with server(db) as base, browser() as chromium:
        yield chromium, base


def serious(watched: Watched) -> list[str]:
    """Findings of axe on the page that weigh serious or critical, each as rule and element."""
    found = []
    for violation in Axe().run(watched.page).response["violations"]:
        if violation["impact"] not in ("serious", "critical"):
            continue
        known = STREAMLITS_OWN.get(violation["id"], ())
        for node in violation["nodes"]:
            if not any(mark in node["html"] for mark in known):
                found.append(f"{violation['id']}: {node['html'][:300]}")
    return found


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_axe_finds_nothing_serious(pages: tuple[Browser, str], lang: str) -> None:
    chromium, base = pages
    found = []
    with tab(chromium, base) as watched:
        for name in PAGES:
            watched.open(name, f"?lang={lang}")
            watched.page.wait_for_timeout(400)
            found += [f"{name}: {fault}" for fault in serious(watched)]
    assert not found, "\n".join(found)


def test_no_page_scrolls_sideways(pages: tuple[Browser, str]) -> None:
    chromium, base = pages
    wide = []
    with tab(chromium, base) as watched:
        for name in PAGES:
            watched.open(name)
            for width in (1280, 1920):
                watched.page.set_viewport_size({"width": width, "height": 900})
                watched.page.wait_for_timeout(200)
                over = watched.page.evaluate(
                    "[document.documentElement, ...document.querySelectorAll('[data-testid=stMain]')]"
                    ".some(e => e.scrollWidth > e.clientWidth)"
                )
                if over:
                    wide.append((name, width))
    assert wide == []


def test_the_focus_is_seen_on_the_way_through_a_page(pages: tuple[Browser, str]) -> None:
    chromium, base = pages
    with tab(chromium, base) as watched:
        watched.open("rules")
        unseen, seen = [], 0
        for _ in range(25):
            watched.page.keyboard.press("Tab")
            mark = watched.page.evaluate(
                """() => {
                    const e = document.activeElement;
                    if (!e || e === document.body) return null;
                    for (let at = e, up = 0; at && up < 4; at = at.parentElement, up++) {
                        const s = getComputedStyle(at);
                        const marked = (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0) || s.boxShadow !== 'none';
                        if (marked) return '';
                    }
                    return e.outerHTML.slice(0, 200);
                }"""
            )
            if mark is None:
                continue
            seen += 1
            if mark:
                unseen.append(mark)
    assert seen >= 10
    assert unseen == []


def test_a_click_in_a_picture_lists_what_is_behind_it_and_can_be_taken_back(
    pages: tuple[Browser, str],
) -> None:
    chromium, base = pages
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
