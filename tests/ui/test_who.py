"""Who is at the screen: the local organizer, whoever a proxy names, whoever a provider let in; and what each may do."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from pairing.directives import Directive, add
from pairing.errors import NotAllowed
from pairing.store import Store, local_user
from tests.ui.browser import PAGES
from tests.ui.conftest import Screen
from ui import state, who
from ui.order_keep import version
from ui.order_words import Order
from ui.who_words import Who
from ui.words import Home

ROOT = Path(__file__).parents[2]


@pytest.fixture
def proxy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """A proxy's header X-User; what it says can be changed. 小李 may adopt, 小王 may change, others may look."""
    roles = tmp_path / "roles.toml"
    roles.write_text('[roles]\n"小李" = "adopt"\n"小王" = "edit"\n"外人" = "none"\n', encoding="utf-8")
    monkeypatch.setenv("PAIRING_ROLES", str(roles))
    monkeypatch.setenv("PAIRING_USER_HEADER", "X-User")
    said = {"X-User": ["小张"]}
    monkeypatch.setattr(who, "headers", lambda name: said.get(name, []))
    return said


def shut(app: AppTest, label: str) -> bool:
    (found,) = [each for each in app.button if each.label == label]
    return found.disabled


def test_without_a_login_there_is_one_organizer_who_may_do_everything(full: Screen) -> None:
    app = full.open("rules")
    assert not shut(app, "保存规则")
    assert (who.acting().name, who.acting().role) == (local_user(), "adopt")
    assert not [c for c in app.sidebar.caption if local_user() in c.value]


def test_a_header_counts_only_where_it_was_configured(full: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(who, "headers", lambda _: ["小王"])
    assert who.acting().name == local_user()


def test_what_was_done_carries_the_name_that_the_proxy_gave(
    full: Screen, proxy: dict[str, list[str]]
) -> None:
    proxy["X-User"] = ["小王"]
    app = full.open("rules")
    app.text_input(key="rules-name-1").input("小王的规则").run()
    app.button(key="rules-save").click().run()
    assert not app.exception
    with Store(full.db) as store:
        assert store.rule_sets()[0].made_by == "小王"
        assert store.history(1)[0].who == "小王"


@pytest.mark.parametrize("page", PAGES)
def test_who_may_look_only_sees_every_page_and_can_press_nothing_that_changes(
    two: Screen, proxy: dict[str, list[str]], page: str
) -> None:
    """Every box is filled, so that no button is shut for want of a name or a reason; then each open one is pressed."""
    app = two.open(page)
    assert any("只看" in caption.value for caption in app.sidebar.caption)
    # A rules file only fills the form, a roster is only compared.
    assert page in ("rules", "export") or all(upload.disabled for upload in app.file_uploader)
    for box in app.text_input:
        if not box.disabled:
            box.set_value("甲")
    app.run()
    with Store(two.db) as store:
        before = store.history()
    for label in [each.label for each in app.button if not each.disabled]:
        for each in [each for each in app.button if each.label == label and not each.disabled][:1]:
            each.click().run()
        assert not app.exception
        assert not [error.value for error in app.error if "权限" in error.value], label
        app.switch_page(f"app_pages/{page}.py").run()
    with Store(two.db) as store:
        assert store.history() == before
        assert store.runs.live() == ()


def test_a_viewer_reads_an_order_and_cannot_remove_it(full: Screen, proxy: dict[str, list[str]]) -> None:
    with Store(full.db) as store:
        lists = add(store.load_county(1), [Directive("ban", "亲戚", cadre=1, household=0)])
        record = store.add_county(lists, base=1)
    app = full.open("orders")
    for _ in range(2):  # the drawer as it opens on a click, before each run
        app.session_state[f"{version(record)}-orders-table-clicked"] = 0
        app.run()
        assert any("亲戚" in each.value for each in app.markdown)
        assert shut(app, Order.remove.zh)
        (why,) = [box for box in app.text_input if box.label == Order.remove_why.zh]
        why.set_value("和好了")


def test_a_viewers_write_is_refused_by_the_server_whatever_the_page_shows(
    full: Screen, proxy: dict[str, list[str]]
) -> None:
    """As a click would that was sent by other means than the button, which is shown disabled."""
    with state.store() as store, pytest.raises(NotAllowed):
        store.save_rules("默认规则", "x", "other")
    with pytest.raises(NotAllowed):
        state.jobs().start(1, 1, {"seconds": 1.0})
    with state.store() as store:
        assert store.runs.live() == ()
    proxy["X-User"] = ["小王"]
    with state.store() as store:
        store.save_rules("默认规则", "x", "other")


def test_a_viewer_may_be_the_first_to_open_an_empty_store(empty: Screen, proxy: dict[str, list[str]]) -> None:
    app = empty.open("rules")
    assert not app.error
    assert app.selectbox(key="rules_pick").value == "默认规则"
    assert shut(empty.open(), Home.load_demo.zh)


@pytest.mark.parametrize("values", [[], [""], ["小李", "小李"], ["小王", "小李"]])
def test_a_header_that_is_missing_or_doubled_lets_nobody_in(
    full: Screen, proxy: dict[str, list[str]], values: list[str]
) -> None:
    """Two values: the proxy passed on the one that came from outside."""
    proxy["X-User"] = values
    app = full.open("data")
    assert Who.no_header.zh[:10] in app.error[0].value
    assert not app.dataframe
    assert not app.selectbox


def test_a_name_with_no_role_sees_nothing(full: Screen, proxy: dict[str, list[str]]) -> None:
    proxy["X-User"] = ["外人"]
    app = full.open("export")
    assert "外人" in app.error[0].value
    assert not app.get("download_button")


def test_a_roles_file_at_fault_lets_nobody_in(
    full: Screen, proxy: dict[str, list[str]], tmp_path: Path
) -> None:
    (tmp_path / "roles.toml").write_text('default = "boss"', encoding="utf-8")
    app = full.open("data")
    assert "boss" in app.error[0].value
    assert not app.dataframe


def test_a_right_taken_away_is_gone_at_once(
    full: Screen, proxy: dict[str, list[str]], tmp_path: Path
) -> None:
    proxy["X-User"] = ["小王"]
    app = full.open("rules")
    assert not shut(app, "保存规则")
    (tmp_path / "roles.toml").write_text("", encoding="utf-8")
    app.button(key="rules-save").click().run()
    assert shut(app, "保存规则")


def test_a_name_in_utf8_arrives_as_it_was_sent(proxy: dict[str, list[str]]) -> None:
    """Servers read a header's bytes as Latin-1."""
    proxy["X-User"] = ["小王".encode().decode("latin-1")]
    assert who.acting().name == "小王"
    proxy["X-User"] = [" wang\x00 "]
    assert who.acting().name == "wang"


def provider(monkeypatch: pytest.MonkeyPatch, **claims: object) -> None:
    class User(dict):
        is_logged_in = bool(claims.get("is_logged_in"))

        def to_dict(self) -> dict[str, object]:
            return dict(self)

    monkeypatch.setattr(st, "user", User(claims))


def test_before_the_login_nothing_of_the_store_is_seen(full: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    provider(monkeypatch, is_logged_in=False)
    app = full.open("data")
    assert app.title[0].value == Who.log_in_title.zh
    assert [each.label for each in app.button] == [Who.log_in.zh]
    assert not app.selectbox
    assert not app.dataframe


def test_after_the_login_the_claim_is_the_name(full: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    provider(monkeypatch, is_logged_in=True, email="li@x.example", email_verified=True, name="李")
    app = full.open("rules")
    assert any("li@x.example" in caption.value for caption in app.sidebar.caption)
    assert shut(app, "保存规则")
    assert not shut(app, Who.log_out.zh)


@pytest.mark.parametrize(
    "claims", [{"name": "admin"}, {"email": ""}, {"email": "li@x.example", "email_verified": False}]
)
def test_a_claim_that_anybody_may_choose_is_not_taken(
    full: Screen, monkeypatch: pytest.MonkeyPatch, claims: dict[str, object]
) -> None:
    provider(monkeypatch, is_logged_in=True, **claims)
    assert full.open("data").error


def test_two_organizers_sessions_share_nothing(full: Screen, proxy: dict[str, list[str]]) -> None:
    one = full.open("overview")
    proxy["X-User"] = ["小李"]
    other = full.open("rules", "en")
    assert other.session_state["lang"] == "en"
    assert one.session_state["lang"] == "zh"
    other.text_input(key="rules-name-1").input("B").run()
    assert "rules-name-1" not in one.session_state


def test_no_page_opens_the_store_past_who_is_at_the_screen() -> None:
    """`Store(...)` gives all rights: only these files, which are not led by a click, or look only, may say it."""
    allowed = {"state.py", "jobs.py", "line.py", "worker.py", "launch.py", "downloads.py", "paper_worker.py"}
    found = set()
    for path in sorted((ROOT / "ui").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("Store", "Jobs", "Database"):
                found.add(path.name)
    assert found <= allowed
