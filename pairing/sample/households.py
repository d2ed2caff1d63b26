"""Households of a sample county: villages of uneven size, groups, surnames that cluster, hardship and needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from pairing.codes import plain_word
from pairing.sample.draw import (
    apportion,
    blank_where,
    draw_words,
    draw_words_by,
    given_names,
    masked_phones,
    table,
    words,
)

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from pairing.codes import Codes
    from pairing.sample.places import Places
    from pairing.sample.size import SampleSize

_SMALLEST, _LARGEST = 60, 900
_CLANS: Final = 5
_DIGITS: Final = "零一二三四五六七八九十"
# Off focus, how many say they need something.
_OTHER_NEEDS: Final = 0.06
_TWO_NEEDS: Final = 0.4
_SECOND_CONTACT: Final = 0.005
_GIVEN_TIER: Final = 0.01
_GIVEN_DIFFICULTY: Final = 0.02
_NO_LABOUR: Final = ("特困户",)


def wanted_pairs(size: SampleSize) -> int:
    """Focus households, those that want two cadres counted twice."""
    return size.focus + round(_SECOND_CONTACT * size.focus)


def make_households(size: SampleSize, places: Places, codes: Codes, rng: np.random.Generator) -> pd.DataFrame:
    """The households table, village by village and group by group; exactly size.focus of them are focus."""
    number = _village_sizes(size, rng)
    village = np.repeat(np.arange(size.villages), number)
    place = np.arange(len(village)) - np.repeat(np.cumsum(number) - number, number)
    groups, group = _groups(number, village, place, rng)
    focus = _focus(size, places, number, village, rng)
    kind = np.where(
        focus, draw_words("户类型重点", len(village), rng), draw_words("户类型其他", len(village), rng)
    ).astype(object)
    hard = focus | (kind != "一般户")
    cause = draw_words_by("致困", blank_where(kind, ~hard), rng)
    people, labour = _people(kind, cause, rng)
    women = rng.random(len(village)) < 0.14
    demand = focus.astype(np.int64)
    demand[rng.choice(np.flatnonzero(focus), wanted_pairs(size) - size.focus, replace=False)] = 2
    return table(
        "households",
        {
            "household_id": _ids(places, village, place),
            "village": village,
            "group": group,
            "head_name": _surnames(village, groups, rng) + given_names(women, rng),
            "people": people.astype(float),
            "labour": labour.astype(float),
            "kind": kind,
            "monitor": blank_where(draw_words("监测对象类型", len(village), rng), kind != "监测户"),
            "cause": cause,
            "needs": _needs(focus, cause, codes, rng),
            "income": _income(focus, hard, labour / people, rng),
            "difficulty": _given(focus, _GIVEN_DIFFICULTY, rng.integers(10, 96, len(village)), rng),
            "tier": _given(focus, _GIVEN_TIER, 1 + rng.choice(3, len(village), p=(0.6, 0.3, 0.1)), rng),
            "focus": focus,
            "demand": demand,
            "phone": blank_where(masked_phones(len(village), rng), rng.random(len(village)) < 0.35),
            "id_number": np.full(len(village), None, object),
        },
    )


def _village_sizes(size: SampleSize, rng: np.random.Generator) -> NDArray[np.int64]:
    """Log-normal, 60 to 900 households where the average allows."""
    mean = size.households / size.villages
    least = max(1, min(_SMALLEST, int(mean * 0.4)))
    most = max(_LARGEST, int(mean * 3.5) + 1)
    return apportion(rng.lognormal(0, 0.55, size.villages), size.households, least, most)


def _groups(
    number: NDArray[np.int64], village: NDArray[np.int64], place: NDArray[np.int64], rng: np.random.Generator
) -> tuple[NDArray[np.int64], NDArray[np.object_]]:
    """Running number and name of each household's group; groups are runs of about 20 to 60 households."""
    count = np.maximum(1, np.round(number / rng.uniform(30, 48, len(number)))).astype(np.int64)
    # A power bends the even division, so that groups of one village differ.
    bend = rng.uniform(0.85, 1.2, len(number))[village]
    share = ((place + 0.5) / number[village]) ** bend
    within = np.minimum((share * count[village]).astype(np.int64), count[village] - 1)
    names = np.array([f"{_chinese(k + 1)}组" for k in range(int(count.max()))], object)
    before = np.cumsum(count) - count
    return before[village] + within, names[within]


def _chinese(number: int) -> str:
    """A number in Chinese words, up to 99; digits above."""
    if number > 99:
        return str(number)
    tens, ones = divmod(number, 10)
    if tens == 0:
        return _DIGITS[ones]
    return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")


def _focus(
    size: SampleSize,
    places: Places,
    number: NDArray[np.int64],
    village: NDArray[np.int64],
    rng: np.random.Generator,
) -> NDArray[np.bool_]:
    """Focus households by village: more in poor villages, weak branches among them, at least one in each."""
    poor = rng.lognormal(0, 0.35, size.villages) * np.where(places.villages["weak"], 1.25, 1.0)
    least = 1 if size.focus >= size.villages else 0
    here = apportion(number * poor, size.focus, least, number)
    order = np.lexsort((rng.random(len(village)), village))
    first = np.cumsum(number) - number
    rank = np.empty(len(village), np.int64)
    rank[order] = np.arange(len(village)) - first[village[order]]
    chosen: NDArray[np.bool_] = rank < here[village]
    return chosen


def _people(
    kind: NDArray[np.object_], cause: NDArray[np.object_], rng: np.random.Generator
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    alone = np.isin(kind.astype(str), _NO_LABOUR)
    people = np.where(alone, rng.integers(1, 3, len(kind)), np.clip(1 + rng.poisson(2.1, len(kind)), 1, 9))
    without = alone | (cause == "缺劳动力")
    labour = np.where(without, rng.random(len(kind)) < 0.2, rng.binomial(people, 0.55))
    return people.astype(np.int64), labour.astype(np.int64)


def _surnames(
    village: NDArray[np.int64], groups: NDArray[np.int64], rng: np.random.Generator
) -> NDArray[np.object_]:
    """Half bear the group's surname, three in ten another clan's of the village, the rest any."""
    surnames, chance = words("姓")
    clans = rng.choice(len(surnames), (int(village.max()) + 1, _CLANS), p=chance)
    first = np.unique(groups, return_index=True)[1]
    own_clan = rng.integers(0, _CLANS, len(first))
    kind = rng.choice(3, len(village), p=(0.5, 0.3, 0.2))
    clan = np.where(kind == 0, own_clan[groups], rng.integers(0, _CLANS, len(village)))
    drawn = np.where(kind == 2, rng.choice(len(surnames), len(village), p=chance), clans[village, clan])
    names: NDArray[np.object_] = surnames[drawn]
    return names


def _ids(places: Places, village: NDArray[np.int64], place: NDArray[np.int64]) -> NDArray[np.object_]:
    """The last six digits of the village's code and a running number: says nothing of a person."""
    codes = [str(code)[-6:] for code in places.villages["code"]]
    return np.array([f"{codes[v]}-{p + 1:04d}" for v, p in zip(village, place, strict=True)], object)


def _needs(
    focus: NDArray[np.bool_], cause: NDArray[np.object_], codes: Codes, rng: np.random.Generator
) -> NDArray[np.object_]:
    """Focus households one or two needs that go with the cause, a few of the others one."""
    count = len(focus)
    asks = focus | (rng.random(count) < _OTHER_NEEDS)
    first = draw_words_by("需求", blank_where(np.where(cause == None, "其他", cause), ~asks), rng)  # noqa: E711
    twice = focus & (rng.random(count) < _TWO_NEEDS)
    # A second need comes from the same cause or, one time in three, from life at large.
    other = np.where(rng.random(count) < 0.33, "其他", cause)
    second = draw_words_by("需求", blank_where(other, ~twice), rng)
    code_of = {word: codes.need_words.get(plain_word(word)) for word in {*first, *second} - {None}}
    tuples: dict[tuple[object, object], tuple[str, ...]] = {}
    needs = np.empty(count, object)
    for k, pair in enumerate(zip(first, second, strict=True)):
        if pair not in tuples:
            found = dict.fromkeys(code_of.get(word) for word in pair)
            tuples[pair] = tuple(code for code in found if code is not None)
        needs[k] = tuples[pair]
    return needs


def _income(
    focus: NDArray[np.bool_], hard: NDArray[np.bool_], working: NDArray[np.float64], rng: np.random.Generator
) -> NDArray[np.float64]:
    """Yuan a head and year, in tens; more hands earn more."""
    middle = np.where(focus, 8_000.0, np.where(hard, 10_000.0, 16_000.0)) * (0.8 + 0.4 * working)
    income: NDArray[np.float64] = np.round(middle * rng.lognormal(0, 0.3, len(focus)), -1)
    return income


def _given(
    focus: NDArray[np.bool_], share: float, values: NDArray[np.int64], rng: np.random.Generator
) -> NDArray[np.float64]:
    """The values for that share of the focus households, NaN elsewhere."""
    return np.where(focus & (rng.random(len(focus)) < share), values.astype(float), np.nan)
