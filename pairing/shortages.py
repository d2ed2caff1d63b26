"""Why a plan's gaps exist, proved: households whose demand exceeds the places of all cadres who may serve them, and
cadres who cannot all reach their lower quota (docs/model.md §4, goals 1 and 2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from pairing.codes import load_codes
from pairing.compile import Chosen, compile_county
from pairing.coverage import coverage
from pairing.obstacles import WORDS, Obstacle, Obstacles
from pairing.plan_positions import resolve
from pairing.text import Text
from solver.limit_shortage import certain_shortages as certain
from solver.shortage import Shortage, permitted_gates
from solver.shortage import shortages as shortages_behind

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pairing.codes import Codes
    from pairing.compile import Compiled
    from pairing.county import County
    from pairing.plan import PlanTables
    from pairing.plan_positions import Resolved
    from pairing.rules import Rules

    Ints = NDArray[np.int64]

_NAMED = 3
"""How many villages a sentence names."""


@dataclass(frozen=True)
class LinkLimit:
    """A limit on links counted in a shortage: the rule's id, whose limit it is, and the places it lets through."""

    rule: str
    who: Text
    places: int


@dataclass(frozen=True, eq=False)
class ProvedShortage:
    """One shortage; no part of it lacks as much.

    of "households": ``households`` (positions) lack cadres; ``cadres`` are all who may serve any of them.
    of "cadres": ``cadres`` cannot all reach their lower quota; ``households`` are all they may serve.
    demand, places, deficit: pairs asked for, the most of them that can be made, and what stays missing.
    pinned, tied: of the places, those that pins and unfinished tasks fill; places that pins elsewhere take away.
    obstacles: the rules that keep everybody else out, each counted; limits: link limits counted among the places.
    """

    of: Literal["households", "cadres"]
    households: Ints
    cadres: Ints
    demand: int
    places: int
    pinned: int
    tied: int
    obstacles: tuple[Obstacle, ...]
    limits: tuple[LinkLimit, ...]
    sentence: Text

    @property
    def deficit(self) -> int:
        return self.demand - self.places


@dataclass(frozen=True, eq=False)
class Shortages:
    """All independent shortages behind a plan's links, greatest first.

    missing: pairs the plan lacks; below: pairs by which its cadres stay under their lower quotas. What of these no
    shortage proves could be mended without touching a link.
    """

    households: tuple[ProvedShortage, ...]
    cadres: tuple[ProvedShortage, ...]
    missing: int
    below: int

    @property
    def mendable(self) -> int:
        """Missing pairs that the plan's own links leave room for."""
        return self.missing - sum(short.deficit for short in self.households)


def shortages(county: County, rules: Rules, plan: PlanTables, codes: Codes | None = None) -> Shortages:
    """Prove the plan's gaps behind its links. Raises DataError where orders and rules contradict each other."""
    compiled = compile_county(county, rules, codes or load_codes())
    found = resolve(county, plan)
    gates = _open_gates(compiled, found)
    tell = _Teller(county, compiled, Obstacles(county, rules, compiled, gates))
    known = (found.pair_cadre >= 0) & (found.pair_household >= 0)
    pairs = np.unique(np.stack([found.pair_cadre[known], found.pair_household[known]], axis=1), axis=0)
    load = np.bincount(pairs[:, 0], minlength=len(county.cadres))
    counts = coverage(county, found).counts
    return Shortages(
        households=tuple(tell.tell(short) for short in shortages_behind(compiled.problem, gates)),
        cadres=tuple(tell.tell(short) for short in shortages_behind(compiled.problem, gates, "agents")),
        missing=counts.focus_demand - counts.focus_paired,
        below=int(np.maximum(0, compiled.allowed.least - load).sum()),
    )


def certain_shortages(
    county: County,
    rules: Rules,
    codes: Codes | None = None,
    of: Literal["households", "cadres"] = "households",
) -> tuple[ProvedShortage, ...]:
    """Shortages that stay whatever the links; their deficits add up. There may be more: link limits are counted one
    by one, and for cadres not at all. Raises DataError where orders and rules contradict each other."""
    compiled = compile_county(county, rules, codes or load_codes())
    links = permitted_gates(compiled.problem)
    tell = _Teller(county, compiled, Obstacles(county, rules, compiled, links))
    if of == "households":
        return tuple(tell.tell(short) for short in certain(compiled.problem))
    return tuple(tell.tell(short) for short in shortages_behind(compiled.problem, links, "agents"))


def _open_gates(compiled: Compiled, found: Resolved) -> NDArray[np.bool_]:
    unit = ~found.is_leader & (found.link_unit >= 0) & (found.link_village >= 0)
    leader = found.is_leader & (found.link_cadre >= 0) & (found.link_village >= 0)
    nobody = np.zeros(0, np.int64)
    chosen = Chosen(
        link_unit=found.link_unit[unit],
        link_village=found.link_village[unit],
        lead_cadre=found.link_cadre[leader],
        lead_village=found.link_village[leader],
        pair_cadre=nobody,
        pair_household=nobody,
    )
    opened = compiled.hint(chosen).gate_open
    assert opened is not None
    return opened


class _Teller:
    """Turns the solver's shortages into the field's words."""

    def __init__(self, county: County, compiled: Compiled, obstacles: Obstacles) -> None:
        self.county, self.compiled, self.obstacles = county, compiled, obstacles
        self.villages = county.villages["name"].to_numpy(object)
        self.units = county.units["name"].to_numpy(object)
        self.people = county.cadres["name"].to_numpy(object)

    def tell(self, short: Shortage) -> ProvedShortage:
        households = self.compiled.target_household[short.targets]
        cadres = self.compiled.agent_cadre[short.agents]
        limits = tuple(self._limit(group, places) for group, places in short.limits)
        if short.side == "targets":
            everybody = np.arange(len(self.county.cadres))
            kept_out = self.obstacles.between(everybody, households, "cadres")
        else:
            kept_out = self.obstacles.between(cadres, self.compiled.target_household, "households")
        sentence = self._sentence(short, households, cadres)
        for limit in limits:
            sentence = _and(sentence, Text(
                "其中“{rule}”使{who}最多带来 {n} 个名额。", "“{rule}” lets {who} bring {n} places at most."
            ).fill(rule=_LIMITS[limit.rule], who=limit.who, n=limit.places))  # fmt: skip
        if kept_out:
            sentence = _and(sentence, _reasons(kept_out, short.side == "targets"))
        return ProvedShortage(
            of="households" if short.side == "targets" else "cadres",
            households=households,
            cadres=cadres,
            demand=short.demand,
            places=short.places,
            pinned=short.pinned,
            tied=short.tied,
            obstacles=kept_out,
            limits=limits,
            sentence=sentence,
        )

    def _sentence(self, short: Shortage, households: Ints, cadres: Ints) -> Text:
        helped = len(cadres if short.side == "targets" else households) > 0
        said = _SENTENCES[short.side, helped]
        said = said.fill(
            where=self._where(households), h=len(households), d=short.demand, c=len(cadres), p=short.places, n=short.deficit
        )  # fmt: skip
        if short.tied:
            more = Text(
                "另有 {t} 个名额被指定或未完成的结对占用。",
                "Pins and unfinished tasks elsewhere take {t} of their places.",
            )
            said = _and(said, more.fill(t=short.tied))
        return said

    def _where(self, households: Ints) -> Text:
        village = self.compiled.points.household_village[households]
        number = np.bincount(village, minlength=len(self.villages))
        first = np.argsort(-number, kind="stable")[: min(_NAMED, int((number > 0).sum()))]
        names, villages = [str(name) for name in self.villages[first]], int((number > 0).sum())
        if villages <= _NAMED:
            return Text("、".join(names), ", ".join(names))
        return Text(f"{'、'.join(names)}等 {villages} 个村", f"{villages} villages ({', '.join(names)} …)")

    def _limit(self, group: int, places: int) -> LinkLimit:
        """Groups stand in the order of the compiler: villages' units, units, villages' leaders, leaders."""
        allowed, villages = self.compiled.allowed, len(self.villages)
        owners = np.flatnonzero(allowed.links_most > 0), np.flatnonzero(allowed.leads_most > 0)
        n = len(owners[0])
        if group < villages:
            rule, who = "village_units_max", self.villages[group]
        elif group < villages + n:
            rule, who = "unit_villages_share", self.units[owners[0][group - villages]]
        elif group < 2 * villages + n:
            rule, who = "leaders_per_village", self.villages[group - villages - n]
        else:
            rule, who = "leader_villages_max", self.people[owners[1][group - 2 * villages - n]]
        return LinkLimit(rule, Text(str(who), str(who)), places)


_SENTENCES = {
    ("targets", True): Text(
        "{where} {h} 户共需结对 {d} 人次，能到这些户结对的干部 {c} 名，名额最多用上 {p} 个，缺 {n} 个。",
        "{where}: {h} household(s) ask for {d} pair(s); {c} cadre(s) may serve them and can fill {p}: {n} short.",
    ),
    ("targets", False): Text(
        "{where} {h} 户共需结对 {d} 人次，没有一名干部能与这些户结对，缺 {n} 个。",
        "{where}: {h} household(s) ask for {d} pair(s); no cadre may serve them: {n} short.",
    ),
    ("agents", True): Text(
        "{c} 名干部按下限共需联系 {d} 户次，他们能结对的重点户 {h} 户，最多用上 {p} 个位置，差 {n} 个。",
        "The lower quotas of {c} cadre(s) ask for {d} pair(s); {h} focus household(s) may have them and offer {p}: "
        "{n} short.",
    ),
    ("agents", False): Text(
        "{c} 名干部按下限共需联系 {d} 户次，没有一户重点户能与他们结对，差 {n} 个。",
        "The lower quotas of {c} cadre(s) ask for {d} pair(s); no focus household may have them: {n} short.",
    ),
}

_LIMITS = {
    "village_units_max": Text("每村联村单位不多于", "units of a village, at most"),
    "unit_villages_share": Text("单位最多联村数", "villages of a unit, at most"),
    "leaders_per_village": Text("每村县级领导数", "leaders of a village, at most"),
    "leader_villages_max": Text("县级领导联村不多于", "villages of a leader, at most"),
}


def _reasons(kept_out: tuple[Obstacle, ...], cadres: bool) -> Text:
    unit = Text("人", "cadre(s)") if cadres else Text("户", "household(s)")
    parts = [
        Text("{why} {n} {unit}", "{why}: {n} {unit}").fill(why=WORDS[o.rule], n=o.who, unit=unit)
        for o in kept_out
    ]
    return Text(
        f"不能结对的原因：{'、'.join(part.zh for part in parts)}。",
        f"What keeps others out: {'; '.join(part.en for part in parts)}.",
    )


def _and(first: Text, second: Text) -> Text:
    return Text(first.zh + second.zh, f"{first.en} {second.en}")
