"""A plan as a folder of files, and back: links.csv, pairs.csv, contacts.csv, summary.json, and changes.csv where there
was a previous plan (docs/formats.md).

The folder comes into being whole or not at all. Texts are written so that no spreadsheet runs them; a text that is
not known is an empty cell and reads back as "".
"""

from __future__ import annotations

import csv
import io
import json
import shutil
import tempfile
from dataclasses import asdict, dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np
import pandas as pd
from pydantic import TypeAdapter, ValidationError

from pairing.errors import PlanError
from pairing.plan import CHANGE_COLUMNS, CONTACT_COLUMNS, LINK_COLUMNS, PAIR_COLUMNS, Plan, Summary
from pairing.raw import escape, unescape
from pairing.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

SUMMARY_FILE: Final = "summary.json"
TABLE_FILES: Final = {
    "links": ("links.csv", LINK_COLUMNS),
    "pairs": ("pairs.csv", PAIR_COLUMNS),
    "contacts": ("contacts.csv", CONTACT_COLUMNS),
}
PLAN_FILES: Final = (*(name for name, _ in TABLE_FILES.values()), SUMMARY_FILE)
CHANGES_FILE: Final = "changes.csv"
"""Only where there was a previous plan."""

_Kind = Literal["text", "integer", "number", "flag"]


@dataclass(frozen=True)
class _Reads:
    """What a column's cells may be: its kind, a few words where only those may stand, and the least integer."""

    kind: _Kind = "text"
    words: tuple[str, ...] = ()
    filled: bool = True
    least: int | None = None


_FLAG: Final = _Reads("flag")
_NUMBER: Final = _Reads("number")
_MAY_BE_EMPTY: Final = _Reads(filled=False)
_COLUMNS: Final[dict[str, _Reads]] = {
    "kind": _Reads(words=("unit", "leader")),
    "unit": _MAY_BE_EMPTY,
    "role": _Reads(words=("lead", "assist")),
    "town": _MAY_BE_EMPTY,
    "village": _MAY_BE_EMPTY,
    "order": _Reads("integer", least=1),
    "tier": _Reads("integer", least=0),
    "level": _Reads("integer", least=1),
    "rank_fit": _NUMBER,
    "skill_fit": _NUMBER,
    "nearness": _NUMBER,
    "points": _Reads("integer"),
    "kept": _FLAG,
    "locked": _FLAG,
    "reason": _MAY_BE_EMPTY,
    "old_unit": _MAY_BE_EMPTY,
    "old_cadre_id": _MAY_BE_EMPTY,
    "new_unit": _MAY_BE_EMPTY,
    "new_cadre_id": _MAY_BE_EMPTY,
    "counted": _FLAG,
    "via": _Reads(words=("pair", "unit", "town", "village")),
}
_ID: Final = _Reads()
_FLAGS: Final = {"true": True, "false": False}
_SUMMARY: Final = TypeAdapter(Summary)
_COVERAGE: Final = {
    "cadres": ("eligible", "covered", "exempt"),
    "households": ("total", "covered"),
    "focus": ("demand", "paired"),
}


def write_plan(plan: Plan, folder: Path) -> None:
    """The plan's files in a folder of that name; an older plan there is replaced.

    Raises PlanError where the folder holds anything but a plan, or cannot be written.
    """
    # A path such as "." has no name of its own until it is resolved.
    folder = folder.resolve()
    try:
        _refuse_other_files(folder)
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(
            prefix=f".{folder.name}-", dir=folder.parent, ignore_cleanup_errors=True
        ) as space:
            fresh = folder.parent / space / "new"
            fresh.mkdir()
            for key, (name, columns) in TABLE_FILES.items():
                _write_table(fresh / name, getattr(plan, key), columns)
            if plan.changes is not None:
                _write_table(fresh / CHANGES_FILE, plan.changes, CHANGE_COLUMNS)
            (fresh / SUMMARY_FILE).write_text(_summary_json(plan.summary), encoding="utf-8")
            _put_in_place(fresh, folder, folder.parent / space / "old")
    except OSError as fault:
        raise PlanError(
            Text("方案写不进“{folder}”：{why}", "The plan cannot be written to {folder}: {why}").fill(
                folder=folder, why=fault.strerror or fault
            )
        ) from fault


def read_plan(folder: Path) -> Plan:
    """The plan of a folder that :func:`write_plan` wrote, possibly edited in a spreadsheet since.

    Raises PlanError, which names file, row and column, where the plan is missing or damaged.
    """
    if not folder.is_dir():
        raise PlanError(
            Text(
                "“{folder}”不是方案文件夹。请给出“pairing solve”写出的文件夹。",
                "{folder} is no plan folder. Give the folder that `pairing solve` wrote.",
            ).fill(folder=folder)
        )
    missing = [name for name in PLAN_FILES if not (folder / name).is_file()]
    if missing:
        raise PlanError(
            Text(
                "方案文件夹“{folder}”缺少文件：{files}。请重新写出方案。",
                "The plan folder {folder} lacks {files}. Write the plan anew.",
            ).fill(folder=folder, files=Text("、".join(missing), ", ".join(missing)))
        )
    tables = {key: _read_table(folder / name, columns) for key, (name, columns) in TABLE_FILES.items()}
    listed = folder / CHANGES_FILE
    changes = _read_table(listed, CHANGE_COLUMNS) if listed.is_file() else None
    return Plan(**tables, summary=_read_summary(folder / SUMMARY_FILE), changes=changes)


def _refuse_other_files(folder: Path) -> None:
    """Replacing a folder deletes what is in it: only a plan may be deleted so."""
    if not folder.exists():
        return
    others = (
        sorted(entry.name for entry in folder.iterdir() if entry.name not in (*PLAN_FILES, CHANGES_FILE))
        if folder.is_dir()
        else None
    )
    if others is None or others:
        raise PlanError(
            Text(
                "“{folder}”里有别的文件（{files}），不能用来存放方案。请换一个新的或空的文件夹。",
                "{folder} holds other files ({files}) and cannot take a plan. Choose a new or empty folder.",
            ).fill(folder=folder, files="、".join((others or [folder.name])[:5]))
        )


def _put_in_place(fresh: Path, folder: Path, aside: Path) -> None:
    if not folder.exists():
        fresh.rename(folder)
        return
    folder.rename(aside)
    try:
        fresh.rename(folder)
    except OSError:
        aside.rename(folder)
        raise
    shutil.rmtree(aside, ignore_errors=True)


def _write_table(path: Path, table: pd.DataFrame, columns: Sequence[str]) -> None:
    cells = [_cells(table[column], _COLUMNS.get(column, _ID).kind) for column in columns]
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerows(chain([columns], zip(*cells, strict=True)))


def _cells(values: pd.Series[Any], kind: _Kind) -> list[str]:
    match kind:
        case "flag":
            return ["true" if value else "false" for value in values.to_numpy(bool).tolist()]
        case "integer":
            return [str(value) for value in values.to_numpy(np.int64).tolist()]
        case "number":
            # repr is the shortest text that reads back as the same number.
            return [repr(value) for value in values.to_numpy(float).tolist()]
        case "text":
            blank = values.isna().to_numpy()
            texts = values.tolist()
            return ["" if empty else escape(str(text)) for text, empty in zip(texts, blank, strict=True)]


def _summary_json(summary: Summary) -> str:
    fields = asdict(summary)
    flat = fields.pop("coverage")
    fields["coverage"] = {
        group: {name: flat[f"{group}_{name}"] for name in names} for group, names in _COVERAGE.items()
    }
    return json.dumps(fields, ensure_ascii=False, indent=1, allow_nan=False)


def _read_summary(path: Path) -> Summary:
    try:
        fields = json.loads(_text(path))
        fields["coverage"] = {
            f"{group}_{name}": fields["coverage"][group][name]
            for group, names in _COVERAGE.items()
            for name in names
        }
        return _SUMMARY.validate_json(json.dumps(fields), strict=True)
    except ValidationError as fault:
        first = fault.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        why = Text(f"“{place}”一项不对", f"{place}: {first['msg']}")
    except KeyError as fault:
        why = Text(f"缺少 {fault}", f"{fault} is missing")
    except (ValueError, TypeError, AttributeError):
        why = Text("不是完整的 JSON", "it is not whole JSON")
    raise PlanError(
        Text(
            "方案文件“{file}”读不了：{why}。请重新写出方案。",
            "{file} cannot be read: {why}. Write the plan anew.",
        ).fill(file=path, why=why)
    )


def _text(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except OSError as fault:
        raise PlanError(
            Text("方案文件“{file}”读不了：{why}", "{file} cannot be read: {why}").fill(
                file=path, why=fault.strerror or fault
            )
        ) from fault
    # A spreadsheet in China saves .csv as GB18030.
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise PlanError(
        Text(
            "方案文件“{file}”已损坏：既不是 UTF-8 也不是 GB18030 编码。",
            "{file} is damaged: it is neither UTF-8 nor GB18030.",
        ).fill(file=path)
    )


def _read_table(path: Path, columns: Sequence[str]) -> pd.DataFrame:
    try:
        rows = list(csv.reader(io.StringIO(_text(path), newline=""), strict=True))
    except csv.Error as fault:
        raise PlanError(
            Text(
                "方案文件“{file}”已损坏，不是完整的 CSV：{why}",
                "{file} is damaged and no whole CSV file: {why}",
            ).fill(file=path, why=fault)
        ) from fault
    header = rows[0] if rows else []
    missing = [column for column in columns if column not in header]
    if missing:
        raise PlanError(
            Text("方案文件“{file}”缺少列：{columns}。", "{file} lacks the columns {columns}.").fill(
                file=path, columns=Text("、".join(missing), ", ".join(missing))
            )
        )
    numbers = [number for number, row in enumerate(rows[1:], start=2) if row]
    body = [row for row in rows[1:] if row]
    for number, row in zip(numbers, body, strict=True):
        if len(row) != len(header):
            raise PlanError(
                Text(
                    "方案文件“{file}”第 {row} 行有 {found} 格，应有 {wanted} 格；文件可能没有写完。",
                    "{file} row {row} has {found} cells instead of {wanted}; the file may have been cut off.",
                ).fill(file=path, row=number, found=len(row), wanted=len(header))
            )
    by_column = dict(zip(header, zip(*body, strict=True), strict=True)) if body else {}
    return pd.DataFrame(
        {column: _read_column(path, column, by_column.get(column, ()), numbers) for column in columns}
    )


def _read_column(path: Path, column: str, cells: Sequence[str], numbers: Sequence[int]) -> pd.Series[Any]:
    reads = _COLUMNS.get(column, _ID)
    if column == "cadre_id" and path.name == TABLE_FILES["links"][0]:
        # The link of a unit has no cadre.
        reads = _MAY_BE_EMPTY
    if path.name == CHANGES_FILE:
        reads = {"kind": _Reads(words=("pair", "unit", "leader")), "household_id": _MAY_BE_EMPTY}.get(
            column, reads
        )
    values: list[Any] = []
    for cell, number in zip(cells, numbers, strict=True):
        value = _value(cell, reads)
        if value is None:
            raise PlanError(
                Text(
                    "方案文件“{file}”第 {row} 行“{column}”列的“{cell}”不对，应为{expected}。",
                    "{file} row {row} column {column}: {cell!r} is wrong, expected {expected}.",
                ).fill(file=path, row=number, column=column, cell=cell, expected=_expected(reads))
            )
        values.append(value)
    dtype = {"text": "object", "integer": "int64", "number": "float64", "flag": "bool"}[reads.kind]
    return pd.Series(values, dtype=dtype)


def _value(cell: str, reads: _Reads) -> str | int | float | bool | None:
    """The cell's value; None where it is not what the column reads."""
    match reads.kind:
        case "flag":
            # A spreadsheet turns true into TRUE.
            return _FLAGS.get(cell.strip().lower())
        case "integer":
            try:
                value = int(cell)
            except ValueError:
                return None
            in_range = -(2**63) <= value < 2**63 and (reads.least is None or value >= reads.least)
            return value if in_range else None
        case "number":
            try:
                number = float(cell)
            except ValueError:
                return None
            return number if np.isfinite(number) else None
        case "text":
            text = unescape(cell)
            if (reads.words and text not in reads.words) or (reads.filled and not text):
                return None
            return text


def _expected(reads: _Reads) -> Text:
    if reads.words:
        return Text(" 或 ".join(reads.words), " or ".join(reads.words))
    match reads.kind:
        case "flag":
            return Text("true 或 false", "true or false")
        case "integer" if reads.least is not None:
            return Text(f"不小于 {reads.least} 的整数", f"an integer from {reads.least}")
        case "integer":
            return Text("整数", "an integer")
        case "number":
            return Text("数", "a number")
        case "text":
            return Text("文字，不能为空", "a text, not blank")
