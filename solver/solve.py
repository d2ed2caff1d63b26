"""The only door: picks the method for a problem, keeps the best plan and bound, honours limits and cancel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.limits import Hint, Limits

if TYPE_CHECKING:
    from solver.events import Cancel, Events
    from solver.problem import GatedAssignment, Transport
    from solver.result import Result


def solve(
    problem: GatedAssignment | Transport,
    limits: Limits = Limits(),  # noqa: B008 - frozen
    events: Events | None = None,
    cancel: Cancel | None = None,
    hint: Hint | None = None,
) -> Result:
    """The best plan found within ``limits``, with the best proven bound of each goal."""
    raise NotImplementedError
