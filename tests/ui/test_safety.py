"""Nothing personal in logs or addresses; no upload without a limit; each organizer by the name the proxy gives."""

from __future__ import annotations

import ast
import logging
import time
import urllib.parse
from pathlib import Path

import pytest

from pairing.errors import traceback_without_values
from pairing.rules import Rules
from pairing.sample import make_county
from pairing.store import Store
from tests.ui.browser import PAGES, browser, server, tab
from tests.ui.conftest import Screen
from tests.ui.stores import SMALL
from ui import server_log, worker
from ui.jobs import Jobs
from ui.words import App

ROOT = Path(__file__).parents[2]
NAME = "欧阳小兰"


def calls(name: str) -> list[tuple[str, ast.Call]]:
    found = []
    for path in sorted((ROOT / "ui").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == name:
                found.append((path.name, node))
    return found


def test_every_upload_is_limited_in_kind_and_size() -> None:
    uploaders = calls("file_uploader")
    assert len(uploaders) >= 4
    for file, call in uploaders:
        assert {"type", "max_upload_size"} <= {keyword.arg for keyword in call.keywords}, file


def fall() -> None:
    try:
        {}[NAME]
    except KeyError as fault:
        raise ValueError(f"no {NAME}") from fault


def test_a_traceback_tells_the_lines_and_not_the_values() -> None:
    with pytest.raises(ValueError, match=NAME) as caught:
        fall()
    text = traceback_without_values(caught.value)
    assert NAME not in text
    assert "ValueError" in text
    assert "KeyError" in text
    assert "in fall" in text


@pytest.mark.parametrize("logger", ["pairing.ui", "streamlit.error_util"])
def test_the_servers_log_does_so_too(logger: str, caplog: pytest.LogCaptureFixture) -> None:
    server_log.keep_values_out()
    try:
        fall()
    except ValueError:
        logging.getLogger(logger).exception("page %s", "data")
    assert caplog.records
    text = logging.Formatter("%(message)s").format(caplog.records[-1])
    assert NAME not in text
    assert text.startswith("page data\n")
    assert "in fall" in text


def test_a_page_that_falls_notes_no_name(
    full: Screen, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("ui.lists.county_rows", lambda *_: fall())
    app = full.open("data")
    assert app.error[0].value == App.fault.zh
    assert "in fall" in caplog.text
    assert NAME not in caplog.text


def test_a_solve_that_falls_notes_no_name(full: Screen, capfd: pytest.CaptureFixture[str]) -> None:
    with Store(full.db) as store:
        run = store.runs.start(1, 1, {"seconds": 1})
    assert not worker.work(full.db, run.id, "-", lambda *_: fall())
    said = capfd.readouterr()
    assert "in fall" in said.err
    assert NAME not in said.err + said.out
    with Store(full.db) as store:
        assert NAME not in store.runs.get(run.id).message.zh


def test_a_run_carries_the_name_of_whoever_asked(full: Screen) -> None:
    """The solve is a process of its own, under another name on this computer."""
    with Store(full.db, "小王") as store:
        run = store.runs.start(1, 1, {"seconds": 1})
        plan = store.load_plan(1)

    class Good:
        violations = ()

    assert worker.work(full.db, run.id, "-", lambda *_: (plan, Good()))
    with Store(full.db) as store:
        assert store.plan(store.runs.get(run.id).plan).made_by == "小王"


@pytest.mark.browser
@pytest.mark.slow
def test_no_name_of_the_lists_in_any_log_or_address(tmp_path: Path) -> None:
    county, rules = make_county(SMALL), Rules()
    personal = {*county.cadres["name"], *county.households["head_name"]}
    for table in (county.cadres, county.households):
        for column in ("phone", "id_number"):
            personal |= set(table[column].dropna())
    assert len(personal) > 200
    db = tmp_path / "store.db"
    with Store(db) as store:
        record = store.add_county(county)
        saved = store.save_rules("默认规则", rules.to_toml(), rules.hash)
    asked: list[str] = []
    with server(db) as base, browser() as chromium, tab(chromium, base) as watched:
        watched.page.on("request", lambda request: asked.append(request.url))
        run = Jobs(db).start(record.id, saved.id, {"seconds": 1.0, "workers": 1})
        for _ in range(600):
            with Store(db) as store:
                if not store.runs.get(run.id).live:
                    break
            time.sleep(0.2)
        with Store(db) as store:
            assert store.runs.get(run.id).plan == 1
        watched.open("home")
        for name in PAGES:
            watched.follow(name)
            asked.append(watched.page.url)
        watched.follow("overview")
        watched.click_row(0, 0)
        asked.append(watched.page.url)
        assert watched.errors == []
        assert watched.strangers == []
    logs = [db.with_suffix(".server.log"), *(db.parent / "store-runs").glob("*.log")]
    assert len(logs) == 2
    said = "\n".join(path.read_text(encoding="utf-8") for path in logs)
    said += "\n".join(urllib.parse.unquote(url) for url in asked)
    assert [word for word in personal if word in said] == []


@pytest.mark.browser
@pytest.mark.slow
def test_the_proxys_header_reaches_a_real_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    roles = tmp_path / "roles.toml"
    roles.write_text('[roles]\n"小王" = "edit"\n', encoding="utf-8")
    monkeypatch.setenv("PAIRING_USER_HEADER", "X-Remote-User")
    monkeypatch.setenv("PAIRING_ROLES", str(roles))
    with server(tmp_path / "store.db") as base, browser() as chromium:
        with tab(chromium, base) as watched:
            watched.open("home")
            assert watched.page.get_by_text("没有得到您的登录名").is_visible()
            assert not watched.page.get_by_text("载入示例数据").count()
        with tab(chromium, base) as watched:
            watched.page.context.set_extra_http_headers({"X-Remote-User": "wang"})
            watched.open("home")
            assert watched.page.get_by_text("wang（只看）").is_visible()
            assert watched.page.get_by_role("button", name="载入示例数据", exact=True).is_disabled()
