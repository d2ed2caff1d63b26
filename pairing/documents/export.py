"""Write the documents of a plan: a public version, masked, and one for the office, each in a folder of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pairing.documents.facts import Facts, facts_of
from pairing.documents.lists import (
    by_town,
    contacts,
    exempt_cadres,
    overview,
    uncovered_cadres,
    uncovered_households,
    villages,
)
from pairing.documents.masking import Audience, Mask
from pairing.documents.roster import TITLE, roster_by_town, roster_by_unit, roster_by_village
from pairing.documents.sheets import PrintedTable, Styles, write_table
from pairing.errors import CallError
from pairing.safe_files import FILE_DATE, replacing, workbook_at
from pairing.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from pairing.county import County
    from pairing.plan import Plan

    Builder = Callable[[Facts, Mask], PrintedTable]

_EVERYBODY: Final = (overview, by_town, roster_by_town, roster_by_village, roster_by_unit, villages, contacts)
_OFFICE: Final = (uncovered_households, uncovered_cadres, exempt_cadres)


def _write_roster(facts: Facts, mask: Mask, folder: Path) -> tuple[Path, ...]:
    """One workbook with every sheet that the audience may see."""
    builders: tuple[Builder, ...] = _EVERYBODY if mask.public else (*_EVERYBODY, *_OFFICE)
    path = folder / f"{TITLE}（{mask.audience.value}）.xlsx"
    with replacing(path) as part, workbook_at(part, constant_memory=True) as book:
        book.set_properties({"title": f"{TITLE}（{mask.audience.value}）", "created": FILE_DATE})
        styles = Styles(book)
        for build in builders:
            write_table(book, styles, build(facts, mask), facts.stamp, mask)
    return (path,)


# Name for `only` -> writer. A document to come is added here and nowhere else.
DOCUMENTS: Final[Mapping[str, Callable[[Facts, Mask, Path], tuple[Path, ...]]]] = {"名册": _write_roster}


def export_plan(
    county: County,
    plan: Plan,
    folder: Path,
    *,
    public_only: bool = False,
    only: tuple[str, ...] = (),
) -> tuple[Path, ...]:
    """Write documents into ``folder``/公示版 and, unless ``public_only``, ``folder``/内部资料; returns the files.

    ``only`` names documents of :data:`DOCUMENTS`, empty = all. Raises CallError for a name that is none of them or a
    folder that cannot be written, PlanError where the plan does not go with the lists.
    """
    unknown = [name for name in only if name not in DOCUMENTS]
    if unknown:
        raise CallError(
            Text(
                "没有叫“{names}”的文件，可选：{known}。", "There is no document {names}; choose from {known}."
            ).fill(names="、".join(unknown), known="、".join(DOCUMENTS))
        )
    facts = facts_of(county, plan)
    paths: list[Path] = []
    for audience in Audience:
        if public_only and audience is not Audience.PUBLIC:
            continue
        for name, write in DOCUMENTS.items():
            if not only or name in only:
                try:
                    paths += write(facts, Mask(audience), folder / audience.value)
                except OSError as fault:
                    raise CallError(
                        Text("“{folder}”写不进去：{why}", "{folder} cannot be written to: {why}").fill(
                            folder=folder, why=fault.strerror or fault
                        )
                    ) from fault
    return tuple(paths)
