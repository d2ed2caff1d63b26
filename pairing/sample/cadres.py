"""Cadres of a sample county: ranks, posts, skills by kind of unit, some exempt. All names are synthetic."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from pairing.codes import plain_word
from pairing.sample.draw import (
    apportion,
    blank_where,
    draw_words,
    given_names,
    masked_phones,
    table,
)
from pairing.sample.size import SPARE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pairing.codes import Codes
    from pairing.sample.places import Places
    from pairing.sample.size import SampleSize
    from pairing.sample.units import Units

# Where county leaders sit and what they are; where such a unit is missing or full they sit in another office.
_LEADERS: Final = (
    ("县委办公室", "县委书记"),
    ("县政府办公室", "县长"),
    ("县人大常委会机关", "县人大常委会主任"),
    ("县政协机关", "县政协主席"),
    ("县委办公室", "县委副书记"),
    ("县政府办公室", "常务副县长"),
    ("县纪委监委", "县纪委书记"),
    ("县委组织部", "县委组织部部长"),
    ("县委宣传部", "县委宣传部部长"),
    ("县委统战部", "县委统战部部长"),
    ("县委政法委", "县委政法委书记"),
    *(("县政府办公室", "副县长"),) * 6,
    *(("县人大常委会机关", "县人大常委会副主任"),) * 5,
    *(("县政协机关", "县政协副主席"),) * 5,
    ("县公安局", "县公安局局长"),
    ("县人民法院", "县人民法院院长"),
    ("县人民检察院", "县人民检察院检察长"),
)
_OTHER_LEADER: Final = "县级领导"
_LEADER_KINDS: Final = ("人大政协", "党群部门", "政府部门")
_COUNTY_HEADS: Final = 4
# Share of section-level cadres by kind of unit, before it is fitted to the number wanted.
_SECTION_SHARE: Final = {"乡镇": 0.16, "党群部门": 0.2, "政府部门": 0.14, "人大政协": 0.25, "法检": 0.15}
_SECTION_ELSEWHERE: Final = 0.05
_SECTION_LIMITS: Final = (0.06, 0.2)
_HEAD_POSTS: Final = {
    "学校": "校长", "医院": "院长", "银行": "行长", "国企": "经理", "乡镇": "党委书记", "法检": "副院长",
}  # fmt: skip
_STAFF_RANKS: Final = (("科员级", 0.45), ("办事员级", 0.1), ("事业人员", 0.3), ("未定职", 0.15))
_STAFF_POSTS: Final = {"学校": "教师", "医院": "医生", "银行": "职员", "国企": "职员"}
_EXEMPT_SHARE: Final = 0.012
# Where an organizer's own rank list lacks one of our words.
_UNKNOWN_RANK: Final = ("staff", 1)
_OWN_SKILL: Final = 0.78


@dataclass(frozen=True)
class _Ranks:
    """Rank words in order of the cadres table."""

    word: NDArray[np.object_]
    level: NDArray[np.int64]
    post: NDArray[np.object_]
    head: NDArray[np.bool_]


def make_cadres(
    size: SampleSize, units: Units, places: Places, wanted: int, codes: Codes, rng: np.random.Generator
) -> pd.DataFrame:
    """The cadres table, unit by unit; ``wanted`` pairs decide how many are of section level."""
    unit = np.repeat(np.arange(len(units.table)), units.cadres)
    count = len(unit)
    ranks = _ranks(size, units, unit, wanted, rng)
    grades = {word: codes.rank(word) or _UNKNOWN_RANK for word in set(ranks.word)}
    grade = np.array([grades[word][0] for word in ranks.word], object)
    level = np.array([grades[word][1] for word in ranks.word], np.int64)
    women = rng.random(count) < 0.38
    politics = np.where(ranks.level > 1, "中共党员", draw_words("政治面貌", count, rng)).astype(object)
    exempt = blank_where(draw_words("免派原因", count, rng), ~_exempt(ranks, rng))
    local = rng.random(count) < np.where(units.table["scope"].to_numpy(object)[unit] == "other", 0.25, 0.6)
    native = np.where(local, rng.integers(0, len(places.villages), count), -1)
    return table(
        "cadres",
        {
            "cadre_id": np.array([f"G{k + 1:05d}" for k in range(count)], object),
            "name": draw_words("姓", count, rng) + given_names(women, rng),
            "unit": unit,
            "post": ranks.post,
            "rank": ranks.word,
            "grade": grade,
            "level": level,
            "politics": politics,
            "party": np.isin(politics.astype(str), ("中共党员", "中共预备党员")),
            "gender": np.where(women, "女", "男").astype(object),
            "birth": _births(ranks.level, rng),
            "education": draw_words("文化程度", count, rng),
            "skills": _skills(unit, units, codes, rng),
            "native_village": native,
            "phone": masked_phones(count, rng),
            "id_number": np.full(count, None, object),
            "head": ranks.head,
            "exempt_reason": exempt,
            "max_households": np.full(count, np.nan),
        },
    )


def _ranks(
    size: SampleSize, units: Units, unit: NDArray[np.int64], wanted: int, rng: np.random.Generator
) -> _Ranks:
    """County leaders and section-level cadres stand first in their unit, the head before the deputies."""
    count, kinds = len(unit), units.table["kind"].to_numpy(object)
    starts = np.concatenate([[0], np.cumsum(units.cadres)[:-1]])
    place = np.arange(count) - starts[unit]
    leaders = _leader_seats(size.county_level, units)
    leads = np.bincount([seat for seat, _ in leaders], minlength=len(kinds)).astype(np.int64)
    share = np.array([_SECTION_SHARE.get(kind, _SECTION_ELSEWHERE) for kind in kinds])
    room = units.cadres - leads
    sections = _section_count(size, wanted, count)
    section = apportion(
        share * units.cadres,
        int(np.clip(sections, 0, room.sum())),
        np.minimum(1, room) if sections >= len(kinds) else 0,
        room,
    )
    is_leader = place < leads[unit]
    is_section = ~is_leader & (place < (leads + section)[unit])
    level = np.where(is_leader, 3, np.where(is_section, 2, 1))
    head = place == np.where(section > 0, leads, 0)[unit]
    full = is_section & (place < (leads + np.maximum(1, section // 4))[unit])
    ranks = np.array([rank for rank, _ in _STAFF_RANKS], object)
    word = ranks[rng.choice(len(ranks), count, p=[chance for _, chance in _STAFF_RANKS])]
    word[is_section] = np.where(full, "乡科级正职", "乡科级副职")[is_section]
    post = np.array([_STAFF_POSTS.get(kinds[u], "科员") for u in unit], object)
    post[is_section] = np.where(full, "主任科员", "副职")[is_section]
    post[head] = np.array([_HEAD_POSTS.get(kinds[u], "主要负责人") for u in unit[head]], object)
    filled = np.zeros(len(kinds), np.int64)
    for k, (seat, title) in enumerate(leaders):
        at = starts[seat] + filled[seat]
        filled[seat] += 1
        word[at] = "县处级正职" if k < _COUNTY_HEADS else "县处级副职"
        post[at] = title
    return _Ranks(word, level, post, head)


def _section_count(size: SampleSize, wanted: int, count: int) -> int:
    """So many that places exceed the wanted pairs by SPARE where quotas are 2/1; 11 % where they go by grade."""
    if size.by_grade:
        return round(0.11 * count)
    eligible = count - round(_EXEMPT_SHARE * count)
    low, high = (round(share * count) for share in _SECTION_LIMITS)
    return int(np.clip(round(SPARE * wanted) - eligible - size.county_level, low, high))


def _leader_seats(count: int, units: Units) -> list[tuple[int, str]]:
    """(unit, post) of each county leader; a unit keeps at least half its places for others."""
    at = {name: k for k, name in enumerate(units.table["name"])}
    scope = units.table["scope"].to_numpy(object)
    room = units.cadres // 2
    kind = units.table["kind"].to_numpy(object)
    offices = np.array([(_LEADER_KINDS.index(k) if k in _LEADER_KINDS else len(_LEADER_KINDS)) for k in kind])
    fallback = [int(u) for u in np.lexsort((-units.cadres, offices)) if scope[u] == "county"] or [0]
    seats: list[tuple[int, str]] = []
    for k in range(count):
        name, title = _LEADERS[k] if k < len(_LEADERS) else ("", _OTHER_LEADER)
        options = ([at[name]] if name in at else []) + fallback
        seat = next((u for u in options if room[u] > 0), None)
        if seat is None:
            break
        room[seat] -= 1
        seats.append((seat, title if name in at else _OTHER_LEADER))
    return seats


def _exempt(ranks: _Ranks, rng: np.random.Generator) -> NDArray[np.bool_]:
    """A fixed share of the ordinary cadres, never a head of unit."""
    ordinary = np.flatnonzero((ranks.level == 1) & ~ranks.head)
    count = min(round(_EXEMPT_SHARE * len(ranks.level)), len(ordinary))
    exempt = np.zeros(len(ranks.level), bool)
    exempt[rng.choice(ordinary, count, replace=False)] = True
    return exempt


def _births(level: NDArray[np.int64], rng: np.random.Generator) -> NDArray[np.object_]:
    oldest, youngest = np.array([0, 1968, 1967, 1967])[level], np.array([0, 2001, 1990, 1982])[level]
    years = rng.integers(oldest, youngest)
    months = rng.integers(1, 13, len(level))
    return np.array([f"{y}-{m:02d}" for y, m in zip(years, months, strict=True)], object)


def _skills(
    unit: NDArray[np.int64], units: Units, codes: Codes, rng: np.random.Generator
) -> NDArray[np.object_]:
    """One to three skills, mostly such as the unit's work brings; earlier words of a unit's list are likelier."""
    likely = [_known(skills, codes) or codes.skills for skills in units.skills]
    everything = codes.skills
    number = 1 + rng.choice(3, len(unit), p=(0.4, 0.42, 0.18))
    own = rng.random((len(unit), 3)) < _OWN_SKILL
    lean, anywhere = rng.random((len(unit), 3)) ** 1.4, rng.random((len(unit), 3))
    drawn = np.empty(len(unit), object)
    for c, u in enumerate(unit):
        picks = (
            likely[u][int(lean[c, k] * len(likely[u]))]
            if own[c, k]
            else everything[int(anywhere[c, k] * len(everything))]
            for k in range(number[c])
        )
        drawn[c] = tuple(dict.fromkeys(picks))
    return drawn


def _known(skills: tuple[str, ...], codes: Codes) -> tuple[str, ...]:
    """Those of the words that the code list has, as codes."""
    found = (codes.skill_words.get(plain_word(word)) for word in skills)
    return tuple(code for code in found if code is not None)
