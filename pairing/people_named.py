"""Cadres found by the name a roster writes, with unit, telephone and post to tell namesakes apart."""

from __future__ import annotations

from collections import defaultdict
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

from pairing.codes import plain_word
from pairing.schema import CADRES
from pairing.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pairing.county import County

_UNKNOWN: Final = Text(
    "干部表里没有叫“{name}”的干部{near}：请核对姓名，新干部请先加进干部表。",
    "The lists have no cadre {name}{near}: check the name; add a new cadre to the lists first.",
)
_NOT_THERE: Final = Text(
    "“{unit}”没有叫“{name}”的干部，有的是：{others}。调动请先改干部表。",
    "{unit} has no cadre {name}; there are: {others}. If the cadre has moved, change the lists first.",
)
_SEVERAL: Final = Text(
    "叫“{name}”的干部不止一名：{others}。请把“帮扶单位”写全，或在联系电话里写上本人电话。",
    "More than one cadre is called {name}: {others}. Write the unit in full, or the cadre's telephone.",
)


class Namesakes:
    """The county's cadres by name."""

    def __init__(self, county: County) -> None:
        cadres = county.cadres
        self._names: list[str] = cadres["name"].tolist()
        units = county.units["name"].tolist()
        self._units: list[str] = [units[unit] for unit in cadres["unit"]]
        self._cells = {
            CADRES.column(key).header: [str(value or "") for value in cadres[key].tolist()]
            for key in ("phone", "post")
        }
        self._by_name: dict[str, list[int]] = defaultdict(list)
        for cadre, name in enumerate(self._names):
            self._by_name[plain_word(name)].append(cadre)

    def who(self, cadre: int) -> tuple[str, str]:
        """Name and unit, as a roster writes them."""
        return self._names[cadre], self._units[cadre]

    def words(self, cadre: int) -> Text:
        """Name with unit."""
        return Text(
            f"{self._names[cadre]}（{self._units[cadre]}）", f"{self._names[cadre]} ({self._units[cadre]})"
        )

    def find(self, name: str, unit: str, row: Mapping[str, str], unit_said: bool) -> int | Text:
        """The cadre of that name: in the unit where it was written for this cadre (``unit_said``), else first in it, then
        anywhere; then by the telephone and post of the row. What is to be asked where that tells nobody or several."""
        found = self._by_name.get(plain_word(name), [])
        if not found:
            near = get_close_matches(name, set(self._names), n=3, cutoff=0.5)
            proposal = (
                Text(f"（相近的有 {'、'.join(near)}）", f" (near: {', '.join(near)})")
                if near
                else Text("", "")
            )
            return _UNKNOWN.fill(name=name, near=proposal)
        at_home = [c for c in found if plain_word(self._units[c]) == plain_word(unit)]
        if unit_said and unit and not at_home:
            return _NOT_THERE.fill(unit=unit, name=name, others=self._listed(found))
        left = at_home or found
        for header, values in self._cells.items():
            said = row.get(header, "")
            told = [c for c in left if said and values[c] == said]
            left = told if len(left) > 1 and told else left
        return left[0] if len(left) == 1 else _SEVERAL.fill(name=name, others=self._listed(left))

    def _listed(self, cadres: list[int]) -> Text:
        said = [self.words(cadre) for cadre in cadres[:5]]
        return Text("、".join(text.zh for text in said), ", ".join(text.en for text in said))
