"""干部任务清单: a page a cadre with villages, households, tasks and a visit list to fill in. For the office only."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from pairing.documents.office import read_office
from pairing.documents.page import cadre_words, household_words, page_data, rows_of
from pairing.documents.typesetting import press
from pairing.documents.workbook import file_name
from pairing.schema import TIERS

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from pairing.documents.document import Watch
    from pairing.documents.facts import Facts
    from pairing.documents.masking import Mask

    Ints = NDArray[np.int64]

TASK_LIST: Final = "干部任务清单"
_TIER_WORDS: Final = {choice.value: choice.word for choice in TIERS}


def write_task_lists(facts: Facts, mask: Mask, folder: Path, watch: Watch) -> tuple[Path, ...]:
    """One file a unit; whoever has neither household nor village to lead gets no page."""
    office = read_office(facts.templates)
    work = _work(facts)
    units = np.unique(facts.cadre_unit[work.busy]).tolist()
    words, points = cadre_words(facts, mask), _points(facts, mask)
    names = mask.texts(facts.county.units["name"])
    written = []
    with press(facts.templates) as machine:
        for done, unit in enumerate(units):

            def tell(share: float, done: int = done) -> None:
                watch((done + share) / len(units))

            tell(0.0)
            cadres = work.busy[facts.cadre_unit[work.busy] == unit]
            pages = _pages(facts, mask, work, cadres)
            for cadre, page in zip(cadres.tolist(), pages, strict=True):
                page |= words[cadre] | {
                    "leads": points.led.get(cadre, []),
                    "villages": points.linked.get(unit, []),
                    "heads": points.lead.get(unit, []) if facts.county.cadres["head"].iat[cadre] else [],
                }
            data = page_data(facts, mask, office, TASK_LIST) | {
                "unit": names[unit],
                "visits": office.visits,
                "cadres": pages,
            }
            path = folder / TASK_LIST / file_name(f"{TASK_LIST}-{names[unit]}", mask, "pdf")
            machine.pdf(f"{TASK_LIST}.typ", data, path, tell)
            written.append(path)
    watch(1.0)
    return tuple(written)


@dataclass(frozen=True)
class _Work:
    """Rows sorted by cadre, and within a cadre in listing order.

    pair, pair_cadre         entries of facts.pair_household and their cadres
    contact, contact_cadre   households of which the cadre is the contact without a pair, and their cadres
    busy                     cadres with a row of either kind or a village to lead, in list order
    """

    pair: Ints
    pair_cadre: Ints
    contact: Ints
    contact_cadre: Ints
    busy: Ints


def _work(facts: Facts) -> _Work:
    pair = np.lexsort((facts.place_of[facts.pair_household], facts.pair_cadre))
    count = len(facts.county.households)
    paired = np.sort(facts.pair_cadre * count + facts.pair_household)
    listed = facts.place[facts.contact[facts.place] >= 0]
    listed = listed[~np.isin(facts.contact[listed] * count + listed, paired)]
    contact = listed[np.argsort(facts.contact[listed], kind="stable")]
    leaders = facts.found.link_cadre[facts.found.is_leader]
    busy = np.unique(np.concatenate([facts.pair_cadre, facts.contact[contact], leaders]))
    return _Work(pair, facts.pair_cadre[pair], contact, facts.contact[contact], busy)


@dataclass(frozen=True)
class _Points:
    """Villages as 乡镇村名: led by a leader (cadre), linked by a unit, and those of them the unit leads."""

    led: dict[int, list[str]]
    linked: dict[int, list[str]]
    lead: dict[int, list[str]]


def _points(facts: Facts, mask: Mask) -> _Points:
    villages, found = facts.county.villages, facts.found
    names = mask.texts(villages["town"].astype(object) + villages["name"].astype(object))
    points = _Points({}, {}, {})
    for k in np.argsort(found.link_village, kind="stable").tolist():
        village = names[int(found.link_village[k])]
        if found.is_leader[k]:
            points.led.setdefault(int(found.link_cadre[k]), []).append(village)
            continue
        points.linked.setdefault(int(found.link_unit[k]), []).append(village)
        if found.is_lead[k]:
            points.lead.setdefault(int(found.link_unit[k]), []).append(village)
    return points


def _pages(facts: Facts, mask: Mask, work: _Work, cadres: Ints) -> list[dict[str, Any]]:
    """homes (paired households) and contacts (the others) of each cadre."""
    pairs, contacts = _ends(work.pair_cadre, cadres), _ends(work.contact_cadre, cadres)
    paired = np.concatenate([work.pair[start:stop] for start, stop in pairs])
    others = np.concatenate([work.contact[start:stop] for start, stop in contacts])
    homes, listed = iter(_homes(facts, mask, paired)), iter(rows_of(household_words(facts, mask, others)))
    return [
        {"homes": list(islice(homes, last - first)), "contacts": list(islice(listed, stop - start))}
        for (first, last), (start, stop) in zip(pairs, contacts, strict=True)
    ]


def _ends(sorted_cadres: Ints, cadres: Ints) -> list[tuple[int, int]]:
    left, right = (np.searchsorted(sorted_cadres, cadres, side).tolist() for side in ("left", "right"))
    return list(zip(left, right, strict=True))


def _homes(facts: Facts, mask: Mask, rows: Ints) -> list[dict[str, str]]:
    """What a visitor needs to know of paired households, given as rows of facts.pair_household; "" = not in the list."""
    at = facts.pair_household[rows]
    households = facts.county.households.iloc[at]
    people = households["people"].to_numpy(float).tolist()
    return rows_of(
        household_words(facts, mask, at)
        | {
            "people": ["" if number != number else str(int(number)) for number in people],
            "kind": mask.texts(households["kind"]),
            "cause": mask.texts(households["cause"]),
            "needs": mask.texts("、".join(needs) for needs in households["needs"]),
            "task": mask.texts(facts.tasks[at]),
            "tier": [_TIER_WORDS.get(tier, "") for tier in facts.pair_tier[rows].tolist()],
            "since": mask.texts(facts.pair_date[rows]),
        }
    )
