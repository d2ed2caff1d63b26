"""What `pairing check-data` says of the lists: findings, words not understood, and the lists themselves, marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pairing.marked import write_marked
from pairing.printing import Session, print_issues, print_json, say
from pairing.text import Text

if TYPE_CHECKING:
    from pathlib import Path

    from pairing.read import Reading

_COUNTS = Text("错误 {errors} 处，提醒 {warnings} 处。", "{errors} errors, {warnings} warnings.")
_UNKNOWN = Text(
    "没认出的词 {count} 个；在“词表”表里写明它们归为哪个词，就计入了：",
    "{count} words were not understood; say in the sheet 词表 what they stand for, and they count:",
)
_MARKED = Text("已写出标好的名单 {path}。", "Wrote the marked lists {path}.")


def report(reading: Reading, source: Path, *, marked: Path | None, as_json: bool) -> None:
    """Print what was found; with ``marked`` write the lists there with every faulty cell marked."""
    lang = Session.lang
    errors = len(reading.errors)
    if marked is not None:
        write_marked(source, reading.issues, marked, lang)
    if as_json:
        print_json(
            {
                "ok": not errors,
                "issues": [issue.as_json(lang) for issue in reading.issues],
                "unknown_words": [unknown.as_json() for unknown in reading.unknown],
            }
        )
        return
    print_issues(reading.issues)
    if reading.unknown:
        say(_UNKNOWN.fill(count=len(reading.unknown)))
        for unknown in reading.unknown:
            say(unknown.words)
    say(_COUNTS.fill(errors=errors, warnings=len(reading.issues) - errors))
    if marked is not None:
        say(_MARKED.fill(path=marked))
