"""Status words: what offices write, and what it means for the model."""

from __future__ import annotations

import pytest

from pairing.status import is_in_need, is_party, is_weak, scope_of


@pytest.mark.parametrize(
    ("word", "scope"),
    [
        ("县", "county"), ("县直", "county"), ("县级", "county"), ("县（市、区）", "county"), ("区直", "county"),
        ("乡", "town"), ("镇", "town"), ("街道", "town"), ("乡镇", "town"), ("乡镇级", "town"), ("乡(镇)", "town"),
        ("村", "village"), ("村民委员会", "village"), ("居民委员会", "village"), ("社区", "village"), ("村级", "village"),
        ("省", "other"), ("中央", "other"), ("市直", "other"), (None, "other"), ("", "other"),
    ],
)  # fmt: skip
def test_scope(word: str | None, scope: str) -> None:
    assert scope_of(word) == scope


@pytest.mark.parametrize(
    "word", ["中共党员", "党员", "预备党员", "中共预备党员", "中共党员（预备）", "正式党员"]
)
def test_party_members(word: str) -> None:
    assert is_party(word)


@pytest.mark.parametrize(
    "word", [None, "群众", "共青团员", "民盟盟员", "农工党党员", "致公党党员", "非党员", "非中共党员"]
)
def test_others(word: str | None) -> None:
    assert not is_party(word)


@pytest.mark.parametrize(
    ("word", "weak"),
    [
        ("较差", True),
        ("后进党组织", True),
        ("软弱涣散", True),
        ("非软弱涣散", False),
        ("先进", False),
        (None, False),
    ],
)
def test_weak_branches(word: str | None, weak: bool) -> None:
    assert is_weak(word) == weak


@pytest.mark.parametrize(
    ("word", "in_need"),
    [
        ("脱贫户", True), ("监测户", True), ("低保户", True), ("特困供养户", True), ("边缘易致贫户", True), ("突发严重困难户", True),
        ("一般户", False), ("普通农户", False), ("非监测户", False), ("无", False), (None, False),
    ],
)  # fmt: skip
def test_kinds_in_need(word: str | None, in_need: bool) -> None:
    assert is_in_need(word) == in_need
