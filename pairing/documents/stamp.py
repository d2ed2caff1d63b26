"""What every page says of where it comes from: which plan, of which lists, under which rules, made when."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pandas as pd

if TYPE_CHECKING:
    from pairing.plan import Plan

_CODE_LENGTH: Final = 8


@dataclass(frozen=True)
class Stamp:
    """plan_code: digest of links and pairs, so two prints with one code are of one plan; date: YYYY-MM-DD or ""."""

    county: str
    plan_code: str
    data_hash: str
    rules_hash: str
    date: str
    version: str

    @property
    def line(self) -> str:
        """The stamp in one line."""
        parts = (
            f"方案 {self.plan_code}",
            f"数据 {self.data_hash}",
            f"规则 {self.rules_hash}",
            f"日期 {self.date}" if self.date else "",
            f"软件 {self.version}",
        )
        return "  ".join(part for part in parts if part)


def stamp_of(plan: Plan, county_name: str) -> Stamp:
    """The stamp of a plan."""
    digest = hashlib.sha256()
    for table, columns in (
        (plan.links, ["kind", "unit", "cadre_id", "village_code", "role"]),
        (plan.pairs, ["household_id", "cadre_id", "order"]),
    ):
        texts = table[columns].astype(object).where(table[columns].notna(), "").astype(str)
        digest.update(pd.util.hash_pandas_object(texts, index=False).to_numpy().tobytes())
    summary = plan.summary
    return Stamp(
        county=county_name,
        plan_code=digest.hexdigest()[:_CODE_LENGTH],
        data_hash=summary.data_hash,
        rules_hash=summary.rules_hash,
        date=summary.made_at[:10],
        version=summary.version,
    )
