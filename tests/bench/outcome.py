"""One method on one instance, in a process of its own that is watched and ended where it takes too much; its plan recounted."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import psutil

from solver import Evaluation, GatedAssignment, Solution, Transport, evaluate
from solver.result import relative_gap
from tests.bench.answer import Answer
from tests.bench.county import tree_memory

if TYPE_CHECKING:
    from pathlib import Path

MEMORY: Final = 6.0
"""Gigabytes a method may hold."""
METHODS: Final = {
    "this solver": "tests.bench.ours",
    "CP-SAT": "tests.bench.peers_cpsat",
    "HiGHS": "tests.bench.peers_highs",
    "by hand": "tests.bench.by_hand",
}
_LOOK = 0.1


@dataclass(frozen=True)
class Outcome:
    """answer: None where the process did not give one, and ``reason`` says why. counted: the recount of its plan.

    process: seconds from start to end of the process; peak: megabytes.
    """

    process: float
    peak: float
    answer: Answer | None
    counted: Evaluation | None
    reason: str

    @property
    def gap(self) -> float | None:
        """Of the value against the method's own bound; None where it has none, or no plan."""
        if self.counted is None or self.answer is None:
            return None
        return relative_gap(self.counted.value, self.answer.value_bound)

    @property
    def covered(self) -> bool:
        """Whether goals 1 and 2 are proved: no plan covers more."""
        if self.counted is None or self.answer is None:
            return False
        proven = self.answer.shortage_bound or 0, self.answer.idle_bound or 0
        return (self.counted.shortage, self.counted.idle) == proven


def solution_of(problem: GatedAssignment | Transport, answer: Answer) -> Solution | None:
    """The answer's plan, its gates found anew; None where there is none."""
    if not answer.plan:
        return None
    agent, target = answer.plan["arc_agent"], answer.plan["arc_target"]
    gate = problem.gate_of(agent, target) if isinstance(problem, GatedAssignment) else 0 * agent - 1
    return Solution(answer.plan["gate_open"], agent, target, gate, answer.plan["amount"])


def run_method(
    module: str,
    problem: GatedAssignment | Transport,
    file: Path,
    seconds: float,
    seed: int,
    memory: float = MEMORY,
) -> Outcome:
    """Run a method's module on a problem file, wait for it, and recount its plan.

    The process is ended when it exceeds ``memory``, or its time by half a minute and more.
    """
    watched, answer = run_module(module, file, seconds, seed, memory)
    if answer is None:
        return Outcome(watched.seconds, watched.peak, None, None, watched.reason)
    solution = solution_of(problem, answer)
    counted = None if solution is None else evaluate(problem, solution)
    reason = answer.note
    if counted is not None and counted.violations:
        reason = "the plan breaks a law: " + counted.violations[0]
        counted = None
    return Outcome(watched.seconds, watched.peak, answer, counted, reason)


@dataclass(frozen=True)
class Watched:
    """A process that has ended: seconds, peak in megabytes, and why there is no answer ("" where there is one)."""

    seconds: float
    peak: float
    reason: str


def run_module(
    module: str, file: Path, seconds: float, seed: int = 0, memory: float = MEMORY
) -> tuple[Watched, Answer | None]:
    """Run a method's module (with words for its command line, if any) on one file; see :func:`run_method`."""
    out = file.with_suffix(".answer")
    out.unlink(missing_ok=True)
    call = [sys.executable, "-m", *module.split(), str(file), str(out), "--seconds", str(seconds), "--seed", str(seed),
            "--memory", str(memory)]  # fmt: skip
    watched = _watch(call, 1.25 * seconds + 30.0, memory)
    if watched.reason:
        return watched, None
    answer = Answer.load(out)
    return replace(watched, peak=max(watched.peak, answer.peak or 0.0)), answer


def _watch(call: list[str], seconds: float, memory: float) -> Watched:
    """Run a command; its peak is that of its whole tree of processes, looked at ten times a second."""
    began = time.monotonic()
    process = psutil.Popen(call, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    peak, reason = 0.0, ""
    errors: list[str] = []
    reader = threading.Thread(target=lambda: errors.append(process.stderr.read()))
    reader.start()
    try:
        while process.poll() is None:
            time.sleep(_LOOK)
            peak = max(peak, tree_memory(process) / 2**20)
            if peak > 1024 * memory:
                reason = f"more than {memory:.0f} GB"
            elif time.monotonic() - began > seconds:
                reason = f"no answer after {seconds:.0f} s"
            if reason:
                break
    finally:
        _end(process)
    reader.join()
    if not reason and process.returncode:
        reason = (errors[0].strip().splitlines() or [f"exit code {process.returncode}"])[-1]
    return Watched(time.monotonic() - began, peak, reason)


def _end(process: psutil.Popen) -> None:
    """End a process that this one started, and its children."""
    if process.poll() is None:
        for member in (*process.children(recursive=True), process):
            member.kill()
    process.wait()
