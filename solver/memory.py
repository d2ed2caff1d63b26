"""The search's memory: every array of the kernels in one int64 block, reached through a header of offsets.

Kernels take this one array, which keeps compilation short and calls cheap, and lets a whole search state be copied
by ``memory.copy()``. ``m[m[MU] + i]`` reads entry i of the array MU; ``m[GOAL]`` reads a number of the header.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from solver.arrays import Ints

# Numbers of the header.
(N_CLASSES, N_TARGETS, N_GATES, N_A_BLOCKS, N_V_BLOCKS, N_AGENT_KINDS, N_TARGET_KINDS, N_ROWS, TOP,
 GOAL, LOGGED, STAMP, WORK, PROPOSED, EVALUATED, ACCEPTED, BEST, DROPPED, ADDED, RANDOM, STOP,
 END, END_CLASS, N_HOLES, N_HOMERS, MOVER, MOVE_TO, HOPE, BOUND, AFFECTED, LOSS, HEADS) = range(32)  # fmt: skip

# Arrays: the header entry holds where the array begins, the next entry where it ends.
_FIRST: Final = 32
(
    # the network (see solver.network)
    CLASS_PTR, CLASS_BLOCK, CLASS_KIND, CLASS_SIZE, CLASS_CAP, CLASS_LOW, CLASS_REWARD, SLOT_PTR,
    ODD_PTR, ODD_TARGET, ODD_VALUE, PLACE_PTR, TARGET_KIND, TARGET_BLOCK, TARGET_DEMAND,
    TARGET_MISS, BLOCK_PTR, BLOCK_TARGET, WORTH, GATE_A, GATE_V, GATE_VALUE, GATE_BONUS,
    GATE_FIXED, AT_V_PTR, AT_V_GATE, AT_A_PTR, AT_A_GATE, RULE_PTR, RULE_GROUP, GROUP_LO,
    GROUP_HI, PLUS_PTR, PLUS_CLASS, PLUS_TARGET, PLUS_VALUE, CLASS_SPREAD, DENSE_PTR, DENSE, TARGET_ODD, HOMER,
    # the flow (see solver.residual)
    SLOT_TARGET, SLOT_VALUE, LOAD, PLACE_CLASS, SERVED, MU, LAM, HELD, IS_OPEN, OPEN_V, N_V,
    OPEN_A, N_A, COUNT, MU_AWAY, HOLE, HOLE_CLASS, HOME, HOME_HEAD, HOME_NEXT, DIST, VIA_TARGET, VIA_CLASS, BASE, BASE_SEEN, HEAP_KEY,
    HEAP_NODE, TOUCHED, LOG,
    # the annealing (see solver.anneal)
    ROW_PTR, ROW_GATE, ROW_OF, ROW_TOP, DROPS, ADDS, PICK, PENDING, PENDING_PRICE, SCRATCH, BEST_OPEN,
    BEST_LOAD, BEST_SLOT,
) = range(_FIRST, _FIRST + 83)  # fmt: skip

ARRAYS: Final = tuple(
    name
    for name, entry in tuple(globals().items())
    if name[0] != "_" and isinstance(entry, int) and entry >= _FIRST
)
"""Names of the arrays in the order of their entries."""


def pack(arrays: dict[str, Ints], numbers: dict[int, int]) -> Ints:
    """One block with the header filled in; ``arrays`` must hold exactly the names of ARRAYS."""
    header = _FIRST + len(ARRAYS) + 1
    flat = [np.ascontiguousarray(arrays[name], dtype=np.int64).reshape(-1) for name in ARRAYS]
    ends = header + np.cumsum([0, *(len(part) for part in flat)])
    memory = np.concatenate([np.zeros(header, dtype=np.int64), *flat])
    memory[_FIRST:header] = ends
    for entry, number in numbers.items():
        memory[entry] = number
    return memory


def view(memory: Ints, array: int) -> Ints:
    """The array itself (not a copy)."""
    return memory[memory[array] : memory[array + 1]]
