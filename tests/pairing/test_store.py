"""The store keeps what it was given, refuses what it must, and survives being killed."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import textwrap
import threading
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from pairing import migrations
from pairing.county import COLUMNS
from pairing.errors import StoreError
from pairing.migrations import SCHEMA_VERSION
from pairing.packing import PackingError, pack, unpack
from pairing.plan import Plan
from pairing.store import Store, default_path
from pairing.text import Text
from tests.pairing.stored import tiny_county, tiny_plan


@dataclass(frozen=True)
class Outcome:
    """What a recount found."""

    violations: tuple[str, ...] = ()


GOOD = Outcome()


@pytest.fixture
def store(tmp_path: Path) -> Store:
    with Store(tmp_path / "store.db", who="小李") as opened:
        yield opened


def filled(store: Store) -> tuple[int, int, Plan]:
    """A county and a rule set in the store, and a plan made from them."""
    county = store.add_county(tiny_county(), "县.xlsx")
    rules = store.save_rules("默认", "a = 1\n", "r-1")
    return county.id, rules.id, tiny_plan(county.data_hash, rules.hash)


def test_a_county_comes_back_as_it_went_in(store: Store) -> None:
    county = tiny_county()
    record = store.add_county(county, "县.xlsx")
    again = store.load_county(record.id)
    assert again.data_hash == county.data_hash == record.data_hash
    for table in COLUMNS:
        pd.testing.assert_frame_equal(getattr(again, table), getattr(county, table))
    pd.testing.assert_frame_equal(again.extras["households"], county.extras["households"])
    assert record.counts["households"] == 3
    assert (record.source, record.added_by) == ("县.xlsx", "小李")


def test_the_same_lists_under_one_name_are_one_county(store: Store) -> None:
    first = store.add_county(tiny_county(), "县.xlsx")
    noted = replace(tiny_county(), extras={"households": pd.DataFrame({"备注": ["新房", None, None]})})
    again = store.add_county(noted, "抄本.xlsx")
    assert (again.id, again.data_hash, again.source) == (first.id, first.data_hash, "抄本.xlsx")
    # The remarks that are carried through to the exports are those of the newer file.
    assert store.load_county(first.id).extras["households"]["备注"].iloc[0] == "新房"
    other = store.add_county(tiny_county("邻县"))
    assert other.data_hash == first.data_hash
    assert [c.id for c in store.counties()] == [other.id, first.id]


def test_rule_sets_keep_every_version_and_refuse_a_stale_one(store: Store) -> None:
    first = store.save_rules("默认", "a = 1\n", "r-1")
    assert store.save_rules("默认", "a = 1\n", "r-1", base=first.id) == first
    second = store.save_rules("默认", "a = 2\n", "r-2", base=first.id)
    # A colleague who still has the first version open may not overwrite the second.
    with pytest.raises(StoreError) as refusal:
        store.save_rules("默认", "a = 3\n", "r-3", base=first.id)
    assert "小李" in refusal.value.text.zh
    assert store.rule_sets() == (second,)
    assert store.rules(first.id).toml == "a = 1\n"


def test_a_plan_comes_back_as_it_went_in(store: Store) -> None:
    county, rules, plan = filled(store)
    record = store.save_plan(county, rules, plan, GOOD, name="初稿")
    again = store.load_plan(record.id)
    assert again.summary == plan.summary
    for table in ("links", "pairs", "contacts"):
        pd.testing.assert_frame_equal(getattr(again, table), getattr(plan, table))
    assert store.plans(county) == (record,)


def test_a_plan_with_a_broken_rule_is_refused(store: Store) -> None:
    county, rules, plan = filled(store)
    with pytest.raises(StoreError, match="2 broken rules"):
        store.save_plan(county, rules, plan, Outcome(("ban", "capacity")))
    assert store.plans() == ()
    # The table itself holds the line too, whatever code comes later.
    values = store._plan_values(county, rules, plan, GOOD, "", None)
    with pytest.raises(sqlite3.IntegrityError, match="broken_rules"):
        store._insert_plan((*values[:5], 1, *values[6:]))


def test_a_plan_made_from_other_data_or_rules_is_refused(store: Store) -> None:
    county, rules, plan = filled(store)
    for change in ({"data_hash": "other"}, {"rules_hash": "other"}):
        with pytest.raises(StoreError, match="not made from this county"):
            store.save_plan(county, rules, replace(plan, summary=replace(plan.summary, **change)), GOOD)


def test_one_run_is_under_way_and_the_others_stand_in_line(store: Store) -> None:
    county, rules, plan = filled(store)
    run = store.runs.start(county, rules, {"seconds": 60})
    with pytest.raises(StoreError, match="in line already"):
        store.runs.start(county, rules, {"seconds": 60})
    waiting = store.runs.start(county, rules, {})
    assert not store.runs.begin(waiting.id, pid=2, pid_born=0.0)
    assert store.runs.begin(run.id, pid=1, pid_born=0.0)
    assert not store.runs.begin(waiting.id, pid=2, pid_born=0.0)
    assert (store.runs.ahead(run.id), store.runs.ahead(waiting.id)) == (0, 1)
    # The table itself holds the line too, whatever code comes later.
    with pytest.raises(sqlite3.IntegrityError):
        store._database.write("UPDATE runs SET state = 'running' WHERE id = ?", (waiting.id,))
    store.runs.report(
        run.id, "improve", {"points": 5}, [(0.5, 5, 9), (1.0, 7, None)], [("load", 0.0), ("improve", 0.4)]
    )
    store.runs.report(run.id, "improve", None, (), [("improve", 0.9), ("save", 1.5)])
    record = store.finish_run(run.id, plan, GOOD)
    ended = store.runs.get(run.id)
    assert (ended.state, ended.plan, ended.stop_reason, ended.live) == ("done", record.id, "user", False)
    assert store.runs.trace(run.id) == ((0.5, 5, 9), (1.0, 7, None))
    assert store.runs.phases(run.id) == (("load", 0.0), ("improve", 0.4), ("save", 1.5))
    assert store.runs.begin(waiting.id, pid=2, pid_born=0.0)


def test_a_process_is_started_by_one_of_those_who_find_it_gone(store: Store) -> None:
    county, rules, _ = filled(store)
    run = store.runs.start(county, rules, {})
    assert store.runs.take_up(run)
    assert not store.runs.take_up(run)
    assert store.runs.get(run.id).starts == 1


def test_of_two_solves_of_an_earlier_release_the_first_goes_on(tmp_path: Path) -> None:
    """It let two counties be solved at once; the new store allows one, and still must open."""
    old = sqlite3.connect(tmp_path / "store.db", isolation_level=None)
    for step in migrations.MIGRATIONS[:7]:
        for statement in step:
            old.execute(statement)
    old.execute(f"PRAGMA application_id = {migrations.APPLICATION_ID}")
    old.execute("PRAGMA user_version = 7")
    old.execute("INSERT INTO rule_sets VALUES (1, '旧', '', 'h', '2020-01-01T00:00:00+00:00', '小李', NULL)")
    for county in (1, 2):
        old.execute(
            "INSERT INTO counties VALUES (?1, '县' || ?1, '', '', '{}', x'', '2020-01-01T00:00:00+00:00', '小李')",
            (county,),
        )
        old.execute(
            "INSERT INTO runs (county, rules, limits, state, who, queued_at) VALUES (?, 1, '{}', 'running', '小李', "
            "'2020-01-01T00:00:00+00:00')",
            (county,),
        )
    old.close()
    with Store(tmp_path / "store.db") as store:
        first, second = store.runs.get(1), store.runs.get(2)
    assert (first.state, second.state) == ("running", "failed")
    assert second.ended_at is not None
    assert "升级" in second.message.zh


def test_a_run_that_is_over_takes_no_plan(store: Store) -> None:
    county, rules, plan = filled(store)
    run = store.runs.start(county, rules, {})
    store.runs.begin(run.id, 1, 0.0)
    assert store.runs.end(run.id, "failed", Text("断电", "power cut"))
    assert not store.runs.end(run.id, "failed", Text("再次", "again"))
    with pytest.raises(StoreError, match="over already"):
        store.finish_run(run.id, plan, GOOD)
    with pytest.raises(StoreError, match="over already"):
        store.runs.begin(run.id, 2, 0.0)
    assert store.plans() == ()
    assert store.runs.get(run.id).message == Text("断电", "power cut")


def test_a_cancel_is_seen_by_the_next_heartbeat(store: Store) -> None:
    county, rules, plan = filled(store)
    run = store.runs.start(county, rules, {})
    store.runs.begin(run.id, 1, 0.0)
    assert not store.runs.beat(run.id)
    assert store.runs.get(run.id).cancel_seen_at is None
    with Store(store.path, who="小王") as tab:
        tab.runs.ask_cancel(run.id)
        tab.runs.ask_cancel(run.id)
    assert store.runs.beat(run.id)
    assert store.runs.get(run.id).cancel_seen_at is not None
    assert store.finish_run(run.id, plan, GOOD, cancelled=True)
    assert store.runs.get(run.id).state == "cancelled"
    assert [(e.who, e.what) for e in store.history() if e.subject == "run"] == [
        ("小李", "cancelled"),
        ("小王", "cancel"),
        ("小李", "solve"),
    ]


def test_what_is_missing_is_said_by_its_number(store: Store) -> None:
    for ask in (store.county, store.load_county, store.rules, store.plan, store.load_plan, store.runs.get):
        with pytest.raises(StoreError, match="7"):
            ask(7)


def test_a_damaged_blob_is_said_in_words(store: Store) -> None:
    record = store.add_county(tiny_county())
    store._database.write("UPDATE counties SET tables = substr(tables, 1, 200)")
    with pytest.raises(StoreError) as refusal:
        store.load_county(record.id)
    assert "试县" in refusal.value.text.zh


def test_a_newer_store_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    Store(path).close()
    raw = sqlite3.connect(path)
    raw.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    raw.close()
    before = path.read_bytes()
    with pytest.raises(StoreError, match="newer release"):
        Store(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("content", [b"not a database at all" * 50, b"SQLite format 3\0" + b"\xff" * 4000])
def test_a_damaged_file_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "store.db"
    path.write_bytes(content)
    with pytest.raises(StoreError, match="damaged"):
        Store(path)
    assert path.read_bytes() == content


def test_another_programs_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    raw = sqlite3.connect(path)
    raw.execute("CREATE TABLE theirs (x)")
    raw.close()
    with pytest.raises(StoreError, match="another program"):
        Store(path)


def test_a_path_that_cannot_be_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="Cannot open"):
        Store(tmp_path / "file" / "store.db")


def test_a_failing_migration_leaves_the_older_store_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "store.db"
    with Store(path) as store:
        store.add_county(tiny_county())
    steps = (*migrations.MIGRATIONS, ("CREATE TABLE half (x)", "CREATE TABLE half (x)"))
    monkeypatch.setattr(migrations, "MIGRATIONS", steps)
    monkeypatch.setattr(migrations, "SCHEMA_VERSION", len(steps))
    with pytest.raises(StoreError):
        Store(path)
    monkeypatch.undo()
    with Store(path) as store:
        assert len(store.counties()) == 1
        assert not store._database.rows("SELECT 1 FROM sqlite_master WHERE name = 'half'")


def test_two_processes_may_open_a_new_store_at_once(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    faults: list[Exception] = []

    def open_and_add(name: str) -> None:
        try:
            with Store(path) as store:
                store.add_county(tiny_county(name))
        except Exception as fault:
            faults.append(fault)

    threads = [threading.Thread(target=open_and_add, args=(f"县{k}",)) for k in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults
    with Store(path) as store:
        assert len(store.counties()) == 6


def test_killing_the_process_loses_no_plan_and_leaves_no_half_plan(tmp_path: Path) -> None:
    """A child saves plans as fast as it can and says so after each commit; it is killed in mid-work, three times."""
    path = tmp_path / "store.db"
    with Store(path) as store:
        county, rules, plan = filled(store)
        wide = replace(plan, contacts=pd.concat([plan.contacts] * 2000, ignore_index=True))
        store.save_plan(county, rules, wide, GOOD)
    child = textwrap.dedent(f"""
        import sys
        from types import SimpleNamespace
        from pairing.store import Store
        with Store(sys.argv[1]) as store:
            plan = store.load_plan(1)
            good = SimpleNamespace(violations=())
            while True:
                run = store.runs.start({county}, {rules}, {{}})
                store.runs.begin(run.id, 1, 0.0)
                print(store.finish_run(run.id, plan, good).id, flush=True)
    """)
    saved = 1
    for lines in (1, 2, 4):
        process = subprocess.Popen(
            [sys.executable, "-c", child, str(path)], stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        with process.stdout as output:
            for _ in range(lines):
                saved = int(output.readline())
            process.send_signal(signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
            process.wait()
            saved = max([saved, *(int(line) for line in output if line.endswith("\n"))])
        with Store(path) as store:
            plans = store.plans()
            assert max(p.id for p in plans) >= saved
            for record in plans:
                pd.testing.assert_frame_equal(store.load_plan(record.id).contacts, wide.contacts)
            # A run has its plan exactly when it is done: never one without the other.
            assert {r.plan for r in store.runs.of(county, 10**6) if r.plan} == {
                p.id for p in plans if p.id != 1
            }
            for run in store.runs.live():
                store.runs.end(run.id, "failed", Text("中断", "killed"))


def test_a_pack_is_true_to_the_last_dtype() -> None:
    frame = pd.DataFrame(
        {
            "whole": np.array([1, 2, 3], dtype=np.int32),
            "real": [0.5, np.nan, -np.inf],
            "flag": [True, False, True],
            "text": pd.Series(["一", None, ""], dtype="str"),
            "mixed": pd.Series([True, None, ("a", "b")], dtype=object),
            "day": pd.to_datetime(["2024-01-01", None, "2024-03-01"]),
        }
    )
    empty = pd.DataFrame({"x": pd.Series(dtype="str")})
    again = unpack(pack({"全": frame, "空": empty, "无列": pd.DataFrame(index=range(2))}))
    pd.testing.assert_frame_equal(again["全"], frame)
    pd.testing.assert_frame_equal(again["空"], empty)
    assert again["无列"].shape == (2, 0)


def test_a_pack_takes_no_strange_column_and_opens_no_junk() -> None:
    with pytest.raises(TypeError, match="cannot be packed"):
        pack({"t": pd.DataFrame({"x": pd.Series(["a"], dtype="category")})})
    with pytest.raises(PackingError):
        unpack(b"junk")


def test_the_default_path_can_be_named_by_the_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PAIRING_DB", str(tmp_path / "x.db"))
    assert default_path() == tmp_path / "x.db"
    monkeypatch.delenv("PAIRING_DB")
    assert default_path().name == "pairing.db"
