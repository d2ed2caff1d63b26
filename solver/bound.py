"""The proven bound of a gated assignment: valid at every moment, certified in integers.

:class:`DualBound` improves the multipliers of the Lagrangian dual (:mod:`solver.dual`) for as long as it is let, and
quotes only what it has evaluated in int64 at integer multipliers. Its sequence of multipliers depends on the problem
and on ``aim`` alone, not on the clock: two runs of one second reach what one run of two seconds reaches.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from solver.blockwise import BlockDual
from solver.covering import least_idle, least_shortage
from solver.dual import Adam, Certificate, Depth, GateDual, Purpose, reduced_gate_values
from solver.relaxation import lay_out
from solver.result import Duals

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Executor

    from solver.arrays import Floats, Ids, Ints
    from solver.problem import GatedAssignment
    from solver.relaxation import Layout

_EARLIER_SWEEPS = 2
_REMEMBER = 0.985
"""Weight of the evaluations before, in the mean of the gates chosen."""


@dataclass(frozen=True)
class _Sweep:
    """Steps falling from ``first`` to ``last`` of the largest worth, gates valued at ``depth``; every so-manieth is
    asked for a proof."""

    first: float
    last: float
    steps: int
    depth: Depth
    proof_every: int = 1


_COLD = _Sweep(0.05, 0.0002, 400, Depth.FREE)
"""From nothing: coarse prices come from cheap evaluations."""
_CLOSE = _Sweep(0.01, 0.00005, 250, Depth.CHARGES)
_FINE = _Sweep(0.004, 0.00003, 400, Depth.CHARGES)
"""All sweeps after it. At county size the three end 0.3, 0.02 and less than 0.01 % above the best bound met."""
_SWEEPS = (_COLD, _CLOSE, _FINE)
MANY_TARGETS = 20_000
"""With more targets than these, evaluations that charge for spread take seconds each while prices are far off."""
_NEAR = _Sweep(0.01, 0.00005, 150, Depth.QUOTAS)
_SWEEPS_MANY = (_COLD, _NEAR, _CLOSE, _FINE)
"""With 50,000 targets the second saves 0.1 % in twenty seconds, the third nothing in three minutes."""
_JOINT = _Sweep(0.005, 0.0001, 160, Depth.CHARGES, proof_every=8)
_JOINT_FINE = _Sweep(0.0005, 0.00003, 128, Depth.CHARGES, proof_every=8)
"""With a block's gates valued jointly, from prices of one sweep gate by gate; a second one there saves nothing."""
_WARM = _Sweep(0.001, 0.00005, 100, Depth.CHARGES)
"""From prices of an earlier run, whose first evaluation is near the end already."""
_GUIDE = _Sweep(0.002, 0.00005, 300, Depth.QUOTAS)
"""From the prices of another problem with some gates open, to guide a dive: its bound is not quoted."""
_GUIDE_JOINT = _Sweep(0.004, 0.0001, 300, Depth.CHARGES, proof_every=4)
_LEADS = 30
"""Evaluations after which the blocks' dual knows more of the fractional optimum than the gates' own."""


class DualBound:
    """Bounds of the three goals of ``problem``.

    shortage  no plan has a smaller goal 1
    idle      no plan at all, whatever its goal 1, has a smaller goal 2
    value(shortage, idle)  no plan whose goals 1 and 2 are exactly these has a greater goal 3

    :meth:`cover` proves what goals 1 and 2 cannot do without, :meth:`aim` names those for which :meth:`run` improves the
    bound of goal 3 (at first 0 and 0). One thread may run while another aims and reads: every bound is replaced as a
    whole. ``remember`` is the weight of the evaluations before in :meth:`openness`; with ``joint`` all sweeps but the
    first, for plans without missing places, let each block value its gates jointly (:mod:`solver.blockwise`). ``pool``: a
    second thread that may share each evaluation.
    """

    def __init__(
        self, problem: GatedAssignment, remember: float = _REMEMBER, *, joint: bool = False,
        pool: Executor | None = None,
    ) -> None:  # fmt: skip
        self.problem, self._remember = problem, remember
        self.shortage = 0
        self.idle = 0
        self._aim = self._next_aim = (0, 0)
        self._turn = 0
        sweeps = _SWEEPS_MANY if problem.n_targets > MANY_TARGETS else _SWEEPS
        self._goal = _Descent(GateDual(lay_out(problem), Purpose.VALUE, pool), remember, sweeps)
        self._earlier: dict[Purpose, _Descent] = {}
        self._blocks = _Descent(BlockDual(self.layout), remember, (_JOINT, _JOINT_FINE)) if joint else None
        self._before_joint = 1
        self._guides = False

    def cover(self) -> None:
        """Prove by flows which places and agents are left over whatever gates are open, and aim at no more than these:
        prices that ask for more than there is rise without end."""
        self.shortage = max(self.shortage, least_shortage(self.layout))
        self.idle = max(self.idle, least_idle(self.layout))
        self.aim(*self.least)

    @property
    def least(self) -> tuple[int, int]:
        """What is proved of goals 1 and 2."""
        return self.shortage, self.idle

    def aim(self, shortage: int, idle: int) -> None:
        """Goals 1 and 2 of the best plan known: run proves these, and bounds goal 3 for plans that share them."""
        self._next_aim = (shortage, idle)

    def run(self, seconds: float, should_stop: Callable[[], bool]) -> None:
        """Improve the bounds for ``seconds`` of wall time or until told to stop; may be called again and again."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and not should_stop():
            self._step()

    def sweep(self, sweeps: int, should_stop: Callable[[], bool]) -> None:
        """Improve the bound of goal 3 until so many of its sweeps have ended: after one its prices have settled, after
        two they also mind the quotas behind each gate."""
        while self.sweeps < sweeps and not should_stop():
            self._step()

    def walk(self, steps: int, should_stop: Callable[[], bool]) -> None:
        """Improve the bounds by so many evaluations."""
        for _ in range(steps):
            if should_stop():
                break
            self._step()

    def openness(self) -> Floats:
        """How often each gate was open in the relaxed optima of late, 0 to 1 [G]: an estimate of the fractional optimum.

        Averages of subproblem solutions along a subgradient method tend to a primal optimum of the relaxation
        (Barahona & Anbil 2000, "The volume algorithm").
        """
        return self._leading.openness(self.problem.n_gates)

    def value(self, shortage: int, idle: int) -> int | None:
        """Upper bound of goal 3 over all plans with exactly these goals 1 and 2; None while none is known."""
        found = [self._goal.bound(shortage, idle)]
        if self._blocks is not None:
            found.append(self._blocks.bound(shortage, idle))
        return min((bound for bound in found if bound is not None), default=None)

    @property
    def layout(self) -> Layout:
        """The problem as the relaxation of goal 3 sees it."""
        return self._goal.dual.layout

    def serving(self) -> tuple[Ints, Ints, Ints]:
        """Who serves behind the gates open in the last relaxed optimum of goal 3: class, target block and places [n]."""
        return self._goal.dual.serving()

    def duals(self) -> Duals:
        """The best prices met."""
        return self._leading.duals(self.problem)

    def warm_start(self, duals: Duals) -> None:
        """Begin the descent at these prices, of an earlier run of the same problem or of one that is nearly the same."""
        self._goal.start_at(duals, (_WARM, _CLOSE, _FINE))

    def guide(self, duals: Duals, goals: tuple[int, int], *, thorough: bool) -> None:
        """Begin at the prices of the same problem with fewer gates forced, for the sake of :meth:`openness` alone in plans
        of these goals 1 and 2; ``thorough`` where agents are to pay for their spread, which takes several times as long.
        Blocks that value their gates jointly guide alone, where no place is missing."""
        self._guides = True
        self.aim(*goals)
        if self._blocks is not None:
            self._before_joint = 0
            self._blocks.start_at(duals, (_GUIDE_JOINT,))
        else:
            self._goal.start_at(duals, (replace(_GUIDE, depth=Depth.CHARGES) if thorough else _GUIDE,))

    @property
    def steps(self) -> int:
        """Evaluations made for goal 3."""
        return self._goal.steps + (0 if self._blocks is None else self._blocks.steps)

    @property
    def sweeps(self) -> int:
        """Sweeps of the bound of goal 3 that have ended."""
        return self._goal.sweeps + (0 if self._blocks is None else self._blocks.sweeps)

    @property
    def _leading(self) -> _Descent:
        """The descent that knows most of the fractional optimum."""
        if self._blocks is not None and (self._blocks.steps >= _LEADS or self._goal.steps == 0):
            return self._blocks
        return self._goal

    def _step(self) -> None:
        """One step for goal 3 and, in turn with it, one for an earlier goal that is not proved yet."""
        if self._aim != self._next_aim:
            self._aim = self._next_aim
            self._goal.aim_anew()
            if self._blocks is not None:
                self._blocks.aim_anew()
        shortage, idle = self._aim
        self._turn += 1
        earlier = self._turn % 2 and not self._guides
        if earlier and self.shortage < shortage and not self._earlier_done(Purpose.SHORTAGE):
            self.shortage = max(self.shortage, self._earlier_step(Purpose.SHORTAGE))
        elif earlier and self.idle < idle and not self._earlier_done(Purpose.IDLE):
            self.idle = max(self.idle, self._earlier_step(Purpose.IDLE))
        elif self._blocks is not None and shortage == 0 and self._goal.sweeps >= self._before_joint:
            if self._blocks.steps == 0 and self._goal.steps > 0:
                self._blocks.start(self._goal)
            self._blocks.step(shortage, idle)
        else:
            self._goal.step(shortage, idle)

    def _earlier_step(self, purpose: Purpose) -> int:
        if purpose not in self._earlier:
            self._earlier[purpose] = _Descent(
                GateDual(lay_out(self.problem, "none"), purpose), self._remember
            )
        descent = self._earlier[purpose]
        descent.step(self.shortage, 0)
        bound = descent.bound(self.shortage, 0)
        return 0 if bound is None else -bound

    def _earlier_done(self, purpose: Purpose) -> bool:
        return purpose in self._earlier and self._earlier[purpose].sweeps >= _EARLIER_SWEEPS


class _Descent:
    """Adam on one dual: sweeps of falling steps, each from the best prices before it, and the best proofs met."""

    def __init__(self, dual: GateDual, remember: float, sweeps: tuple[_Sweep, ...] = _SWEEPS) -> None:
        self.dual, self._remember, self._plan = dual, remember, sweeps
        self.sweeps = self.steps = 0
        self._unit = _step_units(dual)
        self._best = self._first_point()
        self._best_value: int | None = None
        self._open = np.zeros(len(dual.layout.gate_order))
        self._seen = 0.0
        self._proof: Certificate | None = None
        self._earlier_proof: Certificate | None = None
        self._begin(sweeps[0])

    def aim_anew(self) -> None:
        """Forget which multipliers were best, for other goals are aimed at; what is proved stays proved.

        The sweep goes on, since the best prices move little with the goals.
        """
        self._best_value = None
        self._earlier_proof = self._proof

    def start_at(self, duals: Duals, sweeps: tuple[_Sweep, ...]) -> None:
        """Begin other sweeps, the first of them at these prices."""
        layout = self.dual.layout
        lam, mu, nu = self.dual.split(self._best)
        lam[:] = _mean_by(layout.target_type, duals.target, layout.type_size) * layout.scale
        mu[:] = _mean_by(layout.agent_class, duals.agent, layout.class_size) * layout.scale
        nu[:] = duals.group[layout.priced] * layout.scale
        self.aim_anew()
        self._plan = sweeps
        self._begin(sweeps[0])

    def start(self, other: _Descent) -> None:
        """Begin at the best prices of another descent over the same prices."""
        self._best = other._best.copy()
        self._begin(self._plan[0])

    def step(self, shortage: int, idle: int) -> None:
        """One evaluation and one move."""
        self.steps += 1
        if self.dual.purpose is Purpose.VALUE:
            self.dual.balance(self._adam.x, shortage)
        wanted = self.steps % self._proof_every == 0
        found = self.dual.evaluate(self._adam.x, shortage, idle, proof=wanted)
        if found is None:
            self.sweeps += 1
            return
        value, slope, proof = found
        self._open *= self._remember
        self._open += self.dual.chosen
        self._seen = self._remember * self._seen + 1
        best = self._best_value
        if proof is not None and (best is None or value < best):
            self._best_value, self._best, self._proof = value, self._adam.x.copy(), proof
        self._adam.move(slope)
        if self._adam.done:
            self.sweeps += 1
            self._begin(self._plan[min(self.sweeps, len(self._plan) - 1)])

    def bound(self, shortage: int, idle: int) -> int | None:
        """Best proven bound in whole units, None where there is none."""
        scale = self.dual.layout.scale
        proofs = [proof for proof in (self._proof, self._earlier_proof) if proof is not None]
        found = [self.dual.bound(proof, shortage, idle) for proof in proofs]
        return min((bound // scale for bound in found if bound is not None), default=None)

    def openness(self, n_gates: int) -> Floats:
        """The running mean of the gates chosen, in the problem's order."""
        mean = np.zeros(n_gates)
        mean[self.dual.layout.gate_order] = self._open / max(1.0, self._seen)
        return mean

    def duals(self, problem: GatedAssignment) -> Duals:
        """Best multipliers and gate values, in the problem's order and in hundredths."""
        layout = self.dual.layout
        types, classes, groups = (part / layout.scale for part in self.dual.split(self._best))
        served, used = layout.target_type >= 0, layout.agent_class >= 0
        lam, mu, nu = (
            self._first_prices(problem.target_kind),
            np.zeros(problem.n_agents),
            np.zeros(problem.n_groups),
        )
        lam[served] = types[layout.target_type[served]]
        mu[used] = classes[layout.agent_class[used]]
        nu[layout.priced] = groups
        value = None if self._proof is None else self._proof.gate_value
        return Duals(lam, mu, reduced_gate_values(layout, value, problem.n_gates), nu)

    def _begin(self, sweep: _Sweep) -> None:
        self.dual.look(sweep.depth)
        self._proof_every = sweep.proof_every
        self._adam = Adam(self._best, self._unit, sweep.first, sweep.last, sweep.steps)

    def _first_point(self) -> Floats:
        x = np.zeros(self.dual.size)
        if self.dual.purpose is Purpose.VALUE:
            layout = self.dual.layout
            self.dual.split(x)[0][:] = self._first_prices(layout.type_kind) * layout.scale
        return x

    def _first_prices(self, kind: Ids) -> Floats:
        """A guess at the prices of targets of these kinds, in hundredths: a part of the most they can be worth."""
        worth = self.dual.layout.worth
        if not worth.size:
            return np.zeros(len(kind))
        most: Floats = 0.75 * worth.max(axis=0) / self.dual.layout.scale
        return most[kind]


def _step_units(dual: GateDual) -> Floats:
    """What a step of one means for each price, in scaled units.

    A gate's value sums over all targets behind it, so prices of gate groups are larger than prices of targets; going by
    the square root of the places a block asks for made sweeps end lowest (1 to 10 times as far: county, large county).
    """
    layout = dual.layout
    one = float(layout.largest)
    if dual.purpose is Purpose.SHORTAGE:
        one = 10.0 * layout.scale * float(layout.type_weight.max(initial=1))
    unit = np.full(dual.size, one)
    dual.split(unit)[2][:] *= max(1.0, layout.type_places.sum() / max(1, layout.n_target_blocks)) ** 0.5
    return unit


def _mean_by(number: Ints, price: Floats, size: Ints) -> Floats:
    """Mean price of the members of each class; number -1 belongs to none."""
    member = number >= 0
    return np.bincount(number[member], weights=price[member], minlength=len(size)) / size
