"""What an organizer confirmed about words of the lists: this header is that column, this name is that village.

Reading never matches by likeness in silence. What it takes provisionally comes back as a :class:`Proposal`; once
confirmed it is an entry of :class:`Matches`, kept in the store and, for the command line, in a file beside the lists.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal, Self, cast, get_args

import tomlkit

from pairing.errors import CallError
from pairing.safe_files import replacing
from pairing.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

MatchKind = Literal["sheet", "header", "town", "village", "unit", "cadre"]
# The name of the file that the command line keeps beside the lists.
MATCHES_FILE: Final = "matches.toml"
# The meaning of a word that means nothing of what the lists know.
NONE_OF_THESE: Final = ""

_TITLE: Final = Text(
    "名单写法对照：由组织者确认，读名单时照用。", "Wordings of the lists as confirmed by an organizer."
)
_EMPTY_MEANS: Final = Text("means 为空表示“都不是”。", "An empty means says: none of what is known.")
_NOT_READABLE = Text(
    "写法对照文件“{path}”读不了：{why}", "The file of matches “{path}” cannot be read: {why}"
)
_NOT_TOML = Text("不是合格的 TOML：{why}", "not proper TOML: {why}")
_NOT_A_MATCH = Text(
    "第 {n} 条须有文字 kind（{kinds} 之一）、where、said、means",
    "entry {n} must have the texts kind (one of {kinds}), where, said, means",
)


@dataclass(frozen=True, order=True)
class Wording:
    """Words of a list that may mean something known.

    kind    what they name
    where   where they stand: a header's table, a sheet's header line, a village's town; empty for the others
    said    the words, reduced to what counts (no spaces, no full-width forms)
    """

    kind: MatchKind
    where: str
    said: str


@dataclass(frozen=True)
class Candidate:
    """Something the words may mean: its name, how like it is (0 to 100), and why it is thought of."""

    means: str
    score: int
    why: Text


@dataclass(frozen=True)
class Proposal:
    """Words that were not recognised for certain.

    shown       the words as the file has them
    taken       what they are taken for until somebody decides; None where nothing stands out
    candidates  the best first; ``taken`` is among them
    rows        how many rows say so; ``sheet`` and ``row`` (from 1) of the first
    """

    wording: Wording
    shown: str
    taken: str | None
    candidates: tuple[Candidate, ...]
    rows: int = 1
    sheet: str | None = None
    row: int | None = None


@dataclass(frozen=True)
class Matches:
    """Confirmed meanings: wording -> the known name, or NONE_OF_THESE. Never changed; :meth:`adding` makes a new one."""

    meanings: Mapping[Wording, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "meanings", MappingProxyType(dict(self.meanings)))

    def __len__(self) -> int:
        return len(self.meanings)

    def meaning(self, kind: MatchKind, where: str, said: str) -> str | None:
        """What was confirmed; None where nobody has decided yet."""
        return self.meanings.get(Wording(kind, where, said))

    def adding(self, more: Mapping[Wording, str]) -> Matches:
        """These and more; where both speak of the same words, ``more`` counts."""
        return Matches({**self.meanings, **more})

    def without(self, wordings: Iterable[Wording]) -> Matches:
        """These, but with some forgotten."""
        gone = set(wordings)
        return Matches({wording: means for wording, means in self.meanings.items() if wording not in gone})

    def to_toml(self) -> str:
        """The entries as a file of the command line, sorted, one table each."""
        document = tomlkit.document()
        for line in (_TITLE.zh, _TITLE.en, _EMPTY_MEANS.zh, _EMPTY_MEANS.en):
            document.add(tomlkit.comment(line))
        entries = tomlkit.aot()
        for wording, means in sorted(self.meanings.items()):
            entry = tomlkit.table()
            entry.update({"kind": wording.kind, "where": wording.where, "said": wording.said, "means": means})
            entries.append(entry)
        document.append("match", entries)
        return tomlkit.dumps(document)

    @classmethod
    def from_toml(cls, text: str) -> Self:
        """The entries of such a file. Raises ValueError with a bilingual text (its first argument) where it is no such file."""
        try:
            document = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise ValueError(_NOT_TOML.fill(why=error)) from error
        entries = document.get("match", [])
        meanings: dict[Wording, str] = {}
        for number, entry in enumerate(entries if isinstance(entries, list) else [None], start=1):
            parts = [
                entry.get(key) if isinstance(entry, dict) else None
                for key in ("kind", "where", "said", "means")
            ]
            if not all(isinstance(part, str) for part in parts) or parts[0] not in get_args(MatchKind):
                raise ValueError(_NOT_A_MATCH.fill(n=number, kinds="、".join(get_args(MatchKind))))
            kind, where, said, means = cast("list[str]", parts)
            meanings[Wording(cast("MatchKind", kind), where, said)] = means
        return cls(meanings)


def accepted(proposals: Iterable[Proposal]) -> dict[Wording, str]:
    """Every proposal confirmed as it is taken; those that nothing stands out for stay open."""
    return {proposal.wording: proposal.taken for proposal in proposals if proposal.taken is not None}


def matches_beside(lists: Path) -> Path:
    """Where the command line keeps the matches of a workbook or folder."""
    return (lists if lists.is_dir() else lists.parent) / MATCHES_FILE


def read_matches(path: Path) -> Matches:
    """The matches of a file. Raises CallError where it cannot be read or is no such file."""
    try:
        return Matches.from_toml(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise CallError(_NOT_READABLE.fill(path=path, why=error.strerror or "?")) from error
    except UnicodeDecodeError as error:
        raise CallError(_NOT_READABLE.fill(path=path, why="UTF-8?")) from error
    except ValueError as error:
        raise CallError(_NOT_READABLE.fill(path=path, why=error.args[0])) from error


def write_matches(matches: Matches, path: Path) -> None:
    """The matches as a file, put in place whole. Raises OSError where the place cannot be written."""
    with replacing(path) as part:
        part.write_text(matches.to_toml(), encoding="utf-8")
