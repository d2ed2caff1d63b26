"""Every part of a solve that the program names has words for an organizer."""

from __future__ import annotations

import re
from pathlib import Path

from pairing.phases import PHASES, STEPS

HERE = Path(__file__).parents[2]


def test_every_phase_has_words() -> None:
    """The solver once told of a phase without words, and the command line ended in a KeyError."""
    told = {
        name
        for folder in ("solver", "pairing", "ui")
        for source in (HERE / folder).rglob("*.py")
        for name in re.findall(r"\bphase\(\"(\w+)\"\)", source.read_text(encoding="utf-8"))
    }
    assert {"dive", "contacts"} <= told
    assert told <= set(PHASES)


def test_every_phase_is_part_of_one_step() -> None:
    assert sorted(phase for _, parts in STEPS.values() for phase in parts) == sorted(PHASES)
