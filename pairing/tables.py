"""The tables of a county built in their one form, so that equal lists make equal tables whoever built them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from pairing.county import COLUMNS, WRITTEN, County

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np

_INTEGERS: Final = frozenset(
    {
        *((table, "row") for table in COLUMNS),
        *(("cadres", c) for c in ("unit", "level", "native_village")),
        *(("households", c) for c in ("village", "demand")),
        *(("previous_pairs", c) for c in ("household", "cadre")),
        *(("previous_links", c) for c in ("unit", "cadre", "village")),
        *(("kinship", c) for c in ("cadre", "household")),
        *(("directives", c) for c in ("cadre", "unit", "household", "village")),
    }
)
_NUMBERS: Final = frozenset(
    {
        *(("units", c) for c in ("lon", "lat", "max_villages")),
        *(("villages", c) for c in ("lon", "lat")),
        ("cadres", "max_households"),
        *(("households", c) for c in ("people", "labour", "income", "difficulty", "tier")),
    }
)
_FLAGS: Final = frozenset(
    {("cadres", "party"), ("cadres", "head"), ("villages", "weak"), ("households", "focus")}
)


def dtype_of(table: str, column: str) -> str:
    """The pandas dtype of a county column: int64, float64, bool or object (texts, tuples, None)."""
    place = (table, column)
    if place in _INTEGERS:
        return "int64"
    if place in _NUMBERS:
        return "float64"
    return "bool" if place in _FLAGS else "object"


def make_table(table: str, values: Mapping[str, Sequence[object] | np.ndarray]) -> pd.DataFrame:
    """One table of a county from its columns, all of :data:`pairing.county.COLUMNS`, in that order and form.

    Texts are plain ``str`` or None in object columns (never pandas' own string type); lengths must agree. A column of
    :data:`pairing.county.WRITTEN` may be left out. Raises ValueError where a column is missing, unknown or of another
    length.
    """
    written = WRITTEN.get(table)
    if written is not None and written not in values:
        values = {**values, written: [None] * len(values["row"])}
    if set(values) != set(COLUMNS[table]):
        raise ValueError(f"table {table}: columns differ by {sorted(set(values) ^ set(COLUMNS[table]))}")
    lengths = {len(column) for column in values.values()}
    if len(lengths) > 1:
        raise ValueError(f"table {table}: columns of lengths {sorted(lengths)}")
    return pd.DataFrame({name: _series(values[name], dtype_of(table, name)) for name in COLUMNS[table]})


def empty_table(table: str) -> pd.DataFrame:
    """A table without rows."""
    return make_table(table, {name: [] for name in COLUMNS[table]})


def make_county(
    name: str, tables: Mapping[str, pd.DataFrame], extras: Mapping[str, pd.DataFrame] | None = None
) -> County:
    """A county of these tables; a table that is not given is empty."""
    whole = {table: tables[table] if table in tables else empty_table(table) for table in COLUMNS}
    return County(name=name, **whole, extras=dict(extras or {}))


def _series(values: Sequence[object] | np.ndarray, dtype: str) -> pd.Series:
    if dtype != "object":
        return pd.Series(values, dtype=dtype)
    series = pd.Series(list(values), dtype=object)
    missing = series.isna()
    return series.mask(missing, None) if missing.any() else series
