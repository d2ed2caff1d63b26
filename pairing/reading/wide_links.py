"""联村一览表 as it hangs on the wall - a village a row, its lead unit, assisting units and leader side by side - to a link a row."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from pairing.codes import split_words
from pairing.raw import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pairing.raw import Cell
    from pairing.reading.table import Table

# Columns of the wide shape -> the column of the narrow one that each name goes to.
_WIDE: Final = {"lead_unit": "unit", "assist_units": "unit", "cadre_name": "cadre_name"}


def one_link_a_row(table: Table) -> Table:
    """The table with each link in a row of its own, every row keeping its file's number; one that is narrow as it is."""
    if not table.present & {"lead_unit", "assist_units"}:
        return table
    roles = {choice.value: choice.word for choice in table.sheet.column("role").choices}
    links = list(_links(table, roles))
    source = [place for place, _ in links]
    cells: dict[str, list[Cell]] = {
        key: [column[place] for place in source] for key, column in table.cells.items()
    }
    for key in ("unit", "cadre_name", "role"):
        cells[key] = [found.get(key) for _, found in links]
    written = [key for key in ("lead_unit", "assist_units") if key in table.present]
    parts = tuple(
        replace(
            part,
            start=int(np.searchsorted(source, part.start)),
            headers={**part.headers, "unit": "、".join(part.headers[key] for key in written)},
        )
        for part in table.parts
    )
    return replace(
        table,
        parts=parts,
        rows=table.rows[source],
        cells=cells,
        present=table.present | {"unit", "role"},
        extras=table.extras.iloc[source].reset_index(drop=True),
    )


def _links(table: Table, roles: dict[object, str]) -> Iterator[tuple[int, dict[str, Cell]]]:
    """Row -> what each of its links says; a row that names nobody stays one, to be told."""
    for place in range(len(table)):
        found: list[dict[str, Cell]] = []
        for key, goes_to in _WIDE.items():
            role = roles["assist" if key == "assist_units" else "lead"]
            names = split_words(text_of(table.cells[key][place]) or "")
            found += [{goes_to: name, "role": role} for name in names]
        if table.cells["unit"][place] is not None:
            found.append({"unit": table.cells["unit"][place], "role": table.cells["role"][place]})
        for link in found or [{"unit": None}]:
            yield place, link
