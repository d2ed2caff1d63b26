"""What a call of the command line names: a county's lists, a rules file. Each is there and sound, or an error says why not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pairing.errors import CallError, DataError, RulesError
from pairing.text import Text

if TYPE_CHECKING:
    from pathlib import Path

    from pairing.county import County
    from pairing.matches import Matches
    from pairing.rules import Rules


def existing(path: Path) -> Path:
    """The path itself. Raises CallError where nothing is there."""
    if not path.exists():
        raise CallError(
            Text("找不到“{path}”，请核对路径。", "There is no “{path}”; check the path.").fill(path=path)
        )
    return path


def read_rules(path: Path | None) -> Rules:
    """The rules of a file, the default rules without one. Raises CallError and RulesError."""
    from pairing.rules import Rules

    if path is None:
        return Rules()
    try:
        return Rules.from_toml(existing(path).read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise RulesError(
            Text(
                "规则文件“{path}”不是 UTF-8 编码，请另存为 UTF-8。",
                "The rules file “{path}” is not UTF-8; save it so.",
            ).fill(path=path)
        ) from error


def confirmed_for(path: Path, given: Path | None = None) -> Matches:
    """What was confirmed of the wordings of lists: the file given, else the one beside the lists, else nothing.

    Raises CallError where the file cannot be read, or one that was given is not there.
    """
    from pairing.matches import Matches, matches_beside, read_matches

    if given is not None:
        return read_matches(existing(given))
    beside = matches_beside(path)
    return read_matches(beside) if beside.is_file() else Matches()


def read_lists(path: Path) -> County:
    """The county of a workbook or folder, with the matches beside it. Raises CallError, and DataError with every error of
    the lists."""
    from pairing.planner import load_county

    reading = load_county(existing(path), confirmed=confirmed_for(path))
    if reading.county is None:
        errors = [issue for issue in reading.issues if issue.severity == "error"]
        raise DataError(
            Text(
                "名单有 {n} 处错误，请改正后再来。", "The lists have {n} errors; mend them and come back."
            ).fill(n=len(errors)),
            errors,
        )
    return reading.county
