"""Collecting what is wrong with a county's lists, so that every fault is told at once, and what is to be confirmed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from pairing.issues import Issue
from pairing.matches import Matches, Wording

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pairing.issues import Severity
    from pairing.matches import MatchKind, Proposal
    from pairing.reading.table import Table
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
    """The issues found so far, in the order found; words not understood; what was confirmed before, and what is still to be
    confirmed."""

    def __init__(self, confirmed: Matches | None = None) -> None:
        self.issues: list[Issue] = []
        self.unknown: list[Unknown] = []
        self.proposals: list[Proposal] = []
        self.used: dict[Wording, str] = {}
        self._confirmed = confirmed or Matches()

    @property
    def failed(self) -> bool:
        """Whether an error, not only warnings, has been found."""
        return any(issue.severity == "error" for issue in self.issues)

    def confirmed(self, kind: MatchKind, where: str, said: str) -> str | None:
        """What these words were confirmed to mean; None where nobody has decided. Asking notes that they were used."""
        means = self._confirmed.meaning(kind, where, said)
        if means is not None:
            self.used[Wording(kind, where, said)] = means
        return means

    def propose(self, proposal: Proposal) -> None:
        """Put words to the organizer; the same words in another sheet are one question, with the rows of both."""
        for place, known in enumerate(self.proposals):
            if known.wording == proposal.wording:
                self.proposals[place] = replace(known, rows=known.rows + proposal.rows)
                return
        self.proposals.append(proposal)

    def add(
        self,
        fault: Fault,
        *,
        sheet: str | None = None,
        file: str | None = None,
        row: int | None = None,
        column: str | None = None,
        value: str | None = None,
    ) -> None:
        """A fault at a place of a file; ``file`` where the sheet's name alone would not tell."""
        shown = value if value is None or len(value) <= SHOWN else f"{value[:SHOWN]}…"
        self.issues.append(
            Issue(
                fault.severity, fault.code, fault.problem, fault.remedy, sheet, row, column, shown, file=file
            )
        )

    def at(
        self,
        fault: Fault,
        table: Table,
        positions: Iterable[int],
        key: str | None = None,
        value: str | None = None,
    ) -> None:
        """The same fault at each of these rows of a table (positions), in the column of that key."""
        for position in positions:
            part = table.part(position)
            self.add(
                fault,
                sheet=part.name,
                file=part.file,
                row=int(table.rows[position]),
                column=None if key is None else part.headers[key],
                value=value,
            )
