"""What an organizer may do to a plan by hand, one step at a time.

Steps name people by the organizer's own ids, so that they can be kept, told and made again on another copy of the lists.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from pydantic import TypeAdapter

PairIds = tuple[str, str]
"""(household_id, cadre_id)."""


@dataclass(frozen=True)
class Assign:
    """改派: a cadre takes a household, in place of ``instead_of`` or as one more."""

    household: str
    cadre: str
    instead_of: str | None = None
    why: str = ""
    kind: Literal["assign"] = "assign"


@dataclass(frozen=True)
class Swap:
    """对换: the cadres of two pairs change places."""

    one: PairIds
    other: PairIds
    why: str = ""
    kind: Literal["swap"] = "swap"


@dataclass(frozen=True)
class Drop:
    """撤下: a pair ends without a successor."""

    household: str
    cadre: str
    why: str = ""
    kind: Literal["drop"] = "drop"


@dataclass(frozen=True)
class Lock:
    """锁定: pairs that stay, by hand and when the rest is solved anew; ``on`` False lets them go again (解锁)."""

    pairs: tuple[PairIds, ...]
    on: bool = True
    why: str = ""
    kind: Literal["lock"] = "lock"


@dataclass(frozen=True)
class Ban:
    """回避: a pair that may not be; one that is ends, locked or not. ``on`` False lifts a ban made by hand."""

    household: str
    cadre: str
    on: bool = True
    why: str = ""
    kind: Literal["ban"] = "ban"


@dataclass(frozen=True)
class Link:
    """联村: a village (its code) is given to a unit (its name), or with ``on`` False taken from it (收回); the pairs that
    stood on a link taken away end with it."""

    unit: str
    village: str
    on: bool = True
    why: str = ""
    kind: Literal["link"] = "link"


Step = Assign | Swap | Drop | Lock | Ban | Link


@dataclass(frozen=True)
class Done:
    """A step that was made, by whom and when (ISO 8601)."""

    step: Step
    who: str
    when: str


HISTORY: Final[TypeAdapter[tuple[Done, ...]]] = TypeAdapter(tuple[Done, ...])
"""Steps made, to and from JSON."""
