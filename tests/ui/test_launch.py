"""The server is started so that it serves this computer only, tells nobody, and shows no traceback."""

from __future__ import annotations

import socket
import subprocess
from pathlib import Path

import pytest
from streamlit import config

from pairing.sample import make_county
from pairing.store import Store
from pairing.write import write_county
from tests.ui.stores import SMALL
from ui import launch


def test_every_option_is_one_the_server_knows() -> None:
    known = config.get_config_options()
    call = launch.command(8501, "localhost", headless=True)
    options = dict(flag.removeprefix("--").split("=", 1) for flag in call if flag.startswith("--"))
    assert set(options) <= set(known)
    assert options["browser.gatherUsageStats"] == "false"
    assert options["client.showErrorDetails"] == "none"
    assert options["server.address"] == "localhost"
    # Left on, as they are by default: protection against other sites in the organizer's browser.
    assert not {"server.enableXsrfProtection", "server.enableCORS"} & set(options)


def test_the_look_names_nothing_on_the_web() -> None:
    theme = (Path(launch.__file__).parent / "theme.toml").read_text(encoding="utf-8")
    assert "http" not in theme


def test_a_taken_port_is_passed_over() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert launch.free_port(port, "127.0.0.1") > port


def test_a_county_named_on_the_call_is_in_the_store_before_the_pages_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[tuple[list[str], dict[str, str]]] = []
    monkeypatch.setattr(subprocess, "run", lambda call, env, check: calls.append((call, env)))
    monkeypatch.setattr(launch, "_warm_the_solver", lambda: pytest.fail("looked again"))
    lists = tmp_path / "我县.xlsx"
    write_county(make_county(SMALL), lists)
    db = tmp_path / "store.db"
    assert launch.main([str(lists), "--db", str(db), "--port", "8765", "--headless", "--no-warm"]) == 0
    ((_, env),) = calls
    assert env["PAIRING_DB"] == str(db)
    with Store(db) as store:
        (record,) = store.counties()
    assert (record.source, record.counts["cadres"]) == ("我县.xlsx", 40)


def test_faulty_lists_and_a_damaged_store_are_told_and_nothing_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: pytest.fail("started"))
    faulty = tmp_path / "坏.xlsx"
    faulty.write_bytes(b"PK\x03\x04" + b"\0" * 5000)
    assert launch.main([str(faulty), "--db", str(tmp_path / "a.db"), "--lang", "zh"]) == 1
    assert capsys.readouterr().err.strip()
    damaged = tmp_path / "b.db"
    damaged.write_bytes(b"junk" * 1000)
    assert launch.main(["--db", str(damaged), "--lang", "zh"]) == 1
    assert "已损坏" in capsys.readouterr().err


def test_a_login_at_fault_stops_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Secrets that cannot be read would count as none, and everybody would be an organizer with all rights."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: pytest.fail("the server was started"))
    secrets = tmp_path / ".streamlit" / "secrets.toml"
    secrets.parent.mkdir()
    secrets.write_text("[auth\n", encoding="utf-8")
    call = ["--db", str(tmp_path / "store.db"), "--lang", "en"]
    assert launch.main(call) == 1
    assert "cannot be read" in capsys.readouterr().err
    secrets.unlink()
    monkeypatch.setenv("PAIRING_ROLES", str(tmp_path / "missing.toml"))
    assert launch.main(call) == 1
    assert "missing.toml" in capsys.readouterr().err


def test_an_open_door_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    launch.check_login("localhost", "en")
    assert capsys.readouterr().err == ""
    launch.check_login("0.0.0.0", "en")
    assert "without a login" in capsys.readouterr().err
    monkeypatch.setenv("PAIRING_USER_HEADER", "X-User")
    launch.check_login("0.0.0.0", "en")
    assert capsys.readouterr().err == ""
