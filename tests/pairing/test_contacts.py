"""包组联户: every household has a contact, groups stay whole while a cadre has room, coverage comes first."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from pairing.compile import Chosen
from pairing.contacts import Contacts, assign_contacts
from pairing.county import County
from pairing.limits import limits
from pairing.rules import Rules
from tests.pairing.tiny import tiny

NOBODY = np.zeros(0, np.int64)


def _contacts(
    county: County,
    rules: Rules | None = None,
    links: list[tuple[int, int]] = ((0, 0),),
    pairs: list[tuple[int, int]] = (),
    forbidden: frozenset[tuple[int, int]] = frozenset(),
) -> Contacts:
    link, pair = np.array(links).reshape(-1, 2), np.array(pairs, np.int64).reshape(-1, 2)
    chosen = Chosen(link[:, 0], link[:, 1], NOBODY, NOBODY, pair[:, 0], pair[:, 1])
    first = np.full(len(county.households), -1)
    first[pair[:, 1]] = pair[:, 0]
    return assign_contacts(county, limits(county, rules or Rules()), chosen, first, forbidden)


def _groups(*sizes: int) -> list[dict[str, object]]:
    return [{"focus": False, "group": f"{g}组"} for g, size in enumerate(sizes) for _ in range(size)]


def _whole(county: County, found: Contacts) -> int:
    table = pd.DataFrame(
        {"group": county.households["group"].to_numpy()[found.household], "cadre": found.cadre}
    )
    return int((table.groupby("group")["cadre"].nunique() == 1).sum())


def test_groups_stay_whole_and_each_cadre_gets_one() -> None:
    county = tiny(units=[{}], villages=[{}], cadres=[{}] * 3, households=_groups(30, 20, 25))
    found = _contacts(county)
    assert len(found.household) == 75
    assert _whole(county, found) == 3
    assert sorted(np.bincount(found.cadre).tolist()) == [20, 25, 30]
    assert set(found.via) == {"unit"}


def test_a_group_beyond_one_cadre_is_cut_in_even_parts() -> None:
    county = tiny(units=[{}], villages=[{}], cadres=[{}] * 3, households=_groups(150))
    assert sorted(np.bincount(_contacts(county).cadre).tolist()) == [50, 50, 50]


def test_a_second_round_where_groups_outnumber_cadres() -> None:
    county = tiny(units=[{}], villages=[{}], cadres=[{}], households=_groups(20, 20, 15))
    found = _contacts(county)
    assert np.bincount(found.cadre).tolist() == [55]
    assert _whole(county, found) == 3


def test_coverage_comes_before_whole_groups() -> None:
    # 4 groups of 35 for two cadres of 60 and one of 20: no cadre can take two whole ones, yet 140 = 60 + 60 + 20.
    county = tiny(
        units=[{}], villages=[{}], cadres=[{}, {}, {"level": 3}], households=_groups(35, 35, 35, 35)
    )
    found = _contacts(county)
    assert len(found.household) == 140
    assert np.bincount(found.cadre).tolist() == [60, 60, 20]


def test_what_cannot_be_covered_is_left_without_and_nobody_is_overloaded() -> None:
    county = tiny(units=[{}], villages=[{}], cadres=[{}, {"level": 3}], households=_groups(50, 50))
    found = _contacts(county)
    assert len(found.household) == 80
    assert np.bincount(found.cadre).tolist() == [60, 20]


def test_whole_groups_never_cost_coverage() -> None:
    # Unit 1 reaches both villages, unit 2 village 2 only. Keeping village 2's group with unit 1 would strand village 1.
    county = tiny(
        units=[{}, {}],
        villages=[{}, {}],
        cadres=[{}, {"unit": 1}],
        households=[*_groups(60), *({"focus": False, "village": 1} for _ in range(60))],
    )
    found = _contacts(county, links=[(0, 0), (0, 1), (1, 1)])
    assert len(found.household) == 120


def test_paired_households_keep_their_cadre_and_count() -> None:
    county = tiny(units=[{}], villages=[{}], cadres=[{}, {}], households=[{}, *_groups(60)])
    found = _contacts(county, pairs=[(0, 0)])
    via = dict(zip(found.household.tolist(), found.via.tolist(), strict=True))
    cadre = dict(zip(found.household.tolist(), found.cadre.tolist(), strict=True))
    assert (via[0], cadre[0]) == ("pair", 0)
    assert set(found.cadre[1:]) == {1}  # only the second cadre still has room for the whole group


def test_who_may_be_a_contact() -> None:
    units = [
        {},  # linked
        {"scope": "town"},  # the village's town government
        {"scope": "village", "name": "村1村民委员会"},  # its own committee
        {},  # neither
        {"scope": "town", "town": "远乡"},
    ]
    county = tiny(
        units=units, villages=[{}], cadres=[{"unit": u} for u in range(5)], households=_groups(60, 60, 60, 60)
    )
    found = _contacts(county)
    assert set(zip(found.cadre.tolist(), found.via.tolist(), strict=True)) == {
        (0, "unit"),
        (1, "town"),
        (2, "village"),
    }


def test_exempt_cadres_are_no_contacts() -> None:
    county = tiny(units=[{}], villages=[{}], cadres=[{"exempt_reason": "病休"}, {}], households=_groups(10))
    assert set(_contacts(county).cadre) == {1}


def test_every_party_cadre_gets_a_household() -> None:
    county = tiny(units=[{}], villages=[{}], cadres=[{}] * 4, households=_groups(40))
    assert (np.bincount(_contacts(county).cadre, minlength=4) > 0).all()


def test_forbidden_contacts_move_to_somebody_else() -> None:
    county = tiny(units=[{}], villages=[{}], cadres=[{}, {}], households=_groups(10))
    forbidden = frozenset((0, h) for h in range(5)) | {(1, 9)}
    found = _contacts(county, forbidden=forbidden)
    assert len(found.household) == 10
    assert not forbidden & set(zip(found.cadre.tolist(), found.household.tolist(), strict=True))
    alone = tiny(units=[{}], villages=[{}], cadres=[{}], households=_groups(2))
    assert len(_contacts(alone, forbidden=frozenset({(0, 0)})).household) == 1


@pytest.mark.parametrize("limit", [0, 1, 60])
def test_limits_hold(limit: int) -> None:
    county = tiny(units=[{}], villages=[{}], cadres=[{}, {}], households=_groups(10))
    found = _contacts(county, Rules().with_value("contact_max_level1", limit))
    assert len(found.household) == min(10, 2 * limit)
