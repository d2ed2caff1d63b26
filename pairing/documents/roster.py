"""结对帮扶名册: who helps whom, by township, by village and by unit (headers as offices have them), one workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from pairing.documents import headers
from pairing.documents.masking import Mask
from pairing.documents.overview import by_town, overview
from pairing.documents.sheets import Cell, Column, PrintedTable, serial
from pairing.documents.workbook import write_workbook
from pairing.schema import TIERS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from pairing.documents.document import Watch
    from pairing.documents.facts import Facts

    Ints = NDArray[np.int64]

TITLE: Final = "结对帮扶名册"
_REMARK: Final = "备注"
_TIER_WORDS: Final = {choice.value: choice.word for choice in TIERS}


def write_roster(facts: Facts, mask: Mask, folder: Path, watch: Watch) -> tuple[Path, ...]:
    """Both coverages in numbers, then the roster in its three orders."""
    builders = (overview, by_town, roster_by_town, roster_by_village, roster_by_unit)
    return write_workbook(TITLE, builders, facts, mask, folder, watch)


def roster_by_town(facts: Facts, mask: Mask) -> PrintedTable:
    """One row a paired household; each township begins on a new page."""
    rows, village = household_rows(facts)
    return _roster(facts, mask, rows, "名册（按乡镇）", _changes(facts.village_town[village]))


def roster_by_village(facts: Facts, mask: Mask) -> PrintedTable:
    """The same rows; each village begins on a new page."""
    rows, village = household_rows(facts)
    return _roster(facts, mask, rows, "名册（按村）", _changes(village))


def roster_by_unit(facts: Facts, mask: Mask) -> PrintedTable:
    """One row a pair, by unit and cadre; each unit begins on a new page."""
    unit = facts.cadre_unit[facts.pair_cadre]
    rows = np.lexsort((facts.pair_household, facts.pair_cadre, unit))
    return _roster(facts, mask, rows, "名册（按单位）", _changes(unit[rows]))


def household_rows(facts: Facts) -> tuple[Ints, Ints]:
    """The first pair of each household in listing order, and the village of each."""
    first = np.flatnonzero(facts.first)
    rows = first[np.argsort(facts.place_of[facts.pair_household[first]])]
    return rows, facts.household_village[facts.pair_household[rows]]


def _changes(group: Ints) -> tuple[int, ...]:
    """Places where a new group begins, but for the first."""
    return tuple((np.flatnonzero(np.diff(group)) + 1).tolist())


def _roster(facts: Facts, mask: Mask, rows: Ints, name: str, breaks: tuple[int, ...]) -> PrintedTable:
    columns = list(roster_columns(facts, mask, rows).values())
    if mask.shows("extra"):
        extra = facts.county.extras.get("households")
        names = [] if extra is None else [str(header) for header in extra.columns if header != _REMARK]
        household = facts.pair_household[rows]
        columns += [Column(header, 10, _extra(facts, household, header), wraps=True) for header in names]
    title = f"{facts.county.name}{TITLE}"
    return PrintedTable(name, title, tuple(columns), facts.stamp.line, breaks)


def roster_columns(facts: Facts, mask: Mask, rows: Ints) -> dict[str, Column]:
    """The form's columns that the audience may see, by key, for the pairs at ``rows``."""
    county, household, cadre = facts.county, facts.pair_household[rows], facts.pair_cadre[rows]
    households, cadres = county.households, county.cadres
    village = facts.household_village[household]
    unit_names = county.units["name"].to_numpy(object)[facts.cadre_unit[cadre]]

    def of_household(column: str) -> list[str]:
        return mask.texts(households[column].to_numpy(object)[household])

    def of_cadre(column: str) -> list[str]:
        return mask.texts(cadres[column].to_numpy(object)[cadre])

    heads = mask.head_names(households["head_name"].to_numpy(object)[household])
    ids = facts.household_ids(mask)[household]
    phones = mask.phones(cadres["phone"].to_numpy(object)[cadre])
    everything: tuple[tuple[str, str, float, Sequence[Cell], bool], ...] = (
        ("serial", "序号", 5, serial(len(rows)), False),
        ("town", headers.of_household("town"), 8, mask.texts(county.villages["town"].to_numpy(object)[village]), False),
        ("village", headers.of_household("village"), 8, mask.texts(county.villages["name"].to_numpy(object)[village]), False),
        ("group", headers.of_household("group"), 7, of_household("group"), False),
        ("household_id", headers.of_household("household_id"), 12, ids.tolist(), False),
        ("head_name", headers.of_household("head_name"), 7, heads, False),
        ("people", headers.of_household("people"), 5, _integers(households["people"].to_numpy(float)[household]), False),
        ("kind", headers.of_household("kind"), 7, of_household("kind"), False),
        ("cause", headers.of_household("cause"), 9, of_household("cause"), False),
        ("tier", headers.of_household("tier"), 6, [_TIER_WORDS.get(t, "") for t in facts.pair_tier[rows].tolist()], False),
        ("unit", "帮扶单位", 14, mask.texts(unit_names), True),
        ("cadre", "帮扶责任人", 8, of_cadre("name"), False),
        ("post", headers.of_cadre("post"), 10, of_cadre("post"), True),
        ("rank", headers.of_cadre("rank"), 10, of_cadre("rank"), False),
        ("phone", headers.of_cadre("phone"), 12, phones, False),
        ("second", "第二联系人", 13, mask.texts(_others(facts, rows)), True),
        ("task", "帮扶任务", 20, mask.texts(facts.tasks[household]), True),
        ("date", "结对日期", 10, facts.pair_date[rows].tolist(), False),
        ("remark", _REMARK, 8, _extra(facts, household, _REMARK), True),
    )  # fmt: skip
    return {
        key: Column(header, width, cells, wraps)
        for key, header, width, cells, wraps in everything
        if mask.shows(key)
    }


def _integers(values: NDArray[np.float64]) -> list[Cell]:
    return [None if value != value else int(value) for value in values.tolist()]


def _others(facts: Facts, rows: Ints) -> list[str]:
    """第二联系人 of each pair: the household's other cadres, each with the unit."""
    several = np.bincount(facts.pair_household, minlength=len(facts.household_village)) > 1
    partners: dict[int, list[int]] = {}
    for pair in np.flatnonzero(several[facts.pair_household]).tolist():
        partners.setdefault(int(facts.pair_household[pair]), []).append(pair)
    names = facts.county.cadres["name"].to_numpy(object)[facts.pair_cadre]
    units = facts.county.units["name"].to_numpy(object)[facts.cadre_unit[facts.pair_cadre]]
    return [
        "、".join(
            f"{names[p]}（{units[p]}）" for p in partners.get(int(facts.pair_household[row]), ()) if p != row
        )
        for row in rows.tolist()
    ]


def _extra(facts: Facts, household: Ints, header: str) -> list[str]:
    """A column of the organizer's own, "" where the lists have none of that name."""
    extra = facts.county.extras.get("households")
    if extra is None or header not in extra.columns or len(extra) != len(facts.household_village):
        return [""] * len(household)
    cells = extra[header].to_numpy(object)[household]
    return ["" if cell is None or cell != cell else str(cell) for cell in cells]
