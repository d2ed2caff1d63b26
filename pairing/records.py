"""What the store's rows say, as frozen records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from pairing.by_hand.steps import Done
    from pairing.plan import Summary
    from pairing.text import Text

RunState = Literal["queued", "running", "done", "cancelled", "failed"]


@dataclass(frozen=True)
class CountyRecord:
    """A stored county without its tables; ``counts`` maps table -> rows."""

    id: int
    name: str
    data_hash: str
    source: str
    counts: Mapping[str, int]
    added_at: datetime
    added_by: str


@dataclass(frozen=True)
class RulesRecord:
    """One saved version of a named rule set; ``id`` is the version."""

    id: int
    name: str
    toml: str
    hash: str
    made_at: datetime
    made_by: str


@dataclass(frozen=True)
class PlanRecord:
    """A stored plan without its tables: recounted, no rule broken; ``previous`` is the stored plan it was made from."""

    id: int
    county: int
    rules: int
    name: str
    data_hash: str
    rules_hash: str
    summary: Summary
    made_at: datetime
    made_by: str
    previous: int | None = None


@dataclass(frozen=True)
class DraftRecord:
    """A plan under change by hand: the steps made, those taken back, and which save this is, counted from 1."""

    plan: int
    version: int
    done: tuple[Done, ...]
    undone: tuple[Done, ...]
    made_at: datetime
    made_by: str


@dataclass(frozen=True)
class AdoptionRecord:
    """A plan that is or was the official one of the county of that name; None at the end while it stands."""

    id: int
    county: str
    plan: int
    adopted_at: datetime
    adopted_by: str
    why: str
    withdrawn_at: datetime | None
    withdrawn_by: str | None
    withdrawn_why: str | None


@dataclass(frozen=True)
class RunRecord:
    """One solve: asked, running or over.

    ``seen_at`` is the worker's last sign of life; ``pid`` with ``pid_born`` (seconds since the epoch) names its
    process beyond doubt; ``progress`` is the worker's latest report, None before the first; ``message`` says in words
    how it ended. ``limits`` holds the fields of SolveLimits and, where asked for, ``previous`` (a stored plan),
    ``max_changes``, ``name`` of the plan to come, ``start`` (a stored plan to begin from, with the links ``units`` and
    ``leaders`` to be opened beside its own where there are any); or ``repairs``: the stored plan whose repairs are to be
    priced, and no plan comes of it. ``starts`` counts the processes that were started for it.
    """

    id: int
    county: int
    rules: int
    limits: Mapping[str, Any]
    state: RunState
    who: str
    queued_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    seen_at: datetime | None
    pid: int | None
    pid_born: float | None
    cancel_asked_at: datetime | None
    cancel_seen_at: datetime | None
    stop_reason: str | None
    message: Text | None
    phase: str
    progress: Mapping[str, Any] | None
    plan: int | None
    starts: int

    @property
    def live(self) -> bool:
        """Asked for or running, not over."""
        return self.state in ("queued", "running")


@dataclass(frozen=True)
class LogRecord:
    """Who did what to which record, when and why."""

    id: int
    at: datetime
    who: str
    what: str
    subject: str
    subject_id: int | None
    why: str
