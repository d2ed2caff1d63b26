"""Reading and guarding the arrays of a problem: one way to convert, one way to report what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike, NDArray

Ints = np.ndarray[Any, np.dtype[np.int64]]
Ids = np.ndarray[Any, np.dtype[np.int32]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]
Floats = np.ndarray[Any, np.dtype[np.float64]]

LARGEST: Final = 10**12
"""Largest magnitude of a single value; sums over a plan then stay far below 2^63."""


class ProblemError(ValueError):
    """The arrays do not describe a problem; ``faults`` holds every fault, with index and law."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


class Faults:
    """Collects faults while a problem is validated, so that all are told at once."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def where(self, bad: NDArray[np.bool_], law: Callable[[int], str]) -> None:
        """Report the law for the first index where ``bad`` holds, and how many more break it."""
        broken = np.flatnonzero(bad)
        if broken.size:
            more = f" (and {broken.size - 1} more)" if broken.size > 1 else ""
            self.found.append(law(int(broken[0])) + more)

    def stop_if_any(self) -> None:
        """Raise ProblemError when anything was found."""
        if self.found:
            raise ProblemError(tuple(self.found))


def frozen(values: ArrayLike, dtype: type[np.generic], name: str, ndim: int, faults: Faults) -> NDArray[Any]:
    """A read-only copy of ``values`` as ``dtype``; a fault (and an empty array) where that would change a
    value.
    """
    raw = np.asarray(values)
    if raw.size == 0 and raw.ndim < ndim:
        raw = np.zeros((0,) * ndim, dtype=dtype)
    if raw.ndim != ndim:
        faults.found.append(f"{name} must have {ndim} dimension(s), it has {raw.ndim}")
        raw = np.zeros((0,) * ndim, dtype=dtype)
    if raw.size and raw.dtype.kind not in "iub":
        faults.found.append(f"{name} must hold whole numbers, it holds {raw.dtype}")
        raw = np.zeros_like(raw, dtype=dtype)
    if raw.dtype.kind in "iu" and dtype is not np.bool_ and raw.size:
        top = min(LARGEST, 2**31 - 1) if dtype is np.int32 else LARGEST
        if int(raw.max()) > top or int(raw.min()) < -top:
            faults.found.append(f"{name} must stay within ±{top}")
            raw = np.zeros_like(raw)
    out = raw.astype(dtype)
    out.flags.writeable = False
    return out


def same_length(columns: dict[str, NDArray[Any]], faults: Faults) -> bool:
    """Whether all columns have one length; a fault that names them where not."""
    lengths = {name: len(column) for name, column in columns.items()}
    if len(set(lengths.values())) > 1:
        faults.found.append(
            "columns must have one length: " + ", ".join(f"{k} has {n}" for k, n in lengths.items())
        )
        return False
    return True
