"""A solve lives in a process of its own, whatever becomes of the page that asked for it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import psutil
import pytest

from pairing.errors import StoreError
from pairing.planner import SolveLimits, recount, solve_county
from pairing.records import RunRecord
from pairing.rules import Rules
from pairing.sample import make_county
from pairing.store import Store
from pairing.text import Text
from tests.pairing.stored import tiny_county
from tests.pairing.tiny import one_village
from tests.ui.fake_worker import FAKE
from tests.ui.stores import SMALL
from ui.jobs import Jobs
from ui.worker import plan_county, work


@pytest.fixture
def jobs(tmp_path: Path) -> Jobs:
    jobs = Jobs(tmp_path / "store.db", "小李", FAKE)
    with Store(jobs.db) as store:
        store.add_county(tiny_county())
        store.add_county(tiny_county("邻县"))
        store.save_rules("默认", "", "r-1")
    yield jobs
    with Store(jobs.db) as store:
        for run in reversed(store.runs.live()):
            store.runs.end(run.id, "failed", Text("测试结束", "the test is over"))
            if run.pid and psutil.pid_exists(run.pid):
                psutil.Process(run.pid).kill()


def until(jobs: Jobs, done: Callable[[RunRecord], bool], seconds: float = 30.0) -> RunRecord:
    """Look at the county's latest run until it is as wanted."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        run = jobs.latest(1)
        if run is not None and done(run):
            return run
        time.sleep(0.05)
    raise AssertionError(f"still {jobs.latest(1)}; log: {jobs.log_file(1).read_text()}")


def start(jobs: Jobs, seconds: float = 60.0, seed: int = 0) -> RunRecord:
    return jobs.start(1, 1, {"seconds": seconds, "seed": seed})


def reporting(run: RunRecord) -> bool:
    return run.progress is not None


def over(run: RunRecord) -> bool:
    return not run.live


def test_a_run_ends_with_its_plan_and_leaves_a_trace(jobs: Jobs) -> None:
    start(jobs, seconds=0.3)
    run = until(jobs, over)
    assert (run.state, run.stop_reason, run.plan) == ("done", "time", 1)
    with Store(jobs.db) as store:
        points = [p for _, p, _ in store.runs.trace(run.id)]
    assert points == sorted(points)
    assert len(points) > 1


def test_a_second_tab_or_a_restarted_server_finds_the_same_run(jobs: Jobs) -> None:
    asked = start(jobs)
    seen = until(jobs, reporting)
    other = Jobs(jobs.db, "小王", FAKE)
    assert other.latest(1).id == asked.id
    assert other.latest(1).pid == seen.pid
    # A second click on the same button is no second solve.
    with pytest.raises(StoreError, match="under way or in line already"):
        start(other)


def test_a_cancel_from_anywhere_keeps_the_best_plan(jobs: Jobs) -> None:
    start(jobs)
    until(jobs, reporting)
    Jobs(jobs.db, "小王", FAKE).cancel(1)
    run = until(jobs, over)
    assert (run.state, run.stop_reason, run.plan) == ("cancelled", "user", 1)
    assert run.cancel_asked_at <= run.cancel_seen_at <= run.ended_at


def test_a_killed_worker_is_found_and_said_in_words(jobs: Jobs) -> None:
    start(jobs)
    psutil.Process(until(jobs, reporting).pid).kill()
    run = until(jobs, over)
    assert (run.state, run.plan) == ("failed", None)
    assert "没有保存方案" in run.message.zh
    # And the county is free for another go.
    start(jobs, seconds=0.1)
    assert until(jobs, over).state == "done"


def test_another_process_under_the_same_number_is_not_taken_for_the_worker(jobs: Jobs) -> None:
    with Store(jobs.db) as store:
        run = store.runs.start(1, 1, {})
        store.runs.begin(run.id, os.getpid(), psutil.Process().create_time() - 3600)
    assert jobs.latest(1).state == "failed"


def test_a_run_whose_process_never_came_is_given_one_and_at_last_given_up(jobs: Jobs) -> None:
    with Store(jobs.db) as store:
        store.runs.start(1, 1, {"seconds": 0.1, "seed": 0})
    assert jobs.latest(1).pid is None  # it may be coming up just now
    assert replace(jobs, starting=0.0).latest(1).pid is not None
    assert until(jobs, over).state == "done"
    with Store(jobs.db) as store:
        run = store.runs.start(1, 1, {"seconds": 0.2, "seed": 0})
        store._database.write("UPDATE runs SET starts = 5 WHERE id = ?", (run.id,))
    run = replace(jobs, starting=0.0).latest(1)
    assert run.state == "failed"
    assert "没能启动" in run.message.zh


def look(jobs: Jobs, number: int, done: Callable[[RunRecord], bool], seconds: float = 60.0) -> RunRecord:
    """Look at a run as nobody does who would help it on: no page is open, no server is up."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with Store(jobs.db) as store:
            run = store.runs.get(number)
        if done(run):
            return run
        time.sleep(0.05)
    raise AssertionError(f"still {run}; log: {jobs.log_file(number).read_text()}")


def running(run: RunRecord) -> bool:
    return run.state == "running"


def test_solves_go_one_after_the_other_and_the_line_moves_on_by_itself(jobs: Jobs) -> None:
    first = start(jobs)
    second = jobs.start(2, 1, {"seconds": 60.0, "seed": 0})
    third = jobs.start(1, 1, {"seconds": 0.2, "seed": 0})
    look(jobs, first.id, reporting)
    assert [(run.id, run.state) for run in jobs.live()] == [
        (first.id, "running"), (second.id, "queued"), (third.id, "queued"),
    ]  # fmt: skip
    assert [run.id for run in jobs.live(1)] == [first.id, third.id]
    jobs.cancel(first.id)
    assert look(jobs, first.id, over).plan is not None
    look(jobs, second.id, running)
    with Store(jobs.db) as store:
        assert store.runs.get(third.id).state == "queued"
    jobs.cancel(second.id)
    assert look(jobs, third.id, over).state == "done"
    with Store(jobs.db) as store:
        began = [store.runs.get(run.id) for run in (first, second, third)]
        assert [name for name, _ in store.runs.phases(third.id)] == ["load", "improve", "save"]
    assert all(earlier.ended_at <= later.started_at for earlier, later in pairwise(began))


def test_whichever_process_dies_no_run_in_line_is_lost(jobs: Jobs) -> None:
    """Killed: the one that waits next, then the one at work. Nobody but the last in line is there to see it."""
    first = start(jobs)
    second = jobs.start(2, 1, {"seconds": 0.2, "seed": 0})
    third = jobs.start(1, 1, {"seconds": 0.2, "seed": 0})
    at_work = look(jobs, first.id, reporting).pid
    time.sleep(2.0)  # until the others are up
    psutil.Process(second.pid).kill()
    look(jobs, second.id, lambda run: run.pid not in (None, second.pid))
    psutil.Process(at_work).kill()
    assert look(jobs, first.id, over).state == "failed"
    assert look(jobs, second.id, over).state == "done"
    assert look(jobs, third.id, over).state == "done"


def test_a_run_in_line_is_taken_out_at_once(jobs: Jobs) -> None:
    start(jobs)
    second = start(jobs, seconds=50.0)
    jobs.cancel(second.id)
    with Store(jobs.db) as store:
        taken = store.runs.get(second.id)
    assert (taken.state, taken.started_at, taken.plan) == ("cancelled", None, None)
    assert "撤下" in taken.message.zh
    assert jobs.latest(1).id == 1
    psutil.wait_procs([psutil.Process(second.pid)], timeout=30)
    assert not psutil.pid_exists(second.pid)


def test_a_worker_that_does_not_stop_is_killed_after_the_grace(jobs: Jobs) -> None:
    start(jobs, seed=3)
    pid = until(jobs, reporting).pid
    jobs.cancel(1)
    heard = until(jobs, lambda run: run.cancel_seen_at is not None)
    assert heard.live
    assert heard.cancel_seen_at - heard.cancel_asked_at < timedelta(seconds=30)
    run = replace(jobs, grace=0.0).latest(1)
    assert (run.state, run.plan) == ("cancelled", None)
    assert "强行结束" in run.message.zh
    assert not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


def test_a_plan_that_fails_its_recount_ends_the_run_without_a_plan(jobs: Jobs) -> None:
    start(jobs, seconds=0.1, seed=4)
    run = until(jobs, over)
    assert (run.state, run.plan) == ("failed", None)
    assert "复核" in run.message.zh
    with Store(jobs.db) as store:
        assert store.plans() == ()


@pytest.mark.parametrize(("seed", "words"), [(1, "没有方案"), (2, "RuntimeError")])
def test_a_fault_ends_the_run_with_words(jobs: Jobs, seed: int, words: str) -> None:
    start(jobs, seed=seed)
    run = until(jobs, over)
    assert run.state == "failed"
    assert words in run.message.zh
    assert "Traceback" not in run.message.zh


@pytest.mark.slow
def test_the_planner_itself_ends_in_a_stored_plan_that_covers_all(tmp_path: Path) -> None:
    rules = Rules()
    jobs = Jobs(tmp_path / "store.db")
    with Store(jobs.db) as store:
        size = SMALL
        county = store.add_county(make_county(size))
        saved = store.save_rules("默认", rules.to_toml(), rules.hash)
    jobs.start(county.id, saved.id, {"seconds": 2.0, "workers": 1, "seed": 0})
    run = until(jobs, over, 120.0)
    assert run.state == "done", run.message
    assert set(run.progress) >= {"seconds", "goals", "gap"}
    with Store(jobs.db) as store:
        (plan,) = store.plans()
        assert recount(store.load_county(county.id), rules, store.load_plan(plan.id)).ok
    counts = plan.summary.coverage
    assert counts.households_covered == counts.households_total == 300


def test_a_run_changes_the_stored_plan_it_names_within_its_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker's own planner, in this process: run, previous plan and limit travel through the store."""
    monkeypatch.setattr("ui.worker.signal.signal", lambda *_: None)  # Ctrl-C stays with the tests
    county = one_village([{}] * 4, [{}] * 4)
    rules = Rules()
    with Store(tmp_path / "store.db") as store:
        store.add_county(county)
        store.save_rules("默认", rules.to_toml(), rules.hash)
        first = solve_county(county, rules, SolveLimits(seconds=5, workers=1))
        store.save_plan(1, 1, first, recount(county, rules, first))
        run = store.runs.start(1, 1, {"seconds": 5.0, "workers": 1, "previous": 1, "max_changes": 0})
        db = store.path
    assert work(db, run.id, "-", plan_county)
    with Store(db) as store:
        made = store.plan(2)
        assert made.previous == 1
        assert (made.summary.changes, made.summary.max_changes) == (0, 0)
        assert store.load_plan(2).pairs["kept"].all()


def test_nothing_was_ever_asked(jobs: Jobs) -> None:
    assert jobs.latest(1) is None


def test_a_solve_from_a_plan_is_never_worse_than_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker's own planner, in this process, with a start by number and hardly any time to look further."""
    monkeypatch.setattr("ui.worker.signal.signal", lambda *_: None)
    county, rules = make_county(SMALL), Rules()
    best = solve_county(county, rules, SolveLimits(seconds=2.0, workers=1))
    with Store(tmp_path / "store.db") as store:
        store.add_county(county)
        store.save_rules("默认", rules.to_toml(), rules.hash)
        store.save_plan(1, 1, best, recount(county, rules, best))
        run = store.runs.start(1, 1, {"seconds": 0.05, "workers": 1, "start": 1})
        db = store.path
    assert work(db, run.id, "-", plan_county)
    with Store(db) as store:
        made = store.plan(2).summary
    before, after = ([goal.value for goal in plan.goals] for plan in (best.summary, made))
    assert (after[0], after[1], -after[2]) <= (before[0], before[1], -before[2])
