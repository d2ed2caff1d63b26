"""Collecting what is wrong with a county's lists, so that every fault is told at once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from pairing.issues import Issue

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pairing.issues import Severity
    from pairing.text import Text
    from pairing.unknown_words import Unknown

# A cell's text in a message; longer ones are cut.
SHOWN: Final = 60


@dataclass(frozen=True)
class Fault:
    """A kind of finding without its place: stable code, what is wrong, how to mend it."""

    severity: Severity
    code: str
    problem: Text
    remedy: Text

    def fill(self, **values: object) -> Fault:
        """The same fault with the places of both sentences filled."""
        return replace(self, problem=self.problem.fill(**values), remedy=self.remedy.fill(**values))


class Findings:
    """The issues found so far, in the order found, and the words not understood."""

    def __init__(self) -> None:
        self.issues: list[Issue] = []
        self.unknown: list[Unknown] = []

    @property
    def failed(self) -> bool:
        """Whether an error, not only warnings, has been found."""
        return any(issue.severity == "error" for issue in self.issues)

    def add(
        self,
        fault: Fault,
        *,
        sheet: str | None = None,
        row: int | None = None,
        column: str | None = None,
        value: str | None = None,
    ) -> None:
        self.add_rows(fault, sheet=sheet, rows=(row,), column=column, value=value)

    def add_rows(
        self,
        fault: Fault,
        *,
        sheet: str | None,
        rows: Iterable[int | None],
        column: str | None = None,
        value: str | None = None,
    ) -> None:
        """The same fault at each of these rows."""
        shown = value if value is None or len(value) <= SHOWN else f"{value[:SHOWN]}…"
        self.issues += [
            Issue(fault.severity, fault.code, fault.problem, fault.remedy, sheet, row, column, shown)
            for row in rows
        ]
