"""`pairing equity`: whether a plan treats places alike, by town and village, with the inversions."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pairing.arguments import County, Json, PlanFolder, RulesFile
from pairing.inputs import existing, read_lists, read_rules
from pairing.printing import Session, helped, print_json, say
from pairing.text import Text

if TYPE_CHECKING:
    import pandas as pd

    from pairing.text import Lang

_LINE = Text(
    "{place}：重点户 {focus} 户，平均难度 {difficulty}，每对平均 {points} 分，干部平均层级 {level}；较难以上户 {hard} 户，"
    "由县级领导、乡科级、一般干部联系的各占 {l3}、{l2}、{l1}；倒挂 {inversions} 户。",
    "{place}: {focus} focus households, mean difficulty {difficulty}, {points} points a pair, mean level {level}; "
    "{hard} hard households, held by level 3, 2, 1: {l3}, {l2}, {l1}; inversions: {inversions}.",
)
_SHOWN = 10


def add(app: typer.Typer) -> None:
    """Add the command to the command line."""
    about = helped("方案对各乡镇、各村是否均衡", "Whether a plan treats towns and villages alike")
    app.command(help=about)(equity)


def equity(
    county: County,
    plan: PlanFolder,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help=helped("把各表写成 CSV", "Write the tables as CSV")),
    ] = None,
    rules_file: RulesFile = None,
    as_json: Json = False,
) -> None:
    from pairing.codes import load_codes
    from pairing.equity import equity as count
    from pairing.equity_tables import inversion_table, place_table, write_tables
    from pairing.plan_files import read_plan

    lang: Lang = Session.lang
    lists, rules = read_lists(county), read_rules(rules_file)
    found = count(lists, rules, load_codes(), read_plan(existing(plan)))
    paths = write_tables(lists, found, out, lang) if out is not None else ()
    if as_json:
        tables = {
            "towns": place_table(lists, found.towns, lang),
            "villages": place_table(lists, found.villages, lang),
            "inversions": inversion_table(lists, found.inversions, lang),
        }
        print_json({name: _records(table) for name, table in tables.items()})
        return
    for row in found.towns.to_dict("records"):
        say(_words(str(row["town"]), row))
    say(_words(Text("全县", "The county").show(lang), found.county.to_dict()))
    names = (lists.villages["town"].astype(object) + lists.villages["name"].astype(object)).to_numpy(object)
    for title, part in (
        (Text("每对得分最高的村", "Villages with the most points a pair"), found.strongest()),
        (Text("每对得分最低的村", "Villages with the fewest points a pair"), found.weakest()),
    ):
        listed = "、".join(
            f"{names[v]} {p / 100:.2f}" for v, p in zip(part["village"], part["points"], strict=True)
        )
        say(Text("{title}：{list}", "{title}: {list}").fill(title=title, list=listed or "–"))
    for row in inversion_table(lists, found.inversions, lang).head(_SHOWN).to_dict("records"):
        print("  " + "  ".join(f"{name} {value}" for name, value in row.items()))
    more = len(found.inversions) - _SHOWN
    if more > 0:
        say(
            Text("还有 {n} 户倒挂，用 --out 写出全部。", "{n} more inversions; --out writes all.").fill(
                n=more
            )
        )
    for path in paths:
        say(Text("已写出 {path}", "Wrote {path}").fill(path=path))


def _words(place: str, row: dict[Any, Any]) -> Text:
    shares = {f"l{level}": _figure(100 * row[f"hard_level{level}"], 0, "%") for level in (3, 2, 1)}
    return _LINE.fill(
        place=place,
        focus=int(row["focus"]),
        hard=int(row["hard"]),
        inversions=int(row["inversions"]),
        difficulty=_figure(row["difficulty"], 1),
        points=_figure(row["points"] / 100, 2),
        level=_figure(row["level"], 2),
        **shares,
    )


def _figure(value: float, decimals: int, unit: str = "") -> str:
    return "–" if value != value else f"{value:.{decimals}f}{unit}"


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows for programs; what is not known is null."""
    rows = table.astype(object).where(table.notna(), None).to_dict("records")
    return [{str(name): value for name, value in row.items()} for row in rows]
