"""One official plan for each county's name: adopted, replaced, withdrawn, each with its reason, and never two at once."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from pairing.errors import StoreError
from pairing.store import Store
from tests.pairing.stored import tiny_county, tiny_plan


@dataclass(frozen=True)
class Outcome:
    violations: tuple[str, ...] = ()


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Two plans, the second of other lists of the same name."""
    with Store(tmp_path / "store.db", who="小李") as opened:
        rules = opened.save_rules("默认", "a = 1\n", "r-1")
        for county in (tiny_county(), second_lists()):
            record = opened.add_county(county)
            opened.save_plan(record.id, rules.id, tiny_plan(county.data_hash, rules.hash), Outcome())
        yield opened


def second_lists() -> object:
    county = tiny_county()
    return replace(county, units=county.units.assign(kind="企业"))


def test_adopted_replaced_and_withdrawn_with_all_that_was_said(store: Store) -> None:
    name = store.county(1).name
    assert store.adoptions.standing(name) is None
    first = store.adoptions.adopt(1, "常委会通过")
    assert (first.plan, first.adopted_by, first.why, first.withdrawn_at) == (1, "小李", "常委会通过", None)
    second = store.adoptions.adopt(2, "名单更新后重做", seen=first.id)
    assert store.adoptions.standing(name) == second
    store.adoptions.withdraw(name, "还要改", second.id)
    assert store.adoptions.standing(name) is None
    history = store.adoptions.history(name)
    assert [(each.plan, each.withdrawn_why) for each in history] == [(2, "还要改"), (1, "名单更新后重做")]
    assert [(entry.what, entry.subject_id, entry.why) for entry in store.history(4)] == [
        ("withdraw", 2, "还要改"),
        ("adopt", 2, "名单更新后重做"),
        ("withdraw", 1, "名单更新后重做"),
        ("adopt", 1, "常委会通过"),
    ]


def test_whoever_comes_second_is_told_and_changes_nothing(store: Store) -> None:
    name = store.county(1).name
    mine = store.adoptions.adopt(1, "通过")
    with Store(store.path, who="小王") as other, pytest.raises(StoreError, match="小李 has adopted plan 1"):
        other.adoptions.adopt(2, "我看这个好")
    with Store(store.path, who="小王") as other:
        other.adoptions.withdraw(name, "有误", mine.id)
    with pytest.raises(StoreError, match="小王 has withdrawn"):
        store.adoptions.adopt(2, "换一个", seen=mine.id)
    assert store.adoptions.standing(name) is None


def test_what_is_refused(store: Store) -> None:
    with pytest.raises(StoreError, match="reason"):
        store.adoptions.adopt(1, "  ")
    with pytest.raises(StoreError, match="no plan number 9"):
        store.adoptions.adopt(9, "x")
    mine = store.adoptions.adopt(1, "x")
    with pytest.raises(StoreError, match="already"):
        store.adoptions.adopt(1, "y", seen=mine.id)
    with pytest.raises(StoreError, match="reason"):
        store.adoptions.withdraw(mine.county, "", mine.id)
    with pytest.raises(StoreError, match="no official plan"):
        store.adoptions.withdraw("邻县", "x", None)


def test_the_table_itself_refuses_a_second_official_plan(store: Store) -> None:
    store.adoptions.adopt(1, "x")
    connection = sqlite3.connect(store.path)
    with pytest.raises(sqlite3.IntegrityError):
        connection.execute(
            "INSERT INTO adoptions (county, plan, adopted_at, adopted_by, why) VALUES (?, 2, '', '', 'x')",
            (store.county(1).name,),
        )
    connection.close()


def test_lists_changed_from_an_older_version_are_refused(store: Store) -> None:
    newest = store.newest_county(store.county(1).name)
    assert newest is not None
    third = replace(tiny_county(), units=tiny_county().units.assign(kind="学校"))
    with Store(store.path, who="小王") as other, pytest.raises(StoreError, match="小李"):
        other.add_county(third, base=1)
    record = store.add_county(third, "指定回避", base=newest.id, what="pin", why="熟悉情况")
    assert store.newest_county(record.name) == record
    assert (store.history(1)[0].what, store.history(1)[0].why) == ("pin", "熟悉情况")
    # Going back to lists that are there already makes these the newest again.
    assert store.add_county(tiny_county(), base=record.id).id == 1
    again = store.newest_county(record.name)
    assert again is not None
    assert again.id == 1
