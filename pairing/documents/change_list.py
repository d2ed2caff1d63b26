"""变动表: whom a plan changed against the previous one, household by household, and who takes over from whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from pairing.documents.masking import Mask
from pairing.documents.sheets import Column, PrintedTable, serial
from pairing.documents.workbook import write_workbook

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from pairing.documents.document import Watch
    from pairing.documents.facts import Facts

    Words = NDArray[np.object_]

TITLE: Final = "变动表"
_NOBODY: Final = "（无）"


def write_change_list(facts: Facts, mask: Mask, folder: Path, watch: Watch) -> tuple[Path, ...]:
    """Three sheets: households, who takes over from whom, villages; nothing where there was no previous plan."""
    if facts.plan.changes is None:
        return ()
    return write_workbook(TITLE, (changed_households, successions, changed_links), facts, mask, folder, watch)


def changed_households(facts: Facts, mask: Mask) -> PrintedTable:
    """One row a changed pair, in the order of the form; a pair that ended has no new cadre and no date."""
    rows = _rows(facts, "pair")
    known = _positions(facts.county.households["household_id"], rows["household_id"])
    rows, known = rows[known >= 0], known[known >= 0]
    order = np.argsort(facts.place_of[known], kind="stable")
    rows, known = rows.iloc[order], known[order]
    begins = rows["new_cadre_id"] != ""
    units = np.where(begins, rows["new_unit"], rows["old_unit"])
    heads = facts.county.households["head_name"].to_numpy(object)[known]
    columns = [
        Column("户编号", 16, facts.household_ids(mask)[known].tolist()),
        Column("户主", 12, mask.head_names(heads)),
        Column("原责任人", 16, mask.texts(_names(facts, rows["old_cadre_id"]))),
        Column("新责任人", 16, mask.texts(_names(facts, rows["new_cadre_id"]))),
        Column("单位", 30, mask.texts(units), wraps=True),
    ]
    if mask.shows("reason"):
        columns.append(Column("原因", 38, rows["reason"].tolist(), wraps=True))
    columns.append(Column("开始日期", 12, np.where(begins, facts.stamp.date, "").tolist()))
    return _table(facts, TITLE, tuple(columns))


def successions(facts: Facts, mask: Mask) -> PrintedTable:
    """谁接谁: one row for each former and new cadre, with the households that go from one to the other."""
    rows = _rows(facts, "pair")
    rows = rows.assign(place=_positions(facts.county.households["household_id"], rows["household_id"]))
    keys = ["old_unit", "old_cadre_id", "new_unit", "new_cadre_id"]
    grouped = rows[rows["place"] >= 0].groupby(keys, sort=True)["place"]
    groups = [(key, places.to_numpy(np.int64)) for key, places in grouped]
    old_unit, old_cadre, new_unit, new_cadre = (
        pd.Series([key[k] for key, _ in groups], dtype=object) for k in range(4)
    )
    ids = facts.household_ids(mask)
    columns = (
        Column("序号", 6, serial(len(groups))),
        Column("原责任人", 14, mask.texts(_names(facts, old_cadre, _NOBODY))),
        Column("原单位", 26, mask.texts(old_unit), wraps=True),
        Column("新责任人", 14, mask.texts(_names(facts, new_cadre, _NOBODY))),
        Column("新单位", 26, mask.texts(new_unit), wraps=True),
        Column("户数", 7, [len(places) for _, places in groups]),
        Column("户编号", 50, ["、".join(ids[np.sort(places)].tolist()) for _, places in groups], wraps=True),
    )
    return _table(facts, "谁接谁", columns)


def changed_links(facts: Facts, mask: Mask) -> PrintedTable:
    """One row for each link of a unit or leader that began or ended."""
    rows = facts.plan.changes
    assert rows is not None
    rows = rows[rows["kind"] != "pair"].fillna("")
    leader = (rows["kind"] == "leader").to_numpy(bool)
    before = np.where(leader, _names(facts, rows["old_cadre_id"]), rows["old_unit"])
    after = np.where(leader, _names(facts, rows["new_cadre_id"]), rows["new_unit"])
    columns = [
        Column("序号", 6, serial(len(rows))),
        Column("乡镇", 12, mask.texts(rows["town"])),
        Column("行政村", 14, mask.texts(rows["village"])),
        Column("类别", 12, np.where(leader, "联系领导", "联村单位").tolist()),
        Column("原联系", 30, mask.texts(before), wraps=True),
        Column("现联系", 30, mask.texts(after), wraps=True),
    ]
    if mask.shows("reason"):
        columns.append(Column("原因", 36, rows["reason"].tolist(), wraps=True))
    return _table(facts, "联村变动", tuple(columns))


def _rows(facts: Facts, kind: str) -> pd.DataFrame:
    rows = facts.plan.changes
    assert rows is not None
    return rows[rows["kind"] == kind].fillna("")


def _table(facts: Facts, name: str, columns: tuple[Column, ...]) -> PrintedTable:
    return PrintedTable(name, f"{facts.county.name}结对帮扶{name}", columns, facts.stamp.line)


def _positions(ids: pd.Series, wanted: pd.Series) -> NDArray[np.int64]:
    """Where each id stands in the list, -1 where it does not."""
    found: NDArray[np.int64] = pd.Index(ids).get_indexer(pd.Index(wanted)).astype(np.int64)
    return found


def _names(facts: Facts, ids: pd.Series, nobody: str = "") -> Words:
    """The cadres' names; one who is gone from the lists goes by the id."""
    cadres = facts.county.cadres
    at = _positions(cadres["cadre_id"], ids)
    words = [str(id_) or nobody for id_ in ids]
    names = cadres["name"].to_numpy(object)
    return np.array(
        [names[k] if k >= 0 else word for k, word in zip(at.tolist(), words, strict=True)], object
    )
