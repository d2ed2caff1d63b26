"""联系牌 and 连心卡: a card a household that says who comes, what for, and whom to call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from pairing.documents.office import read_office
from pairing.documents.page import cadre_words, household_words, page_data, rows_of
from pairing.documents.qr import card_code, qr_svg
from pairing.documents.typesetting import press
from pairing.documents.workbook import file_name

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from pairing.documents.document import Watch
    from pairing.documents.facts import Facts
    from pairing.documents.masking import Mask

    Ints = NDArray[np.int64]

PLATE: Final = "联系牌"
CARD: Final = "连心卡"
# Cards in one file: what typst needs grows with them, a hundred megabytes for these.
_PLATES_A_FILE: Final = 120
_CARDS_A_FILE: Final = 300


def write_plates(facts: Facts, mask: Mask, folder: Path, watch: Watch) -> tuple[Path, ...]:
    """联系牌 for the door, A5, a page a household; one file a township, several where it is large."""
    return _write(facts, mask, folder / PLATE, watch, PLATE, _PLATES_A_FILE)


def write_cards(facts: Facts, mask: Mask, folder: Path, watch: Watch) -> tuple[Path, ...]:
    """连心卡 to keep, 90 × 54 mm, ten on a sheet with cut marks; one file a township, several where it is large."""
    return _write(facts, mask, folder / CARD, watch, CARD, _CARDS_A_FILE)


def _write(facts: Facts, mask: Mask, folder: Path, watch: Watch, kind: str, most: int) -> tuple[Path, ...]:
    office = read_office(facts.templates)
    holders = card_holders(facts, everyone=office.everyone)
    cadres = cadre_words(facts, mask)
    written: list[Path] = []
    done = 0

    def tell(share: float) -> None:
        watch((done + share) / max(1, len(holders)))

    with press(facts.templates) as machine:
        for town, part, batch in _batches(facts, holders, most // office.copies):
            data = page_data(facts, mask, office, kind) | {
                "town": mask.text(town),
                "copies": office.copies,
                "cards": card_data(facts, mask, cadres, batch, tell),
            }
            path = folder / file_name(f"{kind}-{part}", mask, "pdf")
            machine.pdf(f"{kind}.typ", data, path, tell)
            written.append(path)
            done += len(batch)
            tell(0.0)
    return tuple(written)


def card_holders(facts: Facts, *, everyone: bool) -> Ints:
    """Households that get a card, in listing order: those with a pair, or all with a contact."""
    has = np.zeros(len(facts.place), bool)
    has[facts.pair_household] = True
    if everyone:
        has |= facts.contact >= 0
    return facts.place[has[facts.place]]


def _batches(facts: Facts, holders: Ints, most: int) -> Iterator[tuple[str, str, Ints]]:
    """Town, what its file is called by (a number after the town where it takes several) and the households in it."""
    town = facts.village_town[facts.household_village[holders]]
    for name, batch in zip(facts.towns, (holders[town == k] for k in range(len(facts.towns))), strict=True):
        parts = np.array_split(batch, max(1, -(-len(batch) // most)))
        for number, part in enumerate(parts, start=1):
            if len(part):
                yield name, f"{name}-{number}" if len(parts) > 1 else name, part


def card_data(
    facts: Facts, mask: Mask, cadres: list[dict[str, str]], batch: Ints, watch: Watch
) -> list[dict[str, Any]]:
    """What each card of a batch says; the public version has no tasks, for they tell of hardship.

    cadres are those of :func:`cadre_words`; batch are positions of households.
    """
    words = household_words(facts, mask, batch)
    del words["number"], words["phone"]  # a card needs neither
    where = rows_of(words)
    tasks = mask.texts(facts.tasks[batch]) if mask.shows("task") else [""] * len(batch)
    start = np.searchsorted(facts.pair_household, batch, "left").tolist()
    stop = np.searchsorted(facts.pair_household, batch, "right").tolist()
    cards: list[dict[str, Any]] = []
    for k, (household, task) in enumerate(zip(batch.tolist(), tasks, strict=True)):
        if k % 200 == 0:
            watch(0.0)
        who = facts.pair_cadre[start[k] : stop[k]].tolist() or [int(facts.contact[household])]
        code = card_code(facts.stamp.plan_code, household)
        more = {"code": code, "qr": qr_svg(code), "task": task, "cadres": [cadres[cadre] for cadre in who]}
        cards.append(where[k] | more)
    return cards
