"""The value of a rule in words, the weights as steps from 不看 to 很重, and what differs between two sets of rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from pairing.rules import RULES
from pairing.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pairing.quota import Quota
    from pairing.rule_about import Group
    from pairing.rules import RuleInfo, Rules

_ON, _OFF = Text("执行", "on"), Text("不执行", "off")
_LEVEL: Final[Mapping[int, Text]] = {
    3: Text("县级领导", "county leaders"),
    2: Text("乡科级干部", "section-level cadres"),
    1: Text("一般干部", "ordinary cadres"),
}
_SCOPE: Final[Mapping[str, Text]] = {
    "county": Text("县直单位", "county units"),
    "town": Text("乡镇单位", "town units"),
    "village": Text("村级", "village units"),
    "other": Text("其他单位", "other units"),
}
_EVERYONE = Text("各层级干部", "any cadre")
_KIND: Final[Mapping[str, Text]] = {
    "exactly": Text("{who} {least} 户", "{who} {least}"),
    "at_least": Text("{who} 至少 {least} 户", "{who} at least {least}"),
    "at_most": Text("{who} 至多 {most} 户", "{who} at most {most}"),
    "between": Text("{who} {least}–{most} 户", "{who} {least} to {most}"),
}


@dataclass(frozen=True)
class Step:
    """How heavy a weight is in words, and the number that stands for it."""

    title: Text
    value: int


_NONE, _LIGHT, _MIDDLE = Text("不看", "ignored"), Text("轻", "light"), Text("中", "medium")
_HEAVY, _HEAVIEST = Text("重", "heavy"), Text("很重", "very heavy")
_STEPS: Final[Mapping[Group, tuple[Step, ...]]] = {
    "points": (Step(_NONE, 0), Step(_LIGHT, 5), Step(_MIDDLE, 10), Step(_HEAVY, 20), Step(_HEAVIEST, 40)),
    "priority": (Step(_LIGHT, 1), Step(_MIDDLE, 2), Step(_HEAVY, 4), Step(_HEAVIEST, 8)),
}


@dataclass(frozen=True)
class Difference:
    """A rule on which two sets differ, with both values."""

    info: RuleInfo
    a: Any
    b: Any


def steps(info: RuleInfo) -> tuple[Step, ...]:
    """The steps of a weight, lightest first; empty for a rule that is none."""
    weighs = info.group == "priority" or (info.group == "points" and info.unit.zh == "分")
    return _STEPS[info.group] if weighs else ()


def step_of(info: RuleInfo, value: int) -> int:
    """Which step of a weight's a number comes nearest to; between two of them the lighter, and 0 alone is 不看."""
    found = steps(info)
    start = 1 if value > 0 and found[0].value == 0 else 0
    return min(range(start, len(found)), key=lambda i: (abs(found[i].value - value), i))


def in_words(info: RuleInfo, value: Any) -> Text:
    """A rule's value as an organizer says it: the choice, on or off, the number with its unit, or the quota's lines."""
    if info.kind == "bool":
        return _ON if value else _OFF
    if info.kind == "choice":
        return info.choices[value]
    if info.kind == "quotas":
        return _quotas(value)
    return Text(f"{value:,}{' ' if info.unit.zh else ''}{info.unit.zh}", f"{value:,} {info.unit.en}".strip())


def differences(a: Rules, b: Rules) -> tuple[Difference, ...]:
    """The rules on which two sets differ, in the order of the form."""
    return tuple(
        Difference(info, getattr(a, info.id), getattr(b, info.id))
        for info in RULES
        if getattr(a, info.id) != getattr(b, info.id)
    )


def _quotas(lines: Sequence[Quota]) -> Text:
    said = [_quota(line) for line in lines]
    return Text("；".join(line.zh for line in said), "; ".join(line.en for line in said))


def _quota(line: Quota) -> Text:
    who = _EVERYONE if line.level is None else _LEVEL[line.level]
    if line.scope is not None:
        scope = _SCOPE[line.scope]
        who = Text(f"{scope.zh}{who.zh}", f"{who.en} of {scope.en}")
    if line.grade is not None:
        who = Text(f"{who.zh}（{line.grade}）", f"{who.en} ({line.grade})")
    return _KIND[line.kind].fill(who=who, least=line.least, most=line.most)
