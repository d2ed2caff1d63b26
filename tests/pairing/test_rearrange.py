"""A pair put in by hand and the others moved after it: chains by hand, and every figure recounted."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pairing.check import recount
from pairing.codes import load_codes
from pairing.county import County
from pairing.rearrange import Step
from pairing.rules import Rules
from pairing.why import Why
from pairing.why_words import rearranged_words
from tests.pairing.plans import plan_of
from tests.pairing.tiny import one_village, tiny

CODES = load_codes()
LAW = ("法律援助",)
Pairs = list[tuple[int, int]]


def _why(county: County, rules: Rules, pairs: Pairs, links: Pairs) -> Why:
    return Why.of(county, rules, CODES, plan_of(county, rules, links=links, pairs=pairs))


def test_a_chain_of_three_is_found_where_two_cannot_change_places() -> None:
    # The cadre in mind has household 1; whoever has household 0 is kin of household 1 and may not take it in return:
    # a third one, who has household 2, takes it, and household 2 goes to the one who had household 0.
    county = one_village([{}, {}, {}], [{}, {}, {}], kinship=[{"cadre": 0, "household": 1}])
    why = _why(county, Rules(), [(0, 0), (1, 1), (2, 2)], [(0, 0)])
    proposal = why.proposal(1, 0)
    assert proposal.exchange is not None
    assert proposal.exchange.shortage > 0  # one household would lose its cadre
    made = why.rearranged(proposal)
    assert made is not None
    assert made.steps == (Step(1, 1, 0), Step(0, 0, 2), Step(2, 2, 1))
    assert (made.shortage, made.idle, made.points) == (0, 0, 0)
    (said,) = rearranged_words(why, made)
    assert "联村不变" in said.zh
    assert "links kept" in said.en


def test_who_is_left_without_a_household_takes_over_from_one_who_has_two() -> None:
    # The section head has two households, the newcomer none: taking the third cadre's leaves that one free.
    county = one_village([{"level": 2}, {}, {}], [{}, {}, {}])
    why = _why(county, Rules(), [(0, 0), (0, 1), (1, 2)], [(0, 0)])
    made = why.rearranged(why.proposal(2, 2))
    assert made is not None
    assert made.idle == -1
    assert len(made.steps) == 3
    assert made.steps[1].cadre == 1
    assert made.steps[1].gives_up == 2


def test_who_leaves_fills_a_gap() -> None:
    # The second cadre is kin of the household that nobody has, and so no help there; the first one is.
    county = one_village([{}, {}], [{}, {}], kinship=[{"cadre": 1, "household": 1}])
    why = _why(county, Rules(), [(0, 0)], [(0, 0)])
    made = why.rearranged(why.proposal(1, 0))
    assert made is not None
    assert made.steps == (Step(1, None, 0), Step(0, 0, 1))
    assert (made.shortage, made.idle) == (-1, -1)


def test_the_household_left_over_is_the_one_that_weighs_least() -> None:
    # Three households and two cadres, the proposed one on the hardest: better the ordinary household goes without.
    county = one_village(
        [{"level": 1}, {"level": 1}],
        [{"tier": 3.0}, {"tier": 2.0}, {}],
        kinship=[{"cadre": 1, "household": 1}],
    )
    why = _why(county, Rules(), [(0, 1), (1, 2)], [(0, 0)])
    made = why.rearranged(why.proposal(0, 0))
    assert made is not None
    # tier 3 is served (4), tier 2 is not (2): its only other cadre is kin
    assert made.shortage == -2


def test_nothing_moves_where_both_have_a_place() -> None:
    county = one_village([{}], [{}])
    why = _why(county, Rules(), [], [(0, 0)])
    made = why.rearranged(why.proposal(0, 0))
    assert made is not None
    assert made.steps == (Step(0, None, 0),)
    # 40 for the level, 40 as nothing is needed, 10 near; one missing pair of an ordinary household fewer
    assert (made.shortage, made.idle, made.points) == (-1, -1, 9000)


def test_pins_stay_and_what_is_not_allowed_is_not_rearranged() -> None:
    county = one_village([{}, {}], [{}, {}], directives=[{"kind": "pin", "cadre": 0, "household": 0}])
    why = _why(county, Rules(), [(0, 0), (1, 1)], [(0, 0)])
    proposal = why.proposal(1, 0)
    assert not proposal.allowed
    assert why.rearranged(proposal) is None


@st.composite
def planned(draw: st.DrawFn) -> tuple[County, Rules, Pairs, Pairs]:
    """A county of two villages and a plan of it that keeps quotas and links but need not be good."""
    skills = st.sampled_from([(), ("法律",), ("医疗",)])
    needs = st.sampled_from([(), LAW, ("看病",)])
    cadres = draw(
        st.lists(
            st.fixed_dictionaries({"unit": st.integers(0, 1), "level": st.integers(1, 2), "skills": skills}),
            min_size=2,
            max_size=6,
        )
    )
    households = draw(
        st.lists(
            st.fixed_dictionaries(
                {"village": st.integers(0, 1), "needs": needs, "demand": st.integers(1, 2)}
            ),
            min_size=1,
            max_size=6,
        )
    )
    county = tiny(units=[{}, {}], villages=[{}, {"town": "远乡"}], cadres=cadres, households=households)
    links = [(u, v) for u in range(2) for v in range(2)]
    pairs: Pairs = []
    wish = st.tuples(st.integers(0, len(cadres) - 1), st.integers(0, len(households) - 1))
    for cadre, household in draw(st.lists(wish, unique=True, max_size=12)):
        most = 1 if cadres[cadre]["level"] == 1 else 2
        used = sum(c == cadre for c, _ in pairs)
        if used < most and sum(h == household for _, h in pairs) < households[household]["demand"]:
            pairs.append((cadre, household))
    return county, Rules(), pairs, links


@settings(max_examples=80, derandomize=True, deadline=None)
@given(
    planned(), st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=3, unique=True)
)
def test_every_figure_is_what_the_recount_says_and_no_worse_than_the_exchange(
    case: tuple[County, Rules, Pairs, Pairs], wishes: Pairs
) -> None:
    county, rules, pairs, links = case
    why = _why(county, rules, pairs, links)
    before = recount(county, rules, CODES, plan_of(county, rules, links=links, pairs=pairs))
    for cadre, household in {(c % len(county.cadres), h % len(county.households)) for c, h in wishes}:
        if (cadre, household) in pairs:
            continue
        proposal = why.proposal(cadre, household)
        made = why.rearranged(proposal)
        if made is None:
            assert not proposal.allowed
            continue
        changed = set(pairs)
        for step in made.steps:
            if step.gives_up is not None:
                changed.remove((step.cadre, step.gives_up))
            if step.takes is not None:
                changed.add((step.cadre, step.takes))
        assert (cadre, household) in changed
        after = recount(county, rules, CODES, plan_of(county, rules, links=links, pairs=sorted(changed)))
        assert {v.rule for v in after.violations} <= {v.rule for v in before.violations}
        assert (made.shortage, made.idle, made.points) == (
            after.shortage - before.shortage,
            after.idle - before.idle,
            after.points - before.points,
        )
        at_once = proposal.exchange
        assert at_once is not None
        assert (made.shortage, made.idle, -made.points) <= (
            at_once.shortage,
            at_once.idle,
            -at_once.points,
        )


@pytest.mark.parametrize("spread", [0, 10])
def test_the_cheapest_chain_wins(spread: int) -> None:
    # Household 0 wants law. Its cadre may go to household 1 or 2 through others; the one who can afford to change is
    # the one without the skill that household 1 needs.
    county = one_village(
        [{"skills": ("法律",)}, {"skills": ("法律",)}, {}],
        [{"needs": LAW}, {"needs": LAW}, {}],
    )
    rules = Rules().with_value("extra_village_cost", spread)
    why = _why(county, rules, [(0, 0), (1, 1), (2, 2)], [(0, 0)])
    made = why.rearranged(why.proposal(2, 0))
    assert made is not None
    # The other lawyer stays; the lawyer who leaves takes household 2: 40 points of skill are lost, no more.
    assert (made.shortage, made.idle, made.points) == (0, 0, -4000)
    assert made.steps == (Step(2, 2, 0), Step(0, 0, 2))
