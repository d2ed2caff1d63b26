"""`pairing repairs`: what would close a plan's gaps, each way solved anew and priced."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pairing.arguments import County, Json, PlanFolder, RulesFile
from pairing.inputs import existing, read_lists, read_rules
from pairing.printing import Session, helped, print_json, say
from pairing.text import Text

if TYPE_CHECKING:
    from pairing.county import County as CountyTables
    from pairing.plan import Plan
    from pairing.planner import SolveLimits
    from pairing.repairs import Repairs
    from pairing.rules import Rules

_BEFORE = Text(
    "方案缺 {n} 个结对，得分 {p}；不改名单和规则、从它再求一次，缺 {m} 个，得分 {q}。",
    "The plan misses {n} pairs, {p} points; solved anew from it with nothing changed, {m} are missing, {q} points.",
)


def add(app: typer.Typer) -> None:
    """Add the command to the command line."""
    about = helped(
        "怎样补齐缺口：每种办法都重新求解，列出能补几个、得分变化多少",
        "What would close the gaps: each way solved anew, with the gaps it closes and its price in points",
    )
    app.command(help=about)(repairs)


def repairs(
    county: County,
    plan: PlanFolder,
    previous: Annotated[
        Path | None,
        typer.Option(
            "--previous", metavar="PLAN", help=helped("该方案的原方案", "The plan it was made from")
        ),
    ] = None,
    rules_file: RulesFile = None,
    time_limit: Annotated[float, typer.Option(min=1.0, help=helped("秒", "seconds"))] = 60.0,
    workers: Annotated[int, typer.Option(min=1, max=64)] = 2,
    seed: Annotated[int, typer.Option(min=0)] = 0,
    as_json: Json = False,
) -> None:
    from pairing.plan_files import read_plan
    from pairing.planner import SolveLimits
    from pairing.replan import beside
    from pairing.shortages import shortages

    rules, lists, written = read_rules(rules_file), read_lists(county), read_plan(existing(plan))
    lists = beside(lists, None if previous is None else read_plan(existing(previous)))
    found = priced(lists, rules, written, SolveLimits(time_limit, 0.0, workers, seed))
    if as_json:
        print_json(content(found))
        return
    for short in shortages(lists, rules, written).households:
        say(short.sentence)
    for sentence in sentences(found):
        say(sentence)


def priced(county: CountyTables, rules: Rules, plan: Plan, limits: SolveLimits) -> Repairs:
    """The repairs of a plan's gaps, with progress on the terminal; Ctrl-C keeps those priced so far."""
    from pairing.repairs import repairs as find_repairs
    from pairing.terminal import Meter, cancel_on_interrupt

    cancel = cancel_on_interrupt(Session.lang)
    with Meter(limits.seconds, Session.lang) as meter:
        return find_repairs(county, rules, plan, limits=limits, watch=meter, cancel=cancel)


def content(found: Repairs) -> dict[str, object]:
    """Repairs for the JSON of a command."""
    ways = [{**asdict(repair), "words": repair.words.show(Session.lang)} for repair in found.repairs]
    return {"now": asdict(found.now), "again": asdict(found.again), "repairs": ways}


def sentences(found: Repairs) -> list[Text]:
    """What the plan misses, and the ways out, cheapest first."""
    from pairing.terminal import points_words

    said = [
        _BEFORE.fill(
            n=found.now.missing, p=points_words(found.now.points),
            m=found.again.missing, q=points_words(found.again.points),
        )
    ]  # fmt: skip
    for number, repair in enumerate(found.repairs, 1):
        said.append(Text("{k}. {words}", "{k}. {words}").fill(k=number, words=repair.words))
    if found.now.missing and not found.repairs:
        said.append(Text("没有找到能再补缺口的办法。", "No way was found to close more gaps."))
    return said
