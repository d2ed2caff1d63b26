"""A county in: one workbook or one folder of .csv files, read whole, every fault of it told at once.

sources over archive, workbook, csv_file   files -> raw sheets, rows as each file numbers them
kinds                                      which sheet is which table; several may make one
headers over header_rows, body             raw sheets -> tables: header found, columns matched, the others kept apart
values over numerals, dates                cells -> values
lists, history, asking over resolve        tables -> the county's columns, references -> positions, doubts -> proposals
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from pairing.codes import Codes, load_codes
from pairing.reading.findings import Fault, Findings
from pairing.reading.headers import read_table
from pairing.reading.history import (
    Known,
    Mergers,
    read_directives,
    read_kinship,
    read_mergers,
    read_previous_links,
    read_previous_pairs,
)
from pairing.reading.kinds import sort_sheets
from pairing.reading.lists import Columns, read_cadres, read_households, read_units, read_villages, unit_towns
from pairing.reading.people import Cadres
from pairing.reading.resolve import Names, Villages
from pairing.reading.sources import read_sources, source_files
from pairing.reading.table import joined
from pairing.reading.wide_links import one_link_a_row
from pairing.reading.word_table import lexicon_of, read_words
from pairing.replan import leavers_table
from pairing.schema import BY_NAME, BY_TABLE, SHEETS, plain_name
from pairing.tables import make_county, make_table
from pairing.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from pairing.county import County
    from pairing.issues import Issue
    from pairing.matches import Matches, Proposal, Wording
    from pairing.raw import RawSheet
    from pairing.reading.table import Table
    from pairing.unknown_words import Unknown

_MISSING_SHEET = Fault(
    "error",
    "missing-sheet",
    Text("缺少“{name}”表。", "Sheet {name} is missing."),
    Text("加上这张表；{meaning}", "Add the sheet. {meaning}"),
)
_NO_HOUSEHOLDS = Fault(
    "warning",
    "village-without-households",
    Text("这个村没有农户。", "The village has no households."),
    Text("核对农户表是否漏了这个村。", "See whether the sheet of households lacks it."),
)
_NO_CADRES = Fault(
    "warning",
    "unit-without-cadres",
    Text("这个单位没有干部。", "The unit has no cadres."),
    Text("核对干部表是否漏了这个单位。", "See whether the sheet of cadres lacks it."),
)


@dataclass(frozen=True)
class Reading:
    """What came of reading: the county, or None where ``issues`` holds an error.

    ``proposals`` are the words that were not certain, each an error among the issues until it is confirmed; ``used`` what
    was confirmed before and was needed; ``unknown`` every word not understood.
    """

    county: County | None
    issues: tuple[Issue, ...]
    proposals: tuple[Proposal, ...] = ()
    used: Mapping[Wording, str] = field(default_factory=dict)
    unknown: tuple[Unknown, ...] = ()

    @property
    def errors(self) -> tuple[Issue, ...]:
        return tuple(issue for issue in self.issues if issue.severity == "error")

    @property
    def warnings(self) -> tuple[Issue, ...]:
        return tuple(issue for issue in self.issues if issue.severity == "warning")


def read_county(
    path: Path, codes: Codes | None = None, *, name: str | None = None, confirmed: Matches | None = None
) -> Reading:
    """Read a county from a workbook, a text file or a folder that may mix them; never raises for a fault of the data.

    ``codes``: the word lists, our own by default. ``name``: the county's name, the file's (of several, the folder's) by
    default. ``confirmed``: what an organizer has said of words the lists do not know for certain.
    """
    findings = Findings(confirmed)
    tables = _tables(path, findings)
    county = None
    if tables:
        columns, kept, gone = _columns(tables, codes or load_codes(), findings)
        if not findings.failed:
            files = source_files(path, Findings())
            stem = files[0].stem if len(files) == 1 else path.stem
            county = _build(name or stem, tables, columns, kept, gone)
            _report_empty(tables, county, findings)
    order = {sheet.name: place for place, sheet in enumerate(SHEETS)}
    issues = sorted(
        findings.issues, key=lambda issue: (issue.severity, _sheet_order(issue, order), issue.row or 0)
    )
    return Reading(
        county, tuple(issues), tuple(findings.proposals), dict(findings.used), tuple(findings.unknown)
    )


def raw_sheets(path: Path) -> list[RawSheet]:
    """The sheets :func:`read_county` looks at, as the files have them; none where nothing can be opened."""
    return read_sources(path, Findings())


def _sheet_order(issue: Issue, order: dict[str, int]) -> int:
    sheet = BY_NAME.get(plain_name(issue.sheet or ""))
    return order[sheet.name] if sheet else -1


def _tables(path: Path, findings: Findings) -> dict[str, Table]:
    """County table -> what its sheets hold; nothing where no sheet could be read at all."""
    sheets = read_sources(path, findings)
    broken_sheets = {plain_name(issue.sheet or "") for issue in findings.issues}
    sorted_sheets = sort_sheets(sheets, path.name, findings)
    tables: dict[str, Table] = {}
    for table, members in sorted_sheets.items():
        parts = [read_table(raw, BY_TABLE[table], findings) for raw in members]
        if read := [part for part in parts if part is not None]:
            tables[table] = joined(read)
    found = set(sorted_sheets) | {BY_NAME[name].table for name in broken_sheets if name in BY_NAME}
    if found:
        for schema in SHEETS:
            if schema.required and schema.table not in found:
                findings.add(_MISSING_SHEET.fill(name=schema.name, meaning=schema.meaning), sheet=schema.name)
    return tables


def _columns(
    tables: dict[str, Table], codes: Codes, findings: Findings
) -> tuple[dict[str, Columns], dict[str, NDArray[np.bool_]], list[tuple[int, str]]]:
    """Every table's columns, the rows to keep where some are left out, and the pairs of cadres who are gone."""
    columns: dict[str, Columns] = {}
    if (table := tables.get("words")) is not None:
        columns["words"] = read_words(table, codes, findings)
    made = lexicon_of(columns.get("words"), codes)
    kept: dict[str, NDArray[np.bool_]] = {}
    units: Names | None = None
    villages: Villages | None = None
    if (table := tables.get("previous_links")) is not None:
        tables["previous_links"] = one_link_a_row(table)
    if (table := tables.get("villages")) is not None:
        columns["villages"] = read_villages(table, findings)
        villages = Villages(columns["villages"]["town"], columns["villages"]["name"])
    if (table := tables.get("units")) is not None:
        columns["units"] = read_units(table, findings)
        units = Names(columns["units"]["name"])
        if villages:
            columns["units"]["town"] = unit_towns(table, columns["units"], villages, findings)
    known = Known(units, None, villages, None)
    mergers: Mergers = {}
    if (table := tables.get("mergers")) is not None:
        columns["mergers"], mergers = read_mergers(table, known, findings)
    if (table := tables.get("cadres")) is not None:
        columns["cadres"] = cadres = read_cadres(table, made, units, villages, findings)
        known = replace(known, cadres=Cadres(cadres, units), unit_of=cadres["unit"], level_of=cadres["level"])
    if (table := tables.get("households")) is not None:
        columns["households"] = households = read_households(table, made, villages, mergers, findings)
        known = replace(known, households=Names(households["household_id"]), village_of=households["village"])
    gone: list[tuple[int, str]] = []
    if (table := tables.get("previous_pairs")) is not None:
        columns["previous_pairs"], kept["previous_pairs"], gone = read_previous_pairs(table, known, findings)
    if (table := tables.get("previous_links")) is not None:
        columns["previous_links"], kept["previous_links"] = read_previous_links(
            table, known, mergers, findings
        )
    if (table := tables.get("kinship")) is not None:
        columns["kinship"] = read_kinship(table, known, findings)
    if (table := tables.get("directives")) is not None:
        columns["directives"] = read_directives(table, known, mergers, findings)
    return columns, kept, gone


def _build(
    name: str,
    tables: dict[str, Table],
    columns: dict[str, Columns],
    kept: dict[str, NDArray[np.bool_]],
    gone: list[tuple[int, str]],
) -> County:
    frames: dict[str, pd.DataFrame] = {}
    extras: dict[str, pd.DataFrame] = {}
    for table, values in columns.items():
        whole: dict[str, Any] = {**values, "row": tables[table].county_rows}
        frames[table] = make_table(table, whole)
        extra = tables[table].extras
        if table in kept and not kept[table].all():
            frames[table] = frames[table][kept[table]].reset_index(drop=True)
            extra = extra[kept[table]].reset_index(drop=True)
        if len(extra.columns):
            extras[table] = extra
    county = make_county(name, frames, extras)
    household = np.array([household for household, _ in gone], np.int64)
    return replace(county, leavers=leavers_table(county, household, [who for _, who in gone]))


def _report_empty(tables: dict[str, Table], county: County, findings: Findings) -> None:
    """Villages without households and units without cadres."""
    for table, used, fault in (
        ("villages", county.households["village"], _NO_HOUSEHOLDS),
        ("units", county.cadres["unit"], _NO_CADRES),
    ):
        frame: pd.DataFrame = getattr(county, table)
        for position in np.setdiff1d(np.arange(len(frame)), used.to_numpy()).tolist():
            row = frame.iloc[position]
            value = f"{row['town']} {row['name']}" if table == "villages" else str(row["name"])
            findings.at(fault, tables[table], [position], "name", value)
