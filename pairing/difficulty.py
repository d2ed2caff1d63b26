"""How hard a household's case is (0–100), part by part, and its tier 1–3 (docs/model.md §1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from pairing.lexicon import SCORED, lexicon, scored_words
from pairing.text import Text

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pairing.county import County
    from pairing.lexicon import Lexicon
    from pairing.limits import Limits
    from pairing.rules import Rules

_INCOME_FULL: Final = 20.0
_LABOUR_FULL: Final = 15.0
_MOST: Final = 100.0


def difficulty(county: County, rules: Rules) -> NDArray[np.float64]:
    """Difficulty of every household, 0–100 to one decimal: the 难度分 column where given, else the sum of

    - the highest-scored word of data/difficulty.csv found in 户类型, in 监测对象类型 and in 致困原因,
    - up to 20 for income per head: 20 · (1 − income / difficulty_income), not below 0; nothing where unknown,
    - up to 15 for dependants: 15 · (1 − 劳动力 / 家庭人口); nothing where unknown,

    cut at 100.
    """
    score: NDArray[np.float64] = difficulty_parts(county, rules)["score"].to_numpy(float)
    return score


def difficulty_parts(county: County, rules: Rules) -> pd.DataFrame:
    """How every household's difficulty comes about, [H] rows.

    kind_word, monitor_word, cause_word   the word that counted, None where none was found
    kind, monitor, cause, income, dependants   what each part adds, points
    given   the 难度分 of the list, which then stands in place of the sum; NaN where there is none
    score   the difficulty, 0–100 to one decimal
    """
    households = county.households
    made = lexicon(words=county.words)
    parts: dict[str, NDArray[np.object_] | NDArray[np.float64]] = {}
    for field in SCORED:
        parts[f"{field}_word"], parts[field] = _word_part(made, field, households[field])
    income = households["income"].to_numpy(float)
    parts["income"] = _INCOME_FULL * np.nan_to_num(np.clip(1 - income / rules.difficulty_income, 0, 1))
    people = households["people"].to_numpy(float)
    labour = households["labour"].to_numpy(float)
    with np.errstate(divide="ignore", invalid="ignore"):
        dependants = np.where(people > 0, 1 - labour / people, np.nan)
    parts["dependants"] = _LABOUR_FULL * np.nan_to_num(np.clip(dependants, 0, 1))
    total = np.zeros(len(households))
    for part in (*SCORED, "income", "dependants"):
        total += parts[part].astype(float)
    parts["given"] = given = households["difficulty"].to_numpy(float)
    parts["score"] = np.where(np.isnan(given), np.round(np.minimum(total, _MOST), 1), given)
    # Object columns stay object columns: pandas would make texts of its own kind of them, with NaN for None.
    return pd.DataFrame({name: pd.Series(values, dtype=values.dtype) for name, values in parts.items()})


def difficulty_words(parts: pd.DataFrame, household: int) -> Text:
    """How one household's score came about: 低保 25 + 因病 18 + 收入 9.3 + 抚养 7.5 = 59.8."""
    row = parts.iloc[household]
    score = f"{row['score']:g}"
    if not np.isnan(row["given"]):
        return Text("{score}（名单所给）", "{score} (as the list gives it)").fill(score=score)
    terms = [Text(f"{row[f'{field}_word']} {row[field]:g}", f"{row[f'{field}_word']} {row[field]:g}")
             for field in SCORED if row[f"{field}_word"] is not None]  # fmt: skip
    terms += [
        Text(f"{zh} {row[part]:.1f}", f"{en} {row[part]:.1f}")
        for part, zh, en in (("income", "收入", "income"), ("dependants", "抚养", "dependants"))
        if row[part]
    ]
    if not terms:
        return Text("0（没有可计分的内容）", "0 (nothing that scores)")
    zh, en = " + ".join(term.zh for term in terms), " + ".join(term.en for term in terms)
    total = sum(float(row[part]) for part in (*SCORED, "income", "dependants"))
    cut = Text("（满 100 为止）", " (100 at most)") if total > _MOST else Text("", "")
    return Text(f"{zh} = {score}{cut.zh}", f"{en} = {score}{cut.en}")


def _word_part(
    made: Lexicon, field: str, texts: pd.Series
) -> tuple[NDArray[np.object_], NDArray[np.float64]]:
    """[H] the highest-scored word a column's text says, and its score."""
    codes, distinct = pd.factorize(texts)
    scored = scored_words()[field]
    best = [
        max(made.hear(field, str(text)).codes, key=lambda word: scored[word].score, default=None)
        for text in distinct
    ]
    words = np.array([*best, None], object)
    worth = np.array([0.0 if word is None else scored[word].score for word in words])
    return words[codes], worth[codes]


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
