"""`pairing check-data`: the lists alone, every finding of them, words not understood, and what is to be confirmed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pairing.arguments import County, Json
from pairing.errors import CallError
from pairing.inputs import confirmed_for, existing
from pairing.marked import write_marked
from pairing.printing import Session, helped, print_issues, print_json, say
from pairing.text import Text

if TYPE_CHECKING:
    from pairing.matches import Proposal

_COUNTS = Text("错误 {errors} 处，提醒 {warnings} 处。", "{errors} errors, {warnings} warnings.")
_ACCEPTED = Text(
    "认定：{said} → {means}（{why}，{score} 分）", "Accepted: {said} → {means} ({why}, {score} of 100)"
)
_WRITTEN = Text(
    "{n} 处写法已记入 {path}，以后照用。", "{n} wordings are kept in {path} and used from now on."
)
_OPEN = Text(
    "还有 {n} 处没有把握，须改正名单，或在 {path} 里写明。",
    "{n} more are uncertain: correct the lists, or say in {path} what they mean.",
)
_UNKNOWN = Text(
    "没认出的词 {count} 个；在“词表”表里写明它们归为哪个词，就计入了：",
    "{count} words were not understood; say in the sheet 词表 what they stand for, and they count:",
)
_ELSEWHERE = Text(
    "标好的名单要另存到别处：不能覆盖名单，也不能放进名单的文件夹，否则会被当成名单读进来。",
    "Save the marked lists elsewhere: not over the lists nor in their folder, or they would be read as lists.",
)
_MARKED = Text("已写出标好的名单 {path}。", "Wrote the marked lists {path}.")
_NONE = Text("没有要确认的写法。", "There is nothing to confirm.")


def add(app: typer.Typer) -> None:
    """Add the command to the command line."""
    about = helped("只检查名单，列出全部问题", "Check the lists only, and print every issue")
    app.command("check-data", help=about)(check_data)


def check_data(
    county: County,
    matches: Annotated[
        Path | None,
        typer.Option(
            "--matches",
            metavar="FILE",
            help=helped(
                "已确认的写法；默认用名单旁的 matches.toml",
                "Confirmed wordings; matches.toml beside the lists by default",
            ),
        ),
    ] = None,
    accept: Annotated[
        bool,
        typer.Option(
            "--accept",
            help=helped(
                "认定全部有把握的写法并记下", "Accept every wording that is taken provisionally, and keep it"
            ),
        ),
    ] = False,
    marked: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE.xlsx",
            help=helped(
                "把名单另存一份，标出有问题的格，改法写在旁边",
                "Save the lists with the faulty cells marked and the remedies beside them",
            ),
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    from pairing.matches import accepted, matches_beside, write_matches
    from pairing.planner import load_county

    existing(county)
    if marked is not None and county.resolve() in (marked.resolve(), marked.resolve().parent):
        raise CallError(_ELSEWHERE)
    path = matches or matches_beside(county)
    confirmed = confirmed_for(
        county, matches if matches is not None and (matches.exists() or not accept) else None
    )
    reading = load_county(county, confirmed=confirmed)
    taken = accepted(reading.proposals) if accept else {}
    if taken:
        write_matches(confirmed.adding(taken), path)
        told = [proposal for proposal in reading.proposals if proposal.wording in taken]
        reading = load_county(county, confirmed=confirmed.adding(taken))
        for proposal in () if as_json else told:
            say(_accepted(proposal))
    errors = len(reading.errors)
    if marked is not None:
        write_marked(county, reading.issues, marked, Session.lang)
    if as_json:
        issues = [issue.as_json(Session.lang) for issue in reading.issues]
        open_ones = [_as_json(proposal) for proposal in reading.proposals]
        strange = [unknown.as_json() for unknown in reading.unknown]
        print_json(
            {
                "ok": not errors,
                "issues": issues,
                "unknown_words": strange,
                "proposals": open_ones,
                "accepted": len(taken),
            }
        )
    else:
        print_issues(reading.issues)
        if reading.unknown:
            say(_UNKNOWN.fill(count=len(reading.unknown)))
        for unknown in reading.unknown:
            say(unknown.words)
        if taken:
            say(_WRITTEN.fill(n=len(taken), path=path))
        if accept and reading.proposals:
            say(_OPEN.fill(n=len(reading.proposals), path=path))
        elif accept and not taken:
            say(_NONE)
        say(_COUNTS.fill(errors=errors, warnings=len(reading.issues) - errors))
        if marked is not None:
            say(_MARKED.fill(path=marked))
    if errors:
        raise typer.Exit(1)


def _accepted(proposal: Proposal) -> Text:
    best = next(candidate for candidate in proposal.candidates if candidate.means == proposal.taken)
    return _ACCEPTED.fill(said=proposal.shown, means=best.means, why=best.why, score=best.score)


def _as_json(proposal: Proposal) -> dict[str, Any]:
    wording = proposal.wording
    return {
        "kind": wording.kind,
        "where": wording.where,
        "said": wording.said,
        "shown": proposal.shown,
        "taken": proposal.taken,
        "candidates": [
            {"means": c.means, "score": c.score, "why": c.why.show(Session.lang)} for c in proposal.candidates
        ],
        "rows": proposal.rows,
        "sheet": proposal.sheet,
        "row": proposal.row,
    }
