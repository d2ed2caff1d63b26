"""Three tiny counties for each rule — trivial, forced, near miss — solved and compared with sums done by hand.

A pair of level and tier that agree, without needs, in the same town is worth 40 + 40 + 10 = 90 points; a unit link
costs 20. Goals are written (shortage, idle cadres, points).
"""

from __future__ import annotations

import pytest

from pairing.county import County
from pairing.planner import SolveLimits, solve_county
from pairing.quota import Quota
from pairing.rules import Rules
from tests.pairing.tiny import one_village, tiny

Goals = tuple[int, int, float]


def _goals(county: County, **rules: object) -> Goals:
    wanted = Rules()
    for rule, value in rules.items():
        wanted = wanted.with_value(rule, value)
    plan = solve_county(county, wanted, SolveLimits(seconds=20, workers=1))
    assert plan.summary.status == "optimal"
    shortage, idle, points = (goal.value for goal in plan.summary.goals)
    return shortage, idle, points / 100


def test_quotas() -> None:
    exactly_two = (Quota(kind="exactly", least=2),)
    # trivial: one cadre, one household: 90 − 20
    assert _goals(one_village([{}], [{}])) == (0, 0, 70)
    # forced: two households, a quota of one: one goes without
    assert _goals(one_village([{}], [{}, {}])) == (1, 0, 70)
    # near miss: a quota of two serves both: 2 · 90 − 20
    assert _goals(one_village([{}], [{}, {}]), quotas=exactly_two) == (0, 0, 160)


def test_least_quota_counts_idle_cadres() -> None:
    # trivial: nobody idle
    assert _goals(one_village([{}, {}], [{}, {}])) == (0, 0, 160)
    # forced: one household for two cadres
    assert _goals(one_village([{}, {}], [{}])) == (0, 1, 70)
    # near miss: the section head knows the law and alone would earn 2 · (20 + 40 + 10) − 20 = 120; but the ordinary
    # cadre must take part: 70 + (40 + 0 + 10) − 20
    law = {"needs": ("法律援助",)}
    assert _goals(one_village([{"level": 2, "skills": ("法律",)}, {}], [law, law])) == (0, 0, 100)


def test_shortage_weights() -> None:
    # trivial: tier 3 left alone counts 4 (no eligible cadre at all, so no link is required)
    hard, easy = {"tier": 3.0}, {"tier": 1.0}
    exempt = one_village([{"exempt_reason": "病休"}, {}], [hard, easy, easy])
    # forced: the one ordinary cadre takes the hardest household although it earns less: 0 + 40 + 10 − 20
    assert _goals(exempt) == (2, 0, 30)
    # near miss: weighed alike, points decide: 90 − 20
    assert _goals(exempt, shortage_tier3=1) == (2, 0, 70)
    assert _goals(one_village([{}], [hard])) == (0, 0, 30)


def test_village_units() -> None:
    def county(units: int) -> County:
        return tiny(
            units=[{}] * units,
            villages=[{}, {}],
            cadres=[{"unit": u} for u in range(units)],
            households=[{"demand": units - 1}, {"village": 1}],
        )

    # trivial: two units, one household each: 2 · (90 − 20)
    assert _goals(county(2)) == (0, 0, 140)
    # forced: a household asks for four of five units, three may link its village: one place missing, and the fifth
    # unit has nobody to serve: 4 · 90 − 5 · 20
    assert _goals(county(5)) == (1, 1, 260)
    # near miss: four may link: 5 · 90 − 5 · 20
    assert _goals(county(5), village_units_max=4) == (0, 0, 350)


def test_every_village_has_a_unit() -> None:
    # trivial: a village without focus households is linked all the same: 90 − 2 · 20
    lone = tiny(units=[{}], villages=[{}, {}], cadres=[{}], households=[{}])
    assert _goals(lone) == (0, 0, 50)
    # forced: every village must have two units: 2 units × 2 villages = 4 links; 2 · 90 − 80
    two = tiny(units=[{}, {}], villages=[{}, {}], cadres=[{}, {"unit": 1}], households=[{}, {"village": 1}])
    assert _goals(two, village_units_min=2) == (0, 0, 100)
    # near miss: one is enough: 2 · 90 − 40
    assert _goals(two) == (0, 0, 140)


def test_unit_villages() -> None:
    def county(most: float) -> County:
        return tiny(
            units=[{"max_villages": most}, {"max_villages": 2.0}],
            villages=[{}, {}],
            cadres=[{}, {}, {"unit": 1, "max_households": 0.0}],
            households=[{}, {"village": 1}],
        )

    # trivial: unit 1 links both villages, unit 2, which must link one, has no places: 2 · 90 − 3 · 20
    assert _goals(county(2.0)) == (0, 0, 120)
    # forced: one village only: a household without, a cadre idle, unit 2 links the other village: 90 − 2 · 20
    assert _goals(county(1.0)) == (1, 1, 50)
    # near miss: none allowed at all: −2 · 20
    assert _goals(county(0.0)) == (2, 2, -40)


def test_leader_villages() -> None:
    # trivial: a leader takes the hardest household, the ordinary cadre the other: 2 · 90 − 20
    assert _goals(one_village([{"level": 3}, {}], [{"tier": 3.0}, {}])) == (0, 0, 160)
    apart = tiny(
        units=[{}],
        villages=[{}, {}, {}],
        cadres=[{"level": 3, "max_households": 3.0}, {}],
        households=[{"tier": 3.0, "village": v} for v in range(3)],
    )
    # near miss: two villages of three, the ordinary cadre takes the third household: 2 · 90 − 10 for the second
    # village, 0 + 40 + 10, three unit links −60
    assert _goals(apart) == (0, 0, 160)
    # forced: one village: 90 + 50 − 60, and a hardest household (4) goes without
    assert _goals(apart, leader_villages_max=1) == (4, 0, 80)


def test_one_leader_a_village() -> None:
    def county(leaders: int, villages: int) -> County:
        return tiny(
            units=[{}],
            villages=[{}] * villages,
            cadres=[{"level": 3}] * leaders + [{}],
            households=[{"tier": 3.0}] * 3 + [{"village": villages - 1}],
        )

    # trivial: one leader, one village: two pairs of 90, the ordinary cadre takes the third hardest (50), the ordinary
    # household goes without
    assert _goals(county(1, 1)) == (1, 0, 210)
    # forced: two leaders, two villages, so one each: 2 · 90; the other the ordinary household of village 2
    # (0 + 40 + 10); the ordinary cadre the third hardest (50); links −40
    assert _goals(county(2, 2)) == (0, 0, 240)
    # near miss: two leaders, one village: both may lead it: 3 · 90 + 90 − 20
    assert _goals(county(2, 1)) == (0, 0, 340)


@pytest.mark.parametrize(("order", "goals"), [("soft", (0, 0, 30)), ("strict", (4, 1, -20))])
def test_rank_order(order: str, goals: Goals) -> None:
    # forced: strictly an ordinary cadre takes no hardest household; softly it does, for 0 + 40 + 10 − 20
    assert _goals(one_village([{}], [{"tier": 3.0}]), rank_order=order) == goals
    # trivial: level above tier is always fine: 0 + 40 + 10 − 20
    above = one_village([{"level": 3}, {"max_households": 0.0}], [{}])
    assert _goals(above, rank_order=order) == (0, 0, 30)
    # near miss: level equals tier
    assert _goals(one_village([{"level": 2}], [{"tier": 2.0}]), rank_order=order) == (0, 0, 70)


KIN = [{"cadre": 0, "household": 0}]


def test_kinship() -> None:
    # trivial: kin of another household
    apart = one_village([{}, {}], [{}, {}], kinship=KIN)
    assert _goals(apart) == (0, 0, 160)
    # forced: the only cadre is kin
    alone = one_village([{}], [{}], kinship=KIN)
    assert _goals(alone) == (1, 1, -20)
    # near miss: kin count for nothing, or for 10 more
    assert _goals(alone, kinship="ignore") == (0, 0, 70)
    assert _goals(alone, kinship="prefer") == (0, 0, 80)


def test_native_village() -> None:
    # trivial: native of another village
    away = tiny(units=[{}], villages=[{}, {}], cadres=[{"native_village": 1}], households=[{}])
    assert _goals(away, native_village="avoid") == (0, 0, 50)
    # forced: native of the only village
    home = one_village([{"native_village": 0}], [{}])
    assert _goals(home, native_village="avoid") == (1, 1, -20)
    # near miss: it does not count, or counts for 10 more
    assert _goals(home) == (0, 0, 70)
    assert _goals(home, native_village="prefer") == (0, 0, 80)


def test_unfinished_tasks_stay() -> None:
    law, plain = {"needs": ("法律援助",)}, {}
    cadres = [{"skills": ("法律",)}, {}]
    before = [{"cadre": 1, "household": 0, "done": False}]
    # trivial: nothing unfinished: 90 + 90 − 20
    assert _goals(one_village(cadres, [law, plain])) == (0, 0, 160)
    # forced: the unskilled cadre stays: 40 + 0 + 10 + 10 kept, the other 90
    stays = one_village(cadres, [law, plain], previous_pairs=before)
    assert _goals(stays) == (0, 0, 130)
    # near miss: the same pair finished, or the rule off: 160 beats 130
    done = one_village(cadres, [law, plain], previous_pairs=[{**before[0], "done": True}])
    assert _goals(done) == (0, 0, 160)
    assert _goals(stays, unfinished_stay=False) == (0, 0, 160)


def test_pins_and_bans_of_pairs() -> None:
    law, plain = {"needs": ("法律援助",)}, {}
    cadres = [{"skills": ("法律",)}, {}]
    # trivial: a pin of what is best anyway
    best = one_village(cadres, [law, plain], directives=[{"kind": "pin", "cadre": 0, "household": 0}])
    assert _goals(best) == (0, 0, 160)
    # forced: pinned the other way round: 50 + 90 − 20; a ban of the best pair does the same
    other = one_village(cadres, [law, plain], directives=[{"kind": "pin", "cadre": 1, "household": 0}])
    assert _goals(other) == (0, 0, 120)
    banned = one_village(cadres, [law, plain], directives=[{"kind": "ban", "cadre": 0, "household": 0}])
    assert _goals(banned) == (0, 0, 120)
    # near miss: the only cadre banned
    lone = one_village([{}], [plain], directives=[{"kind": "ban", "cadre": 0, "household": 0}])
    assert _goals(lone) == (1, 1, -20)


def test_pins_and_bans_of_links() -> None:
    def county(*directives: dict[str, object]) -> County:
        return tiny(
            units=[{}, {"town": "远乡"}],
            villages=[{}, {"town": "远乡"}],
            cadres=[{}, {"unit": 1}],
            households=[{}, {"village": 1}],
            directives=list(directives),
        )

    # trivial: each unit in its own town: 2 · 90 − 2 · 20
    assert _goals(county({"kind": "pin", "unit": 0, "village": 0})) == (0, 0, 140)
    # forced: unit 1 must link the far village: it serves there for 85 and unit 2 in the near one for 85 (2 links), or
    # it keeps its own village beside it: 180 − 60
    assert _goals(county({"kind": "pin", "unit": 0, "village": 1})) == (0, 0, 130)
    # near miss: unit 1 banned from the near village, to the same end
    assert _goals(county({"kind": "ban", "unit": 0, "village": 0})) == (0, 0, 130)


def test_pins_and_bans_of_leaders() -> None:
    def county(*directives: dict[str, object]) -> County:
        return tiny(
            units=[{"max_villages": 2.0}],
            villages=[{}, {}],
            cadres=[{"level": 3}, {"max_households": 0.0}],
            households=[{"tier": 3.0}, {"village": 1, "tier": 1.0}],
            directives=list(directives),
        )

    # trivial: the leader leads both villages: 90 + 50 − 10 − 40
    assert _goals(county()) == (0, 0, 90)
    # forced: banned from the village of the hardest household: 50 − 40, and 4 missing
    assert _goals(county({"kind": "ban", "cadre": 0, "village": 0})) == (4, 0, 10)
    # near miss: banned from the other: 90 − 40, and 1 missing
    assert _goals(county({"kind": "ban", "cadre": 0, "village": 1})) == (1, 0, 50)
    # pinned to both is what was best
    both = [{"kind": "pin", "cadre": 0, "village": v} for v in (0, 1)]
    assert _goals(county(*both)) == (0, 0, 90)


def test_exempt_cadres() -> None:
    # trivial
    assert _goals(one_village([{}, {"exempt_reason": "产假"}], [{}])) == (0, 0, 70)
    # forced: only the exempt one knows the law
    law = {"needs": ("法律援助",)}
    skilled = {"skills": ("法律",)}
    assert _goals(one_village([{}, {**skilled, "exempt_reason": "产假"}], [law])) == (0, 0, 30)
    # near miss: in post, and the other idle
    assert _goals(one_village([{}, skilled], [law])) == (0, 1, 70)


def test_demand() -> None:
    # trivial, forced (one cadre cannot be two), near miss
    assert _goals(one_village([{}, {}], [{"demand": 2}])) == (0, 0, 160)
    assert _goals(one_village([{"max_households": 2.0}], [{"demand": 2}])) == (1, 0, 70)
    assert _goals(one_village([{"max_households": 2.0}], [{}, {}])) == (0, 0, 160)
