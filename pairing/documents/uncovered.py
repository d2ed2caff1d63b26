"""未覆盖户: households that nobody has yet, why, and the ways out; for the office only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from pairing.codes import load_codes
from pairing.documents.headers import of_household
from pairing.documents.masking import Mask
from pairing.documents.sheets import Cell, Column, PrintedTable, serial
from pairing.documents.workbook import write_workbook

if TYPE_CHECKING:
    from pathlib import Path

    from pairing.documents.document import Watch
    from pairing.documents.facts import Facts
    from pairing.documents.workbook import Builder

TITLE: Final = "未覆盖户"
_UNKNOWN: Final = "没有作出方案时的规则或名单，未说明"
_NONE: Final = "没有未覆盖的户。"
_MENDABLE: Final = "没有已证明的名额短缺：不改联村和规则也能补上，请从本方案再求解一次。"
_NO_WAY: Final = "没有要改名单或规则才能补上的缺口。"
_NOT_PRICED: Final = "未测算"
_APART: Final = 6
"""Shortages looked at one by one for ways out; the greatest come first."""


def write_uncovered(facts: Facts, mask: Mask, folder: Path, watch: Watch) -> tuple[Path, ...]:
    """The households, what of their lack is proved, and what would close it."""
    builders: tuple[Builder, ...] = (uncovered_households,)
    if facts.gaps is not None and facts.gaps.households:
        builders = (uncovered_households, proofs, ways_out)
    return write_workbook(TITLE, builders, facts, mask, folder, watch)


def uncovered_households(facts: Facts, mask: Mask) -> PrintedTable:
    """Households without a contact or with fewer pairs than they want, one row each."""
    county, lacking = facts.county, facts.coverage.uncovered_households
    lacking = lacking.iloc[np.argsort(facts.place_of[lacking["household"].to_numpy(np.int64)])]
    at = lacking["household"].to_numpy(np.int64)
    village, households = facts.household_village[at], county.households
    says = [
        "、".join(([] if has else ["无联系干部"]) + ([f"缺结对干部 {want - got} 人"] if got < want else []))
        for has, want, got in lacking[["has_contact", "demand", "paired"]].itertuples(index=False)
    ]
    found = {} if facts.gaps is None else {gap.household: gap.reason.zh for gap in facts.gaps.households}
    columns = (
        Column("序号", 6, serial(len(at))),
        Column(of_household("town"), 10, mask.texts(county.villages["town"].to_numpy(object)[village])),
        Column(of_household("village"), 12, mask.texts(county.villages["name"].to_numpy(object)[village])),
        Column(of_household("group"), 10, mask.texts(households["group"].to_numpy(object)[at])),
        Column(of_household("household_id"), 14, facts.household_ids(mask)[at].tolist()),
        Column(of_household("head_name"), 10, mask.head_names(households["head_name"].to_numpy(object)[at])),
        Column(of_household("demand"), 10, lacking["demand"].tolist()),
        Column("已结对", 8, lacking["paired"].tolist()),
        Column("缺什么", 18, says, wraps=True),
        Column("原因", 44, [found.get(household, _UNKNOWN) for household in at.tolist()], wraps=True),
    )
    note = facts.stamp.line if len(at) else f"{_NONE}  {facts.stamp.line}"
    return PrintedTable(TITLE, f"{county.name}{TITLE}", columns, note)


def proofs(facts: Facts, mask: Mask) -> PrintedTable:
    """Each proved shortage behind the lacking pairs: demand against the places of everybody who may serve."""
    from pairing.shortages import shortages  # brings the solver along: only where there is something to prove

    assert facts.rules is not None
    proved = shortages(facts.county, facts.rules, facts.plan).households
    columns = (
        Column("序号", 6, serial(len(proved))),
        Column("户数", 8, [len(short.households) for short in proved]),
        Column("需结对人次", 11, [short.demand for short in proved]),
        Column("可用名额", 10, [short.places for short in proved]),
        Column("缺", 8, [short.deficit for short in proved]),
        Column("依据", 95, mask.texts(short.sentence.zh for short in proved), wraps=True),
    )
    note = facts.stamp.line if proved else f"{_MENDABLE}  {facts.stamp.line}"
    return PrintedTable("缺口依据", f"{facts.county.name}缺口依据", columns, note)


def ways_out(facts: Facts, mask: Mask) -> PrintedTable:
    """What would close the gaps: priced where somebody had it priced, else the smallest changes that may help."""
    rows = _priced(facts) if facts.repairs is not None else _candidates(facts)
    words, closes, left, points, size = zip(*rows, strict=True) if rows else ((), (), (), (), ())
    columns = (
        Column("序号", 6, serial(len(rows))),
        Column("办法", 70, mask.texts(words), wraps=True),
        Column("补上缺口", 12, closes),
        Column("还缺", 12, left),
        Column("得分变化", 14, points),
        Column("改动数量", 12, size),
    )
    title = f"{facts.county.name}补齐缺口的办法"
    note = facts.stamp.line if rows else f"{_NO_WAY}  {facts.stamp.line}"
    return PrintedTable("补齐办法", title, columns, note)


_Way = tuple[str, Cell, Cell, Cell, Cell]


def _priced(facts: Facts) -> list[_Way]:
    """As :mod:`pairing.repairs` found them, cheapest first: each was solved anew."""
    assert facts.repairs is not None
    return [
        (repair.title.zh, repair.closes, repair.after.missing, repair.points / 100, repair.size)
        for repair in facts.repairs.repairs
    ]


def _candidates(facts: Facts) -> list[_Way]:
    """Changes aimed at each shortage, smallest first; whether they close it is for a solve to say."""
    from pairing.compile import compile_county
    from pairing.remedies import Remedies
    from pairing.shortages import shortages

    county, rules, plan = facts.county, facts.rules, facts.plan
    assert rules is not None
    proved = shortages(county, rules, plan).households[:_APART]
    finder = Remedies(county, rules, compile_county(county, rules, load_codes()), plan)
    found = {remedy.edits: remedy for short in proved for remedy in finder.for_households(short.households)}
    return [
        (
            "；".join(edit.words(county, rules).zh for edit in remedy.edits),
            _NOT_PRICED, _NOT_PRICED, _NOT_PRICED, remedy.size,
        )
        for remedy in sorted(found.values(), key=lambda remedy: remedy.size)
    ]  # fmt: skip
