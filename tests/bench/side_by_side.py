"""This solver beside its peers: the same instance, the same time limit, two workers, every plan recounted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tests.bench.instances import Instance, save
from tests.bench.outcome import METHODS, Outcome, run_method
from tests.bench.page import table
from tests.bench.samples import sample

if TYPE_CHECKING:
    from tests.bench.samples import Size
    from tests.bench.scope import Scope

TITLE: Final = "Solver: side by side"
HEADER: Final = ["instance", "method", "seconds", "first plan s", "missing", "idle", "points", "own bound", "own gap",
                 "below the best bound", "peak MB", "note"]  # fmt: skip
EXPLAINED: Final = (
    "Points count only between plans that miss equally much and leave equally many idle, so a plan's distance from the best "
    "bound is given where that bound holds for its missing and idle. “–”: no plan, the note says why. CP-SAT and HiGHS get the "
    "whole model written out, and building it counts; by hand: the hardest household to the highest free cadre, village by "
    "village, over links by nearness (tests/bench/by_hand.py says what is assumed). A peer may hold 6 GB."
)
_SIDES: Final[tuple[Size, ...]] = ("demo", "county")


@dataclass(frozen=True)
class Row:
    """One method on one instance."""

    instance: str
    method: str
    outcome: Outcome


def run(scope: Scope) -> None:
    """The sample counties with a minute each."""
    rows: list[Row] = []
    for size in _SIDES[: 1 if scope.quick else None]:
        rows += compare(scope, size, sample(size, 0).instance, 60.0, tuple(METHODS))
    limit = scope.limit(60.0)
    scope.write(
        TITLE, f"{limit:g} s each. {EXPLAINED}\n\n" + contradictions(rows) + table(HEADER, lines(rows))
    )


def compare(
    scope: Scope, name: str, instance: Instance, seconds: float, methods: tuple[str, ...]
) -> list[Row]:
    """Run the methods on one instance, one after the other."""
    file = scope.folder / "compared.npz"
    save(file, instance.problem, instance.level)
    rows = []
    for method in methods:
        outcome = run_method(METHODS[method], instance.problem, file, scope.limit(seconds), 0)
        rows.append(Row(name, method, outcome))
        goals = outcome.counted.goals if outcome.counted else outcome.reason
        gap = "" if outcome.gap is None else f", gap {100 * outcome.gap:.2f} %"
        scope.say(f"{name}, {method}: {goals}{gap}, {outcome.process:.1f} s, {outcome.peak:.0f} MB")
    return rows


def best_bounds(rows: list[Row]) -> dict[tuple[str, int, int], int]:
    """The least proven bound of the value for an instance, shortage and number of idle agents."""
    found: dict[tuple[str, int, int], int] = {}
    for row in rows:
        answer, counted = row.outcome.answer, row.outcome.counted
        if answer is not None and counted is not None and answer.value_bound is not None:
            key = row.instance, counted.shortage, counted.idle
            found[key] = min(answer.value_bound, found.get(key, answer.value_bound))
    return found


def contradictions(rows: list[Row]) -> str:
    """A sentence for each plan that beats another method's proven bound of the same goals: one of the two is wrong."""
    bounds = best_bounds(rows)
    found = [
        f"**{row.method} beats a proven bound on {row.instance}: {counted.value} above {bound}.**\n\n"
        for row in rows
        if (counted := row.outcome.counted) is not None
        and (bound := bounds.get((row.instance, counted.shortage, counted.idle))) is not None
        and counted.value > bound
    ]
    return "".join(found)


def lines(rows: list[Row]) -> list[list[str]]:
    """A line for each row."""
    bounds = best_bounds(rows)
    return [_line(row, bounds) for row in rows]


def _line(row: Row, bounds: dict[tuple[str, int, int], int]) -> list[str]:
    answer, counted, outcome = row.outcome.answer, row.outcome.counted, row.outcome
    if answer is None or counted is None:
        blank = ["–"] * (len(HEADER) - 5)
        return [
            row.instance,
            row.method,
            f"{outcome.process:.1f}",
            *blank,
            f"{outcome.peak:.0f}",
            outcome.reason,
        ]
    bound = bounds.get((row.instance, counted.shortage, counted.idle))
    below = "–" if not bound else f"{100 * (bound - counted.value) / abs(bound):.2f} %"
    return [
        row.instance, row.method, f"{answer.seconds:.1f}", first_plan(outcome), f"{counted.shortage:,}",
        f"{counted.idle:,}", f"{counted.value / 100:,.1f}",
        "–" if answer.value_bound is None else f"{answer.value_bound / 100:,.1f}", own_gap(outcome), below,
        f"{outcome.peak:.0f}", answer.status,
    ]  # fmt: skip


def first_plan(outcome: Outcome) -> str:
    """Seconds to the first plan."""
    at = outcome.answer.first_plan if outcome.answer else None
    return "–" if at is None else f"{at:.1f}"


def own_gap(outcome: Outcome) -> str:
    """Gap of the value to the method's own bound; above 100 % a bound says nothing, and it is not printed."""
    if outcome.gap is None:
        return "–"
    return f"{100 * outcome.gap:.2f} %" if outcome.gap < 0.995 else "> 99 %"
