"""村级公示栏: who links the village, and every household's contact cadre, a page a village to hang on the wall."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from pairing.documents.office import read_office
from pairing.documents.page import cadre_words, household_words, page_data
from pairing.documents.typesetting import press
from pairing.documents.village_links import VillageLinks, village_links
from pairing.documents.workbook import file_name

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from pairing.documents.document import Watch
    from pairing.documents.facts import Facts
    from pairing.documents.masking import Mask

    Ints = NDArray[np.int64]

BOARD: Final = "村级公示栏"
# Households on the boards of one file: what typst needs grows with them, a hundred megabytes for these.
_HOMES_A_FILE: Final = 4000


def write_boards(facts: Facts, mask: Mask, folder: Path, watch: Watch) -> tuple[Path, ...]:
    """A3, a page a village; one file a township, several where it is large.

    A village with very many contacts goes on to a second page.
    """
    office = read_office(facts.templates)
    cadres, links = cadre_words(facts, mask), village_links(facts)
    homes = _homes(facts)
    written = []
    total = len(facts.county.villages)
    done = 0

    def tell(share: float) -> None:
        watch((done + share) / total)

    with press(facts.templates) as machine:
        for name, part in _batches(facts, homes):
            villages = []
            for village in part:
                tell(0.0)
                rows = contact_rows(facts, mask, cadres, homes[village])
                villages.append(
                    _links(facts, mask, links, village) | _counts(facts, homes[village]) | {"rows": rows}
                )
            data = page_data(facts, mask, office, BOARD) | {"villages": villages}
            path = folder / BOARD / file_name(f"{BOARD}-{name}", mask, "pdf")
            machine.pdf(f"{BOARD}.typ", data, path, tell)
            written.append(path)
            done += len(part)
    watch(1.0)
    return tuple(written)


def _batches(facts: Facts, homes: list[Ints]) -> Iterator[tuple[str, list[int]]]:
    """What each file is called by (its town, a number after it where it takes several) and the villages in it."""
    sizes = np.array([len(listed) for listed in homes])
    for town, name in enumerate(facts.towns):
        villages = np.flatnonzero(facts.village_town == town)
        before = np.cumsum(sizes[villages]) - sizes[villages]
        parts = np.split(villages, np.flatnonzero(np.diff(before // _HOMES_A_FILE)) + 1)
        for number, part in enumerate(parts, start=1):
            yield f"{name}-{number}" if len(parts) > 1 else name, part.tolist()


def contact_rows(facts: Facts, mask: Mask, cadres: list[dict[str, str]], homes: Ints) -> list[dict[str, Any]]:
    """A row a group and contact cadre: group, cadre (None where nobody comes), homes as [户编号, 户主].

    homes are the households of one village in listing order, so that a group's rows stand together. Cadres follow in
    the order of their first household.
    """
    contact = facts.contact[homes].tolist()
    words = household_words(facts, mask, homes)
    listed = zip(contact, words["group"], words["number"], words["head"], strict=True)
    rows = []
    for group, members in groupby(listed, key=lambda home: home[1]):
        of_cadre: dict[int, list[tuple[str, str]]] = {}
        for cadre, _, number, head in members:
            of_cadre.setdefault(cadre, []).append((number, head))
        rows += [
            {"group": group, "cadre": cadres[cadre] if cadre >= 0 else None, "homes": named}
            for cadre, named in of_cadre.items()
        ]
    return rows


def _homes(facts: Facts) -> list[Ints]:
    """[V] the households of each village in listing order."""
    village = facts.household_village[facts.place]
    order = np.argsort(village, kind="stable")
    ends = np.searchsorted(village[order], np.arange(len(facts.county.villages) + 1))
    listed = facts.place[order]
    return [listed[start:stop] for start, stop in zip(ends[:-1].tolist(), ends[1:].tolist(), strict=True)]


def _links(facts: Facts, mask: Mask, links: VillageLinks, village: int) -> dict[str, str]:
    """name and town of a village; its lead unit, head of the team, helping units and leaders ("" = none)."""
    villages, units = facts.county.villages, facts.county.units["name"].to_numpy(object)
    lead = links.lead.get(village, -1)
    words = {
        "name": villages["name"].to_numpy(object)[village],
        "town": villages["town"].to_numpy(object)[village],
        "lead": units[lead] if lead >= 0 else "",
        "head": links.heads.get(lead, ""),
        "assist": "、".join(links.assist.get(village, ())),
        "leaders": "、".join(links.leaders.get(village, ())),
    }
    return {key: mask.text(str(word)) for key, word in words.items()}


def _counts(facts: Facts, homes: Ints) -> dict[str, int]:
    """Households of a village, and how many of them have a contact."""
    return {"total": len(homes), "covered": int((facts.contact[homes] >= 0).sum())}
