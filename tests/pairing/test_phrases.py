"""Free text heard in the words of a list: the longest word, denials, what was not understood."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pairing.codes import load_codes
from pairing.lexicon import lexicon
from pairing.phrases import Phrasebook

NEEDS = lexicon().codes.needs
SIGNS = "、，；/\n家里老人常年吃药孩子上大学想养羊不缺技术和资金无需就业没有住房有保障的1 a"


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("家里老人常年吃药，孩子上大学，想学养羊", ("看病", "助学", "养殖技术")),
        ("增收、技术培训", ("增收", "技术培训")),
        ("看病 上学", ("看病", "助学")),
        ("想学养羊技术", ("养殖技术", "技术培训")),
        ("缺资金；希望政府帮助解决孩子上学问题", ("创业资金", "助学")),
        ("　ＰＡＹ 看病　", ("看病",)),
        # what is lacking is a need, however it is said
        ("没有技术", ("技术培训",)),
        ("没有钱看病", ("看病",)),
        ("想去外面打工但没有门路", ("就业",)),
        # the longer word counts: 残疾证 is a paper, not an ailment
        ("办残疾证", ("政策咨询",)),
    ],
)
def test_what_a_text_says(text: str, codes: tuple[str, ...]) -> None:
    assert lexicon().hear("needs", text).codes == codes


@pytest.mark.parametrize(
    "text",
    [
        "", "无", "暂无", "无需求", "没什么需求", "暂无帮扶需求", "不需要帮助", "不缺技术", "不缺技术和资金", "无需就业", "不想再外出务工",
        "没有纠纷", "无大病", "孩子没有上学", "饮水无困难", "住房安全有保障", "上学已解决",
    ],
)  # fmt: skip
def test_a_denial_says_nothing_and_is_understood(text: str) -> None:
    heard = lexicon().hear("needs", text)
    assert heard.codes == ()
    assert heard.strangers == ()


def test_a_denial_ends_where_a_wish_begins() -> None:
    assert lexicon().hear("needs", "不想种地想外出务工").codes == ("就业",)
    assert lexicon().hear("needs", "没有危房，缺资金").codes == ("创业资金",)


@pytest.mark.parametrize(
    ("text", "strangers"),
    [
        ("想买一台拖拉机", ("想买一台拖拉机",)),
        ("看病，想买 拖拉机", ("想买 拖拉机",)),
        ("腿脚不灵便要吃药", ("腿脚不灵便要",)),  # one half of it was heard
        ("家里老人常年吃药", ()),  # what is left is filling
        ("3口人", ()),
    ],
)
def test_what_was_not_understood_is_told(text: str, strangers: tuple[str, ...]) -> None:
    assert lexicon().hear("needs", text).strangers == strangers


def test_a_word_may_say_nothing_or_several_things() -> None:
    book = Phrasebook({"电费": (), "老人": ("看病", "照料")})
    assert book.hear("电费").strangers == ()
    assert book.hear("电费").codes == ()
    assert book.hear("有老人").codes == ("看病", "照料")


def test_without_words_everything_is_strange() -> None:
    assert Phrasebook({}).hear("看病，上学").strangers == ("看病", "上学")


@pytest.mark.parametrize("field", ["needs", "skills"])
def test_every_word_of_a_list_says_its_own_code(field: str) -> None:
    codes = load_codes()
    words = codes.need_words if field == "needs" else codes.skill_words
    for word, code in words.items():
        assert lexicon().hear(field, word).codes == (code,), word


@settings(derandomize=True, max_examples=300)
@given(st.text(SIGNS, max_size=40))
def test_any_text_is_heard_or_told(text: str) -> None:
    """Nothing is dropped: a part is a word of the list, a denial, filling, or told as it stands."""
    heard = lexicon().hear("needs", text)
    assert set(heard.codes) <= set(NEEDS)
    assert len(set(heard.strangers)) == len(heard.strangers)
    # What was heard or told is heard and told the same when it is said again.
    again = lexicon().hear("needs", "，".join([*heard.words, *heard.strangers]))
    assert set(heard.codes) <= set(again.codes)
