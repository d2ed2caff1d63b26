"""Write the documents of a plan: a public version, masked, and one for the office, each in a folder of its own."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from itertools import repeat
from multiprocessing import get_context
from typing import TYPE_CHECKING, Final

from pairing.documents.document import Document, Watch, unwatched
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

_SIDE_BY_SIDE: Final = 20_000
"""Households from which on documents are written by processes of their own."""
_EVERYBODY: Final = (overview, by_town, roster_by_town, roster_by_village, roster_by_unit, villages, contacts)
_OFFICE: Final = (uncovered_households, uncovered_cadres, exempt_cadres)


def _write_roster(facts: Facts, mask: Mask, folder: Path, watch: Watch) -> tuple[Path, ...]:
    """One workbook with every sheet that the audience may see."""
    builders: tuple[Builder, ...] = _EVERYBODY if mask.public else (*_EVERYBODY, *_OFFICE)
    path = folder / f"{TITLE}（{mask.audience.value}）.xlsx"
    with replacing(path) as part, workbook_at(part, constant_memory=True) as book:
        book.set_properties({"title": f"{TITLE}（{mask.audience.value}）", "created": FILE_DATE})
        styles = Styles(book)
        for done, build in enumerate(builders):
            watch(done / len(builders))
            write_table(book, styles, build(facts, mask), facts.stamp, mask)
    return (path,)


_ALL: Final = (
    Document(
        "名册",
        Text("谁帮扶谁，按乡镇、按村、按单位各一份。", "Who helps whom, by township, village and unit."),
        _write_roster,
    ),
)
# By name. A document to come is added to the tuple above and nowhere else.
DOCUMENTS: Final[Mapping[str, Document]] = {document.name: document for document in _ALL}


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
    audiences = [audience for audience in Audience if audience is Audience.PUBLIC or not public_only]
    jobs = [
        (name, audience)
        for audience in audiences
        for name, document in DOCUMENTS.items()
        if audience in document.audiences and (not only or name in only)
    ]
    try:
        if len(jobs) > 1 and len(county.households) >= _SIDE_BY_SIDE:
            # A county's workbooks take half a minute each, nearly all of it Python: a process for each.
            with ProcessPoolExecutor(len(jobs), mp_context=get_context("spawn")) as pool:
                written = list(pool.map(_write, *zip(*jobs, strict=True), repeat(facts), repeat(folder)))
        else:
            written = [_write(name, audience, facts, folder) for name, audience in jobs]
    except OSError as fault:
        raise CallError(
            Text("“{folder}”写不进去：{why}", "{folder} cannot be written to: {why}").fill(
                folder=folder, why=fault.strerror or fault
            )
        ) from fault
    return tuple(path for paths in written for path in paths)


def _write(name: str, audience: Audience, facts: Facts, folder: Path) -> tuple[Path, ...]:
    return DOCUMENTS[name].write(facts, Mask(audience), folder / audience.value, unwatched)
