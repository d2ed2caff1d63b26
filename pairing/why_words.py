"""The reasons of :mod:`pairing.why` in sentences that can be read aloud, Chinese and English."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pairing.pair_words import distance_words, fit_words, kept_words, needs_words
from pairing.rearrange import STEPS, Rearrangement
from pairing.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pairing.exchange import Exchange
    from pairing.insist import Insisted
    from pairing.rearrange import Step
    from pairing.standing import Objection
    from pairing.why import Alternative, Match, Missing, Proposal, Reason, Why

_TERMS: Final = {
    "rank_weight": Text("层级", "level"),
    "skill_weight": Text("专长", "skill"),
    "near_weight": Text("就近", "nearness"),
    "kept_weight": Text("保持", "kept"),
    "successor_weight": Text("接任", "successor"),
    "kin_weight": Text("亲属", "kin"),
    "native_weight": Text("籍贯村", "native village"),
}
KEPT_AWAY: Final = {
    "exempt": Text("免派", "exempt"),
    "ban": Text("指定回避", "banned"),
    "kinship": Text("亲属回避", "kin kept apart"),
    "native_village": Text("籍贯村回避", "native village kept apart"),
    "rank_order": Text("层级低于难度等级", "level below tier"),
    "scope": Text("所在单位（领导）没有联系该村", "no link with the village"),
    "quotas": Text("名额已满", "places taken"),
}


def reason_words(why: Why, reason: Reason) -> tuple[Text, ...]:
    """A pair of the plan: who, what fits, the points, and who was passed over."""
    return (*match_words(why, reason.match), *passed_over_words(why, reason))


def passed_over_words(why: Why, reason: Reason) -> tuple[Text, ...]:
    """Who was passed over for a pair of the plan, and why."""
    passed = tuple(_alternative_words(why, reason, other) for other in reason.passed_over)
    return passed or (Text("没有别的干部可以考虑。", "There is no other cadre to consider."),)


def proposal_words(why: Why, proposal: Proposal) -> tuple[Text, ...]:
    """A pair proposed by hand: allowed or not and by which rule, what fits, what it changes at once."""
    who = Text("{cadre}联系{household}", "{cadre} for {household}").fill(
        cadre=cadre_words(why, proposal.cadre), household=household_words(why, proposal.household)
    )
    match = () if proposal.match is None else match_words(why, proposal.match)[1:]
    if proposal.objections:
        return (
            Text("不允许{who}：{why}。", "Not allowed, {who}: {why}.").fill(
                who=who, why=_joined(proposal.objections)
            ),
            *match,
        )
    if proposal.exchange is None:
        return (
            Text(
                "{who}没有名额可让：该户或该干部现有的结对都已指定（含未完成任务），不能撤出。",
                "{who}: no place can be given up; the present pairs are pinned (or their tasks unfinished).",
            ).fill(who=who),
            *match,
        )
    return (
        Text("允许{who}。", "Allowed, {who}.").fill(who=who),
        *match,
        Text(
            "{moves}{change}（只算这一处调整，其余不重新求解）。",
            "{moves}{change} (this change alone, the rest is not solved again).",
        ).fill(moves=_moves(why, proposal.exchange), change=_change(proposal.exchange)),
    )


def rearranged_words(why: Why, made: Rearrangement) -> tuple[Text, ...]:
    """What becomes of the others when a proposal is carried out, and what that changes."""
    steps = [_step(why, step) for step in made.steps[1:]]
    moves = _listed(steps, "；", "; ") if steps else Text("其他人都不变", "nobody else moves")
    return (
        Text(
            "其余重新安排后（联村不变，至多 {most} 人连环调整，不是整体重新求解）：{moves}；{change}。",
            "With the rest re-arranged (links kept, a chain of at most {most} cadres, not a full re-solve): "
            "{moves}; {change}.",
        ).fill(most=STEPS, moves=moves, change=_change(made)),
    )


def insisted_words(found: Insisted, shortage: int, idle: int, points: int) -> Text:
    """What a full re-solve around the pair gives, against the plan's own goals."""
    made = Rearrangement((), found.shortage - shortage, found.idle - idle, found.points - points)
    best = Text("", "")
    if found.bound is not None:
        best = Text(
            "（带着这一对最多 {best} 分）", " (no plan with this pair has more than {best} points)"
        ).fill(best=_points(found.bound))
    return Text(
        "带着这一对整体重新求解（联村可变，{seconds:.0f} 秒；多求解这些时间本身的改进也算在内）：{change}{best}。",
        "Everything solved again around this pair (links may change, {seconds:.0f} s; what the longer search itself gains is "
        "part of it): {change}{best}.",
    ).fill(seconds=found.seconds, change=_change(made), best=best)


def _step(why: Why, step: Step) -> Text:
    who = cadre_words(why, step.cadre)
    if step.gives_up is not None and step.takes is not None:
        return Text("{who}由{old}改联{new}", "{who} goes from {old} to {new}").fill(
            who=who, old=household_words(why, step.gives_up), new=household_words(why, step.takes)
        )
    if step.takes is not None:
        return Text("{who}增联{new}", "{who} takes {new} too").fill(
            who=who, new=household_words(why, step.takes)
        )
    assert step.gives_up is not None  # a step that changes nothing is none
    return Text("{who}退出{old}", "{who} leaves {old}").fill(who=who, old=household_words(why, step.gives_up))


def missing_words(why: Why, missing: Missing) -> tuple[Text, ...]:
    """A household that lacks pairs: how many, what keeps every cadre away, and who comes nearest."""
    who = household_words(why, missing.household)
    if not missing.missing:
        return (Text("{who}不缺结对干部。", "{who} lacks no pair.").fill(who=who),)
    counted = [
        Text("{what} {n} 名", "{what} {n}").fill(what=KEPT_AWAY[rule], n=n)
        for rule, n in missing.kept_away.items()
    ]
    if missing.free:
        counted.append(
            Text("没有障碍、还有名额 {n} 名", "nothing in the way and a place left {n}").fill(n=missing.free)
        )
    lines = [
        Text("{who}缺 {n} 名结对干部。", "{who}: paired cadres missing, {n}.").fill(
            who=who, n=missing.missing
        ),
        Text("其他干部：{list}。", "The other cadres: {list}.").fill(list=_listed(counted, "，")),
    ]
    nearest = missing.nearest
    if nearest is not None:
        words = Text(
            "最接近的是{cadre}（{points} 分）：{why}。", "The nearest is {cadre} ({points} points): {why}."
        )
        because = _joined(nearest.objections)
        if nearest.exchange is not None:
            because = Text("{moves}{change}", "{moves}{change}").fill(
                moves=_moves(why, nearest.exchange), change=_change(nearest.exchange)
            )
        lines.append(
            words.fill(cadre=cadre_words(why, nearest.cadre), points=_points(nearest.points), why=because)
        )
    return tuple(lines)


def cadre_words(why: Why, cadre: int) -> Text:
    """A cadre by name, unit and id."""
    county = why.now.county
    row = county.cadres.iloc[cadre]
    unit = county.units["name"].iat[int(row["unit"])]
    return Text(f"{row['name']}（{unit}，{row['cadre_id']}）", f"{row['name']} ({unit}, {row['cadre_id']})")


def household_words(why: Why, household: int) -> Text:
    """A household by the name of its head, village and id."""
    county = why.now.county
    row = county.households.iloc[household]
    village = county.villages["name"].iat[int(row["village"])]
    name, number = row["head_name"], row["household_id"]
    return Text(f"{name}（{village}，{number}）", f"{name} ({village}, {number})")


def match_words(why: Why, match: Match) -> tuple[Text, ...]:
    """Who and whom; the sentence that the plan's reason column has; the points term by term."""
    who = Text("{cadre}联系{household}：", "{cadre} for {household}: ").fill(
        cadre=cadre_words(why, match.cadre), household=household_words(why, match.household)
    )
    fit, *others = match_sentences(why, match)
    terms = [
        Text("{name} {points}", "{name} {points}").fill(name=_TERMS[rule], points=_points(value))
        for rule, value in match.terms.items()
    ]
    total = Text("得分 {total} = {terms}。", "Points {total} = {terms}.").fill(
        total=_points(match.points), terms=_listed(terms, " + ", " + ")
    )
    return (Text(who.zh + fit.zh, who.en + fit.en), *others, total)


def match_sentences(why: Why, match: Match) -> tuple[Text, ...]:
    """What speaks for the pair, without names and points: level and tier, needs, distance, kept, fixed."""
    return (
        fit_words(match.level, match.tier),
        needs_words(why.now.codes, match.needs),
        distance_words(match.km, match.same_town),
        *kept_words(match.kept, match.pinned),
    )


def _alternative_words(why: Why, reason: Reason, other: Alternative) -> Text:
    difference = other.points - reason.match.points
    than = Text("得分相同", "as many points")
    if difference:
        than = Text(
            f"本户得分{'高' if difference > 0 else '低'} {_points(abs(difference))}",
            f"{_points(abs(difference))} points {'more' if difference > 0 else 'fewer'} here",
        )
    head = Text("没有安排{cadre}（{than}）：", "Not {cadre} ({than}): ").fill(
        cadre=cadre_words(why, other.cadre), than=than
    )
    parts = [Text("{o}", "{o}").fill(o=objection.words) for objection in other.objections]
    if other.harder is not None:
        parts = [
            Text("名额用在更难的{household}", "taken by the harder {household}").fill(
                household=household_words(why, other.harder)
            )
        ]
    if other.exchange is not None:
        parts.append(
            Text("如改由其联系，{moves}{change}", "with that cadre instead, {moves}{change}").fill(
                moves=_moves(why, other.exchange), change=_change(other.exchange)
            )
        )
    elif not parts or all(objection.rule == "quotas" for objection in other.objections):
        parts.append(Text("现有结对已指定，不能撤出", "the present pairs are pinned"))
    return Text("{head}{parts}。", "{head}{parts}.").fill(head=head, parts=_listed(parts, "；", "; "))


def _moves(why: Why, made: Exchange) -> Text:
    parts = []
    if made.leaves is not None:
        parts.append(Text("{c}退出本户", "{c} leaves this household").fill(c=cadre_words(why, made.leaves)))
    if made.gives_up is not None and made.takes_over:
        parts.append(Text("改联{h}", "and takes {h} instead").fill(h=household_words(why, made.gives_up)))
    elif made.gives_up is not None:
        parts.append(Text("{h}少一名干部", "{h} loses a cadre").fill(h=household_words(why, made.gives_up)))
    if not parts:
        return Text("双方都有名额，无人退出，", "both have a place left and nobody leaves, ")
    return Text("{parts}，", "{parts}, ").fill(parts=_listed(parts, "，"))


def _change(made: Exchange | Rearrangement) -> Text:
    parts = []
    for value, zh, en in (
        (made.shortage, "缺口分量", "shortage"),
        (made.idle, "未参与干部", "idle cadres"),
    ):
        if value:
            parts.append(Text(f"{zh}{'增加' if value > 0 else '减少'} {abs(value)}", f"{en} {value:+d}"))
    if made.points:
        sign, amount = ("增加", "gains") if made.points > 0 else ("减少", "loses")
        parts.append(
            Text(
                f"全县{sign} {_points(abs(made.points))} 分",
                f"the county {amount} {_points(abs(made.points))} points",
            )
        )
    else:
        parts.append(Text("全县得分不变", "the county's points stay the same"))
    if made.better:
        parts.append(Text("比现在的方案更好", "better than the plan as it is"))
    return _listed(parts, "，")


def _joined(objections: Iterable[Objection]) -> Text:
    return _listed([objection.words for objection in objections], "；", "; ")


def _listed(parts: list[Text], zh: str, en: str = ", ") -> Text:
    return Text(zh.join(part.zh for part in parts), en.join(part.en for part in parts))


def _points(hundredths: int) -> str:
    return f"{hundredths / 100:.2f}"
