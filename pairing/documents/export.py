"""Write the documents of a plan: a public version, masked, and one for the office, each in a folder of its own."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from itertools import repeat
from multiprocessing import get_context
from typing import TYPE_CHECKING, Final

from pairing.documents.board import write_boards
from pairing.documents.cards import write_cards, write_plates
from pairing.documents.document import Document, Watch, unwatched
from pairing.documents.facts import Facts, facts_of
from pairing.documents.leaders import write_leaders_page
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
from pairing.documents.task_lists import write_task_lists
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
    Document(
        "连心卡",
        Text(
            "每户一张小卡，写明谁来帮、电话多少；A4 纸一页 10 张，沿线裁开。",
            "A pocket card for every household: who helps and how to call; ten on a sheet of A4, to be cut.",
        ),
        write_cards,
    ),
    Document(
        "联系牌",
        Text("每户一块 A5 牌子，贴在门上。", "An A5 plate for every household's door."),
        write_plates,
    ),
    Document(
        "村级公示栏",
        Text(
            "每村一页 A3，哪些户由谁联系、谁联村，贴在村里公示。",
            "A sheet of A3 for every village's board: who links the village and who contacts which household.",
        ),
        write_boards,
    ),
    Document(
        "干部任务清单",
        Text(
            "每名干部一页：联哪些村、帮哪些户、做什么事、走访记录；每个单位一个文件。",
            "A page for every cadre: villages, households, tasks and a visit list; one file a unit.",
        ),
        write_task_lists,
        (Audience.INTERNAL,),
    ),
    Document(
        "领导一页纸",
        Text(
            "给领导看的一页：两个全覆盖、缺口、负担、方案好不好、下一步定什么；PDF 和 Word 各一份。",
            "One page for those who decide: coverages, gaps, loads, how good the plan is, what to settle next.",
        ),
        write_leaders_page,
        (Audience.INTERNAL,),
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
