"""What a benchmarked method gives back, and how a method runs in a process of its own.

A method is a module with a ``main`` that calls :func:`serve`; it is called with problem files and answer files in turn.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass
class Answer:
    """One solve, in the method's own words; nothing of it is believed before the recount but times and bounds.

    status          the method's own word for how it ended
    first_plan      seconds until its first plan; None where there is none
    seconds         from the problem in memory, building the model included, to the answer
    silence         longest time without an event, where the method tells events
    *_bound         proven bounds of the goals; that of the value holds at the plan's own shortage and idle
    note            why there is no plan, where there is none
    plan            gate_open [G], arc_agent [L], arc_target [L], amount [L]; empty where there is none
    hint            columns of a ``solver.Hint`` to start a later solve from
    """

    status: str
    seconds: float
    first_plan: float | None = None
    silence: float | None = None
    shortage_bound: int | None = None
    idle_bound: int | None = None
    value_bound: int | None = None
    note: str = ""
    peak: float | None = None
    plan: dict[str, NDArray[Any]] = field(default_factory=dict)
    hint: dict[str, NDArray[Any]] = field(default_factory=dict)

    def save(self, path: Path) -> None:
        said = {key: word for key, word in asdict(self).items() if key not in ("plan", "hint")}
        columns = {
            f"{part}.{name}": column
            for part in ("plan", "hint")
            for name, column in getattr(self, part).items()
        }
        with path.open("wb") as file:
            np.savez(file, said=np.array(json.dumps(said)), **columns)

    @classmethod
    def load(cls, path: Path) -> Answer:
        with np.load(path) as file:
            answer = cls(**json.loads(str(file["said"])))
            for name in set(file.files) - {"said"}:
                part, column = name.split(".")
                getattr(answer, part)[column] = file[name]
        return answer


@dataclass(frozen=True)
class Ask:
    """seconds and seed for one solve; memory: bytes beyond which the process will be ended."""

    problem: Path
    seconds: float
    seed: int
    memory: float


WORKERS = 2


def serve(method: Callable[[Ask], Answer]) -> None:
    """Answer the problem files named on the command line, one after the other."""
    parser = argparse.ArgumentParser()
    parser.add_argument("files", nargs="+", type=Path, help="problem file, answer file, and so on in turn")
    parser.add_argument("--seconds", type=float, required=True)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--memory", type=float, default=6.0, help="gigabytes")
    options = parser.parse_args()
    for problem, answer in zip(options.files[::2], options.files[1::2], strict=True):
        found = method(Ask(problem, options.seconds, options.seed, options.memory * 2**30))
        found.peak = peak_memory()
        found.save(answer)


def peak_memory() -> float:
    """The most memory this process ever held, in megabytes.

    VmHWM, not ru_maxrss: the latter starts at what the parent process held when it began this one.
    """
    line = next(
        line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")
    )
    return int(line.split()[1]) / 1024


def plan_of(
    gate_open: NDArray[Any], agent: NDArray[Any], target: NDArray[Any], amount: NDArray[Any] | None = None
) -> dict[str, NDArray[Any]]:
    """The columns of a plan."""
    ones = np.ones(len(agent), np.int64)
    return {
        "gate_open": gate_open,
        "arc_agent": agent,
        "arc_target": target,
        "amount": ones if amount is None else amount,
    }
