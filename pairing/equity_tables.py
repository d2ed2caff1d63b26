"""Equity as tables an organizer reads: places by name, figures in points and per cent, inversions one a row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from pairing.raw import escape
from pairing.safe_files import replacing
from pairing.text import Text

if TYPE_CHECKING:
    from pathlib import Path

    from pairing.county import County
    from pairing.equity import Equity
    from pairing.text import Lang

_TOWN: Final = Text("乡镇", "Town")
_VILLAGE: Final = Text("行政村", "Village")
_FIGURES: Final = {
    "focus": Text("重点户", "Focus households"),
    "pairs": Text("结对数", "Pairs"),
    "demand": Text("需结对数", "Pairs asked for"),
    "difficulty": Text("平均难度分", "Mean difficulty"),
    "points": Text("每对平均得分", "Mean points a pair"),
    "level": Text("干部平均层级", "Mean level of the cadres"),
    "inversions": Text("倒挂户", "Inversions"),
    "hard": Text("较难以上户", "Hard households"),
    "hard_level3": Text("其中县级领导%", "held by level 3, %"),
    "hard_level2": Text("其中乡科级%", "held by level 2, %"),
    "hard_level1": Text("其中一般干部%", "held by level 1, %"),
}
_DECIMALS: Final = {
    "difficulty": 1,
    "points": 2,
    "level": 2,
    "hard_level3": 0,
    "hard_level2": 0,
    "hard_level1": 0,
}
_SCALE: Final = {"points": 0.01, "hard_level3": 100, "hard_level2": 100, "hard_level1": 100}


def place_table(county: County, figures: pd.DataFrame, lang: Lang) -> pd.DataFrame:
    """A row a place (``Equity.towns`` or ``Equity.villages``): its name and figures, titled; what is not known is NaN."""
    columns: dict[str, object] = {_TOWN.show(lang): figures["town"].to_numpy(object)}
    if "village" in figures:
        names = county.villages["name"].to_numpy(object)
        columns[_VILLAGE.show(lang)] = names[figures["village"].to_numpy(np.int64)]
    for name, title in _FIGURES.items():
        values = figures[name]
        if name in _DECIMALS:
            values = (values * _SCALE.get(name, 1)).round(_DECIMALS[name])
        columns[title.show(lang)] = values.to_numpy()
    return pd.DataFrame(columns)


def inversion_table(county: County, inversions: pd.DataFrame, lang: Lang) -> pd.DataFrame:
    """A row an inversion: the harder household with its cadre, and the easier one of the village with a higher cadre."""
    villages, households, cadres = county.villages, county.households, county.cadres
    village = inversions["village"].to_numpy(np.int64)
    columns: dict[str, object] = {
        _TOWN.show(lang): villages["town"].to_numpy(object)[village],
        _VILLAGE.show(lang): villages["name"].to_numpy(object)[village],
    }
    sides = {"harder": Text("更难的户", "Harder household"), "easier": Text("较易的户", "Easier household")}
    for side, title in sides.items():
        who = households.iloc[inversions[side].to_numpy(np.int64)]
        by = cadres.iloc[inversions[f"{side}_cadre"].to_numpy(np.int64)]
        head, number = who["head_name"].astype(object), who["household_id"].astype(object)
        columns[title.show(lang)] = (head + " " + number).to_numpy(object)
        for name, words in (
            (f"{side}_tier", Text("难度等级", "tier")),
            (f"{side}_difficulty", Text("难度分", "difficulty")),
        ):
            label = f"{title.show(lang)}{words.zh if lang == 'zh' else f': {words.en}'}"
            columns[label] = inversions[name].to_numpy()
        cadre = Text(f"{title.zh}的干部", f"{title.en}: cadre").show(lang)
        columns[cadre] = (by["name"].astype(object) + " " + by["cadre_id"].astype(object)).to_numpy(object)
        columns[Text(f"{title.zh}的干部层级", f"{title.en}: level").show(lang)] = inversions[
            f"{side}_level"
        ].to_numpy()
    return pd.DataFrame(columns)


def write_tables(county: County, found: Equity, folder: Path, lang: Lang) -> tuple[Path, ...]:
    """towns.csv, villages.csv and inversions.csv in the folder, UTF-8 with BOM; texts are written so that nothing runs."""
    tables = {
        "towns": place_table(county, found.towns, lang),
        "villages": place_table(county, found.villages, lang),
        "inversions": inversion_table(county, found.inversions, lang),
    }
    paths = []
    for name, table in tables.items():
        path = folder / f"{name}.csv"
        safe = table.map(lambda cell: escape(cell) if isinstance(cell, str) else cell)
        with replacing(path) as part:
            safe.to_csv(part, index=False, encoding="utf-8-sig")
        paths.append(path)
    return tuple(paths)
