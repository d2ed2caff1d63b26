"""名册文书: the roster as Word files, one a township, a table a village, to be signed and filed."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

import numpy as np

from pairing.documents.masking import Mask
from pairing.documents.roster import TITLE, household_rows, roster_columns
from pairing.documents.village_links import VillageLinks, village_links
from pairing.documents.watched import watched
from pairing.documents.word_file import WordTemplate
from pairing.documents.workbook import file_name

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from pairing.documents.document import Watch
    from pairing.documents.facts import Facts

    Ints = NDArray[np.int64]

_TEMPLATE: Final = "名册-{audience}.docx"


def write_roster_letters(facts: Facts, mask: Mask, folder: Path, watch: Watch) -> tuple[Path, ...]:
    """One file for each township with pairs; nothing where there are none."""
    template = WordTemplate(_TEMPLATE.format(audience=mask.audience.value), facts.templates)
    rows, village = household_rows(facts)
    town, links = facts.village_town[village], village_links(facts)
    written = []
    towns = np.unique(town)

    def tell(done: int, share: float) -> None:
        watch((done + share) / len(towns))

    for done, place in enumerate(towns.tolist()):
        tell(done, 0.0)
        name = mask.text(facts.towns[place])
        here = town == place
        path = folder / file_name(f"{TITLE}-{name}", mask, "docx")
        letter = _letter(facts, mask, links, name, rows[here], village[here])
        write = partial(template.write, letter, f"{TITLE} {name}", path)
        watched(write, partial(tell, done), writes=True)
        written.append(path)
    return tuple(written)


def _letter(
    facts: Facts, mask: Mask, links: VillageLinks, town: str, rows: Ints, village: Ints
) -> dict[str, object]:
    """What the template is told: the page's marks, the township's counts, its villages with their rows.

    A row has the roster's columns by key, those that the audience may see and no others.
    """
    columns = roster_columns(facts, mask, rows)
    keys = [key for key in columns if key != "serial"]
    cells = [["" if cell is None else cell for cell in columns[key].cells] for key in keys]
    lines = [dict(zip(keys, line, strict=True)) for line in zip(*cells, strict=True)]
    units = facts.county.units["name"].to_numpy(object)
    names = facts.county.villages["name"].to_numpy(object)
    starts = np.flatnonzero(np.diff(village, prepend=-1)).tolist()
    villages = []
    for start, stop in zip(starts, [*starts[1:], len(lines)], strict=True):
        at = int(village[start])
        lead = links.lead.get(at)
        villages.append(
            {
                "name": mask.text(names[at]),
                "lead": "" if lead is None else mask.text(units[lead]),
                "head": mask.text(links.heads.get(-1 if lead is None else lead, "")),
                "households": stop - start,
                "rows": [
                    {"serial": number, **line} for number, line in enumerate(lines[start:stop], start=1)
                ],
            }
        )
    return {
        "title": TITLE,
        "county": mask.text(facts.county.name),
        "town": town,
        "households": len(lines),
        "cadres": len(np.unique(facts.pair_cadre[rows])),
        "villages": villages,
        "stamp": facts.stamp.line,
        "date": facts.stamp.date,
        "notice": mask.notice,
    }
