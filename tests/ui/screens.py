"""The pictures of the pages in docs/screens: ``python -m tests.ui.screens [OUT]``, or ``make screens``.

A sample county is made and solved, every page is opened in Chinese, and what a window of 1280 × 860 shows of it is
written as a PNG of few colours.
"""

from __future__ import annotations

import argparse
import io
import tempfile
from pathlib import Path

from PIL import Image

from pairing.sample import make_county
from tests.ui.browser import PAGES, ROOT, browser, server, tab
from tests.ui.stores import add_solved

_WIDTH, _HEIGHT, _COLOURS = 1280, 860, 64
_SECONDS = 20.0


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("out", type=Path, nargs="?", default=ROOT / "docs" / "screens")
    out = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        db = Path(folder) / "store.db"
        add_solved(db, make_county("demo"), _SECONDS, "organizer")
        with server(db) as base, browser() as chromium, tab(chromium, base) as watched:
            watched.page.set_viewport_size({"width": _WIDTH, "height": _HEIGHT})
            for name in PAGES:
                watched.open(name)
                watched.page.wait_for_timeout(1200)
                _keep(watched.page.screenshot(), out / f"{name}.png")
            watched.follow("overview")
            watched.page.get_by_role("radio", name="单位与乡镇").click()
            watched.settle()
            watched.page.get_by_role("heading", name="看全县").scroll_into_view_if_needed()
            watched.page.mouse.move(_WIDTH / 2, _HEIGHT / 2)
            watched.page.mouse.wheel(0, 420)
            watched.page.wait_for_timeout(1200)
            _keep(watched.page.screenshot(), out / "overview-pictures.png")


def _keep(picture: bytes, file: Path) -> None:
    Image.open(io.BytesIO(picture)).convert("RGB").quantize(_COLOURS).save(file, optimize=True)
    print(f"{file.name} {file.stat().st_size // 1024} KB")


if __name__ == "__main__":
    main()
