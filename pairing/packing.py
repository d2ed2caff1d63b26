"""Tables as bytes and back: compact, safe to open, true to the last dtype.

A pack is a zip archive with one member for each column, so no code is ever run by opening one (a pickle would),
and zip's own check sums find a damaged file. Numbers travel as ``.npy``, texts and tuples as JSON.
"""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping

_CONTENTS: Final = "contents.json"
_LEVEL: Final = 3  # past this the archive shrinks by a few per cent and takes several times as long


class PackingError(ValueError):
    """The bytes are not a pack, or a damaged one."""


def pack(tables: Mapping[str, pd.DataFrame]) -> bytes:
    """All tables in one archive; the index is not kept.

    Raises TypeError for a column that holds anything but numbers, truth values, dates, texts and tuples of them.
    """
    contents: dict[str, dict[str, Any]] = {}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as archive:
        for t, (name, frame) in enumerate(tables.items()):
            columns = []
            for c, column in enumerate(frame.columns):
                values = frame[column]
                kind, data = _encode(values)
                archive.writestr(f"{t}/{c}", data)
                columns.append([str(column), kind, str(values.dtype)])
            contents[name] = {"rows": len(frame), "columns": columns}
        archive.writestr(_CONTENTS, json.dumps(contents, ensure_ascii=False))
    return buffer.getvalue()


def unpack(data: bytes) -> dict[str, pd.DataFrame]:
    """The tables of a pack, each with a fresh RangeIndex.

    Raises PackingError where the bytes are not a pack or are damaged.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            contents = json.loads(archive.read(_CONTENTS))
            tables = {}
            for t, (name, table) in enumerate(contents.items()):
                frame = pd.DataFrame(index=pd.RangeIndex(table["rows"]))
                columns = {
                    column: _decode(archive.read(f"{t}/{c}"), kind, dtype)
                    for c, (column, kind, dtype) in enumerate(table["columns"])
                }
                tables[name] = frame.assign(**columns) if columns else frame
    except (zipfile.BadZipFile, zlib.error, KeyError, ValueError, EOFError) as fault:
        raise PackingError(f"not a readable pack of tables: {fault}") from fault
    return tables


def _encode(values: pd.Series[Any]) -> tuple[str, bytes]:
    if isinstance(values.dtype, np.dtype) and values.dtype.kind in "biufM":
        buffer = io.BytesIO()
        np.save(buffer, values.to_numpy(), allow_pickle=False)
        return "array", buffer.getvalue()
    if isinstance(values.dtype, pd.StringDtype):
        texts = values.astype(object).where(values.notna(), None)
        return "text", _json(texts.tolist())
    if values.dtype == object:
        return "object", _json(values.tolist())
    raise TypeError(f"column {values.name!r} of dtype {values.dtype} cannot be packed")


def _decode(data: bytes, kind: str, dtype: str) -> pd.Series[Any]:
    if kind == "array":
        return pd.Series(np.load(io.BytesIO(data), allow_pickle=False))
    cells = json.loads(data)
    if kind == "text":
        return pd.Series(cells, dtype=dtype)
    # JSON has lists only; a tuple is what a table's cell holds.
    return pd.Series([tuple(c) if isinstance(c, list) else c for c in cells], dtype=object)


def _json(cells: list[Any]) -> bytes:
    return json.dumps(cells, ensure_ascii=False, separators=(",", ":")).encode()
