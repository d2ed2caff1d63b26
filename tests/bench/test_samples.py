"""What the benchmark's cases are made of: plans by hand and pins on a sample county, methods for gateless problems."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from solver import Solution, Status, Transport, evaluate, solve
from tests.bench import by_hand, contact_flow, gateless_methods
from tests.bench.answer import Ask
from tests.bench.gateless import dense, sparse
from tests.bench.instances import save
from tests.bench.outcome import solution_of
from tests.bench.samples import Sample, sample, with_pins


@pytest.fixture(scope="module")
def demo() -> Sample:
    return sample("demo", 0)


@pytest.fixture(scope="module")
def plan(demo: Sample, tmp_path_factory: pytest.TempPathFactory) -> Solution:
    file = tmp_path_factory.mktemp("demo") / "demo.npz"
    save(file, demo.instance.problem, demo.instance.level)
    found = solution_of(demo.instance.problem, by_hand.solve(Ask(file, 60.0, 0, 2**32)))
    assert found is not None
    return found


def test_plan_by_hand_of_a_sample_county_is_a_plan(demo: Sample, plan: Solution) -> None:
    counted = evaluate(demo.compiled.problem, plan)
    assert counted.violations == ()
    assert counted.shortage < demo.compiled.problem.target_demand.sum() // 10


def test_pins_are_new_pairs_half_of_them_behind_new_links(demo: Sample, plan: Solution) -> None:
    before, after = demo.compiled.problem, with_pins(demo, plan, 4, seed=1).compiled.problem
    assert (after.n_agents, after.n_targets, after.n_gates) == (
        before.n_agents,
        before.n_targets,
        before.n_gates,
    )
    had = set(zip(before.forced_agent.tolist(), before.forced_target.tolist(), strict=True))
    new = set(zip(after.forced_agent.tolist(), after.forced_target.tolist(), strict=True)) - had
    assert len(new) == 4
    assert not new & set(zip(plan.arc_agent.tolist(), plan.arc_target.tolist(), strict=True))
    agent, target = np.array(sorted(new)).T
    assert plan.gate_open[after.gate_of(agent, target)].sum() == 2


def test_contacts_are_counted_anew(demo: Sample, plan: Solution, tmp_path: Path) -> None:
    contact_flow.save(tmp_path / "contacts", demo, plan)
    answer = contact_flow.solve(Ask(tmp_path / "contacts", 60.0, 0, 2**32))
    chosen = demo.compiled.decode(plan)
    counted = contact_flow.recount(demo, chosen, answer)
    assert answer.status == "optimal"
    assert (counted.households, counted.served, counted.broken) == (6_000, 6_000, "")
    answer.plan["household"][0] = answer.plan["household"][1]
    assert contact_flow.recount(demo, chosen, answer).broken == "a household has two contacts"


@pytest.mark.parametrize("problem", [dense(40, 1), sparse(300, 1)], ids=["dense", "sparse"])
@pytest.mark.parametrize("name", gateless_methods.METHODS)
def test_gateless_methods_find_the_optimum(name: str, problem: Transport, tmp_path: Path) -> None:
    save(tmp_path / "problem", problem)
    answer = gateless_methods.solve(Ask(tmp_path / "problem", 60.0, 0, 2**32), gateless_methods.METHODS[name])
    if not answer.plan:
        assert answer.note == "sides of unequal size"
        return
    best = solve(problem)
    assert best.status is Status.OPTIMAL
    assert best.goals is not None
    solution = solution_of(problem, answer)
    assert solution is not None
    counted = evaluate(problem, solution)
    assert counted.violations == ()
    assert counted.goals == tuple(goal.value for goal in best.goals)
