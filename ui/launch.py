"""Starts the browser front end: ``python -m ui.launch [COUNTY] [--db PATH] [--port N]``.

Everything the server must and must not do is said here, so that no configuration file is needed: it listens on this
computer only, reports to nobody and shows no traceback.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import os
import socket
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Final

import psutil

from pairing.errors import CallError, PairingError
from pairing.roles import read_roles
from pairing.store import Store, default_path
from pairing.text import Text, default_lang
from ui.line import Line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pairing.text import Lang

_HERE: Final = Path(__file__).resolve().parent
UPLOAD_MB: Final = 80
HEADER_VARIABLE: Final = "PAIRING_USER_HEADER"
_LOCAL: Final = ("localhost", "127.0.0.1", "::1")

_SECRETS = Text(
    "登录设置 {path} 读不出来（{reason}）。没有启动，以免无人把门。",
    "The login's settings {path} cannot be read ({reason}). Not started, since nobody would have to log in.",
)
_NO_AUTHLIB = Text(
    "已设置登录，但没有安装所需的库。请安装：pip install 'pairing[login]'。",
    "A login is configured, but its library is missing. Install it: pip install 'pairing[login]'.",
)
_OPEN = Text(
    "注意：同一网络里的人都能打开，且不用登录、权限不限。设置登录见 docs/security.md。",
    "Note: everybody on this network can open it, without a login and with all rights. See docs/security.md for a login.",
)


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
        "server.enableAgentApi": "false",
        "logger.enableRich": "false",
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


def check_login(address: str, lang: Lang) -> None:
    """Look at the login's settings before anything is opened, so that a slip does not leave the door open.

    Raises CallError where the roles file or the secrets cannot be read. Says so where others on the network can reach this
    server and nobody has to log in.
    """
    read_roles()
    provided = False
    for place in (Path.home(), Path.cwd()):
        secrets = place / ".streamlit" / "secrets.toml"
        if secrets.is_file():
            try:
                provided |= "auth" in tomllib.loads(secrets.read_text(encoding="utf-8"))
            except (OSError, ValueError) as fault:
                raise CallError(_SECRETS.fill(path=secrets, reason=fault)) from fault
    if provided and not importlib.util.find_spec("authlib"):
        raise CallError(_NO_AUTHLIB)
    if address not in _LOCAL and not provided and not os.environ.get(HEADER_VARIABLE):
        print(_OPEN.show(lang), file=sys.stderr)


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
    parser.add_argument("--no-warm", action="store_true", help="the solver is compiled: do not look again")
    parser.add_argument(
        "--lang", choices=("zh", "en"), default=os.environ.get("PAIRING_LANG") or default_lang()
    )
    options = parser.parse_args(arguments)
    db = (options.db or default_path()).resolve()
    try:
        check_login(options.address, options.lang)
        Store(db).close()
        if options.county is not None and not take_in(options.county, db):
            return 1
    except PairingError as fault:
        print(fault.text.show(options.lang), file=sys.stderr)
        return 1
    if not options.no_warm:
        _warm_the_solver()
    # What stood in line when this computer was shut down goes on before anybody opens a page.
    Line(db).supervise()
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
