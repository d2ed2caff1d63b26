"""`pairing compare`: a second plan held against a first, in figures, rules and changed pairs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from pairing.arguments import County, Json, RulesFile
from pairing.inputs import existing, read_lists, read_rules
from pairing.printing import Session, helped, print_json, say
from pairing.text import Text

if TYPE_CHECKING:
    from pairing.compare import Comparison, Line
    from pairing.text import Lang

_SHOWN: Final = 10
_VERDICTS: Final = {
    "better": Text("更好", "better"),
    "worse": Text("更差", "worse"),
    "same": Text("不变", "the same"),
    "other": Text("", ""),
}
_OTHER_LISTS = Text(
    "注意：方案 {n} 是用另一份名单做的；下面按这份名单复核。",
    "Note: plan {n} was made from other lists; it is counted by these here.",
)
_OTHER_PREVIOUS = Text(
    "注意：方案 {n} 是从另一份原方案改起的，请用 --previous 指明它；这里没有计保持原结对的得分。",
    "Note: plan {n} was made from another previous plan; name that with --previous. Kept pairs earn it nothing here.",
)
_NOBODYS = Text(
    "注意：两个方案都不是从 --previous 指明的“{path}”改起的。",
    "Note: neither plan was made from the plan “{path}” named with --previous.",
)


def add(app: typer.Typer) -> None:
    """Add the command to the command line."""
    about = helped(
        "对比两个方案：哪里更好，改了谁，为什么", "Two plans: what is better, who changed, and why"
    )
    app.command(help=about)(compare)


def compare(
    county: County,
    plan1: Annotated[
        Path, typer.Argument(metavar="PLAN1", help=helped("第一个方案的文件夹", "Folder of the first plan"))
    ],
    plan2: Annotated[
        Path, typer.Argument(metavar="PLAN2", help=helped("第二个方案的文件夹", "Folder of the second plan"))
    ],
    rules_file: RulesFile = None,
    rules_file2: Annotated[
        Path | None,
        typer.Option(
            "--rules2",
            metavar="rules.toml",
            help=helped(
                "第二个方案的规则，缺省与第一个相同", "The second plan's rules; the first's without it"
            ),
        ),
    ] = None,
    previous: Annotated[
        list[Path] | None,
        typer.Option(
            "--previous",
            metavar="PLAN",
            help=helped(
                "某一方案的原方案，可写几次；第二个方案从第一个改起的不必写",
                "The plan that one of them was made from, as often as needed; not needed where that is the first plan",
            ),
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    from pairing.codes import load_codes
    from pairing.compare import compare as hold
    from pairing.compare import side
    from pairing.plan_files import read_plan
    from pairing.replan import beside, plan_hash

    lists, rules, codes = read_lists(county), read_rules(rules_file), load_codes()
    rules2 = rules if rules_file2 is None else read_rules(rules_file2)
    first, second = read_plan(existing(plan1)), read_plan(existing(plan2))
    named = {path: read_plan(existing(path)) for path in previous or ()}
    known = {plan_hash(plan): plan for plan in (first, second, *named.values())}
    earlier = [plan.summary.previous_hash for plan in (first, second)]
    lists1, lists2 = (beside(lists, known.get(hash_)) for hash_ in earlier)
    found = hold(side(lists1, rules, codes, first), side(lists2, rules2, codes, second), codes)
    unknown = [n for n, hash_ in enumerate(earlier, 1) if hash_ and hash_ not in known]
    if as_json:
        print_json({"same_previous": not unknown, **_json(found, Session.lang)})
        return
    for number, plan in ((1, first), (2, second)):
        if plan.summary.data_hash != lists.data_hash:
            say(_OTHER_LISTS.fill(n=number))
    for number in unknown:
        say(_OTHER_PREVIOUS.fill(n=number))
    for path, plan in named.items():
        if plan_hash(plan) not in earlier:
            say(_NOBODYS.fill(path=path))
    _print(found)


def _print(found: Comparison) -> None:
    from pairing.rule_words import in_words

    lang: Lang = Session.lang
    for line in found.lines:
        _print_line(line, judged=True)
    say(Text("得分的来源：", "Where the points come from:"))
    for line in found.terms:
        _print_line(line, judged=False)
    for change in found.rules:
        said = Text("规则“{title}”：{before} → {after}", "Rule “{title}”: {before} → {after}")
        before, after = in_words(change.info, change.a), in_words(change.info, change.b)
        say(said.fill(title=change.info.title, before=before, after=after))
    pairs = found.changes[found.changes["kind"] == "pair"]
    said = Text("改动的结对 {n} 条，联村 {m} 条。", "Changed pairs: {n}; changed links: {m}.")
    say(said.fill(n=len(pairs), m=len(found.changes) - len(pairs)))
    for row in _changes(found, lang)[:_SHOWN]:
        print("  " + "  ".join(str(value) for value in row.values() if value not in ("", None)))
    if len(found.changes) > _SHOWN:
        said = Text("还有 {n} 条，用 --json 列出全部。", "{n} more; --json lists all.")
        say(said.fill(n=len(found.changes) - _SHOWN))


def _print_line(line: Line, *, judged: bool) -> None:
    verdict = _VERDICTS[line.verdict] if judged else Text("", "")
    said = Text("  {title}：{before} → {after}　{verdict}", "  {title}: {before} → {after} {verdict}")
    filled = said.fill(
        title=line.title, before=_value(line, line.before), after=_value(line, line.after), verdict=verdict
    )
    say(Text(filled.zh.rstrip("　"), filled.en.rstrip()))


def _value(line: Line, value: float | None) -> str:
    if value is None:
        return "–"
    if line.measure == "share":
        return f"{100 * value:.1f}%"
    return f"{value / 100:,.2f}" if line.measure == "points" else f"{value:,.0f}"


def _changes(found: Comparison, lang: Lang) -> list[dict[str, Any]]:
    """The change list for programs, its reasons in one language."""
    from pairing.changes import CAUSES

    table = found.changes.assign(reason=[CAUSES[cause].show(lang) for cause in found.changes["cause"]])
    rows = table.astype(object).where(table.notna(), None).to_dict("records")
    return [{str(name): value for name, value in row.items()} for row in rows]


def _json(found: Comparison, lang: Lang) -> dict[str, Any]:
    from pairing.rule_words import in_words

    def lines(of: tuple[Line, ...]) -> list[dict[str, Any]]:
        return [
            {
                "id": line.id,
                "title": line.title.show(lang),
                "before": line.before,
                "after": line.after,
                "verdict": line.verdict,
            }
            for line in of
        ]

    return {
        "one_basis": found.one_basis,
        "lines": lines(found.lines),
        "own": dict(found.own),
        "terms": lines(found.terms),
        "towns": found.towns.to_dict("records"),
        "rules": [
            {
                "id": c.info.id,
                "title": c.info.title.show(lang),
                "before": in_words(c.info, c.a).show(lang),
                "after": in_words(c.info, c.b).show(lang),
            }
            for c in found.rules
        ],
        "changes": _changes(found, lang),
    }
