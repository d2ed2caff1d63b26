"""The whole flow over a full-size county, in a real Chromium: ``python -m tests.ui.bench [--db PATH]``.

Loads the sample county of full size by its button, solves it for two minutes by the button, then prints milliseconds
from the click to a page that stands still, the first time and again, the roster's download and the peak memory of the
server. With --db a store that has a solved county is looked at instead. Writes nothing.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from pathlib import Path

import psutil
from playwright.sync_api import expect

from pairing.store import Store
from tests.ui.browser import IDLE, PAGES, Watched, browser, server, tab
from ui.jobs import Jobs


def prepare(watched: Watched, db: Path) -> None:
    """A full-size county with a plan, by clicks alone."""
    button = watched.page.get_by_role("button", name="去求解")
    begin = time.perf_counter()
    watched.click("载入全县规模示例")
    button.wait_for(timeout=120_000)
    print(f"sample loaded {time.perf_counter() - begin:10.1f} s")
    button.click()
    watched.settle()
    begin = time.perf_counter()
    watched.click("开始求解")
    watched.page.get_by_text("匹配总分").first.wait_for(timeout=120_000)
    print(f"first plan seen {time.perf_counter() - begin:8.1f} s")
    watched.page.get_by_role("button", name="开始求解").wait_for(timeout=300_000)
    print(f"solved {time.perf_counter() - begin:17.1f} s")
    with Store(db) as store:
        (run,) = store.runs.of(1)
    if run.plan is None:
        raise SystemExit(
            f"no plan: {run.state}, {run.message and run.message.en}\n{Jobs(db).log_file(1).read_text()}"
        )
    watched.follow("overview")
    expect(watched.page.get_by_text("100,000 / 100,000")).to_be_visible(timeout=60_000)
    with Store(db) as store:
        print(store.plans()[0].summary.coverage, "gap", store.plans()[0].summary.gap)


def visit(watched: Watched, name: str) -> float:
    """Milliseconds from the click on the sidebar to a page whose script has run."""
    link = watched.page.locator(
        f'[data-testid="stSidebarNav"] a[href$="/{"" if name == "home" else name}"]'
    ).first
    begin = time.perf_counter()
    link.click()
    watched.page.wait_for_timeout(30)
    watched.page.wait_for_selector(IDLE, timeout=120_000)
    took = (time.perf_counter() - begin) * 1000
    watched.settle()
    return took


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--db", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        db = options.db or Path(folder) / "county.db"
        if options.db is None:
            with browser() as chromium, server(db) as base, tab(chromium, base) as watched:
                watched.open("home")
                prepare(watched, db)
                print("console:", watched.errors, "elsewhere:", watched.strangers)
        # A fresh server, so that the first visit of each page is one.
        with browser() as chromium, server(db) as base, tab(chromium, base) as watched:
            begin = time.perf_counter()
            watched.open("home")
            print(f"{'page':10} {'first ms':>10} {'again ms':>10}")
            print(f"{'address':10} {(time.perf_counter() - begin) * 1000:10.0f}")
            first = {name: visit(watched, name) for name in reversed(PAGES)}
            again = {name: [] for name in PAGES}
            for _ in range(3):
                for name in PAGES:
                    again[name].append(visit(watched, name))
            for name in PAGES:
                print(f"{name:10} {first[name]:10.0f} {statistics.median(again[name]):10.0f}")
            watched.follow("export")
            begin = time.perf_counter()
            watched.click("全选")
            watched.settle()
            watched.click("生成所选文件")
            fetch = watched.page.get_by_role("button", name="全部下载")
            fetch.wait_for(timeout=300_000)
            with watched.page.expect_download(timeout=300_000):
                fetch.click()
            print(f"{'papers':10} {(time.perf_counter() - begin) * 1000:10.0f}")
            mine = [
                p for p in psutil.process_iter(["cmdline"]) if str(db) in " ".join(p.info["cmdline"] or [])
            ]
            tree = [c for p in mine for c in (p, *p.children(recursive=True))]
            print(f"server memory {max(p.memory_info().rss for p in tree) / 2**20:.0f} MB")
            print("console:", watched.errors, "elsewhere:", watched.strangers)


if __name__ == "__main__":
    main()
