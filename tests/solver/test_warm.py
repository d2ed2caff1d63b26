"""After set-up no kernel is left to compile: the first real solve must not wait for the compiler."""

from __future__ import annotations

import subprocess
import sys

import pytest

_COUNT = """
import numba.core.dispatcher as dispatcher
compiled = []
real = dispatcher.Dispatcher.compile
def compile(self, sig):
    before = len(self.overloads)
    found = real(self, sig)
    if not self._cache_hits.get(sig) and sum(self._cache_misses.values()):
        compiled.append(self.py_func.__name__)
    return found
dispatcher.Dispatcher.compile = compile
from solver import Limits, solve
from tests.solver.instances import CountySize, random_county
problem = random_county(CountySize(units=4, villages=9, agents=60, targets=62, leaders=1), seed=0)
solve(problem, Limits(seconds=3, workers=2), exact_arcs=0)
print(sorted(set(compiled)))
"""


@pytest.mark.slow
def test_a_solve_after_warming_compiles_nothing() -> None:
    """Warming once stopped at the first proof, and the first solve of a county then overran its limit by 13 seconds."""
    subprocess.run([sys.executable, "-m", "solver.warm"], check=True)
    run = subprocess.run([sys.executable, "-c", _COUNT], check=True, capture_output=True, text=True)
    assert run.stdout.strip() == "[]"
