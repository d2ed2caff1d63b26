"""Confirming on the data page: what is proposed, what is chosen, what is remembered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pairing.store import Store
from tests.rosters import rosters
from tests.ui.test_pages import upload
from ui.match_words import Match
from ui.words import Data

if TYPE_CHECKING:
    from pathlib import Path

    from streamlit.testing.v1 import AppTest

    from tests.ui.conftest import Screen


def click(app: AppTest, label: str) -> AppTest:
    next(button for button in app.button if button.label == label).click().run()
    assert not app.exception
    return app


def asked(app: AppTest) -> list[str]:
    """The proposals on the page, as they are labelled."""
    return [box.label for box in app.selectbox if str(box.key).startswith("match-")]


def test_proposals_are_confirmed_and_the_county_is_stored(empty: Screen, tmp_path: Path) -> None:
    path = rosters.typed_by_ear(tmp_path)
    app = upload(empty, (path.name, path.read_bytes()))
    assert asked(app) == [Match.means.fill(said=said).zh for said in ("县财正局", "龙全镇", "龙泉镇 盘陀底")]
    with Store(empty.db) as store:
        assert store.counties() == ()
    click(app, Match.confirm.zh)
    assert any(Data.stored.fill(name="听写").zh in success.value for success in app.success)
    with Store(empty.db) as store:
        assert len(store.counties()) == 1
        assert sorted(store.matches.all().meanings.values()) == ["县财政局", "龙泉镇", "龙泉镇 盘驼底村"]


def test_what_was_confirmed_is_not_asked_again_and_can_be_forgotten(empty: Screen, tmp_path: Path) -> None:
    path = rosters.typed_by_ear(tmp_path)
    click(upload(empty, (path.name, path.read_bytes())), Match.confirm.zh)
    app = upload(empty, (path.name, path.read_bytes()))
    assert not asked(app)
    assert any(Match.used.fill(count=3).zh in caption.value for caption in app.caption)
    with Store(empty.db) as store:
        village = next(w for w in store.matches.all().meanings if w.kind == "village")
    app.multiselect(key="forget-pick").set_value([village])
    click(app, Match.forget_button.zh)
    app = upload(empty, (path.name, path.read_bytes()))
    assert asked(app) == [Match.means.fill(said="龙泉镇 盘陀底").zh]


def test_one_may_be_confirmed_and_another_left_open(empty: Screen, tmp_path: Path) -> None:
    path = rosters.headers_of_their_own(tmp_path)
    app = upload(empty, (path.name, path.read_bytes()))
    boxes = {box.label: box for box in app.selectbox if str(box.key).startswith("match-")}
    income = Match.means.fill(said="2023年人均纯收入(元)").zh
    for label, box in boxes.items():
        if label != income:
            box.select_index(0)
    boxes[income].set_value("")
    click(app, Match.confirm.zh)
    with Store(empty.db) as store:
        assert list(store.matches.all().meanings.values()) == [""]
        assert store.counties() == ()
    assert len(asked(app)) == 4


def test_on_another_visit_the_files_are_asked_for_again(empty: Screen, tmp_path: Path) -> None:
    """The page forgets its files when it is left; what was confirmed is kept all the same."""
    path = rosters.typed_by_ear(tmp_path)
    app = upload(empty, (path.name, path.read_bytes()))
    app.switch_page("app_pages/home.py").run()
    app.switch_page("app_pages/data.py").run()
    click(app, Match.confirm.zh)
    assert any(Match.files_gone.zh in info.value for info in app.info)
    with Store(empty.db) as store:
        assert len(store.matches.all()) == 3


def test_nothing_chosen_is_said(empty: Screen, tmp_path: Path) -> None:
    path = rosters.a_village_in_the_wrong_township(tmp_path)
    app = upload(empty, (path.name, path.read_bytes()))
    click(app, Match.confirm.zh)
    assert any(Match.nothing.zh in warning.value for warning in app.warning)


def test_a_file_for_each_township_comes_in_at_once(empty: Screen, tmp_path: Path) -> None:
    folder = rosters.one_file_a_township(tmp_path)
    files = [(file.name, file.read_bytes()) for file in sorted(folder.iterdir())]
    app = upload(empty, *files)
    assert Match.name_needed.zh in app.error[0].value
    app.text_input(key="name_type").set_value("我县")
    click(app, Data.check.zh)
    assert app.success
    with Store(empty.db) as store:
        (record,) = store.counties()
    assert record.name == "我县"
    assert (record.counts["households"], record.counts["villages"]) == (6, 4)
