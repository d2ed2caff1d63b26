"""One line of the quota rule: how many focus households a kind of cadre takes."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from pairing.errors import RulesError
from pairing.text import Text

QuotaKind = Literal["exactly", "at_least", "at_most", "between"]
Scope = Literal["county", "town", "village", "other"]


class Quota(BaseModel):
    """How many focus households a cadre takes; the first line that fits a cadre counts.

    A line fits where its level (1–3), grade (code of the ranks list) and scope of the unit ("county", "town",
    "village", "other") are the cadre's or are left out.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: QuotaKind
    level: Annotated[int, Field(ge=1, le=3)] | None = None
    grade: str | None = None
    scope: Scope | None = None
    least: Annotated[int, Field(ge=0, le=200)] | None = None
    most: Annotated[int, Field(ge=0, le=200)] | None = None

    @model_validator(mode="after")
    def _numbers_fit_the_kind(self) -> Self:
        fits = {
            "exactly": self.least is not None and self.most in (None, self.least),
            "at_least": self.least is not None and self.most is None,
            "at_most": self.most is not None and self.least is None,
            "between": self.least is not None and self.most is not None and self.least <= self.most,
        }
        if not fits[self.kind]:
            raise RulesError(
                Text(
                    "联系户数指标 {kind} 的户数不对: exactly（正好）和 at_least（至少）填 least，at_most（至多）填 most，"
                    "between（介于）两个都填且 least 不大于 most。",
                    "The quota {kind} has the wrong numbers: exactly and at_least want least, at_most wants most, "
                    "between wants both with least not above most.",
                ).fill(kind=self.kind)
            )
        return self

    def bounds(self, open_top: int) -> tuple[int, int]:
        """[least, most] in households; ``open_top`` closes "at least"."""
        if self.kind == "exactly":
            return self.least or 0, self.least or 0
        if self.kind == "at_least":
            return self.least or 0, max(self.least or 0, open_top)
        return self.least or 0, self.most or 0
