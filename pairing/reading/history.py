"""The lists that come with a county's history - previous pairs and links, kinship, directives, mergers - to columns.

Previous pairs and links of people, households or villages that are gone are told and left out: they bind nothing now.
Kinship and directives that name somebody unknown are errors: a slip there would void a ban without a word.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from pairing.codes import plain_word
from pairing.reading.asking import (
    PAST,
    TAKEN,
    UNKNOWN_CADRE,
    UNKNOWN_HOUSEHOLD,
    UNKNOWN_UNIT,
    UNKNOWN_VILLAGE,
    positions,
    village_positions,
)
from pairing.reading.findings import Fault, Findings
from pairing.reading.lists import Columns, Place, report_duplicates
from pairing.reading.people import Cadres, cadre_positions
from pairing.reading.resolve import NOWHERE, Names, Villages
from pairing.reading.values import column_values
from pairing.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from pairing.reading.table import Table

Mergers = dict[Place, Place]

_GONE = Text("按已离开处理，不承接。", "Taken as gone; nothing is carried over.")
_CHECK = Text("若是笔误，请改正。", "If it is a slip, correct it.")
_CADRE_GONE = Fault(
    "warning",
    "previous-gone",
    Text("干部表里没有这个人；{gone}", "The sheet of cadres has no such person. {gone}").fill(gone=_GONE),
    _CHECK,
)
_HOUSEHOLD_GONE = Fault(
    "warning",
    "previous-gone",
    Text("农户表里没有这个编号；{gone}", "The sheet of households has no such id. {gone}").fill(gone=_GONE),
    _CHECK,
)
_UNIT_GONE = Fault(
    "warning",
    "previous-gone",
    Text("单位表里没有这个单位；{gone}", "The sheet of units has no such unit. {gone}").fill(gone=_GONE),
    _CHECK,
)
_VILLAGE_GONE = Fault(
    "warning",
    "previous-gone",
    Text(
        "行政村表里没有这个村{near}；{gone}", "The sheet of villages has no such village{near}. {gone}"
    ).fill(gone=_GONE, near="{near}"),
    Text(
        "村已合并的，请在村合并表里写明去向。",
        "If it was merged, say into which village on the sheet of mergers.",
    ),
)
_REPEATED = Fault(
    "warning",
    "repeated-row",
    Text("与{first}说的是同一件事，只计一次。", "Says the same as {first}; counted once."),
    Text("删去一行。", "Delete one of the rows."),
)
_LINK_OWNER = Fault(
    "error",
    "link-owner",
    Text("单位名称和干部编号须填且只填一个。", "Exactly one of unit and cadre must be given."),
    Text(
        "单位联村填单位名称，领导联村填干部编号。",
        "For a unit's link give the unit, for a leader's link the cadre.",
    ),
)
_NO_TARGET = Fault(
    "error",
    "directive-target",
    Text("没有写明指定或回避的是谁和谁。", "It does not say who is pinned to, or banned from, what."),
    Text(
        "填干部编号和户编号（结对）、单位名称和行政村（单位联村），或县级领导的干部编号和行政村（领导联村）。",
        "Give cadre and household (a pair), unit and village (a unit's link), or a county-level cadre and a village (a leader's link).",
    ),
)
_CONFLICT = Fault(
    "error",
    "directive-conflict",
    Text("这一行自相矛盾：{why}。", "The row contradicts itself: {why}."),
    Text(
        "每行只写一对，户与村、干部与单位须相符。",
        "Give one pair a row; household and village, cadre and unit must agree.",
    ),
)
_CONTRADICTION = Fault(
    "error",
    "directives-contradict",
    Text(
        "与{first}相反：同一对既指定又回避。",
        "The opposite of {first}: the same pair is pinned and banned.",
    ),
    Text("删去其中一行。", "Delete one of the two rows."),
)
_SELF_MERGER = Fault(
    "error",
    "merger-twice",
    Text("这个村在{first}已有另一个去向。", "This village is sent elsewhere: {first}."),
    Text("一个村只写一个去向。", "Give a village one new village."),
)


@dataclass(frozen=True)
class Known:
    """What the four lists hold, for looking references up: None where a list could not be read.

    ``unit_of``, ``level_of`` are by cadre position, ``village_of`` by household position.
    """

    units: Names | None
    cadres: Cadres | None
    villages: Villages | None
    households: Names | None
    unit_of: Sequence[int] = ()
    level_of: Sequence[int | None] = ()
    village_of: Sequence[int] = ()


def read_mergers(table: Table, known: Known, findings: Findings) -> tuple[Columns, Mergers]:
    """The mergers' columns, and plain old town and village -> new town and village."""
    columns: Columns = {
        key: column_values(table, key, findings)
        for key in ("old_town", "old_village", "new_town", "new_village")
    }
    if known.villages:
        village_positions(
            table, columns["new_town"], columns["new_village"], known.villages, findings, key="new_village"
        )
    mergers: Mergers = {}
    first: dict[tuple[str, str], int] = {}
    keys = ("old_town", "old_village", "new_town", "new_village")
    for place, (old_town, old_village, new_town, new_village) in enumerate(
        zip(*(columns[key] for key in keys), strict=True)
    ):
        if None in (old_town, old_village, new_town, new_village):
            continue
        old = (plain_word(old_town), plain_word(old_village))
        if mergers.setdefault(old, (new_town, new_village)) != (new_town, new_village):
            told = _SELF_MERGER.fill(first=table.row_words([first[old]], place))
            findings.at(told, table, [place], "old_village", f"{old_town} {old_village}")
        first.setdefault(old, place)
    return columns, mergers


def read_previous_pairs(
    table: Table, known: Known, findings: Findings
) -> tuple[Columns, NDArray[np.bool_], list[tuple[int, str]]]:
    """The columns of every row, and which rows are kept: those whose cadre and household are still there, once each.

    Third: the households (positions) that a cadre who is gone had until then, with that cadre's id."""
    columns: Columns = {key: column_values(table, key, findings) for key in ("start", "end", "done")}
    households = column_values(table, "household", findings)
    columns["household"] = _look_up(
        table, "household", households, known.households, _HOUSEHOLD_GONE, findings
    )
    columns["cadre"], cadres = cadre_positions(table, known.cadres, _CADRE_GONE, findings)
    kept = np.array(
        [h >= 0 and c >= 0 for h, c in zip(columns["household"], columns["cadre"], strict=True)], np.bool_
    )
    pairs = [
        (household, cadre) if keep else None
        for household, cadre, keep in zip(columns["household"], columns["cadre"], kept, strict=True)
    ]
    kept[report_duplicates(table, "household", pairs, findings, _REPEATED, shown=households)] = False
    gone = [
        (household, str(who))
        for household, cadre, who, end in zip(
            columns["household"], columns["cadre"], cadres, columns["end"], strict=True
        )
        if household >= 0 and cadre < 0 and who is not None and end is None
    ]
    return columns, kept, list(dict.fromkeys(gone))


def read_previous_links(
    table: Table, known: Known, mergers: Mapping[Place, Place], findings: Findings
) -> tuple[Columns, NDArray[np.bool_]]:
    """Likewise, of a table with a link a row; a link to a village since merged goes to the village it became part of."""
    units = column_values(table, "unit", findings)
    cadre_at, cadres = cadre_positions(table, known.cadres, _CADRE_GONE, findings, required=False)
    owners = [(unit is None) == (cadre is None) for unit, cadre in zip(units, cadres, strict=True)]
    wrong = [place for place, is_wrong in enumerate(owners) if is_wrong]
    findings.at(_LINK_OWNER, table, wrong, "unit")
    blank = [NOWHERE] * len(table)
    columns: Columns = {
        "unit": positions(table, "unit", units, known.units, _UNIT_GONE, findings, least=PAST)
        if known.units
        else blank,
        "cadre": cadre_at,
        "role": [role or "lead" for role in column_values(table, "role", findings)],
    }
    towns, names = column_values(table, "town", findings), column_values(table, "village", findings)
    moved = [
        mergers.get((plain_word(town), plain_word(name)), (town, name)) if town and name else (town, name)
        for town, name in zip(towns, names, strict=True)
    ]
    columns["village"] = [NOWHERE] * len(table)
    if known.villages:
        columns["village"] = village_positions(
            table, [town for town, _ in moved], [name for _, name in moved], known.villages, findings,
            unknown=_VILLAGE_GONE, least=PAST,
        )  # fmt: skip
    rows = zip(columns["unit"], columns["cadre"], columns["village"], strict=True)
    links = [
        (unit, cadre, village) if village >= 0 and max(unit, cadre) >= 0 else None
        for unit, cadre, village in rows
    ]
    kept = np.array([link is not None for link in links], np.bool_)
    # A lead and an assisting link to villages since made one are one link, and the lead counts.
    order = sorted(range(len(links)), key=lambda i: (columns["role"][i] != "lead", i))
    seen: set[tuple[int, int, int]] = set()
    for place in order:
        link = links[place]
        if link is not None and link in seen:
            kept[place] = False
        elif link is not None:
            seen.add(link)
    return columns, kept


def read_kinship(table: Table, known: Known, findings: Findings) -> Columns:
    households = column_values(table, "household", findings)
    return {
        "cadre": cadre_positions(table, known.cadres, UNKNOWN_CADRE, findings)[0],
        "household": _look_up(table, "household", households, known.households, UNKNOWN_HOUSEHOLD, findings),
        "relation": column_values(table, "relation", findings),
    }


def read_directives(
    table: Table, known: Known, mergers: Mapping[Place, Place], findings: Findings
) -> Columns:
    """Each directive with exactly one of cadre and unit and one of household and village set."""
    columns: Columns = {key: column_values(table, key, findings) for key in ("kind", "who", "when", "why")}
    texts = {key: column_values(table, key, findings) for key in ("unit", "household", "town", "village")}
    columns["cadre"], texts["cadre"] = cadre_positions(
        table, known.cadres, UNKNOWN_CADRE, findings, required=False
    )
    columns["unit"] = [NOWHERE] * len(table)
    if known.units:
        columns["unit"] = positions(
            table, "unit", texts["unit"], known.units, UNKNOWN_UNIT, findings, least=TAKEN
        )
    columns["household"] = _look_up(
        table, "household", texts["household"], known.households, UNKNOWN_HOUSEHOLD, findings
    )
    columns["village"] = [NOWHERE] * len(table)
    if known.villages:
        columns["village"] = village_positions(
            table, texts["town"], texts["village"], known.villages, findings, mergers=mergers,
            unknown=UNKNOWN_VILLAGE,
        )  # fmt: skip
    first: dict[tuple[int, ...], int] = {}
    for i in range(len(table)):
        written = [texts[key][i] is not None for key in ("cadre", "unit", "household", "village")]
        target = tuple(columns[key][i] for key in ("cadre", "unit", "household", "village"))
        if any(is_written and position < 0 for is_written, position in zip(written, target, strict=True)):
            continue  # told already: the name is unknown
        fault, target = _target(target, known, pin=columns["kind"][i] == "pin")
        if fault is not None:
            findings.at(fault, table, [i], "kind")
            continue
        for key, position in zip(("cadre", "unit", "household", "village"), target, strict=True):
            columns[key][i] = position
        before = first.setdefault(target, i)
        if before != i:
            opposite = columns["kind"][i] != columns["kind"][before]
            told = (_CONTRADICTION if opposite else _REPEATED).fill(first=table.row_words([before], i))
            findings.at(told, table, [i], "kind")
    return columns


def _target(target: tuple[int, ...], known: Known, *, pin: bool) -> tuple[Fault | None, tuple[int, ...]]:
    """What a directive binds; a household's own village and a cadre's own unit beside them are no second target.

    A ban may keep a whole unit from a household, or an ordinary cadre from a whole village; a pin may not say so,
    since it would leave open who of them is meant.
    """
    cadre, unit, household, village = target
    if cadre >= 0 and unit >= 0:
        if known.unit_of[cadre] != unit:
            return _CONFLICT.fill(why=Text("这名干部不在这个单位", "the cadre is not of this unit")), target
        unit = NOWHERE
    if household >= 0 and village >= 0:
        if known.village_of[household] != village:
            return _CONFLICT.fill(why=Text("这户不在这个村", "the household is not in this village")), target
        village = NOWHERE
    if max(cadre, unit) < 0 or max(household, village) < 0:
        return _NO_TARGET, target
    if pin and unit >= 0 and household >= 0:
        why = Text("单位联村不联户", "a unit links villages, not households")
        return _CONFLICT.fill(why=why), target
    if pin and cadre >= 0 and village >= 0 and known.level_of[cadre] not in (3, None):
        why = Text("只有县级领导个人联村", "only county-level cadres lead villages in person")
        return _CONFLICT.fill(why=why), target
    return None, (cadre, unit, household, village)


def _look_up(
    table: Table, key: str, texts: Sequence[Any], names: Names | None, unknown: Fault, findings: Findings
) -> list[int]:
    return positions(table, key, texts, names, unknown, findings) if names else [NOWHERE] * len(table)
