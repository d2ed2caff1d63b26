"""The pages over a full-size county in a real Chromium: ``python -m tests.ui.bench [--db PATH]``, or ``make bench-ui``.

Loads the sample county of full size by its button and solves it by the button, then measures from the click to what it
was made for: pages, a search in 100,000 households, a slider, a drawer, a change by hand, all papers; five organizers
at once (:mod:`tests.ui.bench_five`); the server's memory. Writes its section of docs/benchmarks.md. With --db a store
that has a solved county is looked at instead.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect

from pairing.rule_about import GROUPS
from pairing.store import Store
from tests.bench.page import PAGE, table, write_section
from tests.ui import bench_five
from tests.ui.bench_clock import ENDED, ENDS, WATCH
from tests.ui.browser import IDLE, PAGES, Watched, browser, server, sidebar_link, tab
from tests.ui.titles import TITLES
from ui.hand_words import Hand
from ui.jobs import Jobs
from ui.words import Data

_AGAIN = 5
_TITLE = "Pages in a real browser, county"
_GOALS = {"search": 0.5, "page of the list": 0.5, "slider": 0.3, "drawer": 0.5, "change by hand": 0.5}


def prepare(watched: Watched, db: Path) -> list[str]:
    """A full-size county with a plan, by clicks alone; what was seen on the way, in sentences."""
    said = []
    button = watched.page.get_by_role("button", name="去求解")
    begin = time.perf_counter()
    watched.click("载入全县规模示例")
    button.wait_for(timeout=120_000)
    said.append(f"sample loaded in {time.perf_counter() - begin:.1f} s")
    button.click()
    watched.settle()
    begin = time.perf_counter()
    watched.click("开始求解")
    watched.page.get_by_text("匹配总分").first.wait_for(timeout=120_000)
    said.append(f"first plan on screen {time.perf_counter() - begin:.1f} s after the click")
    watched.page.get_by_role("button", name="开始求解").wait_for(timeout=300_000)
    said.append(f"solved after {time.perf_counter() - begin:.0f} s")
    with Store(db) as store:
        (run,) = store.runs.of(1)
    if run.plan is None:
        raise SystemExit(
            f"no plan: {run.state}, {run.message and run.message.en}\n{Jobs(db).log_file(1).read_text()}"
        )
    watched.follow("overview")
    expect(watched.page.get_by_text("100,000 / 100,000")).to_be_visible(timeout=60_000)
    with Store(db) as store:
        summary = store.plans()[0].summary
    said.append(f"gap {summary.gap:.2%}" if summary.gap is not None else "gap unknown")
    return said


def visit(watched: Watched, name: str) -> float:
    """Seconds from the click on the sidebar to the page's title over a script that has run."""
    link = watched.page.locator(sidebar_link(name)).first
    begin = time.perf_counter()
    link.click()
    watched.page.get_by_role("heading", level=1, name=TITLES[name].zh).wait_for(timeout=120_000)
    watched.page.wait_for_selector(IDLE, timeout=120_000)
    took = time.perf_counter() - begin
    watched.settle()
    return took


class Actions:
    """What organizers do on the pages; ``took`` has the seconds of each, from the act to the end of the run it began."""

    def __init__(self, watched: Watched) -> None:
        self.watched, self.page = watched, watched.page
        self.took: dict[str, list[float]] = {}

    def run(self) -> None:
        self._lists()
        self._rules()
        self._drawer()
        self._by_hand()

    def _timed(self, what: str, act: Callable[[], object], seen: Callable[[], object] | None = None) -> None:
        self.page.evaluate(WATCH)
        held = self.page.evaluate(ENDS)
        begin = time.perf_counter()
        act()
        self.page.wait_for_function(ENDED, arg=held, timeout=60_000)
        if seen is not None:
            seen()
        self.took.setdefault(what, []).append(time.perf_counter() - begin)
        self.watched.settle()

    def _lists(self) -> None:
        self.watched.follow("data")
        self._timed("another list", self.page.get_by_role("tab", name=Data.households.zh, exact=True).click)
        box = self.page.locator('[class*="households-search"] input')
        for words in ("张", "王 一般", "李", "脱贫", "赵", ""):
            box.fill(words)
            self._timed("search", lambda: box.press("Enter"))
        pages = self.page.locator('[class*="households-page"]')
        for number in range(2, 2 + _AGAIN):
            self._timed("page of the list", pages.get_by_text(str(number), exact=True).first.click)

    def _rules(self) -> None:
        self.watched.follow("rules")
        self._timed("another list", self.page.get_by_role("tab", name=GROUPS["points"].zh).click)
        number = self.page.get_by_role("spinbutton").first
        self.page.get_by_role("slider").first.focus()
        for key in ("ArrowLeft", "ArrowRight") * 3:
            held = number.input_value()
            self._timed(
                "slider",
                lambda key=key: self.page.keyboard.press(key),  # type: ignore[misc]
                lambda held=held: expect(number).not_to_have_value(held, timeout=30_000),  # type: ignore[misc]
            )

    def _drawer(self) -> None:
        self.watched.follow("adjust")
        candidates = self.page.get_by_role("dialog").locator('[data-testid="stDataFrame"] canvas').first
        for row in range(_AGAIN):
            self.watched.point_at_row(0, row)
            self._timed("drawer", self._click, candidates.wait_for)
            expect(self.page.get_by_role("dialog").get_by_text(Hand.change.zh)).to_be_visible()
            while self.page.get_by_role("dialog").count():  # on a busy machine one press may come too early
                self.page.keyboard.press("Escape")
                self.watched.settle()

    def _click(self) -> None:
        self.page.mouse.down()
        self.page.mouse.up()

    def _by_hand(self) -> None:
        """A pair ended and taken back, by the drawer's buttons; the figures above must have changed."""
        metric = self.page.locator('[data-testid="stMetric"]').filter(has_text=Hand.steps.zh)
        steps = metric.locator('[data-testid="stMetricValue"]')

        def recounted(held: str) -> Callable[[], None]:
            return lambda: expect(steps).not_to_have_text(held, timeout=30_000)

        for row in range(3):
            self.watched.press_row(0, row)
            drawer = self.page.get_by_role("dialog")
            drawer.get_by_text(Hand.drop.zh, exact=True).first.click()
            self.watched.settle()
            done = drawer.get_by_role("button", name=Hand.do.zh)
            self._timed("change by hand", done.click, recounted(steps.inner_text()))
            back = self.page.get_by_role("button", name=Hand.undo.zh)
            self._timed("undo", back.click, recounted(steps.inner_text()))


def papers(watched: Watched) -> float:
    """Seconds from the order of every public paper to the file that holds them all."""
    watched.follow("export")
    watched.page.get_by_role("button", name="全选", exact=True).click()
    watched.settle()
    begin = time.perf_counter()
    watched.click("生成所选文件")
    fetch = watched.page.get_by_role("button", name="全部下载")
    fetch.wait_for(timeout=600_000)
    with watched.page.expect_download(timeout=300_000):
        fetch.click()
    return time.perf_counter() - begin


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--db", type=Path)
    parser.add_argument("--page", type=Path, default=PAGE, help="where the section is written")
    parser.add_argument(
        "--five-seconds", type=float, default=120.0, help="how long five organizers work at once"
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        db = options.db or Path(folder) / "county.db"
        said, trouble = [], []
        if options.db is None:
            with browser() as chromium, server(db) as base, tab(chromium, base) as watched:
                watched.open("home")
                said = prepare(watched, db)
                trouble += watched.errors + watched.strangers
        # A fresh server, so that the first visit of each page is one.
        with server(db) as base:
            with browser() as chromium, tab(chromium, base) as watched:
                begin = time.perf_counter()
                watched.open("home")
                said.append(f"the address of a server just started, {time.perf_counter() - begin:.1f} s")
                first = {name: visit(watched, name) for name in reversed(PAGES)}
                again = {name: [visit(watched, name) for _ in range(_AGAIN)] for name in PAGES}
                doing = Actions(watched)
                doing.run()
                alone = bench_five.server_memory(db)
                said.append(f"all public papers ordered and fetched in {papers(watched):.0f} s")
                trouble += watched.errors + watched.strangers
            five = asyncio.run(bench_five.work(base, db, options.five_seconds))
        said.append(f"server {alone:.0f} MB after one organizer, {five.memory:.0f} MB at most with five")
        trouble += five.trouble
        _write(options.page, first, again, doing.took, five, said, trouble)


def _write(
    page: Path,
    first: dict[str, float],
    again: dict[str, list[float]],
    took: dict[str, list[float]],
    five: bench_five.Five,
    said: list[str],
    trouble: list[str],
) -> None:
    ms = lambda seconds: f"{seconds * 1000:,.0f}"  # noqa: E731
    pages = [[TITLES[n].zh, ms(first[n]), ms(statistics.median(again[n])), ms(max(again[n]))] for n in PAGES]
    acts = [
        [
            what,
            f"{len(all_)}",
            ms(statistics.median(all_)),
            ms(max(all_)),
            ms(_GOALS[what]) if what in _GOALS else "–",
        ]
        for what, all_ in took.items()
    ]
    together = [
        [what, str(len(all_)), ms(statistics.median(all_)), ms(max(all_))]
        for what, all_ in sorted(five.took.items())
    ]
    body = [
        "Milliseconds from the click to the page's title over a script that has run (goal: 1,000 after the first).",
        table(["page", "first", "again, median", "again, longest"], pages),
        "Milliseconds from the act to the end of the run it began, with what it was to bring about on the screen; a "
        "drawer from the press of the mouse button to its ranked candidates drawn.",
        table(["act", "times", "median", "longest", "goal"], acts),
        f"Five organizers at once, each in a browser of his own on the same two cores, an act every {bench_five.THINK[0]:.0f} to "
        f"{bench_five.THINK[1]:.0f} s for {five.seconds:.0f} s: {len(five.all)} acts, median {ms(five.at(0.5))}, 95th percentile "
        f"{ms(five.at(0.95))} (goal: 1,500), longest {ms(five.at(1.0))}; {five.unheard} clicks or keys not heard by a "
        f"browser and pressed again; server "
        f"{five.memory:,.0f} MB at most (goal: 1,500).",
        table(["act", "times", "median", "longest"], together),
        "; ".join(said)[:1].upper() + "; ".join(said)[1:] + ". "
        + ("No console error, no request elsewhere." if not trouble else f"Trouble: {trouble}"),
    ]  # fmt: skip
    write_section(
        _TITLE, "make bench-ui", "\n\n".join(body), page=page, packages=("streamlit", "pandas", "numpy")
    )


if __name__ == "__main__":
    main()
