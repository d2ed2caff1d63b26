"""Which links are permitted and which are fixed before anything is chosen: of units, and of county leaders.

A link is fixed where it is pinned itself, or a pair that needs it is (a pin, or a task that is not finished).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from pairing.county import County
    from pairing.limits import Limits
    from pairing.orders import Key, Orders
    from pairing.rules import Rules

    Ints = NDArray[np.int64]
    Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class LinkRights:
    """The links one kind of owner may have, and how many.

    owner [N] positions (of units; of cadres of level 3) that may link at all · fixed, banned [N, V]
    · least, most [N] links of an owner · village_least, village_most links of one village.
    """

    owner: Ints
    fixed: Flags
    banned: Flags
    least: Ints
    most: Ints
    village_least: int
    village_most: int

    @property
    def free(self) -> Flags:
        """Links [N, V] that may still be chosen beside the fixed ones: not banned, neither end full already."""
        room = self.fixed.sum(axis=1) < self.most
        village = self.fixed.sum(axis=0) < self.village_most
        out: Flags = ~self.fixed & ~self.banned & room[:, None] & village[None, :]
        return out

    @property
    def may(self) -> Flags:
        """Links [N, V] that some plan might have."""
        return self.fixed | self.free


def unit_rights(county: County, rules: Rules, allowed: Limits, fixed: Orders) -> LinkRights:
    """What units may link (docs/model.md §2.1)."""
    level = county.cadres["level"].to_numpy(np.int64)
    unit = county.cadres["unit"].to_numpy(np.int64)
    village = county.households["village"].to_numpy(np.int64)
    by_pairs = [(int(unit[c]), int(village[h])) for c, h in fixed.pinned_pairs if level[c] < 3]
    owner = np.flatnonzero(allowed.links_most > 0)
    return LinkRights(
        owner=owner,
        fixed=_marked(owner, len(county.units), len(county.villages), [*fixed.pinned_units, *by_pairs]),
        banned=_marked(owner, len(county.units), len(county.villages), fixed.banned_units),
        least=allowed.links_least[owner],
        most=allowed.links_most[owner],
        village_least=rules.village_units_min,
        village_most=rules.village_units_max,
    )


def leader_rights(county: County, allowed: Limits, fixed: Orders) -> LinkRights:
    """What county leaders may lead (docs/model.md §2.2)."""
    level = county.cadres["level"].to_numpy(np.int64)
    village = county.households["village"].to_numpy(np.int64)
    by_pairs = [(c, int(village[h])) for c, h in fixed.pinned_pairs if level[c] == 3]
    owner = np.flatnonzero(allowed.leads_most > 0)
    return LinkRights(
        owner=owner,
        fixed=_marked(owner, len(level), len(county.villages), [*fixed.pinned_leaders, *by_pairs]),
        banned=_marked(owner, len(level), len(county.villages), fixed.banned_leaders),
        least=allowed.leads_least[owner],
        most=allowed.leads_most[owner],
        village_least=0,
        village_most=allowed.leaders_per_village,
    )


def _marked(owner: Ints, size: int, villages: int, keys: Iterable[Key]) -> Flags:
    """[N, V] where a key (owner's position, village) stands; keys of others are left out."""
    out = np.zeros((size, villages), np.bool_)
    for key in keys:
        out[key] = True
    return out[owner]
