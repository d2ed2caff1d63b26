"""What cannot be kept on 调整 is said, and the draft stays as it is."""

from __future__ import annotations

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from pairing.by_hand.steps import Assign, Done, Lock
from pairing.plan import Plan
from pairing.store import Store
from tests.ui.conftest import Screen
from tests.ui.stores import spoil_plan


@pytest.fixture
def drafted(full: Screen) -> Screen:
    """The gap of the second village is closed in the draft, and nothing is kept yet."""
    with Store(full.db, "小李") as store:
        step = Done(Assign("H2", "G3", why="熟悉情况"), "小李", "2024-01-02T10:00:00+08:00")
        store.drafts.save(1, 0, (step,), (), "assign")
    return full


def pressed(drafted: Screen, key: str) -> AppTest:
    app = drafted.open("adjust")
    app.button(key=key).click().run()
    assert not app.exception
    return app


def still_there(drafted: Screen) -> bool:
    with Store(drafted.db) as store:
        draft = store.drafts.of(1)
        return draft is not None and len(draft.done) == 1 and len(store.plans()) == 1


def test_a_plan_that_the_store_refuses_costs_no_step(drafted: Screen) -> None:
    """The draft was begun anew before the plan was refused, and every step was gone."""

    def without_its_lead(plan: Plan) -> None:
        plan.links["role"] = "assist"

    spoil_plan(drafted.db, without_its_lead)
    app = pressed(drafted, "hand-save")
    assert "复核" in app.error[-1].value
    assert still_there(drafted)


def test_locks_over_older_lists_never_stand_in_the_way_of_newer_ones(drafted: Screen) -> None:
    """They became the newest lists, which then lacked what somebody else had stored meanwhile."""
    lock = Done(Lock((("H2", "G3"),), why="已熟悉"), "小李", "2024-01-02T10:01:00+08:00")
    with Store(drafted.db, "小王") as store:
        before = store.drafts.of(1)
        assert before is not None
        store.drafts.save(1, before.version, (*before.done, lock), (), "lock")
    app = drafted.open("adjust")
    with Store(drafted.db, "小王") as store:
        county = store.load_county(1)
        renamed = county.households.assign(head_name="新名")
        store.add_county(replace(county, households=renamed))
    app.button(key="hand-resolve").click().run()
    assert not app.exception
    assert "小王" in app.error[-1].value
    with Store(drafted.db) as store:
        draft = store.drafts.of(1)
        assert draft is not None
        assert len(draft.done) == 2
        assert (len(store.plans()), len(store.counties())) == (1, 2)
        assert not store.runs.live()
