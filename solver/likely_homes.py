"""Homes to begin a search with: where the relaxation, its gates fixed, lets each agent serve.

An annealing that starts without homes pays for every place of an agent after the first, wherever it is, and finds the
homes one by one. The relaxed optimum behind fixed gates, where agents pay for spread (:mod:`solver.charged`), knows most
of them already.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from solver.bound import DualBound

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Executor

    from solver.arrays import Flags, Ints
    from solver.problem import GatedAssignment
    from solver.result import Duals

_STEPS: Final = 60
_COUNTED: Final = 20
"""Evaluations of the relaxation, and how many of the last ones are averaged."""


def likely_homes(
    problem: GatedAssignment, opened: Flags, duals: Duals, goals: tuple[int, int], should_stop: Callable[[], bool],
    pool: Executor | None = None,
) -> Ints:  # fmt: skip
    """For each agent [A] the target block where it is likely to serve, -1 where none holds a whole place of its own.

    ``opened`` [G]: the gates, within all limits; ``duals``: prices to begin with, of any gates; ``goals``: 1 and 2 of the
    plans they are for; ``pool``: a second thread that may share the work.
    """
    fixed = replace(
        problem,
        forced_gates=np.flatnonzero(opened).astype(np.int32),
        forbidden_gates=np.flatnonzero(~opened).astype(np.int32),
    )
    bound = DualBound(fixed, pool=pool)
    bound.guide(duals, goals, thorough=True)
    bound.walk(_STEPS - _COUNTED, should_stop)
    found = []
    for _ in range(_COUNTED):
        bound.walk(1, should_stop)
        found.append(bound.serving())
    layout, width = bound.layout, problem.n_target_blocks
    klass, block, filled = (np.concatenate(part) for part in zip(*found, strict=True))
    keep = layout.class_charge[klass] > 0
    key, at = np.unique(klass[keep] * width + block[keep], return_inverse=True)
    load = np.bincount(at, weights=filled[keep], minlength=len(key)) / _COUNTED
    room = np.bincount(problem.target_block, weights=problem.target_demand, minlength=width)
    members = np.argsort(layout.agent_class, kind="stable")
    next_ = np.searchsorted(layout.agent_class[members], np.arange(layout.n_classes + 1))
    end = next_[1:].copy()
    homes = np.full(problem.n_agents, -1, dtype=np.int64)
    for k in np.argsort(-load, kind="stable").tolist():
        i, v = divmod(int(key[k]), width)
        places = min(load[k], room[v])
        if places < 1:
            continue
        here = members[next_[i] : min(end[i], next_[i] + max(1, round(places / layout.class_hi[i])))]
        homes[here] = v
        room[v] -= len(here) * layout.class_hi[i]
        next_[i] += len(here)
    return homes
