"""Dates however an office writes them: 2024年3月5日, 2024.3.5, 20240305, 二〇二四年三月, a spreadsheet's serial number."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import TYPE_CHECKING, Final

from pairing.raw import text_of
from pairing.reading.numerals import chinese_number

if TYPE_CHECKING:
    from pairing.raw import Cell

_DATE: Final = re.compile(
    r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*(?:[-./月]\s*(\d{1,2})\s*[日号]?|月份?)?(?:[T\s]+[\d:.]+)?", re.ASCII
)
_COMPACT: Final = re.compile(r"(\d{4})(\d{2})(\d{2})?", re.ASCII)
_BEHIND: Final = re.compile(r"\s*(?:\([^()]*\)|星期[一二三四五六日天]|周[一二三四五六日]|起|以前|前)$")
_NUMERALS: Final = re.compile(r"[零〇○一二三四五六七八九十]+")
_EPOCH: Final = dt.date(1899, 12, 30)  # day 0 of spreadsheets' serial dates
# Serial numbers read as dates: 1927 to 2119.
_SERIALS: Final = range(10_000, 80_000)


def date_in(cell: Cell) -> str | None:
    """A date as YYYY-MM-DD or a month as YYYY-MM; None where the cell says no date that there is."""
    text = text_of(cell) or ""
    if isinstance(cell, float) and re.fullmatch(r"\d{4}\.1", text):
        text += "0"  # 1980.10 typed as a number has lost its last digit; January would be 1980.01
    plain = _BEHIND.sub("", unicodedata.normalize("NFKC", text).strip())
    if "年" in plain:
        plain = _NUMERALS.sub(lambda match: f"{chinese_number(match[0]):.0f}", plain)
    if re.fullmatch(r"\d{5}", plain, re.ASCII) and int(plain) in _SERIALS:
        return (_EPOCH + dt.timedelta(days=int(plain))).isoformat()
    match = _DATE.fullmatch(plain) or _COMPACT.fullmatch(plain)
    if match is None:
        return None
    year, month, day = (int(part) if part else 0 for part in match.groups())
    try:
        date = dt.date(year, month, day or 1)
    except ValueError:
        return None
    return date.isoformat() if day else date.isoformat()[:7]
