"""Numbers however an office writes them: 三人, 十二, 约5000元, 1.2万, １２００."""

from __future__ import annotations

import math
import re
from typing import Final

from pairing.codes import plain_word

NOTHING: Final = frozenset({"无", "没有", "暂无", "/", "-", "--", "—", "——", "\\", "空"})

_PLAIN: Final = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,3})?", re.ASCII | re.IGNORECASE)
_GROUPED: Final = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d*)?", re.ASCII)
_ABOUT: Final = re.compile(r"^(?:大约|约|近|共|合计)|(?:左右|上下|余|多|整)$")
_UNITS: Final = re.compile(r"(?:元/?(?:每?年|/人)?|块钱?|人|口人?|分|户|个|村|名|度|°|岁|亩)$")
_DIGITS: Final = {
    digit: value
    for digits in ("零一二三四五六七八九", "〇壹贰叁肆伍陆柒捌玖", "○")
    for value, digit in enumerate(digits)
} | {"两": 2, "俩": 2}
_SCALES: Final = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_LARGE: Final = {"万": 10_000, "亿": 100_000_000}
_CHINESE: Final = re.compile(rf"(?:\d+(?:\.\d+)?|[{''.join((*_DIGITS, *_SCALES, *_LARGE))}])+", re.ASCII)
_TOKEN: Final = re.compile(r"\d+(?:\.\d+)?|.", re.ASCII)


def number_in(text: str) -> float | None:
    """The number a text says, a word such as 约 before it and a unit behind it allowed.

    None for a word that says there is none, NaN where the text says no number.
    """
    if _PLAIN.fullmatch(text):
        return float(text)
    plain = plain_word(text)
    if plain in NOTHING:
        return None
    previous = ""
    while plain != previous:
        previous = plain
        plain = _UNITS.sub("", _ABOUT.sub("", plain))
    if _GROUPED.fullmatch(plain):
        plain = plain.replace(",", "")
    if _PLAIN.fullmatch(plain):
        return float(plain)
    return chinese_number(plain)


def chinese_number(text: str) -> float:
    """The value of a number in Chinese numerals, or mixed with digits (1.2万, 3百); NaN where it is none.

    A last digit right behind a scale counts in the next lower one, as spoken: 一万二 is 12,000, 三百五 is 350.
    """
    if not text or not _CHINESE.fullmatch(text):
        return math.nan
    tokens = _TOKEN.findall(text)
    if all(token in _DIGITS for token in tokens):
        return float("".join(str(_DIGITS[token]) for token in tokens))
    total = section = 0.0
    digit: float | None = None
    scale = lowest = math.inf
    for place, token in enumerate(tokens):
        if token in _DIGITS or token[0].isdigit():
            if digit is not None and digit != 0:
                return math.nan  # two digits side by side
            digit = float(_DIGITS[token]) if token in _DIGITS else float(token)
            if place == len(tokens) - 1:
                spoken = (
                    place > 0 and tokens[place - 1] in (*_SCALES, *_LARGE) and scale > 10 and token in _DIGITS
                )
                section += digit * scale / 10 if spoken else digit
        elif token in _SCALES:
            if _SCALES[token] >= lowest:
                return math.nan  # 三百五千
            scale = lowest = _SCALES[token]
            section += (1 if digit is None or digit == 0 else digit) * scale
            digit = None
        else:
            below = section + (digit or 0.0)
            whole = below if token == "万" else total + below
            if not whole:
                return math.nan  # 万 alone
            scale, lowest = _LARGE[token], math.inf
            total = total + whole * scale if token == "万" else whole * scale
            section, digit = 0.0, None
    return total + section
