"""The end of a page's run as the browser itself sees it, for the benchmarks of the pages."""

from __future__ import annotations

from typing import Final

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
