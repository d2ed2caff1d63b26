"""The best use of one gate's agents who pay for being used there: against every way there is."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from solver.charged import charged_transport


def best_by_hand(
    worth: np.ndarray, supply: np.ndarray, size: np.ndarray, hi: np.ndarray, charge: np.ndarray
) -> int:
    """Every place to every class or to none: what it earns less what the members needed cost, parts given back."""
    rows = np.repeat(np.arange(len(supply)), supply)
    part = charge // hi
    best = 0
    for choice in itertools.product(range(-1, worth.shape[1]), repeat=len(rows)):
        load = np.bincount([c for c in choice if c >= 0], minlength=worth.shape[1])
        if (load > size * hi).any():
            continue
        value = sum(int(worth[r, c] + part[c]) for r, c in zip(rows, choice, strict=True) if c >= 0)
        best = max(best, value - int((-(-load // hi) * charge).sum()))
    return best


@settings(max_examples=150, deadline=None, derandomize=True)
@given(seed=st.integers(0, 2**32 - 1))
def test_exact_as_trying_all(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n, m = int(rng.integers(1, 5)), int(rng.integers(1, 4))
    worth = rng.integers(-20, 60, (n, m))
    supply = rng.integers(1, 3, n) if n < 4 else np.ones(n, dtype=np.int64)
    size, hi = rng.integers(1, 3, m), rng.integers(1, 5, m)
    charge = rng.choice([0, 7, 30, 61], m)
    flow, price = np.empty((n, m), dtype=np.int64), np.empty(m, dtype=np.int64)
    truth = best_by_hand(worth, supply, size, hi, charge)
    assert charged_transport(worth, supply, size, hi, charge, 0, flow, price) == truth
    load = flow.sum(axis=0)
    earned = int((flow * (worth + charge // hi)).sum() - (-(-load // hi) * charge).sum())
    assert earned == truth
    assert (flow.sum(axis=1) <= supply).all()
    assert (load <= size * hi).all()
    # told that only more than the truth is of interest, it need not look on
    assert charged_transport(worth, supply, size, hi, charge, truth + 5, flow, price) == truth + 5
