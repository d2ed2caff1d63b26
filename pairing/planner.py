"""The use cases, one function each, for the command line and the browser alike."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from typing import TYPE_CHECKING, Final, Protocol

from pairing import check
from pairing.assemble import contacts_table, first_cadres, links_table, pairs_table
from pairing.changes import changes, has_previous
from pairing.codes import Codes, load_codes
from pairing.compile import compile_county
from pairing.contacts import assign_contacts
from pairing.errors import DataError, PlanError
from pairing.gaps import Gaps
from pairing.gaps import gaps as find_gaps
from pairing.plan import GoalValue, Plan, PlanTables, Summary
from pairing.read import Reading, read_county
from pairing.replan import plan_hash, with_previous
from pairing.text import Text
from solver import Events, Limits, Result, Status, Within, solve, solve_within

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pairing.check import Recount
    from pairing.compile import Chosen, Compiled
    from pairing.county import County
    from pairing.matches import Matches
    from pairing.rules import Rules
    from solver import Cancel, Hint

GOALS = ("shortage", "idle", "points")
_AFTER: Final = 2.5e-5
"""Seconds a household that contacts, reasons and the recount are given after the search."""


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


def load_county(path: Path, codes: Codes | None = None, confirmed: Matches | None = None) -> Reading:
    """Read a county's lists from a workbook or a folder; the reading carries every issue found.

    ``confirmed`` is what was said before of words that the lists leave unsure.
    """
    return read_county(path, codes or load_codes(), confirmed=confirmed)


def recount(county: County, rules: Rules, plan: Plan, codes: Codes | None = None) -> Recount:
    """Recount a plan from scratch, with no solver."""
    return check.recount(county, rules, codes or load_codes(), plan)


def gaps(county: County, rules: Rules, plan: Plan, codes: Codes | None = None) -> Gaps:
    """Who the plan does not cover, by name, with what stands in the way."""
    return find_gaps(county, rules, codes or load_codes(), plan)


def solve_county(
    county: County,
    rules: Rules,
    limits: SolveLimits | None = None,
    watch: Watch | None = None,
    cancel: Cancel | None = None,
    codes: Codes | None = None,
    previous: PlanTables | None = None,
    max_changes: int | None = None,
    start: Callable[[Compiled], Hint | None] | None = None,
) -> Plan:
    """Make a plan: compile, solve, name contacts, recount.

    ``previous`` is the plan to change, in place of the one in the lists; the search starts from either, or from
    where ``start`` says (:mod:`pairing.nearby`). With ``max_changes`` no more pairs and links than that are new. The
    plan returned has passed its recount.

    Raises DataError where directives and rules contradict each other or a limit is set without a previous plan, and
    PlanError where no plan exists, none was found in time, more changes than allowed are needed, or the recount
    disagrees with the solver.
    """
    limits = limits or SolveLimits()
    codes = codes or load_codes()
    watch = watch or _Deaf()
    began = time.monotonic()
    watch.phase("compile")
    data_hash = county.data_hash
    if previous is not None:
        county = with_previous(county, previous)
    compiled = compile_county(county, rules, codes)
    after = min(0.5 * limits.seconds, 0.1 + _AFTER * len(county.households))
    seconds = max(0.1, limits.seconds - after - (time.monotonic() - began))
    asked = Limits(seconds=seconds, gap=limits.gap, workers=limits.workers, seed=limits.seed)
    result = _search(county, compiled, asked, _Relay(watch, began), cancel, max_changes, start)
    if result.solution is None or result.goals is None:
        raise PlanError(_NO_PLAN[result.status])
    watch.phase("contacts")
    tables = _tables(county, codes, compiled, compiled.decode(result.solution))
    watch.phase("recount")
    counted = check.recount(county, rules, codes, tables)
    _agree(counted, result)
    changed = changes(county, rules, codes, tables) if has_previous(county) else None
    summary = Summary(
        status=result.status.value,
        stop_reason=result.stop_reason.value,
        goals=_goals(result),
        gap=result.gap,
        seconds=round(time.monotonic() - began, 3),
        coverage=counted.coverage.counts,
        changes=None if changed is None else int(changed["counted"].sum()),
        data_hash=data_hash,
        rules_hash=rules.hash,
        version=version("pairing"),
        county=county.name,
        made_at=datetime.now().astimezone().isoformat(timespec="seconds"),
        trace=tuple((sample.seconds, sample.value, sample.bound) for sample in result.trace),
        previous_hash="" if previous is None else plan_hash(previous),
        max_changes=max_changes,
    )
    return Plan(tables.links, tables.pairs, tables.contacts, summary, changed)


def _search(
    county: County,
    compiled: Compiled,
    limits: Limits,
    events: Events,
    cancel: Cancel | None,
    max_changes: int | None,
    start: Callable[[Compiled], Hint | None] | None,
) -> Result:
    """Solve, from ``start`` or the previous plan where there is one. Raises PlanError where a limit on changes is not
    met."""
    earlier = compiled.earlier() if has_previous(county) else None
    if start is not None:
        earlier = start(compiled)
    if max_changes is None:
        return solve(compiled.problem, limits, events, cancel, earlier)
    if earlier is None:
        raise DataError(_NO_PREVIOUS)
    found = solve_within(compiled.problem, compiled.kept(), max_changes, limits, events, cancel, earlier)
    if found.result.solution is None and found.fewest is not None:
        raise PlanError(_too_few(found, max_changes))
    return found.result


_NO_PREVIOUS = Text(
    "要限制改动数，先要有原方案：请给出原方案，或在名单里填“原结对”和“原联村”。",
    "A limit on changes needs a plan to change: give the previous plan, or fill the sheets 原结对 and 原联村.",
)


def _too_few(found: Within, most: int) -> Text:
    """Why a limit on changes is not met: proved impossible, or not found in time."""
    if found.least > most:
        said = Text(
            "改动不能限制在 {most} 处以内：已证明在不减少覆盖的前提下，结对和联村至少要改 {least} 处；找到的方案最少改 {fewest} 处。"
            "请把上限放宽到 {fewest}。",
            "There is no plan with at most {most} changes: it is proved that, without losing coverage, at least {least} "
            "pairs and links must change; the fewest found is {fewest}. Allow {fewest}.",
        )
    else:
        said = Text(
            "在规定时间内没有找到改动不超过 {most} 处、又不减少覆盖的方案；找到的最少改 {fewest} 处，已证明至少要改 {least} 处。"
            "请把上限放宽到 {fewest}，或加长求解时间。",
            "No plan with at most {most} changes and full coverage was found in time; the fewest found is {fewest}, and "
            "at least {least} are proved to be needed. Allow {fewest}, or more time.",
        )
    return said.fill(most=most, least=found.least, fewest=found.fewest)


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
        pairs_table(
            county, codes, compiled.points, compiled.orders, chosen.pair_cadre, chosen.pair_household, order
        ),
        contacts_table(county, contacts),
    )


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
