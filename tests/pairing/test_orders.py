"""Pins, bans and hard rules that contradict each other are found before solving, each naming both sides."""

from __future__ import annotations

import pytest

from pairing.codes import load_codes
from pairing.compile import compile_county
from pairing.county import County
from pairing.errors import DataError
from pairing.issues import Issue
from pairing.rules import Rules
from tests.pairing.tiny import one_village, tiny


def _faults(county: County, rules: Rules | None = None) -> list[Issue]:
    try:
        compile_county(county, rules or Rules(), load_codes())
    except DataError as error:
        return list(error.issues)
    return []


def _county(**changes: object) -> County:
    tables = {
        "units": [{}, {}],
        "villages": [{}, {}],
        "cadres": [{"level": 3}, {}, {"unit": 1}],
        "households": [{}, {"village": 1}],
        **changes,
    }
    return tiny(**tables)  # type: ignore[arg-type]


PAIR = {"cadre": 1, "household": 0}
UNIT = {"unit": 1, "village": 1}
LEADER = {"cadre": 0, "village": 0}


@pytest.mark.parametrize("who", [PAIR, UNIT, LEADER])
def test_a_pin_and_a_ban_on_the_same_pair_or_link_name_both_rows(who: dict[str, int]) -> None:
    county = _county(directives=[{"kind": "pin", **who}, {"kind": "ban", **who}])
    (fault,) = _faults(county)
    assert fault.code == "pin-against-ban"
    assert "第2行" in fault.problem.zh
    assert "第3行" in fault.problem.zh
    assert "row 2" in fault.problem.en
    assert "row 3" in fault.problem.en


@pytest.mark.parametrize("kind", ["pin", "ban"])
@pytest.mark.parametrize("who", [PAIR, UNIT, LEADER])
def test_one_alone_is_no_contradiction(kind: str, who: dict[str, int]) -> None:
    assert _faults(_county(directives=[{"kind": kind, **who}])) == []


def test_a_pin_of_kin_contradicts_avoidance() -> None:
    county = _county(directives=[{"kind": "pin", **PAIR}], kinship=[PAIR])
    (fault,) = _faults(county)
    assert "亲属回避" in fault.problem.zh
    assert _faults(county, Rules().with_value("kinship", "ignore")) == []


def test_an_unfinished_task_against_a_ban() -> None:
    county = _county(directives=[{"kind": "ban", **PAIR}], previous_pairs=[{**PAIR, "done": False}])
    (fault,) = _faults(county)
    assert "未完成" in fault.problem.zh
    assert _faults(county, Rules().with_value("unfinished_stay", False)) == []


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"cadres": [{"level": 3}, {"exempt_reason": "病休"}, {}, {"unit": 1}]}, "病休"),
        ({"households": [{"focus": False}, {"village": 1}]}, "不是重点户"),
        ({"cadres": [{"level": 3}, {"max_households": 0.0}, {"unit": 1}]}, "上限为 0"),
        ({"directives": [{"kind": "pin", **PAIR}, {"kind": "ban", "unit": 0, "village": 0}]}, "第3行"),
    ],
)
def test_pins_that_rules_forbid(changes: dict[str, object], word: str) -> None:
    county = _county(**{"directives": [{"kind": "pin", **PAIR}], **changes})
    assert [word in fault.problem.zh for fault in _faults(county)] == [True]


def test_a_pin_below_the_tier_in_strict_order() -> None:
    county = _county(directives=[{"kind": "pin", **PAIR}], households=[{"tier": 3.0}, {"village": 1}])
    assert _faults(county) == []
    (fault,) = _faults(county, Rules().with_value("rank_order", "strict"))
    assert "难度等级" in fault.problem.zh


def test_a_leader_pinned_to_a_household_in_a_banned_village() -> None:
    pinned = {"kind": "pin", "cadre": 0, "household": 0}
    (fault,) = _faults(_county(directives=[pinned, {"kind": "ban", **LEADER}]))
    assert "第3行" in fault.problem.zh


def test_more_pins_than_a_quota_a_demand_or_a_link_limit_allows() -> None:
    households = [{}, {}, {"village": 1}]
    two = [{"kind": "pin", "cadre": 1, "household": h} for h in (0, 1)]
    (fault,) = _faults(_county(households=households, directives=two))
    assert fault.code == "pins-above-limit"
    assert "2" in fault.problem.zh
    double = [{"kind": "pin", "cadre": c, "household": 0} for c in (1, 0)]
    assert [f.code for f in _faults(_county(directives=double))] == ["pins-above-limit"]
    units = [{"max_villages": 1.0}, {}]
    linked = [{"kind": "pin", "unit": 0, "village": v} for v in (0, 1)]
    assert [f.code for f in _faults(_county(units=units, directives=linked))] == ["pins-above-limit"]
    crowd = tiny(
        units=[{}] * 4, villages=[{}, {}], cadres=[{"unit": u} for u in range(4)], households=[{}],
        directives=[{"kind": "pin", "unit": u, "village": 0} for u in range(4)],
    )  # fmt: skip
    # and with every unit's one village taken, the other village cannot have any
    assert [f.code for f in _faults(crowd)] == ["pins-above-limit", "limits-cannot-meet"]


def test_directives_that_do_not_say_who() -> None:
    for unclear in ({"cadre": 1, "village": 0}, {"unit": 0, "household": 0}, {"cadre": 1}, {}):
        (fault,) = _faults(_county(directives=[{"kind": "pin", **unclear}]))
        assert fault.code == "directive-unclear"
        assert fault.row == 2


def test_limits_that_no_plan_can_meet() -> None:
    tight = _county(units=[{"max_villages": 0.0}, {"max_villages": 1.0}])
    (fault,) = _faults(tight)
    assert fault.code == "limits-cannot-meet"
    assert "2 个村" in fault.problem.zh
    crowd = tiny(units=[{}] * 4, villages=[{}], cadres=[{"unit": u} for u in range(4)], households=[{}])
    assert [f.code for f in _faults(crowd)] == ["limits-cannot-meet"]
    leaders = tiny(units=[{}], villages=[{}, {}], cadres=[{}, {"level": 3}, {"level": 3}], households=[{}])
    assert _faults(leaders) == []
    two_each = Rules().with_value("leader_villages_min", 2)
    assert [f.code for f in _faults(leaders, two_each)] == ["limits-cannot-meet"]


def test_all_are_found_at_once() -> None:
    county = _county(
        directives=[
            {"kind": "pin", **PAIR},
            {"kind": "ban", **PAIR},
            {"kind": "pin", **UNIT},
            {"kind": "ban", **UNIT},
            {"kind": "pin", "cadre": 2, "village": 0},
        ]
    )
    assert sorted(f.code for f in _faults(county)) == [
        "directive-unclear",
        "pin-against-ban",
        "pin-against-ban",
    ]


def test_a_county_without_eligible_cadres_compiles() -> None:
    county = one_village([{"exempt_reason": "病休"}], [{}])
    assert [f.code for f in _faults(county)] == ["limits-cannot-meet"]
    assert _faults(tiny(units=[{}], cadres=[{"exempt_reason": "病休"}], villages=[], households=[])) == []
