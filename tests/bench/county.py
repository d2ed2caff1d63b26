"""Speed and memory of every step at county size, each a process of its own: `make bench` (never part of the tests)."""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

from pairing.documents.export import DOCUMENTS
from tests.bench.page import table, write_section
from tests.bench.printed import ALL, CARDS, PAPERS

_COMPILE = """
import json, sys, time
from pathlib import Path
from pairing.codes import load_codes
from pairing.compile import compile_county
from pairing.planner import load_county
from pairing.rules import Rules
county = load_county(Path(sys.argv[1])).county
times = []
for _ in range(5):
    began = time.perf_counter()
    compile_county(county, Rules(), load_codes())
    times.append(time.perf_counter() - began)
print(json.dumps(sorted(times)[2]))
"""

# Loads once, then asks for the reasons of pairs spread over the plan, for as many pairs by hand, and what becomes of the
# rest after each; last for the reason column of the whole plan.
_WHY = """
import json, sys, time
from pathlib import Path
from pairing.codes import load_codes
from pairing.plan_files import read_plan
from pairing.planner import load_county
from pairing.rules import Rules
from pairing.pair_words import reasons
from pairing.why import Why
from pairing.why_words import proposal_words, rearranged_words, reason_words
county, plan = load_county(Path(sys.argv[1])).county, read_plan(Path(sys.argv[2]))
why = Why.of(county, Rules(), load_codes(), plan)
pairs = list(zip(why.now.pair_cadre.tolist(), why.now.pair_household.tolist()))
step = max(1, len(pairs) // 100)
times, after = [], []
for (cadre, household), (other, _) in zip(pairs[::step], pairs[1::step]):
    began = time.perf_counter()
    reason_words(why, why.pair(cadre, household))
    if other not in why.now.cadres_of(household):
        proposal_words(why, why.proposal(other, household))
    times.append(time.perf_counter() - began)
    if other not in why.now.cadres_of(household):
        began = time.perf_counter()
        made = why.rearranged(why.proposal(other, household))
        if made is not None:
            rearranged_words(why, made)
        after.append(time.perf_counter() - began)
began = time.perf_counter()
reasons(county, why.now.codes, why.now.values, why.now.orders, why.now.pair_cadre, why.now.pair_household)
whole = time.perf_counter() - began
print(json.dumps([sorted(times)[len(times) // 2], max(times), sorted(after)[len(after) // 2], max(after), whole]))
"""

_EQUITY = """
import json, sys, time
from pathlib import Path
from pairing.codes import load_codes
from pairing.equity import equity
from pairing.plan_files import read_plan
from pairing.planner import load_county
from pairing.rules import Rules
county, plan = load_county(Path(sys.argv[1])).county, read_plan(Path(sys.argv[2]))
began = time.perf_counter()
equity(county, Rules(), load_codes(), plan)
print(json.dumps(time.perf_counter() - began))
"""


# Fifty cadres of the plan are exempt now; all else is as it was.
_REPLAN = """
import json, sys, time
from dataclasses import replace
from pathlib import Path
import numpy as np
from pairing.plan_files import read_plan
from pairing.planner import SolveLimits, load_county, solve_county
from pairing.rules import Rules
county, plan = load_county(Path(sys.argv[1])).county, read_plan(Path(sys.argv[2]))
paired = np.unique(plan.pairs["cadre_id"].to_numpy(str))
gone = set(np.random.default_rng(1).choice(paired, 50, replace=False).tolist())
reason = county.cadres["exempt_reason"].where(~county.cadres["cadre_id"].isin(gone), "调离")
left = replace(county, cadres=county.cadres.assign(exempt_reason=reason))
most = int(sys.argv[4]) if len(sys.argv) > 4 else None
began = time.perf_counter()
after = solve_county(left, Rules(), SolveLimits(seconds=float(sys.argv[3])), previous=plan, max_changes=most)
seconds, goals = time.perf_counter() - began, after.summary.goals
print(json.dumps([seconds, after.summary.changes, after.summary.gap, goals[0].value, goals[1].value]))
"""

_LISTS = """
import json, sys, time
from pathlib import Path
from pairing.documents.export import DOCUMENTS
from pairing.documents.facts import facts_of
from pairing.documents.masking import Audience, Mask
from pairing.plan_files import read_plan
from pairing.planner import load_county
from pairing.rules import Rules
from tests.bench.printed import Asked
facts = facts_of(load_county(Path(sys.argv[1])).county, read_plan(Path(sys.argv[2])), Rules())
taken = {}
for name in sys.argv[4:]:
    asked = Asked()
    began = time.perf_counter()
    DOCUMENTS[name].write(facts, Mask(Audience.INTERNAL), Path(sys.argv[3]), asked.hear)
    asked.is_set()
    taken[name] = time.perf_counter() - began, asked.longest
print(json.dumps(taken))
"""

LISTS = tuple(name for name in DOCUMENTS if name not in PAPERS)
"""Documents that are not printed papers: workbooks and Word files."""
_SHORT = "readiness, shortages and repairs"


@dataclass(frozen=True)
class Run:
    """One finished process: wall seconds, peak memory of its whole tree in megabytes, exit code, output."""

    seconds: float
    peak: float
    code: int
    output: str


def run(call: list[str]) -> Run:
    """Run a command and watch the memory of it and its children."""
    began = time.perf_counter()
    process = psutil.Popen(call, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    peak = [0.0]
    over = threading.Event()

    def watch() -> None:
        while not over.wait(0.05):
            peak[0] = max(peak[0], tree_memory(process))

    watcher = threading.Thread(target=watch)
    watcher.start()
    output, _ = process.communicate()
    over.set()
    watcher.join()
    return Run(time.perf_counter() - began, peak[0] / 2**20, process.returncode, output)


def tree_memory(process: psutil.Process) -> float:
    """Bytes a process and its children hold now; 0 where it has just ended."""
    total = 0
    try:
        for member in (process, *process.children(recursive=True)):
            total += member.memory_info().rss
    except psutil.Error:
        pass  # it has just ended
    return total


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--size", default="county")
    parser.add_argument("--time-limit", type=float, default=60.0)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    pairing = [sys.executable, "-m", "pairing.cli", "--lang", "en"]
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder)
        lists, plan, papers = (str(base / name) for name in ("lists", "plan", "papers"))
        steps = {
            "write the sample": [*pairing, "sample", lists, "--size", options.size],
            "import and check the workbook": [*pairing, "check-data", lists],
            "compile (median of 5, in one process)": [sys.executable, "-c", _COMPILE, lists],
            "solve": [
                *pairing,
                "solve",
                lists,
                "--out",
                plan,
                "--time-limit",
                str(options.time_limit),
                "--json",
            ],
            "recount": [*pairing, "check", lists, plan],
            "reasons of 100 pairs and of 100 by hand": [sys.executable, "-c", _WHY, lists, plan],
            _SHORT: [sys.executable, "-m", "tests.bench.short_county", lists, plan],
            "equity": [sys.executable, "-c", _EQUITY, lists, plan],
            "re-plan after 50 leavers": [sys.executable, "-c", _REPLAN, lists, plan, "13"],
            "re-plan after 50 leavers, at most 100 changes": [
                sys.executable,
                "-c",
                _REPLAN,
                lists,
                plan,
                "60",
                "100",
            ],
            "export: rosters and lists for the office": [
                *pairing,
                "export",
                lists,
                plan,
                "--out",
                papers,
                "--internal",
                "--only",
                ",".join(LISTS),
            ],
            "rosters and lists one by one": [sys.executable, "-c", _LISTS, lists, plan, papers, *LISTS],
            **{
                f"print {name}": [sys.executable, "-m", "tests.bench.printed", lists, plan, name]
                for name in PAPERS
            },
            "print all public papers in one order": [
                sys.executable,
                "-m",
                "tests.bench.printed",
                lists,
                plan,
                ALL,
            ],
        }
        rows = []
        for name, call in steps.items():
            once = name in ("solve", _SHORT) or "re-plan" in name or name.startswith("print")
            runs = [run(call) for _ in range(1 if once else options.runs)]
            seconds = statistics.median(r.seconds for r in runs)
            note = "" if all(r.code == 0 for r in runs) else f"exit {runs[-1].code}"
            if name.startswith("compile") and not note:
                note = f"of these {float(runs[-1].output):.2f} s are the compile"
            if name.startswith("reasons") and not note:
                median, worst, after, longest, whole = json.loads(runs[-1].output)
                note = (
                    f"a pair and one by hand: {median:.3f} s, at most {worst:.3f} s; the rest re-arranged: {after:.2f} s, "
                    f"at most {longest:.2f} s; the reason column of all pairs: {whole:.2f} s"
                )
            if name == "equity" and not note:
                note = f"of these {float(runs[-1].output):.2f} s are the count"
            if name == _SHORT and not note:
                note = _short_note(json.loads(runs[-1].output))
            if name.startswith("re-plan") and not note:
                taken, changes, gap, missing, idle = json.loads(runs[-1].output)
                note = f"of these {taken:.1f} s from the lists to the plan; {changes} changes, gap {100 * gap:.2f} %, "
                note += f"missing {missing}, idle {idle}"
            if name.startswith("rosters") and not note:
                taken = json.loads(runs[-1].output)
                note = ", ".join(f"{paper} {seconds:.1f} s" for paper, (seconds, _) in taken.items())
                note += f"; never silent for more than {max(silent for _, silent in taken.values()):.1f} s"
            if name.startswith("print") and not note:
                taken, files, pages, beyond, silent = json.loads(runs[-1].output)
                note = f"{pages} pages in {files} files: {taken:.1f} s, {beyond:.0f} MB beyond the county, "
                note += f"never silent for more than {silent:.1f} s"
                note += f"; for {CARDS} households" if name[-3:] in ("连心卡", "联系牌") else ""
            if name == "solve" and not note:
                note = _solve_note(json.loads(runs[-1].output))
            rows.append([name, f"{seconds:.1f}", f"{max(r.peak for r in runs):.0f}", note])
            print(rows[-1], flush=True)
    body = table(["step (whole process)", "seconds", "peak MB", "note"], rows)
    write_section(f"Every step, {options.size}", f"make bench ARGS='--size {options.size}'", body)


def _short_note(found: dict) -> str:
    return (
        f"readiness {found['readiness']:.2f} s, shortages {found['shortages']:.2f} s ({found['missing']} pairs missing), "
        f"{found['priced']} repairs priced in {found['repairs']:.1f} s, closing {found['closing']}"
    )


def _solve_note(summary: dict) -> str:
    goals = {goal["name"]: goal for goal in summary["goals"]}
    coverage = summary["coverage"]
    return (
        f"{summary['status']}, points {goals['points']['value'] / 100:,.1f}, bound "
        f"{(goals['points']['bound'] or 0) / 100:,.1f}, gap {100 * (summary['gap'] or 0):.2f} %, pairs "
        f"{coverage['focus_paired']}/{coverage['focus_demand']}, cadres {coverage['cadres_covered']}/"
        f"{coverage['cadres_eligible']}, households {coverage['households_covered']}/{coverage['households_total']}"
    )


if __name__ == "__main__":
    main()
