"""帮扶任务: what a cadre is to do for a household, by its needs, else by its kind (data/tasks.csv)."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

import pandas as pd

from pairing.resources import data_path

if TYPE_CHECKING:
    from collections.abc import Mapping

_NEED, _KIND = "需求", "户类型"
_MARK: Final = "；"


def household_tasks(needs: pd.Series, kinds: pd.Series) -> list[str]:
    """One line a household. A need that the list lacks stands for itself; without needs the kind decides.

    needs holds tuples of need codes, kinds the 户类型 texts or None.
    """
    for_need, for_kind = _table(_NEED), _table(_KIND)
    known: dict[tuple[object, object], str] = {}
    lines = []
    for key in zip(needs, kinds, strict=True):
        if key not in known:
            wanted, kind = key
            known[key] = _MARK.join(for_need.get(need, need) for need in wanted) or _by_kind(for_kind, kind)
        lines.append(known[key])
    return lines


def _by_kind(tasks: Mapping[str, str], kind: object) -> str:
    """The first word of the list found in the kind; the blank word stands for every other kind."""
    return next((task for word, task in tasks.items() if word and word in str(kind)), tasks.get("", ""))


@cache
def _table(field: str) -> Mapping[str, str]:
    listed = pd.read_csv(data_path("tasks.csv"), encoding="utf-8", dtype=object, keep_default_na=False)
    rows = listed[listed["字段"] == field]
    return dict(zip(rows["词"], rows["帮扶任务"], strict=True))
