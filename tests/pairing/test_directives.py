"""Pins and bans added and removed one by one, or from a table of their own: what is refused, and that nothing else moves."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from pairing.county import COLUMNS, County
from pairing.directive_file import read_directive_file
from pairing.directives import Directive, add, contradictions_of, directive_words, faults, remove
from pairing.errors import DataError
from pairing.rules import Rules
from tests.pairing.tiny import tiny

HEADER = ("类型", "干部编号", "单位名称", "户编号", "乡镇", "行政村", "提出人", "时间", "理由")


def county(**tables: list[dict[str, object]]) -> County:
    """A leader, two ordinary cadres of two units; two villages, two focus households."""
    lists = {
        "units": [{}, {}],
        "cadres": [{"level": 3}, {}, {"unit": 1}],
        "villages": [{}, {}],
        "households": [{}, {"village": 1}],
    }
    return tiny(**{**lists, **tables})


def codes_of(found: tuple[object, ...]) -> list[str]:
    return [issue.code for issue in found]


def test_a_directive_goes_to_the_end_with_the_next_row() -> None:
    start = county(directives=[{"kind": "ban", "cadre": 2, "household": 0, "row": 7}])
    pin = Directive("pin", " 熟悉情况 ", cadre=1, household=0, who="张书记", when="2024-03-01")
    grown = add(start, [pin])
    assert grown.directives["row"].tolist() == [7, 8]
    last = grown.directives.iloc[1]
    assert (last["kind"], last["cadre"], last["household"], last["unit"]) == ("pin", 1, 0, -1)
    assert (last["who"], last["when"], last["why"]) == ("张书记", "2024-03-01", "熟悉情况")
    assert len(start.directives) == 1  # the county it was made from is as it was


def test_adding_and_removing_gives_the_same_lists_again() -> None:
    start = county(directives=[{"kind": "ban", "cadre": 2, "household": 0}])
    grown = add(
        start, [Directive("pin", "一", cadre=1, household=0), Directive("ban", "二", unit=0, village=1)]
    )
    assert grown.data_hash != start.data_hash
    assert remove(grown, [1, 2]).data_hash == start.data_hash


def test_the_organizers_own_columns_stay_beside_their_rows() -> None:
    own = pd.DataFrame({"备注": ["甲", "乙"]})
    start = replace(
        county(directives=[{"cadre": 1, "household": 0}, {"cadre": 2, "household": 1}]),
        extras={"directives": own},
    )
    grown = add(start, [Directive("ban", "三", cadre=1, household=1)])
    assert grown.extras["directives"]["备注"].tolist()[:2] == ["甲", "乙"]
    assert grown.extras["directives"]["备注"].isna().tolist() == [False, False, True]
    assert remove(grown, [0]).extras["directives"]["备注"].tolist()[0] == "乙"


@pytest.mark.parametrize(
    ("new", "code"),
    [
        (Directive("pin", " ", cadre=1, household=0), "directive-without-reason"),
        (Directive("pin", "x", cadre=1), "directive-unclear"),
        (Directive("ban", "x", household=1), "directive-unclear"),
        (Directive("pin", "x", unit=0, household=0), "directive-unclear"),  # a unit links villages
        (Directive("pin", "x", cadre=1, village=0), "directive-unclear"),  # no county leader
        (Directive("ban", "x", cadre=2, household=1), "directive-repeated"),
        (Directive("pin", "x", cadre=2, household=1), "pin-against-ban"),
    ],
)
def test_what_is_refused_says_why(new: Directive, code: str) -> None:
    start = county(directives=[{"kind": "ban", "cadre": 2, "household": 1, "row": 5}])
    assert codes_of(faults(start, new)) == [code]
    with pytest.raises(DataError):
        add(start, [new])


@pytest.mark.parametrize(
    "new",
    [
        Directive("pin", "x", cadre=0, village=1),  # a county leader
        Directive("ban", "x", cadre=1, village=1),
        Directive("ban", "x", unit=1, household=0),
        Directive("pin", "x", unit=1, village=0),
    ],
)
def test_every_kind_that_the_lists_know_may_be_added(new: Directive) -> None:
    assert len(add(county(), [new]).directives) == 1


def test_two_of_one_batch_are_held_against_each_other() -> None:
    both = [Directive("pin", "a", cadre=1, household=0), Directive("ban", "b", cadre=1, household=0)]
    with pytest.raises(DataError) as caught:
        add(county(), both)
    assert codes_of(caught.value.issues) == ["pin-against-ban"]


def test_contradictions_with_the_rules_are_told_at_once() -> None:
    # An ordinary cadre takes one household by default: two pins are one too many.
    full = add(
        county(), [Directive("pin", "a", cadre=1, household=0), Directive("pin", "b", cadre=1, household=1)]
    )
    assert contradictions_of(add(county(), [Directive("pin", "a", cadre=1, household=0)]), Rules()) == ()
    assert contradictions_of(full, Rules())


def test_in_words() -> None:
    assert directive_words(county(), "pin", (1, -1, 0, -1)).zh == "指定 干部2（G2）—户主1（H1）"
    assert directive_words(county(), "ban", (-1, 0, -1, 1)).en == "ban 单位1—城关镇村2"


@settings(deadline=None, max_examples=25, derandomize=True)
@given(
    st.lists(
        st.tuples(st.sampled_from(["pin", "ban"]), st.integers(0, 2), st.integers(0, 1)),
        max_size=6,
        unique=True,
    )
)
def test_a_list_never_holds_a_pair_twice(rows: list[tuple[str, int, int]]) -> None:
    grown = county()
    for kind, cadre, household in rows:
        new = Directive(kind, "x", cadre=cadre, household=household)
        if not faults(grown, new):
            grown = add(grown, [new])
    assert not grown.directives.duplicated(["cadre", "household"]).any()
    assert list(grown.directives.columns) == list(COLUMNS["directives"])
    assert grown.directives["row"].is_unique


# From a table of their own


def workbook(path: Path, *rows: tuple[str | None, ...], name: str = "指定回避") -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet(name)
        for i, row in enumerate((HEADER, *rows)):
            sheet.write_row(i, 0, [cell or "" for cell in row])
    return path


def test_a_table_is_read_beside_the_county(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "x.xlsx",
        ("指定", "G2", None, "H1", None, None, "张书记", "2024-03-01", "熟悉"),
        ("回避", None, "单位1", None, "城关镇", "村2", None, None, "有纠纷"),
    )
    found = read_directive_file(path, county())
    assert found.errors == ()
    assert [each.target for each in found.new] == [(1, -1, 0, -1), (-1, 0, -1, 1)]
    assert found.new[0].who == "张书记"
    assert len(add(county(), found.new).directives) == 2


def test_a_csv_of_any_name_is_that_table(tmp_path: Path) -> None:
    path = tmp_path / "三月.csv"
    path.write_text(",".join(HEADER) + "\n回避,G2,,H1,,,,,亲属\n", encoding="gb18030")
    assert [each.kind for each in read_directive_file(path, county()).new] == ["ban"]


def test_faults_are_told_by_row_and_nothing_is_taken(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "x.xlsx",
        ("指定", "G2", None, "H1", None, None, None, None, "熟悉"),
        ("指定", "G9", None, "H1", None, None, None, None, "熟悉"),
        ("指定", "G3", None, "H1", None, None, None, None, None),
    )
    found = read_directive_file(path, county())
    assert found.new == ()
    assert {issue.row for issue in found.errors} == {3, 4}


def test_what_the_county_has_is_left_out_and_the_opposite_refused(tmp_path: Path) -> None:
    start = county(directives=[{"kind": "ban", "cadre": 1, "household": 0, "row": 5}])
    row = ("G2", None, "H1", None, None, None, None, "x")
    same = read_directive_file(workbook(tmp_path / "a.xlsx", ("回避", *row)), start)
    assert (same.new, same.known, same.errors) == ((), 1, ())
    opposite = read_directive_file(workbook(tmp_path / "b.xlsx", ("指定", *row)), start)
    assert [(issue.code, issue.row) for issue in opposite.errors] == [("pin-against-ban", 2)]
    assert "第5行" in opposite.errors[0].problem.zh


def test_a_file_without_the_table_says_so(tmp_path: Path) -> None:
    assert read_directive_file(workbook(tmp_path / "x.xlsx", name="别的"), county()).errors
    assert read_directive_file(workbook(tmp_path / "y.xlsx"), county()).errors
