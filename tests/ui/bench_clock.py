"""The end of a page's run as the browser itself sees it, for the benchmarks of the pages."""

from __future__ import annotations

from typing import Final

# Counts how often a script's run, of a page or of a part of it, has been asked for, begun or come to its end, and the ends.
# A quick run may be over before the browser has said that it began.
WATCH: Final = """() => {
    if (window.endsOfRuns !== undefined) return;
    window.endsOfRuns = window.turnsOfRuns = 0;
    const app = document.querySelector('[data-testid="stApp"]');
    new MutationObserver(() => {
        window.turnsOfRuns++;
        if (app.dataset.testScriptState === 'notRunning') window.endsOfRuns++;
    }).observe(app, {attributes: true, attributeFilter: ['data-test-script-state']});
}"""
ENDS: Final = "() => window.endsOfRuns"
TURNS: Final = "() => window.turnsOfRuns"
HEARD: Final = "held => window.turnsOfRuns > held || document.querySelector('[role=dialog]') !== null"
ENDED: Final = """held => (window.endsOfRuns > held || document.querySelector('[role=dialog]') !== null)
    && document.querySelector('[data-testid="stApp"]').dataset.testScriptState === 'notRunning'"""
