"""The targets of the solver, each with its goal: sample counties, a re-solve, all contacts, OR-Library."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from tests.bench import contact_flow
from tests.bench.answer import Answer
from tests.bench.instances import hint_file, save, save_hint
from tests.bench.outcome import METHODS, Outcome, run_method, run_module, solution_of
from tests.bench.page import table
from tests.bench.samples import Sample, sample, with_pins
from tests.solver.test_orlib import SCALE, published, read

if TYPE_CHECKING:
    from solver import Solution
    from tests.bench.samples import Size
    from tests.bench.scope import Scope

TITLE: Final = "Solver: targets"
PINS: Final = 10
_GRACE: Final = 1.0
"""Seconds by which a solve may outlast its limit: so much is granted to an answer to a cancel, too."""


@dataclass(frozen=True)
class Target:
    """A case with its time limit and goal: gap as a share, memory in gigabytes; None = no goal."""

    name: str
    seconds: float
    gap: float
    memory: float | None

    @property
    def words(self) -> str:
        gap = f"gap ≤ {100 * self.gap:g} %" if self.gap else "proved"
        return f"{gap}, coverage proved, ≤ {self.seconds:g} s" + (
            f", ≤ {self.memory:g} GB" if self.memory else ""
        )


TARGETS: Final = {
    "demo": Target("demo", 5, 0.005, 0.5),
    "county": Target("county", 60, 0.01, 2),
    "resolve": Target("county, re-solved after ten pins", 10, 0.01, 2),
    "large": Target("large county", 600, 0.02, 6),
    "contacts": Target("contacts of the large county", 30, 0, 3),
    "orlib": Target("OR-Library", 5, 0, None),
}

_HEADER = ["case", "runs", "limit s", "seconds", "process s", "gap (worst)", "missing (bound)", "idle (bound)", "first plan s",
           "silence s", "peak MB", "goal", "met"]  # fmt: skip
_RUN_HEADER = ["run", "seconds", "process s", "points", "bound", "gap", "missing (bound)", "idle (bound)", "first plan s",
               "silence s", "peak MB", "note"]  # fmt: skip


class Page:
    """The section as it grows: a line a case, and a line a run."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.lines: list[list[str]] = []
        self.runs: list[list[str]] = []

    def add_run(self, name: str, outcome: Outcome, unit: int = 100) -> None:
        """Add a run; its value is shown in units of so much."""
        self.runs.append(_run_line(name, outcome, unit))
        self.scope.say(
            ", ".join(f"{head} {word}" for head, word in zip(_RUN_HEADER, self.runs[-1], strict=True) if word)
        )

    def add_case(self, line: list[str]) -> None:
        """Add a finished case and write the section."""
        self.lines.append(line)
        body = (
            "Medians over the runs; the worst gap, shortage, idle cadres, silence and memory of all. Each run is another "
            "sample county and another seed of the solver, in a process of its own, and every plan is recounted. "
            f"Seconds: the solve, by which the time is judged, {_GRACE:g} s over the limit granted to its answer; process: with "
            "start, imports and reading the problem. OR-Library: costs in place of points.\n\n"
        )
        body += table(_HEADER, self.lines) + "\n\n" + table(_RUN_HEADER, self.runs)
        self.scope.write(TITLE, body)


def run(scope: Scope) -> None:
    """Run the cases of the scope, one after the other."""
    page = Page(scope)
    if "demo" in scope.cases:
        _plain(page, "demo", "demo", scope.seeds)
    if {"county", "resolve"} & set(scope.cases):
        _county_and_resolve(page)
    plan: tuple[Sample, Outcome] | None = None
    if "large" in scope.cases:
        plan = _plain(page, "large", "large", scope.large_seeds)
    if "contacts" in scope.cases:
        _contacts(page, plan)
    if "orlib" in scope.cases:
        _orlib(page)


def _solve(
    page: Page, of: Sample, name: str, seconds: float, seed: int, method: str = "this solver"
) -> Outcome:
    file = page.scope.folder / f"{name.replace(' ', '-')}.npz"
    save(file, of.instance.problem, of.instance.level)
    return run_method(METHODS[method], of.instance.problem, file, page.scope.limit(seconds), seed)


def _plan(of: Sample, outcome: Outcome) -> Solution | None:
    return None if outcome.answer is None else solution_of(of.compiled.problem, outcome.answer)


def _plain(page: Page, key: str, size: Size, seeds: int) -> tuple[Sample, Outcome] | None:
    """A sample county for each seed; returns the last one with its outcome."""
    target, outcomes, last = TARGETS[key], [], None
    for seed in range(seeds):
        of = sample(size, seed)
        outcomes.append(_solve(page, of, f"{size} {seed}", target.seconds, seed))
        page.add_run(f"{target.name} {seed}", outcomes[-1])
        last = of, outcomes[-1]
    page.add_case(_case_line(page.scope, target, outcomes))
    return last


def _county_and_resolve(page: Page) -> None:
    """Each county, then again with ten pins from where it ended."""
    scope = page.scope
    outcomes: dict[str, list[Outcome]] = {"county": [], "resolve": []}
    for seed in range(scope.seeds):
        of = sample("county", seed)
        before = _solve(page, of, f"county {seed}", TARGETS["county"].seconds, seed)
        page.add_run(f"county {seed}", before)
        outcomes["county"].append(before)
        plan = _plan(of, before)
        if "resolve" in scope.cases and before.answer is not None and plan is not None:
            name = f"resolve {seed}"
            # Pins change neither agents nor targets nor gates, so the hint's positions still hold.
            save_hint(hint_file(scope.folder / f"resolve-{seed}.npz"), before.answer.hint)
            pinned = with_pins(of, plan, PINS, seed)
            outcomes["resolve"].append(_solve(page, pinned, name, TARGETS["resolve"].seconds, seed))
            page.add_run(name, outcomes["resolve"][-1])
    for key in ("county", "resolve"):
        if key in scope.cases and outcomes[key]:
            page.add_case(_case_line(scope, TARGETS[key], outcomes[key]))


def _contacts(page: Page, plan: tuple[Sample, Outcome] | None) -> None:
    """The contact flow behind the large county's plan; behind one made by hand where that was not solved."""
    scope, target = page.scope, TARGETS["contacts"]
    made_by = "solved"
    if plan is None or plan[1].counted is None:
        of = sample("demo" if scope.quick else "large", 0)
        plan, made_by = (of, _solve(page, of, "by hand", 60.0, 0, "by hand")), "by hand"
    of, outcome = plan
    solution = _plan(of, outcome)
    if solution is None:
        scope.say(f"contacts: no plan to start from ({outcome.reason})")
        return
    file = scope.folder / "contacts.pickle"
    contact_flow.save(file, of, solution)
    watched, answer = run_module("tests.bench.contact_flow", file, scope.limit(target.seconds))
    if answer is None:
        page.add_case(_failed(target, scope, watched.reason))
        return
    counted = contact_flow.recount(of, of.compiled.decode(solution), answer)
    missing = counted.households - counted.served
    wrong = _wrong({
        "not all": missing > 0, "not proved": answer.status != "optimal", counted.broken: bool(counted.broken),
        "time": answer.seconds > target.seconds + _GRACE, "memory": watched.peak > 1024 * (target.memory or 0),
    })  # fmt: skip
    page.add_case([
        f"{counted.households:,} contacts (plan {made_by}; {answer.note})", "1", f"{target.seconds:g}",
        f"{answer.seconds:.1f}", f"{watched.seconds:.1f}", "0 (proved)" if answer.status == "optimal" else "–",
        f"{missing:,}", "–", "–", "–", f"{watched.peak:.0f}", f"all, {target.words}", wrong,
    ])  # fmt: skip


def _orlib(page: Page) -> None:
    """The published instances; a plan that is proved but not at the published optimum fails its goal."""
    scope = page.scope
    for name, optimum in published()[: 2 if scope.quick else None]:
        target = replace(TARGETS["orlib"], name=name)
        problem, file = read(name), scope.folder / f"{name}.npz"
        save(file, problem)
        outcome = run_method(METHODS["this solver"], problem, file, scope.limit(target.seconds), 0)
        page.add_run(name, outcome, -SCALE)
        value = outcome.counted.value if outcome.counted else None
        page.add_case(_case_line(scope, target, [outcome], {"not the published optimum": value != -optimum}))


def _case_line(
    scope: Scope, target: Target, outcomes: list[Outcome], more: dict[str, bool] | None = None
) -> list[str]:
    answers = [o.answer for o in outcomes if o.answer is not None]
    planned = [o for o in outcomes if o.counted is not None]
    if len(planned) < len(outcomes) or not planned:
        return _failed(
            target, scope, next((o.reason for o in outcomes if o.counted is None), "nothing was run")
        )
    gaps = [math.inf if o.gap is None else o.gap for o in outcomes]
    peak = max(o.peak for o in outcomes)
    seconds = statistics.median(a.seconds for a in answers)
    wrong = _wrong({
        "gap": statistics.median(gaps) > target.gap, "coverage": not all(o.covered for o in outcomes),
        "time": seconds > target.seconds + _GRACE,
        "memory": target.memory is not None and peak > 1024 * target.memory, **(more or {}),
    })  # fmt: skip
    worst = max(planned, key=lambda o: (o.counted.shortage, o.counted.idle) if o.counted else (0, 0))
    return [
        target.name, str(len(outcomes)), f"{scope.limit(target.seconds):g}", f"{seconds:.1f}",
        f"{statistics.median(o.process for o in outcomes):.1f}",
        f"{_percent(statistics.median(gaps))} ({_percent(max(gaps))})", _missing(worst), _idle(worst),
        _median(answers, lambda a: a.first_plan), _number(max((a.silence or 0.0 for a in answers), default=None)),
        f"{peak:.0f}", target.words, wrong,
    ]  # fmt: skip


def _failed(target: Target, scope: Scope, reason: str) -> list[str]:
    blank = ["–"] * (len(_HEADER) - 5)
    return [target.name, "–", f"{scope.limit(target.seconds):g}", *blank, target.words, f"no: {reason}"]


def _run_line(name: str, outcome: Outcome, unit: int) -> list[str]:
    answer, counted = outcome.answer, outcome.counted
    if answer is None or counted is None:
        blank = ["–"] * (len(_RUN_HEADER) - 5)
        return [name, "–", f"{outcome.process:.1f}", *blank, f"{outcome.peak:.0f}", outcome.reason]
    bound = "–" if answer.value_bound is None else f"{answer.value_bound / unit:,.1f}"
    return [
        name, f"{answer.seconds:.1f}", f"{outcome.process:.1f}", f"{counted.value / unit:,.1f}", bound,
        _percent(outcome.gap), _missing(outcome), _idle(outcome), _number(answer.first_plan), _number(answer.silence),
        f"{outcome.peak:.0f}", answer.status,
    ]  # fmt: skip


def _wrong(faults: dict[str, bool]) -> str:
    found = [name for name, wrong in faults.items() if wrong]
    return "no: " + ", ".join(found) if found else "yes"


def _missing(outcome: Outcome) -> str:
    return _with_bound(outcome, "shortage")


def _idle(outcome: Outcome) -> str:
    return _with_bound(outcome, "idle")


def _with_bound(outcome: Outcome, goal: str) -> str:
    bound = getattr(outcome.answer, f"{goal}_bound")
    return f"{getattr(outcome.counted, goal):,} ({'–' if bound is None else bound})"


def _percent(share: float | None) -> str:
    return "no bound" if share is None or math.isinf(share) else f"{100 * share:.2f} %"


def _number(number: float | None) -> str:
    return "–" if number is None else f"{number:.1f}"


def _median(answers: list[Answer], of: Callable[[Answer], float | None]) -> str:
    known = [number for number in map(of, answers) if number is not None]
    return _number(statistics.median(known)) if known else "–"
