"""What `pairing why` answers: the gaps of a plan with the shortages that prove them, or the reasons of the pairs asked for; in words
and for programs."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

from pairing.check import recount
from pairing.codes import load_codes
from pairing.difficulty import difficulty_parts, difficulty_words
from pairing.errors import CallError, PlanError
from pairing.gaps import gaps
from pairing.insist import insist
from pairing.shortages import shortages
from pairing.text import Text
from pairing.why import Why
from pairing.why_words import (
    cadre_words,
    household_words,
    insisted_words,
    missing_words,
    proposal_words,
    rearranged_words,
    reason_words,
)
from solver import Limits

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from pairing.county import County
    from pairing.exchange import Exchange
    from pairing.gaps import HouseholdGap
    from pairing.plan import Plan
    from pairing.rearrange import Rearrangement
    from pairing.rules import Rules
    from pairing.shortages import ProvedShortage
    from pairing.text import Lang
    from pairing.why import Alternative, Match


_VIA: Final = {
    "pair": Text("结对的第一责任人", "the first paired cadre"),
    "unit": Text("所在单位联系该村", "the unit links the village"),
    "town": Text("所在单位是该村的乡镇政府", "the unit is the village's town government"),
    "village": Text("所在单位是该村自己的村委会", "the unit is the village's own committee"),
}


@dataclass(frozen=True)
class Answer:
    """Paragraphs of sentences, and the same for programs (json-ready; texts in the language of the call)."""

    paragraphs: tuple[tuple[Text, ...], ...]
    content: dict[str, Any]


def answer(
    county: County,
    rules: Rules,
    plan: Plan,
    household: str | None,
    cadre: str | None,
    lang: Lang,
    resolve_seconds: float | None = None,
) -> Answer:
    """All gaps and proved shortages; or the pairs of a household or of a cadre; or one pair, which the plan has or which is proposed.

    With ``resolve_seconds`` the county is solved again around a proposed pair. Raises CallError where an id is not in the
    lists or there is no such pair to solve around, PlanError where the plan breaks a hard rule, DataError where
    orders and rules contradict each other.
    """
    h = _position(county.households["household_id"], household, Text("户编号", "household"))
    c = _position(county.cadres["cadre_id"], cadre, Text("干部编号", "cadre"))
    codes = load_codes()
    broken = len(recount(county, rules, codes, plan).violations)
    if broken:
        raise PlanError(
            Text(
                "方案违反硬性规则 {n} 处，无从说明；请用 pairing check 查看，并核对名单和规则是否就是做方案时的。",
                "The plan breaks {n} hard rules and cannot be explained; see pairing check, and use the lists and rules "
                "the plan was made from.",
            ).fill(n=broken)
        )
    why = Why.of(county, rules, codes, plan)
    proposed = c is not None and h is not None and c not in why.now.cadres_of(h)
    if resolve_seconds is not None and not proposed:
        raise CallError(
            Text(
                "--resolve 只用于设想中的结对：请同时指明 --household 和 --cadre，且方案里没有这一对。",
                "--resolve is for a pair you have in mind: name --household and --cadre that the plan does not pair.",
            )
        )
    if c is None:
        return _all_gaps(why, rules, plan, lang) if h is None else _of_household(why, rules, plan, h, lang)
    if h is None:
        return _reasons(why, [(c, other) for other in why.now.households_of(c)], lang)
    if c in why.now.cadres_of(h):
        return _reasons(why, [(c, h)], lang)
    return _one_proposal(why, plan, c, h, lang, resolve_seconds)


def _position(ids: pd.Series, wanted: str | None, what: Text) -> int | None:
    if wanted is None:
        return None
    found = (ids == wanted).to_numpy().nonzero()[0]
    if not len(found):
        raise CallError(
            Text("名单里没有{what}“{id}”。", "The lists have no {what} “{id}”.").fill(what=what, id=wanted)
        )
    return int(found[0])


def _all_gaps(why: Why, rules: Rules, plan: Plan, lang: Lang) -> Answer:
    county = why.now.county
    found = gaps(county, rules, why.now.codes, plan)
    paragraphs: list[tuple[Text, ...]] = []
    households, cadres = [], []
    for gap in found.households:
        missing = why.missing(gap.household)
        words = missing_words(why, missing) if gap.missing_pairs else ()
        if not gap.has_contact:
            words = (*words, _no_contact(why, gap))
        paragraphs.append(words)
        households.append(
            {
                "household_id": county.households["household_id"].iat[gap.household],
                "tier": gap.tier,
                "missing_pairs": gap.missing_pairs,
                "has_contact": gap.has_contact,
                "kept_away": dict(missing.kept_away) if gap.missing_pairs else {},
                "free": missing.free if gap.missing_pairs else 0,
                "words": _shown(words, lang),
            }
        )
    for person in found.cadres:
        words = (
            Text("{who}{lacks}：{why}。", "{who} {lacks}: {why}.").fill(
                who=cadre_words(why, person.cadre), lacks=person.lacks, why=person.reason
            ),
        )
        paragraphs.append(words)
        cadres.append({"cadre_id": county.cadres["cadre_id"].iat[person.cadre], "words": _shown(words, lang)})
    proved = shortages(county, rules, plan, why.now.codes) if found else None
    shorts = (*proved.households, *proved.cadres) if proved else ()
    if shorts:
        paragraphs.append(tuple(short.sentence for short in shorts))
    total = Text(
        "缺结对或联系人的户 {h} 户，未覆盖的党员干部 {c} 人。",
        "{h} households lack pairs or a contact; {c} party cadres are not covered.",
    ).fill(h=len(households), c=len(cadres))
    paragraphs.append((total,))
    content = {
        "households": households,
        "cadres": cadres,
        "shortages": [_shortage(county, short, lang) for short in shorts],
    }
    return Answer(tuple(paragraphs), content)


def _shortage(county: County, short: ProvedShortage, lang: Lang) -> dict[str, Any]:
    return {
        "of": short.of,
        "households": county.households["household_id"].to_numpy(object)[short.households].tolist(),
        "cadres": county.cadres["cadre_id"].to_numpy(object)[short.cadres].tolist(),
        "demand": short.demand,
        "places": short.places,
        "deficit": short.deficit,
        "kept_out": [asdict(obstacle) for obstacle in short.obstacles],
        "words": short.sentence.show(lang),
    }


def _reasons(why: Why, pairs: list[tuple[int, int]], lang: Lang) -> Answer:
    paragraphs, rows = [], []
    for cadre, of in pairs:
        reason = why.pair(cadre, of)
        words = reason_words(why, reason)
        paragraphs.append(words)
        passed = [_alternative(why, other, lang) for other in reason.passed_over]
        rows.append({**_match(why, reason.match, lang), "passed_over": passed, "words": _shown(words, lang)})
    if not paragraphs:
        paragraphs.append((Text("方案里没有结对。", "The plan has no pair here."),))
    return Answer(tuple(paragraphs), {"pairs": rows})


def _of_household(why: Why, rules: Rules, plan: Plan, household: int, lang: Lang) -> Answer:
    """How hard the household is, the reason of each pair, why pairs are missing, the contact or why there is none."""
    pairs = [(cadre, household) for cadre in why.now.cadres_of(household)]
    said = _reasons(why, pairs, lang) if pairs else Answer((), {"pairs": []})
    missing = why.missing(household)
    words = missing_words(why, missing) if missing.missing else ()
    lacking = None
    if missing.missing:
        lacking = {"pairs": missing.missing, "kept_away": dict(missing.kept_away), "free": missing.free,
                   "words": _shown(words, lang)}  # fmt: skip
    contact, contact_words = _contact(why, rules, plan, household)
    score = difficulty_words(difficulty_parts(why.now.county, rules), household)
    hard = Text("{who}的难度分：{score}。", "Difficulty of {who}: {score}.").fill(
        who=household_words(why, household), score=score
    )
    content = {
        **said.content,
        "difficulty": score.show(lang),
        "missing": lacking,
        "contact": {"cadre": contact, "words": contact_words.show(lang)},
    }
    # Who is no focus household has no tier, and nobody is chosen by how hard it is.
    focus = ((hard,),) if why.now.values.tier[household] else ()
    return Answer((*focus, *said.paragraphs, (*words, contact_words)), content)


def _contact(why: Why, rules: Rules, plan: Plan, household: int) -> tuple[str | None, Text]:
    """The id of the household's contact, None where it has none, and how it comes to be so."""
    county = why.now.county
    who = household_words(why, household)
    rows = plan.contacts[plan.contacts["household_id"] == county.households["household_id"].iat[household]]
    if len(rows):
        number, via = str(rows["cadre_id"].iat[0]), str(rows["via"].iat[0])
        cadre = int((county.cadres["cadre_id"] == number).to_numpy().argmax())
        return number, Text(
            "{who}的联系人是{cadre}：{via}。", "The contact of {who} is {cadre}: {via}."
        ).fill(who=who, cadre=cadre_words(why, cadre), via=_VIA[via])
    gap = next(g for g in gaps(county, rules, why.now.codes, plan).households if g.household == household)
    return None, _no_contact(why, gap)


def _no_contact(why: Why, gap: HouseholdGap) -> Text:
    """That a household has no contact, and why; where pairs are missing too, the gap's reason is theirs."""
    who = household_words(why, gap.household)
    if gap.missing_pairs:
        return Text("{who}也没有联系人。", "{who} has no contact either.").fill(who=who)
    return Text("{who}没有联系人：{why}。", "{who} has no contact: {why}.").fill(who=who, why=gap.reason)


def _one_proposal(
    why: Why, plan: Plan, cadre: int, household: int, lang: Lang, resolve_seconds: float | None
) -> Answer:
    proposal = why.proposal(cadre, household)
    after = why.rearranged(proposal)
    words = proposal_words(why, proposal)
    if after is not None:
        words = (*words, *rearranged_words(why, after))
    whole = None
    if after is not None and resolve_seconds is not None:
        whole = insist(why, plan, after, Limits(seconds=resolve_seconds))
        counted = recount(why.now.county, why.now.rules, why.now.codes, plan)
        words = (*words, insisted_words(whole, counted.shortage, counted.idle, counted.points))
    content = {
        "allowed": proposal.allowed,
        "objections": [{"rule": o.rule, "words": o.words.show(lang)} for o in proposal.objections],
        "match": None if proposal.match is None else _match(why, proposal.match, lang),
        "exchange": _exchange(why, proposal.exchange),
        "rearranged": _rearranged(why, after),
        "resolved": None if whole is None else asdict(whole),
        "words": _shown(words, lang),
    }
    return Answer((words,), {"proposal": content})


def _match(why: Why, match: Match, lang: Lang) -> dict[str, Any]:
    county = why.now.county
    return {
        **asdict(match),
        "cadre": county.cadres["cadre_id"].iat[match.cadre],
        "household": county.households["household_id"].iat[match.household],
        "pinned": None if match.pinned is None else match.pinned.show(lang),
    }


def _alternative(why: Why, other: Alternative, lang: Lang) -> dict[str, Any]:
    county = why.now.county
    return {
        "cadre": county.cadres["cadre_id"].iat[other.cadre],
        "points": other.points,
        "objections": [{"rule": o.rule, "words": o.words.show(lang)} for o in other.objections],
        "harder": None if other.harder is None else county.households["household_id"].iat[other.harder],
        "exchange": _exchange(why, other.exchange),
    }


def _exchange(why: Why, made: Exchange | None) -> dict[str, Any] | None:
    if made is None:
        return None
    county = why.now.county
    return {
        **asdict(made),
        "leaves": None if made.leaves is None else county.cadres["cadre_id"].iat[made.leaves],
        "gives_up": None if made.gives_up is None else county.households["household_id"].iat[made.gives_up],
    }


def _rearranged(why: Why, made: Rearrangement | None) -> dict[str, Any] | None:
    """The others' steps by id, and the changes; links are kept."""
    if made is None:
        return None
    county = why.now.county
    names = county.households["household_id"]
    steps = [
        {
            "cadre": county.cadres["cadre_id"].iat[step.cadre],
            "gives_up": None if step.gives_up is None else names.iat[step.gives_up],
            "takes": None if step.takes is None else names.iat[step.takes],
        }
        for step in made.steps
    ]
    return {"steps": steps, "shortage": made.shortage, "idle": made.idle, "points": made.points}


def _shown(words: Iterable[Text], lang: Lang) -> list[str]:
    return [text.show(lang) for text in words]
