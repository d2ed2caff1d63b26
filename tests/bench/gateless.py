"""Problems without gates, 1,000 to 250,000 targets: this solver, scipy and OR-Tools, with equal objectives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from solver import Transport
from tests.bench.instances import save
from tests.bench.outcome import Outcome, run_method
from tests.bench.page import table

if TYPE_CHECKING:
    from tests.bench.scope import Scope

TITLE: Final = "Solver: gateless"
SECONDS: Final = 60.0
METHODS: Final = {
    "this solver": "tests.bench.ours",
    "scipy linear_sum_assignment": "tests.bench.gateless_methods scipy",
    "OR-Tools SimpleMinCostFlow": "tests.bench.gateless_methods flow",
    "OR-Tools linear sum assignment": "tests.bench.gateless_methods assignment",
}
DENSE: Final = (1_000, 2_000, 4_000)
SPARSE: Final = (1_000, 10_000, 50_000, 250_000)
_REACH: Final = 12
_LOAD: Final = 25


def dense(size: int, seed: int) -> Transport:
    """A linear assignment: every one of ``size`` agents may serve every one of ``size`` targets."""
    rng = np.random.default_rng(seed)
    ones = np.ones(size, np.int64)
    return Transport(
        agent_lo=0 * ones, agent_hi=ones, target_demand=ones, target_weight=ones,
        arc_agent=np.repeat(np.arange(size), size), arc_target=np.tile(np.arange(size), size),
        arc_value=rng.integers(0, 10_000, size * size), arc_capacity=np.ones(size * size, np.int64),
    )  # fmt: skip


def sparse(targets: int, seed: int) -> Transport:
    """A transport: targets of demand 1 reach 12 agents each, an agent takes 25 to 29."""
    rng = np.random.default_rng(seed)
    agents = -(-targets // _LOAD)
    key = np.unique(
        np.repeat(np.arange(targets), _REACH) + targets * rng.integers(0, agents, _REACH * targets)
    )
    return Transport(
        agent_lo=np.zeros(agents, np.int64), agent_hi=_LOAD + rng.integers(0, 5, agents),
        target_demand=np.ones(targets, np.int64), target_weight=np.ones(targets, np.int64), arc_agent=key // targets,
        arc_target=key % targets, arc_value=rng.integers(0, 1_000, len(key)), arc_capacity=np.ones(len(key), np.int64),
    )  # fmt: skip


def run(scope: Scope) -> None:
    """Every instance and method; the section is written after each instance."""
    rows: list[list[str]] = []
    for kind, build, sizes in (("assignment", dense, DENSE), ("transport", sparse, SPARSE)):
        for size in sizes[: 2 if scope.quick else None]:
            problem = build(size, 0)
            file = scope.folder / "gateless.npz"
            save(file, problem)
            name = f"{kind}, {size:,} targets, {problem.n_arcs:,} arcs"
            outcomes = {}
            for method, module in METHODS.items():
                outcomes[method] = run_method(module, problem, file, scope.limit(SECONDS), 0)
                scope.say(f"{name}, {method}: {_word(outcomes[method])}")
            goals = {outcome.counted.goals for outcome in outcomes.values() if outcome.counted}
            same = "equal" if len(goals) == 1 else f"differ: {sorted(goals)}"
            rows.append([name, *(_word(outcome) for outcome in outcomes.values()), same])
            scope.write(TITLE, _EXPLAINED + table(["instance", *METHODS, "objectives"], rows))


_EXPLAINED: Final = (
    "Seconds from the problem in memory to the plan (this solver's with its own recount and proof); peak memory of the "
    "process in MB. Objectives: missing places and value of the recounted plans.\n\n"
)


def _word(outcome: Outcome) -> str:
    if outcome.counted is None or outcome.answer is None:
        return f"– ({outcome.reason})"
    return f"{outcome.answer.seconds:.2f} s, {outcome.peak:.0f} MB"
