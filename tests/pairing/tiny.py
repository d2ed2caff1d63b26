"""Tiny counties written by hand: say only what a test is about, the rest is plain."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from pairing.county import COLUMNS, County

NAN = float("nan")
_PLAIN: dict[str, dict[str, Any]] = {
    "units": {
        "kind": "局", "affiliation": "县", "scope": "county", "town": "城关镇", "lon": float("nan"),
        "lat": float("nan"), "max_villages": float("nan"),
    },
    "cadres": {
        "unit": 0, "post": None, "rank": "科员", "grade": "staff", "level": 1, "politics": "中共党员", "party": True,
        "gender": None, "birth": None, "education": None, "skills": (), "native_village": -1, "phone": None,
        "id_number": None, "head": False, "exempt_reason": None, "max_households": float("nan"),
        "skills_text": None,
    },
    "villages": {
        "town": "城关镇", "lon": float("nan"), "lat": float("nan"), "branch": None, "weak": False,
    },
    "households": {
        "village": 0, "group": "一组", "people": 3.0, "labour": 2.0, "kind": None, "monitor": None, "cause": None,
        "needs": (), "income": float("nan"), "difficulty": 10.0, "tier": 1.0, "focus": True, "demand": 1,
        "phone": None, "id_number": None, "needs_text": None,
    },
    "previous_pairs": {"start": None, "end": None, "done": None},
    "previous_links": {"unit": -1, "cadre": -1, "village": 0, "role": "lead"},
    "kinship": {"relation": "亲属"},
    "directives": {
        "kind": "pin", "cadre": -1, "unit": -1, "household": -1, "village": -1, "who": None, "when": None, "why": "示例",
    },
    "mergers": {},
    "words": {"field": "needs"},
}  # fmt: skip
_GRADES = {3: ("县处级副职", "county-deputy"), 2: ("乡科级正职", "section-head"), 1: ("科员", "staff")}


def tiny(**tables: list[dict[str, Any]]) -> County:
    """A county of the rows given; ids, names and everything not said are filled in plainly."""
    frames = {name: _frame(name, rows) if (rows := tables.get(name)) else _empty(name) for name in COLUMNS}
    return County(name="小县（合成）", **frames)


def one_village(cadres: list[dict[str, Any]], households: list[dict[str, Any]], **tables: Any) -> County:
    """One unit, one village, in one town."""
    return tiny(**{"units": [{}], "villages": [{}], "cadres": cadres, "households": households, **tables})


def _frame(table: str, rows: list[dict[str, Any]]) -> pd.DataFrame:
    filled = [_fill(table, i, row) for i, row in enumerate(rows)]
    return pd.DataFrame({name: _column([row.get(name, NAN) for row in filled]) for name in COLUMNS[table]})


def _column(values: list[Any]) -> Any:
    """Words and tuples as objects; numbers, truths and words that are missing in part as pandas takes them."""
    whole = all(isinstance(value, str | tuple) for value in values) or all(value is None for value in values)
    return pd.Series(values, dtype=object) if whole else values


@cache
def _no_rows(table: str) -> pd.DataFrame:
    """Made once: a county of a few rows has more tables without any, and a table takes a hundred times a row's time."""
    numbers = ("cadre", "unit", "household", "village", "row", "level", "demand")
    types = {name: np.int64 if name in numbers else object for name in COLUMNS[table]}
    return pd.DataFrame({name: pd.Series([], dtype=kind) for name, kind in types.items()})


def _empty(table: str) -> pd.DataFrame:
    return _no_rows(table).copy()


def _fill(table: str, i: int, row: dict[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {
        "units": {"name": f"单位{i + 1}"},
        "cadres": {"cadre_id": f"G{i + 1}", "name": f"干部{i + 1}"},
        "villages": {"code": f"V{i + 1}", "name": f"村{i + 1}"},
        "households": {"household_id": f"H{i + 1}", "head_name": f"户主{i + 1}"},
    }.get(table, {})
    full = {**_PLAIN[table], **made, "row": i + 2, **row}
    if table == "cadres" and "level" in row:
        full["rank"], full["grade"] = _GRADES[row["level"]]
    if table == "households" and not full["focus"]:
        full["demand"] = 0
        full["tier"] = row.get("tier", float("nan"))
    return full
