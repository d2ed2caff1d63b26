"""Backups are whole whoever is at work, and a restore either puts all of one in place or changes nothing."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import textwrap
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from pairing import backup as files
from pairing.backup import backup, backup_name, restore
from pairing.cli import main
from pairing.errors import NotAllowed, StoreError
from pairing.migrations import APPLICATION_ID, MIGRATIONS, SCHEMA_VERSION
from pairing.rules import Rules
from pairing.store import Store
from tests.pairing.stored import tiny_county, tiny_plan

GOOD = SimpleNamespace(violations=())


@pytest.fixture
def db(tmp_path: Path) -> Path:
    """A store with one county, rules and a plan."""
    path = tmp_path / "used" / "store.db"
    with Store(path, "小李") as store:
        county = store.add_county(tiny_county())
        rules = store.save_rules("默认", Rules().to_toml(), Rules().hash)
        store.save_plan(county.id, rules.id, tiny_plan(county.data_hash, rules.hash), GOOD, name="初稿")
    return path


def names(path: Path) -> list[str]:
    with Store(path) as store:
        return [county.name for county in store.counties()]


def add(path: Path, name: str) -> None:
    with Store(path, "小李") as store:
        store.add_county(tiny_county(name))


def beside(path: Path) -> list[str]:
    """Files in the folder that are none of SQLite's own companions."""
    return sorted(p.name for p in path.parent.iterdir() if not p.name.endswith(("-wal", "-shm")))


def test_there_and_back(db: Path, tmp_path: Path) -> None:
    found = backup(db, tmp_path, who="小李")
    assert found.path.name.startswith("pairing-备份-")
    assert (found.counties, found.plans, found.rule_sets) == (1, 1, 1)
    add(db, "后来的县")
    safety = restore(found.path, db, who="小王")
    assert names(db) == ["试县"]
    with Store(db) as store:
        assert store.plan(1).name == "初稿"
        assert store.load_plan(1).summary.county == "试县"
        assert [(e.who, e.what, e.why) for e in store.history(1)] == [("小王", "restore", found.path.name)]
    # What was there is kept, and comes back by the same way.
    assert safety is not None
    assert sorted(names(safety)) == ["后来的县", "试县"]
    restore(safety, db)
    assert sorted(names(db)) == ["后来的县", "试县"]


def test_the_name_tells_the_local_moment() -> None:
    moment = datetime(2024, 3, 5, 9, 7, tzinfo=UTC)
    assert backup_name(moment) == f"pairing-备份-{moment.astimezone():%Y%m%d-%H%M}.db"


def test_a_backup_is_one_file_that_only_its_owner_may_read(db: Path, tmp_path: Path) -> None:
    out = tmp_path / "out" / "b.db"
    backup(db, out)
    assert [p.name for p in out.parent.iterdir()] == ["b.db"]
    if os.name == "posix":
        assert out.stat().st_mode & 0o077 == 0


def test_a_backup_overwrites_nothing(db: Path, tmp_path: Path) -> None:
    (tmp_path / "taken.db").write_text("mine")
    with pytest.raises(StoreError, match="already"):
        backup(db, tmp_path / "taken.db")
    with pytest.raises(StoreError, match="already"):
        backup(db, db)
    with pytest.raises(StoreError, match="no data file"):
        backup(tmp_path / "missing.db", tmp_path / "b.db")
    assert (tmp_path / "taken.db").read_text() == "mine"


def test_a_backup_while_another_process_writes_holds_one_moment(db: Path, tmp_path: Path) -> None:
    """The child adds a county and notes it twice in one transaction each time: a torn copy would have an odd number."""
    child = textwrap.dedent("""
        import sys
        from pairing.store import Store
        from tests.pairing.stored import tiny_county
        with Store(sys.argv[1]) as store:
            number = 0
            while True:
                number += 1
                with store._database.transaction():
                    store._database.log("小王", "pair", "plan", number)
                    store._database.log("小王", "pair", "plan", number)
                print(number, flush=True)
    """)
    process = subprocess.Popen(
        [sys.executable, "-c", child, str(db)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert process.stdout is not None
    with process.stdout as output:
        try:
            last = 0
            for number in range(5):
                last = int(output.readline())
                found = backup(db, tmp_path / f"{number}.db")
                with closing(sqlite3.connect(found.path)) as raw:
                    counts = [n for (n,) in raw.execute(
                        "SELECT count(*) FROM log WHERE what = 'pair' GROUP BY subject_id"
                    )]  # fmt: skip
                assert set(counts) == {2}
                assert len(counts) >= last
            # The writer was never in the way, nor we in his.
            assert int(output.readline()) > last
        finally:
            process.kill()
            process.wait()


def test_a_restore_reaches_those_who_hold_the_store_open(db: Path, tmp_path: Path) -> None:
    found = backup(db, tmp_path / "b.db")
    with Store(db) as open_elsewhere:
        open_elsewhere.add_county(tiny_county("后来的县"))
        restore(found.path, db)
        assert [county.name for county in open_elsewhere.counties()] == ["试县"]
        open_elsewhere.add_county(tiny_county("再后来"))
    assert sorted(names(db)) == ["再后来", "试县"]


def test_a_locked_store_is_told_and_left_alone(
    db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite's own backup would try for ever."""
    monkeypatch.setattr(files, "_PATIENCE", 0.2)
    found = backup(db, tmp_path / "b.db")
    add(db, "后来的县")
    with closing(sqlite3.connect(db, isolation_level=None)) as raw:
        raw.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="locked"):
            files._copy(found.path, db)
    assert sorted(names(db)) == ["后来的县", "试县"]


def damaged(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[5000:9000] = b"\xff" * 4000
    path.write_bytes(bytes(content))


def foreign(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("CREATE TABLE theirs (x)")


def newer(path: Path) -> None:
    with closing(sqlite3.connect(path)) as raw:
        raw.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")


def with_a_trigger(path: Path) -> None:
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("CREATE TRIGGER t AFTER INSERT ON log BEGIN DELETE FROM plans; END")


def without_a_table(path: Path) -> None:
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("DROP TABLE log")


def torn(path: Path) -> None:
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("DELETE FROM counties")
        raw.commit()


BAD = {
    "cut short": (lambda path: path.write_bytes(path.read_bytes()[:20_000]), "damaged"),
    "overwritten": (damaged, "damaged"),
    "no database": (lambda path: path.write_bytes(b"PK\x03\x04 some workbook" * 500), "damaged"),
    "empty": (lambda path: path.write_bytes(b""), "damaged"),
    "another program's": (foreign, "another program"),
    "newer": (newer, "newer release"),
    "with a trigger of its own": (with_a_trigger, "damaged"),
    "without a table": (without_a_table, "damaged"),
    "a plan without its county": (torn, "damaged"),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_file_is_refused_and_nothing_is_touched(db: Path, tmp_path: Path, kind: str) -> None:
    spoil, word = BAD[kind]
    file = tmp_path / "backup.db"
    backup(db, file)
    spoil(file)
    add(db, "后来的县")
    before = beside(db)
    with pytest.raises(StoreError, match=word):
        restore(file, db)
    assert sorted(names(db)) == ["后来的县", "试县"]
    assert beside(db) == before


def test_an_older_backup_is_brought_up_to_date(db: Path, tmp_path: Path) -> None:
    old = tmp_path / "old.db"
    with closing(sqlite3.connect(old, isolation_level=None)) as raw:
        for statement in MIGRATIONS[0]:
            raw.execute(statement)
        raw.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        raw.execute("PRAGMA user_version = 1")
        raw.execute(
            "INSERT INTO rule_sets VALUES (1, '旧规则', '', 'h', '2020-01-01T00:00:00+00:00', '小李')"
        )
    before = old.read_bytes()
    restore(old, db)
    with Store(db) as store:
        assert [rules.name for rules in store.rule_sets()] == ["旧规则"]
        assert store.drafts.of(1) is None
    assert old.read_bytes() == before


def test_no_restore_while_a_solve_runs(db: Path, tmp_path: Path) -> None:
    file = backup(db, tmp_path / "b.db").path
    with Store(db, "小王") as store:
        run = store.runs.start(1, 1, {})
    with pytest.raises(StoreError, match="小王"):
        restore(file, db)
    # A backup may be taken meanwhile; its unfinished solve does not haunt the restored store.
    during = backup(db, tmp_path / "during.db").path
    with Store(db) as store:
        store.finish_run(run.id, store.load_plan(1), GOOD)
    restore(during, db)
    with Store(db) as store:
        assert store.runs.live() == ()
        assert store.runs.get(run.id).state == "failed"
        assert "备份" in store.runs.get(run.id).message.zh


def test_a_damaged_store_is_moved_aside_and_replaced(db: Path, tmp_path: Path) -> None:
    file = backup(db, tmp_path / "b.db").path
    db.write_bytes(b"no database any more" * 300)
    safety = restore(file, db)
    assert safety is not None
    assert safety.read_bytes().startswith(b"no database any more")
    assert names(db) == ["试县"]


def test_a_store_that_is_not_there_is_made(db: Path, tmp_path: Path) -> None:
    file = backup(db, tmp_path / "b.db").path
    assert restore(file, tmp_path / "new" / "store.db") is None
    assert names(tmp_path / "new" / "store.db") == ["试县"]


def test_another_programs_database_is_never_the_place(db: Path, tmp_path: Path) -> None:
    file = backup(db, tmp_path / "b.db").path
    theirs = tmp_path / "theirs.db"
    theirs.touch()
    foreign(theirs)
    before = theirs.read_bytes()
    with pytest.raises(StoreError, match="another program"):
        restore(file, theirs)
    assert theirs.read_bytes() == before


def test_roles_hold_for_backup_and_restore(db: Path, tmp_path: Path) -> None:
    with pytest.raises(NotAllowed):
        backup(db, tmp_path / "b.db", role="view")
    file = backup(db, tmp_path / "b.db", role="edit").path
    with pytest.raises(NotAllowed):
        restore(file, db, role="edit")
    assert not (tmp_path / "c.db").exists()


def test_the_commands(db: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def run(*words: str) -> int:
        with pytest.raises(SystemExit) as caught:
            main(["--lang", "en", *words])
        return int(caught.value.code or 0)

    file = tmp_path / "b.db"
    assert run("backup", str(file), "--db", str(db)) == 0
    assert "counties: 1, rule sets: 1, plans: 1" in capsys.readouterr().out
    add(db, "后来的县")
    # Without --yes nobody can be asked here: nothing happens.
    assert run("restore", str(file), "--db", str(db)) == 2
    assert "--yes" in capsys.readouterr().err
    assert len(names(db)) == 2
    assert run("restore", str(file), "--db", str(db), "--yes") == 0
    assert "恢复前" in capsys.readouterr().out
    assert names(db) == ["试县"]
    file.write_bytes(b"junk" * 999)
    assert run("restore", str(file), "--db", str(db), "--yes") == 1
    assert "damaged" in capsys.readouterr().err
    assert run("restore", str(tmp_path / "none.db"), "--db", str(db), "--yes") == 2
