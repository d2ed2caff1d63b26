"""What stands on every page of a printed paper, and how its file is called."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pairing.documents.facts import Facts
    from pairing.documents.masking import Mask
    from pairing.documents.office import Office

# What no file name on Windows may have.
_UNFIT: Final = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


def page_data(facts: Facts, mask: Mask, office: Office, title: str) -> dict[str, object]:
    """The fields every template has: title, county, stamp (one line), date, notice, public, hotline, issuer."""
    return {
        "title": title,
        "county": mask.text(facts.county.name),
        "stamp": facts.stamp.line,
        "date": facts.stamp.date,
        "notice": mask.notice,
        "public": mask.public,
        # An office's number that is meant for the public: printed as it was given.
        "hotline": office.hotline,
        "issuer": office.issuer or mask.text(facts.county.name),
    }


def cadre_words(facts: Facts, mask: Mask) -> list[dict[str, str]]:
    """[C] name, unit, post, skills and phone of every cadre as the audience may see them."""
    cadres = facts.county.cadres
    columns = zip(
        mask.texts(cadres["name"]),
        mask.texts(facts.county.units["name"].to_numpy(object)[facts.cadre_unit]),
        mask.texts(cadres["post"]),
        mask.texts("、".join(skills) for skills in cadres["skills"]),
        mask.phones(cadres["phone"]),
        strict=True,
    )
    keys = ("name", "unit", "post", "skills", "phone")
    return [dict(zip(keys, words, strict=True)) for words in columns]


def file_name(document: str, part: str, mask: Mask, number: int = 0) -> str:
    """连心卡-集店镇（公示版）.pdf; ``number`` from 1 where a part takes several files."""
    several = f"-{number}" if number else ""
    inner = f"-{part}" if part else ""
    return _UNFIT.sub("_", f"{document}{inner}{several}（{mask.audience.value}）.pdf")
