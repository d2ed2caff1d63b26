"""What the public version of a document may show: the one place that decides it.

Published lists are de-identified: heads of household as 王**, telephones as 138****1234, no ID numbers, nothing that
tells of hardship. Cadres are named in full: a household is to know who comes. Everything else the public version has
passes :meth:`Mask.text`, which stars whatever still looks like a telephone or an ID number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pairing.county import County


class Audience(Enum):
    """Who a document is for; PUBLIC is what a caller gets who does not say."""

    PUBLIC = "公示版"
    INTERNAL = "内部资料"


# Columns (by their key in a document) that tell of a household's hardship, of a cadre's health, or are free text
# nobody has looked through.
_HIDDEN: Final = frozenset(
    {
        "people", "labour", "kind", "monitor", "cause", "needs", "income", "difficulty", "tier", "task", "focus", "via",
        "remark", "extra", "exempt_reason", "id_number", "reason", "demand",
    }
)  # fmt: skip

_MOBILE: Final = re.compile(r"(?<!\d)1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}(?!\d)")
_LANDLINE: Final = re.compile(r"(?<!\d)0\d{2,3}[\s-]?\d{7,8}(?!\d)")
_LONG_NUMBER: Final = re.compile(r"(?<!\d)\d{14,}[\dXx](?!\d)")
_BIRTH: Final = r"(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_ID_LIKE: Final = re.compile(
    rf"\d{{6}}{_BIRTH}\d{{3}}[\dXx]|(?<!\d)\d{{8}}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{{3}}(?!\d)"
)


@dataclass(frozen=True)
class Mask:
    """The rules of one audience; every method gives INTERNAL its words unchanged."""

    audience: Audience = Audience.PUBLIC

    @property
    def public(self) -> bool:
        return self.audience is Audience.PUBLIC

    @property
    def notice(self) -> str:
        """What stands on every page."""
        return "公示版（已脱敏）" if self.public else "内部资料 注意保密"

    def shows(self, column: str) -> bool:
        """Whether a column may stand in the document at all."""
        return not (self.public and column in _HIDDEN)

    def head_names(self, names: Iterable[object]) -> list[str]:
        """王小明 → 王**, however long the name."""
        texts = _texts(names)
        return [f"{text.strip()[:1]}**" if text.strip() else "" for text in texts] if self.public else texts

    def phones(self, phones: Iterable[object]) -> list[str]:
        """13800001234 → 138****1234."""
        texts = _texts(phones)
        return [_star(text) for text in texts] if self.public else texts

    def household_ids(self, county: County) -> list[str]:
        """The 户编号 of every household, or its number in the list where one of them could be drawn from a person."""
        ids = _texts(county.households["household_id"])
        if self.public and not _ids_are_safe(county, ids):
            return [f"{k + 1:06d}" for k in range(len(ids))]
        return ids

    def texts(self, values: Iterable[object]) -> list[str]:
        """Each text of a column through :meth:`text`."""
        known: dict[str, str] = {}
        return [
            known.setdefault(text, self.text(text)) if text not in known else known[text]
            for text in _texts(values)
        ]

    def text(self, text: str) -> str:
        """The text with stars in whatever looks like a telephone or an ID number."""
        if not self.public:
            return text
        for pattern in (_LONG_NUMBER, _MOBILE, _LANDLINE):
            text = pattern.sub(lambda found: _star(found.group()), text)
        return text


def _texts(values: Iterable[object]) -> list[str]:
    """None and NaN as ""."""
    return ["" if value is None or value != value else str(value) for value in values]


def _star(text: str) -> str:
    """The first three and last four digits of a mobile number, the last two of anything shorter, none of an ID."""
    digits = [k for k, sign in enumerate(text) if sign.isdigit() or sign in "Xx*"]
    if len(digits) == 11:
        shown = {*digits[:3], *digits[-4:]}
    elif 4 <= len(digits) < 14:
        shown = {*digits[-2:]}
    else:
        shown = set()
    return "".join("*" if k in digits and k not in shown else sign for k, sign in enumerate(text))


def _ids_are_safe(county: County, ids: list[str]) -> bool:
    """No id looks like an ID or telephone number, holds its head's name, or shares digits with its ID or telephone."""
    households = county.households
    names, numbers, phones = (_texts(households[c]) for c in ("head_name", "id_number", "phone"))
    for id_, name, number, phone in zip(ids, names, numbers, phones, strict=True):
        if _ID_LIKE.search(id_) or _MOBILE.search(id_):
            return False
        if len(name) > 1 and name in id_:
            return False
        # Birth date or the last six of an ID number, the last six of a telephone.
        parts = (number[6:14], number[-6:], phone[-6:])
        if any(len(part) >= 6 and "*" not in part and part in id_ for part in parts):
            return False
    return True
