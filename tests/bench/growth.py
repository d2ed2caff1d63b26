"""Time to the first plan and gap against size, from 100 to 50,000 households, for this solver and its peers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tests.bench.instances import GROWTH, grown
from tests.bench.outcome import METHODS, Outcome
from tests.bench.page import table
from tests.bench.side_by_side import (
    EXPLAINED,
    HEADER,
    Row,
    compare,
    contradictions,
    first_plan,
    lines,
    own_gap,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.bench.scope import Scope

TITLE: Final = "Solver: growth"
SECONDS: Final = 30.0
_TRIES: Final = 2
"""A method that has shown no plan for so many sizes in a row is not tried on larger ones."""


def run(scope: Scope) -> None:
    """Every size, every method that still finds plans; the section is written after each size."""
    rows: list[Row] = []
    failed = dict.fromkeys(METHODS, 0)
    seconds = SECONDS if not scope.quick else 5.0
    for size in GROWTH[: 2 if scope.quick else None]:
        name = f"{size.targets:,}"
        methods = tuple(method for method in METHODS if failed[method] < _TRIES)
        found = compare(scope, name, grown(size, 0), seconds, methods)
        for row in found:
            failed[row.method] = 0 if row.outcome.counted else failed[row.method] + 1
        left_out = [Row(name, method, _NOT_TRIED) for method in METHODS if method not in methods]
        rows += sorted(found + left_out, key=lambda row: list(METHODS).index(row.method))
        scope.write(TITLE, _body(rows, scope.limit(seconds)))


_NOT_TRIED = Outcome(0.0, 0.0, None, None, "not tried: no plan for two smaller sizes")


def _body(rows: list[Row], seconds: float) -> str:
    return "\n\n".join([
        f"Synthetic counties (tests/bench/instances.py), {seconds:g} s each. {EXPLAINED}",
        "Seconds to the first plan, by households:", _curve(rows, first_plan),
        "Gap to the method's own proven bound (its missing places and idle cadres, where there are any):",
        _curve(rows, _gap_and_misses), "All of it:", contradictions(rows) + table(HEADER, lines(rows)),
    ])  # fmt: skip


def _curve(rows: list[Row], word: Callable[[Outcome], str]) -> str:
    sizes = list(dict.fromkeys(row.instance for row in rows))
    cell = {(row.instance, row.method): word(row.outcome) for row in rows}
    body = [[size, *(cell.get((size, method), "–") for method in METHODS)] for size in sizes]
    return table(["households", *METHODS], body)


def _gap_and_misses(outcome: Outcome) -> str:
    counted = outcome.counted
    if counted is None:
        return "–"
    misses = f" ({counted.shortage:,}, {counted.idle:,})" if counted.shortage or counted.idle else ""
    return own_gap(outcome) + misses
