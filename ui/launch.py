"""Starts the browser front end: ``python -m ui.launch [COUNTY] [--db PATH] [--port N]``.

Everything the server must and must not do is said here, so that no configuration file is needed: it listens on this
computer only, reports to nobody and shows no traceback.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import psutil

from pairing.errors import PairingError
from pairing.store import Store, default_path
from pairing.text import default_lang

if TYPE_CHECKING:
    from collections.abc import Sequence

_HERE: Final = Path(__file__).resolve().parent
UPLOAD_MB: Final = 80


def free_port(wanted: int, address: str) -> int:
    """The wanted port, or the next one that nobody listens on."""
    for port in range(wanted, min(wanted + 50, 65536)):
        with socket.socket() as probe:
            if probe.connect_ex((address, port)):
                return port
    return wanted


def command(port: int, address: str, headless: bool) -> list[str]:
    """The server's call."""
    options = {
        "server.address": address,
        "server.port": str(port),
        "server.headless": str(headless).lower(),
        "server.showEmailPrompt": "false",
        "server.fileWatcherType": "none",
        "server.runOnSave": "false",
        "server.maxUploadSize": str(UPLOAD_MB),
        "browser.gatherUsageStats": "false",
        "browser.serverAddress": "localhost" if address in ("localhost", "127.0.0.1") else address,
        "client.toolbarMode": "minimal",
        "client.showErrorDetails": "none",
        "client.showErrorLinks": "false",
        "runner.magicEnabled": "false",
        "theme.base": str(_HERE / "theme.toml"),
    }
    flags = [f"--{name}={value}" for name, value in options.items()]
    return [sys.executable, "-m", "streamlit", "run", str(_HERE / "app.py"), *flags]


def environment(db: Path, lang: str) -> dict[str, str]:
    """The server's environment: which store, which language first, where the packages are."""
    paths = [str(_HERE.parent), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PAIRING_DB": str(db), "PAIRING_LANG": lang, "PYTHONPATH": os.pathsep.join(paths)}


def take_in(county: Path, db: Path) -> bool:
    """Load a county into the store; returns False, with the issues printed, where its lists have errors."""
    from pairing.inputs import confirmed_for
    from pairing.planner import load_county

    lang = default_lang()
    with Store(db) as store:
        confirmed = store.matches.all().adding(confirmed_for(county).meanings)
    reading = load_county(county, confirmed=confirmed)
    for issue in reading.issues:
        if issue.severity == "error":
            print(issue.sentence(lang), file=sys.stderr)
    if reading.county is None:
        return False
    with Store(db) as store:
        store.add_county(reading.county, county.name)
    return True


def _warm_the_solver() -> None:
    """Compile the solver's inner loops beside the opening pages, at low priority, so that the first solve need not."""
    process = psutil.Popen(
        [sys.executable, "-m", "solver.warm"], env=os.environ | {"PYTHONPATH": str(_HERE.parent)}
    )
    with contextlib.suppress(psutil.Error):
        process.nice(
            getattr(psutil, "BELOW_NORMAL_PRIORITY_CLASS", 10)
        )  # the constant exists on Windows only


def main(arguments: Sequence[str] | None = None) -> int:
    """The command: 0 when the server was stopped, 1 where the county's lists or the store are at fault."""
    parser = argparse.ArgumentParser(prog="python -m ui.launch", description="Open the browser front end.")
    parser.add_argument("county", nargs="?", type=Path, help="a county's workbook or folder, loaded first")
    parser.add_argument("--db", type=Path, default=None, help="the store's file")
    parser.add_argument("--port", type=int, default=8501, help="the port, or the first free one after it")
    parser.add_argument("--address", default="localhost", help="the address to listen on")
    parser.add_argument("--headless", action="store_true", help="do not open a browser window")
    parser.add_argument(
        "--lang", choices=("zh", "en"), default=os.environ.get("PAIRING_LANG") or default_lang()
    )
    options = parser.parse_args(arguments)
    db = (options.db or default_path()).resolve()
    try:
        Store(db).close()
        if options.county is not None and not take_in(options.county, db):
            return 1
    except PairingError as fault:
        print(fault.text.show(options.lang), file=sys.stderr)
        return 1
    _warm_the_solver()
    # Ctrl-C reaches the server too, which ends itself; solves go on in their own processes.
    with contextlib.suppress(KeyboardInterrupt):
        subprocess.run(
            command(free_port(options.port, options.address), options.address, options.headless),
            env=environment(db, options.lang),
            check=False,
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
