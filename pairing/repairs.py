"""What would close a plan's gaps, and at what price: each repair solved anew and recounted, the cheapest first.

Candidates (:mod:`pairing.remedies`) are first carried over from the plan with as few changes as can be
(:mod:`solver.mend`), which tells within half a second whether they help at all. The best of them are then solved
within the time there is, from that start, so that a repaired plan is never worse than the plan with the repair alone.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from pairing.codes import load_codes
from pairing.compile import compile_county
from pairing.edits import apply_edits
from pairing.errors import DataError, PlanError, RulesError
from pairing.nearby import near
from pairing.planner import SolveLimits, solve_county
from pairing.remedies import Remedies, Remedy
from pairing.shortages import shortages
from pairing.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable

    from pairing.codes import Codes
    from pairing.county import County
    from pairing.edits import Edit
    from pairing.plan import Plan
    from pairing.planner import Watch
    from pairing.rules import Rules
    from pairing.shortages import Shortages
    from solver import Cancel, Hint

MOST: Final = 10
"""Repairs that are priced at most."""
_APART: Final = 3
"""Shortages that are also repaired one by one."""
_LOOKING: Final = 0.3
"""The most of the time that candidates are looked over, before any is solved."""


@dataclass(frozen=True)
class Outcome:
    """A plan in figures: pairs missing, cadres below their lower quota, points in hundredths; ``proved`` where no plan
    has less missing by weight."""

    missing: int
    idle: int
    points: int
    proved: bool


@dataclass(frozen=True)
class Repair:
    """One priced way out: its edits, the figures of the plan solved with them, and the difference they make.

    size    how many people, links, rows and rules it changes
    closes  missing pairs fewer than when the plan is solved anew without it
    points  points of its plan less those of that one, in hundredths: below 0 it costs points
    """

    title: Text
    edits: tuple[Edit, ...]
    units: tuple[tuple[int, int], ...]
    leaders: tuple[tuple[int, int], ...]
    size: int
    after: Outcome
    closes: int
    points: int

    def apply(self, county: County, rules: Rules) -> tuple[County, Rules]:
        """The lists and rules with the repair."""
        return apply_edits(self.edits, county, rules)

    @property
    def words(self) -> Text:
        """The repair and its price in one sentence."""
        price = Text("得分增加 {p:,.1f}", "{p:,.1f} points more") if self.points >= 0 else Text(
            "得分减少 {p:,.1f}", "{p:,.1f} points less"
        )  # fmt: skip
        left = Text("补齐全部缺口", "nothing is missing then")
        if self.after.missing:
            left = Text("还缺 {n} 个", "{n} are missing still").fill(n=self.after.missing)
        return Text("{what}：补上 {c} 个，{left}；{price}。", "{what}: closes {c}; {left}; {price}.").fill(
            what=self.title, c=self.closes, left=left, price=price.fill(p=abs(self.points) / 100)
        )


@dataclass(frozen=True)
class Repairs:
    """now: the plan as it is · again: solved anew from it, nothing changed · repairs: those that help beyond that; what
    closes most first, of those the smallest, of those the one with most points."""

    now: Outcome
    again: Outcome
    repairs: tuple[Repair, ...]


def repairs(
    county: County,
    rules: Rules,
    plan: Plan,
    codes: Codes | None = None,
    limits: SolveLimits | None = None,
    watch: Watch | None = None,
    cancel: Cancel | None = None,
    most: int = MOST,
) -> Repairs:
    """Find and price repairs within ``limits.seconds`` altogether. Raises DataError where orders and rules contradict
    each other; a repair that leads to a contradiction is left out."""
    return _Shop(county, rules, plan, codes or load_codes(), limits or SolveLimits(), watch, cancel).work(
        most
    )


class _Shop:
    def __init__(
        self,
        county: County,
        rules: Rules,
        plan: Plan,
        codes: Codes,
        limits: SolveLimits,
        watch: Watch | None,
        cancel: Cancel | None,
    ) -> None:
        self.county, self.rules, self.plan, self.codes = county, rules, plan, codes
        self.limits, self.watch, self.cancel = limits, watch, cancel
        self.began = time.monotonic()
        self.demand = int(county.households["demand"].sum())

    def work(self, most: int) -> Repairs:
        proved = shortages(self.county, self.rules, self.plan, self.codes)
        now = self._now(proved)
        finder = Remedies(
            self.county, self.rules, compile_county(self.county, self.rules, self.codes), self.plan
        )
        anew = finder.more_links()
        if not now.missing:
            return Repairs(now, now, ())
        candidates = self._helpful(finder, proved, anew)[:most]
        share = self._left() / (1 + len(candidates))
        again = self._solved(anew, share) or now
        if (now.missing, now.idle, -now.points) < (again.missing, again.idle, -again.points):
            again = now
        priced = []
        for k, (_, remedy) in enumerate(candidates):
            if self.cancel is not None and self.cancel.is_set():
                break
            after = self._solved(remedy, self._left() / (len(candidates) - k))
            if after is not None and after.missing < again.missing:
                priced.append(self._repair(remedy, after, again))
        priced.sort(key=lambda repair: (repair.after.missing, repair.size, -repair.points))
        return Repairs(now, again, tuple(priced))

    def _now(self, proved: Shortages) -> Outcome:
        goals = {goal.name: goal for goal in self.plan.summary.goals}
        idle, points = (goals[name].value if name in goals else 0 for name in ("idle", "points"))
        return Outcome(proved.missing, idle, points, not proved.mendable and not proved.missing)

    def _left(self) -> float:
        return max(1.0, self.limits.seconds - (time.monotonic() - self.began))

    def _helpful(self, finder: Remedies, proved: Shortages, anew: Remedy) -> list[tuple[int, Remedy]]:
        """Candidates that leave less missing than links alone would, with what they leave, best first: of all shortages
        together, of the greatest one by one, and the best of those joined."""
        tried: dict[tuple[Edit, ...], tuple[int, Remedy]] = {}
        base = self._left_missing(anew)

        def look(remedy: Remedy) -> tuple[int, Remedy] | None:
            late = time.monotonic() - self.began > _LOOKING * self.limits.seconds
            if not remedy.edits or remedy.edits in tried or (late and tried):
                return tried.get(remedy.edits)
            left = self._left_missing(remedy)
            tried[remedy.edits] = (base if left is None else left), remedy
            return tried[remedy.edits]

        everybody = [short.households for short in proved.households]
        lacking = finder.missing.nonzero()[0]
        for remedy in finder.for_households(lacking):
            look(remedy)
        if len(everybody) > 1:
            parts = []
            for households in everybody[:_APART]:
                found = [seen for remedy in finder.for_households(households) if (seen := look(remedy))]
                if found:
                    parts.append(min(found, key=_best)[1])
            joined = Remedy(())
            for remedy in parts:
                joined = joined.with_(remedy)
            look(joined)
        self._join_until_closed(tried, look)
        helpful = [(left, remedy) for left, remedy in tried.values() if left < base]
        return sorted(helpful, key=_best)

    def _join_until_closed(
        self,
        tried: dict[tuple[Edit, ...], tuple[int, Remedy]],
        look: Callable[[Remedy], tuple[int, Remedy] | None],
    ) -> None:
        """Where none closes all: the best with the next best, while that helps."""
        ranked = sorted(tried.values(), key=_best)
        if not ranked or ranked[0][0] == 0:
            return
        left, joined = ranked[0]
        for _, remedy in ranked[1:]:
            more = look(joined.with_(remedy))
            if more is not None and more[0] < left:
                left, joined = more
            if left == 0:
                return

    def _start(self, county: County, remedy: Remedy) -> Callable[..., Hint | None]:
        return near(county, self.plan, remedy.units, remedy.leaders)

    def _left_missing(self, remedy: Remedy) -> int:
        """Pairs missing once the plan is carried over to the edited lists; all of them where that cannot be."""
        try:
            county, rules = apply_edits(remedy.edits, self.county, self.rules)
            compiled = compile_county(county, rules, self.codes)
        except (DataError, RulesError):
            return self.demand
        hint = self._start(county, remedy)(compiled)
        if hint is None or hint.arc_target is None:
            return self.demand
        return int(compiled.problem.target_demand.sum()) - len(hint.arc_target)

    def _solved(self, remedy: Remedy, seconds: float) -> Outcome | None:
        """Solved anew with the edits, recounted; None where that ends without a plan."""
        try:
            county, rules = apply_edits(remedy.edits, self.county, self.rules)
            plan = solve_county(
                county, rules, replace(self.limits, seconds=seconds), self.watch, self.cancel, self.codes,
                self._start(county, remedy),
            )  # fmt: skip
        except (DataError, PlanError, RulesError):
            return None
        shortage, idle, points = plan.summary.goals
        counts = plan.summary.coverage
        return Outcome(counts.focus_demand - counts.focus_paired, idle.value, points.value, shortage.proved)

    def _repair(self, remedy: Remedy, after: Outcome, again: Outcome) -> Repair:
        said = [edit.words(self.county, self.rules) for edit in remedy.edits]
        return Repair(
            title=Text("；".join(text.zh for text in said), "; ".join(text.en for text in said)),
            edits=remedy.edits,
            units=remedy.units,
            leaders=remedy.leaders,
            size=remedy.size,
            after=after,
            closes=again.missing - after.missing,
            points=after.points - again.points,
        )


def _best(found: tuple[int, Remedy]) -> tuple[int, int]:
    return found[0], found[1].size
