"""The drawers: one way to open them, and their faults told within them in words."""

from __future__ import annotations

import re

import pytest
from streamlit.testing.v1 import AppTest

from pairing.errors import PairingError, StoreError
from pairing.text import Text
from tests.ui.browser import ROOT
from tests.ui.conftest import Screen
from ui.words import App


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (StoreError(Text("方案已被删除", "the plan was deleted")), App.refused.zh.format(why="方案已被删除")),
        (ValueError("户主乙"), App.fault.zh),
    ],
)
def test_a_fault_in_a_drawer_is_told_within_it(
    full: Screen,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    fault: Exception,
    said: str,
) -> None:
    """It once stood there as the name of an error, and the page behind it said a second one."""

    def fall(*_: object) -> None:
        raise fault

    monkeypatch.setattr("ui.why_drawer.household_parts", fall)
    app: AppTest = full.open("overview")
    app.session_state["1-pairs-table-clicked"] = 0
    app.run()
    assert not app.exception
    assert [box.value for box in app.error] == [said]
    assert ("in fall" in caplog.text) is not isinstance(fault, PairingError)
    assert "户主乙" not in caplog.text


def test_every_drawer_is_opened_in_the_one_way() -> None:
    opening = [
        path.name
        for path in sorted((ROOT / "ui").rglob("*.py"))
        if re.search(r"\bst\.dialog\(", path.read_text(encoding="utf-8"))
    ]
    assert opening == ["drawer.py"]
