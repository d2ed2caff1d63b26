"""Numbers and dates as people write them."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pairing.reading.dates import date_in
from pairing.reading.numerals import chinese_number, number_in


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("三人", 3), ("五口", 5), ("十二", 12), ("两户", 2), ("4口人", 4), ("３人", 3), ("二十三", 23), ("一百零五", 105),
        ("一百二", 120), ("三千五", 3500), ("一万二", 12000), ("一万零五", 10005), ("十万", 100000), ("一亿二千万", 120_000_000),
        ("二〇二四", 2024), ("拾贰", 12), ("约5000元", 5000), ("约五千", 5000), ("5000元左右", 5000), ("近3000元", 3000),
        ("1.2万", 12000), ("1.2万元", 12000), ("1万2千", 12000), ("3百", 300), ("5000元/年", 5000), ("1,234.5元", 1234.5),
        ("1,234,567", 1234567), ("8e3", 8000), ("-3", -3), ("0", 0), ("零", 0),
    ],
)  # fmt: skip
def test_a_number(text: str, number: float) -> None:
    assert number_in(text) == pytest.approx(number)


@pytest.mark.parametrize(
    "text", ["若干", "几千", "3-5人", "三百五千", "三三十", "万", "人", "约", "1,23", "一二万", "甲"]
)
def test_no_number(text: str) -> None:
    found = number_in(text)
    assert found is not None
    assert math.isnan(found)


@pytest.mark.parametrize("text", ["无", "—", "/", "暂无"])
def test_none_said(text: str) -> None:
    assert number_in(text) is None


def written(number: int) -> str:
    """A number below 100 million in Chinese numerals, by the school rule."""
    if number >= 10_000:
        rest = number % 10_000
        gap = "零" if 0 < rest < 1000 else ""
        return written(number // 10_000) + "万" + (gap + written(rest) if rest else "")
    text, zero = "", False
    for scale, word in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // scale % 10
        if digit:
            text += ("零" if zero and text else "") + "零一二三四五六七八九"[digit] + word
        zero = digit == 0
    return text or "零"


@settings(derandomize=True, deadline=None, max_examples=300)
@given(number=st.integers(0, 99_999_999))
def test_every_number_in_words_comes_back(number: int) -> None:
    assert chinese_number(written(number)) == number


@pytest.mark.parametrize(
    ("cell", "date"),
    [
        ("2024年3月5日", "2024-03-05"), ("2024.3.5", "2024-03-05"), ("20240305", "2024-03-05"), ("202403", "2024-03"),
        ("2024/3", "2024-03"), (45356.0, "2024-03-05"), ("45356", "2024-03-05"), ("二〇二四年三月", "2024-03"),
        ("二○二四年三月五日", "2024-03-05"), ("二零二四年十二月三十一日", "2024-12-31"), ("2024年三月", "2024-03"),
        ("２０２４年３月", "2024-03"), ("2024 年 3 月 5 日", "2024-03-05"), ("2024年03月05号", "2024-03-05"),
        ("2024年3月5日（星期二）", "2024-03-05"), ("2024-03-05 08:30:00", "2024-03-05"), ("2024-03-05T08:30:00", "2024-03-05"),
        (1980.1, "1980-10"), ("1980.1", "1980-01"), ("2024年3月起", "2024-03"),
    ],
)  # fmt: skip
def test_a_date(cell: str | float, date: str) -> None:
    assert date_in(cell) == date


@pytest.mark.parametrize("cell", ["不详", "3月5日", "24.3.5", "2024.13", "2024-02-30", "12", 12.0, "春节前"])
def test_no_date(cell: str | float) -> None:
    assert date_in(cell) is None
