"""The four lists every county has - units, cadres, villages, households - from cells to the county's columns.

Each function returns the columns of :data:`pairing.county.COLUMNS` for its table, row for row. Where a fault was found
a value may be None that the county could not hold; the caller builds no county then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pairing.codes import plain_word
from pairing.lexicon import SCORED
from pairing.raw import text_of
from pairing.reading.asking import TAKEN, UNKNOWN_UNIT, known_town, positions, village_positions
from pairing.reading.findings import Fault, Findings
from pairing.reading.numerals import NOTHING
from pairing.reading.people import distinct_ids
from pairing.reading.resolve import AMBIGUOUS, NOWHERE, Names, Villages
from pairing.reading.values import Parsed, check_rounded, column_values, mask_phone
from pairing.reading.word_table import heard_lists, report_strangers
from pairing.status import is_in_need, is_party, is_weak, scope_of
from pairing.text import Text
from pairing.unknown_words import counted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pairing.lexicon import Lexicon
    from pairing.reading.table import Table

Columns = dict[str, list[Any]]
Place = tuple[str, str]  # a town and a village

_TWICE = Fault(
    "error",
    "duplicate",
    Text("与{first}重复。", "The same as {first}."),
    Text("删去重复的一行，或改正“{header}”。", "Delete one of the two rows, or correct {header}."),
)
_SAME_NAME = Fault(
    "error",
    "same-name-cadres",
    Text(
        "同一单位有同名干部：{rows}，分不清是谁。",
        "Cadres of one unit share a name: {rows}; they cannot be told apart.",
    ),
    Text(
        "给这几行填上不同的“{header}”，或不同的电话、职务。",
        "Give these rows different values under {header}, or telephones or posts that tell them apart.",
    ),
)
_UNKNOWN_RANK = Fault(
    "error",
    "unknown-rank",
    Text("看不懂这个职务级别。", "This rank is not in the word list."),
    Text(
        "改成如：{words}；或在“词表”表里写明它归为哪个级别。",
        "Write such as {words}; or say in the sheet 词表 which rank the word stands for.",
    ),
)
_AMBIGUOUS_NATIVE = Fault(
    "warning",
    "ambiguous-native-village",
    Text(
        "不止一个村叫这个名字，籍贯村未计入。",
        "More than one village has this name; the native village is not counted.",
    ),
    Text("在村名前写上乡镇。", "Write the town before the village's name."),
)
_PHONE_TWICE = Fault(
    "warning",
    "repeated-phone",
    Text("与{first}的电话相同。", "The same telephone as {first}."),
    Text(
        "核对是不是填错；确为共用则不必改。",
        "See whether it is a slip; if the telephone is shared, all is well.",
    ),
)
_HALF_PLACE = Fault(
    "warning",
    "half-place",
    Text(
        "经度、纬度只填了一个，坐标未计入。",
        "Only one of longitude and latitude is given; the place is not counted.",
    ),
    Text("两个都填，或都不填。", "Give both or neither."),
)
_TWO_HEADS = Fault(
    "warning",
    "two-heads",
    Text("与{first}同为一个单位的主要负责人。", "Head of the same unit as {first}."),
    Text("每个单位只留一名主要负责人。", "Let each unit have one head."),
)
_NO_DEMAND = Fault(
    "error",
    "focus-without-demand",
    Text("重点户需要的联系人数不能是 0。", "A focus household cannot need 0 cadres."),
    Text(
        "留空（按 1 人）或填 1 以上；不结对则“{header}”填否。",
        "Leave it blank (1) or write 1 or more; if it needs no pair, write 否 under {header}.",
    ),
)
_DEMAND_OFF_FOCUS = Fault(
    "warning",
    "demand-off-focus",
    Text("不是重点户，联系人数未计入。", "Not a focus household; the number of cadres is not counted."),
    Text("需要结对则“{header}”填是。", "If it is to be paired, write 是 under {header}."),
)
_FOCUS_GUESSED = Fault(
    "warning",
    "focus-guessed",
    Text(
        "没有“{header}”列：有需求、属困难类型或填了联系人数的 {count} 户按重点户计。",
        "Without a column {header}, the {count} households with a need, of a kind in need or with a number of cadres count as focus.",
    ),
    Text("要自己指定，请加上这一列，填是或否。", "To say it yourself, add the column and write 是 or 否."),
)
_UNKNOWN_TOWN = Fault(
    "warning",
    "unknown-town",
    Text("行政村表里没有这个乡镇。", "The sheet of villages has no such town."),
    Text(
        "改成与行政村表一致，乡镇和村的单位才能联系本地农户。",
        "Write it as there, so that the unit may serve its own town or village.",
    ),
)


def read_units(table: Table, findings: Findings) -> Columns:
    columns = _texts(table, findings, "name", "kind", "affiliation", "town")
    columns["scope"] = [scope_of(word) for word in columns["affiliation"]]
    columns["max_villages"] = column_values(table, "max_villages", findings)
    columns["lon"], columns["lat"] = _place(table, findings)
    report_duplicates(table, "name", columns["name"], findings)
    return columns


def unit_towns(table: Table, columns: Columns, villages: Villages, findings: Findings) -> list[str | None]:
    """The units' towns as the sheet of villages writes them; a town or village unit in none of them is warned of."""
    towns: list[str | None] = []
    for place, (scope, town) in enumerate(zip(columns["scope"], columns["town"], strict=True)):
        known = known_town(town, villages, findings) if town is not None else None
        if known is None and town is not None and scope in ("town", "village"):
            findings.at(_UNKNOWN_TOWN, table, [place], "town", town)
        towns.append(known or town)
    return towns


def read_villages(table: Table, findings: Findings) -> Columns:
    columns = _texts(table, findings, "name", "town", "branch")
    # One spelling for a town, or its villages would fall apart into two towns.
    spellings: dict[str, str] = {}
    columns["town"] = [town and spellings.setdefault(plain_word(town), town) for town in columns["town"]]
    codes = column_values(table, "code", findings)
    check_rounded(table, "code", findings)
    columns["code"] = [
        code if code is not None or name is None or town is None else f"{town}-{name}"
        for code, name, town in zip(codes, columns["name"], columns["town"], strict=True)
    ]
    columns["lon"], columns["lat"] = _place(table, findings)
    columns["weak"] = [is_weak(word) for word in columns["branch"]]
    full = [
        town and name and f"{town}{name}" for town, name in zip(columns["town"], columns["name"], strict=True)
    ]
    report_duplicates(table, "name", full, findings)
    report_duplicates(table, "code", codes, findings)
    return columns


def read_cadres(
    table: Table, made: Lexicon, units: Names | None, villages: Villages | None, findings: Findings
) -> Columns:
    """``units`` and ``villages`` are None where their sheet could not be read; references are not looked up then."""
    columns = _texts(
        table, findings, "name", "post", "politics", "gender", "birth", "education", "phone", "id_number"
    )
    unit_names = column_values(table, "unit", findings)
    blank = [NOWHERE] * len(table)
    columns["unit"] = blank
    if units:
        columns["unit"] = positions(table, "unit", unit_names, units, UNKNOWN_UNIT, findings, least=TAKEN)
        unit_names = [
            units.labels[unit] if unit >= 0 else said
            for unit, said in zip(columns["unit"], unit_names, strict=True)
        ]
    columns["cadre_id"] = _cadre_ids(table, columns, unit_names, findings)
    words = "、".join(table.sheet.column("rank").suggestions)
    codes = made.rank_codes
    unknown = Parsed(None, _UNKNOWN_RANK.fill(words=words))
    graded = column_values(
        table,
        "rank",
        findings,
        parse=lambda cell: Parsed(g) if (g := codes.rank(text_of(cell) or "")) else unknown,
    )
    columns["rank"] = [text_of(cell) for cell in table.cells["rank"]]
    strange = [word if grade is None else None for word, grade in zip(columns["rank"], graded, strict=True)]
    findings.unknown += counted(
        "rank", ((word, row) for word, row in zip(strange, table.rows.tolist(), strict=True) if word)
    )
    columns["grade"] = [grade[0] if grade else None for grade in graded]
    columns["level"] = [grade[1] if grade else None for grade in graded]
    columns["party"] = [is_party(word) for word in columns["politics"]]
    columns["skills"], columns["skills_text"] = heard_lists(table, "skills", made, findings)
    columns["head"] = [bool(value) for value in column_values(table, "head", findings)]
    columns["exempt_reason"] = [
        None if reason is None or plain_word(reason) in (*NOTHING, "否") else reason
        for reason in column_values(table, "exempt_reason", findings)
    ]
    columns["max_households"] = column_values(table, "max_households", findings)
    columns["native_village"] = _native_villages(table, villages, findings) if villages else blank
    _report_phones(table, columns["phone"], findings)
    _report_heads(table, columns, findings)
    return columns


def read_households(
    table: Table, made: Lexicon, villages: Villages | None, mergers: Mapping[Place, Place], findings: Findings
) -> Columns:
    """``villages`` is None where their sheet could not be read; ``mergers`` maps plain old town and village to the new."""
    columns = _texts(
        table, findings, "household_id", "group", "head_name", "kind", "monitor", "cause", "phone", "id_number"
    )  # fmt: skip
    for key in ("people", "labour", "income", "difficulty", "tier"):
        columns[key] = column_values(table, key, findings)
    columns["needs"], columns["needs_text"] = heard_lists(table, "needs", made, findings)
    for key in SCORED:
        report_strangers(table, key, made, columns[key], findings)
    check_rounded(table, "household_id", findings)
    report_duplicates(table, "household_id", columns["household_id"], findings)
    towns, names = column_values(table, "town", findings), column_values(table, "village", findings)
    blank = [NOWHERE] * len(table)
    columns["village"] = blank
    if villages:
        columns["village"] = village_positions(table, towns, names, villages, findings, mergers=mergers)
    columns["focus"], columns["demand"] = _focus(table, columns, findings)
    _needs_of_causes(columns, made)
    _report_phones(table, columns["phone"], findings)
    return columns


def _needs_of_causes(columns: Columns, made: Lexicon) -> None:
    """A focus household whose 需求 says nothing needs what its 致困原因 stands for."""
    of = {cause: made.cause_needs(cause) for cause in set(columns["cause"]) if cause}
    for at, (focus, cause, text) in enumerate(
        zip(columns["focus"], columns["cause"], columns["needs_text"], strict=True)
    ):
        if focus and not columns["needs"][at] and text is None and of.get(cause):
            columns["needs"][at], columns["needs_text"][at] = of[cause], ""


def report_duplicates(
    table: Table,
    key: str,
    names: Sequence[Any],
    findings: Findings,
    fault: Fault = _TWICE,
    shown: Sequence[Any] | None = None,
) -> list[int]:
    """Report each row that repeats an earlier row's name (told by ``shown`` where given); those rows' positions."""
    first: dict[Any, int] = {}
    repeats: list[int] = []
    for position, name in enumerate(names):
        if name is not None and first.setdefault(name, position) != position:
            repeats.append(position)
            told = fault.fill(first=table.row_words([first[name]], position), header=table.headers[key])
            findings.at(told, table, [position], key, str((shown or names)[position]))
    return repeats


def _texts(table: Table, findings: Findings, *keys: str) -> Columns:
    return {key: column_values(table, key, findings) for key in keys}


def _place(table: Table, findings: Findings) -> tuple[list[Any], list[Any]]:
    lon, lat = column_values(table, "lon", findings), column_values(table, "lat", findings)
    # A cell at fault has been told already; only blank ones make half a place.
    half = [
        (a is None) != (b is None)
        for a, b in zip(table.cells["lon"], table.cells["lat"], strict=True)
    ]  # fmt: skip
    findings.at(_HALF_PLACE, table, [place for place, is_half in enumerate(half) if is_half], "lon")
    lon = [None if is_half else value for value, is_half in zip(lon, half, strict=True)]
    lat = [None if is_half else value for value, is_half in zip(lat, half, strict=True)]
    return lon, lat


def _cadre_ids(table: Table, columns: Columns, unit_names: Sequence[Any], findings: Findings) -> list[Any]:
    """The ids given; where there is none, one made of unit and name and, among namesakes, telephone or post. What is still
    not unique is told with every row it stands in."""
    given = column_values(table, "cadre_id", findings)
    check_rounded(table, "cadre_id", findings)
    report_duplicates(table, "cadre_id", given, findings)
    names = [
        name if cadre_id is None else None for name, cadre_id in zip(columns["name"], given, strict=True)
    ]
    made = distinct_ids(unit_names, names, columns["phone"], columns["post"])
    ids = [new if cadre_id is None else cadre_id for cadre_id, new in zip(given, made, strict=True)]
    makers: dict[str, list[int]] = {}
    for place, cadre_id in enumerate(made):
        if cadre_id is not None:
            makers.setdefault(cadre_id, []).append(place)
    holders = {cadre_id: place for place, cadre_id in enumerate(given) if cadre_id is not None}
    for cadre_id, places in makers.items():
        if cadre_id in holders:
            places = [holders[cadre_id], *places]
        if len(places) > 1:
            told = _SAME_NAME.fill(rows=table.row_words(places), header=table.headers["cadre_id"])
            findings.at(told, table, places, "name", columns["name"][places[-1]])
    return ids


def _native_villages(table: Table, villages: Villages, findings: Findings) -> list[int]:
    """Positions; a village outside the county is no fault, one of several of the name is told and not counted."""

    def find(text: str) -> Parsed:
        position = villages.find_native(text)
        return Parsed(NOWHERE, _AMBIGUOUS_NATIVE) if position == AMBIGUOUS else Parsed(position)

    found = column_values(table, "native_village", findings, parse=lambda cell: find(text_of(cell) or ""))
    return [NOWHERE if position is None else int(str(position)) for position in found]


def _report_phones(table: Table, phones: Sequence[Any], findings: Findings) -> None:
    first: dict[str, int] = {}
    for place, phone in enumerate(phones):
        # A masked number is shared by many; so is a word such as 无.
        if phone is None or "*" in phone or not any(character.isdigit() for character in phone):
            continue
        if first.setdefault(phone, place) != place:
            told = _PHONE_TWICE.fill(first=table.row_words([first[phone]], place))
            findings.at(told, table, [place], "phone", mask_phone(phone))


def _report_heads(table: Table, columns: Columns, findings: Findings) -> None:
    first: dict[int, int] = {}
    for place, (unit, head) in enumerate(zip(columns["unit"], columns["head"], strict=True)):
        if head and unit != NOWHERE and first.setdefault(unit, place) != place:
            told = _TWO_HEADS.fill(first=table.row_words([first[unit]], place))
            findings.at(told, table, [place], "head")


def _focus(table: Table, columns: Columns, findings: Findings) -> tuple[list[bool], list[Any]]:
    """Which households are focus, and how many cadres each needs.

    With a column 重点户 that column says it, blank = no. Without it a household is focus where it has a need, is of a
    kind in need (脱贫户, 监测户, 低保户 …, or any class of monitoring) or asks for cadres.
    """
    asked = column_values(table, "demand", findings)
    said = column_values(table, "focus", findings)
    header = table.headers["focus"]
    if "focus" in table.present:
        focus = [bool(value) for value in said]
        pairs = list(zip(focus, asked, strict=True))
        stray = [place for place, (is_focus, number) in enumerate(pairs) if not is_focus and number]
        findings.at(_DEMAND_OFF_FOCUS.fill(header=header), table, stray, "demand")
        empty = [place for place, (is_focus, number) in enumerate(pairs) if is_focus and number == 0]
        findings.at(_NO_DEMAND.fill(header=header), table, empty, "demand", "0")
    else:
        in_need = {word: is_in_need(word) for column in ("kind", "monitor") for word in set(columns[column])}
        focus = [
            number != 0 and bool(needs or number or in_need[kind] or in_need[monitor])
            for needs, number, kind, monitor in zip(
                columns["needs"], asked, columns["kind"], columns["monitor"], strict=True
            )
        ]
        findings.add(_FOCUS_GUESSED.fill(header=header, count=sum(focus)), sheet=table.name, column=header)
    demand = [
        (1 if number is None else number) if is_focus else 0
        for is_focus, number in zip(focus, asked, strict=True)
    ]
    return focus, demand
