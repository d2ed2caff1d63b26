"""What a solve looks like in a terminal: a moving bar on a screen, plain lines in a log."""

from __future__ import annotations

import signal
import sys
import threading
import time
from typing import TYPE_CHECKING, Final

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from pairing.phases import PHASES
from pairing.text import Text

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from pairing import planner
    from pairing.plan import CoverageCounts, Summary
    from pairing.text import Lang

_PLAIN_EVERY: Final = 5.0
_STOPPING: Final = Text("正在停止，保留目前最好的方案……", "Stopping with the best plan so far…")


def points_words(hundredths: int) -> str:
    """Points as an organizer reads them: 442,937.50 hundredths are shown with one decimal."""
    return f"{hundredths / 100:,.1f}"


def gap_words(gap: float | None) -> Text:
    """How far a plan is from the best possible, in words."""
    if gap is None:
        return Text("离最优还差多少尚不清楚", "distance to the best not known yet")
    if gap <= 0:
        return Text("已证明最优", "proved the best")
    return Text(f"离最优最多差 {100 * gap:.2f}%", f"at most {100 * gap:.2f}% from the best")


def standing(progress: planner.Progress) -> Text:
    """Where a solve stands, in one line."""
    if not progress.goals:
        return Text("还没有方案", "no plan yet")
    shortage, idle, points = progress.goals
    return Text(
        "缺口分量 {s}，未参与干部 {i}，得分 {p}，{g}", "shortage {s}, idle cadres {i}, points {p}, {g}"
    ).fill(s=shortage.value, i=idle.value, p=points_words(points.value), g=gap_words(progress.gap))


def coverage_words(counts: CoverageCounts) -> Text:
    """Both full coverages in one line."""
    return Text(
        "干部参与全覆盖 {a}/{b}（免派 {e} 人）；群众联系全覆盖 {c}/{d}；重点户结对 {f}/{g}。",
        "Cadre coverage {a}/{b} ({e} exempt); household coverage {c}/{d}; focus pairs {f}/{g}.",
    ).fill(
        a=counts.cadres_covered,
        b=counts.cadres_eligible,
        e=counts.cadres_exempt,
        c=counts.households_covered,
        d=counts.households_total,
        f=counts.focus_paired,
        g=counts.focus_demand,
    )


def summary_words(summary: Summary) -> Text:
    """Points, gap, changes against the previous plan and seconds, in one line."""
    changed = Text("", "")
    if summary.changes is not None:
        changed = Text("比原方案改动 {n} 处，", "{n} changes against the previous plan, ").fill(
            n=summary.changes
        )
    return Text("得分 {p}，{g}；{c}用时 {s} 秒。", "Points {p}, {g}; {c}{s} seconds.").fill(
        p=points_words(summary.goals[2].value),
        g=gap_words(summary.gap),
        c=changed,
        s=f"{summary.seconds:.0f}",
    )


def cancel_on_interrupt(lang: Lang) -> threading.Event:
    """Ctrl-C asks the solve to stop with its best plan; a second one ends the program at once."""
    cancel = threading.Event()

    def ask(*_: object) -> None:
        cancel.set()
        signal.signal(signal.SIGINT, signal.default_int_handler)
        print(_STOPPING.show(lang), file=sys.stderr)

    signal.signal(signal.SIGINT, ask)
    return cancel


class Meter:
    """Shows a solve on stderr; a watch for :func:`pairing.planner.solve_county` and a context manager."""

    def __init__(self, seconds: float, lang: Lang) -> None:
        self._lang = lang
        self._seconds = seconds
        self._said = 0.0
        self._began = time.monotonic()
        self._bar: Progress | None = None
        if sys.stderr.isatty():
            self._bar = Progress(
                TextColumn("{task.description}"),
                BarColumn(bar_width=24),
                TimeElapsedColumn(),
                TextColumn("{task.fields[note]}"),
                console=Console(stderr=True),
                transient=True,
            )
            self._task = self._bar.add_task("", total=seconds, note="")

    def __enter__(self) -> Self:
        if self._bar:
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar:
            self._bar.stop()

    def phase(self, name: str) -> None:
        words = PHASES[name].show(self._lang)
        if self._bar:
            self._bar.update(self._task, description=words, completed=time.monotonic() - self._began)
        else:
            print(words, file=sys.stderr, flush=True)

    def progress(self, progress: planner.Progress) -> None:
        note = standing(progress).show(self._lang)
        if self._bar:
            self._bar.update(self._task, completed=min(progress.seconds, self._seconds), note=note)
        elif progress.seconds - self._said >= _PLAIN_EVERY:
            self._said = progress.seconds
            print(f"{progress.seconds:6.1f}s  {note}", file=sys.stderr, flush=True)
