"""The title that each page bears, by its name in the address."""

from __future__ import annotations

from typing import Final

from ui.compare_words import Compare
from ui.hand_words import Hand
from ui.order_words import Order
from ui.paper_words import Export
from ui.record_words import Record
from ui.words import Data, Gaps, Home, Overview, Rule, Solve

TITLES: Final = {
    "home": Home.title, "data": Data.title, "rules": Rule.title, "orders": Order.title, "solve": Solve.title,
    "overview": Overview.title, "gaps": Gaps.title, "adjust": Hand.title, "compare": Compare.title,
    "export": Export.title, "record": Record.title,
}  # fmt: skip
