"""The mathematics: gated assignment and transport, solved with a proof of how good the plan is.

Knows no cadre, no village, no file and no screen. :func:`solve` is the only door.
"""

from solver.arrays import ProblemError
from solver.evaluate import Evaluation, evaluate
from solver.events import Cancel, Events
from solver.limits import Hint, Limits
from solver.problem import GatedAssignment, Transport
from solver.result import Duals, Goal, Result, Sample, Solution, Status, StopReason
from solver.solve import solve

__all__ = [
    "Cancel",
    "Duals",
    "Evaluation",
    "Events",
    "GatedAssignment",
    "Goal",
    "Hint",
    "Limits",
    "ProblemError",
    "Result",
    "Sample",
    "Solution",
    "Status",
    "StopReason",
    "Transport",
    "evaluate",
    "solve",
]
