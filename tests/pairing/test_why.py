"""Why a pair is as it is: terms that add up, who was passed over and why, what an exchange by hand changes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from pairing.check import LAWS, recount
from pairing.codes import load_codes
from pairing.county import County
from pairing.planner import SolveLimits, solve_county
from pairing.rules import Rules
from pairing.standing import OBJECTIONS
from pairing.why import Why
from pairing.why_words import cadre_words, household_words, missing_words, proposal_words, reason_words
from tests.pairing.plans import plan_of
from tests.pairing.tiny import one_village, tiny

LAW = ("法律援助",)


def _why(county: County, rules: Rules | None = None, **plan: Any) -> Why:
    rules = rules or Rules()
    return Why.of(county, rules, load_codes(), plan_of(county, rules, **plan))


def test_the_terms_of_a_pair_by_hand() -> None:
    # A section head with half a match (矛盾调解 meets 法律援助 by 0.3) on the hardest tier, kept, unit in another town:
    # level one step off 20, skill 12, nearness 5, kept 10.
    county = tiny(
        units=[{}],
        villages=[{"town": "远乡"}],
        cadres=[{"level": 2, "skills": ("矛盾调解",)}],
        households=[{"tier": 3.0, "needs": LAW}],
        previous_pairs=[{"cadre": 0, "household": 0}],
    )
    match = _why(county, links=[(0, 0)], pairs=[(0, 0)]).pair(0, 0).match
    assert match.terms == {"rank_weight": 2000, "skill_weight": 1200, "near_weight": 500, "kept_weight": 1000}
    assert match.points == 4700
    assert (match.level, match.tier, match.kept, match.km, match.same_town) == (2, 3, True, None, False)
    assert [(n.need, n.skill, n.strength) for n in match.needs] == [("法律援助", "矛盾调解", 0.3)]


def test_distance_is_told_where_both_ends_are_known() -> None:
    # One degree of latitude is 111.19 km, beyond the 60 km that earn points.
    county = tiny(
        units=[{"lon": 113.0, "lat": 36.0}], villages=[{"lon": 113.0, "lat": 37.0}], cadres=[{}], households=[{}]
    )  # fmt: skip
    match = _why(county, links=[(0, 0)], pairs=[(0, 0)]).pair(0, 0).match
    assert match.km == pytest.approx(111.19, abs=0.01)
    assert match.terms["near_weight"] == 0


def test_the_reason_in_the_plan_is_the_sentence_that_why_says() -> None:
    # One rule has one name: a roster and an answer that put a pair in different words make a leader ask which is true.
    county = tiny(
        units=[{"lon": 113.0, "lat": 36.0}, {"town": "远乡"}],
        villages=[{"lon": 113.1, "lat": 36.1}, {"town": "远乡"}],
        cadres=[{"level": 3}, {"skills": ("法律", "矛盾调解")}, {"unit": 1}, {"unit": 1, "level": 2}],
        households=[{"tier": 3.0}, {"needs": LAW}, {"village": 1, "needs": ("看病", *LAW)}, {"village": 1}],
        previous_pairs=[{"cadre": 1, "household": 1}],
        directives=[{"kind": "pin", "cadre": 2, "household": 2}],
    )
    plan = solve_county(county, Rules(), SolveLimits(seconds=2.0, workers=1))
    why = Why.of(county, Rules(), load_codes(), plan)
    assert len(plan.pairs) == 4
    assert plan.pairs["reason"].str.contains("指定回避表").sum() == 1
    position = {name: i for i, name in enumerate(county.households["household_id"])}
    for household, reason in zip(plan.pairs["household_id"], plan.pairs["reason"], strict=True):
        ((pair,), h) = (why.pairs(position[household]), position[household])
        said = "".join(text.zh for text in reason_words(why, pair))
        assert said.startswith(
            f"{cadre_words(why, pair.match.cadre).zh}联系{household_words(why, h).zh}：{reason}得分"
        )


def test_a_better_cadre_on_a_harder_case() -> None:
    # The lawyer suits both; the easier case goes to the other one.
    county = one_village(
        [{"skills": ("法律",)}, {}],
        [{"needs": LAW, "difficulty": 60.0}, {"needs": LAW, "difficulty": 20.0}],
    )
    reason = _why(county, links=[(0, 0)], pairs=[(0, 0), (1, 1)]).pair(1, 1)
    (other,) = reason.passed_over
    assert (other.cadre, other.harder) == (0, 0)
    assert [o.rule for o in other.objections] == ["quotas"]
    # The two would change places: 90 and 50 either way.
    assert other.exchange is not None
    assert (other.exchange.leaves, other.exchange.gives_up, other.exchange.takes_over) == (1, 0, True)
    assert (other.exchange.shortage, other.exchange.idle, other.exchange.points) == (0, 0, 0)
    said = " ".join(
        text.zh for text in reason_words(_why(county, links=[(0, 0)], pairs=[(0, 0), (1, 1)]), reason)
    )
    assert "更难的户主1" in said


@pytest.mark.parametrize(
    ("changes", "rules", "objection"),
    [
        ({"kinship": [{"cadre": 0, "household": 0}]}, {}, "kinship"),
        ({"directives": [{"kind": "ban", "cadre": 0, "household": 0}]}, {}, "ban"),
        ({}, {"rank_order": "strict"}, "rank_order"),
        ({"cadres": [{"skills": ("法律",), "native_village": 0}, {"level": 2}]}, {"native_village": "avoid"}, "native_village"),
    ],
)  # fmt: skip
def test_the_rule_that_kept_the_best_away(changes: Any, rules: Any, objection: str) -> None:
    # The lawyer earns 20 + 40, the section head 40: a rule keeps the lawyer away.
    tables = {"cadres": [{"skills": ("法律",)}, {"level": 2}], **changes}
    county = one_village(tables.pop("cadres"), [{"needs": LAW, "tier": 2.0}], **tables)
    wanted = Rules()
    for rule, value in rules.items():
        wanted = wanted.with_value(rule, value)
    why = _why(county, wanted, links=[(0, 0)], pairs=[(1, 0)])
    (other,) = why.pair(1, 0).passed_over
    assert (other.cadre, other.points, other.exchange) == (0, 7000, None)
    assert [o.rule for o in other.objections] == [objection]
    # The same pair by hand is refused by the same rule, and the recount agrees.
    proposal = why.proposal(0, 0)
    assert not proposal.allowed
    assert [o.rule for o in proposal.objections] == [objection]
    broken = recount(county, wanted, load_codes(), plan_of(county, wanted, links=[(0, 0)], pairs=[(0, 0)]))
    assert objection in {v.rule for v in broken.violations}


def test_out_of_scope_and_the_best_in_reach() -> None:
    # The lawyer's unit links the other village only, and may link no more than that.
    county = tiny(
        units=[{}, {"max_villages": 1.0}],
        villages=[{}, {}],
        cadres=[{}, {"unit": 1, "skills": ("法律",)}, {}],
        households=[{"needs": LAW}, {"village": 1}],
    )
    why = _why(county, links=[(0, 0), (1, 1)], pairs=[(0, 0), (1, 1)])
    best, in_reach = why.pair(0, 0).passed_over
    assert (best.cadre, best.exchange) == (1, None)
    assert [o.rule for o in best.objections] == ["scope", "quotas"]
    assert "已满 1 个" in best.objections[0].words.zh
    # The idle colleague could come in for nothing: as many points, as many idle.
    assert (in_reach.cadre, in_reach.objections) == (2, ())
    assert in_reach.exchange is not None
    assert (in_reach.exchange.idle, in_reach.exchange.points, in_reach.exchange.better) == (0, 0, False)


def test_a_pair_by_hand_tells_who_loses_whom() -> None:
    # Crossed: lawyer and breeder have each other's case. Putting the lawyer on the law case earns 40, the breeder 40.
    county = one_village(
        [{"skills": ("法律",)}, {"skills": ("养殖",)}], [{"needs": LAW}, {"needs": ("养殖技术",)}]
    )
    why = _why(county, links=[(0, 0)], pairs=[(0, 1), (1, 0)])
    made = why.proposal(0, 0).exchange
    assert made is not None
    assert (made.leaves, made.gives_up, made.takes_over, made.points) == (1, 1, True, 8000)
    assert made.better
    words = " ".join(text.zh for text in proposal_words(why, why.proposal(0, 0)))
    assert "增加 80.00 分" in words
    assert "干部2" in words


def test_a_pinned_pair_does_not_go() -> None:
    county = one_village([{}, {}], [{}], directives=[{"cadre": 0, "household": 0}])
    why = _why(county, links=[(0, 0)], pairs=[(0, 0)])
    assert why.pair(0, 0).match.pinned is not None
    proposal = why.proposal(1, 0)
    assert proposal.objections == ()
    assert proposal.exchange is None
    assert not proposal.allowed
    assert "指定" in " ".join(text.zh for text in proposal_words(why, proposal))


def test_off_focus_nobody_is_paired() -> None:
    why = _why(one_village([{}], [{"focus": False}]), links=[(0, 0)])
    proposal = why.proposal(0, 0)
    assert [o.rule for o in proposal.objections] == ["demand"]
    assert proposal.match is None
    assert why.missing(0).missing == 0


def test_why_a_household_has_nobody() -> None:
    # Of five: one exempt, one kin, one whose unit is not linked, one full; the fifth has a place left.
    county = tiny(
        units=[{}, {}],
        villages=[{}, {}],
        cadres=[{"exempt_reason": "病假"}, {}, {"unit": 1}, {}, {"level": 2}],
        households=[{}, {}, {"village": 1}],
        kinship=[{"cadre": 1, "household": 0}],
    )
    plan = {"links": [(0, 0), (1, 1)], "pairs": [(3, 1), (2, 2)]}
    why = _why(county, **plan)
    missing = why.missing(0)
    assert missing.missing == 1
    assert missing.kept_away == {"exempt": 1, "kinship": 1, "scope": 1, "quotas": 1}
    assert missing.free == 1
    assert missing.nearest is not None
    assert missing.nearest.cadre == 4
    assert missing.nearest.exchange is not None
    # One tier-1 gap less, one idle cadre less, and level 2 on tier 1 with the same town: 20 + 40 + 10.
    assert (missing.nearest.exchange.shortage, missing.nearest.exchange.idle) == (-1, -1)
    assert missing.nearest.exchange.points == 7000
    assert "1 名" in " ".join(text.zh for text in missing_words(why, missing))


def test_a_pair_that_is_not_there_is_not_explained() -> None:
    why = _why(one_village([{}, {}], [{}]), links=[(0, 0)], pairs=[(0, 0)])
    with pytest.raises(KeyError):
        why.pair(1, 0)
    with pytest.raises(KeyError):
        why.proposal(0, 0)


@st.composite
def _worlds(draw: st.DrawFn) -> tuple[County, Rules, dict[str, Any], list[tuple[int, int]]]:
    """A small county, rules, a plan that keeps quotas, demands and scope, and some pairs to ask about."""
    cadres = [
        {
            "unit": draw(st.integers(0, 1)),
            "level": draw(st.integers(1, 3)),
            "skills": draw(st.sampled_from([(), ("法律",), ("养殖",), ("矛盾调解", "养殖")])),
            "native_village": draw(st.integers(-1, 1)),
            "exempt_reason": draw(st.sampled_from([None, None, None, "病假"])),
        }
        for _ in range(draw(st.integers(2, 5)))
    ]
    households = [
        {
            "village": draw(st.integers(0, 1)),
            "tier": float(draw(st.integers(1, 3))),
            "needs": draw(st.sampled_from([(), LAW, ("养殖技术", "法律援助")])),
            "demand": draw(st.integers(1, 2)),
        }
        for _ in range(draw(st.integers(1, 5)))
    ]
    all_pairs = [(c, h) for c in range(len(cadres)) for h in range(len(households))]
    some = st.lists(st.sampled_from(all_pairs), unique=True, max_size=3)
    county = tiny(
        units=[{}, {"town": "远乡"}],
        villages=[{}, {"town": "远乡"}],
        cadres=cadres,
        households=households,
        kinship=[{"cadre": c, "household": h} for c, h in draw(some)],
        directives=[{"kind": "ban", "cadre": c, "household": h} for c, h in draw(some)],
        previous_pairs=[{"cadre": c, "household": h} for c, h in draw(some)],
    )
    rules = Rules(
        rank_order=draw(st.sampled_from(["soft", "strict"])),
        kinship=draw(st.sampled_from(["avoid", "prefer", "ignore"])),
        native_village=draw(st.sampled_from(["avoid", "prefer", "ignore"])),
    )
    links = draw(st.lists(st.sampled_from([(0, 0), (0, 1), (1, 0), (1, 1)]), unique=True))
    leaders = [
        (c, draw(st.integers(0, 1)))
        for c, cadre in enumerate(cadres)
        if cadre["level"] == 3 and not cadre["exempt_reason"]
    ]
    plan: dict[str, Any] = {"links": links, "leaders": leaders, "pairs": []}
    now = _why(county, rules, **plan).now
    for cadre, household in draw(st.permutations(all_pairs)):
        served = [c for c, h in plan["pairs"] if h == household]
        held = [h for c, h in plan["pairs"] if c == cadre]
        room = len(served) < households[household]["demand"] and len(held) < now.allowed.most[cadre]
        if room and now.first(household)[cadre] < 0:
            plan["pairs"].append((cadre, household))
    picked = draw(st.lists(st.sampled_from(all_pairs), unique=True, min_size=1, max_size=4))
    return county, rules, plan, picked


# No shrinking: it would build counties for minutes.
@settings(max_examples=25, derandomize=True, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(_worlds())
def test_exchanges_change_what_the_recount_says(world: Any) -> None:
    """A pair by hand is refused by rules that the recount finds broken, or its figures are the recount's difference."""
    county, rules, plan, picked = world
    codes, why = load_codes(), _why(county, rules, **plan)
    before = recount(county, rules, codes, plan_of(county, rules, **plan))
    laws = {v.rule for v in before.violations}
    for cadre, household in picked:
        first = why.now.first(household)
        told = [o.rule for o in why.now.objections(cadre, household)]
        assert (told[0] if told else None) == (None if first[cadre] < 0 else OBJECTIONS[first[cadre]])
        assert set(told) <= set(LAWS)
        if (cadre, household) in plan["pairs"]:
            match = why.pair(cadre, household).match
            assert sum(match.terms.values()) == match.points
            continue
        proposal = why.proposal(cadre, household)
        after = [*plan["pairs"], (cadre, household)]
        if proposal.exchange is not None:
            made = proposal.exchange
            after = [p for p in after if p not in ((made.leaves, household), (cadre, made.gives_up))]
            after += [(made.leaves, made.gives_up)] if made.takes_over else []
        counted = recount(county, rules, codes, plan_of(county, rules, **{**plan, "pairs": after}))
        broken = {v.rule for v in counted.violations} - laws
        if proposal.exchange is None:
            assert proposal.objections
            assert {o.rule for o in proposal.objections} <= broken
        else:
            assert broken == set()
            assert (
                counted.shortage - before.shortage,
                counted.idle - before.idle,
                counted.points - before.points,
            ) == (proposal.exchange.shortage, proposal.exchange.idle, proposal.exchange.points)


def test_terms_add_up_for_many_pairs_at_once() -> None:
    county = one_village(
        [{"skills": ("矛盾调解",)}, {"level": 3}, {"level": 2, "native_village": 0}],
        [{"needs": ("法律援助", "养殖技术")}, {"tier": 3.0}],
    )
    rules = Rules(native_village="prefer", kinship="prefer", rank_weight=33, skill_weight=7)
    values = _why(county, rules).now.values
    cadre, household = np.repeat(np.arange(3), 2), np.tile(np.arange(2), 3)
    terms = values.terms(cadre, household)
    assert set(terms) == {
        "rank_weight",
        "skill_weight",
        "near_weight",
        "kept_weight",
        "kin_weight",
        "native_weight",
    }
    assert (sum(terms.values()) == values.pairs(cadre, household).points).all()
