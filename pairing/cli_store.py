"""`pairing backup` and `pairing restore`: the store into one file and back."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pairing.errors import CallError
from pairing.inputs import existing
from pairing.printing import helped, say
from pairing.text import Text

if TYPE_CHECKING:
    from pairing.backup import Checked

_Db = Annotated[Path | None, typer.Option("--db", help=helped("数据文件", "The store's file"))]
_HOLDS = Text(
    "{path}：{counties} 份县数据、{sets} 套规则、{plans} 个方案，最后一次操作在 {newest}。",
    "{path} holds counties: {counties}, rule sets: {sets}, plans: {plans}; last used {newest}.",
)
_SURE = Text(
    "要用它替换 {db} 里的全部内容吗？现有内容会先另存一份。",
    "Put it in the place of all that is in {db}? What is there now is kept beside it.",
)
_ASK = Text("确认请加 --yes。", "Say --yes to confirm.")
_LEFT = Text("没有恢复，现有数据没有改动。", "Nothing was restored; the present data are as they were.")
_DONE = Text("已恢复到 {db}。", "Restored to {db}.")
_KEPT = Text("原来的内容在 {path}。", "What was there before is in {path}.")


def add(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command(help=helped("备份数据文件，使用中也可以", "Back up the store, also while it is in use"))(
        backup
    )
    app.command(help=helped("从备份恢复数据文件", "Restore the store from a backup"))(restore)


def backup(out: Annotated[Path, typer.Argument(metavar="OUT")], db: _Db = None) -> None:
    from pairing import backup as files
    from pairing.store import default_path

    found = files.backup(db or default_path(), out)
    say(_holds(found))


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE")],
    db: _Db = None,
    yes: Annotated[
        bool, typer.Option("--yes", help=helped("不再询问，直接恢复", "Restore without asking"))
    ] = False,
) -> None:
    from pairing import backup as files
    from pairing.store import default_path

    place = db or default_path()
    say(_holds(files.check_backup(existing(file))))
    if not yes:
        say(_SURE.fill(db=place))
        if not sys.stdin.isatty():
            raise CallError(_ASK)
        if not typer.confirm(""):
            say(_LEFT)
            return
    safety = files.restore(file, place)
    say(_DONE.fill(db=place))
    if safety is not None:
        say(_KEPT.fill(path=safety))


def _holds(found: Checked) -> Text:
    newest = "–" if found.newest is None else f"{found.newest.astimezone():%Y-%m-%d %H:%M}"
    return _HOLDS.fill(
        path=found.path, counties=found.counties, sets=found.rule_sets, plans=found.plans, newest=newest
    )
