"""The differences of an edited roster in sentences and as tables, by name and by the file's own row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from pairing.people_named import Namesakes
from pairing.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pairing.county import County
    from pairing.roster_changes import Differences, PairChange, Place
    from pairing.roster_fields import FieldChange
    from pairing.text import Lang

KINDS: Final = {
    "replaced": Text("改派", "replaced"),
    "struck": Text("划掉", "struck"),
    "added": Text("增加", "added"),
}
_PAIR: Final = {
    "replaced": Text("{place}：户主{head}由{old}改为{new}", "{place}: household of {head}, {new} in place of {old}"),
    "struck": Text("{place}：户主{head}不再由{old}结对", "{place}: household of {head}, no longer {old}"),
    "added": Text("{place}：户主{head}增加{new}", "{place}: household of {head}, {new} too"),
}  # fmt: skip
_FIELD: Final = Text(
    "{place}：{who}的“{header}”由“{old}”改为“{new}”", "{place}: {header} of {who}, {new} in place of {old}"
)
_STRUCK: Final = Text("不再安排这一对", "the pair will not be made again")
_AGAINST: Final = Text("违反规则：{why}", "breaks a rule: {why}")
_REARRANGED: Final = Text(
    "现方案做不到，重新求解时调整：{why}", "not as the plan stands, to be re-arranged by solving again: {why}"
)
_FREE: Final = Text("允许", "allowed")
_PRICE: Final = Text("允许，当即得分 {points} 分", "allowed, points at once {points}")
# Solving again may open a link or free a place; no other rule gives way.
_GIVES_WAY: Final = ("scope", "quotas")
_ROW: Final = Text("“{sheet}”第{row}行", "sheet {sheet}, row {row}")
_GONE: Final = Text("“{sheet}”少了一行", "sheet {sheet}, a row is gone")
_COUNTS: Final = Text(
    "比较了 {sheets} 张名册：改派 {replaced} 对，划掉 {struck} 对，增加 {added} 对，更正 {fields} 处，要问 {questions} 处。",
    "Compared {sheets} rosters: {replaced} pairs replaced, {struck} struck, {added} added, {fields} fields corrected, "
    "{questions} questions.",
)
OTHER_PLAN: Final = Text(
    "注意：这份名册出自另一个方案（{code}），下面是它与现方案的全部不同。",
    "Note: this roster is from another plan ({code}); below is all in which it differs from this one.",
)
PARTIAL: Final = Text(
    "“{sheet}”只有名册的一部分：整个不在表里的乡镇、村或单位，不算划掉。",
    "{sheet} holds only a part of the roster: towns, villages or units it lacks as a whole do not count as struck.",
)


def place_words(place: Place) -> Text:
    """Where in the file."""
    words = _GONE if place.row is None else _ROW
    return words.fill(sheet=place.sheet, row=place.row)


def count_words(differences: Differences) -> Text:
    """All in one sentence of numbers."""
    kinds = [change.kind for change in differences.pairs]
    counts = {kind: kinds.count(kind) for kind in ("replaced", "struck", "added")}
    return _COUNTS.fill(
        sheets=len(differences.sheets),
        fields=len(differences.fields),
        questions=len(differences.questions),
        **counts,
    )


def notices(differences: Differences) -> Iterator[Text]:
    """What is to be known of the roster as a whole."""
    if differences.other_plan is not None:
        yield OTHER_PLAN.fill(code=differences.other_plan)
    for sheet in differences.partial:
        yield PARTIAL.fill(sheet=sheet)


def pair_words(county: County, change: PairChange) -> Text:
    """One pair: what was done, against which rules, at what price."""
    people = Namesakes(county)
    said = _PAIR[change.kind].fill(
        place=place_words(change.place),
        head=county.households["head_name"].iat[change.household],
        old=people.words(change.old) if change.old >= 0 else "",
        new=people.words(change.new) if change.new >= 0 else "",
    )
    said_of_it = verdict(change)
    return Text(f"{said.zh}；{said_of_it.zh}", f"{said.en}; {said_of_it.en}")


def verdict(change: PairChange) -> Text:
    """The rules the new pair meets under the plan as it is, or what it costs at once."""
    if change.new < 0:
        return _STRUCK
    if change.objections:
        zh = "；".join(objection.words.zh for objection in change.objections)
        en = "; ".join(objection.words.en for objection in change.objections)
        firm = any(objection.rule not in _GIVES_WAY for objection in change.objections)
        return (_AGAINST if firm else _REARRANGED).fill(why=Text(zh, en))
    if change.points is None:
        return _FREE
    return _PRICE.fill(points=f"{change.points / 100:+.1f}")


def field_words(change: FieldChange) -> Text:
    """One corrected field."""
    return _FIELD.fill(
        place=place_words(change.place),
        who=change.who,
        header=change.header,
        old=change.old_text,
        new=change.new_text,
    )


def as_json(county: County, differences: Differences, lang: Lang) -> dict[str, Any]:
    """The differences for programs: ids, file places, words in one language."""
    cadre_ids = [*county.cadres["cadre_id"], None]
    households = county.households["household_id"]

    def where(place: Place) -> dict[str, Any]:
        return {"sheet": place.sheet, "row": place.row}

    return {
        "sheets": list(differences.sheets),
        "other_plan": differences.other_plan,
        "partial": list(differences.partial),
        "pairs": [
            {
                "kind": c.kind,
                "household": households.iat[c.household],
                "old": cadre_ids[c.old],
                "new": cadre_ids[c.new],
                **where(c.place),
                "objections": [{"rule": o.rule, "words": o.words.show(lang)} for o in c.objections],
                "points": c.points,
            }
            for c in differences.pairs
        ],
        "fields": [
            {
                "who": c.who.show(lang),
                "column": c.header,
                "old": c.old_text,
                "new": c.new_text,
                **where(c.place),
            }
            for c in differences.fields
        ],
        "questions": [{**where(q.place), "words": q.words.show(lang)} for q in differences.questions],
    }
