"""Where the minute of a county goes: every step of a solve on its own, one after the other on one core."""

from __future__ import annotations

import argparse
import time
from typing import TYPE_CHECKING

from solver import Limits
from solver import memory as at
from solver.anneal import anneal
from solver.bound import DualBound
from solver.dive import STAGES, STEPS, dive, round_gates
from solver.filter import rank_rows
from solver.incumbent import Incumbent
from solver.likely_homes import likely_homes
from solver.polish import polish
from solver.search import Search
from solver.warm import warm
from tests.bench.page import table, write_section
from tests.bench.samples import sample

if TYPE_CHECKING:
    from solver import GatedAssignment

_ANNEAL_SECONDS = 15.0
_TEMPERATURE = 30.0
_CHUNK = 1_500_000
_EXCHANGES = 4_000_000


def never() -> bool:
    return False


def steps(problem: GatedAssignment) -> list[list[str]]:
    """(step, seconds, what came of it) of each part of a solve."""
    rows: list[list[str]] = []
    began = time.perf_counter()

    def note(step: str, what: str) -> None:
        nonlocal began
        rows.append([step, f"{time.perf_counter() - began:.1f}", what])
        began = time.perf_counter()

    incumbent = Incumbent(problem, Limits(seconds=3600.0), None)
    search = Search(problem, incumbent, 0)
    search.begin(None, None)
    note("construction and its flow", f"first plan, {_goals(incumbent)}")
    bound = DualBound(problem)
    for number in (1, 2, 3):
        before = bound.steps
        bound.sweep(number, never)
        evaluations = bound.steps - before
        note(
            f"bound, sweep {number}",
            f"{evaluations} evaluations of the dual, bound {_points(bound.value(0, 0))}",
        )
    rounded = round_gates(problem, bound.openness())
    fractional = int(((bound.openness() > 0.01) & (bound.openness() < 0.99)).sum())
    note(
        "rounding at once",
        f"{fractional} gates open in part, {0 if rounded is None else int(rounded.sum())} opened",
    )
    opened = dive(problem, bound.openness(), bound.duals(), never)
    note("dive", f"about {STAGES} stages of {STEPS} evaluations")
    homes = None
    if opened is not None:
        homes = likely_homes(problem, opened, bound.duals(), (0, 0), never)
        note("homes to begin with", f"{int((homes >= 0).sum())} agents")
    search = Search(problem, Incumbent(problem, Limits(seconds=3600.0), None), 0)
    search.begin(opened, homes)
    note("flow behind the dive's gates", _goals(search.incumbent))
    memory = search.memory
    rank_rows(memory)
    end = time.perf_counter() + _ANNEAL_SECONDS
    while time.perf_counter() < end:
        anneal(memory, _TEMPERATURE, _CHUNK)
    note(
        "annealing, at one temperature",
        f"{memory[at.PROPOSED]:,} gate moves proposed, {memory[at.EVALUATED]:,} moves judged by a flow, "
        f"{memory[at.ACCEPTED]:,} made",
    )
    search.publish(0)
    note("recount and publish", _goals(search.incumbent))
    board, _ = search.board()
    polish(board.memory, 0.0, _EXCHANGES)
    note("polish", f"{_EXCHANGES:,} exchanges of single pairs tried")
    return rows


def _points(hundredths: int | None) -> str:
    return "–" if hundredths is None else f"{hundredths / 100:,.0f}"


def _goals(incumbent: Incumbent) -> str:
    if incumbent.goals is None:
        return "no plan"
    shortage, idle, value = incumbent.goals
    return f"{shortage} missing by weight, {idle} idle, {_points(value)} points"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", default="county", choices=("demo", "county", "large"))
    size = parser.parse_args().size
    warm()
    body = table(["step", "seconds", "what came of it"], steps(sample(size, 0).compiled.problem))
    write_section(
        f"Solver: where the minute goes, {size}", f"python -m tests.bench.minute --size {size}", body
    )


if __name__ == "__main__":
    main()
