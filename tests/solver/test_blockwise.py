"""The gates of one village valued jointly: against every set of them and every use of the agents behind it."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from solver import GatedAssignment
from solver.blockwise import BlockDual
from solver.bound import DualBound
from solver.dual import Depth
from solver.relaxation import lay_out
from tests.solver.tiny import gated


def village(seed: int) -> GatedAssignment:
    """A village of a few units, the last of them perhaps in a group of its own, with quotas, spread and forced links."""
    rng = np.random.default_rng(seed)
    agents, targets, units = int(rng.integers(1, 5)), int(rng.integers(0, 4)), int(rng.integers(1, 4))
    own = units > 1 and rng.random() < 0.5
    member = [*([0] * (units - 1)), 1 if own else 0]
    lo, odd = rng.integers(0, 2, 1 + own), np.zeros(min(targets, 1), dtype=np.int64)
    return gated(
        rng.integers(0, 40, (agents, targets)), rng.integers(0, units, agents).tolist(), [0] * targets,
        [(a, 0) for a in range(units)], agent_hi=rng.integers(1, 4, agents),
        agent_spread=rng.choice([0, 6, 20, 45], agents), gate_value=rng.integers(-40, 30, units),
        gate_bonus=rng.integers(0, 9, units), group_lo=lo, group_hi=lo + rng.integers(0, 3, 1 + own),
        member_group=member, member_gate=np.arange(units),
        forced_gates=rng.permutation(units)[: int(rng.integers(0, 2))],
        bonus_agent=odd, bonus_target=odd, bonus_value=odd + 25,
    )  # fmt: skip


def best_by_hand(problem: GatedAssignment, place: np.ndarray) -> int | None:
    """Every lawful set of links, every target to every agent behind one of them; None where no target's want is met."""
    best = None
    bonus = np.zeros((problem.n_agents, problem.n_targets), dtype=np.int64)
    bonus[problem.bonus_agent, problem.bonus_target] = problem.bonus_value
    for opened in itertools.product([False, True], repeat=problem.n_gates):
        count = np.bincount(
            problem.member_group[np.array(opened)[problem.member_gate]], minlength=problem.n_groups
        )
        lawful = (count >= problem.group_lo).all() and (count <= problem.group_hi).all()
        if not lawful or not all(opened[g] for g in problem.forced_gates):
            continue
        behind = [i for i in range(problem.n_agents) if opened[problem.agent_block[i]]]
        for choice in itertools.product(behind, repeat=problem.n_targets):
            load = np.bincount(choice, minlength=problem.n_agents)
            if (load > problem.agent_hi).any():
                continue
            value = int(problem.gate_value[list(opened)].sum())
            for t, i in enumerate(choice):
                value += int(problem.worth[i, t] + bonus[i, t] - place[i])
                value += int(problem.gate_bonus[problem.agent_block[i]])
            value -= int(problem.agent_spread[(load > 0) & (problem.agent_hi > 1)].sum())
            best = value if best is None else max(best, value)
    return best


@settings(max_examples=300, deadline=None, derandomize=True)
@given(seed=st.integers(0, 2**32 - 1))
def test_a_village_is_worth_what_its_best_links_and_pairs_are(seed: int) -> None:
    problem = village(seed)
    layout = lay_out(problem)
    dual = BlockDual(layout)
    dual.look(Depth.CHARGES)
    rng = np.random.default_rng(seed)
    # what is remembered of earlier evaluations, at other prices, changes nothing
    for _ in range(4):
        place = rng.integers(-10, 25, problem.n_agents)
        x = np.zeros(dual.size)
        lam, mu, _ = dual.split(x)
        lam[:] = rng.integers(-5, 45, layout.n_types) * layout.scale
        number = layout.agent_class
        mu[number] = place * layout.scale + layout.class_part[number]
        glance = dual.evaluate(x, 0, 0, proof=False)
        found, best = dual.evaluate(x, 0, 0), best_by_hand(problem, place)
        if glance is not None and found is not None:  # a glance proves nothing, and sees too little at most
            assert glance[2] is None
            assert glance[0] <= found[0]
        if best is not None:
            assert found is not None
            assert found[2].gates + int((lam * layout.type_places).sum()) == best * layout.scale
        assert dual.evaluate(x, 1, 0) is None


def test_two_units_cannot_both_be_paid_for_one_household() -> None:
    """Three units of one cadre each, worth 60 for one household and 40 for the next; a link costs 50. Half of every link
    serves each household by halves for 50 and comes to 75, which no whole links do."""
    problem = gated(
        [[60, 40, 0], [0, 60, 40], [40, 0, 60]], [0, 1, 2], [0, 0, 0], [(0, 0), (1, 0), (2, 0)], agent_hi=[3, 3, 3],
        gate_value=[-50, -50, -50], group_lo=[1], group_hi=[2], member_group=[0, 0, 0], member_gate=[0, 1, 2],
    )  # fmt: skip
    # One unit serves all three for 60 + 40, two for 60 + 60 + 40: 100 - 50 and 160 - 100.
    alone, joint = DualBound(problem), DualBound(problem, joint=True)
    for bound in (alone, joint):
        bound.walk(900, lambda: False)
    assert joint.value(0, 0) == 60
    assert alone.value(0, 0) > 60
