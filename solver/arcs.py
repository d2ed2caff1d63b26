"""What stands behind the gates, as the kernels of the Lagrangian subproblem see it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from solver.kernel import kernel
from solver.relaxation import BARRED

if TYPE_CHECKING:
    from solver.arrays import Ids, Ints


@kernel
def arc_worth(base: int, extra: int) -> int:
    """Worth of an odd arc; once barred, whatever is added leaves it barred."""
    return BARRED if base == BARRED or extra == BARRED else base + extra


class Arcs(NamedTuple):
    """What stands behind the gates, for the kernels; see :class:`solver.relaxation.Layout`.

    column [KT, C]: worth by kind of target and class, kinds that may not be joined barred · class_places [C]: size ·
    hi · class_hi, class_charge [C]: places of one member, and what it pays here for being used, 0 while spread is not
    charged · block_members [NB]: agents · best, who [NB, KT]: see :func:`best_by_block` · first, second [KT, NB]: best and
    second best worth - mu of each block, the second only for kinds of which a target asks for several · gate_agents [P]: agent
    block (unsigned, so that look-ups need no test for negative positions) · cell_at [J+1]: where each type's cells
    begin · cell_first, cell_second [cells]: the two bests where kinds do not tell all.
    """

    column: Ints
    class_ptr: Ints
    class_size: Ints
    class_places: Ints
    class_hi: Ints
    class_charge: Ints
    block_members: Ints
    mu: Ints
    lam: Ints
    best: Ints
    who: Ints
    first: Ints
    second: Ints
    type_ptr: Ints
    type_kind: Ids
    type_size: Ints
    type_demand: Ints
    gate_ptr: Ints
    gate_agents: Ids
    gate_target_block: Ids
    gate_bonus: Ints
    cell_at: Ints
    cell_gate: Ids
    cell_ptr: Ints
    cell_class: Ids
    cell_extra: Ints
    cell_first: Ints
    cell_second: Ints


@kernel
def two_best(arcs: Arcs, kind: int, block: int, at: int, end: int) -> tuple[int, int, int, int]:
    """Two best agents of a block for a kind of target, given the odd arcs at:end: worth - mu and class of each.

    Both may be of one class; class -1 where there is none.
    """
    column, mu = arcs.column[kind], arcs.mu
    top, next_, one, two = BARRED, BARRED, -1, -1
    for i in range(arcs.class_ptr[block], arcs.class_ptr[block + 1]):
        x = column[i]
        if at < end and arcs.cell_class[at] == i:
            x = arc_worth(x, arcs.cell_extra[at])
            at += 1
        x -= mu[i]
        if x > top:
            top, next_, one, two = x, top, i, one
            if arcs.class_size[i] > 1:
                next_, two = x, i
        elif x > next_:
            next_, two = x, i
    return top, next_, one, two
