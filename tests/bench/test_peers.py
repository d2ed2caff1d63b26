"""The benchmark's peers solve the same problem as the solver: a benchmark whose peers are wrong is worth nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from solver import Evaluation, GatedAssignment, evaluate
from solver.exact import ExactModel
from solver.result import Status
from tests.bench import by_hand, peers_cpsat
from tests.bench.answer import Answer, Ask
from tests.bench.instances import save
from tests.bench.outcome import solution_of
from tests.solver.instances import CountySize, random_county
from tests.solver.tiny import gated

TINY = CountySize(units=3, villages=4, agents=10, targets=9, leaders=1)


def crowded() -> GatedAssignment:
    """Two blocks of two agents and two villages of two targets, short of places, with every kind of law.

    Agent 0 must serve target 3 and may not serve target 0, gates cost 9, spread costs 4, at most three gates are open.
    """
    return gated(
        [[7, 3, 8, 2], [5, 9, 1, 6], [4, 4, 9, 9], [8, 2, 3, 7]], [0, 0, 1, 1], [0, 0, 1, 1],
        [(0, 0), (0, 1), (1, 0), (1, 1)],
        agent_lo=[1, 0, 1, 2], agent_hi=[2, 2, 1, 2], agent_spread=[4] * 4, target_demand=[2, 1, 2, 3],
        target_weight=[1, 4, 2, 1], gate_value=[-9] * 4, gate_bonus=[0, 2, 1, 0], group_lo=[1], group_hi=[3],
        member_group=[0] * 4, member_gate=[0, 1, 2, 3], forced_agent=[0], forced_target=[3], forbidden_agent=[0],
        forbidden_target=[0], bonus_agent=[2], bonus_target=[1], bonus_value=[5],
    )  # fmt: skip


PROBLEMS = {"crowded": crowded(), **{f"county {seed}": random_county(TINY, seed) for seed in range(4)}}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("problems")
    found = {}
    for name, problem in PROBLEMS.items():
        found[name] = folder / f"{name}.npz"
        save(found[name], problem, np.ones(problem.n_agents, np.int64))
    return found


@pytest.fixture(scope="module")
def optima() -> dict[str, tuple[int, int, int]]:
    found = {}
    for name, problem in PROBLEMS.items():
        answer = ExactModel(problem).solve(60.0)
        assert answer.status is Status.OPTIMAL
        assert answer.solution is not None
        found[name] = evaluate(problem, answer.solution).goals
    return found


def recounted(name: str, answer: Answer) -> Evaluation:
    solution = solution_of(PROBLEMS[name], answer)
    assert solution is not None
    counted = evaluate(PROBLEMS[name], solution)
    assert counted.violations == ()
    return counted


def check_optimal(name: str, answer: Answer, optimum: tuple[int, int, int]) -> None:
    assert recounted(name, answer).goals == optimum
    assert answer.status == "optimal"
    assert answer.value_bound == optimum[2]
    assert answer.shortage_bound is not None
    assert answer.shortage_bound <= optimum[0]


@pytest.mark.parametrize("name", PROBLEMS)
def test_cpsat_peer_finds_the_optimum(
    name: str, files: dict[str, Path], optima: dict[str, tuple[int, int, int]]
) -> None:
    check_optimal(name, peers_cpsat.solve(Ask(files[name], 60.0, 0, 2**32)), optima[name])


def test_highs_peer_finds_the_optimum(
    files: dict[str, Path], optima: dict[str, tuple[int, int, int]], tmp_path: Path
) -> None:
    """One process for all: it cannot be this one, which has loaded OR-Tools."""
    answers = {name: tmp_path / f"{name}.npz" for name in files}
    turns = [str(path) for name in files for path in (files[name], answers[name])]
    call = [sys.executable, "-m", "tests.bench.peers_highs", *turns, "--seconds", "60"]
    run = subprocess.run(call, capture_output=True, text=True, cwd=Path(__file__).parents[2])
    assert run.returncode == 0, run.stderr
    for name, path in answers.items():
        check_optimal(name, Answer.load(path), optima[name])


@pytest.mark.parametrize("name", PROBLEMS)
def test_plan_by_hand_breaks_no_law_and_beats_no_optimum(
    name: str, files: dict[str, Path], optima: dict[str, tuple[int, int, int]]
) -> None:
    counted = recounted(name, by_hand.solve(Ask(files[name], 60.0, 0, 2**32)))
    assert (counted.shortage, counted.idle, -counted.value) >= (*optima[name][:2], -optima[name][2])


def test_a_model_beyond_memory_is_not_built(files: dict[str, Path]) -> None:
    answer = peers_cpsat.solve(Ask(files["county 0"], 60.0, 0, memory=100.0))
    assert answer.plan == {}
    assert "pairs" in answer.note
