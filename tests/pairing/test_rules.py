"""The rules model: one id a rule, bounds that hold, TOML there and back, messages that help."""

from __future__ import annotations

import pytest

from pairing.errors import RulesError
from pairing.quota import Quota
from pairing.rule_about import GROUPS
from pairing.rules import RULES, Rules, rule_info


def test_defaults_are_the_county_s_custom() -> None:
    rules = Rules()
    assert [q.bounds(rules.quota_open_top) for q in rules.quotas] == [(1, 2), (1, 2), (1, 1)]
    assert (rules.village_units_min, rules.village_units_max) == (1, 3)
    assert (rules.rank_weight, rules.skill_weight, rules.near_weight, rules.kept_weight) == (40, 40, 10, 10)
    assert (rules.kinship, rules.native_village, rules.rank_order) == ("avoid", "ignore", "soft")


def test_toml_round_trip_keeps_rules_and_hash() -> None:
    rules = Rules().with_value("near_km", 45).with_value("kinship", "prefer")
    again = Rules.from_toml(rules.to_toml())
    assert again == rules
    assert again.hash == rules.hash != Rules().hash
    assert again.changed() == ("kinship", "near_km")


def test_a_rule_left_out_of_the_file_has_its_default() -> None:
    assert Rules.from_toml("near_km = 30") == Rules().with_value("near_km", 30)


@pytest.mark.parametrize("info", RULES, ids=lambda info: info.id)
def test_every_rule_is_told_in_both_languages_and_keeps_its_bounds(info) -> None:
    assert info.group in GROUPS
    for text in (info.title, info.meaning):
        assert text.zh.strip()
        assert text.en.strip()
    assert getattr(Rules(), info.id) == info.default
    if info.low is not None and info.high is not None:
        for value in (info.low - 1, info.high + 1):
            with pytest.raises(RulesError) as caught:
                Rules().with_value(info.id, type(info.default)(value))
            assert info.title.zh in caught.value.text.zh
            assert info.id in caught.value.text.en
    if info.choices:
        with pytest.raises(RulesError):
            Rules().with_value(info.id, "?")


@pytest.mark.parametrize(
    ("kind", "numbers", "bounds"),
    [
        ("exactly", {"least": 3}, (3, 3)),
        ("at_least", {"least": 2}, (2, 10)),
        ("at_least", {"least": 12}, (12, 12)),
        ("at_most", {"most": 4}, (0, 4)),
        ("between", {"least": 1, "most": 2}, (1, 2)),
    ],
)
def test_kinds_of_quota(kind, numbers, bounds) -> None:
    assert Quota(kind=kind, **numbers).bounds(open_top=10) == bounds


@pytest.mark.parametrize(
    "text",
    [
        "[[quotas]]\nkind = 'between'\nleast = 3\nmost = 1",
        "[[quotas]]\nkind = 'at_most'\nleast = 3",
        "[[quotas]]\nkind = 'some'\nleast = 3",
        "[[quotas]]\nkind = 'exactly'",
        "quotas = 3",
        "quotas = []",
        "near_km = 'far'",
        "near_km = 0",
        "unfinished_stay = 2",
        "rank_order = 'none'",
        "village_units_min = 4",
        "near_km = ",
        "x = [",
    ],
)
def test_bad_rules_files_get_a_sentence_in_both_languages(text: str) -> None:
    with pytest.raises(RulesError) as caught:
        Rules.from_toml(text)
    assert caught.value.text.zh
    assert caught.value.text.en


def test_a_misspelt_rule_is_named_with_the_one_meant() -> None:
    with pytest.raises(RulesError, match="near_km"):
        Rules.from_toml("nearkm = 30")


def test_rule_info_finds_by_id() -> None:
    assert rule_info("kinship").choices["avoid"].zh == "回避"
