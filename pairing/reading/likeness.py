"""How like one name is another: by sound (pinyin), by shape, by the letters themselves.

A name typed by ear keeps its syllables, a name copied by eye the look of its characters; both count as small slips where
any other character counts as a whole one. The measure is a weighted edit distance (Wagner and Fischer 1974) over
characters, turned into a score from 0 to 100.
"""

from __future__ import annotations

import csv
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from rapidfuzz import fuzz, process

from pairing.resources import data_path

if TYPE_CHECKING:
    from collections.abc import Sequence

# What another character costs: of the same sound, of the same shape, of nearly the same sound, any other; and one more or
# one fewer. Tuned on the villages of the sample (docs/formats.md tells what was measured).
SAME_SOUND: Final = 0.12
SAME_SHAPE: Final = 0.2
NEAR_SOUND: Final = 0.35
OTHER: Final = 1.0
MISSING: Final = 0.6

_NEAR_INITIALS: Final = (("zh", "z"), ("ch", "c"), ("sh", "s"))
_NEAR_LETTERS: Final = (("l", "n"), ("f", "h"))


def likeness(said: str, known: str) -> int:
    """How like two names are, 0 to 100; 100 only where they are equal."""
    if said == known:
        return 100
    longest = max(len(said), len(known))
    return max(0, min(99, round(100 * (1 - _distance(said, known) / longest)))) if longest else 0


def same_sound(said: str, known: str) -> bool:
    """Whether two names sound the same, tones aside: 盘陀底 and 盘驼底."""
    return len(said) == len(known) and all(
        a == b or bool(_sounds(a) & _sounds(b)) for a, b in zip(said, known, strict=True)
    )


def nearest(said: str, known: Sequence[str], most: int = 5, least: int = 50) -> list[tuple[int, int]]:
    """(position in ``known``, score) of the names most like, best first, none below ``least``.

    Long lists are looked through by their letters and their syllables first; the measure above then ranks what is left.
    """
    positions = range(len(known)) if len(known) <= 60 else sorted(_shortlist(said, known))
    scored = [(position, likeness(said, known[position])) for position in positions]
    scored.sort(key=lambda item: (-item[1], item[0]))
    return [(position, score) for position, score in scored[:most] if score >= least]


def _shortlist(said: str, known: Sequence[str]) -> set[int]:
    by_letters = process.extract(said, known, scorer=fuzz.ratio, limit=25)
    spoken = [syllables(name) for name in known]
    by_sound = process.extract(syllables(said), spoken, scorer=fuzz.ratio, limit=25)
    return {int(position) for _, _, position in (*by_letters, *by_sound)}


@lru_cache(maxsize=20_000)
def syllables(name: str) -> str:
    """The name's syllables without tones, one reading of each character, always the same."""
    return " ".join(min(_sounds(character), default=character) for character in name)


def _distance(said: str, known: str) -> float:
    before = [MISSING * place for place in range(len(known) + 1)]
    for row, a in enumerate(said, start=1):
        line = [MISSING * row]
        for place, b in enumerate(known, start=1):
            line.append(
                min(before[place] + MISSING, line[place - 1] + MISSING, before[place - 1] + _slip(a, b))
            )
        before = line
    return before[-1]


@lru_cache(maxsize=100_000)
def _slip(a: str, b: str) -> float:
    """What it costs to read one character for another."""
    if a == b:
        return 0.0
    mine, theirs = _sounds(a), _sounds(b)
    if mine & theirs:
        return SAME_SOUND
    if _shape(a) & _shape(b):
        return SAME_SHAPE
    return NEAR_SOUND if {_blurred(s) for s in mine} & {_blurred(s) for s in theirs} else OTHER


@lru_cache(maxsize=20_000)
def _sounds(character: str) -> frozenset[str]:
    """Every reading of a Chinese character, tones aside; nothing for any other character."""
    if not "\u3400" <= character <= "\u9fff":
        return frozenset()
    # A third of a second to load, and most lists have no name to compare.
    from pypinyin import Style, pinyin

    return frozenset(pinyin(character, style=Style.NORMAL, heteronym=True)[0])


def _blurred(sound: str) -> str:
    """A syllable as those hear it who do not tell zh from z, n from l, ng from n."""
    for initial, near in (*_NEAR_INITIALS, *_NEAR_LETTERS):
        if sound.startswith(initial):
            sound = near + sound.removeprefix(initial)
            break
    return sound[:-1] if sound.endswith("ng") else sound


def _shape(character: str) -> frozenset[int]:
    return _shapes().get(character, frozenset())


@lru_cache(maxsize=1)
def _shapes() -> dict[str, frozenset[int]]:
    """Character -> the groups of characters that look alike in which it stands (data/lookalikes.csv)."""
    groups: dict[str, set[int]] = {}
    with data_path("lookalikes.csv").open(encoding="utf-8-sig", newline="") as file:
        for number, row in enumerate(csv.reader(file)):
            for character in row[0] if number and row else "":
                groups.setdefault(character, set()).add(number)
    return {character: frozenset(numbers) for character, numbers in groups.items()}
