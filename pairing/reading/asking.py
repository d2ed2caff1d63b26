"""Names that are not certain: what they probably mean, taken provisionally and put to the organizer.

A name is looked up as it stands, then among what was confirmed before; only then by likeness, and that is never done in
silence: each such name is a finding that stops the import, with a proposal to confirm.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pairing.codes import plain_word
from pairing.matches import NONE_OF_THESE, Candidate, Proposal, Wording
from pairing.reading.findings import Fault, Findings
from pairing.reading.resolve import AMBIGUOUS, NOWHERE, Names, Near, Villages
from pairing.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pairing.reading.table import Table

# From which likeness on (0 to 100) a name is taken provisionally, if it leads the next one by LEAD; in the lists of what was
# before, where somebody may simply be gone, from PAST on.
TAKEN: Final = 70
PAST: Final = 85
LEAD: Final = 5
# Names of one column put to the organizer; a list with more is wrong as a whole.
MOST: Final = 60

UNKNOWN_UNIT = Fault(
    "error",
    "unknown-unit",
    Text("单位表里没有这个单位{near}。", "The sheet of units has no such unit{near}."),
    Text(
        "改成单位表里的名称，或在单位表里加上它。",
        "Write the name as the sheet of units has it, or add the unit there.",
    ),
)
UNKNOWN_VILLAGE = Fault(
    "error",
    "unknown-village",
    Text("行政村表里没有这个村{near}。", "The sheet of villages has no such village{near}."),
    Text(
        "核对乡镇和村名，或在行政村表里加上它。",
        "Check the town and the village's name, or add the village to its sheet.",
    ),
)
AMBIGUOUS_VILLAGE = Fault(
    "error",
    "ambiguous-village",
    Text("不止一个村叫这个名字。", "More than one village answers to this name."),
    Text("写行政村表里的全名。", "Write the full name of the sheet of villages."),
)
MERGED_VILLAGE = Fault(
    "error",
    "merged-village",
    Text("这个村已并入{new}，共 {count} 行。", "This village has become part of {new}; {count} rows."),
    Text(
        "请确认（“数据”页，或 pairing check-data --accept），或改成合并后的村名。",
        "Confirm it (page Data, or pairing check-data --accept), or write the name after the merger.",
    ),
)
UNKNOWN_CADRE = Fault(
    "error",
    "unknown-cadre",
    Text("干部表里没有这个人。", "The sheet of cadres has no such person."),
    Text("核对干部编号，或姓名和单位。", "Check the cadre's id, or name and unit."),
)
UNKNOWN_HOUSEHOLD = Fault(
    "error",
    "unknown-household",
    Text("农户表里没有这个编号。", "The sheet of households has no such id."),
    Text("核对户编号。", "Check the household's id."),
)
_TO_CONFIRM: Final = (
    Text(
        "{list}里没有“{said}”，看来是“{taken}”（{why}，{score} 分），共 {count} 行，待确认。",
        "{list} has no {said}; it looks like {taken} ({why}, {score} of 100). {count} rows say so; to be confirmed.",
    ),
    Text(
        "请确认（“数据”页，或 pairing check-data --accept），或改正名单。",
        "Confirm it (page Data, or pairing check-data --accept), or correct the list.",
    ),
)
UNIT_TO_CONFIRM = Fault("error", "unit-to-confirm", *_TO_CONFIRM)
VILLAGE_TO_CONFIRM = Fault("error", "village-to-confirm", *_TO_CONFIRM)
TOWN_TO_CONFIRM = Fault("error", "town-to-confirm", *_TO_CONFIRM)
_UNITS: Final = Text("单位表", "The sheet of units")
_VILLAGES: Final = Text("行政村表", "The sheet of villages")
_LIKE_TOWN: Final = Text("读音或字形相近", "sounds or looks alike")
_MERGED: Final = Text("村合并表", "the sheet of mergers")


def positions(
    table: Table,
    key: str,
    texts: Sequence[str | None],
    names: Names,
    unknown: Fault,
    findings: Findings,
    *,
    least: int | None = None,
) -> list[int]:
    """A position per row, NOWHERE where blank; ``unknown`` is what to say of a name that is not listed.

    ``least``: from which likeness on a unit's name is taken provisionally; None for ids, which are never guessed.
    """
    found: dict[str | None, int] = {None: NOWHERE}
    strangers: dict[str, list[int]] = {}
    for place, text in enumerate(texts):
        if text not in found:
            found[text] = names.find(str(text))
        if text is not None and found[text] == NOWHERE:
            strangers.setdefault(text, []).append(place)
    for number, (text, places) in enumerate(strangers.items()):
        means = None if least is None else findings.confirmed("unit", "", plain_word(text))
        if means and (position := names.find(means)) >= 0:
            found[text] = position
            continue
        near = [] if least is None or means == NONE_OF_THESE or number >= MOST else names.near(text)
        if least is not None and stands_out(near, least):
            found[text] = near[0].position
            fault = UNIT_TO_CONFIRM.fill(
                list=_UNITS, **_words(text, names.labels[near[0].position], near[0], len(places))
            )
            findings.at(fault, table, places[:1], key, text)
        else:
            said = (
                unknown.fill(near=_perhaps(near, names.labels)) if "{near}" in unknown.problem.en else unknown
            )
            findings.at(said, table, places, key, text)
        if near and (found[text] >= 0 or unknown.severity == "error"):
            _propose(
                findings,
                table,
                places,
                Wording("unit", "", plain_word(text)),
                text,
                near,
                names.labels,
                found[text],
            )
    return [found[text] for text in texts]


def village_positions(
    table: Table,
    towns: Sequence[str | None],
    names: Sequence[str | None],
    villages: Villages,
    findings: Findings,
    *,
    key: str = "village",
    mergers: Mapping[tuple[str, str], tuple[str, str]] | None = None,
    unknown: Fault = UNKNOWN_VILLAGE,
    least: int = TAKEN,
) -> list[int]:
    """A position per row from town and name, NOWHERE where either is blank or the village is not found.

    ``mergers`` maps a merged village's plain town and name to the new ones, which an unknown village is told of.
    """
    meant = _towns(table, towns, villages, findings, least)
    found: dict[tuple[str, str], int] = {}
    strangers: dict[tuple[str, str], list[int]] = {}
    rows: list[int] = []
    for place, (town, name) in enumerate(zip(towns, names, strict=True)):
        if town is None or name is None:
            rows.append(NOWHERE)
            continue
        pair = (meant.get(town, town), name)
        if pair not in found:
            found[pair] = villages.find(*pair)
        if found[pair] < 0:
            strangers.setdefault(pair, []).append(place)
        rows.append(found[pair])
    for number, ((town, name), places) in enumerate(strangers.items()):
        wording = Wording("village", plain_word(town), plain_word(name))
        means = findings.confirmed(wording.kind, wording.where, wording.said)
        position = villages.labelled(means) if means else NOWHERE
        if position < 0:
            position = _ask_village(
                table, key, places, (town, name), found[town, name], villages, findings,
                mergers or {}, unknown, least, quiet=means == NONE_OF_THESE or number >= MOST,
            )  # fmt: skip
        for place in places:
            rows[place] = position
    return rows


def _ask_village(
    table: Table,
    key: str,
    places: Sequence[int],
    said: tuple[str, str],
    found: int,
    villages: Villages,
    findings: Findings,
    mergers: Mapping[tuple[str, str], tuple[str, str]],
    unknown: Fault,
    least: int,
    *,
    quiet: bool,
) -> int:
    """Tell of a village that was not found, and propose; the position taken provisionally, or NOWHERE."""
    town, name = said
    value = f"{town} {name}"
    new = mergers.get((plain_word(town), plain_word(name)))
    taken = NOWHERE
    near: list[Near] = []
    if found == AMBIGUOUS:
        near = villages.ambiguous(town, name)
        findings.at(AMBIGUOUS_VILLAGE, table, places, key, value)
    elif new is not None:
        taken = max(villages.find(*new), NOWHERE)
        near = [Near(taken, 99, _MERGED)] if taken >= 0 else []
        findings.at(MERGED_VILLAGE.fill(new="".join(new), count=len(places)), table, places[:1], key, value)
    else:
        near = [] if quiet else villages.near(town, name)
        if stands_out(near, least):
            taken = near[0].position
            words = _words(value, villages.labels[taken], near[0], len(places))
            findings.at(VILLAGE_TO_CONFIRM.fill(list=_VILLAGES, **words), table, places[:1], key, value)
        else:
            findings.at(unknown.fill(near=_perhaps(near, villages.labels)), table, places, key, value)
    if near and not quiet and (taken >= 0 or unknown.severity == "error"):
        wording = Wording("village", plain_word(town), plain_word(name))
        _propose(findings, table, places, wording, value, near, villages.labels, taken)
    return taken


def known_town(town: str, villages: Villages, findings: Findings) -> str | None:
    """The town as the list of villages writes it, by what was confirmed if need be; None where it is not known."""
    spelling = villages.spelling(town)
    if spelling is not None:
        return spelling
    means = findings.confirmed("town", "", plain_word(town))
    return villages.spelling(means) if means else None


def _towns(
    table: Table, towns: Sequence[str | None], villages: Villages, findings: Findings, least: int
) -> dict[str, str]:
    """The file's towns -> the list's, for those the list does not know but that were confirmed or look like one."""
    meant: dict[str, str] = {}
    for town in dict.fromkeys(towns):
        if town is None or villages.town(town) is not None:
            continue
        known = known_town(town, villages, findings)
        if known is not None:
            meant[town] = known
            continue
        if findings.confirmed("town", "", plain_word(town)) == NONE_OF_THESE:
            continue
        likely = villages.near_town(town)
        labels = [label for label, _ in likely]
        near = [Near(place, score, _LIKE_TOWN) for place, (_, score) in enumerate(likely)]
        if not stands_out(near, least):
            continue
        meant[town] = labels[0]
        places = [place for place, said in enumerate(towns) if said == town]
        words = _words(town, labels[0], near[0], len(places))
        findings.at(TOWN_TO_CONFIRM.fill(list=_VILLAGES, **words), table, places[:1], "town", town)
        _propose(findings, table, places, Wording("town", "", plain_word(town)), town, near, labels, 0)
    return meant


def stands_out(near: Sequence[Near], least: int) -> bool:
    """Whether the best is like enough, in the place said, and likelier than the next."""
    if not near or near[0].elsewhere or near[0].score < least:
        return False
    return len(near) < 2 or near[0].score - near[1].score >= LEAD


def _words(said: str, taken: str, near: Near, count: int) -> dict[str, object]:
    return {"said": said, "taken": taken, "why": near.why, "score": near.score, "count": count}


def _propose(
    findings: Findings,
    table: Table,
    places: Sequence[int],
    wording: Wording,
    shown: str,
    near: Sequence[Near],
    labels: Sequence[str],
    taken: int,
) -> None:
    candidates = tuple(Candidate(labels[n.position], n.score, n.why) for n in near)
    part = table.part(places[0])
    means = labels[taken] if taken >= 0 else None
    findings.propose(
        Proposal(wording, shown, means, candidates, len(places), part.name, int(table.rows[places[0]]))
    )


def _perhaps(near: Sequence[Near], labels: Sequence[str]) -> Text:
    """“, perhaps …” with the likeliest names, or nothing."""
    names = [labels[n.position] for n in near[:3]]
    if not names:
        return Text("", "")
    return Text("，是不是{names}", ", perhaps {names}").fill(
        names=Text("、".join(f"“{name}”" for name in names), " or ".join(names))
    )
