"""The Lagrangian dual of a gated assignment with every gate on its own.

Priced are: each type's demand (lambda), each class's load (mu), each group of gates that no block's subproblem can
decide alone (nu). For any prices the relaxed optimum bounds every plan from above (Geoffrion 1974, "Lagrangean
relaxation for integer programming"; Fisher 1981, "The Lagrangian relaxation method for solving integer programming
problems"). Demand that must be filled, and an agent that must be used, make their price free in sign: an agent with
quota [lo, hi] adds the larger of lo·mu and hi·mu.

An agent's spread is paid for at every gate it uses and given back once. Its price mu holds a part of that charge, so
much a place that full agents pay it all (:mod:`solver.charged`); gates valued exactly collect the rest from those who
fill only some of their places there.

Goals 1 and 2 enter exactly as a plan has them. With missing places m (sum of weight·m = shortage) the targets add

    sum demand·lambda - min { lambda·m : weight·m = shortage, 0 <= m <= demand }

bounded by one further multiplier sigma; with exactly ``idle`` agents below their lo, the best choice of who they are.
The best prices are sought by Adam (Kingma & Ba 2015) with a geometrically falling step, starting from Held & Karp's
observation (1971) that any subgradient method does and that only the bound at its end matters.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

import numpy as np

from solver import subproblem
from solver.arcs import Arcs
from solver.gate import UNKNOWN
from solver.slices import SHARED, Slice, cut

if TYPE_CHECKING:
    from collections.abc import Iterator
    from concurrent.futures import Executor

    from numpy.typing import NDArray

    from solver.arrays import Flags, Floats, Ints
    from solver.relaxation import Layout


class Purpose(Enum):
    """Which goal the dual bounds."""

    SHORTAGE = "shortage"
    IDLE = "idle"
    VALUE = "value"


class Depth(Enum):
    """How exactly a gate that would open is valued; each is tighter than the one before, and takes longer."""

    FREE = "agents serve any number of targets"
    QUOTAS = "agents serve within their quotas"
    CHARGES = "and pay for spread at every gate they use, once of it given back"


def target_term(
    layout: Layout, lam: NDArray[Any], shortage: int, purpose: Purpose
) -> tuple[Any, NDArray[Any]] | None:
    """What the targets' demand adds to the dual, and the places each type then leaves missing [J].

    VALUE: exactly ``shortage`` is missing. IDLE: at least ``shortage``. SHORTAGE: each missing place costs its weight.
    Works on integers as on floats; None where no choice of missing places has this shortage.
    """
    demand, weight = layout.type_places, layout.type_weight
    filled = (demand * lam).sum()
    none = np.zeros(len(lam), dtype=lam.dtype)
    if purpose is Purpose.SHORTAGE:
        gain = np.maximum(-lam - layout.scale * weight, 0)
        return filled + (demand * gain).sum(), np.where(gain > 0, demand, none)
    if shortage == 0:
        if purpose is Purpose.VALUE:
            return filled, none
        gain = np.maximum(-lam, 0)
        return filled + (demand * gain).sum(), np.where(gain > 0, demand, none)
    room = demand * weight
    if int(room.sum()) < shortage:
        return None
    ratio = lam / weight
    order = np.argsort(ratio, kind="stable")
    before = np.cumsum(room[order]) - room[order]
    last = int(np.searchsorted(before, shortage, side="left")) - 1
    threshold = ratio[order[last]]
    at_edge = purpose is Purpose.VALUE or threshold >= 0
    threshold = threshold if at_edge else 0.0
    exact = lam.dtype.kind == "i"
    sigmas = (-int(np.floor(threshold)), -int(np.ceil(threshold))) if exact else (-threshold,)
    total = min((demand * np.maximum(lam, -sigma * weight)).sum() + sigma * shortage for sigma in sigmas)
    missing = np.where(lam < threshold * weight, demand, none)
    if at_edge and not exact:
        missing[order[last]] = (shortage - before[last]) / weight[order[last]]
    return total, missing


def agent_term(
    layout: Layout, mu: NDArray[Any], idle: int, purpose: Purpose, *, charged: bool
) -> tuple[Any, NDArray[Any]] | None:
    """What the agents' quotas add to the dual, and the loads of the classes [C] that attain it; ``charged`` where they
    pay for their spread.

    VALUE: exactly ``idle`` agents lie below their lo. IDLE: each such agent costs one. SHORTAGE: lo does not matter.
    None where so many agents cannot be idle.
    """
    lo, hi, size = layout.class_lo, layout.class_hi, layout.class_size
    charge, part = (layout.class_charge, layout.class_part) if charged else (np.zeros_like(lo),) * 2
    if purpose is Purpose.SHORTAGE:
        load = np.where(mu > 0, size * hi, 0)
        return (load * mu).sum(), load
    place = mu - part
    used, used_load = _best_load(place, charge, lo, hi)
    needed = lo > 0
    left, idle_load = _best_load(place, charge, np.zeros_like(lo), np.maximum(lo - 1, 0))
    if purpose is Purpose.IDLE:
        rather = needed & (left - layout.scale > used)
        load = size * np.where(rather, idle_load, used_load)
        return (size * np.where(rather, left - layout.scale, used)).sum(), load
    load = size * used_load
    if idle == 0:
        return (size * used).sum(), load
    who = np.flatnonzero(needed)
    if int(size[who].sum()) < idle:
        return None
    gain = (left - used)[who]
    who = who[np.argsort(-gain, kind="stable")]
    before = np.cumsum(size[who]) - size[who]
    members = np.clip(idle - before, 0, size[who])
    load[who] += members * (idle_load - used_load)[who]
    return (size * used).sum() + (members * (left - used)[who]).sum(), load


def _best_load(place: NDArray[Any], charge: Ints, low: Ints, high: Ints) -> tuple[NDArray[Any], NDArray[Any]]:
    """The most an agent of each class adds with low..high places at ``place`` each, its first gate free of charge, and
    the load that attains it [C]."""
    least = np.where(charge > 0, np.minimum(np.maximum(low, 1), high), low)
    load = np.where(place > 0, high, least)
    gain = load * place + np.where(load > 0, charge, 0)
    unused = (low == 0) & (gain < 0)
    return np.where(unused, 0, gain), np.where(unused, 0, load)


@dataclass(frozen=True, eq=False)
class Certificate:
    """Integer prices and what the gates add at them, agents charged for their spread or not: a proof that holds for
    every shortage and idle count. ``gate_value`` [P]: of each gate by itself, None where they were not told apart."""

    lam: Ints
    mu: Ints
    nu: Ints
    charged: bool
    gates: int
    gate_value: Ints | None


class GateDual:
    """Evaluates the dual at prices x = (lambda [J], mu [C], nu [groups]) in scaled units, sorted by block.

    Prices are rounded to integers first and all arithmetic is in int64, so that every evaluation is a proof. ``pool``: a
    second thread, if there is one to spare, that shares the work and changes nothing in what comes out.
    """

    def __init__(self, layout: Layout, purpose: Purpose, pool: Executor | None = None) -> None:
        self.layout = layout
        self.purpose = purpose
        self._pool = pool
        self.depth = Depth.FREE
        self.size = layout.n_types + layout.n_classes + layout.n_prices
        kinds, cells, gates = layout.worth.shape[1], len(layout.cell_type), len(layout.gate_block)
        self._table = subproblem.barred_table(layout.worth, layout.allowed)
        self._twice = np.unique(layout.type_kind[layout.type_demand > 1])
        self._twice_table = np.ascontiguousarray(self._table[:, self._twice])
        self._second = np.empty((2, layout.n_blocks, len(self._twice)), dtype=np.int64)
        block = np.repeat(np.arange(layout.n_blocks), np.diff(layout.class_ptr))
        members = np.zeros(layout.n_blocks, dtype=np.int64)
        np.add.at(members, block, layout.class_size)
        empty = np.empty(0, dtype=np.int64)
        self._arcs = Arcs(
            column=np.ascontiguousarray(self._table.T[:, layout.class_kind]),
            class_ptr=layout.class_ptr,
            class_size=layout.class_size,
            class_places=layout.class_size * layout.class_hi,
            class_hi=layout.class_hi,
            class_charge=np.zeros_like(layout.class_charge),
            block_members=members,
            mu=empty,
            lam=empty,
            best=np.empty((layout.n_blocks, kinds), dtype=np.int64),
            who=np.empty((layout.n_blocks, kinds), dtype=np.int64),
            first=np.empty((kinds, layout.n_blocks), dtype=np.int64),
            second=np.empty((kinds, layout.n_blocks), dtype=np.int64),
            type_ptr=layout.type_ptr,
            type_kind=layout.type_kind,
            type_size=layout.type_size,
            type_demand=layout.type_demand,
            gate_ptr=layout.gate_ptr,
            gate_agents=layout.gate_block.astype(np.uint32),
            gate_target_block=np.repeat(np.arange(layout.n_target_blocks), np.diff(layout.gate_ptr)),
            gate_bonus=layout.gate_bonus,
            cell_at=np.searchsorted(layout.cell_type, np.arange(layout.n_types + 1)),
            cell_gate=layout.cell_gate,
            cell_ptr=layout.cell_ptr,
            cell_class=layout.cell_class,
            cell_extra=layout.cell_extra,
            cell_first=np.empty(cells, dtype=np.int64),
            cell_second=np.empty(cells, dtype=np.int64),
        )
        self._slices = cut(layout, 1 if pool is None else SHARED)
        self._chosen = np.zeros(gates, dtype=np.bool_)

    def look(self, depth: Depth) -> None:
        """Value gates at this depth from now on."""
        if depth is not self.depth:
            self.depth = depth
            self._arcs.class_charge[:] = self.layout.class_charge if depth is Depth.CHARGES else 0
            self._slices[0].notes.known[:] = UNKNOWN

    @property
    def chosen(self) -> Flags:
        """The gates open in the last evaluation's relaxed optimum [P]."""
        return self._chosen

    def serving(self) -> tuple[Ints, Ints, Ints]:
        """Class, target block and places of all who serve behind the gates open in the last relaxed optimum [n]."""
        found = []
        for part in self._slices:
            notes, open_ = part.notes, part.first + np.flatnonzero(self._chosen[part.first : part.end])
            number = notes.stop[open_] - notes.start[open_]
            at = np.repeat(notes.start[open_] - np.cumsum(number) + number, number) + np.arange(number.sum())
            block: Ints = np.repeat(self._arcs.gate_target_block[open_], number)
            found.append((notes.klass[at].astype(np.int64), block, notes.places[at]))
        klass, blocks, places = (np.concatenate(column) for column in zip(*found, strict=True))
        return klass, blocks, places

    def split(self, x: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
        """Views of lambda, mu and nu in x."""
        t, c = self.layout.n_types, self.layout.n_classes
        return x[:t], x[t : t + c], x[t + c :]

    def evaluate(
        self, x: Floats, shortage: int, idle: int, *, proof: bool = True
    ) -> tuple[int, Floats, Certificate | None] | None:
        """The dual's value at x, a subgradient there, and the proof; None where no plan has these goals. Where no
        ``proof`` is asked for, a dual whose proofs are dear may tell about where the value and the slope lie instead."""
        layout = self.layout
        top = 1 << 40
        lam, mu, nu = self.split(np.clip(np.rint(x), -top, top).astype(np.int64))
        targets = target_term(layout, lam, shortage, self.purpose)
        charged = self.depth is Depth.CHARGES
        agents = agent_term(layout, mu, idle, self.purpose, charged=charged)
        if targets is None or agents is None:
            return None
        slope = np.zeros(self.size)
        served, load, opened = self.split(slope)
        total, value = self._gates(lam, mu, nu, served, load)
        served[:] = layout.type_places - targets[1] - served
        load[:] = agents[1] - load
        limit = np.where(nu > 0, layout.price_hi, layout.price_lo)
        opened[:] = limit - np.bincount(
            layout.price_group, weights=self._chosen[layout.price_gate], minlength=layout.n_prices
        )
        gates = total + int((limit * nu).sum()) + layout.constant
        return (
            gates + int(targets[0]) + int(agents[0]),
            slope,
            Certificate(lam, mu, nu, charged, gates, value),
        )

    def balance(self, x: Floats, shortage: int) -> None:
        """Shift all lambda against all mu, in place, to where demand meets the agents' loads.

        Such a shift leaves every gate's value as it is, so along it the dual is a sum of hinges whose best point is
        a quantile of mu: one sort replaces many slow steps. Which places are missing is taken as it is now.
        """
        lam, mu, _ = self.split(x)
        targets = target_term(self.layout, lam, shortage, self.purpose)
        if len(mu) == 0 or targets is None:
            return
        layout = self.layout
        place = mu - layout.class_part if self.depth is Depth.CHARGES else mu
        order = np.argsort(-place, kind="stable")
        load = np.cumsum((layout.class_size * (layout.class_hi - layout.class_lo))[order])
        filled = layout.type_places.sum() - targets[1].sum()
        spare = int(filled - (layout.class_size * layout.class_lo).sum())
        shift = place[order[min(int(np.searchsorted(load, spare)), len(mu) - 1)]]
        lam += shift
        mu -= shift

    def bound(self, proof: Certificate, shortage: int, idle: int) -> int | None:
        """The bound a certificate proves, in scaled units; None where no plan has these goals."""
        targets = target_term(self.layout, proof.lam, shortage, self.purpose)
        agents = agent_term(self.layout, proof.mu, idle, self.purpose, charged=proof.charged)
        if targets is None or agents is None:
            return None
        return proof.gates + int(targets[0]) + int(agents[0])

    def _gates(self, lam: Ints, mu: Ints, nu: Ints, served: Floats, load: Floats) -> tuple[int, Ints | None]:
        layout = self.layout
        arcs, opening = self._priced(lam, mu, nu)
        arcs.first[:] = arcs.best.T
        subproblem.second_by_block(
            self._twice_table, layout.class_kind, layout.class_ptr, layout.class_size, mu, *self._second
        )
        arcs.second[self._twice] = self._second[1].T
        subproblem.best_by_cell(arcs, layout.cell_type)
        value = opening.copy()
        subproblem.gate_values(arcs, value)
        left = iter(self._slices)
        if self._pool is None:
            return self._choose(left, arcs, opening, value, served, load), value
        also = np.zeros_like(served), np.zeros_like(load)
        later = self._pool.submit(self._choose, left, arcs, opening, value, *also)
        total = self._choose(left, arcs, opening, value, served, load) + later.result()
        served += also[0]
        load += also[1]
        return total, value

    def _choose(
        self, left: Iterator[Slice], arcs: Arcs, opening: Ints, value: Ints, served: Floats, load: Floats
    ) -> int:
        """Choose from slices until none is left; threads may take them from one iterator."""
        layout, total = self.layout, 0
        for part in left:
            total += subproblem.choose_gates(
                arcs, self.depth is not Depth.FREE, opening, value, layout.gate_forced, layout.local_group,
                layout.local_lo, layout.local_hi, layout.local_ptr, layout.local_gate, part.first, part.end, part.groups,
                self._chosen, part.notes, served, load,
            )  # fmt: skip
        return int(total)

    def _priced(self, lam: Ints, mu: Ints, nu: Ints) -> tuple[Arcs, Ints]:
        """What stands behind the gates at these prices, and what opening each adds [P]."""
        layout = self.layout
        arcs = self._arcs._replace(lam=lam, mu=mu)
        subproblem.best_by_block(self._table, layout.class_kind, layout.class_ptr, mu, arcs.best, arcs.who)
        opening = layout.gate_value.copy()
        subproblem.charge(opening, layout.price_gate, layout.price_group, nu)
        return arcs, opening


class Adam:
    """Minimises a convex function from its subgradients (Kingma & Ba 2015) with steps falling from first to last.

    ``unit`` [like x]: what a step of one means for each price.
    """

    def __init__(self, x: Floats, unit: Floats, first: float, last: float, steps: int) -> None:
        self.x = x.copy()
        self.step = 0
        self.steps = steps
        self._unit = unit
        self._first = first
        self._ratio = last / first
        self._mean = np.zeros_like(x)
        self._square = np.zeros_like(x)

    @property
    def done(self) -> bool:
        return self.step >= self.steps

    def move(self, slope: Floats) -> None:
        """One step against ``slope``."""
        rate = self._first * self._ratio ** (self.step / self.steps)
        self.step += 1
        self._mean += (1 - _KEEP_MEAN) * (slope - self._mean)
        self._square += (1 - _KEEP_SQUARE) * (slope * slope - self._square)
        mean = self._mean / (1 - _KEEP_MEAN**self.step)
        square = self._square / (1 - _KEEP_SQUARE**self.step)
        self.x -= rate * self._unit * mean / (np.sqrt(square) + 1e-9)


_KEEP_MEAN = 0.9
_KEEP_SQUARE = 0.95


def reduced_gate_values(layout: Layout, value: Ints | None, n_gates: int) -> Floats:
    """Per gate of the problem its reduced value in hundredths; -inf where it is forbidden, NaN while unknown."""
    out = np.full(n_gates, -np.inf)
    out[layout.gate_order] = np.nan if value is None else value / layout.scale
    return out
