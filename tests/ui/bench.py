"""Times of every page over a full-size county, in a real Chromium: ``python -m tests.ui.bench [--db PATH]``.

Without --db the sample county of full size is loaded and solved for --seconds first. Prints milliseconds from the click
to a page that stands still, the first time and again, and the peak memory of the server; writes nothing.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from pathlib import Path

import psutil

from pairing.rules import Rules
from pairing.sample import make_county
from pairing.store import Store
from tests.ui.browser import IDLE, PAGES, Watched, browser, server, tab
from ui.jobs import Jobs


def prepare(db: Path, seconds: float) -> None:
    """A full-size county with a plan."""
    rules = Rules()
    with Store(db) as store:
        county = store.add_county(make_county("county"))
        saved = store.save_rules("默认规则", rules.to_toml(), rules.hash)
    jobs = Jobs(db)
    run = jobs.start(county.id, saved.id, {"seconds": seconds})
    while run.live:
        time.sleep(1)
        run = jobs.latest(county.id) or run
    print(f"solve: {run.state}, plan {run.plan}, {run.message.en if run.message else ''}")


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
    parser.add_argument("--seconds", type=float, default=120.0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        db = options.db or Path(folder) / "county.db"
        if options.db is None:
            prepare(db, options.seconds)
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
            mine = [
                p for p in psutil.process_iter(["cmdline"]) if str(db) in " ".join(p.info["cmdline"] or [])
            ]
            tree = [c for p in mine for c in (p, *p.children(recursive=True))]
            print(f"server memory {max(p.memory_info().rss for p in tree) / 2**20:.0f} MB")
            print("console:", watched.errors, "elsewhere:", watched.strangers)


if __name__ == "__main__":
    main()
