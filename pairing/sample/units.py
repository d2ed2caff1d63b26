"""Units of a sample county: town governments first, then bureaus, courts, schools, hospitals, banks, firms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from pairing.resources import data_path
from pairing.sample.draw import apportion, table
from pairing.sample.places import SYNTHETIC_PLACE
from pairing.status import scope_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pairing.sample.places import Places
    from pairing.sample.size import SampleSize

_TOWN_MARK: Final = "{town}"
_TOWN_GOVERNMENT: Final = "乡镇"
# Share of the cadres of a county sized by grade who sit in units of the city: with their smaller quotas
# the places come to about pairing.sample.size.SPARE.
_CITY_SHARE: Final = 0.14
_MADE_UP_SIZE: Final = 20


@dataclass(frozen=True)
class Units:
    """The units table; of each unit its number of cadres, its likely skills (Chinese words) and a remark."""

    table: pd.DataFrame
    cadres: NDArray[np.int64]
    skills: tuple[tuple[str, ...], ...]
    remarks: tuple[str, ...]


def make_units(size: SampleSize, places: Places, rng: np.random.Generator) -> Units:
    """Units with seats and numbers of cadres; a town's units sit in its town, all others in the county seat."""
    catalogue = _catalogue(size, places.towns).head(size.units)
    town = catalogue["town"].to_numpy(np.int64)
    # A few hundred metres around the town's middle.
    lonlat = np.round(places.seats[town] + rng.normal(0, 0.004, (len(catalogue), 2)), 4)
    affiliation = catalogue["隶属关系"].to_numpy(object)
    weights = catalogue["规模"].to_numpy(float) * rng.lognormal(0, 0.2, len(catalogue))
    city = affiliation == "市"
    if city.any() and not city.all():
        weights[city] *= _CITY_SHARE / (1 - _CITY_SHARE) * weights[~city].sum() / weights[city].sum()
    least = min(4, size.cadres // len(catalogue))
    units = table(
        "units",
        {
            "name": catalogue["单位名称"].to_numpy(object),
            "kind": catalogue["单位类型"].to_numpy(object),
            "affiliation": affiliation,
            "scope": np.array([scope_of(word) for word in affiliation], object),
            "town": np.array(places.towns, object)[town],
            "lon": lonlat[:, 0],
            "lat": lonlat[:, 1],
            "max_villages": np.full(len(catalogue), np.nan),
        },
    )
    return Units(
        table=units,
        cadres=apportion(weights, size.cadres, least, size.cadres),
        skills=tuple(tuple(words.split("、")) for words in catalogue["专长"]),
        remarks=(SYNTHETIC_PLACE,) * len(catalogue),
    )


def _catalogue(size: SampleSize, towns: tuple[str, ...]) -> pd.DataFrame:
    listed = pd.read_csv(data_path("sample/units.csv"), encoding="utf-8", dtype=object)
    listed["规模"] = listed["规模"].astype(float)
    per_town = listed["单位名称"].str.contains(_TOWN_MARK, regex=False)
    governments = _in_each_town(listed[per_town & (listed["隶属关系"] == _TOWN_GOVERNMENT)], towns)
    fixed = listed[~per_town].assign(town=0)
    branches = _in_each_town(listed[per_town & (listed["隶属关系"] != _TOWN_GOVERNMENT)], towns)
    above = _of_the_city(fixed).head(size.city_units)
    parts = [governments, above, fixed, branches]
    short = size.units - sum(len(part) for part in parts)
    if short > 0:
        parts.append(_made_up(short))
    return pd.concat(parts, ignore_index=True)


def _in_each_town(rows: pd.DataFrame, towns: tuple[str, ...]) -> pd.DataFrame:
    parts = []
    for k, town in enumerate(towns):
        names = [name.replace(_TOWN_MARK, town) for name in rows["单位名称"]]
        # A development zone has a management committee instead of a government.
        if town.endswith("区"):
            names = [name.replace("人民政府", "管理委员会") for name in names]
        parts.append(rows.assign(单位名称=names, town=k))
    return pd.concat(parts, ignore_index=True)


def _of_the_city(fixed: pd.DataFrame) -> pd.DataFrame:
    """Units of the city above, each named after its like in the county."""
    own = fixed[(fixed["隶属关系"] == "县") & fixed["单位名称"].str.startswith("县")]
    return own.assign(单位名称="市" + own["单位名称"].str[1:], 隶属关系="市")


def _made_up(count: int) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "单位名称": [f"示例单位{k + 1:03d}" for k in range(count)],
            "单位类型": "国企",
            "隶属关系": "县",
            "规模": float(_MADE_UP_SIZE),
            "专长": "组织协调、技能传授、营销",
            "town": 0,
        }
    )
