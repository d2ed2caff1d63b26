"""How hard a household's case is (0–100), and its tier 1–3 (docs/model.md §1)."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from pairing.resources import data_path
from pairing.schema import HOUSEHOLDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from pairing.county import County
    from pairing.limits import Limits
    from pairing.rules import Rules

_INCOME_FULL = 20.0
_LABOUR_FULL = 15.0
_FIELDS = {HOUSEHOLDS.column(key).header: key for key in ("kind", "monitor", "cause")}


@cache
def word_scores() -> Mapping[str, tuple[tuple[str, float], ...]]:
    """households column -> (word, score) pairs of data/difficulty.csv, the highest score first."""
    table = pd.read_csv(data_path("difficulty.csv"), encoding="utf-8")
    table = table.sort_values("难度分", ascending=False, kind="stable")
    found = {}
    for field, column in _FIELDS.items():
        rows = table[table["字段"] == field]
        found[column] = tuple(zip(rows["词"].tolist(), rows["难度分"].astype(float).tolist(), strict=True))
    return found


def difficulty(county: County, rules: Rules) -> NDArray[np.float64]:
    """Difficulty of every household, 0–100 to one decimal: the 难度分 column where given, else the sum of

    - the highest-scored word of data/difficulty.csv found in 户类型, in 监测对象类型 and in 致困原因,
    - up to 20 for income per head: 20 · (1 − income / difficulty_income), not below 0; nothing where unknown,
    - up to 15 for dependants: 15 · (1 − 劳动力 / 家庭人口); nothing where unknown,

    cut at 100.
    """
    households = county.households
    total = np.zeros(len(households))
    for column, scores in word_scores().items():
        total += _word_part(households[column], scores)
    income = households["income"].to_numpy(float)
    total += _INCOME_FULL * np.nan_to_num(np.clip(1 - income / rules.difficulty_income, 0, 1))
    people = households["people"].to_numpy(float)
    labour = households["labour"].to_numpy(float)
    with np.errstate(divide="ignore", invalid="ignore"):
        dependants = np.where(people > 0, 1 - labour / people, np.nan)
    total += _LABOUR_FULL * np.nan_to_num(np.clip(dependants, 0, 1))
    computed = np.round(np.minimum(total, 100.0), 1)
    given = households["difficulty"].to_numpy(float)
    return np.where(np.isnan(given), computed, given)


def _word_part(texts: pd.Series, scores: tuple[tuple[str, float], ...]) -> NDArray[np.float64]:
    codes, distinct = pd.factorize(texts)
    worth = np.array(
        [next((score for word, score in scores if word in str(text)), 0.0) for text in distinct] + [0.0]
    )
    part: NDArray[np.float64] = worth[codes]
    return part


def tiers(county: County, rules: Rules, allowed: Limits) -> NDArray[np.int64]:
    """Tier 1–3 of every focus household, 0 of the others.

    The 难度等级 column where given; of the rest the hardest Q3 are tier 3, the next Q2 tier 2, where Qk is the summed
    upper quotas of level-k cadres less the households given tier k by column. Ties break by household id.
    """
    households = county.households
    focus = households["focus"].to_numpy(bool)
    given = households["tier"].to_numpy(float)
    tier = np.where(focus, np.nan_to_num(given), 0).astype(np.int64)
    open_ = np.flatnonzero(focus & np.isnan(given))
    ids = households["household_id"].to_numpy(str)[open_]
    hardest_first = open_[np.lexsort((ids, -difficulty(county, rules)[open_]))]
    level = county.cadres["level"].to_numpy(np.int64)
    place = 0
    for k in (3, 2):
        room = int(allowed.most[level == k].sum()) - int((tier[focus & ~np.isnan(given)] == k).sum())
        take = max(0, min(room, len(hardest_first) - place))
        tier[hardest_first[place : place + take]] = k
        place += take
    tier[hardest_first[place:]] = 1
    return tier
