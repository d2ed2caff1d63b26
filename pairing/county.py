"""A county as frozen tables, with every reference already resolved to a row position.

Tables are pandas frames with a RangeIndex; a position in a table is the id used everywhere else, so
``cadres["unit"]`` is a position in ``units``. Missing numbers are NaN, missing texts None, missing positions -1.
Tables are never changed after they are built: make a new county instead (:func:`dataclasses.replace`).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping

# Table -> its columns. `row` is the row in the organizer's file, for messages.
COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "units": ("name", "kind", "affiliation", "scope", "town", "lon", "lat", "max_villages", "row"),
    "cadres": (
        "cadre_id", "name", "unit", "post", "rank", "grade", "level", "politics", "party", "gender", "birth",
        "education", "skills", "native_village", "phone", "id_number", "head", "exempt_reason", "max_households",
        "skills_text", "row",
    ),
    "villages": ("code", "name", "town", "lon", "lat", "branch", "weak", "row"),
    "households": (
        "household_id", "village", "group", "head_name", "people", "labour", "kind", "monitor", "cause", "needs",
        "income", "difficulty", "tier", "focus", "demand", "phone", "id_number", "needs_text",
        "row",
    ),
    "previous_pairs": ("household", "cadre", "start", "end", "done", "row"),
    "previous_links": ("unit", "cadre", "village", "role", "row"),
    "kinship": ("cadre", "household", "relation", "row"),
    "directives": ("kind", "cadre", "unit", "household", "village", "who", "when", "why", "row"),
    "mergers": ("old_town", "old_village", "new_town", "new_village", "row"),
    "words": ("field", "word", "code", "row"),
}  # fmt: skip
# What was written where skills and needs now hold codes: bears on no plan, and counties stored earlier lack it.
WRITTEN: Final[Mapping[str, str]] = {"cadres": "skills_text", "households": "needs_text"}
LEAVERS: Final = ("household", "cadre_id", "unit")


def _no_leavers() -> pd.DataFrame:
    none = pd.Series([], dtype="int64")
    return pd.DataFrame({"household": none, "cadre_id": pd.Series([], dtype=object), "unit": none})


def _no_words() -> pd.DataFrame:
    texts = {column: pd.Series([], dtype=object) for column in ("field", "word", "code")}
    return pd.DataFrame({**texts, "row": pd.Series([], dtype="int64")})


@dataclass(frozen=True)
class County:
    """Everything the lists say.

    units           scope is "county", "town", "village" or "other" (from 隶属关系); max_villages NaN = by rule
    cadres          unit: position; grade: code of the ranks list; level 1..3; party, head: bool; skills: tuple of
                    skill codes; native_village: position or -1; exempt_reason: None = takes part;
                    max_households NaN = by rule; skills_text: the cell where it says it in other words, else None
    villages        weak: bool
    households      village: position; needs: tuple of need codes; focus: bool; demand: int >= 0, 0 off focus;
                    difficulty (难度分) and tier (难度等级, 1..3): as the list gives them, NaN = to be computed;
                    needs_text: the cell where it says it in other words, "" where it is blank and the needs come of
                    the cause, else None
    previous_pairs  household, cadre: positions; done: True, False or None
    previous_links  unit or cadre: position or -1 (exactly one is set); role "lead" or "assist"
    kinship         cadre, household: positions
    directives      kind "pin" or "ban"; positions or -1
    mergers         names only
    words           the office's own words: field is "needs", "cause", "skills", "kind", "monitor" or "rank"; code the
                    words of the code lists it stands for, separated by 、
    leavers         previous pairs of cadres who are gone from the lists: household: position; cadre_id as it was;
                    unit: position, -1 = not known any more
    extras          table -> the unknown columns of the organizer's file, row for row, carried to the exports
    """

    name: str
    units: pd.DataFrame
    cadres: pd.DataFrame
    villages: pd.DataFrame
    households: pd.DataFrame
    previous_pairs: pd.DataFrame
    previous_links: pd.DataFrame
    kinship: pd.DataFrame
    directives: pd.DataFrame
    mergers: pd.DataFrame
    words: pd.DataFrame = field(default_factory=_no_words)
    leavers: pd.DataFrame = field(default_factory=_no_leavers)
    extras: Mapping[str, pd.DataFrame] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for table, columns in COLUMNS.items():
            missing = set(columns) - set(getattr(self, table).columns)
            if missing:
                raise ValueError(f"county table {table} lacks columns {sorted(missing)}")

    @cached_property
    def data_hash(self) -> str:
        """Hex digest of all that bears on a plan; the same lists give the same digest, whatever file they came in."""
        digest = hashlib.sha256()
        for table, columns in COLUMNS.items():
            frame: pd.DataFrame = getattr(self, table)
            if table == "words" and frame.empty:
                continue  # counties from before there were words keep their digest
            digest.update(f"{table}:{len(frame)}".encode())
            for column in columns:
                if column in ("row", *WRITTEN.values()):
                    continue
                values = frame[column]
                if values.dtype == object:
                    values = values.map(repr)
                digest.update(pd.util.hash_pandas_object(values, index=False).to_numpy().tobytes())
        if len(self.leavers):
            digest.update(repr(self.leavers.to_numpy().tolist()).encode())
        return digest.hexdigest()[:16]
