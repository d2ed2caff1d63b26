"""A table of directives handed in by itself (columns of the sheet 指定回避), read beside a county that is there already."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pairing.codes import plain_word
from pairing.directives import Directive, faults
from pairing.reading.findings import Fault, Findings
from pairing.reading.headers import read_table
from pairing.reading.history import Known, read_directives
from pairing.reading.kinds import sort_sheets
from pairing.reading.people import Cadres
from pairing.reading.resolve import Names, Villages
from pairing.reading.sources import read_sources
from pairing.reading.table import joined
from pairing.schema import DIRECTIVES
from pairing.text import Text

if TYPE_CHECKING:
    from pairing.county import County
    from pairing.issues import Issue
    from pairing.matches import Matches
    from pairing.raw import RawSheet

_NO_SHEET: Final = Fault(
    "error",
    "missing-sheet",
    Text("文件里没有“{name}”表，或表是空的。", "The file has no sheet {name}, or it is empty."),
    Text(
        "表名写成“{name}”，列与空白模板里的一致。",
        "Name the sheet {name}, with the columns of the blank template.",
    ),
)


@dataclass(frozen=True)
class DirectiveFile:
    """What came of reading: the directives that are new, how many are in the list already, and every finding by row.

    Nothing of it may be stored while an issue is an error.
    """

    new: tuple[Directive, ...]
    known: int
    issues: tuple[Issue, ...]

    @property
    def errors(self) -> tuple[Issue, ...]:
        return tuple(issue for issue in self.issues if issue.severity == "error")


def read_directive_file(path: Path, county: County, confirmed: Matches | None = None) -> DirectiveFile:
    """Read an .xlsx workbook or a .csv file; never raises for a fault of the data. A row that the county has already is
    counted and left out. ``confirmed``: what an organizer has said of words the lists do not know for certain."""
    findings = Findings(confirmed)
    sheets = sort_sheets(_sheets(path, findings), path.name, findings).get(DIRECTIVES.table, [])
    parts = [part for raw in sheets if (part := read_table(raw, DIRECTIVES, findings)) is not None]
    table = joined(parts) if parts else None
    if table is None:
        if not findings.failed:
            findings.add(_NO_SHEET.fill(name=DIRECTIVES.name), sheet=path.name)
        return DirectiveFile((), 0, tuple(findings.issues))
    columns = read_directives(table, _known(county), _mergers(county), findings)
    if findings.failed:
        return DirectiveFile((), 0, tuple(findings.issues))
    new, known = [], 0
    for i, row in enumerate(table.rows.tolist()):
        each = _directive({key: values[i] for key, values in columns.items()})
        found = faults(county, each)
        if any(issue.code == "directive-repeated" for issue in found):
            known += 1
            continue
        findings.issues += [
            replace(issue, sheet=table.name, row=row, column=table.headers["kind"]) for issue in found
        ]
        new.append(each)
    return DirectiveFile(tuple(new), known, tuple(findings.issues))


def _sheets(path: Path, findings: Findings) -> list[RawSheet]:
    if path.suffix.lower() != ".csv":
        return read_sources(path, findings)
    with tempfile.TemporaryDirectory() as folder:
        # Whatever the file is called, it can only be this table.
        shutil.copyfile(path, Path(folder) / f"{DIRECTIVES.name}.csv")
        return read_sources(Path(folder), findings)


def _known(county: County) -> Known:
    """The county's own lists, for looking names up."""
    units = Names(county.units["name"].tolist())
    cadres = {str(column): values.tolist() for column, values in county.cadres.items()}
    return Known(
        units=units,
        cadres=Cadres(cadres, units),
        villages=Villages(county.villages["town"].tolist(), county.villages["name"].tolist()),
        households=Names(county.households["household_id"].tolist()),
        unit_of=county.cadres["unit"].tolist(),
        level_of=county.cadres["level"].tolist(),
        village_of=county.households["village"].tolist(),
    )


def _mergers(county: County) -> dict[tuple[str, str], tuple[str, str]]:
    rows = county.mergers[["old_town", "old_village", "new_town", "new_village"]].itertuples(index=False)
    return {(plain_word(town), plain_word(name)): (new_town, new) for town, name, new_town, new in rows}


def _directive(cells: dict[str, Any]) -> Directive:
    return Directive(
        kind=cells["kind"],
        why=cells["why"] or "",
        **{key: max(-1, int(cells[key])) for key in ("cadre", "unit", "household", "village")},
        who=cells["who"],
        when=cells["when"],
    )
