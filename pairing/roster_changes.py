"""What an edited roster says otherwise than its plan and the lists: changed pairs, corrected fields, questions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from pairing.roster_fields import FieldChange
    from pairing.standing import Objection
    from pairing.text import Text

PairKind = Literal["replaced", "struck", "added"]


@dataclass(frozen=True)
class Place:
    """Where the roster says it: the sheet and its row, None for a row that is no longer there."""

    sheet: str
    row: int | None


@dataclass(frozen=True)
class PairChange:
    """One pair changed by hand; positions in the county's tables, -1 = nobody.

    kind        old and new set: replaced; old alone: struck; new alone: added
    objections  rules of the plan as it is that the new pair meets; filled by :mod:`pairing.round_trip_orders`
    points      what it changes at once, hundredths; None where not allowed or not known
    """

    household: int
    old: int
    new: int
    place: Place
    objections: tuple[Objection, ...] = ()
    points: int | None = None

    @property
    def kind(self) -> PairKind:
        if self.old < 0:
            return "added"
        return "struck" if self.new < 0 else "replaced"


@dataclass(frozen=True)
class Question:
    """Something in the roster that was not understood and changes nothing."""

    place: Place
    words: Text


@dataclass(frozen=True)
class Differences:
    """All that the roster says otherwise than the plan and the lists.

    other_plan  the code of another plan that a sheet says it is from, None where all are of this one
    partial     sheets that hold only a part of the roster; towns, villages or units they lack count as not sent
    """

    pairs: tuple[PairChange, ...]
    fields: tuple[FieldChange, ...]
    questions: tuple[Question, ...]
    sheets: tuple[str, ...]
    other_plan: str | None
    partial: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.pairs or self.fields or self.questions)
