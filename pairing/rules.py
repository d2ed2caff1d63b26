"""The rules of a county: one frozen model, one id a rule, saved as TOML.

The same id names a rule in the rules file, on the form, in the compiler, in the checker and in a finding
(docs/rules.md lists them all, made from here).
"""

from __future__ import annotations

import difflib
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal, Self, cast

import annotated_types
import tomlkit
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from tomlkit.exceptions import TOMLKitError

from pairing.errors import RulesError
from pairing.quota import Quota
from pairing.rule_about import GROUPS, NONE, About, Group, about, described
from pairing.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

RuleKind = Literal["int", "float", "choice", "bool", "quotas"]

_HOUSEHOLDS = Text("户", "households")
_UNITS = Text("个单位", "units")
_VILLAGES = Text("个村", "villages")
_POINTS = Text("分", "points")
_TIMES = Text("倍", "times")
_KM = Text("公里", "km")
_YUAN = Text("元", "yuan")

_SIGN: Final[Mapping[str, Text]] = {
    "avoid": Text("回避", "avoid"),
    "prefer": Text("优先", "prefer"),
    "ignore": Text("不计", "ignore"),
}
_ORDER: Final[Mapping[str, Text]] = {
    "soft": Text("尽量对应", "as far as possible"),
    "strict": Text("必须对应", "strictly"),
}


class Rules(BaseModel):
    """Every rule of the model with its default (docs/model.md); ids are the field names."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    quotas: tuple[Quota, ...] = Field(
        default=(
            Quota(kind="between", level=3, least=1, most=2),
            Quota(kind="between", level=2, least=1, most=2),
            Quota(kind="exactly", level=1, least=1),
        ),
        min_length=1,
        max_length=100,
        json_schema_extra=about(
            "quota",
            Text("联系户数指标", "Quotas"),
            Text(
                "按层级、职级或单位隶属规定每名干部联系几户；自上而下，先符合的一条算数。名单里填了“户数上限”的，以名单为准。",
                "How many households a cadre takes, by level, grade or kind of unit; the first line that fits "
                "counts. A cap in the cadre list overrides it.",
            ),
            _HOUSEHOLDS,
        ),
    )
    quota_open_top: int = described(
        10, "quota", Text("“至少”指标的上限", "Ceiling of an “at least” quota"),
        Text("指标写“至少几户”时，一人最多联系的户数。", "The most households for a cadre whose quota says “at least”."),
        _HOUSEHOLDS, (1, 200),
    )  # fmt: skip

    village_units_min: int = described(
        1, "link", Text("每村联村单位不少于", "Units of a village, at least"),
        Text("每个村至少有这么多单位包联。", "Each village is linked with at least this many units."),
        _UNITS, (1, 10),
    )  # fmt: skip
    village_units_max: int = described(
        3, "link", Text("每村联村单位不多于", "Units of a village, at most"),
        Text("每个村至多有这么多单位包联，其中一个牵头。", "Each village is linked with at most this many units, one of them the lead."),
        _UNITS, (1, 10),
    )  # fmt: skip
    unit_villages_share: float = described(
        2.0, "link", Text("单位联村数放宽倍数", "Room for villages of a unit"),
        Text(
            "单位最多联几个村，按本单位可联户数占全县的份额乘以这个倍数；名单里填了“最多联村数”的，以名单为准。",
            "A unit links at most its share of the county's villages times this; a limit in the unit list overrides it.",
        ),
        _TIMES, (1.0, 10.0),
    )  # fmt: skip
    leader_villages_min: int = described(
        1, "link", Text("县级领导联村不少于", "Villages of a leader, at least"),
        Text("每名县级领导至少联系几个村。", "Each county leader leads at least this many villages."),
        _VILLAGES, (0, 10),
    )  # fmt: skip
    leader_villages_max: int = described(
        2, "link", Text("县级领导联村不多于", "Villages of a leader, at most"),
        Text("每名县级领导至多联系几个村。", "Each county leader leads at most this many villages."),
        _VILLAGES, (0, 10),
    )  # fmt: skip

    rank_order: Literal["soft", "strict"] = described(
        "soft", "hard", Text("层级与难度对应", "Level against difficulty"),
        Text(
            "“尽量对应”：层级高的优先联系难度大的；“必须对应”：干部层级不得低于户的难度等级。",
            "As far as possible: higher levels take harder households first. Strictly: a cadre's level is never "
            "below the household's tier.",
        ),
        choices=_ORDER,
    )  # fmt: skip
    kinship: Literal["avoid", "prefer", "ignore"] = described(
        "avoid", "hard", Text("亲属关系", "Kinship"),
        Text("干部与户主有亲属关系时：回避、优先或不计。", "Where cadre and household are kin: avoid, prefer or ignore."),
        choices=_SIGN,
    )  # fmt: skip
    native_village: Literal["avoid", "prefer", "ignore"] = described(
        "ignore", "hard", Text("籍贯村", "Native village"),
        Text(
            "户在干部籍贯村时：回避、优先或不计。",
            "Where the household lies in the cadre's native village: avoid, prefer or ignore.",
        ),
        choices=_SIGN,
    )  # fmt: skip
    unfinished_stay: bool = described(
        True, "hard", Text("完不成者不得撤出", "Unfinished tasks stay"),
        Text(
            "原结对任务未完成、干部仍在职的，继续由原干部联系。",
            "A pair whose task is unfinished stays with its cadre while that cadre is in post.",
        ),
    )  # fmt: skip

    shortage_tier3: int = described(
        4, "priority", Text("最难户缺口的分量", "Weight of a missing pair, hardest"),
        Text("干部不够时，先保分量大的户。", "Where cadres run short, heavier households come first."),
        NONE, (1, 100),
    )  # fmt: skip
    shortage_tier2: int = described(
        2, "priority", Text("较难户缺口的分量", "Weight of a missing pair, harder"),
        Text("干部不够时，先保分量大的户。", "Where cadres run short, heavier households come first."),
        NONE, (1, 100),
    )  # fmt: skip
    shortage_tier1: int = described(
        1, "priority", Text("一般户缺口的分量", "Weight of a missing pair, ordinary"),
        Text("干部不够时，先保分量大的户。", "Where cadres run short, heavier households come first."),
        NONE, (1, 100),
    )  # fmt: skip

    rank_weight: int = described(
        40, "points", Text("层级对应得分", "Points for level"),
        Text("干部层级与户的难度等级正好对应时得满分，差一级得一半。", "Full where level equals tier, half at one step."),
        _POINTS, (0, 1000),
    )  # fmt: skip
    skill_weight: int = described(
        40, "points", Text("专长对口得分", "Points for skill"),
        Text("干部专长能满足户的全部需求时得满分。", "Full where the cadre's skills meet all needs of the household."),
        _POINTS, (0, 1000),
    )  # fmt: skip
    near_weight: int = described(
        10, "points", Text("就近得分", "Points for nearness"),
        Text("单位驻地离村越近得分越高。", "The nearer the unit's seat to the village, the more."),
        _POINTS, (0, 1000),
    )  # fmt: skip
    near_km: int = described(
        60, "points", Text("就近得分的最远距离", "Farthest distance that earns points"),
        Text("超过这个距离不再得就近分。", "Beyond it nearness earns nothing."),
        _KM, (1, 1000),
    )  # fmt: skip
    kept_weight: int = described(
        10, "points", Text("保持原结对得分", "Points for a kept pair"),
        Text("与原结对相同的得分。", "For a pair that the previous plan had."),
        _POINTS, (0, 1000),
    )  # fmt: skip
    successor_weight: int = described(
        5, "points", Text("本单位接任得分", "Points for a successor of the same unit"),
        Text("原责任人已离任、免派的户，由同单位干部接任的得分。", "For a household of a cadre who left, taken by one of the same unit."),
        _POINTS, (0, 1000),
    )  # fmt: skip
    kin_weight: int = described(
        10, "points", Text("亲属优先得分", "Points for kin"),
        Text("“亲属关系”设为优先时才计。", "Counts where kinship is set to prefer."),
        _POINTS, (0, 1000),
    )  # fmt: skip
    native_weight: int = described(
        10, "points", Text("籍贯村优先得分", "Points for the native village"),
        Text("“籍贯村”设为优先时才计。", "Counts where the native village is set to prefer."),
        _POINTS, (0, 1000),
    )  # fmt: skip
    unit_link_cost: int = described(
        20, "points", Text("每条单位联村的扣分", "Cost of a unit's link"),
        Text("联村越少越集中；每多一条单位联村扣这么多分。", "Fewer links are tidier; each costs this."),
        _POINTS, (0, 1000),
    )  # fmt: skip
    unit_link_kept: int = described(
        30, "points", Text("保持原单位联村得分", "Points for a kept unit link"),
        Text("与原联村相同的单位联村得分。", "For a unit's link that the previous plan had."),
        _POINTS, (0, 1000),
    )  # fmt: skip
    leader_link_kept: int = described(
        30, "points", Text("保持原领导联村得分", "Points for a kept leader link"),
        Text("与原联村相同的领导联村得分。", "For a leader's link that the previous plan had."),
        _POINTS, (0, 1000),
    )  # fmt: skip
    extra_village_cost: int = described(
        10, "points", Text("一人跨村的扣分", "Cost of each further village of a cadre"),
        Text("一名干部的联系户分在几个村，从第二个村起每村扣这么多分。", "For each village beyond the first among one cadre's pairs."),
        _POINTS, (0, 1000),
    )  # fmt: skip

    contact_max_level3: int = described(
        20, "contact", Text("县级领导包组联户不多于", "Contacts of a county leader, at most"),
        Text("县级领导一人最多作为多少户的联系人。", "The most households one county leader is the contact of."),
        _HOUSEHOLDS, (0, 500),
    )  # fmt: skip
    contact_max_level2: int = described(
        40, "contact", Text("乡科级干部包组联户不多于", "Contacts of a section-level cadre, at most"),
        Text("乡科级干部一人最多作为多少户的联系人。", "The most households one section-level cadre is the contact of."),
        _HOUSEHOLDS, (0, 500),
    )  # fmt: skip
    contact_max_level1: int = described(
        60, "contact", Text("一般干部包组联户不多于", "Contacts of an ordinary cadre, at most"),
        Text("一般干部一人最多作为多少户的联系人。", "The most households one ordinary cadre is the contact of."),
        _HOUSEHOLDS, (0, 500),
    )  # fmt: skip

    difficulty_income: int = described(
        20_000, "difficulty", Text("不再加难度分的人均收入", "Income that adds no difficulty"),
        Text("人均纯收入低于它的按差距加难度分，最多 20 分。", "Income per head below it adds up to 20 points of difficulty."),
        _YUAN, (1, 1_000_000),
    )  # fmt: skip

    @model_validator(mode="after")
    def _limits_in_order(self) -> Self:
        for low, high in (
            ("village_units_min", "village_units_max"),
            ("leader_villages_min", "leader_villages_max"),
        ):
            if getattr(self, low) > getattr(self, high):
                raise RulesError(
                    Text(
                        "规则“{low}”大于“{high}”，请改小前者或改大后者。",
                        "Rule “{low}” is above “{high}”; lower the one or raise the other.",
                    ).fill(low=rule_info(low).title, high=rule_info(high).title)
                )
        return self

    @property
    def hash(self) -> str:
        """Hex digest; equal rules have equal digests."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:16]

    def with_value(self, rule_id: str, value: object) -> Rules:
        """These rules with one changed; raises RulesError naming the rule and its bounds."""
        return _build({**self.model_dump(), rule_id: value})

    def changed(self) -> tuple[str, ...]:
        """The ids of the rules that differ from the default."""
        return tuple(info.id for info in RULES if getattr(self, info.id) != info.default)

    def unweighted(self) -> Rules:
        """These rules with default weights: alike in all that decides which plans are possible."""
        weights = {i.id: i.default for i in RULES if i.group in ("points", "priority")}
        return self.model_copy(update=weights)

    def to_toml(self) -> str:
        """A rules file with each rule's title and meaning as a comment, both languages."""
        document = tomlkit.document()
        document.add(tomlkit.comment("双包双联 规则 · rules of the county"))
        for group, title in GROUPS.items():
            document.add(tomlkit.nl())
            document.add(tomlkit.comment(f"== {title.zh} · {title.en}"))
            for info in (i for i in RULES if i.group == group and i.kind != "quotas"):
                document.add(tomlkit.comment(f"{info.title.zh}: {info.meaning.zh}"))
                document.add(info.id, getattr(self, info.id))
        lines = tomlkit.aot()
        for quota in self.quotas:
            lines.append(tomlkit.item(quota.model_dump(exclude_none=True)))
        document.add(tomlkit.nl())
        document.add("quotas", lines)
        return tomlkit.dumps(document)

    @classmethod
    def from_toml(cls, text: str) -> Rules:
        """Rules from a rules file; a rule left out has its default. Raises RulesError."""
        try:
            values = tomlkit.parse(text).unwrap()
        except TOMLKitError as error:
            raise RulesError(
                Text("规则文件不是有效的 TOML: {why}", "The rules file is not valid TOML: {why}").fill(
                    why=error
                )
            ) from error
        return _build(values)


@dataclass(frozen=True)
class RuleInfo:
    """A rule as the form, the help and the documents need it; low and high are None where there is no number."""

    id: str
    group: Group
    title: Text
    meaning: Text
    unit: Text
    kind: RuleKind
    default: Any
    low: float | None
    high: float | None
    choices: Mapping[str, Text]


def _describe() -> tuple[RuleInfo, ...]:
    infos = []
    for name, field in Rules.model_fields.items():
        extra = field.json_schema_extra
        assert isinstance(extra, dict), f"rule {name} is not described"
        about = cast(About, extra["about"])
        low = next((m.ge for m in field.metadata if isinstance(m, annotated_types.Ge)), None)
        high = next((m.le for m in field.metadata if isinstance(m, annotated_types.Le)), None)
        kind: RuleKind
        if name == "quotas":
            kind = "quotas"
        elif about.choices:
            kind = "choice"
        elif isinstance(field.default, bool):
            kind = "bool"
        else:
            kind = "float" if isinstance(field.default, float) else "int"
        infos.append(
            RuleInfo(
                name,
                about.group,
                about.title,
                about.meaning,
                about.unit,
                kind,
                field.default,
                cast("float | None", low),
                cast("float | None", high),
                about.choices,
            )
        )
    return tuple(infos)


def rule_info(rule_id: str) -> RuleInfo:
    """What an organizer is told of the rule with this id."""
    return next(info for info in RULES if info.id == rule_id)


def _build(values: Mapping[str, Any]) -> Rules:
    for name in values:
        if name not in Rules.model_fields:
            near = difflib.get_close_matches(name, Rules.model_fields, n=1)
            raise RulesError(
                Text(
                    "没有叫“{name}”的规则{hint}，请核对规则文件。",
                    "There is no rule “{name}”{hint}; check the rules file.",
                ).fill(
                    name=name,
                    hint=Text(f"（是不是 {near[0]}？）", f" (did you mean {near[0]}?)") if near else "",
                )
            )
    try:
        return Rules.model_validate({**values, "quotas": _quotas(values)} if "quotas" in values else values)
    except ValidationError as error:
        raise RulesError(_complaint(error)) from error


def _quotas(values: Mapping[str, Any]) -> tuple[Quota, ...]:
    lines = values["quotas"]
    if not isinstance(lines, (list, tuple)):
        lines = (lines,)
    return tuple(line if isinstance(line, Quota) else Quota.model_validate(line) for line in lines)


def _complaint(error: ValidationError) -> Text:
    zh, en = [], []
    for fault in error.errors():
        place = fault["loc"][0] if fault["loc"] else ""
        info = next((i for i in RULES if i.id == place), None)
        if info is None:
            zh.append(f"规则有误: {fault['msg']}")
            en.append(f"The rules are at fault: {fault['msg']}")
            continue
        if info.choices:
            words = Text("、".join(info.choices), ", ".join(info.choices))
        elif info.low is not None:
            words = Text(
                f"{info.low} 到 {info.high} {info.unit.zh}", f"{info.low} to {info.high} {info.unit.en}"
            )
        else:
            words = Text(fault["msg"], fault["msg"])
        zh.append(f"规则“{info.title.zh}”({info.id}) 的值“{fault['input']}”不行，应为 {words.zh}。")
        en.append(f"Rule “{info.title.en}” ({info.id}) cannot be “{fault['input']}”; expected {words.en}.")
    return Text("\n".join(zh), "\n".join(en))


RULES: Final[tuple[RuleInfo, ...]] = _describe()
