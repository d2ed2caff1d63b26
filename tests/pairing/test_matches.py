"""Confirmed wordings: kept as they were said, in the store and in a file, and used."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pairing.cli import main
from pairing.errors import CallError, StoreError
from pairing.inputs import confirmed_for, read_lists
from pairing.matches import MATCHES_FILE, Matches, Wording, read_matches, write_matches
from pairing.store import Store
from tests.rosters import rosters

EAR = Wording("village", "龙泉镇", "盘陀底")
UNIT = Wording("unit", "", "县财正局")
KINDS = st.sampled_from(["sheet", "header", "town", "village", "unit", "cadre"])
TEXTS = st.text(max_size=20)


@settings(derandomize=True, deadline=None, max_examples=60)
@given(meanings=st.dictionaries(st.builds(Wording, KINDS, TEXTS, TEXTS), TEXTS, max_size=6))
def test_a_file_says_again_what_was_written(meanings: dict[Wording, str]) -> None:
    assert Matches.from_toml(Matches(meanings).to_toml()) == Matches(meanings)


def test_matches_are_added_and_forgotten_without_changing_the_old_ones() -> None:
    old = Matches({EAR: "龙泉镇 盘驼底村"})
    new = old.adding({UNIT: "县财政局", EAR: ""})
    assert old.meanings == {EAR: "龙泉镇 盘驼底村"}
    assert new.meaning("village", "龙泉镇", "盘陀底") == ""
    assert new.meaning("unit", "", "别的") is None
    assert new.without([EAR]) == Matches({UNIT: "县财政局"})


@pytest.mark.parametrize(
    "text",
    [
        "[[match",
        "match = 3",
        "[[match]]\nkind = 'village'",
        "[[match]]\nkind='dog'\nwhere=''\nsaid='a'\nmeans='b'",
        "[match]\nkind='unit'",
    ],
)
def test_a_file_of_something_else_is_refused_with_its_place(tmp_path: Path, text: str) -> None:
    (tmp_path / "m.toml").write_text(text, encoding="utf-8")
    with pytest.raises(CallError) as refused:
        read_matches(tmp_path / "m.toml")
    assert "m.toml" in refused.value.text.zh
    assert "{" not in refused.value.text.zh + refused.value.text.en


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    (tmp_path / "m.toml").write_bytes("说明".encode("gb18030"))
    with pytest.raises(CallError):
        read_matches(tmp_path / "m.toml")


def test_the_store_remembers_and_forgets(tmp_path: Path) -> None:
    with Store(tmp_path / "s.db", "小李") as store:
        assert len(store.matches.all()) == 0
        store.matches.keep({EAR: "龙泉镇 盘驼底村", UNIT: ""})
        store.matches.keep({UNIT: "县财政局"})
        store.matches.keep({})
    with Store(tmp_path / "s.db", "小王") as store:
        assert store.matches.all() == Matches({EAR: "龙泉镇 盘驼底村", UNIT: "县财政局"})
        store.matches.forget([EAR, EAR])
        assert store.matches.all() == Matches({UNIT: "县财政局"})
        told = [(entry.who, entry.what, entry.why) for entry in store.history()]
    assert told == [("小王", "forget", "1"), ("小李", "confirm", "1"), ("小李", "confirm", "2")]


def test_a_store_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    with Store(tmp_path / "s.db") as store:
        store.close()
        with pytest.raises(StoreError):
            store.matches.all()


def call(*arguments: str) -> int:
    with pytest.raises(SystemExit) as end:
        main(["--lang", "zh", *arguments])
    return int(end.value.code or 0)


def test_check_data_accepts_and_later_commands_use_what_was_accepted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lists = rosters.typed_by_ear(tmp_path)
    assert call("check-data", str(lists)) == 1
    assert "待确认" in capsys.readouterr().out
    assert call("check-data", str(lists), "--accept") == 0
    said = capsys.readouterr().out
    assert "龙泉镇 盘陀底 → 龙泉镇 盘驼底村（同音" in said
    assert read_matches(tmp_path / MATCHES_FILE).meaning("unit", "", "县财正局") == "县财政局"
    assert call("check-data", str(lists)) == 0
    assert len(read_lists(lists).households) == 6
    assert call("check-data", str(lists), "--accept") == 0
    assert "没有要确认的写法" in capsys.readouterr().out


def test_what_nothing_stands_out_for_stays_open(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lists = rosters.a_village_in_the_wrong_township(tmp_path)
    assert call("check-data", str(lists), "--accept") == 1
    assert "还有 1 处没有把握" in capsys.readouterr().out
    assert not (tmp_path / MATCHES_FILE).exists()
    assert call("check-data", str(lists), "--json") == 1
    (proposal,) = json.loads(capsys.readouterr().out)["proposals"]
    assert (proposal["kind"], proposal["where"], proposal["said"], proposal["taken"]) == (
        "village",
        "桥上乡",
        "洪掌村",
        None,
    )
    assert [c["means"] for c in proposal["candidates"][:2]] == ["店上镇 洪掌村", "晋庄镇 洪掌村"]


def test_a_file_of_ones_own(tmp_path: Path) -> None:
    lists, mine = rosters.a_village_in_the_wrong_township(tmp_path), tmp_path / "我的.toml"
    assert call("check-data", str(lists), "--matches", str(mine)) == 2
    write_matches(Matches({Wording("village", "桥上乡", "洪掌村"): "店上镇 洪掌村"}), mine)
    assert call("check-data", str(lists), "--matches", str(mine)) == 0
    assert len(confirmed_for(lists)) == 0


def test_a_meaning_that_the_lists_no_longer_know_is_asked_again(tmp_path: Path) -> None:
    lists = rosters.typed_by_ear(tmp_path)
    write_matches(Matches({EAR: "龙泉镇 没有的村"}), tmp_path / MATCHES_FILE)
    assert call("check-data", str(lists)) == 1
