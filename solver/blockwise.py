"""The Lagrangian dual in which the gates of a target block are valued jointly (:mod:`solver.hull`): tighter and dearer.

A block serves each of its targets by itself, so that the targets' prices fall out: what is added for a target at its
price is taken off again. It bounds plans without missing places alone, and begins best at the prices of a
:class:`solver.dual.GateDual` that has settled.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from solver.dual import Certificate, GateDual, Purpose
from solver.hull import NO_SET, Block, best_sets

if TYPE_CHECKING:
    from solver.arrays import Floats, Ints
    from solver.relaxation import Layout

_SETS: Final = 4
"""Sets of a block that are remembered, of those that were best."""
_WIDTH: Final = 16
"""Most gates of a set that is remembered."""


class BlockDual(GateDual):
    """Evaluates the dual of goal 3 block by block, at the same prices as its parent."""

    def __init__(self, layout: Layout) -> None:
        super().__init__(layout, Purpose.VALUE)
        self._glance = False
        group, least, most = _local_limits(layout)
        pi_at = np.concatenate([[0], np.cumsum(np.diff(layout.class_ptr)[layout.gate_block])]).astype(
            np.int64
        )
        self._block = Block(
            opening=layout.gate_value, forced=layout.gate_forced, group=group, lo=least, hi=most, pi_at=pi_at,
            pi=np.zeros(int(pi_at[-1]), dtype=np.int64),
            best=np.full((layout.n_target_blocks, _SETS, _WIDTH), -1, dtype=np.int64),
        )  # fmt: skip

    def evaluate(
        self, x: Floats, shortage: int, idle: int, *, proof: bool = True
    ) -> tuple[int, Floats, Certificate | None] | None:
        """As the parent's; None, too, where places are missing, or where no set of gates can serve a block. Without
        ``proof`` only sets that were best before are tried."""
        if shortage > 0:
            return None
        self._glance = not proof
        found = super().evaluate(x, shortage, idle)
        if found is None or found[2] is None or found[2].gates <= NO_SET // 2:
            return None
        return found if proof else (*found[:2], None)

    def bound(self, proof: Certificate, shortage: int, idle: int) -> int | None:
        """As the parent's; None where places are missing."""
        return super().bound(proof, shortage, idle) if shortage == 0 else None

    def _gates(self, lam: Ints, mu: Ints, nu: Ints, served: Floats, load: Floats) -> tuple[int, None]:
        arcs, opening = self._priced(lam, mu, nu)
        total = best_sets(arcs, self._block._replace(opening=opening), self._glance, self._chosen, load)
        served[:] = self.layout.type_places
        return int(total) - int((lam * self.layout.type_places).sum()), None


def _local_limits(layout: Layout) -> tuple[Ints, Ints, Ints]:
    """Number of each gate's local group among those of its target block [P], -1 for none, and the limits of these groups
    [NT, L], L the most that one block has."""
    n = layout.n_target_blocks
    block_of = np.repeat(np.arange(n), np.diff(layout.gate_ptr))
    inside = layout.local_group >= 0
    group_block = np.full(len(layout.local_lo), -1)
    group_block[layout.local_group[inside]] = block_of[inside]
    order = np.argsort(group_block, kind="stable")
    number = np.empty(len(order), dtype=np.int64)
    number[order] = np.arange(len(order)) - np.searchsorted(group_block[order], group_block[order])
    real = group_block >= 0
    width = 1 + int(number[real].max(initial=0))
    least, most = np.zeros((n, width), dtype=np.int64), np.zeros((n, width), dtype=np.int64)
    least[group_block[real], number[real]] = layout.local_lo[real]
    most[group_block[real], number[real]] = layout.local_hi[real]
    of_gate = np.full(len(layout.gate_block), -1, dtype=np.int64)
    of_gate[inside] = number[layout.local_group[inside]]
    return of_gate, least, most
