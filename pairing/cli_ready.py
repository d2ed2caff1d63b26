"""`pairing ready`: supply against demand before solving, with all that cannot work by name."""

from __future__ import annotations

import typer

from pairing.arguments import County, Json, RulesFile
from pairing.inputs import read_lists, read_rules
from pairing.printing import Session, helped, print_issues, print_json, say
from pairing.text import Text

_LINE = Text(
    "{town}：重点户 {households} 户，需结对 {demand} 人次（最难 {demand3}、较难 {demand2}、一般 {demand1}）；可到达的干部 {cadres} 名，"
    "名额 {quota}（县级 {quota3}、科级 {quota2}、一般 {quota1}），最多用上 {places}，缺 {short}。",
    "{town}: {households} focus households ask for {demand} pairs (hardest {demand3}, harder {demand2}, ordinary "
    "{demand1}); {cadres} cadres may come with {quota} places (level 3: {quota3}, 2: {quota2}, 1: {quota1}) and can fill "
    "{places}: {short} short.",
)


def add(app: typer.Typer) -> None:
    """Add the command to the command line."""
    about = helped(
        "求解之前看供需够不够、规则有没有矛盾", "Before solving: supply against demand, contradictions"
    )
    app.command(help=about)(ready)


def ready(county: County, rules_file: RulesFile = None, as_json: Json = False) -> None:
    from pairing.readiness import readiness
    from pairing.supply import supply

    rules = read_rules(rules_file)
    lists = read_lists(county)
    counted = supply(lists, rules)
    issues = readiness(lists, rules, counted=counted)
    ok = all(issue.severity != "error" for issue in issues)
    if as_json:
        tables = {name: getattr(counted, name) for name in ("county", "towns", "villages", "units")}
        content = {name: table.to_dict("records") for name, table in tables.items()}
        print_json({"ok": ok, "issues": [issue.as_json(Session.lang) for issue in issues], **content})
    else:
        everywhere = counted.county.assign(town=Text("全县", "The county").show(Session.lang))
        for row in (*counted.towns.to_dict("records"), *everywhere.to_dict("records")):
            say(_LINE.fill(**{str(column): value for column, value in row.items()}))
        print_issues(issues)
        if not issues:
            say(Text("供需够用，规则没有矛盾。", "Places suffice, and nothing contradicts."))
    if not ok:
        raise typer.Exit(1)
