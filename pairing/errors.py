"""The one tree of errors an organizer can meet.

PairingError            what went wrong, in both languages
├── DataError           the county's lists are at fault; carries every issue found
├── RulesError          the rules file or a rule's value is at fault
├── PlanError           a plan's files are at fault, or the plan failed its recount
├── StoreError          the store refuses: missing, stale, locked or damaged
├── TemplateError       a document's template, or a setting beside it, cannot be used
└── CallError           the call itself is at fault (a path, an option)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pairing.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pairing.issues import Issue


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


class TemplateError(PairingError):
    """A template cannot be used; the text names file and place."""


class CallError(PairingError):
    """The call cannot be carried out as it stands."""
