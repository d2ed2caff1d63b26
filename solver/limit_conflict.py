"""Limits on numbers of gates that no choice of gates can keep, each with the smallest set that proves it.

Where every gate stands in two groups, one of each of two sides, a choice within [lo, hi] on both sides exists exactly
where one exists that heeds the lower limits of the first side alone, and one those of the second alone (Mendelsohn &
Dulmage 1958, for degrees as by Hoffman's circulation theorem). So what cannot be met is a Hall set: groups of one
side that must open more gates than the other side's upper limits and the gates there are let them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from solver.cut import short_parts

if TYPE_CHECKING:
    from solver.arrays import Ints


@dataclass(frozen=True, eq=False)
class LimitConflict:
    """``needy`` groups must open ``need`` gates; the ``helpers``, all groups of the other side with a gate into any of
    them, let them open ``most``, which is less. No part of it lacks as much."""

    needy: Ints
    helpers: Ints
    need: int
    most: int


def limit_conflicts(low: Ints, high: Ints, needy: Ints, helper: Ints) -> tuple[LimitConflict, ...]:
    """All independent sets of lower limits that cannot be met, greatest lack first; none exactly where all can.

    low [N]: gates each needy group must open; high [H]: gates each helper may open, none negative; needy, helper [G]:
    the two groups of each gate that may be chosen. Raises ArithmeticError where a recount does not agree with the flow.
    """
    n_helpers, source = len(high), len(high) + len(low)
    parts = short_parts(
        np.concatenate([np.full(n_helpers, source), helper, n_helpers + np.arange(len(low))]),
        np.concatenate([np.arange(n_helpers), n_helpers + needy, np.full(len(low), source + 1)]),
        np.concatenate([high, np.ones(len(needy), dtype=np.int64), low]),
        source,
        source + 1,
    )
    found = []
    for part in parts:
        groups = part[part >= n_helpers] - n_helpers
        groups = groups[low[groups] > 0]
        reach = np.bincount(helper[np.isin(needy, groups)], minlength=n_helpers)
        conflict = LimitConflict(
            needy=groups,
            helpers=np.flatnonzero(reach),
            need=int(low[groups].sum()),
            most=int(np.minimum(reach, high).sum()),
        )
        if conflict.most >= conflict.need:
            raise ArithmeticError("a conflict found by the flow does not stand the recount")
        found.append(conflict)
    return tuple(sorted(found, key=lambda conflict: (conflict.most - conflict.need, conflict.need)))
