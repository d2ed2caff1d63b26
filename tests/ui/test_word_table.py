"""数据: an upload handed back marked; words not understood listed, said once, and the lists read anew."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from pairing.directives import Directive, add
from pairing.issues import Issue
from pairing.store import Store
from pairing.text import Text
from tests.pairing.tiny import one_village
from tests.ui.conftest import Screen
from ui.lexicon_words import Marked, Words
from ui.marked_download import marked
from ui.words import Data


@pytest.fixture
def strange(empty: Screen) -> Screen:
    """Two households whose need nobody understands, and one of an unknown kind."""
    county = one_village(
        [{"skills_text": "会养蜂、会看相", "skills": ("养殖",)}],
        [
            {"needs_text": "想买拖拉机"},
            {"needs_text": "想买拖拉机，看病", "needs": ("看病",)},
            {"kind": "双女户"},
        ],
    )
    with Store(empty.db, "小李") as store:
        store.add_county(county, "县.xlsx")
    return empty


def unknown(app: AppTest) -> Any:
    """The table of words not understood; None where there is none."""
    heads = (Words.count.zh, Words.count.en)
    return next((t.value for t in app.dataframe if set(heads) & set(t.value.columns)), None)


def button(app: AppTest, label: str) -> object:
    return next(b for b in app.button if b.label == label)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_words_not_understood_are_listed_with_count_and_rows(strange: Screen, lang: str) -> None:
    app = strange.open("data", lang)
    table = unknown(app)
    assert table.iloc[:, 1].tolist() == ["想买拖拉机", "双女户", "会看相"]
    assert table.iloc[:, 2].tolist() == [2, 1, 1]
    assert table.iloc[0, 3] == "2、3"
    assert any("3" in e.label for e in app.expander)


def test_saying_what_a_word_stands_for_reads_the_lists_anew(strange: Screen) -> None:
    app = strange.open("data")
    app.multiselect(key="words-1-0").set_value(["种植技术", "创业资金"])
    app.multiselect(key="words-1-1").set_value(["困难"])
    app.selectbox(key="words-1-field").set_value("skills")
    app.text_input(key="words-1-word").set_value("看相")
    app.text_input(key="words-1-code").set_value("不计")
    button(app, Words.save.zh).click().run()  # type: ignore[attr-defined]
    assert not app.exception
    assert Words.saved.fill(count=3).zh in app.success[0].value
    assert unknown(app) is None
    with Store(strange.db) as store:
        newest, first = store.counties()
        again = store.load_county(newest.id)
    assert newest.name == first.name
    assert again.households["needs"].tolist() == [
        ("种植技术", "创业资金"),
        ("种植技术", "创业资金", "看病"),
        (),
    ]
    assert app.selectbox(key="county_pick").value == newest.id
    # Taken out again, the words are strange again.
    app.multiselect(key=f"words-{newest.id}-remove").set_value([("needs", "想买拖拉机")])
    button(app, Words.save.zh).click().run()  # type: ignore[attr-defined]
    assert not app.exception
    table = unknown(app)
    assert table.iloc[:, 1].tolist() == ["想买拖拉机"]


@pytest.mark.parametrize(("word", "code"), [("看相", "算命"), ("", "养殖")])
def test_a_word_that_stands_for_nothing_known_is_refused(strange: Screen, word: str, code: str) -> None:
    app = strange.open("data")
    app.selectbox(key="words-1-field").set_value("skills")
    app.text_input(key="words-1-word").set_value(word)
    app.text_input(key="words-1-code").set_value(code)
    button(app, Words.save.zh).click().run()  # type: ignore[attr-defined]
    assert app.error
    with Store(strange.db) as store:
        assert len(store.counties()) == 1


def test_words_said_over_older_lists_do_not_undo_newer_ones(strange: Screen) -> None:
    """The newest lists were made from those on the screen, so that a pin stored meanwhile was gone."""
    app = strange.open("data")
    with Store(strange.db, "小王") as store:
        store.add_county(add(store.load_county(1), [Directive("ban", "亲戚", cadre=0, household=0)]), base=1)
    app.multiselect(key="words-1-1").set_value(["困难"])
    button(app, Words.save.zh).click().run()  # type: ignore[attr-defined]
    assert any("小王" in box.value for box in app.error)
    with Store(strange.db) as store:
        newest = store.counties()[0]
        assert store.load_county(newest.id).directives["why"].tolist() == ["亲戚"]


def test_nothing_to_save_is_said(strange: Screen) -> None:
    app = strange.open("data")
    button(app, Words.save.zh).click().run()  # type: ignore[attr-defined]
    assert Words.nothing.zh in app.warning[0].value


def test_the_household_list_tells_how_a_score_came_about(strange: Screen) -> None:
    app = strange.open("data")
    with Store(strange.db) as store:
        (county,) = store.counties()
    app.session_state[f"{county.id}-tables"] = Data.households.zh
    app.run()
    table = next(t.value for t in app.dataframe if "难度分怎么来的" in t.value.columns)
    assert table["难度分怎么来的"].tolist() == ["10（名单所给）"] * 3


def test_a_refused_upload_lists_its_strange_words(empty: Screen) -> None:
    app = empty.open("data")
    files = {
        "单位.csv": "单位名称,隶属关系\n局,县\n",
        "行政村.csv": "村名,乡镇\n东村,东镇\n",
        "干部.csv": "姓名,单位,职务级别\n张三,局,怪级别\n",
        "农户.csv": "户编号,乡镇,行政村,户主姓名\n1,东镇,东村,甲\n",
    }
    for name, text in files.items():
        app.file_uploader(key="files_drop").upload(name, text.encode())
    app.text_input(key="name_type").set_value("某县")
    button(app, Data.check.zh).click().run()  # type: ignore[attr-defined]
    assert not app.exception
    assert unknown(app).iloc[0, :3].tolist() == ["职务级别", "怪级别", 1]


def test_a_faulty_upload_can_be_had_back_marked(empty: Screen) -> None:
    app = empty.open("data")
    app.file_uploader(key="files_drop").upload("行政村.csv", "村名,乡镇\n东村,\n".encode())
    button(app, Data.check.zh).click().run()  # type: ignore[attr-defined]
    labels = [b.label for b in app.get("download_button")]
    assert Marked.download.zh in labels


@pytest.mark.parametrize(
    "files",
    [
        [("行政村.csv", "村名,乡镇\n东村,\n".encode())],
        [("行政村.csv", "村名,乡镇\n东村,\n".encode()), ("单位.csv", "单位名称,隶属关系\n局,县\n".encode())],
    ],
    ids=["one", "several"],
)
def test_the_marked_file_is_made_of_what_was_uploaded(files: list[tuple[str, bytes]], tmp_path: Path) -> None:
    issue = Issue("error", "x", Text("没填。", "Blank."), Text("填上。", "Fill it in."), "行政村", 2, "乡镇")
    book = openpyxl.load_workbook(io.BytesIO(marked(files, [issue], "zh")))
    assert "行政村" in book.sheetnames
    assert "填上。" in book["行政村"]["C2"].value
