"""Quotas, link limits and contact limits (docs/model.md §1–2), by hand."""

from __future__ import annotations

import numpy as np

from pairing.limits import limits, own_village
from pairing.quota import Quota
from pairing.rules import Rules
from tests.pairing.tiny import one_village, tiny


def test_default_quotas_by_level() -> None:
    county = one_village([{"level": 3}, {"level": 2}, {"level": 1}], [{}])
    allowed = limits(county, Rules())
    assert allowed.least.tolist() == [1, 1, 1]
    assert allowed.most.tolist() == [2, 2, 1]
    assert allowed.contact_most.tolist() == [20, 40, 60]


def test_exempt_cadres_have_no_quota() -> None:
    allowed = limits(one_village([{"exempt_reason": "病休"}, {}], [{}]), Rules())
    assert allowed.eligible.tolist() == [False, True]
    assert allowed.most.tolist() == [0, 1]
    assert allowed.contact_most.tolist() == [0, 60]


def test_own_cap_overrides_and_never_leaves_least_above_most() -> None:
    allowed = limits(
        one_village([{"max_households": 5.0}, {"level": 2, "max_households": 0.0}], [{}]), Rules()
    )
    assert allowed.least.tolist() == [1, 0]
    assert allowed.most.tolist() == [5, 0]


def test_first_fitting_quota_line_counts() -> None:
    rules = Rules(
        quotas=(
            Quota(kind="exactly", grade="section-head", least=6),
            Quota(kind="at_least", scope="town", least=2),
            Quota(kind="at_most", level=1, most=4),
        )
    )
    county = tiny(
        units=[{}, {"scope": "town"}],
        villages=[{}],
        cadres=[{"level": 2}, {"level": 1, "unit": 1}, {"level": 1}, {"level": 3}],
        households=[{}],
    )
    allowed = limits(county, rules)
    assert allowed.least.tolist() == [6, 2, 0, 0]
    assert allowed.most.tolist() == [6, 10, 4, 0]  # no line fits the leader: none


def test_default_village_limit_is_twice_the_unit_s_share() -> None:
    # V = 3. Unit 1 has 3 of 4 places: ceil(2 · 3 · 3/4) = ceil(4.5) = 5, cut to V = 3; unit 2: ceil(1.5) = 2.
    county = tiny(
        units=[{}, {}, {}],
        villages=[{}, {}, {}],
        cadres=[{}, {}, {}, {"unit": 1}, {"unit": 2, "level": 3}],
        households=[{}],
    )
    allowed = limits(county, Rules())
    assert allowed.links_most.tolist() == [3, 2, 0]  # a unit of leaders only links no village as a unit
    assert allowed.links_least.tolist() == [1, 1, 0]


def test_a_share_of_exactly_n_villages_is_not_rounded_up() -> None:
    # 10 units of one cadre, 35 villages: 2 · 35 / 10 = 7 exactly.
    county = tiny(
        units=[{}] * 10, villages=[{}] * 35, cadres=[{"unit": u} for u in range(10)], households=[{}]
    )
    assert limits(county, Rules()).links_most.tolist() == [7] * 10


def test_given_village_limit_overrides() -> None:
    county = tiny(
        units=[{"max_villages": 1.0}, {"max_villages": 0.0}],
        villages=[{}, {}],
        cadres=[{}, {"unit": 1}],
        households=[{}],
    )
    allowed = limits(county, Rules())
    assert allowed.links_most.tolist() == [1, 0]
    assert allowed.links_least.tolist() == [1, 0]


def test_leaders_lead_one_or_two_villages_and_share_only_when_they_must() -> None:
    county = tiny(units=[{}], villages=[{}, {}], cadres=[{"level": 3}] * 3, households=[{}])
    allowed = limits(county, Rules())
    assert allowed.leads_least.tolist() == [1, 1, 1]
    assert allowed.leads_most.tolist() == [2, 2, 2]
    assert allowed.leaders_per_village == 2  # three leaders, two villages
    assert limits(one_village([{"level": 3}], [{}]), Rules()).leaders_per_village == 1


def test_a_village_s_own_unit_carries_its_name_in_its_town() -> None:
    county = tiny(
        units=[
            {"name": "洪掌村民委员会", "scope": "village", "town": "店上镇"},
            {"name": "洪掌村委会", "scope": "village", "town": "晋庄镇"},
            {"name": "洪掌村委会", "scope": "county", "town": "店上镇"},
            {"name": "别处村委会", "scope": "village", "town": "店上镇"},
        ],
        villages=[{"name": "洪掌村", "town": "店上镇"}, {"name": "洪掌村委会", "town": "晋庄镇"}],
        cadres=[{}],
        households=[{}],
    )
    assert np.array_equal(own_village(county), [0, 1, -1, -1])
