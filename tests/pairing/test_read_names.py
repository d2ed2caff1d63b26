"""Names of villages, towns, units and ids however offices write them."""

from __future__ import annotations

import csv

import pytest

from pairing.reading.resolve import AMBIGUOUS, NOWHERE, Names, Villages
from pairing.resources import data_path
from pairing.schema import BY_TABLE

TOWNS = ["龙泉镇", "龙泉镇", "龙泉镇", "黄山乡", "龙泉镇", "黄山乡", "黄山乡"]
NAMES = [
    "南关村委会",
    "韩村村委会",
    "壶关县龙泉镇新南社区居民委员会",
    "洪掌村委会",
    "洪掌村委会",
    "黄山乡村委会",
    "韩庄",
]


@pytest.fixture
def villages() -> Villages:
    return Villages(TOWNS, NAMES)


@pytest.mark.parametrize(
    ("town", "name", "position"),
    [
        ("龙泉镇", "南关村委会", 0),
        ("龙泉镇", "南关村", 0),
        ("龙泉镇", "南关", 0),
        ("龙泉镇", " 南 关 ", 0),
        ("龙泉", "南关村民委员会", 0),
        ("壶关县龙泉镇", "龙泉镇南关村", 0),
        ("龙泉镇", "韩村", 1),
        ("龙泉镇", "韩村村", 1),
        ("龙泉镇", "韩", 1),
        ("龙泉镇", "新南社区", 2),
        ("龙泉镇", "新南居委会", 2),
        ("龙泉镇", "壶关县龙泉镇新南社区居民委员会", 2),
        ("黄山乡", "洪掌", 3),
        ("龙泉镇", "洪掌", 4),
        ("黄山乡", "黄山乡村委会", 5),
        ("黄山乡", "韩庄村委会", 6),
        ("黄山乡", "南关", NOWHERE),
        ("树掌镇", "南关", NOWHERE),
        ("龙泉镇", "北关", NOWHERE),
        ("龙泉镇", "村委会", NOWHERE),
    ],
)
def test_a_village_by_town_and_name(villages: Villages, town: str, name: str, position: int) -> None:
    assert villages.find(town, name) == position


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("南关", 0), ("龙泉镇南关村", 0), ("壶关县龙泉镇南关", 0), ("龙泉镇 洪掌", 4), ("黄山乡洪掌村", 3),
        ("洪掌", AMBIGUOUS), ("河南林州", NOWHERE), ("黄山乡南关", NOWHERE),
    ],
)  # fmt: skip
def test_a_native_village_with_or_without_its_town(villages: Villages, text: str, position: int) -> None:
    assert villages.find_native(text) == position


def test_names_alike_but_for_their_ending_stay_apart() -> None:
    villages = Villages(["甲镇", "甲镇"], ["东关村委会", "东关社区居委会"])
    assert villages.find("甲镇", "东关村委会") == 0
    assert villages.find("甲镇", "东关社区") == 1
    assert villages.find("甲镇", "东关村民委员会") == 0
    assert villages.find("甲镇", "东关居民委员会") == 1
    assert villages.find("甲镇", "东关") == AMBIGUOUS
    twins = Villages(["甲镇", "甲镇"], ["东关村", "东关社区"])
    assert twins.find("甲镇", "东关村委会") == 0
    assert twins.find("甲镇", "东关") == AMBIGUOUS


def test_a_village_is_not_taken_for_a_neighbourhood() -> None:
    assert Villages(["甲镇"], ["东关村"]).find("甲镇", "东关社区") == NOWHERE


def test_towns_alike_but_for_their_ending_stay_apart() -> None:
    villages = Villages(["甲镇", "甲乡"], ["东关", "西关"])
    assert villages.town("甲") is None
    assert villages.find("甲乡", "西关") == 1


def test_a_near_name_is_proposed(villages: Villages) -> None:
    assert villages.labels[villages.near("龙泉镇", "南官村委会")[0].position] == "龙泉镇 南关村委会"
    assert villages.near("某地", "天涯海角") == []


def test_ids_are_told_apart_by_case_where_both_stand() -> None:
    names = Names(["H1", "h1", "县委办（党史办）"])
    assert [names.find("H1"), names.find("h1"), names.find("县委办(党史办)"), names.find("H2")] == [
        0,
        1,
        2,
        NOWHERE,
    ]


def test_every_village_of_a_county_is_found_by_its_name_and_its_full_name() -> None:
    """The 393 villages of 2016: each by the name of our list and by the full one."""
    with data_path("sample/villages_2016.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    name, town = (BY_TABLE["villages"].column(key).header for key in ("name", "town"))
    villages = Villages([row[town] for row in rows], [row[name] for row in rows])
    assert len(rows) == 393
    assert [villages.find(row[town], row[name]) for row in rows] == list(range(len(rows)))
    assert [villages.find(row[town], row["全称"]) for row in rows] == list(range(len(rows)))
