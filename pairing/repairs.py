"""What would close a plan's gaps, and at what price: each repair solved anew and recounted, the cheapest first.

Candidates (:mod:`pairing.remedies`) are first carried over from the plan with as few changes as can be
(:mod:`solver.mend`), which tells within half a second whether they help at all. The best of them are then solved
within the time there is, from that start, so that a repaired plan is never worse than the plan with the repair alone.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np
from pydantic import TypeAdapter

from pairing.codes import load_codes
from pairing.compile import compile_county
from pairing.edits import Edit, apply_edits
from pairing.errors import DataError, PlanError, RulesError
from pairing.nearby import near
from pairing.planner import SolveLimits, solve_county
from pairing.remedies import Remedies, Remedy
from pairing.shortages import shortages
from pairing.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from pairing.codes import Codes
    from pairing.county import County
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
_IN_TIME: Final = 0.95
"""How much of the time is given out: each solve takes a little longer than it is granted."""


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

    size    how many people (a line of the quotas counts all whom it fits), links, rows and rules it changes
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


def repairs_json(found: Repairs) -> str:
    """Repairs as JSON, for the store; :func:`repairs_of_json` reads them again."""
    return _WHOLE.dump_json(found).decode()


def repairs_of_json(text: str) -> Repairs:
    """Repairs that were kept as JSON. Raises ValueError where the text is none."""
    return _WHOLE.validate_json(text)


_WHOLE: Final = TypeAdapter(Repairs)


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

    def work(self, most: int) -> Repairs:
        proved = shortages(self.county, self.rules, self.plan, self.codes)
        now = self._now(proved)
        finder = Remedies(
            self.county, self.rules, compile_county(self.county, self.rules, self.codes), self.plan
        )
        anew = finder.more_links()
        if not now.missing:
            return Repairs(now, now, ())
        candidates = [seen.remedy for seen in self._helpful(finder, proved, anew)[:most]]
        share = self._left() / (1 + len(candidates))
        again = self._solved(anew, share) or now
        if (now.missing, now.idle, -now.points) < (again.missing, again.idle, -again.points):
            again = now
        priced = []
        for k, remedy in enumerate(candidates):
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
        known = "shortage" in goals and goals["shortage"].proved
        return Outcome(proved.missing, idle, points, known or not proved.missing)

    def _left(self) -> float:
        return max(1.0, _IN_TIME * self.limits.seconds - (time.monotonic() - self.began))

    def _helpful(self, finder: Remedies, proved: Shortages, anew: Remedy) -> list[_Seen]:
        """Candidates that leave less missing than links alone would, best first: for all that lack cadres together, for
        the greatest shortages one by one and the best of those joined, and what closes a part with the rest added."""
        base = self._look(anew)
        if base is None:
            return []
        seen: dict[tuple[Edit, ...], _Seen] = {}

        def look(remedy: Remedy) -> _Seen | None:
            late = time.monotonic() - self.began > _LOOKING * self.limits.seconds
            if remedy.edits and remedy.edits not in seen and not (late and seen):
                found = self._look(remedy)
                if found is not None and found.left < base.left:
                    seen[remedy.edits] = found
            return seen.get(remedy.edits)

        for remedy in finder.for_households(np.flatnonzero(finder.missing)):
            look(remedy)
        if len(proved.households) > 1:
            joined = Remedy(())
            for short in proved.households[:_APART]:
                found = [one for remedy in finder.for_households(short.households) if (one := look(remedy))]
                if found:
                    joined = joined.with_(min(found, key=_best).remedy)
            look(joined)
        for part in [found for found in sorted(seen.values(), key=_best) if found.left]:
            look(part.remedy.with_(finder.quotas_for(part.lacking)))
        return sorted(seen.values(), key=_best)

    def _start(self, county: County, remedy: Remedy) -> Callable[..., Hint | None]:
        return near(county, self.plan, remedy.units, remedy.leaders)

    def _look(self, remedy: Remedy) -> _Seen | None:
        """The plan carried over to the edited lists; None where they contradict each other."""
        try:
            county, rules = apply_edits(remedy.edits, self.county, self.rules)
            compiled = compile_county(county, rules, self.codes)
        except (DataError, RulesError):
            return None
        hint = self._start(county, remedy)(compiled)
        if hint is None or hint.arc_target is None:
            return None
        left = compiled.problem.target_demand - np.bincount(
            hint.arc_target, minlength=compiled.problem.n_targets
        )
        return _Seen(remedy, int(left.sum()), np.repeat(compiled.target_household, left))

    def _solved(self, remedy: Remedy, seconds: float) -> Outcome | None:
        """Solved anew with the edits, recounted; None where that ends without a plan."""
        try:
            county, rules = apply_edits(remedy.edits, self.county, self.rules)
            plan = solve_county(
                county, rules, replace(self.limits, seconds=seconds), self.watch, self.cancel, self.codes,
                start=self._start(county, remedy),
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


@dataclass(frozen=True, eq=False)
class _Seen:
    """A remedy looked over: how many pairs it leaves missing, and the households that lack them, each as often."""

    remedy: Remedy
    left: int
    lacking: NDArray[np.int64]


def _best(seen: _Seen) -> tuple[int, int]:
    return seen.left, seen.remedy.size
