"""A roster edited by hand, laid beside the plan it came from: what was changed, by name and by the file's own row.

Nothing is stored here. What is found are changed, struck and added pairs, corrected fields of the lists, and questions:
whatever is not understood is asked, never guessed.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from pairing.documents.facts import facts_of
from pairing.people_named import Namesakes
from pairing.roster_changes import Differences, PairChange, Question
from pairing.roster_rows import SheetComparison
from pairing.roster_sheets import roster_sheets
from pairing.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pairing.county import County
    from pairing.documents.facts import Facts
    from pairing.plan import Plan
    from pairing.roster_fields import FieldChange

_STRUCK: Final = Text("划掉", "struck out")
_TWO_SAYINGS: Final = Text(
    "户主{head}：几张表改得不一样（{said}），请只留一种。",
    "Household of {head}: the sheets change it in different ways ({said}); keep one.",
)
_TWO_VALUES: Final = Text(
    "{who}的“{header}”改得不一样（{said}），请只留一种。",
    "{header} of {who} is corrected in different ways ({said}); keep one.",
)


def compare(county: County, plan: Plan, path: Path) -> Differences:
    """What an edited roster (.xlsx, internal version) says otherwise than the plan and the lists.

    Raises DataError where the file is no roster or a masked one, PlanError where the plan does not go with the lists.
    """
    sheets = roster_sheets(path)
    facts = facts_of(county, plan)
    compared = [SheetComparison(facts, sheet) for sheet in sheets]
    for one in compared:
        one.run()
    pairs, doubts = _merged_pairs(facts, [change for one in compared for change in one.pairs])
    fields, more = _merged_fields(facts, [change for one in compared for change in one.fields.changes])
    questions = [question for one in compared for question in one.questions]
    codes = [sheet.plan_code for sheet in sheets if sheet.plan_code not in (None, facts.stamp.plan_code)]
    return Differences(
        pairs=pairs,
        fields=fields,
        questions=tuple(dict.fromkeys([*questions, *doubts, *more])),
        sheets=tuple(sheet.name for sheet in sheets),
        other_plan=codes[0] if codes else None,
        partial=tuple(one.sheet.name for one in compared if one.partial),
    )


def _merged_pairs(facts: Facts, found: Sequence[PairChange]) -> tuple[tuple[PairChange, ...], list[Question]]:
    """Each change once, whichever sheets say it; what two sheets say differently becomes a question."""
    kept: dict[tuple[int, int, int], PairChange] = {}
    for change in found:
        key = (change.household, change.old, change.new)
        if key not in kept or kept[key].place.row is None:
            kept[key] = change
    # One sheet strikes or adds what another, where the same was done, tells as a replacement.
    whole = [c for c in kept.values() if c.kind == "replaced"]
    told = {(c.household, c.old, -1) for c in whole} | {(c.household, -1, c.new) for c in whole}
    questions: list[Question] = []
    by_old: dict[tuple[int, int], list[PairChange]] = defaultdict(list)
    for change in kept.values():
        if change.old >= 0:
            by_old[change.household, change.old].append(change)
    people = Namesakes(facts.county)
    unclear: set[tuple[int, int]] = set()
    for pair, changes in by_old.items():
        if len(changes) > 1:
            unclear.add(pair)
            said = [people.words(c.new) if c.new >= 0 else _STRUCK for c in changes]
            words = _TWO_SAYINGS.fill(
                head=facts.county.households["head_name"].iat[pair[0]],
                said=Text("、".join(t.zh for t in said), ", ".join(t.en for t in said)),
            )
            questions.append(Question(changes[0].place, words))
    merged = [
        change
        for key, change in kept.items()
        if (change.household, change.old) not in unclear and (change.kind == "replaced" or key not in told)
    ]
    return tuple(merged), questions


def _merged_fields(
    facts: Facts, found: Sequence[FieldChange]
) -> tuple[tuple[FieldChange, ...], list[Question]]:
    """Each correction once; two different ones of the same cell become a question."""
    by_cell: dict[tuple[str, int, str], list[FieldChange]] = defaultdict(list)
    for change in found:
        by_cell[change.table, change.position, change.column].append(change)
    kept, questions = [], []
    for changes in by_cell.values():
        said = list(dict.fromkeys(change.new_text for change in changes))
        if len(said) == 1:
            kept.append(changes[0])
            continue
        words = _TWO_VALUES.fill(who=changes[0].who, header=changes[0].header, said="、".join(said))
        questions.append(Question(changes[0].place, words))
    return tuple(kept), questions
