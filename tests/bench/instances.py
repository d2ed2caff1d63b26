"""The instances of the solver's benchmark, as files that every method reads."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from solver import Duals, GatedAssignment, Hint, Transport
from tests.solver.instances import COUNTY, DEMO, LARGE, CountySize, random_county

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

GROWTH: Final = (
    CountySize(units=4, villages=10, agents=95, targets=100, leaders=1),
    CountySize(units=8, villages=25, agents=238, targets=250, leaders=2),
    DEMO,
    CountySize(units=25, villages=80, agents=940, targets=1_000, leaders=7),
    CountySize(units=60, villages=200, agents=2_320, targets=2_500, leaders=17),
    COUNTY,
    CountySize(units=130, villages=400, agents=4_500, targets=15_000, leaders=30, quota="8-7-6-5-4"),
    LARGE,
)
"""Counties from 100 to 50,000 households, shaped like those of docs/model.md."""


@dataclass(frozen=True)
class Instance:
    """A problem with the level of each agent (what an organizer by hand goes by)."""

    problem: GatedAssignment
    level: NDArray[np.int64]


def grown(size: CountySize, seed: int) -> Instance:
    """A random county. Its levels are read off the drawn quotas: leaders stand in blocks after the units."""
    problem = random_county(size, seed)
    ordinary = problem.agent_hi > problem.agent_hi.min()
    return Instance(problem, np.where(problem.agent_block >= size.units, 3, 1 + ordinary))


def save(path: Path, problem: GatedAssignment | Transport, level: NDArray[np.int64] | None = None) -> None:
    """Write a problem with its columns by name."""
    columns = {f.name: getattr(problem, f.name) for f in fields(problem)}
    if level is not None:
        columns["agent_level"] = level
    with path.open("wb") as file:
        np.savez(file, **columns)


def load_problem(path: Path) -> GatedAssignment | Transport:
    """The problem of a file, checked anew as it is built."""
    with np.load(path) as file:
        kind: type[GatedAssignment | Transport] = Transport if "arc_agent" in file.files else GatedAssignment
        return kind(**{f.name: file[f.name] for f in fields(kind)})


def hint_file(problem: Path) -> Path:
    """Where the hint of a problem file lies, if it has one."""
    return problem.with_suffix(".hint")


def save_hint(path: Path, columns: dict[str, NDArray[Any]]) -> None:
    """Write what :func:`load_hint` reads."""
    with path.open("wb") as file:
        np.savez(file, **columns)


def load_hint(path: Path) -> Hint | None:
    """The hint of a file; None where there is no file."""
    if not path.exists():
        return None
    with np.load(path) as file:
        columns = {name: file[name] for name in file.files}
    duals = {name: columns.pop(name) for name in list(columns) if name in Duals._fields}
    return Hint(**columns, duals=Duals(**duals) if duals else None)
