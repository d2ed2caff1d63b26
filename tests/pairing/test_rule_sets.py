"""Rule sets by name, and rules in words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pairing.errors import StoreError
from pairing.quota import Quota
from pairing.rule_words import differences, in_words, step_of, steps
from pairing.rules import RULES, Rules, rule_info
from pairing.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "store.db", "小李") as opened:
        yield opened


def save(store: Store, name: str, rules: Rules | None = None) -> int:
    rules = rules or Rules()
    return store.save_rules(name, rules.to_toml(), rules.hash).id


def test_a_copy_has_the_rules_and_its_own_life(store: Store) -> None:
    first = save(store, "甲", Rules(near_weight=25))
    store.sets.copy(first, " 乙 ")
    copy = store.rule_sets()[0]
    assert (copy.name, copy.hash) == ("乙", store.rules(first).hash)
    save(store, "乙", Rules())
    assert Rules.from_toml(store.rules(first).toml).near_weight == 25
    assert [e.what for e in store.history(2)] == ["save", "copy"]


def test_a_name_is_taken_once(store: Store) -> None:
    first, second = save(store, "甲"), save(store, "乙")
    for change in (lambda: store.sets.copy(first, "乙"), lambda: store.sets.rename("甲", "乙", first)):
        with pytest.raises(StoreError, match="already"):
            change()
    for empty in ("", "  "):
        with pytest.raises(StoreError, match="needs a name"):
            store.sets.rename("乙", empty, second)
        with pytest.raises(StoreError, match="needs a name"):
            store.sets.copy(second, empty)
    assert [r.name for r in store.rule_sets()] == ["乙", "甲"]


def test_a_set_is_renamed_with_all_its_versions(store: Store) -> None:
    old = save(store, "甲")
    new = save(store, "甲", Rules(near_weight=25))
    store.sets.rename("甲", "丙", new)
    assert [r.name for r in store.rule_sets()] == ["丙"]
    assert store.rules(old).name == "丙"
    assert store.history(1)[0].why == "甲 → 丙"


def test_a_set_changed_by_another_is_not_renamed_or_put_away(store: Store) -> None:
    old = save(store, "甲")
    save(store, "甲", Rules(near_weight=25))
    for change in (lambda: store.sets.rename("甲", "丙", old), lambda: store.sets.put_away("甲", old)):
        with pytest.raises(StoreError, match="reload"):
            change()
    assert [r.name for r in store.rule_sets()] == ["甲"]


def test_a_set_put_away_stays_for_its_plans_and_frees_its_name(store: Store) -> None:
    old = save(store, "甲")
    store.sets.put_away("甲", old)
    assert store.rule_sets() == ()
    assert store.rules(old).name == "甲"
    # The same rules under the same name are a new set, not the one that was put away.
    again = save(store, "甲")
    assert again != old
    assert [r.id for r in store.rule_sets()] == [again]


@pytest.mark.parametrize(
    ("value", "word"), [(0, "不看"), (1, "轻"), (7, "轻"), (8, "中"), (10, "中"), (20, "重"), (30, "重"), (31, "很重"), (1000, "很重")]
)  # fmt: skip
def test_a_weight_in_words(value: int, word: str) -> None:
    info = rule_info("near_weight")
    assert steps(info)[step_of(info, value)].title.zh == word


def test_every_step_is_its_own_word_and_within_the_rules_bounds() -> None:
    weights = [info for info in RULES if steps(info)]
    assert {info.group for info in weights} == {"points", "priority"}
    for info in weights:
        for index, step in enumerate(steps(info)):
            assert step_of(info, step.value) == index
            assert Rules().with_value(info.id, step.value)
    assert steps(rule_info("near_km")) == ()


def test_differences_are_told_in_words() -> None:
    other = Rules(
        kinship="prefer", unfinished_stay=False, near_km=30,
        quotas=(Quota(kind="at_least", level=2, scope="town", least=2), Quota(kind="at_most", most=3)),
        rank_order="strict",
    )  # fmt: skip
    found = {d.info.id: (in_words(d.info, d.a), in_words(d.info, d.b)) for d in differences(Rules(), other)}
    assert {name: (a.zh, b.zh) for name, (a, b) in found.items()} == {
        "quotas": ("县级领导 1–2 户；乡科级干部 1–2 户；一般干部 1 户", "乡镇单位乡科级干部 至少 2 户；各层级干部 至多 3 户"),
        "rank_order": ("尽量对应", "必须对应"),
        "kinship": ("回避", "优先"),
        "unfinished_stay": ("执行", "不执行"),
        "near_km": ("60 公里", "30 公里"),
    }  # fmt: skip
    assert found["quotas"][1].en == "section-level cadres of town units at least 2; any cadre at most 3"
    assert differences(other, other) == ()


def test_weights_alone_leave_the_same_rules() -> None:
    assert Rules(near_weight=3, shortage_tier3=9).unweighted() == Rules()
    assert Rules(kinship="prefer").unweighted() == Rules(kinship="prefer")
