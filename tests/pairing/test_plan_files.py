"""A plan comes back from its folder as it went in; a damaged folder is told in words; killing leaves no half plan."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pairing import plan_files
from pairing.errors import PlanError
from pairing.plan import CONTACT_COLUMNS, LINK_COLUMNS, PAIR_COLUMNS, CoverageCounts, GoalValue, Plan, Summary
from pairing.plan_files import PLAN_FILES, read_plan, write_plan

SUMMARY = Summary(
    status="feasible",
    stop_reason="time",
    goals=(
        GoalValue("shortage", 0, 0, True),
        GoalValue("idle", 3, None, False),
        GoalValue("points", -7, 9, False),
    ),
    gap=0.1 + 0.2,
    seconds=1.5,
    coverage=CoverageCounts(9, 8, 1, 30, 29, 7, 6),
    changes=None,
    data_hash="0123",
    rules_hash="4567",
    version="0.1.0",
    county="示例县",
    made_at="2026-03-02T08:00:00+08:00",
    trace=((0.5, None, None), (1.25, 12, 15)),
)

texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8)
# Reading takes "" for a text that is not known.
blanks = st.just("") | texts
fits = st.floats(0, 1)
flags = st.booleans()


def table(columns: tuple[str, ...], *cells: st.SearchStrategy[object]) -> st.SearchStrategy[pd.DataFrame]:
    return st.lists(st.tuples(*cells), max_size=4).map(
        lambda rows: pd.DataFrame({c: [row[k] for row in rows] for k, c in enumerate(columns)})
    )


plans = st.builds(
    Plan,
    links=table(
        LINK_COLUMNS, st.sampled_from(["unit", "leader"]), blanks, blanks, texts, blanks, blanks,
        st.sampled_from(["lead", "assist"]), flags, flags,
    ),
    pairs=table(
        PAIR_COLUMNS, texts, texts, st.integers(1, 9), st.integers(0, 3), st.integers(1, 3), fits, fits, fits, flags,
        st.integers(-(10**12), 10**12), flags, blanks,
    ),
    contacts=table(CONTACT_COLUMNS, texts, texts, st.sampled_from(["pair", "unit", "town", "village"])),
    summary=st.just(SUMMARY),
)  # fmt: skip


def rows(frame: pd.DataFrame) -> list[tuple[object, ...]]:
    return [tuple(frame.columns), *frame.itertuples(index=False, name=None)]


def small_plan() -> Plan:
    return Plan(
        links=pd.DataFrame(
            [
                ("unit", "林业局", "", "v1", "城关镇", "东村", "lead", True, False),
                ("leader", "县政府", "g9", "v1", "城关镇", "东村", "lead", False, True),
            ],
            columns=list(LINK_COLUMNS),
        ),
        pairs=pd.DataFrame(
            [("0012", "=1+1", 1, 3, 2, 0.5, 1 / 3, 0.25, False, 1234, False, "@级别\n相当")],
            columns=list(PAIR_COLUMNS),
        ),
        contacts=pd.DataFrame(
            [("0012", "=1+1", "pair"), ("-5", "g2", "town")], columns=list(CONTACT_COLUMNS)
        ),
        summary=SUMMARY,
    )


@settings(max_examples=60, deadline=None, derandomize=True)
@given(plan=plans)
def test_a_plan_reads_back_exactly(tmp_path_factory: pytest.TempPathFactory, plan: Plan) -> None:
    folder = tmp_path_factory.mktemp("plans") / "plan"
    write_plan(plan, folder)
    back = read_plan(folder)
    assert back.summary == plan.summary
    for name in ("links", "pairs", "contacts"):
        assert rows(getattr(back, name)) == rows(getattr(plan, name))


def test_an_empty_plan_keeps_its_columns_and_their_kinds(tmp_path: Path) -> None:
    full = small_plan()
    write_plan(Plan(full.links[:0], full.pairs[:0], full.contacts[:0], SUMMARY), tmp_path / "plan")
    back = read_plan(tmp_path / "plan")
    assert tuple(back.pairs.columns) == PAIR_COLUMNS
    assert back.pairs["points"].dtype == "int64"
    assert back.links["kept"].dtype == "bool"


def test_the_files_are_what_spreadsheets_open_safely(tmp_path: Path) -> None:
    write_plan(small_plan(), tmp_path / "plan")
    raw = (tmp_path / "plan" / "pairs.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbfhousehold_id,cadre_id,order,")
    # A cell that a spreadsheet would run carries an apostrophe.
    assert b",'=1+1," in raw
    assert b"'@" in raw
    assert sorted(p.name for p in (tmp_path / "plan").iterdir()) == sorted(PLAN_FILES)
    summary = json.loads((tmp_path / "plan" / "summary.json").read_text(encoding="utf-8"))
    assert summary["coverage"] == {
        "cadres": {"eligible": 9, "covered": 8, "exempt": 1},
        "households": {"total": 30, "covered": 29},
        "focus": {"demand": 7, "paired": 6},
    }
    assert summary["goals"][1] == {"name": "idle", "value": 3, "bound": None, "proved": False}


def test_a_plan_saved_anew_by_a_spreadsheet_still_reads(tmp_path: Path) -> None:
    folder = tmp_path / "plan"
    write_plan(small_plan(), folder)
    text = (folder / "links.csv").read_text(encoding="utf-8-sig")
    (folder / "links.csv").write_bytes(
        text.replace("true", "TRUE").replace("false", "FALSE").encode("gb18030")
    )
    assert rows(read_plan(folder).links) == rows(small_plan().links)


def test_writing_again_replaces_the_older_plan(tmp_path: Path) -> None:
    folder = tmp_path / "plan"
    write_plan(small_plan(), folder)
    newer = replace(small_plan(), summary=replace(SUMMARY, seconds=9.0))
    write_plan(newer, folder)
    assert read_plan(folder).summary.seconds == 9.0
    assert [p.name for p in tmp_path.iterdir()] == ["plan"]


@pytest.mark.parametrize("step", ["table", "summary"])
def test_breaking_off_leaves_the_older_plan_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    folder = tmp_path / "plan"
    write_plan(small_plan(), folder)

    def stop(*_: object) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr(plan_files, "_cells" if step == "table" else "_summary_json", stop)
    with pytest.raises(KeyboardInterrupt):
        write_plan(replace(small_plan(), summary=replace(SUMMARY, seconds=9.0)), folder)
    assert read_plan(folder).summary.seconds == 1.5
    assert [p.name for p in tmp_path.iterdir()] == ["plan"]


def test_a_folder_with_other_files_is_never_replaced(tmp_path: Path) -> None:
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "letter.docx").write_text("mine", encoding="utf-8")
    with pytest.raises(PlanError) as caught:
        write_plan(small_plan(), folder)
    assert "letter.docx" in caught.value.text.zh
    assert (folder / "letter.docx").read_text(encoding="utf-8") == "mine"


def test_a_file_in_the_way_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "plan").write_text("mine", encoding="utf-8")
    with pytest.raises(PlanError):
        write_plan(small_plan(), tmp_path / "plan")
    assert (tmp_path / "plan").read_text(encoding="utf-8") == "mine"


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(PlanError) as caught:
        read_plan(tmp_path / "nowhere")
    assert "nowhere" in caught.value.text.zh
    assert "nowhere" in caught.value.text.en


@pytest.mark.parametrize("name", PLAN_FILES)
def test_a_missing_file_is_told(tmp_path: Path, name: str) -> None:
    write_plan(small_plan(), tmp_path / "plan")
    (tmp_path / "plan" / name).unlink()
    with pytest.raises(PlanError) as caught:
        read_plan(tmp_path / "plan")
    assert name in caught.value.text.zh


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        ("pairs.csv", "reason", "why", ("pairs.csv", "reason")),
        ("pairs.csv", ",1234,", ",12.5,", ("pairs.csv", "2", "points", "12.5", "整数")),
        ("pairs.csv", ",1234,", ",,", ("points", "整数")),
        ("pairs.csv", ",1,3,2,", ",0,3,2,", ("order", "不小于 1")),
        ("pairs.csv", ",0.25,", ",nan,", ("nearness", "数")),
        ("pairs.csv", "0012,", ",", ("household_id", "不能为空")),
        ("links.csv", "lead,true", "boss,true", ("role", "boss", "lead 或 assist")),
        ("links.csv", "true,false", "perhaps,false", ("kept", "perhaps", "true 或 false")),
        ("contacts.csv", "g2,town", "g2", ("contacts.csv", "3", "2", "3")),
        ("contacts.csv", "g2,town", '"g2,town', ("contacts.csv", "CSV")),
        ("summary.json", '"status": "feasible"', '"status": "perfect"', ("summary.json", "status")),
        ("summary.json", '"seconds": 1.5', '"seconds": "long"', ("seconds",)),
        ("summary.json", '"focus"', '"fokus"', ("focus",)),
        ("summary.json", "}", "", ("JSON",)),
    ],
)  # fmt: skip
def test_damage_is_told_with_its_place(
    tmp_path: Path, name: str, old: str, new: str, told: tuple[str, ...]
) -> None:
    folder = tmp_path / "plan"
    write_plan(small_plan(), folder)
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(PlanError) as caught:
        read_plan(folder)
    for word in told:
        assert word in caught.value.text.zh
    assert caught.value.text.en != caught.value.text.zh


def test_bytes_in_no_encoding_are_told(tmp_path: Path) -> None:
    folder = tmp_path / "plan"
    write_plan(small_plan(), folder)
    (folder / "contacts.csv").write_bytes(b"\xff\xff\xff")
    with pytest.raises(PlanError, match="damaged"):
        read_plan(folder)


def test_a_plan_can_be_moved(tmp_path: Path) -> None:
    write_plan(small_plan(), tmp_path / "a" / "b" / "plan")
    shutil.move(tmp_path / "a" / "b" / "plan", tmp_path / "方案")
    assert read_plan(tmp_path / "方案").summary == SUMMARY
