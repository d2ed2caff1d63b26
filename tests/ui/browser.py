"""A real Chromium on a real server, for the browser tests, the screenshots and the page times."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlsplit

import psutil
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, sync_playwright

from pairing.store import Store

ROOT = Path(__file__).resolve().parents[2]
_NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, _NAMES)), "chromium")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
IDLE = '[data-testid="stApp"][data-test-script-state="notRunning"]'
PAGES = (
    "home", "data", "rules", "orders", "solve", "overview", "gaps", "adjust", "compare", "export", "record",
)  # fmt: skip


def sidebar_link(name: str) -> str:
    """The selector of a page's link in the sidebar."""
    return f'[data-testid="stSidebarNav"] a[href$="/{"" if name == "home" else name}"]'


@dataclass
class Watched:
    """A browser page that notes what must not happen: console errors and requests that leave the machine."""

    page: Page
    base: str
    errors: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda fault: self.errors.append(str(fault)))
        self.page.on("request", lambda request: self._note(request.url))
        self.page.on("websocket", lambda socket: self._note(socket.url))

    def _hear(self, message: ConsoleMessage) -> None:
        # A page opened by its own address first asks for the server below that address, by Streamlit's design.
        probing = "404" in message.text and "/_stcore/" in message.location.get("url", "")
        if message.type == "error" and not probing:
            self.errors.append(f"{message.text} {message.location.get('url', '')}")

    def _note(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("data", "blob") and parts.hostname not in ("localhost", "127.0.0.1"):
            self.strangers.append(url)

    def open(self, name: str, query: str = "") -> None:
        """Go to a page by its address and wait until it is drawn."""
        self.page.goto(f"{self.base}/{'' if name == 'home' else name}{query}")
        self.settle()

    def follow(self, name: str) -> None:
        """Go to a page by the sidebar's link."""
        self.page.locator(sidebar_link(name)).first.click()
        self.settle()

    def settle(self) -> None:
        """Wait until the script has run and the page has stood still for a moment."""
        self.page.wait_for_selector(IDLE, timeout=60_000)
        self.page.wait_for_timeout(300)
        self.page.wait_for_selector(IDLE, timeout=60_000)

    def click(self, name: str) -> None:
        """Click the button of this name."""
        self.page.get_by_role("button", name=name).first.click()
        self.page.wait_for_timeout(150)

    def click_row(self, table: int, row: int) -> None:
        """Click a row (from 0) of the nth table in sight, and wait for what comes of it."""
        self.press_row(table, row)
        self.settle()

    def press_row(self, table: int, row: int) -> None:
        """Click a row (from 0) of the nth table in sight."""
        grid = self.point_at_row(table, row)
        grid.click(position={"x": 60, "y": 36 * (row + 1) + 18})

    def point_at_row(self, table: int, row: int) -> Locator:
        """Bring the mouse over a row (from 0) of the nth table in sight; the grid is a canvas of rows of 36 pixels."""
        grid = self.page.locator('[data-testid="stDataFrame"]:visible').nth(table)
        grid.scroll_into_view_if_needed()
        # The grid follows the mouse: a click out of nowhere, as after a drawer was shut, would not be heard.
        place = grid.bounding_box()
        assert place is not None
        self.page.mouse.move(place["x"] + 30, place["y"] + 18)
        self.page.mouse.move(place["x"] + 60, place["y"] + 36 * (row + 1) + 18, steps=4)
        return grid


class Server:
    """The front end over a store, on a port of its own; may be killed and started again there.

    ``environment`` is added to the server's own (a user header, a roles file).
    """

    def __init__(self, db: Path, lang: str = "zh", environment: Mapping[str, str] | None = None) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self.base = f"http://127.0.0.1:{self.port}"
        self.db = db
        self._environment = {**os.environ, **(environment or {})}
        options = {"db": db, "port": self.port, "lang": lang, "address": "127.0.0.1"}
        flags = [str(word) for name, value in options.items() for word in (f"--{name}", value)]
        self._call = [sys.executable, "-m", "ui.launch", "--headless", "--no-warm", *flags]
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        log = self.db.with_suffix(".server.log")
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                self._call,
                cwd=ROOT,
                stdout=output,
                stderr=output,
                start_new_session=True,
                env=self._environment,
            )
        _wait(f"{self.base}/_stcore/health", self._process, log)

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End it and all it started for itself; solves are processes apart and go on."""
        if self._process is not None:
            os.killpg(self._process.pid, how)
            self._process.wait(20)
            self._process = None

    def end(self) -> None:
        """Stop it, and the solves that a failed test left behind: they would slow down all that follow."""
        self.stop()
        with Store(self.db) as store:
            for run in reversed(store.runs.live()):
                if run.state == "queued":
                    store.runs.ask_cancel(run.id)  # its process sees that and ends
                    continue
                with suppress(psutil.NoSuchProcess):
                    if run.pid is not None:
                        worker = psutil.Process(run.pid)
                        if "ui.worker" in worker.cmdline():
                            worker.kill()


@contextmanager
def running(db: Path, lang: str = "zh", environment: Mapping[str, str] | None = None) -> Iterator[Server]:
    """A started server, ended with what it left behind."""
    made = Server(db, lang, environment)
    try:
        made.start()
        yield made
    finally:
        made.end()


@contextmanager
def server(db: Path, lang: str = "zh") -> Iterator[str]:
    """The front end over a store; gives its address."""
    with running(db, lang) as made:
        yield made.base


@contextmanager
def browser() -> Iterator[Browser]:
    """Chromium without a window, with nothing that calls home."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        try:
            yield chromium
        finally:
            chromium.close()


@contextmanager
def tab(
    chromium: Browser, base: str, height: int = 900, headers: Mapping[str, str] | None = None
) -> Iterator[Watched]:
    """A fresh browser tab with its own session; ``headers`` as a proxy would add them to every request."""
    context = chromium.new_context(
        viewport={"width": 1360, "height": height},
        locale="zh-CN",
        accept_downloads=True,
        extra_http_headers=dict(headers or {}),
    )
    try:
        yield Watched(context.new_page(), base)
    finally:
        context.close()


def _wait(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(300):
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(address, timeout=1) as answer:
                if answer.status == 200:
                    return
        except (URLError, OSError):
            time.sleep(0.2)
    raise RuntimeError(f"the server did not start: {log.read_text()}")
