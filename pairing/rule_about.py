"""What an organizer is told of a rule: its group, title, meaning, unit and choices, kept with the rule's field."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from pydantic import Field

from pairing.text import Text

Group = Literal["quota", "link", "hard", "priority", "points", "contact", "difficulty"]

GROUPS: Final[Mapping[Group, Text]] = {
    "quota": Text("每人联系户数", "Households for each cadre"),
    "link": Text("单位联村与领导联村", "Village links of units and leaders"),
    "hard": Text("回避与硬性要求", "Avoidance and hard rules"),
    "priority": Text("缺口的轻重", "Weight of a missing pair"),
    "points": Text("匹配得分", "Points of a match"),
    "contact": Text("包组联户", "Contacts of all households"),
    "difficulty": Text("困难程度", "Difficulty"),
}

NONE: Final = Text("", "")
"""The unit of a bare number."""


@dataclass(frozen=True)
class About:
    """What an organizer is told of a rule."""

    group: Group
    title: Text
    meaning: Text
    unit: Text
    choices: Mapping[str, Text]


def about(
    group: Group, title: Text, meaning: Text, unit: Text = NONE, choices: Mapping[str, Text] | None = None
) -> dict[str, Any]:
    """What a field of :class:`pairing.rules.Rules` keeps beside it."""
    return {"about": About(group, title, meaning, unit, choices or {})}


def described(
    default: Any,
    group: Group,
    title: Text,
    meaning: Text,
    unit: Text = NONE,
    bounds: tuple[float, float] = (-math.inf, math.inf),
    choices: Mapping[str, Text] | None = None,
) -> Any:
    """A field of :class:`pairing.rules.Rules` that tells of itself; bounds are the least and the most it may be."""
    extra = about(group, title, meaning, unit, choices)
    if math.isinf(bounds[0]):
        return Field(default, json_schema_extra=extra)
    return Field(default, ge=bounds[0], le=bounds[1], json_schema_extra=extra)
