"""A county leader's village changed by hand: who may take it, what goes over, what the next solve keeps."""

from __future__ import annotations

import pytest

from pairing.by_hand.draft import Draft, draft_of
from pairing.by_hand.lead_offers import leaders_for, priced_ways
from pairing.by_hand.steps import Assign, Drop, Lead, LeadLock, Lock, Step
from pairing.codes import load_codes
from pairing.errors import CallError
from pairing.plan import Plan
from pairing.planner import SolveLimits, solve_county
from pairing.rules import Rules
from pairing.why import Why
from tests.pairing.drafts import drafted, stands
from tests.pairing.tiny import tiny


def _leads(plan: Plan) -> list[list[str]]:
    """[cadre_id, village_code] of the leader links."""
    links = plan.links[plan.links["kind"] == "leader"]
    return links[["cadre_id", "village_code"]].to_numpy().tolist()


def _two_leaders(rules: Rules | None = None, **tables: object) -> Draft:
    """Two leaders, G1 for village 1 and G2 for village 2, each with a household there; nobody leads village 3. The unit's
    clerk G3 is the contact of one more household in each."""
    county = tiny(
        units=[{}],
        villages=[{}, {}, {}],
        cadres=[{"level": 3}, {"level": 3}, {}],
        households=[{}, {"village": 1}, {"focus": False}, {"village": 1, "focus": False}, {"village": 2, "focus": False}],
        **tables,  # type: ignore[arg-type]
    )  # fmt: skip
    return drafted(
        county,
        rules,
        links=[(0, 0), (0, 1), (0, 2)],
        leaders=[(0, 0), (1, 1)],
        pairs=[(0, 0), (1, 1)],
        contacts=[(2, 2), (2, 3), (2, 4)],
    )


def _rules(draft: Draft, step: Step) -> list[str]:
    return [objection.rule for objection in draft.judge(step).refused]


def test_leaders_change_villages_and_their_households_go_over() -> None:
    draft = _two_leaders()
    step = Lead("G2", "V1", instead_of="G1", leaves="V2", why="分工调整")
    verdict = draft.judge(step)
    assert (verdict.shortage, verdict.idle, verdict.points) == (0, 0, 0)
    assert [words.zh for words in verdict.warnings] == [
        "户主1由干部1交给干部2联系",
        "户主2由干部2交给干部1联系",
    ]
    changed = draft.make(step, who="李四（合成）")
    plan = stands(changed)
    assert _leads(plan) == [["G2", "V1"], ["G1", "V2"]]
    assert plan.pairs[["household_id", "cadre_id"]].to_numpy().tolist() == [["H1", "G2"], ["H2", "G1"]]
    why = Why.of(changed.now.now.county, Rules(), load_codes(), plan)
    assert why.pair(1, 0).match.points == why.pair(0, 1).match.points
    assert "scope" in {objection.rule for objection in why.proposal(0, 0).objections}
    again = changed.county_to_solve()
    assert again.directives[["kind", "cadre", "village", "who", "why"]].to_numpy().tolist() == [
        [kind, cadre, village, "李四（合成）", "分工调整"]
        for kind, cadre, village in (("pin", 0, 1), ("pin", 1, 0), ("ban", 0, 0), ("ban", 1, 1))
    ]
    assert {("G2", "V1"), ("G1", "V2")} <= {
        (c, v) for c, v in _leads(solve_county(again, Rules(), SolveLimits(seconds=5, workers=1)))
    }


def test_a_village_taken_from_its_leader_ends_the_pairs_and_others_take_the_households() -> None:
    draft = _two_leaders(Rules(leader_villages_min=0))
    verdict = draft.judge(Lead("G1", "V1", on=False))
    assert [words.zh for words in verdict.warnings] == [
        "城关镇村1没有县级领导联系了", "干部1不再联系户主1", "1 户改由别的干部包组联户", "户主1还缺 1 名责任人",
        "干部1不再有联系户",
    ]  # fmt: skip
    taken = draft.make(Lead("G1", "V1", on=False))
    plan = stands(taken)
    assert _leads(plan) == [["G2", "V2"]]
    assert plan.contacts.set_index("household_id")["cadre_id"]["H1"] == "G2"
    assert _rules(taken, Assign("H1", "G1")) == ["scope"]
    back = taken.make(Lead("G1", "V1"))
    assert back.judge(Assign("H1", "G1")).allowed
    assert back.county_to_solve().directives.empty


def test_hard_rules_of_leaders_refuse_by_their_name() -> None:
    draft = _two_leaders()
    assert _rules(draft, Lead("G1", "V1", on=False)) == ["leader_villages_min"]
    assert _rules(draft, Lead("G2", "V1")) == ["leaders_per_village"]
    assert _rules(draft, Lead("G2", "V1", instead_of="G1")) == ["leader_villages_min"]
    assert _rules(draft, Lead("G1", "V1")) == ["once"]
    assert _rules(draft, Lead("G3", "V3")) == ["leader_villages_max"]
    full = draft.make(Lead("G1", "V3"))
    assert _rules(full, Lead("G1", "V2", instead_of="G2")) == ["leader_villages_max", "leader_villages_min"]
    ordered = _two_leaders(
        directives=[{"kind": "pin", "cadre": 0, "village": 0}, {"kind": "ban", "cadre": 1, "village": 0}]
    )
    assert _rules(ordered, Lead("G2", "V1", instead_of="G1", leaves="V2")) == ["pin", "ban"]
    with pytest.raises(CallError, match="村3"):
        draft.judge(Lead("G1", "V3", on=False))


def test_a_locked_leader_stays_by_hand_in_the_plan_and_when_solved_anew() -> None:
    swap = Lead("G2", "V1", instead_of="G1", leaves="V2")
    locked = _two_leaders().make(LeadLock("G1", "V1", why="已公布"), who="李四（合成）")
    assert _rules(locked, swap) == ["locked"]
    plan = stands(locked)
    bound = plan.links[plan.links["locked"]]
    assert bound[["cadre_id", "village_code"]].to_numpy().tolist() == [["G1", "V1"]]
    again = locked.county_to_solve()
    assert again.directives[["kind", "cadre", "village", "who", "why"]].to_numpy().tolist() == [
        ["pin", 0, 0, "李四（合成）", "已公布"]
    ]
    assert ["G1", "V1"] in _leads(solve_county(again, Rules(), SolveLimits(seconds=5, workers=1)))
    # A saved plan keeps its lock in the next draft, where it is let go.
    later = draft_of(locked.now.now.county, Rules(), load_codes(), plan)
    assert _rules(later, swap) == ["locked"]
    free = later.make(LeadLock("G1", "V1", on=False))
    assert not free.to_plan().links["locked"].any()
    assert free.judge(swap).allowed
    # A pair that is locked holds the village of its leader.
    held = _two_leaders().make(Lock((("H1", "G1"),)))
    assert _rules(held, swap) == ["locked"]


def test_a_household_that_the_new_leader_may_not_have_is_left_and_told() -> None:
    draft = _two_leaders(kinship=[{"cadre": 1, "household": 0}])
    changed = draft.make(Lead("G2", "V1", instead_of="G1", leaves="V2"))
    plan = stands(changed)
    assert plan.pairs[["household_id", "cadre_id"]].to_numpy().tolist() == [["H2", "G1"]]
    assert plan.contacts.set_index("household_id")["cadre_id"]["H1"] == "G3"


def test_leaders_on_offer_are_ranked_with_load_way_and_price() -> None:
    draft = _two_leaders()
    found = leaders_for(draft.now, 2)
    assert (found.cadre.tolist(), found.leads.tolist()) == ([0, 1], [1, 1])
    assert [step.leaves for step in found.step] == [None, None]
    (led,) = leaders_for(draft.now, 0).step
    assert (led.cadre, led.instead_of, led.leaves) == ("G2", "G1", "V2")
    ways = priced_ways(draft.now, 1, 0)
    assert [(step.leaves, verdict.allowed) for step, verdict in ways] == [("V2", True), (None, False)]
    pinned = _two_leaders(directives=[{"kind": "pin", "cadre": 0, "village": 0}])
    (verdict,) = leaders_for(pinned.now, 0).verdict
    assert verdict.refused[0].rule == "pin"


def test_nobody_becomes_the_contact_of_too_many_when_a_first_cadre_leaves() -> None:
    """Whoever came second became the household's contact, however many households there were already."""
    county = tiny(
        units=[{}], villages=[{}], cadres=[{}, {}], households=[{"demand": 2}, {"focus": False}],
    )  # fmt: skip
    draft = drafted(
        county,
        Rules(contact_max_level1=1),
        links=[(0, 0)],
        pairs=[(0, 0), (1, 0)],
        contacts=[(1, 1)],
    )
    assert _rules(draft, Drop("H1", "G1")) == ["contact_max"]
    assert draft.judge(Drop("H1", "G2")).allowed
