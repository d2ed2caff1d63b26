"""`pairing export`: the documents of a plan, for the public unless the version of the office is asked for."""

from __future__ import annotations

import signal
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from pairing.arguments import County, PlanFolder, RulesFile
from pairing.inputs import existing, read_lists, read_rules
from pairing.printing import Session, helped, say
from pairing.text import Text

if TYPE_CHECKING:
    from pairing.documents.batch import Standing

_STOPPED: Final = 130
"""Exit code after Ctrl-C, as shells have it."""
_PLAIN_EVERY: Final = 2.0
_OTHER_RULES: Final = Text(
    "注意：方案不是用这份规则做的，未覆盖户和未参与干部的原因没有写出。请用 --rules 指明作出方案时的规则。",
    "Note: the plan was not made with these rules, so that no reasons are given for who is not covered. Name its rules "
    "with --rules.",
)


def add(app: typer.Typer) -> None:
    """Add the command to the command line."""
    about = helped(
        "导出名册等文件：不加说明时只出公示版（已脱敏）",
        "Write the documents: masked for the public unless told otherwise",
    )
    app.command(help=about)(export)


def export(
    county: County,
    plan: PlanFolder,
    out: Annotated[Path, typer.Option("--out", metavar="DIR")],
    public: Annotated[
        bool,
        typer.Option(
            "--public", help=helped("公示版；什么都不加时就是它", "The public version, the default")
        ),
    ] = False,
    internal: Annotated[
        bool,
        typer.Option(
            "--internal",
            help=helped(
                "内部资料（不脱敏，每页注明）", "The full version for the office, marked on every page"
            ),
        ),
    ] = False,
    only: Annotated[
        str, typer.Option(metavar="名册,…", help=helped("只要这几种", "Only these documents"))
    ] = "",
    previous: Annotated[
        Path | None,
        typer.Option(
            "--previous", metavar="PLAN", help=helped("该方案的原方案", "The plan it was made from")
        ),
    ] = None,
    templates: Annotated[
        Path | None,
        typer.Option(
            "--templates",
            metavar="DIR",
            help=helped("放自己模板的文件夹", "A folder with templates of your own"),
        ),
    ] = None,
    rules_file: RulesFile = None,
) -> None:
    from pairing.documents.batch import Stopped
    from pairing.documents.export import chosen, export_plan
    from pairing.documents.facts import facts_of
    from pairing.documents.masking import Audience
    from pairing.plan_files import read_plan

    names = tuple(name.strip() for name in only.replace("，", ",").split(",") if name.strip())
    wanted = {Audience.PUBLIC: public or not internal, Audience.INTERNAL: internal}
    audiences = tuple(audience for audience, asked in wanted.items() if asked)
    chosen(names, audiences)  # a wrong name is told before the lists are read
    rules, lists, written = read_rules(rules_file), read_lists(county), read_plan(existing(plan))
    before = None if previous is None else read_plan(existing(previous))
    facts = facts_of(lists, written, rules, previous=before, templates=templates)
    if internal and facts.rules is None:
        say(_OTHER_RULES)
    try:
        with Meter() as meter:
            paths = export_plan(
                facts, out, audiences, only=names, listen=meter.standing, cancel=_cancel_on_interrupt()
            )
    except Stopped:
        said = Text(
            "已停止。写完的文件保留在“{out}”，没有写到一半的文件。",
            "Stopped. Finished files stay in {out}; none is half written.",
        )
        print(said.fill(out=out).show(Session.lang), file=sys.stderr)
        raise typer.Exit(_STOPPED) from None
    for path in paths:
        say(Text("已写出 {path}", "Wrote {path}").fill(path=path))


def _cancel_on_interrupt() -> threading.Event:
    """Ctrl-C asks the batch to stop; a second one ends the program at once."""
    cancel = threading.Event()

    def ask(*_: object) -> None:
        cancel.set()
        signal.signal(signal.SIGINT, signal.default_int_handler)
        print(Text("正在停止……", "Stopping…").show(Session.lang), file=sys.stderr, flush=True)

    signal.signal(signal.SIGINT, ask)
    return cancel


class Meter:
    """Shows a batch of documents on stderr: one line drawn anew on a terminal, plain lines elsewhere."""

    def __init__(self) -> None:
        self._said = -_PLAIN_EVERY
        self._screen = sys.stderr.isatty()

    def __enter__(self) -> Meter:
        return self

    def __exit__(self, *_: object) -> None:
        if self._screen:
            print("\r\033[K", end="", file=sys.stderr, flush=True)

    def standing(self, standing: Standing) -> None:
        """The batch's progress; called several times a second."""
        now = time.monotonic()
        if not self._screen and now - self._said < _PLAIN_EVERY:
            return
        self._said = now
        line = f"{standing.share:4.0%}  {standing.done}/{standing.total}  {standing.now}"
        ends = {"end": "", "sep": ""} if self._screen else {}
        print("\r\033[K" if self._screen else "", line, file=sys.stderr, flush=True, **ends)
