"""The log in words: every deed has them, filters narrow it, and no spreadsheet runs what somebody typed."""

from __future__ import annotations

import io
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import openpyxl
import pytest

from pairing.glossary import TERMS
from pairing.journal import DEEDS, SUBJECTS, Filter
from pairing.journal_files import TITLES, journal_csv, journal_workbook
from pairing.rules import Rules
from pairing.store import Store
from pairing.text import Text
from tests.pairing.stored import tiny_county, tiny_plan

ROOT = Path(__file__).parents[2]
GOOD = SimpleNamespace(violations=())


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """小李 loads lists, saves rules and a plan; 小王 solves without success and changes the plan by hand."""
    with Store(tmp_path / "store.db", "小李") as opened:
        county = opened.add_county(tiny_county(), "县.xlsx")
        rules = opened.save_rules("默认", Rules().to_toml(), Rules().hash, why="按会议要求")
        opened.save_plan(county.id, rules.id, tiny_plan(county.data_hash, rules.hash), GOOD, name="初稿")
    with Store(tmp_path / "store.db", "小王") as opened:
        run = opened.runs.start(1, 1, {})
        opened.runs.end(run.id, "failed", Text("断电", "power cut"))
        opened.drafts.save(1, 0, (), (), "clear", "=1+1")
        yield opened


def told(store: Store, wanted: Filter, lang: str = "zh") -> list[tuple[str, str, str]]:
    return [
        (entry.what.show(lang), entry.about.show(lang) if entry.about else "", entry.why.show(lang))
        for entry in store.journal.entries(wanted)
    ]


def test_each_deed_names_its_record_in_words(store: Store) -> None:
    assert told(store, Filter()) == [
        ("清空草稿", "方案 1“初稿”（试县）", "=1+1"),
        ("求解未成", "第 1 次求解，规则“默认”（试县）", "断电"),
        ("开始求解", "第 1 次求解，规则“默认”（试县）", ""),
        ("保存方案", "方案 1“初稿”（试县）", ""),
        ("保存规则", "规则“默认”（第 1 版）", "按会议要求"),
        ("导入名单", "试县", "县.xlsx"),
    ]
    assert told(store, Filter(kind="run"), "en")[0] == (
        "a solve failed",
        "solve 1, rules 默认 (试县)",
        "power cut",
    )


def test_filters_narrow_and_pages_cut(store: Store) -> None:
    assert store.journal.people() == ("小李", "小王")
    assert store.journal.kinds() == ("county", "rules", "run", "plan", "draft")
    assert store.journal.count() == 6
    assert store.journal.count(Filter(who="小李")) == 3
    assert [what for what, *_ in told(store, Filter(who="小王", kind="run"))] == ["求解未成", "开始求解"]
    first = store.journal.entries(limit=4)
    rest = store.journal.entries(limit=4, offset=4)
    assert [entry.id for entry in (*first, *rest)] == [6, 5, 4, 3, 2, 1]


def test_a_day_is_the_local_day(store: Store) -> None:
    """A deed half an hour after local midnight belongs to the new day, whatever day it is in Greenwich."""
    day = date(2024, 3, 5)
    midnight = datetime(2024, 3, 5).astimezone()
    for number, minutes in ((1, -1), (2, 30), (3, 24 * 60 - 1), (4, 24 * 60)):
        moment = (midnight + timedelta(minutes=minutes)).astimezone(UTC).isoformat(timespec="milliseconds")
        store._database.write("UPDATE log SET at = ? WHERE id = ?", (moment, number))
    assert [entry.id for entry in store.journal.entries(Filter(day=day))] == [3, 2]
    assert {day - timedelta(days=1), day, day + timedelta(days=1)} <= set(store.journal.days())
    assert sum(store.journal.count(Filter(day=each)) for each in store.journal.days()) == 6


def test_every_deed_that_the_code_notes_has_words() -> None:
    """A new kind of note must not reach the screen as a word of the code."""
    noted = set()
    for path in (ROOT / "pairing").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        noted |= {
            (kind, what)
            for what, kind in re.findall(r'\.log\([^,()]*who, "([\w ]+)", "(\w+)"', text)
            + re.findall(r'store\.log\("(\w+)", "(\w+)"', text)
        }
    assert len(noted) >= 9
    steps = {"assign", "swap", "drop", "lock", "ban", "undo", "redo", "clear"}
    noted |= {("draft", step) for step in steps}
    noted |= {("run", state) for state in ("done", "cancelled", "failed")}
    assert noted <= set(DEEDS)
    assert {kind for kind, _ in DEEDS} == set(SUBJECTS)


def test_a_note_of_an_unknown_kind_is_still_told(store: Store) -> None:
    store.log("sing", "song", 1)
    entry = store.journal.entries(limit=1)[0]
    assert (entry.what, entry.about) == (Text("其他：sing", "other: sing"), None)


def test_what_is_gone_is_told_without_its_name(store: Store) -> None:
    store.log("save", "plan", 99)
    assert store.journal.entries(limit=1)[0].about is None


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_spreadsheet_runs_what_somebody_typed(store: Store, lang: str) -> None:
    entries = store.journal.entries()
    rows = journal_csv(entries, lang).decode("utf-8-sig").splitlines()
    assert rows[0] == ",".join(title.show(lang) for title in TITLES)
    assert len(rows) == 7
    assert rows[1].endswith(",'=1+1")
    sheet = openpyxl.load_workbook(io.BytesIO(journal_workbook(entries, lang))).active
    assert sheet.max_row == 7
    assert sheet.cell(2, 5).value == "=1+1"
    assert sheet.cell(2, 5).data_type == "s" or sheet.cell(2, 5).quotePrefix


def test_the_glossary_has_each_word_once() -> None:
    for lang in ("zh", "en"):
        words = [term.word.show(lang) for term in TERMS]
        assert len(set(words)) == len(words), lang
