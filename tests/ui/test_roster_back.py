"""导出: an edited roster handed back; its differences are shown first, and only then stored, as orders or as a start."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from pairing.documents.document import unwatched
from pairing.documents.export import DOCUMENTS
from pairing.documents.facts import facts_of
from pairing.documents.masking import Audience, Mask
from pairing.records import RunRecord
from pairing.store import Store
from tests.ui.conftest import Screen
from ui import jobs as jobs_module
from ui.jobs import Jobs
from ui.round_trip_words import RosterBack


def roster(screen: Screen, folder: Path, audience: Audience = Audience.INTERNAL, **cells: object) -> bytes:
    """The exported roster of the stored plan; the first row of its first sheet gets these cells."""
    with Store(screen.db) as store:
        facts = facts_of(store.load_county(1), store.load_plan(1))
    path = DOCUMENTS["名册"].write(facts, Mask(audience), folder, unwatched)[0]
    book = openpyxl.load_workbook(path)
    page = book["名册（按乡镇）"]
    at = {cell.value: cell.column for cell in page[3]}
    for header, value in cells.items():
        page.cell(4, at[header]).value = value
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def handed_in(screen: Screen, content: bytes, lang: str = "zh") -> AppTest:
    app = screen.open("export", lang)
    app.file_uploader(key="roster-back-1").upload("改过.xlsx", content).run()
    assert not app.exception
    return app


def press(app: AppTest, label: str) -> AppTest:
    next(b for b in app.button if b.label == label).click().run()
    assert not app.exception
    return app


def table(app: AppTest, name: str) -> Any:
    """The table that has a column of that title."""
    column = RosterBack.columns[name]
    return next(t.value for t in app.dataframe if {column.zh, column.en} & set(t.value.columns))


def counties(screen: Screen) -> int:
    with Store(screen.db) as store:
        return len(store.counties())


def test_an_untouched_roster_says_so(full: Screen, tmp_path: Path) -> None:
    app = handed_in(full, roster(full, tmp_path))
    assert RosterBack.same.zh in [s.value for s in app.success]
    assert not app.dataframe


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_differences_are_shown_and_nothing_is_stored_yet(full: Screen, tmp_path: Path, lang: str) -> None:
    content = roster(full, tmp_path, 帮扶责任人="干部2", 户主姓名="新名", 帮扶任务="多走走")
    app = handed_in(full, content, lang)
    pairs = table(app, "verdict")
    assert pairs.iloc[0, 1:4].tolist() == ["户主1（H1）", "干部1（单位1）", "干部2（单位1）"] or lang == "en"
    assert table(app, "corrected").iloc[0, 3] == "新名"
    assert len(table(app, "words")) == 1
    assert counties(full) == 1


def test_as_orders_the_change_is_pinned_in_a_new_version(full: Screen, tmp_path: Path) -> None:
    app = handed_in(full, roster(full, tmp_path, 帮扶责任人="干部2", 户主姓名="新名"))
    press(app, RosterBack.save.zh)
    with Store(full.db) as store:
        newest = store.counties()[0]
        lists = store.load_county(newest.id)
    assert lists.directives[["kind", "cadre", "household", "who"]].to_numpy().tolist() == [
        ["pin", 1, 0, "改过.xlsx"]
    ]
    assert lists.households["head_name"].iat[0] == "新名"
    assert "改过.xlsx" in newest.source


def test_a_roster_of_older_lists_never_takes_the_place_of_newer_ones(full: Screen, tmp_path: Path) -> None:
    app = handed_in(full, roster(full, tmp_path, 帮扶责任人="干部2"))
    with Store(full.db, "小王") as store:
        county = store.load_county(1)
        store.add_county(replace(county, households=county.households.assign(head_name="新名")))
    press(app, RosterBack.save.zh)
    assert "小王" in app.error[-1].value
    assert counties(full) == 2


def test_as_a_start_the_change_stands_in_the_previous_plan(full: Screen, tmp_path: Path) -> None:
    content = roster(full, tmp_path, 帮扶责任人="干部2", 户主姓名="新名")
    app = handed_in(full, content)
    radio = next(r for r in app.radio if r.label == RosterBack.kind.zh)
    radio.set_value("previous").run()
    next(c for c in app.checkbox if "更正名单" in c.label).uncheck().run()
    press(app, RosterBack.save.zh)
    with Store(full.db) as store:
        lists = store.load_county(store.counties()[0].id)
    assert lists.previous_pairs[["household", "cadre"]].to_numpy().tolist() == [[0, 1]]
    assert not len(lists.directives)
    assert lists.households["head_name"].iat[0] == "户主1"


def test_a_change_can_be_left_out(full: Screen, tmp_path: Path) -> None:
    app = handed_in(full, roster(full, tmp_path, 帮扶责任人="干部2"))
    next(m for m in app.multiselect if m.label == RosterBack.skip.zh).set_value([0]).run()
    save = next(b for b in app.button if b.label == RosterBack.save.zh)
    assert save.disabled


def test_a_rule_that_cannot_be_kept_is_named_and_nothing_is_stored(full: Screen, tmp_path: Path) -> None:
    """干部5 is exempt (病假)."""
    app = handed_in(full, roster(full, tmp_path, 帮扶责任人="干部5", 帮扶单位="单位2"))
    assert "免派" in table(app, "verdict").iloc[0, 5]
    assert any("守不住" in e.value for e in app.error)
    assert next(b for b in app.button if b.label == RosterBack.save.zh).disabled
    radio = next(r for r in app.radio if r.label == RosterBack.kind.zh)
    radio.set_value("previous").run()
    assert not next(b for b in app.button if b.label == RosterBack.save.zh).disabled


def test_solving_again_starts_from_the_plan(
    full: Screen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[dict[str, object]] = []

    def start(self: Jobs, county: int, rules: int, limits: dict[str, object]) -> RunRecord:
        asked.append({"county": county, **limits})
        with Store(self.db) as store:
            return store.runs.start(county, rules, limits)

    monkeypatch.setattr(jobs_module.Jobs, "start", start)
    app = handed_in(full, roster(full, tmp_path, 帮扶责任人="干部2"))
    next(b for b in app.button if b.label == RosterBack.solve.zh).click().run()
    assert [(a["county"], a["previous"]) for a in asked] == [(2, 1)]


def test_the_public_version_is_refused(full: Screen, tmp_path: Path) -> None:
    app = handed_in(full, roster(full, tmp_path, Audience.PUBLIC))
    assert "公示版" in app.error[0].value
    assert counties(full) == 1


def test_another_file_is_refused(full: Screen) -> None:
    app = handed_in(full, b"nonsense")
    assert "改过.xlsx" in app.error[0].value
