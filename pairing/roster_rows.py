"""One sheet of an edited roster, row by row, against the roster that the plan gives."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Final

import numpy as np

from pairing.documents.masking import Audience, Mask
from pairing.documents.roster import roster_by_town, roster_by_unit, roster_by_village
from pairing.people_named import Namesakes
from pairing.raw import clean, text_of
from pairing.roster_changes import PairChange, Place, Question
from pairing.roster_fields import Fields
from pairing.roster_sheets import CADRE, HEAD, ID
from pairing.schema import HOUSEHOLDS
from pairing.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pairing.documents.facts import Facts
    from pairing.documents.sheets import PrintedTable
    from pairing.roster_sheets import RosterSheet

    Row = Mapping[str, str]

UNIT: Final = "帮扶单位"
SECOND: Final = "第二联系人"
_STRUCK_ROWS: Final = 2
_SERIAL: Final = "序号"
_TOWN, _VILLAGE = (HOUSEHOLDS.column(key).header for key in ("town", "village"))
# Said by the plan itself: another word here is a question, not a change.
_OF_PLAN: Final = (_TOWN, _VILLAGE, "帮扶任务", "结对日期")
_WITH_UNIT: Final = re.compile(r"(.+?)[（(](.+)[）)]")

_BLANK: Final = Text("（空）", "(blank)")
_NOBODY: Final = Text("（无人）", "(nobody)")
_STRAY: Final = Text("这一行看不懂：{said}", "This row was not understood: {said}")
_NO_HOUSEHOLD: Final = Text(
    "名单里没有户编号“{id}”（户主“{head}”）：请核对编号，新户请先加进农户表。",
    "The lists have no household {id} (head {head}): check the id; add a new household to the lists first.",
)
_NO_CADRE: Final = Text(
    "加了这一行，却没有写帮扶责任人：请写上姓名。", "The row was added without a cadre: write the name."
)
_TWICE: Final = Text(
    "这一户与这名干部的结对已经有一行：多的一行未计。", "The pair has a row already; this one is not counted."
)
_ORDER: Final = Text(
    "第一、第二联系人互换了：先后由程序按得分和原结对排，未改。",
    "First and second cadre changed places: their order follows points and earlier pairs and was left.",
)
_NOT_HERE: Final = Text(
    "“{header}”改成了“{said}”：它由名单和方案得出，请改名单，未在这里改。",
    "{header} now says {said}: it comes of the lists and the plan; change the lists. Left as it is.",
)
_BESIDE: Final = Text(
    "“{header}”写的是“{said}”，与{who}在名单里的不同：要改请改名单。",
    "{header} says {said}, unlike the lists' entry of {who}; correct the lists if it is right.",
)
_NEW_COLUMN: Final = Text(
    "多出一列“{header}”：名单里没有这一列，未采用。",
    "There is a new column {header}; the lists have none such.",
)


class SheetComparison:
    """One sheet against the roster that the plan gives."""

    def __init__(self, facts: Facts, sheet: RosterSheet) -> None:
        self.facts, self.sheet = facts, sheet
        self.pairs: list[PairChange] = []
        self.questions: list[Question] = []
        self.fields = Fields(facts.county)
        self.partial = False
        self._people = Namesakes(facts.county)
        self._households = {id_: h for h, id_ in enumerate(facts.county.households["household_id"])}
        self._cadres: dict[int, list[int]] = defaultdict(list)
        for household, cadre in zip(facts.pair_household.tolist(), facts.pair_cadre.tolist(), strict=True):
            self._cadres[household].append(cadre)

    def run(self) -> None:
        table, group = _version(self.facts, self.sheet)
        expected: dict[int, list[Row]] = defaultdict(list)
        for row in _rows(table):
            expected[self._households[row[ID]]].append(row)
        actual: dict[int, list[tuple[int, Row]]] = defaultdict(list)
        for number, row in self.sheet.rows.items():
            household = self._household(number, row)
            if household is not None:
                actual[household].append((number, row))
        size = Counter(row.get(group, "") for rows in expected.values() for row in rows)
        there = {row.get(group, "") for rows in actual.values() for _, row in rows}
        mostly = 2 * sum(map(len, actual.values())) < table.length
        # A whole town, village or unit that is not there was not sent; a row or two can be all of it, and struck.
        unsent = {
            name for name, rows in size.items() if name not in there and (mostly or rows > _STRUCK_ROWS)
        }
        self.partial = bool(unsent)
        known = {column.header for column in table.columns}
        self._ask_of_new_columns(known)
        for household in dict.fromkeys([*expected, *actual]):
            self._household_rows(household, expected[household], actual[household], group, unsent)

    def _household_rows(
        self,
        household: int,
        expected: list[Row],
        actual: list[tuple[int, Row]],
        group: str,
        unsent: set[str],
    ) -> None:
        """Rows of one household: each with the one it was, what is left over struck or added."""
        left, rest = list(expected), []
        for number, row in actual:
            same = next((e for e in left if _who(e) == _who(row)), None)
            if same is None:
                rest.append((number, row))
                continue
            left.remove(same)
            self._compare(household, same, number, row)
        while left and rest:
            number, row = rest.pop(0)
            self._compare(household, left.pop(0), number, row)
        for row in left:
            if row.get(group, "") in unsent:
                continue
            place = Place(self.sheet.name, None)
            # A row of the roster by town or village stands for all pairs of its household.
            gone = self._cadres[household] if len(expected) == 1 else [self._expected_cadre(household, row)]
            self.pairs += [PairChange(household, cadre, -1, place) for cadre in gone]
        for number, row in rest:
            self._added(household, number, row, bool(expected))

    def _compare(self, household: int, expected: Row, number: int, row: Row) -> None:
        """One row against what it was."""
        place = Place(self.sheet.name, number)
        changed = {
            header: row.get(header, "")
            for header in dict.fromkeys([*expected, *row])
            if header in self.sheet.headers and row.get(header, "") != expected.get(header, "")
        }
        changed.pop(_SERIAL, None)
        if not changed:
            return
        same_cadre = not self._pairs_changed(household, expected, place, row, changed)
        for header in _OF_PLAN:
            if header in changed:
                self._ask(place, _NOT_HERE.fill(header=header, said=changed.pop(header) or _BLANK))
        cadre = self._expected_cadre(household, expected)
        for header, said in changed.items():
            was = expected.get(header, "")
            doubt = self.fields.take(place, household, cadre if same_cadre else -1, header, was, said)
            if doubt is not None:
                self._ask(place, doubt)

    def _pairs_changed(
        self, household: int, expected: Row, place: Place, row: Row, changed: dict[str, str]
    ) -> bool:
        """Take the cells that name cadres out of ``changed``; whether the row names another first cadre."""
        before = self._expected_cadre(household, expected)
        others = [cadre for cadre in self._cadres[household] if cadre != before]
        touched = {header for header in (CADRE, UNIT, SECOND) if header in changed}
        if not touched:
            return False
        for taken in touched:
            del changed[taken]
        now: int | None = before
        if touched & {CADRE, UNIT}:
            now = self._named(place, row.get(CADRE, ""), row.get(UNIT, ""), row, UNIT in touched)
            # What stands of the former cadre, or of the new one, in the cells beside the name is no correction.
            for header in self.fields.of_cadre:
                if header in changed and now is not None and changed[header] != self.fields.said(now, header):
                    who = self._people.words(now) if now >= 0 else _NOBODY
                    self._ask(place, _BESIDE.fill(header=header, said=changed[header] or _BLANK, who=who))
                changed.pop(header, None)
        seconds: list[int] | None = others
        if SECOND in touched:
            seconds = self._seconds(place, row)
        if now is None or seconds is None:
            return True
        after = [cadre for cadre in dict.fromkeys([now, *seconds]) if cadre >= 0]
        gone = [cadre for cadre in [before, *others] if cadre not in after]
        come = [cadre for cadre in after if cadre not in (before, *others)]
        if not gone and not come and now != before:
            self._ask(place, _ORDER)
        for k in range(max(len(gone), len(come))):
            old = gone[k] if k < len(gone) else -1
            self.pairs.append(PairChange(household, old, come[k] if k < len(come) else -1, place))
        return now != before

    def _added(self, household: int, number: int, row: Row, listed: bool) -> None:
        place = Place(self.sheet.name, number)
        before = self._cadres[household]
        now = self._named(place, row.get(CADRE, ""), row.get(UNIT, ""), row, True)
        if now is None:
            return
        if now < 0:
            self._ask(place, _NO_CADRE)
            return
        if now in before:
            self._ask(place, _TWICE)
            return
        seconds = self._seconds(place, row) or []
        come = [cadre for cadre in dict.fromkeys([now, *seconds]) if cadre >= 0 and cadre not in before]
        self.pairs += [PairChange(household, -1, cadre, place) for cadre in come]

    def _household(self, number: int, row: Row) -> int | None:
        """The household of a row: by its id, else by town, village and head; asked where neither tells."""
        id_, place = row.get(ID, ""), Place(self.sheet.name, number)
        if id_ in self._households:
            return self._households[id_]
        if not {ID, HEAD, CADRE} & row.keys():
            self._ask(place, _STRAY.fill(said="　".join(row.values())[:60]))
            return None
        found = self.facts.county.households["head_name"] == row.get(HEAD, "")
        villages = self.facts.county.villages
        candidates = [
            h
            for h in np.flatnonzero(found.to_numpy(bool)).tolist()
            if villages["name"].iat[self.facts.household_village[h]] == row.get(_VILLAGE)
            and villages["town"].iat[self.facts.household_village[h]] == row.get(_TOWN)
        ]
        if len(candidates) == 1 and not id_:
            return int(candidates[0])
        self._ask(place, _NO_HOUSEHOLD.fill(id=id_ or _BLANK, head=row.get(HEAD) or _BLANK))
        return None

    def _named(self, place: Place, name: str, unit: str, row: Row, unit_said: bool) -> int | None:
        """The cadre a row names; -1 where it names nobody, None where that had to be asked."""
        if not name:
            return -1
        found = self._people.find(name, unit, row, unit_said)
        if isinstance(found, Text):
            self._ask(place, found)
            return None
        return found

    def _seconds(self, place: Place, row: Row) -> list[int] | None:
        """The cadres of 第二联系人; None where one had to be asked."""
        found: list[int] = []
        for part in re.split(r"[、,，;；]", row.get(SECOND, "")):
            if not part.strip():
                continue
            match = _WITH_UNIT.fullmatch(part.strip())
            name, unit = (match.group(1), match.group(2)) if match else (part.strip(), "")
            cadre = self._named(place, name, unit, {}, bool(unit))
            if cadre is None:
                return None
            found.append(cadre)
        return found

    def _expected_cadre(self, household: int, expected: Row) -> int:
        """Whom the plan's own row names: one of the household's cadres."""
        of = self._cadres[household]
        return next((cadre for cadre in of if self._people.who(cadre) == _who(expected)), of[0])

    def _ask_of_new_columns(self, known: set[str]) -> None:
        for header in self.sheet.headers:
            row = next((number for number, row in self.sheet.rows.items() if header in row), None)
            if header not in known and row is not None:
                self._ask(Place(self.sheet.name, row), _NEW_COLUMN.fill(header=header))

    def _ask(self, place: Place, words: Text) -> None:
        self.questions.append(Question(place, words))


def _version(facts: Facts, sheet: RosterSheet) -> tuple[PrintedTable, str]:
    """The roster the plan gives in the sheet's version, and the column by which that version is parted."""
    ids = [row[ID] for row in sheet.rows.values() if ID in row]
    twice = len(set(ids)) < len(ids)
    mask = Mask(Audience.INTERNAL)
    if "单位" in sheet.name or ("村" not in sheet.name and "镇" not in sheet.name and twice):
        return roster_by_unit(facts, mask), UNIT
    if "按村" in sheet.name:
        return roster_by_village(facts, mask), _VILLAGE
    return roster_by_town(facts, mask), _TOWN


def _rows(table: PrintedTable) -> Iterator[Row]:
    """The rows of a roster as they are read back from a file."""
    headers = ["".join(column.header.split()).lstrip("*") for column in table.columns]
    columns = []
    for column in table.columns:
        texts = {cell: text_of(clean(cell)) for cell in set(column.cells)}
        columns.append([texts[cell] for cell in column.cells])
    for cells in zip(*columns, strict=True):
        yield {header: text for header, text in zip(headers, cells, strict=True) if text is not None}


def _who(row: Row) -> tuple[str, str]:
    return row.get(CADRE, ""), row.get(UNIT, "")
