"""The command line: thin words around :mod:`pairing.planner`."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import asdict, replace
from importlib.metadata import version as package_version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn, cast

import typer

from pairing import (
    cli_equity,
    cli_export,
    cli_lists,
    cli_ready,
    cli_repairs,
    cli_roster,
    cli_templates,
)
from pairing.arguments import County as _County
from pairing.arguments import Json as _Json
from pairing.arguments import PlanFolder as _Plan
from pairing.arguments import RulesFile as _RulesFile
from pairing.errors import CallError, DataError, PairingError, RulesError
from pairing.inputs import existing, read_lists, read_rules
from pairing.printing import Session as _Session
from pairing.printing import helped as _help
from pairing.printing import print_issues as _print_issues
from pairing.printing import print_json as _print_json
from pairing.printing import say as _say
from pairing.text import Lang, Text, default_lang, take_lang

if TYPE_CHECKING:
    from collections.abc import Sequence

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help=_help(
        "双包双联结对方案：把干部与村、户配成对，并说明离最优还差多少。",
        "Plans for 双包双联: pairs cadres with villages and households, and proves how good the plan is.",
    ),
)

_Previous = Annotated[
    Path | None,
    typer.Option(
        "--previous",
        metavar="PLAN",
        help=_help("原方案，求解时尽量保持不变", "The previous plan, kept by the solve where it can be"),
    ),
]
_STALE = Text("注意：方案是用另一份名单做的。", "Note: the plan was made from other lists.")
_OTHER_PREVIOUS = Text(
    "注意：方案是从另一份原方案改起的，请用 --previous 指明它。",
    "Note: the plan was made from another previous plan; name that with --previous.",
)


@app.command(help=_help("生成一个合成的示例县", "Write a synthetic sample county"))
def sample(
    folder: Annotated[Path, typer.Argument(metavar="DIR")],
    size: Annotated[str, typer.Option(help="demo | county | large")] = "county",
    units: Annotated[int | None, typer.Option(min=2)] = None,
    villages: Annotated[int | None, typer.Option(min=1)] = None,
    cadres: Annotated[int | None, typer.Option(min=2)] = None,
    focus: Annotated[int | None, typer.Option(min=0)] = None,
    households: Annotated[int | None, typer.Option(min=1)] = None,
    seed: Annotated[int, typer.Option(min=0)] = 0,
    csv: Annotated[
        bool, typer.Option("--csv", help=_help("写成 CSV 文件夹", "Write a folder of CSV files"))
    ] = False,
) -> None:
    from pairing.rules import Rules
    from pairing.sample import SIZES, make_county
    from pairing.write import write_county

    if size not in SIZES:
        raise CallError(
            Text("没有“{size}”这种规模，可选 {known}。", "There is no size “{size}”; choose {known}.").fill(
                size=size, known="、".join(SIZES)
            )
        )
    counts = {
        "units": units,
        "villages": villages,
        "cadres": cadres,
        "focus": focus,
        "households": households,
    }
    given: dict[str, Any] = {name: n for name, n in counts.items() if n is not None}
    wanted = replace(SIZES[size], **given)
    county = make_county(wanted, seed)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder if csv else folder / f"{county.name}.xlsx"
    write_county(county, path, csv=csv)
    if wanted.rules != Rules():
        # A large county's quotas are not the default ones: solve it with these.
        (folder / "rules.toml").write_text(wanted.rules.to_toml(), encoding="utf-8")
        _say(
            Text("这种规模配套的规则在 {path}。", "The rules for this size are in {path}.").fill(
                path=folder / "rules.toml"
            )
        )
    _say(
        Text(
            "已写出合成示例县 {path}：{u} 个单位、{v} 个村、{c} 名干部、{h} 户。",
            "Wrote the synthetic county {path}: {u} units, {v} villages, {c} cadres, {h} households.",
        ).fill(
            path=path,
            u=len(county.units),
            v=len(county.villages),
            c=len(county.cadres),
            h=len(county.households),
        )
    )


@app.command(help=_help("写出空白导入模板", "Write a blank template for the lists"))
def template(path: Annotated[Path, typer.Argument(metavar="FILE.xlsx")]) -> None:
    from pairing.write import write_template

    write_template(path, _Session.lang)
    _say(Text("已写出模板 {path}。", "Wrote the template {path}.").fill(path=path))


@app.command(help=_help("写出默认规则，供修改", "Write the default rules, to be edited"))
def rules(path: Annotated[Path, typer.Argument(metavar="rules.toml")]) -> None:
    from pairing.rules import Rules

    path.write_text(Rules().to_toml(), encoding="utf-8")
    _say(Text("已写出默认规则 {path}。", "Wrote the default rules {path}.").fill(path=path))


cli_lists.add(app)
cli_ready.add(app)
cli_equity.add(app)


@app.command(help=_help("求解并写出方案", "Solve and write the plan"))
def solve(
    county: _County,
    out: Annotated[
        Path, typer.Option("--out", metavar="PLAN", help=_help("方案写到哪个文件夹", "Folder of the plan"))
    ],
    rules_file: _RulesFile = None,
    time_limit: Annotated[float, typer.Option(min=1.0, help=_help("秒", "seconds"))] = 60.0,
    gap: Annotated[
        float,
        typer.Option(min=0.0, help=_help("差距不超过它就停，0.01 即 1%", "stop at this gap; 0.01 is 1%")),
    ] = 0.0,
    previous: _Previous = None,
    max_changes: Annotated[
        int | None,
        typer.Option(
            min=0,
            metavar="K",
            help=_help("结对和联村最多改几处", "At most so many new pairs and links"),
        ),
    ] = None,
    workers: Annotated[int, typer.Option(min=1, max=64)] = 2,
    seed: Annotated[int, typer.Option(min=0)] = 0,
    as_json: _Json = False,
) -> None:
    from pairing.changes import changes_words
    from pairing.plan_files import read_plan, write_plan
    from pairing.planner import SolveLimits, solve_county
    from pairing.readiness import readiness
    from pairing.replan import beside
    from pairing.terminal import Meter, cancel_on_interrupt, coverage_words, summary_words

    wanted = read_rules(rules_file)
    lists = read_lists(county)
    before = None if previous is None else read_plan(existing(previous))
    for issue in readiness(beside(lists, before), wanted):
        if issue.severity == "warning":
            print(f"{issue.problem.show(_Session.lang)} {issue.remedy.show(_Session.lang)}", file=sys.stderr)
    cancel = cancel_on_interrupt(_Session.lang)
    with Meter(time_limit, _Session.lang) as meter:
        limits = SolveLimits(time_limit, gap, workers, seed)
        plan = solve_county(lists, wanted, limits, meter, cancel, previous=before, max_changes=max_changes)
    write_plan(plan, out)
    if as_json:
        _print_json(asdict(plan.summary))
        return
    _say(coverage_words(plan.summary.coverage))
    _say(summary_words(plan.summary))
    if plan.changes is not None:
        _say(changes_words(plan.changes))
    _say(Text("方案已写到 {out}。", "The plan is in {out}.").fill(out=out))


@app.command(help=_help("不经求解器，从头复核一个方案", "Recount a plan from scratch, with no solver"))
def check(
    county: _County,
    plan: _Plan,
    previous: _Previous = None,
    rules_file: _RulesFile = None,
    as_json: _Json = False,
) -> None:
    from pairing.check import LAWS
    from pairing.plan_files import read_plan
    from pairing.planner import recount
    from pairing.replan import beside, plan_hash
    from pairing.terminal import coverage_words

    wanted = read_rules(rules_file)
    lists = read_lists(county)
    written = read_plan(existing(plan))
    before = None if previous is None else read_plan(existing(previous))
    found = recount(beside(lists, before), wanted, written)
    counts = found.coverage.counts
    stale = written.summary.data_hash != lists.data_hash
    other = written.summary.previous_hash != ("" if before is None else plan_hash(before))
    if as_json:
        _print_json(
            {
                "ok": found.ok,
                "same_data": not stale,
                "same_previous": not other,
                "violations": [
                    {
                        "rule": v.rule,
                        "title": LAWS[v.rule].show(_Session.lang),
                        "who": v.who.show(_Session.lang),
                    }
                    for v in found.violations
                ],
                "goals": {"shortage": found.shortage, "idle": found.idle, "points": found.points},
                "coverage": asdict(counts),
            }
        )
    else:
        if stale:
            _say(_STALE)
        if other:
            _say(_OTHER_PREVIOUS)
        for v in found.violations:
            _say(Text("违反“{law}”：{who}", "Broken “{law}”: {who}").fill(law=LAWS[v.rule], who=v.who))
        _say(
            Text(
                "违反硬性规则 {n} 处；缺口分量 {s}，未参与干部 {i}，得分 {p}。",
                "{n} hard rules broken; shortage {s}, idle cadres {i}, points {p}.",
            ).fill(n=len(found.violations), s=found.shortage, i=found.idle, p=f"{found.points / 100:,.2f}")
        )
        _say(coverage_words(counts))
    if not found.ok:
        raise typer.Exit(1)


@app.command(
    help=_help(
        "说明缺口；指明户或干部时，说明为什么这样结对（也可以是设想中的结对）",
        "Explain the gaps; of a household or cadre, why it is paired so (or a pair you have in mind)",
    )
)
def why(
    county: _County,
    plan: _Plan,
    household: Annotated[
        str | None, typer.Option(metavar="ID", help=_help("户编号", "The household's id"))
    ] = None,
    cadre: Annotated[str | None, typer.Option(metavar="ID", help=_help("干部编号", "The cadre's id"))] = None,
    resolve: Annotated[
        float | None,
        typer.Option(
            metavar="SECONDS",
            min=1.0,
            help=_help(
                "带着设想中的这一对整体重新求解，用这么多秒",
                "Solve everything again around the pair in mind, for so many seconds",
            ),
        ),
    ] = None,
    previous: _Previous = None,
    rules_file: _RulesFile = None,
    time_limit: Annotated[
        float, typer.Option(min=1.0, help=_help("给补齐缺口的办法标价，秒", "to price the ways out, seconds"))
    ] = 60.0,
    as_json: _Json = False,
) -> None:
    from pairing.plan_files import read_plan
    from pairing.planner import SolveLimits
    from pairing.replan import beside
    from pairing.why_answer import answer

    wanted = read_rules(rules_file)
    lists = read_lists(county)
    written = read_plan(existing(plan))
    stale = written.summary.data_hash != lists.data_hash
    before = None if previous is None else read_plan(existing(previous))
    lists = beside(lists, before)
    said = answer(lists, wanted, written, household, cadre, _Session.lang, resolve)
    ways = None
    if (
        household is None
        and cadre is None
        and any(row["missing_pairs"] for row in said.content["households"])
    ):
        ways = cli_repairs.priced(lists, wanted, written, SolveLimits(time_limit))
    if as_json:
        more = {} if ways is None else cli_repairs.content(ways)
        _print_json({"same_data": not stale, **said.content, **more})
        return
    if stale:
        _say(_STALE)
    for paragraph in said.paragraphs:
        for sentence in paragraph:
            _say(sentence)
        print()
    for sentence in () if ways is None else cli_repairs.sentences(ways):
        _say(sentence)


@app.command(
    help=_help(
        "保持稳定的代价：改动越少，少得多少分", "The price of stability: points against number of changes"
    )
)
def stability(
    county: _County,
    out: Annotated[Path, typer.Option("--out", metavar="FILE.csv")],
    previous: _Previous = None,
    points: Annotated[int, typer.Option(min=2, max=50, help=_help("几个点", "how many points"))] = 6,
    rules_file: _RulesFile = None,
    time_limit: Annotated[float, typer.Option(min=1.0, help=_help("秒", "seconds"))] = 60.0,
    workers: Annotated[int, typer.Option(min=1, max=64)] = 2,
    seed: Annotated[int, typer.Option(min=0)] = 0,
) -> None:
    from pairing.plan_files import read_plan
    from pairing.planner import SolveLimits
    from pairing.stability import point_words, stability, write_stability
    from pairing.terminal import cancel_on_interrupt

    before = None if previous is None else read_plan(existing(previous))
    limits = SolveLimits(time_limit, 0.0, workers, seed)
    cancel = cancel_on_interrupt(_Session.lang)
    found = stability(
        read_lists(county), read_rules(rules_file), limits, points, cancel=cancel, previous=before
    )
    write_stability(found, out)
    for point in found:
        _say(point_words(point))
    _say(Text("已写出 {path}", "Wrote {path}").fill(path=out))


cli_repairs.add(app)
cli_roster.add(app)
cli_export.add(app)
cli_templates.add(app)


@app.command("app", help=_help("在浏览器中打开", "Open the browser front end"))
def app_(
    county: Annotated[Path | None, typer.Argument(metavar="[COUNTY]")] = None,
    db: Annotated[Path | None, typer.Option(help=_help("数据文件", "The store's file"))] = None,
    port: Annotated[int, typer.Option(min=1, max=65535)] = 8501,
    headless: Annotated[
        bool, typer.Option("--headless", help=_help("不自动打开浏览器", "Do not open a browser"))
    ] = False,
) -> None:
    # The screen stands above this package, so it is started, not imported.
    call = [sys.executable, "-m", "ui.launch", "--port", str(port)]
    if county is not None:
        call.append(str(existing(county)))
    if db is not None:
        call += ["--db", str(db)]
    if headless:
        call.append("--headless")
    environment = {**os.environ, "PAIRING_LANG": _Session.lang}
    raise typer.Exit(subprocess.call(call, env=environment))


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; exits 0 done, 1 the data or the plan is at fault, 2 the call is."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        said, words = take_lang(words)
        if said not in ("", "zh", "en"):
            raise CallError(Text("--lang 应为 zh 或 en。", "--lang wants zh or en."))
        _Session.lang = cast(Lang, said) if said else default_lang()
        if words == ["--version"]:
            print(package_version("pairing"))
            return
        app(words, prog_name="pairing", standalone_mode=True)
    except CallError as error:
        _fail(error, 2)
    except RulesError as error:
        _fail(error, 2)
    except DataError as error:
        _print_issues(error.issues)
        _fail(error, 1)
    except PairingError as error:
        _fail(error, 1)
    except OSError as error:
        _fail(CallError(Text("文件无法读写：{e}", "A file cannot be read or written: {e}").fill(e=error)), 2)


def _fail(error: PairingError, code: int) -> NoReturn:
    print(error.text.show(_Session.lang), file=sys.stderr)
    sys.exit(code)


if __name__ == "__main__":
    main()
