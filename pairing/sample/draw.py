"""Drawing numbers and words: shares of a whole, weighted words of data/sample/words.csv, tables of text."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from pairing.resources import data_path
from pairing.tables import make_table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray


def apportion(
    weights: NDArray[np.float64],
    total: int,
    least: NDArray[np.int64] | int,
    most: NDArray[np.int64] | int,
) -> NDArray[np.int64]:
    """Integers in [least, most] that sum to total and are as near as possible to proportional to the weights.

    Raises ValueError where the limits allow no such numbers.
    """
    low = np.broadcast_to(np.asarray(least, np.int64), weights.shape)
    high = np.broadcast_to(np.asarray(most, np.int64), weights.shape)
    if (low > high).any() or not low.sum() <= total <= high.sum():
        raise ValueError(f"{total} cannot be shared out within {low.sum()} and {high.sum()}")
    heavy = np.maximum(weights.astype(float), 1e-9)
    # Bisect the common factor on a logarithmic scale: the clipped sum grows with it.
    under, over = -40.0, 40.0
    for _ in range(100):
        middle = (under + over) / 2
        if np.clip(np.exp(middle) * heavy, low, high).sum() < total:
            under = middle
        else:
            over = middle
    exact = np.clip(np.exp(under) * heavy, low, high)
    parts: NDArray[np.int64] = np.floor(exact).astype(np.int64)
    while (rest := total - int(parts.sum())) > 0:
        room = np.flatnonzero(parts < high)
        order = room[np.argsort(-(exact - parts)[room], kind="stable")]
        parts[order[:rest]] += 1
    return parts


@cache
def words(table: str) -> tuple[NDArray[np.object_], NDArray[np.float64]]:
    """The words of one table of words.csv and their probabilities."""
    everything = _word_table()
    rows = everything[everything["表"] == table]
    weights = rows["权重"].to_numpy(float)
    return rows["词"].to_numpy(object), weights / weights.sum()


@cache
def _word_table() -> pd.DataFrame:
    return pd.read_csv(data_path("sample/words.csv"), encoding="utf-8", dtype={"表": object, "词": object})


def draw_words(table: str, count: int, rng: np.random.Generator) -> NDArray[np.object_]:
    """That many words of the table, drawn by weight with replacement."""
    choices, chance = words(table)
    drawn: NDArray[np.object_] = choices[rng.choice(len(choices), count, p=chance)]
    return drawn


def draw_words_by(prefix: str, keys: NDArray[np.object_], rng: np.random.Generator) -> NDArray[np.object_]:
    """For each key a word of the table named prefix + key; None where the key is None."""
    drawn = np.full(len(keys), None, object)
    for key in sorted({k for k in keys if k is not None}):
        at = np.flatnonzero(keys == key)
        drawn[at] = draw_words(prefix + key, len(at), rng)
    return drawn


def given_names(women: NDArray[np.bool_], rng: np.random.Generator) -> NDArray[np.object_]:
    """Synthetic given names of one or two characters."""
    count = len(women)
    first = np.where(women, draw_words("名女", count, rng), draw_words("名男", count, rng))
    second = np.where(women, draw_words("名女", count, rng), draw_words("名男", count, rng))
    short = (rng.random(count) < 0.3) | (first == second)
    names: NDArray[np.object_] = first + np.where(short, "", second).astype(object)
    return names


def masked_phones(count: int, rng: np.random.Generator) -> NDArray[np.object_]:
    """Mobile numbers whose middle is stars, so that none can be anybody's; no two alike up to 400,000."""
    prefixes = np.array([*range(130, 140), *range(150, 160), *range(170, 180), *range(180, 190)])
    drawn = rng.permutation(len(prefixes) * 10_000)[np.arange(count) % (len(prefixes) * 10_000)]
    return np.array(
        [f"{p}****{n:04d}" for p, n in zip(prefixes[drawn // 10_000], drawn % 10_000, strict=True)], object
    )


def blank_where(values: NDArray[np.object_], blank: NDArray[np.bool_]) -> NDArray[np.object_]:
    """The values with None where blank."""
    kept = values.astype(object, copy=True)
    kept[blank] = None
    return kept


def table(name: str, values: Mapping[str, Any]) -> pd.DataFrame:
    """A county table from its columns but `row`, which counts as the table's file will, from 2 below the header."""
    count = len(next(iter(values.values())))
    return make_table(name, {**values, "row": np.arange(2, count + 2)})
