"""The end of a page's run as the browser itself sees it, for the benchmarks of the pages."""

from __future__ import annotations

from typing import Final

from ui.compare_words import Compare
from ui.hand_words import Hand
from ui.order_words import Order
from ui.paper_words import Export
from ui.record_words import Record
from ui.words import Data, Gaps, Home, Overview, Rule, Solve

TITLES: Final = {
    name: of.title.zh
    for name, of in (
        ("home", Home), ("data", Data), ("rules", Rule), ("orders", Order), ("solve", Solve), ("overview", Overview),
        ("gaps", Gaps), ("adjust", Hand), ("compare", Compare), ("export", Export), ("record", Record),
    )
}  # fmt: skip

# Counts how often a script's run, of a page or of a part of it, has come to its end.
WATCH: Final = """() => {
    if (window.endsOfRuns !== undefined) return;
    window.endsOfRuns = 0;
    const app = document.querySelector('[data-testid="stApp"]');
    new MutationObserver(() => {
        if (app.dataset.testScriptState === 'notRunning') window.endsOfRuns++;
    }).observe(app, {attributes: true, attributeFilter: ['data-test-script-state']});
}"""
ENDS: Final = "() => window.endsOfRuns"
ENDED: Final = """held => window.endsOfRuns > held
    && document.querySelector('[data-testid="stApp"]').dataset.testScriptState === 'notRunning'"""
