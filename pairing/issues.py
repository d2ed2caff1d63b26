"""Findings on a county's lists: where they are, what is wrong, how to mend it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from pairing.text import Lang, Text

Severity = Literal["error", "warning"]


@dataclass(frozen=True)
class Issue:
    """One finding, placed as the organizer's own file has it.

    ``code`` names the kind of finding (kebab-case, stable, for machines and tests); ``sheet`` and ``column`` are
    the words of the file; ``row`` counts as the spreadsheet does, from 1; ``value`` is the cell's text. ``file`` names
    the file where several were read and the sheet's name alone would not tell.
    """

    severity: Severity
    code: str
    problem: Text
    remedy: Text
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    value: str | None = None
    file: str | None = None

    def place(self, lang: Lang) -> str:
        """The finding's place in words, as far as it has one."""
        if lang == "zh":
            sheet = f"文件“{self.sheet}”" if self._is_file else f"“{self.sheet}”表"
            parts = (
                self.file and f"文件“{self.file}”",
                self.sheet and sheet,
                self.row and f"第{self.row}行",
                self.column and f"“{self.column}”列",
            )
            return "".join(p for p in parts if p)
        sheet = f"file {self.sheet}" if self._is_file else f"sheet {self.sheet}"
        parts = (
            self.file and f"file {self.file}",
            self.sheet and sheet,
            self.row and f"row {self.row}",
            self.column and f"column {self.column}",
        )
        return ", ".join(p for p in parts if p)

    def sentence(self, lang: Lang) -> str:
        """The whole finding in a line: place, value, what is wrong, how to mend it."""
        value = "" if self.value is None else (f"（{self.value}）" if lang == "zh" else f" ({self.value})")
        place = self.place(lang) + value
        return "  ".join(p for p in (place, f"{self.problem.show(lang)} {self.remedy.show(lang)}") if p)

    @property
    def _is_file(self) -> bool:
        return self.sheet is not None and self.sheet.lower().endswith((".xlsx", ".xls", ".csv", ".et"))

    def as_json(self, lang: Lang) -> dict[str, Any]:
        """The finding for other programs, its words in one language."""
        return {
            "severity": self.severity,
            "code": self.code,
            "file": self.file,
            "sheet": self.sheet,
            "row": self.row,
            "column": self.column,
            "value": self.value,
            "problem": self.problem.show(lang),
            "remedy": self.remedy.show(lang),
        }
