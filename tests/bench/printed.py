"""Seconds, pages, memory and longest silence of printed papers at county size: `python -m tests.bench.printed LISTS PLAN 连心卡`.

公示版 in place of a paper's name: all public papers in one order.
"""

from __future__ import annotations

import json
import sys
import tempfile
import threading
import time
from dataclasses import replace
from pathlib import Path

import psutil
import pypdfium2

from pairing.documents.export import DOCUMENTS, export_plan
from pairing.documents.facts import facts_of
from pairing.documents.masking import Audience, Mask
from pairing.plan_files import read_plan
from pairing.planner import load_county
from pairing.rules import Rules

# Cards are measured for as many households; the other papers for the whole county.
CARDS = 2000
PAPERS = ("连心卡", "联系牌", "村级公示栏", "干部任务清单", "领导一页纸")
ALL = Audience.PUBLIC.value


class Asked(threading.Event):
    """A wish to stop that never comes: notes how long nobody ever asked for it, which is how long a stop may wait."""

    def __init__(self) -> None:
        super().__init__()
        self.longest, self._last = 0.0, time.perf_counter()

    def is_set(self) -> bool:
        now = time.perf_counter()
        self.longest, self._last = max(self.longest, now - self._last), now
        return super().is_set()

    def hear(self, share: float) -> None:
        """As a document's watch."""
        self.is_set()


def main() -> None:
    lists, folder, name = sys.argv[1:]
    plan = read_plan(Path(folder))
    if name in ("连心卡", "联系牌"):
        plan = replace(plan, pairs=plan.pairs.iloc[:CARDS])
    facts = facts_of(load_county(Path(lists)).county, plan, Rules())
    process = psutil.Process()
    before = peak = process.memory_info().rss
    over = threading.Event()

    def watch() -> None:
        nonlocal peak
        while not over.wait(0.05):
            peak = max(peak, process.memory_info().rss)

    watcher = threading.Thread(target=watch)
    watcher.start()
    with tempfile.TemporaryDirectory() as out:
        asked = Asked()
        began = time.perf_counter()
        if name == ALL:
            written = export_plan(facts, Path(out), cancel=asked)
        else:
            document = DOCUMENTS[name]
            written = document.write(facts, Mask(document.audiences[-1]), Path(out), asked.hear)
        seconds = time.perf_counter() - began
        asked.is_set()
        over.set()
        watcher.join()
        pages = sum(len(pypdfium2.PdfDocument(path)) for path in written if path.suffix == ".pdf")
    print(json.dumps([seconds, len(written), pages, (peak - before) / 2**20, asked.longest]))


if __name__ == "__main__":
    main()
