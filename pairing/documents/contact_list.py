"""联系人名单（包组联户）: every household of the county with its contact, a workbook of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from pairing.documents.headers import of_cadre, of_household, pick
from pairing.documents.masking import Mask
from pairing.documents.sheets import Cell, Column, PrintedTable, serial
from pairing.documents.workbook import write_workbook

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pairing.documents.document import Watch
    from pairing.documents.facts import Facts

TITLE: Final = "联系人名单"
_VIA: Final = {"pair": "结对", "unit": "联村单位", "town": "本乡镇", "village": "本村"}


def write_contact_list(facts: Facts, mask: Mask, folder: Path, watch: Watch) -> tuple[Path, ...]:
    """One sheet, each village on a new page."""
    return write_workbook(TITLE, (contacts,), facts, mask, folder, watch)


def contacts(facts: Facts, mask: Mask) -> PrintedTable:
    """包组联户: every household of the county with its contact cadre, each village on a new page."""
    county, order = facts.county, facts.place
    households, village = county.households, facts.household_village[facts.place]
    cadre = facts.contact[order]
    via = dict(zip(facts.found.contact_household.tolist(), facts.plan.contacts["via"], strict=True))
    everything: tuple[tuple[str, str, float, Sequence[Cell]], ...] = (
        ("serial", "序号", 8, serial(len(order))),
        ("town", of_household("town"), 12, mask.texts(county.villages["town"].to_numpy(object)[village])),
        (
            "village",
            of_household("village"),
            13,
            mask.texts(county.villages["name"].to_numpy(object)[village]),
        ),
        ("group", of_household("group"), 12, mask.texts(households["group"].to_numpy(object)[order])),
        (
            "household_id",
            of_household("household_id"),
            14,
            facts.household_ids(mask)[order].tolist(),
        ),
        (
            "head_name",
            of_household("head_name"),
            10,
            mask.head_names(households["head_name"].to_numpy(object)[order]),
        ),
        (
            "focus",
            of_household("focus"),
            8,
            ["是" if f else "" for f in households["focus"].to_numpy(bool)[order]],
        ),
        ("cadre", "联系干部", 10, mask.texts(pick(county.cadres["name"].to_numpy(object), cadre))),
        (
            "unit",
            "所在单位",
            22,
            mask.texts(pick(county.units["name"].to_numpy(object)[facts.cadre_unit], cadre)),
        ),
        ("post", of_cadre("post"), 13, mask.texts(pick(county.cadres["post"].to_numpy(object), cadre))),
        ("phone", of_cadre("phone"), 14, mask.phones(pick(county.cadres["phone"].to_numpy(object), cadre))),
        ("via", "联系方式", 10, [_VIA[via[h]] if h in via else "缺联系人" for h in order.tolist()]),
    )
    columns = tuple(
        Column(header, width, cells) for key, header, width, cells in everything if mask.shows(key)
    )
    breaks = tuple((np.flatnonzero(np.diff(village)) + 1).tolist())
    return PrintedTable("包组联户", f"{county.name}包组联户一览表", columns, facts.stamp.line, breaks)
