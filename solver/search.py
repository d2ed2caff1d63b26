"""Good plans for a county: construct, anneal over gates, polish pairs; every plan goes to the incumbent.

One search owns one memory and runs in one thread. Its budget is counted in work (arcs scanned, exchanges tried), so
that with one worker and one seed it makes the same plan again; where time runs out first it stops at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from solver.anneal import anneal, insert_places, new_memory, open_gates
from solver.construct import first_gates
from solver.filter import rank_rows
from solver.home import settle
from solver.memory import BEST, BEST_LOAD, BEST_OPEN, BEST_SLOT, GOAL, N_ROWS, STOP, view
from solver.network import lay_out
from solver.polish import Board, board_solution, deal, polish

if TYPE_CHECKING:
    from collections.abc import Callable

    from solver.arrays import Flags, Ints
    from solver.incumbent import Incumbent
    from solver.problem import GatedAssignment

_COLD: Final = 10.0
"""Temperatures are in hundredths of a point; the first is the caller's."""
_CHUNK: Final = 1_500_000
_RANK_EVERY: Final = 20
_POLISH_HOT: Final = 220.0
_POLISH_COLD: Final = 10.0
_POLISH_CHUNK: Final = 400_000
_RESERVE: Final = 0.3
_RESERVE_SHARE: Final = 0.05
"""Seconds before the end of the time for what is offered last, and the most of the time that they may be."""
_BRIEF: Final = 200_000
"""Exchanges tried before a plan is offered in passing."""


class Search:
    """One search on one problem; ``share`` of the time goes to the gates, the rest to polish."""

    def __init__(
        self, problem: GatedAssignment, incumbent: Incumbent, seed: int, share: float = 0.92
    ) -> None:
        self.problem, self.incumbent, self.seed, self.share = problem, incumbent, seed, share
        self.layout = lay_out(problem)
        self.memory = new_memory(self.layout.arrays, seed)
        self.quiet = False
        """One of many short searches: none of them tells its phases."""

    def stop(self) -> None:
        """End the running kernel at once; may be called from any thread."""
        self.memory[STOP] = 1

    def begin(self, opened: Flags | None, homes: Ints | None) -> bool:
        """Open the first gates, serve their targets and offer that plan; False where the limits contradict.

        ``homes`` [A]: home (target block) of agents whose places should stay together, -1 without."""
        incumbent = self.incumbent
        self._phase("construct")
        start = opened if opened is not None else first_gates(self.problem, self.layout)
        if start is None:
            return False
        self.memory = memory = new_memory(self.layout.arrays, self.seed)
        memory[STOP] = int(incumbent.stopped())
        open_gates(memory, start)
        if homes is not None:
            settle(memory, *self._homes(homes))
        at = 0
        while at < self.problem.n_targets and not incumbent.stopped():
            insert_places(memory, at, min(at + 500, self.problem.n_targets))
            at += 500
        insert_places(memory, self.problem.n_targets, self.problem.n_targets)  # keeps the state, whole or not
        self.publish(0)
        return True

    def run(self, fraction: Callable[[], float], hot: float) -> None:
        """Improve until ``fraction`` (of the budget used, 0..1) reaches 1 or the incumbent says stop; ``hot`` is the
        first temperature."""
        incumbent, memory = self.incumbent, self.memory
        self._phase("improve")
        rank_rows(memory)
        published, last, turn = int(memory[BEST]), 0.0, 0
        while memory[N_ROWS] and (done := fraction() / self.share) < 1 and not incumbent.stopped():
            anneal(memory, hot * (_COLD / hot) ** done, _CHUNK)
            turn += 1
            if turn % _RANK_EVERY == 0:
                rank_rows(memory)
            if memory[BEST] > published and (incumbent.seconds - last > 2.0):
                self.publish(_BRIEF)
                published, last = int(memory[BEST]), incumbent.seconds
        self._phase("polish")
        if not incumbent.stopped():
            self.publish(_BRIEF)  # annealing the pairs of it may end lower in a short time
        self.finish(fraction)

    def board(self) -> tuple[Board, Flags]:
        """The best state dealt out to single agents."""
        opened = view(self.memory, BEST_OPEN) > 0
        board = deal(
            self.problem,
            self.layout,
            opened,
            view(self.memory, BEST_LOAD),
            view(self.memory, BEST_SLOT),
            self.seed,
        )
        return board, opened

    def _homes(self, homes: Ints) -> tuple[Ints, Ints]:
        """Classes that may have a home and are to have one, and it."""
        agents = np.flatnonzero((homes >= 0) & (self.layout.agent_class >= 0))
        classes = self.layout.agent_class[agents]
        keep = self.layout.arrays["CLASS_SPREAD"][classes] > 0
        return classes[keep], homes[agents[keep]]

    def publish(self, moves: int) -> None:
        """Offer the best state, briefly polished."""
        if self.memory[BEST] <= -(2**62):
            self.memory[BEST] = self.memory[GOAL]
        board, opened = self.board()
        polish(board.memory, 0.0, moves)
        self.incumbent.offer(board_solution(self.problem, board, opened))

    def _phase(self, name: str) -> None:
        if not self.quiet:
            self.incumbent.phase(name)

    def finish(self, fraction: Callable[[], float]) -> None:
        """Anneal the pairs of the best gates, and offer what comes out."""
        board, opened = self.board()
        first = fraction()
        last = self.incumbent.seconds
        while (now := fraction()) < 1 and not self.incumbent.stopped():
            done = min(1.0, (now - first) / max(1e-9, 1 - first))
            polish(board.memory, _POLISH_HOT * (_POLISH_COLD / _POLISH_HOT) ** done, _POLISH_CHUNK)
            if self.incumbent.seconds - last > 2.0:
                self.incumbent.offer(board_solution(self.problem, board, opened))
                last = self.incumbent.seconds
        polish(board.memory, 0.0, _POLISH_CHUNK)
        self.incumbent.offer(board_solution(self.problem, board, opened))


class Clock:
    """Fraction of a budget used: by wall time, or by calls where a run must repeat exactly."""

    def __init__(self, incumbent: Incumbent, calls: int | None) -> None:
        self._incumbent, self._calls, self._used = incumbent, calls, 0
        self._first = incumbent.seconds

    def __call__(self) -> float:
        if self._calls is not None:
            self._used += 1
            return self._used / self._calls
        seconds = self._incumbent.limits.seconds
        whole = seconds - self._first - min(_RESERVE, _RESERVE_SHARE * seconds)
        return (self._incumbent.seconds - self._first) / max(0.01, whole)
