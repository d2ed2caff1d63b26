"""Headers of the organizer's own lists, as the documents repeat them, and values picked by position."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pairing.schema import CADRES, HOUSEHOLDS, UNITS, VILLAGES

if TYPE_CHECKING:
    from numpy.typing import NDArray


def of_household(key: str) -> str:
    """The header of a column of the sheet of households."""
    return HOUSEHOLDS.column(key).header


def of_cadre(key: str) -> str:
    """The header of a column of the sheet of cadres."""
    return CADRES.column(key).header


def of_village(key: str) -> str:
    """The header of a column of the sheet of villages."""
    return VILLAGES.column(key).header


def of_unit(key: str) -> str:
    """The header of a column of the sheet of units."""
    return UNITS.column(key).header


def pick(values: NDArray[np.object_], at: NDArray[np.int64]) -> NDArray[np.object_]:
    """The value at each position, None at -1."""
    picked: NDArray[np.object_] = np.concatenate([values, np.array([None], object)])[at]
    return picked
