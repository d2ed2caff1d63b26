"""Fits and points of pairs and links (docs/model.md §4), by hand."""

from __future__ import annotations

import numpy as np
import pytest

from pairing.codes import load_codes
from pairing.county import County
from pairing.limits import limits
from pairing.points import PairValues, Points, points
from pairing.rules import Rules
from tests.pairing.tiny import one_village, tiny


def _points(county: County, rules: Rules | None = None) -> Points:
    rules = rules or Rules()
    return points(county, rules, load_codes(), limits(county, rules))


def _pair(county: County, rules: Rules | None = None, cadre: int = 0, household: int = 0) -> PairValues:
    return _points(county, rules).pairs(np.array([cadre]), np.array([household]))


@pytest.mark.parametrize(
    ("level", "tier", "fit"), [(3, 3, 1.0), (2, 3, 0.5), (1, 3, 0.0), (3, 2, 0.5), (1, 1, 1.0)]
)
def test_rank_fit(level: int, tier: int, fit: float) -> None:
    values = _pair(one_village([{"level": level}], [{"tier": float(tier)}]))
    assert values.rank_fit[0] == fit
    # 40 · fit + 40 (no need) + 10 (same town)
    assert values.points[0] == 100 * (40 * fit + 40 + 10)


@pytest.mark.parametrize(
    ("skills", "needs", "fit"),
    [
        ((), (), 1.0),
        ((), ("法律援助",), 0.0),
        (("法律",), ("法律援助",), 1.0),
        (("矛盾调解",), ("法律援助",), 0.3),
        (("矛盾调解", "法律"), ("法律援助",), 1.0),  # the best skill counts
        (("法律",), ("法律援助", "养殖技术"), 0.5),  # mean over the needs
        (("政策", "技能传授"), ("技术培训", "看病"), 0.65),  # (1.0 + 0.3) / 2
    ],
)
def test_skill_fit(skills: tuple[str, ...], needs: tuple[str, ...], fit: float) -> None:
    values = _pair(one_village([{"skills": skills}], [{"needs": needs}]))
    assert values.skill_fit[0] == pytest.approx(fit)
    assert values.points[0] == round(100 * (40 + 40 * fit + 10))


def test_terms_are_rounded_half_up_once() -> None:
    # skill fit (1 + 0.3 + 0) / 3 · 40 = 17.333… points → 1733 hundredths
    county = one_village([{"skills": ("法律",)}], [{"needs": ("法律援助", "矛盾调解", "看病")}])
    strength = (1.0 + 0.7 + 0.0) / 3
    assert _pair(county).points[0] == 4000 + int(4000 * strength + 0.5) + 1000


def test_nearness_without_coordinates_goes_by_town() -> None:
    county = tiny(units=[{}], villages=[{}, {"town": "远乡"}], cadres=[{}], households=[{}, {"village": 1}])
    assert _pair(county).nearness[0] == 1.0
    assert _pair(county, household=1).nearness[0] == 0.5


def test_nearness_by_great_circle() -> None:
    # One degree of latitude is 111.195 km on a sphere of 6371.0088 km; half of it is 55.6 km: 1 − 55.5975/60.
    county = one_village(
        [{}], [{}], units=[{"lat": 36.0, "lon": 113.0}], villages=[{"lat": 36.5, "lon": 113.0}]
    )
    assert _pair(county).nearness[0] == pytest.approx(1 - 55.5975 / 60, abs=1e-5)
    assert _pair(county, Rules().with_value("near_km", 50)).nearness[0] == 0.0


def test_nearness_needs_both_coordinates() -> None:
    county = one_village([{}], [{}], units=[{"lat": 36.0, "lon": 113.0}])
    assert _pair(county).nearness[0] == 1.0


def test_kept_pairs_and_ended_ones() -> None:
    running = one_village([{}], [{}], previous_pairs=[{"cadre": 0, "household": 0}])
    ended = one_village([{}], [{}], previous_pairs=[{"cadre": 0, "household": 0, "end": "2024-01"}])
    assert _pair(running).points[0] - _pair(ended).points[0] == 1000
    assert _pair(running).kept[0]
    assert not _pair(ended).kept[0]


@pytest.mark.parametrize(("sign", "extra"), [("prefer", 1000), ("ignore", 0), ("avoid", 0)])
def test_kin_and_native_village_earn_only_where_preferred(sign: str, extra: int) -> None:
    plain = _pair(one_village([{}], [{}])).points[0]
    kin = one_village([{}], [{}], kinship=[{"cadre": 0, "household": 0}])
    native = one_village([{"native_village": 0}], [{}])
    assert _pair(kin, Rules().with_value("kinship", sign)).points[0] - plain == extra
    assert _pair(native, Rules().with_value("native_village", sign)).points[0] - plain == extra


def test_links() -> None:
    county = one_village(
        [{"level": 3}], [{}], previous_links=[{"unit": 0, "village": 0}, {"cadre": 0, "village": 0}]
    )
    values = _points(county)
    zero = np.array([0])
    assert values.unit_links(zero, zero)[0] == 100 * (30 - 20)
    assert values.leader_links(zero, zero)[0] == 3000
    fresh = _points(one_village([{"level": 3}], [{}]))
    assert fresh.unit_links(zero, zero)[0] == -2000
    assert fresh.leader_links(zero, zero)[0] == 0
