"""Pictures stand for what they show: every part leads to the pairs, cadres or villages behind it, counted by hand."""

from __future__ import annotations

import json
import re

import numpy as np
import pandas as pd
import pytest

from pairing.records import PlanRecord
from pairing.store import Store
from tests.ui.conftest import Screen
from ui import pictures, state
from ui.picture_section import behind_of, figures_of
from ui.picture_words import Picture
from ui.pictures import Drawing, picked
from ui.state import Recounted
from ui.town_picture import town_flow, towns_of, village_pairs, villages_of

LEVEL = np.array([3, 2, 2, 1, 1, 1])
TIER = np.array([3, 3, 2, 1, 1, 2])
FIGURES = pd.DataFrame(
    {
        "town": ["甲镇", "甲镇", "乙镇"],
        "name": ["东村", "西村", "北村"],
        "lon": [113.1, 113.2, np.nan],
        "lat": [36.1, 36.2, np.nan],
        "focus": [4, 0, 2],
        "missing": [0, 1, 0],
        "load": [20.0, 10.0, 5.0],
        "difficulty": [51.26, np.nan, 30.0],
    }
)


def group(*indices: int, series: int = 0, kind: str = "main") -> dict[str, object]:
    """A click as the chart tells of it."""
    return {"series_index": series, "data_type": kind, "data_indices": list(indices)}


@pytest.fixture
def shown(full: Screen) -> Recounted:
    with Store(full.db) as store:
        record: PlanRecord = store.plan(1)
    return state.recounted(record)


def test_a_band_stands_for_its_pairs_and_a_block_for_all_of_its_level() -> None:
    drawing = pictures.flow(LEVEL, TIER)
    series = drawing.options["series"][0]
    for index, link in enumerate(series["links"]):
        found = picked(drawing, [group(index, kind="edge")])
        assert found is not None
        assert len(found.at) == link["value"]
        assert found.words == f"{link['source']} → {link['target']}"
    second = [node["name"] for node in series["data"]].index("乡科级干部")
    found = picked(drawing, [group(second, kind="node")])
    assert found is not None
    assert found.at.tolist() == [1, 2]


def test_a_bar_stands_for_the_cadres_it_counts() -> None:
    eligible = np.array([True, True, True, True, False, True])
    drawing = pictures.load(LEVEL, np.array([2, 1, 2, 0, 1, 1]), eligible)
    for index, series in enumerate(drawing.options["series"]):
        for bar, count in enumerate(series["data"]):
            found = picked(drawing, [group(bar, series=index)])
            assert found is not None
            assert len(found.at) == count
    # Two clicks are both in the list: an ordinary cadre with one household, a section-level one with two.
    both = picked(drawing, [group(1, series=0), group(2, series=1)])
    assert both is not None
    assert both.at.tolist() == [2, 5]
    assert both.words == "一般干部，1 户、乡科级干部，2 户"


def test_a_click_in_a_chart_that_has_changed_since_is_no_click() -> None:
    drawing = pictures.flow(LEVEL, TIER)
    assert picked(drawing, [group(99, kind="edge")]) is None
    assert picked(drawing, [group(0, series=7)]) is None
    assert picked(drawing, []) is None


def test_the_map_shows_villages_with_a_place_and_marks_gaps() -> None:
    drawing = pictures.village_map(FIGURES, "coverage")
    full, short = drawing.options["series"]
    assert [point["name"] for point in full["data"]] == ["甲镇 东村"]
    assert [(point["name"], point["value"]) for point in short["data"]] == [
        ("甲镇 西村", [113.2, 36.2, 0, 1.0])
    ]
    found = picked(drawing, [group(0, series=1)])
    assert found is not None
    assert (found.kind, found.at.tolist()) == ("villages", [1])


def test_the_map_leaves_out_what_is_not_known() -> None:
    (dots,) = pictures.village_map(FIGURES, "difficulty").options["series"]
    assert [point["value"][3] for point in dots["data"]] == [51.3]
    options = pictures.village_map(FIGURES, "load").options
    assert [point["value"][3] for point in options["series"][0]["data"]] == [20.0, 10.0]
    assert (options["visualMap"]["min"], options["visualMap"]["max"]) == (10.0, 20.0)


def test_the_heatmap_counts_every_pair_once(shown: Recounted) -> None:
    drawing = pictures.heat(shown)
    cells = drawing.options["series"][0]["data"]
    assert sum(cell[2] for cell in cells) == len(shown.plan.pairs) == 1
    assert drawing.options["yAxis"]["data"] == ["单位1"]
    assert drawing.options["xAxis"]["data"][cells[0][0]] == "城关镇"
    found = picked(drawing, [group(0)])
    assert found is not None
    assert found.at.tolist() == [0]


def test_a_town_in_one_picture(shown: Recounted) -> None:
    # The town with a gap comes first.
    assert towns_of(shown) == ["远乡", "城关镇"]
    series = town_flow(shown, "城关镇").options["series"][0]
    assert [(link["source"], link["target"], link["value"]) for link in series["links"]] == [
        ("单位1", "村1", 1)
    ]
    assert town_flow(shown, "远乡").options["series"][0]["links"] == []
    (village,) = villages_of(shown, "远乡")
    drawing = village_pairs(shown, village)
    (dot,) = drawing.options["series"][0]["data"]
    # The household without a cadre stands there, hollow; a click leads to its village.
    assert dot["name"] == "户主2（还缺）"
    assert dot["itemStyle"]["borderWidth"]
    found = picked(drawing, [group(0, kind="node")])
    assert found is not None
    assert (found.kind, found.at.tolist()) == ("villages", [village])
    names = {dot["name"] for dot in village_pairs(shown, 0).options["series"][0]["data"]}
    assert names == {"单位1 干部1", "户主1"}


def test_what_is_clicked_is_what_the_lists_show(shown: Recounted) -> None:
    pair = behind_of(shown, pictures.Picked("", "pairs", np.array([0])))
    assert [None if x is None else x.tolist() for x in (pair.pairs, pair.cadres, pair.villages)] == [
        [0],
        [0],
        [0],
    ]
    empty = behind_of(shown, pictures.Picked("", "villages", np.array([1])))
    assert [None if x is None else x.tolist() for x in (empty.pairs, empty.cadres, empty.villages)] == [
        [],
        [],
        [1],
    ]
    idle = behind_of(shown, pictures.Picked("", "cadres", np.array([1])))
    assert [None if x is None else x.tolist() for x in (idle.pairs, idle.cadres, idle.villages)] == [
        [],
        [1],
        [],
    ]
    assert behind_of(shown, None).pairs is None


def test_the_load_of_a_village_is_its_households_for_each_cadre(shown: Recounted) -> None:
    figures = figures_of(shown)
    # Village 1: one household with its pair's cadre; village 2: two households with one cadre.
    assert figures["load"].tolist() == [1.0, 2.0]


def every_drawing(shown: Recounted) -> list[Drawing]:
    figures = figures_of(shown)
    return [
        pictures.flow(LEVEL, TIER),
        pictures.load(LEVEL, TIER, TIER > 0),
        pictures.heat(shown),
        *(pictures.village_map(figures, colour) for colour in ("coverage", "load", "difficulty")),
        town_flow(shown, "城关镇"),
        village_pairs(shown, 0),
        village_pairs(shown, 1),
    ]


def test_a_hint_at_the_mouse_names_its_places_as_the_chart_reads_them() -> None:
    """Written for str.format, which never saw them, they stood on the screen in braces: {店上镇}, 结对 {24}."""
    for text in (Picture.cell, *Picture.tips.values()):
        for words in (text.zh, text.en):
            places = re.findall(r"{+[^}]*}+", words)
            assert places
            assert all(re.fullmatch(r"{(b|@\[\d\])}", place) for place in places)


def test_pictures_are_plain_json(shown: Recounted) -> None:
    for drawing in every_drawing(shown):
        assert json.loads(json.dumps(drawing.options, allow_nan=False))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_picture_opens(full: Screen, lang: str) -> None:
    app = full.open("overview", lang)
    for name in Picture.names:
        app.segmented_control(key="picture_pick").set_value(name).run()
        assert not app.exception, name
        assert not app.error, name
        text = Picture.notes[name]
        assert any((text.zh if lang == "zh" else text.en) in caption.value for caption in app.caption), name


def test_a_town_lists_only_itself(full: Screen) -> None:
    app = full.open("overview")
    app.segmented_control(key="picture_pick").set_value("town").run()
    app.selectbox(key="town_pick").set_value("城关镇").run()
    assert not app.exception
    assert any("只看：城关镇" in line.value for line in app.markdown)
    pairs = next(t.value for t in app.dataframe if "户主姓名" in t.value.columns)
    assert pairs["户主姓名"].tolist() == ["户主1"]
