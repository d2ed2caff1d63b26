"""A county in: one workbook or one folder of .csv files, read whole, every fault of it told at once.

archive, workbook, csv_folder   bytes -> raw sheets, rows as the file numbers them
headers                         raw sheets -> tables: header found, columns matched, the others kept apart
values                          cells -> values
lists, history, resolve         tables -> the county's columns, references -> positions
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from pairing.codes import Codes, load_codes
from pairing.reading.csv_folder import read_folder
from pairing.reading.findings import Fault, Findings
from pairing.reading.headers import Table, read_table
from pairing.reading.history import (
    Known,
    Mergers,
    read_directives,
    read_kinship,
    read_mergers,
    read_previous_links,
    read_previous_pairs,
)
from pairing.reading.lists import Columns, read_cadres, read_households, read_units, read_villages, unit_towns
from pairing.reading.resolve import Names, Villages
from pairing.reading.word_table import lexicon_of, read_words
from pairing.reading.workbook import read_workbook
from pairing.replan import leavers_table
from pairing.schema import BY_NAME, SHEETS, plain_name
from pairing.tables import make_county, make_table
from pairing.text import Text

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from pairing.county import County
    from pairing.issues import Issue
    from pairing.raw import RawSheet
    from pairing.unknown_words import Unknown

_NOT_FOUND = Fault(
    "error",
    "not-found",
    Text("没有这个文件或文件夹。", "There is no such file or folder."),
    Text("核对路径。", "Check the path."),
)
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
    """What came of reading: the county, or None where ``issues`` holds an error; and every word not understood."""

    county: County | None
    issues: tuple[Issue, ...]
    unknown: tuple[Unknown, ...] = ()

    @property
    def errors(self) -> tuple[Issue, ...]:
        return tuple(issue for issue in self.issues if issue.severity == "error")

    @property
    def warnings(self) -> tuple[Issue, ...]:
        return tuple(issue for issue in self.issues if issue.severity == "warning")


def read_county(path: Path, codes: Codes | None = None, *, name: str | None = None) -> Reading:
    """Read a county from a workbook, or a folder of .csv files or with one workbook; never raises for a fault of the data.

    ``codes``: the word lists, our own by default. ``name``: the county's name, the file's by default.
    """
    findings = Findings()
    path = _workbook_inside(path)
    tables = _tables(path, findings)
    county = None
    if tables:
        columns, kept, gone = _columns(tables, codes or load_codes(), findings)
        if not findings.failed:
            county = _build(name or path.stem, tables, columns, kept, gone)
            _report_empty(tables, county, findings)
    order = {sheet.name: place for place, sheet in enumerate(SHEETS)}
    issues = sorted(
        findings.issues, key=lambda issue: (issue.severity, _sheet_order(issue, order), issue.row or 0)
    )
    return Reading(county, tuple(issues), tuple(findings.unknown))


def raw_sheets(path: Path) -> list[RawSheet]:
    """The sheets :func:`read_county` reads, as the file has them; none where the file cannot be opened."""
    path, unheard = _workbook_inside(path), Findings()
    return read_folder(path, unheard) if path.is_dir() else read_workbook(path, unheard)


def _workbook_inside(path: Path) -> Path:
    """The one workbook of a folder without .csv files; else the path itself."""
    try:
        if not path.is_dir():
            return path
        files = [file for file in path.iterdir() if not file.name.startswith(("~$", "."))]
    except (OSError, ValueError):
        return path
    books = [file for file in files if file.suffix.lower() == ".xlsx"]
    lists = [file for file in files if file.suffix.lower() == ".csv"]
    return books[0] if len(books) == 1 and not lists else path


def _sheet_order(issue: Issue, order: dict[str, int]) -> int:
    sheet = BY_NAME.get(plain_name(issue.sheet or ""))
    return order[sheet.name] if sheet else -1


def _tables(path: Path, findings: Findings) -> dict[str, Table]:
    """County table -> what its sheet holds; nothing where no sheet could be read at all."""
    try:
        is_folder, is_file = path.is_dir(), path.is_file()
    except (OSError, ValueError):
        is_folder = is_file = False
    if not is_folder and not is_file:
        findings.add(_NOT_FOUND, value=str(path))
        return {}
    sheets = read_folder(path, findings) if is_folder else read_workbook(path, findings)
    broken_sheets = {plain_name(issue.sheet or "") for issue in findings.issues}
    found: set[str] = set()
    tables: dict[str, Table] = {}
    for raw in sheets:
        schema = BY_NAME[plain_name(raw.name)]
        found.add(schema.table)
        table = read_table(raw, schema, findings)
        if table is not None:
            tables[schema.table] = table
    found |= {BY_NAME[name].table for name in broken_sheets if name in BY_NAME}
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
    if (table := tables.get("villages")) is not None:
        columns["villages"] = read_villages(table, findings)
        villages = Villages(columns["villages"]["town"], columns["villages"]["name"])
    if (table := tables.get("units")) is not None:
        columns["units"] = read_units(table, findings)
        units = Names(columns["units"]["name"])
        if villages:
            columns["units"]["town"] = unit_towns(table, columns["units"], villages, findings)
    known = Known(units, None, villages, None)
    if (table := tables.get("cadres")) is not None:
        columns["cadres"] = cadres = read_cadres(table, made, units, villages, findings)
        known = replace(
            known, cadres=Names(cadres["cadre_id"]), unit_of=cadres["unit"], level_of=cadres["level"]
        )
    if (table := tables.get("households")) is not None:
        columns["households"] = households = read_households(table, made, villages, findings)
        known = replace(known, households=Names(households["household_id"]), village_of=households["village"])
    mergers: Mergers = {}
    gone: list[tuple[int, str]] = []
    if (table := tables.get("mergers")) is not None:
        columns["mergers"], mergers = read_mergers(table, known, findings)
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
        whole: dict[str, Any] = {**values, "row": tables[table].rows}
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
    for table, used, key, fault in (
        ("villages", county.households["village"], "name", _NO_HOUSEHOLDS),
        ("units", county.cadres["unit"], "name", _NO_CADRES),
    ):
        frame: pd.DataFrame = getattr(county, table)
        empty = np.setdiff1d(np.arange(len(frame)), used.to_numpy())
        for position in empty.tolist():
            row = frame.iloc[position]
            value = f"{row['town']} {row[key]}" if table == "villages" else str(row[key])
            findings.add(
                fault,
                sheet=tables[table].name,
                row=int(row["row"]),
                column=tables[table].headers[key],
                value=value,
            )
