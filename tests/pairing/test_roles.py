"""Roles are kept by the store itself: no page, however drawn, can write what its organizer may not."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from pairing.errors import CallError, NotAllowed, StoreError
from pairing.matches import Wording
from pairing.roles import ROLES, Actor, read_roles, require
from pairing.rules import Rules
from pairing.store import Store
from pairing.text import Text
from tests.pairing.stored import tiny_county, tiny_plan

GOOD = SimpleNamespace(violations=())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store with a county, rules, a plan and a run that is still queued."""
    with Store(tmp_path / "store.db", "小李") as store:
        county = store.add_county(tiny_county())
        rules = store.save_rules("默认", Rules().to_toml(), Rules().hash)
        store.save_plan(county.id, rules.id, tiny_plan(county.data_hash, rules.hash), GOOD)
        store.runs.start(county.id, rules.id, {})
    return tmp_path / "store.db"


WRITES: dict[str, Callable[[Store], object]] = {
    "county": lambda store: store.add_county(tiny_county("别县")),
    "rules": lambda store: store.save_rules("默认", "x", "other"),
    "plan": lambda store: store.save_plan(1, 1, store.load_plan(1), GOOD),
    "run": lambda store: store.runs.start(1, 1, {}),
    "claim": lambda store: store.runs.claim(1, 1, 0.0),
    "begin": lambda store: store.runs.begin(1, 1, 0.0),
    "beat": lambda store: store.runs.beat(1),
    "report": lambda store: store.runs.report(1, "improve", None),
    "cancel": lambda store: store.runs.ask_cancel(1),
    "end": lambda store: store.runs.end(1, "failed", Text("停", "stop")),
    "finish": lambda store: store.finish_run(1, store.load_plan(1), GOOD),
    "repairs": lambda store: store.finish_repairs(1, 1, "{}"),
    "draft": lambda store: store.drafts.save(1, 0, (), (), "clear"),
    "forget": lambda store: store.matches.forget([Wording("village", "", "东庄")]),
}


def dump(path: Path) -> list[str]:
    with sqlite3.connect(path) as raw:
        return list(raw.iterdump())


@pytest.mark.parametrize("what", WRITES)
def test_who_may_look_only_writes_nothing(path: Path, what: str) -> None:
    before = dump(path)
    with Store(path, "小王", "view") as store, pytest.raises(NotAllowed, match="look only"):
        WRITES[what](store)
    assert dump(path) == before


def test_a_write_that_forgets_to_ask_is_refused_by_the_database(path: Path) -> None:
    """As a new method would that writes through a query: SQLite itself holds the line."""
    with Store(path, "小王", "view") as store, pytest.raises(StoreError, match="readonly"):
        store._database.rows("UPDATE plans SET name = '改' RETURNING id")
    with Store(path) as store:
        assert store.plan(1).name == ""


def test_who_may_look_may_read_and_be_noted(path: Path) -> None:
    with Store(path, "小王", "view") as store:
        assert store.load_county(1).name == "试县"
        assert store.load_plan(1).summary.status == "feasible"
        store.log("export", "plan", 1)
        assert store.history(1)[0].who == "小王"
        # Being noted opens no door for what comes after.
        with pytest.raises(NotAllowed):
            store.save_rules("默认", "x", "other")
        with pytest.raises(StoreError):
            store._database.rows("UPDATE plans SET name = '改' RETURNING id")


def test_who_may_change_may_not_adopt(path: Path) -> None:
    with Store(path, "小李", "edit") as store:
        store.save_rules("默认", "x", "other")
        with pytest.raises(NotAllowed, match="may adopt"), store._database.transaction("adopt"):
            raise AssertionError("not reached")


def test_each_role_may_do_what_those_before_it_may() -> None:
    for has in ROLES:
        for needs in ROLES:
            enough = ROLES.index(has) >= ROLES.index(needs)
            assert Actor("小李", has).may(needs) is enough
            if enough:
                require(has, needs)
            else:
                with pytest.raises(NotAllowed):
                    require(has, needs)


def test_the_roles_file_names_roles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "roles.toml"
    file.write_text(
        'default = "none"\n[roles]\n"Li@x.example" = "adopt"\n"小王" = "view"\n', encoding="utf-8"
    )
    monkeypatch.setenv("PAIRING_ROLES", str(file))
    roles = read_roles()
    assert (roles.of("li@X.example"), roles.of("小王"), roles.of("小赵")) == ("adopt", "view", None)


def test_without_a_roles_file_whoever_logs_in_may_look(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PAIRING_ROLES", raising=False)
    assert read_roles().of("小赵") == "view"


@pytest.mark.parametrize(
    "content",
    ['default = "admin"', '[roles]\n"小王" = 3', "[rolls]\n", 'roles = "edit"', "default = ", "\xff"],
)
def test_a_roles_file_at_fault_lets_nobody_in(tmp_path: Path, content: str) -> None:
    """A slip of the pen in it must not open the door wider than it was meant to be."""
    file = tmp_path / "roles.toml"
    file.write_bytes(content.encode("latin-1" if content == "\xff" else "utf-8"))
    with pytest.raises(CallError, match=r"roles\.toml"):
        read_roles(file)
    with pytest.raises(CallError, match="cannot be read"):
        read_roles(tmp_path / "missing.toml")
