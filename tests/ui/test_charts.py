"""Charts say what the tables say: counts by hand."""

from __future__ import annotations

import json
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from ui import charts
from ui.charts import Options
from ui.paged import as_csv, decimals_aligned, widths_below

LEVEL = np.array([3, 2, 2, 1, 1, 1])
TIER = np.array([3, 3, 2, 1, 1, 2])


def test_flow_counts_pairs_from_level_to_tier() -> None:
    series = charts.flow(LEVEL, TIER)["series"][0]
    values = {(link["source"], link["target"]): link["value"] for link in series["links"]}
    assert values == {
        ("县级领导", "最难户"): 1,
        ("乡科级干部", "最难户"): 1,
        ("乡科级干部", "较难户"): 1,
        ("一般干部", "较难户"): 1,
        ("一般干部", "一般户"): 2,
    }
    # Every end of a link is a node: otherwise the chart stays empty.
    nodes = {node["name"] for node in series["data"]}
    assert nodes == {name for pair in values for name in pair}


def test_words_of_a_chart_are_dark_and_its_own_settings_stay() -> None:
    chart = charts.balance(["甲镇"] * 9, [1] * 9, [1] * 9)
    seen = charts.legible(chart)
    dark = {"color": charts.WORDS}
    assert seen["xAxis"]["axisLabel"] == {"interval": 0, "rotate": 30, **dark}
    assert seen["yAxis"]["axisLabel"] == dark
    assert seen["legend"] == {"top": 0, "textStyle": dark}
    assert charts.legible(charts.trace([(0.0, 1, 2)]))["xAxis"]["nameTextStyle"] == dark
    assert seen["series"] == chart["series"]
    assert "color" not in chart["yAxis"].get("axisLabel", {})


def test_flow_of_no_pairs_is_empty() -> None:
    series = charts.flow(np.array([], int), np.array([], int))["series"][0]
    assert series["links"] == series["data"] == []


def test_load_counts_cadres_by_households() -> None:
    options = charts.load(LEVEL, np.array([2, 1, 2, 0, 1, 1]))
    counts = {series["name"]: series["data"] for series in options["series"]}
    assert counts == {"一般干部": [1, 2, 0], "乡科级干部": [0, 1, 1], "县级领导": [0, 0, 1]}


def test_difficulty_puts_every_household_into_one_bar() -> None:
    options = charts.difficulty(np.array([0.0, 4.9, 5.0, 99.0, 100.0]), np.array([1, 1, 1, 3, 3]))
    counts = {series["name"]: series["data"] for series in options["series"]}
    assert counts["一般"][:2] == [2, 1]
    assert counts["最难"][-1] == 2
    assert sum(sum(bars) for bars in counts.values()) == 5


def test_trace_draws_what_is_known() -> None:
    points, bound = charts.trace([(0.5, None, 900), (1.0, 400, 800), (2.0, 500, None)])["series"]
    assert points["data"] == [[1.0, 4.0], [2.0, 5.0]]
    assert bound["data"] == [[0.5, 9.0], [1.0, 8.0]]


@pytest.mark.parametrize(
    "make",
    [
        lambda: charts.flow(LEVEL, TIER),
        lambda: charts.load(LEVEL, TIER),
        lambda: charts.difficulty(np.linspace(0, 100, 6), TIER),
        lambda: charts.balance(["甲镇"], [3], [4]),
        lambda: charts.gaps_by_town(["甲镇"], [3]),
    ],
    ids=["flow", "load", "difficulty", "balance", "gaps"],
)
def test_options_are_plain_json(make: Callable[[], Options]) -> None:
    assert json.loads(json.dumps(make(), allow_nan=False))


def test_a_downloaded_table_opens_rightly_and_runs_nothing() -> None:
    table = pd.DataFrame({"姓名": ["=1+1", None, "甲"], "户数": [1, 2, 3]})
    content = as_csv(table)
    assert content.startswith(b"\xef\xbb\xbf")
    lines = content.decode("utf-8-sig").splitlines()
    assert lines == ["姓名,户数", "'=1+1,1", ",2", "甲,3"]


def _many() -> None:
    import pandas as pd
    import streamlit as st

    from ui.paged import Rows, paged

    names = pd.Series([f"户{k} 东村" if k % 2 else f"户{k} 西村" for k in range(120)], dtype="str")
    st.session_state["lang"] = "zh"
    paged(Rows(names, lambda rows: pd.DataFrame({"户": names.iloc[rows].to_numpy()})), "list", "户")


def test_a_long_list_is_cut_into_pages_and_searched() -> None:
    app = AppTest.from_function(_many, default_timeout=30).run()
    assert not app.exception
    assert len(app.dataframe[0].value) == 50
    assert app.caption[0].value == "共 120 行"
    app.text_input(key="list-search").set_value("东村 户11").run()
    found = app.dataframe[0].value["户"].tolist()
    assert found == ["户11 东村", *(f"户{k} 东村" for k in (111, 113, 115, 117, 119))]
    app.text_input(key="list-search").set_value("没有").run()
    assert not app.dataframe
    assert "没有符合条件的行" in [c.value for c in app.caption]


def test_a_longer_name_further_down_is_not_cut() -> None:
    """The browser sets a column's width by the first ten rows: 乡科级干部 below ten 一般干部 was cut."""
    table = pd.DataFrame(
        {
            "层级": ["一般干部"] * 10 + ["乡科级干部"],
            "单位": ["县农业农村局"] + ["县公安局"] * 10,
            "户数": range(11),
            "原因": ["正好对应。"] * 10 + ["一般干部对较难户，层级低一级。" * 3],
        }
    )
    (column,) = widths_below(table).items()
    assert column[0] == "层级"
    assert column[1]["width"] >= 5 * 14 + 2 * 8


def test_decimal_points_of_a_column_stand_below_each_other() -> None:
    """75.3 stood below 78.29 and 1.2 below 1.21: the eye took them for numbers of another size."""
    table = pd.DataFrame({
        "得分": [78.29, 75.3, np.nan], "难度": [54.4, 56.0, 53.0], "户": [3, 4, 5], "公里": [2.0, 3.0, np.nan],
    })  # fmt: skip
    formats = {title: column["type_config"]["format"] for title, column in decimals_aligned(table).items()}
    assert formats == {"得分": "%.2f", "难度": "%.1f"}
