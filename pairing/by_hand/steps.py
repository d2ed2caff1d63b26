"""What an organizer may do to a plan by hand, one step at a time.

Steps name people by the organizer's own ids, so that they can be kept, told and made again on another copy of the lists.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from pydantic import TypeAdapter

PairIds = tuple[str, str]
"""(household_id, cadre_id)."""
LeadIds = tuple[str, str]
"""(cadre_id, village code)."""

LOCKED: Final = "locked"
"""What refuses a step against a lock by hand, beside the rules of :data:`pairing.check.LAWS`."""


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


@dataclass(frozen=True)
class Lead:
    """领导联村: a county leader takes a village (its code), as one more or in place of ``instead_of``; ``leaves`` is the
    village the leader gives up for it, which goes to ``instead_of`` where somebody leaves (对换). With ``on`` False the
    village is taken from the leader (收回). Pairs go over to whoever comes in place, where no rule is against it; the
    others end."""

    cadre: str
    village: str
    on: bool = True
    instead_of: str | None = None
    leaves: str | None = None
    why: str = ""
    kind: Literal["lead"] = "lead"

    @property
    def given(self) -> tuple[LeadIds, ...]:
        """The links there are after it."""
        if not self.on:
            return ()
        mine = (self.cadre, self.village)
        if self.instead_of is None or self.leaves is None:
            return (mine,)
        return mine, (self.instead_of, self.leaves)

    @property
    def gone(self) -> tuple[LeadIds, ...]:
        """The links that end with it."""
        if not self.on:
            return ((self.cadre, self.village),)
        other = () if self.instead_of is None else ((self.instead_of, self.village),)
        own = () if self.leaves is None else ((self.cadre, self.leaves),)
        return (*other, *own)


@dataclass(frozen=True)
class LeadLock:
    """锁定领导联村: a leader's link that stays, by hand and when the rest is solved anew; ``on`` False lets it go."""

    cadre: str
    village: str
    on: bool = True
    why: str = ""
    kind: Literal["lead_lock"] = "lead_lock"


Step = Assign | Swap | Drop | Lock | Ban | Link | Lead | LeadLock


@dataclass(frozen=True)
class Done:
    """A step that was made, by whom and when (ISO 8601)."""

    step: Step
    who: str
    when: str


HISTORY: Final[TypeAdapter[tuple[Done, ...]]] = TypeAdapter(tuple[Done, ...])
"""Steps made, to and from JSON."""
