"""Five organizers at once on one server, each in a browser context of his own, each with time to think."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import psutil
from playwright.async_api import Page, async_playwright
from playwright.async_api import TimeoutError as PlaywrightTimeout

from tests.ui.bench_clock import ENDED, ENDS, HEARD, TURNS, WATCH
from tests.ui.browser import CHROMIUM, FLAGS, IDLE, PAGES, sidebar_link
from tests.ui.titles import TITLES
from ui.words import Data

THINK: Final = (3.0, 7.0)
_ORGANIZERS: Final = 5
_HEARD: Final = 3_000
"""Milliseconds after which an act that no run has followed was not heard by the browser: it asks for one at once."""
_WORDS: Final = ("张", "王 一般", "李", "脱贫", "赵", "刘", "孙", "周")


@dataclass
class Five:
    """What five organizers met: seconds of each act by its name, the server's peak memory in MB, what went wrong, and how
    many clicks and keys their browsers did not hear."""

    seconds: float
    memory: float = 0.0
    took: dict[str, list[float]] = field(default_factory=dict)
    trouble: list[str] = field(default_factory=list)
    unheard: int = 0

    @property
    def all(self) -> list[float]:
        """Every act's seconds, shortest first."""
        return sorted(second for some in self.took.values() for second in some)

    def at(self, share: float) -> float:
        """The seconds that this share of all acts does not exceed."""
        return self.all[max(0, -(-int(share * 1000) * len(self.all) // 1000) - 1)]


def server_memory(db: Path) -> float:
    """MB that the server over this store has in memory now; the solves and papers it began are processes of their own."""
    held = 0
    for launcher in psutil.process_iter(["cmdline"]):
        line = launcher.info["cmdline"] or []
        if "ui.launch" not in line or str(db) not in line:
            continue
        for child in launcher.children():
            with suppress(psutil.Error):  # gone, or ended and not yet collected
                if "streamlit" in child.cmdline():
                    held += child.memory_info().rss
    return held / 2**20


async def work(base: str, db: Path, seconds: float) -> Five:
    """Let them work for so long; every organizer's acts are drawn by a seed of his own."""
    five = Five(seconds)
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        pages = []
        for _ in range(_ORGANIZERS):
            context = await chromium.new_context(viewport={"width": 1360, "height": 900}, locale="zh-CN")
            page = await context.new_page()
            page.on("pageerror", lambda fault: five.trouble.append(str(fault)))
            await page.goto(f"{base}/")
            await page.wait_for_selector(IDLE, timeout=60_000)
            pages.append(page)
        end = time.monotonic() + seconds
        watch = asyncio.create_task(_watch_memory(five, db, end))
        await asyncio.gather(*(_organizer(page, five, seed, end) for seed, page in enumerate(pages)))
        await watch
        await chromium.close()
    return five


async def _watch_memory(five: Five, db: Path, end: float) -> None:
    while time.monotonic() < end:
        five.memory = max(five.memory, server_memory(db))
        await asyncio.sleep(2.0)


async def _organizer(page: Page, five: Five, seed: int, end: float) -> None:
    chance = random.Random(seed)
    while True:
        await asyncio.sleep(chance.uniform(*THINK))
        if time.monotonic() > end:
            return
        what = chance.choice(("visit", "visit", "search", "slider", "drawer"))
        if what == "visit":
            name = chance.choice(PAGES)
            five.took.setdefault("page", []).append(await _visit(page, name))
            continue
        await _visit(page, {"search": "data", "slider": "rules", "drawer": "adjust"}[what])
        await _settle(page)
        act = {"search": _search, "slider": _slider, "drawer": _drawer}[what]
        five.took.setdefault(what, []).append(await _timed(page, five, await act(page, chance)))


async def _visit(page: Page, name: str) -> float:
    while await page.get_by_role("dialog").count():
        await page.keyboard.press("Escape")
        await asyncio.sleep(0.3)
    link = page.locator(sidebar_link(name)).first
    begin = time.perf_counter()
    await link.click()
    await page.get_by_role("heading", level=1, name=TITLES[name].zh).wait_for(timeout=60_000)
    await page.wait_for_selector(IDLE, timeout=60_000)
    return time.perf_counter() - begin


async def _timed(page: Page, five: Five, act: Callable[[], Awaitable[object]]) -> float:
    await page.evaluate(WATCH)
    while True:
        turns, ended = await page.evaluate(TURNS), await page.evaluate(ENDS)
        begin = time.perf_counter()
        await act()
        try:
            await page.wait_for_function(HEARD, arg=turns, timeout=_HEARD)
        except PlaywrightTimeout:
            five.unheard += 1  # a grid, say, that was being drawn anew below the mouse
            continue
        await page.wait_for_function(ENDED, arg=ended, timeout=60_000)
        return time.perf_counter() - begin


async def _settle(page: Page) -> None:
    """Look at the page until it stands: what is typed into a box that is being drawn anew is lost."""
    await asyncio.sleep(1.0)
    await page.wait_for_selector(IDLE, timeout=60_000)


async def _search(page: Page, chance: random.Random) -> Callable[[], Awaitable[object]]:
    await page.get_by_role("tab", name=Data.households.zh, exact=True).click()
    box = page.locator('[class*="households-search"] input')
    await box.wait_for(timeout=60_000)
    await _settle(page)
    words = chance.choice([w for w in _WORDS if w != await box.input_value()])
    await box.fill(words)
    return lambda: box.press("Enter")


async def _slider(page: Page, chance: random.Random) -> Callable[[], Awaitable[object]]:
    del chance
    await page.get_by_role("tab").nth(4).click()
    slider = page.get_by_role("slider").first
    await slider.wait_for(timeout=60_000)
    await _settle(page)
    await slider.focus()
    key = "ArrowRight" if await slider.input_value() == "0" else "ArrowLeft"
    return lambda: page.keyboard.press(key)


async def _drawer(page: Page, chance: random.Random) -> Callable[[], Awaitable[object]]:
    grid = page.locator('[data-testid="stDataFrame"]:visible').first
    await grid.wait_for(timeout=60_000)
    row = chance.randrange(8)
    place = await grid.bounding_box()
    assert place is not None
    x, y = place["x"], place["y"] + 18
    # The grid follows the mouse: a click out of nowhere would not be heard.
    await page.mouse.move(x + 30, y)
    await page.mouse.move(x + 60, y + 36 * (row + 1), steps=4)
    return lambda: grid.click(position={"x": 60, "y": 36 * (row + 1) + 18})
