"""What earns and costs points steers the plan: tiny counties for each weight, solved and compared with sums by hand."""

from __future__ import annotations

from pairing.county import County
from pairing.planner import SolveLimits, solve_county
from pairing.rules import Rules
from tests.pairing.tiny import one_village, tiny

LAW = {"needs": ("法律援助",)}


def _points(county: County, **rules: object) -> float:
    wanted = Rules()
    for rule, value in rules.items():
        wanted = wanted.with_value(rule, value)
    summary = solve_county(county, wanted, SolveLimits(seconds=20, workers=1)).summary
    assert summary.status == "optimal"
    assert (summary.goals[0].value, summary.goals[1].value) == (0, 0)
    return summary.goals[2].value / 100


def test_rank_weight() -> None:
    # A section head and an ordinary cadre, a harder and an ordinary household: 2 · 90 − 20.
    county = one_village([{"level": 2}, {}], [{"tier": 2.0}, {}])
    assert _points(county) == 160
    assert _points(county, rank_weight=0) == 80
    # Where the lawyer has the wrong level for the law case: level 20 + 20 less, skill 40 more than the other way:
    # crossed (20 + 40 + 10) + (20 + 40 + 10) − 20 = 120 against straight (40 + 0 + 10) + (40 + 40 + 10) − 20 = 120.
    tie = one_village([{"level": 2, "skills": ("法律",)}, {}], [{"tier": 2.0}, {**LAW}])
    assert _points(tie) == 120
    assert _points(tie, rank_weight=60) == 160  # straight (60 + 0 + 10) + (60 + 40 + 10) − 20
    assert _points(tie, skill_weight=60) == 160  # crossed 2 · (20 + 60 + 10) − 20


def test_skill_weight() -> None:
    county = one_village([{"skills": ("法律",)}, {"skills": ("养殖",)}], [LAW, {"needs": ("养殖技术",)}])
    assert _points(county) == 160
    assert _points(county, skill_weight=0) == 80
    # Half a match: the adviser meets 法律援助 by 0.3: 40 + 12 + 10 − 20
    assert _points(one_village([{"skills": ("矛盾调解",)}], [LAW])) == 42


def test_near_weight() -> None:
    # Two units, two towns: each stays in its own: 2 · 90 − 40.
    county = tiny(
        units=[{}, {"town": "远乡"}], villages=[{}, {"town": "远乡"}], cadres=[{}, {"unit": 1}],
        households=[{}, {"village": 1}],
    )  # fmt: skip
    assert _points(county) == 140
    assert _points(county, near_weight=0) == 120
    # Pinned apart each pair is at half nearness: 2 · 85 − 40.
    apart = [{"kind": "ban", "unit": 0, "village": 0}]
    assert _points(tiny(**_rows(county), directives=apart)) == 130


def _rows(county: County) -> dict[str, list[dict[str, object]]]:
    return {
        table: [
            {k: v for k, v in row.items() if k != "row"} for row in getattr(county, table).to_dict("records")
        ]
        for table in ("units", "villages", "cadres", "households")
    }


def test_kept_weight() -> None:
    # Either way round is worth 160; the previous one earns 2 · 10 more.
    before = [{"cadre": 0, "household": 1}, {"cadre": 1, "household": 0}]
    county = one_village([{}, {}], [{}, {}], previous_pairs=before)
    assert _points(county) == 180
    assert _points(county, kept_weight=0) == 160
    # A kept pair of 10 does not outweigh a skill of 40.
    skilled = one_village([{"skills": ("法律",)}, {}], [LAW, {}], previous_pairs=before)
    assert _points(skilled) == 160
    assert _points(skilled, kept_weight=30) == 180  # both kept: 50 + 30 + 90 + 30 − 20 beats 160


def test_unit_links() -> None:
    # Two units for one village of two households, three villages to link in all: the fewest links that serve.
    county = tiny(units=[{}, {}], villages=[{}], cadres=[{}, {"unit": 1}], households=[{}, {}])
    assert _points(county) == 140  # both must link it: 180 − 40
    assert _points(county, unit_link_cost=0) == 180
    kept = tiny(**_rows(county), previous_links=[{"unit": 0, "village": 0}])
    assert _points(kept) == 170
    assert _points(kept, unit_link_kept=0) == 140


def test_leader_links() -> None:
    county = one_village([{"level": 3}, {}], [{"tier": 3.0}, {}])
    kept = one_village([{"level": 3}, {}], [{"tier": 3.0}, {}], previous_links=[{"cadre": 0, "village": 0}])
    assert _points(county) == 160
    assert _points(kept) == 190
    assert _points(kept, leader_link_kept=5) == 165


def test_extra_villages() -> None:
    # A section head with two places and harder households in two villages beside two ordinary ones: going to both
    # villages costs 10, yet taking the ordinary neighbour instead costs 20 on either side.
    def county(tier: float) -> County:
        return tiny(
            units=[{}],
            villages=[{}, {}],
            cadres=[{"level": 2}, {}, {}],
            households=[{"tier": 2.0}, {}, {"village": 1, "tier": tier}, {"village": 1}],
        )

    assert _points(county(2.0)) == 4 * 90 - 10 - 40
    # With 50 a village the head keeps to one: harder 90 + ordinary (20 + 50) in its village, an ordinary cadre on the
    # other harder one (20 + 50), the other on 90.
    assert _points(county(2.0), extra_village_cost=50) == 90 + 70 + 70 + 90 - 40
    # Nothing hard in the second village: head on the harder and one ordinary of either village.
    assert _points(county(1.0)) == 90 + 70 + 90 + 90 - 40
