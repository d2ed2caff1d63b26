"""The use cases, one function each, for the command line and the browser alike."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from datetime import datetime
from importlib.metadata import version
from typing import TYPE_CHECKING, Protocol

import numpy as np
import pandas as pd

from pairing import check
from pairing.assemble import contacts_table, first_cadres, links_table, pairs_table
from pairing.codes import Codes, load_codes
from pairing.compile import compile_county
from pairing.contacts import assign_contacts
from pairing.errors import PlanError
from pairing.gaps import Gaps
from pairing.gaps import gaps as find_gaps
from pairing.plan import GoalValue, Plan, PlanTables, Summary
from pairing.plan_positions import resolve
from pairing.read import Reading, read_county
from pairing.text import Text
from solver import Events, Limits, Result, Status, solve

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pairing.check import Recount
    from pairing.compile import Chosen, Compiled
    from pairing.county import County
    from pairing.rules import Rules
    from solver import Cancel, Hint

GOALS = ("shortage", "idle", "points")


@dataclass(frozen=True)
class SolveLimits:
    """How long to look (seconds, for the whole plan), at which proven gap to stop, on how many cores, from which seed."""

    seconds: float = 60.0
    gap: float = 0.0
    workers: int = 2
    seed: int = 0


@dataclass(frozen=True)
class Progress:
    """Where a solve stands: the best plan's goals with their bounds (empty before the first plan) and its proven gap."""

    seconds: float
    goals: tuple[GoalValue, ...]
    gap: float | None


class Watch(Protocol):
    """Who wants to hear how a solve goes on; called on the thread that solves."""

    def phase(self, name: str) -> None:
        """A part of the work begins: compile, bound, construct, improve, polish, exact, contacts, recount."""

    def progress(self, progress: Progress) -> None:
        """The best plan or a bound moved."""


def load_county(path: Path, codes: Codes | None = None) -> Reading:
    """Read a county's lists from a workbook or a folder; the reading carries every issue found."""
    return read_county(path, codes or load_codes())


def recount(county: County, rules: Rules, plan: Plan, codes: Codes | None = None) -> Recount:
    """Recount a plan from scratch, with no solver."""
    return check.recount(county, rules, codes or load_codes(), plan)


def gaps(county: County, rules: Rules, plan: Plan, codes: Codes | None = None) -> Gaps:
    """Who the plan does not cover, by name, with what stands in the way."""
    return find_gaps(county, rules, codes or load_codes(), plan)


def with_previous(county: County, plan: Plan) -> County:
    """The county with a plan as its previous one: its pairs and links count as kept. Task states of the lists stay."""
    found = resolve(county, plan)
    known = (found.pair_household >= 0) & (found.pair_cadre >= 0)
    pairs = pd.DataFrame({"household": found.pair_household[known], "cadre": found.pair_cadre[known]})
    listed = county.previous_pairs.drop_duplicates(["household", "cadre"])
    pairs = pairs.merge(listed, how="left", on=["household", "cadre"])
    pairs["end"] = None
    pairs["done"] = pairs["done"].astype(object).where(pairs["done"].notna(), None)
    pairs["row"] = -1
    owner = np.where(found.is_leader, found.link_cadre, found.link_unit)
    link = (owner >= 0) & (found.link_village >= 0)
    links = pd.DataFrame(
        {
            "unit": np.where(found.is_leader, -1, found.link_unit)[link],
            "cadre": np.where(found.is_leader, found.link_cadre, -1)[link],
            "village": found.link_village[link],
            "role": np.where(found.is_lead, "lead", "assist")[link].astype(object),
            "row": -1,
        }
    )
    return replace(county, previous_pairs=pairs, previous_links=links)


def solve_county(
    county: County,
    rules: Rules,
    limits: SolveLimits | None = None,
    watch: Watch | None = None,
    cancel: Cancel | None = None,
    codes: Codes | None = None,
    start: Callable[[Compiled], Hint | None] | None = None,
) -> Plan:
    """Make a plan: compile, solve, name contacts, recount.

    ``start`` says where to begin, for a plan near one there is (:mod:`pairing.nearby`). The plan returned has passed
    its recount. Raises DataError where directives and rules contradict each other, and PlanError where no plan exists,
    none was found in time, or the recount disagrees with the solver.
    """
    limits = limits or SolveLimits()
    codes = codes or load_codes()
    watch = watch or _Deaf()
    began = time.monotonic()
    watch.phase("compile")
    compiled = compile_county(county, rules, codes)
    # Contacts and the recount come after the search: a tenth of the time is theirs.
    seconds = max(0.1, 0.9 * limits.seconds - (time.monotonic() - began))
    result = solve(
        compiled.problem,
        Limits(seconds=seconds, gap=limits.gap, workers=limits.workers, seed=limits.seed),
        _Relay(watch, began),
        cancel,
        start(compiled) if start is not None else None,
    )
    if result.solution is None or result.goals is None:
        raise PlanError(_NO_PLAN[result.status])
    watch.phase("contacts")
    tables = _tables(county, codes, compiled, compiled.decode(result.solution))
    watch.phase("recount")
    counted = check.recount(county, rules, codes, tables)
    _agree(counted, result)
    summary = Summary(
        status=result.status.value,
        stop_reason=result.stop_reason.value,
        goals=_goals(result),
        gap=result.gap,
        seconds=round(time.monotonic() - began, 3),
        coverage=counted.coverage.counts,
        changes=_changes(county, tables),
        data_hash=county.data_hash,
        rules_hash=rules.hash,
        version=version("pairing"),
        county=county.name,
        made_at=datetime.now().astimezone().isoformat(timespec="seconds"),
        trace=tuple((sample.seconds, sample.value, sample.bound) for sample in result.trace),
    )
    return Plan(tables.links, tables.pairs, tables.contacts, summary)


_NO_PLAN = {
    Status.INFEASIBLE: Text(
        "没有任何方案能同时满足联村的硬性要求。请检查每村联村单位数、单位最多联村数、县级领导联村数和指定、回避。",
        "No plan can meet the hard rules on links together. Check units a village, villages a unit, villages a leader, "
        "and the pins and bans.",
    ),
    Status.UNKNOWN: Text(
        "停止时还没有找到方案。请加长求解时间再试。",
        "There was no plan yet when the search stopped. Try again with more time.",
    ),
}


def _tables(county: County, codes: Codes, compiled: Compiled, chosen: Chosen) -> PlanTables:
    order, first = first_cadres(county, compiled, chosen)
    forbidden = frozenset(compiled.orders.banned_pairs)
    contacts = assign_contacts(county, compiled.allowed, chosen, first, forbidden)
    return PlanTables(
        links_table(county, compiled, chosen),
        pairs_table(county, codes, compiled, chosen, order),
        contacts_table(county, contacts),
    )


def _changes(county: County, tables: PlanTables) -> int | None:
    """Pairs and links that the previous plan does not have; None where there is no previous plan."""
    if county.previous_pairs.empty and county.previous_links.empty:
        return None
    return int((~tables.pairs["kept"]).sum() + (~tables.links["kept"]).sum())


def _agree(counted: Recount, result: Result) -> None:
    """A plan that fails its recount is shown to nobody."""
    if counted.violations:
        first = counted.violations[0]
        raise PlanError(
            Text(
                "方案复核没有通过，共 {n} 处，例如“{law}”：{who}。这是程序的错误，请保留数据并报告。",
                "The plan failed its recount in {n} places, such as “{law}”: {who}. This is a fault of the program; "
                "please keep the data and report it.",
            ).fill(n=len(counted.violations), law=check.LAWS[first.rule], who=first.who)
        )
    solved = tuple(goal.value for goal in result.goals or ())
    if (counted.shortage, counted.idle, counted.points) != solved:
        raise PlanError(
            Text(
                "复核得出的目标值 {counted} 与求解器所说的 {solved} 不一致。这是程序的错误，请保留数据并报告。",
                "The recount finds the goals {counted}, the solver says {solved}. This is a fault of the program; "
                "please keep the data and report it.",
            ).fill(counted=(counted.shortage, counted.idle, counted.points), solved=solved)
        )


def _goals(result: Result) -> tuple[GoalValue, ...]:
    return tuple(
        GoalValue(name, goal.value, goal.bound, goal.proved)
        for name, goal in zip(GOALS, result.goals or (), strict=False)
    )


class _Deaf:
    def phase(self, name: str) -> None: ...

    def progress(self, progress: Progress) -> None: ...


class _Relay(Events):
    """Tells a watch what the solver says, with seconds counted from the start of the whole plan."""

    def __init__(self, watch: Watch, began: float) -> None:
        self._watch, self._began = watch, began
        self._values: tuple[int, ...] = ()
        self._bounds: tuple[int | None, ...] = (None, None, None)

    def phase(self, name: str) -> None:
        self._watch.phase(name)

    def incumbent(self, seconds: float, shortage: int, idle: int, value: int) -> None:
        self._values = (shortage, idle, value)
        self._tell()

    def bound(self, seconds: float, shortage: int, idle: int, value: int | None) -> None:
        self._bounds = (shortage, idle, value)
        self._tell()

    def alive(self, seconds: float) -> None:
        self._tell()

    def _tell(self) -> None:
        goals = tuple(
            GoalValue(name, value, bound, value == bound)
            for name, value, bound in zip(GOALS, self._values, self._bounds, strict=False)
        )
        gap = None
        if goals and goals[2].bound:
            gap = (goals[2].bound - goals[2].value) / abs(goals[2].bound)
        self._watch.progress(Progress(time.monotonic() - self._began, goals, gap))
