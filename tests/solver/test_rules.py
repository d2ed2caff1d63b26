"""Three tiny problems for each law of the gated assignment: trivial, forced, near miss. Arithmetic by hand."""

from __future__ import annotations

import numpy as np
import pytest

from solver import GatedAssignment, Limits, ProblemError, Status, StopReason, solve
from tests.solver.tiny import gated

QUICK = Limits(seconds=20, workers=1)


def goals(problem: GatedAssignment) -> tuple[int, ...]:
    result = solve(problem, QUICK)
    assert result.status is Status.OPTIMAL
    assert result.stop_reason is StopReason.PROVED
    assert result.goals is not None
    assert all(goal.proved and goal.value == goal.bound for goal in result.goals)
    return tuple(goal.value for goal in result.goals)


ONE = ([[5]], [0], [0], [(0, 0)])
TWO = ([[5, 1], [4, 3]], [0, 0], [0, 0], [(0, 0)])


@pytest.mark.parametrize(
    ("problem", "expected"),
    [
        # capacity: 1 agent, 1 target: 5. Two targets for one agent of quota 1: one missing, the better (5) is served.
        # With quota 2 both are served: 5 + 1 = 6.
        pytest.param(gated(*ONE), (0, 0, 5), id="capacity-trivial"),
        pytest.param(gated([[5, 1]], [0], [0, 0], [(0, 0)]), (1, 0, 5), id="capacity-forced"),
        pytest.param(gated([[5, 1]], [0], [0, 0], [(0, 0)], agent_hi=[2]), (0, 0, 6), id="capacity-near-miss"),
        # goal 1 before goal 3: serving costs -5, still served. Weights 4 and 1: the heavy one although worth less.
        # Equal weights: the worthier (9).
        pytest.param(gated([[-5]], [0], [0], [(0, 0)]), (0, 0, -5), id="weight-trivial"),
        pytest.param(gated([[1, 9]], [0], [0, 0], [(0, 0)], target_weight=[4, 1]), (1, 0, 1), id="weight-forced"),
        pytest.param(gated([[1, 9]], [0], [0, 0], [(0, 0)], target_weight=[4, 4]), (4, 0, 9), id="weight-near-miss"),
        # goal 2 before goal 3: agent 0 could take both (5 + 4); with lo = 1 agent 1 must get one: 5 + 0.
        # lo = 2 for agent 1 with quota 2: agent 1 takes both: 0 + 0, agent 0 has no lo.
        pytest.param(gated([[5, 4], [0, 0]], [0, 0], [0, 0], [(0, 0)], agent_hi=[2, 1]), (0, 0, 9), id="idle-trivial"),
        pytest.param(gated([[5, 4], [0, 0]], [0, 0], [0, 0], [(0, 0)], agent_hi=[2, 1], agent_lo=[0, 1]), (0, 0, 5),
                     id="idle-forced"),
        pytest.param(gated([[5, 4], [0, 0]], [0, 0], [0, 0], [(0, 0)], agent_hi=[2, 2], agent_lo=[0, 2]), (0, 0, 0),
                     id="idle-near-miss"),
        # demand 2 wants two distinct agents: one agent of quota 2 fills one place only (1 missing).
        # Two agents: 5 + 4 = 9. Demand 2 with one agent forbidden: 1 missing, 5.
        pytest.param(gated([[5]], [0], [0], [(0, 0)], agent_hi=[2], target_demand=[2]), (1, 0, 5), id="distinct-trivial"),
        pytest.param(gated([[5], [4]], [0, 0], [0], [(0, 0)], target_demand=[2]), (0, 0, 9), id="distinct-forced"),
        pytest.param(gated([[5], [4]], [0, 0], [0], [(0, 0)], target_demand=[2], forbidden_agent=[1],
                           forbidden_target=[0]), (1, 0, 5), id="distinct-near-miss"),
        # gate value: -2 for the pair's 5: 3. Two blocks, better block costs more: 9 - 8 = 1 against 5 - 2 = 3.
        # The same with cost 5: 9 - 5 = 4 wins.
        pytest.param(gated(*ONE, gate_value=[-2]), (0, 0, 3), id="gate-trivial"),
        pytest.param(gated([[5], [9]], [0, 1], [0], [(0, 0), (1, 0)], gate_value=[-2, -8]), (0, 0, 3), id="gate-forced"),
        pytest.param(gated([[5], [9]], [0, 1], [0], [(0, 0), (1, 0)], gate_value=[-2, -5]), (0, 0, 4),
                     id="gate-near-miss"),
        # group limits: at least one gate open although it costs 2 and serves nobody (demand 0).
        # At most one of two gates: targets 0 and 1 in different blocks, one missing. At most two: both, 5 + 3.
        pytest.param(gated(*ONE, target_demand=[0], gate_value=[-2], group_lo=[1], group_hi=[1], member_group=[0],
                           member_gate=[0]), (0, 0, -2), id="group-trivial"),
        pytest.param(gated([[5, 3]], [0], [0, 1], [(0, 0), (0, 1)], agent_hi=[2], group_lo=[0], group_hi=[1],
                           member_group=[0, 0], member_gate=[0, 1]), (1, 0, 5), id="group-forced"),
        pytest.param(gated([[5, 3]], [0], [0, 1], [(0, 0), (0, 1)], agent_hi=[2], group_lo=[0], group_hi=[2],
                           member_group=[0, 0], member_gate=[0, 1]), (0, 0, 8), id="group-near-miss"),
        # spread: agent 0 serves both villages for 5 + 5 - 3 = 7. At 6 a second agent worth 4 is better: 5 + 4 = 9 > 4.
        # Two targets of one village: no second gate, 10.
        pytest.param(gated([[5, 5]], [0], [0, 1], [(0, 0), (0, 1)], agent_hi=[2], agent_spread=[3]), (0, 0, 7),
                     id="spread-trivial"),
        pytest.param(gated([[5, 5], [0, 4]], [0, 0], [0, 1], [(0, 0), (0, 1)], agent_hi=[2, 1], agent_spread=[6, 0]),
                     (0, 0, 9), id="spread-forced"),
        pytest.param(gated([[5, 5]], [0], [0, 0], [(0, 0)], agent_hi=[2], agent_spread=[6]), (0, 0, 10),
                     id="spread-near-miss"),
        # forced arc: agent 1 must serve target 0: 4 + 1 = 5 instead of 5 + 3 = 8. Forced gate: costs 2 unused: 5 - 2.
        # Forbidden arc 0-0: again 1 + 4 = 5.
        pytest.param(gated(*TWO), (0, 0, 8), id="forced-trivial"),
        pytest.param(gated(*TWO, forced_agent=[1], forced_target=[0]), (0, 0, 5), id="forced-arc"),
        pytest.param(gated(*TWO, forbidden_agent=[0], forbidden_target=[0]), (0, 0, 5), id="forbidden-arc"),
        pytest.param(gated([[5], [4]], [0, 1], [0], [(0, 0), (1, 0)], gate_value=[0, -2], forced_gates=[1]), (0, 0, 3),
                     id="forced-gate"),
        pytest.param(gated([[5], [4]], [0, 1], [0], [(0, 0), (1, 0)], forbidden_gates=[0]), (0, 0, 4),
                     id="forbidden-gate"),
        # kinds that may not be joined: only agent 1 may serve: 4; nobody may: one missing; bonus 2 makes agent 1 best: 6.
        pytest.param(gated([[5], [4]], [0, 0], [0], [(0, 0)], allowed=[[False], [True]]), (0, 0, 4), id="allowed-trivial"),
        pytest.param(gated(*ONE, allowed=[[False]]), (1, 0, 0), id="allowed-forced"),
        pytest.param(gated([[5], [4]], [0, 0], [0], [(0, 0)], bonus_agent=[1], bonus_target=[0], bonus_value=[2]),
                     (0, 0, 6), id="bonus-near-miss"),
    ],
)  # fmt: skip
def test_rule(problem: GatedAssignment, expected: tuple[int, int, int]) -> None:
    assert goals(problem) == expected


@pytest.mark.parametrize(
    "more",
    [
        # one gate, but its group wants two
        {"group_lo": [2], "group_hi": [2], "member_group": [0], "member_gate": [0]},
        # the group's only gate is forbidden
        {"group_lo": [1], "group_hi": [1], "member_group": [0], "member_gate": [0], "forbidden_gates": [0]},
        # a forced arc on an agent that may serve nobody
        {"agent_hi": [0], "forced_agent": [0], "forced_target": [0]},
    ],
)
def test_infeasible_is_proved(more: dict[str, list[int]]) -> None:
    result = solve(gated(*ONE, **more), QUICK)
    assert result.status is Status.INFEASIBLE
    assert result.stop_reason is StopReason.PROVED
    assert result.goals is None
    assert result.solution is None
    assert result.gap is None


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(ProblemError) as error:
        gated(*ONE, agent_lo=[2], target_weight=[0], gate_value=[1, 2])
    assert "columns must have one length" in str(error.value)
    with pytest.raises(ProblemError) as error:
        gated(*ONE, agent_lo=[2], target_weight=[0], agent_kind=[3])
    assert len(error.value.faults) == 3


def test_a_problem_cannot_be_changed() -> None:
    problem = gated(*ONE)
    with pytest.raises(ValueError, match="read-only"):
        problem.agent_hi[0] = 7


@pytest.mark.parametrize(
    "bad", [{"seconds": 0}, {"gap": -1}, {"workers": 0}, {"seed": -1}, {"seconds": np.nan}]
)
def test_limits_refuse_nonsense(bad: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="must"):
        Limits(**bad)  # type: ignore[arg-type]
