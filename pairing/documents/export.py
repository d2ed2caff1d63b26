"""Write the documents of a plan: masked for the public, or whole for the office, each in a folder of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pairing.documents.batch import Paper, nobody, write_batch
from pairing.documents.board import write_boards
from pairing.documents.cards import write_cards, write_plates
from pairing.documents.change_list import write_change_list
from pairing.documents.contact_list import write_contact_list
from pairing.documents.document import Document
from pairing.documents.idle_cadres import write_idle_cadres
from pairing.documents.import_form import write_import_form
from pairing.documents.leaders import write_leaders_page
from pairing.documents.masking import Audience, Mask
from pairing.documents.roster import write_roster
from pairing.documents.roster_letter import write_roster_letters
from pairing.documents.task_lists import write_task_lists
from pairing.documents.uncovered import write_uncovered
from pairing.documents.village_list import write_village_list
from pairing.errors import CallError
from pairing.text import Text

if TYPE_CHECKING:
    import threading
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from pairing.documents.batch import Listener
    from pairing.documents.document import Watch
    from pairing.documents.facts import Facts

_OFFICE: Final = (Audience.INTERNAL,)
HANDED_OUT: Final = Text(
    "发到户的连心卡、联系牌请用内部资料：电话完整，每张只交给上面写的那一户；村里公示栏和对外公开的用公示版，电话已遮挡。",
    "Hand each family its own card or plate from the full version, which has the whole telephone number; village boards and "
    "whatever is published are the public version, with telephones masked.",
)
"""Which version goes where."""

_ALL: Final = (
    Document(
        "名册",
        Text(
            "谁帮扶谁：按乡镇、按村、按单位各一张表，前面是两个全覆盖的总数。",
            "Who helps whom, by township, village and unit, after both coverages in numbers.",
        ),
        write_roster,
    ),
    Document(
        "名册文书",
        Text("名册的 Word 版，每个乡镇一份、每个村一张表。", "The roster as Word files, one a township."),
        write_roster_letters,
    ),
    Document(
        "联村一览表",
        Text(
            "每个村由哪个单位牵头、谁任组长、谁协助、哪位领导联系。",
            "Each village with its lead unit, team leader, helping units and leader.",
        ),
        write_village_list,
    ),
    Document(
        "联系人名单",
        Text("全县每一户的联系干部，每个村另起一页。", "The contact of every household of the county."),
        write_contact_list,
    ),
    Document(
        "未覆盖户",
        Text(
            "还没有人的户，为什么，怎样补上。",
            "Households that nobody has yet, why, and what would close it.",
        ),
        write_uncovered,
        _OFFICE,
    ),
    Document(
        "未参与干部",
        Text(
            "没有任务、没到户数下限和免派的干部，各有原因。",
            "Cadres without a task, below their quota or exempt, with the reasons.",
        ),
        write_idle_cadres,
        _OFFICE,
    ),
    Document(
        "变动表",
        Text(
            "比原方案改了哪些户、谁接谁、哪些村换了单位；没有原方案时不出。",
            "What changed against the previous plan and who takes over from whom; none without a previous plan.",
        ),
        write_change_list,
    ),
    Document(
        "导入模板",
        Text(
            "按国家系统“帮扶责任人导入模板”的表头填好，含完整证件号码。",
            "The national system's import form, filled, with full ID numbers.",
        ),
        write_import_form,
        _OFFICE,
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
        _OFFICE,
    ),
    Document(
        "领导一页纸",
        Text(
            "给领导看的一页：两个全覆盖、缺口、负担、方案好不好、下一步定什么；PDF 和 Word 各一份。",
            "One page for those who decide: coverages, gaps, loads, how good the plan is, what to settle next.",
        ),
        write_leaders_page,
        _OFFICE,
    ),
)
# By name. A document to come is added to the tuple above and nowhere else.
DOCUMENTS: Final[Mapping[str, Document]] = {document.name: document for document in _ALL}


def chosen(only: Sequence[str], audiences: Sequence[Audience]) -> tuple[Paper, ...]:
    """The documents of these names (none = all), for each of the audiences that may have them.

    Raises CallError for a name that is no document, and where one asked for by name is for none of the audiences.
    """
    unknown = [name for name in only if name not in DOCUMENTS]
    if unknown:
        raise CallError(
            Text(
                "没有叫“{names}”的文件，可选：{known}。", "There is no document {names}; choose from {known}."
            ).fill(names="、".join(unknown), known="、".join(DOCUMENTS))
        )
    refused = [name for name in only if not set(DOCUMENTS[name].audiences) & set(audiences)]
    if refused:
        raise CallError(
            Text(
                "“{names}”只有内部资料，不能公示；命令行上请加 --internal。",
                "{names} is for the office only and cannot be published; add --internal on the command line.",
            ).fill(names="、".join(refused))
        )
    return tuple(
        Paper(document.name, audience)
        for audience in audiences
        for document in DOCUMENTS.values()
        if audience in document.audiences and (not only or document.name in only)
    )


def export_plan(
    facts: Facts,
    folder: Path,
    audiences: Sequence[Audience] = (Audience.PUBLIC,),
    *,
    only: Sequence[str] = (),
    listen: Listener = nobody,
    cancel: threading.Event | None = None,
) -> tuple[Path, ...]:
    """Write documents into ``folder``/公示版, or where asked for ``folder``/内部资料; returns the files.

    ``only`` names documents of :data:`DOCUMENTS`, empty = all that an audience may have. Raises CallError as
    :func:`chosen` does and for a folder that cannot be written, TemplateError, and
    :class:`pairing.documents.batch.Stopped` soon after ``cancel`` is set: finished files stay, none is half there.
    """

    def write(paper: Paper, watch: Watch) -> tuple[Path, ...]:
        mask = Mask(paper.audience)
        return DOCUMENTS[paper.name].write(facts, mask, folder / paper.audience.value, watch)

    try:
        return write_batch(chosen(only, audiences), write, listen, cancel)
    except OSError as fault:
        raise CallError(
            Text("“{folder}”写不进去：{why}", "{folder} cannot be written to: {why}").fill(
                folder=folder, why=fault.strerror or fault
            )
        ) from fault
