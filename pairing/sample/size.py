"""How large a sample county is, and the rules it is sized for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pairing.errors import CallError
from pairing.quota import Quota
from pairing.rules import Rules
from pairing.text import Text

# Places of cadres over wanted pairs: little enough that a plan has to look for its last households.
SPARE: Final = 1.03


@dataclass(frozen=True)
class SampleSize:
    """Counts of a sample county.

    leaders: county-level cadres (None = 0.7 % of the cadres); city_units: how many of the units belong to the city
    above the county; by_grade: quotas 8-7-6-5-4 by grade (5-4-3-2-1 outside county and towns) instead of the default.
    """

    units: int
    villages: int
    cadres: int
    focus: int
    households: int
    leaders: int | None = None
    city_units: int = 0
    by_grade: bool = False

    def __post_init__(self) -> None:
        least = {
            "units": 1,
            "villages": 1,
            "cadres": self.units,
            "focus": 0,
            "households": max(self.focus, self.villages),
        }
        for name, bottom in least.items():
            if getattr(self, name) < bottom:
                raise CallError(
                    Text(
                        "示例县的{name}为 {value}，至少要 {bottom}（每单位至少一名干部，每村至少一户，总户数不少于重点户数）。",
                        "The sample county has {value} {name}, at least {bottom} are needed (a cadre in each unit, a "
                        "household in each village, no more focus households than households).",
                    ).fill(name=Text(_NAMES[name], name), value=getattr(self, name), bottom=bottom)
                )

    @property
    def county_level(self) -> int:
        """Number of county-level cadres, never more than half the villages."""
        wanted = round(0.007 * self.cadres) if self.leaders is None else self.leaders
        return min(wanted, self.villages // 2, self.cadres)

    @property
    def rules(self) -> Rules:
        """The rules under which the county's places exceed its wanted pairs by :data:`SPARE`."""
        return Rules(quotas=BY_GRADE) if self.by_grade else Rules()


_NAMES: Final = {
    "units": "单位数",
    "villages": "村数",
    "cadres": "干部数",
    "focus": "重点户数",
    "households": "总户数",
}

_GRADES: Final = ("county-head", "county-deputy", "section-head", "section-deputy")

# 凤山: 8-7-6-5-4 for staff of county and towns, 5-4-3-2-1 for units from above.
BY_GRADE: Final = (
    *(
        Quota(kind="between", grade=grade, scope="other", least=1, most=5 - k)
        for k, grade in enumerate(_GRADES)
    ),
    Quota(kind="exactly", level=1, scope="other", least=1),
    *(Quota(kind="between", grade=grade, least=1, most=8 - k) for k, grade in enumerate(_GRADES)),
    Quota(kind="between", least=1, most=4),
)

SIZES: Final = {
    "demo": SampleSize(units=12, villages=40, cadres=400, focus=420, households=6_000),
    "county": SampleSize(units=110, villages=390, cadres=5_000, focus=5_400, households=100_000),
    "large": SampleSize(
        units=260,
        villages=400,
        cadres=15_000,
        focus=50_000,
        households=250_000,
        leaders=60,
        city_units=60,
        by_grade=True,
    ),
}
