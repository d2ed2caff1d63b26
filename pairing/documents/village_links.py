"""A plan's links village by village: who leads, who helps, which leaders come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pairing.documents.facts import Facts


@dataclass(frozen=True)
class VillageLinks:
    """Who has to do with each village (position): its lead unit, helping units and leaders; heads of units by unit."""

    heads: Mapping[int, str]
    lead: Mapping[int, int]
    assist: Mapping[int, list[str]]
    leaders: Mapping[int, list[str]]


def village_links(facts: Facts) -> VillageLinks:
    """The plan's links village by village."""
    found, cadres = facts.found, facts.county.cadres
    units = facts.county.units["name"].to_numpy(object)
    heads = dict(zip(cadres["unit"][cadres["head"]], cadres["name"][cadres["head"]], strict=True))
    lead: dict[int, int] = {}
    assist: dict[int, list[str]] = {}
    leaders: dict[int, list[str]] = {}
    names, posts = cadres["name"].to_numpy(object), cadres["post"].to_numpy(object)
    for k, village in enumerate(found.link_village.tolist()):
        if found.is_leader[k]:
            who = found.link_cadre[k]
            leaders.setdefault(village, []).append(
                f"{names[who]}（{posts[who]}）" if posts[who] else names[who]
            )
        elif found.is_lead[k]:
            lead[village] = int(found.link_unit[k])
        else:
            assist.setdefault(village, []).append(units[found.link_unit[k]])
    return VillageLinks(heads, lead, assist, leaders)
