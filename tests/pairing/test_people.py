"""Which cadre is meant: by id, by name and unit, by telephone, by post - or asked."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pairing.reading.people import Cadres, Reference, distinct_ids
from pairing.reading.resolve import AMBIGUOUS, NOWHERE, Names

UNITS = Names(["财政局", "教育局"])
# 王建国 thrice: two in 财政局, told by telephone and post, one in 教育局; 李梅 once.
CADRES = Cadres(
    {
        "cadre_id": ["G1", "G2", "G3", "G4"],
        "name": ["王建国", "王建国", "王建国", "李梅"],
        "unit": [0, 0, 1, 1],
        "phone": ["13900001111", "13900002222", None, "138****3333"],
        "post": ["会计", "司机", "科员", None],
    },
    UNITS,
)


def who(
    cadre_id: str | None = None,
    name: str | None = None,
    unit: str | None = None,
    phone: str | None = None,
    post: str | None = None,
) -> Reference:
    return Reference(cadre_id, name, unit, phone, post)


@pytest.mark.parametrize(
    ("reference", "position"),
    [
        (who("G2"), 1),
        (who("G2", "王建国", "教育局"), 1),
        (who("没有"), NOWHERE),
        (who(name="赵无"), NOWHERE),
        (who(name="李梅"), 3),
        (who(name="李 梅", unit="教育局"), 3),
        (who(name="王建国", unit="教育局"), 2),
        (who(name="王建国", unit="财政局"), AMBIGUOUS),
        (who(name="王建国"), AMBIGUOUS),
        (who(name="王建国", unit="财政局", phone="139-0000-2222"), 1),
        (who(name="王建国", unit="财政局", phone="139****1111"), 0),
        (who(name="王建国", unit="财政局", phone="****2222"), AMBIGUOUS),
        (who(name="王建国", unit="财政局", post="司机"), 1),
        (who(name="王建国", unit="财政局", phone="13999999999", post="会计"), 0),
        (who(name="王建国", phone="13900001111"), 0),
        (who(name="王建国", unit="不在表里的单位", phone="13900002222"), 1),
        (who(name="李梅", unit="财政局"), AMBIGUOUS),
        (who(name="李梅", unit="财政局", phone="13812343333"), 3),
        (who("财政局-王建国"), AMBIGUOUS),
        (who("财政局-王建国", post="司机"), 1),
        (who("教育局-王建国"), 2),
        (who("财政局-王建国-2222"), 1),
        (who("教育局-李梅-3333"), 3),
        (who("教育局-李梅-4444"), NOWHERE),
        (who("教育局-王建国-科员"), 2),
    ],
)
def test_who_is_meant(reference: Reference, position: int) -> None:
    assert CADRES.find(reference)[0] == position


def test_candidates_are_told_apart_without_a_whole_telephone() -> None:
    _, candidates = CADRES.find(who(name="王建国", unit="财政局"))
    assert [CADRES.words(i) for i in candidates] == [
        "财政局 王建国 会计 139****1111",
        "财政局 王建国 司机 139****2222",
    ]


def test_an_answer_is_kept_without_a_whole_telephone() -> None:
    wording = who(name="王建国", unit="财政局", phone="13900001111").wording
    assert (wording.kind, wording.said) == ("cadre", "王建国")
    assert "1111" in wording.where
    assert "13900001111" not in wording.where


@pytest.mark.parametrize(
    ("phones", "posts", "ids"),
    [
        (["13900001111", "13900002222"], [None, None], ["局-甲-1111", "局-甲-2222"]),
        (["13900001111", "13800001111"], [None, None], ["局-甲-13900001111", "局-甲-13800001111"]),
        (["139****1111", "139****2222"], [None, None], ["局-甲-1111", "局-甲-2222"]),
        ([None, None], ["会计", "司机"], ["局-甲-会计", "局-甲-司机"]),
        (["13900001111", None], ["会计", "司机"], ["局-甲-会计", "局-甲-司机"]),
        (["13900001111", None], ["会计", None], ["局-甲", "局-甲"]),
        (["13900001111", "13900001111"], ["科员", "科员"], ["局-甲", "局-甲"]),
    ],
)
def test_ids_of_namesakes(phones: list[str | None], posts: list[str | None], ids: list[str]) -> None:
    assert distinct_ids(["局", "局"], ["甲", "甲"], phones, posts) == ids


def test_one_of_a_name_needs_no_mark() -> None:
    assert distinct_ids(["局", "局", None], ["甲", "乙", "丙"], ["1", "2", "3"], [None] * 3) == [
        "局-甲",
        "局-乙",
        None,
    ]


@settings(derandomize=True, deadline=None, max_examples=100)
@given(
    people=st.lists(
        st.tuples(st.sampled_from("甲乙"), st.sampled_from("丙丁"), st.sampled_from([None, "13900001111", "13800002222"]),
                  st.sampled_from([None, "科员", "会计"])),
        max_size=6,
    )
)  # fmt: skip
def test_two_ids_are_equal_only_where_nothing_tells_a_whole_group_apart(
    people: list[tuple[str, str, str | None, str | None]],
) -> None:
    ids = distinct_ids(
        *([list(column) for column in zip(*people, strict=True)] if people else [[], [], [], []])
    )
    for made, (unit, name, *_) in zip(ids, people, strict=True):
        assert str(made).startswith(f"{unit}-{name}")
        group = [person for person in people if person[:2] == (unit, name)]
        if ids.count(made) > 1:
            for marks in ([phone for *_, phone, _ in group], [post for *_, post in group]):
                assert None in marks or len(set(marks)) < len(marks)
