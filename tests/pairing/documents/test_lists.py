"""Documents say what the plan says: names, counts, order, headers, dates, reasons."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from pairing.county import County
from pairing.documents.change_list import changed_households, changed_links, successions
from pairing.documents.contact_list import contacts
from pairing.documents.facts import Facts, facts_of
from pairing.documents.idle_cadres import below_quota, exempt_cadres, uncovered_cadres
from pairing.documents.import_form import import_form
from pairing.documents.masking import Audience, Mask
from pairing.documents.overview import overview
from pairing.documents.roster import roster_by_town, roster_by_unit, roster_by_village
from pairing.documents.sheets import Column, PrintedTable
from pairing.documents.tasks import household_tasks
from pairing.documents.uncovered import proofs, uncovered_households, ways_out
from pairing.documents.village_list import villages
from pairing.edits import RaiseQuotas
from pairing.errors import PlanError
from pairing.plan import Plan, PlanTables
from pairing.repairs import Outcome, Repair, Repairs
from pairing.replan import with_previous
from pairing.rules import Rules
from pairing.text import Text
from tests.pairing.plans import plan_of
from tests.pairing.secret_county import ID_NUMBER, RULES, SIZE, secret_county, secret_plan
from tests.pairing.stored import tiny_plan
from tests.pairing.tiny import tiny

INTERNAL, PUBLIC = Mask(Audience.INTERNAL), Mask()


@pytest.fixture(scope="module")
def county() -> County:
    return secret_county()


@pytest.fixture(scope="module")
def plan(county: County) -> Plan:
    return secret_plan(county)


@pytest.fixture(scope="module")
def facts(county: County, plan: Plan) -> Facts:
    return facts_of(county, plan, RULES)


def column(table: PrintedTable, header: str) -> list[object]:
    return list(next(c.cells for c in table.columns if c.header == header))


def headers(table: PrintedTable) -> list[str]:
    return [c.header for c in table.columns]


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
    assert headers(table) == [
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


def test_a_list_too_long_for_a_sheet_goes_on_in_the_next() -> None:
    table = PrintedTable("表", "题", (Column("序号", 6, range(1, 8)),), breaks=(2, 3, 5))
    parts = list(table.parts(most=3))
    assert [part.name for part in parts] == ["表1", "表2", "表3"]
    assert [list(part.columns[0].cells) for part in parts] == [[1, 2, 3], [4, 5, 6], [7]]
    # 2 lies in the first; 3 is where the second begins anyway; 5 is its third row.
    assert [part.breaks for part in parts] == [(2,), (2,), ()]
    assert next(iter(table.parts())) is table


def test_a_plan_of_other_lists_is_refused_by_name(county: County, plan: Plan) -> None:
    strange = replace(plan, pairs=plan.pairs.assign(cadre_id="G99999"))
    with pytest.raises(PlanError) as caught:
        facts_of(county, strange)
    assert "G99999" in caught.value.text.zh


def test_reasons_are_given_only_with_the_rules_and_lists_of_the_plan(county: County, plan: Plan) -> None:
    less = replace(plan, pairs=plan.pairs.iloc[1:])
    told = column(uncovered_households(facts_of(county, less, RULES), INTERNAL), "原因")
    assert told
    assert all("干部" in str(words) for words in told)
    for unknown in (
        facts_of(county, less),
        facts_of(county, less, Rules(contact_max_level1=7)),
        facts_of(replace(county, households=county.households.assign(income=1.0)), less, RULES),
    ):
        assert set(column(uncovered_households(unknown, INTERNAL), "原因")) == {
            "没有作出方案时的规则或名单，未说明"
        }


def test_a_proved_shortage_stands_beside_its_ways_out() -> None:
    """Two households, one cadre with one place: one is lacking, whatever is done within the rules.

    Demand 2, places 1, deficit 1; raising the quota by one is a way out.
    """
    county = tiny(units=[{}], cadres=[{"max_households": 1.0}], villages=[{}], households=[{}, {}])
    tables = plan_of(county, RULES, links=[(0, 0)], pairs=[(0, 0)])
    plan = with_summary(tables, county)
    facts = facts_of(county, plan, RULES)
    proved = proofs(facts, INTERNAL)
    assert [column(proved, header) for header in ("需结对人次", "可用名额", "缺")] == [[2], [1], [1]]
    ways = ways_out(facts, INTERNAL)
    assert any("户数上限" in str(words) for words in column(ways, "办法"))
    assert set(column(ways, "得分变化")) == {"未测算"}


def test_ways_out_that_were_priced_come_with_their_price(county: County, plan: Plan) -> None:
    less = replace(plan, pairs=plan.pairs.iloc[1:])
    after = Outcome(missing=0, idle=2, points=12300, proved=True)
    title = Text("甲的户数上限各加 1 户", "raise the quota of 甲 by 1 each")
    way = Repair(title, (RaiseQuotas((0,), (1,)),), (), (), 1, after, closes=1, points=-250)
    table = ways_out(facts_of(county, less, RULES, repairs=Repairs(after, after, (way,))), INTERNAL)
    assert [column(table, header) for header in ("办法", "补上缺口", "还缺", "得分变化", "改动数量")] == [
        ["甲的户数上限各加 1 户"], [1], [0], [-2.5], [1],
    ]  # fmt: skip


def with_summary(tables: PlanTables, county: County) -> Plan:
    """A plan whose summary names the county and the default rules."""
    return Plan(tables.links, tables.pairs, tables.contacts, tiny_plan(county.data_hash, RULES.hash).summary)


def test_cadres_below_their_quota_are_listed_with_what_they_lack(county: County, plan: Plan) -> None:
    whole = below_quota(facts_of(county, plan, RULES), INTERNAL)
    one = plan.pairs["cadre_id"].value_counts()
    single = one[one == 1].index[0]
    less = replace(plan, pairs=plan.pairs[plan.pairs["cadre_id"] != single])
    table = below_quota(facts_of(county, less, RULES), INTERNAL)
    assert set(column(table, "干部编号")) - set(column(whole, "干部编号")) == {single}
    row = column(table, "干部编号").index(single)
    assert [column(table, header)[row] for header in ("应联系户数", "已联系户数", "还差")] == [1, 0, 1]


def test_the_change_list_has_the_headers_of_the_form_and_every_changed_pair(facts: Facts, plan: Plan) -> None:
    table = changed_households(facts, INTERNAL)
    assert headers(table) == ["户编号", "户主", "原责任人", "新责任人", "单位", "原因", "开始日期"]
    assert headers(changed_households(facts, PUBLIC)) == [
        "户编号", "户主", "原责任人", "新责任人", "单位", "开始日期",
    ]  # fmt: skip
    assert plan.changes is not None
    pairs = plan.changes[plan.changes["kind"] == "pair"]
    assert len(pairs) == 5
    assert sorted(column(table, "户编号")) == sorted(pairs["household_id"])
    names = facts.county.cadres.set_index("cadre_id")["name"]
    expected = {
        (h, names.get(n, "")) for h, n in zip(pairs["household_id"], pairs["new_cadre_id"], strict=True)
    }
    assert set(zip(column(table, "户编号"), column(table, "新责任人"), strict=True)) == expected
    assert column(changed_links(facts, INTERNAL), "类别").count("联村单位") == int(
        (plan.changes["kind"] == "unit").sum()
    )


def test_who_takes_over_from_whom_counts_every_changed_household_once(facts: Facts) -> None:
    table = successions(facts, INTERNAL)
    ids = [id_ for cell in column(table, "户编号") for id_ in str(cell).split("、")]
    assert sorted(ids) == sorted(column(changed_households(facts, INTERNAL), "户编号"))
    assert sum(column(table, "户数")) == len(ids)


def test_a_cadre_who_is_gone_goes_by_the_id_and_an_ended_pair_has_no_date(county: County, plan: Plan) -> None:
    assert plan.changes is not None
    pairs = plan.changes[plan.changes["kind"] == "pair"].copy()
    pairs.iloc[0, pairs.columns.get_indexer(["old_cadre_id", "new_cadre_id", "new_unit"])] = [
        "G-离开",
        "",
        "",
    ]
    table = changed_households(facts_of(county, replace(plan, changes=pairs), RULES), INTERNAL)
    row = column(table, "原责任人").index("G-离开")
    assert column(table, "新责任人")[row] == ""
    assert column(table, "开始日期")[row] == ""
    assert set(column(table, "开始日期")) == {"", "2026-03-02"}


def test_the_import_form_is_the_systems_own_and_carries_whole_numbers(facts: Facts) -> None:
    table = import_form(facts, INTERNAL)
    assert headers(table) == [
        "帮扶单位", "帮扶单位类型", "帮扶单位隶属关系", "姓名", "是否第一书记", "是否工作队队长", "是否驻村队员", "性别", "职务级别",
        "证件号码", "联系电话",
    ]  # fmt: skip
    assert table.length == len(set(facts.pair_cadre.tolist()))
    assert set(column(table, "证件号码")) == {ID_NUMBER}
    assert set(column(table, "职务级别")) <= {
        "国家级正职", "国家级副职", "省部级正职", "省部级副职", "厅局级正职", "厅局级副职", "县处级正职", "县处级副职", "乡科级正职",
        "乡科级副职", "科员级", "办事员级", "未定职",
    }  # fmt: skip


def test_the_lists_own_answers_go_into_the_import_form_before_the_posts(county: County, plan: Plan) -> None:
    first = facts_of(county, plan)
    paired = int(first.pair_cadre.min())
    cadres = county.cadres.copy()
    cadres.loc[paired, "post"] = "驻村第一书记"
    named = replace(county, cadres=cadres)
    at = np.unique(first.pair_cadre)
    place = at[np.argsort(first.cadre_unit[at], kind="stable")].tolist().index(paired)
    assert column(import_form(facts_of(named, plan), INTERNAL), "是否第一书记")[place] == "是"
    asked = pd.DataFrame({"是否第一书记": ["未填"] * len(cadres)})
    said = replace(named, extras={**county.extras, "cadres": asked})
    assert set(column(import_form(facts_of(said, plan), INTERNAL), "是否第一书记")) == {"未填"}


def test_a_plan_made_from_another_keeps_its_dates_and_still_goes_with_its_lists(
    county: County, plan: Plan
) -> None:
    """The lists beside a previous plan have another hash than the lists alone: that is not a change of the lists."""
    facts = facts_of(county, plan, RULES, previous=plan)
    assert facts.same_lists
    assert facts.rules is not None
    assert len(facts.county.previous_pairs) == len(with_previous(county, plan).previous_pairs)
    assert "名单在求解后改过" not in column(overview(facts, INTERNAL), "数值")
