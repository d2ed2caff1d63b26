"""The binary heap of Dijkstra's search: keys and class numbers in two arrays of the memory, its size kept by the caller.

An improved label is pushed anew; its stale entry stays until it is popped or :func:`compact` drops it.
"""

# An entry of an int64 array has no static type of its own.
# mypy: disable-error-code="no-any-return"
from __future__ import annotations

from typing import TYPE_CHECKING

from solver import memory as at
from solver.kernel import kernel

if TYPE_CHECKING:
    from solver.arrays import Ints


@kernel
def push(m: Ints, size: int, key: int, node: int) -> int:
    k = size
    while k > 0:
        up = (k - 1) >> 1
        if m[m[at.HEAP_KEY] + up] <= key:
            break
        m[m[at.HEAP_KEY] + k] = m[m[at.HEAP_KEY] + up]
        m[m[at.HEAP_NODE] + k] = m[m[at.HEAP_NODE] + up]
        k = up
    m[m[at.HEAP_KEY] + k] = key
    m[m[at.HEAP_NODE] + k] = node
    return size + 1


@kernel
def pop(m: Ints, size: int) -> int:
    """Removes the root; returns the new size. The root is read before."""
    size -= 1
    key, node = m[m[at.HEAP_KEY] + size], m[m[at.HEAP_NODE] + size]
    k = 0
    while True:
        down = 2 * k + 1
        if down >= size:
            break
        if down + 1 < size and m[m[at.HEAP_KEY] + down + 1] < m[m[at.HEAP_KEY] + down]:
            down += 1
        if m[m[at.HEAP_KEY] + down] >= key:
            break
        m[m[at.HEAP_KEY] + k] = m[m[at.HEAP_KEY] + down]
        m[m[at.HEAP_NODE] + k] = m[m[at.HEAP_NODE] + down]
        k = down
    m[m[at.HEAP_KEY] + k] = key
    m[m[at.HEAP_NODE] + k] = node
    return size


@kernel
def compact(m: Ints, size: int) -> int:
    """Drop stale entries when the heap's room is used up."""
    kept = 0
    for k in range(size):
        if m[m[at.HEAP_KEY] + k] == m[m[at.DIST] + m[m[at.HEAP_NODE] + k]]:
            key, node = m[m[at.HEAP_KEY] + k], m[m[at.HEAP_NODE] + k]
            kept = push(m, kept, key, node)
    return kept
