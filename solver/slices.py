"""The gates of a relaxation in slices, for two threads to share.

At given prices target blocks have nothing to do with each other: a local group lies within one block. So the gates are
cut between blocks, and each slice is chosen from by itself; which thread does it changes nothing in what comes out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from solver.gate import UNKNOWN, Notes

if TYPE_CHECKING:
    from solver.arrays import Ints
    from solver.relaxation import Layout

SHARED: Final = 16
"""Slices for two threads: enough that the one which ends first waits for little."""
_NOTES: Final = 16_000_000
"""Most notes kept of one evaluation; each that is made takes sixteen bytes."""


@dataclass(frozen=True, eq=False)
class Slice:
    """Gates first..end-1, sorted by block, the local groups among them, and what is noted of them."""

    first: int
    end: int
    groups: Ints
    notes: Notes


def cut(layout: Layout, most: int) -> list[Slice]:
    """One to ``most`` slices, with about as many types behind gates in each. Their notes share what is kept gate by gate;
    the lists of who serves whom are each slice's own."""
    gates, types = np.diff(layout.gate_ptr), np.diff(layout.type_ptr)
    n = len(layout.gate_block)
    pi_at = np.concatenate([[0], np.cumsum(np.diff(layout.class_ptr)[layout.gate_block])])
    lam_at = np.concatenate([[0], np.cumsum(np.repeat(types, gates))])
    shared = Notes(
        start=np.zeros(n, dtype=np.int64), stop=np.zeros(n, dtype=np.int64), type=np.empty(0, dtype=np.int32),
        klass=np.empty(0, dtype=np.int32), places=np.empty(0, dtype=np.int64), end=np.empty(0, dtype=np.int64),
        stage=np.zeros(n, dtype=np.int32), free=np.zeros(n, dtype=np.int64), pi_at=pi_at,
        pi=np.zeros(pi_at[-1], dtype=np.int64), known=np.full(n, UNKNOWN, dtype=np.int64), lam_at=lam_at,
        known_lam=np.zeros(lam_at[-1], dtype=np.int64), known_mu=np.zeros(pi_at[-1], dtype=np.int64),
    )  # fmt: skip
    work = np.concatenate([[0], np.cumsum(gates * types)])
    inner = np.unique(np.searchsorted(work, np.linspace(0, work[-1], most + 1)[1:-1]))
    edges = np.concatenate([[0], inner[(inner > 0) & (inner < len(gates))], [len(gates)]])
    group_block = np.zeros(len(layout.local_lo), dtype=np.int64)
    inside = np.flatnonzero(layout.local_group >= 0)
    group_block[layout.local_group[inside]] = np.repeat(np.arange(len(gates)), gates)[inside]
    places = np.bincount(
        np.repeat(np.arange(len(types)), types), weights=layout.type_places, minlength=len(types)
    ).astype(np.int64)
    slices = []
    for first, end in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
        # a gate is noted down twice at most: two agents a type, then as many as it has places
        room = int((gates * (2 * types + places))[first:end].sum())
        room = min(room, _NOTES // (len(edges) - 1))
        notes = shared._replace(
            type=np.empty(room, dtype=np.int32), klass=np.empty(room, dtype=np.int32),
            places=np.empty(room, dtype=np.int64), end=np.zeros(1, dtype=np.int64),
        )  # fmt: skip
        groups = np.flatnonzero((group_block >= first) & (group_block < end))
        slices.append(Slice(int(layout.gate_ptr[first]), int(layout.gate_ptr[end]), groups, notes))
    return slices
