"""What cannot be kept on 调整 is said, and the draft stays as it is."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from pairing.by_hand.steps import Assign, Done
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
