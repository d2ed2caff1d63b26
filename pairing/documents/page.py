"""What every printed paper says: where it comes from, and cadres and households in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from pairing.documents.facts import Facts
    from pairing.documents.masking import Mask
    from pairing.documents.office import Office


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
    return rows_of(
        {
            "name": mask.texts(cadres["name"]),
            "unit": mask.texts(facts.county.units["name"].to_numpy(object)[facts.cadre_unit]),
            "post": mask.texts(cadres["post"]),
            "skills": mask.texts("、".join(skills) for skills in cadres["skills"]),
            "phone": mask.phones(cadres["phone"]),
        }
    )


def household_words(facts: Facts, mask: Mask, at: NDArray[np.int64]) -> dict[str, list[str]]:
    """number, head, town, village, group and phone of the households at these positions as the audience may see them.

    Asked for those that are printed at once, so that no paper holds the words of a whole county.
    """
    households, villages = facts.county.households, facts.county.villages
    of = facts.household_village[at]
    return {
        "number": facts.household_ids(mask)[at].tolist(),
        "head": mask.head_names(households["head_name"].iloc[at]),
        "town": mask.texts(villages["town"].iloc[of]),
        "village": mask.texts(villages["name"].iloc[of]),
        "group": mask.texts(households["group"].iloc[at]),
        "phone": mask.phones(households["phone"].iloc[at]),
    }


def rows_of(columns: Mapping[str, Sequence[str]]) -> list[dict[str, str]]:
    """One dictionary a row."""
    return [dict(zip(columns, words, strict=True)) for words in zip(*columns.values(), strict=True)]
