"""The mathematics: gated assignment and transport, solved with a proof of how good the plan is.

Knows no cadre, no village, no file and no screen. :func:`solve` is the door; with a limit on changes against
an earlier plan, :func:`solve_within`.
"""

from solver.arrays import ProblemError
from solver.change import Kept
from solver.evaluate import Evaluation, evaluate
from solver.events import Cancel, Events
from solver.limits import Hint, Limits
from solver.problem import GatedAssignment, Transport
from solver.result import Duals, Goal, Result, Sample, Solution, Status, StopReason
from solver.solve import solve
from solver.trade import TradeOff, trade_off
from solver.within import Within, solve_within

__all__ = [
    "Cancel",
    "Duals",
    "Evaluation",
    "Events",
    "GatedAssignment",
    "Goal",
    "Hint",
    "Kept",
    "Limits",
    "ProblemError",
    "Result",
    "Sample",
    "Solution",
    "Status",
    "StopReason",
    "TradeOff",
    "Transport",
    "Within",
    "evaluate",
    "solve",
    "solve_within",
    "trade_off",
]
