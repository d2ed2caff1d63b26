"""Towns and villages of a sample county: real names of 2016, made-up coordinates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from pairing.resources import data_path
from pairing.sample.draw import apportion, table

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pairing.sample.size import SampleSize

_CENTRE: Final = (113.2, 36.1)
_KM_PER_DEGREE: Final = (111.32 * float(np.cos(np.radians(_CENTRE[1]))), 111.32)
_VILLAGES_PER_TOWN: Final = 10
SYNTHETIC_PLACE: Final = "合成坐标"
SYNTHETIC_VILLAGE: Final = "合成村、合成坐标"


@dataclass(frozen=True)
class Places:
    """Towns (names, seats as lon/lat rows; the first is the county seat), the villages table and each village's town."""

    towns: tuple[str, ...]
    seats: NDArray[np.float64]
    villages: pd.DataFrame
    village_town: NDArray[np.int64]
    remarks: tuple[str, ...]


def make_places(size: SampleSize, rng: np.random.Generator) -> Places:
    """Villages spread over as many towns as the size warrants, each town's villages around its seat."""
    listed = pd.read_csv(data_path("sample/villages_2016.csv"), encoding="utf-8", dtype=object)
    committees = listed[listed["类别"] == "村委会"]
    towns = tuple(committees["乡镇"].unique())
    real = np.asarray(committees["乡镇"].value_counts()[list(towns)], np.int64)
    towns = towns[: _town_count(size, real)]
    real = real[: len(towns)]
    asked = min(size.villages, int(real.sum()))
    taken = apportion(real.astype(float), asked, np.minimum(1, real) if asked >= len(towns) else 0, real)
    rank_in_town = committees.groupby("乡镇", sort=False).cumcount()
    quota = committees["乡镇"].map(dict(zip(towns, taken, strict=True))).fillna(0)
    chosen = committees[rank_in_town < quota]
    names = pd.concat([chosen, _more(size.villages - len(chosen), listed, towns)], ignore_index=True)
    town_of = names["乡镇"].map({town: k for k, town in enumerate(towns)}).to_numpy(np.int64)
    seats = _seats(len(towns), rng)
    lonlat = _around(seats, town_of, rng)
    weak = rng.random(len(names)) < 0.08
    branch = np.where(weak, "较差", np.where(rng.random(len(names)) < 0.3, "先进", "一般")).astype(object)
    villages = table(
        "villages",
        {
            "code": names["村编号"].to_numpy(object),
            "name": names["村名"].to_numpy(object),
            "town": names["乡镇"].to_numpy(object),
            "lon": lonlat[:, 0],
            "lat": lonlat[:, 1],
            "branch": branch,
            "weak": weak,
        },
    )
    made_up = names["类别"] == "合成村"
    remarks = tuple(np.where(made_up, SYNTHETIC_VILLAGE, SYNTHETIC_PLACE))
    return Places(towns, seats, villages, town_of, remarks)


def _town_count(size: SampleSize, real: NDArray[np.int64]) -> int:
    wanted = max(1, min(len(real), -(-size.villages // _VILLAGES_PER_TOWN), size.units // 3))
    enough = int(np.searchsorted(np.cumsum(real), min(size.villages, int(real.sum()))) + 1)
    return max(wanted, enough)


def _more(count: int, listed: pd.DataFrame, towns: tuple[str, ...]) -> pd.DataFrame:
    """Neighbourhood committees, then made-up villages in turn over the towns."""
    if count <= 0:
        return listed.iloc[:0]
    streets = listed[(listed["类别"] == "居委会") & listed["乡镇"].isin(towns)].head(count)
    town_codes = listed.drop_duplicates("乡镇").set_index("乡镇")["乡镇编号"]
    rows = [
        {
            # 9xx is not used by the national list.
            "村编号": f"{town_codes[towns[k % len(towns)]]}{900 + k // len(towns)}",
            "村名": f"示例{k + 1}村",
            "类别": "合成村",
            "乡镇": towns[k % len(towns)],
        }
        for k in range(count - len(streets))
    ]
    return pd.concat([streets, pd.DataFrame(rows, columns=listed.columns, dtype=object)], ignore_index=True)


def _seats(count: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """The county seat in the middle, the other towns on a spiral of 6 to 24 km with some disorder."""
    k = np.arange(count)
    # Steps of the golden angle keep the towns apart.
    angle = k * 2.39996 + rng.normal(0, 0.15, count)
    radius = np.where(k == 0, 0.0, 6 + 18 * np.sqrt(k / max(1, count - 1)) + rng.normal(0, 1.0, count))
    return _to_lonlat(np.column_stack([radius * np.cos(angle), radius * np.sin(angle)]))


def _around(
    seats: NDArray[np.float64], town_of: NDArray[np.int64], rng: np.random.Generator
) -> NDArray[np.float64]:
    spread = 2.2 * np.sqrt(np.bincount(town_of, minlength=len(seats)) / 30)[town_of]
    offset = rng.normal(0, 1, (len(town_of), 2)) * spread[:, None]
    degrees = seats[town_of] + offset / np.array(_KM_PER_DEGREE)
    rounded: NDArray[np.float64] = np.round(degrees, 4)
    return rounded


def _to_lonlat(km: NDArray[np.float64]) -> NDArray[np.float64]:
    rounded: NDArray[np.float64] = np.round(np.array(_CENTRE) + km / np.array(_KM_PER_DEGREE), 4)
    return rounded
