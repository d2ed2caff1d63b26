"""A picture of every page, empty and full, in both languages: ``python -m tests.ui.screenshots OUT [--db PATH]``.

Without --db a sample county is loaded and solved first.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from tests.ui.browser import PAGES, Watched, browser, server, tab


def shoot(watched: Watched, out: Path, prefix: str, query: str = "") -> None:
    """All pages into ``out``."""
    for name in PAGES:
        watched.open(name, query)
        watched.page.wait_for_timeout(900)
        # The whole page: Streamlit scrolls inside its own frame, so the window is made as tall as the content.
        tall = watched.page.evaluate(
            "Math.max(...[...document.querySelectorAll('[data-testid=stMain]')].map(e => e.scrollHeight))"
        )
        watched.page.set_viewport_size({"width": 1360, "height": max(900, min(6000, int(tall) + 20))})
        watched.page.wait_for_timeout(600)
        watched.page.screenshot(path=str(out / f"{prefix}-{name}.png"))
        watched.page.set_viewport_size({"width": 1360, "height": 900})
        print(f"{prefix}-{name}", *watched.errors, *watched.strangers)
        watched.errors.clear()


def shoot_drawer(watched: Watched, out: Path, prefix: str, query: str) -> None:
    """The drawer of the second pair on the overview, and with a candidate priced."""
    watched.open("overview", query)
    watched.page.wait_for_timeout(900)
    watched.click_row(0, 1)
    watched.page.screenshot(path=str(out / f"{prefix}-drawer.png"))
    drawer = watched.page.get_by_role("dialog")
    drawer.get_by_role("combobox").last.click()
    watched.page.get_by_role("option").first.click()
    watched.settle()
    drawer.locator('[data-testid="stMetric"]').last.scroll_into_view_if_needed()
    watched.page.screenshot(path=str(out / f"{prefix}-drawer-priced.png"))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("out", type=Path)
    parser.add_argument("--db", type=Path)
    parser.add_argument("--only", choices=("empty", "zh", "en"))
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, browser() as chromium:
        if options.only in (None, "empty"):
            with server(Path(folder) / "empty.db") as base, tab(chromium, base) as watched:
                shoot(watched, options.out, "empty")
        db = options.db or Path(folder) / "full.db"
        with server(db) as base:
            if options.db is None:
                with tab(chromium, base) as watched:
                    watched.open("home")
                    watched.click("载入示例数据")
                    watched.settle()
                    watched.follow("solve")
                    watched.click("开始求解")
                    watched.page.get_by_role("button", name="看总览").wait_for(timeout=300_000)
            for lang in ("zh", "en"):
                if options.only in (None, lang):
                    with tab(chromium, base) as watched:
                        shoot(watched, options.out, lang, f"?lang={lang}")
                        shoot_drawer(watched, options.out, lang, f"?lang={lang}")


if __name__ == "__main__":
    main()
