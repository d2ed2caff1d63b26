"""`pairing compare-roster`: an edited roster against its plan, and the lists with what it asks for."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import typer

from pairing.arguments import County, Json, PlanFolder, RulesFile
from pairing.errors import CallError
from pairing.inputs import existing, read_lists, read_rules
from pairing.printing import Session, helped, print_issues, print_json, say
from pairing.text import Text

_WROTE = Text(
    "已写出带这些改动的名单 {path}。下一步：pairing solve {path} --previous {plan} --out 新方案",
    "Wrote the lists with these changes to {path}. Next: pairing solve {path} --previous {plan} --out NEW",
)
_WROTE_PREVIOUS = Text(
    "已写出带这些改动的名单 {path}，改过的结对记在“原结对”。下一步：pairing solve {path} --out 新方案",
    "Wrote the lists with these changes to {path}; the pairs so changed are its previous ones. Next: pairing solve {path} --out NEW",
)
_CONFLICT = Text(
    "照这样指定，下面的规则就守不住，求解会拒绝：",
    "With these orders the following rules cannot be kept, and solving will refuse:",
)
_BOTH = Text(
    "--out 要写到别处：不能覆盖原名单，也不能放进名单的文件夹。",
    "--out must be another place than the lists and their folder.",
)


def add(app: typer.Typer) -> None:
    """Add the command to the command line."""
    about = helped(
        "把手改过的名册与方案对照，列出改了什么；可写成指定、回避",
        "Compare a roster edited by hand with its plan; write what it asks for as pins and bans",
    )
    app.command("compare-roster", help=about)(compare_roster)


def compare_roster(
    county: County,
    plan: PlanFolder,
    roster: Annotated[
        Path, typer.Argument(metavar="ROSTER.xlsx", help=helped("改过的名册", "The edited roster"))
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="COUNTY2",
            help=helped("把带改动的名单写到这里（.xlsx 或文件夹）", "Write the changed lists here (.xlsx or folder)"),
        ),
    ] = None,
    kind: Annotated[
        Literal["pins", "previous"],
        typer.Option(
            "--as",
            help=helped(
                "pins：作为指定、回避，必须照办；previous：作为原结对，尽量照办",
                "pins: orders that bind; previous: the plan to start from, kept where it can be",
            ),
        ),
    ] = "pins",
    rules_file: RulesFile = None,
    as_json: Json = False,
) -> None:  # fmt: skip
    from pairing.codes import load_codes
    from pairing.plan_files import read_plan
    from pairing.round_trip import compare
    from pairing.round_trip_orders import as_directives, as_previous, judged, new_conflicts
    from pairing.round_trip_words import as_json as content
    from pairing.round_trip_words import count_words, field_words, notices, pair_words, place_words
    from pairing.why import Why
    from pairing.write import write_county

    if out is not None and county.resolve() in (out.resolve(), out.resolve().parent):
        raise CallError(_BOTH)
    rules = read_rules(rules_file)
    lists = read_lists(county)
    written = read_plan(existing(plan))
    found = judged(compare(lists, written, existing(roster)), Why.of(lists, rules, load_codes(), written))
    who, when = roster.name, date.today().isoformat()
    after = as_directives(lists, found, who, when) if kind == "pins" else as_previous(lists, written, found)
    conflicts = new_conflicts(lists, after, rules)
    if as_json:
        told = content(lists, found, Session.lang)
        print_json({**told, "conflicts": [issue.as_json(Session.lang) for issue in conflicts]})
    else:
        for notice in notices(found):
            say(notice)
        for pair in found.pairs:
            say(pair_words(lists, pair))
        for change in found.fields:
            say(field_words(change))
        for question in found.questions:
            say(Text("{place}：{words}", "{place}: {words}").fill(
                place=place_words(question.place), words=question.words
            ))  # fmt: skip
        say(count_words(found))
        if conflicts:
            say(_CONFLICT)
            print_issues(conflicts)
    if out is not None:
        write_county(after, out, csv=out.suffix.lower() != ".xlsx")
        if not as_json:
            say((_WROTE if kind == "pins" else _WROTE_PREVIOUS).fill(path=out, plan=plan))
