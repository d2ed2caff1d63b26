"""The one tree of errors an organizer can meet.

PairingError            what went wrong, in both languages
├── DataError           the county's lists are at fault; carries every issue found
├── RulesError          the rules file or a rule's value is at fault
├── PlanError           a plan's files are at fault, or the plan failed its recount
├── StoreError          the store refuses: missing, stale, locked or damaged
├── NotAllowed          whoever acts may not do this
├── TemplateError       a document's template, or a setting beside it, cannot be used
└── CallError           the call itself is at fault (a path, an option)
"""

from __future__ import annotations

import traceback
from typing import TYPE_CHECKING

from pairing.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pairing.issues import Issue


def traceback_without_values(fault: BaseException) -> str:
    """Where a fault came from, for a log: kinds and lines, not the messages, which may quote somebody's name."""
    parts: list[str] = []
    seen: BaseException | None = fault
    while seen is not None:
        parts += [
            f"{type(seen).__module__}.{type(seen).__qualname__}\n",
            *traceback.format_tb(seen.__traceback__),
        ]
        seen = seen.__cause__ or seen.__context__
    return "".join(parts)


class PairingError(Exception):
    """Something an organizer can mend; ``text`` says what, where and how."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


class DataError(PairingError):
    """The county's lists cannot be used; ``issues`` holds every fault, not the first only."""

    def __init__(self, text: Text, issues: Sequence[Issue] = ()) -> None:
        super().__init__(text)
        self.issues = tuple(issues)


class RulesError(PairingError):
    """A rule's value cannot be used."""


class PlanError(PairingError):
    """A plan cannot be read, or breaks a hard rule."""


class StoreError(PairingError):
    """The store cannot do what was asked."""


class NotAllowed(PairingError):
    """Whoever acts has too low a role for this."""


class TemplateError(PairingError):
    """A template cannot be used; the text names file and place."""


class CallError(PairingError):
    """The call cannot be carried out as it stands."""
