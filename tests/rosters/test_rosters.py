"""Each messy roster is read as meant, or refused in words that say how to mend it."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from pairing.matches import Matches, accepted
from pairing.read import Reading, read_county
from tests.rosters import rosters
from tests.rosters.lists import save_book, sound

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pairing.county import County
    from pairing.issues import Issue

STORIES = [
    story
    for _, story in inspect.getmembers(rosters, inspect.isfunction)
    if story.__module__ == rosters.__name__
]


def county_of(reading: Reading) -> County:
    assert reading.county is not None, [issue.sentence("en") for issue in reading.errors]
    return reading.county


def wanted(folder: Path) -> County:
    """The county that all the sound rosters are about."""
    (folder / "sound").mkdir()
    return county_of(read_county(save_book(folder / "sound" / "c.xlsx", sound())))


def errors(reading: Reading, code: str) -> list[Issue]:
    assert reading.county is None
    return [issue for issue in reading.errors if issue.code == code]


def households(county: County) -> dict[str, tuple[str, str]]:
    """Household id -> town and village."""
    villages = county.villages
    return {
        row["household_id"]: (villages["town"][row["village"]], villages["name"][row["village"]])
        for _, row in county.households.iterrows()
    }


def warned(reading: Reading, code: str) -> list[Issue]:
    return [issue for issue in reading.warnings if issue.code == code]


def test_there_are_a_dozen_and_each_tells_its_story() -> None:
    assert len(STORIES) >= 12
    for story in STORIES:
        assert len(story.__doc__ or "") > 60, story.__name__


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_every_finding_says_what_is_wrong_and_how_to_mend_it(
    tmp_path: Path, story: Callable[[Path], Path]
) -> None:
    """And whatever was not certain is an error until it is confirmed: nothing is matched in silence."""
    reading = read_county(story(tmp_path))
    assert (reading.county is None) == bool(reading.errors)
    for issue in reading.issues:
        for text in (issue.problem, issue.remedy):
            assert text.zh
            assert text.en
            assert "{" not in text.zh + text.en
        assert issue.sheet
    unsure = [issue for issue in reading.errors if issue.code.endswith("-to-confirm")]
    assert bool(accepted(reading.proposals)) == bool(
        unsure or any(i.code == "merged-village" for i in reading.errors)
    )
    if reading.proposals:
        assert reading.county is None


def test_one_file_a_township(tmp_path: Path) -> None:
    reading = read_county(rosters.one_file_a_township(tmp_path))
    assert households(county_of(reading)) == households(wanted(tmp_path))
    joined = next(issue for issue in reading.warnings if issue.code == "sheets-joined")
    assert "4 张" in joined.problem.zh
    assert county_of(reading).name == tmp_path.name


def test_a_finding_names_the_file_the_sheet_and_the_files_own_row(tmp_path: Path) -> None:
    path = rosters.one_file_a_township(tmp_path)
    header, row = sound()["农户"][0], sound()["农户"][4]
    save_book(path / "店上镇.xlsx", {"农户": [["店上镇"], header, [*row[:5], -1, *row[6:]]]})
    (issue,) = errors(read_county(path), "negative-number")
    assert (issue.file, issue.sheet, issue.row, issue.column) == ("店上镇.xlsx", "农户", 3, "家庭人口")
    assert issue.place("zh") == "文件“店上镇.xlsx”“农户”表第3行“家庭人口”列"


def test_a_sheet_a_township(tmp_path: Path) -> None:
    reading = read_county(rosters.a_sheet_a_township(tmp_path))
    (unknown,) = errors(reading, "unknown-village")
    assert (unknown.sheet, unknown.row, unknown.value) == ("桥上乡农户", 3, "桥上乡 天涯村")
    (twice,) = errors(reading, "duplicate")
    assert (twice.sheet, twice.row) == ("桥上乡农户", 3)
    assert "“农户_龙泉镇”表第2行" in twice.problem.zh


def test_sheets_without_names(tmp_path: Path) -> None:
    reading = read_county(rosters.sheets_without_names(tmp_path))
    assert households(county_of(reading)) == households(wanted(tmp_path))
    assert {issue.sheet for issue in warned(reading, "sheet-recognised")} == {
        f"Sheet{n}" for n in range(1, 5)
    }


def test_another_sheet_with_the_same_header_is_asked_about(tmp_path: Path) -> None:
    path = rosters.another_sheet_with_the_same_header(tmp_path)
    reading = read_county(path)
    (issue,) = errors(reading, "sheet-to-confirm")
    assert (issue.sheet, issue.row) == ("Sheet1", 1)
    taken = accepted(reading.proposals)
    assert "L900" in households(county_of(read_county(path, confirmed=Matches(taken))))
    refused = Matches(dict.fromkeys(taken, ""))
    assert households(county_of(read_county(path, confirmed=refused))) == households(wanted(tmp_path))


def test_titles_groups_sums_and_notes(tmp_path: Path) -> None:
    reading = read_county(rosters.titles_groups_sums_and_notes(tmp_path))
    (issue,) = reading.errors
    assert (issue.code, issue.row, issue.column) == ("header-to-confirm", 4, "人均纯收入（元）")
    confirmed = Matches(accepted(reading.proposals))
    reading = read_county(tmp_path / "花名册.xlsx", confirmed=confirmed)
    county, right = county_of(reading), wanted(tmp_path)
    assert households(county) == households(right)
    assert sorted(county.households["people"]) == sorted(right.households["people"])
    assert sorted(county.households["income"]) == sorted(right.households["income"])
    assert {code: [issue.row for issue in warned(reading, code)] for code in ("sum-row", "note-row", "numbering-row")} == {
        "sum-row": [8, 11, 14], "note-row": [15, 16], "numbering-row": [5],
    }  # fmt: skip


def test_headers_of_their_own_are_proposed_and_then_remembered(tmp_path: Path) -> None:
    path = rosters.headers_of_their_own(tmp_path)
    reading = read_county(path)
    assert reading.county is None
    assert {(issue.code, issue.column) for issue in reading.errors} == {
        ("header-to-confirm", said)
        for said in ("农户编号", "户主姓名（必填）", "家庭总人口", "2023年人均纯收入(元)", "帮扶单位全称")
    }
    assert {(p.shown, p.taken) for p in reading.proposals} == {
        ("农户编号", "户编号"), ("户主姓名（必填）", "户主姓名"), ("家庭总人口", "家庭人口"),
        ("2023年人均纯收入(元)", "人均纯收入"), ("帮扶单位全称", "单位"),
    }  # fmt: skip
    confirmed = Matches(accepted(reading.proposals))
    again = read_county(path, confirmed=confirmed)
    assert county_of(again).data_hash == wanted(tmp_path).data_hash
    assert again.used == confirmed.meanings
    assert not again.proposals


def test_a_header_that_is_none_of_the_columns_stays_the_offices_own(tmp_path: Path) -> None:
    path = rosters.headers_of_their_own(tmp_path)
    taken = accepted(read_county(path).proposals)
    refused = {w: "" if w.said == "2023年人均纯收入(元)" else means for w, means in taken.items()}
    county = county_of(read_county(path, confirmed=Matches(refused)))
    assert county.households["income"].isna().all()
    assert county.extras["households"]["2023年人均纯收入(元)"][0] == "6200"


def test_names_typed_by_ear(tmp_path: Path) -> None:
    path = rosters.typed_by_ear(tmp_path)
    reading = read_county(path)
    assert {(p.wording.kind, p.shown, p.taken) for p in reading.proposals} == {
        ("village", "龙泉镇 盘陀底", "龙泉镇 盘驼底村"), ("town", "龙全镇", "龙泉镇"), ("unit", "县财正局", "县财政局"),
    }  # fmt: skip
    (issue,) = errors(reading, "village-to-confirm")
    assert (issue.sheet, issue.row, issue.column) == ("农户", 2, "行政村")
    assert "盘驼底" in issue.problem.zh
    county = county_of(read_county(path, confirmed=Matches(accepted(reading.proposals))))
    assert county.data_hash == wanted(tmp_path).data_hash


def test_a_village_of_two_is_asked_about_and_never_taken(tmp_path: Path) -> None:
    path = rosters.a_village_in_the_wrong_township(tmp_path)
    reading = read_county(path)
    (issue,) = errors(reading, "unknown-village")
    assert "店上镇 洪掌村" in issue.problem.zh
    assert "晋庄镇 洪掌村" in issue.problem.zh
    (proposal,) = reading.proposals
    assert proposal.taken is None
    chosen = Matches({proposal.wording: "店上镇 洪掌村"})
    assert households(county_of(read_county(path, confirmed=chosen))) == households(wanted(tmp_path))


def test_names_from_before_the_merger(tmp_path: Path) -> None:
    path = rosters.names_from_before_the_merger(tmp_path)
    reading = read_county(path)
    (issue,) = errors(reading, "merged-village")
    assert "龙泉镇盘驼底村" in issue.problem.zh
    county = county_of(read_county(path, confirmed=Matches(accepted(reading.proposals))))
    assert households(county) == households(wanted(tmp_path))


def test_namesakes_are_told_apart_by_telephone_and_post(tmp_path: Path) -> None:
    path = rosters.namesakes(tmp_path)
    reading = read_county(path)
    (issue,) = reading.errors
    assert (issue.code, issue.sheet, issue.row) == ("ambiguous-cadre", "原结对", 5)
    assert "会计" in issue.problem.zh
    assert "司机" in issue.problem.zh
    assert "13900001111" not in issue.problem.zh
    (proposal,) = reading.proposals
    assert [c.means for c in proposal.candidates] == ["县财政局-王建国-1111", "县财政局-王建国-2222"]
    county = county_of(read_county(path, confirmed=Matches({proposal.wording: "县财政局-王建国-1111"})))
    pairs = county.previous_pairs
    assert [county.cadres["cadre_id"][i] for i in pairs["cadre"]] == [
        "县财政局-王建国-2222", "县财政局-王建国-1111", "县委办公室-王建国", "县财政局-王建国-1111",
    ]  # fmt: skip
    assert pairs["start"].tolist() == ["2024-03", "2024-03-05", "2024-03-05", "2024-03-05"]


def test_kin_and_directives_by_name(tmp_path: Path) -> None:
    """A slip in a ban would void it: whoever is not known there is an error, never left out."""
    path = rosters.kin_and_directives_by_name(tmp_path)
    reading = read_county(path)
    assert [(issue.code, issue.sheet, issue.row, issue.column) for issue in reading.errors] == [
        ("ambiguous-cadre", "指定与回避", 3, "干部姓名"), ("unknown-cadre", "指定与回避", 5, "干部姓名"),
    ]  # fmt: skip
    lists = load_workbook(path)
    lists["指定与回避"].delete_rows(5)
    lists["指定与回避"].cell(3, 4, "司机")
    lists.save(path)
    county = county_of(read_county(path))
    ids = county.cadres["cadre_id"]
    assert [ids[i] for i in county.kinship["cadre"]] == ["县农业农村局-丁四", "县财政局-王建国-2222"]
    assert county.directives[["kind", "unit", "household", "village"]].values.tolist() == [
        ["pin", -1, 0, -1], ["ban", -1, 2, -1], ["ban", 1, -1, 2],
    ]  # fmt: skip
    assert [ids[i] for i in county.directives["cadre"][:2]] == [
        "县财政局-王建国-1111",
        "县财政局-王建国-2222",
    ]


def test_namesakes_without_a_mark_show_both_rows(tmp_path: Path) -> None:
    found = errors(read_county(rosters.namesakes_without_a_mark(tmp_path)), "same-name-cadres")
    assert [issue.row for issue in found] == [8, 9]
    assert all("第8、9行" in issue.problem.zh and "电话" in issue.remedy.zh for issue in found)


def test_last_years_roster_gives_the_previous_pairs(tmp_path: Path) -> None:
    """丙三 stands under another unit than the list of cadres has: the same person moved, or another? That is asked."""
    path = rosters.last_years_roster(tmp_path)
    reading = read_county(path)
    (issue,) = reading.errors
    assert (issue.code, issue.row, issue.value) == ("cadre-to-confirm", 4, "县委办公室 丙三")
    county = county_of(read_county(path, confirmed=Matches(accepted(reading.proposals))))
    assert [county.cadres["name"][i] for i in county.previous_pairs["cadre"]] == ["乙二", "丙三"]
    assert county.previous_pairs["start"].tolist() == ["2023-12", "2023-12-05"]
    assert county.households["phone"].isna().all()


def test_the_list_of_links_on_the_wall(tmp_path: Path) -> None:
    """县教育局 is gone from the list of units: told by the row of the file, and its link is left out."""
    reading = read_county(rosters.the_list_of_links_on_the_wall(tmp_path))
    county = county_of(reading)
    assert county.previous_links[["unit", "cadre", "village", "role", "row"]].values.tolist() == [
        [1, -1, 0, "lead", 2], [2, -1, 0, "assist", 2], [3, -1, 0, "assist", 2], [-1, 0, 0, "lead", 2],
        [2, -1, 2, "lead", 3], [1, -1, 3, "assist", 4],
    ]  # fmt: skip
    (gone,) = warned(reading, "previous-gone")
    assert (gone.sheet, gone.row, gone.column, gone.value) == (
        "联村一览表",
        4,
        "牵头单位、协助单位",
        "县教育局",
    )
    assert county.extras["previous_links"]["结对户数"].tolist() == ["2", "2", "2", "2", "2", "1"]


def test_a_cadres_telephone_is_not_taken_for_the_households(tmp_path: Path) -> None:
    reading = read_county(rosters.a_roster_for_a_household_list(tmp_path))
    assert county_of(reading).households["phone"].isna().all()
    assert county_of(reading).extras["households"]["联系电话"].tolist() == ["13800000002"] * 6
    (issue,) = warned(reading, "column-of-another")
    assert (issue.row, issue.column) == (1, "联系电话")


def test_ids_as_numbers_are_refused(tmp_path: Path) -> None:
    found = errors(read_county(rosters.ids_as_numbers(tmp_path)), "id-as-number")
    assert [issue.row for issue in found] == [2, 3, 4, 5, 6, 7]
    assert "文本" in found[0].remedy.zh


def test_ids_cut_to_zeros_are_refused(tmp_path: Path) -> None:
    (issue,) = errors(read_county(rosters.ids_cut_to_zeros(tmp_path)), "id-maybe-rounded")
    assert "6 个" in issue.problem.zh


def test_an_id_number_cut_to_zeros_is_refused_and_masked(tmp_path: Path) -> None:
    (issue,) = errors(read_county(rosters.an_id_number_cut_to_zeros(tmp_path)), "id-as-number")
    assert issue.value == "1404************00"


def test_numbers_in_words(tmp_path: Path) -> None:
    county = county_of(read_county(rosters.numbers_in_words(tmp_path)))
    assert county.households["people"].tolist() == [3, 5, 4, 12, 2, 2]
    assert county.households["income"].tolist() == [5000, 12000, 6200, 3500, 12000, 8000]


def test_pages_pasted_together(tmp_path: Path) -> None:
    reading = read_county(rosters.pages_pasted_together(tmp_path))
    assert county_of(reading).data_hash == wanted(tmp_path).data_hash
    assert [issue.row for issue in warned(reading, "repeated-header")] == [7]
    assert [issue.row for issue in warned(reading, "sum-row")] == [5, 11]


def test_a_form_of_the_national_system(tmp_path: Path) -> None:
    county, right = county_of(read_county(rosters.a_form_of_the_national_system(tmp_path))), wanted(tmp_path)
    assert county.cadres["cadre_id"].tolist() == right.cadres["cadre_id"].tolist()
    assert county.cadres["level"].tolist() == right.cadres["level"].tolist()


def test_a_text_called_xls(tmp_path: Path) -> None:
    reading = read_county(rosters.a_text_called_xls(tmp_path))
    assert households(county_of(reading)) == households(wanted(tmp_path))


def test_a_web_page_is_refused(tmp_path: Path) -> None:
    (issue,) = errors(read_county(rosters.a_web_page_called_xls(tmp_path)), "web-page")
    assert "另存为 .xlsx" in issue.remedy.zh


def test_an_early_et_is_refused(tmp_path: Path) -> None:
    (issue,) = errors(read_county(rosters.an_early_et(tmp_path)), "old-format")
    assert "另存为 .xlsx" in issue.remedy.zh
