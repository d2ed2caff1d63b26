"""Which cadre a list means: by id, or by name with the unit, then the telephone, then the post to tell namesakes apart."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from pairing.codes import plain_word
from pairing.matches import NONE_OF_THESE, Candidate, Proposal, Wording
from pairing.reading.findings import Fault, Findings
from pairing.reading.resolve import AMBIGUOUS, NOWHERE, Names
from pairing.reading.values import column_values, mask_phone
from pairing.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pairing.reading.table import Table

_NOBODY_NAMED = Fault(
    "error",
    "missing-value",
    Text("没有写明是哪名干部，共 {count} 行。", "{count} rows do not say which cadre."),
    Text("填“{id}”，或填“{name}”和单位。", "Fill in {id}, or {name} and the unit."),
)
_AMBIGUOUS = Fault(
    "error",
    "ambiguous-cadre",
    Text("分不清是哪名干部：{who}。", "Which cadre is meant cannot be told: {who}."),
    Text("补上单位、电话或职务，或填干部编号。", "Add unit, telephone or post, or give the cadre's id."),
)
_TO_CONFIRM = Fault(
    "error",
    "cadre-to-confirm",
    Text(
        "单位对不上，看来是{who}，共 {count} 行，待确认。",
        "The unit differs; it looks like {who}, {count} rows; to be confirmed.",
    ),
    Text(
        "请确认（“数据”页，或 pairing check-data --accept），或填干部编号。",
        "Confirm it (page Data, or pairing check-data --accept), or give the cadre's id.",
    ),
)
_TWO_PEOPLE = Fault(
    "error",
    "cadre-mismatch",
    Text("编号是{who}，姓名却是“{name}”。", "The id is that of {who}, yet the name is {name}."),
    Text("改正编号或姓名。", "Correct the id or the name."),
)
_SAME_PERSON_MOVED: Final = Text("姓名相同、单位不同：{who}", "the same name in another unit: {who}")
_NAMESAKE: Final = Text("同名：{who}", "of the same name: {who}")
_MOVED: Final = 80
_POSSIBLE: Final = 50
# Digits that two telephones must show to be called the same.
_SHOWN: Final = 7
# Names of one column put to the organizer.
_MOST: Final = 60


@dataclass(frozen=True)
class Reference:
    """How a row names a cadre; what it does not say is None."""

    cadre_id: str | None
    name: str | None
    unit: str | None
    phone: str | None
    post: str | None

    @property
    def shown(self) -> str:
        """The reference as a short text, a telephone masked."""
        parts = (self.cadre_id, self.unit, self.name, self.post, self.phone and mask_phone(self.phone))
        return " ".join(part for part in parts if part)

    @property
    def wording(self) -> Wording:
        """By what a confirmed answer is known again; of a telephone the last digits, which is all that need be kept."""
        parts = (self.cadre_id, self.unit, (self.phone or "")[-4:], self.post)
        return Wording(
            "cadre", plain_word("|".join(part or "" for part in parts)), plain_word(self.name or "")
        )


class Cadres:
    """The cadres by id and by name. ``columns`` are those of the county's table, row for row; ``units`` the sheet of units."""

    def __init__(self, columns: Mapping[str, Sequence[Any]], units: Names | None) -> None:
        self.ids = Names(columns["cadre_id"])
        self._units = units
        self._columns = columns
        self._by_name: dict[str, list[int]] = {}
        self._by_made_id: dict[str, list[int]] = {}
        for position, (name, unit) in enumerate(zip(columns["name"], columns["unit"], strict=True)):
            if name:
                self._by_name.setdefault(plain_word(name), []).append(position)
                if units is not None and unit >= 0:
                    made = plain_word(f"{units.labels[unit]}-{name}")
                    self._by_made_id.setdefault(made, []).append(position)

    def find(self, who: Reference) -> tuple[int, list[int]]:
        """Position of the cadre meant, NOWHERE or AMBIGUOUS, and who else comes into question.

        One candidate with AMBIGUOUS is somebody of the name whose unit is not the one said.
        """
        if who.cadre_id is not None:
            position = self.ids.find(who.cadre_id)
            if position >= 0:
                return position, []
            # An id made of unit and name that several share since.
            namesakes = self._by_made_id.get(plain_word(who.cadre_id), [])
            if namesakes:
                return _only(self._narrowed(namesakes, who))
            # An id that told namesakes apart, of whom one is left.
            made, _, mark = who.cadre_id.rpartition("-")
            marked = [i for i in self._by_made_id.get(plain_word(made), []) if self._bears(i, mark)]
            if len(marked) == 1:
                return marked[0], []
        if who.name is None:
            return NOWHERE, []
        candidates = self._by_name.get(plain_word(who.name), [])
        unit = NOWHERE if who.unit is None or self._units is None else self._units.find(who.unit)
        here = [i for i in candidates if unit >= 0 and self._columns["unit"][i] == unit]
        if here:
            return _only(self._narrowed(here, who))
        by_phone = [i for i in candidates if _same_phone(who.phone, self._columns["phone"][i])]
        if len(by_phone) == 1:
            return by_phone[0], []
        if who.unit is not None and candidates:
            return AMBIGUOUS, self._narrowed(candidates, who)
        return _only(self._narrowed(candidates, who)) if candidates else (NOWHERE, [])

    def unit(self, name: str, findings: Findings) -> str:
        """A unit's name, by what was confirmed of it where the sheet of units does not know it."""
        if self._units is None or self._units.find(name) >= 0:
            return name
        return findings.confirmed("unit", "", plain_word(name)) or name

    def words(self, position: int) -> str:
        """A cadre as candidates are told apart: unit, name, post, masked telephone."""
        unit, phone = self._columns["unit"][position], self._columns["phone"][position]
        parts = (
            self._units.labels[unit] if self._units is not None and unit >= 0 else None,
            self._columns["name"][position],
            self._columns["post"][position],
            mask_phone(phone) if phone else None,
        )
        return " ".join(part for part in parts if part)

    def has_name(self, position: int, name: str) -> bool:
        """Whether this is the cadre's name."""
        return plain_word(self._columns["name"][position] or "") == plain_word(name)

    def _bears(self, position: int, mark: str) -> bool:
        """Whether a mark of :func:`distinct_ids` is this cadre's."""
        phone, post = self._columns["phone"][position] or "", self._columns["post"][position]
        return bool(mark) and (phone.endswith(mark) or post == mark)

    def _narrowed(self, candidates: list[int], who: Reference) -> list[int]:
        """Those whose telephone agrees; failing that, those whose post does; failing that, all."""
        phones = [i for i in candidates if _same_phone(who.phone, self._columns["phone"][i])]
        post = plain_word(who.post or "")
        posts = [i for i in candidates if post and plain_word(self._columns["post"][i] or "") == post]
        return phones or posts or candidates


def cadre_positions(
    table: Table, cadres: Cadres | None, unknown: Fault, findings: Findings, *, required: bool = True
) -> tuple[list[int], list[str | None]]:
    """A position per row, NOWHERE where nobody is named or found; and what each row says, as a short text.

    ``unknown`` is what to say of somebody not listed; ``required``: whether every row must name somebody.
    """
    keys = ("cadre", "cadre_name", "cadre_unit", "cadre_phone", "cadre_post")
    known = {column.key for column in table.sheet.columns}
    blank: list[Any] = [None] * len(table)
    said = {key: column_values(table, key, findings) if key in known else blank for key in keys}
    if "cadre_unit" not in known and "cadre_name" in known and "unit" in known:
        said["cadre_unit"] = [
            unit if name is not None else None
            for unit, name in zip(column_values(table, "unit", Findings()), said["cadre_name"], strict=True)
        ]
    if cadres is not None:
        meant = {unit: cadres.unit(unit, findings) for unit in set(said["cadre_unit"]) if unit}
        said["cadre_unit"] = [meant.get(unit, unit) for unit in said["cadre_unit"]]
    references = [Reference(*parts) for parts in zip(*(said[key] for key in keys), strict=True)]
    named = [who.cadre_id is not None or who.name is not None for who in references]
    shown = [
        who.cadre_id or who.shown if is_named else None
        for who, is_named in zip(references, named, strict=True)
    ]
    nobody = [place for place, is_named in enumerate(named) if not is_named]
    if required and nobody:
        headers = {key: table.sheet.column(key).header for key in ("cadre", "cadre_name")}
        fault = _NOBODY_NAMED.fill(count=len(nobody), id=headers["cadre"], name=headers["cadre_name"])
        findings.at(fault, table, nobody[:1], "cadre")
    if cadres is None:
        return [NOWHERE] * len(table), shown
    places: dict[Reference, list[int]] = {}
    for place, (who, is_named) in enumerate(zip(references, named, strict=True)):
        if is_named:
            places.setdefault(who, []).append(place)
    found = {who: _one(table, who, rows, cadres, unknown, findings) for who, rows in places.items()}
    return [
        found[who] if is_named else NOWHERE for who, is_named in zip(references, named, strict=True)
    ], shown


def _one(
    table: Table, who: Reference, places: list[int], cadres: Cadres, unknown: Fault, findings: Findings
) -> int:
    """One reference looked up; what is wrong or unsure about it is told."""
    key = "cadre" if who.cadre_id is not None else "cadre_name"
    position, candidates = cadres.find(who)
    if position >= 0:
        if who.cadre_id is not None and who.name is not None and not cadres.has_name(position, who.name):
            findings.at(
                _TWO_PEOPLE.fill(who=cadres.words(position), name=who.name), table, places, key, who.cadre_id
            )
        return position
    wording = who.wording
    means = findings.confirmed(wording.kind, wording.where, wording.said) if candidates else None
    if means and (confirmed := cadres.ids.find(means)) >= 0:
        return confirmed
    if not candidates or means == NONE_OF_THESE:
        findings.at(unknown, table, places, key, who.cadre_id or who.shown)
        return NOWHERE
    moved = position == AMBIGUOUS and len(candidates) == 1
    told = "、".join(cadres.words(i) for i in candidates[:5])
    fault = _TO_CONFIRM.fill(who=told, count=len(places)) if moved else _AMBIGUOUS.fill(who=told)
    findings.at(fault, table, places[:1] if moved else places, key, who.shown)
    if sum(proposal.wording.kind == "cadre" for proposal in findings.proposals) < _MOST:
        part = table.part(places[0])
        score, reason = (_MOVED, _SAME_PERSON_MOVED) if moved else (_POSSIBLE, _NAMESAKE)
        offered = tuple(
            Candidate(cadres.ids.labels[i], score, reason.fill(who=cadres.words(i))) for i in candidates
        )
        taken = cadres.ids.labels[candidates[0]] if moved else None
        findings.propose(
            Proposal(wording, who.shown, taken, offered, len(places), part.name, int(table.rows[places[0]]))
        )
    return candidates[0] if moved else NOWHERE


def distinct_ids(
    units: Sequence[str | None],
    names: Sequence[str | None],
    phones: Sequence[str | None],
    posts: Sequence[str | None],
) -> list[str | None]:
    """Ids made of unit and name, for cadres without one (None where either is blank).

    Namesakes of a unit get the last digits of their telephone as well, or their post where the telephones do not tell
    them apart; where neither does, their ids stay equal.
    """
    ids = [f"{unit}-{name}" if unit and name else None for unit, name in zip(units, names, strict=True)]
    groups: dict[str, list[int]] = {}
    for place, made in enumerate(ids):
        if made is not None:
            groups.setdefault(made, []).append(place)
    for made, places in groups.items():
        if len(places) == 1:
            continue
        told = [phones[i] or "" for i in places]
        tails = [phone[-4:] if phone[-4:].isdigit() else "" for phone in told]
        for marks in (tails, told, [posts[i] or "" for i in places]):
            if all(marks) and max(Counter(marks).values()) == 1:
                for place, mark in zip(places, marks, strict=True):
                    ids[place] = f"{made}-{mark}"
                break
    return ids


def _only(candidates: list[int]) -> tuple[int, list[int]]:
    return (candidates[0], []) if len(candidates) == 1 else (AMBIGUOUS, candidates)


def _same_phone(said: str | None, known: str | None) -> bool:
    """Whether two telephones are the same number; of a masked one (138****1234) the digits that are left must agree."""
    a, b = (re.sub(r"[^\d*]", "", phone or "")[-11:] for phone in (said, known))
    shown = sum("*" not in pair for pair in zip(a, b, strict=False))
    return (
        len(a) == len(b)
        and shown >= _SHOWN
        and all(x == y or "*" in (x, y) for x, y in zip(a, b, strict=True))
    )
