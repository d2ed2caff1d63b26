"""Documents say what the plan says, show the public nothing of a person's hardship, and print like an office's papers."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from pairing.county import County
from pairing.documents import export
from pairing.documents.export import export_plan
from pairing.documents.facts import Facts, facts_of
from pairing.documents.lists import (
    contacts,
    exempt_cadres,
    overview,
    uncovered_cadres,
    uncovered_households,
    villages,
)
from pairing.documents.masking import Audience, Mask
from pairing.documents.roster import roster_by_town, roster_by_unit, roster_by_village
from pairing.documents.sheets import Column, PrintedTable
from pairing.documents.tasks import household_tasks
from pairing.errors import CallError, PlanError
from pairing.plan import Plan
from pairing.sample import SampleSize, make_county
from tests.pairing.local import local_plan

SIZE = SampleSize(units=6, villages=8, cadres=60, focus=62, households=400)
# Seven digits that can stand in no hash, code or date of the file.
ID_NUMBER = "14042719700101123X"
PHONE = "13855557777"
INTERNAL, PUBLIC = Mask(Audience.INTERNAL), Mask()


@pytest.fixture(scope="module")
def county() -> County:
    """A county whose lists hold everything that must never be published."""
    made = make_county(SIZE, seed=1, previous=True)
    households, cadres = made.households.copy(), made.cadres.copy()
    households["head_name"] = [f"欧阳户{k}主" for k in range(len(households))]
    households["id_number"] = ID_NUMBER
    households["phone"] = PHONE
    households["group"] = households["group"] + "（组长 138-5555-7777）"
    cadres["phone"] = PHONE
    cadres["id_number"] = ID_NUMBER
    cadres.loc[0, "post"] = "=cmd|' /C calc'!A1"
    extra = pd.DataFrame(
        {"备注": ["患癌症"] * len(households), "银行卡号": ["6222020200112233445"] * len(households)}
    )
    return replace(made, households=households, cadres=cadres, extras={"households": extra})


@pytest.fixture(scope="module")
def plan(county: County) -> Plan:
    return local_plan(county)


@pytest.fixture(scope="module")
def facts(county: County, plan: Plan) -> Facts:
    return facts_of(county, plan)


@pytest.fixture(scope="module")
def files(county: County, plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    paths = export_plan(county, plan, tmp_path_factory.mktemp("out"), only=("名册",))
    return {path.parent.name: path for path in paths}


def cells(path: Path) -> Iterator[object]:
    for sheet in openpyxl.load_workbook(path):
        for row in sheet.iter_rows(values_only=True):
            yield from (cell for cell in row if cell is not None)


def whole_text(path: Path) -> str:
    """Every part of the archive as text: sheets, document properties, headers and footers."""
    with zipfile.ZipFile(path) as archive:
        return "\n".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())


def column(table: PrintedTable, header: str) -> list[object]:
    return list(next(c.cells for c in table.columns if c.header == header))


def headers(table: PrintedTable) -> list[str]:
    return [c.header for c in table.columns]


def test_the_public_version_shows_nothing_of_hardship_or_identity(
    files: dict[str, Path], county: County
) -> None:
    text = whole_text(files["公示版"])
    assert "内部资料" not in text
    for secret in ("户主姓名", "帮扶责任人"):
        assert secret in text, "the sheets are read as plain text here, or the search below means nothing"
    secrets = {
        ID_NUMBER, PHONE, "138-5555-7777", "5555", "患癌症", "6222020200112233445",
        *county.households["head_name"], *county.households["cause"].dropna(), *county.cadres["exempt_reason"].dropna(),
        *county.households["kind"], *county.households["monitor"].dropna(),
        "致困原因", "户类型", "难度等级", "帮扶任务", "证件号码",
    }  # fmt: skip
    found = sorted(secret for secret in secrets if secret in text)
    assert found == []
    assert not re.search(r"(?<![\d.])1[3-9]\d{9}(?!\d)", text)
    assert not re.search(r"(?<![\d.])\d{17}[\dXx](?!\d)", text)


def test_the_internal_version_has_it_all_and_says_so_on_every_page(
    files: dict[str, Path], county: County
) -> None:
    book = openpyxl.load_workbook(files["内部资料"])
    for sheet in book:
        assert "内部资料" in str(sheet.oddHeader.right.text)
    text = whole_text(files["内部资料"])
    for secret in (PHONE, "患癌症", "6222020200112233445", county.households["head_name"][0]):
        assert secret in text
    # Nobody needs ID numbers to visit a household.
    assert ID_NUMBER not in text


def test_no_cell_is_a_formula(files: dict[str, Path]) -> None:
    for path in files.values():
        text = whole_text(path)
        assert "<f>" not in text
        assert "<hyperlink" not in text
    assert "=cmd|' /C calc'!A1" in set(cells(files["内部资料"]))


def test_every_sheet_prints_like_an_office_paper(files: dict[str, Path], facts: Facts) -> None:
    for path in files.values():
        for sheet in openpyxl.load_workbook(path):
            assert sheet.page_setup.orientation == "landscape"
            assert int(sheet.page_setup.paperSize) == 9
            assert sheet.print_title_rows == "$1:$3"
            assert sheet.print_area
            assert sheet.freeze_panes == "A4"
            assert sheet.auto_filter.ref.startswith("A3:")
            assert not sheet.merged_cells.ranges
            assert "&P" in sheet.oddFooter.right.text
            footer = sheet.oddFooter.left.text
            for part in (
                facts.stamp.plan_code,
                facts.stamp.data_hash,
                facts.stamp.rules_hash,
                "2026-03-02",
                "0.1.0",
            ):
                assert part in footer
            if sheet.max_row > 3:
                assert sheet["A4"].font.name == "仿宋"
            assert sheet["A3"].font.bold


def test_the_roster_has_the_headers_of_the_form(facts: Facts) -> None:
    assert headers(roster_by_town(facts, INTERNAL)) == [
        "序号", "乡镇", "行政村", "村民小组", "户编号", "户主姓名", "家庭人口", "户类型", "致困原因", "难度等级", "帮扶单位",
        "帮扶责任人", "职务", "职务级别", "联系电话", "第二联系人", "帮扶任务", "结对日期", "备注", "银行卡号",
    ]  # fmt: skip


def test_the_rosters_hold_every_pair_once(facts: Facts, plan: Plan) -> None:
    by_town, by_unit = roster_by_town(facts, INTERNAL), roster_by_unit(facts, INTERNAL)
    assert sorted(column(by_town, "户编号")) == sorted(plan.pairs["household_id"].unique())
    assert sorted(column(by_unit, "户编号")) == sorted(plan.pairs["household_id"])
    # 62 focus households, none of which wants two cadres: 0.005 · 62 rounds to 0.
    assert by_town.length == by_unit.length == 62
    cadres = facts.county.cadres.set_index("cadre_id")["name"]
    expected = dict(zip(plan.pairs["household_id"], cadres[plan.pairs["cadre_id"]], strict=True))
    assert dict(zip(column(by_town, "户编号"), column(by_town, "帮扶责任人"), strict=True)) == expected


@pytest.mark.parametrize(
    ("build", "header"),
    [(roster_by_town, "乡镇"), (roster_by_village, "行政村"), (roster_by_unit, "帮扶单位")],
)
def test_each_group_begins_a_new_page(facts: Facts, build: object, header: str) -> None:
    table = build(facts, PUBLIC)  # type: ignore[operator]
    groups = column(table, header)
    changes = [k for k in range(1, len(groups)) if groups[k] != groups[k - 1]]
    assert list(table.breaks) == changes
    # Each group stands in one run.
    assert len(changes) + 1 == len(set(groups))


def test_a_second_contact_is_named_on_both_rows(county: County, plan: Plan) -> None:
    pairs = plan.pairs
    first = pairs.iloc[0]
    helper = next(c for c in pairs["cadre_id"] if c != first["cadre_id"])
    second = pd.DataFrame([{**first, "cadre_id": helper, "order": 2}])
    both = replace(plan, pairs=pd.concat([pairs, second], ignore_index=True))
    facts = facts_of(county, both)
    cadres = county.cadres.set_index("cadre_id")
    name = {
        c: f"{cadres['name'][c]}（{county.units['name'][cadres['unit'][c]]}）"
        for c in (first["cadre_id"], helper)
    }
    by_town = roster_by_town(facts, INTERNAL)
    row = column(by_town, "户编号").index(first["household_id"])
    assert column(by_town, "第二联系人")[row] == name[helper]
    by_unit = roster_by_unit(facts, INTERNAL)
    rows = [k for k, id_ in enumerate(column(by_unit, "户编号")) if id_ == first["household_id"]]
    assert {column(by_unit, "第二联系人")[k] for k in rows} == set(name.values())


def test_a_kept_pair_keeps_its_date_and_a_new_one_has_the_plans(facts: Facts, county: County) -> None:
    table = roster_by_town(facts, INTERNAL)
    dates = dict(zip(column(table, "户编号"), column(table, "结对日期"), strict=True))
    previous = county.previous_pairs
    kept = {
        (county.households["household_id"][h], county.cadres["cadre_id"][c]): start
        for h, c, start in zip(previous["household"], previous["cadre"], previous["start"], strict=True)
    }
    for household, cadre in zip(facts.plan.pairs["household_id"], facts.plan.pairs["cadre_id"], strict=True):
        assert dates[household] == kept.get((household, cadre), "2026-03-02")
    assert len(set(dates.values())) > 1


def test_the_village_list_names_lead_helpers_and_leaders(facts: Facts, county: County, plan: Plan) -> None:
    table = villages(facts, PUBLIC)
    assert headers(table)[1:] == [
        "乡镇",
        "行政村",
        "牵头单位",
        "组长",
        "协助单位",
        "联系领导",
        "结对户数",
        "干部数",
    ]
    lead = plan.links[(plan.links["kind"] == "unit") & (plan.links["role"] == "lead")].set_index(
        "village_code"
    )["unit"]
    heads = county.cadres[county.cadres["head"]]
    leader_of = dict(zip(county.units["name"][heads["unit"]], heads["name"], strict=True))
    by_name = {(t, n): c for t, n, c in county.villages[["town", "name", "code"]].itertuples(index=False)}
    for town, name, unit, head in zip(
        *(column(table, h) for h in ("乡镇", "行政村", "牵头单位", "组长")), strict=True
    ):
        assert unit == lead[by_name[town, name]]
        assert head == leader_of[unit]
    assert sum(column(table, "结对户数")) == 62


def test_every_household_of_the_county_has_its_row_of_contact(facts: Facts, plan: Plan) -> None:
    table = contacts(facts, INTERNAL)
    assert table.length == SIZE.households
    names = facts.county.cadres.set_index("cadre_id")["name"]
    expected = dict(zip(plan.contacts["household_id"], names[plan.contacts["cadre_id"]], strict=True))
    assert dict(zip(column(table, "户编号"), column(table, "联系干部"), strict=True)) == expected
    assert column(table, "联系方式").count("结对") == 62
    assert "联系方式" not in headers(contacts(facts, PUBLIC))


def test_who_is_not_covered_stands_in_the_lists(county: County, plan: Plan) -> None:
    gone = plan.pairs["household_id"].iloc[0]
    alone = plan.contacts["household_id"].iloc[-1]
    less = replace(
        plan, pairs=plan.pairs.iloc[1:], contacts=plan.contacts[plan.contacts["household_id"] != alone]
    )
    facts = facts_of(county, less)
    table = uncovered_households(facts, INTERNAL)
    assert dict(zip(column(table, "户编号"), column(table, "缺什么"), strict=True)) == {
        gone: "缺结对干部 1 人",
        alone: "无联系干部",
    }
    idle = facts.coverage.uncovered_cadres["cadre"]
    assert column(uncovered_cadres(facts, INTERNAL), "干部编号") == county.cadres["cadre_id"][idle].tolist()
    exempt = county.cadres["exempt_reason"].dropna()
    assert column(exempt_cadres(facts, INTERNAL), "免派原因") == exempt.tolist()
    numbers = dict(
        zip(column(overview(facts, PUBLIC), "项目"), column(overview(facts, PUBLIC), "说明"), strict=True)
    )
    assert numbers["其中已有联系干部"] == "还差 1"


def test_tasks_follow_needs_then_kind() -> None:
    needs = pd.Series([("就业", "看病"), (), (), ("搬家",)], dtype=object)
    kinds = pd.Series(["脱贫户", "监测户", None, "一般户"], dtype=object)
    assert household_tasks(needs, kinds) == [
        "帮助联系就业岗位；帮助联系就医、落实医疗保障",
        "落实监测措施、防止返贫",
        "经常走访、了解诉求",
        "搬家",
    ]


def test_names_and_telephones_are_masked_for_the_public_only() -> None:
    assert PUBLIC.head_names(["王小明", "李四", None, "欧阳修"]) == ["王**", "李**", "", "欧**"]
    assert INTERNAL.head_names(["王小明", None]) == ["王小明", ""]
    assert PUBLIC.phones(["13800001234", "138****1234", "8771234", None]) == [
        "138****1234", "138****1234", "*****34", "",
    ]  # fmt: skip
    # Two numbers in one cell: nothing of them is shown.
    assert not re.search(r"\d", PUBLIC.phones(["13800001234/13900005678"])[0])


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("组长13855557777", "组长138****7777"),
        ("138 5555 7777", "138 **** 7777"),
        ("证14042719700101123X", "证******************"),
        ("0355-8771234", "035*-***1234"),
        ("二组12号", "二组12号"),
        ("140427100200", "140427100200"),
    ],
)
def test_free_text_loses_what_looks_like_a_number_of_a_person(text: str, masked: str) -> None:
    assert PUBLIC.text(text) == masked
    assert INTERNAL.text(text) == text


@pytest.mark.parametrize(
    "made_from",
    [
        "14042719700101123X-01",  # an ID number with an ending
        "HU19700101",  # the birth date of the ID number
        "HU-01123X",  # the last six of the ID number
        "HU557777",  # the end of the telephone
        "户13855557777",  # a telephone
        "东村欧阳户0主",  # the name of the head
    ],
)
def test_a_household_id_drawn_from_a_person_is_replaced_throughout(county: County, made_from: str) -> None:
    households = county.households.copy()
    households.loc[0, "household_id"] = made_from
    renamed = replace(county, households=households)
    ids = PUBLIC.household_ids(renamed)
    assert ids[0] == "000001"
    assert ids[399] == "000400"
    assert INTERNAL.household_ids(renamed)[0] == made_from
    assert PUBLIC.household_ids(county)[0] == county.households["household_id"][0]


def test_public_is_what_comes_without_asking() -> None:
    assert Mask().public
    assert not Mask().shows("cause")
    assert INTERNAL.shows("cause")


def test_public_only_writes_nothing_else(county: County, plan: Plan, tmp_path: Path) -> None:
    paths = export_plan(county, plan, tmp_path, public_only=True, only=("名册",))
    assert [path.name for path in paths] == ["结对帮扶名册（公示版）.xlsx"]
    assert sorted(p.name for p in tmp_path.rglob("*")) == ["公示版", "结对帮扶名册（公示版）.xlsx"]


def test_the_same_plan_gives_the_same_bytes(county: County, plan: Plan, tmp_path: Path) -> None:
    one = export_plan(county, plan, tmp_path / "1", public_only=True, only=("名册",))[0].read_bytes()
    two = export_plan(county, plan, tmp_path / "2", public_only=True, only=("名册",))[0].read_bytes()
    assert one == two


def test_an_unknown_document_is_refused_in_words(county: County, plan: Plan, tmp_path: Path) -> None:
    with pytest.raises(CallError) as caught:
        export_plan(county, plan, tmp_path, only=("花名册",))
    assert "花名册" in caught.value.text.zh
    assert "名册" in caught.value.text.en


def test_a_plan_of_other_lists_is_refused_by_name(county: County, plan: Plan, tmp_path: Path) -> None:
    strange = replace(plan, pairs=plan.pairs.assign(cadre_id="G99999"))
    with pytest.raises(PlanError) as caught:
        export_plan(county, strange, tmp_path)
    assert "G99999" in caught.value.text.zh
    assert not list(tmp_path.iterdir())


def test_a_plan_without_pairs_still_prints(county: County, plan: Plan, tmp_path: Path) -> None:
    empty = replace(
        plan, pairs=plan.pairs.iloc[:0], links=plan.links.iloc[:0], contacts=plan.contacts.iloc[:0]
    )
    for path in export_plan(county, empty, tmp_path):
        assert len(openpyxl.load_workbook(path).sheetnames) >= 7


def test_a_list_too_long_for_a_sheet_goes_on_in_the_next() -> None:
    table = PrintedTable("表", "题", (Column("序号", 6, range(1, 8)),), breaks=(2, 3, 5))
    parts = list(table.parts(most=3))
    assert [part.name for part in parts] == ["表1", "表2", "表3"]
    assert [list(part.columns[0].cells) for part in parts] == [[1, 2, 3], [4, 5, 6], [7]]
    # 2 lies in the first; 3 is where the second begins anyway; 5 is its third row.
    assert [part.breaks for part in parts] == [(2,), (2,), ()]
    assert next(iter(table.parts())) is table


def test_processes_side_by_side_write_the_same_bytes(
    county: County, plan: Plan, files: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "_SIDE_BY_SIDE", 0)
    written = export_plan(county, plan, tmp_path)
    assert {path.name: path.read_bytes() for path in written} == {
        path.name: path.read_bytes() for path in files.values()
    }


def test_a_folder_that_cannot_be_written_is_told_from_a_process_too(
    county: County, plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "_SIDE_BY_SIDE", 0)
    (tmp_path / "papers").write_text("no folder", encoding="utf-8")
    with pytest.raises(CallError) as caught:
        export_plan(county, plan, tmp_path / "papers")
    assert "写不进去" in caught.value.text.zh
