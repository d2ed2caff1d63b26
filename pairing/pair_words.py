"""What speaks for a pair, in words: level and tier, need and skill, distance, kept or new, what fixes it.

One source for the reason column of a plan, the answers of ``pairing why`` and the screen: all say the same sentence.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np

from pairing.points import contains, distances
from pairing.text import Text

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pairing.codes import Codes
    from pairing.county import County
    from pairing.orders import Orders, Source
    from pairing.points import Points

    Ints = NDArray[np.int64]

_LEVELS: Final = (
    Text("", ""),
    Text("一般干部", "ordinary cadre"),
    Text("乡科级", "section level"),
    Text("县级领导", "county leader"),
)
_TIERS: Final = (
    Text("非重点户", "not a focus household"),
    Text("一般户", "ordinary household"),
    Text("较难户", "harder household"),
    Text("最难户", "hardest household"),
)


@dataclass(frozen=True)
class NeedMet:
    """A need of the household, the skill of the cadre that meets it best (None where none does) and how well, 0–1."""

    need: str
    skill: str | None
    strength: float


def needs_met(codes: Codes, skills: tuple[str, ...], needs: tuple[str, ...]) -> tuple[NeedMet, ...]:
    """For each need the best of the skills; of equals the first."""
    found = []
    for need in needs:
        row = codes.strength[codes.needs.index(need)]
        best = max(skills, key=lambda skill: row[codes.skills.index(skill)], default=None)
        strength = 0.0 if best is None else float(row[codes.skills.index(best)])
        found.append(NeedMet(need, best if strength > 0 else None, strength))
    return tuple(found)


def fit_words(level: int, tier: int) -> Text:
    """Level and tier, and how far they are apart."""
    step = level - tier
    fit = Text("正好对应", "level and tier agree")
    if step:
        fit = Text(
            f"层级{'高' if step > 0 else '低'} {abs(step)} 级",
            f"level {abs(step)} step{'s' if abs(step) > 1 else ''} {'above' if step > 0 else 'below'} tier",
        )
    return Text("{level}对{tier}，{fit}。", "{level}, {tier}, {fit}.").fill(
        level=_LEVELS[level], tier=_TIERS[tier], fit=fit
    )


def needs_words(codes: Codes, needs: tuple[NeedMet, ...]) -> Text:
    """Which need meets which skill."""
    if not needs:
        return Text("该户没有专门需求。", "The household has no particular need.")
    titles = codes.titles
    parts = []
    for met in needs:
        if met.skill is None:
            parts.append(Text("“{need}”没有对口专长", "no skill for {need}").fill(need=titles[met.need]))
        else:
            parts.append(
                Text("“{need}”由专长“{skill}”对应（{s:.0%}）", "{need} met by {skill} ({s:.0%})").fill(
                    need=titles[met.need], skill=titles[met.skill], s=met.strength
                )
            )
    listed = Text("；".join(part.zh for part in parts), "; ".join(part.en for part in parts))
    return Text("需求：{parts}。", "Needs: {parts}.").fill(parts=listed)


def needs_in_brief(codes: Codes, needs: tuple[NeedMet, ...]) -> Text:
    """Needs met, with how well where not wholly, and what is lacking; for a cell of a table."""
    if not needs:
        return Text("无专门需求", "no particular need")
    titles = codes.titles
    strong = [
        titles[met.need] if met.strength >= 1 else Text("{need} {s:.0%}", "{need} {s:.0%}").fill(
            need=titles[met.need], s=met.strength
        )
        for met in needs
        if met.skill is not None
    ]  # fmt: skip
    weak = [titles[met.need] for met in needs if met.skill is None]
    parts = [Text("、".join(t.zh for t in strong), ", ".join(t.en for t in strong))] if strong else []
    if weak:
        parts.append(Text(f"缺{'、'.join(t.zh for t in weak)}", f"lacking {', '.join(t.en for t in weak)}"))
    return Text("；".join(part.zh for part in parts), "; ".join(part.en for part in parts))


def distance_words(km: float | None, same_town: bool) -> Text:
    """How far the unit's seat is from the village; ``km`` None where not known."""
    if km is not None:
        return Text(
            "单位驻地离村约 {km:.1f} 公里。", "{km:.1f} km from the unit's seat to the village."
        ).fill(km=km)
    if same_town:
        return Text("单位与村在同一乡镇。", "Unit and village are in the same town.")
    return Text(
        "单位与村不在同一乡镇，距离不详。",
        "Unit and village are in different towns; the distance is not known.",
    )


def kept_words(kept: bool | None, pinned: Text | None) -> tuple[Text, ...]:
    """Kept or new (nothing for None: there is no earlier plan), and what fixes the pair."""
    lines = []
    if kept is not None:
        lines.append(
            Text("保持原结对。", "Kept from the earlier plan.") if kept
            else Text("新结对，原方案没有。", "New; the earlier plan did not have it.")
        )  # fmt: skip
    if pinned is not None:
        lines.append(Text("{why}。", "Fixed: {why}.").fill(why=pinned))
    return tuple(lines)


def order_words(county: County, source: Source) -> Text:
    """An order with its row, who asked for it and why."""
    if source.row is None:
        return source.words
    table = county.directives
    row = table[table["row"] == source.row].iloc[0]
    said = "；".join(str(row[column]) for column in ("who", "why") if isinstance(row[column], str))
    return Text(
        f"指定回避表第{source.row}行{source.words.zh}（{said}）",
        f"row {source.row} of the directives, {source.words.en} ({said})",
    )


def has_previous(county: County) -> bool:
    """Whether there is an earlier plan that pairs can be kept from."""
    return not (county.previous_pairs.empty and county.previous_links.empty)


def reasons(
    county: County, codes: Codes, values: Points, fixed: Orders, cadre: Ints, household: Ints
) -> list[Text]:
    """The reason of each pair of focus households, given as positions [P]; equal parts are put into words once."""
    skills, needs = county.cadres["skills"].to_numpy(object), county.households["needs"].to_numpy(object)
    km = distances(county)
    unit, village = values.cadre_unit[cadre], values.household_village[household]
    seats, places = county.units["town"].to_numpy(object), county.villages["town"].to_numpy(object)
    if has_previous(county):
        kept: list[bool | None] = contains(values.kept_keys, values.pair_key(cadre, household)).tolist()
    else:
        kept = [None] * len(cadre)

    @cache
    def needs_of(known: tuple[str, ...], wanted: tuple[str, ...]) -> Text:
        return needs_words(codes, needs_met(codes, known, wanted))

    @cache
    def way(u: int, v: int) -> Text:
        return distance_words(None if np.isnan(km[u, v]) else float(km[u, v]), bool(seats[u] == places[v]))

    fit = cache(fit_words)
    said = []
    for c, h, u, v, was in zip(
        cadre.tolist(), household.tolist(), unit.tolist(), village.tolist(), kept, strict=True
    ):
        source = fixed.pinned_pairs.get((c, h))
        said.append(
            joined(
                (
                    fit(int(values.level[c]), int(values.tier[h])),
                    needs_of(skills[c], needs[h]),
                    way(u, v),
                    *kept_words(was, None if source is None else order_words(county, source)),
                )
            )
        )
    return said


def joined(sentences: tuple[Text, ...]) -> Text:
    """Sentences one after the other."""
    return Text("".join(s.zh for s in sentences), " ".join(s.en for s in sentences))
