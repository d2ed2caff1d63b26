"""联村一览表: every village with its units and leaders, a workbook of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from pairing.documents.headers import of_household, of_village
from pairing.documents.masking import Mask
from pairing.documents.sheets import Column, PrintedTable
from pairing.documents.village_links import village_links
from pairing.documents.workbook import write_workbook

if TYPE_CHECKING:
    from pathlib import Path

    from pairing.documents.document import Watch
    from pairing.documents.facts import Facts

TITLE: Final = "联村一览表"


def write_village_list(facts: Facts, mask: Mask, folder: Path, watch: Watch) -> tuple[Path, ...]:
    """One sheet, each township on a new page."""
    return write_workbook(TITLE, (villages,), facts, mask, folder, watch)


def villages(facts: Facts, mask: Mask) -> PrintedTable:
    """One row a village, in the order of the form."""
    county, table, links = facts.county, facts.county.villages, village_links(facts)
    units = county.units["name"].to_numpy(object)
    place = facts.household_village[facts.pair_household]
    everyone = np.unique(np.column_stack([place, facts.pair_cadre]), axis=0)[:, 0]
    order = np.argsort(facts.village_town, kind="stable").tolist()
    households = np.bincount(place[facts.first], minlength=len(table))[order].tolist()
    people = np.bincount(everyone, minlength=len(table))[order].tolist()
    leads = [links.lead.get(village, -1) for village in order]
    columns = (
        Column(of_village("town"), 12, mask.texts(table["town"].to_numpy(object)[order])),
        Column(of_household("village"), 14, mask.texts(table["name"].to_numpy(object)[order])),
        Column("牵头单位", 24, mask.texts(units[u] if u >= 0 else "" for u in leads), wraps=True),
        Column("组长", 10, mask.texts(links.heads.get(u, "") for u in leads)),
        Column("协助单位", 34, mask.texts("、".join(links.assist.get(v, ())) for v in order), wraps=True),
        Column("联系领导", 26, mask.texts("、".join(links.leaders.get(v, ())) for v in order), wraps=True),
        Column("结对户数", 9, households),
        Column("干部数", 9, people),
    )
    breaks = tuple((np.flatnonzero(np.diff(facts.village_town[order])) + 1).tolist())
    return PrintedTable(TITLE, f"{county.name}单位联村一览表", columns, facts.stamp.line, breaks)
