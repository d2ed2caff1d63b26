"""The small county of printed papers, laid out once for all their tests."""

from __future__ import annotations

import pytest

from pairing.county import County
from pairing.documents.facts import Facts, facts_of
from pairing.plan import Plan
from tests.pairing.printed import sample


@pytest.fixture(scope="session")
def lists() -> tuple[County, Plan]:
    return sample()


@pytest.fixture(scope="session")
def facts(lists: tuple[County, Plan]) -> Facts:
    return facts_of(*lists)
