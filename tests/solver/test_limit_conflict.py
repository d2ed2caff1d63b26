"""Limits on gates that no choice can keep are named exactly where there is no choice."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from solver.limit_conflict import limit_conflicts


def _ints(*values: int) -> np.ndarray:
    return np.array(values, dtype=np.int64)


def _all_gates(needy: int, helpers: int) -> tuple[np.ndarray, np.ndarray]:
    return np.repeat(np.arange(needy), helpers), np.tile(np.arange(helpers), needy)


def test_limits_that_can_be_kept_conflict_with_nothing() -> None:
    # 2 groups need 1 each, 1 helper may open 2
    assert limit_conflicts(_ints(1, 1), _ints(2), *_all_gates(2, 1)) == ()


def test_the_upper_limits_of_the_other_side() -> None:
    # 3 groups need 1 each, two helpers open 1 each: 3 > 2
    (found,) = limit_conflicts(_ints(1, 1, 1), _ints(1, 1), *_all_gates(3, 2))
    assert (found.needy.tolist(), found.helpers.tolist(), found.need, found.most) == ([0, 1, 2], [0, 1], 3, 2)


def test_a_group_that_has_too_few_gates() -> None:
    # group 1 needs 2 and has a gate with helper 0 alone; group 0 has both
    (found,) = limit_conflicts(_ints(1, 2), _ints(5, 5), _ints(0, 0, 1), _ints(0, 1, 0))
    assert (found.needy.tolist(), found.need, found.most) == ([1], 2, 1)


def test_two_independent_ones_stand_apart() -> None:
    # groups 0, 1 share helper 0 (limit 1); group 2 has no gate at all
    found = limit_conflicts(_ints(1, 1, 1), _ints(1), _ints(0, 1), _ints(0, 0))
    assert [(c.needy.tolist(), c.need - c.most) for c in found] == [([2], 1), ([0, 1], 1)]


@settings(deadline=None, derandomize=True, max_examples=200)
@given(st.data())
def test_named_exactly_where_no_choice_exists(data: st.DataObject) -> None:
    n, h = data.draw(st.integers(1, 3)), data.draw(st.integers(1, 3))
    low = [data.draw(st.integers(0, 2)) for _ in range(n)]
    high = [data.draw(st.integers(0, 2)) for _ in range(h)]
    gates = [g for g in itertools.product(range(n), range(h)) if data.draw(st.booleans())]
    found = limit_conflicts(
        _ints(*low), _ints(*high), _ints(*(a for a, _ in gates)), _ints(*(b for _, b in gates))
    )
    best = max(
        sum(min(low[i], sum(a == i for a, _ in chosen)) for i in range(n))
        for k in range(len(gates) + 1)
        for chosen in itertools.combinations(gates, k)
        if all(sum(b == j for _, b in chosen) <= high[j] for j in range(h))
    )
    assert sum(c.need - c.most for c in found) == sum(low) - best
