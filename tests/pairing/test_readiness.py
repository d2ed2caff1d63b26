"""Gaps that are certain are told before solving."""

from __future__ import annotations

from pairing.readiness import readiness
from pairing.rules import Rules
from tests.pairing.tiny import one_village


def _codes(county, rules=None) -> list[tuple[str, str]]:
    return [(issue.severity, issue.code) for issue in readiness(county, rules or Rules())]


def test_nothing_to_say_of_a_county_in_balance() -> None:
    assert _codes(one_village([{}, {}], [{}, {}])) == []


def test_quotas_below_the_demand() -> None:
    (issue,) = readiness(one_village([{}], [{}, {}, {}]), Rules())
    assert (issue.severity, issue.code) == ("warning", "places-below-demand")
    assert "缺 2" in issue.problem.zh
    assert "2 short" in issue.problem.en


def test_lower_quotas_above_the_demand() -> None:
    assert _codes(one_village([{}, {}], [{}])) == [("warning", "demand-below-quotas")]


def test_a_county_whose_cadres_are_all_exempt() -> None:
    codes = _codes(one_village([{"exempt_reason": "病休"}], [{}]))
    assert ("warning", "no-cadres") in codes
    assert ("error", "limits-cannot-meet") in codes


def test_contacts_that_cannot_suffice() -> None:
    county = one_village([{}], [{}, *[{"focus": False}] * 3])
    assert _codes(county, Rules().with_value("contact_max_level1", 3)) == [
        ("warning", "contacts-below-households")
    ]
    assert _codes(county, Rules().with_value("contact_max_level1", 4)) == []


def test_contradictions_are_errors() -> None:
    both = [{"kind": kind, "cadre": 0, "household": 0} for kind in ("pin", "ban")]
    assert _codes(one_village([{}], [{}], directives=both)) == [("error", "pin-against-ban")]
