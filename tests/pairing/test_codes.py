"""The code lists: ours are whole, and an edited folder's faults are told by file and row."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from pairing.codes import FILES, Codes, load_codes, plain_word
from pairing.errors import DataError
from pairing.resources import data_path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in FILES:
        (tmp_path / name).write_bytes(data_path(name).read_bytes())
    return tmp_path


def test_our_lists_are_whole() -> None:
    codes = load_codes()
    assert codes.strength.shape == (len(codes.needs), len(codes.skills)) == (19, 16)
    assert codes.strength.min() == 0
    assert codes.strength.max() == 1
    # Every need can be met well by some skill, and every skill meets some need.
    assert np.all(codes.strength.max(axis=1) >= 0.7)
    assert np.all(codes.strength.max(axis=0) > 0)
    assert not codes.strength.flags.writeable


@pytest.mark.parametrize(
    ("need", "skill", "strength"),
    [
        ("增收", "资金项目", 1.0),
        ("看病", "医疗", 1.0),
        ("就业", "公关", 0.5),
        ("照料", "组织协调", 0.3),
        ("助学", "法律", 0.0),
    ],
)
def test_strengths(need: str, skill: str, strength: float) -> None:
    codes = load_codes()
    assert codes.strength[codes.needs.index(need), codes.skills.index(skill)] == strength


@pytest.mark.parametrize(
    ("word", "grade", "level"),
    [
        ("县处级正职", "county-head", 3),
        ("正处", "county-head", 3),
        ("正县级", "county-head", 3),
        ("调研员", "county-head", 3),
        ("四级调研员", "county-deputy", 3),
        ("副处级", "county-deputy", 3),
        ("国家级正职", "state-head", 3),
        ("二级巡视员", "bureau-deputy", 3),
        ("乡科级正职", "section-head", 2),
        ("主任科员", "section-head", 2),
        ("副主任科员", "section-deputy", 2),
        ("四级主任科员", "section-deputy", 2),
        ("副 科 级", "section-deputy", 2),
        ("四级主任科员（副科级）", "section-deputy", 2),
        ("助理（正科级）", "section-head", 2),
        ("科员级", "staff", 1),
        ("一级科员", "staff", 1),
        ("办事员级", "clerk", 1),
        ("管理九级", "staff", 1),
        ("专业技术人员", "institution", 1),
        ("事业", "institution", 1),
        ("未定职", "none", 1),
        ("试用期", "none", 1),
    ],
)
def test_rank_words(word: str, grade: str, level: int) -> None:
    assert load_codes().rank(word) == (grade, level)


def test_unknown_rank_words() -> None:
    assert load_codes().rank("大官") is None
    assert load_codes().rank("") is None
    assert load_codes().rank("（）") is None


def test_synonyms_lead_to_their_code() -> None:
    codes = load_codes()
    assert codes.need_words[plain_word("低收入")] == "增收"
    assert codes.skill_words[plain_word("擅长演讲")] == "宣传"
    assert set(codes.need_words.values()) == set(codes.needs)
    assert codes.titles["看病"].en == "Medical care"


def test_equal_lists_have_equal_hashes(folder: Path) -> None:
    assert load_codes(folder) == load_codes()
    assert hash(load_codes(folder)) == hash(load_codes())
    with (folder / "ranks.csv").open("a", encoding="utf-8") as file:
        file.write("大官,county-head\n")
    edited = load_codes(folder)
    assert edited != load_codes()
    assert edited.rank("大官") == ("county-head", 3)


def test_a_file_the_folder_lacks_is_ours(tmp_path: Path) -> None:
    assert load_codes(tmp_path) == load_codes()


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig"])
def test_an_edited_file_may_be_saved_by_any_office(folder: Path, encoding: str) -> None:
    for name in FILES:
        text = (folder / name).read_text("utf-8")
        (folder / name).write_bytes(text.replace("\n", "\r\n").encode(encoding))
    assert load_codes(folder) == load_codes()


FAULTS = [
    ("needs.csv", "需求,英文,同义词\n", None),
    ("needs.csv", "词,英文\n增收,x\n", 1),
    ("needs.csv", "", 1),
    ("skill_match.csv", "需求,专长,强度\n登月,种植,1\n", 2),
    ("skill_match.csv", "需求,专长,强度\n增收,飞行,1\n", 2),
    ("skill_match.csv", "需求,专长,强度\n增收,种植,1.5\n", 2),
    ("skill_match.csv", "需求,专长,强度\n增收,种植,nan\n", 2),
    ("skill_match.csv", "需求,专长,强度\n增收,种植,1\n增收,种植,0\n", 3),
    ("grades.csv", "代码,层级,名称,英文\nx,4,x,x\n", 2),
    ("grades.csv", "代码,层级,名称,英文\nx,1,x,x\nx,1,x,x\n", 3),
    ("ranks.csv", "级别用语,等次代码\n正处,nobody\n", 2),
    ("ranks.csv", "级别用语,等次代码\n正处,staff\n正处,clerk\n", 3),
    ("ranks.csv", "级别用语,等次代码\n,staff\n", 2),
]  # fmt: skip


@pytest.mark.parametrize(("file", "content", "row"), FAULTS)
def test_a_fault_of_the_lists_is_told_by_file_and_row(
    folder: Path, file: str, content: str, row: int | None
) -> None:
    (folder / file).write_text(content, encoding="utf-8")
    with pytest.raises(DataError) as caught:
        load_codes(folder)
    assert (file, row) in {(issue.sheet, issue.row) for issue in caught.value.issues}
    assert all(issue.problem.zh and issue.remedy.en for issue in caught.value.issues)


def test_a_synonym_stands_for_one_word(folder: Path) -> None:
    (folder / "needs.csv").write_text("需求,英文,同义词\n甲,a,丙\n乙,b,丙\n", encoding="utf-8")
    (folder / "skill_match.csv").write_text("需求,专长,强度\n", encoding="utf-8")
    with pytest.raises(DataError) as caught:
        load_codes(folder)
    assert [(issue.row, issue.value) for issue in caught.value.issues] == [(3, "丙")]


def test_a_list_that_is_no_text(folder: Path) -> None:
    (folder / "ranks.csv").write_bytes(b"\x00\xff\xfe\x81")
    with pytest.raises(DataError):
        load_codes(folder)


def test_codes_is_not_equal_to_other_things() -> None:
    assert load_codes() != "codes"
    assert isinstance(load_codes(), Codes)
