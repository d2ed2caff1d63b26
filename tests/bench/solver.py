"""The solver's benchmark: targets, peers side by side, growth, gateless problems: `make bench-solver` (never part of the tests).

`make bench-solver ARGS='--quick'` looks in two minutes whether all of it still runs; its page is build/benchmarks.md.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.bench import gateless, growth, side_by_side, targets
from tests.bench.page import PAGE
from tests.bench.scope import Scope

SECTIONS = {"targets": targets.run, "side": side_by_side.run, "growth": growth.run, "gateless": gateless.run}
_QUICK_PAGE = PAGE.parents[1] / "build" / PAGE.name
_QUICK_CASES = ("demo", "contacts", "orlib")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--sections", default=",".join(SECTIONS), help="of these, with commas")
    parser.add_argument("--cases", default=None, help=f"of the targets: {','.join(targets.TARGETS)}")
    parser.add_argument("--seeds", type=int, default=None, help="of demo, county and re-solve (5)")
    parser.add_argument("--large-seeds", type=int, default=1, help="of the large county")
    parser.add_argument("--most", type=float, default=None, help="seconds that no single solve may exceed")
    parser.add_argument("--quick", action="store_true", help="smallest instances, one seed, 5 s; two minutes")
    parser.add_argument("--page", type=Path, default=None, help="where the sections are written")
    options = parser.parse_args()
    sections = options.sections.split(",")
    cases = (
        tuple(options.cases.split(","))
        if options.cases
        else _QUICK_CASES
        if options.quick
        else tuple(targets.TARGETS)
    )
    for asked, known in ((sections, SECTIONS), (cases, targets.TARGETS)):
        if unknown := set(asked) - set(known):
            parser.error(f"{', '.join(sorted(unknown))}: not one of {', '.join(known)}")
    words = " ".join(sys.argv[1:])
    with tempfile.TemporaryDirectory() as folder:
        scope = Scope(
            cases=cases,
            seeds=options.seeds or (1 if options.quick else 5),
            large_seeds=options.large_seeds,
            most=options.most or (5.0 if options.quick else 600.0),
            quick=options.quick,
            folder=Path(folder),
            page=options.page or (_QUICK_PAGE if options.quick else PAGE),
            command="make bench-solver" + (f" ARGS='{words}'" if words else ""),
            began=time.monotonic(),
        )
        scope.say("compiling the kernels, where they are not yet")
        subprocess.run([sys.executable, "-m", "solver.warm"], check=True)
        for name in sections:
            scope.say(f"section {name}")
            SECTIONS[name](scope)
        scope.say(f"done: {scope.page}")


if __name__ == "__main__":
    main()
