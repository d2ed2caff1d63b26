"""未参与干部: cadres without a task or below their quota, and why; exempt cadres with their reasons. For the office only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from pairing.coverage import lack
from pairing.documents.headers import of_cadre
from pairing.documents.masking import Mask
from pairing.documents.sheets import Column, PrintedTable, serial
from pairing.documents.workbook import write_workbook
from pairing.limits import limits

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from pairing.documents.document import Watch
    from pairing.documents.facts import Facts
    from pairing.documents.workbook import Builder

    Ints = NDArray[np.int64]

TITLE: Final = "未参与干部"
_UNKNOWN: Final = "没有作出方案时的规则或名单，未说明"


def write_idle_cadres(facts: Facts, mask: Mask, folder: Path, watch: Watch) -> tuple[Path, ...]:
    """Three sheets: no task, below the lower quota (where the plan's rules are at hand), exempt."""
    builders: tuple[Builder, ...] = (uncovered_cadres, exempt_cadres)
    if facts.rules is not None:
        builders = (uncovered_cadres, below_quota, exempt_cadres)
    return write_workbook(TITLE, builders, facts, mask, folder, watch)


def uncovered_cadres(facts: Facts, mask: Mask) -> PrintedTable:
    """Eligible party cadres without a contact point or without a household."""
    idle = facts.coverage.uncovered_cadres
    says = [
        lack(bool(point), pairs + several).zh
        for point, pairs, several in idle[["has_point", "pairs", "contacts"]].itertuples(index=False)
    ]
    at = idle["cadre"].to_numpy(np.int64)
    found = {} if facts.gaps is None else {gap.cadre: gap.reason.zh for gap in facts.gaps.cadres}
    more = (
        Column("缺什么", 20, says, wraps=True),
        Column("原因", 40, [found.get(cadre, _UNKNOWN) for cadre in at.tolist()], wraps=True),
    )
    return _cadre_list(facts, mask, at, TITLE, more)


def below_quota(facts: Facts, mask: Mask) -> PrintedTable:
    """Eligible cadres with fewer focus households than their lower quota."""
    assert facts.rules is not None
    allowed = limits(facts.county, facts.rules)
    load = np.bincount(facts.pair_cadre, minlength=len(facts.county.cadres))
    at = np.flatnonzero(allowed.eligible & (load < allowed.least))
    more = (
        Column("应联系户数", 12, allowed.least[at].tolist()),
        Column("已联系户数", 12, load[at].tolist()),
        Column("还差", 10, (allowed.least[at] - load[at]).tolist()),
    )
    return _cadre_list(facts, mask, at, "未达户数下限", more)


def exempt_cadres(facts: Facts, mask: Mask) -> PrintedTable:
    """Whoever takes no part, with the reason; never counted as covered."""
    reasons = facts.county.cadres["exempt_reason"]
    exempt = np.flatnonzero(reasons.notna())
    words = mask.texts(reasons.to_numpy(object)[exempt])
    return _cadre_list(
        facts, mask, exempt, "免派干部", (Column(of_cadre("exempt_reason"), 36, words, wraps=True),)
    )


def _cadre_list(facts: Facts, mask: Mask, cadre: Ints, name: str, more: tuple[Column, ...]) -> PrintedTable:
    county, cadres = facts.county, facts.county.cadres
    units = county.units["name"].to_numpy(object)[facts.cadre_unit[cadre]]
    columns = (
        Column("序号", 6, serial(len(cadre))),
        Column(of_cadre("unit"), 26, mask.texts(units)),
        Column(of_cadre("cadre_id"), 12, mask.texts(cadres["cadre_id"].to_numpy(object)[cadre])),
        Column(of_cadre("name"), 12, mask.texts(cadres["name"].to_numpy(object)[cadre])),
        Column(of_cadre("post"), 18, mask.texts(cadres["post"].to_numpy(object)[cadre]), wraps=True),
        Column(of_cadre("rank"), 14, mask.texts(cadres["rank"].to_numpy(object)[cadre])),
        *more,
    )
    return PrintedTable(name, f"{county.name}{name}", columns, facts.stamp.line)
