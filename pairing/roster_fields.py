"""Fields of the lists corrected in a roster: which cell of which table, from what to what."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import pandas as pd

from pairing.lexicon import lexicon
from pairing.raw import text_of
from pairing.reading.values import cell_value
from pairing.schema import BY_TABLE, CADRES, HOUSEHOLDS
from pairing.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pairing.county import County
    from pairing.roster_changes import Place

_OF_HOUSEHOLD: Final = ("group", "head_name", "people", "kind", "cause", "tier")
_OF_CADRE: Final = ("post", "rank", "phone")
EXTRAS: Final = "extras"

_NO_COLUMN: Final = Text(
    "“{header}”写了“{said}”：名单里没有这一列，未采用；若是要求改动，请改帮扶责任人或划掉这一行。",
    "{header} says {said}: the lists have no such column. If it asks for a change, change the cadre or strike the row.",
)
_BAD_VALUE: Final = Text(
    "“{header}”改成了“{said}”，看不懂：{why}", "{header} now says {said}, which was not understood: {why}"
)
_RANK: Final = Text("级别词表里没有这个词。", "the list of ranks has no such word.")
_REQUIRED: Final = Text("不能是空的。", "it must not be blank.")


@dataclass(frozen=True)
class FieldChange:
    """One cell of the lists corrected.

    table, position, column  of the county; column is the key of a schema column, or a header of the household's extras
    where ``table`` is "extras"
    who     whose it is, in words · header the column's name · old_text, new_text as the roster had and has it · new the
            value
    """

    table: str
    position: int
    column: str
    who: Text
    header: str
    old_text: str
    new_text: str
    new: object
    place: Place


class Fields:
    """Gathers the corrections of one roster."""

    def __init__(self, county: County) -> None:
        self._county = county
        self._households = {HOUSEHOLDS.column(key).header: key for key in _OF_HOUSEHOLD}
        self._cadres = {CADRES.column(key).header: key for key in _OF_CADRE}
        self._ranks = lexicon(words=county.words).rank_codes
        self.changes: list[FieldChange] = []

    @property
    def of_cadre(self) -> Iterable[str]:
        """Headers that speak of the cadre."""
        return self._cadres

    def said(self, cadre: int, header: str) -> str:
        """What the lists say of a cadre under a header; blank for nobody."""
        if cadre < 0:
            return ""
        return _shown(self._county.cadres[self._cadres[header]].iat[cadre])

    def take(self, place: Place, household: int, cadre: int, header: str, was: str, said: str) -> Text | None:
        """Note a correction; what is to be asked where it is none. ``cadre`` -1: the row names another cadre now."""
        extra = self._county.extras.get("households")
        if header in self._households:
            return self._take(place, "households", household, self._households[header], was, said)
        if header in self._cadres:
            if cadre < 0:
                return None
            return self._take(place, "cadres", cadre, self._cadres[header], was, said)
        if extra is not None and header in extra.columns:
            who = self._who("households", household)
            self.changes.append(
                FieldChange(EXTRAS, household, header, who, header, was, said, said or None, place)
            )
            return None
        return _NO_COLUMN.fill(header=header, said=said or "—")

    def _take(self, place: Place, table: str, position: int, key: str, was: str, said: str) -> Text | None:
        column = BY_TABLE[table].column(key)
        value: object = None
        if said:
            value, problem = cell_value(column, said)
            if problem is not None:
                return _BAD_VALUE.fill(header=column.header, said=said, why=problem)
        elif column.required:
            return _BAD_VALUE.fill(header=column.header, said="—", why=_REQUIRED)
        if key == "rank" and self._ranks.rank(said) is None:
            return _BAD_VALUE.fill(header=column.header, said=said, why=_RANK)
        who = self._who(table, position)
        self.changes.append(FieldChange(table, position, key, who, column.header, was, said, value, place))
        return None

    def _who(self, table: str, position: int) -> Text:
        county = self._county
        if table == "cadres":
            unit = county.units["name"].to_numpy()[county.cadres["unit"].to_numpy()[position]]
            name = county.cadres["name"].iat[position]
        else:
            unit = county.households["household_id"].iat[position]
            name = county.households["head_name"].iat[position]
        return Text(f"{name}（{unit}）", f"{name} ({unit})")


def corrected(county: County, changes: Iterable[FieldChange]) -> County:
    """The county with these cells corrected; a rank's grade and level follow, all else stays."""
    tables = {"households": county.households.copy(), "cadres": county.cadres.copy()}
    extras = dict(county.extras)
    ranks = lexicon(words=county.words).rank_codes
    for change in changes:
        if change.table == EXTRAS:
            extras["households"] = _with(extras["households"], change)
            continue
        tables[change.table] = _with(tables[change.table], change)
        graded = ranks.rank(change.new_text) if change.column == "rank" else None
        if graded is not None:
            for column, value in zip(("grade", "level"), graded, strict=True):
                tables["cadres"] = _with(tables["cadres"], replace(change, column=column, new=value))
    return replace(county, households=tables["households"], cadres=tables["cadres"], extras=extras)


def _with(table: pd.DataFrame, change: FieldChange) -> pd.DataFrame:
    column = table[change.column]
    values = column.tolist()
    missing = None if column.dtype == object else float("nan")
    values[change.position] = missing if change.new is None else change.new
    return table.assign(**{change.column: pd.Series(values, dtype=column.dtype)})


def _shown(value: object) -> str:
    if value is None or value != value:
        return ""
    return text_of(float(value)) or "" if isinstance(value, int | float) else str(value)
