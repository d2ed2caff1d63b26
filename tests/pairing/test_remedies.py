"""A set of edits is one set, however it was put together."""

from __future__ import annotations

from pairing.edits import AddCadres, LiftBans, RaiseQuotas
from pairing.remedies import Remedy

RED_CROSS = Remedy((RaiseQuotas((4, 2), (1, 3)),), units=((0, 7), (0, 3)))
LITERARY = Remedy((LiftBans((9,)), RaiseQuotas((1, 2), (2, 1))), units=((0, 3),))


def test_joined_either_way_it_is_priced_once() -> None:
    """Three of ten priced ways out of one county were the same higher quotas, joined in another order."""
    both = RED_CROSS.with_(LITERARY)
    assert both == LITERARY.with_(RED_CROSS)
    assert both.edits == (LiftBans((9,)), RaiseQuotas((1, 2, 4), (2, 4, 1)))
    assert both.units == ((0, 3), (0, 7))
    assert both.size == RED_CROSS.size + LITERARY.size


def test_what_stands_in_both_stands_once() -> None:
    added = Remedy((AddCadres(0, 1, 2),))
    assert added.with_(added) == added
    assert added.with_(added.with_(RED_CROSS)) == added.with_(RED_CROSS)
